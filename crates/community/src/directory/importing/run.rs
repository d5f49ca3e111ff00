//! The work on a list: looking at it, bringing it in, taking it back. All of it blocks: call it off the async workers.

use std::collections::BTreeSet;

use ground::{
    access::Scope,
    audit::{self, Action, Entry as Trail},
    ids::OrganizationId,
};
use hsds::Listing;
use jiff::Timestamp;
use kit::{
    clock::Clock,
    db::{Db, DbError, Tenant, Tx},
    faults::Fault,
    ids::Id as _,
    pace::Pace,
};
use uuid::Uuid;

use super::{
    super::{edit::own_terms, index::Index, shelf::Keeper},
    apply,
    rows::{self, Counts},
    store::{self, DirectoryImportId, Far, Import, Stage},
};

/// Storage and clock: what the work needs of the program.
#[derive(Clone)]
pub struct Desk {
    pub db: Db,
    pub clock: Clock,
}

/// Why the work did not go on.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    #[error(transparent)]
    Storage(#[from] DbError),
    #[error("another list is at work, or this one is not ready for it")]
    Taken,
    #[error("there is no such list")]
    NotThere,
    #[error("the work was taken over after a long silence")]
    LeaseLost,
}

impl From<Stopped> for Fault {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Storage(error) => error.into(),
            Stopped::NotThere => Self::NotFound,
            other => Self::Conflict(other.to_string()),
        }
    }
}

/// One piece of work, with who does it and where it stands.
struct Work<'d> {
    desk: &'d Desk,
    scope: &'d Scope,
    id: DirectoryImportId,
    stage: Stage,
    far: Far,
}

impl<'d> Work<'d> {
    fn begin(desk: &'d Desk, scope: &'d Scope, id: DirectoryImportId, stage: Stage) -> Result<(Self, Import), Stopped> {
        let (on, now) = (scope.organization, desk.now());
        let import = desk.db.write_now(tenant(on), move |tx| {
            if !store::take(tx, on, id, stage, now)? {
                let is_there = store::find(tx, on, id)?.is_some();
                return Err(if is_there { Stopped::Taken } else { Stopped::NotThere });
            }
            store::find(tx, on, id)?.ok_or(Stopped::NotThere)
        })?;
        let far = Far { done: 0, total: import.rows_total };
        Ok((Self { desk, scope, id, stage, far }, import))
    }

    /// One small transaction of it, which says how much is done when it is.
    fn step<T: Send + 'static>(
        &mut self,
        done: usize,
        work: impl FnOnce(&mut Tx<'_>, Keeper) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, Stopped> {
        let (id, stage, now) = (self.id, self.stage, self.desk.now());
        self.far.done = self.far.done.saturating_add(i64::try_from(done).unwrap_or(i64::MAX));
        let (far, keeper) = (self.far, Keeper { organization: self.scope.organization, now });
        self.desk.db.write_now(tenant(keeper.organization), move |tx| {
            if !store::keep_at(tx, keeper.organization, (id, stage), far, now)? {
                return Err(Stopped::LeaseLost);
            }
            Ok(work(tx, keeper)?)
        })
    }

    /// Ends the work, with what else belongs to its end.
    fn end(
        &self,
        to: Stage,
        also: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<(), DbError> + Send + 'static,
    ) -> Result<(), Stopped> {
        let (scope, id, now) = (self.scope.clone(), self.id, self.desk.now());
        self.desk.db.write_now(scope.tenant(), move |tx| {
            store::finish(tx, scope.organization, (id, to), "", now)?;
            also(tx, &scope)
        })?;
        Ok(())
    }

    /// Writes down that the work ended early, and answers why. When somebody else has it now it is theirs to say.
    fn stopped(&self, why: Stopped) -> Stopped {
        if matches!(why, Stopped::LeaseLost) {
            return why;
        }
        let (on, id, to, now) = (self.scope.organization, self.id, self.stage.before(), self.desk.now());
        let words = why.to_string();
        let said = self.desk.db.write_now(tenant(on), move |tx| store::finish(tx, on, (id, to), &words, now));
        if let Err(error) = said {
            tracing::warn!(%error, import = %self.id, "that an import stopped was not written down");
        }
        why
    }
}

impl Desk {
    fn now(&self) -> Timestamp {
        self.clock.moment().now
    }
}

fn tenant(organization: OrganizationId) -> Tenant {
    Tenant::Organization(organization.uuid())
}

/// Compares a list with what is there and writes down what it would change. Nothing of the directory changes.
///
/// # Errors
/// See [`Stopped`].
pub fn look(desk: &Desk, scope: &Scope, id: DirectoryImportId, listing: &Listing) -> Result<Counts, Stopped> {
    let (mut work, _) = Work::begin(desk, scope, id, Stage::Looking)?;
    look_through(&mut work, listing).map_err(|why| work.stopped(why))
}

fn look_through(work: &mut Work<'_>, listing: &Listing) -> Result<Counts, Stopped> {
    let (id, mut pace, all) = (work.id, Pace::default(), rows::incoming(listing));
    forget_earlier(work, &mut pace)?;
    work.far = Far { done: 0, total: i64::try_from(all.len()).unwrap_or(i64::MAX) };
    let (mut position, mut counts, mut rest) = (0, Counts::of(listing), all.as_slice());
    while !rest.is_empty() {
        let (some, later) = rest.split_at(pace.rows().min(rest.len()));
        let (some, mut so_far) = (some.to_vec(), counts);
        (position, counts) = pace.step(|| {
            work.step(some.len(), move |tx, keeper| {
                let end = rows::compare(tx, keeper.organization, id, &some, (position, &mut so_far))?;
                Ok((end, so_far))
            })
        })?;
        rest = later;
    }
    let (found, problems) = (counts.clone(), listing.problems.clone());
    work.step(0, move |tx, keeper| store::set_report(tx, keeper.organization, id, &found, &problems))?;
    // From here on what is counted are the rows that would change something.
    work.far = Far { done: 0, total: position };
    work.step(0, |_, _| Ok(()))?;
    work.end(Stage::LookedAt, |_, _| Ok(()))?;
    Ok(counts)
}

/// Takes out what an earlier look wrote down.
fn forget_earlier(work: &mut Work<'_>, pace: &mut Pace) -> Result<(), Stopped> {
    let id = work.id;
    let (last, mut until) = (work.step(0, move |tx, keeper| rows::last(tx, keeper.organization, id))?, 0);
    while until < last {
        until = until.saturating_add(limit(pace));
        pace.step(|| work.step(0, move |tx, keeper| rows::clear(tx, keeper.organization, id, until)))?;
    }
    Ok(())
}

fn limit(pace: &Pace) -> i64 {
    i64::try_from(pace.rows()).unwrap_or(i64::MAX)
}

/// Brings in what was looked over. When it is stopped half way, what came in stays, and it can be begun again.
///
/// # Errors
/// See [`Stopped`].
pub fn bring(desk: &Desk, scope: &Scope, id: DirectoryImportId) -> Result<(), Stopped> {
    let (mut work, import) = Work::begin(desk, scope, id, Stage::Running)?;
    bring_all(&mut work, &import).map_err(|why| work.stopped(why))
}

fn bring_all(work: &mut Work<'_>, import: &Import) -> Result<(), Stopped> {
    let (id, mut pace, mut touched) = (work.id, Pace::default(), BTreeSet::new());
    // A pair whose service was left out stays out with it.
    let left: BTreeSet<Uuid> = work
        .step(0, move |tx, keeper| {
            own_terms(tx, keeper)?;
            rows::left_out(tx, keeper.organization, id)
        })?
        .into_iter()
        .collect();
    let left = std::sync::Arc::new(left);
    let mut position = 0;
    loop {
        let (left, source, most) = (std::sync::Arc::clone(&left), import.source.clone(), limit(&pace));
        let (done, last, some) = pace.step(|| {
            work.step(0, move |tx, keeper| {
                let rows = rows::after(tx, keeper.organization, id, (position, most))?;
                let last = rows.last().map(|row| row.position);
                Ok((rows.len(), last, apply::bring_rows(tx, keeper, &rows, (&source, &left))?))
            })
        })?;
        work.far.done = work.far.done.saturating_add(i64::try_from(done).unwrap_or(i64::MAX));
        touched.extend(some);
        let Some(last) = last else { break };
        position = last;
    }
    put_in_order(work, &mut pace, touched)?;
    work.end(Stage::Done, move |tx, scope| audit::record(tx, &Trail::new(scope, Action::Import, "directory").on(id)))
}

/// Takes back what an import brought: changed records are as they were, new ones go. What somebody changed here since
/// stays as it is now.
///
/// # Errors
/// See [`Stopped`].
pub fn take_back(desk: &Desk, scope: &Scope, id: DirectoryImportId) -> Result<(), Stopped> {
    let (mut work, import) = Work::begin(desk, scope, id, Stage::Undoing)?;
    take_all_back(&mut work, &import).map_err(|why| work.stopped(why))
}

fn take_all_back(work: &mut Work<'_>, import: &Import) -> Result<(), Stopped> {
    let (id, mut pace, mut touched) = (work.id, Pace::default(), BTreeSet::new());
    work.far.total = work.step(0, move |tx, keeper| rows::last(tx, keeper.organization, id))?;
    let mut position = i64::MAX;
    loop {
        let (source, most) = (import.source.clone(), limit(&pace));
        let (done, first, some) = pace.step(|| {
            work.step(0, move |tx, keeper| {
                // What names others goes before them.
                let rows = rows::before(tx, keeper.organization, id, (position, most))?;
                let first = rows.last().map(|row| row.position);
                Ok((rows.len(), first, apply::take_rows_back(tx, keeper, &rows, &source)?))
            })
        })?;
        work.far.done = work.far.done.saturating_add(i64::try_from(done).unwrap_or(i64::MAX));
        touched.extend(some);
        let Some(first) = first else { break };
        position = first;
    }
    put_in_order(work, &mut pace, touched)?;
    work.end(Stage::Undone, move |tx, scope| audit::record(tx, &Trail::new(scope, Action::Restore, "directory").on(id)))
}

/// Puts services in order that are found otherwise now.
fn put_in_order(work: &mut Work<'_>, pace: &mut Pace, touched: BTreeSet<Uuid>) -> Result<(), Stopped> {
    let all: Vec<Uuid> = touched.into_iter().collect();
    work.far.total = work.far.done.saturating_add(i64::try_from(all.len()).unwrap_or(i64::MAX));
    let mut index = work.step(0, Index::open)?;
    let mut rest = all.as_slice();
    while !rest.is_empty() {
        // A service is some fifty rows.
        let (some, later) = rest.split_at(pace.rows().div_euclid(10).max(1).min(rest.len()));
        let some = some.to_vec();
        index = pace.step(|| {
            work.step(some.len(), move |tx, _| {
                some.into_iter().try_for_each(|service| index.touch(tx, service))?;
                index.settle(tx)?;
                Ok(index)
            })
        })?;
        rest = later;
    }
    Ok(())
}
