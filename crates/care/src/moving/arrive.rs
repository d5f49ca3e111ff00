//! Rows becoming records. A chunk is one transaction; each record is traced to its line, so that it can be taken out.

mod contacts;
mod goals;
mod people;
mod staff;

use ground::{access::Scope, ids::ParticipantId};
use kit::db::{DbError, Tx};

use super::{
    known::Known,
    store::{self, Trace},
    target::{ImportId, Target},
    walk::{Fate, Judged, Said},
};

/// What a row became: the record, how many rows refer to it now, and whether it was made for the row.
pub(super) struct Became {
    pub record: uuid::Uuid,
    pub parts: i64,
    pub is_new: bool,
    pub participant: Option<ParticipantId>,
}

/// Where a file comes from, as records say it.
#[derive(Debug, Clone)]
pub struct Origin {
    pub import: ImportId,
    pub target: Target,
    pub file_name: String,
}

/// Writes the rows of a chunk that are to be added. Answers how many that were.
///
/// # Errors
/// Those of the storage.
pub fn write(
    tx: &mut Tx<'_>,
    scope: &Scope,
    origin: &Origin,
    known: &mut Known,
    chunk: &[Judged],
) -> Result<u64, DbError> {
    let mut added = 0_u64;
    let mut people: Vec<ParticipantId> = Vec::new();
    for judged in chunk.iter().filter(|judged| judged.fate == Fate::Add) {
        let Some(said) = &judged.said else { continue };
        let Some(became) = one(tx, scope, origin, known, said)? else { continue };
        let trace = Trace {
            import: origin.import,
            line: judged.line,
            kind: origin.target.record_kind(),
            record: became.record,
            key: said.key(),
            parts: became.parts,
            is_new: became.is_new,
        };
        store::trace(tx, scope.organization, &trace)?;
        people.extend(became.participant);
        added = added.saturating_add(1);
    }
    note_people(tx, scope, origin, people)?;
    Ok(added)
}

fn one(
    tx: &mut Tx<'_>,
    scope: &Scope,
    origin: &Origin,
    known: &mut Known,
    said: &Said,
) -> Result<Option<Became>, DbError> {
    match said {
        Said::Person(new) => people::write(tx, scope, new).map(Some),
        Said::Contact(new) => contacts::write(tx, scope, origin, known, new),
        Said::Goal(new) => goals::write(tx, scope, known, new),
        Said::Worker(new) => staff::write(tx, scope, new).map(Some),
    }
}

/// One entry in the audit for each person of the chunk, with how many rows it was.
fn note_people(tx: &mut Tx<'_>, scope: &Scope, origin: &Origin, mut people: Vec<ParticipantId>) -> Result<(), DbError> {
    people.sort_unstable();
    for same in people.chunk_by(|one, other| one == other) {
        let Some(person) = same.first() else { continue };
        let entry = ground::audit::Entry::new(scope, ground::audit::Action::Import, origin.target.record_kind());
        let entry = entry.of(*person).on(origin.import).with("rows", same.len());
        ground::audit::record(tx, &entry)?;
    }
    Ok(())
}
