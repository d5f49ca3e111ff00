//! The names of roles and permissions. Each stands in `rules/permissions.toml` too; reading checks both ways.

kit::word_enum! {
    /// What somebody is in a program; one person may have several.
    pub enum Role {
        /// Supports people from lived experience, paid.
        PeerSpecialist = "peer_specialist",
        /// Supports people from lived experience, unpaid.
        VolunteerPeer = "volunteer_peer",
        /// Stands behind peer specialists: reads, returns and co-signs their notes.
        Supervisor = "supervisor",
        /// A clinician or another colleague on the team.
        TeamMember = "team_member",
        /// Answers for the organization. Sees numbers and people, not the texts of notes.
        Director = "director",
        /// Brings staff in.
        Hiring = "hiring",
        /// Keeps track of credentials and training.
        Certification = "certification",
        /// Reads for a set time and changes nothing.
        Auditor = "auditor",
        /// A person who is supported here.
        Participant = "participant",
        /// A family member or friend, within what the person has allowed.
        Supporter = "supporter",
    }
}

kit::word_enum! {
    /// Something that may be done.
    pub enum Permission {
        /// Open the day's contacts, calls and promises.
        SeeMyDay = "see_my_day",
        /// Search and list the people the program supports.
        SeePeople = "see_people",
        /// Open the page of one person.
        SeePerson = "see_person",
        /// Change names, pronouns, ways to reach someone and supporters.
        EditPerson = "edit_person",
        /// See the name on official papers, only where the law or a payer needs it.
        SeeLegalIdentity = "see_legal_identity",
        /// See what a person has told about race, gender, language and more.
        SeeDemographics = "see_demographics",
        /// Write down what a person tells, never what one thinks to see.
        EditDemographics = "edit_demographics",
        /// Write down that someone has been referred.
        AddReferral = "add_referral",
        /// Write down attempts, first contact and what became of it.
        ManageReferral = "manage_referral",
        /// Give a person a peer specialist or a backup.
        AssignPeople = "assign_people",
        /// Pause, transition, close or reopen a person's time in a program.
        ChangeStatus = "change_status",
        /// Put together, or take apart again, pages that belong to one person.
        MergePeople = "merge_people",
        /// See a person's goals and steps.
        SeeGoals = "see_goals",
        /// Write down and change goals in the person's words.
        EditGoals = "edit_goals",
        /// Read what was written about a contact.
        SeeContacts = "see_contacts",
        /// Write, sign and add to notes.
        WriteContacts = "write_contacts",
        /// Co-sign a note, or return it with a comment.
        CosignContacts = "cosign_contacts",
        /// See what has been promised, to whom and by when.
        SeePromises = "see_promises",
        /// Hand over, put off or close promises of the team.
        ManageTeamPromises = "manage_team_promises",
        /// Move a worker's people and promises to others.
        ReassignCaseload = "reassign_caseload",
        /// Bring in people, contacts, goals and staff from files.
        ImportData = "import_data",
        /// Take out everything about one person.
        ExportPerson = "export_person",
        /// Take out the whole record of a program, with a reason that is written down.
        ExportProgram = "export_program",
        /// Read the list of every look and change.
        SeeAuditOfPerson = "see_audit_of_person",
        /// Read the list of a worker's looks and changes.
        SeeAuditOfWorker = "see_audit_of_worker",
        /// See who works in the program.
        SeeTeam = "see_team",
        /// Invite staff, give roles and end access.
        ManageStaff = "manage_staff",
        /// Change sites, programs and their settings.
        ManagePrograms = "manage_programs",
        /// Put the organization's own rules over the shipped ones.
        ManageRules = "manage_rules",
        /// Read who may do what.
        SeePermissions = "see_permissions",
        /// See units and what holds them back.
        SeeUnits = "see_units",
        /// See which mail left and which came back.
        SeeMailLedger = "see_mail_ledger",
        /// Change password, second factor, passkeys and sessions.
        ManageOwnAccount = "manage_own_account",
        /// Give a way back to someone who cannot sign in. It is written down.
        RecoverAccount = "recover_account",
        /// Open one's own goals, notes and plan, and take a copy.
        SeeMyRecord = "see_my_record",
        /// Add words to one's own notes, rate goals, keep a plan, ask for things.
        WriteMyRecord = "write_my_record",
        /// Invite supporters, share and stop sharing, sign and take back consents.
        DecideSharing = "decide_sharing",
        /// Open what a person has chosen to share with this account.
        SeeSharedWithMe = "see_shared_with_me",
        /// Give a person a link or code to open their own record.
        InviteParticipant = "invite_participant",
        /// See what a person has agreed to, asked for, and until when.
        SeeConsents = "see_consents",
        /// Prepare a consent, record one signed on paper, and write down what a person takes back.
        ManageConsents = "manage_consents",
        /// Give information about a person to somebody outside, on a ground that the rules know.
        Disclose = "disclose",
        /// Open a record in an emergency, with a reason, for a short time.
        UseEmergencyAccess = "use_emergency_access",
        /// Hold a note back from the person it is about, on a named legal exception.
        HideNotes = "hide_notes",
        /// Set which privacy rules hold, answer requests, review emergency access, hold and purge records.
        ManagePrivacy = "manage_privacy",
        /// Write, change and send library items to be read over.
        KeepLibrary = "keep_library",
        /// Say whether a library item is clear and kind before everybody can see it.
        ReviewLibrary = "review_library",
        /// Put a library item on the public pages, or take it off.
        PublishLibrary = "publish_library",
        /// Save library items and services, and mark steps of a path as done.
        UseMyList = "use_my_list",
        /// Add and check services of the community, and move lists of them in and out.
        KeepDirectory = "keep_directory",
        /// Send a person's referral to a service and follow it to its end.
        MakeConnections = "make_connections",
        /// Say what meets, when, where and for whom.
        KeepGroups = "keep_groups",
        /// Write the public pages: about the program, partners, look, help lines.
        KeepPublicPages = "keep_public_pages",
    }
}

impl Role {
    /// The roles of people who work in a program.
    pub fn workers() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|role| !matches!(role, Self::Participant | Self::Supporter))
    }
}
