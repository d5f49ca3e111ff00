//! What a person told about who they are, and the form to write it down. Nothing here is ever filled in by looking.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice, when::When},
    rules::{
        Rules,
        lists::{Choose, List},
        matrix::Permission,
    },
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::Form,
    web::{Answer as WebAnswer, page},
};

use super::{
    demographics::{self, Answer, QUESTIONS, Told},
    show::opened,
};
use crate::participants::{self, Header, PersonHeader};

#[derive(Template)]
#[template(path = "record/about.html")]
struct About {
    page: Page,
    person: PersonHeader,
    birth_date: Option<String>,
    legal_name: Option<String>,
    questions: Vec<Question>,
    can_edit: bool,
}

#[derive(Template)]
#[template(path = "record/about_form.html")]
struct AboutForm {
    page: Page,
    person: PersonHeader,
    questions: Vec<Question>,
}

/// One question, with what was told.
struct Question {
    key: String,
    label: String,
    why: String,
    is_one: bool,
    choices: Vec<Choice>,
    own_words: String,
    /// What was told, in words; empty when nobody asked yet.
    told: Vec<String>,
    is_declined: bool,
    asked: Option<When>,
    asked_by: String,
}

impl Question {
    fn field_words(&self) -> String {
        format!("{}-words", self.key)
    }
}

struct Read {
    header: Header,
    answers: Vec<Answer>,
    legal_name: Option<String>,
}

fn read(tx: &mut Tx<'_>, scope: &Scope, legal: Option<&Scope>, id: ParticipantId) -> Result<Read, Fault> {
    let header = participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let legal_name = match legal {
        Some(legal) => participants::legal_name(tx, legal, id)?.flatten(),
        None => None,
    };
    Ok(Read { header, answers: demographics::latest(tx, scope, id)?, legal_name })
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> WebAnswer {
    let scope = visit.may(Permission::SeeDemographics)?;
    let legal = visit.may(Permission::SeeLegalIdentity).ok();
    let read = app.read(&scope, move |tx, scope| read(tx, scope, legal.as_ref(), id)).await?;
    app.saw(&scope, opened(&scope, &read.header).with("part", "about")).await?;
    page(&About {
        page: visit.page("record-about-title"),
        person: PersonHeader::new(&visit, &read.header, "about"),
        birth_date: read.header.birth_date.map(|born| When::on(&visit, born, &read.header.zone(&visit)).exact),
        legal_name: read.legal_name,
        questions: questions(&visit, &read.header, &read.answers),
        can_edit: visit.can(Permission::EditDemographics),
    })
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> WebAnswer {
    let scope = visit.may(Permission::EditDemographics)?;
    let read = app.read(&scope, move |tx, scope| read(tx, scope, None, id)).await?;
    app.saw(&scope, opened(&scope, &read.header).with("part", "about")).await?;
    page(&AboutForm {
        page: visit.page("record-about-edit-title"),
        person: PersonHeader::new(&visit, &read.header, "about"),
        questions: questions(&visit, &read.header, &read.answers),
    })
}

pub async fn update(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> WebAnswer {
    let scope = visit.may(Permission::EditDemographics)?;
    let today = scope.now.to_zoned(visit.zone()).date();
    let told: Vec<Told> = QUESTIONS.iter().filter_map(|question| told(&form, question, today)).collect();
    app.write(&scope, move |tx, scope| keep(tx, scope, id, &told)).await?;
    visit.see(format!("/people/{id}/about"), Flash::ok(visit.t("record-saved")))
}

/// What the form says about one question; nothing when it was left out.
fn told(form: &Form, question: &str, today: jiff::civil::Date) -> Option<Told> {
    let list = Rules::shipped().lists.get(question)?;
    let chosen: Vec<_> = form.all(question).into_iter().filter_map(|key| list.item(key)).collect();
    let own_words = form.text(&format!("{question}-words")).unwrap_or_default().to_owned();
    if chosen.is_empty() && own_words.is_empty() {
        return None;
    }
    let is_declined = chosen.iter().any(|item| item.declines);
    let answers = chosen.into_iter().filter(|_| !is_declined).map(|item| item.key.clone()).collect();
    Some(Told { question: question.to_owned(), answers, own_words, is_declined, asked_on: today })
}

/// Keeps what is new: an answer that reads as it did before is not asked again.
fn keep(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId, told: &[Told]) -> Result<(), Fault> {
    participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let before = demographics::latest(tx, scope, id)?;
    let is_known = |one: &Told| {
        before.iter().any(|known| {
            known.question == one.question
                && known.is_declined == one.is_declined
                && known.own_words == one.own_words
                && known.keys().eq(one.answers.iter().map(String::as_str))
        })
    };
    let fresh: Vec<&Told> = told.iter().filter(|one| !is_known(one)).collect();
    for one in &fresh {
        demographics::record(tx, scope, id, one)?;
    }
    let fields: Vec<&str> = fresh.iter().map(|one| one.question.as_str()).collect();
    audit::record(tx, &Entry::new(scope, Action::Change, "demographics").of(id).on(id).with("fields", fields))?;
    Ok(())
}

fn questions(visit: &Visit, header: &Header, answers: &[Answer]) -> Vec<Question> {
    let lists = QUESTIONS.iter().filter_map(|key| visit.rules().lists.get(key));
    let zone = header.zone(visit);
    lists.map(|list| question(visit, list, answers.iter().find(|one| one.question == list.id), &zone)).collect()
}

fn question(visit: &Visit, list: &List, answer: Option<&Answer>, zone: &jiff::tz::TimeZone) -> Question {
    let chosen: Vec<&str> = answer.into_iter().flat_map(Answer::keys).collect();
    let is_declined = answer.is_some_and(|answer| answer.is_declined);
    let choices = list.items.iter().map(|item| {
        let is_chosen = chosen.contains(&item.key.as_str()) || (is_declined && item.declines);
        let under = item.under.as_deref().map(|key| list.label_of(key).to_owned()).unwrap_or_default();
        Choice::new(&item.key, &item.label, is_chosen).with_hint(item.text.clone().unwrap_or(under))
    });
    let own_words = answer.map(|answer| answer.own_words.clone()).unwrap_or_default();
    let told = chosen.iter().map(|key| list.label_of(key).to_owned());
    Question {
        key: list.id.clone(),
        label: list.label.clone(),
        why: list.text.clone(),
        is_one: list.choose == Choose::One,
        choices: choices.collect(),
        told: told.chain(Some(own_words.clone()).filter(|words| !words.is_empty())).collect(),
        own_words,
        is_declined,
        asked: answer.map(|answer| When::on(visit, answer.asked_on, zone)),
        asked_by: answer.and_then(|answer| answer.asked_by.clone()).unwrap_or_default(),
    }
}
