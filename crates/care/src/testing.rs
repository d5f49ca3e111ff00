//! What the tests of all areas here share: the cast on both engines, and short ways to write under a scope.

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

/// Writes under a scope; a refusal fails the test.
pub fn write<T: Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, DbError> + Send + 'static,
) -> T {
    attempt(on, scope, work).unwrap_or_else(|error: DbError| panic!("{}: {error}", on.engine))
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
