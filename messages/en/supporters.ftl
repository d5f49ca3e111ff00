# Supporters: family, friends and others who stand by a person.

supporters-new-title = Add a supporter
supporters-edit-title = Change a supporter
supporters-name = Name
supporters-relationship = Who they are to the person
supporters-relationship-empty = Not said
supporters-phone = Phone
supporters-email = Email
supporters-may-know = What they may know
supporters-may-know-hint = Only what the person has agreed to. They can change it at any time.
supporters-agreed-on = Agreed on
supporters-agreed-on-hint = The day on which the person said so.
supporters-note = Good to know
supporters-end = No longer a supporter
supporters-ended = Taken off the list. What was written is kept.
supporters-restored = Back on the list.
supporters-saved = Saved.
supporters-error-name = Write a name
supporters-error-nothing = Choose either nothing, or what they may know
supporters-error-agreed = Write the day on which the person agreed to this
