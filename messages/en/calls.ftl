# Support calls and visits at the days and times that a person wants.

calls-title = Calls and visits
calls-lead = The days and times they want. Each next one is a promise on the caller’s day.
calls-none-title = Nothing is planned
calls-none-text = Ask when a call or a visit would be welcome.
calls-kind-call = Call
calls-kind-visit = Visit
calls-every = { $weeks ->
    [one] Every week
   *[other] Every { $weeks } weeks
}
calls-by = by { $name }
calls-caller-gone = somebody who no longer works here
calls-until = until
calls-next = Next:
calls-is-ended = Ended
calls-end = End this plan
calls-ended = The plan has ended.
calls-goes-on = The plan goes on.

## A new plan
calls-new = A new plan
calls-kind = What is it?
calls-weekdays = On which days?
calls-time = At what time?
calls-time-hint = In the program’s time zone.
calls-every-weeks = Every how many weeks?
calls-every-weeks-hint = 1 is every week, 2 is every other week.
calls-caller = Who calls or visits?
calls-caller-choose = Choose somebody
calls-starts-on = From
calls-ends-on = Until
calls-words = What should the caller know?
calls-words-hint = For example: text first, or ask about the cat.
calls-save = Make the plan
calls-created = The plan is made. The first one is on the caller’s day.
calls-wrong-kind = Choose a call or a visit.
calls-wrong-weekdays = Choose at least one day.
calls-wrong-at-time = Write the time like 14:00, or choose it.
calls-wrong-every-weeks = Choose a number of weeks from 1 to 12.
calls-wrong-account = Choose who calls.
calls-wrong-starts-on = Choose the first day.
calls-wrong-ends-on = Choose a last day that is not before the first.

## What came of it
calls-kept-title = How did it go?
calls-kept-words = A few words
calls-kept-words-hint = They stay with the promise. The note is for more.
calls-write-note = Write a note now
calls-answered = We talked
calls-no-answer = No answer
calls-no-answer-hint = No answer is fine. After three in a row, people decide together what comes next. Nobody is let go for it.
calls-outcome-missing = Choose how it went.
calls-was-kept = Written down. The next one is planned.
