//! Pointers to legal papers: where the original is and whom it names. Not the paper, and no legal advice: in New York a
//! health care proxy is a paper of its own, and a plan like this shows wishes (practice.md 6.4).

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    drafts::{self, Sheet},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    edges::{choices, has_item, label, myself, today},
    plan::{NewPaper, Paper, PaperId, day},
    store::papers as store,
};

const KINDS: &str = "plan_papers";

/// Where a paper is written down.
const PAPERS: &str = "/me/plan/papers";

/// A paper as pages list it.
pub(super) struct PaperLine {
    pub id: PaperId,
    pub kind: String,
    pub agent: String,
    pub agent_phone: String,
    pub alternate: String,
    pub original_at: String,
    pub witnesses: String,
    pub words: String,
    pub signed: Option<When>,
    pub revoked: Option<When>,
}

pub(super) fn paper_line(visit: &Visit, paper: &Paper) -> PaperLine {
    PaperLine {
        id: paper.id,
        kind: label(visit, KINDS, &paper.kind),
        agent: paper.agent.clone(),
        agent_phone: paper.agent_phone.clone(),
        alternate: paper.alternate.clone(),
        original_at: paper.original_at.clone(),
        witnesses: paper.witnesses.clone(),
        words: paper.words.clone(),
        signed: paper.signed_on.map(|on| When::on(visit, on, &visit.zone())),
        revoked: paper.revoked_on.map(|on| When::on(visit, on, &visit.zone())),
    }
}

#[derive(Template)]
#[template(path = "wellness/papers.html")]
struct Index {
    page: Page,
    papers: Vec<PaperLine>,
    kinds: Vec<Choice>,
    form: Form,
    errors: Errors,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    page(&list_page(&app, &visit, None, Errors::default()).await?)
}

async fn list_page(app: &App, visit: &Visit, sent: Option<Form>, errors: Errors) -> Result<Index, Fault> {
    let scope = visit.may(SeeMyRecord)?;
    let (me, papers) = app
        .read(&scope, |tx, scope| {
            let me = myself(tx, scope)?;
            Ok::<_, Fault>((me.id, store::list(tx, scope, me.id)?))
        })
        .await?;
    app.saw(&scope, Trail::new(&scope, Action::Read, "own_plan").of(me)).await?;
    let papers = papers.iter().map(|paper| paper_line(visit, paper)).collect();
    let desk = drafts::desk(app, &scope, Sheet::new("plan-paper", PAPERS, me)).await?;
    let form = desk.form(sent, Form::default());
    let kinds = choices(visit, KINDS, &form, "kind");
    Ok(Index { page: desk.page(visit, "wellness-papers-title"), papers, kinds, form, errors })
}

pub(super) async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let new = match NewPaper::read(&form, &visit.words, |kind| has_item(&visit, KINDS, kind)) {
        Ok(new) => new,
        Err(errors) => return page_with_errors(&list_page(&app, &visit, Some(form), errors).await?),
    };
    app.write(&scope, move |tx, scope| {
        let me = myself(tx, scope)?;
        let id = store::insert(tx, scope, me.id, &new)?;
        drafts::sent(tx, scope, PAPERS, "plan_paper", id)?;
        Ok::<_, Fault>(audit::record(tx, &Trail::new(scope, Action::Create, "plan_paper").of(me.id).on(id))?)
    })
    .await?;
    visit.see(PAPERS, Flash::ok(visit.t("wellness-paper-added")))
}

pub(super) async fn revoke(State(app): State<App>, visit: Visit, Path(id): Path<PaperId>, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let mut errors = Errors::default();
    let on = day(&mut errors, &form, "revoked_on", &visit.words).unwrap_or_else(|| today(&visit));
    if !errors.is_empty() {
        return page_with_errors(&list_page(&app, &visit, None, errors).await?);
    }
    change(&app, &scope, id, move |tx, scope| Ok(store::revoke(tx, scope, id, on)?)).await?;
    visit.see(PAPERS, Flash::ok(visit.t("wellness-paper-revoked")))
}

pub(super) async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<PaperId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    change(&app, &scope, id, move |tx, scope| Ok(store::take_out(tx, scope, id, true)?)).await?;
    let flash = Flash::ok(visit.t("wellness-paper-removed")).or_undo(format!("/me/plan/papers/{id}/removal/undo"));
    visit.see(PAPERS, flash)
}

pub(super) async fn put_back(State(app): State<App>, visit: Visit, Path(id): Path<PaperId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    change(&app, &scope, id, move |tx, scope| Ok(store::take_out(tx, scope, id, false)?)).await?;
    visit.see(PAPERS, Flash::ok(visit.t("wellness-paper-back")))
}

async fn change(
    app: &App,
    scope: &Scope,
    id: PaperId,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<bool, Fault> + Send + 'static,
) -> Result<(), Fault> {
    app.write(scope, move |tx, scope| {
        let me = myself(tx, scope)?;
        if !work(tx, scope)? {
            return Err(Fault::NotFound);
        }
        Ok(audit::record(tx, &Trail::new(scope, Action::Change, "plan_paper").of(me.id).on(id))?)
    })
    .await
}
