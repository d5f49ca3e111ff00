//! An invitation, and what somebody who is invited will see. No I/O.

use ground::{
    accounts::links::Dead,
    gate::Shared,
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId, RecordId},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

kit::id_types! { InvitationId }

/// How long a code opens the way in: time enough for paper to reach its person.
pub const LASTS: SignedDuration = SignedDuration::from_hours(24 * 14);

/// One thing that a participant wants somebody to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub kind: Shared,
    /// As in [`ground::gate::share`].
    pub subject: String,
}

impl Wish {
    pub fn new(kind: Shared, subject: impl Into<String>) -> Self {
        Self { kind, subject: subject.into() }
    }

    /// A list of wishes as it is stored.
    pub fn stored(wishes: &[Self]) -> Value {
        wishes.iter().map(|wish| serde_json::json!([wish.kind.word(), wish.subject])).collect()
    }

    /// Reads a stored list; what cannot be read is nothing that anybody sees.
    pub fn read(stored: &Value) -> Vec<Self> {
        let one = |pair: &Value| {
            let kind = Shared::from_word(pair.get(0)?.as_str()?)?;
            Some(Self::new(kind, pair.get(1)?.as_str()?))
        };
        stored.as_array().into_iter().flatten().filter_map(one).collect()
    }
}

/// An invitation that can be accepted.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub organization: OrganizationId,
    pub id: InvitationId,
    pub participant: ParticipantId,
    /// Whom the participant invites; `None`: it is for the participant.
    pub supporter: Option<RecordId>,
    pub program: Option<ProgramId>,
    pub wishes: Value,
    pub share_until: Option<Timestamp>,
    pub created_by: AccountId,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
    pub organization_name: String,
    /// Whom it is for: the participant, or the supporter.
    pub name: String,
}

kit::from_row!(Invitation {
    organization,
    id,
    participant,
    supporter,
    program,
    wishes,
    share_until,
    created_by,
    expires_at,
    used_at,
    withdrawn_at,
    organization_name,
    name,
});

impl Invitation {
    /// The invitation, unless it does nothing any more.
    ///
    /// # Errors
    /// Why it does nothing.
    pub fn live(self, now: Timestamp) -> Result<Self, Dead> {
        match &self {
            one if one.used_at.is_some() => Err(Dead::Used),
            one if one.withdrawn_at.is_some() => Err(Dead::Withdrawn),
            one if one.expires_at <= now => Err(Dead::Expired),
            _ => Ok(self),
        }
    }

    /// What is shown of the name, so that the person knows it is theirs and whoever finds the paper learns nothing.
    pub fn initial(&self) -> String {
        self.name.chars().next().map(|letter| format!("{}.", letter.to_uppercase())).unwrap_or_default()
    }
}

/// A name to sign in with: an e-mail address, or for those who have none a word of 3 to 40 letters, digits, dots and
/// dashes.
pub fn sign_in_name(typed: &str) -> Option<&str> {
    let typed = typed.trim();
    if typed.contains('@') {
        return kit::text::email(typed);
    }
    let fits = (3..=40).contains(&typed.chars().count());
    (fits && typed.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))).then_some(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_stored_and_read_back() {
        let wishes = [Wish::new(Shared::Schedule, ""), Wish::new(Shared::PlanSection, "early_signs")];
        assert_eq!(Wish::read(&Wish::stored(&wishes)), wishes);
        assert_eq!(Wish::read(&serde_json::json!([["everything", ""], ["goal"], 7])), []);
    }

    #[test]
    fn people_without_mail_choose_a_name() {
        assert_eq!(sign_in_name(" jordan.r "), Some("jordan.r"));
        assert_eq!(sign_in_name("jordan@example.org"), Some("jordan@example.org"));
        assert_eq!(sign_in_name("jo"), None);
        assert_eq!(sign_in_name("jordan r"), None);
        assert_eq!(sign_in_name("jordan@"), None);
    }
}
