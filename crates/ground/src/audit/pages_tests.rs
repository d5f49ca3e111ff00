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
