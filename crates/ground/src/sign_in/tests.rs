#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{Db, DbError, Tenant, Tx},
    ids::Id,
    secrets::{SealKey, TotpSecret, recovery_codes},
    testing::both,
};

use super::{
    brakes::{self, Browser, Knock},
    door,
    sessions::{self, Ended, How, NewSession},
    store,
};
use crate::{
    access::{Request, actor_of},
    accounts::secrets,
    schema,
    testing::Cast,
};

fn with_cast(test: impl Fn(&Db, &Cast)) {
    both(&schema::steps().unwrap(), |on| test(&on.db, &Cast::on(&on.db)));
}

fn key(cast: &Cast) -> SealKey {
    SealKey::from_rng(&mut cast.clock.moment().rng())
}

fn later(cast: &Cast, by: SignedDuration) -> Timestamp {
    let now = cast.clock.moment().now.checked_add(by).unwrap();
    cast.clock.set(now);
    now
}

/// One wrong try; answers whether it was let through to the check.
fn fail_once(db: &Db, cast: &Cast, knock: &Knock) -> bool {
    let (request, knock) = (cast.request(), knock.clone());
    db.write_now(Tenant::System, move |tx| brakes::try_once(tx, &request, &knock)).unwrap().is_ok()
}

fn knock(address: &str) -> Knock {
    Knock::new("ana@open-door.example", address, &Browser::default())
}

#[test]
fn guessing_is_slowed_where_it_comes_from() {
    with_cast(|db, cast| {
        let let_through = (0..10).filter(|_| fail_once(db, cast, &knock("192.0.2.66"))).count();
        assert_eq!(let_through, 5);
        later(cast, SignedDuration::from_secs(6));
        assert!(fail_once(db, cast, &knock("192.0.2.66")), "the first wait is over");
    });
}

#[test]
fn nobody_can_lock_another_out_for_long() {
    with_cast(|db, cast| {
        // Two hundred machines guess at Ana's password for an hour.
        for machine in 0..200 {
            fail_once(db, cast, &knock(&format!("198.51.100.{machine}")));
            later(cast, SignedDuration::from_secs(18));
        }
        // From a new place she waits half a minute at most.
        later(cast, SignedDuration::from_secs(30));
        assert!(fail_once(db, cast, &knock("203.0.113.9")));
    });
}

#[test]
fn a_browser_that_knows_the_account_does_not_wait_for_others_failures() {
    with_cast(|db, cast| {
        let key = key(cast);
        let cookie = Browser::default().and("Ana@open-door.example", &key, &mut cast.clock.moment().rng()).unwrap();
        let known = Browser::read(Some(&cookie), &key);
        let own = Knock::new("ana@open-door.example", "192.0.2.66", &known);
        for _ in 0..60 {
            fail_once(db, cast, &knock("192.0.2.66"));
        }
        assert!(!fail_once(db, cast, &knock("192.0.2.66")));
        assert!(fail_once(db, cast, &own));
        let other = Knock::new("mei@open-door.example", "192.0.2.66", &known);
        assert_eq!(other, Knock::new("mei@open-door.example", "192.0.2.66", &Browser::default()));
    });
}

#[test]
fn a_made_up_browser_cookie_proves_nothing() {
    with_cast(|_, cast| {
        let foreign = key(cast);
        let cookie = Browser::default().and("ana@open-door.example", &foreign, &mut cast.clock.moment().rng()).unwrap();
        let read = Browser::read(Some(&cookie), &key(cast));
        assert_eq!(Knock::new("ana@open-door.example", "192.0.2.1", &read), knock("192.0.2.1"));
    });
}

#[test]
fn getting_in_forgets_the_failures_of_that_place_only() {
    with_cast(|db, cast| {
        for _ in 0..5 {
            fail_once(db, cast, &knock("192.0.2.66"));
            fail_once(db, cast, &knock("192.0.2.67"));
        }
        let here = knock("192.0.2.66");
        db.write_now(Tenant::System, move |tx| brakes::forget(tx, &here)).unwrap();
        assert!(fail_once(db, cast, &knock("192.0.2.66")));
        assert!(!fail_once(db, cast, &knock("192.0.2.67")));
    });
}

#[test]
fn old_failures_are_swept_away() {
    with_cast(|db, cast| {
        fail_once(db, cast, &knock("192.0.2.66"));
        let now = later(cast, SignedDuration::from_hours(25));
        assert_eq!(db.write_now(Tenant::System, move |tx| brakes::sweep(tx, now)).unwrap(), 1);
    });
}

fn begin(db: &Db, cast: &Cast) -> String {
    let (request, new) = (cast.request(), new_session(cast));
    db.write_now(Tenant::System, move |tx| sessions::start(tx, &request, &new)).unwrap().1
}

fn new_session(cast: &Cast) -> NewSession {
    NewSession {
        organization: cast.organization,
        account: cast.account("ana"),
        how: How::Password,
        kind: sessions::DeviceKind::Own,
        device: "Phone\r\n".to_owned(),
        lasts: std::time::Duration::from_secs(12 * 3600),
    }
}

/// Whether the session is live, with half an hour of idle time, and why it is not.
fn look(db: &Db, cookie: &str, now: Timestamp) -> (bool, Option<Ended>) {
    let (organization, digest) = sessions::read_cookie(cookie).unwrap();
    let idle_since = now.checked_sub(SignedDuration::from_mins(30)).unwrap();
    db.read_now(Tenant::System, move |tx| {
        let live = actor_of(tx, organization, &digest, now, idle_since)?.is_some();
        Ok::<_, DbError>((live, sessions::ended(tx, organization, &digest, now, idle_since)?))
    })
    .unwrap()
}

#[test]
fn a_session_ends_when_nobody_uses_it() {
    with_cast(|db, cast| {
        let cookie = begin(db, cast);
        let now = later(cast, SignedDuration::from_mins(29));
        assert_eq!(look(db, &cookie, now), (true, None));
        let now = later(cast, SignedDuration::from_mins(2));
        assert_eq!(look(db, &cookie, now), (false, Some(Ended::Idle)));
    });
}

#[test]
fn a_session_ends_after_its_hours_however_busy() {
    with_cast(|db, cast| {
        let cookie = begin(db, cast);
        let now = later(cast, SignedDuration::from_hours(12));
        let (organization, digest) = sessions::read_cookie(&cookie).unwrap();
        let session = db
            .write_now(Tenant::System, move |tx| {
                let (actor, _) =
                    actor_of(tx, organization, &digest, now - SignedDuration::from_mins(1), Timestamp::UNIX_EPOCH)?
                        .expect("live before its end");
                sessions::seen(tx, organization, actor.session, now)?;
                Ok::<_, DbError>(actor.session)
            })
            .unwrap();
        assert_eq!(look(db, &cookie, now), (false, Some(Ended::TooLong)));
        assert_ne!(session, cast.actor("ana").session);
    });
}

#[test]
fn only_the_owner_ends_a_session_and_others_end_together() {
    with_cast(|db, cast| {
        let cookie = begin(db, cast);
        let (organization, ana, mei) = (cast.organization, cast.account("ana"), cast.account("mei"));
        let (kept, now) = (cast.actor("ana").session, cast.clock.moment().now);
        let ended = db
            .write_now(Tenant::System, move |tx| {
                Ok::<_, DbError>((
                    sessions::end(tx, organization, mei, kept, now)?,
                    sessions::end_others(tx, organization, ana, Some(kept), now)?,
                ))
            })
            .unwrap();
        assert_eq!(ended, (false, 1));
        assert_eq!(look(db, &cookie, now), (false, Some(Ended::Revoked)));
        assert_eq!(look(db, cast.cookie("ana"), now), (true, None));
    });
}

#[test]
fn a_device_description_keeps_no_control_characters() {
    with_cast(|db, cast| {
        begin(db, cast);
        let (organization, ana, now) = (cast.organization, cast.account("ana"), cast.clock.moment().now);
        let listed = db
            .read_now(Tenant::System, move |tx| sessions::list(tx, organization, ana, now, Timestamp::UNIX_EPOCH))
            .unwrap();
        let devices: Vec<&str> = listed.iter().map(|session| session.device.as_str()).collect();
        assert!(devices.contains(&"Phone"), "{devices:?}");
    });
}

/// Gives Ana a second factor; answers its secret and her recovery codes as shown.
fn secure_ana(tx: &mut Tx<'_>, cast_request: &Request, seal: &SealKey, ids: Ids) -> (TotpSecret, Vec<String>) {
    let mut rng = cast_request.at.rng();
    let secret = TotpSecret::from_rng(&mut rng);
    let sealed = seal.seal(secret.as_bytes(), &door::totp_context(ids.1), &mut rng).unwrap();
    secrets::set_code(tx, ids.0, ids.1, &sealed, 0).unwrap();
    let codes = recovery_codes(&mut rng);
    let digests: Vec<String> = codes.iter().map(|code| door::recovery_digest(code, seal, ids.1)).collect();
    secrets::set_recovery_codes(tx, ids.0, ids.1, &digests).unwrap();
    (secret, codes.iter().map(kit::secrets::Code::reveal).collect())
}

type Ids = (crate::ids::OrganizationId, crate::ids::AccountId);

#[test]
fn a_recovery_code_works_once_and_only_for_its_owner() {
    with_cast(|db, cast| {
        let (seal, request) = (key(cast), cast.request());
        let (ana, mei) = ((cast.organization, cast.account("ana")), (cast.organization, cast.account("mei")));
        let tried = db
            .write_now(Tenant::System, move |tx| {
                let (_, codes) = secure_ana(tx, &request, &seal, ana);
                let mut right =
                    |who: Ids, code: &str| door::is_code_right(tx, &seal, who.0, who.1, code, request.now());
                Ok::<_, DbError>([
                    right(mei, &codes[0])?,
                    right(ana, &codes[0])?,
                    right(ana, &codes[0])?,
                    right(ana, &codes[1])?,
                ])
            })
            .unwrap();
        assert_eq!(tried, [false, true, false, true]);
    });
}

#[test]
fn a_wrong_or_missing_second_factor_lets_nobody_in() {
    with_cast(|db, cast| {
        let (seal, request) = (key(cast), cast.request());
        let (ana, mei) = ((cast.organization, cast.account("ana")), (cast.organization, cast.account("mei")));
        let other_key = key(cast);
        let tried = db
            .write_now(Tenant::System, move |tx| {
                secure_ana(tx, &request, &seal, ana);
                let mut right = |seal: &SealKey, who: Ids, code: &str| {
                    door::is_code_right(tx, seal, who.0, who.1, code, request.now())
                };
                Ok::<_, DbError>([
                    right(&seal, ana, "")?,
                    right(&seal, mei, "000000")?,
                    right(&other_key, ana, "123456")?,
                ])
            })
            .unwrap();
        assert_eq!(tried, [false, false, false]);
    });
}

#[test]
fn an_address_is_looked_up_in_every_organization_and_closed_accounts_are_not_there() {
    with_cast(|db, cast| {
        let (far, at, ana) = (cast.far.organization, cast.clock.moment(), cast.account("ana"));
        let here = cast.organization;
        let found = db
            .write_now(Tenant::System, move |tx| {
                crate::testing::add_account(tx, &at, far, "ana", "Ana of the shore")?;
                let both = store::candidates(tx, "ana@open-door.example")?.len();
                tx.run(
                    kit::sql!("UPDATE accounts SET closed_at = $3 WHERE organization_id = $1 AND id = $2"),
                    &[&here, &ana, &at.now],
                )?;
                Ok::<_, DbError>((both, store::candidates(tx, "ana@open-door.example")?))
            })
            .unwrap();
        assert_eq!(found.0, 2);
        assert_eq!(found.1.iter().map(|one| one.organization).collect::<Vec<_>>(), [far]);
    });
}

#[test]
fn a_sign_in_is_written_down_and_a_closed_account_gets_none() {
    with_cast(|db, cast| {
        let (request, new, tenant) =
            (cast.request(), new_session(cast), Tenant::Organization(cast.organization.uuid()));
        let (organization, ana) = (cast.organization, cast.account("ana"));
        let (first, second, entries) = db
            .write_now(tenant, move |tx| {
                let first = door::enter_now(tx, &request, &new)?;
                tx.run(
                    kit::sql!("UPDATE accounts SET closed_at = $3 WHERE organization_id = $1 AND id = $2"),
                    &[&organization, &ana, &request.now()],
                )?;
                let second = door::enter_now(tx, &request, &new)?;
                let entries: Vec<(String, String)> = tx.list(
                    kit::sql!(
                        "SELECT action, acting_as FROM audit_entries WHERE organization_id = $1 AND account_id = $2
                         ORDER BY sequence LIMIT 10"
                    ),
                    &[&organization, &ana],
                )?;
                Ok::<_, DbError>((first, second, entries))
            })
            .unwrap();
        assert!(first.is_some() && second.is_none());
        assert_eq!(entries, [("sign_in".to_owned(), "peer_specialist".to_owned())]);
    });
}
