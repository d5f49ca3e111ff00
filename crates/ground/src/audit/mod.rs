//! Who did what to whose record, when and why: append-only, each entry chained to the one before by hash.
//!
//! What lives here: writing entries, checking the chain. What doesn't: the pages that show it (`pages.rs`, with the
//! staff's), and the person's own view of who looked (a later step).

mod looks;
mod pages;
mod store;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use self::{
    looks::{Looks, go_round},
    pages::AREA,
    store::{Broken, Chain, Linked, record, record_all, verify},
};
use crate::{
    access::Scope,
    ids::{AccountId, OrganizationId, ParticipantId, RecordId, RequestId},
};

kit::word_enum! {
    /// What was done.
    pub enum Action {
        /// Opened and read a record.
        Read = "read",
        /// Looked for people or listed them.
        Search = "search",
        Create = "create",
        Change = "change",
        Sign = "sign",
        Cosign = "cosign",
        Return = "return",
        Remove = "remove",
        Restore = "restore",
        Export = "export",
        Print = "print",
        Import = "import",
        Merge = "merge",
        Unmerge = "unmerge",
        SignIn = "sign_in",
        SignOut = "sign_out",
        Refuse = "refuse",
        Access = "access",
    }
}

/// Why, when a service of the community opens or answers what it was sent, by a link and without an account.
pub const BY_SERVICE_LINK: &str = "the service's link";

/// One thing done, before it has its place in the chain.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub organization: OrganizationId,
    pub account: Option<AccountId>,
    /// The role that the account acted in, or the part of the program that acted by itself.
    pub acting_as: String,
    pub participant: Option<ParticipantId>,
    pub action: Action,
    /// The kind of record, in one word: `contact`, `goal`, `session`.
    pub record_kind: String,
    pub record: Option<RecordId>,
    pub why: String,
    /// Which fields changed, how many rows were listed: no words of the record itself.
    pub details: Map<String, Value>,
    pub address: String,
    pub request: Option<RequestId>,
    pub at: jiff::Timestamp,
}

impl Entry {
    /// An entry for something done under a scope.
    pub fn new(scope: &Scope, action: Action, record_kind: &str) -> Self {
        Self {
            organization: scope.organization,
            account: Some(scope.account),
            acting_as: scope.acting_as.word().to_owned(),
            participant: None,
            action,
            record_kind: record_kind.to_owned(),
            record: None,
            why: String::new(),
            details: Map::new(),
            address: scope.address.clone(),
            request: Some(scope.request),
            at: scope.now,
        }
    }

    /// True for the entry that `reader` read the audit, the program's or that of their own record.
    fn is_reading_of_the_audit_by(&self, reader: AccountId) -> bool {
        self.account == Some(reader)
            && self.action == Action::Read
            && matches!(self.record_kind.as_str(), "audit" | "own_audit")
    }

    /// An entry for something that the program did by itself, or that happened before anybody was signed in.
    pub fn by_program(
        organization: OrganizationId,
        request: &crate::access::Request,
        action: Action,
        kind: &str,
    ) -> Self {
        Self {
            organization,
            account: None,
            acting_as: "program".to_owned(),
            participant: None,
            action,
            record_kind: kind.to_owned(),
            record: None,
            why: String::new(),
            details: Map::new(),
            address: request.address.clone(),
            request: Some(request.id),
            at: request.now(),
        }
    }

    pub fn of(mut self, participant: ParticipantId) -> Self {
        self.participant = Some(participant);
        self
    }

    pub fn by(mut self, account: AccountId, acting_as: &str) -> Self {
        self.account = Some(account);
        acting_as.clone_into(&mut self.acting_as);
        self
    }

    pub fn on(mut self, record: impl kit::ids::Id) -> Self {
        self.record = Some(record.uuid().into());
        self
    }

    pub fn because(mut self, why: impl Into<String>) -> Self {
        self.why = why.into();
        self
    }

    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// The bytes that the chain's hash covers, besides the hash of the entry before: a list in JSON.
    fn sealed_text(&self, sequence: i64, details: &str) -> Result<String, serde_json::Error> {
        serde_json::to_string(&(
            self.organization,
            sequence,
            self.at,
            self.account,
            &self.acting_as,
            self.participant,
            self.action,
            &self.record_kind,
            self.record,
            &self.why,
            details,
            &self.address,
            self.request,
        ))
    }
}
