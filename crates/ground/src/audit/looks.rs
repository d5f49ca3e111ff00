//! Looks on their way into the audit.
//!
//! A page that shows a record may leave once its look is kept: on SQLite in a journal beside the database, which a crash
//! of the program leaves whole; on PostgreSQL in the audit itself. From there looks go into the chain together, so that a
//! look costs a row and not a commit: within [`SOON`], and before anybody reads the audit.

use std::{
    collections::{BTreeMap, HashSet},
    mem,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use kit::{
    db::{Db, DbError, FromRow, Row, Tenant, Tx},
    ids::Id,
    journal::Journal,
    sql,
};
use tokio::sync::{Notify, oneshot, watch};

use super::{Action, Entry, record_all};
use crate::{
    access::Scope,
    ids::{AccountId, OrganizationId, ParticipantId, RecordId, RequestId},
};

/// How long a look may wait in the journal.
const SOON: Duration = Duration::from_millis(500);
/// So many looks go in one transaction: more would keep a signature waiting for longer than it takes itself.
const TOGETHER: usize = 256;
/// Looks of so many organizations are on their way at once: one after the other each would wait for a commit of its own, and
/// whoever reads an audit for all of them.
const AT_ONCE: usize = 8;
/// So many looks may wait; then pages that show records are refused until the storage takes them again.
const MOST_WAITING: usize = 20_000;

/// The looks of this process that are not in the audit yet.
pub struct Looks {
    db: Db,
    state: Mutex<State>,
    /// There is something to do before [`SOON`].
    wake: Notify,
    /// Held while looks are brought in, so that whoever settles waits for those in progress too.
    turn: tokio::sync::Mutex<()>,
}

struct State {
    waiting: Vec<Waiting>,
    journal: Option<Journal>,
}

struct Waiting {
    entry: Entry,
    /// Who waits for the look to be in the audit; nobody when the journal has it.
    answer: Option<oneshot::Sender<Result<(), DbError>>>,
}

impl Looks {
    /// Looks of this process from now on, with those that an earlier one left in the journal at `folder`. Without a
    /// folder, each look waits until it is in the audit.
    ///
    /// # Errors
    /// Those of the disk and of the storage.
    pub async fn open(db: Db, folder: Option<&Path>) -> Result<Self, String> {
        let mut journal = None;
        if let Some(folder) = folder {
            let (mut opened, lines) = Journal::open(folder).map_err(|error| error.to_string())?;
            recover(&db, &lines).await.map_err(|error| error.to_string())?;
            opened.forget();
            journal = Some(opened);
        }
        let state = Mutex::new(State { waiting: Vec::new(), journal });
        Ok(Self { db, state, wake: Notify::new(), turn: tokio::sync::Mutex::new(()) })
    }

    /// Keeps a look; answers when a crash can no longer lose it.
    ///
    /// # Errors
    /// Those of the storage, or that too many looks wait already: the look is not kept then.
    pub async fn keep(&self, entry: Entry) -> Result<(), DbError> {
        let Some(kept) = self.line_up(entry)? else { return Ok(()) };
        self.wake.notify_one();
        kept.await.unwrap_or_else(|_| Err(DbError::Busy("a look could not be written down".to_owned())))
    }

    fn line_up(&self, entry: Entry) -> Result<Option<oneshot::Receiver<Result<(), DbError>>>, DbError> {
        let mut state = self.lock();
        if state.waiting.len() >= MOST_WAITING {
            return Err(DbError::Busy("too many looks wait to be written down".to_owned()));
        }
        let (mut answer, mut kept) = (None, None);
        if let Some(journal) = &mut state.journal {
            let line = serde_json::to_string(&entry).map_err(|error| DbError::Driver(error.to_string()))?;
            journal.append(&line).map_err(|error| DbError::Unwritable(error.to_string()))?;
        } else {
            let (give, take) = oneshot::channel();
            (answer, kept) = (Some(give), Some(take));
        }
        state.waiting.push(Waiting { entry, answer });
        if state.waiting.len() == TOGETHER {
            self.wake.notify_one();
        }
        Ok(kept)
    }

    /// Brings the looks of an organization into the audit for somebody who is about to read it. When nothing of it waits but
    /// that they read it a moment ago, that waits for [`SOON`]: to read again does not write.
    ///
    /// # Errors
    /// Those of the storage; the looks wait for the next try.
    pub async fn settle_for(self: &Arc<Self>, reader: &Scope) -> Result<(), DbError> {
        let (looks, organization, account) = (self.clone(), reader.organization, reader.account);
        // A task of its own: a reader may go away, and what was taken must come into the audit all the same.
        let settled = tokio::spawn(async move { looks.settle_organization(organization, account).await });
        settled.await.unwrap_or_else(|_| Err(DbError::Busy("looks could not be written down".to_owned())))
    }

    async fn settle_organization(&self, organization: OrganizationId, reader: AccountId) -> Result<(), DbError> {
        let _turn = self.turn.lock().await;
        let is_new =
            |one: &Waiting| one.entry.organization == organization && !one.entry.is_reading_of_the_audit_by(reader);
        let looks: Vec<Waiting> = {
            let waiting = &mut self.lock().waiting;
            if !waiting.iter().any(is_new) {
                return Ok(());
            }
            // The journal keeps them until all others are in the audit too.
            waiting.extract_if(.., |one| one.entry.organization == organization).collect()
        };
        self.bring_in_all(organization, looks).await
    }

    /// Brings every look so far into the audit.
    ///
    /// # Errors
    /// Those of the storage; the looks wait for the next try.
    pub async fn settle(&self) -> Result<(), DbError> {
        let _turn = self.turn.lock().await;
        let mut by_organization: BTreeMap<OrganizationId, Vec<Waiting>> = BTreeMap::new();
        for one in self.take() {
            by_organization.entry(one.entry.organization).or_default().push(one);
        }
        let each = by_organization.into_iter().map(|(organization, looks)| self.bring_in_all(organization, looks));
        let outcome = stream::iter(each).buffer_unordered(AT_ONCE).fold(Ok(()), async |all, one| all.and(one)).await;
        let mut state = self.lock();
        if outcome.is_ok() {
            state.forget();
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::as_conversions,
            reason = "a gauge is a float; at most thousands"
        )]
        metrics::gauge!("accompany_looks_waiting").set(state.waiting.len() as f64);
        outcome
    }

    fn take(&self) -> Vec<Waiting> {
        let mut state = self.lock();
        if !state.waiting.is_empty()
            && let Some(journal) = &mut state.journal
            && let Err(error) = journal.turn()
        {
            // The file goes on: what of it is stored is known as stored when it is found again.
            tracing::debug!(%error, "the disk has no room for a further file of looks");
        }
        mem::take(&mut state.waiting)
    }

    /// Writes looks of one organization, so many in a transaction.
    async fn bring_in_all(&self, organization: OrganizationId, mut looks: Vec<Waiting>) -> Result<(), DbError> {
        let mut outcome = Ok(());
        while !looks.is_empty() {
            let rest = looks.split_off(looks.len().min(TOGETHER));
            outcome = outcome.and(self.bring_in(organization, mem::replace(&mut looks, rest)).await);
        }
        outcome
    }

    /// Writes some looks of one organization; those that the journal has go back to waiting when it fails.
    async fn bring_in(&self, organization: OrganizationId, looks: Vec<Waiting>) -> Result<(), DbError> {
        let (entries, answers): (Vec<Entry>, Vec<_>) = looks.into_iter().map(|one| (one.entry, one.answer)).unzip();
        let entries = Arc::new(entries);
        let (tenant, written_down) = (Tenant::Organization(organization.uuid()), entries.clone());
        let written = self.db.write(tenant, move |tx| record_all(tx, &written_down)).await;
        let Err(error) = &written else {
            answers.into_iter().flatten().for_each(|answer| drop(answer.send(Ok(()))));
            return Ok(());
        };
        let words = error.to_string();
        for (entry, answer) in Arc::unwrap_or_clone(entries).into_iter().zip(answers) {
            match answer {
                Some(answer) => drop(answer.send(Err(DbError::Busy(words.clone())))),
                None => self.lock().waiting.push(Waiting { entry, answer: None }),
            }
        }
        written
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    /// Every look that was taken is in the audit: what the journal has of them can go.
    fn forget(&mut self) {
        let Some(journal) = &mut self.journal else { return };
        journal.forget();
        if self.waiting.is_empty() && journal.has_lines() {
            // Lines that could not be set apart in time are stored too.
            if journal.turn().is_ok() {
                journal.forget();
            }
        }
    }
}

/// Brings looks into the audit again and again, until told to stop.
pub async fn go_round(looks: Arc<Looks>, mut stopped: watch::Receiver<bool>) {
    let waits_for_the_audit = looks.lock().journal.is_none();
    let mut failures = 0_u32;
    loop {
        let soon =
            async { if waits_for_the_audit { std::future::pending().await } else { tokio::time::sleep(SOON).await } };
        let is_over = tokio::select! {
            () = looks.wake.notified() => false,
            () = soon => false,
            _ = stopped.wait_for(|is_stopped| *is_stopped) => true,
        };
        match looks.settle().await {
            Ok(()) => failures = 0,
            Err(error) => {
                failures = failures.saturating_add(1);
                metrics::counter!("accompany_looks_failures_total").increment(1);
                // A disk that stays full would fill the log as well: rarer and rarer.
                if failures.is_power_of_two() {
                    tracing::error!(%error, failures, "looks could not be written down yet; they are kept and tried again");
                }
            }
        }
        if is_over {
            return;
        }
    }
}

/// Brings in what a process left in its journal, except what had reached the audit before it ended.
async fn recover(db: &Db, lines: &[String]) -> Result<(), DbError> {
    let mut by_organization: BTreeMap<OrganizationId, Vec<Entry>> = BTreeMap::new();
    for line in lines {
        match serde_json::from_str::<Entry>(line) {
            Ok(entry) => by_organization.entry(entry.organization).or_default().push(entry),
            // Only a power cut can leave half a line.
            Err(_) => tracing::warn!("half a look was left in the journal; it is not in the audit"),
        }
    }
    for (organization, entries) in by_organization {
        let tenant = Tenant::Organization(organization.uuid());
        db.write(tenant, move |tx| record_missing(tx, organization, entries)).await?;
    }
    Ok(())
}

/// What makes two looks the same.
#[derive(PartialEq, Eq, Hash)]
struct Mark {
    request: Option<RequestId>,
    at: Timestamp,
    action: Action,
    kind: String,
    participant: Option<ParticipantId>,
    record: Option<RecordId>,
}

impl FromRow for Mark {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            request: row.get()?,
            at: row.get()?,
            action: row.get()?,
            kind: row.get()?,
            participant: row.get()?,
            record: row.get()?,
        })
    }
}

fn record_missing(tx: &mut Tx<'_>, organization: OrganizationId, mut entries: Vec<Entry>) -> Result<(), DbError> {
    // What the process brought in last stands among the newest entries, before few others.
    let newest = i64::try_from(entries.len().saturating_mul(2).saturating_add(20_000)).unwrap_or(i64::MAX);
    let there: Vec<Mark> = tx.list(
        sql!(
            "SELECT request_id, at, action, record_kind, participant_id, record_id FROM audit_entries
             WHERE organization_id = $1
               AND sequence > (SELECT h.sequence FROM audit_heads h WHERE h.organization_id = $1) - $2"
        ),
        &[&organization, &newest],
    )?;
    let there: HashSet<Mark> = there.into_iter().collect();
    entries.retain(|entry| {
        let Entry { request, at, action, participant, record, .. } = *entry;
        let kind = entry.record_kind.clone();
        !there.contains(&Mark { request, at, action, kind, participant, record })
    });
    record_all(tx, &entries)
}
