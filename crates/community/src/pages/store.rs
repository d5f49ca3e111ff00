//! Every statement about an organization's front.

use ground::{access::Scope, ids::OrganizationId};
use kit::{
    db::{DbError, Tx},
    files::FileKind,
    ids::Id,
    sql,
};

use super::face::{FaceSettings, LogoId, NewPartner, PartnerId, Said};

/// What the front says, as it stands.
#[derive(Debug, Clone, Default)]
pub struct Front {
    pub accent: String,
    pub name: String,
    pub region: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub logo: Option<LogoId>,
    pub logo_alt: String,
    pub version: i64,
}

kit::from_row!(Front { accent, name, region, address, phone, email, logo, logo_alt, version });

/// The front of an organization; empty while nobody has written anything.
///
/// # Errors
/// Those of the storage.
pub fn front(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Front, DbError> {
    let found = tx.one(
        sql!(
            "SELECT accent, name, region, address, phone, email, logo_id, logo_alt, version FROM public_faces
             WHERE organization_id = $1"
        ),
        &[&organization],
    )?;
    Ok(found.unwrap_or_default())
}

/// What it says, by language.
///
/// # Errors
/// Those of the storage.
pub fn said(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<Said>, DbError> {
    tx.list(
        sql!(
            "SELECT language, lead_words, about_words FROM public_texts WHERE organization_id = $1
             ORDER BY language LIMIT 50"
        ),
        &[&organization],
    )
}

/// The host name of its pages.
///
/// # Errors
/// Those of the storage.
pub fn host(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Option<String>, DbError> {
    let found: Option<Option<String>> =
        tx.one(sql!("SELECT public_host FROM organizations WHERE organization_id = $1"), &[&organization])?;
    Ok(found.flatten())
}

/// Somebody the organization works with, as shown.
#[derive(Debug, Clone)]
pub struct Partner {
    pub id: PartnerId,
    pub name: String,
    pub words: String,
    pub url: String,
}

kit::from_row!(Partner { id, name, words, url });

/// Partners by name.
///
/// # Errors
/// Those of the storage.
pub fn partners(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<Partner>, DbError> {
    tx.list(
        sql!(
            "SELECT id, name, words, url FROM partners WHERE organization_id = $1 AND removed_at IS NULL
             ORDER BY sort_key, id LIMIT 200"
        ),
        &[&organization],
    )
}

/// A program that takes people in, with how soon it meets them.
#[derive(Debug, Clone)]
pub struct Program {
    pub name: String,
    pub site_name: String,
}

kit::from_row!(Program { name, site_name });

/// The programs that are open, with where each is.
///
/// # Errors
/// Those of the storage.
pub fn programs(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<Program>, DbError> {
    tx.list(
        sql!(
            "SELECT k.name, s.name FROM programs k
             JOIN sites s ON s.organization_id = k.organization_id AND s.id = k.site_id
             WHERE k.organization_id = $1 AND k.closed_on IS NULL ORDER BY k.name, k.id LIMIT 200"
        ),
        &[&organization],
    )
}

/// Saves the front. Answers false when somebody changed it since `version`.
///
/// # Errors
/// Those of the storage; a host name that another organization has is [`DbError::Conflict`].
pub fn save(tx: &mut Tx<'_>, scope: &Scope, new: &FaceSettings, version: i64) -> Result<bool, DbError> {
    begin(tx, scope)?;
    let changed = tx.run(
        sql!(
            "UPDATE public_faces SET name = $3, accent = $4, region = $5, address = $6, phone = $7, email = $8,
                version = version + 1
             WHERE organization_id = $1 AND version = $2"
        ),
        &[&scope.organization, &version, &new.name, &new.accent, &new.region, &new.address, &new.phone, &new.email],
    )?;
    if changed == 0 {
        return Ok(false);
    }
    tx.run(
        sql!("UPDATE organizations SET public_host = $2, version = version + 1 WHERE organization_id = $1"),
        &[&scope.organization, &new.host],
    )?;
    Ok(true)
}

/// Makes the row of the front when there is none; as it stands before anything is written, it is version 0.
fn begin(tx: &mut Tx<'_>, scope: &Scope) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO public_faces (organization_id, name, accent, logo_type, logo_alt, region, address, phone, email,
                version)
             VALUES ($1, '', '', '', '', '', '', '', '', 0) ON CONFLICT (organization_id) DO NOTHING"
        ),
        &[&scope.organization],
    )?;
    Ok(())
}

/// Saves what the front says in one language.
///
/// # Errors
/// Those of the storage.
pub fn say(tx: &mut Tx<'_>, scope: &Scope, said: &Said) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO public_texts (organization_id, language, lead_words, about_words) VALUES ($1, $2, $3, $4)
             ON CONFLICT (organization_id, language)
             DO UPDATE SET lead_words = excluded.lead_words, about_words = excluded.about_words"
        ),
        &[&scope.organization, &said.language, &said.lead, &said.about],
    )?;
    Ok(())
}

/// Puts a logo in, or (with nothing) takes it away.
///
/// # Errors
/// Those of the storage.
pub fn set_logo(tx: &mut Tx<'_>, scope: &Scope, logo: Option<(LogoId, FileKind)>, alt: &str) -> Result<(), DbError> {
    begin(tx, scope)?;
    let (id, kind) = (logo.map(|(id, _)| id), logo.map_or("", |(_, kind)| kind.content_type()));
    tx.run(
        sql!(
            "UPDATE public_faces SET logo_id = $2, logo_type = $3, logo_alt = $4, version = version + 1
             WHERE organization_id = $1"
        ),
        &[&scope.organization, &id, &kind, &alt],
    )?;
    Ok(())
}

/// The logo's file and what kind it is.
///
/// # Errors
/// Those of the storage.
pub fn logo(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Option<(LogoId, String)>, DbError> {
    tx.one(
        sql!("SELECT logo_id, logo_type FROM public_faces WHERE organization_id = $1 AND logo_id IS NOT NULL"),
        &[&organization],
    )
}

/// Adds a partner.
///
/// # Errors
/// Those of the storage.
pub fn add_partner(tx: &mut Tx<'_>, scope: &Scope, new: &NewPartner) -> Result<PartnerId, DbError> {
    let id: PartnerId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO partners (organization_id, id, name, sort_key, words, url, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&scope.organization, &id, &new.name, &kit::text::sort_key(&new.name), &new.words, &new.url, &scope.now],
    )?;
    Ok(id)
}

/// Takes a partner off the page, or brings one back. Answers false when there is none such.
///
/// # Errors
/// Those of the storage.
pub fn keep_partner(tx: &mut Tx<'_>, scope: &Scope, id: PartnerId, is_kept: bool) -> Result<bool, DbError> {
    let removed_at = (!is_kept).then_some(scope.now);
    let changed = tx.run(
        sql!("UPDATE partners SET removed_at = $3 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id, &removed_at],
    )?;
    Ok(changed == 1)
}

/// Where the store keeps a logo.
pub fn logo_key(organization: OrganizationId, id: LogoId) -> kit::files::FileKey {
    kit::files::FileKey { organization: organization.uuid(), file: id.uuid() }
}
