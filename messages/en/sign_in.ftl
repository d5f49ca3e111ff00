# Signing in and out.

sign-in-title = Sign in
sign-in-email = E-mail address or sign-in name
sign-in-password = Password
sign-in-do = Sign in
sign-in-passkey = Use a passkey
sign-in-trouble = I can't sign in
sign-in-trouble-words = Ask your director or supervisor for a way back in. They can make a link for you. They never need your password, and nobody should ask you for it.
sign-in-wrong = The e-mail address or the password is not right. Check both and try again.
sign-in-wrong-code = That code did not work. Codes change every 30 seconds and each works once. Try the one your app shows now.
sign-in-too-late = That took a while, so please start again with your e-mail address and password.
sign-in-wait-seconds = Too many tries. Wait { $count ->
    [one] { $count } second
   *[other] { $count } seconds
} and try again.
sign-in-wait-minutes = Too many tries from here. Wait { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
} and try again, or ask your director for help.
sign-in-step-title = One more step
sign-in-organization = Which organization?
sign-in-organization-needed = Choose an organization.
sign-in-code = Code from your app
sign-in-code-hint = Six digits. Without your phone, type one of your recovery codes instead.
sign-in-code-needed = Type the code that your app shows now.
sign-in-start-over = Start over
sign-in-signed-out = You are signed out.
sign-in-ended-idle = You were away for a while, so we signed you out. Sign in, and you go on where you were. Words you were writing are kept.
sign-in-ended-too-long = You had been signed in for a long time, so we ask you to sign in again. Words you were writing are kept.
sign-in-ended-revoked = You were signed out of this device. Sign in to go on.
sign-in-recovery-made = { $name } made a way back into your account on { $day }. If you did not ask for it, tell your director today.
sign-in-recovery-somebody = Somebody
sign-in-shared = Other people use this device
sign-in-shared-hint = We sign you out after 10 quiet minutes. Nothing is kept here.
sign-in-mail = Mail me a code
sign-in-mail-hint = For people we support and those who stand by them: type your e-mail address and get a code. You need no password.
sign-in-mailed-title = Look in your mail
sign-in-mailed-intro = If this address has a space here, a code is on its way. It can take a minute or two. It works for 20 minutes.
sign-in-mailed-code = Code from the mail
sign-in-mailed-hint = Eight letters and digits, like CDFG-HJKM.
sign-in-mailed-wrong = That code did not work. Check it and try again.
sign-in-mailed-late = This code is too old, or it was used. Start over and get a new one.
sign-in-mailed-subject = Your code
sign-in-mailed-words = Here is your code: { $code }
sign-in-mailed-end = It works once, for 20 minutes. If you did not ask for it, you can throw this mail away.
sign-in-passkey-failed = The passkey did not work. Try again, or use your password.
