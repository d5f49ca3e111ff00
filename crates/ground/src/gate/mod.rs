//! Consent that is enforced: one place decides whether a recipient may have information about a participant for a
//! purpose, and on which ground.
//!
//! What lives here: the words (information, purpose, basis), what a signed consent opens, the decision about what goes
//! outside, and the accounting of it. Inside queries the same rule stands as `within_reach!`, `within_record!`,
//! `is_mine!` and `is_shared!` ([`access`](crate::access)); on PostgreSQL row-level rules stand behind them. What
//! doesn't: the consents themselves and their pages, which belong to care.
//! Sources: 42 CFR 2.12, 2.25, 2.31, 2.32, 2.51; 45 CFR 164.508, 164.522, 164.528 (practice.md 7.2, 7.3).

mod flags;
mod standing;
mod store;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub use self::flags::{Flag, Off, off};
pub use self::standing::{Closings, closings, has_closed_since};
pub use self::store::{
    KeptOut, NewShare, OpeningRow, account_for, close_openings, decide, is_part2, kept_out, mark_part2, open,
    restrictions_against, share, share_at, stop_sharing, stop_sharing_all, unmark_part2,
};
use crate::ids::{AccountId, ParticipantId, ProgramId};

kit::id_types! {
    /// What a participant agreed to, with its text and signature.
    ConsentId,
    /// One recipient and kind of information that a consent opens.
    OpeningId,
    /// One thing that a participant lets one account see.
    ShareId,
    /// A wish that somebody be kept out.
    RestrictionId,
    EmergencyId,
    /// One time that information left.
    DisclosureId,
}

kit::word_enum! {
    /// A kind of information about a participant, as consents name it.
    pub enum Information {
        /// All of the kinds below.
        Everything = "everything",
        /// Who the person is, how to reach them, which programs they are in.
        Record = "record",
        /// Contacts and what was written about them.
        Notes = "notes",
        Goals = "goals",
        /// Which days and times are planned, with whom.
        Schedule = "schedule",
        /// How they came and where they were sent on to.
        Referrals = "referrals",
    }
}

kit::word_enum! {
    /// What information is given for.
    pub enum Purpose {
        /// Supporting the person: what pages inside the program are opened for.
        Support = "support",
        /// Treatment, payment and health care operations (45 CFR 164.501).
        Tpo = "tpo",
        Billing = "billing",
        /// Housing, benefits, work or school, where the person asked for it.
        Advocacy = "advocacy",
        /// Family and friends.
        Family = "family",
        /// Because the person asked; they need not say why (42 CFR 2.31(a)(5)).
        OwnRequest = "own_request",
        /// Civil, criminal, administrative or legislative proceedings: needs its own consent (42 CFR 2.31(d)).
        Proceedings = "proceedings",
        Research = "research",
    }
}

kit::word_enum! {
    /// The ground on which information is given (practice.md 7.3).
    pub enum Basis {
        Consent = "consent",
        CourtOrder = "court_order",
        MedicalEmergency = "medical_emergency",
        Qsoa = "qsoa",
        Research = "research",
        AuditEvaluation = "audit_evaluation",
        CrimeOnPremises = "crime_on_premises",
        ChildAbuseReport = "child_abuse_report",
        /// To the person themselves, or within the program.
        Internal = "internal",
        /// Something else, by a supervisor, with a reason of at least [`REASON_AT_LEAST`] characters.
        Other = "other",
    }
}

kit::word_enum! {
    /// A kind of thing that a participant shares with one account.
    pub enum Shared {
        /// One goal: the subject is its id.
        Goal = "goal",
        /// One section of the wellness plan: the subject is the section's word.
        PlanSection = "plan_section",
        /// What is planned next, and with whom.
        Schedule = "schedule",
        /// The picture of the support circle.
        Circle = "circle",
    }
}

/// How many characters a reason must have where the rules ask for one (practice.md 7.1, 7.3).
pub const REASON_AT_LEAST: usize = 20;

/// Somebody who would get information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    Account(AccountId),
    Program(ProgramId),
    /// Somebody outside, by name; compared folded.
    Outside(String),
}

/// A wish to give information to somebody, to be decided.
#[derive(Debug, Clone)]
pub struct Disclosure {
    pub participant: ParticipantId,
    /// Whose information it is; `None`: of the whole organization.
    pub from: Option<ProgramId>,
    pub to: Recipient,
    pub information: Vec<Information>,
    pub purpose: Purpose,
    pub basis: Basis,
    /// Needed by every basis but consent and internal.
    pub reason: String,
    /// `print`, `file`, `page`, `spoken`.
    pub how: &'static str,
}

/// What the gate says, with the rule behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may go. The consent relied on, and whether the notice against redisclosure must travel with it.
    Open { consent: Option<ConsentId>, notice: bool },
    /// It may not.
    Closed(Refusal),
}

/// Why the gate is closed; each names its rule and the way forward (messages `gate-closed-…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No complete, current consent names this recipient for this information and purpose (42 CFR 2.31(a)(4)).
    NotNamed,
    /// A consent names the recipient, but for something else.
    OtherPurpose,
    /// A consent names the recipient for the purpose, but not this information.
    OtherInformation,
    /// The person has asked that this recipient be kept out, and the program agreed (45 CFR 164.522(a)).
    Restricted,
    /// This ground needs a reason that can be read back.
    ReasonTooShort,
    /// The rule that knows this ground is switched off for the house.
    RuleIsOff,
    /// The ground cannot carry it: proceedings against the person need their own consent or a court order
    /// (42 CFR 2.12(d), 2.31(d)).
    NeedsOwnConsent,
}

impl Basis {
    /// Whether only 42 CFR Part 2 knows this ground (2.11, 2.12(c)(4)).
    pub const fn is_of_part2(self) -> bool {
        matches!(self, Self::Qsoa)
    }
}

impl Refusal {
    /// The end of the message key.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotNamed => "not-named",
            Self::OtherPurpose => "other-purpose",
            Self::OtherInformation => "other-information",
            Self::Restricted => "restricted",
            Self::ReasonTooShort => "reason-too-short",
            Self::RuleIsOff => "rule-is-off",
            Self::NeedsOwnConsent => "needs-own-consent",
        }
    }
}

/// One recipient and kind of information that a consent opens from a moment until another.
#[derive(Debug, Clone)]
pub struct Opening {
    pub consent: ConsentId,
    pub participant: ParticipantId,
    pub from: Option<ProgramId>,
    pub to: Recipient,
    pub information: Information,
    pub purpose: Purpose,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
}

/// A name as recipients are compared: without case, marks, punctuation or doubled spaces.
pub fn folded(name: &str) -> String {
    let plain: String =
        kit::text::sort_key(name).chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Decides from what is known: the openings of the person that name the recipient now, and whether the recipient is one
/// the person asked to keep out.
pub fn weigh(wish: &Disclosure, named: &[OpeningRow], is_restricted: bool, is_part2: bool) -> Decision {
    use Decision::{Closed, Open};
    if is_restricted && wish.basis != Basis::MedicalEmergency {
        return Closed(Refusal::Restricted);
    }
    if wish.purpose == Purpose::Proceedings && !matches!(wish.basis, Basis::Consent | Basis::CourtOrder) {
        return Closed(Refusal::NeedsOwnConsent);
    }
    match wish.basis {
        Basis::Internal => Open { consent: None, notice: false },
        Basis::Consent => by_consent(wish, named, is_part2),
        _ if wish.reason.trim().chars().count() < REASON_AT_LEAST => Closed(Refusal::ReasonTooShort),
        _ => Open { consent: None, notice: is_part2 },
    }
}

fn by_consent(wish: &Disclosure, named: &[OpeningRow], is_part2: bool) -> Decision {
    let from_here = |row: &&OpeningRow| row.from.is_none() || row.from == wish.from;
    let here: Vec<&OpeningRow> = named.iter().filter(from_here).collect();
    if here.is_empty() {
        return Decision::Closed(Refusal::NotNamed);
    }
    let fitting: Vec<&&OpeningRow> = here.iter().filter(|row| row.purpose == wish.purpose).collect();
    let Some(first) = fitting.first() else { return Decision::Closed(Refusal::OtherPurpose) };
    let covers = |kind: &Information| {
        fitting.iter().any(|row| row.information == Information::Everything || row.information == *kind)
    };
    if wish.information.iter().all(covers) {
        Decision::Open { consent: Some(first.consent), notice: is_part2 }
    } else {
        Decision::Closed(Refusal::OtherInformation)
    }
}
