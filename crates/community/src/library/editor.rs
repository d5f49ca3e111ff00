//! Writing an item. Each pause is kept as a draft; keeping the draft makes a version.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    drafts::{self, Draft, Fields, Save},
    ids::{AccountId, ClientId, DraftId, RecordId},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission::KeepLibrary,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    web::{Answer, page, page_with_errors, see},
};

use super::{
    admin::today,
    cards::{choices, level_words},
    form::{self, BOXES, Kept},
    item::{Content, ItemId},
    markdown,
    store::{self, files::Kept as KeptFile},
};

/// The room of these drafts, and the beginning of their addresses.
const KIND: &str = "admin/library";

#[derive(Template)]
#[template(path = "library/editor.html")]
struct Edit {
    page: Page,
    id: DraftId,
    account: String,
    version: i64,
    client: ClientId,
    begun_on: String,
    form: Form,
    kinds: Vec<Choice>,
    languages: Vec<Choice>,
    topics: Vec<Choice>,
    formats: Vec<Choice>,
    audiences: Vec<Choice>,
    licences: Vec<Choice>,
    owners: Vec<Choice>,
    documents: Vec<Choice>,
    /// What the formula says of the words as they stand.
    level: String,
    /// How the words will look, when that was asked for.
    preview: Option<String>,
    /// Somebody saved another version meanwhile: its number.
    meanwhile: Option<i64>,
    back: String,
    saved: When,
    errors: Errors,
}

/// All that the page is made of besides the form.
struct Desk {
    draft: Draft,
    keepers: Vec<(AccountId, String)>,
    files: Vec<KeptFile>,
    /// The newest version of the item that the draft changes.
    newest: Option<i64>,
}

fn desk(tx: &mut Tx<'_>, scope: &Scope, id: DraftId) -> Result<Desk, Fault> {
    let draft = drafts::find(tx, scope, id)?.filter(|draft| draft.kind == KIND).ok_or(Fault::NotFound)?;
    let keepers = store::keepers(tx, scope)?;
    let Some(item) = item_of(&draft) else { return Ok(Desk { draft, keepers, files: Vec::new(), newest: None }) };
    let newest = store::find(tx, scope, item)?.map(|item| item.version);
    Ok(Desk { draft, keepers, files: store::files::list(tx, scope, item)?, newest })
}

fn item_of(draft: &Draft) -> Option<ItemId> {
    draft.subject.map(|subject| subject.uuid().into())
}

pub(super) async fn create(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let mut fields = Fields::default();
    fields.set("language", visit.words.tag());
    fields.set("owner", scope.account.to_string());
    let id = app.write(&scope, move |tx, scope| drafts::make_plain(tx, scope, KIND, None, &fields)).await?;
    see(format!("/{KIND}/drafts/{id}"))
}

/// Begins to change an item, or goes on where it was begun before.
pub(super) async fn revise(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let draft = app.write(&scope, move |tx, scope| begin(tx, scope, id)).await?;
    see(format!("/{KIND}/drafts/{draft}"))
}

fn begin(tx: &mut Tx<'_>, scope: &Scope, id: ItemId) -> Result<DraftId, Fault> {
    let item = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let subject = RecordId::from(id.uuid());
    if let Some(draft) = drafts::find_open_about(tx, scope, subject)? {
        return Ok(draft);
    }
    let content = store::content(tx, scope, id, item.version)?.ok_or(Fault::NotFound)?;
    let form = form::fill(&Kept { content, owner: item.owner, review_on: item.review_on });
    let mut fields = Fields::of_form(&form, &BOXES);
    fields.set("begun_on", item.version.to_string());
    Ok(drafts::make_plain(tx, scope, KIND, Some(subject), &fields)?)
}

pub(super) async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let desk = app.read(&scope, move |tx, scope| desk(tx, scope, id)).await?;
    if let Some(item) = desk.draft.submitted_as {
        return see(format!("/admin/library/{item}"));
    }
    let form = desk.draft.fields.to_form();
    page(&view(&visit, &scope, &desk, form, Errors::default()))
}

fn view(visit: &Visit, scope: &Scope, desk: &Desk, form: Form, errors: Errors) -> Edit {
    let has = |name: &str, key: &str| form.has(name, key);
    let owner = |(id, name): &(AccountId, String)| Choice::new(id.to_string(), name, has("owner", &id.to_string()));
    let document = |file: &KeptFile| {
        let id = file.id.to_string();
        Choice::new(id.clone(), &file.file_name, has("document", &id))
    };
    let begun_on: Option<i64> = form.parsed("begun_on");
    Edit {
        page: visit.page("keeping-library-edit-title"),
        id: desk.draft.id,
        account: scope.account.to_string(),
        version: desk.draft.version,
        client: scope.at.id(),
        begun_on: desk.newest.or(begun_on).map(|number| number.to_string()).unwrap_or_default(),
        kinds: choices(visit, "library_kinds", |key| has("kind", key)),
        languages: choices(visit, "library_languages", |key| has("language", key)),
        topics: choices(visit, "library_topics", |key| has("topics", key)),
        formats: choices(visit, "library_formats", |key| has("formats", key)),
        audiences: choices(visit, "library_audiences", |key| has("audiences", key)),
        licences: choices(visit, "library_licences", |key| has("licence", key)),
        owners: desk.keepers.iter().map(owner).collect(),
        documents: desk.files.iter().filter(|file| file.content_type == "application/pdf").map(document).collect(),
        level: level_now(visit, &form),
        preview: form.text("preview").map(|_| markdown::html(form.get("body"))),
        meanwhile: desk.newest.filter(|newest| begun_on.is_some_and(|begun| begun != *newest)),
        back: item_of(&desk.draft).map_or_else(|| "/admin/library".to_owned(), |id| format!("/admin/library/{id}")),
        saved: When::at(visit, desk.draft.saved_at, &visit.zone()),
        form,
        errors,
    }
}

/// What the formula says of the words as they stand in the form.
fn level_now(visit: &Visit, form: &Form) -> String {
    let language = form.get("language").to_owned();
    let level_tenths = super::level::measure(&language, form.get("body"));
    level_words(visit, &Content { language, level_tenths, ..Content::default() })
}

pub(super) async fn update(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>, form: Form) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let found = app.read(&scope, move |tx, scope| desk(tx, scope, id)).await?;
    let (wants_preview, begun_on) = (form.text("preview").is_some(), form.parsed::<i64>("begun_on"));
    let kept = form::read(&form, &visit.words, today(&visit));
    let is_behind = found.newest.is_some() && begun_on.is_some() && found.newest != begun_on;
    let typed = form.clone();
    app.write(&scope, move |tx, scope| save(tx, scope, id, &typed)).await?;
    match kept {
        Ok(kept) if !wants_preview && !is_behind => {
            let item = app.write(&scope, move |tx, scope| keep(tx, scope, id, &kept)).await?;
            visit.see(format!("/admin/library/{item}"), Flash::ok(visit.t("keeping-library-kept")))
        }
        Ok(_) => page(&view(&visit, &scope, &found, form, Errors::default())),
        Err(errors) => page_with_errors(&view(&visit, &scope, &found, form, errors)),
    }
}

/// Keeps the form as it was sent, so that no word is lost whatever comes of it.
fn save(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, form: &Form) -> Result<(), Fault> {
    let draft = drafts::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    if draft.submitted_as.is_some() {
        return Ok(());
    }
    let client = form.parsed("draft_client").unwrap_or_else(|| scope.at.id());
    let base = form.parsed("draft_base").unwrap_or_default();
    let mut fields = Fields::of_form(form, &BOXES);
    fields.0.retain(|name, _| !name.starts_with("draft_") && name != "preview");
    let save = Save { client, sequence: scope.now.as_microsecond(), base, fields };
    save.check().map_err(|error| Fault::Invalid(Errors::one("body", error.to_string())))?;
    drafts::append(tx, scope, id, &save)?.ok_or(Fault::NotFound).map(drop)
}

/// Makes the words a version: the first of a new item, or the next. The same draft is kept once, however often it is
/// sent.
///
/// # Errors
/// [`Fault::NotFound`]; [`Fault::Conflict`] when the item changed in the same moment; those of the storage.
pub(super) fn keep(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, kept: &Kept) -> Result<ItemId, Fault> {
    let draft = drafts::find(tx, scope, id)?.filter(|draft| draft.kind == KIND).ok_or(Fault::NotFound)?;
    if let Some(became) = draft.submitted_as {
        return Ok(became.uuid().into());
    }
    let around = (kept.owner, kept.review_on);
    let (item, action) = match item_of(&draft) {
        None => (store::insert(tx, scope, &kept.content, around)?, Action::Create),
        Some(item) => {
            let found = store::find(tx, scope, item)?.ok_or(Fault::NotFound)?;
            if !store::revise(tx, scope, &found, &kept.content, around)? {
                return Err(Fault::Conflict("the item changed in the same moment".to_owned()));
            }
            (item, Action::Change)
        }
    };
    drafts::submit(tx, scope, id, "library_item", RecordId::from(item.uuid()))?;
    audit::record(tx, &Entry::new(scope, action, "library_item").on(item))?;
    Ok(item)
}
