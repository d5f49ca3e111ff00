//! Single days on which a gathering is called off or moved.

use axum::extract::{Path, State};
use ground::{
    App, Visit,
    audit::{self, Action, Entry},
    layout::{Flash, when},
    rules::matrix::Permission::KeepGroups,
};
use kit::{
    faults::Fault,
    forms::Form,
    messages::AsArg,
    web::{Answer, page_with_errors},
};

use super::{
    gathering::{ChangeKind, DayChange, DayChangeId, GatheringId, NewDayChange},
    keep::{filled, stands, view},
    store::{self, Shown},
};

/// A day that is otherwise, as listed.
pub(super) struct DayLine {
    pub id: DayChangeId,
    pub words: String,
    pub reason: String,
}

/// The days that are otherwise and do not lie behind us.
pub(super) fn day_lines(visit: &Visit, shown: &Shown) -> Vec<DayLine> {
    let today = visit.request.now().to_zoned(shown.gathering.zone()).date();
    let is_ahead = |change: &&DayChange| change.on.max(change.to_date.unwrap_or(change.on)) >= today;
    let line =
        |change: &DayChange| DayLine { id: change.id, words: said(visit, change), reason: change.reason.clone() };
    shown.changes.iter().filter(is_ahead).map(line).collect()
}

fn said(visit: &Visit, change: &DayChange) -> String {
    let words = &visit.words;
    let on = when::long_day(words, change.on);
    let to_day = change.to_date.unwrap_or(change.on);
    let time = change.to_time.parse().unwrap_or(jiff::civil::Time::midnight());
    let (to, time) = (when::long_day(words, to_day), when::time(words, to_day.to_datetime(time)));
    match change.kind {
        ChangeKind::Cancelled => words.with("keeping-groups-day-off", &[("day", on.as_arg())]),
        ChangeKind::Moved => {
            words.with("keeping-groups-day-to", &[("day", on.as_arg()), ("to", to.as_arg()), ("time", time.as_arg())])
        }
    }
}

pub async fn create(State(app): State<App>, visit: Visit, Path(id): Path<GatheringId>, form: Form) -> Answer {
    let scope = visit.may(KeepGroups)?;
    let (shown, programs) = stands(&app, &scope, id).await?;
    let new = match NewDayChange::read(&visit, &form, &shown.gathering) {
        Ok(new) => new,
        Err(errors) => {
            let mut typed = filled(&shown.gathering);
            for (name, value) in form.pairs() {
                typed.set(name, value);
            }
            return page_with_errors(&view(&visit, Some(&shown), &programs, typed, errors));
        }
    };
    let change = app
        .write(&scope, move |tx, scope| {
            let change = store::change_day(tx, scope, id, &new)?;
            audit::record(tx, &Entry::new(scope, Action::Change, "gathering").on(id).with("day", new.on.to_string()))?;
            Ok::<_, Fault>(change)
        })
        .await?;
    let undo = format!("/admin/group-days/{change}/removal");
    visit
        .see(format!("/admin/groups/{id}#days-otherwise"), Flash::ok(visit.t("keeping-groups-day-saved")).or_undo(undo))
}

pub async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<DayChangeId>) -> Answer {
    let scope = visit.may(KeepGroups)?;
    let gathering = app
        .write(&scope, move |tx, scope| {
            let (gathering, day) = store::forget_day(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let entry = Entry::new(scope, Action::Restore, "gathering").on(gathering).with("day", day.to_string());
            audit::record(tx, &entry)?;
            Ok::<_, Fault>(gathering)
        })
        .await?;
    visit.see(format!("/admin/groups/{gathering}#days-otherwise"), Flash::ok(visit.t("keeping-groups-day-as-planned")))
}
