//! Imports in the database: where each stands, its files, and what its columns are.

use ground::{access::Scope, ids::OrganizationId};
use hsds::Problem;
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    mapping::{Plain, Saved},
    rows::Counts,
};

kit::id_types! {
    /// A list that was read.
    DirectoryImportId,
    /// A file of a list in the store.
    ListFileId,
}

kit::word_enum! {
    /// Where an import stands.
    pub enum Stage {
        /// The file is here; nobody has looked at it.
        New = "new",
        Looking = "looking",
        LookedAt = "looked_at",
        Running = "running",
        Done = "done",
        Undoing = "undoing",
        Undone = "undone",
        /// It was stopped while it came in. It can be brought in again from its start.
        Failed = "failed",
    }
}

impl Stage {
    const fn is_work(self) -> bool {
        matches!(self, Self::Looking | Self::Running | Self::Undoing)
    }

    /// Where an import is again whose work was stopped.
    pub const fn before(self) -> Self {
        match self {
            Self::Looking => Self::New,
            Self::Running => Self::Failed,
            Self::Undoing => Self::Done,
            other => other,
        }
    }
}

/// How long whoever works on an import may be silent before it counts as stopped.
pub const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// A file as it came.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListFile {
    pub id: ListFileId,
    pub name: String,
}

/// A list that was read.
#[derive(Debug, Clone)]
pub struct Import {
    pub id: DirectoryImportId,
    pub source: String,
    pub file_name: String,
    stage: Stage,
    leased_until: Option<Timestamp>,
    files: Value,
    plain: Option<Value>,
    counts: Value,
    problems: Value,
    pub rows_total: i64,
    pub rows_done: i64,
    pub words: String,
    pub created_at: Timestamp,
}

kit::from_row!(Import {
    id,
    source,
    file_name,
    stage,
    leased_until,
    files,
    plain,
    counts,
    problems,
    rows_total,
    rows_done,
    words,
    created_at
});

impl Import {
    pub fn counts(&self) -> Counts {
        serde_json::from_value(self.counts.clone()).unwrap_or_default()
    }

    pub fn problems(&self) -> Vec<Problem> {
        serde_json::from_value(self.problems.clone()).unwrap_or_default()
    }

    pub fn files(&self) -> Vec<ListFile> {
        serde_json::from_value(self.files.clone()).unwrap_or_default()
    }

    /// Of a plain list: its columns and what they are.
    pub fn plain(&self) -> Option<Plain> {
        serde_json::from_value(self.plain.clone()?).ok()
    }

    /// The program works on it at this moment.
    pub fn is_at_work(&self, now: Timestamp) -> bool {
        self.stage.is_work() && self.leased_until.is_some_and(|until| until > now)
    }

    /// Somebody worked on it and has been silent too long.
    pub fn is_stopped(&self, now: Timestamp) -> bool {
        self.stage.is_work() && !self.is_at_work(now)
    }

    /// Where it stands: work that was stopped has not begun.
    pub fn stage(&self, now: Timestamp) -> Stage {
        if self.is_stopped(now) { self.stage.before() } else { self.stage }
    }
}

macro_rules! columns {
    () => {
        "SELECT id, source, file_name, stage, leased_until, files, plain, counts, problems, rows_total, rows_done, words,
            created_at FROM directory_imports "
    };
}

/// The import, if it is the organization's.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, organization: OrganizationId, id: DirectoryImportId) -> Result<Option<Import>, DbError> {
    tx.one(sql!(columns!(), "WHERE organization_id = $1 AND id = $2"), &[&organization, &id])
}

/// The newest imports.
///
/// # Errors
/// Those of the storage.
pub fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Import>, DbError> {
    tx.list(
        sql!(columns!(), "WHERE organization_id = $1 AND created_at <= $2 ORDER BY created_at DESC, id DESC LIMIT 20"),
        &[&scope.organization, &scope.now],
    )
}

/// A list that came.
#[derive(Debug, Clone, Default)]
pub struct New {
    pub source: String,
    pub file_name: String,
    pub files: Vec<ListFile>,
    pub plain: Option<Plain>,
}

/// Writes down that a list came. Nobody has looked at it.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, new: &New) -> Result<DirectoryImportId, DbError> {
    let id: DirectoryImportId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO directory_imports (organization_id, id, source, file_name, stage, files, file_count, plain, counts,
                problems, rows_total, rows_done, words, created_at, created_by)
             VALUES ($1, $2, $3, $4, 'new', $5, $6, $7, $8, $9, 0, 0, '', $10, $11)"
        ),
        &[
            &scope.organization,
            &id,
            &new.source,
            &new.file_name,
            &json!(new.files),
            &i64::try_from(new.files.len()).unwrap_or(i64::MAX),
            &new.plain.as_ref().map(|plain| json!(plain)),
            &json!(Counts::default()),
            &json!([]),
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(id)
}

/// Keeps what the columns are of a list that is not in. False: it is at work or in already.
///
/// # Errors
/// Those of the storage.
pub fn set_plain(tx: &mut Tx<'_>, scope: &Scope, id: DirectoryImportId, plain: &Plain) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE directory_imports SET plain = $3
             WHERE organization_id = $1 AND id = $2 AND stage IN ('new', 'looking', 'looked_at')
               AND (leased_until IS NULL OR leased_until <= $4)"
        ),
        &[&scope.organization, &id, &json!(plain), &scope.now],
    )?;
    Ok(changed > 0)
}

/// Takes an import to work on, when that may follow where it stands and nobody else is at work on a list of the
/// organization. False: it can't be taken now.
///
/// # Errors
/// Those of the storage.
pub fn take(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    id: DirectoryImportId,
    to: Stage,
    now: Timestamp,
) -> Result<bool, DbError> {
    let until = now.saturating_add(LEASE).unwrap_or(now);
    let changed = tx.run(
        sql!(
            "UPDATE directory_imports SET stage = $3, rows_done = 0, leased_until = $5, words = ''
             WHERE organization_id = $1 AND id = $2
               AND (($3 = 'looking' AND stage IN ('new', 'looking', 'looked_at'))
                 OR ($3 = 'running' AND stage IN ('looked_at', 'failed', 'running'))
                 OR ($3 = 'undoing' AND stage IN ('done', 'undoing')))
               AND NOT EXISTS (SELECT 1 FROM directory_imports o WHERE o.organization_id = $1 AND o.leased_until > $4)"
        ),
        &[&on, &id, &to, &now, &until],
    )?;
    Ok(changed > 0)
}

/// How far the work is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Far {
    pub done: i64,
    pub total: i64,
}

/// Writes down how far the work is, and goes on answering for it. False: somebody else took it over.
///
/// # Errors
/// Those of the storage.
pub fn keep_at(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    (id, stage): (DirectoryImportId, Stage),
    far: Far,
    now: Timestamp,
) -> Result<bool, DbError> {
    let until = now.saturating_add(LEASE).unwrap_or(now);
    let changed = tx.run(
        sql!(
            "UPDATE directory_imports SET rows_done = $4, rows_total = $5, leased_until = $7
             WHERE organization_id = $1 AND id = $2 AND stage = $3 AND leased_until > $6"
        ),
        &[&on, &id, &stage, &far.done, &far.total, &now, &until],
    )?;
    Ok(changed > 0)
}

/// Ends the work on an import.
///
/// # Errors
/// Those of the storage.
pub fn finish(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    (id, to): (DirectoryImportId, Stage),
    words: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE directory_imports SET stage = $3, words = $4, leased_until = NULL,
                applied_at = CASE WHEN $3 = 'done' AND $4 = '' THEN $5 ELSE applied_at END,
                undone_at = CASE WHEN $3 = 'undone' THEN $5 ELSE undone_at END
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&on, &id, &to, &words, &now],
    )?;
    Ok(())
}

/// Problems that are kept for the page; all are counted.
const MOST_PROBLEMS: usize = 500;

/// Keeps what a look found.
///
/// # Errors
/// Those of the storage.
pub fn set_report(
    tx: &mut Tx<'_>,
    on: OrganizationId,
    id: DirectoryImportId,
    counts: &Counts,
    problems: &[Problem],
) -> Result<(), DbError> {
    let shown: Vec<&Problem> = problems.iter().take(MOST_PROBLEMS).collect();
    tx.run(
        sql!("UPDATE directory_imports SET counts = $3, problems = $4 WHERE organization_id = $1 AND id = $2"),
        &[&on, &id, &json!(counts), &json!(shown)],
    )?;
    Ok(())
}

/// Keeps a match of columns under its name; the same name again replaces it.
///
/// # Errors
/// Those of the storage.
pub fn save_mapping(tx: &mut Tx<'_>, scope: &Scope, saved: &Saved) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO directory_mappings (organization_id, name, fields, saved_at, saved_by) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (organization_id, name) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at,
                saved_by = excluded.saved_by"
        ),
        &[&scope.organization, &saved.name, &json!(saved.fields), &scope.now, &scope.account],
    )?;
    Ok(())
}

/// The saved matches, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn mappings(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Saved>, DbError> {
    let found: Vec<(String, Value)> = tx.list(
        sql!(
            "SELECT name, fields FROM directory_mappings WHERE organization_id = $1 AND saved_at <= $2
             ORDER BY saved_at DESC, name DESC LIMIT 100"
        ),
        &[&scope.organization, &scope.now],
    )?;
    let saved = |(name, fields)| Saved { name, fields: serde_json::from_value(fields).unwrap_or_default() };
    Ok(found.into_iter().map(saved).collect())
}

/// Imports of all organizations that still have files although nobody has touched them since `before`.
///
/// # Errors
/// Those of the storage.
pub fn leftovers(
    tx: &mut Tx<'_>,
    before: Timestamp,
) -> Result<Vec<(OrganizationId, DirectoryImportId, Value)>, DbError> {
    tx.list(
        sql!(
            "SELECT organization_id, id, files FROM directory_imports
             WHERE file_count > 0 AND created_at < $1 AND (leased_until IS NULL OR leased_until < $1)
             ORDER BY created_at, id LIMIT 100"
        ),
        &[&before],
    )
}

/// Writes down that an import's files are gone.
///
/// # Errors
/// Those of the storage.
pub fn forget_files(tx: &mut Tx<'_>, on: OrganizationId, id: DirectoryImportId) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE directory_imports SET files = $3, file_count = 0 WHERE organization_id = $1 AND id = $2"),
        &[&on, &id, &json!([])],
    )?;
    Ok(())
}
