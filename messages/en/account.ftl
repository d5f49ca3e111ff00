# One's own account, and one-time links.

account-name = Your name
account-name-missing = Type your name.
account-email = E-mail address
account-email-hint = You sign in with it.
account-email-wrong = Type an e-mail address, such as ana@example.org.
account-new-password = New password
account-password-hint = At least 12 characters. A few words that do not belong together work well.
account-too-long = Use at most { $count } characters.
account-link-title = This link does not work
account-link-unknown = We do not know this link. Check that you have all of it, or ask for a new one.
account-link-used = This link was used already. It works only once. If you used it, sign in. If it was not you, tell your director today.
account-link-withdrawn = This link was taken back. Ask for a new one.
account-link-expired = This link is too old. Ask for a new one.
account-link-to-sign-in = Go to sign-in
account-name-hint = As people here call you.
account-pronouns = Pronouns
account-phone = Phone
