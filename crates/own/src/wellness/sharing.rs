//! With whom each section is shared: asked for by the participant, one section and one person at a time, and stopped with
//! one tap.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    gate::{self, Shared},
    ids::{AccountId, ParticipantId},
    layout::{Flash, Page},
    rules::matrix::Permission::DecideSharing,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::Form,
    messages::AsArg,
    web::{Answer, page},
};

use super::{
    edges::{myself, section},
    store,
};

pub use store::sharing::{Given, Sharer, given, people};

impl Given {
    /// Whether it is this section of the plan.
    pub fn is_section(&self, word: &str) -> bool {
        self.kind == Shared::PlanSection.word() && self.subject == word
    }

    /// Whether it is the circle.
    pub fn is_circle(&self) -> bool {
        self.kind == Shared::Circle.word()
    }
}

/// Somebody on a page, with whether the thing is shared with them.
pub struct SharerLine {
    pub account: AccountId,
    pub name: String,
    pub is_worker: bool,
    pub is_shared: bool,
}

/// The people as a page lists them.
pub fn lines(people: &[Sharer], is_shared: impl Fn(&Sharer) -> bool) -> Vec<SharerLine> {
    let line = |person: &Sharer| SharerLine {
        account: person.account,
        name: person.name.clone(),
        is_worker: person.is_worker,
        is_shared: is_shared(person),
    };
    people.iter().map(line).collect()
}

/// Names in a row; nothing when there are none.
pub(super) fn named(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(", "))
}

/// Shares a thing with somebody who may be shared with, once.
///
/// # Errors
/// [`Fault::NotFound`] for anybody else; those of the storage.
pub fn share(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    account: AccountId,
    what: (Shared, &str),
) -> Result<String, Fault> {
    let people = people(tx, scope, me)?;
    let person = people.into_iter().find(|person| person.account == account).ok_or(Fault::NotFound)?;
    gate::stop_sharing(tx, scope, me, account, Some(what))?;
    gate::share(tx, scope, me, account, None, what, None)?;
    audit::record(tx, &changed(scope, me, account, what.0, "shared"))?;
    Ok(person.name)
}

/// Stops sharing a thing, at once.
///
/// # Errors
/// Those of the storage.
pub fn stop_one(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: ParticipantId,
    account: AccountId,
    what: (Shared, &str),
) -> Result<(), Fault> {
    gate::stop_sharing(tx, scope, me, account, Some(what))?;
    Ok(audit::record(tx, &changed(scope, me, account, what.0, "stopped"))?)
}

fn changed(scope: &Scope, me: ParticipantId, account: AccountId, kind: Shared, what: &str) -> Trail {
    let trail = Trail::new(scope, Action::Change, "share").of(me);
    trail.with("what", what).with("kind", kind.word()).with("with", account.to_string())
}

/// The account that a form names.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn account_in(form: &Form) -> Result<AccountId, Fault> {
    form.parsed("account").ok_or(Fault::NotFound)
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(word): Path<String>, form: Form) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let (label, account) = (section(&visit, &word)?.label.clone(), account_in(&form)?);
    let path = format!("/me/plan/sections/{word}");
    let name = app
        .write(&scope, move |tx, scope| {
            let me = myself(tx, scope)?;
            share(tx, scope, me.id, account, (Shared::PlanSection, &word))
        })
        .await?;
    let said = visit.words.with("wellness-now-shared", &[("name", name.as_arg()), ("section", label.as_arg())]);
    visit.see(path, Flash::ok(said))
}

pub(super) async fn stop(State(app): State<App>, visit: Visit, Path(word): Path<String>, form: Form) -> Answer {
    let scope = visit.may(DecideSharing)?;
    section(&visit, &word)?;
    let (account, path) = (account_in(&form)?, format!("/me/plan/sections/{word}"));
    app.write(&scope, move |tx, scope| {
        let me = myself(tx, scope)?;
        stop_one(tx, scope, me.id, account, (Shared::PlanSection, &word))
    })
    .await?;
    visit.see(path, Flash::ok(visit.t("wellness-now-stopped")))
}

#[derive(Template)]
#[template(path = "wellness/sharing.html")]
struct Index {
    page: Page,
    people: Vec<PersonView>,
}

/// Somebody, with the sections that they see.
struct PersonView {
    account: AccountId,
    name: String,
    is_worker: bool,
    sections: Vec<SectionLink>,
}

struct SectionLink {
    id: String,
    label: String,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let (people, given) = app
        .read(&scope, |tx, scope| {
            let me = myself(tx, scope)?;
            Ok::<_, Fault>((people(tx, scope, me.id)?, given(tx, scope, me.id)?))
        })
        .await?;
    let view = |person: Sharer| {
        let is_theirs = |word: &str| given.iter().any(|one| one.account == person.account && one.is_section(word));
        let sections = visit.rules().plan_sections.iter().filter(|section| is_theirs(&section.id));
        PersonView {
            sections: sections.map(|one| SectionLink { id: one.id.clone(), label: one.label.clone() }).collect(),
            account: person.account,
            name: person.name,
            is_worker: person.is_worker,
        }
    };
    let people = people.into_iter().map(view).collect();
    page(&Index { page: visit.page("wellness-sharing-title"), people })
}

pub(super) async fn stop_all(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let account = account_in(&form)?;
    app.write(&scope, move |tx, scope| {
        let me = myself(tx, scope)?;
        gate::stop_sharing_all(tx, scope, me.id, account, Shared::PlanSection)?;
        Ok::<_, Fault>(audit::record(tx, &changed(scope, me.id, account, Shared::PlanSection, "stopped"))?)
    })
    .await?;
    visit.see("/me/plan/sharing", Flash::ok(visit.t("wellness-now-stopped")))
}
