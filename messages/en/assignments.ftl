# Who supports whom.

assignments-title = Who supports them
assignments-primary = Main peer
assignments-backup = Backup
assignments-worker = { $name } ({ $people ->
    [one] supports one person
   *[other] supports { $people } people
})
assignments-account = Who?
assignments-account-hint = Ask the person first: it is their choice too.
assignments-account-choose = Choose somebody
assignments-kind = How?
assignments-end = End
assignments-ended = Ended. If nobody supports them first of all, they wait in the queue.
assignments-saved = Saved.
assignments-error-account = Choose somebody
assignments-hand-over-title = Hand over a caseload
assignments-hand-over-lead = { $name } supports { $people ->
    [one] one person
   *[other] { $people } people
} and has { $promises ->
    [one] one open promise
   *[other] { $promises } open promises
}. Everything moves at once, and can be taken back.
assignments-everybody = Everybody goes to
assignments-everybody-hint = Also promises that are not about one person.
assignments-one-by-one = Or choose for one person
assignments-as-everybody = Like everybody
assignments-to-queue = The queue: a supervisor chooses later
assignments-hand-over = Hand over
assignments-handed-over = { $count ->
    [one] One person was handed over.
   *[other] { $count } people were handed over.
}
assignments-handed-back = Taken back.
assignments-nothing = Nothing to hand over
assignments-nothing-text = Nobody is supported by this worker, and nothing is promised.
