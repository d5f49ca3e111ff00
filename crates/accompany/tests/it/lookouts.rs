//! `verify` and `doctor`: what they find, and what they say of it.

use kit::db::{DbError, Tenant};

use crate::{
    backups::attach,
    program::{Place, configure},
};

/// Changes the database behind the program's back.
fn meddle(place: &Place, text: &'static str) {
    let db = place.database();
    let done = db.write_now(Tenant::System, move |tx| {
        if tx.is_sqlite() {
            tx.run_text("PRAGMA defer_foreign_keys = ON", &[])?;
        }
        tx.run_text(text, &[])
    });
    done.map_err(|error: DbError| error).unwrap();
    db.close();
}

#[test]
fn sound_records_are_called_sound() {
    for place in Place::each() {
        place.cast();
        let said = place.run(&["verify"]).fine();
        assert!(said.contains("Open Door: the audit's chain of"), "{said}");
        assert!(said.contains("Far Shore: the search index"), "{said}");
        assert!(!said.contains("wrong"), "{said}");
    }
}

#[test]
fn a_changed_audit_entry_is_found() {
    for place in Place::each() {
        let cast = place.cast();
        let serving = place.serve();
        let browser = crate::browser::Browser::of(serving.address, cast.cookie("ana"));
        assert_eq!(browser.get(&format!("/people/{}", cast.jordan)).unwrap().status, 200);
        assert!(serving.terminate().0.success());
        place.run(&["verify"]).fine();
        meddle(&place, "UPDATE audit_entries SET why = 'something else' WHERE sequence = 1");
        let ended = place.run(&["verify"]);
        assert!(ended.said().contains("Open Door: audit entry 1 was changed"), "{}", ended.said());
        assert!(ended.refused().contains("1 things are wrong"));
    }
}

#[test]
fn a_person_who_cannot_be_found_any_more_is_named() {
    for place in Place::each() {
        let cast = place.cast();
        meddle(&place, "DELETE FROM participant_keys");
        let ended = place.run(&["verify"]);
        let said = ended.said();
        assert!(
            said.contains("search index is wrong for 1 people") && said.contains(&cast.jordan.to_string()),
            "{said}"
        );
        ended.refused();
    }
}

#[test]
fn a_row_that_names_nobody_is_found() {
    let Some(place) = Place::postgres() else { return };
    place.cast();
    let text = "ALTER TABLE enrollments DROP CONSTRAINT enrollments_organization_id_participant_id_fkey; \
                UPDATE enrollments SET participant_id = '018f0000-0000-7000-8000-000000000000'; \
                ALTER TABLE enrollments ADD CONSTRAINT enrollments_organization_id_participant_id_fkey \
                FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id) NOT VALID";
    meddle(&place, text);
    let ended = place.run(&["verify"]);
    let said = ended.said();
    assert!(said.contains("2 rows of enrollments name a row of participants that is not there"), "{said}");
    ended.refused();
}

#[test]
fn a_changed_and_a_missing_attachment_are_told_apart() {
    let place = Place::sqlite();
    let cast = place.cast();
    let (changed, missing) = (attach(&place, &cast, "Monday walk"), attach(&place, &cast, "Tuesday music"));
    std::fs::write(changed, "Friday walk").unwrap();
    std::fs::remove_file(missing).unwrap();
    let ended = place.run(&["verify"]);
    let said = ended.said();
    assert!(said.contains("is not what was stored") && said.contains("is missing"), "{said}");
    assert!(ended.refused().contains("2 things are wrong"));
}

#[test]
fn a_missing_file_of_an_import_that_waits_is_found() {
    for place in Place::each() {
        let cast = place.cast();
        let import = |status: &'static str| {
            let (organization, at) = (cast.organization, cast.clock.moment());
            let (id, file): (ground::ids::RecordId, ground::ids::RecordId) = (at.id(), at.id());
            let db = place.database();
            cast.write(&db, move |tx| {
                tx.run(
                    kit::sql!(
                        "INSERT INTO imports (organization_id, id, target, file_name, file_id, mapping, report, status,
                            rows_total, rows_done, words, created_at)
                         VALUES ($1, $2, 'participants', 'people.csv', $3, $4, $4, $5, 0, 0, '', $6)"
                    ),
                    &[&organization, &id, &file, &serde_json::json!({}), &status, &at.now],
                )
            });
            db.close();
            id
        };
        import("done");
        assert!(
            place.run(&["verify"]).fine().contains("all 0 imports that wait"),
            "what came in needs its file no more"
        );
        let id = import("looked_at");
        let ended = place.run(&["verify"]);
        assert!(ended.said().contains(&format!("the file of import {id} is missing")), "{}", ended.said());
        assert!(ended.refused().contains("1 things are wrong"));
    }
}

#[test]
fn the_doctor_finds_a_fresh_set_up_sound() {
    for place in Place::each() {
        place.cast();
        assert!(place.serve().terminate().0.success());
        let said = place.run(&["doctor"]).fine();
        assert!(
            said.contains("ok    only its owner can read") || said.contains("only its owner can read it"),
            "{said}"
        );
        assert!(said.contains("the schema has all"), "{said}");
        assert!(said.contains("warn  no mail is sent"), "{said}");
        assert!(!said.contains("fail"), "{said}");
    }
}

#[test]
fn the_doctor_hides_secrets_and_says_what_to_do() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::sqlite();
    place.cast();
    assert!(place.serve().terminate().0.success());
    let key = place.data().join("seal.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    configure(
        &place,
        "[mail]\nhost = \"127.0.0.1\"\nport = 1\nsecurity = \"none\"\nfrom = \"peers@example.org\"\nuser = \"peers\"\npassword = \"quiet-harbor\"\n",
    );
    let ended = place.run(&["doctor"]);
    let said = ended.said();
    assert!(!said.contains("quiet-harbor") && said.contains("mail.password = (hidden)"), "{said}");
    assert!(said.contains("chmod 600") && said.contains("fail  the mail server does not let us in"), "{said}");
    assert!(ended.refused().contains("2 of these"));
}
