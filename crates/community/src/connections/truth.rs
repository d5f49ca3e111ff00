//! What a connection that failed says about the directory: it is less sure of that service until somebody checks
//! (practice.md 9.3). A connection is counted once, by whoever says it first: the service that turns the person away, or the
//! person who did not get there.

use kit::db::{DbError, Tx};

use super::{
    connection::{Connection, Outcome, Status},
    store::Hand,
};
use crate::directory::{self, Keeper, ServiceId};

/// The service turned the person away, or it came to nothing on the way.
fn is_refused(status: Status) -> bool {
    matches!(status, Status::Rejected | Status::Failed)
}

/// The person was sent there for nothing. Waiting is no failure, nor is the person's own no.
fn is_failed(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::NotEligible | Outcome::CouldNotReach | Outcome::ServiceClosed)
}

/// Tells the directory of a status that means failure.
///
/// # Errors
/// Those of the storage.
pub fn after_status(tx: &mut Tx<'_>, by: Hand<'_>, of: &Connection, to: Status) -> Result<(), DbError> {
    tell(tx, by, of, is_refused(to))
}

/// Tells the directory of an outcome that means failure.
///
/// # Errors
/// Those of the storage.
pub fn after_outcome(tx: &mut Tx<'_>, by: Hand<'_>, of: &Connection, new: Outcome) -> Result<(), DbError> {
    tell(tx, by, of, is_failed(new))
}

fn tell(tx: &mut Tx<'_>, by: Hand<'_>, of: &Connection, is_failure: bool) -> Result<(), DbError> {
    let is_told = is_refused(of.status) || of.outcome.is_some_and(is_failed);
    // A service that is not in the directory has its name for a key.
    match of.service_key.parse::<ServiceId>() {
        Ok(service) if is_failure && !is_told => {
            let keeper = Keeper { organization: by.organization, now: by.at.now };
            directory::connection_failed(tx, keeper, service)
        }
        _ => Ok(()),
    }
}
