//! Lists of contacts: a person's timeline, one's own, and what waits for a second signature.

use askama::Template;
use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    audit::{self, Action},
    ids::ParticipantId,
    layout::{Page, parts::Tab, when::When},
    rules::matrix::Permission,
};
use jiff::Timestamp;
use kit::{
    faults::Fault,
    web::{Answer, page},
};
use serde::Deserialize;

use super::{
    contact::{ContactId, Kind, Status},
    labels::{self, label},
    store::{self, After, Line},
};
use crate::participants::{self, PersonHeader};

/// Contacts on one page of a list.
const PAGE: usize = 20;
/// How much of a note a list shows, in characters.
const EXCERPT: usize = 160;

/// Where a list goes on, and of which kind.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    kind: Option<String>,
    at: Option<Timestamp>,
    id: Option<ContactId>,
}

impl Asked {
    pub(super) fn after(&self) -> Option<After> {
        self.at.zip(self.id)
    }

    fn kind(&self) -> Option<Kind> {
        self.kind.as_deref().and_then(Kind::from_word)
    }
}

/// A contact as lists show it.
pub struct Row {
    pub href: String,
    pub title: String,
    pub name: String,
    pub person_path: String,
    pub icon: &'static str,
    pub when: When,
    pub long: String,
    pub author: String,
    pub is_mine: bool,
    /// Empty for a note that is simply signed.
    pub status: String,
    pub tone: &'static str,
    pub is_late: bool,
    pub is_in_error: bool,
    pub outcome: String,
    pub excerpt: String,
}

pub(super) fn row(visit: &Visit, line: Line, me: ground::ids::AccountId) -> Row {
    let zone = jiff::tz::TimeZone::get(&line.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let (status, tone) = labels::status(visit, line.status);
    let is_plain = matches!(line.status, Status::Signed | Status::Cosigned);
    Row {
        href: format!("/contacts/{}", line.id),
        title: label(&visit.words, "contact_kinds", line.kind.word()),
        name: line.name.unwrap_or_default(),
        person_path: line.participant.map(|id| format!("/people/{id}/contacts")).unwrap_or_default(),
        icon: labels::icon(line.kind, None),
        when: When::at(visit, line.starts_at, &zone),
        long: if line.minutes > 0 { labels::duration(visit, line.minutes) } else { String::new() },
        is_mine: line.author == me,
        author: line.author_name,
        status: if is_plain { String::new() } else { status },
        tone,
        is_late: line.is_late,
        is_in_error: line.status == Status::EnteredInError,
        outcome: if line.outcome.is_reached() {
            String::new()
        } else {
            label(&visit.words, "contact_outcomes", line.outcome.word())
        },
        excerpt: line.opening.0.as_deref().map(excerpt).unwrap_or_default(),
    }
}

/// The beginning of a text, cut between words; a word that is too long by itself is cut too.
fn excerpt(words: &str) -> String {
    let (mut said, mut length) = (String::new(), 0_usize);
    for word in words.split_whitespace() {
        let gap = usize::from(length > 0);
        let longer = length.saturating_add(gap).saturating_add(word.chars().count());
        if longer > EXCERPT {
            if said.is_empty() {
                said.extend(word.chars().take(EXCERPT));
            }
            said.push('…');
            break;
        }
        said.extend([" "].into_iter().take(gap));
        said.push_str(word);
        length = longer;
    }
    said
}

/// How many to read: one more than are shown, to know whether the list goes on.
pub(super) fn limit() -> i64 {
    i64::try_from(PAGE.saturating_add(1)).unwrap_or(i64::MAX)
}

/// Cuts a list to a page; answers the address of the next one.
pub(super) fn cut(
    lines: &mut Vec<Line>,
    path: &str,
    kind: Option<Kind>,
    key: impl Fn(&Line) -> Timestamp,
) -> Option<String> {
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().filter(|_| has_more)?;
    let kind = kind.map(|kind| format!("&kind={kind}")).unwrap_or_default();
    Some(format!("{path}?at={}&id={}{kind}", key(last), last.id))
}

#[derive(Template)]
#[template(path = "contacts/timeline.html")]
struct Timeline {
    page: Page,
    person: PersonHeader,
    kinds: Vec<Tab>,
    rows: Vec<Row>,
    older: Option<String>,
    may_add: bool,
}

pub async fn of_person(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ParticipantId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = visit.may_read_notes()?;
    let (kind, after) = (asked.kind(), asked.after());
    let (header, mut lines) = app
        .read(&scope, move |tx, scope| {
            let header = participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((header, store::list_of_person(tx, scope, id, kind, after, limit())?))
        })
        .await?;
    let entry = audit::Entry::new(&scope, Action::Read, "contacts").of(id).with("rows", lines.len());
    app.saw(&scope, entry).await?;
    let path = format!("/people/{id}/contacts");
    let older = cut(&mut lines, &path, kind, |line| line.starts_at);
    page(&Timeline {
        page: visit.page("contacts-timeline-title"),
        person: PersonHeader::new(&visit, &header, "contacts"),
        kinds: kind_tabs(&visit, &path, kind),
        rows: lines.into_iter().map(|line| row(&visit, line, scope.account)).collect(),
        older,
        may_add: visit.can(Permission::WriteContacts),
    })
}

fn kind_tabs(visit: &Visit, path: &str, current: Option<Kind>) -> Vec<Tab> {
    let all =
        Tab { label: visit.t("contacts-all-kinds"), href: path.to_owned(), is_current: current.is_none(), count: None };
    let about_people = Kind::ALL.iter().filter(|kind| **kind != Kind::NonService);
    let of_kind = |kind: &Kind| Tab {
        label: label(&visit.words, "contact_kinds", kind.word()),
        href: format!("{path}?kind={kind}"),
        is_current: current == Some(*kind),
        count: None,
    };
    std::iter::once(all).chain(about_people.map(of_kind)).collect()
}

#[derive(Template)]
#[template(path = "contacts/mine.html")]
struct Mine {
    page: Page,
    rows: Vec<Row>,
    older: Option<String>,
    may_add: bool,
}

pub async fn mine(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let scope = visit.may_read_notes()?;
    let after = asked.after();
    let mut lines = app.read(&scope, move |tx, scope| store::list_mine(tx, scope, after, limit())).await?;
    app.saw(&scope, audit::Entry::new(&scope, Action::Read, "own_contacts").with("rows", lines.len())).await?;
    let older = cut(&mut lines, "/contacts", None, |line| line.starts_at);
    page(&Mine {
        page: visit.page("contacts-mine-title"),
        rows: lines.into_iter().map(|line| row(&visit, line, scope.account)).collect(),
        older,
        may_add: visit.can(Permission::WriteContacts),
    })
}

#[cfg(test)]
mod tests {
    use super::{EXCERPT, excerpt};

    #[test]
    fn a_list_shows_whole_words_of_a_note() {
        assert_eq!(excerpt(" We walked\n to the  library. "), "We walked to the library.");
        assert_eq!(excerpt(""), "");
        let (fits, word) = ("a ".repeat(EXCERPT / 2 - 1) + "bé", "ñ".repeat(EXCERPT));
        assert_eq!(excerpt(&fits), fits);
        assert_eq!(excerpt(&format!("{fits}c d")), "a ".repeat(EXCERPT / 2 - 1).trim_end().to_owned() + "…");
        assert_eq!(excerpt(&word), word);
        assert_eq!(excerpt(&format!("{word}ñ")), format!("{word}…"));
        assert_eq!(excerpt(&format!("{word} and more")), format!("{word}…"));
    }
}
