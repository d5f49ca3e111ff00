//! What the tests of all rooms here share.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{access::Scope, testing::Cast};
use kit::{
    db::{DbError, Tx},
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
