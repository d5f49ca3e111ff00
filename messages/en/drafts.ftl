# The tray of drafts.

drafts-title = Drafts
drafts-lead = What you began to write and have not signed. Only you can see this. Nothing here is ever deleted.
drafts-none-title = Nothing is waiting
drafts-none-text = When you start a note and stop before signing, it waits for you here.
drafts-saved = saved
drafts-resume = Go on
drafts-set-aside = Set aside
drafts-set-aside-title = Set aside
drafts-set-aside-text = These no longer count as waiting. You can take each one back.
drafts-take-back = Take back
drafts-was-set-aside = The draft is set aside.
drafts-was-taken-back = The draft is back among your drafts.
drafts-begun-anew = The form is empty again. What you wrote before is kept.
drafts-about-nobody = About nobody in particular
drafts-kind-contacts = Note about a contact
drafts-kind-me-plan = Words for my own wellness plan
drafts-kind-request = Something to ask of my record
drafts-kind-look-question = A question about a look at my record
drafts-kind-own-person = Somebody to let in
drafts-kind-note-comment = Words about a note
drafts-kind-sent-note = An answer to a note I read
drafts-kind-restriction = A wish to keep somebody out
drafts-kind-message = A message
drafts-kind-message-answer = An answer to a message
drafts-kind-consent = A consent to prepare
drafts-kind-release = Something to share outside
drafts-kind-person-request = A request written down for a person
drafts-kind-connection = A connection to a service
drafts-kind-library-send = Words beside something to read
drafts-kind-plan-tool = Something for my toolbox
drafts-kind-plan-try = How it went with a tool
drafts-kind-plan-paper = Where a legal paper is
drafts-kind-circle-member = Somebody in my circle
drafts-kind-admin-library = Words for the library
drafts-kind-library-checklists = A checklist that you began
drafts-kind-keep-directory = A service in the directory
drafts-revision-keep-directory = Changes to a service in the directory
drafts-revision-contacts = Changes to a note that came back
drafts-revision-admin-library = Changes to a library item
drafts-revision-library-checklists = A checklist that you began

## How long a draft has waited
drafts-age-today = Begun today
drafts-age-recent = Waiting since yesterday or the day before
drafts-age-days = Waiting { $days } days
drafts-age-week = Waiting { $days } days, please finish it
