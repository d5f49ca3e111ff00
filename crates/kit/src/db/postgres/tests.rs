#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use jiff::{Timestamp, civil::date};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{Lsn, Opening, Place, Pooler, Server};
use crate::{
    db::{Db, DbError, Migration, Tenant, Tx},
    sql,
    testing::{Balky, PgBouncer, TestDb, end_sessions, on_postgres, postgres_server, soon},
};

const TABLE: &str = "
CREATE TABLE kinds (
    organization_id {id} NOT NULL, id {id} NOT NULL,
    words TEXT, count {int}, ratio {real}, yes {bool}, bytes {blob}, at {time}, day {date}, said {json},
    PRIMARY KEY (organization_id, id)
) {table};";

fn steps() -> Vec<Migration> {
    vec![Migration::new("0001_kinds.sql", TABLE).unwrap()]
}

/// A database behind PgBouncer in transaction mode, with fewer server sessions than connections.
fn pooled() -> Option<(TestDb, PgBouncer, Db)> {
    let on = on_postgres(&postgres_server()?, &steps());
    let bouncer = PgBouncer::start(&postgres_server()?, 2);
    let url = bouncer.url(on.database().unwrap());
    let server = Server { url, connections: 4, pooler: Pooler::Transaction, replica_url: None };
    let db = Db::open_server(&server).unwrap();
    Some((on, bouncer, db))
}

/// The row as it is written and read.
type Kinds = (Option<String>, Option<i64>, Option<f64>, Option<bool>, Option<Vec<u8>>, Option<Timestamp>);

fn round_trip(tx: &mut Tx<'_>, id: Uuid, row: &Kinds) -> Result<Kinds, DbError> {
    tx.run(
        sql!(
            "INSERT INTO kinds (organization_id, id, words, count, ratio, yes, bytes, at, day, said)
             VALUES ($1, $1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[&id, &row.0, &row.1, &row.2, &row.3, &row.4, &row.5, &date(2026, 5, 14), &json!({"it's": ["\\", null]})],
    )?;
    let plain = tx.one::<(jiff::civil::Date, serde_json::Value)>(
        sql!("SELECT day, said FROM kinds WHERE organization_id = $1 AND id = $1"),
        &[&id],
    )?;
    assert_eq!(plain, Some((date(2026, 5, 14), json!({"it's": ["\\", null]}))));
    let text = sql!("SELECT words, count, ratio, yes, bytes, at FROM kinds WHERE organization_id = $1 AND id = $1");
    Ok(tx.one(text, &[&id])?.unwrap())
}

#[test]
fn values_go_through_a_pooler_unchanged() {
    let Some((_on, _bouncer, db)) = pooled() else { return };
    let texts = prop::option::of("[^\0]*");
    let reals = prop::option::of(prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL);
    let bytes = prop::option::of(prop::collection::vec(any::<u8>(), 0..40));
    let times = prop::option::of(-60_000_000_000_i64..200_000_000_000);
    let rows = (texts, any::<Option<i64>>(), reals, any::<Option<bool>>(), bytes, times);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(64));
    let done = runner.run(&rows, |(words, count, ratio, yes, bytes, seconds)| {
        let at = seconds.map(|seconds| Timestamp::new(seconds, 123_456_000).unwrap());
        let (row, id) = ((words, count, ratio, yes, bytes, at), Uuid::from_u128(rand::random()));
        let sent = row.clone();
        let read = db.write_now(Tenant::System, move |tx| round_trip(tx, id, &sent));
        prop_assert_eq!(read.unwrap(), row);
        Ok(())
    });
    done.unwrap();
}

#[test]
fn nothing_stays_in_the_session_of_a_pooler() {
    let Some((_on, _bouncer, db)) = pooled() else { return };
    let whose = |tenant| {
        db.read_now(tenant, |tx| {
            let text = sql!("SELECT COALESCE(current_setting('accompany.organization', true), '')");
            let who: String = tx.one::<String>(text, &[])?.unwrap();
            let zone: String = tx.one(sql!("SELECT current_setting('TimeZone')"), &[])?.unwrap();
            Ok::<_, DbError>((who, zone))
        })
    };
    let organization = Uuid::from_u128(7);
    for _ in 0..12 {
        let told = whose(Tenant::Organization(organization)).unwrap();
        assert_eq!(told, (organization.to_string(), "UTC".to_owned()));
        assert_eq!(whose(Tenant::System).unwrap(), (String::new(), "UTC".to_owned()));
    }
    let left: i64 = db
        .read_now(Tenant::System, |tx| tx.one(sql!("SELECT COUNT(*) FROM pg_prepared_statements"), &[]))
        .map_err(|error: DbError| error)
        .unwrap()
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn a_statement_that_failed_takes_the_rest_with_it() {
    let Some(server) = postgres_server() else { return };
    let on = on_postgres(&server, &steps());
    let kept: Result<(), DbError> = on.db.write_now(Tenant::System, |tx| {
        let insert = sql!("INSERT INTO kinds (organization_id, id) VALUES ($1, $1)");
        tx.run(insert, &[&Uuid::from_u128(1)])?;
        // Nobody looks at this answer.
        drop(tx.run(insert, &[&Uuid::from_u128(1)]));
        Ok(())
    });
    assert!(matches!(kept, Err(DbError::Driver(_))), "{kept:?}");
    assert_eq!(count(&on.db), 0);
}

#[test]
fn a_lost_session_is_made_anew_for_the_next_work() {
    let Some(server) = postgres_server() else { return };
    let on = on_postgres(&server, &steps());
    assert_eq!(count(&on.db), 0);
    end_sessions(&server, on.database().unwrap());
    for _ in 0..6 {
        assert_eq!(count(&on.db), 0, "a session that was lost while idle costs nobody an answer");
    }
    let lost: Result<(), DbError> = on.db.write_now(Tenant::System, |tx| {
        tx.run(sql!("INSERT INTO kinds (organization_id, id) VALUES ($1, $1)"), &[&Uuid::from_u128(2)])?;
        tx.run(sql!("SELECT pg_terminate_backend(pg_backend_pid())"), &[])?;
        Ok(())
    });
    assert!(matches!(lost, Err(DbError::Away(_))), "{lost:?}");
    assert_eq!(count(&on.db), 0, "nothing is half done");
}

#[test]
fn a_commit_without_an_answer_is_no_success() {
    let Some(server) = postgres_server() else { return };
    let on = on_postgres(&server, &steps());
    let balky = Balky::before(&server);
    let db = Db::open_postgres(&balky.url(on.database().unwrap()), 1).unwrap();
    let id = Uuid::from_u128(3);
    let hangs_up = balky.clone();
    let told: Result<(), DbError> = db.write_now(Tenant::System, move |tx| {
        tx.run(sql!("INSERT INTO kinds (organization_id, id) VALUES ($1, $1)"), &[&id])?;
        hangs_up.keep_answers_back();
        Ok(())
    });
    assert!(matches!(told, Err(DbError::Unsure(_))), "{told:?}");
    balky.answer_again();
    assert_eq!(count(&db), 1, "it was kept, and only the answer was lost");
}

#[test]
fn while_the_server_is_away_work_is_refused_at_once() {
    let Some(server) = postgres_server() else { return };
    let on = on_postgres(&server, &steps());
    let balky = Balky::before(&server);
    let db = Db::open_postgres(&balky.url(on.database().unwrap()), 2).unwrap();
    balky.leave();
    let started = std::time::Instant::now();
    for _ in 0..50 {
        let told: Result<Option<i64>, DbError> =
            db.read_now(Tenant::System, |tx| tx.one(sql!("SELECT COUNT(*) FROM kinds"), &[]));
        assert!(matches!(told, Err(DbError::Away(_))), "{told:?}");
    }
    assert!(started.elapsed().as_secs() < 5, "nobody waits for a connection that does not come");
    balky.come_back();
    soon("the server is found again", || {
        let asked = db.read_now(Tenant::System, |tx| tx.one::<i64>(sql!("SELECT COUNT(*) FROM kinds"), &[]));
        asked.map_err(|error: DbError| error).is_ok()
    });
}

fn count(db: &Db) -> i64 {
    let counted = db.read_now(Tenant::System, |tx| tx.one(sql!("SELECT COUNT(*) FROM kinds"), &[]));
    counted.map_err(|error: DbError| error).unwrap().unwrap()
}

#[test]
fn a_place_in_the_log_reads_as_it_is_written() {
    for text in ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"] {
        assert_eq!(text.parse::<Lsn>().unwrap().to_string(), text);
    }
    assert!("1/0".parse::<Lsn>().unwrap() > "0/FFFFFFFF".parse().unwrap());
    assert!("16/x".parse::<Lsn>().is_err());
}

#[test]
fn a_replica_is_asked_how_far_it_is_before_its_view_is_taken() {
    let opening = Opening::read(Tenant::System, Place::Replica("1/2A".parse().unwrap()));
    let text = opening.text(Pooler::None);
    let (asked, begun) = (text.find("'1/2A'::pg_lsn").unwrap(), text.find("REPEATABLE READ").unwrap());
    assert!(asked < begun && text[asked..begun].contains("COMMIT"), "{text}");
    assert!(!opening.on_the_primary().text(Pooler::None).contains("pg_lsn"));
}

/// A server whose disk is full, as far as inserts can tell.
const FULL: &str = "
CREATE FUNCTION say_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON kinds FOR EACH ROW EXECUTE FUNCTION say_full();
CREATE TRIGGER full_disk BEFORE INSERT ON schema_steps FOR EACH ROW EXECUTE FUNCTION say_full();";

#[test]
fn a_full_disk_is_known_until_a_write_finds_room() {
    let Some(server) = postgres_server() else { return };
    let on = on_postgres(&server, &steps());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let run = |text| on.db.write_now(Tenant::System, move |tx| tx.run_text(text, &[])).map_err(|error: DbError| error);
    let insert = || {
        let text = sql!("INSERT INTO kinds (organization_id, id) VALUES ($1, $1)");
        on.db.write_now(Tenant::System, move |tx| tx.run(text, &[&Uuid::from_u128(rand::random())]))
    };
    run(FULL).unwrap();
    assert!(!on.db.is_unwritable(), "nobody has tried yet");
    assert!(matches!(insert(), Err(DbError::Unwritable(_))));
    assert!(on.db.is_unwritable());
    // Changing what is there goes on: that is no sign of room.
    run("UPDATE schema_steps SET number = number").unwrap();
    assert!(matches!(runtime.block_on(on.db.try_writing()), Err(DbError::Unwritable(_))));
    assert!(on.db.is_unwritable());
    run("DROP FUNCTION say_full() CASCADE").unwrap();
    runtime.block_on(on.db.try_writing()).unwrap();
    assert!(!on.db.is_unwritable());
    let steps: i64 = on
        .db
        .read_now(Tenant::System, |tx| tx.one(sql!("SELECT COUNT(*) FROM schema_steps"), &[]))
        .map_err(|error: DbError| error)
        .unwrap()
        .unwrap();
    assert_eq!(steps, 1, "what was tried is undone");
    insert().map_err(|error: DbError| error).unwrap();
}
