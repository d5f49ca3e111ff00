//! What people may do with a promise, and when they may not. No input or output.

use super::{Kind, Promise};
use crate::rules::matrix::Permission;

/// Why a promise stays as it is, in words for a message file (`day-cannot-…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unchangeable {
    #[error("day-cannot-closed")]
    Closed,
    /// Only the deed itself keeps it: signing, meeting, choosing somebody.
    #[error("day-cannot-by-record")]
    KeptByItsRecord,
    /// It changed since the page was made.
    #[error("day-cannot-changed")]
    Changed,
}

impl Kind {
    /// Whether only its record can show that it was kept, so that a few words on My day are not enough.
    pub fn is_kept_by_its_record(self) -> bool {
        match self {
            Self::FirstMeeting | Self::Attempt | Self::Assign | Self::Sign | Self::Returned | Self::Cosign => true,
            Self::GoalReview | Self::GoalStep | Self::Call | Self::Visit | Self::Answer | Self::BreachDuty => true,
            Self::AnswerComment | Self::HidingReview | Self::ReadAnswer => true,
            Self::AnswerWish | Self::ReviewEmergency => true,
            Self::ReviewLibraryItem | Self::MendLibraryLink | Self::RecheckService | Self::HelpLine => true,
            Self::NextStep | Self::CrisisFollowUp | Self::CheckIn | Self::Decide | Self::Renew => false,
            Self::FollowConnection => false,
        }
    }

    /// Whether it may be let go with a reason. What a person waits for, and words that were begun, may not: they are
    /// ended where they were begun.
    pub fn may_be_let_go(self) -> bool {
        !matches!(
            self,
            Self::FirstMeeting
                | Self::Attempt
                | Self::Assign
                | Self::Sign
                | Self::Returned
                | Self::Cosign
                | Self::Answer
                | Self::BreachDuty
                | Self::AnswerComment
                | Self::ReadAnswer
                | Self::HidingReview
                | Self::AnswerWish
                | Self::ReviewEmergency
                | Self::ReviewLibraryItem
                | Self::MendLibraryLink
                | Self::HelpLine
        )
    }

    /// Whether it is time together that was planned.
    pub fn is_planned_contact(self) -> bool {
        matches!(self, Self::Call | Self::Visit | Self::FirstMeeting)
    }
}

impl Promise {
    /// Whether it may be ended with a few words as evidence.
    pub fn may_be_kept(&self) -> Result<(), Unchangeable> {
        self.is_open().and_then(|()| refuse_if(self.kind.is_kept_by_its_record()))
    }

    /// Whether it may be let go.
    pub fn may_be_let_go(&self) -> Result<(), Unchangeable> {
        self.is_open().and_then(|()| refuse_if(!self.kind.may_be_let_go()))
    }

    /// Whether it may still be put off or handed over.
    pub fn is_open(&self) -> Result<(), Unchangeable> {
        if self.closed_at.is_some() { Err(Unchangeable::Closed) } else { Ok(()) }
    }

    /// Where the deed itself is done, when that is a page of its own. Areas meet through these paths.
    pub fn place(&self) -> Option<String> {
        let origin = self.origin;
        let of_person = |page: &str| self.participant.map(|person| format!("/people/{person}{page}"));
        match (self.kind, self.origin_kind.as_str()) {
            (_, "draft") => Some(format!("/contacts/drafts/{origin}")),
            (_, "contact") => Some(format!("/contacts/{origin}")),
            (_, "goal") => Some(format!("/goals/{origin}")),
            (_, "goal_step") => Some(format!("/steps/{origin}")),
            (_, "contact_step") => Some(format!("/contact-steps/{origin}")),
            (Kind::Decide, "call_plan") => of_person("/calls"),
            (_, "call_plan") => Some(format!("/calls/{}/kept", self.id)),
            (_, "record_request") => Some(format!("/admin/requests/{origin}")),
            (_, "breach_duty") => Some("/admin/breaches".to_owned()),
            (_, "consent") => of_person(&format!("/consents/{origin}")),
            (_, "restriction") => of_person("/restrictions"),
            (_, "own_message") => of_person("/messages"),
            (_, "emergency") => Some("/admin/emergency-access".to_owned()),
            (_, "library_item") => Some(format!("/admin/library/{origin}")),
            (_, "service") => Some(format!("/keep/directory/services/{origin}")),
            (_, "help_line") => Some("/admin/help-lines".to_owned()),
            (_, "connection") => Some(format!("/connections/{origin}")),
            (Kind::Attempt, _) => of_person("/attempt"),
            (Kind::Call | Kind::Visit | Kind::FirstMeeting | Kind::CheckIn | Kind::CrisisFollowUp, _) => {
                self.participant.map(|person| format!("/contacts/new?participant={person}"))
            }
            (_, "referral") => Some(format!("/referrals/{origin}")),
            _ => of_person(""),
        }
    }
}

impl Promise {
    /// What somebody needs to open the [`Promise::place`]. Words that were begun are open to their author alone.
    pub fn place_needs(&self) -> Permission {
        match (self.kind, self.origin_kind.as_str()) {
            (_, "draft") => Permission::WriteContacts,
            (_, "contact" | "contact_step") => Permission::SeeContacts,
            (_, "goal" | "goal_step") => Permission::SeeGoals,
            (Kind::Decide, "call_plan") => Permission::SeePerson,
            (_, "call_plan") => Permission::SeePromises,
            (_, "record_request" | "breach_duty") => Permission::ManagePrivacy,
            (_, "consent") => Permission::SeeConsents,
            (_, "restriction") => Permission::ManageConsents,
            (_, "own_message") => Permission::WriteContacts,
            (_, "emergency") => Permission::ManagePrivacy,
            (_, "library_item") => Permission::KeepLibrary,
            (_, "service") => Permission::KeepDirectory,
            (_, "help_line") => Permission::KeepPublicPages,
            (_, "connection") => Permission::MakeConnections,
            (
                Kind::Attempt | Kind::Call | Kind::Visit | Kind::FirstMeeting | Kind::CheckIn | Kind::CrisisFollowUp,
                _,
            ) => Permission::WriteContacts,
            (_, "referral") => Permission::ManageReferral,
            _ => Permission::SeePerson,
        }
    }
}

fn refuse_if(is_refused: bool) -> Result<(), Unchangeable> {
    if is_refused { Err(Unchangeable::KeptByItsRecord) } else { Ok(()) }
}
