//! Every statement about help lines.

use std::collections::BTreeMap;

use ground::{
    access::Scope,
    ids::{AccountId, OrganizationId},
};
use jiff::civil::Date;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::line::{LineId, NewLine};

/// One of the organization's own lines.
#[derive(Debug, Clone)]
pub struct OwnLine {
    pub id: LineId,
    pub label: String,
    pub words: String,
    pub call: String,
    pub text: String,
    pub text_word: String,
    pub url: String,
    pub checked_on: Date,
    pub version: i64,
}

kit::from_row!(OwnLine { id, label, words, call, text, text_word, url, checked_on, version });

/// The organization's own lines, in the order in which they were added.
///
/// # Errors
/// Those of the storage.
pub fn own(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<OwnLine>, DbError> {
    tx.list(
        sql!(
            "SELECT id, label, words, call_number, text_number, text_word, url, checked_on, version FROM help_lines
             WHERE organization_id = $1 AND removed_at IS NULL ORDER BY created_at, id LIMIT 100"
        ),
        &[&organization],
    )
}

/// One of them.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: LineId) -> Result<Option<OwnLine>, DbError> {
    tx.one(
        sql!(
            "SELECT id, label, words, call_number, text_number, text_word, url, checked_on, version FROM help_lines
             WHERE organization_id = $1 AND id = $2 AND removed_at IS NULL"
        ),
        &[&scope.organization, &id],
    )
}

/// What an organization says of a line that comes along.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    pub is_left_out: bool,
    pub checked_on: Option<Date>,
}

/// The marks, by the line's name in the rules.
///
/// # Errors
/// Those of the storage.
pub fn marks(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<BTreeMap<String, Mark>, DbError> {
    let all: Vec<(String, bool, Option<Date>)> = tx.list(
        sql!(
            "SELECT line, is_left_out, checked_on FROM help_line_marks WHERE organization_id = $1 ORDER BY line LIMIT 500"
        ),
        &[&organization],
    )?;
    Ok(all.into_iter().map(|(line, is_left_out, checked_on)| (line, Mark { is_left_out, checked_on })).collect())
}

/// Where the organization's help lines should work.
///
/// # Errors
/// Those of the storage.
pub fn region(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<String, DbError> {
    let found = tx.one(sql!("SELECT region FROM public_faces WHERE organization_id = $1"), &[&organization])?;
    Ok(found.unwrap_or_default())
}

/// Adds a line that somebody tried on a day.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, new: &NewLine, checked_on: Date) -> Result<LineId, DbError> {
    let id: LineId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO help_lines (organization_id, id, label, words, call_number, text_number, text_word, url,
                checked_on, checked_by, created_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &new.label,
            &new.words,
            &new.call,
            &new.text,
            &new.text_word,
            &new.url,
            &checked_on,
            &scope.account,
            &scope.now,
        ],
    )?;
    Ok(id)
}

/// Changes a line. Answers false when somebody changed it since `version`.
///
/// # Errors
/// Those of the storage.
pub fn update(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: LineId,
    new: &NewLine,
    checked_on: Date,
    version: i64,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE help_lines SET label = $4, words = $5, call_number = $6, text_number = $7, text_word = $8, url = $9,
                checked_on = $10, checked_by = $11, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND removed_at IS NULL"
        ),
        &[
            &scope.organization,
            &id,
            &version,
            &new.label,
            &new.words,
            &new.call,
            &new.text,
            &new.text_word,
            &new.url,
            &checked_on,
            &scope.account,
        ],
    )?;
    Ok(changed == 1)
}

/// Writes down that somebody tried the line on a day. Answers false when there is none such.
///
/// # Errors
/// Those of the storage.
pub fn check(tx: &mut Tx<'_>, scope: &Scope, id: LineId, on: Date) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE help_lines SET checked_on = $3, checked_by = $4, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND removed_at IS NULL"
        ),
        &[&scope.organization, &id, &on, &scope.account],
    )?;
    Ok(changed == 1)
}

/// Takes a line off the page, or brings it back. Answers the day on which it was last tried, or nothing when there is
/// none such.
///
/// # Errors
/// Those of the storage.
pub fn keep(tx: &mut Tx<'_>, scope: &Scope, id: LineId, is_kept: bool) -> Result<Option<Date>, DbError> {
    let removed_at = (!is_kept).then_some(scope.now);
    tx.one(
        sql!(
            "UPDATE help_lines SET removed_at = $3, version = version + 1 WHERE organization_id = $1 AND id = $2
             RETURNING checked_on"
        ),
        &[&scope.organization, &id, &removed_at],
    )
}

/// Writes down that somebody tried a line that comes along.
///
/// # Errors
/// Those of the storage.
pub fn check_known(tx: &mut Tx<'_>, scope: &Scope, line: &str, on: Date) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO help_line_marks (organization_id, line, is_left_out, checked_on, checked_by)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (organization_id, line)
             DO UPDATE SET checked_on = excluded.checked_on, checked_by = excluded.checked_by"
        ),
        &[&scope.organization, &line, &false, &on, &scope.account],
    )?;
    Ok(())
}

/// Leaves a line that comes along out of the page, or shows it again.
///
/// # Errors
/// Those of the storage.
pub fn leave_out(tx: &mut Tx<'_>, scope: &Scope, line: &str, is_left_out: bool) -> Result<(), DbError> {
    let nobody: Option<AccountId> = None;
    tx.run(
        sql!(
            "INSERT INTO help_line_marks (organization_id, line, is_left_out, checked_by) VALUES ($1, $2, $3, $4)
             ON CONFLICT (organization_id, line) DO UPDATE SET is_left_out = excluded.is_left_out"
        ),
        &[&scope.organization, &line, &is_left_out, &nobody],
    )?;
    Ok(())
}
