//! One referral: the clock, the tries, and the next step.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, KeptOut},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::{Rules, matrix::Permission},
};
use jiff::Timestamp;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    board::{stage, tone},
    new::promise_words,
    referral::{Attempt, NewAttempt, Outcome, Referral, ReferralId},
    steps::{self, Decision},
    store,
    twins::{self, Twin},
    undo,
};
use crate::{
    participants::{Found, kept_out, label},
    record::choices,
};

#[derive(Template)]
#[template(path = "referrals/show.html")]
struct Show {
    page: Page,
    id: ReferralId,
    person: String,
    name: String,
    /// Whom the person asked to keep out.
    kept_out: Vec<String>,
    /// Who may be the same person.
    twins: Vec<Twin>,
    program: String,
    source: String,
    source_words: String,
    reason: String,
    own_view: String,
    received: When,
    due: Option<When>,
    days: i64,
    most: i64,
    tone: &'static str,
    stage: &'static str,
    access_text: String,
    chosen_later: Option<When>,
    attempts: Vec<AttemptLine>,
    outcome: Option<String>,
    outcome_words: String,
    met: Option<When>,
    can_manage: bool,
    modes: Vec<Choice>,
    outcomes: Vec<Choice>,
    decisions: Vec<Choice>,
    stop_reasons: Vec<Choice>,
    form: Form,
    errors: Errors,
}

struct AttemptLine {
    title: String,
    mode: String,
    at: When,
    words: String,
    by: String,
    icon: &'static str,
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ReferralId>) -> Answer {
    let scope = visit.may(Permission::ManageReferral)?;
    let found = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    let entry = Entry::new(&scope, Action::Read, "referral").of(found.referral.participant).on(id);
    app.saw(&scope, entry.with("alike", found.alike.len())).await?;
    page(&view(&visit, found, Form::default(), Errors::default()))
}

/// A referral with what its page shows around it.
struct Read {
    referral: Referral,
    attempts: Vec<Attempt>,
    /// Whom the person asked to keep out.
    keeps: Vec<KeptOut>,
    /// Who may be the same person.
    alike: Vec<Found>,
}

fn read(tx: &mut Tx<'_>, scope: &Scope, id: ReferralId) -> Result<Read, Fault> {
    let referral = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let (attempts, keeps) = (store::attempts(tx, scope, id)?, gate::kept_out(tx, scope, referral.participant)?);
    let alike = twins::twins(tx, scope, referral.participant)?;
    Ok(Read { referral, attempts, keeps, alike })
}

/// The referral while it is open; a closed one takes no more steps.
fn still_open(tx: &mut Tx<'_>, scope: &Scope, id: ReferralId, closed: &str) -> Result<Referral, Fault> {
    let referral = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if referral.outcome.is_some() { Err(Fault::Conflict(closed.to_owned())) } else { Ok(referral) }
}

pub async fn attempt(State(app): State<App>, visit: Visit, Path(id): Path<ReferralId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageReferral)?;
    let outcomes = Rules::shipped().lists.get("contact_outcomes");
    let Some(outcome) = outcomes.and_then(|list| list.item(form.get("outcome"))).map(|item| item.key.clone()) else {
        return again(&app, &visit, &scope, id, form, Errors::one("outcome", visit.t("referrals-error-outcome"))).await;
    };
    let mode = form.text("mode").unwrap_or("phone").to_owned();
    let words = form.text("words").unwrap_or_default().to_owned();
    let new = NewAttempt { at: scope.now, mode, outcome, words };
    let (closed, promises) = (visit.t("referrals-closed-already"), promise_words(&visit));
    let undo = app
        .write(&scope, move |tx, scope| {
            let referral = still_open(tx, scope, id, &closed)?;
            let attempt = steps::attempt(tx, scope, &referral, &new, &promises)?;
            audit::record(tx, &entry(scope, &referral).with("attempt", attempt.to_string()))?;
            Ok::<_, Fault>(undo::path(attempt, &referral))
        })
        .await?;
    visit.see(format!("/referrals/{id}"), Flash::ok(visit.t("referrals-attempt-saved")).or_undo(undo))
}

pub async fn meet(State(app): State<App>, visit: Visit, Path(id): Path<ReferralId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageReferral)?;
    let Some(at) = met_at(&visit, &form) else {
        return again(&app, &visit, &scope, id, form, Errors::one("met_on", visit.t("referrals-error-met"))).await;
    };
    let closed = visit.t("referrals-closed-already");
    app.write(&scope, move |tx, scope| {
        let referral = still_open(tx, scope, id, &closed)?;
        steps::meet(tx, scope, &referral, at.max(referral.received_at))?;
        Ok::<_, Fault>(audit::record(tx, &entry(scope, &referral).with("fields", "first_in_person_at"))?)
    })
    .await?;
    visit.see(format!("/referrals/{id}"), Flash::ok(visit.t("referrals-met-saved")))
}

pub async fn choose_later(State(app): State<App>, visit: Visit, Path(id): Path<ReferralId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageReferral)?;
    let today = scope.now.to_zoned(visit.zone()).date();
    let Some(day) = form.date("chosen_later_on").filter(|day| *day >= today) else {
        let errors = Errors::one("chosen_later_on", visit.t("referrals-error-later"));
        return again(&app, &visit, &scope, id, form, errors).await;
    };
    let (closed, promises) = (visit.t("referrals-closed-already"), promise_words(&visit));
    app.write(&scope, move |tx, scope| {
        let referral = still_open(tx, scope, id, &closed)?;
        steps::choose_later(tx, scope, &referral, day, &promises)?;
        Ok::<_, Fault>(audit::record(tx, &entry(scope, &referral).with("fields", "chosen_later_on"))?)
    })
    .await?;
    visit.see(format!("/referrals/{id}"), Flash::ok(visit.t("referrals-later-saved")))
}

pub async fn decide(State(app): State<App>, visit: Visit, Path(id): Path<ReferralId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageReferral)?;
    let decision = match read_decision(&visit, &form) {
        Ok(decision) => decision,
        Err(errors) => return again(&app, &visit, &scope, id, form, errors).await,
    };
    let (closed, promises) = (visit.t("referrals-closed-already"), promise_words(&visit));
    app.write(&scope, move |tx, scope| {
        let referral = still_open(tx, scope, id, &closed)?;
        steps::decide(tx, scope, &referral, &decision, &promises)?;
        let entry = entry(scope, &referral).with("outcome", decision.outcome.word());
        Ok::<_, Fault>(audit::record(tx, &entry)?)
    })
    .await?;
    visit.see(format!("/referrals/{id}"), Flash::ok(visit.t("referrals-decided")))
}

pub(super) fn entry(scope: &Scope, referral: &Referral) -> Entry {
    Entry::new(scope, Action::Change, "referral").of(referral.participant).on(referral.id)
}

/// Today means now; another day its middle.
fn met_at(visit: &Visit, form: &Form) -> Option<Timestamp> {
    let (now, zone) = (visit.request.now(), visit.zone());
    let today = now.to_zoned(zone.clone()).date();
    let day = if form.text("met_on").is_none() { today } else { form.date("met_on").filter(|day| *day <= today)? };
    if day == today { Some(now) } else { day.at(12, 0, 0, 0).to_zoned(zone).ok().map(|there| there.timestamp()) }
}

fn read_decision(visit: &Visit, form: &Form) -> Result<Decision, Errors> {
    let mut errors = Errors::default();
    let outcome = Outcome::from_word(form.get("decision"));
    let reason = form.text("stop_reason").filter(|key| Rules::shipped().stop_reasons.get(key).is_some());
    if outcome.is_none() {
        errors.add("decision", visit.t("referrals-error-decision"));
    }
    if matches!(outcome, Some(Outcome::Declined | Outcome::ReferredOn)) && reason.is_none() {
        errors.add("stop_reason", visit.t("referrals-error-stop-reason"));
    }
    let (Some(outcome), true) = (outcome, errors.is_empty()) else { return Err(errors) };
    let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
    Ok(Decision {
        outcome,
        stop_reason: reason.filter(|_| outcome != Outcome::Enrolled).map(str::to_owned),
        words: text("outcome_words"),
        own_view: text("outcome_own_view"),
        referred_to: text("referred_to"),
    })
}

async fn again(app: &App, visit: &Visit, scope: &Scope, id: ReferralId, form: Form, errors: Errors) -> Answer {
    let found = app.read(scope, move |tx, scope| read(tx, scope, id)).await?;
    page_with_errors(&view(visit, found, form, errors))
}

fn view(visit: &Visit, found: Read, form: Form, errors: Errors) -> Show {
    let Read { referral, attempts, keeps, alike } = found;
    let zone = referral.zone();
    let access = referral.access(visit.request.now());
    let outcome =
        referral.outcome.map(|outcome| visit.t(&format!("referrals-outcome-{}", outcome.word().replace('_', "-"))));
    let decision = |one: &Outcome| {
        let key = format!("referrals-decide-{}", one.word().replace('_', "-"));
        Choice::new(one.word(), visit.t(&key), form.get("decision") == one.word())
    };
    let stop = visit.rules().stop_reasons.iter();
    let stop_reasons = stop.map(|one| Choice::new(&one.id, &one.label, form.get("stop_reason") == one.id)).collect();
    let words = [referral.source_name.as_str(), referral.source_contact.as_str()];
    Show {
        page: visit.page("referrals-show-title"),
        id: referral.id,
        person: format!("/people/{}", referral.participant),
        name: referral.name_to_use.clone(),
        kept_out: kept_out(visit, &referral.name_to_use, &keeps),
        twins: twins::view(visit, referral.participant, &alike),
        program: referral.program_name.clone(),
        source: label(&visit.words, "referral_sources", &referral.source),
        source_words: words.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
        reason: referral.reason.clone(),
        own_view: referral.own_view.clone(),
        received: When::day_of(visit, referral.received_at, &zone),
        due: access.as_ref().map(|access| When::on(visit, access.due_on, &zone)),
        days: access.as_ref().map_or(0, |access| i64::from(access.days)),
        most: referral.rapid_access_days,
        tone: access.as_ref().map_or("neutral", |access| tone(access.waiting, access.counted)),
        stage: stage(&referral),
        access_text: access.map(|access| access.text).unwrap_or_default(),
        chosen_later: referral.chosen_later_on.map(|day| When::on(visit, day, &zone)),
        attempts: attempts.into_iter().map(|one| attempt_line(visit, one, &zone)).collect(),
        outcome,
        outcome_words: [referral.outcome_words, referral.referred_to].join(" ").trim().to_owned(),
        met: referral.first_in_person_at.map(|at| When::day_of(visit, at, &zone)),
        can_manage: referral.outcome.is_none() && visit.can(Permission::ManageReferral),
        modes: choices(&visit.words, "modes", &[form.text("mode").unwrap_or("phone")], |_| true),
        outcomes: choices(&visit.words, "contact_outcomes", &[form.get("outcome")], |_| true),
        decisions: Outcome::ALL.iter().map(decision).collect(),
        stop_reasons,
        form,
        errors,
    }
}

fn attempt_line(visit: &Visit, attempt: Attempt, zone: &jiff::tz::TimeZone) -> AttemptLine {
    let icon = match attempt.mode.as_str() {
        "in_person" => "walk",
        "video" => "video",
        "text" => "text",
        _ => "phone",
    };
    AttemptLine {
        title: label(&visit.words, "contact_outcomes", &attempt.outcome),
        mode: label(&visit.words, "modes", &attempt.mode),
        at: When::at(visit, attempt.at, zone),
        words: attempt.words,
        by: attempt.made_by.unwrap_or_default(),
        icon,
    }
}
