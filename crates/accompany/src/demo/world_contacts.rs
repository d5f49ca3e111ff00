//! The shapes of the made-up world: contacts and what was written about them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::world::{ContactId, GoalId, ParticipantId, ProgramId, ReferralId, StaffId};
use super::world_people::StepOwner;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    OneOnOne,
    Outreach,
    Accompaniment,
    Advocacy,
    Education,
    CrisisSupport,
    Family,
    Team,
    NonService,
}

/// What came of it. Everything but `Held` is never billable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactOutcome {
    Held,
    NoAnswer,
    LeftMessage,
    Declined,
    NoShow,
    /// Still to come.
    Planned,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactMode {
    InPerson,
    Video,
    Phone,
    Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    Office,
    Home,
    Community,
    School,
    Workplace,
    Hospital,
    EmergencyRoom,
    Shelter,
    Court,
    Remote,
}

/// The four functional areas of the classification standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunctionalArea {
    CopingSkills,
    SelfHelpAndNetworks,
    EmpowermentAndCommunityLiving,
    Advocacy,
}

/// Whether the person read the note before it was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    Read,
    NotYet,
    DidNotWantTo,
}

/// One filled section of a note; keys are those of the template.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    pub key: &'static str,
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct NextStep {
    pub text: String,
    pub owner: StepOwner,
    pub due: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteState {
    Planned,
    Draft,
    Signed,
    AwaitingCosign,
    CoSigned,
    Returned,
    EnteredInError,
}

/// Words by a worker at an instant: a co-signature, a return, an addendum, a correction.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    pub by: StaffId,
    pub at: Timestamp,
    pub words: String,
}

/// The life of the note: draft, signed, co-signed or returned, addenda, entered in error.
#[derive(Debug, Clone, Serialize)]
pub struct NoteLife {
    pub state: NoteState,
    pub signed_at: Option<Timestamp>,
    /// Signed later than the program's rule.
    pub is_late: bool,
    pub cosigned: Option<Mark>,
    pub returned: Option<Mark>,
    pub addenda: Vec<Mark>,
    pub entered_in_error: Option<Mark>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Contact {
    pub id: ContactId,
    /// `None` for time that is about nobody (non-service).
    pub participant: Option<ParticipantId>,
    pub program: ProgramId,
    pub staff: StaffId,
    pub kind: ContactKind,
    pub outcome: ContactOutcome,
    pub start: Timestamp,
    pub end: Timestamp,
    pub setting: Setting,
    /// Where, in words: "Beacon Street library".
    pub place: String,
    pub mode: ContactMode,
    /// Who else was there.
    pub present: Vec<String>,
    pub areas: Vec<FunctionalArea>,
    pub goals: Vec<GoalId>,
    /// Items of the SAMHSA core competencies, such as "III-3" (practice.md 1.1).
    pub competencies: Vec<&'static str>,
    pub template: &'static str,
    pub sections: Vec<Section>,
    pub reviewed: Review,
    pub next_steps: Vec<NextStep>,
    /// The referral this attempt belongs to.
    pub referral: Option<ReferralId>,
    pub life: NoteLife,
}
