//! Letting one record go, in one transaction: the words and the identity leave every table that hangs on the person,
//! counts stay by program, month and kind, and the person's row stays without a word, for the audit and for complaints.

use std::collections::{BTreeMap, BTreeSet};

use ground::{
    access::Scope,
    audit::{self, Action, Entry},
    ids::{AccountId, ParticipantId, ProgramId},
    rules::Rules,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kit::{
    db::{
        DbError, Tx,
        catalog::{self, Table},
    },
    sql,
};

use super::{PurgeId, store};

/// Tables that are never touched by it: the audit has no words, breach papers and the purge itself survive, and the
/// person's own row is emptied instead.
const SURVIVE: [&str; 4] = ["audit_entries", "breach_people", "participants", "purges"];

/// Rows that survive in tables that otherwise go: complaints (practice.md 7.4).
const KEEPS: [(&str, &str); 1] = [("record_requests", "kind <> 'complaint'")];

/// Why a record stays.
#[derive(Debug, thiserror::Error)]
pub enum NotPurged {
    #[error("not found")]
    NotFound,
    /// The person is with a program.
    #[error("privacy-retention-is-here")]
    IsHere,
    #[error("privacy-retention-is-held")]
    IsHeld,
    /// A request waits for an answer.
    #[error("privacy-retention-is-asked")]
    IsAsked,
    /// The schedule keeps it, or knows no day to count from.
    #[error("privacy-retention-is-kept")]
    IsKept,
    /// The name that was typed is not the person's.
    #[error("privacy-retention-not-the-name")]
    NotTheName,
    #[error(transparent)]
    Storage(#[from] DbError),
}

/// What stands against letting a record go on a day; the last day it is kept and the rule behind it otherwise.
///
/// # Errors
/// The first thing that keeps it.
pub fn judge(left: &store::Left, zone: &TimeZone, today: Date) -> Result<(Date, &'static str, u32), NotPurged> {
    if left.programs > 0 {
        return Err(NotPurged::IsHere);
    }
    if left.holds > 0 {
        return Err(NotPurged::IsHeld);
    }
    if left.requests > 0 {
        return Err(NotPurged::IsAsked);
    }
    let kept = Rules::shipped().kept_until(&left.life(zone)).filter(|kept| kept.until < today);
    kept.map(|kept| (kept.until, kept.rule.id.as_str(), kept.rule.about.version)).ok_or(NotPurged::IsKept)
}

/// Lets a record go. `typed` is the name of the person as somebody typed it to confirm.
///
/// # Errors
/// What keeps the record, or the storage.
pub fn purge(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ParticipantId,
    typed: &str,
    zone: &TimeZone,
) -> Result<PurgeId, NotPurged> {
    let left = store::find(tx, scope, id)?.ok_or(NotPurged::NotFound)?;
    let today = scope.now.to_zoned(zone.clone()).date();
    let (until, rule, version) = judge(&left, zone, today)?;
    if typed.trim() != left.name.trim() {
        return Err(NotPurged::NotTheName);
    }
    let (mut contacts, mut minutes, mut files) = (0_i64, 0_i64, Vec::new());
    for one in records_of(tx, scope, id)? {
        let counted = keep_counts(tx, scope, one)?;
        contacts = contacts.saturating_add(counted.0);
        minutes = minutes.saturating_add(counted.1);
        files.extend(files_of(tx, scope, one)?);
        close_accounts(tx, scope, one)?;
        empty_tables(tx, scope, one)?;
        empty_person(tx, scope, one)?;
    }
    let purge = write_down(tx, scope, id, (rule, version, until), (contacts, minutes), &files)?;
    let entry = Entry::new(scope, Action::Remove, "purged_record").of(id).on(purge);
    audit::record(tx, &entry.with("rule", rule).with("contacts", contacts))?;
    Ok(purge)
}

/// The person's record and those that were merged into it.
fn records_of(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Vec<ParticipantId>, DbError> {
    let mut all = vec![id];
    let merged: Vec<ParticipantId> = tx.list(
        sql!("SELECT id FROM participants WHERE organization_id = $1 AND merged_into = $2 ORDER BY id LIMIT 1000"),
        &[&scope.organization, &id],
    )?;
    all.extend(merged);
    Ok(all)
}

/// How many contacts there were and how long, added up by program, month and kind.
fn keep_counts(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<(i64, i64), DbError> {
    let rows: Vec<(ProgramId, Timestamp, String, i64)> = tx.list(
        sql!(
            "SELECT program_id, starts_at, kind, minutes FROM contacts
             WHERE organization_id = $1 AND participant_id = $2 AND status <> 'entered_in_error'"
        ),
        &[&scope.organization, &id],
    )?;
    let mut sums: BTreeMap<(ProgramId, Date, String), (i64, i64)> = BTreeMap::new();
    for (program, at, kind, minutes) in rows {
        let month = at.to_zoned(TimeZone::UTC).date().first_of_month();
        let sum = sums.entry((program, month, kind)).or_default();
        *sum = (sum.0.saturating_add(1), sum.1.saturating_add(minutes));
    }
    let mut all = (0_i64, 0_i64);
    for ((program, month, kind), (count, minutes)) in sums {
        all = (all.0.saturating_add(count), all.1.saturating_add(minutes));
        tx.run(
            sql!(
                "INSERT INTO purged_counts (organization_id, program_id, month, kind, contacts_count, minutes)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (organization_id, program_id, month, kind) DO UPDATE SET
                    contacts_count = purged_counts.contacts_count + excluded.contacts_count,
                    minutes = purged_counts.minutes + excluded.minutes"
            ),
            &[&scope.organization, &program, &month, &kind, &count, &minutes],
        )?;
    }
    Ok(all)
}

/// The files in the store that the record names.
fn files_of(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Vec<String>, DbError> {
    let found: Vec<uuid::Uuid> = tx.list(
        sql!(
            "SELECT f.id FROM attachments f WHERE f.organization_id = $1 AND (f.participant_id = $2
                OR f.contact_id IN (SELECT c.id FROM contacts c WHERE c.organization_id = $1 AND c.participant_id = $2)
                OR f.draft_id IN (SELECT d.id FROM drafts d WHERE d.organization_id = $1 AND d.participant_id = $2))
             UNION SELECT p.photo_id FROM participants p
               WHERE p.organization_id = $1 AND p.id = $2 AND p.photo_id IS NOT NULL"
        ),
        &[&scope.organization, &id],
    )?;
    // A draft's file that names nobody has no reference by which the schema would tell it.
    tx.run(
        sql!(
            "DELETE FROM attachments WHERE organization_id = $1 AND participant_id IS NULL AND contact_id IS NULL
               AND draft_id IN (SELECT d.id FROM drafts d WHERE d.organization_id = $1 AND d.participant_id = $2)"
        ),
        &[&scope.organization, &id],
    )?;
    Ok(found.iter().map(ToString::to_string).collect())
}

/// Closes and empties the person's own account, unless it is a worker's too; and what was mailed to them.
fn close_accounts(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<(), DbError> {
    let own: Vec<(AccountId, String)> = tx.list(
        sql!(
            "SELECT a.id, a.email FROM account_people x
             JOIN accounts a ON a.organization_id = x.organization_id AND a.id = x.account_id
             WHERE x.organization_id = $1 AND x.participant_id = $2
               AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = $1 AND m.account_id = a.id
                 AND m.role <> 'participant')"
        ),
        &[&scope.organization, &id],
    )?;
    let mailed: Vec<String> = tx.list(
        sql!("SELECT value FROM channels WHERE organization_id = $1 AND participant_id = $2 AND kind = 'email'"),
        &[&scope.organization, &id],
    )?;
    for address in own.iter().map(|(_, address)| address).chain(&mailed) {
        tx.run(
            sql!(
                "UPDATE mail_ledger SET recipient = '', subject = '', body = '', words = ''
                 WHERE organization_id = $1 AND recipient = $2"
            ),
            &[&scope.organization, &address],
        )?;
        tx.run(sql!("DELETE FROM links WHERE organization_id = $1 AND email = $2"), &[&scope.organization, &address])?;
    }
    own.iter().try_for_each(|(account, _)| empty_account(tx, scope, *account))
}

fn empty_account(tx: &mut Tx<'_>, scope: &Scope, account: AccountId) -> Result<(), DbError> {
    let here = (&scope.organization, &account);
    for statement in [
        sql!("DELETE FROM sessions WHERE organization_id = $1 AND account_id = $2"),
        sql!("DELETE FROM passkeys WHERE organization_id = $1 AND account_id = $2"),
        sql!("DELETE FROM recovery_codes WHERE organization_id = $1 AND account_id = $2"),
        sql!("DELETE FROM links WHERE organization_id = $1 AND account_id = $2"),
        sql!(
            "DELETE FROM draft_entries WHERE organization_id = $1 AND draft_id IN (SELECT d.id FROM drafts d
                WHERE d.organization_id = $1 AND d.account_id = $2)"
        ),
        sql!("DELETE FROM drafts WHERE organization_id = $1 AND account_id = $2"),
    ] {
        tx.run(statement, &[here.0, here.1])?;
    }
    tx.run(
        sql!(
            "UPDATE memberships SET ends_at = $3 WHERE organization_id = $1 AND account_id = $2
               AND (ends_at IS NULL OR ends_at > $3)"
        ),
        &[here.0, here.1, &scope.now],
    )?;
    tx.run(
        sql!(
            "UPDATE accounts SET email = $3, email_folded = $3, name = '', sort_key = '', pronouns = '', phone = '',
                about = '', password_hash = NULL, totp_secret = NULL, closed_at = COALESCE(closed_at, $4),
                version = version + 1
             WHERE organization_id = $1 AND id = $2"
        ),
        &[here.0, here.1, &format!("purged-{account}"), &scope.now],
    )?;
    Ok(())
}

/// Takes out every row that hangs on the person, those that refer to others first.
fn empty_tables(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<(), DbError> {
    let tables = catalog::in_order_of_need(catalog::tables(tx)?);
    let schema = Schema { tables: &tables };
    let chosen: Vec<(&Table, String)> =
        tables.iter().filter_map(|table| Some((table, schema.rows_of(table, &mut BTreeSet::new())?))).collect();
    for (table, rows) in &chosen {
        if table.columns.iter().any(|column| column.name == "id") {
            // The key that the record had in another system names the person there.
            let text = format!(
                "UPDATE import_rows SET outside_key = '' WHERE organization_id = $1 AND record_id IN
                 (SELECT id FROM {} WHERE organization_id = $1 AND ({rows}))",
                table.name
            );
            tx.run_text(&text, &[&scope.organization, &id])?;
        }
    }
    for (table, rows) in chosen.iter().rev() {
        let text = format!("DELETE FROM {} WHERE organization_id = $1 AND ({rows})", table.name);
        tx.run_text(&text, &[&scope.organization, &id])?;
    }
    tx.run(
        sql!("UPDATE import_rows SET outside_key = '' WHERE organization_id = $1 AND record_id = $2"),
        &[&scope.organization, &id],
    )?;
    Ok(())
}

/// The tables, asked for the rows of one person: `$1` is the organization, `$2` the person.
pub(super) struct Schema<'t> {
    pub tables: &'t [Table],
}

impl Schema<'_> {
    /// The condition for a table's rows that are about the person: by a column that names the person (whether or not
    /// the schema says whom it refers to), else through the rows that they refer to. `None`: it has none.
    pub fn rows_of(&self, table: &Table, on_the_way: &mut BTreeSet<String>) -> Option<String> {
        if SURVIVE.contains(&table.name.as_str()) || !on_the_way.insert(table.name.clone()) {
            return None;
        }
        let named = person_columns(table);
        let is_required = |name: &String| table.columns.iter().any(|one| one.name == *name && one.is_required);
        let mut ways: Vec<String> = named.iter().map(|column| format!("{column} = $2")).collect();
        if !named.iter().any(is_required) {
            let nobody: String = named.iter().map(|column| format!("{column} IS NULL AND ")).collect();
            ways.extend(self.through(table, on_the_way).iter().map(|way| format!("({nobody}{way})")));
        }
        on_the_way.remove(&table.name);
        let rows = (!ways.is_empty()).then(|| ways.join(" OR "))?;
        let keeps = KEEPS.iter().find(|(name, _)| *name == table.name);
        Some(keeps.map_or(rows.clone(), |(_, only)| format!("({rows}) AND {only}")))
    }

    fn through(&self, table: &Table, on_the_way: &mut BTreeSet<String>) -> Vec<String> {
        let mut ways = Vec::new();
        for key in table.foreign_keys.iter().filter(|key| key.table != table.name) {
            let Some(other) = self.tables.iter().find(|other| other.name == key.table) else { continue };
            let mut pairs = key.columns.iter().zip(&key.names);
            let Some((here, there)) = pairs.find(|(here, _)| *here != "organization_id") else { continue };
            if let Some(rows) = self.rows_of(other, on_the_way) {
                ways.push(format!(
                    "{here} IN (SELECT {there} FROM {} WHERE organization_id = $1 AND ({rows}))",
                    other.name
                ));
            }
        }
        ways
    }
}

/// The columns that name a person: by a reference, or by their name alone.
fn person_columns(table: &Table) -> BTreeSet<String> {
    let keys = table.foreign_keys.iter().filter(|key| key.table == "participants");
    let referring = keys.filter_map(|key| key.columns.iter().find(|column| *column != "organization_id"));
    let called = table.columns.iter().map(|column| &column.name).filter(|name| *name == "participant_id");
    referring.chain(called).cloned().collect()
}

/// The person's row without a word.
fn empty_person(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE participants SET name_to_use = '', nicknames = '', legal_name = NULL, sort_key = '', pronouns = '',
                birth_date = NULL, language = '', needs_interpreter = $3, own_words = '', about = '', minor_basis = NULL,
                photo_id = NULL, last_contact_at = NULL, version = version + 1
             WHERE organization_id = $1 AND id = $2"
        ),
        &[&scope.organization, &id, &false],
    )?;
    Ok(())
}

fn write_down(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    (rule, version, until): (&str, u32, Date),
    (contacts, minutes): (i64, i64),
    files: &[String],
) -> Result<PurgeId, DbError> {
    let id: PurgeId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO purges (organization_id, id, participant_id, at, purged_by, rule, rule_version, kept_until,
                contacts_count, minutes, files)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &[
            &scope.organization,
            &id,
            &participant,
            &scope.now,
            &scope.account,
            &rule,
            &i64::from(version),
            &until,
            &contacts,
            &minutes,
            &serde_json::json!(files),
        ],
    )?;
    Ok(id)
}
