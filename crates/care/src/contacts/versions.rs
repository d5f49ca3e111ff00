//! What changed from one signing of a note to the next, word by word.

use askama::Template;
use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    audit::{self, Action},
    layout::{Page, when::When},
};
use kit::{
    faults::Fault,
    web::{Answer, page},
};
use serde::Deserialize;
use similar::{ChangeTag, TextDiff};

use super::{
    contact::{ContactId, Section},
    people,
    store::{self, Version},
};

#[derive(Template)]
#[template(path = "contacts/versions.html")]
struct Versions {
    page: Page,
    id: ContactId,
    lines: Vec<VersionLine>,
    from: i64,
    to: i64,
    parts_changed: Vec<Compared>,
}

struct VersionLine {
    version: i64,
    by: String,
    when: When,
    /// The one before it, to compare with; none for the first.
    before: Option<i64>,
}

/// One section in two versions.
pub struct Compared {
    pub label: String,
    pub runs: Vec<Run>,
}

/// A run of words that stayed, went or came.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub tag: &'static str,
    pub words: String,
}

/// Which two versions.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    from: Option<i64>,
    to: Option<i64>,
}

pub async fn index(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ContactId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = visit.may_read_notes()?;
    let (contact, program, versions) = app
        .read(&scope, move |tx, scope| {
            let contact = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let program = people::program(tx, scope, contact.program)?.ok_or(Fault::NotFound)?;
            let versions = store::versions(tx, scope, id)?;
            Ok::<_, Fault>((contact, program, versions))
        })
        .await?;
    let entry = audit::Entry::new(&scope, Action::Read, "contact").on(id).with("versions", versions.len());
    app.saw(&scope, contact.participant.map_or(entry.clone(), |person| entry.of(person))).await?;
    let to = asked.to.unwrap_or(contact.version);
    let from = asked.from.unwrap_or_else(|| to.saturating_sub(1).max(1));
    let find = |number: i64| versions.iter().find(|version| version.version == number).ok_or(Fault::NotFound);
    let parts_changed = compare(find(from)?, find(to)?);
    let line = |version: &Version| VersionLine {
        version: version.version,
        by: version.signed_name.clone(),
        when: When::at(&visit, version.signed_at, &program.zone()),
        before: Some(version.version.saturating_sub(1)).filter(|before| *before > 0),
    };
    let lines = versions.iter().map(line).collect();
    page(&Versions { page: visit.page("contacts-versions-title"), id, lines, from, to, parts_changed })
}

/// The sections of two versions side by side, in the order of the newer one.
pub fn compare(before: &Version, after: &Version) -> Vec<Compared> {
    let words = |version: &'_ Version, key: &str| -> String {
        let found = version.sections.0.iter().find(|section| section.key == key);
        found.map(|section| section.words.clone()).unwrap_or_default()
    };
    let gone = before.sections.0.iter().filter(|old| after.sections.0.iter().all(|new| new.key != old.key));
    let all: Vec<&Section> = after.sections.0.iter().chain(gone).collect();
    let compared = all.into_iter().map(|section| Compared {
        label: section.label.replace("{name}", "…"),
        runs: runs(&words(before, &section.key), &words(after, &section.key)),
    });
    let own = Compared { label: String::new(), runs: runs(&before.participant_words, &after.participant_words) };
    compared.chain(Some(own).filter(|own| !own.runs.is_empty())).collect()
}

/// The runs that turn one text into another, word by word.
fn runs(before: &str, after: &str) -> Vec<Run> {
    let diff = TextDiff::from_words(before, after);
    let mut runs: Vec<Run> = Vec::new();
    for change in diff.iter_all_changes() {
        let tag = match change.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "old",
            ChangeTag::Insert => "new",
        };
        match runs.last_mut() {
            Some(last) if last.tag == tag => last.words.push_str(change.value()),
            _ => runs.push(Run { tag, words: change.value().to_owned() }),
        }
    }
    runs
}
