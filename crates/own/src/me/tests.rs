#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use ground::{schema, testing::Cast};
use kit::testing::both;

use super::*;

#[test]
fn only_the_person_behind_the_account_is_me() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let scope = cast.scope("jordan", SeeMyRecord);
        let found = on.db.read_now(scope.reader(), move |tx| me(tx, &scope)).unwrap();
        assert_eq!(found.map(|me| me.id), Some(cast.jordan), "on {}", on.engine);
        // A supporter's or worker's account is nobody's record.
        assert!(cast.actor("sol").may(SeeMyRecord, &cast.request()).is_err());
        assert!(cast.actor("ana").may(SeeMyRecord, &cast.request()).is_err());
    });
}
