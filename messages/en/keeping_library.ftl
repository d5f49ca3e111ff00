# Keeping the library: what staff read.

keeping-library-title = Keep the library
keeping-library-lead = Write it, have it read by somebody with lived experience and by a colleague, then publish it.
keeping-library-new = Write something new
keeping-library-see-public = See what everybody sees
keeping-library-tabs = Items by state
keeping-library-tab-all = All
keeping-library-tab-draft = Drafts
keeping-library-tab-in-review = Being read
keeping-library-tab-published = Published
keeping-library-tab-stale = To look at again
keeping-library-tab-retired = Retired
keeping-library-state-draft = Draft
keeping-library-state-in-review = Being read
keeping-library-state-published = Published
keeping-library-state-retired = Retired
keeping-library-none = Nothing here
keeping-library-none-text = Write something new, or look at another list.
keeping-library-rewritten = Public, with a newer draft
keeping-library-due = Time to look again
keeping-library-answers = helped { $helped }, did not help { $not }
keeping-library-who-publishes = Supervisors and the director publish.
keeping-library-back = Back to the list
keeping-library-back-to-item = Back to the item

## One item
keeping-library-version = Version { $number }
keeping-library-still-shows = Everybody sees version { $number }
keeping-library-saved-by = Saved by { $name }
keeping-library-sent-count =
    { $count ->
        [one] sent to { $count } person
       *[other] sent to { $count } people
    }
keeping-library-edit = Change the words
keeping-library-ask = Send it to be read
keeping-library-read-over = Read it over
keeping-library-publish = Publish
keeping-library-looked = Still true
keeping-library-retire = Retire
keeping-library-bring-back = Bring back
keeping-library-versions = Versions
keeping-library-looks = This is how it looks
keeping-library-files = Pictures and papers
keeping-library-file = Picture or PDF
keeping-library-file-hint = Up to 20 MB.
keeping-library-file-says = What the picture shows
keeping-library-file-says-hint = In words, for those who do not see it. A picture is not taken without them.
keeping-library-file-add = Add
keeping-library-file-mark = To show it, put this into the words:
keeping-library-file-remove = Take away
keeping-library-file-none = No file came. Choose one and try again.
keeping-library-file-words = Say what the picture shows, then add it again.
keeping-library-file-added = Added.
keeping-library-file-removed = Taken away.
keeping-library-file-back = It is back.

## What was done
keeping-library-kept = Kept as a version. Send it to be read when it is ready.
keeping-library-asked = It is out to be read.
keeping-library-asked-no-more = It is a draft again.
keeping-library-published = Published. Everybody can see it.
keeping-library-unpublished = Taken back. It is out to be read again.
keeping-library-retired = Retired. Nobody sees it any more.
keeping-library-restored = It is back.
keeping-library-still-true = Thank you. We ask again in a year.
keeping-library-not-now = This cannot be done with the item as it is now.
keeping-library-not-ready = Something is missing that it must have. The list below says what.
keeping-library-changed = Somebody changed it in the same moment. Look again, then try again.

## Writing
keeping-library-edit-title = Write an item
keeping-library-meanwhile = Somebody kept version { $number } since you began. Your words are safe here. Look at that version, then keep yours.
keeping-library-preview = See how it will look
keeping-library-preview-title = How it will look
keeping-library-field-title = Title
keeping-library-field-summary = One line about it
keeping-library-summary-hint = What somebody gets out of it.
keeping-library-field-kind = What it is
keeping-library-field-language = Language
keeping-library-field-body = The words
keeping-library-body-hint = Markdown: # for headings, - for lists, ** for strong words, [words](https://…) for links. HTML is shown as it is typed.
keeping-library-level-now = By the formula: { $level }
keeping-library-field-level = How it reads, in your own words
keeping-library-level-hint = Leave it empty, and the formula speaks.
keeping-library-field-topics = Topics
keeping-library-field-formats = How to use it
keeping-library-field-audiences = Who it is for
keeping-library-three = Three at most.
keeping-library-field-link = Link
keeping-library-link-hint = When it stands elsewhere on the web. We try it every week.
keeping-library-field-document = Paper
keeping-library-no-document = No paper
keeping-library-document-later = Pictures and papers are added on the item's page, once it is kept.
keeping-library-field-minutes = Minutes it takes
keeping-library-field-source = Source
keeping-library-source-hint = Who made it, and where it comes from.
keeping-library-field-licence = Licence
keeping-library-field-credits = Made with
keeping-library-credits-hint = Those with lived experience who shaped it, by the names they want.
keeping-library-owner = Who answers for it
keeping-library-owner-hint = They are asked to look at it again, and to mend dead links.
keeping-library-review-on = Look again on
keeping-library-review-hint = Empty means in a year.
keeping-library-choose = Choose
keeping-library-keep = Keep as a version
keeping-library-later = Later
keeping-library-title-missing = Give it a title.
keeping-library-choose-one = Choose one.
keeping-library-too-many = Choose three at most.
keeping-library-too-long = This is too long.
keeping-library-no-link = Write a whole address that begins with https://.
keeping-library-no-minutes = Write a number from 1 to 600.
keeping-library-no-day = Choose a day after today.

## Versions
keeping-library-versions-title = Versions
keeping-library-from = Before
keeping-library-to = After
keeping-library-compare = Compare
keeping-library-same = Nothing differs.

## Links
keeping-library-links-title = Links that do not open
keeping-library-links-lead = We try each link of a published item once a week. After two failures its owner is asked to mend it.
keeping-library-links-tried = { $tried } of { $all } links tried.
keeping-library-links-last = The last one
keeping-library-links-none = Every link opens
keeping-library-links-none-text = Or none was tried yet.
keeping-library-link-dead = Not there
keeping-library-link-unreached = No answer
keeping-library-link-refused = Not an address that we try
keeping-library-link-ok = Opens
keeping-library-link-failures =
    { $count ->
        [one] failed once
       *[other] failed { $count } times
    }

## Paths
keeping-library-paths-title = Paths
keeping-library-paths-none = There is no path yet.
keeping-library-paths-back = Back to the paths
keeping-library-path-new = A new path
keeping-library-path-begin = Begin
keeping-library-path-missing = Give it a title, one line and a language.
keeping-library-path-made = Begun. Now add items.
keeping-library-path-add = Add an item
keeping-library-path-add-this = Add
keeping-library-path-added = Added.
keeping-library-path-take-out = Take out
keeping-library-path-taken = Taken out.
keeping-library-path-publish = Show it to everybody
keeping-library-path-unpublish = Show it no more
keeping-library-path-published = Everybody can see it.
keeping-library-path-unpublished = Only staff see it now.
keeping-library-path-remove = Remove the path
keeping-library-path-removed = Removed.
keeping-library-path-back = It is back.
keeping-library-gone = Not on the shelf now

## Sending
keeping-library-send-title = Send to somebody I support
keeping-library-send-to = To
keeping-library-send-choose = Choose somebody
keeping-library-send-words = A line from you
keeping-library-send-hint = The person reads it beside the item, on their own pages.
keeping-library-send = Send
keeping-library-send-this = Choose
keeping-library-send-from-contact = Send something from the library
keeping-library-send-to-name = Send to { $name }
keeping-library-choose-again = Choose something else
keeping-library-back-to-contact = Back to the contact
keeping-library-send-nobody = Choose somebody.
keeping-library-send-no-people = You support nobody right now
keeping-library-send-no-people-text = Somebody you support shows up here.
keeping-library-sent = Sent. It is on their own pages.
keeping-library-taken-back = Taken back.
keeping-library-person-title = Things to read
keeping-library-person-of = Things to read for { $name }
keeping-library-back-to-person = Back to { $name }
keeping-library-sent-title = Sent
keeping-library-sent-none = Nothing was sent yet.
keeping-library-send-more = Find something to send
keeping-library-answer-helped = It helped
keeping-library-answer-waits = Not answered yet
keeping-library-answer-not-helped = It did not help
