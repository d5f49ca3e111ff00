//! The steps of an item's life, each in one transaction with its promise and its audit entry.

use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    layout::Flash,
    promises::{self, Closing, Deadline, Evidence, Kind, NewPromise},
    rules::{
        Rules,
        matrix::Permission::{KeepLibrary, PublishLibrary},
    },
};
use jiff::{civil::Date, tz::TimeZone};
use kit::{db::Tx, faults::Fault, forms::Form, web::Answer};

use super::{
    checks,
    item::{Item, ItemId, State as Life, Unmovable},
    reviewing::Desk,
    store::{
        self,
        shelf::{self, Placed},
    },
};

/// The clock of looking at an item again.
pub const REVIEW: &str = "library.review";

/// Why a step was not taken, as the page says it.
fn refused(unmovable: Unmovable) -> Fault {
    Fault::Conflict(unmovable.to_string())
}

fn changed(is_changed: bool) -> Result<(), Fault> {
    if is_changed { Ok(()) } else { Err(Fault::Conflict("keeping-library-changed".to_owned())) }
}

/// Answers a step: what was done with its undo, or why it was not, at the item's page.
fn told(visit: &Visit, id: ItemId, done: Result<(), Fault>, said: &str, undo: Option<String>) -> Answer {
    let path = format!("/admin/library/{id}");
    match done {
        Ok(()) => {
            let flash = Flash::ok(visit.t(said));
            visit.see(
                path,
                match undo {
                    Some(undo) => flash.or_undo(undo),
                    None => flash,
                },
            )
        }
        Err(Fault::Conflict(why)) => visit.see(path, Flash::warn(visit.t(&why))),
        Err(fault) => Err(fault),
    }
}

pub(super) async fn ask(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let done = app
        .write(&scope, move |tx, scope| {
            let item = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let state = item.ask_to_read().map_err(refused)?;
            step(tx, scope, &item, (state, item.published_version, item.review_on), "sent to be read")
        })
        .await;
    told(&visit, id, done, "keeping-library-asked", Some(format!("/admin/library/{id}/reading/undo")))
}

pub(super) async fn ask_no_more(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let done = app
        .write(&scope, move |tx, scope| {
            let item = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            if item.state != Life::InReview {
                return Err(refused(Unmovable::NotNow));
            }
            step(tx, scope, &item, (Life::Draft, item.published_version, item.review_on), "taken back from reading")
        })
        .await;
    told(&visit, id, done, "keeping-library-asked-no-more", None)
}

/// Moves an item and writes it down.
fn step(
    tx: &mut Tx<'_>,
    scope: &Scope,
    item: &Item,
    (state, published, review_on): (Life, Option<i64>, Option<Date>),
    what: &str,
) -> Result<(), Fault> {
    changed(store::set_state(tx, scope, item, state, published, review_on)?)?;
    let entry = Entry::new(scope, Action::Change, "library_item").on(item.id).with("what", what);
    Ok(audit::record(tx, &entry.with("version", item.version))?)
}

pub(super) async fn publish(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(PublishLibrary)?;
    let zone = visit.zone();
    let done = app.write(&scope, move |tx, scope| publish_now(tx, scope, id, &zone)).await;
    let (done, before) = match done {
        Ok(before) => (Ok(()), before),
        Err(fault) => (Err(fault), None),
    };
    let back = before.map(|version| format!("?back_to={version}")).unwrap_or_default();
    told(&visit, id, done, "keeping-library-published", Some(format!("/admin/library/{id}/publication/undo{back}")))
}

/// Puts the newest version where everybody sees it, and promises to look at it again. Answers the version that stood
/// there before.
///
/// # Errors
/// It lacks something, or is not out to be read ([`Fault::Conflict`] with the message's key); not found; the storage.
pub(super) fn publish_now(tx: &mut Tx<'_>, scope: &Scope, id: ItemId, zone: &TimeZone) -> Result<Option<i64>, Fault> {
    let desk = Desk::read(tx, scope, id)?;
    let is_ready = checks::is_ready(Rules::shipped(), &desk.looked());
    let state = desk.item.publish(is_ready).map_err(refused)?;
    let due = due(&desk.item, scope, zone);
    step(tx, scope, &desk.item, (state, Some(desk.item.version), Some(due.on)), "published")?;
    let placed = Placed::of(&desk.item, desk.item.version);
    shelf::put(tx, (scope.organization, scope.now), &placed, &desk.content)?;
    promise(tx, scope, &desk.item, due)?;
    Ok(desk.item.published_version)
}

/// When to look at an item again: on the day that was chosen, else by the clock.
fn due(item: &Item, scope: &Scope, zone: &TimeZone) -> Deadline {
    let by_clock = Deadline::by_clock(Rules::shipped(), REVIEW, None, scope.now, zone);
    let today = scope.now.to_zoned(zone.clone()).date();
    match item.review_on.filter(|on| *on > today && *on < by_clock.on) {
        Some(on) => Deadline { rule: by_clock.rule, rule_version: by_clock.rule_version, ..Deadline::on_day(on, zone) },
        None => by_clock,
    }
}

fn promise(tx: &mut Tx<'_>, scope: &Scope, item: &Item, due: Deadline) -> Result<(), Fault> {
    let promise = NewPromise::new(Kind::ReviewLibraryItem, &item.title, "library_item", item.id, due);
    promises::open(tx, scope, &promise.owned_by(item.owner.or(Some(scope.account))))?;
    Ok(())
}

pub(super) async fn unpublish(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ItemId>,
    RawQuery(query): RawQuery,
) -> Answer {
    let scope = visit.may(PublishLibrary)?;
    let back_to = Form::parse(query.unwrap_or_default().as_bytes()).parsed("back_to");
    let done = app.write(&scope, move |tx, scope| unpublish_now(tx, scope, id, back_to)).await;
    told(&visit, id, done, "keeping-library-unpublished", None)
}

/// Takes the newest version from where everybody sees it; the one that stood there before comes back.
///
/// # Errors
/// It is not published ([`Fault::Conflict`]); not found; the storage.
pub(super) fn unpublish_now(tx: &mut Tx<'_>, scope: &Scope, id: ItemId, back_to: Option<i64>) -> Result<(), Fault> {
    let item = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if item.state != Life::Published {
        return Err(refused(Unmovable::NotNow));
    }
    let before = match back_to.filter(|version| *version < item.version) {
        Some(version) => store::content(tx, scope, id, version)?.map(|content| (version, content)),
        None => None,
    };
    let published = before.as_ref().map(|(version, _)| *version);
    step(tx, scope, &item, (Life::InReview, published, item.review_on), "taken back")?;
    match before {
        Some((version, content)) => {
            shelf::put(tx, (scope.organization, scope.now), &Placed::of(&item, version), &content)?;
        }
        None => {
            shelf::take_down(tx, scope.organization, id)?;
            promises::close_all_of(tx, scope, id, Closing::LetGo, "")?;
        }
    }
    Ok(())
}

pub(super) async fn retire(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(PublishLibrary)?;
    let done = app.write(&scope, move |tx, scope| retire_now(tx, scope, id)).await;
    told(&visit, id, done, "keeping-library-retired", Some(format!("/admin/library/{id}/retirement/undo")))
}

/// Takes an item off the shelf for good, with what was promised about it.
///
/// # Errors
/// It is retired already ([`Fault::Conflict`]); not found; the storage.
pub(super) fn retire_now(tx: &mut Tx<'_>, scope: &Scope, id: ItemId) -> Result<(), Fault> {
    let item = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let state = item.retire().map_err(refused)?;
    step(tx, scope, &item, (state, item.published_version, item.review_on), "retired")?;
    shelf::take_down(tx, scope.organization, id)?;
    promises::close_all_of(tx, scope, id, Closing::LetGo, "")?;
    Ok(())
}

pub(super) async fn bring_back(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(PublishLibrary)?;
    let zone = visit.zone();
    let done = app.write(&scope, move |tx, scope| bring_back_now(tx, scope, id, &zone)).await;
    told(&visit, id, done, "keeping-library-restored", None)
}

/// Puts a retired item back where it was.
///
/// # Errors
/// It is not retired ([`Fault::Conflict`]); not found; the storage.
pub(super) fn bring_back_now(tx: &mut Tx<'_>, scope: &Scope, id: ItemId, zone: &TimeZone) -> Result<(), Fault> {
    let item = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let state = item.bring_back().map_err(refused)?;
    step(tx, scope, &item, (state, item.published_version, item.review_on), "brought back")?;
    if let Some(version) = item.published_version {
        let content = store::content(tx, scope, id, version)?.ok_or(Fault::NotFound)?;
        shelf::put(tx, (scope.organization, scope.now), &Placed::of(&item, version), &content)?;
        promise(tx, scope, &item, due(&item, scope, zone))?;
    }
    Ok(())
}

pub(super) async fn looked_again(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let zone = visit.zone();
    let done = app.write(&scope, move |tx, scope| looked_again_now(tx, scope, id, &zone)).await;
    told(&visit, id, done, "keeping-library-still-true", None)
}

/// Says that an item is still true: its promise is kept, and the next one begins.
///
/// # Errors
/// It is not published ([`Fault::Conflict`]); not found; the storage.
pub(super) fn looked_again_now(tx: &mut Tx<'_>, scope: &Scope, id: ItemId, zone: &TimeZone) -> Result<(), Fault> {
    let item = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if item.published_version.is_none() || item.state == Life::Retired {
        return Err(refused(Unmovable::NotNow));
    }
    promises::close(tx, scope, id, Kind::ReviewLibraryItem, Closing::Done, &Evidence::default())?;
    let due = Deadline::by_clock(Rules::shipped(), REVIEW, None, scope.now, zone);
    step(tx, scope, &item, (item.state, item.published_version, Some(due.on)), "looked at again")?;
    promise(tx, scope, &item, due)
}
