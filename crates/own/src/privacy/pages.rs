//! The page on which directors say which privacy rules hold.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, Flag, REASON_AT_LEAST},
    ids::ProgramId,
    layout::{Flash, Page, when::When},
    rules::matrix::Permission::ManagePrivacy,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::store::{self, FlagRow};
use crate::consents::{self, House};

#[derive(Template)]
#[template(path = "privacy/index.html")]
struct Index {
    page: Page,
    flags: Vec<FlagLine>,
    programs: Vec<House>,
    /// What is typed for the flag or program that `typed_for` names.
    typed: String,
    typed_for: String,
    errors: Errors,
}

struct FlagLine {
    word: &'static str,
    label: String,
    text: String,
    /// What hangs on it.
    hangs: String,
    is_on: bool,
    reason: String,
    by: String,
    at: Option<When>,
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    show(&app, &visit, Form::default(), String::new(), Errors::default()).await
}

async fn show(app: &App, visit: &Visit, form: Form, typed_for: String, errors: Errors) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let (rows, programs) = app
        .read(&scope, |tx, scope| Ok::<_, Fault>((store::flags(tx, scope)?, consents::programs(tx, scope)?)))
        .await?;
    let has_errors = !errors.is_empty();
    let view = Index {
        page: visit.page("privacy-title"),
        flags: Flag::ALL.iter().map(|flag| line(visit, *flag, &rows)).collect(),
        programs,
        typed: form.get("reason").to_owned(),
        typed_for,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

fn line(visit: &Visit, flag: Flag, rows: &[FlagRow]) -> FlagLine {
    let row = rows.iter().find(|row| row.flag == flag);
    let key = flag.key();
    FlagLine {
        word: flag.word(),
        label: visit.t(&format!("privacy-{key}")),
        text: visit.t(&format!("privacy-{key}-text")),
        hangs: visit.t(&format!("privacy-{key}-hangs")),
        is_on: row.is_none_or(|row| row.is_on),
        reason: row.map(|row| row.reason.clone()).unwrap_or_default(),
        by: row.and_then(|row| row.changed_by.clone()).unwrap_or_default(),
        at: row.map(|row| When::at(visit, row.changed_at, &visit.zone())),
    }
}

/// Why a rule changes, long enough to be read back.
fn reason(form: &Form) -> Option<String> {
    form.text("reason").filter(|reason| reason.chars().count() >= REASON_AT_LEAST).map(str::to_owned)
}

pub async fn set_flag(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let Some(flag) = Flag::from_word(form.get("flag")) else { return Err(Fault::NotFound) };
    let is_on = form.get("to") == "on";
    let why = reason(&form);
    if why.is_none() && !is_on {
        let errors = Errors::one(&format!("reason-{flag}"), visit.t("privacy-error-reason"));
        return show(&app, &visit, form, flag.word().to_owned(), errors).await;
    }
    let (why, refusal) = (why.unwrap_or_default(), visit.t("privacy-error-part2"));
    app.write(&scope, move |tx, scope| switch(tx, scope, flag, is_on, &why, refusal)).await?;
    visit.see("/admin/privacy", Flash::ok(visit.t("privacy-saved")))
}

/// Switches a rule. Part 2 cannot be switched off while a program is under it.
pub(super) fn switch(
    tx: &mut Tx<'_>,
    scope: &Scope,
    flag: Flag,
    is_on: bool,
    why: &str,
    refusal: String,
) -> Result<(), Fault> {
    if flag == Flag::Part2 && !is_on && gate::is_part2(tx, scope, None)? {
        return Err(Fault::Conflict(refusal));
    }
    store::set(tx, scope, flag, is_on, why)?;
    let entry = Entry::new(scope, Action::Change, "regulatory_flag").because(why);
    Ok(audit::record(tx, &entry.with("flag", flag.word()).with("is_on", is_on))?)
}

pub async fn mark(State(app): State<App>, visit: Visit, Path(id): Path<ProgramId>, form: Form) -> Answer {
    set_mark(&app, &visit, id, form, true).await
}

pub async fn unmark(State(app): State<App>, visit: Visit, Path(id): Path<ProgramId>, form: Form) -> Answer {
    set_mark(&app, &visit, id, form, false).await
}

async fn set_mark(app: &App, visit: &Visit, id: ProgramId, form: Form, is_marked: bool) -> Answer {
    let scope = visit.may(ManagePrivacy)?;
    let known = app.read(&scope, |tx, scope| Ok::<_, Fault>(consents::programs(tx, scope)?)).await?;
    if !known.iter().any(|one| one.id == id) {
        return Err(Fault::NotFound);
    }
    let Some(why) = reason(&form) else {
        let errors = Errors::one(&format!("reason-{id}"), visit.t("privacy-error-reason"));
        return show(app, visit, form, id.to_string(), errors).await;
    };
    let refusal = visit.t("privacy-error-part2-is-off");
    app.write(&scope, move |tx, scope| set_mark_now(tx, scope, id, is_marked, &why, refusal)).await?;
    visit.see("/admin/privacy", Flash::ok(visit.t("privacy-saved")))
}

/// Puts a program under Part 2 or takes it out (not in while the rule is off), and weighs the consents again that share from it.
pub(super) fn set_mark_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ProgramId,
    is_marked: bool,
    why: &str,
    refusal: String,
) -> Result<(), Fault> {
    if is_marked && !gate::off(tx, scope)?.holds(Flag::Part2) {
        return Err(Fault::Conflict(refusal));
    }
    if is_marked {
        gate::mark_part2(tx, scope, id, why)?;
    } else {
        gate::unmark_part2(tx, scope, id)?;
    }
    let closed = consents::weigh_again(tx, scope, id)?;
    let entry = Entry::new(scope, Action::Change, "part2_program").on(id).because(why);
    Ok(audit::record(tx, &entry.with("is_marked", is_marked).with("consents_closed", closed))?)
}
