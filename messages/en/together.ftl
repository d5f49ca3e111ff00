# Notes for two, as workers see them: the person's part, their comments, and what is held back.

together-title = { $name }’s part
together-text = Notes are open to the person from the moment you sign. Best is to write them together.
together-read = Read it with { $name }
together-send = Send it to { $name }’s page
together-back = Back to writing
together-keep = Keep this
together-sign = Sign the note now
together-view = Does the person agree with the note?
together-how = How did you do it?
together-how-together = We wrote it together
together-how-read-back = I read it to them, or they read it
together-how-sent = I sent it to their page
together-how-declined = They did not want to
together-error-how = Say how you did it.
together-was-sent = The note is on their page. You see their answer here.
together-was-kept = Their part is kept with your draft.
together-not-yet = Their part is kept. Something is still missing before you can sign: press Sign to see what.
together-waiting = The note is on { $name }’s page. There is no answer yet.
together-answered = { $name } answered
together-answer-kept = These are the person’s own words. They are signed with the note as they stand.

## On the note
together-part-title = The person’s part
together-said-together = { $name } and the author wrote this together.
together-said-read-back = { $name } read this, or had it read to them, before it was signed.
together-said-sent = The note was sent to { $name } to read before it was signed.
together-said-declined = { $name } was asked and did not want to take part in writing it.
together-said-agrees = { $name } agrees with the note.
together-said-disagrees = { $name } does not agree with the note.
together-said-no-answer = There was no answer yet when it was signed.
together-said-own-hand = { $name } answered on their own page.
together-said-changed = Some words were changed after { $name } had answered.
together-statements = Statement of disagreement
together-said = What was said about this note
together-answer-title = Answer { $name }
together-answer-words = Your answer
together-answer-hint = { $name } reads this. Their words stay as they are, and so do yours.
together-answer = Send the answer
together-was-answered = Your answer is sent.

## Holding back
together-held = { $name } does not see this note
together-held-until = Someone looks at this again:
together-hide-link = Hold this note back from { $name }
together-hide-title = Hold a note back
together-hide-lead = Notes are open to { $name }. Hold one back only for a reason that the law names. They are told that something is held back, and your director sees why.
together-hide-now = It is held back now
together-hide-on = Go on holding it back
together-hide-exception = Reason in the law
together-hide-reason = What makes it so in this case?
together-hide-reason-hint = At least 20 characters. Facts, not guesses. The director reads this.
together-hide-review = Look at it again on
together-hide-review-hint = { $day } at the latest. It shows up on your day.
together-hide = Hold it back
together-hide-error-exception = Choose a reason that the law names.
together-hide-error-reason = Say why in at least 20 characters.
together-hide-error-review = Choose a day after today, { $day } at the latest.
together-is-hidden = The note is held back.
together-show = Open it to { $name } again
together-show-words = What changed?
together-is-shown = The person sees the note again.

## The director's list
together-hidden-title = Notes held back
together-hidden-lead = Every note that is or was held back from the person it is about, with the reason. The notes themselves do not show here.
together-hidden-none = No note is held back.
together-hidden-now = Held back
together-hidden-late = Should have been looked at again
together-hidden-ended = Open again since
together-hidden-program = Program
together-hidden-note = Note about
together-hidden-by = Held back by
together-hidden-since = Since
