# A participant's own wellness plan. It is theirs: every text speaks to them.

wellness-nav = My plan
wellness-title = My wellness plan
wellness-lead = This plan is yours. No one else can see it unless you share a part.
wellness-empty-title = Start where you like
wellness-empty-text = Nothing is written yet. One line is enough to begin.
wellness-print = Print my plan
wellness-card = Card for my wallet
wellness-who-sees = Who sees what
wellness-on-phone = Your plan is kept on this phone. You can read it with no signal.
wellness-due-title = You wanted to think of this
wellness-back = Back to my plan
wellness-part-every-day = Every day
wellness-part-harder = When it gets harder
wellness-part-crisis = If I am in a crisis
wellness-part-after = After, and papers
wellness-nothing-yet = Nothing yet
wellness-is-shared = Shared
wellness-seen-by-me = Only you see this.
wellness-seen-by = You share this with { $names }.
wellness-saved = Saved
wellness-write = Write
wellness-go-on = Go on writing
wellness-toolbox = My toolbox
wellness-papers = My papers
wellness-share-this = Open or share “{ $section }”
wellness-forms-link = Forms from the program

## Writing
wellness-words = In my own words
wellness-words-hint = Your words are kept as you write. Each save is a new version. The old ones stay.
wellness-keep = Save this part
wellness-later = Go on later
wellness-kept = Saved. What it said before is still there.
wellness-too-long = This is too long. Please make it shorter.
wellness-no-day = Please write a day.
wellness-now-says = You saved other words since you began. This is what the plan says now:
wellness-other-device = You wrote this on another device. Take what you need, then save again:

## Versions
wellness-versions = What it said before
wellness-versions-title = What it said before
wellness-versions-text = Each time you save, the old words stay. You can bring them back.
wellness-versions-none = Nothing is saved yet.
wellness-version-now = Now
wellness-version-empty = This was empty.
wellness-bring-back = Bring this back
wellness-brought-back = These words are back.

## Sharing
wellness-share-title = Who may see this part
wellness-share-text = You choose for each part and each person. You can stop at any time. It stops at once.
wellness-share-nobody = There is no one to share with yet. Your peer and people you invite show up here.
wellness-sharer-worker = Works with you
wellness-sharer-supporter = Family or friend
wellness-share-with = Share with { $name }
wellness-stop-with = Stop sharing with { $name }
wellness-now-shared = { $name } can now see “{ $section }”.
wellness-now-stopped = They can no longer see it.
wellness-sharing-title = Who sees my plan
wellness-sharing-text = Here is who can see what. You can stop all of it with one tap.
wellness-sees = Can see:
wellness-sees-nothing = Sees nothing of your plan.
wellness-stop-all = Stop all sharing with { $name }

## Toolbox
wellness-tools-title = My toolbox
wellness-tools-text = Put in what helps. Try it, and note how it went.
wellness-tools-none = Your toolbox is empty.
wellness-tool-title = A tool
wellness-tool-add = Put something in
wellness-tool-name = What is it?
wellness-tool-name-hint = Such as: a walk, a song, a call to a friend.
wellness-tool-words = What helps you do it?
wellness-tool-words-hint = Where, when, with whom.
wellness-tool-put-in = Put it in
wellness-tool-added = It is in your toolbox.
wellness-tool-name-missing = Please say what it is.
wellness-tool-tries = { $count ->
    [0] Not tried yet.
    [one] Tried once.
   *[other] Tried { $count } times.
}
wellness-tool-remind = Think of it:
wellness-tool-remove = Take it out
wellness-tool-removed = It is out of your toolbox.
wellness-tool-back = It is back in your toolbox.
wellness-tried-title = I tried it
wellness-went = How did it go?
wellness-tried-on = When?
wellness-tried-words = What did you notice?
wellness-tried-keep = Save
wellness-tried-kept = Saved.
wellness-went-missing = Please choose how it went.
wellness-tries-title = How it went
wellness-tries-none = You have not tried it yet.
wellness-remind-title = Remind me
wellness-remind-on = On which day?
wellness-remind-hint = On that day your plan shows it at the top.
wellness-remind-keep = Save the day
wellness-reminder-kept = Saved.

## Papers
wellness-papers-title = My legal papers
wellness-papers-text = Note where each paper is, so it can be found. The paper stays with you. This page is no legal paper.
wellness-paper-add = Add a paper
wellness-paper-kind = What kind of paper is it?
wellness-paper-kind-missing = Please choose a kind.
wellness-paper-place = Where is the original?
wellness-paper-place-hint = Such as: in the blue folder at home.
wellness-paper-place-missing = Please say where it is.
wellness-paper-agent = Whom does it name to speak for you?
wellness-paper-agent-hint = This person is called your agent.
wellness-paper-agent-phone = Their phone
wellness-paper-alternate = Who comes next?
wellness-paper-alternate-hint = If that person cannot do it.
wellness-paper-signed = When did you sign it?
wellness-paper-witnesses = Who saw you sign?
wellness-paper-words = What else should people know?
wellness-paper-keep = Add it
wellness-paper-added = The paper is on your list.
wellness-paper-revoke = It no longer counts
wellness-paper-revoked = Saved. It no longer counts from today.
wellness-paper-revoked-on = No longer counts since { $day }
wellness-paper-remove = Take it off the list
wellness-paper-removed = It is off your list.
wellness-paper-back = It is back on your list.
wellness-paper-original = The original is here:
wellness-paper-agent-is = Speaks for me:
wellness-paper-alternate-is = Comes next:
wellness-paper-witnesses-are = Saw me sign:
wellness-paper-signed-on = Signed:

## On paper and on the phone
wellness-print-title = My plan on paper
wellness-print-of = The plan of { $name }
wellness-printed = Printed
wellness-print-how = Print this page from the menu of your browser.
wellness-card-title = My card
wellness-card-how = Print this page, cut the card out and fold it. Parts you left empty are not on it.
wellness-card-empty = Write who to call and what helps. Then it shows here.
wellness-card-988 = In the United States you can call or text 988, day and night.
wellness-pocket-title = My plan
wellness-pocket-offline = There is no signal. This is your plan as kept on this phone:
wellness-pocket-again = Try again

## Forms of the program
wellness-forms-title = Forms from the program
wellness-forms-text = You can open these and fill them in. You do not have to. They are not part of your plan here.
wellness-forms-none = There are none.
wellness-forms-admin = Forms for wellness plans
wellness-forms-admin-text = Put in forms that you have the right to use. People with their own space can open them. You see no one's plan.
wellness-forms-admin-none = There are none yet.
wellness-form-add = Put in a form
wellness-form-title = What is it called?
wellness-form-licence = By what right do you use it?
wellness-form-licence-hint = Such as: made by us, or the name and date of the license.
wellness-form-file = The file
wellness-form-put-in = Put it in
wellness-form-added = The form is there for people to open.
wellness-form-incomplete = Please give a name, the right to use it, and a file.
wellness-form-remove = Take out “{ $title }”
wellness-form-removed = The form is no longer there.

## For those it is shared with
wellness-shared-title = Shared with you
wellness-shared-of = From the plan of { $name }
wellness-shared-text = { $name } chose to show you this. They see when you look. They can stop at any time.
wellness-pocket-shared = Others use this device too. So your plan is not kept on it.
