#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use kit::{db::DbError, ids::Id, testing::both};

use super::*;
use crate::{audit, schema, testing::Cast};

fn whole(now: Timestamp) -> Filter {
    Filter::new(&Asked::default(), &TimeZone::UTC, now)
}

#[test]
fn director_and_auditor_read_entries_of_their_reach_and_nobody_of_elsewhere() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let reading =
            Entry::new(&cast.scope("ana", Permission::SeePerson), Action::Read, "participant").of(cast.jordan);
        let far =
            Entry::new(&cast.scope("omar", Permission::SeePerson), Action::Read, "participant").of(cast.far.robin);
        let [ruth, lee, tess] = ["ruth", "lee", "tess"].map(|who| cast.scope(who, Permission::SeeAuditOfPerson));
        let (now, mei) = (cast.clock.moment().now, cast.account("mei"));
        let counts = on.db.write_now(kit::db::Tenant::System, move |tx| {
            audit::record(tx, &reading)?;
            audit::record(tx, &far)?;
            let mut counts = Vec::new();
            for scope in [&ruth, &lee, &tess] {
                counts.push(list(tx, scope, &whole(now))?.len());
            }
            let of_mei = Filter { account: Some(mei), ..whole(now) };
            counts.push(list(tx, &ruth, &of_mei)?.len());
            counts.push(list(tx, &ruth, &Filter { action: Some(Action::Sign), ..whole(now) })?.len());
            Ok::<_, DbError>(counts)
        });
        assert_eq!(counts.unwrap(), [1, 1, 1, 0, 0]);
        assert!(cast.organization.uuid() != cast.far.organization.uuid());
    });
}

#[test]
fn pages_of_entries_follow_one_another_without_gap_or_repeat() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let (scope, now) = (cast.scope("ruth", Permission::SeeAuditOfWorker), cast.clock.moment().now);
        let seen = on.db.write_now(scope.tenant(), move |tx| {
            for _ in 0..60 {
                audit::record(tx, &Entry::new(&scope, Action::Change, "program"))?;
            }
            let first = list(tx, &scope, &whole(now))?;
            let last = first.get(PAGE - 1).map(|one| one.sequence).unwrap_or_default();
            let second = list(tx, &scope, &Filter { before: last, ..whole(now) })?;
            let pages = first.iter().take(PAGE).chain(&second);
            Ok::<_, DbError>(pages.map(|one| one.sequence).collect::<Vec<_>>())
        });
        assert_eq!(seen.unwrap(), (1..=60).rev().collect::<Vec<i64>>());
    });
}

/// Planned for any values, PostgreSQL once read all entries there are and sorted them.
#[test]
fn a_page_is_planned_for_the_values_at_hand() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let scope = cast.scope("ruth", Permission::SeeAuditOfWorker);
        let now = cast.clock.moment().now;
        let plan = on.db.write_now(kit::db::Tenant::System, move |tx| {
            let mut lines: Vec<String> = Vec::new();
            if tx.is_sqlite() {
                return Ok::<_, DbError>(lines);
            }
            for _ in 0..100 {
                audit::record(tx, &Entry::new(&scope, Action::Change, "program"))?;
            }
            // As if there were a million of them: how they are spread stays.
            tx.run_text("ANALYZE audit_entries", &[])?;
            tx.run_text("UPDATE pg_class SET reltuples = 1000000 WHERE oid = 'audit_entries'::regclass", &[])?;
            list(tx, &scope, &whole(now))?;
            tx.run_text(&format!("PREPARE entries AS {}", entries!("").text()), &[])?;
            let (organization, account) = (scope.organization.uuid(), scope.account.uuid());
            let asked = format!(
                "EXPLAIN EXECUTE entries('{organization}', '{account}', 'see_audit_of_worker', now(), 9000, 0, \
                 '1970-01-01', '2100-01-01', 51)"
            );
            tx.each_of_text(&asked, &[], |row| {
                lines.push(row.get()?);
                Ok(true)
            })?;
            tx.run_text("DEALLOCATE entries", &[])?;
            Ok(lines)
        });
        let plan = plan.unwrap();
        assert!(!plan.iter().any(|line| line.contains("Sort Key: e.sequence")), "on {}: {plan:#?}", on.engine);
        assert_eq!(plan.is_empty(), on.engine == "sqlite");
    });
}

#[test]
fn the_table_runs_nothing_and_names_what_was_done() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let (scope, jordan) = (cast.scope("ruth", Permission::SeeAuditOfPerson), cast.jordan);
        let found = on.db.write_now(scope.tenant(), move |tx| {
            let entry = Entry::new(&scope, Action::Read, "participant").of(jordan).because("=HYPERLINK(1)");
            audit::record(tx, &entry)?;
            let filter = Filter { participant: Some(jordan), ..whole(scope.now) };
            list_of_person(tx, &scope, jordan, &filter)
        });
        let verbs = vec![(Action::Read, "opened".to_owned())];
        let text = table::written(&["Line".to_owned()], &verbs, &found.unwrap()).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(text.contains("Ruth Okafor,director,opened,participant,Jordan Rivera,"), "{text}");
        assert!(text.contains("'=HYPERLINK(1)"), "{text}");
    });
}

#[test]
fn what_was_merged_reads_as_one_trail_and_apart_again_as_two() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let (here, program, jordan, moment) = (cast.organization, cast.program, cast.jordan, cast.clock.moment());
        let twin: ParticipantId = moment.id();
        let scope = cast.scope("ana", Permission::SeePerson);
        cast.write(&on.db, move |tx| {
            crate::testing::add_participant(tx, &moment, here, program, twin, "Jordy R")?;
            audit::record(tx, &Entry::new(&scope, Action::Read, "participant").of(jordan))?;
            audit::record(tx, &Entry::new(&scope, Action::Change, "participant").of(twin))
        });
        let merge = |into: Option<ParticipantId>| {
            cast.write(&on.db, move |tx| {
                tx.run(
                    sql!("UPDATE participants SET merged_into = $3 WHERE organization_id = $1 AND id = $2"),
                    &[&here, &twin, &into],
                )
            });
        };
        let trail = |who: &str| {
            let scope = cast.scope(who, Permission::SeeAuditOfPerson);
            let filter = Filter { participant: Some(jordan), ..whole(scope.now) };
            on.db.read_now(scope.tenant(), move |tx| list_of_person(tx, &scope, jordan, &filter)).unwrap().len()
        };
        assert_eq!((trail("ruth"), trail("lee")), (1, 1));
        merge(Some(jordan));
        assert_eq!((trail("ruth"), trail("lee")), (2, 2));
        merge(None);
        assert_eq!((trail("ruth"), trail("lee")), (1, 1));
    });
}
