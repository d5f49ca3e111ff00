//! The person's whole record: what they can get, all of it on one page, as a page to keep and as data.

use askama::Template;
use axum::{body::Body, extract::State};
use care::contacts::Section;
use ground::{
    App, Visit,
    audit::{Action, Entry},
    layout::{Page, when::When},
    rules::matrix::Permission::SeeMyRecord,
};
use jiff::tz::TimeZone;
use kit::{
    faults::Fault,
    messages::AsArg,
    web::{Answer, download, page},
};

use super::{
    file::{Goal, MyRecord, OneNote},
    kept,
    pages::{label, own_part},
    record::whole,
};

#[derive(Template)]
#[template(path = "notes/record.html")]
struct Index {
    page: Page,
}

pub(super) async fn index(visit: Visit) -> Answer {
    visit.may(SeeMyRecord)?;
    page(&Index { page: visit.page("me-record-title") })
}

/// The whole record on one page.
#[derive(Template)]
#[template(path = "notes/whole.html")]
struct Whole {
    page: Page,
    book: Book,
}

/// The same as a file that needs nothing else: no style sheet, no script, no line.
#[derive(Template)]
#[template(path = "notes/file.html")]
struct WholeFile {
    page: Page,
    book: Book,
}

/// The record in words.
struct Book {
    made: String,
    is_held: bool,
    /// Headings with lines under them.
    chapters: Vec<Chapter>,
    notes: Vec<NotePage>,
}

pub(super) struct Chapter {
    pub title: String,
    /// A name for the line, empty when it needs none, and the line.
    pub lines: Vec<(String, String)>,
}

struct NotePage {
    title: String,
    is_in_error: bool,
    sections: Vec<Section>,
    /// What both said and what was added, each with who and when.
    beside: Vec<(String, String)>,
}

async fn read(app: &App, visit: &Visit, action: Action, how: &'static str) -> Result<MyRecord, Fault> {
    let scope = visit.may(SeeMyRecord)?;
    let (me, record) = app.read_long(&scope, whole).await?;
    app.saw(&scope, Entry::new(&scope, action, "own_record").of(me).on(me).with("how", how)).await?;
    Ok(record)
}

pub(super) async fn print(State(app): State<App>, visit: Visit) -> Answer {
    let record = read(&app, &visit, Action::Print, "page").await?;
    page(&Whole { page: visit.page("me-record-whole-title"), book: book(&visit, &record) })
}

pub(super) async fn page_file(State(app): State<App>, visit: Visit) -> Answer {
    let record = read(&app, &visit, Action::Export, "html").await?;
    let view = WholeFile { page: visit.page("me-record-whole-title"), book: book(&visit, &record) };
    download("my-record.html", "text/html; charset=utf-8", Body::from(view.render()?))
}

pub(super) async fn data_file(State(app): State<App>, visit: Visit) -> Answer {
    let record = read(&app, &visit, Action::Export, "json").await?;
    let text = serde_json::to_vec_pretty(&record).map_err(|error| Fault::Internal(error.to_string()))?;
    download("my-record.json", "application/json", Body::from(text))
}

fn book(visit: &Visit, record: &MyRecord) -> Book {
    let zone = visit.zone();
    let day = When::at(visit, record.made_at, &zone).exact;
    let mut chapters = vec![about_me(visit, record, &zone), reach(visit, record), programs(visit, record, &zone)];
    chapters.push(people(visit, record, &zone));
    chapters.extend(record.goals.iter().map(|goal| goal_chapter(visit, goal, &zone)));
    chapters.extend(kept::chapters(visit, &record.own, &zone));
    chapters.retain(|chapter| !chapter.lines.is_empty());
    Book {
        made: visit.words.with("me-record-made", &[("day", day.as_arg()), ("name", record.person.name.as_arg())]),
        is_held: record.is_part_held_back,
        chapters,
        notes: record.notes.iter().rev().map(|note| note_page(visit, note, &record.person.name, &zone)).collect(),
    }
}

fn about_me(visit: &Visit, record: &MyRecord, zone: &TimeZone) -> Chapter {
    let person = &record.person;
    let born = person.born_on.map(|born| When::on(visit, born, zone).exact).unwrap_or_default();
    let language = label(visit, "languages", &person.language);
    let all = [
        ("me-record-name", person.name.clone()),
        ("me-record-legal-name", person.legal_name.clone().unwrap_or_default()),
        ("me-record-pronouns", person.pronouns.clone()),
        ("me-record-born", born),
        ("me-record-language", language),
        ("me-record-own-words", person.own_words.clone()),
        ("me-record-about", person.about.clone()),
    ];
    let lines = all.into_iter().filter(|(_, text)| !text.is_empty());
    Chapter { title: visit.t("me-record-me"), lines: lines.map(|(key, text)| (visit.t(key), text)).collect() }
}

fn reach(visit: &Visit, record: &MyRecord) -> Chapter {
    let line = |way: &super::file::WayToReach| {
        let note = if way.note.is_empty() { String::new() } else { format!(" ({})", way.note) };
        (visit.t(&format!("people-channel-{}", way.kind)), format!("{}{note}", way.value))
    };
    Chapter { title: visit.t("me-record-reach"), lines: record.ways_to_reach.iter().map(line).collect() }
}

fn since(visit: &Visit, when: &When) -> String {
    visit.words.with("me-record-since", &[("day", when.exact.as_arg())])
}

fn programs(visit: &Visit, record: &MyRecord, zone: &TimeZone) -> Chapter {
    let line = |one: &super::file::InProgram| {
        let since = since(visit, &When::day_of(visit, one.since, zone));
        (one.name.clone(), format!("{}, {since}", label(visit, "participant_statuses", &one.status)))
    };
    Chapter { title: visit.t("me-record-programs"), lines: record.programs.iter().map(line).collect() }
}

fn people(visit: &Visit, record: &MyRecord, zone: &TimeZone) -> Chapter {
    let line = |one: &super::file::Support| {
        let from = since(visit, &When::on(visit, one.from, zone));
        let to = one.to.map(|day| format!(" – {}", When::on(visit, day, zone).exact)).unwrap_or_default();
        (one.name.clone(), format!("{from}{to}"))
    };
    Chapter { title: visit.t("me-record-people"), lines: record.supported_by.iter().map(line).collect() }
}

fn goal_chapter(visit: &Visit, goal: &Goal, zone: &TimeZone) -> Chapter {
    let mut lines = vec![(visit.t("me-record-goal"), goal.words.clone())];
    if !goal.why.is_empty() {
        lines.push((visit.t("me-record-goal-why"), goal.why.clone()));
    }
    lines.extend(goal.steps.iter().map(|step| {
        let done = if step.done_at.is_some() { format!(" ({})", visit.t("me-record-done")) } else { String::new() };
        (visit.t("me-record-goal-step"), format!("{}{done}", step.words))
    }));
    lines.extend(goal.ratings.iter().map(|rating| {
        let said = visit.words.with("me-record-rating", &[("rating", rating.rating.as_arg())]);
        (When::on(visit, rating.rated_on, zone).exact, format!("{said} {}", rating.words).trim().to_owned())
    }));
    Chapter { title: visit.t("me-record-goals"), lines }
}

fn note_page(visit: &Visit, note: &OneNote, name: &str, zone: &TimeZone) -> NotePage {
    let own = |key: &str, words: String| Section { key: String::new(), label: visit.t(key), words, is_own: false };
    let mut sections: Vec<Section> = note
        .parts
        .iter()
        .map(|part| Section {
            key: String::new(),
            label: part.heading.clone(),
            words: part.words.clone(),
            is_own: false,
        })
        .collect();
    if !note.your_words.is_empty() {
        sections.push(own("me-notes-words", note.your_words.clone()));
    }
    let step = |step: &super::file::Step| {
        let who = if step.owner == "participant" { name.to_owned() } else { label(visit, "step_owners", &step.owner) };
        format!("{who}: {}", step.words)
    };
    if !note.next_steps.is_empty() {
        sections.push(own("me-notes-steps", note.next_steps.iter().map(step).collect::<Vec<_>>().join("\n")));
    }
    if let Some(part) = &note.together {
        sections.push(own("me-notes-part", own_part(visit, part).join(" ")));
    }
    let at = |moment| When::at(visit, moment, zone).exact;
    let added = note
        .added
        .iter()
        .map(|one| (format!("{}: {}, {}", visit.t("me-notes-added"), one.by, at(one.at)), one.words.clone()));
    let said = note.said.iter().map(|one| {
        (format!("{}: {}, {}", visit.t(&format!("me-notes-kind-{}", one.kind)), one.by, at(one.at)), one.words.clone())
    });
    let by = visit.words.with("me-notes-by", &[("name", note.author.as_arg())]);
    NotePage {
        title: format!("{}, {}. {by}", label(visit, "contact_kinds", note.kind), at(note.starts_at)),
        is_in_error: note.status == "entered_in_error",
        sections,
        beside: added.chain(said).collect(),
    }
}
