# The frame of every page and the shared parts.

layout-product = Accompany
layout-skip = Skip to the main part
layout-navigation = Main
layout-nav-waiting = { $count ->
    [one] { $count } waiting
   *[other] { $count } waiting
}
layout-add-contact = Add contact
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
layout-progress = { $percent } percent

## Words that the scripts show
layout-draft-saved = Saved { $time }
layout-draft-saving = Saving…
layout-draft-waiting = Saved on this device, waiting for a line
layout-draft-unsaved = Not saved yet
layout-draft-not-kept = Not saved. Keep this page open; we keep trying.

## Times
when-day-and-time = { $day }, { $time }
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
