//! What nobody begins but should still happen: hearing from everyone who is supported.
//!
//! Done at start and then every day, by any number of nodes at once: what is open already stays as it is.

use std::time::Duration;

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
/// Enrollments looked at in one transaction, and how long others have their turn before the next.
const ROUND: i64 = 200;
const BREATH: Duration = Duration::from_millis(5);

/// Opens a check-in for everyone in active support who has had no contact for nearly as long as the clock allows (from
/// its warning on, so that there is time to keep it). Answers how many are new.
///
/// # Errors
/// Those of the storage.
pub async fn look_around(app: &App) -> Result<usize, DbError> {
    let mut opened = 0_usize;
    for organization in app.db.read(Tenant::System, organizations).await? {
        let tenant = Tenant::Organization(organization.uuid());
        let mut span = Some(Span::first());
        while let Some(here) = span {
            let at = app.moment();
            let now = at.now;
            // Not among the pages: it takes some milliseconds, again and again.
            let (is_somebody_quiet, next) =
                app.db.read_long(tenant, move |tx| look(tx, organization, now, here)).await?;
            if is_somebody_quiet {
                let found = app.db.write(tenant, move |tx| check_in(tx, organization, &at, here)).await?;
                opened = opened.saturating_add(found);
            }
            span = next;
            tokio::time::sleep(BREATH).await;
        }
    }
    Ok(opened)
}

/// Some enrollments of an organization, one after the other by id.
#[derive(Debug, Clone, Copy)]
struct Span {
    after: RecordId,
}

impl Span {
    fn first() -> Self {
        Self { after: RecordId::from(uuid::Uuid::nil()) }
    }
}

/// Whether anybody of a span has been quiet for long, and the next span if there is one. Only reads: most spans have
/// nobody, and nobody who writes waits for that.
fn look(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    now: Timestamp,
    span: Span,
) -> Result<(bool, Option<Span>), DbError> {
    let is_somebody_quiet = !due_soon(tx, organization, now, span)?.is_empty();
    let last = tx.one(
        sql!(
            "SELECT id FROM enrollments WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT 1 OFFSET CAST($3 AS BIGINT) - 1"
        ),
        &[&organization, &span.after, &ROUND],
    )?;
    Ok((is_somebody_quiet, last.map(|after| Span { after })))
}

/// The same for one organization, for code that is not async: tests and the demo.
#[cfg(test)]
pub(super) fn look_around_now(db: &kit::db::Db, organization: OrganizationId, at: &Moment) -> Result<usize, DbError> {
    let at = at.clone();
    db.write_now(Tenant::Organization(organization.uuid()), move |tx| check_in(tx, organization, &at, Span::first()))
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

fn check_in(tx: &mut Tx<'_>, organization: OrganizationId, at: &Moment, span: Span) -> Result<usize, DbError> {
    let mut opened = 0_usize;
    for promise in due_soon(tx, organization, at.now, span)? {
        opened = opened.saturating_add(usize::from(store::open_quietly(tx, organization, at, &promise)?));
    }
    Ok(opened)
}

/// The check-ins that a span's people should have by now, and have not.
fn due_soon(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    now: Timestamp,
    span: Span,
) -> Result<Vec<NewPromise>, DbError> {
    let rules = Rules::shipped();
    let (Some(clock), Some(patience)) = (rules.clocks.get(NO_CONTACT), patience(rules)) else { return Ok(Vec::new()) };
    // The exact day depends on the program's zone and is decided here; the query only leaves out who cannot be due.
    let quiet_since = now.checked_sub(patience).unwrap_or(now);
    let found = quiet(tx, organization, quiet_since, span)?.into_iter().filter_map(|person| {
        let zone = TimeZone::get(&person.time_zone).unwrap_or(TimeZone::UTC);
        (rules.due(clock, person.since, &zone).warns <= now).then(|| promise(rules, &person, &zone))
    });
    Ok(found.collect())
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
fn quiet(tx: &mut Tx<'_>, organization: OrganizationId, since: Timestamp, span: Span) -> Result<Vec<Quiet>, DbError> {
    tx.list(
        sql!(
            "SELECT e.id, e.participant_id, e.program_id, e.primary_account_id, g.time_zone,
                CASE WHEN p.last_contact_at > e.status_since THEN p.last_contact_at ELSE e.status_since END
             FROM (SELECT * FROM enrollments WHERE organization_id = $1 AND id > $3 ORDER BY id LIMIT $4) e
             JOIN participants p ON p.organization_id = e.organization_id AND p.id = e.participant_id
             JOIN programs g ON g.organization_id = e.organization_id AND g.id = e.program_id
             WHERE e.status IN ('enrolled', 'active', 're_engaged') AND e.status_since <= $2
               AND (p.last_contact_at IS NULL OR p.last_contact_at <= $2) AND p.merged_into IS NULL
               AND g.closed_on IS NULL
               AND NOT EXISTS (SELECT 1 FROM promises r WHERE r.organization_id = $1
                  AND r.participant_id = e.participant_id AND r.kind = 'check_in'
                  AND (r.closed_at IS NULL OR r.closed_at > $2))"
        ),
        &[&organization, &since, &span.after, &ROUND],
    )
}

fn promise(rules: &Rules, person: &Quiet, zone: &TimeZone) -> NewPromise {
    from_clock(rules, NO_CONTACT, person.since, zone, Kind::CheckIn, "", ("enrollment", person.enrollment))
        .about(person.participant)
        .in_program(Some(person.program))
        .owned_by(person.owner)
}
