# Connections: a person is sent on to a service, and the loop closes when they say how it went.

connections-nav = Connections
connections-title = Connections
connections-lead = Where this person was sent on to, and what came of it.
connections-new = Connect to a service
connections-one = Connection
connections-none = No connections yet
connections-none-text = When they want food, housing, a ride or something else, begin here.
connections-confirmed = They said so
connections-need = What they want
connections-need-choose = Choose
connections-need-missing = Choose what they want.
connections-service = Service
connections-service-hint = Its name, as a consent names it.
connections-service-missing = Write the name of the service.
connections-email = E-mail address
connections-words = What the service is told
connections-words-hint = Only what it needs to know, in words that the person would sign.
connections-urgent = Urgent
connections-save = Save
connections-drafted = The draft is saved. Nothing has been sent.

## Sending
connections-send = Send it
connections-how = How?
connections-how-missing = Choose how to send it.
connections-send-print = On paper, with the person
connections-send-print-hint = They carry it themselves, and decide whom they give it to.
connections-send-mail = By e-mail
connections-send-mail-hint = The letter holds a link and nothing about the person. A consent has to name the service.
connections-send-link = By a link that you hand on
connections-send-link-hint = The service answers without an account. A consent has to name the service.
connections-send-do = Send
connections-sent = It is sent. Print it, and give it to the person.
connections-mailed = The letter is on its way.
connections-closed = This cannot be sent now
connections-consent = Write a consent
connections-link = The link for the service
connections-link-text = It is shown once. It opens for 30 days, and closes at once when the person takes the consent back.
connections-letter-subject = { $organization }: a connection waits for your answer
connections-letter = { $organization } would like to connect a person with you, and has their consent. Please open the link and say if you can take them.
connections-letter-link = Open and answer
connections-letter-foot = You need no account. Please do not pass the link on.
connections-paper = Print it
connections-paper-for = For
connections-paper-from = From
connections-paper-text = Please call us when something is unclear, or when you cannot help.

## Answers
connections-answer = What the service says
connections-answer-what = Where is it now?
connections-answer-words = In their words
connections-answer-missing = Choose where it is now.
connections-reason-missing = Say why.
connections-answered = The answer is written down.
connections-not-now = From where it is, it cannot go there. Open it again and look.
connections-changed = Somebody else changed this meanwhile. Open it again and look.
connections-status-draft = Draft
connections-status-requested = Sent
connections-status-accepted = Accepted
connections-status-rejected = Said no
connections-status-in-progress = Under way
connections-status-on-hold = On a waitlist
connections-status-failed = Did not work
connections-status-completed = Completed
connections-status-cancelled = Called off
connections-status-entered-in-error = Written by mistake

## What came of it
connections-outcome = What came of it
connections-outcome-text = What the service says and what the person says are two things. Ask the person.
connections-outcome-what = For the person
connections-outcome-missing = Choose what came of it.
connections-outcome-connected-helpful = Connected, and it helped
connections-outcome-connected-not-helpful = Connected, and it did not help
connections-outcome-waitlisted = On a waitlist
connections-outcome-not-eligible = Not eligible
connections-outcome-declined-by-person = They decided against it
connections-outcome-could-not-reach = Could not reach the service
connections-outcome-service-closed = The service is closed
connections-outcome-unknown = Not known
connections-outcome-words = In the person's words
connections-barriers = What stood in the way?
connections-barriers-hint = When they were not connected. It is counted, to change what stands in the way.
connections-barriers-missing = Choose what stood in the way.
connections-confirm = The person said so themselves
connections-confirm-hint = Until they did, we remind you to ask.
connections-concluded = Written down.
connections-acts = What happened
connections-acts-none = Nothing yet.
connections-by-service = The service

## How it went with each service
connections-followed = You follow these
connections-followed-none = Nothing to follow
connections-followed-none-text = What you send shows up here until the person says how it went.
connections-services = How it went with each service
connections-services-none = Nobody was sent anywhere yet.
connections-col-sent = Sent
connections-col-connected = Connected
connections-col-not = Not connected
connections-col-days = Days to connect
connections-percent = { $percent }%
connections-rate-title = How it went for others
connections-rate = { $percent }% of { $known } got there, after { $days } days on average.
connections-rate-none = None of { $known } got there.
connections-rate-unknown = Not known yet.
