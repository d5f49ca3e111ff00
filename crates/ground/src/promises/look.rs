//! What nobody begins but should still happen: hearing from everyone who is supported.
//!
//! Done at start and then every day, by any number of nodes at once: what is open already stays as it is.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kit::{
    clock::Moment,
    db::{DbError, Tenant, Tx},
    ids::Id,
    sql,
};

use super::{Kind, NewPromise, from_clock, store};
use crate::{
    App,
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId, RecordId},
    rules::{Rules, clocks::Offset},
};

/// The clock of `rules/clocks.toml` that says how long somebody may be without contact.
const NO_CONTACT: &str = "person.no_contact";
/// People looked at in one transaction.
const ROUND: i64 = 500;

/// Opens a check-in for everyone in active support who has had no contact for nearly as long as the clock allows (from
/// its warning on, so that there is time to keep it). Answers how many are new.
///
/// # Errors
/// Those of the storage.
pub async fn look_around(app: &App) -> Result<usize, DbError> {
    let mut opened = 0_usize;
    for organization in app.db.read(Tenant::System, organizations).await? {
        let mut after = None;
        loop {
            let at = app.moment();
            let (found, last) = app
                .db
                .write(Tenant::Organization(organization.uuid()), move |tx| check_in(tx, organization, &at, after))
                .await?;
            opened = opened.saturating_add(found);
            if last.is_none() {
                break;
            }
            after = last;
        }
    }
    Ok(opened)
}

/// The same for one organization, for code that is not async: tests and the demo.
#[cfg(test)]
pub(super) fn look_around_now(db: &kit::db::Db, organization: OrganizationId, at: &Moment) -> Result<usize, DbError> {
    let at = at.clone();
    db.write_now(Tenant::Organization(organization.uuid()), move |tx| Ok(check_in(tx, organization, &at, None)?.0))
}

fn organizations(tx: &mut Tx<'_>) -> Result<Vec<OrganizationId>, DbError> {
    tx.list(sql!("SELECT organization_id FROM organizations ORDER BY organization_id LIMIT 100000"), &[])
}

/// Somebody in active support who may have been without contact for too long.
struct Quiet {
    enrollment: RecordId,
    participant: ParticipantId,
    program: ProgramId,
    owner: Option<AccountId>,
    time_zone: String,
    since: Timestamp,
}

kit::from_row!(Quiet { enrollment, participant, program, owner, time_zone, since });

fn check_in(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    at: &Moment,
    after: Option<RecordId>,
) -> Result<(usize, Option<RecordId>), DbError> {
    let rules = Rules::shipped();
    let Some(patience) = patience(rules) else { return Ok((0, None)) };
    // The exact day depends on the program's zone and is decided below; this only leaves out who cannot be due.
    let quiet_since = at.now.checked_sub(patience).unwrap_or(at.now);
    let found = quiet(tx, organization, quiet_since, after)?;
    let is_full = found.len() >= usize::try_from(ROUND).unwrap_or(usize::MAX);
    let mut opened = 0_usize;
    for person in &found {
        let zone = TimeZone::get(&person.time_zone).unwrap_or(TimeZone::UTC);
        let is_due_soon =
            rules.clocks.get(NO_CONTACT).is_some_and(|c| rules.due(c, person.since, &zone).warns <= at.now);
        if is_due_soon && store::open_quietly(tx, organization, at, &promise(rules, person, &zone))? {
            opened = opened.saturating_add(1);
        }
    }
    Ok((opened, found.last().filter(|_| is_full).map(|person| person.enrollment)))
}

/// How long nobody is looked at: the clock's length without its warning, less a day for zones.
fn patience(rules: &Rules) -> Option<SignedDuration> {
    let clock = rules.clocks.get(NO_CONTACT)?;
    let hours = |offset: Offset| match offset {
        Offset::Hours(hours) => i64::from(hours),
        Offset::CalendarDays(days) | Offset::BusinessDays(days) => i64::from(days).saturating_mul(24),
    };
    let quiet = hours(clock.due).saturating_sub(clock.warn.map_or(0, hours)).saturating_sub(24);
    Some(SignedDuration::from_hours(quiet.max(0)))
}

/// Who is in active support and has no contact since, no open check-in, and none closed since. Not who has paused.
fn quiet(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    since: Timestamp,
    after: Option<RecordId>,
) -> Result<Vec<Quiet>, DbError> {
    tx.list(
        sql!(
            "SELECT e.id, e.participant_id, e.program_id, e.primary_account_id, g.time_zone,
                CASE WHEN p.last_contact_at > e.status_since THEN p.last_contact_at ELSE e.status_since END
             FROM enrollments e
             JOIN participants p ON p.organization_id = e.organization_id AND p.id = e.participant_id
             JOIN programs g ON g.organization_id = e.organization_id AND g.id = e.program_id
             WHERE e.organization_id = $1 AND e.status IN ('enrolled', 'active', 're_engaged') AND e.status_since <= $2
               AND (p.last_contact_at IS NULL OR p.last_contact_at <= $2) AND p.merged_into IS NULL
               AND g.closed_on IS NULL AND (e.id > $3 OR $3 IS NULL)
               AND NOT EXISTS (SELECT 1 FROM promises r WHERE r.organization_id = $1
                  AND r.participant_id = e.participant_id AND r.kind = 'check_in'
                  AND (r.closed_at IS NULL OR r.closed_at > $2))
             ORDER BY e.id LIMIT $4"
        ),
        &[&organization, &since, &after, &ROUND],
    )
}

fn promise(rules: &Rules, person: &Quiet, zone: &TimeZone) -> NewPromise {
    from_clock(rules, NO_CONTACT, person.since, zone, Kind::CheckIn, "", ("enrollment", person.enrollment))
        .about(person.participant)
        .in_program(Some(person.program))
        .owned_by(person.owner)
}
