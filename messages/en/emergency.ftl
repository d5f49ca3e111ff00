# Emergency access: a record opened with a reason, for four hours.

emergency-nav = Emergency
emergency-title = Emergency access
emergency-lead = Only when somebody’s life or health is in danger now. It opens one record for four hours. The person is told, and the director looks at it.
emergency-name = Name
emergency-name-hint = The whole name that the person uses, exactly.
emergency-birth-date = Date of birth
emergency-reason = What is happening?
emergency-reason-hint = At least 20 letters. The person can read it.
emergency-open = Open for four hours
emergency-begun = The record is open for four hours. The person and the director are told.
emergency-error-name = Write the whole name.
emergency-error-birth-date = Write the date of birth.
emergency-error-reason = Say what is happening, in at least 20 letters.
emergency-error-nobody = Nobody could be opened by exactly this name and date of birth. Ask the person’s program, or call 911.
emergency-list-title = Emergency access that was used
emergency-list-lead = Look at each within three business days. Was it needed? Talk with the worker, and with the person.
emergency-none-title = Nobody used it
emergency-none-text = That is good news.
emergency-who = { $worker } opened the record of { $person }
emergency-is-reviewed = Looked at
emergency-review-words = What did you find?
emergency-review-do = I looked at it
emergency-reviewed-ok = Saved.
emergency-error-words = Say in a few words what you found.
emergency-error-reviewed = Somebody has looked at it already, or it was your own. Another director looks at that.
