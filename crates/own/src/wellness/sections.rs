//! One section: its words, with whom it is shared, and what it said before.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    layout::{Flash, Page, when::When},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};
use kit::{
    db::Tx,
    faults::Fault,
    web::{Answer, page},
};

use super::{
    edges::{myself, section},
    plan::EntryId,
    sharing::{SharerLine, lines},
    show::{Desk, SectionView, section_view, with_lists},
    store,
    writing::open_draft,
};

#[derive(Template)]
#[template(path = "wellness/section.html")]
struct Show {
    page: Page,
    section: SectionView,
    people: Vec<SharerLine>,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(word): Path<String>) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let rule = section(&visit, &word)?;
    let desk = app.read(&scope, Desk::read).await?;
    app.saw(&scope, Trail::new(&scope, Action::Read, "own_plan").of(desk.me.id)).await?;
    let entry = desk.entries.iter().find(|entry| entry.section == word);
    let mut view = with_lists(&visit, section_view(&visit, rule, entry), &desk.tools, &desk.papers);
    view.draft = open_draft(&desk.drafts, &word).map(|draft| draft.path());
    let people = lines(&desk.people, |person| {
        desk.given.iter().any(|given| given.account == person.account && given.is_section(&word))
    });
    page(&Show { page: visit.page_titled(rule.label.clone()), section: view, people })
}

#[derive(Template)]
#[template(path = "wellness/versions.html")]
struct Versions {
    page: Page,
    section: String,
    label: String,
    versions: Vec<VersionLine>,
}

struct VersionLine {
    id: EntryId,
    words: String,
    when: When,
    is_now: bool,
}

pub(super) async fn versions(State(app): State<App>, visit: Visit, Path(word): Path<String>) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let label = section(&visit, &word)?.label.clone();
    let asked = word.clone();
    let (me, found) = app
        .read(&scope, move |tx, scope| {
            let me = myself(tx, scope)?;
            let found = store::history(tx, scope, me.id, &asked)?;
            Ok::<_, Fault>((me.id, found))
        })
        .await?;
    app.saw(&scope, Trail::new(&scope, Action::Read, "own_plan").of(me)).await?;
    let line = |(place, entry): (usize, super::plan::Entry)| VersionLine {
        id: entry.id,
        words: entry.words,
        when: When::at(&visit, entry.saved_at, &visit.zone()),
        is_now: place == 0,
    };
    let versions = found.into_iter().enumerate().map(line).collect();
    page(&Versions { page: visit.page("wellness-versions-title"), section: word, label, versions })
}

pub(super) async fn bring_back(State(app): State<App>, visit: Visit, Path(id): Path<EntryId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let section = app.write(&scope, move |tx, scope| bring_back_now(tx, scope, id)).await?;
    visit.see(format!("/me/plan/sections/{section}"), Flash::ok(visit.t("wellness-brought-back")))
}

/// Keeps the words of an older version anew; what stood in between stays too. Answers the section.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn bring_back_now(tx: &mut Tx<'_>, scope: &Scope, id: EntryId) -> Result<String, Fault> {
    let me = myself(tx, scope)?;
    let old = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let fresh = store::insert(tx, scope, me.id, &old.section, &old.words)?;
    audit::record(tx, &Trail::new(scope, Action::Change, "plan_section").of(me.id).on(fresh))?;
    Ok(old.section)
}
