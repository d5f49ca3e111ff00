#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::collections::BTreeMap;

use kit::{
    clock::Clock,
    db::{Db, DbError, Tenant, Tx},
    ids::Id,
    sql,
    testing::both,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    append,
    draft::{Fields, Merged, NewDraft, Save},
    find, make, set_aside,
    store::{list_open, list_set_aside},
    submit, take_back,
};
use crate::{
    access::{Actor, Membership, Request, Scope, copy_grants},
    ids::{AccountId, ClientId, DraftId, OrganizationId, ProgramId, RecordId, SessionId},
    rules::{
        Rules,
        matrix::{Permission, Role},
    },
    schema,
};

fn fields(pairs: &[(&str, &str)]) -> Fields {
    Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect())
}

fn tab(number: u128) -> ClientId {
    ClientId::from(Uuid::from_u128(number))
}

fn save(client: u128, sequence: i64, base: i64, pairs: &[(&str, &str)]) -> Save {
    Save { client: tab(client), sequence, base, fields: fields(pairs) }
}

// ---- The rule of merging ----

/// Saves with distinct (tab, sequence), as the key of the table makes them.
fn saves() -> impl Strategy<Value = Vec<Save>> {
    let words = prop::collection::btree_map("[abc]", "[xyz]{0,3}", 1..3);
    let one = (0_u128..3, 1_i64..6, 0_i64..4, words);
    prop::collection::vec(one, 1..12).prop_map(|all| {
        let mut by_key = BTreeMap::new();
        for (client, sequence, base, words) in all {
            let fields = Fields(words.into_iter().map(|(name, value)| (name, Value::from(value))).collect());
            by_key.insert((client, sequence), Save { client: tab(client), sequence, base, fields });
        }
        by_key.into_values().collect()
    })
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_of_saves_gives_the_same_words(
        (saves, shuffled) in saves().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let mut straight = Merged::default();
        saves.iter().for_each(|save| straight.take(save));
        let mut other = Merged::default();
        for save in &shuffled {
            other.take(save);
        }
        for index in again {
            other.take(index.get(&shuffled));
        }
        prop_assert_eq!(straight, other);
    }
}

#[test]
fn a_tab_that_had_seen_more_is_newer() {
    let mut words = Merged::default();
    words.take(&save(1, 9, 3, &[("story", "from the telephone")]));
    words.take(&save(2, 1, 5, &[("story", "from the desk")]));
    words.take(&save(1, 10, 3, &[("story", "late from the telephone")]));
    assert_eq!(words.fields.text("story"), "from the desk");
}

#[test]
fn a_save_with_something_that_is_no_text_is_refused() {
    let mut odd = save(1, 1, 0, &[]);
    odd.fields.set("story", json!({ "a": 1 }));
    assert!(odd.check().is_err());
    odd.fields.set("story", "a\0b");
    assert!(odd.check().is_err());
    odd.fields.set("story", "x".repeat(500_000));
    assert!(odd.check().is_err());
    odd.fields.set("story", json!(["one", "two"]));
    assert!(odd.check().is_ok());
}

// ---- In the database ----

struct World {
    clock: Clock,
    organization: OrganizationId,
    program: ProgramId,
    ana: AccountId,
    mei: AccountId,
}

impl World {
    fn build(db: &Db) -> Self {
        let clock = Clock::fixed("2026-05-14T18:00:00Z".parse().unwrap(), 7);
        let at = clock.moment();
        let world = Self { organization: at.id(), program: at.id(), ana: at.id(), mei: at.id(), clock: clock.clone() };
        let (organization, program, people, site) =
            (world.organization, world.program, [world.ana, world.mei], at.id::<RecordId>());
        db.write_now(Tenant::System, move |tx| {
            copy_grants(tx, &Rules::shipped().matrix)?;
            tx.run(
                sql!(
                    "INSERT INTO organizations (organization_id, name, time_zone, is_demo, created_at, version)
                     VALUES ($1, 'Open Door', 'America/New_York', $2, $3, 1)"
                ),
                &[&organization, &false, &at.now],
            )?;
            tx.run(
                sql!(
                    "INSERT INTO sites (organization_id, id, name, address, phone, version)
                     VALUES ($1, $2, 'Main', '', '', 1)"
                ),
                &[&organization, &site],
            )?;
            tx.run(
                sql!(
                    "INSERT INTO programs (organization_id, id, site_id, name, kind, setting, time_zone, capacity,
                        rapid_access_days, sign_within_hours, cosign, cosign_percent, note_template, created_at, version)
                     VALUES ($1, $2, $3, 'Young adults', 'community', 'community', 'America/New_York', 40, 14, 48,
                        'none', 0, 'peer_narrative', $4, 1)"
                ),
                &[&organization, &program, &site, &at.now],
            )?;
            for (number, person) in people.into_iter().enumerate() {
                let email = format!("{number}@example.org");
                tx.run(
                    sql!(
                        "INSERT INTO accounts (organization_id, id, email, email_folded, name, sort_key, pronouns, phone,
                            about, language, theme, draft_key, created_at, version)
                         VALUES ($1, $2, $3, $3, $3, $3, '', '', '', 'en', 'auto', $4, $5, 1)"
                    ),
                    &[&organization, &person, &email, &vec![7_u8; 32], &at.now],
                )?;
            }
            Ok::<_, DbError>(())
        })
        .unwrap();
        world
    }

    fn scope(&self, account: AccountId) -> Scope {
        let at = self.clock.moment();
        let actor = Actor {
            organization: self.organization,
            organization_name: "Open Door".to_owned(),
            account,
            session: at.id::<SessionId>(),
            name: "Ana".to_owned(),
            language: "en".to_owned(),
            theme: "auto".to_owned(),
            text_size: crate::reading::TextSize::Usual,
            is_device_shared: false,
            time_zone: "America/New_York".to_owned(),
            memberships: vec![Membership { program: Some(self.program), role: Role::PeerSpecialist }],
        };
        actor.may(Permission::SeeMyDay, &Request::internal(at)).unwrap()
    }

    fn new_draft(&self) -> NewDraft {
        NewDraft {
            kind: "contacts",
            participant: None,
            subject: None,
            program: self.program,
            fields: fields(&[("date", "2026-05-14")]),
            promise_words: "Finish your note".to_owned(),
        }
    }
}

fn as_ana(test: impl Fn(&mut Tx<'_>, &World, &Scope) + Send + Sync + Copy + 'static) {
    both(&schema::steps().unwrap(), |on| {
        let world = World::build(&on.db);
        let scope = world.scope(world.ana);
        on.db
            .write_now(scope.tenant(), move |tx| {
                test(tx, &world, &scope);
                Ok::<_, DbError>(())
            })
            .unwrap();
    });
}

fn due_of(tx: &mut Tx<'_>, scope: &Scope, id: DraftId) -> Option<String> {
    let due: Option<jiff::Timestamp> = tx
        .one(
            sql!("SELECT due_at FROM promises WHERE organization_id = $1 AND origin_id = $2 AND closed_at IS NULL"),
            &[&scope.organization, &id.uuid()],
        )
        .unwrap();
    due.map(|due| due.to_string())
}

#[test]
fn repeating_a_save_changes_nothing() {
    as_ana(|tx, world, scope| {
        let id = make(tx, scope, &world.new_draft()).unwrap();
        let first = append(tx, scope, id, &save(1, 1, 0, &[("story", "We walked")])).unwrap().unwrap();
        let again = append(tx, scope, id, &save(1, 1, 0, &[("story", "something else")])).unwrap().unwrap();
        assert_eq!((first.version, again.version), (1, 1));
        assert_eq!(find(tx, scope, id).unwrap().unwrap().fields.text("story"), "We walked");
    });
}

#[test]
fn a_second_device_is_told_and_neither_loses_words() {
    as_ana(|tx, world, scope| {
        let id = make(tx, scope, &world.new_draft()).unwrap();
        append(tx, scope, id, &save(1, 1, 0, &[("story", "desk"), ("next", "same")])).unwrap();
        let answer =
            append(tx, scope, id, &save(2, 1, 0, &[("story", "telephone"), ("next", "same")])).unwrap().unwrap();
        assert_eq!(answer.others.len(), 1);
        assert_eq!(answer.others[0].fields, fields(&[("story", "desk")]));
        let entries: Option<i64> = tx
            .one(
                sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM draft_entries WHERE organization_id = $1 AND draft_id = $2"),
                &[&scope.organization, &id],
            )
            .unwrap();
        assert_eq!(entries, Some(2), "both entries are kept");
        let seen = append(tx, scope, id, &save(2, 2, answer.version, &[("story", "both")])).unwrap().unwrap();
        assert!(seen.others.is_empty(), "what was seen is not shown again");
    });
}

#[test]
fn a_form_sent_after_its_script_saved_the_same_words_is_no_second_device() {
    as_ana(|tx, world, scope| {
        let id = make(tx, scope, &world.new_draft()).unwrap();
        append(tx, scope, id, &save(1, 1, 0, &[("story", "We")])).unwrap();
        append(tx, scope, id, &save(1, 2, 1, &[("story", "We walked\nhome"), ("how", "")])).unwrap();
        let posted = append(tx, scope, id, &save(9, 1, 0, &[("story", "We walked\r\nhome")])).unwrap().unwrap();
        assert!(posted.others.is_empty(), "{:?}", posted.others);
    });
}

#[test]
fn the_promise_to_sign_follows_the_time_of_the_contact() {
    as_ana(|tx, world, scope| {
        let id = make(tx, scope, &world.new_draft()).unwrap();
        assert_eq!(due_of(tx, scope, id).unwrap(), "2026-05-16T18:00:00Z", "48 hours after it was begun");
        let times = [("date", "2026-05-13"), ("start", "14:00"), ("end", "14:45")];
        append(tx, scope, id, &save(1, 1, 0, &times)).unwrap();
        assert_eq!(due_of(tx, scope, id).unwrap(), "2026-05-15T18:45:00Z", "48 hours after 14:45 in New York");
    });
}

#[test]
fn a_draft_is_found_by_its_author_alone() {
    as_ana(|tx, world, scope| {
        let id = make(tx, scope, &world.new_draft()).unwrap();
        let mei = world.scope(world.mei);
        assert!(find(tx, &mei, id).unwrap().is_none());
        assert!(append(tx, &mei, id, &save(1, 1, 0, &[("story", "no")])).unwrap().is_none());
        assert!(!set_aside(tx, &mei, id).unwrap());
        assert!(list_open(tx, &mei, None, 10).unwrap().is_empty());
        assert_eq!(list_open(tx, scope, None, 10).unwrap().len(), 1);
    });
}

#[test]
fn setting_aside_lets_the_promise_go_and_taking_back_brings_it_back() {
    as_ana(|tx, world, scope| {
        let id = make(tx, scope, &world.new_draft()).unwrap();
        assert!(set_aside(tx, scope, id).unwrap());
        assert_eq!(due_of(tx, scope, id), None);
        assert!(list_open(tx, scope, None, 10).unwrap().is_empty());
        assert_eq!(list_set_aside(tx, scope, 10).unwrap().len(), 1);
        assert!(take_back(tx, scope, id).unwrap());
        assert!(due_of(tx, scope, id).is_some());
        set_aside(tx, scope, id).unwrap();
        append(tx, scope, id, &save(1, 1, 0, &[("story", "on")])).unwrap();
        assert!(due_of(tx, scope, id).is_some(), "writing on takes it back");
        assert_eq!(list_open(tx, scope, None, 10).unwrap().len(), 1);
    });
}

#[test]
fn signed_words_take_no_more_saves() {
    as_ana(|tx, world, scope| {
        let id = make(tx, scope, &world.new_draft()).unwrap();
        let record: RecordId = scope.at.id();
        assert!(submit(tx, scope, id, "contact", record).unwrap());
        assert!(!submit(tx, scope, id, "contact", record).unwrap());
        assert_eq!(due_of(tx, scope, id), None);
        assert!(append(tx, scope, id, &save(1, 1, 0, &[("story", "more")])).is_err());
        assert_eq!(find(tx, scope, id).unwrap().unwrap().submitted_as, Some(record));
    });
}

#[test]
fn the_tray_goes_on_where_a_page_ended() {
    as_ana(|tx, world, scope| {
        for _ in 0..5 {
            make(tx, scope, &world.new_draft()).unwrap();
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let lines = list_open(tx, scope, after, 2).unwrap();
            let Some(last) = lines.last() else { break };
            after = Some((last.created_at, last.id));
            seen.extend(lines.into_iter().map(|line| line.id));
        }
        let unique: std::collections::BTreeSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), unique.len()), (5, 5));
    });
}

#[test]
fn empty_tick_boxes_of_a_form_are_told_as_empty() {
    let form = kit::forms::Form::from_pairs([("story", "x"), ("areas", "advocacy"), ("areas", "coping_skills")]);
    let told = Fields::of_form(&form, &["areas", "goals"]);
    let expected: Map<String, Value> =
        json!({ "story": "x", "areas": ["advocacy", "coping_skills"], "goals": [] }).as_object().unwrap().clone();
    assert_eq!(told.0, expected);
}
