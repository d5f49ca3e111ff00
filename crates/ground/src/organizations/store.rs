//! What the pages of sites and programs read and change.

use jiff::civil::Date;
use kit::{
    db::{DbError, FromRow, Row, Tx},
    sql,
};

use super::ProgramSettings;
use crate::{
    access::Scope,
    ids::{ProgramId, SiteId},
};

/// A site as listed.
#[derive(Debug, Clone)]
pub struct Site {
    pub id: SiteId,
    pub name: String,
    pub address: String,
    pub phone: String,
}

kit::from_row!(Site { id, name, address, phone });

/// A program as listed.
#[derive(Debug, Clone)]
pub struct Listed {
    pub id: ProgramId,
    pub site: SiteId,
    pub name: String,
    pub is_closed: bool,
}

kit::from_row!(Listed { id, site, name, is_closed });

/// The sites of the organization.
pub fn sites(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Site>, DbError> {
    tx.list(
        sql!("SELECT id, name, address, phone FROM sites WHERE organization_id = $1 ORDER BY name, id LIMIT 500"),
        &[&scope.organization],
    )
}

/// The programs of the organization.
pub fn programs(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Listed>, DbError> {
    tx.list(
        sql!(
            "SELECT id, site_id, name, closed_on IS NOT NULL FROM programs WHERE organization_id = $1
             ORDER BY name, id LIMIT 500"
        ),
        &[&scope.organization],
    )
}

struct Stored(ProgramSettings, i64);

impl FromRow for Stored {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        let settings = ProgramSettings {
            site: row.get()?,
            name: row.get()?,
            kind: row.get()?,
            setting: row.get()?,
            time_zone: row.get()?,
            capacity: row.get()?,
            rapid_access_days: row.get()?,
            sign_within_hours: row.get()?,
            cosign: row.get()?,
            cosign_percent: row.get()?,
            note_template: row.get()?,
            payer_rule: row.get()?,
        };
        Ok(Self(settings, row.get()?))
    }
}

/// A program's settings and their version.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: ProgramId) -> Result<Option<(ProgramSettings, i64)>, DbError> {
    let found: Option<Stored> = tx.one(
        sql!(
            "SELECT site_id, name, kind, setting, time_zone, capacity, rapid_access_days, sign_within_hours, cosign,
                cosign_percent, note_template, payer_rule, version
             FROM programs WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id],
    )?;
    Ok(found.map(|Stored(settings, version)| (settings, version)))
}

/// Saves a program's settings; false when they were changed elsewhere meanwhile.
pub fn update(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ProgramId,
    new: &ProgramSettings,
    version: i64,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE programs SET site_id = $4, name = $5, kind = $6, setting = $7, time_zone = $8, capacity = $9,
                rapid_access_days = $10, sign_within_hours = $11, cosign = $12, cosign_percent = $13, note_template = $14,
                payer_rule = $15, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3"
        ),
        &[
            &scope.organization,
            &id,
            &version,
            &new.site,
            &new.name,
            &new.kind,
            &new.setting,
            &new.time_zone,
            &new.capacity,
            &new.rapid_access_days,
            &new.sign_within_hours,
            &new.cosign,
            &new.cosign_percent,
            &new.note_template,
            &new.payer_rule,
        ],
    )?;
    Ok(changed == 1)
}

/// Closes a program on a day, or opens it again; false when there is none such.
pub fn set_closed_on(tx: &mut Tx<'_>, scope: &Scope, id: ProgramId, day: Option<Date>) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!("UPDATE programs SET closed_on = $3, version = version + 1 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id, &day],
    )?;
    Ok(changed == 1)
}
