//! Trying the links of published items, some at a time, and promising their owners to mend what opens no more.

use ground::{
    App,
    promises::{self, Deadline, Kind, NewPromise},
    rules::Rules,
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kit::{
    clock::Moment,
    db::{DbError, Tenant, Tx},
    ids::Id,
    sql,
};

use super::{
    outside::{self, Tried},
    store::links::{self, Due},
};

/// The clock of mending a link.
const MEND: &str = "library.dead_link";
/// A link is tried once in so long.
const EVERY: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Links tried in one round of the chore.
const ROUND: i64 = 40;
/// A link that failed so often, one time after the other, is dead.
const DEAD_AFTER: i64 = 2;

/// Tries the links that are due. Answers how many, and how many of them are dead.
///
/// # Errors
/// Those of the storage, and of building a line to the outside, as words for the log.
pub async fn check_links(app: &App) -> Result<(usize, usize), String> {
    let before = app.moment().now.checked_sub(EVERY).unwrap_or(Timestamp::MIN);
    let due: Result<Vec<Due>, DbError> = app.db.read(Tenant::System, move |tx| links::due(tx, before, ROUND)).await;
    let due = due.map_err(|error| error.to_string())?;
    if due.is_empty() {
        return Ok((0, 0));
    }
    let (line, mut dead) = (outside::line()?, 0_usize);
    for link in &due {
        let tried = outside::try_link(&line, &link.url).await;
        let (link, at) = (link.clone(), app.moment());
        let tenant = Tenant::Organization(link.organization.uuid());
        let is_dead: Result<bool, DbError> = app.db.write(tenant, move |tx| keep(tx, &link, &at, &tried)).await;
        dead = dead.saturating_add(usize::from(is_dead.map_err(|error| error.to_string())?));
    }
    Ok((due.len(), dead))
}

/// Writes down what came of a try. A link that is dead now is promised to be mended; the promise is kept when none of
/// the item's links is dead any more. Answers whether it is dead.
///
/// # Errors
/// Those of the storage.
pub(super) fn keep(tx: &mut Tx<'_>, link: &Due, at: &Moment, tried: &Tried) -> Result<bool, DbError> {
    let failures = links::tried(tx, link, at.now, (tried.found, &tried.words))?.unwrap_or_default();
    if failures >= DEAD_AFTER {
        promise(tx, link, at)?;
    } else if links::failing_of(tx, link.organization, link.item)? == 0 {
        close(tx, link, at.now)?;
    }
    Ok(failures >= DEAD_AFTER)
}

fn promise(tx: &mut Tx<'_>, link: &Due, at: &Moment) -> Result<(), DbError> {
    let Some(answers) = links::answers_for(tx, link)? else { return Ok(()) };
    let zone = TimeZone::get(&answers.time_zone).unwrap_or(TimeZone::UTC);
    let due = Deadline::by_clock(Rules::shipped(), MEND, None, at.now, &zone);
    let promise = NewPromise::new(Kind::MendLibraryLink, answers.title, "library_item", link.item, due);
    promises::open_quietly(tx, link.organization, at, &promise.owned_by(answers.owner)).map(drop)
}

/// The program itself keeps the promise: the link opens again, or is gone.
fn close(tx: &mut Tx<'_>, link: &Due, now: Timestamp) -> Result<(), DbError> {
    tx.run(
        sql!(
            "UPDATE promises SET closed_at = $3, closing = 'done', version = version + 1
             WHERE organization_id = $1 AND origin_id = $2 AND kind = 'mend_library_link' AND closed_at IS NULL"
        ),
        &[&link.organization, &link.item, &now],
    )
    .map(drop)
}
