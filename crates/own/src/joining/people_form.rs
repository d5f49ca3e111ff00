//! Letting somebody in: who it is, what they see, until when.

use askama::Template;
use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    drafts::{self, Desk, Sheet},
    gate::Shared,
    ids::RecordId,
    layout::{Flash, Page, parts::Choice},
    rules::{matrix::Permission::DecideSharing, plan::PlanSection},
};
use jiff::{Timestamp, ToSpan, civil::Date};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    messages::AsArg,
    secrets::PaperCode,
    web::{Answer, page, page_with_errors},
};
use serde::Deserialize;

use super::{
    invitation::Wish,
    people::{about_age, before},
    people_store::{self, Given, Own, Supporter},
    staff::Paper,
    store::{self, NewInvitation},
};

/// How long somebody is let in when nothing else is chosen.
const USUAL_DAYS: i32 = 90;

#[derive(Template)]
#[template(path = "joining/people_form.html")]
struct PersonForm {
    page: Page,
    action: String,
    /// Somebody who is known already: their name stands fast.
    known: Option<String>,
    supporter: String,
    about_age: String,
    goals: Vec<Choice>,
    /// The parts of their wellness plan.
    sections: Vec<Choice>,
    relationships: Vec<Choice>,
    /// They have come in: the form changes what they see.
    is_in: bool,
    /// They hold a code that waits; the form changes what it will let them see, or makes a new one.
    stops: Option<String>,
    form: Form,
    errors: Errors,
}

#[derive(Deserialize)]
pub struct Asked {
    supporter: Option<RecordId>,
}

/// What the form stands on.
struct Ground {
    own: Own,
    known: Option<Supporter>,
    given: Vec<Given>,
    goals: Vec<(RecordId, String)>,
}

/// What a form says, once it is sound.
#[derive(Debug, Clone)]
struct Said {
    name: String,
    relationship: String,
    wishes: Vec<Wish>,
    until: Timestamp,
}

fn read(tx: &mut Tx<'_>, scope: &Scope, supporter: Option<RecordId>) -> Result<Ground, Fault> {
    let own = people_store::own(tx, scope)?.ok_or(Fault::NotFound)?;
    let known = match supporter {
        Some(id) => Some(people_store::supporters(tx, scope, own.id, Some(id))?.pop().ok_or(Fault::NotFound)?),
        None => None,
    };
    let (given, goals) = (people_store::given(tx, scope, own.id)?, people_store::goals(tx, scope, own.id)?);
    Ok(Ground { own, known, given, goals })
}

pub async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let ground = app.read(&scope, move |tx, scope| read(tx, scope, asked.supporter)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "own_people").of(ground.own.id)).await?;
    let desk = desk(&app, &scope, &ground).await?;
    let form = desk.form(None, Form::from_pairs([("until", usual_end(today(&visit)).to_string())]));
    page(&view((&visit, &desk), &ground, form, Errors::default()))
}

/// Where the form for somebody stands.
fn written_at(known: Option<&Supporter>) -> String {
    match known {
        None => "/me/people/new".to_owned(),
        Some(one) if one.is_open() => format!("/me/people/{}", one.id),
        Some(one) => format!("/me/people/new?supporter={}", one.id),
    }
}

async fn desk(app: &App, scope: &Scope, ground: &Ground) -> Result<Desk, Fault> {
    drafts::desk(app, scope, Sheet::new("own-person", written_at(ground.known.as_ref()), ground.own.id)).await
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<RecordId>) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let ground = app.read(&scope, move |tx, scope| read(tx, scope, Some(id))).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "own_people").of(ground.own.id).on(id)).await?;
    let desk = desk(&app, &scope, &ground).await?;
    let form = desk.form(None, filled(&visit, &ground));
    page(&view((&visit, &desk), &ground, form, Errors::default()))
}

fn today(visit: &Visit) -> Date {
    visit.request.now().to_zoned(visit.zone()).date()
}

fn usual_end(today: Date) -> Date {
    today.checked_add(USUAL_DAYS.days()).unwrap_or(today)
}

/// The form as things stand for somebody.
fn filled(visit: &Visit, ground: &Ground) -> Form {
    let mut form = Form::default();
    let Some(known) = &ground.known else { return form };
    let of_account = |one: &&Given| known.account == Some(one.account);
    let wishes: Vec<Wish> = match (&known.account, &known.wishes) {
        (Some(_), _) => {
            ground.given.iter().filter(of_account).map(|one| Wish::new(one.kind, one.subject.clone())).collect()
        }
        (None, Some(wishes)) => Wish::read(wishes),
        (None, None) => Vec::new(),
    };
    for wish in wishes {
        match wish.kind {
            Shared::Goal => form.add("goal", wish.subject),
            Shared::Schedule => form.set("days", "yes"),
            Shared::PlanSection => form.add("section", wish.subject),
            Shared::Circle => {}
        }
    }
    let ends = ground.given.iter().filter(of_account).filter_map(|one| one.until).max().or(known.wished_until);
    let end = ends.map_or_else(|| usual_end(today(visit)), |at| before(at).to_zoned(visit.zone()).date());
    form.set("until", end.to_string());
    form
}

fn view((visit, desk): (&Visit, &Desk), ground: &Ground, form: Form, errors: Errors) -> PersonForm {
    let known = ground.known.as_ref();
    let is_in = known.is_some_and(|one| one.account.is_some());
    let changes = known.filter(|one| one.is_open());
    let chosen = form.all("goal");
    let goal = |(id, words): &(RecordId, String)| {
        let id = id.to_string();
        let is_chosen = chosen.contains(&id.as_str());
        Choice::new(id, words, is_chosen)
    };
    let goals = ground.goals.iter().map(goal).collect();
    let section = |rule: &PlanSection| Choice::new(rule.id.clone(), rule.label.clone(), form.has("section", &rule.id));
    PersonForm {
        page: desk.page(visit, if changes.is_some() { "me-people-edit-title" } else { "me-people-new-title" }),
        action: changes.map_or_else(|| "/me/people".to_owned(), |one| format!("/me/people/{}", one.id)),
        known: known.map(|one| one.name.clone()),
        supporter: known.map(|one| one.id.to_string()).unwrap_or_default(),
        about_age: about_age(visit, &ground.own).0,
        goals,
        sections: visit.rules().plan_sections.iter().map(section).collect(),
        relationships: relationships(visit, form.get("relationship")),
        is_in,
        stops: changes.map(|one| format!("/me/people/{}/stop", one.id)),
        form,
        errors,
    }
}

fn relationships(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let list = visit.rules().lists.get("supporter_relationships");
    let items = list.into_iter().flat_map(|list| &list.items);
    items.map(|item| Choice::new(item.key.clone(), item.label.clone(), item.key == chosen)).collect()
}

/// Reads the form. Goals that are not the person's are left out as if they were not there.
fn check(visit: &Visit, ground: &Ground, form: &Form) -> Result<Said, Errors> {
    let mut errors = Errors::default();
    let name = ground.known.as_ref().map_or_else(|| form.get("name").trim().to_owned(), |one| one.name.clone());
    if name.is_empty() || name.chars().count() > 120 {
        errors.add("name", visit.t("me-people-name-missing"));
    }
    let is_own = |id: &&(RecordId, String)| form.has("goal", &id.0.to_string());
    let mut wishes: Vec<Wish> =
        ground.goals.iter().filter(is_own).map(|(id, _)| Wish::new(Shared::Goal, id.to_string())).collect();
    let sections = visit.rules().plan_sections.iter().filter(|rule| form.has("section", &rule.id));
    wishes.extend(sections.map(|rule| Wish::new(Shared::PlanSection, rule.id.clone())));
    if form.is_ticked("days") {
        wishes.push(Wish::new(Shared::Schedule, ""));
    }
    if wishes.is_empty() {
        errors.add(if ground.goals.is_empty() { "days" } else { "goal" }, visit.t("me-people-nothing-chosen"));
    }
    let until = form.date("until").and_then(|day| day.tomorrow().ok());
    let until = until.and_then(|day| day.to_zoned(visit.zone()).ok()).map(|at| at.timestamp());
    let until = until.filter(|at| *at > visit.request.now());
    if until.is_none() {
        errors.add("until", visit.t("me-people-until-wrong"));
    }
    match until {
        Some(until) if errors.is_empty() => {
            Ok(Said { name, relationship: form.text("relationship").unwrap_or_default().to_owned(), wishes, until })
        }
        _ => Err(errors),
    }
}

/// Invites somebody: shows the code once.
pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let supporter = form.parsed("supporter");
    let ground = app.read(&scope, move |tx, scope| read(tx, scope, supporter)).await?;
    let said = match check(&visit, &ground, &form) {
        Ok(said) => said,
        Err(errors) => {
            let desk = desk(&app, &scope, &ground).await?;
            return page_with_errors(&view((&visit, &desk), &ground, form, errors));
        }
    };
    let place = written_at(ground.known.as_ref());
    let (seal, name, today) = (app.seal.clone(), said.name.clone(), today(&visit));
    let made = app
        .write(&scope, move |tx, scope| {
            let made = invite(tx, scope, &seal, supporter, &said, today)?;
            drafts::sent(tx, scope, &place, "supporter", made.0)?;
            Ok::<_, Fault>(made.1)
        })
        .await?;
    let intro = visit.words.with("me-people-paper-intro", &[("name", name.as_arg())]);
    page(&Paper::new(&app, &visit, (&made.0, made.1), intro, "/me/people".to_owned())?)
}

fn invite(
    tx: &mut Tx<'_>,
    scope: &Scope,
    seal: &kit::secrets::SealKey,
    supporter: Option<RecordId>,
    said: &Said,
    today: Date,
) -> Result<(RecordId, (PaperCode, Timestamp)), Fault> {
    let own = people_store::own(tx, scope)?.ok_or(Fault::NotFound)?;
    let supporter = match supporter {
        Some(id) => people_store::supporters(tx, scope, own.id, Some(id))?.pop().ok_or(Fault::NotFound)?.id,
        None => people_store::add(tx, scope, own.id, (&said.name, &said.relationship), today)?,
    };
    let new = NewInvitation {
        participant: own.id,
        supporter: Some(supporter),
        program: own.program,
        wishes: said.wishes.clone(),
        share_until: Some(said.until),
    };
    let made = store::make(tx, scope, seal, &new)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "own_invitation").of(own.id).on(supporter))?;
    Ok((supporter, made))
}

/// Changes what somebody sees, from this moment on.
pub async fn update(State(app): State<App>, visit: Visit, Path(id): Path<RecordId>, form: Form) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let ground = app.read(&scope, move |tx, scope| read(tx, scope, Some(id))).await?;
    let said = match check(&visit, &ground, &form) {
        Ok(said) => said,
        Err(errors) => {
            let desk = desk(&app, &scope, &ground).await?;
            return page_with_errors(&view((&visit, &desk), &ground, form, errors));
        }
    };
    let place = written_at(ground.known.as_ref());
    app.write(&scope, move |tx, scope| {
        change(tx, scope, id, &said)?;
        Ok::<_, Fault>(drafts::sent(tx, scope, &place, "supporter", id)?)
    })
    .await?;
    visit.see("/me/people", Flash::ok(visit.t("me-people-saved")))
}

fn change(tx: &mut Tx<'_>, scope: &Scope, id: RecordId, said: &Said) -> Result<(), Fault> {
    let own = people_store::own(tx, scope)?.ok_or(Fault::NotFound)?;
    let found = people_store::supporters(tx, scope, own.id, Some(id))?.pop().ok_or(Fault::NotFound)?;
    match found.account {
        Some(account) => people_store::fit(tx, scope, own.id, (account, id), &said.wishes, Some(said.until))?,
        None => people_store::fit_invitation(tx, scope, own.id, id, &said.wishes, Some(said.until))?,
    }
    Ok(audit::record(tx, &Entry::new(scope, Action::Change, "share").of(own.id).on(id))?)
}
