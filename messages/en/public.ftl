# The public pages: what everybody reads, signed in or not.

public-nav = Public pages
public-nav-about = About us
public-nav-groups = Groups
public-nav-library = Library
public-nav-directory = Services near you
public-nav-refer = Ask for a peer
public-nav-help = Help now
public-description = Peer support from people who have been there.
public-nav-sign-in = Sign in

## The front
public-home-title = Welcome
public-home-welcome = Welcome to { $name }
public-home-lead = We are peers. We have been through hard times too, and we walk with you at your own pace.
public-home-refer = Ask for a peer
public-home-help = Get help now
public-home-soon = Coming up
public-home-all-groups = See all groups and meetings
public-door-about = Who we are, where we are, who works with us.
public-door-groups = What meets, when, and how to join.
public-door-library = Things to read, watch, hear and try.
public-door-directory = Food, housing, rides and more, with numbers that we check.
public-door-refer = For you, or for a person you care about.
public-door-help = People to call or text, day and night.

## About
public-about-title = About us
public-about-heading = About { $name }
public-about-peers = The people who work here have lived through hard times of their own. They use what they learned to stand by others.
public-about-yours = You say what you want. We listen, we tell you what we know, and we go along when you like.
public-about-programs = Our programs
public-about-partners = We work with
public-about-reach = Reach us

## Help now
public-help-title = Get help now
public-help-lead = Call or text. It is free, and you do not have to be in danger to call.
public-help-own = Our own lines
public-help-more = More people who help
public-help-call = Call { $number }
public-help-text = Text { $number }
public-help-text-word = Text { $word } to { $number }
public-help-page = Their web page
public-help-checked = Last checked: { $day }
public-help-checked-why = Numbers change. We try ours again and again, and say when we last did.

## Groups and meetings
public-groups-title = Groups and meetings
public-groups-lead = You can come as you are. You do not have to talk.
public-groups-soon = What comes next
public-groups-soon-none = Nothing is planned for the next two months.
public-groups-all = All groups
public-groups-none = No groups yet
public-groups-none-text = When we plan one, it shows up here.
public-groups-month = See the month
public-groups-feed = Calendar file
public-groups-feed-text = Add the calendar file to your phone, and new dates come by themselves. It holds no names of people.
public-groups-for-whom = For: { $audience }
public-groups-when = { $day }, { $from } to { $to }
public-groups-moved = Moved from { $day }
public-groups-cancelled = Called off
public-groups-online = Online too
public-groups-join-online = Join online
public-groups-audience = Who it is for
public-groups-place = Where
public-groups-language = Language
public-groups-zone = Clock
public-groups-joining = How to join
public-groups-add = Add to my calendar
public-groups-once = Once, { $day }, { $time }
public-groups-weekly = Every { $days }, { $time }
public-groups-every-2-weeks = Every 2 weeks: { $days }, { $time }
public-groups-monthly-day = Day { $day } of each month, { $time }
public-groups-monthly-1 = First { $day } of each month, { $time }
public-groups-monthly-2 = Second { $day } of each month, { $time }
public-groups-monthly-3 = Third { $day } of each month, { $time }
public-groups-monthly-4 = Fourth { $day } of each month, { $time }
public-groups-monthly-last = Last { $day } of each month, { $time }
public-groups-month-of = { $month } { $year }
public-groups-months = Months
public-groups-month-before = Month before
public-groups-month-after = Next month

## Ask for a peer
public-refer-title = Ask for a peer
public-refer-lead = A peer from { $name } will get in touch. You need no papers, no insurance, and no special words for what is going on.
public-refer-me = For me
public-refer-me-text = I would like a peer to get in touch with me.
public-refer-somebody = For somebody else
public-refer-somebody-text = I know a person who may want a peer.
public-refer-not-watched = Nobody watches this page around the clock. If it can not wait, call or text 988.
public-refer-me-title = Ask for a peer for yourself
public-refer-me-lead = Write only what you want to. You can tell the rest to a person.
public-refer-me-who = You
public-refer-me-name = What should we call you?
public-refer-me-name-hint = Any name you like.
public-refer-me-name-missing = Write a name that we can call you by.
public-refer-me-reason = What matters to you right now? What would help?
public-refer-me-reason-hint = In your own words, short or long.
public-refer-me-reach = How can we reach you?
public-refer-me-reach-missing = Give a phone number or an e-mail address, or say below where we can find you.
public-refer-me-sent = Thank you. { $program } has your words. A peer gets in touch by { $day }.
public-refer-somebody-title = Ask for a peer for somebody else
public-refer-somebody-lead = Think of the person first: what they hope for, what they are good at, what would help. You do not have to know it all.
public-refer-somebody-who = The person
public-refer-somebody-name = What do they like to be called?
public-refer-somebody-name-hint = A first name is enough.
public-refer-somebody-name-missing = Write a name that we can call them by.
public-refer-somebody-reason = What matters to them right now? What would help?
public-refer-somebody-reason-hint = Use their own words where you can. No labels are needed.
public-refer-somebody-reach = How can we reach them?
public-refer-somebody-reach-missing = Give a phone number or an e-mail address, or say below where we can find them.
public-refer-somebody-sent = Thank you. { $program } has your words. A peer gets in touch by { $day }.
public-refer-is-known = They know that I am asking
public-refer-is-known-hint = It goes best when they do. If not, we talk with you first.
public-refer-program = Which program?
public-refer-program-hint = Not sure? Take the one that sounds right. We can change it.
public-refer-program-missing = Choose a program.
public-refer-phone = Phone number
public-refer-phone-wrong = Write the whole number, with the area code.
public-refer-calling = Is it safe to call this number?
public-refer-calling-hint = Others may hear a message or see who called. You know best.
public-refer-calling-message = Yes, and you can leave a message
public-refer-calling-no-message = Yes, but leave no message
public-refer-calling-no = No, please do not call
public-refer-calling-missing = Say if it is safe to call this number.
public-refer-email = E-mail address
public-refer-reach-words = Best time, or other ways to find them
public-refer-reach-words-hint = Like: after 4 pm, or by text only.
public-refer-language = Language to talk in
public-refer-asker-who = You
public-refer-asker = Your name
public-refer-asker-missing = Write your name.
public-refer-asker-contact = How can we reach you?
public-refer-asker-contact-hint = A phone number or an e-mail address.
public-refer-asker-contact-missing = Say how we can reach you.
public-refer-source = Who are you to them?
public-refer-source-choose = Choose
public-refer-source-missing = Choose who you are to them.
public-refer-call-by = When you send this now, a peer gets in touch by { $day }.
public-refer-privacy = Only the team that gets in touch can read this. It is kept as carefully as a health record.
public-refer-send = Send
public-refer-sent-title = We have it
public-refer-number = Your number
public-refer-number-text = Write it down. If you call us, this number is all we need to find what you sent.

## What keeps machines away from forms
public-form-leave-empty = Leave this empty
public-form-empty = One field was filled in that people do not see. It is empty now. Please send it again.
public-form-early = That was very fast. Please look it over, and send it again.
public-form-late = This page was open for a long time. All your words are still here. Please send it again.
public-form-wait = Many forms came from this place. Please try again in { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}. Your words stay on this page.
