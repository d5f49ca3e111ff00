//! What the tests of all rooms here share.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{
    access::Scope,
    ids::{ParticipantId, RecordId},
    testing::Cast,
};
use kit::{
    db::{DbError, Tx},
    sql,
    testing::{TestDb, both},
};

/// Runs a test with the cast on each engine.
pub fn on_both(test: impl Fn(&TestDb, &Cast)) {
    both(&ground::schema::steps().unwrap(), |on| test(on, &Cast::on(&on.db)));
}

/// Writes under a scope, with what came of it.
pub fn attempt<T: Send + 'static, E: From<DbError> + Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    let scope = scope.clone();
    on.db.write_now(scope.tenant(), move |tx| work(tx, &scope))
}

/// Writes under a scope; a refusal fails the test.
pub fn write<T: Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, DbError> + Send + 'static,
) -> T {
    attempt(on, scope, work).unwrap_or_else(|error: DbError| panic!("{}: {error}", on.engine))
}

/// Reads as the scope's account does, with the row-level rules behind the queries; a refusal fails the test.
pub fn read<T: Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, DbError> + Send + 'static,
) -> T {
    let scope = scope.clone();
    let found = on.db.read_now(scope.reader(), move |tx| work(tx, &scope));
    found.unwrap_or_else(|error: DbError| panic!("{}: {error}", on.engine))
}

/// A contact of Ana's with somebody, as care keeps it.
pub fn contact_with(on: &TestDb, cast: &Cast, person: ParticipantId) -> RecordId {
    let (organization, program, author) = (cast.organization, cast.program, cast.account("ana"));
    let (id, now): (RecordId, _) = (cast.clock.moment().id(), cast.request().now());
    cast.write(&on.db, move |tx| {
        tx.run(
            sql!(
                "INSERT INTO contacts (organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at,
                    ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version,
                    status, version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, holds)
                 VALUES ($1, $2, $3, $4, $5, 'one_on_one', 'reached', $6, $6, 45, 'community', '', 'in_person', $7, $7, $7,
                    'peer_narrative', 1, 'signed', 1, $6, $8, $8, '', '', 0, $7)"
            ),
            &[&organization, &id, &program, &person, &author, &now, &serde_json::json!([]), &false],
        )
    });
    id
}
