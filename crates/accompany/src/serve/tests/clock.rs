//! The machine's clock steps: an hour back, a day ahead and back again.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use jiff::SignedDuration;
use kit::{
    db::{DbError, Tenant},
    sql,
};

use super::{
    House,
    contacts::{get, on_each_engine, post},
};

/// Steps the clock, ahead or back.
fn step(house: &House, by: SignedDuration) {
    house.cast.clock.set(house.app.moment().now + by);
}

/// Ana begins a note about Jordan; answers its address.
async fn begin(house: &House) -> String {
    let begun = post(house, "ana", &format!("/people/{}/contacts", house.cast.jordan), &[("kind", "one_on_one")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.page);
    begun.location
}

/// How many promises are open, and whether the audit's chain holds.
async fn look_over(house: &House) -> (i64, bool) {
    let organization = house.cast.organization;
    let open = sql!("SELECT COUNT(*) FROM promises WHERE organization_id = $1 AND closed_at IS NULL");
    let read = house.app.db.read(Tenant::System, move |tx| {
        let open: Option<i64> = tx.one(open, &[&organization])?;
        let (_, broken) = ground::audit::verify(tx, organization)?;
        Ok::<_, DbError>((open.unwrap_or_default(), broken.is_none()))
    });
    read.await.unwrap()
}

#[test]
fn an_hour_back_loses_nothing_and_mixes_nothing_up() {
    on_each_engine(async |house| {
        let mut begun = BTreeSet::new();
        for _ in 0..3 {
            // Long enough after everybody's first day, and never idle for too long.
            step(house, SignedDuration::from_mins(25));
            begun.insert(begin(house).await);
        }
        let (before, _) = look_over(house).await;
        step(house, SignedDuration::from_hours(-1));
        for _ in 0..10 {
            // The very moment that has been before, several times over.
            begun.insert(begin(house).await);
        }
        step(house, SignedDuration::from_hours(1));
        for _ in 0..10 {
            begun.insert(begin(house).await);
        }
        assert_eq!(begun.len(), 23, "each note has an id of its own");
        let (after, holds) = look_over(house).await;
        assert!(holds, "the audit's order is its sequence");
        assert_eq!(after, before + 20, "each note's promise is there");
        assert_eq!(get(house, "ana", "/day").await.status, StatusCode::OK);
    });
}

#[test]
fn a_day_ahead_ends_sessions_and_promises_stay() {
    on_each_engine(async |house| {
        begin(house).await;
        let before = look_over(house).await;
        step(house, SignedDuration::from_hours(24));
        let seen = get(house, "ana", "/people").await;
        assert_eq!((seen.status, seen.location.starts_with("/sign-in")), (StatusCode::SEE_OTHER, true));
        assert_eq!(look_over(house).await, before);
    });
}

/// A session of a wrong future would have no end that can be trusted.
#[test]
fn a_session_that_was_used_in_a_wrong_future_ends() {
    on_each_engine(async |house| {
        let ahead = house.app.moment().now + SignedDuration::from_hours(24);
        let text = sql!("UPDATE sessions SET seen_at = $1, expires_at = $2");
        let until = ahead + SignedDuration::from_hours(12);
        let write = house.app.db.write(Tenant::System, move |tx| tx.run(text, &[&ahead, &until]));
        write.await.map_err(|error: DbError| error).unwrap();
        let seen = get(house, "ana", "/people").await;
        assert_eq!((seen.status, seen.location.starts_with("/sign-in")), (StatusCode::SEE_OTHER, true));
    });
}
