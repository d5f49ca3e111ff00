//! For peer specialists: the program's own checklists, to fill in on the page and to print.
//!
//! Nothing that somebody fills in is kept, unless they sign in and keep it as a draft of their own.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    drafts::{self, Draft, Fields, Save},
    ids::{ClientId, DraftId},
    layout::{Flash, Page, when::When},
    public,
    rules::{library::Checklist, matrix::Permission},
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, see},
};

use super::{
    cards::{CardView, card},
    store::shelf::{self, Cell},
};

/// The room of these drafts, and the beginning of their addresses.
const KIND: &str = "library/checklists";
/// Items for peer specialists that stand beside the checklists.
const MOST: i64 = 30;

#[derive(Template)]
#[template(path = "library/for_peers.html")]
struct Index {
    page: Page,
    checklists: Vec<&'static Checklist>,
    cards: Vec<CardView>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let cell = Cell { audience: "peers".to_owned(), ..Cell::default() };
    let read = app.db.read(site.tenant(), move |tx| shelf::list(tx, organization, &cell, shelf::START, MOST)).await;
    let found = read.map_err(|error: DbError| Fault::from(error))?;
    page(&Index {
        page: visit.page("library-peers-title"),
        checklists: visit.rules().checklists.iter().collect(),
        cards: found.iter().map(|one| card(&visit, one)).collect(),
    })
}

#[derive(Template)]
#[template(path = "library/checklist.html")]
struct Show {
    page: Page,
    checklist: &'static Checklist,
    parts: Vec<PartView>,
    may_keep: bool,
    /// The draft that it is kept in, when it is.
    draft: Option<DraftView>,
}

/// What the form of a draft needs.
struct DraftView {
    id: DraftId,
    account: String,
    version: i64,
    client: ClientId,
    saved: When,
}

/// A part with its fields filled in.
struct PartView {
    label: String,
    name: String,
    notes: String,
    ticks: Vec<TickView>,
}

struct TickView {
    name: String,
    label: String,
    is_ticked: bool,
}

fn parts(checklist: &Checklist, form: &Form) -> Vec<PartView> {
    let part = |part: &ground::rules::library::ChecklistPart| PartView {
        label: part.label.clone(),
        name: format!("{}.notes", part.key),
        notes: form.get(&format!("{}.notes", part.key)).to_owned(),
        ticks: part
            .items
            .iter()
            .map(|item| {
                let name = format!("{}.{}", part.key, item.key);
                TickView { label: item.label.clone(), is_ticked: form.text(&name).is_some(), name }
            })
            .collect(),
    };
    checklist.parts.iter().map(part).collect()
}

fn find(visit: &Visit, word: &str) -> Result<&'static Checklist, Fault> {
    visit.rules().checklists.get(word).ok_or(Fault::NotFound)
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(word): Path<String>) -> Answer {
    public::site(&app, &visit).await?;
    let checklist = find(&visit, &word)?;
    page(&Show {
        page: visit.page_titled(checklist.label.clone()),
        parts: parts(checklist, &Form::default()),
        checklist,
        may_keep: visit.can(Permission::UseMyList),
        draft: None,
    })
}

/// Keeps what was filled in as a draft of one's own.
pub(super) async fn begin(State(app): State<App>, visit: Visit, Path(word): Path<String>, form: Form) -> Answer {
    let scope = visit.may(Permission::UseMyList)?;
    find(&visit, &word)?;
    let mut fields = Fields::of_form(&form, &[]);
    fields.set("checklist", word);
    let id = app.write(&scope, move |tx, scope| drafts::make_plain(tx, scope, KIND, None, &fields)).await?;
    visit.see(format!("/{KIND}/drafts/{id}"), Flash::ok(visit.t("library-checklist-kept")))
}

/// One's own draft of a checklist.
fn own_draft(tx: &mut Tx<'_>, scope: &Scope, id: DraftId) -> Result<Draft, Fault> {
    drafts::find(tx, scope, id)?.filter(|draft| draft.kind == KIND).ok_or(Fault::NotFound)
}

pub(super) async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>) -> Answer {
    let scope = visit.may(Permission::UseMyList)?;
    let draft = app.read(&scope, move |tx, scope| own_draft(tx, scope, id)).await?;
    let checklist = find(&visit, draft.fields.text("checklist"))?;
    page(&Show {
        page: visit.page_titled(checklist.label.clone()),
        parts: parts(checklist, &draft.fields.to_form()),
        checklist,
        may_keep: true,
        draft: Some(DraftView {
            id,
            account: scope.account.to_string(),
            version: draft.version,
            client: scope.at.id(),
            saved: When::at(&visit, draft.saved_at, &visit.zone()),
        }),
    })
}

/// Keeps the form as it stands; without script this is how a draft is saved.
pub(super) async fn keep(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>, form: Form) -> Answer {
    let scope = visit.may(Permission::UseMyList)?;
    app.write(&scope, move |tx, scope| {
        let draft = own_draft(tx, scope, id)?;
        let word = draft.fields.text("checklist").to_owned();
        let mut fields = Fields::of_form(&form, &[]);
        // A box that is no longer ticked does not come at all.
        for (name, _) in draft.fields.0 {
            fields.0.entry(name).or_insert(serde_json::Value::Null);
        }
        fields.0.retain(|name, _| !name.starts_with("draft_"));
        fields.set("checklist", word);
        let client = form.parsed("draft_client").unwrap_or_else(|| scope.at.id());
        let base = form.parsed("draft_base").unwrap_or_default();
        let save = Save { client, sequence: scope.now.as_microsecond(), base, fields };
        save.check().map_err(|error| Fault::Invalid(Errors::one("checklist", error.to_string())))?;
        drafts::append(tx, scope, id, &save)?.ok_or(Fault::NotFound)
    })
    .await?;
    see(format!("/{KIND}/drafts/{id}"))
}
