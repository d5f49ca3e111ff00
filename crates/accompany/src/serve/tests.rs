#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use kit::{
    db::{DbError, Statement, Tenant},
    testing::both,
};

/// Every SQL text that is linked into the program is understood by both engines.
#[test]
fn census_of_statements() {
    both(&ground::schema::steps().unwrap(), |on| {
        let wrong = on.db.read_now(Tenant::System, |tx| {
            let mut wrong = Vec::new();
            for statement in Statement::all() {
                // A refused text ends a PostgreSQL transaction, so one failure hides the next: each run shows the first.
                if let Err(error) = tx.check(statement) {
                    wrong.push(format!("{}: {error}", statement.place()));
                    break;
                }
            }
            Ok::<_, DbError>(wrong)
        });
        assert_eq!(wrong.unwrap(), Vec::<String>::new(), "on {}", on.engine);
    });
    assert!(Statement::all().count() > 10, "statements are linked in");
}
