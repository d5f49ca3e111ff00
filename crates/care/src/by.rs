//! In whose name something is written down. Almost always somebody is signed in; what comes from the public pages nobody
//! here has written.

use ground::{
    access::Scope,
    ids::{AccountId, OrganizationId},
};
use jiff::Timestamp;
use kit::clock::Moment;

/// Whose rows, by which account (none: nobody here), and when.
#[derive(Debug, Clone)]
pub struct By {
    pub organization: OrganizationId,
    pub account: Option<AccountId>,
    pub at: Moment,
}

impl By {
    pub const fn now(&self) -> Timestamp {
        self.at.now
    }
}

impl From<&Scope> for By {
    fn from(scope: &Scope) -> Self {
        Self { organization: scope.organization, account: Some(scope.account), at: scope.at.clone() }
    }
}
