# Consents: what a person agreed to, as they and those who work with them read it.

consents-nav = What I agreed to
consents-title = Consents
consents-lead = What this person agreed to, with whom it is shared, and until when. They can take any of it back.
consents-mine-title = What I agreed to
consents-mine-lead = You decide. Read each one. Sign it, say no, or take it back. We do not treat you worse for it.
consents-one-title = Consent
consents-waiting = Waits for you
consents-holding = What you agreed to
consents-holding-none = Nothing right now.
consents-past = Over
consents-mine-back = All that I agreed to
consents-back = All consents
consents-print-back = Back
consents-my-restrictions = Keep somebody out
consents-none-title = Nothing yet
consents-none-text = Make a consent together. The person reads it and signs, here or on their own page.
consents-to = to { $name }
consents-ends = ends
consents-new = New consent
consents-release = Share outside
consents-restrictions = Keep somebody out
consents-disclosures = What left

## Where it stands
consents-state-prepared = Not signed yet
consents-state-signed = Holds
consents-state-incomplete = Not complete
consents-state-expired = Over
consents-state-revoked = Taken back
consents-state-declined = Said no
consents-state-replaced = Made new

## What is missing
consents-missing-title = This opens nothing yet
consents-missing-text = It can be signed as a wish. It holds only when this is in it:
consents-names-nobody = It names no one by name. So it opens nothing by itself. Name who gets it to let them in.

## Making one
consents-new-title = New consent
consents-choose = What is it about?
consents-language = Language of the text
consents-language-hint = The one that the person reads best.
consents-from = Who shares?
consents-from-hint = The program that may give it.
consents-from-choose = Choose
consents-from-house = All of { $name }
consents-information = What is shared?
consents-information-hint = Only what is needed.
consents-information-everything = Everything
consents-information-record = Who the person is and how to reach them
consents-information-notes = Notes
consents-information-goals = Goals
consents-information-schedule = What is planned
consents-information-referrals = How they came and where they went
consents-who = Who gets it?
consents-who-hint = By name. “My doctors” names no one.
consents-way-account = Somebody who works here
consents-way-program = A program of this house
consents-way-outside = Somebody outside
consents-way-class = All who treat me, pay for my care, or help to run this program
consents-to-account = Who works here?
consents-to-program = Which program?
consents-to-choose = Choose
consents-to-outside = Name of the person or place
consents-to-outside-hint = The full name, as on their letters.
consents-purpose = What is it for?
consents-purpose-support = To support me
consents-purpose-tpo = To treat me, to get paid, to run the program
consents-purpose-billing = To get paid
consents-purpose-advocacy = For a home, work, school or money
consents-purpose-family = So that family or friends can stand by me
consents-purpose-own-request = Because I ask for it
consents-purpose-proceedings = For a case in court
consents-purpose-research = For a study
consents-details = Say more
consents-details-hint = A number, an address, what exactly, where.
consents-until = Last day
consents-until-hint = After this day it is over.
consents-until-taken-back = when I take it back
consents-save = Save
consents-cancel = Go back
consents-prepared = Saved. Now it can be read and signed.
consents-edit = Change
consents-error-kind = Choose what it is about.
consents-error-until = Write the day with month, day and year.
consents-error-to = Choose who gets it.

## Signing
consents-sign-title = Sign
consents-draw = Draw your name, if you like
consents-draw-hint = With a finger, a pen or the mouse. Your typed name counts too.
consents-draw-again = Draw again
consents-name = Your name
consents-name-hint = To type your name is to sign.
consents-role = If you sign for somebody else: by what right?
consents-role-hint = Such as parent or guardian. Leave it empty when you sign for yourself.
consents-agree = I read this, or it was read to me, and I agree.
consents-sign = Sign
consents-error-name = Type your name.
consents-error-agree = Check the box when you agree.
consents-error-signed-on = Write the day on the paper. It cannot be later than today.
consents-sign-here = Sign on this screen
consents-waits = It also waits on { $name }’s own page.
consents-device-of = On the screen of { $name }
consents-signed = Signed. You can print a copy.
consents-signed-incomplete = Signed as a wish. Something is missing, so it opens nothing yet. See below.
consents-signed-title = Signed by
consents-drawn-by = The signature of { $name }
consents-how-drawn = Drawn
consents-how-typed = Typed
consents-how-paper = On paper
consents-version = text { $number }
consents-print = Print a copy
consents-print-hint = Use your browser to print this page.
consents-changed = This changed just now. Look at it again.

## On paper
consents-paper = It was signed on paper
consents-paper-title = Signed on paper
consents-paper-lead = The paper must say the same as this. If not, change the text first.
consents-paper-name = Who signed?
consents-paper-day = Which day stands on the paper?
consents-paper-place = Where is the paper?
consents-paper-place-hint = So that it can be found.
consents-paper-combined = The same sheet also asks for something else.
consents-paper-combined-hint = Some consents need a sheet of their own.
consents-paper-save = Save

## Taking back
consents-take-back = Take it back
consents-take-back-text = It stops at once. This cannot be undone, but you can sign a new one at any time.
consents-take-back-do = Take it back now
consents-decline = Say no
consents-decline-do = No, thank you
consents-words = Want to say why?
consents-words-hint = You do not have to.
consents-taken-back = Done. Nothing more is shared through it.
consents-taken-back-at = Taken back
consents-renew = Make it new

## Keeping somebody out
consents-wish-title = Keep somebody out
consents-wish-staff-title = Wishes to keep somebody out
consents-wish-lead = Is there somebody who should not see what is here? Tell us. We answer within two weeks. Once we agree, it holds at once.
consents-wish-new = Ask us
consents-wish-who = Who should not see it?
consents-wish-what = What should they not see?
consents-wish-ask = Ask
consents-wish-asked-ok = We got it. We will answer.
consents-wish-end = I do not need this any more
consents-wish-ended-ok = It is over.
consents-wish-answer-is = Our answer:
consents-wish-answer-words = Your words to the person
consents-wish-agree = We agree
consents-wish-decline = We cannot
consents-wish-answered-ok = Saved. The person can read it.
consents-wish-error-to = Choose who should not see it.
consents-wish-error-information = Choose what they should not see.
consents-wish-error-words = Say why, so that the person knows.
consents-wish-asked = Waits for an answer
consents-wish-agreed = We agreed
consents-wish-declined = We could not
consents-wish-ended = Over
consents-wish-none-title = No wishes
consents-wish-none-text = The person has asked to keep no one out.
