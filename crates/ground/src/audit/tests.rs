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

#[test]
fn what_the_hash_covers_stays_what_it_was() {
    let at = Clock::fixed("2026-05-14T18:00:00Z".parse().unwrap(), 1).moment();
    let (id, other) = ("01a1ef02-caa0-7c7f-aa07-d629d4e65f61", "019c2aab-5f00-7162-8389-c0411851cb67");
    let request = Request { address: "192.0.2.7".to_owned(), id: other.parse().unwrap(), ..Request::internal(at) };
    let entry = Entry::by_program(id.parse().unwrap(), &request, Action::SignIn, "session").because("a \"word\"\n");
    assert_eq!(
        entry.sealed_text(7, "{}").unwrap(),
        format!(
            r#"["{id}",7,"2026-05-14T18:00:00Z",null,"program",null,"sign_in","session",null,"a \"word\"\n","{{}}","192.0.2.7","{other}"]"#
        )
    );
}

mod looks {
    use std::{path::Path, sync::Arc};

    use kit::db::Db;

    use super::*;
    use crate::{
        access::Scope,
        audit::{Looks, go_round},
        rules::matrix::Permission,
        testing::Cast,
    };

    fn run<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
    }

    fn look(scope: &Scope, why: &str) -> Entry {
        Entry::new(scope, Action::Read, "participant").because(why)
    }

    /// Why each look in the audit was written, and whether the chain holds.
    fn in_the_audit(db: &Db, organization: OrganizationId) -> Vec<String> {
        db.read_now(Tenant::System, move |tx| {
            assert_eq!(verify(tx, organization)?.1, None);
            tx.list(
                sql!("SELECT why FROM audit_entries WHERE organization_id = $1 AND action = 'read' ORDER BY sequence"),
                &[&organization],
            )
        })
        .unwrap()
    }

    fn gathered(db: &Db, folder: Option<&Path>) -> Arc<Looks> {
        Arc::new(run(Looks::open(db.clone(), folder)).unwrap())
    }

    #[test]
    fn looks_of_many_pages_come_into_the_audit_together_and_in_their_order() {
        both(&schema::steps().unwrap(), |on| {
            let cast = Cast::on(&on.db);
            let folder = tempfile::tempdir().unwrap();
            let looks = gathered(&on.db, Some(folder.path()));
            let scope = cast.scope("ana", Permission::SeePeople);
            let far = cast.scope("omar", Permission::SeePeople);
            run(async {
                for number in 0..600 {
                    looks.keep(look(&scope, &number.to_string())).await.unwrap();
                }
                looks.keep(look(&far, "far")).await.unwrap();
                assert_eq!(in_the_audit(&on.db, cast.organization), Vec::<String>::new(), "nobody asked for it yet");
                looks.settle().await.unwrap();
            });
            let expected: Vec<String> = (0..600).map(|number| number.to_string()).collect();
            assert_eq!(in_the_audit(&on.db, cast.organization), expected, "on {}", on.engine);
            assert_eq!(in_the_audit(&on.db, cast.far.organization), ["far"], "on {}", on.engine);
            drop(looks);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left to bring in");
        });
    }

    #[test]
    fn whoever_reads_the_audit_has_every_look_before_it_but_their_own_at_the_audit() {
        both(&schema::steps().unwrap(), |on| {
            let cast = Cast::on(&on.db);
            let folder = tempfile::tempdir().unwrap();
            let looks = gathered(&on.db, Some(folder.path()));
            let scope = cast.scope("ana", Permission::SeePeople);
            let far = cast.scope("omar", Permission::SeePeople);
            let reading = |why: &str| Entry::new(&scope, Action::Read, "audit").because(why);
            let seen = || in_the_audit(&on.db, cast.organization);
            run(async {
                looks.keep(reading("first")).await.unwrap();
                looks.keep(look(&far, "elsewhere")).await.unwrap();
                looks.settle_for(&scope).await.unwrap();
                assert_eq!(seen(), Vec::<String>::new(), "to read again does not write, on {}", on.engine);
                looks.keep(look(&scope, "a record")).await.unwrap();
                looks.settle_for(&scope).await.unwrap();
                assert_eq!(seen(), ["first", "a record"], "on {}", on.engine);
                let elsewhere = || in_the_audit(&on.db, cast.far.organization);
                assert_eq!(elsewhere(), Vec::<String>::new(), "nobody waits for another organization's");
                looks.settle().await.unwrap();
                assert_eq!(elsewhere(), ["elsewhere"], "on {}", on.engine);
                looks.keep(reading("second")).await.unwrap();
                looks.settle_for(&cast.scope("marcus", Permission::SeePeople)).await.unwrap();
                assert_eq!(seen(), ["first", "a record", "second"], "others see it, on {}", on.engine);
            });
        });
    }

    #[test]
    fn a_reader_who_goes_away_takes_no_look_along() {
        both(&schema::steps().unwrap(), |on| {
            let cast = Cast::on(&on.db);
            let folder = tempfile::tempdir().unwrap();
            let looks = gathered(&on.db, Some(folder.path()));
            let scope = cast.scope("ana", Permission::SeePeople);
            // More than go in one transaction.
            let expected: Vec<String> = (0..600).map(|number| number.to_string()).collect();
            run(async {
                for number in &expected {
                    looks.keep(look(&scope, number)).await.unwrap();
                }
                tokio::select! {
                    biased;
                    _ = looks.settle_for(&scope) => {}
                    () = tokio::task::yield_now() => {}
                }
                looks.settle().await.unwrap();
            });
            assert_eq!(in_the_audit(&on.db, cast.organization), expected, "on {}", on.engine);
        });
    }

    #[test]
    fn looks_of_one_organization_do_not_wait_for_anothers() {
        both(&schema::steps().unwrap(), |on| {
            // SQLite has one writer for everybody.
            if on.db.is_sqlite() {
                return;
            }
            let cast = Cast::on(&on.db);
            // Without a journal each waits until it is in the audit.
            let looks = gathered(&on.db, None);
            let (near, far) = (cast.scope("ana", Permission::SeePeople), cast.scope("omar", Permission::SeePeople));
            let (held, free) = if near.organization < far.organization { (near, far) } else { (far, near) };
            let (begun, has_begun) = std::sync::mpsc::channel();
            let (end, may_end) = std::sync::mpsc::channel::<()>();
            let (db, tenant) = (on.db.clone(), Tenant::Organization(kit::ids::Id::uuid(held.organization)));
            let holder = std::thread::spawn(move || {
                db.write_now(tenant, move |_| {
                    begun.send(()).unwrap();
                    may_end.recv().unwrap();
                    Ok::<_, DbError>(())
                })
            });
            has_begun.recv().unwrap();
            run(async {
                let keep = |entry: Entry| {
                    let looks = looks.clone();
                    tokio::spawn(async move { looks.keep(entry).await })
                };
                let (held_up, let_in) = (keep(look(&held, "held up")), keep(look(&free, "free")));
                let settled = tokio::spawn({
                    let looks = looks.clone();
                    async move { looks.settle().await }
                });
                let came = tokio::time::timeout(std::time::Duration::from_secs(20), let_in).await;
                assert!(came.is_ok(), "it waits for the other one's");
                assert_eq!(in_the_audit(&on.db, free.organization), ["free"]);
                assert_eq!(in_the_audit(&on.db, held.organization), Vec::<String>::new());
                end.send(()).unwrap();
                held_up.await.unwrap().unwrap();
                settled.await.unwrap().unwrap();
                assert_eq!(in_the_audit(&on.db, held.organization), ["held up"]);
            });
            holder.join().unwrap().unwrap();
        });
    }

    #[test]
    fn looks_of_a_process_that_was_killed_are_brought_in_once() {
        both(&schema::steps().unwrap(), |on| {
            let cast = Cast::on(&on.db);
            let folder = tempfile::tempdir().unwrap();
            let scope = cast.scope("ana", Permission::SeePeople);
            // It had brought in the first, and not yet said so, when it ended.
            let (stored, waiting) = (look(&scope, "stored"), look(&scope, "waiting").on(cast.jordan));
            let (mut journal, _) = kit::journal::Journal::open(folder.path()).unwrap();
            for entry in [&stored, &waiting] {
                journal.append(&serde_json::to_string(entry).unwrap()).unwrap();
            }
            drop(journal);
            cast.write(&on.db, move |tx| record(tx, &stored));
            drop(gathered(&on.db, Some(folder.path())));
            drop(gathered(&on.db, Some(folder.path())));
            assert_eq!(in_the_audit(&on.db, cast.organization), ["stored", "waiting"], "on {}", on.engine);
        });
    }

    #[test]
    fn without_a_journal_a_page_waits_until_its_look_is_in_the_audit() {
        both(&schema::steps().unwrap(), |on| {
            let cast = Cast::on(&on.db);
            let looks = gathered(&on.db, None);
            let scope = cast.scope("ana", Permission::SeePeople);
            run(async {
                let (stop, stopped) = tokio::sync::watch::channel(false);
                let round = tokio::spawn(go_round(looks.clone(), stopped));
                looks.keep(look(&scope, "seen")).await.unwrap();
                assert_eq!(in_the_audit(&on.db, cast.organization), ["seen"], "on {}", on.engine);
                stop.send_replace(true);
                round.await.unwrap();
            });
        });
    }

    #[test]
    fn what_cannot_be_kept_is_not_shown() {
        both(&schema::steps().unwrap(), |on| {
            let cast = Cast::on(&on.db);
            let looks = gathered(&on.db, None);
            let scope = cast.scope("ana", Permission::SeePeople);
            run(async {
                let (stop, stopped) = tokio::sync::watch::channel(false);
                let round = tokio::spawn(go_round(looks.clone(), stopped));
                let nobody: OrganizationId = uuid::Uuid::nil().into();
                let strange = Entry { organization: nobody, ..look(&scope, "of no organization") };
                assert!(looks.keep(strange).await.is_err(), "on {}", on.engine);
                looks.keep(look(&scope, "the next")).await.unwrap();
                stop.send_replace(true);
                round.await.unwrap();
            });
        });
    }
}
