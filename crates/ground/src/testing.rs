//! A small cast for the tests of all areas.
//!
//! Open Door has one site and two programs, "Walking Together" and "Evening Line". Ruth directs it, Marcus supervises
//! Walking Together, Ana and Mei are its peer specialists, Jo is a clinician on its team, Lee audits it for a month,
//! Kim hires. Jordan is enrolled in Walking Together and supported by Ana. Far Shore is another organization on the same
//! installation: Tess directs it, Omar is a peer specialist there, and Robin is supported by him.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kit::{
    clock::{Clock, Moment},
    db::{Db, DbError, Tenant, Tx},
    ids::Id,
    sql,
    testing::{TestDb, both},
};

use crate::{
    access::{Actor, Request, Scope, actor_of, copy_grants},
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId, RecordId, SiteId},
    rules::{
        Rules,
        matrix::{Permission, Role},
    },
    sign_in::sessions::{self, DeviceKind, How, NewSession},
};

/// The moment at which the cast comes together, on a Thursday afternoon in New York.
pub const START: &str = "2026-05-14T18:00:00Z";

/// Two organizations and their people.
pub struct Cast {
    pub clock: Clock,
    /// Open Door.
    pub organization: OrganizationId,
    pub site: SiteId,
    /// Walking Together: outpatient, signs within 48 hours, every note is co-signed.
    pub program: ProgramId,
    /// Evening Line: community support; only Ruth and Kim, who are in every program, reach it.
    pub other_program: ProgramId,
    /// Enrolled in Walking Together, supported by Ana.
    pub jordan: ParticipantId,
    pub far: FarShore,
    people: BTreeMap<&'static str, Member>,
}

/// What the other organization has.
pub struct FarShore {
    pub organization: OrganizationId,
    pub site: SiteId,
    pub program: ProgramId,
    /// Enrolled in Far Shore's program, supported by Omar.
    pub robin: ParticipantId,
}

struct Member {
    actor: Actor,
    cookie: String,
}

impl Cast {
    /// A clock that stands at [`START`].
    pub fn clock() -> Clock {
        Clock::fixed(START.parse().unwrap(), 7)
    }

    /// Brings the cast together in a fresh database.
    pub fn on(db: &Db) -> Self {
        let clock = Self::clock();
        db.write_now(Tenant::System, move |tx| Self::new(tx, &clock)).unwrap()
    }

    /// Brings the cast together within a transaction (of [`Tenant::System`], because it is two organizations).
    pub fn new(tx: &mut Tx<'_>, clock: &Clock) -> Result<Self, DbError> {
        let at = clock.moment();
        copy_grants(tx, &Rules::shipped().matrix)?;
        let (organization, site, program) = house(tx, &at, "Open Door", "Walking Together", "outpatient")?;
        let other_program = add_program(tx, &at, organization, site, "Evening Line", "community")?;
        let (far_organization, far_site, far_program) = house(tx, &at, "Far Shore", "Shore Line", "outpatient")?;
        let (jordan, robin) = (at.id(), at.id());
        let far = FarShore { organization: far_organization, site: far_site, program: far_program, robin };
        let people = BTreeMap::new();
        let mut cast = Self { clock: clock.clone(), organization, site, program, other_program, jordan, far, people };
        add_participant(tx, &at, organization, program, jordan, "Jordan Rivera")?;
        cast.add_staff(tx, &at)?;
        add_participant(tx, &at, far_organization, far_program, robin, "Robin Vale")?;
        assign(tx, &at, organization, program, jordan, cast.account("ana"))?;
        assign(tx, &at, far_organization, far_program, robin, cast.account("omar"))?;
        Ok(cast)
    }

    fn add_staff(&mut self, tx: &mut Tx<'_>, at: &Moment) -> Result<(), DbError> {
        let (here, there) = (self.organization, self.far.organization);
        let (program, far_program) = (Some(self.program), Some(self.far.program));
        let month = at.now.checked_add(SignedDuration::from_hours(24 * 30)).ok();
        let staff = [
            ("ruth", "Ruth Okafor", here, None, Role::Director, None),
            ("marcus", "Marcus Bell", here, program, Role::Supervisor, None),
            ("ana", "Ana Morales", here, program, Role::PeerSpecialist, None),
            ("mei", "Mei Lin", here, program, Role::PeerSpecialist, None),
            ("jo", "Jo Hart", here, program, Role::TeamMember, None),
            ("lee", "Lee Stone", here, program, Role::Auditor, month),
            ("kim", "Kim Dahl", here, None, Role::Hiring, None),
            ("pat", "Pat Osei", here, Some(self.other_program), Role::Supervisor, None),
            ("jordan", "Jordan Rivera", here, program, Role::Participant, None),
            ("sol", "Sol Rivera", here, program, Role::Supporter, None),
            ("tess", "Tess Moreau", there, None, Role::Director, None),
            ("omar", "Omar Haddad", there, far_program, Role::PeerSpecialist, None),
        ];
        for (key, name, organization, program, role, ends_at) in staff {
            let account = add_account(tx, at, organization, key, name)?;
            add_membership(tx, at, organization, account, program, role, ends_at)?;
            self.people.insert(key, sign_in(tx, at, organization, account)?);
        }
        tx.run(
            sql!(
                "INSERT INTO account_people (organization_id, account_id, participant_id, created_at)
                 VALUES ($1, $2, $3, $4)"
            ),
            &[&here, &self.account("jordan"), &self.jordan, &at.now],
        )?;
        Ok(())
    }

    /// Somebody of the cast, signed in: `ruth`, `marcus`, `ana`, `mei`, `jo`, `lee`, `kim` at Open Door (`pat` in its
    /// other program), the participant `jordan` with their supporter `sol`, and `tess` and `omar` at Far Shore.
    pub fn actor(&self, who: &str) -> &Actor {
        &self.member(who).actor
    }

    /// The value of their session's cookie.
    pub fn cookie(&self, who: &str) -> &str {
        &self.member(who).cookie
    }

    pub fn account(&self, who: &str) -> AccountId {
        self.actor(who).account
    }

    /// Their proof that they may do something, at the clock's time. Fails the test when they may not.
    pub fn scope(&self, who: &str, permission: Permission) -> Scope {
        let may = self.actor(who).may(permission, &self.request());
        may.unwrap_or_else(|_| panic!("{who} may not {permission}"))
    }

    /// A request made at the clock's time.
    pub fn request(&self) -> Request {
        let address = "192.0.2.7".to_owned();
        Request { address, ..Request::internal(self.clock.moment()) }
    }

    /// Writes in Open Door. Any storage error fails the test.
    pub fn write<T: Send + 'static>(
        &self,
        db: &Db,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, DbError> + Send + 'static,
    ) -> T {
        db.write_now(Tenant::Organization(self.organization.uuid()), work).unwrap()
    }

    fn member(&self, who: &str) -> &Member {
        self.people.get(who).unwrap_or_else(|| panic!("nobody in the cast is called {who}"))
    }
}

fn house(
    tx: &mut Tx<'_>,
    at: &Moment,
    name: &str,
    program: &str,
    setting: &str,
) -> Result<(OrganizationId, SiteId, ProgramId), DbError> {
    let (organization, site): (OrganizationId, SiteId) = (at.id(), at.id());
    tx.run(
        sql!(
            "INSERT INTO organizations (organization_id, name, time_zone, is_demo, created_at, version)
             VALUES ($1, $2, 'America/New_York', $3, $4, 1)"
        ),
        &[&organization, &name, &false, &at.now],
    )?;
    tx.run(
        sql!(
            "INSERT INTO sites (organization_id, id, name, address, phone, version)
             VALUES ($1, $2, 'Main house', '12 Harbor Street', '555-0100', 1)"
        ),
        &[&organization, &site],
    )?;
    let program = add_program(tx, at, organization, site, program, setting)?;
    Ok((organization, site, program))
}

/// Adds a program: New York time, forty places, five days to the first meeting, 48 hours to sign, all co-signed.
pub fn add_program(
    tx: &mut Tx<'_>,
    at: &Moment,
    organization: OrganizationId,
    site: SiteId,
    name: &str,
    setting: &str,
) -> Result<ProgramId, DbError> {
    let id: ProgramId = at.id();
    tx.run(
        sql!(
            "INSERT INTO programs (organization_id, id, site_id, name, kind, setting, time_zone, capacity,
                rapid_access_days, sign_within_hours, cosign, cosign_percent, note_template, payer_rule, created_at, version)
             VALUES ($1, $2, $3, $4, 'one_on_one', $5, 'America/New_York', 40, 5, 48, 'all', 100, 'peer_narrative',
                'generic.h0038', $6, 1)"
        ),
        &[&organization, &id, &site, &name, &setting, &at.now],
    )?;
    Ok(id)
}

/// Adds an account without a password; `key` is the part of the e-mail address before the `@`.
pub fn add_account(
    tx: &mut Tx<'_>,
    at: &Moment,
    organization: OrganizationId,
    key: &str,
    name: &str,
) -> Result<AccountId, DbError> {
    let id: AccountId = at.id();
    let email = format!("{key}@open-door.example");
    tx.run(
        sql!(
            "INSERT INTO accounts (organization_id, id, email, email_folded, name, sort_key, pronouns, phone, about,
                language, theme, draft_key, created_at, version)
             VALUES ($1, $2, $3, $3, $4, $5, '', '', '', 'en', 'auto', $6, $7, 1)"
        ),
        &[&organization, &id, &email, &name, &kit::text::sort_key(name), &at.random::<32>().to_vec(), &at.now],
    )?;
    Ok(id)
}

/// Gives an account a role in a program, or (without one) in all.
pub fn add_membership(
    tx: &mut Tx<'_>,
    at: &Moment,
    organization: OrganizationId,
    account: AccountId,
    program: Option<ProgramId>,
    role: Role,
    ends_at: Option<Timestamp>,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO memberships (organization_id, id, account_id, program_id, role, starts_at, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&organization, &at.id::<crate::ids::MembershipId>(), &account, &program, &role, &at.now, &ends_at],
    )?;
    Ok(())
}

/// Adds a participant who is active in a program.
pub fn add_participant(
    tx: &mut Tx<'_>,
    at: &Moment,
    organization: OrganizationId,
    program: ProgramId,
    id: ParticipantId,
    name: &str,
) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO participants (organization_id, id, name_to_use, nicknames, sort_key, pronouns, language, needs_interpreter,
                own_words, about, contacts_count, created_at, version)
             VALUES ($1, $2, $3, '', $4, 'they/them', 'en', $5, '', '', 0, $6, 1)"
        ),
        &[&organization, &id, &name, &kit::text::sort_key(name), &false, &at.now],
    )?;
    tx.run(
        sql!(
            "INSERT INTO enrollments (organization_id, id, participant_id, program_id, status, standing, sort_key,
                status_since, first_enrolled_at, version)
             VALUES ($1, $2, $3, $4, 'active', 'here', $6, $5, $5, 1)"
        ),
        &[&organization, &at.id::<RecordId>(), &id, &program, &at.now, &kit::text::sort_key(name)],
    )?;
    Ok(())
}

/// Makes an account the primary supporter of a participant.
pub fn assign(
    tx: &mut Tx<'_>,
    at: &Moment,
    organization: OrganizationId,
    program: ProgramId,
    participant: ParticipantId,
    account: AccountId,
) -> Result<(), DbError> {
    let day = at.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    tx.run(
        sql!(
            "INSERT INTO assignments (organization_id, id, participant_id, program_id, account_id, kind, starts_on, reason)
             VALUES ($1, $2, $3, $4, $5, 'primary', $6, '')"
        ),
        &[&organization, &at.id::<RecordId>(), &participant, &program, &account, &day],
    )?;
    tx.run(
        sql!(
            "UPDATE enrollments SET primary_account_id = $4
             WHERE organization_id = $1 AND participant_id = $2 AND program_id = $3"
        ),
        &[&organization, &participant, &program, &account],
    )?;
    Ok(())
}

fn sign_in(tx: &mut Tx<'_>, at: &Moment, organization: OrganizationId, account: AccountId) -> Result<Member, DbError> {
    let new = NewSession {
        organization,
        account,
        how: How::Password,
        kind: DeviceKind::Own,
        device: "Test".to_owned(),
        lasts: std::time::Duration::from_secs(315_360_000),
    };
    let (_, cookie) = sessions::start(tx, &Request::internal(at.clone()), &new)?;
    let (_, digest) = sessions::read_cookie(&cookie).expect("a cookie that was just made");
    let (actor, _) = actor_of(tx, organization, &digest, at.now, Timestamp::UNIX_EPOCH)?.expect("a live session");
    Ok(Member { actor, cookie })
}

/// Runs a test with the cast on each engine.
pub fn on_both(test: impl Fn(&TestDb, &Cast)) {
    both(&crate::schema::steps().unwrap(), |on| test(on, &Cast::on(&on.db)));
}

/// Writes under a scope, with what came of it.
pub fn attempt<T: Send + 'static, E: From<DbError> + Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    let scope = scope.clone();
    on.db.write_now(scope.tenant(), move |tx| work(tx, &scope))
}

/// Writes under a scope; a refusal fails the test.
pub fn write<T: Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, DbError> + Send + 'static,
) -> T {
    attempt(on, scope, work).unwrap_or_else(|error: DbError| panic!("{}: {error}", on.engine))
}

/// Reads as the scope's account does, with the row-level rules behind the queries; a refusal fails the test.
pub fn read<T: Send + 'static>(
    on: &TestDb,
    scope: &Scope,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, DbError> + Send + 'static,
) -> T {
    let scope = scope.clone();
    let found = on.db.read_now(scope.reader(), move |tx| work(tx, &scope));
    found.unwrap_or_else(|error: DbError| panic!("{}: {error}", on.engine))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn the_cast_comes_together_on_both_engines() {
        both(&schema::steps().unwrap(), |on| {
            let cast = Cast::on(&on.db);
            assert_eq!(cast.actor("ana").main_role(), Some(Role::PeerSpecialist));
            let scope = cast.scope("ana", Permission::SeePerson);
            let (jordan, robin) = (cast.jordan, cast.far.robin);
            let reached = move |tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId| {
                tx.one::<String>(
                    sql!(
                        "SELECT p.name_to_use FROM participants p WHERE p.organization_id = $1 AND ",
                        crate::within_reach!("p.id"),
                        " AND p.id = $5"
                    ),
                    crate::scoped![scope; &id],
                )
            };
            let mei = cast.scope("mei", Permission::SeePerson);
            let found: [Option<String>; 3] = on
                .db
                .read_now(scope.tenant(), move |tx| {
                    Ok::<_, DbError>([
                        reached(tx, &scope, jordan)?,
                        reached(tx, &scope, robin)?,
                        reached(tx, &mei, jordan)?,
                    ])
                })
                .unwrap();
            assert_eq!(found, [Some("Jordan Rivera".to_owned()), None, None]);
        });
    }
}
