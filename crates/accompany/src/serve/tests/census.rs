//! Every SQL text that is linked into the program is understood by both engines.

use kit::{
    db::{DbError, Statement, Tenant},
    testing::both,
};

#[test]
fn every_statement_is_understood_by_both_engines() {
    both(&ground::schema::steps().unwrap(), |on| {
        for statement in Statement::all() {
            let checked = on.db.read_now(Tenant::System, |tx| tx.check(statement).map_err(|error: DbError| error));
            assert!(checked.is_ok(), "on {}, {}: {checked:?}", on.engine, statement.place());
        }
    });
    assert!(Statement::all().count() > 20, "statements are linked in");
}
