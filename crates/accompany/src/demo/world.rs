//! The shapes of the made-up world: who is in it and where they work.
//!
//! Every id is the place of the row in its own list of the [`World`] (the first participant has id 0), so a loader
//! can keep one list of real keys per table. Nothing here knows the database.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

pub use super::world_contacts::*;
pub use super::world_people::*;

/// Place of a site in [`World::sites`].
pub type SiteId = u32;
/// Place of a program in [`World::programs`].
pub type ProgramId = u32;
/// Place of a worker in [`World::staff`].
pub type StaffId = u32;
/// Place of a person in [`World::participants`].
pub type ParticipantId = u32;
/// Place of a referral in [`World::referrals`].
pub type ReferralId = u32;
/// Place of a goal in [`World::goals`].
pub type GoalId = u32;
/// Place of a contact in [`World::contacts`].
pub type ContactId = u32;

/// The whole made-up organization with two years of history, in the order a loader can insert it.
#[derive(Debug, Clone, Serialize)]
pub struct World {
    /// The seed it was made from.
    pub seed: u64,
    /// The day it is made for; nothing but planned contacts and due dates lies after it.
    pub today: Date,
    /// The instant up to which things have happened: 08:30 of `today` in the organization's zone.
    pub now: Timestamp,
    pub organization: Organization,
    pub sites: Vec<Site>,
    pub programs: Vec<Program>,
    pub staff: Vec<Staff>,
    pub participants: Vec<Participant>,
    pub referrals: Vec<Referral>,
    /// Status changes of everybody, per person in time order.
    pub statuses: Vec<StatusChange>,
    pub assignments: Vec<Assignment>,
    pub goals: Vec<Goal>,
    /// Contacts in time order, today's planned ones last.
    pub contacts: Vec<Contact>,
    pub promises: Vec<Promise>,
    /// Pairs of records that are probably the same person (for the duplicate warning and merge).
    pub duplicates: Vec<(ParticipantId, ParticipantId)>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Organization {
    pub name: String,
    pub short_name: String,
    /// Two-letter state whose rules apply.
    pub jurisdiction: String,
    /// IANA name of the zone.
    pub time_zone: String,
    pub about: String,
    pub phone: String,
    pub email: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Site {
    pub id: SiteId,
    pub name: String,
    pub address: String,
    pub county: String,
}

/// The five settings a peer specialist works in (New York classification standard 5572200).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgramSetting {
    Inpatient,
    Outpatient,
    CommunitySupport,
}

/// Which signed notes a supervisor co-signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum CosignRule {
    All,
    /// A share of the notes, in percent.
    Sample {
        percent: u8,
    },
    None,
}

#[derive(Debug, Clone, Serialize)]
pub struct Program {
    pub id: ProgramId,
    pub site: SiteId,
    pub name: String,
    pub about: String,
    /// Key of `program_types` in rules/lists.toml.
    pub kind: &'static str,
    pub setting: ProgramSetting,
    pub time_zone: String,
    /// People the program can support at once.
    pub capacity: u32,
    /// Calendar days from referral to the first meeting in person (practice.md 4).
    pub rapid_access_days: u32,
    /// Hours after the end of a contact in which its note should be signed.
    pub sign_within_hours: u32,
    pub cosign: CosignRule,
    /// Id of a rule in `rules/billing`; `None` when the program bills nobody.
    pub payer_rule: Option<String>,
    /// Id of a template in `rules/templates`.
    pub note_template: String,
    /// Age in years at the start, from and to, where the program has one.
    pub ages: Option<(u8, u8)>,
}

/// What a worker does; the names are those of the permission table (practice.md 7.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    PeerSpecialist,
    VolunteerPeer,
    Supervisor,
    TeamMember,
    Director,
    Hiring,
    Certification,
    Auditor,
}

impl StaffRole {
    /// The key of the role in rules/permissions.toml.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PeerSpecialist => "peer_specialist",
            Self::VolunteerPeer => "volunteer_peer",
            Self::Supervisor => "supervisor",
            Self::TeamMember => "team_member",
            Self::Director => "director",
            Self::Hiring => "hiring",
            Self::Certification => "certification",
            Self::Auditor => "auditor",
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Staff {
    pub id: StaffId,
    /// Name to use, given name and family name.
    pub name: String,
    pub pronouns: String,
    pub role: StaffRole,
    /// What the person is called at work, such as "Employment specialist".
    pub title: String,
    pub programs: Vec<ProgramId>,
    pub email: String,
    pub phone: String,
    pub about_me: String,
    pub languages: Vec<String>,
    pub credential: Option<String>,
    pub started: Date,
    /// Last day of access, for an auditor.
    pub access_until: Option<Date>,
    pub supervisor: Option<StaffId>,
    /// The person's own record here, when they were a participant of this organization: they are walled off from it.
    pub own_record: Option<ParticipantId>,
}

/// One way to sign in: a worker of each role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignInLine {
    pub role: StaffRole,
    pub name: String,
    pub email: String,
    pub programs: Vec<String>,
}
