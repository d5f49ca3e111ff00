//! What the tests of the gate share: short ways to read and write under a scope, and a note to read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{
    access::Scope,
    rules::matrix::Permission,
    scoped,
    testing::{Cast, attempt},
    within_record,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    ids::Id,
    sql,
    testing::TestDb,
};

/// Writes under a scope, with the fault that came of it.
pub fn write<T: Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    attempt(on, scope, work)
}

/// Reads under a scope, behind the second wall where there is one.
pub fn read<T: Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
) -> T {
    let scope = scope.clone();
    on.db.read_now(scope.reader(), move |tx| work(tx, &scope)).unwrap_or_else(|fault| panic!("{fault}"))
}

/// A signed note of Walking Together about Jordan, by Ana.
pub fn write_note(on: &TestDb, cast: &Cast) {
    let (organization, program, jordan, ana) = (cast.organization, cast.program, cast.jordan, cast.account("ana"));
    let at = cast.request().at;
    cast.write(&on.db, move |tx| {
        let id: ground::ids::RecordId = at.id();
        tx.run(
            sql!(
                "INSERT INTO contacts (organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at,
                    ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version,
                    status, version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, holds)
                 VALUES ($1, $2, $3, $4, $5, 'one_on_one', 'reached', $6, $6, 30, 'community', 'our_office', 'in_person',
                    $7, $7, $7, 'peer_narrative', 1, 'cosigned', 1, $6, $8, $8, '', '', 0, $7)"
            ),
            &[&organization, &id, &program, &jordan, &ana, &at.now, &serde_json::json!([]), &false],
        )?;
        tx.run(
            sql!(
                "INSERT INTO contact_versions (organization_id, contact_id, version, sections, participant_words, facts,
                    signed_at, signed_by, signed_name)
                 VALUES ($1, $2, 1, $3, 'I am proud of it.', $4, $5, $6, 'Ana Morales')"
            ),
            &[
                &organization,
                &id,
                &serde_json::json!([{ "key": "together", "label": "What we did", "words": "We called the choir." }]),
                &serde_json::json!({}),
                &at.now,
                &ana,
            ],
        )?;
        Ok::<_, DbError>(())
    });
}

/// Whether somebody sees the note of [`write_note`] right now.
pub fn sees_note(on: &TestDb, cast: &Cast, who: &str) -> bool {
    let jordan = cast.jordan;
    let found: Vec<ground::ids::RecordId> = read(on, &cast.scope(who, Permission::SeeContacts), move |tx, scope| {
        Ok(tx.list(
            sql!(
                "SELECT c.id FROM contacts c WHERE c.organization_id = $1 AND c.participant_id = $5 AND ",
                within_record!("c.participant_id", "c.program_id", "notes")
            ),
            scoped![scope; &jordan],
        )?)
    });
    found.iter().any(|id| !id.uuid().is_nil())
}

/// The kinds of promises about Jordan that are open, with whose they are.
pub fn open_promises(on: &TestDb, cast: &Cast) -> Vec<(String, Option<ground::ids::AccountId>)> {
    let (organization, jordan) = (cast.organization, cast.jordan);
    cast.write(&on.db, move |tx| {
        tx.list(
            sql!(
                "SELECT kind, owner_id FROM promises WHERE organization_id = $1 AND participant_id = $2
                   AND closed_at IS NULL ORDER BY kind, id"
            ),
            &[&organization, &jordan],
        )
    })
}
