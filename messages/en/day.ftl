# My day, the team's day, and what can be done with a promise.

day-nav = My day
day-title = My day
day-quiet-title = Nothing is waiting
day-quiet-text = All that was promised is done. Take a breath.
day-planned = Planned today
day-late-title = { $count ->
    [one] Late: { $count }
   *[other] Late: { $count }
}
day-late-text = Life happens. Do it, put it off with a reason, or hand it over.
day-late-more = More that is late
day-ahead-more = More that is to come
day-today = Due today
day-desk = Privacy desk
day-desk-text = Requests, breaches and emergency looks of the whole house, the first due first. Anyone who looks after privacy can take one.
day-desk-more = More that the privacy desk owes
day-coming = In the next days
day-put-off = { $count ->
    [one] { $count } thing put off
   *[other] { $count } things put off
}
day-drafts = Drafts
day-drafts-count = { $count ->
    [one] You have { $count } note that is not signed yet.
   *[other] You have { $count } notes that are not signed yet.
}
day-drafts-open = Open drafts

## One promise
day-promise-title = A promise
day-due = Due:
day-late = Late
day-pressing = Somebody is waiting
day-owner = With { $name }
day-handed-by = Handed over by { $name }
day-put-off-until = Put off until
day-attempt = Log a try
day-acts = More
day-acts-or-done = Done or more
day-back = Back
day-closed = This promise is closed.
day-reopen = Open it again

day-kind-first-meeting = First meeting
day-kind-attempt = Try to reach them
day-kind-assign = Find a peer specialist
day-kind-sign = Sign your note
day-kind-returned = Answer a returned note
day-kind-cosign = Co-sign a note
day-kind-next-step = Next step
day-kind-goal-review = Look at a goal again
day-kind-goal-step = Step toward a goal
day-kind-call = Call
day-kind-visit = Visit
day-kind-crisis-follow-up = Talk again after a hard moment
day-kind-check-in = Check in
day-kind-decide = Decide together what comes next
day-kind-answer = Answer what a person asked
day-kind-breach-duty = Tell about a breach
day-kind-answer-comment = Answer what someone said of a note
day-kind-read-answer = Read what someone answered to your message
day-kind-hiding-review = Look again at a note held back
day-kind-renew = Ask whether a consent goes on
day-kind-answer-wish = Answer a wish to keep somebody out
day-kind-review-emergency = Look at emergency access
day-kind-review-library-item = Look at a library item again
day-kind-mend-library-link = Mend a dead link
day-kind-recheck-service = Check a service again
day-kind-help-line = Try a help line again
day-kind-follow-connection = Ask how a connection goes

day-do-first-meeting = Log the meeting
day-do-attempt = Log a try
day-do-assign = Open
day-do-sign = Go on writing
day-do-returned = Open the note
day-do-cosign = Read the note
day-do-next-step = Open
day-do-goal-review = Open the goal
day-do-goal-step = Open the goal
day-do-call = How did it go?
day-do-visit = How did it go?
day-do-crisis-follow-up = Log the talk
day-do-check-in = Log a contact
day-do-decide = Open the call plan
day-do-answer = Open the request
day-do-breach-duty = Open the breach log
day-do-answer-comment = Open the note
day-do-read-answer = Open the message
day-do-hiding-review = Open the note
day-do-renew = Open the consent
day-do-answer-wish = Answer
day-do-review-emergency = Look at it
day-do-review-library-item = Open the item
day-do-mend-library-link = Open the item
day-do-recheck-service = Check it
day-do-help-line = Open the help lines
day-do-follow-connection = Open the connection

## Done
day-done = Done
day-done-words = How was it kept?
day-done-words-hint = A few words are enough. They stay with the promise.
day-done-words-missing = Say in a few words how it was kept.

## Put off
day-snooze = Put off
day-snooze-until = Until
day-snooze-until-hint = From { $day } on. It comes back that morning.
day-snooze-until-wrong = Choose a day after today, within a year.
day-snooze-words = Why?
day-snooze-words-missing = Say in a few words why it can wait.
day-snooze-submit = Put off

## Hand over
day-handover = Hand over
day-handover-to = To whom?
day-handover-hint = They see what is promised and to whom. They see more of the record only if they support the person too.
day-handover-choose = Choose a colleague
day-handover-to-missing = Choose a colleague.
day-handover-words = A word to them
day-handover-submit = Hand over
day-handover-queue = Give it back to the team

## Let go
day-let-go = Let go
day-let-go-words = Why is it let go?
day-let-go-hint = For example: the person does not want it any more.
day-let-go-words-missing = Say in a few words why it is let go.
day-let-go-submit = Let go

## What was done
day-was-kept = Done.
day-was-let-go = Let go.
day-was-put-off = Put off.
day-was-handed-over = Handed over.
day-was-reopened = Open again.
day-was-woken = Back on the day.
day-was-taken-back = Taken back.

day-cannot-closed = This promise is closed already. Open it again first.
day-cannot-by-record = This one is kept by doing it: open it and finish it there.
day-cannot-changed = Somebody changed this promise in the meantime. Look at it again, then decide.

## The team's day
day-team-title = The team’s day
day-team-link = The team’s day
day-team-mine = My day
day-team-lead = What is due today or late, and who has it.
day-team-loads = Open promises
day-team-who = Who
day-team-open = Open
day-team-late = Late
day-team-everybody = Show everybody
day-team-quiet-title = Nothing is late
day-team-quiet-text = Nothing of the team is due today.
day-team-pressing = { $count ->
    [one] { $count } promise is so late that somebody may be waiting. Step in, or talk with who has it.
   *[other] { $count } promises are so late that somebody may be waiting. Step in, or talk with who has them.
}
day-queue = Nobody’s yet
day-queue-text = These wait for somebody. Take one, or open it to give it to a colleague.
day-take = I take it
