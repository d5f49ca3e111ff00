//! Units of a person's day, by the payer's rule of the program: derived from the actual minutes when a note is signed
//! or taken out, stored with the rule's id and version and with what holds them (practice.md 3.5).

use std::collections::{BTreeMap, BTreeSet};

use ground::{
    access::Scope,
    ids::ParticipantId,
    rules::{
        Rules,
        holds::{Derived, Hold},
        meter::{ElementState, Note},
        units::{BillingRule, Day, Encounter, Overlap},
    },
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    sql,
};
use serde_json::json;

use super::contact::{ContactId, Facts, ProgramRules, Sections};

/// A contact of the day, as far as its units need it.
struct Unit {
    id: ContactId,
    facts: Facts,
    sections: Sections,
    has_overlap: bool,
    /// Credentials are not kept yet. Until they are, the role at the time of signing stands for one: organizations
    /// employ as peer specialists and their supervisors whom the payer accepts, and volunteers need no certificate.
    has_credential: bool,
    units: Option<i64>,
    units_ready: Option<i64>,
    rule: Option<String>,
    rule_version: Option<i64>,
    holds: serde_json::Value,
}

kit::from_row!(Unit {
    id,
    facts,
    sections,
    has_overlap,
    has_credential,
    units,
    units_ready,
    rule,
    rule_version,
    holds
});

/// Derives the units of all contacts of a person in a program on the day of `at`, and writes down what changed. The
/// whole day, because payers sum and cap days; nothing happens in a program without a payer's rule.
///
/// # Errors
/// Those of the storage.
pub fn settle_day(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: &ProgramRules,
    person: ParticipantId,
    at: Timestamp,
) -> Result<(), DbError> {
    let rules = Rules::shipped();
    let Some(rule) = program.payer_rule.as_ref().and_then(|id| rules.billing.get(id)) else { return Ok(()) };
    let zone = program.zone();
    let date = at.to_zoned(zone.clone()).date();
    let (from, to) = (day_start(date, &zone), day_start(date.saturating_add(1.day()), &zone));
    let contacts = contacts_of_day(tx, scope, program, person, from, to)?;
    let missing: Vec<Vec<String>> = contacts.iter().map(|unit| missing_of(rules, rule, unit)).collect();
    let encounters: Vec<Encounter<'_>> =
        contacts.iter().zip(&missing).map(|(unit, missing)| encounter(unit, missing)).collect();
    let used = used_in_window(tx, scope, rule, person, date, &zone)?;
    let born = birth_date(tx, scope, person)?;
    let derived = rules.derive_units(
        rule,
        &Day {
            date,
            age: born.map(|born| years_between(born, date)),
            units_used_in_window: used,
            // Papers on file come with the billing room.
            papers: &BTreeSet::new(),
            encounters: &encounters,
        },
    );
    for (unit, derived) in contacts.iter().zip(derived) {
        keep(tx, scope, unit, &derived)?;
    }
    Ok(())
}

fn contacts_of_day(
    tx: &mut Tx<'_>,
    scope: &Scope,
    program: &ProgramRules,
    person: ParticipantId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Unit>, DbError> {
    let day_before = from.saturating_sub(super::store::LONGEST).unwrap_or(from);
    tx.list(
        sql!(
            "SELECT c.id, v.facts, v.sections,
                EXISTS (SELECT 1 FROM contacts o WHERE o.organization_id = c.organization_id
                    AND o.participant_id = c.participant_id AND o.id <> c.id AND o.outcome = 'reached'
                    AND o.status <> 'entered_in_error' AND o.starts_at > $6 AND o.starts_at < c.ends_at
                    AND o.ends_at > c.starts_at)
                OR EXISTS (SELECT 1 FROM contacts o WHERE o.organization_id = c.organization_id
                    AND o.author_id = c.author_id AND o.id <> c.id AND o.outcome = 'reached'
                    AND o.status <> 'entered_in_error' AND o.starts_at > $6 AND o.starts_at < c.ends_at
                    AND o.ends_at > c.starts_at),
                EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = c.organization_id
                    AND m.account_id = c.author_id AND (m.program_id = c.program_id OR m.program_id IS NULL)
                    AND m.role IN ('peer_specialist', 'supervisor') AND m.starts_at <= c.signed_at
                    AND (m.ends_at IS NULL OR m.ends_at > c.signed_at)),
                c.units, c.units_ready, c.unit_rule, c.unit_rule_version, c.holds
             FROM contacts c
             JOIN contact_versions v ON v.organization_id = c.organization_id AND v.contact_id = c.id
                AND v.version = c.version
             WHERE c.organization_id = $1 AND c.participant_id = $2 AND c.program_id = $3 AND c.starts_at >= $4
                AND c.starts_at < $5 AND c.status <> 'entered_in_error'
             ORDER BY c.starts_at, c.id LIMIT 200"
        ),
        &[&scope.organization, &person, &program.id, &from, &to, &day_before],
    )
}

fn encounter<'u>(unit: &'u Unit, missing: &'u [String]) -> Encounter<'u> {
    Encounter {
        minutes: u32::try_from(unit.facts.minutes()).unwrap_or_default(),
        kind: unit.facts.kind.word(),
        outcome: unit.facts.outcome.word(),
        mode: unit.facts.mode.word(),
        group_size: None,
        overlap: if unit.has_overlap { Overlap::PeerService } else { Overlap::None },
        is_signed: true,
        missing,
    }
}

/// The labels of the elements that the signed note lacks under the rule.
fn missing_of(rules: &Rules, rule: &BillingRule, unit: &Unit) -> Vec<String> {
    let Some(template) = rules.templates.get(&unit.facts.template) else { return Vec::new() };
    let sections: BTreeMap<String, String> =
        unit.sections.0.iter().map(|section| (section.key.clone(), section.words.clone())).collect();
    let note = Note {
        has_date: true,
        has_start: true,
        has_end: true,
        has_participant: true,
        has_place: !unit.facts.place.is_empty() || !unit.facts.place_words.is_empty(),
        has_mode: true,
        has_kind: true,
        has_credential: unit.has_credential,
        is_signed: true,
        goals: unit.facts.goals.len(),
        sections: Some(&sections),
    };
    let meter = rules.meter(template, Some(rule), &note);
    meter.into_iter().filter(|one| one.state == ElementState::Missing).map(|one| one.label).collect()
}

fn used_in_window(
    tx: &mut Tx<'_>,
    scope: &Scope,
    rule: &BillingRule,
    person: ParticipantId,
    date: Date,
    zone: &TimeZone,
) -> Result<u32, DbError> {
    let Some(limit) = &rule.limit else { return Ok(0) };
    let from = day_start(limit.window.starts(date), zone);
    let used: Option<i64> = tx.one(
        sql!(
            "SELECT CAST(COALESCE(SUM(units_ready), 0) AS BIGINT) FROM contacts
             WHERE organization_id = $1 AND participant_id = $2 AND unit_rule = $3 AND starts_at >= $4
                AND starts_at < $5 AND status <> 'entered_in_error'"
        ),
        &[&scope.organization, &person, &rule.id, &from, &day_start(date, zone)],
    )?;
    Ok(used.and_then(|used| u32::try_from(used).ok()).unwrap_or_default())
}

fn birth_date(tx: &mut Tx<'_>, scope: &Scope, person: ParticipantId) -> Result<Option<Date>, DbError> {
    let found: Option<Option<Date>> = tx.one(
        sql!("SELECT birth_date FROM participants WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &person],
    )?;
    Ok(found.flatten())
}

fn keep(tx: &mut Tx<'_>, scope: &Scope, unit: &Unit, derived: &Derived) -> Result<(), DbError> {
    let is_billable = derived.never.is_none();
    let count = |units: u32| is_billable.then_some(i64::from(units));
    let rule = is_billable.then(|| derived.rule_id.clone());
    let version = is_billable.then_some(i64::from(derived.rule_version));
    let (units, ready, holds) = (count(derived.units), count(derived.ready), json!(derived.holds));
    let before = (unit.units, unit.units_ready, &unit.rule, unit.rule_version, &unit.holds);
    if before == (units, ready, &rule, version, &holds) {
        return Ok(());
    }
    tx.run(
        sql!(
            "UPDATE contacts SET units = $3, units_ready = $4, unit_rule = $5, unit_rule_version = $6, holds = $7
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &unit.id, &units, &ready, &rule, &version, &holds],
    )?;
    Ok(())
}

/// Takes the units of a contact away that no longer counts.
///
/// # Errors
/// Those of the storage.
pub fn void(tx: &mut Tx<'_>, scope: &Scope, contact: ContactId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE contacts SET units = NULL, units_ready = NULL, unit_rule = NULL, unit_rule_version = NULL, holds = $3
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &contact, &json!([])],
    )?;
    Ok(())
}

/// The stored holds of a contact; none when they cannot be read.
pub fn holds_of(stored: &serde_json::Value) -> Vec<Hold> {
    serde_json::from_value(stored.clone()).unwrap_or_default()
}

fn day_start(date: Date, zone: &TimeZone) -> Timestamp {
    zone.to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Whole years from a birth to a day.
fn years_between(born: Date, on: Date) -> u32 {
    let years = i32::from(on.year()).saturating_sub(i32::from(born.year()));
    let is_before_birthday = (on.month(), on.day()) < (born.month(), born.day());
    u32::try_from(years.saturating_sub(i32::from(is_before_birthday))).unwrap_or_default()
}
