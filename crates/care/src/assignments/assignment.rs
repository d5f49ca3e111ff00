//! A worker's promise to be there for one person, from a day to a day.

use ground::ids::{AccountId, ParticipantId, ProgramId};
use jiff::{Timestamp, civil::Date};

kit::id_types! { AssignmentId, HandOverId }

kit::word_enum! {
    /// First of all, or when the first one is away.
    pub enum Kind {
        Primary = "primary",
        Backup = "backup",
    }
}

/// Somebody who supports, or supported, a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub id: AssignmentId,
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub program_name: String,
    pub account: AccountId,
    pub worker: String,
    pub kind: Kind,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub ended_at: Option<Timestamp>,
}

kit::from_row!(Assignment {
    id,
    participant,
    program,
    program_name,
    account,
    worker,
    kind,
    starts_on,
    ends_on,
    ended_at
});

/// An assignment that is about to begin.
#[derive(Debug, Clone)]
pub struct NewAssignment {
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub account: AccountId,
    pub kind: Kind,
    pub starts_on: Date,
    pub reason: String,
}

/// Somebody who may support people in a program, and how many they support now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    pub id: AccountId,
    pub name: String,
    pub people: i64,
}

kit::from_row!(Worker { id, name, people });
