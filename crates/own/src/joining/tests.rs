#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::{
    access::{Scope, actor_of},
    accounts::links::Dead,
    gate::Shared,
    ids::{AccountId, RecordId},
    reading::TextSize,
    rules::matrix::{
        Permission::{DecideSharing, InviteParticipant, SeeMyRecord, SeeSharedWithMe},
        Role,
    },
    schema,
    sign_in::{
        door,
        sessions::{self, DeviceKind, How, NewSession},
    },
    testing::{Cast, add_participant},
};
use jiff::{SignedDuration, Timestamp, civil::date};
use kit::{
    clock::Moment,
    db::{DbError, Tenant, Tx},
    ids::Id,
    secrets::{PaperCode, SealKey},
    sql,
    testing::{TestDb, both},
};

use super::{
    account::{self, Chosen},
    closing,
    invitation::{Invitation, LASTS, Wish},
    people, people_store, shared,
    store::{self, NewInvitation},
};

fn seal(cast: &Cast) -> SealKey {
    SealKey::from_rng(&mut Moment::clone(&cast.clock.moment()).rng())
}

fn chosen(name: &str) -> Chosen {
    Chosen {
        sign_in_name: name.to_owned(),
        password_hash: Some("hash".to_owned()),
        language: "es".to_owned(),
        text_size: TextSize::Largest,
    }
}

fn for_person(participant: ground::ids::ParticipantId, cast: &Cast) -> NewInvitation {
    NewInvitation { participant, supporter: None, program: Some(cast.program), wishes: Vec::new(), share_until: None }
}

fn make(on: &TestDb, scope: Scope, seal: &SealKey, new: NewInvitation) -> PaperCode {
    let seal = seal.clone();
    on.db.write_now(scope.tenant(), move |tx| store::make(tx, &scope, &seal, &new)).unwrap().0
}

fn open(on: &TestDb, cast: &Cast, seal: &SealKey, code: &PaperCode) -> Result<Invitation, Dead> {
    let (seal, code, now) = (seal.clone(), code.clone(), cast.clock.moment().now);
    on.db.read_now(Tenant::System, move |tx| store::open(tx, &seal, &code, now)).unwrap()
}

fn join(on: &TestDb, cast: &Cast, one: &Invitation, name: &str) -> Option<AccountId> {
    let (request, one, chosen) = (cast.request(), one.clone(), chosen(name));
    let tenant = Tenant::Organization(one.organization.uuid());
    on.db.write_now(tenant, move |tx| account::join(tx, &request, &one, &chosen)).unwrap()
}

/// Somebody's proof after they have come in.
fn scope_of(on: &TestDb, cast: &Cast, account: AccountId, may: ground::rules::matrix::Permission) -> Option<Scope> {
    let (request, organization) = (cast.request(), cast.organization);
    let new = NewSession {
        organization,
        account,
        how: How::Link,
        kind: DeviceKind::Own,
        device: String::new(),
        lasts: std::time::Duration::from_secs(3600),
    };
    let actor = cast
        .write(&on.db, move |tx| {
            let entered = door::enter_now(tx, &request, &new)?.expect("an open account");
            let (_, digest) = sessions::read_cookie(&entered.cookie).expect("a fresh cookie");
            actor_of(tx, organization, &digest, request.now(), Timestamp::UNIX_EPOCH)
        })
        .expect("a live session")
        .0;
    actor.may(may, &cast.request()).ok()
}

#[test]
fn a_code_opens_the_way_in_once_and_in_ones_own_language() {
    both(&schema::steps().unwrap(), |on| {
        let (cast, at) = (Cast::on(&on.db), Cast::clock().moment());
        let seal = seal(&cast);
        let sam: ground::ids::ParticipantId = at.id();
        let (organization, program) = (cast.organization, cast.program);
        cast.write(&on.db, move |tx| add_participant(tx, &at, organization, program, sam, "Sam Reyes"));
        let first = make(on, cast.scope("marcus", InviteParticipant), &seal, for_person(sam, &cast));
        let second = make(on, cast.scope("marcus", InviteParticipant), &seal, for_person(sam, &cast));
        assert_eq!(open(on, &cast, &seal, &first).unwrap_err(), Dead::Withdrawn, "only the newest works");
        let invitation = open(on, &cast, &seal, &second).unwrap();
        assert_eq!((invitation.initial().as_str(), invitation.organization_name.as_str()), ("S.", "Open Door"));
        let account = join(on, &cast, &invitation, "sam.r").unwrap();
        assert_eq!(join(on, &cast, &invitation, "sam.two"), None, "a code counts once, on {}", on.engine);
        assert_eq!(open(on, &cast, &seal, &second).unwrap_err(), Dead::Used);
        let scope = scope_of(on, &cast, account, SeeMyRecord).unwrap();
        let me = on.db.read_now(scope.reader(), move |tx| crate::me::me(tx, &scope)).unwrap();
        assert_eq!(me.map(|me| me.id), Some(sam));
        let kept: Option<(String, TextSize)> = cast.write(&on.db, move |tx| {
            tx.one(
                sql!("SELECT language, text_size FROM accounts WHERE organization_id = $1 AND id = $2"),
                &[&organization, &account],
            )
        });
        assert_eq!(kept, Some(("es".to_owned(), TextSize::Largest)));
    });
}

#[test]
fn a_code_grows_old_and_another_one_opens_nothing() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let seal = seal(&cast);
        let code = make(on, cast.scope("ana", InviteParticipant), &seal, for_person(cast.jordan, &cast));
        let other = SealKey::from_rng(&mut cast.clock.moment().rng());
        assert_eq!(open(on, &cast, &other, &code).unwrap_err(), Dead::Unknown, "a stolen copy opens nothing");
        cast.clock.set(cast.clock.moment().now.saturating_add(LASTS).unwrap());
        assert_eq!(open(on, &cast, &seal, &code).unwrap_err(), Dead::Expired, "on {}", on.engine);
    });
}

#[test]
fn a_new_code_is_a_new_way_into_the_same_space() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let seal = seal(&cast);
        let code = make(on, cast.scope("ana", InviteParticipant), &seal, for_person(cast.jordan, &cast));
        let invitation = open(on, &cast, &seal, &code).unwrap();
        assert_eq!(join(on, &cast, &invitation, "jordan.new"), Some(cast.account("jordan")));
        // Whoever was signed in is out.
        let (organization, digest) = sessions::read_cookie(cast.cookie("jordan")).unwrap();
        let now = cast.clock.moment().now;
        let live =
            on.db.read_now(Tenant::System, move |tx| actor_of(tx, organization, &digest, now, Timestamp::UNIX_EPOCH));
        assert!(live.unwrap().is_none(), "on {}", on.engine);
    });
}

#[test]
fn no_paper_opens_the_account_of_somebody_who_works_here() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let seal = seal(&cast);
        let (at, organization, jordan) = (cast.clock.moment(), cast.organization, cast.account("jordan"));
        let program = Some(cast.program);
        cast.write(&on.db, move |tx| {
            ground::testing::add_membership(tx, &at, organization, jordan, program, Role::PeerSpecialist, None)
        });
        let code = make(on, cast.scope("marcus", InviteParticipant), &seal, for_person(cast.jordan, &cast));
        let invitation = open(on, &cast, &seal, &code).unwrap();
        assert_eq!(join(on, &cast, &invitation, "jordan.taken"), None, "on {}", on.engine);
    });
}

/// Two goals of Jordan's: one to share, one not.
fn goals(on: &TestDb, cast: &Cast) -> [RecordId; 2] {
    let at = cast.clock.moment();
    let ids: [RecordId; 2] = [at.id(), at.id()];
    let (organization, jordan) = (cast.organization, cast.jordan);
    cast.write(&on.db, move |tx| {
        for (id, words) in ids.iter().zip(["go back to school", "call my brother"]) {
            tx.run(
                sql!(
                    "INSERT INTO goals (organization_id, id, participant_id, domain, own_domain, words, why, status,
                        started_on, ending_words, created_at, version)
                     VALUES ($1, $2, $3, 'school', '', $4, '', 'active', $5, '', $6, 1)"
                ),
                &[&organization, id, &jordan, &words, &date(2026, 5, 1), &at.now],
            )?;
        }
        Ok(())
    });
    ids
}

/// Jordan invites Rae and shares one goal for a week; answers Rae's account and who Rae is among Jordan's people.
fn let_rae_in(on: &TestDb, cast: &Cast, goal: RecordId) -> (AccountId, RecordId) {
    let seal = seal(cast);
    let (scope, jordan) = (cast.scope("jordan", DecideSharing), cast.jordan);
    let by = scope.clone();
    let supporter =
        cast.write(&on.db, move |tx| people_store::add(tx, &by, jordan, ("Rae", "friend"), date(2026, 5, 14)));
    let new = NewInvitation {
        supporter: Some(supporter),
        wishes: vec![Wish::new(Shared::Goal, goal.to_string())],
        share_until: Some(scope.now + SignedDuration::from_hours(24 * 7)),
        ..for_person(jordan, cast)
    };
    let code = make(on, scope, &seal, new);
    let invitation = open(on, cast, &seal, &code).unwrap();
    assert_eq!(invitation.initial(), "R.");
    (join(on, cast, &invitation, "rae@example.org").unwrap(), supporter)
}

fn seen(on: &TestDb, scope: &Scope) -> (usize, Vec<String>, usize) {
    let scope = scope.clone();
    let (people, goals, days) = on.db.read_now(scope.reader(), move |tx| shared::read(tx, &scope)).unwrap();
    (people.len(), goals.into_iter().map(|goal| goal.words).collect(), days.len())
}

#[test]
fn a_supporter_sees_what_is_shared_until_it_ends_and_nothing_else() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let [school, _] = goals(on, &cast);
        let (rae, _) = let_rae_in(on, &cast, school);
        let scope = scope_of(on, &cast, rae, SeeSharedWithMe).unwrap();
        assert!(scope_of(on, &cast, rae, SeeMyRecord).is_none());
        assert_eq!(seen(on, &scope), (1, vec!["go back to school".to_owned()], 0), "on {}", on.engine);
        let sol = cast.scope("sol", SeeSharedWithMe);
        assert_eq!(seen(on, &sol), (0, Vec::new(), 0), "another supporter sees nothing");
        let later = Scope { now: scope.now + SignedDuration::from_hours(24 * 7), ..scope };
        assert_eq!(seen(on, &later), (0, Vec::new(), 0), "it ends by itself");
    });
}

#[test]
fn one_tap_stops_what_is_shared_and_takes_back_a_code_that_waits() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let [school, _] = goals(on, &cast);
        let (rae, supporter) = let_rae_in(on, &cast, school);
        let watching = scope_of(on, &cast, rae, SeeSharedWithMe).unwrap();
        assert_eq!(seen(on, &watching).0, 1);
        let (scope, seal) = (cast.scope("jordan", DecideSharing), seal(&cast));
        let new = NewInvitation { supporter: Some(supporter), ..for_person(cast.jordan, &cast) };
        let code = make(on, scope.clone(), &seal, new);
        let stopped = on.db.write_now(scope.tenant(), move |tx| people::stop_now(tx, &scope, supporter)).unwrap();
        assert_eq!(stopped, "Rae");
        assert_eq!(seen(on, &watching), (0, Vec::new(), 0), "in the session that was open, on {}", on.engine);
        assert_eq!(open(on, &cast, &seal, &code).unwrap_err(), Dead::Withdrawn);
    });
}

#[test]
fn changing_what_somebody_sees_holds_from_now_and_leaves_the_circle_alone() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let [school, brother] = goals(on, &cast);
        let (rae, supporter) = let_rae_in(on, &cast, school);
        let (scope, jordan) = (cast.scope("jordan", DecideSharing), cast.jordan);
        let by = scope.clone();
        cast.write(&on.db, move |tx| {
            let (plan, circle) = ((Shared::PlanSection, "early_signs"), (Shared::Circle, ""));
            ground::gate::share(tx, &by, jordan, rae, Some(supporter), plan, None)?;
            ground::gate::share(tx, &by, jordan, rae, Some(supporter), circle, None)?;
            let wishes = [Wish::new(Shared::Goal, brother.to_string()), Wish::new(Shared::PlanSection, "stressors")];
            people_store::fit(tx, &by, jordan, (rae, supporter), &wishes, None)
        });
        let watching = scope_of(on, &cast, rae, SeeSharedWithMe).unwrap();
        assert_eq!(seen(on, &watching).1, ["call my brother"]);
        let given = on.db.read_now(scope.reader(), move |tx| people_store::given(tx, &scope, jordan)).unwrap();
        let mut sees: Vec<(Shared, &str)> = given.iter().map(|one| (one.kind, one.subject.as_str())).collect();
        sees.retain(|(kind, _)| *kind != Shared::Goal);
        sees.sort_by_key(|(kind, _)| kind.word());
        assert_eq!(sees, [(Shared::Circle, ""), (Shared::PlanSection, "stressors")], "on {}", on.engine);
    });
}

#[test]
fn nobody_lets_people_into_a_record_that_is_not_theirs() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        assert!(cast.actor("ana").may(DecideSharing, &cast.request()).is_err());
        assert!(cast.actor("sol").may(DecideSharing, &cast.request()).is_err());
        let at = cast.clock.moment();
        let (organization, program, sam): (_, _, ground::ids::ParticipantId) =
            (cast.organization, cast.program, at.id());
        let scope = cast.scope("jordan", DecideSharing);
        let found = cast.write(&on.db, move |tx| {
            add_participant(tx, &at, organization, program, sam, "Sam Reyes")?;
            of_another(tx, &scope, sam)
        });
        assert_eq!(found, (0, 0), "on {}", on.engine);
    });
}

fn of_another(tx: &mut Tx<'_>, scope: &Scope, sam: ground::ids::ParticipantId) -> Result<(usize, usize), DbError> {
    people_store::add(tx, scope, sam, ("Kit", ""), date(2026, 5, 14))?;
    Ok((people_store::supporters(tx, scope, sam, None)?.len(), people_store::given(tx, scope, sam)?.len()))
}

#[test]
fn on_a_shared_device_a_session_ends_after_ten_quiet_minutes() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let (request, organization, account) = (cast.request(), cast.organization, cast.account("jordan"));
        let new = |kind| NewSession {
            organization,
            account,
            how: How::Link,
            kind,
            device: String::new(),
            lasts: std::time::Duration::from_secs(86_400),
        };
        let now = request.now();
        let live = |kind: DeviceKind, minutes: i64| {
            let (request, new) = (request.clone(), new(kind));
            let then = now + SignedDuration::from_mins(minutes);
            cast.write(&on.db, move |tx| {
                let cookie = sessions::start(tx, &request, &new)?.1;
                let (_, digest) = sessions::read_cookie(&cookie).expect("a fresh cookie");
                actor_of(tx, organization, &digest, then, Timestamp::UNIX_EPOCH)
            })
            .map(|(actor, _)| actor.is_device_shared)
        };
        assert_eq!(live(DeviceKind::Shared, 9), Some(true));
        assert_eq!(live(DeviceKind::Shared, 10), None, "on {}", on.engine);
        assert_eq!(live(DeviceKind::Own, 60), Some(false));
    });
}

#[test]
fn parts_of_the_plan_are_shared_at_the_door_and_one_tap_ends_them() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let [school, _] = goals(on, &cast);
        let (rae, supporter) = let_rae_in(on, &cast, school);
        let (scope, jordan) = (cast.scope("jordan", DecideSharing), cast.jordan);
        let by = scope.clone();
        cast.write(&on.db, move |tx| {
            let wishes = [Wish::new(Shared::PlanSection, "early_signs")];
            people_store::fit(tx, &by, jordan, (rae, supporter), &wishes, None)
        });
        let watching = scope_of(on, &cast, rae, SeeSharedWithMe).unwrap();
        let sharers = |scope: Scope| {
            let found = on.db.read_now(scope.reader(), move |tx| people_store::sharers(tx, &scope)).unwrap();
            found.iter().map(|one| (one.shares_plan, one.shares_circle)).collect::<Vec<_>>()
        };
        assert_eq!(sharers(watching.clone()), [(true, false)], "on {}", on.engine);
        assert_eq!(seen(on, &watching).1, Vec::<String>::new(), "the goal is not among it any more");
        on.db.write_now(scope.tenant(), move |tx| people::stop_now(tx, &scope, supporter)).unwrap();
        assert_eq!(sharers(watching), []);
    });
}

/// Whether a session that was open before still lets somebody do something.
fn is_signed_in(on: &TestDb, cast: &Cast, who: &str) -> bool {
    let (organization, digest) = sessions::read_cookie(cast.cookie(who)).unwrap();
    let now = cast.clock.moment().now;
    let live =
        on.db.read_now(Tenant::System, move |tx| actor_of(tx, organization, &digest, now, Timestamp::UNIX_EPOCH));
    live.unwrap().is_some()
}

#[test]
fn a_closed_account_is_out_at_once_and_comes_back_as_it_was() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let [school, _] = goals(on, &cast);
        let (rae, supporter) = let_rae_in(on, &cast, school);
        let watching = scope_of(on, &cast, rae, SeeSharedWithMe).unwrap();
        let (ana, jordan) = (cast.scope("ana", InviteParticipant), cast.jordan);
        let close = |supporter| {
            let ana = ana.clone();
            on.db.write_now(ana.tenant(), move |tx| closing::close_now(tx, &ana, jordan, supporter))
        };
        let (own, _) = close(None).unwrap();
        assert!(!is_signed_in(on, &cast, "jordan"), "on {}", on.engine);
        assert!(scope_of_account(on, &cast, cast.account("jordan")).is_none(), "nobody comes in again");
        let (hers, name) = close(Some(supporter)).unwrap();
        assert_eq!((name.as_str(), seen(on, &watching).0), ("Rae", 0), "the session that was open shows nothing");
        assert!(close(Some(supporter)).is_err(), "it is closed already");
        for closure in [own, hers] {
            let ana = ana.clone();
            on.db.write_now(ana.tenant(), move |tx| closing::open_again_now(tx, &ana, jordan, closure)).unwrap();
        }
        assert_eq!(seen(on, &watching), (1, vec!["go back to school".to_owned()], 0), "with what was shared");
        assert!(scope_of(on, &cast, cast.account("jordan"), SeeMyRecord).is_some());
        let pat = cast.scope("pat", InviteParticipant);
        let by_another = on.db.write_now(pat.tenant(), move |tx| closing::close_now(tx, &pat, jordan, None));
        assert!(by_another.is_err(), "it is not Pat's to close");
    });
}

/// A session that somebody could begin now.
fn scope_of_account(on: &TestDb, cast: &Cast, account: AccountId) -> Option<()> {
    let (request, organization) = (cast.request(), cast.organization);
    let new = NewSession {
        organization,
        account,
        how: How::Link,
        kind: DeviceKind::Own,
        device: String::new(),
        lasts: std::time::Duration::from_secs(3600),
    };
    cast.write(&on.db, move |tx| door::enter_now(tx, &request, &new)).map(drop)
}

#[test]
fn who_leaves_their_space_stops_sharing_and_comes_back_by_a_new_code() {
    both(&schema::steps().unwrap(), |on| {
        let cast = Cast::on(&on.db);
        let [school, _] = goals(on, &cast);
        let (rae, _) = let_rae_in(on, &cast, school);
        let watching = scope_of(on, &cast, rae, SeeSharedWithMe).unwrap();
        let scope = cast.scope("jordan", ground::rules::matrix::Permission::WriteMyRecord);
        on.db.write_now(scope.tenant(), move |tx| closing::leave_now(tx, &scope)).unwrap();
        assert!(!is_signed_in(on, &cast, "jordan"), "on {}", on.engine);
        assert_eq!(seen(on, &watching), (0, Vec::new(), 0));
        let seal = seal(&cast);
        let code = make(on, cast.scope("ana", InviteParticipant), &seal, for_person(cast.jordan, &cast));
        let invitation = open(on, &cast, &seal, &code).unwrap();
        assert_eq!(join(on, &cast, &invitation, "jordan.back"), Some(cast.account("jordan")), "it is the same space");
        assert!(scope_of(on, &cast, cast.account("jordan"), SeeMyRecord).is_some());
        assert_eq!(seen(on, &watching).0, 0, "what was shared stays ended");
    });
}
