//! The list of people, and the search in it.

use askama::Template;
use axum::extract::{RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    layout::{
        Page,
        parts::{Choice, Tab},
        when::When,
    },
    rules::matrix::{Permission, Reach},
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::Form,
    messages::AsArg,
    web::{Answer, page},
};

use super::{
    header::{status_label, tone},
    listing::{self, After, Line, PAGE, Program, Which},
    participant::{Standing, Status},
    search::{self, Found, Query},
};

#[derive(Template)]
#[template(path = "participants/index.html")]
struct Index {
    page: Page,
    typed: String,
    is_search: bool,
    tabs: Vec<Tab>,
    programs: Vec<Choice>,
    show: String,
    rows: Vec<Row>,
    next: Option<String>,
    can_add: bool,
    empty: &'static str,
}

struct Row {
    href: String,
    letter: String,
    name: String,
    pronouns: String,
    /// Program, nicknames, who supports them.
    about: String,
    status: String,
    tone: &'static str,
    seen: Option<When>,
}

/// What the page was asked for.
struct Asked {
    typed: String,
    program: Option<ground::ids::ProgramId>,
    which: Which,
    after: Option<After>,
}

/// What the storage answered.
enum Listed {
    Searched(Vec<Found>),
    Page { lines: Vec<Line>, programs: Vec<Program>, program: Option<Program> },
}

pub async fn index(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let scope = visit.may(Permission::SeePeople)?;
    let legal = visit.may(Permission::SeeLegalIdentity).ok();
    let asked = Asked::read(&Form::parse(query.unwrap_or_default().as_bytes()));
    let (asked, listed) = app
        .read(&scope, move |tx, scope| {
            let listed = list(tx, scope, legal.as_ref(), &asked)?;
            Ok::<_, Fault>((asked, listed))
        })
        .await?;
    let action = if asked.typed.is_empty() { Action::Read } else { Action::Search };
    app.saw(&scope, Entry::new(&scope, action, "participants").with("rows", listed.count())).await?;
    page(&view(&visit, &scope, &asked, listed))
}

impl Asked {
    fn read(form: &Form) -> Self {
        let show = form.get("show");
        let which = match show {
            "unassigned" => Which::WithoutPeer,
            _ => Standing::from_word(show)
                .map(Which::Standing)
                .or_else(|| Status::from_word(show).map(Which::Status))
                .unwrap_or(Which::Standing(Standing::Here)),
        };
        let after = form.parsed("after").map(|id| After { sort_key: form.get("from").to_owned(), id });
        Self { typed: form.get("q").trim().to_owned(), program: form.parsed("program"), which, after }
    }

    fn show(&self) -> &'static str {
        match self.which {
            Which::WithoutPeer => "unassigned",
            Which::Standing(standing) => standing.word(),
            Which::Status(status) => status.word(),
        }
    }
}

impl Listed {
    fn count(&self) -> usize {
        match self {
            Self::Searched(found) => found.len(),
            Self::Page { lines, .. } => lines.len(),
        }
    }
}

fn list(tx: &mut Tx<'_>, scope: &Scope, legal: Option<&Scope>, asked: &Asked) -> Result<Listed, Fault> {
    if !asked.typed.is_empty() {
        return Ok(Listed::Searched(find_people(tx, scope, legal, &Query::parse(&asked.typed))?));
    }
    if scope.reach == Reach::Own {
        let lines = listing::own(tx, scope, asked.which, asked.after.as_ref())?;
        return Ok(Listed::Page { lines, programs: Vec::new(), program: None });
    }
    let programs = listing::programs(tx, scope)?;
    let program = programs.iter().find(|one| Some(one.id) == asked.program).or(programs.first()).cloned();
    let lines = match &program {
        Some(program) => listing::of_program(tx, scope, program.id, asked.which, asked.after.as_ref())?,
        None => Vec::new(),
    };
    Ok(Listed::Page { lines, programs, program })
}

fn view(visit: &Visit, scope: &Scope, asked: &Asked, listed: Listed) -> Index {
    let is_search = !asked.typed.is_empty();
    let (rows, programs, program, next) = match listed {
        Listed::Searched(found) => (found.iter().map(|one| found_row(visit, one)).collect(), Vec::new(), None, None),
        Listed::Page { lines, programs, program } => {
            let next = next_page(asked, &lines, program.as_ref());
            let shown = lines.iter().take(PAGE).map(|line| line_row(visit, line)).collect();
            (shown, programs, program, next)
        }
    };
    let chosen = program.map(|program| program.id);
    let choice = |one: &Program| Choice::new(one.id.to_string(), one.name.clone(), Some(one.id) == chosen);
    Index {
        page: visit.page("people-title"),
        typed: asked.typed.clone(),
        is_search,
        tabs: tabs(visit, scope, asked, chosen),
        programs: if programs.len() > 1 { programs.iter().map(choice).collect() } else { Vec::new() },
        show: asked.show().to_owned(),
        rows,
        next,
        can_add: visit.can(Permission::AddReferral),
        empty: empty_key(asked, scope, is_search),
    }
}

fn empty_key(asked: &Asked, scope: &Scope, is_search: bool) -> &'static str {
    match asked.which {
        _ if is_search => "people-empty-search",
        Which::WithoutPeer => "people-empty-unassigned",
        Which::Standing(Standing::Here) if scope.reach == Reach::Own => "people-empty-own",
        Which::Standing(Standing::Here) => "people-empty-here",
        Which::Standing(Standing::Coming) => "people-empty-coming",
        _ => "people-empty-past",
    }
}

fn tabs(visit: &Visit, scope: &Scope, asked: &Asked, program: Option<ground::ids::ProgramId>) -> Vec<Tab> {
    let mut shown = vec![("here", Standing::Here.word()), ("coming", Standing::Coming.word())];
    if scope.reach != Reach::Own {
        shown.push(("unassigned", "unassigned"));
    }
    shown.push(("past", Standing::Past.word()));
    let program = program.map(|id| format!("&program={id}")).unwrap_or_default();
    let tab = |(label, show): (&str, &str)| Tab {
        label: visit.t(&format!("people-show-{label}")),
        href: format!("/people?show={show}{program}"),
        is_current: asked.show() == show && asked.typed.is_empty(),
        count: None,
    };
    shown.into_iter().map(tab).collect()
}

fn next_page(asked: &Asked, lines: &[Line], program: Option<&Program>) -> Option<String> {
    lines.get(PAGE)?;
    let last = lines.get(PAGE.checked_sub(1)?)?;
    let mut query = url_query(&[("show", asked.show()), ("from", &last.sort_key), ("after", &last.id.to_string())]);
    if let Some(program) = program {
        query.push_str(&format!("&program={}", program.id));
    }
    Some(format!("/people?{query}"))
}

/// Names and values as they stand in an address.
pub(crate) fn url_query(pairs: &[(&str, &str)]) -> String {
    let escaped = |text: &str| -> String {
        let byte = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(byte).collect()
    };
    pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

fn line_row(visit: &Visit, line: &Line) -> Row {
    let peer = with_peer(visit, line.primary_name.as_deref());
    Row {
        href: format!("/people/{}", line.id),
        letter: first_letter(&line.name_to_use),
        name: line.name_to_use.clone(),
        pronouns: line.pronouns.clone(),
        about: [line.program_name.clone(), peer].join(" · "),
        status: status_label(&visit.words, line.status),
        tone: tone(line.status),
        seen: line.last_contact_at.map(|at| When::day_of(visit, at, &visit.zone())),
    }
}

fn found_row(visit: &Visit, found: &Found) -> Row {
    let peer = found.primary_name.as_deref().map(|_| with_peer(visit, found.primary_name.as_deref()));
    let nicknames = Some(found.nicknames.clone()).filter(|names| !names.is_empty());
    let about = [nicknames, found.program_name.clone(), peer].into_iter().flatten();
    Row {
        href: format!("/people/{}", found.id),
        letter: first_letter(&found.name_to_use),
        name: found.name_to_use.clone(),
        pronouns: found.pronouns.clone(),
        about: about.collect::<Vec<_>>().join(" · "),
        status: found.status.map(|status| status_label(&visit.words, status)).unwrap_or_default(),
        tone: found.status.map_or("neutral", tone),
        seen: found.last_contact_at.map(|at| When::day_of(visit, at, &visit.zone())),
    }
}

fn with_peer(visit: &Visit, peer: Option<&str>) -> String {
    match peer {
        Some(name) => visit.words.with("people-with-peer", &[("name", name.as_arg())]),
        None => visit.t("people-without-peer"),
    }
}

fn first_letter(name: &str) -> String {
    name.chars().next().map(String::from).unwrap_or_default()
}

/// Searches by what was typed; the legal name counts for those who may see it.
pub(super) fn find_people(
    tx: &mut Tx<'_>,
    scope: &Scope,
    legal: Option<&Scope>,
    query: &Query,
) -> Result<Vec<Found>, kit::db::DbError> {
    let found = search::search(tx, scope, query)?;
    let Some(legal) = legal.filter(|_| !query.is_empty()) else { return Ok(found) };
    let known: Vec<_> = found.iter().map(|one| one.id).collect();
    let more: Vec<_> = search::search_legal(tx, legal, query)?.into_iter().filter(|id| !known.contains(id)).collect();
    let by_legal = search::of_ids(tx, scope, &more)?;
    Ok(by_legal.into_iter().chain(found).collect())
}
