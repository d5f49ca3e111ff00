//! Writing a section: a draft keeps every word, and each save is a version.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    drafts::{self, Draft, Fields, OwnDraft, Save},
    ids::{ClientId, DraftId, RecordId},
    layout::{Flash, Page, when::When},
    rules::matrix::Permission::WriteMyRecord,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    web::{Answer, page, page_with_errors, see},
};

use super::{
    edges::{myself, section},
    plan::{EntryId, section_words},
    store,
};

/// The room of these drafts, and the beginning of their addresses.
pub(super) const KIND: &str = "me/plan";

/// The open draft of a section.
pub(super) fn open_draft<'d>(drafts: &'d [Draft], section: &str) -> Option<&'d Draft> {
    drafts.iter().find(|draft| draft.fields.text("section") == section)
}

#[derive(Template)]
#[template(path = "wellness/edit.html")]
struct Edit {
    page: Page,
    id: DraftId,
    account: String,
    version: i64,
    client: ClientId,
    section: String,
    label: String,
    text: String,
    words: String,
    /// What the section says now, where it was changed elsewhere since this was begun.
    now_says: Option<String>,
    /// What another device wrote into this draft.
    others: Vec<String>,
    saved: When,
    errors: Errors,
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(word): Path<String>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    section(&visit, &word)?;
    let draft = app.write(&scope, move |tx, scope| begin(tx, scope, &word)).await?;
    see(format!("/{KIND}/drafts/{draft}"))
}

/// Begins to write a section, or goes on where it was begun before.
///
/// # Errors
/// [`Fault::NotFound`] for an account that is nobody's; those of the storage.
pub(super) fn begin(tx: &mut Tx<'_>, scope: &Scope, section: &str) -> Result<DraftId, Fault> {
    let me = myself(tx, scope)?;
    if let Some(draft) = open_draft(&drafts::list_open_in(tx, scope, KIND)?, section) {
        return Ok(draft.id);
    }
    let now = now_says(tx, scope, &me, section)?;
    let mut fields = Fields::default();
    fields.set("section", section);
    fields.set("words", now.as_ref().map(|(_, words)| words.as_str()).unwrap_or_default());
    fields.set("begun_on", now.map(|(id, _)| id.to_string()).unwrap_or_default());
    Ok(drafts::make_own(tx, scope, &OwnDraft { kind: KIND, participant: me.id, fields })?)
}

fn now_says(
    tx: &mut Tx<'_>,
    scope: &Scope,
    me: &crate::me::Me,
    section: &str,
) -> Result<Option<(EntryId, String)>, Fault> {
    let said = store::current(tx, scope, me.id)?;
    Ok(said.into_iter().find(|entry| entry.section == section).map(|entry| (entry.id, entry.words)))
}

/// One's own draft of a section, with what that section says now.
fn desk(tx: &mut Tx<'_>, scope: &Scope, id: DraftId) -> Result<(Draft, Option<String>), Fault> {
    let me = myself(tx, scope)?;
    let draft = drafts::find(tx, scope, id)?.filter(|draft| draft.kind == KIND && draft.participant == Some(me.id));
    let draft = draft.ok_or(Fault::NotFound)?;
    let now = now_says(tx, scope, &me, draft.fields.text("section"))?;
    let is_changed = now.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default() != draft.fields.text("begun_on");
    Ok((draft, now.filter(|_| is_changed).map(|(_, words)| words)))
}

pub(super) async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let (draft, now_says) = app.read(&scope, move |tx, scope| desk(tx, scope, id)).await?;
    if draft.submitted_as.is_some() {
        return see(format!("/me/plan/sections/{}", draft.fields.text("section")));
    }
    page(&view(&visit, &scope, draft, now_says, Refused::default())?)
}

/// Why words were not kept yet, and the words themselves.
#[derive(Default)]
pub(super) struct Refused {
    words: Option<String>,
    version: i64,
    others: Vec<String>,
    errors: Errors,
}

fn view(visit: &Visit, scope: &Scope, draft: Draft, now_says: Option<String>, refused: Refused) -> Result<Edit, Fault> {
    let rule = section(visit, draft.fields.text("section"))?;
    Ok(Edit {
        page: visit.page_titled(rule.label.clone()),
        id: draft.id,
        account: scope.account.to_string(),
        version: draft.version.max(refused.version),
        client: scope.at.id(),
        section: rule.id.clone(),
        label: rule.label.clone(),
        text: rule.text.clone(),
        words: refused.words.unwrap_or_else(|| draft.fields.text("words").to_owned()),
        now_says,
        others: refused.others,
        saved: When::at(visit, draft.saved_at, &visit.zone()),
        errors: refused.errors,
    })
}

pub(super) async fn update(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let words = match section_words(&form, &visit.words) {
        Ok(words) => words,
        Err(errors) => {
            let (draft, now) = app.read(&scope, move |tx, scope| desk(tx, scope, id)).await?;
            let refused = Refused { words: Some(form.get("words").to_owned()), errors, ..Refused::default() };
            return page_with_errors(&view(&visit, &scope, draft, now, refused)?);
        }
    };
    let kept = app.write(&scope, move |tx, scope| keep(tx, scope, id, &form, &words)).await?;
    match kept {
        Kept::As(section) => visit.see(format!("/me/plan#{section}"), Flash::ok(visit.t("wellness-kept"))),
        Kept::NotYet(refused) => {
            let (draft, now) = app.read(&scope, move |tx, scope| desk(tx, scope, id)).await?;
            page_with_errors(&view(&visit, &scope, draft, now, *refused)?)
        }
    }
}

/// What came of keeping a draft.
pub(super) enum Kept {
    /// It is a version of this section now.
    As(String),
    /// Another device wrote other words meanwhile: both are shown.
    NotYet(Box<Refused>),
}

/// Keeps the words of the form as the newest version. The same draft is kept once, however often it is sent.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn keep(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, form: &Form, words: &str) -> Result<Kept, Fault> {
    let (draft, _) = desk(tx, scope, id)?;
    let section = draft.fields.text("section").to_owned();
    if draft.submitted_as.is_some() {
        return Ok(Kept::As(section));
    }
    let saved = save_form(tx, scope, id, form, words)?;
    if !saved.others.is_empty() {
        let others = saved.others.iter().map(|other| other.fields.text("words").to_owned()).collect();
        let refused = Refused { words: Some(words.to_owned()), version: saved.version, others, ..Refused::default() };
        return Ok(Kept::NotYet(Box::new(refused)));
    }
    let me = myself(tx, scope)?;
    let entry = store::insert(tx, scope, me.id, &section, words)?;
    drafts::submit(tx, scope, id, "plan_section", RecordId::from(entry.uuid()))?;
    audit::record(tx, &Trail::new(scope, Action::Change, "plan_section").of(me.id).on(entry))?;
    Ok(Kept::As(section))
}

fn save_form(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, form: &Form, words: &str) -> Result<drafts::Saved, Fault> {
    let client = form.parsed("draft_client").unwrap_or_else(|| scope.at.id());
    let mut fields = Fields::default();
    fields.set("words", words);
    // A form has no count of its own; its time is one that grows.
    let base = form.parsed("draft_base").unwrap_or_default();
    let save = Save { client, sequence: scope.now.as_microsecond(), base, fields };
    save.check().map_err(|error| Fault::Invalid(Errors::one("words", error.to_string())))?;
    drafts::append(tx, scope, id, &save)?.ok_or(Fault::NotFound)
}
