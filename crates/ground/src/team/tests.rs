#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use kit::{
    db::{Db, DbError, Tenant, Tx},
    testing::both,
};

use super::{accept, invitation::Offer, invitations, store};
use crate::{
    access::{Request, Scope},
    accounts::{
        account::NewAccount,
        links::{self, Dead, Link, Purpose},
    },
    rules::matrix::{Permission, Role},
    schema,
    testing::Cast,
};

fn with_cast(test: impl Fn(&Db, &Cast)) {
    both(&schema::steps().unwrap(), |on| test(&on.db, &Cast::on(&on.db)));
}

fn offer(cast: &Cast) -> Offer {
    Offer { role: Role::PeerSpecialist, program: Some(cast.program), ends_at: None }
}

fn invite(db: &Db, cast: &Cast) -> String {
    let (scope, offer) = (cast.scope("kim", Permission::ManageStaff), offer(cast));
    let (name, email) = ("Sam Reyes".to_owned(), "sam@open-door.example".to_owned());
    db.write_now(scope.tenant(), move |tx| invitations::invite_now(tx, &scope, name, email, &offer)).unwrap()
}

fn open(db: &Db, cast: &Cast, token: &str) -> Result<Link, Dead> {
    let (token, now) = (token.to_owned(), cast.clock.moment().now);
    db.read_now(Tenant::System, move |tx| links::open(tx, &token, Purpose::Invitation, now)).unwrap()
}

fn join(tx: &mut Tx<'_>, request: &Request, link: &Link) -> Result<bool, DbError> {
    let new = NewAccount {
        organization: link.organization.unwrap(),
        email: link.email.clone(),
        name: "Sam".to_owned(),
        pronouns: "they/them".to_owned(),
        language: "en".to_owned(),
        password_hash: None,
    };
    Ok(accept::join_now(tx, request, link, &new)?.is_some())
}

#[test]
fn an_invitation_is_accepted_once() {
    with_cast(|db, cast| {
        let token = invite(db, cast);
        let link = open(db, cast, &token).unwrap();
        let request = cast.request();
        let both = db
            .write_now(Tenant::System, move |tx| {
                Ok::<_, DbError>((join(tx, &request, &link)?, join(tx, &request, &link)?))
            })
            .unwrap();
        assert_eq!(both, (true, false));
        assert_eq!(open(db, cast, &token).unwrap_err(), Dead::Used);
        let scope = cast.scope("marcus", Permission::SeeTeam);
        let names = names(db, &scope);
        assert!(names.contains(&"Sam".to_owned()), "{names:?}");
    });
}

#[test]
fn an_invitation_grows_old_and_can_be_taken_back() {
    with_cast(|db, cast| {
        let first = invite(db, cast);
        let second = invite(db, cast);
        assert_eq!(open(db, cast, &first).unwrap_err(), Dead::Withdrawn, "only the newest works");
        let link = open(db, cast, &second).unwrap();
        cast.clock.set(link.expires_at);
        assert_eq!(open(db, cast, &second).unwrap_err(), Dead::Expired);
        assert_eq!(open(db, cast, "not a token").unwrap_err(), Dead::Unknown);
    });
}

#[test]
fn nobody_takes_back_another_organizations_invitation() {
    with_cast(|db, cast| {
        let token = invite(db, cast);
        let digest = open(db, cast, &token).unwrap().digest;
        let tess = cast.scope("tess", Permission::ManageStaff);
        assert!(!db.write_now(tess.tenant(), move |tx| store::withdraw(tx, &tess, &digest)).unwrap());
        assert!(open(db, cast, &token).is_ok());
    });
}

fn names(db: &Db, scope: &Scope) -> Vec<String> {
    let scope = scope.clone();
    let from = (String::new(), uuid::Uuid::nil().into());
    let rows = db.read_now(scope.tenant(), move |tx| store::list(tx, &scope, &from)).unwrap();
    let mut names: Vec<String> = rows.into_iter().map(|row| row.name).collect();
    names.dedup();
    names
}

#[test]
fn the_team_is_that_of_ones_programs_and_never_of_another_organization() {
    with_cast(|db, cast| {
        let seen = names(db, &cast.scope("ana", Permission::SeeTeam));
        assert_eq!(seen, ["Ana Morales", "Jo Hart", "Kim Dahl", "Lee Stone", "Marcus Bell", "Mei Lin", "Ruth Okafor"]);
        assert_eq!(names(db, &cast.scope("tess", Permission::SeeTeam)), ["Omar Haddad", "Tess Moreau"]);
        let (scope, omar) = (cast.scope("ruth", Permission::SeeTeam), cast.account("omar"));
        assert!(db.read_now(scope.tenant(), move |tx| store::find(tx, &scope, omar)).unwrap().is_none());
    });
}

#[test]
fn the_list_counts_the_people_somebody_supports() {
    with_cast(|db, cast| {
        let scope = cast.scope("ruth", Permission::SeeTeam);
        let ana = cast.account("ana");
        let worker = db.read_now(scope.tenant(), move |tx| store::find(tx, &scope, ana)).unwrap().unwrap();
        assert_eq!((worker.people, worker.promises), (1, 0));
    });
}

#[test]
fn a_closed_account_is_out_and_reopening_brings_its_roles_back() {
    with_cast(|db, cast| {
        let (scope, mei) = (cast.scope("kim", Permission::ManageStaff), cast.account("mei"));
        let by = scope.clone();
        let live = |db: &Db| {
            let (organization, digest) = crate::sign_in::sessions::read_cookie(cast.cookie("mei")).unwrap();
            let now = cast.clock.moment().now;
            let actor = db.read_now(Tenant::System, move |tx| {
                crate::access::actor_of(tx, organization, &digest, now, jiff::Timestamp::UNIX_EPOCH)
            });
            actor.unwrap().is_some()
        };
        assert!(live(db));
        assert!(db.write_now(scope.tenant(), move |tx| store::close(tx, &by, mei)).unwrap());
        assert!(!live(db));
        let by = scope.clone();
        let roles = db
            .write_now(scope.tenant(), move |tx| {
                let none = store::roles(tx, &by, mei)?.len();
                assert!(store::reopen(tx, &by, mei)?);
                Ok::<_, DbError>((none, store::roles(tx, &by, mei)?.len()))
            })
            .unwrap();
        assert_eq!(roles, (0, 1));
        assert!(!live(db), "the sessions stay ended");
    });
}

#[test]
fn a_worker_is_walled_off_from_their_own_record() {
    with_cast(|db, cast| {
        let (scope, marcus, jordan) =
            (cast.scope("ruth", Permission::RecoverAccount), cast.account("marcus"), cast.jordan);
        let (supervisor, people) =
            (cast.scope("marcus", Permission::SeePerson), cast.scope("ruth", Permission::SeePeople));
        let reached = db
            .write_now(scope.tenant(), move |tx| {
                let before = store::reaches(tx, &supervisor, jordan)?;
                store::link_record(tx, &scope, marcus, jordan)?;
                store::link_record(tx, &scope, marcus, jordan)?;
                Ok::<_, DbError>((
                    before,
                    store::reaches(tx, &supervisor, jordan)?,
                    store::reaches(tx, &people, jordan)?,
                ))
            })
            .unwrap();
        assert_eq!(reached, (true, false, true));
    });
}
