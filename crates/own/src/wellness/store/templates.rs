//! Forms of the organization in the database. They say nothing about anybody.

use ground::access::Scope;
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    files::{Stored, display_name},
    sql,
};

use crate::wellness::plan::TemplateId;

/// A form that the organization offers.
#[derive(Debug, Clone)]
pub struct Offered {
    pub id: TemplateId,
    pub title: String,
    pub licence: String,
    pub file_name: String,
    pub content_type: String,
    pub created_at: Timestamp,
}

kit::from_row!(Offered { id, title, licence, file_name, content_type, created_at });

/// The forms that are offered now.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Offered>, DbError> {
    tx.list(
        sql!(
            "SELECT id, title, licence, file_name, content_type, created_at FROM plan_templates
             WHERE organization_id = $1 AND removed_at IS NULL ORDER BY created_at, id LIMIT 50"
        ),
        &[&scope.organization],
    )
}

/// One form that is offered.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: TemplateId) -> Result<Option<Offered>, DbError> {
    tx.one(
        sql!(
            "SELECT id, title, licence, file_name, content_type, created_at FROM plan_templates
             WHERE organization_id = $1 AND id = $2 AND removed_at IS NULL"
        ),
        &[&scope.organization, &id],
    )
}

/// Offers a form whose file is in the store already.
///
/// # Errors
/// Those of the storage.
pub fn insert(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: TemplateId,
    (title, licence, file_name): (&str, &str, &str),
    stored: &Stored,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO plan_templates (organization_id, id, title, licence, file_name, content_type, size_bytes, sha256,
                created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            &scope.organization,
            &id,
            &title,
            &licence,
            &display_name(file_name, stored.kind),
            &stored.kind.content_type(),
            &i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            &stored.sha256.to_vec(),
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(())
}

/// Offers a form no longer; its file stays in the store for those who look back.
///
/// # Errors
/// Those of the storage.
pub fn remove(tx: &mut Tx<'_>, scope: &Scope, id: TemplateId) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE plan_templates SET removed_at = $3
             WHERE organization_id = $1 AND id = $2 AND removed_at IS NULL"
        ),
        &[&scope.organization, &id, &scope.now],
    )?;
    Ok(changed > 0)
}
