//! Ways onward from a contact that other rooms offer on its page: what can be begun there for the person, and what came
//! of it. A room submits its door; the page knows none of the rooms.

use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

#[doc(hidden)]
pub use kit::db::inventory;

use crate::{
    Visit,
    access::Scope,
    ids::{ParticipantId, RecordId},
    layout::when::When,
    rules::matrix::Permission,
    scoped, within_record,
};

/// One way onward, for those who have its permission.
pub struct Door {
    /// Message key of the link.
    pub message: &'static str,
    pub icon: &'static str,
    pub permission: Permission,
    /// Where it begins, for the person and the contact.
    pub path: fn(ParticipantId, RecordId) -> String,
    /// What came of it at the contact, the newest first; one statement with a limit.
    pub came: fn(&mut Tx<'_>, &Scope, RecordId) -> Result<Vec<Came>, DbError>,
}

inventory::collect!(Door);

/// Something that was begun at a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    pub title: String,
    pub href: String,
    pub at: Timestamp,
    /// Message key of how it stands; none: there is nothing to say yet.
    pub stands: Option<String>,
}

/// A door that stands open to the visitor.
#[derive(Clone)]
pub struct Way {
    door: &'static Door,
    scope: Scope,
}

/// What a contact's page shows of the ways onward.
#[derive(Default)]
pub struct Onward {
    pub doors: Vec<DoorView>,
    pub came: Vec<CameView>,
}

/// The link to where something begins.
pub struct DoorView {
    pub label: String,
    pub href: String,
    pub icon: &'static str,
}

/// Something that was begun, as the page shows it.
pub struct CameView {
    pub title: String,
    pub href: String,
    pub at: When,
    pub stands: String,
}

/// The doors that the visitor may open, ordered by their message.
pub fn ways(visit: &Visit) -> Vec<Way> {
    let mut doors: Vec<&'static Door> = inventory::iter::<Door>.into_iter().collect();
    doors.sort_by_key(|door| door.message);
    doors.into_iter().filter_map(|door| Some(Way { door, scope: visit.may(door.permission).ok()? })).collect()
}

/// What was begun at a contact behind these doors, the newest first.
///
/// # Errors
/// Those of the storage.
pub fn came(tx: &mut Tx<'_>, ways: &[Way], contact: RecordId) -> Result<Vec<Came>, DbError> {
    let mut all = Vec::new();
    for way in ways {
        all.extend((way.door.came)(tx, &way.scope, contact)?);
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.at));
    Ok(all)
}

/// The same in the visitor's words. Nothing new begins at a contact that is struck out.
pub fn view(visit: &Visit, ways: &[Way], came: Vec<Came>, of: Option<(ParticipantId, RecordId)>) -> Onward {
    let door = |way: &Way, (person, contact)| DoorView {
        label: visit.t(way.door.message),
        href: (way.door.path)(person, contact),
        icon: way.door.icon,
    };
    let line = |one: Came| CameView {
        at: When::day_of(visit, one.at, &visit.zone()),
        stands: one.stands.map(|key| visit.t(&key)).unwrap_or_default(),
        title: one.title,
        href: one.href,
    };
    Onward {
        doors: of.map(|of| ways.iter().map(|way| door(way, of)).collect()).unwrap_or_default(),
        came: came.into_iter().map(line).collect(),
    }
}

/// Whether a contact is one with this person, and not closed to the scope: what is begun at it may name it.
///
/// # Errors
/// Those of the storage.
pub fn is_contact_of(
    tx: &mut Tx<'_>,
    scope: &Scope,
    contact: RecordId,
    person: ParticipantId,
) -> Result<bool, DbError> {
    let found: Option<i64> = tx.one(
        sql!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM contacts c
             WHERE c.organization_id = $1 AND c.id = $5 AND c.participant_id = $6 AND ",
            within_record!("c.participant_id", "c.program_id", "notes")
        ),
        scoped![scope; &contact, &person],
    )?;
    Ok(found.unwrap_or_default() > 0)
}
