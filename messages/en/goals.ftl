# What people hope for, and the steps towards it.

goals-title = Goals
goals-one-title = A goal
goals-new-title = A new goal
goals-edit-title = Change a goal
goals-history-title = How this goal changed
goals-add = Add a goal
goals-print = Print
goals-print-title = { $name }’s goals
goals-printed = Printed
goals-back = Back to the goals
goals-back-one = Back to the goal
goals-none-title = No goal is written down
goals-none-text = Goals are { $name }’s own. Write one down together when the time is right.
goals-since = Since
goals-review-on = We look at it again on
goals-review-late = Time to look at it again
goals-ended-title = Goals that ended
goals-ended-text = Done, set aside or changed into something else: all are fine.
goals-rating-of = { $rating } of 10
goals-created = The goal is written down.
goals-changed = The goal is changed. What it said before is kept.
goals-changed-meanwhile = Somebody changed this in the meantime. Look at both, then save again.
goals-now-says = What it says now

## Writing it down
goals-words = In { $name }’s words
goals-words-hint = What would be good? Write it the way it was said.
goals-words-missing = Write the goal in the person’s words.
goals-too-long = This is too long. Keep to what matters most.
goals-why = Why it matters to { $name }
goals-why-hint = Also in their words, if they like to say.
goals-why-matters = Why it matters:
goals-domain = Which part of life is it about?
goals-domain-missing = Choose a part of life.
goals-own-domain = Their own name for it
goals-own-domain-hint = Only when none of the above fits.
goals-own-domain-missing = Say what this part of life is called.
goals-review = When do we look at it again?
goals-review-hint = About three months from now, if nothing else is wanted.
goals-date-wrong = Write the day like 2026-05-14, or choose it.
goals-save = Save
goals-cancel = Cancel

## One goal
goals-in-words-of = In { $name }’s words
goals-edit = Change
goals-history = How it changed
goals-became = It became:
goals-came-from = It grew out of:
goals-reopen = Open it again
goals-reopened = The goal is open again.

goals-steps = Steps
goals-steps-none = No steps yet. Small ones are best.
goals-step-add = Add a step
goals-step-words = What is the step?
goals-step-words-hint = Something small that can be done.
goals-step-words-missing = Say what the step is.
goals-step-owner = Who does it?
goals-step-owner-missing = Choose who does it.
goals-step-owner-name = Their name
goals-step-owner-name-hint = For a supporter or somebody else.
goals-step-due = By when?
goals-step-due-hint = A step of the peer specialist with a day is a promise. It shows on their day.
goals-step-by = by
goals-step-save = Add
goals-step-added = The step is added.
goals-step-do = Done
goals-step-undo = Not done yet
goals-step-remove = Remove
goals-step-is-done = Done
goals-step-done = The step is done.
goals-step-not-done = The step is open again.
goals-step-removed = The step is removed.
goals-step-put-back = The step is back.

goals-progress = How far along
goals-chart-text = { $count ->
    [one] { $count } rating over time, from 0 to 10. The table holds the same numbers.
   *[other] { $count } ratings over time, from 0 to 10. The table holds the same numbers.
}
goals-ratings = All ratings
goals-ratings-none = Not rated yet. Only { $name } can say how far along they are.
goals-rating = Rating
goals-rating-day = Day
goals-rating-in-words = In their words
goals-rate = How far along are you, { $name }?
goals-rate-hint = 0 is not started, 10 is there.
goals-rate-words = In their words
goals-rate-save = Save
goals-rating-wrong = Choose a whole number from 0 to 10.
goals-rated = The rating is saved.
goals-rating-taken-back = The rating is taken back.

goals-look-again = Look at it together
goals-review-words = What did you see?
goals-review-words-hint = Does it still matter? What moved?
goals-review-save = We looked at it
goals-reviewed = Good. It comes up again in about three months.

goals-end = End this goal
goals-end-text = Every ending is fine. It can be opened again at any time.
goals-ending-words = In { $name }’s words
goals-new-words = What it became
goals-new-words-hint = Only when the goal changed into a new one.
goals-new-words-missing = Write what the goal became.
goals-ending-missing = Choose how it ends.
goals-end-done = Done
goals-end-set-aside = Set aside for now
goals-end-changed = Changed into a new one
goals-ended = The goal has ended.

goals-contacts = Worked on in
goals-contacts-none = No contact is linked to this goal yet.

## How it changed
goals-history-text = Nothing a goal ever said is lost.
goals-history-none = It has not changed since it was written down.
goals-before = Before:
goals-what-edited = Changed
goals-what-changed = Changed into a new one
goals-what-reviewed = Looked at together
goals-what-done = Done
goals-what-set-aside = Set aside
goals-what-reopened = Opened again
