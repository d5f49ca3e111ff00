//! What the organization knows already: which rows came in earlier, and whom the keys of another system mean.

use std::collections::HashMap;

use ground::ids::{AccountId, OrganizationId, ParticipantId};
use kit::{
    db::{DbError, Tx},
    sql,
    tabular::{Problem, ProblemKind},
};

use super::{
    fields::people::NewPerson,
    target::Target,
    walk::{Fate, Judged, Said},
};

/// Keys that were looked up, kept for the length of one file.
#[derive(Debug, Default)]
pub struct Known {
    people: HashMap<String, Option<ParticipantId>>,
    workers: HashMap<String, Option<AccountId>>,
}

impl Known {
    /// The participant that a key means: one brought in under it, else one whose id here it is. A merged person's key
    /// leads to the kept record.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn person(
        &mut self,
        tx: &mut Tx<'_>,
        organization: OrganizationId,
        key: &str,
    ) -> Result<Option<ParticipantId>, DbError> {
        if let Some(found) = self.people.get(key) {
            return Ok(*found);
        }
        let found = match record_of(tx, organization, "participant", key)? {
            Some(id) => Some(id),
            None => own_id(key),
        };
        let found: Option<ParticipantId> = match found {
            Some(id) => tx.one(
                sql!("SELECT COALESCE(merged_into, id) FROM participants WHERE organization_id = $1 AND id = $2"),
                &[&organization, &id],
            )?,
            None => None,
        };
        self.people.insert(key.to_owned(), found);
        Ok(found)
    }

    /// The worker that a key means.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn worker(
        &mut self,
        tx: &mut Tx<'_>,
        organization: OrganizationId,
        key: &str,
    ) -> Result<Option<AccountId>, DbError> {
        if let Some(found) = self.workers.get(key) {
            return Ok(*found);
        }
        let found = match record_of(tx, organization, "account", key)? {
            Some(id) => Some(id),
            None => own_id(key),
        };
        let found: Option<AccountId> = match found {
            Some(id) => {
                tx.one(sql!("SELECT id FROM accounts WHERE organization_id = $1 AND id = $2"), &[&organization, &id])?
            }
            None => None,
        };
        self.workers.insert(key.to_owned(), found);
        Ok(found)
    }
}

/// An id of this installation, as an export writes it; behind a system's name when the mapping gives one.
fn own_id(key: &str) -> Option<uuid::Uuid> {
    key.rsplit('/').next().and_then(|id| id.parse().ok())
}

fn record_of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    kind: &str,
    key: &str,
) -> Result<Option<uuid::Uuid>, DbError> {
    tx.one(
        sql!(
            "SELECT record_id FROM import_rows
             WHERE organization_id = $1 AND record_kind = $2 AND outside_key = $3 ORDER BY import_id LIMIT 1"
        ),
        &[&organization, &kind, &key],
    )
}

/// Settles the rows of a chunk against what is known: those that came in earlier, those that name somebody unknown.
///
/// # Errors
/// Those of the storage.
pub fn settle(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    target: Target,
    known: &mut Known,
    chunk: &mut [Judged],
) -> Result<(), DbError> {
    for judged in chunk.iter_mut().filter(|judged| judged.fate == Fate::Add) {
        let Some(said) = judged.said.clone() else { continue };
        if record_of(tx, organization, target.record_kind(), said.key())?.is_some() {
            judged.fate = Fate::There;
            continue;
        }
        match said {
            Said::Person(new) => twin(tx, organization, &new, judged)?,
            Said::Contact(new) => {
                person_is_known(tx, organization, known, &new.participant, judged)?;
                worker_is_known(tx, organization, known, new.staff.as_deref(), judged)?;
            }
            Said::Goal(new) => person_is_known(tx, organization, known, &new.participant, judged)?,
            Said::Worker(_) => {}
        }
    }
    Ok(())
}

fn person_is_known(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    known: &mut Known,
    key: &str,
    judged: &mut Judged,
) -> Result<(), DbError> {
    if known.person(tx, organization, key)?.is_none() {
        let message = "Nobody with this id is here. Bring in the file of participants first, or mend the id.";
        let problem = Problem::new(judged.line, ProblemKind::NotKnownHere, message).in_field("participant");
        judged.object(problem.with_value(key));
    }
    Ok(())
}

fn worker_is_known(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    known: &mut Known,
    key: Option<&str>,
    judged: &mut Judged,
) -> Result<(), DbError> {
    let Some(key) = key else { return Ok(()) };
    if known.worker(tx, organization, key)?.is_none() {
        let message = "No worker with this id is here. The contact can come in; whoever brings it in stands for them.";
        let problem = Problem::new(judged.line, ProblemKind::LeftOut, message).in_field("staff");
        judged.object(problem.with_value(key));
    }
    Ok(())
}

/// Somebody of the same name, born on the same day or with no birth date to tell them apart.
fn twin(tx: &mut Tx<'_>, organization: OrganizationId, new: &NewPerson, judged: &mut Judged) -> Result<(), DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT CAST(1 AS BIGINT) FROM participants
             WHERE organization_id = $1 AND sort_key = $2 AND merged_into IS NULL
               AND (birth_date = $3 OR birth_date IS NULL) LIMIT 1"
        ),
        &[&organization, &kit::text::sort_key(&new.name_to_use), &new.birth_date],
    )?;
    if found.is_some() {
        let message = "Somebody of this name may be here already. The row can come in; look at both and merge them if they are one.";
        judged.object(Problem::new(judged.line, ProblemKind::MaybeThere, message).in_field("name_to_use"));
    }
    Ok(())
}
