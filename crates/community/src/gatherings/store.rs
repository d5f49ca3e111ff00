//! Every statement about groups and meetings.

use ground::{
    access::Scope,
    ids::{OrganizationId, ProgramId},
};
use jiff::civil::Date;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::gathering::{DayChange, DayChangeId, Gathering, GatheringId, NewDayChange, NewGathering};

macro_rules! gatherings_where {
    ($condition:literal) => {
        sql!(
            "SELECT h.id, h.name, h.words, h.audience, h.joining, h.place, h.url, h.language, h.program_id, h.time_zone,
                h.starts_on, h.at_time, h.minutes, h.rule, h.ends_on, h.is_shown, h.changed_at, h.version
             FROM gatherings h WHERE h.organization_id = $1 AND h.removed_at IS NULL AND ",
            $condition
        )
    };
}

/// A gathering with the days on which it is otherwise.
#[derive(Debug, Clone)]
pub struct Shown {
    pub gathering: Gathering,
    pub changes: Vec<DayChange>,
}

/// Everything that visitors see, by name.
///
/// # Errors
/// Those of the storage.
pub fn shown(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<Shown>, DbError> {
    let all =
        tx.list(gatherings_where!("h.is_shown = $2 ORDER BY h.created_at, h.id LIMIT 300"), &[&organization, &true])?;
    let mut changes = changes(tx, organization)?;
    Ok(all.into_iter().map(|gathering| with_changes(gathering, &mut changes)).collect())
}

/// Everything that staff keep, shown or not, by age.
///
/// # Errors
/// Those of the storage.
pub fn all(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Shown>, DbError> {
    let all = tx.list(gatherings_where!("1 = 1 ORDER BY h.created_at, h.id LIMIT 300"), &[&scope.organization])?;
    let mut changes = changes(tx, scope.organization)?;
    Ok(all.into_iter().map(|gathering| with_changes(gathering, &mut changes)).collect())
}

fn with_changes(gathering: Gathering, changes: &mut Vec<DayChange>) -> Shown {
    let (own, others) = changes.drain(..).partition(|change| change.gathering == gathering.id);
    *changes = others;
    Shown { gathering, changes: own }
}

/// The days that are otherwise, of gatherings that were not removed. Past days are few and stay: a calendar that was
/// fetched long ago is put right by them.
fn changes(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<DayChange>, DbError> {
    tx.list(
        sql!(
            "SELECT c.id, c.gathering_id, c.on_date, c.kind, c.reason, c.to_date, c.to_time, c.to_place
             FROM gathering_changes c
             JOIN gatherings h ON h.organization_id = c.organization_id AND h.id = c.gathering_id
             WHERE c.organization_id = $1 AND h.removed_at IS NULL ORDER BY c.on_date DESC, c.id LIMIT 2000"
        ),
        &[&organization],
    )
}

/// One gathering that visitors see.
///
/// # Errors
/// Those of the storage.
pub fn one_shown(tx: &mut Tx<'_>, organization: OrganizationId, id: GatheringId) -> Result<Option<Shown>, DbError> {
    let found = tx.one(gatherings_where!("h.is_shown = $2 AND h.id = $3"), &[&organization, &true, &id])?;
    one_with_changes(tx, organization, found)
}

/// One gathering for those who keep it.
///
/// # Errors
/// Those of the storage.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: GatheringId) -> Result<Option<Shown>, DbError> {
    let found = tx.one(gatherings_where!("h.id = $2"), &[&scope.organization, &id])?;
    one_with_changes(tx, scope.organization, found)
}

fn one_with_changes(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    found: Option<Gathering>,
) -> Result<Option<Shown>, DbError> {
    let Some(gathering) = found else { return Ok(None) };
    let changes = tx.list(
        sql!(
            "SELECT id, gathering_id, on_date, kind, reason, to_date, to_time, to_place FROM gathering_changes
             WHERE organization_id = $1 AND gathering_id = $2 ORDER BY on_date, id LIMIT 500"
        ),
        &[&organization, &gathering.id],
    )?;
    Ok(Some(Shown { gathering, changes }))
}

/// The open programs that a gathering may belong to, with their zones.
///
/// # Errors
/// Those of the storage.
pub fn programs(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(ProgramId, String, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT id, name, time_zone FROM programs WHERE organization_id = $1 AND closed_on IS NULL
             ORDER BY name, id LIMIT 200"
        ),
        &[&scope.organization],
    )
}

/// Adds a gathering in a zone.
///
/// # Errors
/// Those of the storage.
pub fn insert(tx: &mut Tx<'_>, scope: &Scope, new: &NewGathering, zone: &str) -> Result<GatheringId, DbError> {
    let id: GatheringId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO gatherings (organization_id, id, name, words, audience, joining, place, url, language, program_id,
                time_zone, starts_on, at_time, minutes, rule, ends_on, is_shown, created_at, created_by, changed_at,
                version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $18, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &new.name,
            &new.words,
            &new.audience,
            &new.joining,
            &new.place,
            &new.url,
            &new.language,
            &new.program,
            &zone,
            &new.starts_on,
            &clock(new),
            &new.minutes,
            &new.pattern.rule(),
            &new.ends_on,
            &new.is_shown,
            &scope.now,
            &scope.account,
        ],
    )?;
    Ok(id)
}

fn clock(new: &NewGathering) -> String {
    new.at_time.strftime("%H:%M").to_string()
}

/// Changes a gathering. Answers false when somebody changed it since `version`.
///
/// # Errors
/// Those of the storage.
pub fn update(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: GatheringId,
    new: &NewGathering,
    zone: &str,
    version: i64,
) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "UPDATE gatherings SET name = $4, words = $5, audience = $6, joining = $7, place = $8, url = $9, language = $10,
                program_id = $11, time_zone = $12, starts_on = $13, at_time = $14, minutes = $15, rule = $16, ends_on = $17,
                is_shown = $18, changed_at = $19, version = version + 1
             WHERE organization_id = $1 AND id = $2 AND version = $3 AND removed_at IS NULL"
        ),
        &[
            &scope.organization,
            &id,
            &version,
            &new.name,
            &new.words,
            &new.audience,
            &new.joining,
            &new.place,
            &new.url,
            &new.language,
            &new.program,
            &zone,
            &new.starts_on,
            &clock(new),
            &new.minutes,
            &new.pattern.rule(),
            &new.ends_on,
            &new.is_shown,
            &scope.now,
        ],
    )?;
    Ok(changed == 1)
}

/// Takes a gathering away, or brings it back. Answers false when there is none such.
///
/// # Errors
/// Those of the storage.
pub fn keep(tx: &mut Tx<'_>, scope: &Scope, id: GatheringId, is_kept: bool) -> Result<bool, DbError> {
    let removed_at = (!is_kept).then_some(scope.now);
    let changed = tx.run(
        sql!(
            "UPDATE gatherings SET removed_at = $3, changed_at = $4, version = version + 1
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id, &removed_at, &scope.now],
    )?;
    Ok(changed == 1)
}

/// Writes down what is otherwise on a day; said again, it replaces what was said of that day before. The calendar of
/// whoever fetched it learns that something changed.
///
/// # Errors
/// Those of the storage.
pub fn change_day(
    tx: &mut Tx<'_>,
    scope: &Scope,
    gathering: GatheringId,
    new: &NewDayChange,
) -> Result<DayChangeId, DbError> {
    let id: DayChangeId = scope.at.id();
    let kept: Option<DayChangeId> = tx.one(
        sql!(
            "INSERT INTO gathering_changes (organization_id, id, gathering_id, on_date, kind, reason, to_date, to_time,
                to_place, created_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (organization_id, gathering_id, on_date)
             DO UPDATE SET kind = excluded.kind, reason = excluded.reason, to_date = excluded.to_date,
                to_time = excluded.to_time, to_place = excluded.to_place, created_at = excluded.created_at,
                created_by = excluded.created_by
             RETURNING id"
        ),
        &[
            &scope.organization,
            &id,
            &gathering,
            &new.on,
            &new.kind,
            &new.reason,
            &new.to_date,
            &new.to_time,
            &new.to_place,
            &scope.now,
            &scope.account,
        ],
    )?;
    touch(tx, scope, gathering)?;
    Ok(kept.unwrap_or(id))
}

/// A day is as planned again. Answers whose day it was, and which.
///
/// # Errors
/// Those of the storage.
pub fn forget_day(tx: &mut Tx<'_>, scope: &Scope, id: DayChangeId) -> Result<Option<(GatheringId, Date)>, DbError> {
    let found: Option<(GatheringId, Date)> = tx.one(
        sql!("DELETE FROM gathering_changes WHERE organization_id = $1 AND id = $2 RETURNING gathering_id, on_date"),
        &[&scope.organization, &id],
    )?;
    if let Some((gathering, _)) = found {
        touch(tx, scope, gathering)?;
    }
    Ok(found)
}

fn touch(tx: &mut Tx<'_>, scope: &Scope, id: GatheringId) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE gatherings SET changed_at = $3, version = version + 1 WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &id, &scope.now],
    )?;
    Ok(())
}
