use ground::{access::Scope, testing::Cast};
use hsds::Listing;
use kit::{db::DbError, forms::Form, ids::Id as _, testing::TestDb};

use super::{ana, furnish, look, names, on_both, service, town, write};
use crate::directory::{
    desk, export,
    find::Query,
    importing::{self, Counts, Desk, DirectoryImportId, New, Stage, Stopped},
};

fn desk(on: &TestDb, cast: &Cast) -> Desk {
    Desk { db: on.db.clone(), clock: cast.clock.clone() }
}

/// A list that came and that nobody has looked at.
fn come(on: &TestDb, cast: &Cast, source: &'static str) -> DirectoryImportId {
    let new = New { source: source.to_owned(), file_name: "town.json".to_owned(), ..New::default() };
    write(on, &ana(cast), move |tx, scope| importing::insert(tx, scope, &new))
}

fn dry(on: &TestDb, cast: &Cast, listing: Listing, source: &'static str) -> (DirectoryImportId, Counts) {
    let id = come(on, cast, source);
    (id, importing::look(&desk(on, cast), &ana(cast), id, &listing).unwrap())
}

fn apply(on: &TestDb, cast: &Cast, id: DirectoryImportId) {
    importing::bring(&desk(on, cast), &ana(cast), id).unwrap();
}

fn import(on: &TestDb, cast: &Cast, id: DirectoryImportId) -> importing::Import {
    write(on, &ana(cast), move |tx, scope| importing::find_import(tx, scope.organization, id)).unwrap()
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
        let twice = importing::bring(&desk(on, cast), &ana(cast), id);
        assert!(matches!(twice, Err(Stopped::Taken)), "a list is brought in once");
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
    importing::files::opened(files.collect()).unwrap().listing("x", None)
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
        importing::take_back(&desk(on, cast), &ana(cast), id).unwrap();
        assert_eq!(exported(on, &ana(cast)), before, "on {}", on.engine);
        let found = look(on, cast, Query { words: "pantry".to_owned(), ..Query::default() });
        assert_eq!(found.hits.first().map(|hit| hit.id.uuid()), Some(service("s1").uuid()));
    });
}

#[test]
fn a_list_that_was_stopped_half_way_can_be_brought_in_again() {
    on_both(|on, cast| {
        let (id, _) = dry(on, cast, town(), "county");
        // Somebody begins, and is never heard of again.
        let at = cast.clock.moment().now;
        assert!(write(on, &ana(cast), move |tx, scope| importing::take(
            tx,
            scope.organization,
            id,
            Stage::Running,
            at
        )));
        let one = import(on, cast, id);
        assert!(one.is_at_work(at) && !one.is_stopped(at), "on {}", on.engine);
        let busy = importing::bring(&desk(on, cast), &ana(cast), id);
        assert!(matches!(busy, Err(Stopped::Taken)), "while somebody answers for it nobody else begins");
        cast.clock.set(at.checked_add(jiff::SignedDuration::from_mins(3)).unwrap());
        let later = cast.clock.moment().now;
        assert!(one.is_stopped(later));
        assert_eq!(one.stage(later), Stage::Failed);
        apply(on, cast, id);
        let one = import(on, cast, id);
        assert_eq!(one.stage(cast.clock.moment().now), Stage::Done);
        assert_eq!((one.rows_done, one.rows_done == one.rows_total), (18, true), "14 records and 4 services in order");
        assert_eq!(look(on, cast, Query::default()).hits.len(), 3, "on {}", on.engine);
    });
}

#[test]
fn a_storage_that_fails_is_told_and_leaves_the_list_to_be_brought_in_again() {
    on_both(|on, cast| {
        let mut broken = town();
        // A pair whose place is nowhere: put_pair finds no location and the service has no such agency.
        broken.services[0].insert("organization_id".to_owned(), uuid::Uuid::from_u128(404).to_string().into());
        let (id, _) = dry(on, cast, broken, "county");
        let stopped = importing::bring(&desk(on, cast), &ana(cast), id);
        assert!(matches!(stopped, Err(Stopped::Storage(_))), "on {}", on.engine);
        let one = import(on, cast, id);
        assert_eq!(one.stage(cast.clock.moment().now), Stage::Failed);
        assert!(!one.words.is_empty());
        let tried = importing::look(&desk(on, cast), &ana(cast), id, &town());
        assert!(matches!(tried, Err(Stopped::Taken)), "what is half in is not looked at as if it were new");
        let (again, _) = dry(on, cast, town(), "county");
        apply(on, cast, again);
        assert_eq!(look(on, cast, Query::default()).hits.len(), 3);
    });
}

#[test]
fn a_list_that_is_looked_at_again_is_compared_anew() {
    on_both(|on, cast| {
        let (id, first) = dry(on, cast, town(), "county");
        let again = importing::look(&desk(on, cast), &ana(cast), id, &town()).unwrap();
        assert_eq!(first, again, "on {}", on.engine);
        apply(on, cast, id);
        assert_eq!(look(on, cast, Query::default()).hits.len(), 3);
    });
}

#[test]
fn a_plain_list_is_matched_once_and_known_the_next_time() {
    on_both(|on, cast| {
        let text = "Recurso,Llame a,Kind,Notas internas\nDespensa Mill,315-555-0105,food pantry,call Bo\n";
        let file = importing::files::File { name: "county.csv".to_owned(), bytes: text.as_bytes().to_vec() };
        let opened = importing::files::opened(vec![file]).unwrap();
        let importing::files::Opened::Plain(sheet) = &opened else { panic!("a plain list is told as one") };
        let guessed = importing::for_columns(sheet, &[]);
        assert_eq!(guessed.fields.get(&0).map(String::as_str), Some("service"), "the heading is known in Spanish");
        assert_eq!(guessed.fields.get(&1), None);
        let said = guessed.said(&Form::parse(b"field_0=service&field_1=phone&field_2=words&mapping_name=County"));
        said.fit().unwrap();
        let new = New { source: "county".to_owned(), plain: Some(guessed), ..New::default() };
        let (id, kept) = write(on, &ana(cast), {
            let said = said.clone();
            move |tx, scope| {
                let id = importing::insert(tx, scope, &new)?;
                importing::save_mapping(tx, scope, &said.saved().unwrap())?;
                Ok::<_, DbError>((id, importing::set_plain(tx, scope, id, &said)?))
            }
        });
        assert!(kept, "on {}", on.engine);
        let plain = import(on, cast, id).plain().unwrap();
        assert_eq!(plain, said);
        let listing = opened.listing("county", Some(&plain.fields));
        importing::look(&desk(on, cast), &ana(cast), id, &listing).unwrap();
        apply(on, cast, id);
        let found = look(on, cast, Query { words: "despensa".to_owned(), ..Query::default() });
        assert_eq!((names(&found), found.hits[0].phone.as_str()), (vec!["Despensa Mill"], "315-555-0105"));
        let saved = write(on, &ana(cast), importing::mappings);
        assert_eq!(importing::for_columns(sheet, &saved).fields, said.fields, "the next list finds it by itself");
        let late = write(on, &ana(cast), move |tx, scope| importing::set_plain(tx, scope, id, &said));
        assert!(!late, "what is in is not matched anew");
    });
}
