//! Whether people are found as they should be: the stored keys beside those that their records would be given now.

use std::collections::{BTreeMap, BTreeSet};

use ground::ids::{OrganizationId, ParticipantId};
use jiff::civil::Date;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::names::{self, Key};

/// People looked at together.
const AT_ONCE: i64 = 500;

/// Looks at every person of an organization; answers how many, and who is not found as they should be.
///
/// # Errors
/// Those of the storage.
pub fn verify_keys(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<(usize, Vec<ParticipantId>), DbError> {
    let (mut count, mut wrong) = (0_usize, Vec::new());
    let mut after: ParticipantId = uuid::Uuid::nil().into();
    loop {
        let people = people(tx, organization, after)?;
        let Some(last) = people.last().map(|person| person.id) else { return Ok((count, wrong)) };
        let mut phones = phones(tx, organization, after, last)?;
        let mut stored = stored(tx, organization, after, last)?;
        for person in &people {
            let phones = phones.remove(&person.id).unwrap_or_default();
            if stored.remove(&person.id).unwrap_or_default() != person.keys(&phones) {
                wrong.push(person.id);
            }
        }
        count = count.saturating_add(people.len());
        after = last;
    }
}

struct Person {
    id: ParticipantId,
    name_to_use: String,
    nicknames: String,
    legal_name: Option<String>,
    birth_date: Option<Date>,
    merged_into: Option<ParticipantId>,
}

kit::from_row!(Person { id, name_to_use, nicknames, legal_name, birth_date, merged_into });

impl Person {
    /// A record that was merged into another is found by that one only.
    fn keys(&self, phones: &[String]) -> BTreeSet<Key> {
        if self.merged_into.is_some() {
            return BTreeSet::new();
        }
        let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
        names::keys(&[&self.name_to_use, &self.nicknames], self.legal_name.as_deref(), &phones, self.birth_date)
    }
}

fn people(tx: &mut Tx<'_>, organization: OrganizationId, after: ParticipantId) -> Result<Vec<Person>, DbError> {
    tx.list(
        sql!(
            "SELECT id, name_to_use, nicknames, legal_name, birth_date, merged_into FROM participants
             WHERE organization_id = $1 AND id > $2 ORDER BY id LIMIT $3"
        ),
        &[&organization, &after, &AT_ONCE],
    )
}

type ByPerson<T> = BTreeMap<ParticipantId, T>;

fn phones(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    after: ParticipantId,
    last: ParticipantId,
) -> Result<ByPerson<Vec<String>>, DbError> {
    let mut found = ByPerson::<Vec<String>>::new();
    tx.each(
        sql!(
            "SELECT participant_id, value FROM channels
             WHERE organization_id = $1 AND participant_id > $2 AND participant_id <= $3 AND ended_at IS NULL"
        ),
        &[&organization, &after, &last],
        |row| {
            let (person, value): (ParticipantId, String) = (row.get()?, row.get()?);
            if !value.contains('@') {
                found.entry(person).or_default().push(value);
            }
            Ok(true)
        },
    )?;
    Ok(found)
}

fn stored(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    after: ParticipantId,
    last: ParticipantId,
) -> Result<ByPerson<BTreeSet<Key>>, DbError> {
    let mut found = ByPerson::<BTreeSet<Key>>::new();
    tx.each(
        sql!(
            "SELECT participant_id, kind, key FROM participant_keys
             WHERE organization_id = $1 AND participant_id > $2 AND participant_id <= $3"
        ),
        &[&organization, &after, &last],
        |row| {
            let person: ParticipantId = row.get()?;
            found.entry(person).or_default().insert((row.get()?, row.get()?));
            Ok(true)
        },
    )?;
    Ok(found)
}
