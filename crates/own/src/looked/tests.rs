#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use ground::{
    audit::{self, Action, Entry},
    ids::ParticipantId,
    rules::matrix::Permission::{ManagePrivacy, SeePerson},
    testing::{Cast, add_participant, on_both, read, write},
};
use jiff::tz::TimeZone;
use kit::{sql, testing::TestDb};

use super::*;
use crate::{
    me,
    requests::{self, Asked, Kind},
};

const ALL: store::Which = store::Which { before: i64::MAX, with_own: false, limit: 51 };

/// Somebody opens the record of a participant.
fn opens(on: &TestDb, cast: &Cast, who: &str, whom: ParticipantId) {
    let permission = if who == "jordan" { SeeMyRecord } else { SeePerson };
    let entry = Entry::new(&cast.scope(who, permission), Action::Read, "participant").of(whom);
    on.db.write_now(kit::db::Tenant::System, move |tx| audit::record(tx, &entry)).unwrap();
}

fn seen(on: &TestDb, cast: &Cast, which: store::Which) -> Vec<store::Look> {
    let jordan = cast.scope("jordan", SeeMyRecord);
    read(on, &jordan, move |tx, scope| {
        let me = me::me(tx, scope)?.unwrap();
        store::looks(tx, scope, me.id, which)
    })
}

#[test]
fn a_person_sees_who_opened_their_record_and_nobody_elses() {
    on_both(|on, cast| {
        opens(on, cast, "ana", cast.jordan);
        opens(on, cast, "jordan", cast.jordan);
        opens(on, cast, "omar", cast.far.robin);
        let found = seen(on, cast, ALL);
        let names: Vec<_> = found.iter().map(|look| look.name.clone().unwrap()).collect();
        assert_eq!(names, ["Ana Morales"], "on {}", on.engine);
        assert_eq!(found[0].acting_as, "peer_specialist");
        assert_eq!(seen(on, cast, store::Which { with_own: true, ..ALL }).len(), 2, "their own when asked for");
    });
}

#[test]
fn nobody_reads_the_looks_of_another_as_their_own() {
    on_both(|on, cast| {
        opens(on, cast, "ana", cast.jordan);
        let (scope, somebody) = (cast.scope("jordan", SeeMyRecord), cast.clock.moment().id::<ParticipantId>());
        let found = read(on, &scope, move |tx, scope| store::looks(tx, scope, somebody, ALL));
        assert!(found.is_empty());
        // Ana may read the record, and it is still not hers.
        let (ana, jordan) = (cast.scope("ana", SeePerson), cast.jordan);
        assert!(read(on, &ana, move |tx, scope| store::looks(tx, scope, jordan, ALL)).is_empty());
    });
}

#[test]
fn pages_of_looks_follow_one_another_without_gap_or_repeat() {
    on_both(|on, cast| {
        for _ in 0..7 {
            opens(on, cast, "ana", cast.jordan);
            opens(on, cast, "jordan", cast.jordan);
        }
        let (mut before, mut all) = (i64::MAX, Vec::new());
        loop {
            let page = seen(on, cast, store::Which { before, limit: 3, ..ALL });
            let Some(last) = page.last() else { break };
            before = last.sequence;
            all.extend(page.iter().map(|look| look.sequence));
        }
        let mut sorted = all.clone();
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        sorted.dedup();
        assert_eq!((all.len(), &all), (7, &sorted));
    });
}

#[test]
fn looks_at_a_record_that_was_merged_into_mine_are_mine() {
    on_both(|on, cast| {
        let (moment, here, program, jordan) = (cast.clock.moment(), cast.organization, cast.program, cast.jordan);
        let twin: ParticipantId = moment.id();
        cast.write(&on.db, move |tx| {
            add_participant(tx, &moment, here, program, twin, "Jordy R")?;
            tx.run(
                sql!("UPDATE participants SET merged_into = $3 WHERE organization_id = $1 AND id = $2"),
                &[&here, &twin, &jordan],
            )
        });
        opens(on, cast, "ana", twin);
        opens(on, cast, "ana", cast.jordan);
        assert_eq!(seen(on, cast, ALL).len(), 2);
    });
}

#[test]
fn the_answer_stands_beside_the_look_that_was_asked_about() {
    on_both(|on, cast| {
        opens(on, cast, "ana", cast.jordan);
        let line = seen(on, cast, ALL)[0].sequence;
        let jordan = cast.scope("jordan", WriteMyRecord);
        let id = write(on, &jordan, move |tx, scope| {
            let me = me::me(tx, scope)?.unwrap();
            let asked = Asked { words: "why?".to_owned(), sequence: Some(line), ..Asked::new(Kind::Question) };
            requests::ask(tx, scope, me.id, &asked, &TimeZone::UTC)
        });
        let look = seen(on, cast, ALL).into_iter().find(|look| look.sequence == line).unwrap();
        assert_eq!((look.question, look.answer.as_deref()), (Some(id), Some("")));
        let ruth = cast.scope("ruth", ManagePrivacy);
        requests::answer_for_tests(on, &ruth, id, "She prepared for your walk.");
        let look = seen(on, cast, ALL).into_iter().find(|look| look.sequence == line).unwrap();
        assert_eq!(look.answer.as_deref(), Some("She prepared for your walk."));
    });
}
