//! Asking to keep somebody out, and answering.

use askama::Template;
use axum::extract::{Path, State};
use care::participants::{self, PersonHeader};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    drafts::{self, Sheet},
    gate::{Information, RestrictionId},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice, when::When},
    promises::{self, Closing, Evidence, Kind, from_clock},
    rules::{
        Rules,
        matrix::{
            Permission::{DecideSharing, ManageConsents, SeeConsents},
            Reach,
        },
    },
};
use jiff::tz::TimeZone;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::store::{self, Asked, Restriction};
use crate::{
    consents::{self, Standing},
    me::{Me, me},
};

/// The clock of the answer.
const ANSWER: &str = "restriction.answer";

#[derive(Template)]
#[template(path = "restrictions/mine.html")]
struct Mine {
    page: Page,
    wishes: Vec<Line>,
    ways: Vec<Choice>,
    workers: Vec<Choice>,
    programs: Vec<Choice>,
    information: Vec<Choice>,
    form: Form,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "restrictions/index.html")]
struct Index {
    page: Page,
    person: PersonHeader,
    wishes: Vec<Line>,
    may_answer: bool,
}

struct Line {
    id: RestrictionId,
    who: String,
    what: String,
    words: String,
    state: String,
    tone: &'static str,
    asked: When,
    answer: String,
    is_open: bool,
    is_ended: bool,
}

fn line(visit: &Visit, one: &Restriction, zone: &TimeZone) -> Line {
    let state = one.state();
    Line {
        id: one.id,
        who: one.who.clone(),
        what: visit.t(&format!("consents-information-{}", one.information)),
        words: one.words.clone(),
        state: visit.t(&format!("consents-wish-{state}")),
        tone: match state {
            "agreed" => "good",
            "asked" => "info",
            _ => "neutral",
        },
        asked: When::day_of(visit, one.asked_at, zone),
        answer: one.answer_words.clone(),
        is_open: state == "asked",
        is_ended: state == "ended",
    }
}

pub async fn mine(State(app): State<App>, visit: Visit) -> Answer {
    mine_with(&app, &visit, None, Errors::default()).await
}

/// Where the person writes down whom to keep out.
const MINE: &str = "/me/restrictions";

async fn mine_with(app: &App, visit: &Visit, sent: Option<Form>, errors: Errors) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let (me, wishes, standing, workers, programs) = app
        .read(&scope, |tx, scope| {
            let me = me(tx, scope)?.ok_or(Fault::NotFound)?;
            let (wishes, standing) = (store::list_mine(tx, scope, me.id)?, consents::standing(tx, scope, me.id)?);
            Ok::<_, Fault>((me, wishes, standing, consents::workers(tx, scope)?, consents::programs(tx, scope)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "restrictions").of(me.id)).await?;
    let desk = drafts::desk(app, &scope, Sheet::new("restriction", MINE, me.id)).await?;
    let form = desk.form(sent, Form::default());
    let choice = |field: &str, value: String, label: String| {
        let is_chosen = form.has(field, &value);
        Choice::new(value, label, is_chosen)
    };
    let has_errors = !errors.is_empty();
    let way = |way: &str| choice("to", way.to_owned(), visit.t(&format!("consents-way-{way}")));
    let kind = |one: &Information| {
        choice("information", one.word().to_owned(), visit.t(&format!("consents-information-{one}")))
    };
    let view = Mine {
        page: desk.page(visit, "consents-wish-title"),
        wishes: wishes.iter().map(|one| line(visit, one, &standing.zone())).collect(),
        ways: ["account", "program", "outside"].map(way).to_vec(),
        workers: workers.iter().map(|(id, name)| choice("to_account", id.to_string(), name.clone())).collect(),
        programs: programs.iter().map(|one| choice("to_program", one.id.to_string(), one.name.clone())).collect(),
        information: Information::ALL.iter().map(kind).collect(),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

fn read(visit: &Visit, form: &Form) -> Result<Asked, Errors> {
    let mut errors = Errors::default();
    let way = form.get("to");
    let account = form.parsed("to_account").filter(|_| way == "account");
    let program = form.parsed("to_program").filter(|_| way == "program");
    let name = form.text("to_outside").filter(|_| way == "outside").unwrap_or_default().to_owned();
    if account.is_none() && program.is_none() && name.is_empty() {
        errors.add("to", visit.t("consents-wish-error-to"));
    }
    let information = Information::from_word(form.get("information"));
    if information.is_none() {
        errors.add("information", visit.t("consents-wish-error-information"));
    }
    let words = form.text("words").unwrap_or_default().to_owned();
    match (errors.check(), information) {
        (Ok(()), Some(information)) => Ok(Asked { account, program, name, information, words }),
        (Err(errors), _) => Err(errors),
        (Ok(()), None) => Err(Errors::one("information", visit.t("consents-wish-error-information"))),
    }
}

pub async fn ask(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let asked = match read(&visit, &form) {
        Ok(asked) => asked,
        Err(errors) => return mine_with(&app, &visit, Some(form), errors).await,
    };
    app.write(&scope, move |tx, scope| {
        let id = ask_now(tx, scope, &asked)?;
        Ok::<_, Fault>(drafts::sent(tx, scope, MINE, "restriction", id)?)
    })
    .await?;
    visit.see(MINE, Flash::ok(visit.t("consents-wish-asked-ok")))
}

/// Writes the wish down and promises the answer, in the queue of the person's program.
pub(super) fn ask_now(tx: &mut Tx<'_>, scope: &Scope, asked: &Asked) -> Result<RestrictionId, Fault> {
    let me = me(tx, scope)?.ok_or(Fault::NotFound)?;
    let is_known = match (asked.account, asked.program) {
        (Some(account), _) => consents::workers(tx, scope)?.iter().any(|(id, _)| *id == account),
        (None, Some(program)) => consents::programs(tx, scope)?.iter().any(|one| one.id == program),
        (None, None) => true,
    };
    if !is_known {
        return Err(Fault::NotFound);
    }
    let id = store::insert(tx, scope, me.id, asked)?;
    let standing: Standing = consents::standing(tx, scope, me.id)?;
    let (rules, zone) = (Rules::shipped(), standing.zone());
    let promise = from_clock(rules, ANSWER, scope.now, &zone, Kind::AnswerWish, "", ("restriction", id));
    promises::open(tx, scope, &promise.about(me.id).in_program(standing.program))?;
    audit::record(tx, &Entry::new(scope, Action::Create, "restriction").of(me.id).on(id))?;
    Ok(id)
}

pub async fn end(State(app): State<App>, visit: Visit, Path(id): Path<RestrictionId>) -> Answer {
    let scope = visit.may(DecideSharing)?;
    app.write(&scope, move |tx, scope| {
        let Me { id: me, .. } = me(tx, scope)?.ok_or(Fault::NotFound)?;
        if !store::end(tx, scope, me, id)? {
            return Err(Fault::NotFound);
        }
        promises::close_all_of(tx, scope, id, Closing::LetGo, "")?;
        Ok(audit::record(tx, &Entry::new(scope, Action::Remove, "restriction").of(me).on(id))?)
    })
    .await?;
    visit.see("/me/restrictions", Flash::ok(visit.t("consents-wish-ended-ok")))
}

pub async fn index(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>) -> Answer {
    let scope = visit.may(SeeConsents)?;
    let (header, wishes) = app
        .read(&scope, move |tx, scope| {
            let header = participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((header, store::list(tx, scope, of)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "restrictions").of(of)).await?;
    page(&Index {
        page: visit.page("consents-wish-staff-title"),
        wishes: wishes.iter().map(|one| line(&visit, one, &header.zone(&visit))).collect(),
        person: PersonHeader::new(&visit, &header, ""),
        may_answer: visit.may(ManageConsents).is_ok_and(|scope| may_answer(&scope)),
    })
}

/// Supervisors and directors answer; peers tell the person what was decided.
fn may_answer(scope: &Scope) -> bool {
    scope.reach > Reach::Own
}

type Place = (ParticipantId, RestrictionId);

pub async fn answer(State(app): State<App>, visit: Visit, Path((of, id)): Path<Place>, form: Form) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let words = form.text("words").unwrap_or_default().to_owned();
    let is_agreed = form.get("answer") == "agree";
    let (needs_words, changed) = (visit.t("consents-wish-error-words"), visit.t("consents-changed"));
    app.write(&scope, move |tx, scope| {
        reached(tx, scope, (of, id))?;
        if !is_agreed && words.is_empty() {
            return Err(Fault::Conflict(needs_words));
        }
        answer_now(tx, scope, (of, id), is_agreed, &words)?.then_some(()).ok_or(Fault::Conflict(changed))
    })
    .await?;
    visit.see(format!("/people/{of}/restrictions"), Flash::ok(visit.t("consents-wish-answered-ok")))
}

/// The wish is there, and the account may answer it.
fn reached(tx: &mut Tx<'_>, scope: &Scope, (of, id): Place) -> Result<(), Fault> {
    participants::header(tx, scope, of)?.filter(|_| may_answer(scope)).ok_or(Fault::NotFound)?;
    let is_there = store::list(tx, scope, of)?.iter().any(|one| one.id == id);
    is_there.then_some(()).ok_or(Fault::NotFound)
}

/// Agrees or declines, and keeps the promise. Answers false when it was answered already.
pub(super) fn answer_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (of, id): Place,
    is_agreed: bool,
    words: &str,
) -> Result<bool, Fault> {
    reached(tx, scope, (of, id))?;
    if !store::answer(tx, scope, of, id, is_agreed, words)? {
        return Ok(false);
    }
    let evidence = Evidence { kind: Some("answer".to_owned()), record: None, words: words.to_owned() };
    promises::close(tx, scope, id, Kind::AnswerWish, Closing::Done, &evidence)?;
    let what = if is_agreed { "agreed" } else { "declined" };
    audit::record(tx, &Entry::new(scope, Action::Change, "restriction").of(of).on(id).with("what", what))?;
    Ok(true)
}
