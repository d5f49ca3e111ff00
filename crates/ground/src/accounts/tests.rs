#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use kit::{db::DbError, testing::both};

use super::store;
use crate::{rules::matrix::Permission, schema, testing::Cast};

#[test]
fn a_change_from_another_tab_is_not_overwritten() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let scope = cast.scope("ana", Permission::ManageOwnAccount);
        let saved = on.db.write_now(scope.tenant(), move |tx| {
            let mut profile = store::profile(tx, &scope)?.expect("one's own account");
            "Ana M.".clone_into(&mut profile.name);
            Ok::<_, DbError>((store::save(tx, &scope, &profile)?, store::save(tx, &scope, &profile)?))
        });
        assert_eq!(saved.unwrap(), (true, false));
    });
}

#[test]
fn nobody_touches_anothers_passkey() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let (ana, mei) =
            (cast.scope("ana", Permission::ManageOwnAccount), cast.scope("mei", Permission::ManageOwnAccount));
        let new = kit::secrets::NewPasskey { id: vec![1, 2, 3], key: serde_json::json!({}) };
        let done = on.db.write_now(ana.tenant(), move |tx| {
            let id = store::insert_passkey(tx, &ana, &new, "Phone")?;
            Ok::<_, DbError>([
                store::name_passkey(tx, &mei, id, "Mine now")?,
                store::delete_passkey(tx, &mei, id)?,
                store::name_passkey(tx, &ana, id, "Work phone")?,
                store::delete_passkey(tx, &ana, id)?,
            ])
        });
        assert_eq!(done.unwrap(), [false, false, true, true]);
    });
}
