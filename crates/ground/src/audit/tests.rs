#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use kit::{
    clock::Clock,
    db::{DbError, Tenant},
    sql,
    testing::both,
};

use super::{Action, Broken, Entry, record, verify};
use crate::{access::Request, ids::OrganizationId, schema};

fn with_three_entries(test: impl Fn(&kit::db::Db, OrganizationId)) {
    both(&schema::steps().unwrap(), |on| {
        let at = Clock::fixed("2026-05-14T18:00:00Z".parse().unwrap(), 1).moment();
        let organization: OrganizationId = at.id();
        let request = Request::internal(at);
        on.db
            .write_now(Tenant::System, move |tx| {
                tx.run(
                    sql!(
                        "INSERT INTO organizations (organization_id, name, time_zone, is_demo, created_at, version)
                         VALUES ($1, 'Open Door', 'America/New_York', $2, $3, 1)"
                    ),
                    &[&organization, &false, &request.now()],
                )?;
                for why in ["first", "second", "third"] {
                    let entry = Entry::by_program(organization, &request, Action::Create, "program");
                    record(tx, &entry.because(why).with("fields", "name"))?;
                }
                Ok::<_, DbError>(())
            })
            .unwrap();
        test(&on.db, organization);
    });
}

#[test]
fn a_chain_left_alone_holds() {
    with_three_entries(|db, organization| {
        let found = db.read_now(Tenant::System, move |tx| verify(tx, organization)).unwrap();
        assert_eq!(found, (3, None));
    });
}

#[test]
fn a_changed_entry_is_found() {
    with_three_entries(|db, organization| {
        let found = db.write_now(Tenant::System, move |tx| {
            tx.run(
                sql!("UPDATE audit_entries SET why = 'other' WHERE organization_id = $1 AND sequence = 2"),
                &[&organization],
            )?;
            verify(tx, organization)
        });
        assert_eq!(found.unwrap().1, Some(Broken::Changed(2)));
    });
}

#[test]
fn a_removed_entry_is_found_in_the_middle_and_at_the_end() {
    for (sequence, expected) in [(2_i64, Broken::Missing(2)), (3, Broken::Cut { found: 2, head: 3 })] {
        with_three_entries(|db, organization| {
            let found = db.write_now(Tenant::System, move |tx| {
                tx.run(
                    sql!("DELETE FROM audit_entries WHERE organization_id = $1 AND sequence = $2"),
                    &[&organization, &sequence],
                )?;
                verify(tx, organization)
            });
            assert_eq!(found.unwrap().1, Some(expected.clone()));
        });
    }
}
