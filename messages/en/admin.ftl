# Organization, sites, programs, audit, permissions, mail.

admin-setup-title = Set up Accompany
admin-setup-intro = This takes about three minutes. You can change all of it later.
admin-setup-organization-part = Your organization
admin-setup-organization = Name of your organization
admin-setup-organization-missing = Type the name of your organization.
admin-zone = Time zone
admin-zone-hint = Days and times are shown in this zone.
admin-zone-wrong = Choose a time zone from the list.
admin-site-name = Name of the first site
admin-site-name-hint = A building or place where you work, such as Main Street.
admin-site-name-missing = Type a name for the site.
admin-setup-program-part = Your first program
admin-setup-program-words = A program is a team that supports people. You can add more later.
admin-program-name = Name of the program
admin-program-name-missing = Type a name for the program.
admin-program-kind = Kind of program
admin-program-setting = Setting
admin-choose-one = Choose one from the list.
admin-setup-you-part = You
admin-setup-do = Finish set-up
admin-next-title = You are set up
admin-next-intro = Here is what most programs do next.
admin-next-invite = Invite your team
admin-next-invite-words = Each person gets a link and chooses their own password.
admin-next-import = Bring in your spreadsheet
admin-next-import-words = People, contacts and goals come in from the files you have. You see every problem first.
admin-next-programs = Look over your program's settings
admin-next-programs-words = How soon to meet, when to sign, who co-signs.
admin-next-secure = Make your account safer
admin-next-secure-words = Add a passkey or a code from your phone.

## Mail
admin-mail-title = Mail that left
admin-mail-is-off = Mail is not set up. Links are shown once, to copy or print.
admin-mail-empty = No mail yet
admin-mail-empty-words = Invitations that go out by mail show up here.
admin-mail-waiting = Waiting
admin-mail-sent = Left
admin-mail-bounced = Came back
admin-mail-off = Not mailed
admin-mail-purpose-invitation = Invitation
