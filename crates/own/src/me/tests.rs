#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use ground::{ids::RecordId, rules::matrix::Permission::WriteMyRecord, schema, testing::Cast};
use jiff::civil::date;
use kit::{faults::Fault, sql, testing::both};

use super::*;

#[test]
fn only_the_person_behind_the_account_is_me() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let scope = cast.scope("jordan", SeeMyRecord);
        let found = on.db.read_now(scope.reader(), move |tx| me(tx, &scope)).unwrap();
        assert_eq!(found.map(|me| me.id), Some(cast.jordan), "on {}", on.engine);
        // A supporter's or worker's account is nobody's record.
        assert!(cast.actor("sol").may(SeeMyRecord, &cast.request()).is_err());
        assert!(cast.actor("ana").may(SeeMyRecord, &cast.request()).is_err());
    });
}

#[test]
fn people_tick_their_own_steps_and_no_others() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let at = cast.clock.moment();
        let [goal, mine, peers]: [RecordId; 3] = [at.id(), at.id(), at.id()];
        let (organization, jordan) = (cast.organization, cast.jordan);
        cast.write(&on.db, move |tx| {
            tx.run(
                sql!(
                    "INSERT INTO goals (organization_id, id, participant_id, domain, own_domain, words, why, status,
                        started_on, ending_words, created_at, version)
                     VALUES ($1, $2, $3, 'school', '', 'go back', '', 'active', $4, '', $5, 1)"
                ),
                &[&organization, &goal, &jordan, &date(2026, 5, 1), &at.now],
            )?;
            for (id, owner) in [(mine, "participant"), (peers, "peer")] {
                tx.run(
                    sql!(
                        "INSERT INTO goal_steps (organization_id, id, goal_id, participant_id, words, owner, owner_name,
                            position, version) VALUES ($1, $2, $3, $4, 'call the college', $5, '', 1, 1)"
                    ),
                    &[&organization, &id, &goal, &jordan, &owner],
                )?;
            }
            Ok(())
        });
        let scope = cast.scope("jordan", WriteMyRecord);
        let set = |id, done_at| {
            let scope = scope.clone();
            on.db.write_now(scope.tenant(), move |tx| steps::set(tx, &scope, id, done_at))
        };
        let open = || {
            let see = cast.scope("jordan", SeeMyRecord);
            let steps = on.db.read_now(see.reader(), move |tx| store::steps(tx, &see, jordan)).unwrap();
            steps.iter().map(|step| step.id).collect::<Vec<_>>()
        };
        assert_eq!(open(), [mine], "on {}", on.engine);
        set(mine, Some(scope.now)).unwrap();
        assert!(open().is_empty());
        set(mine, None).unwrap();
        assert_eq!(open(), [mine]);
        assert!(matches!(set(peers, Some(scope.now)), Err(Fault::NotFound)), "the peer answers for theirs");
    });
}
