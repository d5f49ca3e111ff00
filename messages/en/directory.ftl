# The community directory, as everybody reads it.

directory-title = Find help near you
directory-lead = Food, a place to sleep, someone to talk to. Look for what you need. You do not have to sign in.
directory-search = Find services
directory-words = Words to look for
directory-words-hint = Like food or rent help. Spelling does not matter much.
directory-near = Near
directory-near-hint = Your ZIP code.
directory-near-map = Pick a place on the map
directory-how-far = How far
directory-miles = { $miles ->
    [one] 1 mile
   *[other] { $miles } miles
}
directory-open-now = Open now
directory-more-choices = More choices
directory-needs = What do you need?
directory-ways = How it works there
directory-costs = What it costs
directory-access = Getting in and being heard
directory-language = Language
directory-any = Any
directory-find = Find
directory-clear = Start over
directory-place-unknown = We do not know this place yet. Try a ZIP code close by, or pick a place on the map.
directory-meant = You see what we found for “{ $words }”.
directory-found = What we found
directory-word-unknown = We found no “{ $word }”
directory-word-unknown-text = Try another word, or look through the needs.
directory-none = Nothing fits all of this
directory-none-text = Take one choice off, or look a little farther.
directory-more = Show more
directory-look-on = Look on
directory-none-yet = Nothing yet that fits all of this. There is more of the list to look at.
directory-count = { $count ->
    [one] 1 service
   *[other] { $count } services
}
directory-empty = No services yet
directory-empty-text = Our team is still filling this list. Please come back soon.
directory-away = { $miles } miles away
directory-open = Open now
directory-not-open = Not open now
directory-closed-day = Closed
directory-all-day = Open all day
directory-from-to = { $opens } to { $closes }
directory-never-checked = We have not checked this yet.
directory-checked = { $days ->
    [0] Checked today.
    [one] Checked 1 day ago.
   *[other] Checked { $days } days ago.
}
directory-checked-by = By { $name }.
directory-sure = We are sure
directory-call-first = Call first
directory-doubtful = May be out of date
directory-alert = Please note
directory-closed-for-a-time = Closed for now
directory-closed-until = Closed until { $day }
directory-gone = This place has closed
directory-gone-text = We keep the page so that you know.
directory-call = Call or text
directory-hours = Hours
directory-where = Where
directory-who = Who can come
directory-ages-between = Ages { $from } to { $to }.
directory-ages-from = Age { $from } and up.
directory-ages-to = Up to age { $to }.
directory-how = How to start
directory-wait = How long is the wait
directory-cost = Cost
directory-bring = What to bring
directory-speaks = Languages
directory-area = For people in
directory-ask-for = Ask for
directory-email = E-mail
directory-website = Web page
directory-wrong = Something is wrong here
directory-back = Back
directory-keep = Open at the desk
directory-map-label = Map of what we found. The list has the same places.
directory-map-here = You look from here
directory-scale = { $miles } mi
directory-map-title = Pick a place
directory-map-text = Click the map where you want to look. Or pick a place from the list.
directory-map-alt = Map of all services. To pick a place without the map, use the list.
directory-map-list = Places
directory-report-title = Something is wrong here
directory-report-text = Thank you for telling us. We do not ask who you are. Someone from our team will check.
directory-report-kind = What is wrong?
directory-report-kind-missing = Pick what is wrong.
directory-report-words = What is right?
directory-report-words-hint = If you know. Please do not write about a person.
directory-report-too-long = Please say it in fewer words.
directory-report-again = Please send it once more.
directory-report-leave-empty = Leave this empty
directory-report-send = Tell us
directory-report-thanks = Thank you. We will check this.
directory-pocket-make = Make a pocket sheet
directory-pocket-add = Put on a pocket sheet
directory-pocket-title = Pocket sheet
directory-pocket-sheet = Places that can help
directory-pocket-text = Pick up to 8 services and print them on one page, in large print. We do not keep what you pick.
directory-pocket-none = Nothing is on the sheet yet.
directory-pocket-chosen = On the sheet
directory-pocket-language = Language of the sheet
directory-pocket-print = Show the sheet
directory-pocket-full = The sheet is full. Take one off to add another.
directory-pocket-more = Find more
directory-pocket-take = Put on the sheet
directory-pocket-print-hint = Print this page. Your name is not on it.
directory-pocket-code = Code to scan with a phone
directory-pocket-code-text = Scan it to see this list on a phone. It works until { $day }.
directory-pocket-over = This code does not work any more
directory-pocket-over-text = Codes end after some weeks, since places change. You can look for them again.
