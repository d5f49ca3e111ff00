//! Pages for everybody: whose they are when nobody is signed in.
//!
//! A visitor sees the pages of one organization: their own when they are signed in, else the one that the host name
//! belongs to, else the only one that there is. With several and no name, no public page stands.

use jiff::{Timestamp, tz::TimeZone};
use kit::{
    clock::Moment,
    db::{DbError, Tenant, Tx},
    faults::Fault,
    ids::Id,
    sql,
};

use crate::{App, Visit, ids::OrganizationId};

/// Whose public pages a visitor sees. It proves nothing about the visitor: only what is published may be read with it.
#[derive(Debug, Clone)]
pub struct Site {
    pub organization: OrganizationId,
    pub name: String,
    pub zone: TimeZone,
    pub at: Moment,
    pub now: Timestamp,
}

impl Site {
    /// Whose rows a transaction for this site touches.
    pub fn tenant(&self) -> Tenant {
        Tenant::Organization(self.organization.uuid())
    }
}

struct Found {
    organization_id: OrganizationId,
    name: String,
    time_zone: String,
}

kit::from_row!(Found { organization_id, name, time_zone });

/// The site that a visitor is on.
///
/// # Errors
/// [`Fault::NotFound`] when no organization's pages stand at this address; those of the storage.
pub async fn site(app: &App, visit: &Visit) -> Result<Site, Fault> {
    let (own, host) = (visit.actor.as_ref().map(|actor| actor.organization), visit.host.clone());
    let found = app.db.read(Tenant::System, move |tx| find(tx, own, &host)).await?;
    let found = found.ok_or(Fault::NotFound)?;
    let at = visit.request.at.clone();
    Ok(Site {
        organization: found.organization_id,
        name: found.name,
        zone: TimeZone::get(&found.time_zone).unwrap_or(TimeZone::UTC),
        now: at.now,
        at,
    })
}

/// Two rows at most: whether there is a second decides.
fn find(tx: &mut Tx<'_>, own: Option<OrganizationId>, host: &str) -> Result<Option<Found>, DbError> {
    let mut found: Vec<Found> = tx.list(
        sql!(
            "SELECT organization_id, name, time_zone FROM organizations
             WHERE organization_id = $1 OR ($1 IS NULL AND (public_host = $2
                OR NOT EXISTS (SELECT 1 FROM organizations o WHERE o.public_host = $2)))
             ORDER BY organization_id LIMIT 2"
        ),
        &[&own, &host],
    )?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}
