# The library as everybody reads it. Every text is plain.

library-nav = Library
library-title = Library
library-lead = Things to read, watch and try, from { $house }. You need no account.
library-search = What are you looking for?
library-search-hint = A word or two is enough. Spelling does not matter.
library-narrow = Choose by topic, use, reader or language
library-any = Any
library-find = Find
library-all = Show all
library-places = More in the library
library-find-some = Look in the library
library-keep = Keep the library
library-count =
    { $count ->
        [one] { $count } thing to read or try
       *[other] { $count } things to read or try
    }
library-none-title = Nothing here fits
library-none-text = Try fewer words, or show all.
library-more = Show me more
library-back = Back to the library
library-minutes =
    { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }

## On this device
library-device-title = Saved on this device
library-device-text = Only this device knows. No one else can see it.
library-device-save = Save on this device
library-device-saved = Saved on this device
library-device-remove = Take off the list

## One item
library-published = On these pages since
library-open-paper = Open { $name }
library-open-link = Open the page
library-fact-about = What it is
library-fact-topics = Topics
library-fact-formats = How to use it
library-fact-audiences = For
library-fact-level = How it reads
library-fact-credits = Made with
library-fact-source = From
library-fact-licence = You may
library-level-grade = Like a text of grade { $grade }
library-level-very-easy = Very easy to read
library-level-fairly-easy = Easy to read
library-level-normal = Not too hard to read
library-level-rather-hard = Rather hard to read
library-level-very-hard = Hard to read
library-keep-title = Keep it
library-save = Save to my list
library-forget = Take off my list
library-saved = It is on your list.
library-forgotten = It is off your list.
library-print = Print
library-send = Send to someone I support
library-edit = Change it
library-share-title = Share it
library-share-text = Text it
library-share-mail = E-mail it
library-share-link = The link
library-share-link-hint = Copy it and paste it where you like.
library-share-qr = Point a phone at this to open the page.

## My list
library-mine-title = My list
library-mine-lead = What you saved. Only you can see it.
library-mine-none = Your list is empty
library-mine-none-text = When you find something good, save it and it shows up here.

## Paths
library-paths-title = Paths
library-paths-lead = A few things to read, one after the other. Take your time.
library-paths-none = There is no path yet
library-paths-none-text = You can still look at all there is.
library-paths-back = Back to the paths
library-path-steps =
    { $count ->
        [one] { $count } step
       *[other] { $count } steps
    }
library-path-mine = How far I am
library-path-mine-only = Only you can see this.
library-path-far = { $done } of { $all } done
library-path-is-done = Done
library-path-do = I have done this
library-path-not-done = Not done yet
library-path-done = Marked as done.
library-path-undone = No longer marked as done.

## For peer specialists
library-peers-title = For peer specialists
library-peers-lead = Tools for your own work. Fill them in here and print them, alone or with someone.
library-peers-items = To read
library-peers-back = Back to the tools
library-checklists-title = Checklists
library-checklist-not-kept = What you fill in stays on this page. We keep none of it.
library-checklist-mine = This is your own draft. Only you can see it.
library-checklist-notes = Notes
library-checklist-keep = Keep it as my draft
library-checklist-save = Save
library-checklist-saved = Saved
library-checklist-kept = Kept as your draft. You can find it with your other drafts.

## For you
library-for-me-title = For you
library-for-me-lead = Your peer specialist thought of you. Read it or leave it, as you like.
library-for-me-none = Nothing yet
library-for-me-none-text = When your peer specialist sends you something, it shows up here.
library-for-me-by = From { $name },
library-for-me-waiting =
    { $count ->
        [one] There is { $count } new thing to read for you
       *[other] There are { $count } new things to read for you
    }
library-did-it-help = Did “{ $title }” help?
library-helped = It helped
library-not-helped = It did not help
library-answered = Thank you. That helps others find what is good.
library-answer-missing = Choose one of the two.

## Reading over
library-reviews-title = To read over
library-reviews-lead = These are not public yet. Tell us if they are clear and kind.
library-reviews-none = Nothing waits for you
library-reviews-none-text = You can look at what is public.
library-reviews-back = Back to the list
library-review-title = Is this clear and kind?
library-review-lead = Read it the way a friend would. What you say decides if it goes public.
library-review-said = What others said
library-review-lived = Someone who gets support or stands by someone
library-review-mine = What do you say?
library-review-own = You wrote this, so your yes does not count. What you note still helps.
library-review-no-name = Your name will not be shown.
library-review-question = Is it ready?
library-review-words = What should change, or what is good?
library-review-words-hint = If it is not ready, say what to change.
library-review-words-missing = Say what should change.
library-review-words-long = This is too long. Please keep it shorter.
library-review-send = Send
library-reviewed = Thank you. Your word counts.
library-verdict-ready = Yes, it is ready
library-verdict-change = Not yet
library-verdict-missing = Choose one of the two.
library-checks-title = What it has and what it needs
library-check-may-wait = Nice to have
