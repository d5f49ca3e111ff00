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

use crate::{
    App, Visit,
    ids::{OrganizationId, RecordId},
};

pub use self::referred::{Refer, Referred};

mod referred;

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

/// How the pages of a site look: what the frame shows of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    pub name: String,
    /// The address of the style sheet with the organization's colour, when it has one.
    pub look: Option<String>,
    /// The address of the logo, and what it shows in words.
    pub logo: Option<(String, String)>,
}

struct Found {
    organization_id: OrganizationId,
    name: String,
    time_zone: String,
    public_name: Option<String>,
    accent: Option<String>,
    logo: Option<RecordId>,
    logo_alt: Option<String>,
    version: Option<i64>,
}

kit::from_row!(Found { organization_id, name, time_zone, public_name, accent, logo, logo_alt, version });

impl Found {
    fn face(&self) -> Face {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        // Addresses that change with what they show may be kept by a browser for ever.
        let version = self.version.unwrap_or_default();
        Face {
            name: given(&self.public_name).unwrap_or_else(|| self.name.clone()),
            look: given(&self.accent).map(|_| format!("/look.css?of={}.{version}", self.organization_id)),
            logo: self.logo.map(|id| (format!("/logo?of={id}"), self.logo_alt.clone().unwrap_or_default())),
        }
    }
}

/// The site that a visitor is on. From then on the frame of their page shows its name, its look and the way to its other
/// public pages.
///
/// # Errors
/// [`Fault::NotFound`] when no organization's pages stand at this address; those of the storage.
pub async fn site(app: &App, visit: &Visit) -> Result<Site, Fault> {
    let (own, host) = (visit.actor.as_ref().map(|actor| actor.organization), visit.host.clone());
    let found = app.db.read(Tenant::System, move |tx| find(tx, own, &host)).await?;
    let found = found.ok_or(Fault::NotFound)?;
    let face = found.face();
    visit.stand_on(face.clone());
    let at = visit.request.at.clone();
    Ok(Site {
        organization: found.organization_id,
        name: face.name,
        zone: TimeZone::get(&found.time_zone).unwrap_or(TimeZone::UTC),
        now: at.now,
        at,
    })
}

/// Two rows at most: whether there is a second decides. In no order, so that no engine looks at all organizations first.
fn find(tx: &mut Tx<'_>, own: Option<OrganizationId>, host: &str) -> Result<Option<Found>, DbError> {
    let mut found: Vec<Found> = tx.list(
        sql!(
            "SELECT g.organization_id, g.name, g.time_zone, f.name, f.accent, f.logo_id, f.logo_alt, f.version
             FROM organizations g LEFT JOIN public_faces f ON f.organization_id = g.organization_id
             WHERE g.organization_id = $1
             UNION ALL
             SELECT g.organization_id, g.name, g.time_zone, f.name, f.accent, f.logo_id, f.logo_alt, f.version
             FROM organizations g LEFT JOIN public_faces f ON f.organization_id = g.organization_id
             WHERE $1 IS NULL AND g.public_host = $2
             UNION ALL
             SELECT g.organization_id, g.name, g.time_zone, f.name, f.accent, f.logo_id, f.logo_alt, f.version
             FROM organizations g LEFT JOIN public_faces f ON f.organization_id = g.organization_id
             WHERE $1 IS NULL AND NOT EXISTS (SELECT 1 FROM organizations o WHERE o.public_host = $2)
             LIMIT 2"
        ),
        &[&own, &host],
    )?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}
