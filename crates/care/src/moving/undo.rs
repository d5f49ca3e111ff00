//! Taking out what an import brought in, as far as nobody has gone on with it.
//!
//! Which rows belong to a record is read from the schema's foreign keys, so that a table added later counts too. A record
//! has been gone on with when its version has moved or when more rows refer to it than came in with it.

use ground::{
    access::Scope,
    audit::{self, Action, Entry},
    ids::{OrganizationId, ParticipantId},
};
use kit::{
    db::{
        DbError, Tx,
        catalog::{self, Table},
    },
    pace::Pace,
    sql,
};

use super::{
    report::{Report, Stayed},
    run::{Desk, Progress, Stopped, take},
    store::{self, Status},
    target::{ImportId, Target},
};

/// Rows that stayed, of which the report tells one by one.
const TOLD: usize = 100;

/// Takes out what an import brought in, at somebody's wish. Records that somebody has gone on with stay, and the import
/// says which and why.
///
/// # Errors
/// See [`Stopped`].
pub fn undo(desk: &Desk, scope: &Scope, id: ImportId, progress: Progress<'_>) -> Result<u64, Stopped> {
    take(desk, scope.organization, id, Status::Undoing)?;
    let stayed = take_out(desk, scope.organization, id, Status::Undoing, progress)?;
    let count = stayed.count;
    let entry = Entry::new(scope, Action::Remove, "import").with("stayed", count);
    end_undone(desk, scope.organization, id, stayed, entry)?;
    Ok(count)
}

/// What stayed.
#[derive(Debug, Default)]
pub struct Stays {
    pub count: u64,
    told: Vec<Stayed>,
}

impl Stays {
    fn tell(&mut self, line: i64, why: String) {
        self.count = self.count.saturating_add(1);
        if self.told.len() < TOLD {
            self.told.push(Stayed { line, why });
        }
    }
}

/// The texts that a kind of record needs, made of the schema.
#[derive(Clone)]
struct Ways {
    target: Target,
    /// Version, and how many rows refer to the record.
    weigh: String,
    /// Each row that refers to it, then the record itself.
    remove: Vec<String>,
    /// How many rows of each table refer to it, to say why it stays.
    who: Vec<(String, String)>,
}

/// Takes out the rows of an import, chunk by chunk, the last first.
///
/// # Errors
/// Those of the storage.
pub(super) fn take_out(
    desk: &Desk,
    organization: OrganizationId,
    id: ImportId,
    status: Status,
    progress: Progress<'_>,
) -> Result<Stays, DbError> {
    let tenant = Desk::tenant(organization);
    let (ways, total) = desk.db.read_now(tenant, move |tx| {
        let target: Option<Target> =
            tx.one(sql!("SELECT target FROM imports WHERE organization_id = $1 AND id = $2"), &[&organization, &id])?;
        let total: Option<i64> = tx.one(
            sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM import_rows WHERE organization_id = $1 AND import_id = $2"),
            &[&organization, &id],
        )?;
        let ways = ways(tx, target.unwrap_or(Target::Participants))?;
        Ok::<_, DbError>((ways, total.unwrap_or_default()))
    })?;
    let (mut stays, mut before, mut done, mut pace) = (Stays::default(), i64::MAX, 0_u64, Pace::default());
    loop {
        let (ways, now) = (ways.clone(), desk.now());
        let sofar = i64::try_from(done).unwrap_or(i64::MAX);
        let most = i64::try_from(pace.rows()).unwrap_or(i64::MAX);
        let work = move |tx: &mut Tx<'_>| {
            store::keep_at(tx, organization, id, status, sofar, now)?;
            take_some(tx, organization, id, &ways, before, most)
        };
        let (rows, kept) = pace.step(|| desk.db.write_now(tenant, work))?;
        kept.into_iter().for_each(|(line, why)| stays.tell(line, why));
        let Some(last) = rows.last() else { return Ok(stays) };
        before = *last;
        done = done.saturating_add(u64::try_from(rows.len()).unwrap_or_default());
        progress(done, u64::try_from(total).unwrap_or_default());
    }
}

type Taken = (Vec<i64>, Vec<(i64, String)>);

fn take_some(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    id: ImportId,
    ways: &Ways,
    before: i64,
    most: i64,
) -> Result<Taken, DbError> {
    let rows: Vec<(i64, uuid::Uuid, i64, bool)> = tx.list(
        sql!(
            "SELECT line, record_id, parts, is_new FROM import_rows
             WHERE organization_id = $1 AND import_id = $2 AND line < $3 ORDER BY line DESC LIMIT $4"
        ),
        &[&organization, &id, &before, &most],
    )?;
    let mut kept = Vec::new();
    let mut people = Vec::new();
    for (line, record, parts, is_new) in &rows {
        if *is_new {
            people.extend(person_of(tx, organization, ways.target, *record)?);
            if let Some(why) = why_it_stays(tx, organization, ways, *record, *parts)? {
                kept.push((*line, why));
                continue;
            }
            remove(tx, organization, ways, *record)?;
        }
        tx.run(
            sql!(
                "DELETE FROM import_rows
                 WHERE organization_id = $1 AND import_id = $2 AND line = $3 AND record_id = $4"
            ),
            &[&organization, &id, line, record],
        )?;
    }
    recount(tx, organization, people)?;
    Ok((rows.into_iter().map(|row| row.0).collect(), kept))
}

fn ways(tx: &mut Tx<'_>, target: Target) -> Result<Ways, DbError> {
    let (table, sqlite) = (target.table(), tx.is_sqlite());
    let tables = catalog::in_order_of_need(catalog::tables(tx)?);
    let (one, two) = if sqlite { ("?1", "?2") } else { ("$1", "$2") };
    let (mut who, mut remove) = (Vec::new(), Vec::new());
    for (other, column) in tables.iter().rev().flat_map(|other| references(other, table)) {
        let of = format!("FROM {other} WHERE organization_id = {one} AND {column} = {two}");
        remove.push(format!("DELETE {of}"));
        // Search keys follow from the record, and a promise that a chore opened is nobody's work until somebody moves it.
        match other {
            "participant_keys" => {}
            "promises" => {
                who.push((other.to_owned(), format!("SELECT COUNT(*) {of} AND (opened_by IS NOT NULL OR version > 1)")))
            }
            _ => who.push((other.to_owned(), format!("SELECT COUNT(*) {of}"))),
        }
    }
    let sum = who.iter().map(|(_, count)| format!("({count})")).collect::<Vec<_>>().join(" + ");
    let sum = if sum.is_empty() { "0".to_owned() } else { sum };
    let weigh = format!("SELECT version, {sum} FROM {table} WHERE organization_id = {one} AND id = {two}");
    remove.retain(|text| !text.starts_with(&format!("DELETE FROM {table} ")));
    remove.push(format!("DELETE FROM {table} WHERE organization_id = {one} AND id = {two}"));
    Ok(Ways { target, weigh, remove, who })
}

/// The columns of a table that name a record of `table`.
fn references<'t>(other: &'t Table, table: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
    let keys = other.foreign_keys.iter().filter(move |key| key.table == table);
    keys.filter_map(|key| Some((other.name.as_str(), key.columns.last()?.as_str())))
}

fn why_it_stays(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    ways: &Ways,
    record: uuid::Uuid,
    parts: i64,
) -> Result<Option<String>, DbError> {
    let mut weight: Option<(i64, i64)> = None;
    tx.each_of_text(&ways.weigh, &[&organization, &record], |row| {
        weight = Some((row.get()?, row.get()?));
        Ok(false)
    })?;
    match weight {
        // Gone already: nothing to take out.
        None => Ok(None),
        Some((1, found)) if found <= parts => Ok(None),
        Some((_, found)) if found <= parts => Ok(Some("It was changed since it came in.".to_owned())),
        Some(_) => Ok(Some(format!("Something was added to it since: {}.", added(tx, organization, ways, record)?))),
    }
}

/// The tables that refer to a record, in words.
fn added(tx: &mut Tx<'_>, organization: OrganizationId, ways: &Ways, record: uuid::Uuid) -> Result<String, DbError> {
    let mut named = Vec::new();
    for (table, count) in &ways.who {
        let mut found = 0_i64;
        tx.each_of_text(count, &[&organization, &record], |row| {
            found = row.get()?;
            Ok(false)
        })?;
        if found > 0 && !matches!(table.as_str(), "enrollments" | "channels" | "demographics" | "contact_versions") {
            named.push(table.replace('_', " "));
        }
    }
    named.sort();
    named.dedup();
    Ok(named.join(", "))
}

fn remove(tx: &mut Tx<'_>, organization: OrganizationId, ways: &Ways, record: uuid::Uuid) -> Result<(), DbError> {
    ways.remove.iter().try_for_each(|text| tx.run_text(text, &[&organization, &record]))
}

fn person_of(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    target: Target,
    record: uuid::Uuid,
) -> Result<Option<ParticipantId>, DbError> {
    if target != Target::Contacts {
        return Ok(None);
    }
    let found: Option<Option<ParticipantId>> = tx.one(
        sql!("SELECT participant_id FROM contacts WHERE organization_id = $1 AND id = $2"),
        &[&organization, &record],
    )?;
    Ok(found.flatten())
}

/// Makes the counters of people follow the contacts that are left.
fn recount(tx: &mut Tx<'_>, organization: OrganizationId, mut people: Vec<ParticipantId>) -> Result<(), DbError> {
    people.sort_unstable();
    people.dedup();
    for person in people {
        tx.run(
            sql!(
                "UPDATE participants SET
                    contacts_count = (SELECT CAST(COUNT(*) AS BIGINT) FROM contacts c
                        WHERE c.organization_id = $1 AND c.participant_id = $2),
                    last_contact_at = (SELECT MAX(c.starts_at) FROM contacts c
                        WHERE c.organization_id = $1 AND c.participant_id = $2)
                 WHERE organization_id = $1 AND id = $2"
            ),
            &[&organization, &person],
        )?;
    }
    Ok(())
}

pub(super) fn end_undone(
    desk: &Desk,
    organization: OrganizationId,
    id: ImportId,
    stays: Stays,
    entry: Entry,
) -> Result<(), DbError> {
    let now = desk.now();
    desk.db.write_now(Desk::tenant(organization), move |tx| {
        let mut report: Report = store::find(tx, organization, id)?.map(|import| import.report()).unwrap_or_default();
        report.stayed_count = stays.count;
        report.stayed = stays.told;
        store::set_report(tx, organization, id, &report, None)?;
        store::finish(tx, organization, id, Status::Undone, "", now)?;
        audit::record(tx, &entry.on(id))
    })
}
