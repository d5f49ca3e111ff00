//! What the pages show.

use askama::Template;
use ground::{
    Visit,
    access::Scope,
    layout::{Page, parts::Choice, when::When},
};
use kit::{
    db::{DbError, Tx},
    forms::Errors,
    messages::AsArg,
    tabular::{Field, Kind, MappedColumn, Mapping, Problem, dates::DateOrder},
};

use super::{
    super::{
        ImportId, Report, Setting, Status, Stayed, Target,
        store::{self, Import},
    },
    form::values_text,
};

#[derive(Template)]
#[template(path = "moving/pages/index.html")]
pub(super) struct Index {
    page: Page,
    errors: Errors,
    targets: Vec<Choice>,
    imports: Vec<Line>,
    older: Option<String>,
}

struct Line {
    id: ImportId,
    file_name: String,
    about: String,
    status: String,
    tone: &'static str,
    at: When,
}

pub(super) fn index(visit: &Visit, mut found: Vec<Import>, most: i64, errors: Errors) -> Index {
    let most = usize::try_from(most).unwrap_or_default();
    let has_more = found.len() > most;
    found.truncate(most);
    let older =
        found.last().filter(|_| has_more).map(|last| format!("/admin/import?at={}&id={}", last.created_at, last.id));
    let target =
        |target: &Target| Choice::new(target.word(), visit.t(&target_key(*target)), *target == Target::Participants);
    Index {
        page: visit.page("moving-title"),
        errors,
        targets: Target::ALL.iter().map(target).collect(),
        imports: found.iter().map(|import| line(visit, import)).collect(),
        older,
    }
}

fn target_key(target: Target) -> String {
    format!("moving-target-{target}")
}

fn status_of(visit: &Visit, status: Status) -> (String, &'static str) {
    let tone = match status {
        Status::Done => "good",
        Status::Failed => "bad",
        Status::Running | Status::Looking | Status::Undoing => "info",
        Status::New | Status::LookedAt | Status::Undone => "neutral",
    };
    (visit.t(&format!("moving-status-{}", status.word().replace('_', "-"))), tone)
}

fn line(visit: &Visit, import: &Import) -> Line {
    let (status, tone) = status_of(visit, import.status);
    let target = visit.t(&target_key(import.target));
    let about = visit.words.with(
        "moving-line",
        &[
            ("target", target.as_arg()),
            ("rows", import.rows_total.as_arg()),
            ("who", import.created_by_name.as_deref().unwrap_or_default().as_arg()),
        ],
    );
    let at = When::at(visit, import.created_at, &visit.zone());
    Line { id: import.id, file_name: import.file_name.clone(), about, status, tone, at }
}

/// What the page of one import is made of.
pub(super) struct Shown {
    import: Import,
    setting: Setting,
}

pub(super) fn read(tx: &mut Tx<'_>, scope: &Scope, id: ImportId) -> Result<Option<Shown>, DbError> {
    let Some(import) = store::find(tx, scope.organization, id)? else { return Ok(None) };
    Ok(Some(Shown { import, setting: Setting::of(tx, scope.organization, scope.now)? }))
}

#[derive(Template)]
#[template(path = "moving/pages/show.html")]
pub(super) struct Show {
    page: Page,
    import: Import,
    target: String,
    status: String,
    tone: &'static str,
    progress: Progress,
    file_words: Vec<String>,
    columns: Vec<ColumnRow>,
    programs: Vec<Choice>,
    wants_program: bool,
    fixed: Vec<FixedRow>,
    mapping_name: String,
    has_look: bool,
    is_file_gone: bool,
    may_map: bool,
    may_run: bool,
    may_undo: bool,
    report: Report,
    problems: Vec<ProblemRow>,
    counts: Vec<CountRow>,
}

struct ColumnRow {
    at: usize,
    name: String,
    samples: String,
    fields: Vec<Choice>,
    is_date: bool,
    /// Days without a time: a time of day in the column can be left out.
    is_day: bool,
    dates: Vec<Choice>,
    serial_numbers: bool,
    drop_time: bool,
    has_values: bool,
    values: String,
}

struct FixedRow {
    name: String,
    label: String,
    value: String,
    choices: Vec<Choice>,
}

struct ProblemRow {
    place: String,
    message: String,
    value: String,
    is_error: bool,
}

struct CountRow {
    count: u64,
    words: String,
}

pub(super) fn show(visit: &Visit, shown: Shown) -> Show {
    let Shown { import, setting } = shown;
    let (report, mapping) = (import.report(), import.mapping());
    let schema = import.target.schema();
    let (status, tone) = status_of(visit, import.status);
    let may_map = import.file.is_some()
        && matches!(import.status, Status::New | Status::LookedAt | Status::Failed | Status::Undone);
    let program = mapping.fixed.get("program").and_then(|said| setting.program(said)).map(|program| program.id);
    let program_choice =
        |one: &super::super::Program| Choice::new(one.name.clone(), one.name.clone(), program == Some(one.id));
    Show {
        page: visit.page_titled(visit.t("moving-title-one")),
        target: visit.t(&target_key(import.target)),
        status,
        tone,
        progress: progress(visit, &import),
        file_words: report.file_in_words(),
        columns: columns(visit, &schema.fields, &mapping, &report),
        programs: setting.programs.iter().map(program_choice).collect(),
        wants_program: schema.field("program").is_some(),
        fixed: schema.fields.iter().filter(|field| field.key != "program").filter_map(|f| fixed(f, &mapping)).collect(),
        mapping_name: mapping.name.clone(),
        has_look: !matches!(import.status, Status::New | Status::Looking),
        is_file_gone: import.file.is_none() && !import.status.is_at_work(),
        may_map,
        may_run: import.status == Status::LookedAt && report.is_ready() && import.file.is_some(),
        may_undo: import.status == Status::Done,
        problems: report.unsettled.iter().chain(&report.listed).map(|problem| problem_row(visit, problem)).collect(),
        counts: counts(visit, &report, &schema.fields),
        report,
        import,
    }
}

fn columns(visit: &Visit, fields: &[Field], mapping: &Mapping, report: &Report) -> Vec<ColumnRow> {
    let found = report.sniffed.as_ref().map(|sniffed| sniffed.columns.as_slice()).unwrap_or_default();
    let row = |(at, column): (usize, &kit::tabular::Column)| {
        let mapped = mapping.columns.iter().find(|mapped| mapped.source == column.name);
        let kind = mapped.and_then(|mapped| fields.iter().find(|field| field.key == mapped.field)).map(|f| &f.kind);
        let is_chosen = |field: &Field| mapped.is_some_and(|mapped| mapped.field == field.key);
        ColumnRow {
            at,
            name: column.name.clone(),
            samples: column.samples.join(" · "),
            fields: fields.iter().map(|f| Choice::new(f.key.clone(), f.label.clone(), is_chosen(f))).collect(),
            is_date: matches!(kind, Some(Kind::Date | Kind::Moment)),
            is_day: matches!(kind, Some(Kind::Date)),
            dates: orders(visit, mapped),
            serial_numbers: mapped.is_some_and(|mapped| mapped.dates.serial_numbers),
            drop_time: mapped.is_some_and(|mapped| mapped.dates.drop_time),
            has_values: matches!(kind, Some(Kind::Choice(_) | Kind::YesNo)),
            values: mapped.map(|mapped| values_text(&mapped.values)).unwrap_or_default(),
        }
    };
    found.iter().enumerate().map(row).collect()
}

fn orders(visit: &Visit, mapped: Option<&MappedColumn>) -> Vec<Choice> {
    let chosen = mapped.map(|mapped| mapped.dates.order).unwrap_or_default();
    let all =
        [(DateOrder::Detect, "detect"), (DateOrder::MonthFirst, "month_first"), (DateOrder::DayFirst, "day_first")];
    let choice = |(order, word): (DateOrder, &str)| {
        Choice::new(word, visit.t(&format!("moving-dates-{}", word.replace('_', "-"))), order == chosen)
    };
    all.into_iter().map(choice).collect()
}

/// A value for every row, offered for fields that no column fills.
fn fixed(field: &Field, mapping: &Mapping) -> Option<FixedRow> {
    if mapping.columns.iter().any(|column| column.field == field.key) {
        return None;
    }
    let value = mapping.fixed.get(field.key.as_ref()).cloned().unwrap_or_default();
    let choices = match &field.kind {
        Kind::Choice(all) => all.iter().map(|c| Choice::new(c.key.clone(), c.label.clone(), c.key == value)).collect(),
        _ => Vec::new(),
    };
    Some(FixedRow { name: format!("fixed_{}", field.key), label: field.label.to_string(), value, choices })
}

fn problem_row(visit: &Visit, problem: &Problem) -> ProblemRow {
    let place = match problem.line {
        0 => visit.t("moving-place-file"),
        line => visit.words.with("moving-place-line", &[("line", line.to_string().as_arg())]),
    };
    let column = problem.column.as_deref().or(problem.field.as_deref()).unwrap_or_default();
    let place = if column.is_empty() { place } else { format!("{place}, {column}") };
    ProblemRow {
        place,
        message: problem.message.clone(),
        value: problem.value.clone().unwrap_or_default(),
        is_error: problem.is_error(),
    }
}

fn counts(visit: &Visit, report: &Report, fields: &[Field]) -> Vec<CountRow> {
    let label = |key: &str| {
        fields.iter().find(|field| field.key == key).map_or_else(|| key.to_owned(), |f| f.label.to_string())
    };
    let row = |count: &super::super::Count| {
        let kind = visit.t(&format!("moving-problem-{}", count.kind));
        let field = count.field.as_deref().map(label);
        CountRow { count: count.count, words: field.map_or(kind.clone(), |field| format!("{kind} ({field})")) }
    };
    report.counts.iter().map(row).collect()
}

#[derive(Template)]
#[template(path = "moving/pages/progress.html")]
pub(super) struct Progress {
    page: Page,
    id: ImportId,
    is_at_work: bool,
    words: String,
    done: i64,
    total: i64,
    text: String,
}

pub(super) fn progress(visit: &Visit, import: &Import) -> Progress {
    let total = import.rows_total.max(import.rows_done).max(1);
    let key = match import.status {
        Status::Looking => "moving-at-work-looking",
        Status::Undoing => "moving-at-work-undoing",
        _ => "moving-at-work-running",
    };
    let text = visit
        .words
        .with("moving-progress", &[("done", import.rows_done.as_arg()), ("total", import.rows_total.as_arg())]);
    Progress {
        page: visit.page("moving-title"),
        id: import.id,
        is_at_work: import.status.is_at_work(),
        words: visit.t(key),
        done: import.rows_done,
        total,
        text,
    }
}

impl Show {
    fn undo_path(&self) -> String {
        format!("/admin/import/{}/undo", self.import.id)
    }

    /// What an undo left in place.
    fn stayed(&self) -> &[Stayed] {
        &self.report.stayed
    }
}
