# The list of people, search, and the head of a person's pages.

people-nav = People
people-title = People
people-add = Add a person
people-add-referral = Take in a referral
people-search = Find somebody
people-search-hint = A name as you heard it, the end of a phone number, or a birth date.
people-search-go = Search
people-show = Which people
people-show-here = With us
people-show-coming = On the way
people-show-unassigned = Need somebody
people-show-past = Past
people-program = Program
people-program-go = Show
people-found = { $count ->
    [0] Nobody found
    [one] One person found
   *[other] { $count } people found
}
people-more = More people
people-last-contact = Last contact:
people-no-contact-yet = No contact yet
people-with-peer = With { $name }
people-without-peer = Needs somebody
people-empty-search = Nobody fits
people-empty-own = You support nobody yet
people-empty-here = Nobody is in this program yet
people-empty-coming = Nobody is on the way
people-empty-unassigned = Everybody has somebody
people-empty-past = Nobody here
people-empty-hint = You see the people you may see. If you miss somebody, ask your supervisor.
people-age = { $years ->
    [one] { $years } year old
   *[other] { $years } years old
}
people-interpreter-needed = Interpreter needed
people-colleague = This person works here, or did
people-colleague-text = Open this record only when your work needs it. Opening it is marked in the list of accesses.
people-tabs = This person
people-tab-overview = Overview
people-tab-goals = Goals
people-tab-contacts = Contacts
people-tab-about = About
people-channel-phone = Phone call
people-channel-text = Text message
people-channel-email = Email
people-channel-mail = Letter
people-channel-other = Other

## Above every page of a person
people-emergency = You are using emergency access.
people-emergency-until = The person and the director are told. It ends:
people-kept-out = { $name } asked us to keep this from { $who }: { $what }. We agreed.
people-kept-out-everything = everything
people-kept-out-record = who they are and how to reach them
people-kept-out-notes = notes
people-kept-out-goals = goals
people-kept-out-schedule = what is planned
people-kept-out-referrals = referrals
