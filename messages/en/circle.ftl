# A participant's circle of support.

circle-nav = My circle
circle-title = My circle
circle-lead = The people, places and groups in your life. You see this, and those you share it with.
circle-none = No one is here yet. Who or what is good for you?
circle-add = Add to my circle
circle-me = Me
circle-picture-title = My circle as a picture
circle-picture-text = { $count ->
    [0] No one is in the circle yet.
    [one] One mark around the middle. The list tells who or what it is.
   *[other] { $count } marks around the middle. Close ones are near. The list tells who or what each number is.
}
circle-gives-is = Gives:
circle-may-know-is = May know:
circle-since = since
circle-until = until
circle-before = Used to be here
circle-new-title = Add to my circle
circle-edit-title = Change this
circle-name = Name
circle-name-hint = Such as: Aunt Rosa, the library, the Monday group.
circle-name-missing = Please write a name.
circle-kind = Who or what is it?
circle-kind-missing = Please choose what it is.
circle-closeness = How close is it to you?
circle-closeness-missing = Please choose how close it is.
circle-gives = What do you get from it?
circle-gives-hint = Such as: a laugh, a ride, a quiet place.
circle-may-know = What may they know about you?
circle-may-know-hint = Such as: all of it, only when we meet, nothing of this.
circle-since-on = Since when?
circle-until-on = Until when?
circle-until-hint = Only when it is over. It stays on your list under “Used to be here”.
circle-until-before-since = The end cannot be before the start.
circle-keep = Save
circle-cancel = Go back
circle-added = It is in your circle.
circle-changed = Saved.
circle-changed-meanwhile = You changed this in another window. Look again, then save.
circle-remove = Take it off my circle
circle-removed = It is off your circle.
circle-back = It is back in your circle.
circle-share-title = Who may see my circle
circle-share-text = You choose. They see all of it, and they can change nothing. You can stop at any time.
circle-share-nobody = There is no one to share with yet. Your peer and people you invite show up here.
circle-share-with = Share with { $name }
circle-stop-with = Stop sharing with { $name }
circle-now-shared = { $name } can now see your circle.
circle-now-stopped = They can no longer see it.
circle-shared-title = A circle shared with you
circle-shared-of = The circle of { $name }
circle-shared-text = { $name } chose to show you this. They see when you look. They can stop at any time.
circle-shared-none = It is empty.
