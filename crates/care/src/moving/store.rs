//! Imports, their rows and the saved mappings in the database.

use ground::{
    access::Scope,
    ids::{AccountId, OrganizationId, ProgramId},
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tx},
    sql,
    tabular::Mapping,
};
use serde_json::{Value, json};

use super::{
    report::Report,
    target::{ImportId, KeptFileId, MappingId, Target},
};

kit::word_enum! {
    /// Where an import stands.
    pub enum Status {
        /// The file is here; nobody has looked at its rows.
        New = "new",
        Looking = "looking",
        LookedAt = "looked_at",
        Running = "running",
        Undoing = "undoing",
        Done = "done",
        /// It was stopped, and every row that had come in was taken out again.
        Failed = "failed",
        Undone = "undone",
    }
}

impl Status {
    /// The program works on it now.
    pub const fn is_at_work(self) -> bool {
        matches!(self, Self::Looking | Self::Running | Self::Undoing)
    }
}

/// How long whoever works on an import may be silent before it counts as stopped.
pub const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// A file that came in, or is about to.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: ImportId,
    pub target: Target,
    pub program: Option<ProgramId>,
    pub file_name: String,
    pub file: Option<KeptFileId>,
    pub problems: Option<KeptFileId>,
    mapping: Value,
    report: Value,
    pub status: Status,
    pub rows_total: i64,
    pub rows_done: i64,
    pub words: String,
    pub created_at: Timestamp,
    pub created_by: Option<AccountId>,
    pub created_by_name: Option<String>,
    pub finished_at: Option<Timestamp>,
    pub undone_at: Option<Timestamp>,
}

kit::from_row!(Import {
    id,
    target,
    program,
    file_name,
    file,
    problems,
    mapping,
    report,
    status,
    rows_total,
    rows_done,
    words,
    created_at,
    created_by,
    created_by_name,
    finished_at,
    undone_at,
});

impl Import {
    /// The mapping as it was last saved with the import.
    pub fn mapping(&self) -> Mapping {
        serde_json::from_value(self.mapping.clone()).unwrap_or_default()
    }

    pub fn report(&self) -> Report {
        serde_json::from_value(self.report.clone()).unwrap_or_default()
    }
}

macro_rules! columns {
    () => {
        "SELECT i.id, i.target, i.program_id, i.file_name, i.file_id, i.problems_id, i.mapping, i.report, i.status,
            i.rows_total, i.rows_done, i.words, i.created_at, i.created_by, a.name, i.finished_at, i.undone_at
         FROM imports i LEFT JOIN accounts a ON a.organization_id = i.organization_id AND a.id = i.created_by "
    };
}

/// The import of this id.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, organization: OrganizationId, id: ImportId) -> Result<Option<Import>, DbError> {
    tx.one(sql!(columns!(), "WHERE i.organization_id = $1 AND i.id = $2"), &[&organization, &id])
}

/// Imports, the newest first, behind `after` when it is given.
///
/// # Errors
/// Those of the storage.
pub fn list(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    after: Option<(Timestamp, ImportId)>,
    limit: i64,
) -> Result<Vec<Import>, DbError> {
    let (at, id) = after.unzip();
    tx.list(
        sql!(
            columns!(),
            "WHERE i.organization_id = $1 AND ((i.created_at, i.id) < ($2, $3) OR $2 IS NULL)
             ORDER BY i.created_at DESC, i.id DESC LIMIT $4"
        ),
        &[&organization, &at, &id, &limit],
    )
}

/// A new import.
pub struct NewImport {
    pub id: ImportId,
    pub target: Target,
    pub file_name: String,
    pub file: Option<KeptFileId>,
    pub mapping: Mapping,
    pub report: Report,
}

/// Writes a new import down.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, new: &NewImport) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO imports (organization_id, id, target, file_name, file_id, mapping, report, status, rows_total,
                rows_done, words, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'new', 0, 0, '', $8, $9)"
        ),
        &[
            &scope.organization,
            &new.id,
            &new.target,
            &new.file_name,
            &new.file,
            &json!(new.mapping),
            &json!(new.report),
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(())
}

/// Keeps another mapping with an import that has not run. False: it runs or ran.
///
/// # Errors
/// Those of the storage.
pub fn set_mapping(tx: &mut Tx<'_>, scope: &Scope, id: ImportId, mapping: &Mapping) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE imports SET mapping = $3, status = 'new'
             WHERE organization_id = $1 AND id = $2 AND status IN ('new', 'looked_at', 'failed', 'undone')"
        ),
        &[&scope.organization, &id, &json!(mapping)],
    )?;
    Ok(changed > 0)
}

/// Takes an import to work on, when its status is one of those that `to` follows and nothing else is at work in the
/// organization. False: it can't be taken now.
///
/// # Errors
/// Those of the storage.
pub fn take(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    id: ImportId,
    to: Status,
    now: Timestamp,
) -> Result<bool, DbError> {
    let until = now.saturating_add(LEASE).unwrap_or(now);
    let changed = tx.run(
        sql!(
            "UPDATE imports SET status = $3, rows_done = 0, leased_until = $5, words = ''
             WHERE organization_id = $1 AND id = $2
               AND (($3 = 'looking' AND status IN ('new', 'looked_at', 'failed', 'undone'))
                 OR ($3 = 'running' AND status = 'looked_at') OR ($3 = 'undoing' AND status = 'done'))
               AND NOT EXISTS (SELECT 1 FROM imports o WHERE o.organization_id = $1 AND o.id <> $2
                 AND o.status IN ('running', 'undoing') AND o.leased_until > $4 AND $3 <> 'looking')"
        ),
        &[&organization, &id, &to, &now, &until],
    )?;
    Ok(changed > 0)
}

/// Takes over an import whose worker has been silent too long. False: somebody else did.
///
/// # Errors
/// Those of the storage.
pub fn take_over(tx: &mut Tx<'_>, organization: OrganizationId, id: ImportId, now: Timestamp) -> Result<bool, DbError> {
    let until = now.saturating_add(LEASE).unwrap_or(now);
    let changed = tx.run(
        sql!(
            "UPDATE imports SET leased_until = $4 WHERE organization_id = $1 AND id = $2 AND leased_until <= $3
               AND status IN ('looking', 'running', 'undoing')"
        ),
        &[&organization, &id, &now, &until],
    )?;
    Ok(changed > 0)
}

/// Imports of all organizations whose worker has been silent too long.
///
/// # Errors
/// Those of the storage.
pub fn abandoned(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<(OrganizationId, ImportId, Status, Target)>, DbError> {
    tx.list(
        sql!(
            "SELECT organization_id, id, status, target FROM imports
             WHERE status IN ('looking', 'running', 'undoing') AND leased_until <= $1 ORDER BY leased_until LIMIT 100"
        ),
        &[&now],
    )
}

/// Writes progress down and goes on answering for the import until the lease ends. False: it was taken away.
///
/// # Errors
/// Those of the storage.
pub fn keep_at(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    id: ImportId,
    status: Status,
    done: i64,
    now: Timestamp,
) -> Result<bool, DbError> {
    let until = now.saturating_add(LEASE).unwrap_or(now);
    let changed = tx.run(
        sql!(
            "UPDATE imports SET rows_done = $4, leased_until = $6
             WHERE organization_id = $1 AND id = $2 AND status = $3 AND leased_until > $5"
        ),
        &[&organization, &id, &status, &done, &now, &until],
    )?;
    Ok(changed > 0)
}

/// Ends the work on an import.
///
/// # Errors
/// Those of the storage.
pub fn finish(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    id: ImportId,
    to: Status,
    words: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE imports SET status = $3, words = $4, leased_until = NULL,
                finished_at = CASE WHEN $3 = 'done' THEN $5 ELSE finished_at END,
                undone_at = CASE WHEN $3 IN ('undone', 'failed') THEN $5 ELSE undone_at END
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&organization, &id, &to, &words, &now],
    )?;
    Ok(())
}

/// Keeps what a look found.
///
/// # Errors
/// Those of the storage.
pub fn set_report(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    id: ImportId,
    report: &Report,
    problems: Option<KeptFileId>,
) -> Result<(), DbError> {
    let rows = i64::try_from(report.rows).unwrap_or(i64::MAX);
    tx.run(
        sql!(
            "UPDATE imports SET report = $3, rows_total = $4, problems_id = COALESCE($5, problems_id)
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&organization, &id, &json!(report), &rows, &problems],
    )?;
    Ok(())
}

/// Files of an import that nobody needs any more.
#[derive(Debug, Clone)]
pub struct Leftover {
    pub organization: OrganizationId,
    pub import: ImportId,
    pub file: Option<KeptFileId>,
    pub problems: Option<KeptFileId>,
}

kit::from_row!(Leftover { organization, import, file, problems });

/// Imports of all organizations that still have files although nothing has happened to them since `before`.
///
/// # Errors
/// Those of the storage.
pub fn leftovers(tx: &mut Tx<'_>, before: Timestamp) -> Result<Vec<Leftover>, DbError> {
    tx.list(
        sql!(
            "SELECT organization_id, id, file_id, problems_id FROM imports
             WHERE (file_id IS NOT NULL OR problems_id IS NOT NULL) AND status NOT IN ('looking', 'running', 'undoing')
               AND created_at < $1 AND (finished_at IS NULL OR finished_at < $1)
               AND (undone_at IS NULL OR undone_at < $1)
             ORDER BY created_at, id LIMIT 100"
        ),
        &[&before],
    )
}

/// Writes down that an import's files are gone.
///
/// # Errors
/// Those of the storage.
pub fn forget_files(tx: &mut Tx<'_>, organization: OrganizationId, id: ImportId) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE imports SET file_id = NULL, problems_id = NULL WHERE organization_id = $1 AND id = $2"),
        &[&organization, &id],
    )?;
    Ok(())
}

/// Which record a row became.
pub struct Trace<'a> {
    pub import: ImportId,
    pub line: u64,
    pub kind: &'static str,
    pub record: uuid::Uuid,
    pub key: &'a str,
    pub parts: i64,
    pub is_new: bool,
}

/// Writes down which record a row became.
///
/// # Errors
/// Those of the storage.
pub fn trace(tx: &mut Tx<'_>, organization: OrganizationId, trace: &Trace<'_>) -> Result<(), DbError> {
    let line = i64::try_from(trace.line).unwrap_or(i64::MAX);
    tx.run(
        sql!(
            "INSERT INTO import_rows (organization_id, import_id, line, record_kind, record_id, outside_key, parts, is_new)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &organization,
            &trace.import,
            &line,
            &trace.kind,
            &trace.record,
            &trace.key,
            &trace.parts,
            &trace.is_new,
        ],
    )?;
    Ok(())
}

/// Keeps a mapping under its name; the same name and target again replaces it.
///
/// # Errors
/// Those of the storage.
pub fn save_mapping(tx: &mut Tx<'_>, scope: &Scope, mapping: &Mapping) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO import_mappings (organization_id, id, name, target, mapping, saved_at, saved_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (organization_id, target, name)
             DO UPDATE SET mapping = excluded.mapping, saved_at = excluded.saved_at, saved_by = excluded.saved_by"
        ),
        &[
            &scope.organization,
            &scope.at.id::<MappingId>(),
            &mapping.name,
            &mapping.target,
            &json!(mapping),
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(())
}

/// The saved mappings for a target, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn mappings(tx: &mut Tx<'_>, organization: OrganizationId, target: Target) -> Result<Vec<Mapping>, DbError> {
    let found: Vec<Value> = tx.list(
        sql!(
            "SELECT mapping FROM import_mappings WHERE organization_id = $1 AND target = $2
             ORDER BY saved_at DESC, id DESC LIMIT 100"
        ),
        &[&organization, &target],
    )?;
    Ok(found.into_iter().filter_map(|value| serde_json::from_value(value).ok()).collect())
}
