# Messages to a person, as those who work with them see them.

messages-title = Messages
messages-lead = A few words for the person’s own page. They see them there and nowhere else: nothing is sent by mail or text.
messages-outside = This person has not come into their own space yet. They will see messages once they do.
messages-words = Your message
messages-words-hint = Write as you would speak. The person can answer in a few words.
messages-send = Put it on their page
messages-sent = The message is on the person’s page.
messages-seen = Seen
messages-not-seen = Not seen yet
messages-seen-already = The person has seen it already, so it stays.
messages-take-back = Take back
messages-taken-back = The message is taken back.
messages-read-it = I have read this
messages-read = The answer is marked as read.
