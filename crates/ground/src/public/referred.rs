//! Somebody who asks for support, or for whom somebody asks, from the public pages. The pages are of one wing and the
//! record of another: they meet through this.

use kit::{
    db::{DbError, Tx},
    messages::Words,
};

use crate::{
    access::Request,
    ids::{OrganizationId, ProgramId, RecordId},
};

/// What came in, in the words in which it was typed. Nobody is signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Referred {
    /// What to call the person.
    pub name: String,
    pub phone: String,
    pub email: String,
    /// Whether it is safe to call, and to leave a message. Not, unless they said so.
    pub may_call: bool,
    pub may_leave_message: bool,
    /// When to reach the person, and how.
    pub reach_words: String,
    /// A language tag, empty when not told.
    pub language: String,
    /// What matters now, and what would help, in the words of whoever asks.
    pub reason: String,
    /// A key of the list `referral_sources`.
    pub source: String,
    /// Who asks, when it is not the person, and how to reach them.
    pub asker: String,
    pub asker_contact: String,
    /// The person knows that somebody asks for them.
    pub is_known_to_person: bool,
    /// The number that whoever asked holds in hand.
    pub reference: String,
}

/// Takes somebody in: begins the referral to a program and its clocks, in the transaction of the public form; what staff
/// are promised stands in these words. Answers the referral, or nothing when there is no such program that is open.
pub type Refer =
    fn(&mut Tx<'_>, (OrganizationId, &Request), &Words, ProgramId, &Referred) -> Result<Option<RecordId>, DbError>;
