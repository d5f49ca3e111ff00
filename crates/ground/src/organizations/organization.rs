//! An organization, its sites and its programs, as they are made.

use kit::{
    clock::Moment,
    db::{DbError, Tx},
    sql,
};

use crate::{
    accounts::links::{self, NewLink, Purpose},
    ids::{OrganizationId, ProgramId, SiteId},
};

/// A set-up link waits until it is used; the database wants a day, so it gets a far one.
const SETUP_LASTS: std::time::Duration = std::time::Duration::from_secs(60 * 60 * 24 * 365 * 50);

kit::word_enum! {
    /// Which notes a supervisor co-signs.
    pub enum Cosign {
        All = "all",
        /// A share of them, in percent.
        Sample = "sample",
        None = "none",
    }
}

/// What can be set of a program.
#[derive(Debug, Clone, PartialEq)]
pub struct ProgramSettings {
    pub site: SiteId,
    pub name: String,
    /// A key of the list `program_types`.
    pub kind: String,
    /// A key of the list `settings`.
    pub setting: String,
    pub time_zone: String,
    /// How many people it can support at a time; 0 when nobody set a limit.
    pub capacity: i64,
    /// Days from the referral to the first meeting in person.
    pub rapid_access_days: i64,
    pub sign_within_hours: i64,
    pub cosign: Cosign,
    /// The share of notes that a sample takes.
    pub cosign_percent: i64,
    pub note_template: String,
    pub payer_rule: Option<String>,
}

impl ProgramSettings {
    /// What a new program starts with: a first meeting within five days (practice.md 4), signed within two days, every
    /// note co-signed, told as peer specialists tell.
    pub fn first(site: SiteId, name: String, kind: String, setting: String, time_zone: String) -> Self {
        Self {
            site,
            name,
            kind,
            setting,
            time_zone,
            capacity: 0,
            rapid_access_days: 5,
            sign_within_hours: 48,
            cosign: Cosign::All,
            cosign_percent: 100,
            note_template: "peer_narrative".to_owned(),
            payer_rule: None,
        }
    }
}

/// Whether nobody has set anything up on this installation.
///
/// # Errors
/// Those of the storage.
pub fn needs_setup(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    Ok(tx.one::<i64>(sql!("SELECT 1 FROM organizations LIMIT 1"), &[])?.is_none())
}

/// Makes the one-time link that creates an organization and its first director: the token to put into
/// `/setup?token=…`. Earlier set-up links that nobody used stop working, so that the newest is the only one.
///
/// # Errors
/// Those of the storage.
pub fn setup_link(tx: &mut Tx<'_>, at: &Moment) -> Result<String, DbError> {
    tx.run(
        sql!(
            "UPDATE links SET withdrawn_at = $1
             WHERE purpose = 'setup' AND organization_id IS NULL AND used_at IS NULL AND withdrawn_at IS NULL"
        ),
        &[&at.now],
    )?;
    let new = NewLink {
        purpose: Purpose::Setup,
        organization: None,
        account: None,
        email: String::new(),
        name: String::new(),
        role: None,
        program: None,
        ends_at: None,
        created_by: None,
        lasts: SETUP_LASTS,
    };
    links::make(tx, at, &new)
}

/// Makes an organization.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, at: &Moment, name: &str, time_zone: &str) -> Result<OrganizationId, DbError> {
    let id: OrganizationId = at.id();
    tx.run(
        sql!(
            "INSERT INTO organizations (organization_id, name, time_zone, is_demo, created_at, version)
             VALUES ($1, $2, $3, $4, $5, 1)"
        ),
        &[&id, &name, &time_zone, &false, &at.now],
    )?;
    Ok(id)
}

/// Adds a site.
///
/// # Errors
/// Those of the storage.
pub fn insert_site(
    tx: &mut Tx<'_>,
    at: &Moment,
    organization: OrganizationId,
    name: &str,
    address: &str,
    phone: &str,
) -> Result<SiteId, DbError> {
    let id: SiteId = at.id();
    tx.run(
        sql!("INSERT INTO sites (organization_id, id, name, address, phone, version) VALUES ($1, $2, $3, $4, $5, 1)"),
        &[&organization, &id, &name, &address, &phone],
    )?;
    Ok(id)
}

/// Adds a program.
///
/// # Errors
/// Those of the storage.
pub fn insert_program(
    tx: &mut Tx<'_>,
    at: &Moment,
    organization: OrganizationId,
    new: &ProgramSettings,
) -> Result<ProgramId, DbError> {
    let id: ProgramId = at.id();
    tx.run(
        sql!(
            "INSERT INTO programs (organization_id, id, site_id, name, kind, setting, time_zone, capacity,
                rapid_access_days, sign_within_hours, cosign, cosign_percent, note_template, payer_rule, created_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)"
        ),
        &[
            &organization,
            &id,
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
            &at.now,
        ],
    )?;
    Ok(id)
}

/// What an organization is called.
///
/// # Errors
/// Those of the storage.
pub fn name(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Option<String>, DbError> {
    tx.one(sql!("SELECT name FROM organizations WHERE organization_id = $1"), &[&organization])
}
