fault-home = Back to the start
fault-incident = If you ask for help, say this number: { $incident }
fault-not-found = We can’t find that page
fault-not-found-words = It may have moved, or it may be for somebody else. Nothing was changed.
fault-sign-in = Please sign in
fault-sign-in-words = You were signed out. What you wrote on this device is kept: sign in, go back, and send it again.
fault-invalid = Something is missing
fault-invalid-words = Go back, look at the marked fields, and send it again. Nothing was changed.
fault-conflict = That can’t be done now
fault-too-many = Too much at once
fault-too-many-words = { $seconds ->
    [one] A lot came from you, or from where you are, in a short time. Wait a second and try again. Nothing was changed.
   *[other] A lot came from you, or from where you are, in a short time. Wait { $seconds } seconds and try again. Nothing was changed.
}
fault-busy = We are very busy
fault-busy-words = Wait a moment and try again. Nothing was half saved.
fault-away = We can’t reach the records now
fault-away-words = It is not your fault, and nothing was saved by halves. Wait a minute, then try again.
fault-unsure = We lost the line in the last moment
fault-unsure-words = It may have been saved, or it may not. Go back in a minute and look before you send it again. A note that you sign twice is saved only once.
fault-full = We can’t save right now
fault-full-words = There is no room left where your words are kept, or it can’t be written to. Nothing was half saved. Most pages can still be read. The person who runs Accompany for you has to make room. Then saving works again by itself.
fault-too-large = That is too big to send
fault-too-large-words = Up to { $most } MB can be sent at once. Nothing was changed. Make the file smaller, or send it in parts.
fault-typed = What you typed
fault-typed-words = It is not saved yet. Wait a moment and send it again from here, or copy it.
fault-again = Send it again
fault-on-page = What you typed is still on the page before this one. Go back to it.
fault-retry = Try again
fault-foreign = That came from another site
fault-foreign-words = For your safety, we only take changes from our own pages. Open the page here and try again.
fault-internal = Something broke on our side
fault-internal-words = It was not your fault, and nothing was half saved. Go back and try again. If it happens again, tell the person who runs Accompany for you.
