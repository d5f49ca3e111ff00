//! Writing down who stands by a person, and what each may know.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice},
    rules::matrix::Permission,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::store::{self, Supporter, SupporterId, Words};
use crate::{
    participants::{self, Header, PersonHeader},
    record::{choices, opened},
};

#[derive(Template)]
#[template(path = "supporters/form.html")]
struct SupporterForm {
    page: Page,
    person: PersonHeader,
    action: String,
    ending: Option<String>,
    relationships: Vec<Choice>,
    may_know: Vec<Choice>,
    form: Form,
    errors: Errors,
}

type Place = (ParticipantId, SupporterId);

pub async fn new(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    let header = app.read(&scope, move |tx, scope| head(tx, scope, id)).await?;
    page(&view(&visit, &header, None, Form::default(), Errors::default()))
}

pub async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    let words = match read(&visit, &form) {
        Ok(words) => words,
        Err(errors) => return again(&app, &visit, &scope, (id, None), form, errors).await,
    };
    app.write(&scope, move |tx, scope| {
        head(tx, scope, id)?;
        let supporter = store::insert(tx, scope, id, &words)?;
        Ok::<_, Fault>(audit::record(tx, &Entry::new(scope, Action::Create, "supporter").of(id).on(supporter))?)
    })
    .await?;
    visit.see(format!("/people/{id}"), Flash::ok(visit.t("supporters-saved")))
}

pub async fn edit(State(app): State<App>, visit: Visit, Path((id, supporter)): Path<Place>) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    let (header, found) = app
        .read(&scope, move |tx, scope| {
            let header = head(tx, scope, id)?;
            Ok::<_, Fault>((header, store::find(tx, scope, id, supporter)?.ok_or(Fault::NotFound)?))
        })
        .await?;
    app.saw(&scope, opened(&scope, &header).on(supporter).with("part", "supporter")).await?;
    page(&view(&visit, &header, Some(supporter), filled(&found), Errors::default()))
}

pub async fn update(State(app): State<App>, visit: Visit, Path((id, supporter)): Path<Place>, form: Form) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    let words = match read(&visit, &form) {
        Ok(words) => words,
        Err(errors) => return again(&app, &visit, &scope, (id, Some(supporter)), form, errors).await,
    };
    let (version, stale) = (form.parsed("version").unwrap_or(0), visit.t("record-changed-meanwhile"));
    app.write(&scope, move |tx, scope| change(tx, scope, (id, supporter), version, &words, stale)).await?;
    visit.see(format!("/people/{id}"), Flash::ok(visit.t("supporters-saved")))
}

pub async fn end(State(app): State<App>, visit: Visit, Path((id, supporter)): Path<Place>) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    app.write(&scope, move |tx, scope| {
        head(tx, scope, id)?;
        store::find(tx, scope, id, supporter)?.ok_or(Fault::NotFound)?;
        store::end(tx, scope, id, supporter)?;
        Ok::<_, Fault>(audit::record(tx, &Entry::new(scope, Action::Remove, "supporter").of(id).on(supporter))?)
    })
    .await?;
    let undo = format!("/people/{id}/supporters/{supporter}/return");
    visit.see(format!("/people/{id}"), Flash::ok(visit.t("supporters-ended")).or_undo(undo))
}

pub async fn restore(State(app): State<App>, visit: Visit, Path((id, supporter)): Path<Place>) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    app.write(&scope, move |tx, scope| {
        head(tx, scope, id)?;
        store::find(tx, scope, id, supporter)?.ok_or(Fault::NotFound)?;
        store::restore(tx, scope, id, supporter)?;
        Ok::<_, Fault>(audit::record(tx, &Entry::new(scope, Action::Restore, "supporter").of(id).on(supporter))?)
    })
    .await?;
    visit.see(format!("/people/{id}"), Flash::ok(visit.t("supporters-restored")))
}

fn head(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Header, Fault> {
    participants::header(tx, scope, id)?.ok_or(Fault::NotFound)
}

fn change(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (id, supporter): Place,
    version: i64,
    words: &Words,
    stale: String,
) -> Result<(), Fault> {
    head(tx, scope, id)?;
    store::find(tx, scope, id, supporter)?.ok_or(Fault::NotFound)?;
    if !store::update(tx, scope, id, supporter, version, words)? {
        return Err(Fault::Conflict(stale));
    }
    audit::record(tx, &Entry::new(scope, Action::Change, "supporter").of(id).on(supporter))?;
    Ok(())
}

fn read(visit: &Visit, form: &Form) -> Result<Words, Errors> {
    let mut errors = Errors::default();
    if form.text("name").is_none() {
        errors.add("name", visit.t("supporters-error-name"));
    }
    if form.text("email").is_some_and(|email| kit::text::email(email).is_none()) {
        errors.add("email", visit.t("record-error-email"));
    }
    let may_know: Vec<String> = form.all("may_know").into_iter().map(str::to_owned).collect();
    let tells = may_know.iter().any(|key| key != "nothing");
    if tells && may_know.iter().any(|key| key == "nothing") {
        errors.add("may_know", visit.t("supporters-error-nothing"));
    }
    if tells && form.date("agreed_on").is_none() {
        errors.add("agreed_on", visit.t("supporters-error-agreed"));
    }
    errors.check()?;
    let text = |name: &str| form.text(name).unwrap_or_default().to_owned();
    Ok(Words {
        name: text("name"),
        relationship: text("relationship"),
        phone: text("phone"),
        email: text("email"),
        may_know: may_know.into_iter().filter(|key| key != "nothing").collect(),
        note: text("note"),
        agreed_on: form.date("agreed_on"),
    })
}

fn filled(supporter: &Supporter) -> Form {
    let mut form = Form::from_pairs([
        ("name", supporter.name.as_str()),
        ("relationship", &supporter.relationship),
        ("phone", &supporter.phone),
        ("email", &supporter.email),
        ("note", &supporter.note),
    ]);
    form.set("version", supporter.version.to_string());
    form.set("agreed_on", supporter.agreed_on.map(|day| day.to_string()).unwrap_or_default());
    supporter.may_know().for_each(|key| form.add("may_know", key));
    form
}

async fn again(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    (id, supporter): (ParticipantId, Option<SupporterId>),
    form: Form,
    errors: Errors,
) -> Answer {
    let header = app.read(scope, move |tx, scope| head(tx, scope, id)).await?;
    page_with_errors(&view(visit, &header, supporter, form, errors))
}

fn view(visit: &Visit, header: &Header, supporter: Option<SupporterId>, form: Form, errors: Errors) -> SupporterForm {
    let base = format!("/people/{}/supporters", header.id);
    SupporterForm {
        page: visit.page(if supporter.is_some() { "supporters-edit-title" } else { "supporters-new-title" }),
        person: PersonHeader::new(visit, header, "overview"),
        action: supporter.map_or_else(|| base.clone(), |id| format!("{base}/{id}")),
        ending: supporter.map(|id| format!("{base}/{id}/ending")),
        relationships: choices(&visit.words, "supporter_relationships", &[form.get("relationship")], |_| true),
        may_know: choices(&visit.words, "supporter_may_know", &form.all("may_know"), |_| true),
        form,
        errors,
    }
}
