use ground::{access::Scope, testing::Cast};
use hsds::Listing;
use kit::{db::DbError, faults::Fault, ids::Id as _, testing::TestDb};

use super::{ana, furnish, look, names, on_both, service, town, write};
use crate::directory::{
    desk, export,
    find::Query,
    importing::{self, Counts, DirectoryImportId},
};

fn dry(on: &TestDb, cast: &Cast, listing: Listing, source: &'static str) -> (DirectoryImportId, Counts) {
    write(on, &ana(cast), move |tx, scope| {
        let id = importing::dry_run(tx, scope, (source, "town.json"), &listing)?;
        let import = importing::find_import(tx, scope, id)?.expect("an import that was just made");
        Ok::<_, DbError>((id, import.counts()))
    })
}

fn apply(on: &TestDb, cast: &Cast, id: DirectoryImportId) {
    write(on, &ana(cast), move |tx, scope| importing::apply_import(tx, scope, id));
}

fn exported(on: &TestDb, scope: &Scope) -> Listing {
    let scope = scope.clone();
    let found: Result<Listing, DbError> =
        on.db.read_now(scope.tenant(), move |tx| export::listing(tx, scope.organization));
    found.unwrap()
}

fn digests(records: &[hsds::Record]) -> Vec<String> {
    let mut all: Vec<String> = records.iter().map(hsds::hash_of).collect();
    all.sort();
    all
}

#[test]
fn looking_at_a_list_changes_nothing_and_bringing_it_in_does() {
    on_both(|on, cast| {
        let (id, counts) = dry(on, cast, town(), "county");
        assert_eq!((counts.new, counts.same, counts.problems), (14, 0, 0), "on {}", on.engine);
        assert!(look(on, cast, Query::default()).hits.is_empty());
        apply(on, cast, id);
        assert_eq!(look(on, cast, Query::default()).hits.len(), 3);
        let scope = ana(cast);
        let twice: Result<(), Fault> =
            on.db.write_now(scope.tenant(), move |tx| importing::apply_import(tx, &scope, id));
        assert!(matches!(twice, Err(Fault::NotFound)), "a list is brought in once");
    });
}

#[test]
fn the_same_list_again_changes_nothing() {
    on_both(|on, cast| {
        let (id, _) = dry(on, cast, town(), "county");
        apply(on, cast, id);
        let before = exported(on, &ana(cast));
        let (id, counts) = dry(on, cast, town(), "county");
        assert_eq!((counts.new, counts.changed, counts.same, counts.edited_here), (0, 0, 14, 0), "on {}", on.engine);
        apply(on, cast, id);
        assert_eq!(exported(on, &ana(cast)), before);
    });
}

#[test]
fn what_came_in_goes_out_and_comes_in_elsewhere_the_same() {
    on_both(|on, cast| {
        furnish(on, cast);
        let out = exported(on, &ana(cast));
        for list in [hsds::from_json(hsds::to_json(&out).to_string().as_bytes(), "out.json", "x"), tables(&out)] {
            let tess = cast.scope("tess", ground::rules::matrix::Permission::KeepDirectory);
            write(on, &tess, move |tx, scope| importing::bring_in(tx, scope.into(), &list, "open door"));
            let there = exported(on, &tess);
            for (one, other) in [
                (&out.services, &there.services),
                (&out.organizations, &there.organizations),
                (&out.locations, &there.locations),
                (&out.service_at_locations, &there.service_at_locations),
                (&out.terms, &there.terms),
            ] {
                assert_eq!(digests(one), digests(other), "on {}", on.engine);
            }
        }
    });
}

fn tables(listing: &Listing) -> Listing {
    let files = hsds::to_sheets(listing)
        .into_iter()
        .map(|sheet| importing::files::File { name: sheet.file.clone(), bytes: hsds::to_text(&sheet).into_bytes() });
    importing::files::listing(files.collect(), "x").unwrap()
}

#[test]
fn what_was_changed_on_both_sides_waits_for_a_decision() {
    on_both(|on, cast| {
        let (id, _) = dry(on, cast, town(), "county");
        apply(on, cast, id);
        write(on, &ana(cast), |tx, scope| {
            desk::set_status(tx, scope, service("s1"), "temporarily closed", "Flooded", None)
        });
        let mut newer = town();
        newer.services[0].insert("description".to_owned(), "Groceries and more".into());
        newer.services[1].insert("description".to_owned(), "Come in".into());
        let (id, counts) = dry(on, cast, newer, "county");
        assert_eq!((counts.changed, counts.edited_here), (1, 1), "on {}", on.engine);
        apply(on, cast, id);
        let hits = look(on, cast, Query::default()).hits;
        let pantry = hits.iter().find(|hit| hit.name == "Food pantry").unwrap();
        assert_eq!((pantry.status.as_str(), pantry.alert.as_str()), ("temporarily closed", "Flooded"), "ours stays");
        let words = Query { words: "more".to_owned(), ..Query::default() };
        assert!(look(on, cast, words).hits.is_empty());
    });
}

#[test]
fn a_likely_twin_comes_in_only_when_somebody_says_so() {
    on_both(|on, cast| {
        furnish(on, cast);
        let other = r#"[{"id":"77","name":"FOOD PANTRY","status":"active","organization":{"id":"o","name":"The Neighbors","description":""},
            "phones":[{"id":"p","number":"315.555.0105"}]}]"#;
        let other = hsds::from_json(other.as_bytes(), "other.json", "other");
        let (id, counts) = dry(on, cast, other.clone(), "other");
        assert_eq!((counts.twins, counts.new), (1, 1), "on {}", on.engine);
        apply(on, cast, id);
        assert_eq!(look(on, cast, Query::default()).hits.len(), 3, "nobody decided");
        let (id, _) = dry(on, cast, other, "other");
        write(on, &ana(cast), move |tx, scope| {
            let rows = importing::to_decide(tx, scope, id)?;
            assert_eq!(rows[0].twin(), Some(service("s1")));
            importing::decide_row(tx, scope, id, rows[0].position, true)
        });
        apply(on, cast, id);
        let found = look(on, cast, Query::default());
        assert_eq!(names(&found).iter().filter(|name| name.to_lowercase() == "food pantry").count(), 2);
    });
}

#[test]
fn taking_a_list_back_leaves_the_directory_as_it_was() {
    on_both(|on, cast| {
        let (id, _) = dry(on, cast, town(), "county");
        apply(on, cast, id);
        let before = exported(on, &ana(cast));
        let mut newer = town();
        newer.services[0].insert("name".to_owned(), "Free groceries".into());
        newer.services.push(
            serde_json::from_value(serde_json::json!({
                "id": uuid::Uuid::from_u128(9).to_string(), "name": "New one", "status": "active",
                "organization_id": newer.services[0]["organization_id"],
            }))
            .unwrap(),
        );
        let (id, _) = dry(on, cast, newer, "county");
        apply(on, cast, id);
        assert_eq!(look(on, cast, Query::default()).hits.len(), 4, "on {}", on.engine);
        write(on, &ana(cast), move |tx, scope| importing::undo_import(tx, scope, id));
        assert_eq!(exported(on, &ana(cast)), before, "on {}", on.engine);
        let found = look(on, cast, Query { words: "pantry".to_owned(), ..Query::default() });
        assert_eq!(found.hits.first().map(|hit| hit.id.uuid()), Some(service("s1").uuid()));
    });
}
