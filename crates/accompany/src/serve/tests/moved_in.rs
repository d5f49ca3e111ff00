//! A contact that came in from a file is read on the same pages as one that was written here.

use axum::http::StatusCode;
use care::moving::{self, Desk, ImportId, NewImport, Target, mapping};
use ground::rules::matrix::Permission;

use super::{
    House,
    contacts::{get, on_each_engine},
};

const WORDS: &str = "We walked to the library and back.";
const TOPIC: &str = "The new library card";

/// Brings in one contact of Jordan's, as the director does with a file. Answers the contact's address.
fn bring_in(house: &House) -> String {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("contacts.csv");
    let jordan = house.cast.jordan;
    let text = format!("Participant,Date,Minutes,Topic,Note\n{jordan},2026-04-01,45,{TOPIC},{WORDS}\n");
    std::fs::write(&path, text).unwrap();
    let desk = Desk { db: house.app.db.clone(), clock: house.cast.clock.clone() };
    let scope = house.cast.scope("ruth", Permission::ImportData);
    let target = Target::Contacts;
    let mut mapping = mapping::for_file(target, &moving::sniff(&path).unwrap().columns, Vec::new());
    mapping::fix(&mut mapping, "program", "walking together");
    let organization = scope.organization;
    let report = moving::look(&desk, organization, target, &mapping, &path, &mut |_| Ok(()), &mut |_, _| {}).unwrap();
    let id: ImportId = scope.at.id();
    let file_name = "contacts.csv".to_owned();
    moving::insert_looked_at(&desk, &scope, NewImport { id, target, file_name, file: None, mapping, report }).unwrap();
    assert_eq!(moving::run(&desk, &scope, id, &path, &mut |_, _| {}).unwrap(), 1);
    let contact: Option<uuid::Uuid> = house.cast.write(&house.app.db, move |tx| {
        tx.one(
            kit::sql!("SELECT id FROM contacts WHERE organization_id = $1 AND template = 'imported'"),
            &[&organization],
        )
    });
    format!("/contacts/{}", contact.unwrap())
}

#[test]
fn a_contact_that_was_moved_in_opens_wherever_contacts_are_read() {
    on_each_engine(async |house| {
        let contact = bring_in(house);
        let jordan = house.cast.jordan;
        let list = get(house, "ana", &format!("/people/{jordan}/contacts")).await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(list.page.contains(&contact), "the list leads to it");
        for (who, path) in [
            ("ana", contact.clone()),
            ("ana", format!("{contact}/print")),
            ("jordan", contact.replace("/contacts/", "/me/notes/")),
            ("jordan", "/me/record/print".to_owned()),
        ] {
            let seen = get(house, who, &path).await;
            assert_eq!(seen.status, StatusCode::OK, "{who} opens {path}: {}", seen.page);
            assert!(seen.page.contains(WORDS) && seen.page.contains(TOPIC), "{who} reads it at {path}");
        }
    });
}
