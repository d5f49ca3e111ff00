# The frame of every page and the shared parts.

layout-product = Accompany
layout-skip = Skip to the main part
layout-navigation = Main
layout-nav-waiting = { $count ->
    [one] { $count } waiting
   *[other] { $count } waiting
}
layout-add-contact = Add contact
layout-more = More
layout-more-title = All places
layout-account-menu = Your account
layout-my-account = My account
layout-sign-out = Sign out
layout-undo = Undo
layout-close = Close

## Help now. This site is not watched around the clock, and must say so.
layout-help-link = Get help now
layout-help-now = Need help right now?
layout-help-call = Call 988
layout-help-text = Text 988
layout-help-more = Other lines to call or text
layout-help-not-watched = Nobody watches this site around the clock. 988 is free and open day and night. If someone is in danger, call 911.

## Keys
layout-shortcuts = Keyboard shortcuts
layout-key-search = Go to search
layout-key-day = Go to My day
layout-key-people = Go to People

## Parts
layout-error-mark = Error:
layout-optional = (optional)
layout-summary-title = { $count ->
    [one] One thing needs a change
   *[other] { $count } things need a change
}
layout-pager = Pages
layout-older = Older
layout-newer = Newer
layout-element-done = Done:
layout-element-missing = Missing:

## Saving while someone writes
layout-draft-saved = Saved { $time }
layout-draft-saving = Saving…
layout-draft-unsaved = Not saved yet
layout-draft-waiting = Saved on this device, waiting for a line
layout-draft-not-kept = Not saved. Keep this page open; we keep trying.
layout-draft-refused = The server did not take this. Your words are still here; we keep trying.
layout-draft-not-sent = Not sent yet. Your words are kept. Try again when you have a line.
layout-draft-begun = You began this
layout-draft-anew = Begin anew

## Two versions of the same note
layout-other-title = This note was also changed somewhere else
layout-other-text = Another device saved these words { $when }. Underlined is theirs, struck through is yours.
layout-device-title = This device has words that were not saved
layout-device-text = They were written { $when }. Underlined is from this device, struck through is on the page.
layout-choice-theirs = Use theirs
layout-choice-mine = Keep mine
layout-choice-device = Use the words from this device
layout-choice-page = Keep what is on the page
layout-choice-both = Keep both

## Signing in again in place
layout-again-title = Please sign in again
layout-again-text = You were away for a while. Your words are safe, and you stay on this page.
layout-again-email = Email
layout-again-password = Password
layout-again-code = Code from your app
layout-again-submit = Sign in
layout-again-passkey = Sign in with a passkey
layout-again-close = Not now
layout-again-failed = That did not work. Check your line and try again.

## Times
when-day-and-time = { $day }, { $time }
when-day-in-full = { $weekday }, { $date }
when-today = Today
when-yesterday = Yesterday
when-tomorrow = Tomorrow
when-am = { $time } am
when-pm = { $time } pm
when-date = { $month } { $day }
when-date-and-year = { $month } { $day }, { $year }
when-weekday-1 = Monday
when-weekday-2 = Tuesday
when-weekday-3 = Wednesday
when-weekday-4 = Thursday
when-weekday-5 = Friday
when-weekday-6 = Saturday
when-weekday-7 = Sunday
when-month-1 = January
when-month-2 = February
when-month-3 = March
when-month-4 = April
when-month-5 = May
when-month-6 = June
when-month-7 = July
when-month-8 = August
when-month-9 = September
when-month-10 = October
when-month-11 = November
when-month-12 = December
layout-leave = Leave quickly
layout-leaving = One moment
