#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

use std::sync::LazyLock;

use ground::{access::copy_grants, audit, schema};
use jiff::civil::date;
use kit::testing::{TestDb, both};

use super::*;

static WORLD: LazyLock<World> = LazyLock::new(|| World::make(DEMO_SEED, date(2026, 5, 14)));

fn clock() -> kit::clock::Clock {
    kit::clock::Clock::fixed("2026-05-14T13:00:00Z".parse().unwrap(), 3)
}

fn loaded(on: &TestDb) {
    fill(&on.db, WORLD.clone(), clock().moment(), "$argon2id$no".to_owned()).unwrap();
    on.db
        .write_now(Tenant::System, |tx| copy_grants(tx, &Rules::shipped().matrix))
        .unwrap_or_else(|error: DbError| panic!("{error}"));
}

fn count(on: &TestDb, statement: &'static kit::db::Statement) -> usize {
    let found: Result<Option<i64>, DbError> = on.db.read_now(Tenant::System, move |tx| tx.one(statement, &[]));
    usize::try_from(found.unwrap().unwrap()).unwrap()
}

#[test]
fn the_whole_world_arrives_on_both_engines() {
    both(&schema::steps().unwrap(), |on| {
        assert_eq!(found(&on.db).unwrap(), Found::Nothing);
        loaded(on);
        assert_eq!(found(&on.db).unwrap(), Found::Demo);
        let world = &*WORLD;
        let signed = world.contacts.iter().filter(|one| one.life.signed_at.is_some()).count();
        let drafts = world.contacts.iter().filter(|one| one.life.state == NoteState::Draft).count();
        let numbers = [
            (count(on, sql!("SELECT COUNT(*) FROM participants")), world.participants.len()),
            (count(on, sql!("SELECT COUNT(*) FROM enrollments")), world.participants.len()),
            (count(on, sql!("SELECT COUNT(*) FROM accounts")), world.staff.len() + space::SIGN_INS.len()),
            (count(on, sql!("SELECT COUNT(*) FROM referrals")), world.referrals.len()),
            (count(on, sql!("SELECT COUNT(*) FROM goals")), world.goals.len()),
            (count(on, sql!("SELECT COUNT(*) FROM contacts")), signed),
            (count(on, sql!("SELECT COUNT(*) FROM drafts")), drafts),
            (count(on, sql!("SELECT COUNT(*) FROM account_people")), 2),
        ];
        for (place, (found, expected)) in numbers.into_iter().enumerate() {
            assert_eq!(found, expected, "number {place} on {}", on.engine);
        }
        let tallies: i64 = world
            .participants
            .iter()
            .map(|one| one.id)
            .map(|id| Loading::new(world, clock().moment()).tally(id).0)
            .sum();
        assert_eq!(count(on, sql!("SELECT CAST(SUM(contacts_count) AS BIGINT) FROM participants")), tallies as usize);
    });
}

#[test]
fn the_audit_is_a_whole_chain() {
    both(&schema::steps().unwrap(), |on| {
        loaded(on);
        let (length, broken) = on
            .db
            .read_now(Tenant::System, |tx| {
                let all = tx.list(sql!("SELECT organization_id FROM organizations LIMIT 2"), &[])?;
                audit::verify(tx, all[0])
            })
            .unwrap_or_else(|error: DbError| panic!("{error}"));
        assert_eq!(broken, None);
        assert!((1_000..6_000).contains(&length), "{length} entries");
    });
}

#[test]
fn every_open_promise_is_somebodys_or_waits_in_a_program() {
    both(&schema::steps().unwrap(), |on| {
        loaded(on);
        let open = count(on, sql!("SELECT COUNT(*) FROM promises WHERE closed_at IS NULL"));
        let kept = count(
            on,
            sql!(
                "SELECT COUNT(*) FROM promises o WHERE o.closed_at IS NULL
                 AND ((o.owner_id IS NULL AND o.program_id IS NOT NULL) OR EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.organization_id
                    AND m.account_id = o.owner_id AND (m.program_id IS NULL OR m.program_id = o.program_id)))"
            ),
        );
        assert!(open > 60, "{open} open promises");
        assert_eq!(open, kept);
        let shown = sql!(
            "SELECT COUNT(*) FROM promises o WHERE o.evidence_id IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM contacts c WHERE c.organization_id = o.organization_id AND c.id = o.evidence_id)"
        );
        assert_eq!(count(on, shown), 0);
    });
}

#[test]
fn every_kind_of_promise_is_there_to_be_seen() {
    both(&schema::steps().unwrap(), |on| {
        loaded(on);
        for (what, found) in [
            (
                "calls of plans",
                count(
                    on,
                    sql!(
                        "SELECT COUNT(*) FROM promises WHERE kind = 'call' AND origin_kind = 'call_plan' AND closed_at IS NULL"
                    ),
                ),
            ),
            (
                "calls of nothing",
                1 - count(on, sql!("SELECT COUNT(*) FROM promises WHERE kind = 'call' AND origin_kind <> 'call_plan'")),
            ),
            (
                "follow-ups kept",
                count(
                    on,
                    sql!("SELECT COUNT(*) FROM promises WHERE kind = 'crisis_follow_up' AND evidence_id IS NOT NULL"),
                ),
            ),
            (
                "check-ins kept",
                count(on, sql!("SELECT COUNT(*) FROM promises WHERE kind = 'check_in' AND evidence_id IS NOT NULL")),
            ),
            (
                "check-ins open",
                count(on, sql!("SELECT COUNT(*) FROM promises WHERE kind = 'check_in' AND closed_at IS NULL")),
            ),
        ] {
            assert!(found > 0, "{what} on {}", on.engine);
        }
    });
}

#[test]
fn nothing_that_happened_lies_ahead() {
    both(&schema::steps().unwrap(), |on| {
        loaded(on);
        let now = clock().moment().now;
        let ahead = |statement: &'static kit::db::Statement| {
            let found: Result<Option<i64>, DbError> =
                on.db.read_now(Tenant::System, move |tx| tx.one(statement, &[&now]));
            assert_eq!(found.unwrap(), Some(0));
        };
        ahead(sql!("SELECT COUNT(*) FROM contacts WHERE ends_at > $1 OR signed_at > $1"));
        ahead(sql!("SELECT COUNT(*) FROM contact_acts WHERE at > $1"));
        ahead(sql!("SELECT COUNT(*) FROM status_changes WHERE at > $1"));
        ahead(sql!("SELECT COUNT(*) FROM promises WHERE opened_at > $1 OR closed_at > $1"));
        ahead(sql!("SELECT COUNT(*) FROM audit_entries WHERE at > $1"));
        ahead(sql!("SELECT COUNT(*) FROM drafts WHERE saved_at > $1"));
    });
}

#[test]
fn an_organization_of_ones_own_is_left_alone() {
    let on = kit::testing::sqlite(&schema::steps().unwrap());
    ground::testing::Cast::on(&on.db);
    assert_eq!(found(&on.db).unwrap(), Found::Another);
}

#[test]
fn every_key_is_in_its_list() {
    let lists = &Rules::shipped().lists;
    let has = |list: &str, key: &str| {
        assert!(lists.get(list).unwrap_or_else(|| panic!("no list {list}")).item(key).is_some(), "{key} in {list}");
    };
    for one in &WORLD.contacts {
        has("contact_kinds", contacts::kind(one.kind));
        has("contact_outcomes", contacts::outcome(one.outcome));
        has("modes", contacts::mode(one.mode));
        has("places", contacts::place(one.setting));
        contacts::areas(one).into_iter().for_each(|key| has("functional_areas", key));
        contacts::competencies(one).iter().for_each(|key| has("competencies", key));
        let template = Rules::shipped().templates.get(one.template).unwrap();
        one.sections.iter().for_each(|section| assert!(template.section(section.key).is_some(), "{}", section.key));
        assert!(template.fits(contacts::kind(one.kind)), "{} for {:?}", one.template, one.kind);
    }
    for one in &WORLD.programs {
        has("program_types", one.kind);
        has("settings", house::setting(one.setting));
    }
}

#[test]
fn everybody_may_sign_in_and_reads_how() {
    let text = greeting("http://127.0.0.1:8080/", WORLD.today);
    assert!(text.contains(DEMO_PASSWORD) && text.contains("http://127.0.0.1:8080/"));
    assert!(WORLD.sign_in_lines().iter().all(|line| text.contains(&line.email) && text.contains(&line.name)), "{text}");
}
