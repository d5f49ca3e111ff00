# What a person reads of the notes about them, and of their whole record.

me-notes-nav = My notes
me-notes-title = My notes
me-notes-lead = These are the notes about your time with us. You can read each one and say what you think.
me-notes-none = There are no notes yet.
me-notes-held = One part of your record is not shown here right now. The law allows that in a few cases. You can ask why, and you can ask us to look at it again. Talk to your peer, or to the person who runs the program.
me-notes-one-waiting = A note waits for you
me-notes-waiting-text = { $name } wrote a note and wants you to read it.
me-notes-read = Read it
me-notes-by = Written by { $name }
me-notes-comments = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
me-notes-in-error = This note was a mistake. It does not count.
me-notes-changing = { $name } is still working on this note.
me-notes-words = What you added
me-notes-part = Your part
me-notes-part-together = You wrote this note together.
me-notes-part-read-back = You read this note, or it was read to you.
me-notes-part-sent = The note was sent to you to read.
me-notes-part-declined = You did not want to help write this note. That is fine.
me-notes-part-agrees = You said that you agree.
me-notes-part-disagrees = You said that you do not agree.
me-notes-part-changed = Some words were changed after you read it.
me-notes-steps = What comes next
me-notes-added = Added later
me-notes-said = What you both said
me-notes-kind-comment = Comment
me-notes-kind-answer = Answer
me-notes-kind-disagreement = Statement of disagreement
me-notes-you = You
me-notes-say-title = Say what you think
me-notes-say-kind = What is it?
me-notes-say-comment = A comment or a question
me-notes-say-disagreement = I do not agree. Keep my words with this note for good.
me-notes-say-words = Your words
me-notes-say-hint = No one can change them. { $name } will answer you.
me-notes-say-error = Write a few words first.
me-notes-say = Send
me-notes-was-said = Your words are with the note now. You will get an answer.
me-notes-print = Print this note
me-notes-print-title = My note
me-notes-print-hint = Use the print button of your browser. Keep the paper in a safe place.
me-notes-all = All my notes

## A note to read before it is signed
me-together-title = Read this note
me-together-lead = This is the note about your time together, { $name }. Is it right? Is something missing?
me-together-from = { $name } wrote this for you to read. It is not signed yet.
me-together-empty = There are no words yet.
me-together-words = Your own words
me-together-words-hint = Write what you want to add. It stays in the note just as you write it.
me-together-view = Do you agree with this note?
me-together-view-agrees = Yes, I agree
me-together-view-disagrees = No, I do not agree
me-together-view-open = I do not want to say
me-together-send = Send my answer
me-together-was-sent = Thank you. Your answer goes into the note.
me-together-was-late = The note was signed before your answer came. Your words stand with it.
me-together-error = Choose an answer, or write a few words.
me-together-can-change = You can change this until the note is signed.

## The whole record
me-record-nav = My record
me-record-title = My record
me-record-lead = This record is yours to read and to keep. You can get all of it at any time.
me-record-print = Show it all on one page
me-record-print-hint = To read it, or to print it.
me-record-page = Get it as a page
me-record-page-hint = A file that opens on any phone. It needs no app and no line.
me-record-file = Get it as data
me-record-file-hint = A file for other programs to read.
me-record-safe = Take care where you keep it. Who holds the file can read it.
me-record-whole-title = My whole record
me-record-made = Made on { $day } for { $name }.
me-record-me = About me
me-record-name = Name
me-record-pronouns = Pronouns
me-record-born = Born on
me-record-language = Language
me-record-own-words = In my own words
me-record-reach = How to reach me
me-record-programs = Programs
me-record-since = since { $day }
me-record-people = Who supports me
me-record-legal-name = Name on papers
me-record-about = What the team wrote
me-record-goals = My goals
me-record-goal = Goal
me-record-goal-why = Why it matters
me-record-goal-step = Step
me-record-rating = { $rating } of 10
me-record-done = Done
me-record-notes = My notes
me-record-nothing = Nothing here yet.
