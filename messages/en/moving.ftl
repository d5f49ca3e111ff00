moving-nav = Move data
moving-title = Move data in
moving-title-one = A file to move in
moving-lead = Bring people, contacts, goals and staff from another system or a spreadsheet. Nothing is written before you have looked at it.
moving-choose-title = Choose a file
moving-target = What is in the file?
moving-target-hint = Bring staff and participants in first, so that contacts and goals find them.
moving-target-participants = Participants
moving-target-contacts = Contacts
moving-target-goals = Goals
moving-target-staff = Staff
moving-file = The file
moving-file-hint = A table saved as CSV, up to 256 MB. From a spreadsheet program: save as, CSV.
moving-upload = Continue
moving-before-title = Files so far
moving-none-title = No file yet
moving-none-text = Files that you bring in are listed here, and each can be taken out again.
moving-to-export = Take data out
moving-line = { $target } · { $rows ->
    [0] not looked at yet
    [one] 1 row
   *[other] { $rows } rows
 } · { $who }
moving-status-new = Waiting for a look
moving-status-looking = Looking
moving-status-looked-at = Looked at
moving-status-running = Coming in
moving-status-undoing = Being taken out
moving-status-done = Is in
moving-status-failed = Stopped, nothing is in
moving-status-undone = Taken out
moving-error-empty = Choose a file that has something in it.
moving-error-large = This file is too large for this page. Split it, or use the command line.
moving-error-workbook = This is a workbook of a spreadsheet program. Open it there, save it as CSV, and choose that file.
moving-conflict-running = This file is at work or is in already. To bring it in anew, undo it first.
moving-undo-begun = The rows are being taken out.
moving-back = All files
moving-file-title = What kind of file it is
moving-report-title = What we found
moving-rows = Rows in all
moving-rows-add = To add
moving-rows-there = Here already
moving-rows-again = Same as an earlier row
moving-rows-problems = With problems
moving-rows-blank = Blank
moving-rows-header = Repeated headers
moving-problems-title = Row by row
moving-problems-download = Download every problem as a table
moving-place-file = The file as a whole
moving-place-line = Line { $line }
moving-stayed-title = { $count ->
    [one] One record stayed, because somebody went on with it
   *[other] { $count } records stayed, because somebody went on with them
 }
moving-run = { $count ->
    [one] Bring in 1 row
   *[other] Bring in { $count } rows
 }
moving-not-ready = A file comes in as a whole. Mend the rows with problems or say below what the columns mean, then look again.
moving-undo = Take it out again
moving-undo-text = What somebody has gone on with since stays. You will see which rows those are.
moving-columns-title = What the columns mean
moving-columns-text = We guessed what we could. Columns that you leave out stay behind.
moving-program = Program for all rows
moving-program-hint = Used when no column names the program.
moving-choose-empty = Nothing
moving-becomes = Becomes
moving-left-out = Leave out
moving-dates = How dates are written
moving-dates-detect = See by the values
moving-dates-month-first = Month first (12/25/2024)
moving-dates-day-first = Day first (25/12/2024)
moving-values = What values stand for
moving-values-hint = One a line, such as: M = man
moving-fixed-title = The same value for every row
moving-fixed-text = For what the file does not say.
moving-mapping-name = Name of this mapping
moving-mapping-hint = Next time, a file with the same columns finds it by itself.
moving-mapping-save = Keep this mapping for next time
moving-look = Look at the file
moving-at-work-looking = Looking at every row
moving-at-work-running = Rows are coming in
moving-at-work-undoing = Rows are being taken out
moving-progress = { $done } of { $total }
moving-reload = Show how far it is
moving-problem-unclosed-quote = A quote mark that never closes
moving-problem-stray-quote = A stray quote mark
moving-problem-too-long = Too long
moving-problem-extra-cells = Too many cells
moving-problem-missing-cells = Too few cells
moving-problem-hidden-characters = Hidden characters
moving-problem-mixed-encoding = Letters in another encoding
moving-problem-unreadable-character = A letter that can't be read
moving-problem-missing-value = Something is missing
moving-problem-not-a-date = Not a date
moving-problem-ambiguous-date = A date that can be two days
moving-problem-not-a-time = Not a time
moving-problem-uncertain-time = A time at which clocks change
moving-problem-not-a-number = Not a number
moving-problem-not-yes-or-no = Not yes or no
moving-problem-not-a-phone = Not a phone number
moving-problem-not-an-email = Not an e-mail address
moving-problem-not-a-choice = Not one of the choices
moving-problem-missing-column = A column is missing
moving-problem-unknown-field = An unknown field
moving-problem-field-twice = Filled twice
moving-problem-bad-setting = A setting to mend
moving-problem-key-twice = The same id twice
moving-problem-not-known-here = Not known here
moving-problem-does-not-fit = Does not fit
moving-problem-maybe-there = Maybe here already
moving-problem-left-out = A part is left out
