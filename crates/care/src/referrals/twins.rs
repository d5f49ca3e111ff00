//! Who may be the person that a referral is about: somebody asks twice, or another does, and the public form makes a new
//! record each time. People who know both decide; here they see it, and find the door where two records become one.

use ground::{Visit, access::Scope, ids::ParticipantId, rules::matrix::Permission};
use kit::{db::Tx, faults::Fault};

use crate::{
    merging,
    participants::{self, ChannelKind, Found, Query},
    record::{Similar, alike},
};

/// Somebody who may be the same person.
pub struct Twin {
    pub person: Similar,
    /// Where the two records become one, the other one staying; none: the visitor may not.
    pub merge: Option<String>,
}

/// People within reach who may be this one; not those of whom somebody said that they are two.
///
/// # Errors
/// Those of the storage.
pub fn twins(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId) -> Result<Vec<Found>, Fault> {
    let Some(person) = participants::find(tx, scope, of)? else { return Ok(Vec::new()) };
    let channels = participants::channels(tx, scope, of)?;
    let phone = channels.iter().find(|one| matches!(one.kind, ChannelKind::Phone | ChannelKind::Text));
    let phone = phone.map(|one| one.value.as_str()).unwrap_or_default();
    let query = Query::of_person(&person.name_to_use, &person.nicknames, phone, person.birth_date);
    let two_people = merging::not_the_same_as(tx, scope, of)?;
    let mut found = alike(tx, scope, &query)?;
    found.retain(|one| one.id != of && !two_people.contains(&one.id));
    Ok(found)
}

/// The same in the visitor's words.
pub fn view(visit: &Visit, of: ParticipantId, found: &[Found]) -> Vec<Twin> {
    let may_merge = visit.can(Permission::MergePeople);
    let twin = |one: &Found| Twin {
        person: Similar::of(visit, one),
        merge: may_merge.then(|| format!("/people/{}/merge?with={of}", one.id)),
    };
    found.iter().map(twin).collect()
}
