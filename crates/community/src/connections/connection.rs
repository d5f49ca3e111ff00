//! A connection and its states. No storage.

use ground::ids::{ParticipantId, ProgramId, RecordId};
use jiff::Timestamp;

kit::id_types! {
    ConnectionId,
    ActId,
    BarrierId,
}

kit::word_enum! {
    /// Where a connection is, as it goes over the wire (practice.md 9.4).
    pub enum Status {
        Draft = "draft",
        Requested = "requested",
        Accepted = "accepted",
        Rejected = "rejected",
        InProgress = "in-progress",
        /// On a waitlist.
        OnHold = "on-hold",
        Failed = "failed",
        Completed = "completed",
        Cancelled = "cancelled",
        EnteredInError = "entered-in-error",
    }
}

kit::word_enum! {
    /// What came of it for the person.
    pub enum Outcome {
        Helpful = "connected_helpful",
        NotHelpful = "connected_not_helpful",
        Waitlisted = "waitlisted",
        NotEligible = "not_eligible",
        DeclinedByPerson = "declined_by_person",
        CouldNotReach = "could_not_reach",
        ServiceClosed = "service_closed",
        Unknown = "unknown",
    }
}

kit::word_enum! {
    /// How it went to the service.
    pub enum SentHow {
        /// On paper, carried by the person.
        Print = "print",
        /// A letter with the link.
        Mail = "mail",
        /// The link, handed on by whoever sends.
        Link = "link",
    }
}

impl Status {
    /// What may come next.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Requested, Self::EnteredInError],
            Self::Requested => &[Self::Accepted, Self::OnHold, Self::Rejected, Self::Cancelled, Self::Failed],
            Self::OnHold => &[Self::Accepted, Self::Rejected, Self::InProgress, Self::Cancelled, Self::Failed],
            Self::Accepted => &[Self::InProgress, Self::Completed, Self::OnHold, Self::Cancelled, Self::Failed],
            Self::InProgress => &[Self::Completed, Self::OnHold, Self::Cancelled, Self::Failed],
            Self::Rejected | Self::Failed | Self::Completed | Self::Cancelled | Self::EnteredInError => &[],
        }
    }

    pub fn may_become(self, to: Self) -> bool {
        self.next().contains(&to)
    }

    /// What the service itself may answer: not whether the person or we take it back.
    pub fn answers(self) -> Vec<Self> {
        let is_theirs = |to: &Self| !matches!(to, Self::Requested | Self::Cancelled | Self::EnteredInError);
        self.next().iter().copied().filter(is_theirs).collect()
    }

    /// Whether the answer needs a reason.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Rejected | Self::Failed | Self::Cancelled | Self::EnteredInError)
    }
}

impl Outcome {
    /// Whether the person got to the service.
    pub fn is_connected(self) -> bool {
        matches!(self, Self::Helpful | Self::NotHelpful)
    }

    /// Whether the person did not get there, for good: then something stood in the way.
    pub fn is_barred(self) -> bool {
        matches!(self, Self::NotEligible | Self::CouldNotReach | Self::ServiceClosed | Self::Waitlisted)
    }

    /// Whether there is nothing to ask about any more.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Waitlisted | Self::Unknown)
    }
}

/// A connection as it stands.
#[derive(Debug, Clone)]
pub struct Connection {
    pub id: ConnectionId,
    pub participant: ParticipantId,
    pub name_to_use: String,
    pub program: Option<ProgramId>,
    pub service_name: String,
    pub service_key: String,
    pub service_phone: String,
    pub service_email: String,
    pub need: String,
    pub words: String,
    pub is_urgent: bool,
    pub status: Status,
    pub sent_at: Option<Timestamp>,
    pub outcome: Option<Outcome>,
    pub outcome_at: Option<Timestamp>,
    pub outcome_words: String,
    pub is_confirmed_by_person: bool,
    pub created_at: Timestamp,
    /// The contact at which it was begun.
    pub contact: Option<RecordId>,
    pub version: i64,
}

kit::from_row!(Connection {
    id,
    participant,
    name_to_use,
    program,
    service_name,
    service_key,
    service_phone,
    service_email,
    need,
    words,
    is_urgent,
    status,
    sent_at,
    outcome,
    outcome_at,
    outcome_words,
    is_confirmed_by_person,
    created_at,
    contact,
    version,
});

/// A connection that is being drafted.
#[derive(Debug, Clone)]
pub struct NewConnection {
    pub participant: ParticipantId,
    pub program: Option<ProgramId>,
    /// The contact at which it is begun.
    pub contact: Option<RecordId>,
    pub service: Option<RecordId>,
    pub service_name: String,
    pub service_phone: String,
    pub service_email: String,
    pub need: String,
    pub words: String,
    pub is_urgent: bool,
}

impl NewConnection {
    /// What the results of the service are counted by.
    pub fn service_key(&self) -> String {
        self.service.map_or_else(|| kit::text::sort_key(&self.service_name), |id| id.to_string())
    }
}

/// What came of it, as it is being written down.
#[derive(Debug, Clone)]
pub struct NewOutcome {
    pub outcome: Outcome,
    pub words: String,
    pub is_confirmed_by_person: bool,
    /// Keys of the list `barrier_categories`: what stood in the way.
    pub barriers: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_ends_and_nothing_goes_back_to_a_draft() {
        for status in Status::ALL {
            assert!(!status.next().contains(&Status::Draft));
            assert!(!status.next().contains(status), "{status} does not follow itself");
        }
        assert!(Status::Completed.next().is_empty() && !Status::OnHold.next().is_empty());
        assert!(!Status::Draft.may_become(Status::Completed));
    }

    #[test]
    fn a_service_answers_but_takes_nothing_back() {
        for status in Status::ALL {
            let answers = status.answers();
            assert!(!answers.contains(&Status::Cancelled) && !answers.contains(&Status::EnteredInError));
        }
        assert_eq!(Status::Requested.answers(), [Status::Accepted, Status::OnHold, Status::Rejected, Status::Failed]);
        assert!(Status::Draft.answers().is_empty());
    }
}
