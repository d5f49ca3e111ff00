//! A person whose record it is, and where they stand with each program. No storage, no clock.

use ground::ids::{AccountId, ParticipantId, ProgramId};
use jiff::{Timestamp, civil::Date};

kit::id_types! {
    ChannelId,
    /// A person's time in one program; there is one a person and program, however often they come back.
    EnrollmentId,
    StatusChangeId,
}

kit::word_enum! {
    /// Where somebody stands with a program (practice.md, Appendix B; labels in rules/lists.toml).
    pub enum Status {
        Inquiry = "inquiry",
        Referred = "referred",
        Screening = "screening",
        Enrolled = "enrolled",
        Active = "active",
        Paused = "paused",
        Transitioned = "transitioned",
        Closed = "closed",
        ReEngaged = "re_engaged",
        Declined = "declined",
        ReferredOn = "referred_on",
    }
}

kit::word_enum! {
    /// Which part of a program's list a status belongs to.
    pub enum Standing {
        /// On the way to us.
        Coming = "coming",
        /// With us, also during a break.
        Here = "here",
        /// Not with us now; the door is open.
        Past = "past",
    }
}

kit::word_enum! {
    /// A way to reach somebody.
    pub enum ChannelKind {
        Phone = "phone",
        Text = "text",
        Email = "email",
        Mail = "mail",
        Other = "other",
    }
}

impl Status {
    pub const fn standing(self) -> Standing {
        match self {
            Self::Inquiry | Self::Referred | Self::Screening => Standing::Coming,
            Self::Enrolled | Self::Active | Self::Paused | Self::ReEngaged => Standing::Here,
            Self::Transitioned | Self::Closed | Self::Declined | Self::ReferredOn => Standing::Past,
        }
    }
}

/// A person, without their legal name: that has its own permission ([`super::legal_name`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    pub id: ParticipantId,
    pub name_to_use: String,
    pub nicknames: String,
    pub sort_key: String,
    pub pronouns: String,
    pub birth_date: Option<Date>,
    /// A key of the list of languages, empty when not asked yet.
    pub language: String,
    pub needs_interpreter: bool,
    /// Their own words for what they live with.
    pub own_words: String,
    pub about: String,
    pub minor_basis: Option<String>,
    pub contacts_count: i64,
    pub last_contact_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub version: i64,
}

kit::from_row!(Participant {
    id,
    name_to_use,
    nicknames,
    sort_key,
    pronouns,
    birth_date,
    language,
    needs_interpreter,
    own_words,
    about,
    minor_basis,
    contacts_count,
    last_contact_at,
    created_at,
    version,
});

impl Participant {
    /// Whole years on a day, when the birth date is known.
    pub fn age(&self, on: Date) -> Option<i32> {
        self.birth_date.map(|born| age(born, on))
    }
}

/// Whole years lived; somebody born on 29 February grows older on 1 March of the years without one.
pub fn age(born: Date, on: Date) -> i32 {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    i32::from(on.year()) - i32::from(born.year()) - i32::from(!had_birthday)
}

/// What is known of somebody who is written down now, or how a record should read after a change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    pub name_to_use: String,
    pub nicknames: String,
    pub legal_name: Option<String>,
    pub pronouns: String,
    pub birth_date: Option<Date>,
    pub language: String,
    pub needs_interpreter: bool,
    pub own_words: String,
    pub about: String,
    pub minor_basis: Option<String>,
    pub channels: Vec<Channel>,
}

/// A way to reach somebody, with what they agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub kind: ChannelKind,
    pub value: String,
    /// They agreed that we use it.
    pub is_agreed: bool,
    /// Whether it is safe to leave a message there. Unsafe unless they said so.
    pub may_leave_message: bool,
    pub note: String,
}

kit::from_row!(Channel { kind, value, is_agreed, may_leave_message, note });

/// Why a status changes, in plain words and in the person's own view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Why {
    /// A key of the list of reasons that belongs to the step; empty when there is none.
    pub reason: String,
    pub words: String,
    pub own_view: String,
}

/// A person's time in one program as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrollment {
    pub id: EnrollmentId,
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub status: Status,
    pub status_since: Timestamp,
    pub first_enrolled_at: Option<Timestamp>,
    pub primary: Option<AccountId>,
    pub version: i64,
}

kit::from_row!(Enrollment { id, participant, program, status, status_since, first_enrolled_at, primary, version });

impl Enrollment {
    /// The steps that make sense from here (rules/lists.toml).
    pub fn next_steps(&self) -> impl Iterator<Item = Status> {
        let from = self.status.word();
        let transitions = ground::rules::Rules::shipped().transitions.iter();
        transitions.filter(move |step| step.from == from).filter_map(|step| Status::from_word(&step.to))
    }

    pub fn may_become(&self, to: Status) -> bool {
        self.next_steps().any(|step| step == to)
    }
}
