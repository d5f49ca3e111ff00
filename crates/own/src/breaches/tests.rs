#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{access::Scope, testing::Cast};
use jiff::tz::TimeZone;
use kit::{db::DbError, faults::Fault, sql, testing::TestDb};

use super::{
    breach::Assessment,
    store::{self, Duty},
    work, *,
};
use ground::testing::{attempt, on_both, read, write};

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn ruth(cast: &Cast) -> Scope {
    cast.scope("ruth", ManagePrivacy)
}

/// A letter to the wrong door, about so many people in New York.
fn happens(on: &TestDb, cast: &Cast, people_count: i64) -> BreachId {
    let new = NewBreach {
        words: "A letter went to the wrong door.".to_owned(),
        happened_on: None,
        discovered_at: cast.clock.moment().now,
        people_count,
        is_in_new_york: true,
    };
    write(on, &ruth(cast), move |tx, scope| open(tx, scope, &new, &zone()))
}

fn duties(on: &TestDb, cast: &Cast, id: BreachId) -> Vec<Duty> {
    read(on, &ruth(cast), move |tx, scope| store::duties(tx, scope, id))
}

fn assesses(on: &TestDb, cast: &Cast, id: BreachId, is_low_risk: bool) -> Result<(), Fault> {
    let words = || "answered".to_owned();
    let found = Assessment {
        information: words(),
        recipient: words(),
        acquired: words(),
        mitigated: words(),
        is_low_risk: Some(is_low_risk),
    };
    attempt(on, &ruth(cast), move |tx, scope| {
        let breach = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        work::assess(tx, scope, breach, found, &zone(), String::new())
    })
}

/// Open promises about breaches, of Ruth.
fn owed(on: &TestDb, cast: &Cast) -> i64 {
    let (here, ruth) = (cast.organization, cast.account("ruth"));
    let counted: Result<Option<i64>, DbError> = on.db.read_now(kit::db::Tenant::System, move |tx| {
        tx.one(
            sql!(
                "SELECT COUNT(*) FROM promises WHERE organization_id = $1 AND owner_id = $2 AND kind = 'breach_duty'
                   AND closed_at IS NULL"
            ),
            &[&here, &ruth],
        )
    });
    counted.unwrap().unwrap()
}

#[test]
fn a_breach_owes_an_assessment_and_words_to_all_concerned() {
    on_both(|on, cast| {
        let id = happens(on, cast, 3);
        let found = duties(on, cast, id);
        let due: Vec<(&str, String)> =
            found.iter().map(|one| (one.clock.as_str(), one.due_at.to_zoned(zone()).date().to_string())).collect();
        let expected = [
            ("breach.assess", "2026-05-21"),
            ("breach.individuals_ny", "2026-06-13"),
            ("breach.individuals", "2026-07-13"),
            ("breach.hhs_small", "2027-03-01"),
        ];
        assert_eq!(due, expected.map(|(clock, day)| (clock, day.to_owned())));
        assert_eq!(owed(on, cast), 4);
        assert_eq!(duties(on, cast, happens(on, cast, 501)).len(), 5, "the media too");
    });
}

#[test]
fn a_low_risk_lets_the_duties_go_and_a_second_look_brings_them_back() {
    on_both(|on, cast| {
        let id = happens(on, cast, 3);
        assesses(on, cast, id, true).unwrap();
        assert_eq!(owed(on, cast), 0);
        assert_eq!(duties(on, cast, id).iter().filter(|one| one.dropped_at.is_some()).count(), 3);
        assesses(on, cast, id, false).unwrap();
        assert_eq!(owed(on, cast), 3, "not the assessment, which was done");
    });
}

#[test]
fn telling_keeps_the_promise_and_is_not_done_twice() {
    on_both(|on, cast| {
        let id = happens(on, cast, 3);
        assesses(on, cast, id, false).unwrap();
        let duty = duties(on, cast, id).into_iter().find(|one| one.clock == "breach.individuals").unwrap();
        let tells = || attempt(on, &ruth(cast), move |tx, scope| work::finish(tx, scope, duty.id, "three letters"));
        assert_eq!(tells().unwrap(), id);
        assert_eq!(owed(on, cast), 2);
        assert!(matches!(tells(), Err(Fault::NotFound)));
        let tess = cast.scope("tess", ManagePrivacy);
        assert!(read(on, &tess, move |tx, scope| store::find(tx, scope, id)).is_none(), "nor by another organization");
    });
}

#[test]
fn where_no_federal_law_holds_only_new_york_hears_of_it() {
    on_both(|on, cast| {
        let off = |flag: &'static str| {
            write(on, &ruth(cast), move |tx, scope| {
                tx.run(
                    sql!(
                        "INSERT INTO regulatory_flags (organization_id, flag, is_on, reason, changed_at)
                         VALUES ($1, $2, $3, 'We send no electronic bills', $4)"
                    ),
                    &[&scope.organization, &flag, &false, &scope.now],
                )
            });
        };
        let clocks = |id| {
            let mut clocks: Vec<String> = duties(on, cast, id).into_iter().map(|duty| duty.clock).collect();
            clocks.sort();
            clocks
        };
        off("hipaa_covered_entity");
        assert_eq!(clocks(happens(on, cast, 600)), ["breach.assess", "breach.individuals_ny"], "on {}", on.engine);
        // A program under Part 2 owes the same as HIPAA (42 CFR 2.16).
        let program = cast.program;
        write(on, &ruth(cast), move |tx, scope| {
            ground::gate::mark_part2(tx, scope, program, "It treats substance use")
        });
        assert!(clocks(happens(on, cast, 600)).contains(&"breach.hhs_large".to_owned()));
        write(on, &ruth(cast), move |tx, scope| ground::gate::unmark_part2(tx, scope, program));
        off("state_pack_ny");
        assert_eq!(clocks(happens(on, cast, 600)), ["breach.assess"]);
    });
}
