//! Lines on a participant's first page that other rooms put there: how much of something waits for them. A room submits
//! its line; the page knows none of the rooms.

use kit::db::{DbError, Tx};

#[doc(hidden)]
pub use kit::db::inventory;

use crate::{access::Scope, ids::ParticipantId};

/// A line that is shown while something waits.
pub struct HomeLine {
    /// Message key; its value `count` says how much waits.
    pub message: &'static str,
    pub href: &'static str,
    pub icon: &'static str,
    /// How much waits for the person; one statement with a limit.
    pub count: fn(&mut Tx<'_>, &Scope, ParticipantId) -> Result<i64, DbError>,
}

inventory::collect!(HomeLine);

/// A line with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub message: &'static str,
    pub href: &'static str,
    pub icon: &'static str,
    pub count: i64,
}

/// The lines behind which something waits, ordered by address.
///
/// # Errors
/// Those of the storage.
pub fn waiting(tx: &mut Tx<'_>, scope: &Scope, me: ParticipantId) -> Result<Vec<Waiting>, DbError> {
    let mut lines: Vec<&HomeLine> = inventory::iter::<HomeLine>.into_iter().collect();
    lines.sort_by_key(|line| line.href);
    let mut waiting = Vec::new();
    for line in lines {
        let count = (line.count)(tx, scope, me)?;
        if count > 0 {
            waiting.push(Waiting { message: line.message, href: line.href, icon: line.icon, count });
        }
    }
    Ok(waiting)
}
