# Contacts: the editor, a note, its lists, and what is done to notes.

contacts-add = Add contact
contacts-add-note = Write a note
contacts-add-attempt = I tried to reach them
contacts-all-kinds = All
contacts-all-with = All contacts with { $name }
contacts-by-you = by you
contacts-colleague = This person is or was on our staff. Each look at their record is marked.
contacts-draft = Draft
contacts-kinds = Kinds of contact
contacts-late = Late entry
contacts-seen = Seen:
contacts-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
contacts-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
contacts-time = { $from } to { $to }, { $long }

## Adding a contact
contacts-new-title = Add a contact
contacts-my-people = People you support
contacts-recent-people = People you wrote about lately
contacts-tried = Tried to reach
contacts-find-people = Find someone else
contacts-kind-hint = It starts as one-on-one support. You can change it later too.
contacts-without-person = Go on without a person
contacts-choose-person = Choose the person this contact is about.
contacts-nobody-title = Nobody to choose yet
contacts-nobody-text = When you support someone, they show up here.

## A try to reach somebody
contacts-attempt-title = Tried to reach someone
contacts-attempt-head = Tried to reach { $name }
contacts-attempt-text = One tap on what happened saves it. Every try counts as care.
contacts-attempt-how = How
contacts-attempt-outcome = What happened
contacts-attempt-line = Anything to remember
contacts-attempt-talked = We did talk: write a note instead
contacts-attempt-signed = Your try is saved.

## The editor
contacts-edit-title = Write a note
contacts-edit-aside = A note in your own words. They may read it.
contacts-saved = Saved
contacts-kind = Kind of contact
contacts-template = How to write it
contacts-switch = Use these
contacts-switch-hint = Your words stay when you change this.
contacts-program = Program
contacts-program-hint = The note follows the rules of the program that you choose.
contacts-date = Day
contacts-start = Start
contacts-end = End
contacts-mode = How you met
contacts-place = Place
contacts-place-empty = Choose a place
contacts-place-words = The place in your words
contacts-outcome = How it went
contacts-show-last = Show my last note with them
contacts-last-title = Your last note with them
contacts-copy = Copy “{ $part }” into this note
contacts-kept-title = Words from another form
contacts-kept-text = You wrote these in a different form. They stay with the note unless you clear them.
contacts-participant-words = What { $name } added
contacts-participant-words-hint = If { $name } read this and wants to add something.
contacts-own-words = What the person added
contacts-read-together = { $name } read this note
contacts-present = Who was there
contacts-present-names = Their names, if it helps
contacts-present-participant = The person
contacts-present-supporter = Family or supporter
contacts-present-team-member = Someone from the team
contacts-present-other-peer = Another peer specialist
contacts-present-interpreter = Interpreter
contacts-goals = Goals it belongs to
contacts-areas = Areas of the work
contacts-competencies = Skills you used
contacts-competencies-hint = For your own reflection. Leave this empty if you like.
contacts-steps = What’s next
contacts-steps-hint = Your own steps show up on your day. The others stay on the person’s page.
contacts-step = Step { $number }
contacts-step-another = Another step
contacts-step-who = Who does step { $number }
contacts-step-by = Step { $number } by
contacts-step-of = { $who }: { $words }
contacts-by-day = by { $day }
contacts-step-done = Done
contacts-follow-title = When you talk again
contacts-follow-text = After a hard moment, choose a day and time within three days. We put it on your day.
contacts-follow-date = Day to talk again
contacts-follow-time = Time to talk again
contacts-sign = Sign
contacts-save = Save draft
contacts-set-aside = Set this draft aside
contacts-draft-saved = Your draft is saved.
contacts-was-signed = Your note is signed.
contacts-others-title = Another device wrote in this note too
contacts-others-text = Nothing was overwritten. Here is what the other one says. Take over what you want to keep, then go on.
contacts-other-field = Another field
contacts-overlap-title = Another contact is at the same time
contacts-overlap-line = { $kind } by { $who }, { $from } to { $to }
contacts-overlap-line-with = { $kind } with { $name }, by { $who }, { $from } to { $to }
contacts-overlap-ok = Both are right

## Before signing
contacts-error-date = Enter the day.
contacts-error-start = Enter when it started.
contacts-error-end = Enter when it ended.
contacts-error-end-before-start = The end is before the start. Check both times.
contacts-error-future = This is in the future. Check the day and the start.
contacts-error-person = This kind of contact is about a person. Start it from the person’s page.
contacts-error-template = Choose how to write it.
contacts-error-no-words = Write a few words about what happened.
contacts-error-step-date = Enter the day like 2026-05-14.
contacts-error-follow-up = Choose a day and time to talk again.
contacts-error-follow-up-window = Choose a time after the contact and within three days of it.

## The meter and the plain-words helper
contacts-meter-missing = What this note still needs
contacts-meter-complete = This note has everything it needs
contacts-words-title = Words you could say another way
contacts-words-note = Nothing is changed for you. Words in quotation marks are left alone. Nobody keeps a list of these. It knows English words only.
contacts-words-try = Try “{ $words }”. { $why }

## A note
contacts-show-title = Note
contacts-print-title = Note for printing
contacts-signed-by = Signed by { $name },
contacts-print = For printing
contacts-print-hint = Use your browser’s print button. Keep paper copies safe.
contacts-compare = Compare versions
contacts-in-error = Entered in error. It does not count any more.
contacts-came-back = This note came back with a comment
contacts-addenda = Added later
contacts-history = What was done
contacts-act-signed = Signed
contacts-act-cosigned = Co-signed
contacts-act-returned = Returned
contacts-act-entered-in-error = Entered in error
contacts-act-addendum = Added
contacts-status-signed = Signed
contacts-status-awaiting-cosign = Waits for a second signature
contacts-status-cosigned = Co-signed
contacts-status-returned = Came back
contacts-status-entered-in-error = Entered in error

## Units
contacts-units-title = Units
contacts-units = { $minutes } minutes make { $units ->
    [one] { $units } unit
   *[other] { $units } units
}. { $ready ->
    [0] None is ready.
    [one] { $ready } is ready.
   *[other] { $ready } are ready.
}
contacts-units-rule = By { $rule } ({ $id }, version { $version }).
contacts-hold = ({ $rule }, version { $version })
contacts-fix-admin-rules = Look at the payer’s rule in the program’s settings.
contacts-fix-contact-signature = Sign the note.
contacts-fix-contact-note = Look at the note’s words and fields.
contacts-fix-contact-mode = Look at how you met.
contacts-fix-contact-group-size = Look at who was present.
contacts-fix-contact-times = Look at the start and end of both contacts.
contacts-fix-person-birth-date = Look at the birth date on the person’s page.
contacts-fix-person-billing = Papers are kept with the person’s billing.

## What is done to a note
contacts-cosign-title = Second signature
contacts-cosign-text = Read the note. Co-sign it, or send it back with a comment. You cannot change its words.
contacts-cosign = Co-sign
contacts-return = Send back
contacts-return-words = What should change?
contacts-return-hint = Be kind and clear. The author sees this.
contacts-was-cosigned = The note is co-signed.
contacts-was-returned = The note went back to its author.
contacts-own-waiting = You wrote this note, so somebody else has to co-sign it.
contacts-revise = Write a new version
contacts-addend-title = Add to this note
contacts-addend-words = What you want to add
contacts-addend-hint = The signed words stay as they are. This stands below them with your name and the time.
contacts-addend = Add
contacts-was-added = Your words are added.
contacts-error-title = This note is a mistake
contacts-error-words = Why is it a mistake?
contacts-error-hint = The note stays readable, crossed out, and no longer counts.
contacts-enter-in-error = Mark as entered in error
contacts-is-in-error = The note no longer counts. It stays readable.
contacts-undo-why = Taken back right after signing.
contacts-refused-own-note = Nobody can co-sign or return their own note.
contacts-refused-not-waiting = This note is not waiting for a second signature.
contacts-refused-not-returned = This note did not come back.
contacts-refused-not-author = Only its author can do this.
contacts-refused-in-error = This note was already entered in error.
contacts-refused-no-words = Say it in a few words.

## Lists
contacts-timeline-title = Contacts
contacts-mine-title = My contacts
contacts-none-title = No contacts yet
contacts-none-text = When someone writes about time together or a try to reach them, it shows up here.
contacts-mine-none-text = What you write shows up here.
contacts-queue-title = Notes to co-sign
contacts-queue-lead = The longest waiting comes first. Your own notes wait for somebody else.
contacts-queue-none-title = Nothing is waiting
contacts-queue-none-text = Notes that need a second signature show up here.

## Versions
contacts-versions-title = Versions of a note
contacts-back-to-note = Back to the note
contacts-version = Version { $number }
contacts-version-compare = compare with the one before
contacts-version-from-to = What changed from version { $from } to version { $to }

## Files
contacts-files = Files
contacts-onward = What came of this contact
contacts-file-add = Add a picture or a PDF
contacts-file-hint = Up to 10 MB. Places and device names are taken out of pictures.
contacts-file-send = Add file
contacts-file-remove = Remove
contacts-file-none = Choose a file first.
contacts-file-broken = The file stopped coming in. Please try again.
contacts-file-added = The file is added.
contacts-file-removed = The file is removed.

## Promises
contacts-promise-sign = Finish and sign your note: { $kind }
contacts-promise-sign-again = Answer and sign your note again: { $kind }
contacts-promise-cosign = Co-sign a note by { $name }
contacts-promise-returned = { $name } sent your note back with a comment
contacts-promise-follow-up = Talk again after a hard moment
