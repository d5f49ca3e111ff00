//! Looking at a file, bringing it in, and clearing up after a stop. All of it blocks: call it off the async workers.
//!
//! How a file comes in all or not at all although its rows are written in many small transactions: see
//! `docs/decisions/0007-imports-all-or-nothing.md`.

use std::path::Path;

use ground::{
    access::{Request, Scope},
    audit::{self, Action, Entry},
    ids::OrganizationId,
};
use jiff::Timestamp;
use kit::{
    clock::Clock,
    db::{Db, DbError, Tenant},
    ids::Id,
    pace::Pace,
    tabular::Problem,
};

use super::{
    arrive::{self, Origin},
    known::{self, Known},
    report::Report,
    store::{self, Status},
    target::{ImportId, Setting, Target},
    undo,
    walk::{self, NotReady, Walk},
};

/// Storage and clock: what the work on imports needs of the program.
#[derive(Clone)]
pub struct Desk {
    pub db: Db,
    pub clock: Clock,
}

/// Why an import did not go on.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    #[error(transparent)]
    NotReady(#[from] NotReady),
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] std::io::Error),
    #[error(transparent)]
    Storage(#[from] DbError),
    #[error("{0} rows have problems; nothing was brought in")]
    Problems(u64),
    #[error("another import is at work, or this one is not ready to run; try again when it is")]
    Taken,
    #[error("there is no such import")]
    NotThere,
    #[error("the work was taken over after a long silence, and its rows were taken out")]
    LeaseLost,
}

/// Told after each chunk: rows done, rows in all (0 while that is not known).
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

impl Desk {
    pub(super) fn now(&self) -> Timestamp {
        self.clock.moment().now
    }

    /// Whose rows a transaction is about.
    pub(super) fn tenant(organization: OrganizationId) -> Tenant {
        Tenant::Organization(organization.uuid())
    }

    /// What is the same for all rows of a file.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn setting(&self, organization: OrganizationId) -> Result<Setting, DbError> {
        let now = self.now();
        self.db.read_now(Self::tenant(organization), move |tx| Setting::of(tx, organization, now))
    }
}

/// Looks at every row of a file and writes nothing. Each problem is told to `take`, also those that the report does not
/// list.
///
/// # Errors
/// When the file cannot be read, or the storage fails. A mapping that does not fit is part of the report.
pub fn look(
    desk: &Desk,
    organization: OrganizationId,
    target: Target,
    mapping: &kit::tabular::Mapping,
    path: &Path,
    take: &mut dyn FnMut(&Problem) -> std::io::Result<()>,
    progress: Progress<'_>,
) -> Result<Report, Stopped> {
    let mut report = Report { sniffed: Some(walk::sniff(path)?), ..Report::default() };
    let setting = desk.setting(organization)?;
    let mut walk = match Walk::begin(path, target, mapping, &setting) {
        Ok(walk) => walk,
        Err(NotReady::Unsettled(problems)) => {
            problems.iter().try_for_each(&mut *take)?;
            report.unsettled = problems;
            return Ok(report);
        }
        Err(error) => return Err(error.into()),
    };
    let mut known = Known::default();
    loop {
        let chunk = walk.next_chunk(walk::CHUNK)?;
        if chunk.is_empty() {
            break;
        }
        let (settled, kept) = settle(desk, organization, target, known, chunk)?;
        known = kept;
        for judged in &settled {
            report.count(judged);
            judged.problems.iter().try_for_each(&mut *take)?;
        }
        progress(report.rows, 0);
    }
    debug_assert!(report.accounts_for(walk.rows_read()));
    Ok(report)
}

/// Writes an import down whose file was looked at already.
///
/// # Errors
/// Those of the storage.
pub fn insert_looked_at(desk: &Desk, scope: &Scope, new: store::NewImport) -> Result<(), DbError> {
    let (scope, now) = (scope.clone(), desk.now());
    desk.db.write_now(scope.tenant(), move |tx| {
        store::insert(tx, &scope, &new)?;
        store::set_report(tx, scope.organization, new.id, &new.report, None)?;
        store::finish(tx, scope.organization, new.id, Status::LookedAt, "", now)
    })
}

type Settled = (Vec<walk::Judged>, Known);

fn settle(
    desk: &Desk,
    organization: OrganizationId,
    target: Target,
    mut known: Known,
    mut chunk: Vec<walk::Judged>,
) -> Result<Settled, DbError> {
    desk.db.read_now(Desk::tenant(organization), move |tx| {
        known::settle(tx, organization, target, &mut known, &mut chunk)?;
        Ok((chunk, known))
    })
}

/// Brings a file in that was looked at and has no problems: all of it, or nothing. When anything fails, the rows that
/// were written are taken out again before this answers; when the program itself is stopped, the next start does it
/// ([`recover`]).
///
/// # Errors
/// See [`Stopped`].
pub fn run(desk: &Desk, scope: &Scope, id: ImportId, path: &Path, progress: Progress<'_>) -> Result<u64, Stopped> {
    let import = take(desk, scope.organization, id, Status::Running)?;
    let origin = Origin { import: id, target: import.target, file_name: import.file_name.clone() };
    let total = u64::try_from(import.rows_total).unwrap_or_default();
    let written = write_all(desk, scope, &origin, &import.mapping(), path, &mut |done, _| progress(done, total));
    match written {
        Ok(added) => {
            finish(desk, scope, &origin, added)?;
            Ok(added)
        }
        // Somebody else answers for it now, and takes the rows out.
        Err(Stopped::LeaseLost) => Err(Stopped::LeaseLost),
        Err(why) => {
            let request = Request { address: scope.address.clone(), ..Request::internal(scope.at.clone()) };
            let entry = Entry::by_program(scope.organization, &request, Action::Remove, "import");
            undo::take_out(desk, scope.organization, id, Status::Running, &mut |_, _| {})?;
            end_failed(desk, scope.organization, id, &why.to_string(), entry)?;
            Err(why)
        }
    }
}

pub(super) fn take(
    desk: &Desk,
    organization: OrganizationId,
    id: ImportId,
    to: Status,
) -> Result<store::Import, Stopped> {
    let now = desk.now();
    desk.db.write_now(Desk::tenant(organization), move |tx| {
        if !store::take(tx, organization, id, to, now)? {
            return Err(Stopped::Taken);
        }
        store::find(tx, organization, id)?.ok_or(Stopped::NotThere)
    })
}

fn write_all(
    desk: &Desk,
    scope: &Scope,
    origin: &Origin,
    mapping: &kit::tabular::Mapping,
    path: &Path,
    progress: Progress<'_>,
) -> Result<u64, Stopped> {
    let setting = desk.setting(scope.organization)?;
    let mut walk = Walk::begin(path, origin.target, mapping, &setting)?;
    let (mut known, mut added, mut pace) = (Known::default(), 0_u64, Pace::default());
    loop {
        let chunk = walk.next_chunk(pace.rows())?;
        if chunk.is_empty() {
            return Ok(added);
        }
        let rows = walk.rows_read();
        let (count, kept) = pace.step(|| write_chunk(desk, scope, origin, known, chunk, rows))?;
        known = kept;
        added = added.saturating_add(count);
        progress(walk.rows_read(), 0);
    }
}

/// Settles a chunk again, in the transaction that writes it: what was true at the look may not be true now.
pub(super) fn write_chunk(
    desk: &Desk,
    scope: &Scope,
    origin: &Origin,
    mut known: Known,
    mut chunk: Vec<walk::Judged>,
    done: u64,
) -> Result<(u64, Known), Stopped> {
    let (scope, origin, now) = (scope.clone(), origin.clone(), desk.now());
    let done = i64::try_from(done).unwrap_or(i64::MAX);
    desk.db.write_now(scope.tenant(), move |tx| {
        if !store::keep_at(tx, scope.organization, origin.import, Status::Running, done, now)? {
            return Err(Stopped::LeaseLost);
        }
        known::settle(tx, scope.organization, origin.target, &mut known, &mut chunk)?;
        let bad = chunk.iter().filter(|judged| judged.fate == walk::Fate::Problem).count();
        if bad > 0 {
            return Err(Stopped::Problems(u64::try_from(bad).unwrap_or(u64::MAX)));
        }
        let added = arrive::write(tx, &scope, &origin, &mut known, &chunk)?;
        Ok((added, known))
    })
}

fn finish(desk: &Desk, scope: &Scope, origin: &Origin, added: u64) -> Result<(), Stopped> {
    let (scope, origin, now) = (scope.clone(), origin.clone(), desk.now());
    desk.db.write_now(scope.tenant(), move |tx| {
        store::finish(tx, scope.organization, origin.import, Status::Done, "", now)?;
        let entry = Entry::new(&scope, Action::Import, "import").on(origin.import).with("added", added);
        Ok(audit::record(tx, &entry.with("target", origin.target.word()))?)
    })
}

pub(super) fn end_failed(
    desk: &Desk,
    organization: OrganizationId,
    id: ImportId,
    why: &str,
    entry: Entry,
) -> Result<(), DbError> {
    let (why, now) = (why.to_owned(), desk.now());
    desk.db.write_now(Desk::tenant(organization), move |tx| {
        store::finish(tx, organization, id, Status::Failed, &why, now)?;
        audit::record(tx, &entry.on(id).because("it was stopped before its end"))
    })
}

/// Clears up after a program that was stopped in the middle of its work: rows of an unfinished import are taken out, an
/// unfinished undo is finished. Called at every start and before every import; answers how many imports that were.
///
/// # Errors
/// Those of the storage.
pub fn recover(desk: &Desk) -> Result<usize, DbError> {
    let now = desk.now();
    let found = desk.db.read_now(Tenant::System, move |tx| store::abandoned(tx, now))?;
    let mut count = 0_usize;
    for (organization, id, status, _) in found {
        let mine =
            desk.db.write_now(Desk::tenant(organization), move |tx| store::take_over(tx, organization, id, now))?;
        if mine {
            clear_up(desk, organization, id, status)?;
            count = count.saturating_add(1);
        }
    }
    Ok(count)
}

fn clear_up(desk: &Desk, organization: OrganizationId, id: ImportId, status: Status) -> Result<(), DbError> {
    if status == Status::Looking {
        let now = desk.now();
        return desk.db.write_now(Desk::tenant(organization), move |tx| {
            store::finish(tx, organization, id, Status::New, "", now)
        });
    }
    let request = Request::internal(desk.clock.moment());
    let entry = Entry::by_program(organization, &request, Action::Remove, "import");
    let stayed = undo::take_out(desk, organization, id, status, &mut |_, _| {})?;
    if status == Status::Running {
        let why = "The program was stopped while this file came in. Its rows were taken out again.";
        end_failed(desk, organization, id, why, entry)
    } else {
        undo::end_undone(desk, organization, id, stayed, entry)
    }
}

/// Says that somebody still works on an import. What fails here shows in the next transaction of the work itself.
pub(super) fn still_there(desk: &Desk, organization: OrganizationId, id: ImportId, status: Status, rows: u64) {
    let (done, now) = (i64::try_from(rows).unwrap_or(i64::MAX), desk.now());
    let said: Result<bool, DbError> = desk
        .db
        .write_now(Desk::tenant(organization), move |tx| store::keep_at(tx, organization, id, status, done, now));
    if let Err(error) = said {
        tracing::debug!(%error, import = %id, "progress was not written down");
    }
}

/// Ends a look with what it found.
pub(super) fn end_look(desk: &Desk, organization: OrganizationId, id: ImportId, report: Report) -> Result<(), DbError> {
    let now = desk.now();
    desk.db.write_now(Desk::tenant(organization), move |tx| {
        store::set_report(tx, organization, id, &report, None)?;
        store::finish(tx, organization, id, Status::LookedAt, "", now)
    })
}
