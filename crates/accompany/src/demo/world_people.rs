//! The shapes of the made-up world: participants, how they came, who supports them, what they want.

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use serde::{Serialize, Serializer};

use super::world::{ContactId, GoalId, ParticipantId, ProgramId, ReferralId, StaffId};

#[derive(Debug, Clone, Serialize)]
pub struct Participant {
    pub id: ParticipantId,
    /// The given name or nickname the person goes by.
    pub name_to_use: String,
    pub family_name: String,
    /// Full legal name, only where it differs from the name to use and somebody has to know it.
    pub legal_name: Option<String>,
    /// `None`: not said.
    pub pronouns: Option<String>,
    pub birth_date: Date,
    /// Home program (of the newest referral).
    pub program: ProgramId,
    /// Part of town, as people say it.
    pub neighborhood: String,
    pub channels: Vec<Channel>,
    /// BCP 47 tags.
    pub spoken_language: String,
    pub written_language: String,
    /// Language an interpreter is wanted for (BCP 47, `ase` for American Sign Language).
    pub interpreter: Option<String>,
    pub demographics: Vec<Demographic>,
    pub minor: Option<MinorConsent>,
    pub supporters: Vec<Supporter>,
    /// How the person names what they live with.
    pub own_words: String,
    /// Days and times at which the person wants a support call.
    pub call_times: Vec<CallTime>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    Mobile,
    HomePhone,
    Email,
}

#[derive(Debug, Clone, Serialize)]
pub struct Channel {
    pub kind: ChannelKind,
    /// Number, address or e-mail; numbers use 555-01xx, e-mails example.org.
    pub value: String,
    pub may_call: bool,
    pub may_text: bool,
    pub safe_to_leave_message: bool,
    pub preferred: bool,
    /// In the person's words, such as "before my mother is home".
    pub note: Option<String>,
    pub consented_on: Option<Date>,
}

/// One question of practice.md 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DemographicItem {
    RaceEthnicity,
    GenderIdentity,
    SexualOrientation,
    Disability,
    Veteran,
    Housing,
    SchoolOrWork,
    Insurance,
}

/// Not asked, declined and answered are three different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "values")]
pub enum DemographicAnswer {
    Given(Vec<String>),
    Declined,
    NotAsked,
}

#[derive(Debug, Clone, Serialize)]
pub struct Demographic {
    pub item: DemographicItem,
    pub answer: DemographicAnswer,
    /// More in the person's words, such as a country.
    pub detail: Option<String>,
    pub asked_on: Option<Date>,
    pub asked_by: Option<StaffId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentBasis {
    ParentOrGuardian,
    /// A minor may consent alone where New York law says so (MHL 33.21, practice.md 7.4).
    OwnConsent,
}

#[derive(Debug, Clone, Serialize)]
pub struct MinorConsent {
    pub basis: ConsentBasis,
    pub on: Date,
    pub words: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Supporter {
    pub name: String,
    pub relationship: String,
    pub phone: Option<String>,
    /// What this supporter may know, in plain words; empty: nothing.
    pub may_know: Vec<String>,
    pub never: Option<String>,
    pub since: Date,
    pub until: Option<Date>,
}

#[derive(Debug, Clone, Serialize)]
pub struct CallTime {
    #[serde(serialize_with = "weekday_name")]
    pub weekday: Weekday,
    pub at: Time,
}

fn weekday_name<S: Serializer>(day: &Weekday, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_i8(day.to_monday_one_offset())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralOutcome {
    Enrolled,
    ReferredOn,
    Declined,
}

/// How a person came, with the instants of the rapid-access clock.
#[derive(Debug, Clone, Serialize)]
pub struct Referral {
    pub id: ReferralId,
    pub participant: ParticipantId,
    pub program: ProgramId,
    /// Such as "Mother" or "Riverside emergency department".
    pub source: String,
    pub reason: String,
    pub received: Timestamp,
    pub first_attempt: Option<Timestamp>,
    pub first_contact: Option<Timestamp>,
    pub first_in_person: Option<Timestamp>,
    /// The person asked for a later day, in their words.
    pub wanted_later: Option<String>,
    /// `None`: still open.
    pub outcome: Option<ReferralOutcome>,
    pub outcome_at: Option<Timestamp>,
    pub referred_to: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Referred,
    Reached,
    MetInPerson,
    Enrolled,
    Paused,
    Reengaged,
    Transitioned,
    Closed,
    ReferredOn,
    Declined,
}

#[derive(Debug, Clone, Serialize)]
pub struct StatusChange {
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub status: Status,
    pub at: Timestamp,
    pub by: StaffId,
    pub reason: String,
    /// The person's own view of the change.
    pub own_view: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentKind {
    Primary,
    Backup,
}

#[derive(Debug, Clone, Serialize)]
pub struct Assignment {
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub staff: StaffId,
    pub kind: AssignmentKind,
    pub from: Date,
    pub to: Option<Date>,
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Domain {
    School,
    Work,
    Relationships,
    Home,
    Wellness,
    Community,
    Own,
}

/// Who does a step or keeps a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepOwner {
    Participant,
    Peer,
    Supporter,
}

#[derive(Debug, Clone, Serialize)]
pub struct Step {
    pub text: String,
    pub owner: StepOwner,
    pub due: Option<Date>,
    pub done_on: Option<Date>,
}

/// How far along the person feels: 0 not started, 10 there.
#[derive(Debug, Clone, Serialize)]
pub struct Rating {
    pub on: Date,
    pub rating: u8,
    pub words: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndingKind {
    Done,
    SetAside,
    Changed,
}

#[derive(Debug, Clone, Serialize)]
pub struct Ending {
    pub kind: EndingKind,
    pub on: Date,
    pub words: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Goal {
    pub id: GoalId,
    pub participant: ParticipantId,
    pub domain: Domain,
    /// In the person's own words.
    pub words: String,
    pub opened: Date,
    pub review_on: Option<Date>,
    pub steps: Vec<Step>,
    pub ratings: Vec<Rating>,
    pub ending: Option<Ending>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseKind {
    NextStep,
    UnsignedNote,
    ReturnedNote,
    ReferralAttempt,
    GoalReview,
    UnassignedPerson,
    PromisedCall,
    CoSignature,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseEnd {
    Kept,
    LetGo,
}

#[derive(Debug, Clone, Serialize)]
pub struct PromiseClosed {
    pub how: PromiseEnd,
    pub at: Timestamp,
    /// The contact that shows it.
    pub evidence: Option<ContactId>,
    pub words: Option<String>,
}

/// One line of the ledger of open commitments.
#[derive(Debug, Clone, Serialize)]
pub struct Promise {
    pub kind: PromiseKind,
    pub participant: Option<ParticipantId>,
    pub owner: StaffId,
    pub text: String,
    pub opened: Timestamp,
    pub due: Date,
    /// Snoozed until this day, with the reason.
    pub snoozed: Option<(Date, String)>,
    /// Who held it before it was handed over.
    pub handed_over_by: Option<StaffId>,
    pub contact: Option<ContactId>,
    pub referral: Option<ReferralId>,
    pub goal: Option<GoalId>,
    pub closed: Option<PromiseClosed>,
}
