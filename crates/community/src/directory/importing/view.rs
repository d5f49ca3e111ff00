//! What the pages of an import show.

use askama::Template;
use ground::{
    Visit,
    layout::{Page, parts::Choice, when::When},
};
use hsds::{PLAIN_FIELDS, model::Service};
use kit::messages::AsArg as _;

use super::{
    mapping::{Plain, Unfit},
    rows::{Counts, Outcome, Row, TO_DECIDE},
    store::{Import, Stage},
};

struct ImportLine {
    id: String,
    source: String,
    file_name: String,
    status: String,
    tone: &'static str,
    when: When,
}

#[derive(Template)]
#[template(path = "directory/importing/index.html")]
pub(super) struct Index {
    page: Page,
    imports: Vec<ImportLine>,
}

pub(super) fn index(visit: &Visit, imports: Vec<Import>) -> Index {
    let line = |one: Import| {
        let (status, tone) = stage(visit, &one);
        let when = When::day_of(visit, one.created_at, &visit.zone());
        ImportLine { id: one.id.to_string(), source: one.source, file_name: one.file_name, status, tone, when }
    };
    Index { page: visit.page("keeping-directory-import"), imports: imports.into_iter().map(line).collect() }
}

/// Where an import stands, in words and as a badge is toned.
fn stage(visit: &Visit, import: &Import) -> (String, &'static str) {
    let stage = import.stage(visit.request.now());
    let tone = match stage {
        Stage::Done => "good",
        Stage::Failed => "bad",
        Stage::Looking | Stage::Running | Stage::Undoing => "info",
        Stage::New | Stage::LookedAt | Stage::Undone => "neutral",
    };
    (visit.t(&format!("keeping-directory-stage-{}", stage.word().replace('_', "-"))), tone)
}

/// The key of what is wrong with a match of columns.
pub(super) fn unfit(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::NoService => "keeping-directory-columns-no-service",
        Unfit::Twice => "keeping-directory-columns-twice",
    }
}

struct ProblemLine {
    file: String,
    line: u64,
    field: String,
    trouble: String,
    value: String,
    is_error: bool,
}

impl ProblemLine {
    fn of(visit: &Visit, one: hsds::Problem) -> Self {
        Self {
            trouble: visit.t(&format!("keeping-directory-trouble-{}", one.trouble.word().replace('_', "-"))),
            is_error: one.trouble.is_error(),
            file: one.file,
            line: one.line,
            field: one.field,
            value: one.value,
        }
    }
}

struct DecideLine {
    position: i64,
    name: String,
    kind: String,
    /// What tells it from the one that is there: its telephone number and the beginning of its description.
    about: String,
    is_twin: bool,
    twin: Option<String>,
}

impl DecideLine {
    fn of(visit: &Visit, row: Row) -> Self {
        let service = Service::of(&row.record());
        let phone = service.phones.first().map(|phone| phone.number.clone()).unwrap_or_default();
        let text: String = service.description.chars().take(160).collect();
        let about: Vec<String> = [phone, text].into_iter().filter(|part| !part.is_empty()).collect();
        Self {
            position: row.position,
            kind: visit.t(&format!("keeping-directory-kind-{}", row.kind.word().replace('_', "-"))),
            about: about.join(" · "),
            is_twin: row.outcome == Outcome::Twin,
            twin: row.twin().map(|id| id.to_string()),
            name: row.name,
        }
    }
}

struct ColumnRow {
    at: usize,
    name: String,
    samples: String,
    fields: Vec<Choice>,
}

fn columns(visit: &Visit, plain: &Plain) -> Vec<ColumnRow> {
    let row = |(at, name): (usize, &String)| {
        let said = plain.fields.get(&at).map_or("", String::as_str);
        let field = |(field, _): &(&str, _)| {
            Choice::new(
                *field,
                visit.t(&format!("keeping-directory-field-{}", field.replace('_', "-"))),
                *field == said,
            )
        };
        ColumnRow {
            at,
            name: name.clone(),
            samples: plain.samples.get(at).cloned().unwrap_or_default(),
            fields: PLAIN_FIELDS.iter().map(field).collect(),
        }
    };
    plain.columns.iter().enumerate().map(row).collect()
}

#[derive(Template)]
#[template(path = "directory/importing/show.html")]
pub(super) struct Show {
    page: Page,
    id: String,
    source: String,
    file_name: String,
    status: String,
    tone: &'static str,
    progress: Progress,
    /// The work was stopped: by what, when it is known.
    stopped: String,
    columns: Vec<ColumnRow>,
    mapping_name: String,
    may_look: bool,
    may_apply: bool,
    is_done: bool,
    is_undone: bool,
    has_look: bool,
    counts: Counts,
    problems: Vec<ProblemLine>,
    decide: Vec<DecideLine>,
    /// More wait than the page shows.
    is_decide_cut: bool,
    rest: Vec<Choice>,
}

pub(super) fn show(visit: &Visit, import: &Import, rows: Vec<Row>) -> Show {
    let now = visit.request.now();
    let (stage, is_at_work) = (import.stage(now), import.is_at_work(now));
    let (status, tone) = self::stage(visit, import);
    let is_before = matches!(stage, Stage::New | Stage::LookedAt) && !is_at_work;
    let plain = import.plain().filter(|_| is_before).unwrap_or_default();
    let may_decide = stage == Stage::LookedAt;
    Show {
        page: visit.page("keeping-directory-import-title"),
        id: import.id.to_string(),
        source: import.source.clone(),
        file_name: import.file_name.clone(),
        status,
        tone,
        progress: progress(visit, import),
        stopped: stopped(visit, import),
        may_look: stage == Stage::New && !is_at_work && plain.columns.is_empty(),
        columns: columns(visit, &plain),
        mapping_name: plain.name,
        may_apply: matches!(stage, Stage::LookedAt | Stage::Failed),
        is_done: stage == Stage::Done,
        is_undone: stage == Stage::Undone,
        has_look: !matches!(stage, Stage::New | Stage::Looking),
        counts: import.counts(),
        problems: import.problems().into_iter().map(|one| ProblemLine::of(visit, one)).collect(),
        is_decide_cut: rows.len() >= TO_DECIDE,
        rest: ["take", "leave"]
            .map(|word| Choice::new(word, visit.t(&format!("keeping-directory-rest-{word}")), false))
            .into(),
        decide: rows.into_iter().filter(|_| may_decide).map(|row| DecideLine::of(visit, row)).collect(),
    }
}

fn stopped(visit: &Visit, import: &Import) -> String {
    let now = visit.request.now();
    if !import.is_stopped(now) && import.words.is_empty() {
        return String::new();
    }
    let key = match import.stage(now) {
        Stage::Failed => "keeping-directory-stopped-coming-in",
        Stage::Done => "keeping-directory-stopped-going-out",
        _ => "keeping-directory-stopped-looking",
    };
    visit.t(key)
}

#[derive(Template)]
#[template(path = "directory/importing/progress.html")]
pub(super) struct Progress {
    page: Page,
    id: String,
    is_at_work: bool,
    words: String,
    done: i64,
    total: i64,
    text: String,
}

pub(super) fn progress(visit: &Visit, import: &Import) -> Progress {
    let now = visit.request.now();
    let (done, total) = (import.rows_done, import.rows_total.max(import.rows_done).max(1));
    let key = match import.stage(now) {
        Stage::Running => "keeping-directory-work-coming-in",
        Stage::Undoing => "keeping-directory-work-going-out",
        _ => "keeping-directory-work-looking",
    };
    Progress {
        page: visit.page("keeping-directory-import-title"),
        id: import.id.to_string(),
        is_at_work: import.is_at_work(now),
        words: visit.t(key),
        text: visit.words.with("keeping-directory-progress", &[("done", done.as_arg()), ("total", total.as_arg())]),
        done,
        total,
    }
}
