//! What is done with a promise from a page: kept, let go, put off, handed over; and each taken back.

use askama::Template;
use axum::extract::{Path, State};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page},
};

use super::{
    Closing, Evidence, Promise, Unchangeable,
    card::Card,
    due::start_of,
    pages::{InPlace, reader, safe_back, show_with},
    reading::{self, Line},
    store,
};
use crate::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::{AccountId, PromiseId},
    layout::{Flash, Page},
};

/// What somebody asked for, read from the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Close { closing: Closing, words: String },
    Snooze { until: Timestamp, words: String },
    Give { to: Option<AccountId>, words: String },
    Reopen,
    Wake,
    TakeBack,
}

impl Act {
    /// The part of a message key that names it.
    fn word(&self) -> &'static str {
        match self {
            Self::Close { closing: Closing::LetGo, .. } => "let-go",
            Self::Close { .. } => "kept",
            Self::Snooze { .. } => "put-off",
            Self::Give { .. } => "handed-over",
            Self::Reopen => "reopened",
            Self::Wake => "woken",
            Self::TakeBack => "taken-back",
        }
    }

    /// Where it is taken back.
    fn undo(&self, id: PromiseId) -> Option<String> {
        match self {
            Self::Close { .. } => Some(format!("/promises/{id}/closure/undo")),
            Self::Snooze { .. } => Some(format!("/promises/{id}/snooze/undo")),
            Self::Give { .. } => Some(format!("/promises/{id}/handover/undo")),
            Self::Reopen | Self::Wake | Self::TakeBack => None,
        }
    }
}

pub(super) async fn close(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PromiseId>,
    in_place: InPlace,
    form: Form,
) -> Answer {
    let act = closing_of(&form, &visit);
    perform(&app, &visit, id, &in_place, form, act).await
}

pub(super) async fn undo_close(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PromiseId>,
    in_place: InPlace,
    form: Form,
) -> Answer {
    perform(&app, &visit, id, &in_place, form, Ok(Act::Reopen)).await
}

pub(super) async fn snooze(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PromiseId>,
    in_place: InPlace,
    form: Form,
) -> Answer {
    let act = snooze_of(&form, &visit);
    perform(&app, &visit, id, &in_place, form, act).await
}

pub(super) async fn undo_snooze(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PromiseId>,
    in_place: InPlace,
    form: Form,
) -> Answer {
    perform(&app, &visit, id, &in_place, form, Ok(Act::Wake)).await
}

pub(super) async fn hand_over(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PromiseId>,
    in_place: InPlace,
    form: Form,
) -> Answer {
    let act = giving_of(&form, &visit);
    perform(&app, &visit, id, &in_place, form, act).await
}

pub(super) async fn undo_hand_over(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<PromiseId>,
    in_place: InPlace,
    form: Form,
) -> Answer {
    perform(&app, &visit, id, &in_place, form, Ok(Act::TakeBack)).await
}

fn closing_of(form: &Form, visit: &Visit) -> Result<Act, Errors> {
    let closing = if form.get("how") == Closing::LetGo.word() { Closing::LetGo } else { Closing::Done };
    let (field, missing) = match closing {
        Closing::LetGo => ("let_go_words", "day-let-go-words-missing"),
        _ => ("words", "day-done-words-missing"),
    };
    let words = form.text(field).ok_or_else(|| Errors::one(field, visit.t(missing)))?;
    Ok(Act::Close { closing, words: words.to_owned() })
}

fn snooze_of(form: &Form, visit: &Visit) -> Result<Act, Errors> {
    let mut errors = Errors::default();
    let until = waking(form.date("until"), visit.request.now(), &visit.zone());
    if until.is_none() {
        errors.add("until", visit.t("day-snooze-until-wrong"));
    }
    if form.text("snooze_words").is_none() {
        errors.add("snooze_words", visit.t("day-snooze-words-missing"));
    }
    match (until, form.text("snooze_words")) {
        (Some(until), Some(words)) => Ok(Act::Snooze { until, words: words.to_owned() }),
        _ => Err(errors),
    }
}

/// The morning on which a promise that is put off comes back: after today, within a year.
pub(super) fn waking(until: Option<Date>, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let today = now.to_zoned(zone.clone()).date();
    let until = until.filter(|day| *day > today && *day <= today.saturating_add(1.year()))?;
    Some(start_of(until, zone))
}

fn giving_of(form: &Form, visit: &Visit) -> Result<Act, Errors> {
    let words = form.text("handover_words").unwrap_or_default().to_owned();
    // The button beside the list of colleagues: whatever is chosen there, the queue was meant.
    if form.is_ticked("to_queue") {
        return Ok(Act::Give { to: None, words });
    }
    match form.get("to") {
        "me" => Ok(Act::Give { to: visit.actor.as_ref().map(|actor| actor.account), words }),
        other => match other.parse() {
            Ok(to) => Ok(Act::Give { to: Some(to), words }),
            Err(_) => Err(Errors::one("to", visit.t("day-handover-to-missing"))),
        },
    }
}

/// The promise after something was done with it, in its place on the page.
#[derive(Template)]
#[template(path = "promises/changed.html")]
struct Changed {
    page: Page,
    card: Card,
    said: String,
    undo: Option<String>,
    back: String,
    shows_owner: bool,
}

async fn perform(
    app: &App,
    visit: &Visit,
    id: PromiseId,
    in_place: &InPlace,
    form: Form,
    act: Result<Act, Errors>,
) -> Answer {
    let act = match act {
        Ok(act) => act,
        Err(errors) => return show_with(app, visit, id, in_place, form, errors).await,
    };
    let scope = reader(visit)?;
    let (asked, words) = (act.clone(), visit.words.clone());
    let line = app
        .write(&scope, move |tx, scope| {
            do_it(tx, scope, id, &asked).map_err(|wrong| match wrong {
                Wrong::Rule(rule) => Fault::Conflict(words.t(&rule.to_string())),
                Wrong::Fault(fault) => fault,
            })
        })
        .await?;
    answer(visit, &scope, line, &act, in_place, &form)
}

fn answer(visit: &Visit, scope: &Scope, line: Line, act: &Act, in_place: &InPlace, form: &Form) -> Answer {
    let said = visit.t(&format!("day-was-{}", act.word()));
    let back = safe_back(form.get("back")).to_owned();
    let undo = act.undo(line.promise.id);
    if !in_place.0 {
        let flash = Flash::ok(said);
        return visit.see(back, if let Some(undo) = undo { flash.or_undo(undo) } else { flash });
    }
    let card = Card::new(visit, &line, scope.now);
    let shows_owner = back.starts_with("/team");
    page(&Changed { page: visit.page("day-title"), card, said, undo, back, shows_owner })
}

/// Why something was not done.
#[derive(Debug)]
pub(super) enum Wrong {
    Rule(Unchangeable),
    Fault(Fault),
}

impl From<Unchangeable> for Wrong {
    fn from(rule: Unchangeable) -> Self {
        Self::Rule(rule)
    }
}

impl From<kit::db::DbError> for Wrong {
    fn from(error: kit::db::DbError) -> Self {
        Self::Fault(error.into())
    }
}

/// Does it, writes it down, and answers the promise as it was found (its people do not change by it).
pub(super) fn do_it(tx: &mut Tx<'_>, scope: &Scope, id: PromiseId, act: &Act) -> Result<Line, Wrong> {
    let mut line = reading::one(tx, scope, id)?.ok_or(Wrong::Fault(Fault::NotFound))?;
    let is_changed = change(tx, scope, &line.promise, act)?;
    if !is_changed {
        return Err(Unchangeable::Changed.into());
    }
    audit::record(tx, &entry(scope, &line.promise, act))?;
    if let Some(fresh) = reading::one(tx, scope, id)? {
        line = fresh;
    }
    Ok(line)
}

fn change(tx: &mut Tx<'_>, scope: &Scope, promise: &Promise, act: &Act) -> Result<bool, Wrong> {
    Ok(match act {
        Act::Close { closing, words } => {
            if *closing == Closing::LetGo {
                promise.may_be_let_go()?
            } else {
                promise.may_be_kept()?
            }
            let evidence = Evidence { kind: Some("words".to_owned()), record: None, words: words.clone() };
            store::close_one(tx, scope, promise, *closing, &evidence)?
        }
        Act::Snooze { until, words } => {
            promise.is_open()?;
            store::snooze(tx, scope, promise, *until, words)?
        }
        Act::Give { to, .. } => {
            promise.is_open()?;
            let can_take = |to: AccountId, all: &[(AccountId, String)]| all.iter().any(|(id, _)| *id == to);
            if let Some(to) = to
                && !can_take(*to, &reading::colleagues(tx, scope, promise)?)
            {
                return Err(Wrong::Fault(Fault::NotFound));
            }
            store::give(tx, scope, promise, *to)?
        }
        Act::Reopen if promise.kind.is_kept_by_its_record() && promise.closing == Some(Closing::Done) => {
            return Err(Unchangeable::KeptByItsRecord.into());
        }
        Act::Reopen => store::reopen_one(tx, scope, promise)?,
        Act::Wake => store::wake(tx, scope, promise)?,
        Act::TakeBack => store::take_back(tx, scope, promise)?,
    })
}

fn entry(scope: &Scope, promise: &Promise, act: &Act) -> Entry {
    let why = match act {
        Act::Close { words, .. } | Act::Snooze { words, .. } | Act::Give { words, .. } => words.as_str(),
        Act::Reopen | Act::Wake | Act::TakeBack => "",
    };
    // The words stand in the ledger; the audit says only that there were some.
    let mut entry = Entry::new(scope, Action::Change, "promise")
        .on(promise.id)
        .with("what", act.word())
        .with("kind", promise.kind.word())
        .with("has_words", !why.is_empty());
    entry.participant = promise.participant;
    if let Act::Give { words, .. } = act {
        entry = entry.because(words.clone());
    }
    entry
}
