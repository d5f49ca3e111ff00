//! The pages for taking data out: a program as tables, one person as tables or as a page to print.

use askama::Template;
use axum::{
    body::Body,
    extract::{Path, State},
};
use ground::{
    App, Visit,
    access::Scope,
    area::{Guard, Route},
    audit::{Action, Entry},
    ids::{ParticipantId, ProgramId},
    layout::{Page, when::When},
    rules::matrix::Permission,
    scoped, within_programs,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    sql,
    web::{Answer, download, page, page_with_errors},
};

use super::{
    super::out::{self, Extent, Kept, Seen, Shown},
    leaving::Leaving,
};
use crate::participants;

pub(in crate::moving) fn routes() -> Vec<Route> {
    let (program, person) = (Guard::Needs(Permission::ExportProgram), Guard::Needs(Permission::ExportPerson));
    vec![
        Route::get("/admin/export", program, index),
        Route::post("/admin/export/{program}", program, take_program),
        Route::get("/people/{participant}/export", person, show),
        Route::post("/people/{participant}/export", person, take_person),
    ]
}

#[derive(Template)]
#[template(path = "moving/pages/export.html")]
struct Index {
    page: Page,
    programs: Vec<Takeable>,
    errors: Errors,
}

/// A program that may be taken out, with what is missing beside it.
struct Takeable {
    id: ProgramId,
    name: String,
    error: Option<String>,
}

impl Takeable {
    /// The name of its reason on a page that has several.
    fn field(&self) -> String {
        format!("why-{}", self.id)
    }
}

async fn index(State(app): State<App>, visit: Visit) -> Answer {
    listed(&app, &visit, None).await
}

/// The programs; with what is missing beside the one that was asked for.
async fn listed(app: &App, visit: &Visit, asked: Option<ProgramId>) -> Answer {
    let scope = visit.may(Permission::ExportProgram)?;
    let found = app.read(&scope, programs).await.map_err(Fault::from)?;
    let mut errors = Errors::default();
    let missing = visit.t("moving-export-why-missing");
    let mut programs = Vec::new();
    for (id, name) in found {
        let is_asked = asked == Some(id);
        let takeable = Takeable { id, name, error: is_asked.then(|| missing.clone()) };
        if is_asked {
            errors.add(&takeable.field(), missing.clone());
        }
        programs.push(takeable);
    }
    let view = Index { page: visit.page("moving-export-title"), programs, errors };
    if asked.is_some() { page_with_errors(&view) } else { page(&view) }
}

fn programs(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(ProgramId, String)>, DbError> {
    tx.list(
        sql!(
            "SELECT x.id, x.name FROM programs x WHERE x.organization_id = $1 AND ",
            within_programs!("x.id"),
            " ORDER BY x.name, x.id LIMIT 200"
        ),
        scoped![scope],
    )
}

async fn take_program(State(app): State<App>, visit: Visit, Path(id): Path<ProgramId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ExportProgram)?;
    let all = app.read(&scope, programs).await.map_err(Fault::from)?;
    if !all.iter().any(|(program, _)| *program == id) {
        return Err(Fault::NotFound);
    }
    let Some(why) = form.text(&format!("why-{id}")).map(str::to_owned) else {
        return listed(&app, &visit, Some(id)).await;
    };
    taken((&app, &visit), Extent::Program(id), "program.zip", why).await
}

async fn take_person(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    taken((&app, &visit), Extent::Person(id), "person.zip", String::new()).await
}

/// Writes the tables to a file that has no name, notes it in the audit, and lets the file go out piece by piece.
async fn taken((app, visit): (&App, &Visit), extent: Extent, name: &str, why: String) -> Answer {
    let permission =
        if matches!(extent, Extent::Program(_)) { Permission::ExportProgram } else { Permission::ExportPerson };
    let scope = visit.may(permission)?;
    let seen = Seen::by(visit.actor()?, &scope);
    let broken = |error: std::io::Error| Fault::Internal(error.to_string());
    let file = tempfile::tempfile_in(&app.config.data).map_err(broken)?;
    let into = file.try_clone().map_err(broken)?;
    let closed = visit.t("moving-export-closed");
    let fault = |kept: Kept| fault(kept, &closed);
    let writing = app.read_long(&scope, move |tx, scope| out::write(tx, scope, extent, seen, into));
    let written = writing.await.map_err(fault)?;
    let now = app.moment().now;
    app.write(&scope, move |tx, scope| out::note(tx, scope, extent, written, &why, now)).await.map_err(fault)?;
    let leaving = Leaving { app: app.clone(), scope, of: extent.person(), gate: written.gate, file };
    download(name, "application/zip", Body::from_stream(leaving.pieces().map_err(broken)?))
}

fn fault(kept: Kept, closed: &str) -> Fault {
    match kept {
        Kept::Closed => Fault::Conflict(closed.to_owned()),
        Kept::NotThere => Fault::NotFound,
        Kept::Storage(error) => error.into(),
        other => Fault::Internal(other.to_string()),
    }
}

#[derive(Template)]
#[template(path = "moving/pages/person.html")]
struct Person {
    page: Page,
    id: ParticipantId,
    made: When,
    by: String,
    /// Whom the person asked to keep out: nothing of this goes to them.
    kept_out: Vec<String>,
    facts: Vec<(String, String)>,
    parts: Vec<Part>,
}

/// A table whose rows are read one below the other.
struct Part {
    title: String,
    entries: Vec<Vec<(String, String)>>,
    is_cut: bool,
}

async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::ExportPerson)?;
    let seen = Seen::by(visit.actor()?, &scope);
    let (found, header) = app
        .read_long(&scope, move |tx, scope| {
            let found = out::read(tx, scope, id, seen)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((found, participants::header(tx, scope, id)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Print, "participant").of(id)).await?;
    let keeps = header.map(|header| participants::kept_out(&visit, &header.name_to_use, &header.kept_out));
    page(&Person { kept_out: keeps.unwrap_or_default(), ..person(&visit, &scope, id, found) })
}

fn person(visit: &Visit, scope: &Scope, id: ParticipantId, all: Vec<Shown>) -> Person {
    let mut parts = Vec::new();
    let mut facts = Vec::new();
    for shown in all {
        let title = visit.t(&format!("moving-part-{}", shown.file.trim_end_matches(".csv").replace('_', "-")));
        let mut entries: Vec<_> = shown.rows.iter().map(|row| filled(&shown.heads, row)).collect();
        if shown.file == "participants.csv" {
            facts = entries.pop().unwrap_or_default();
        } else if !entries.is_empty() {
            parts.push(Part { title, entries, is_cut: shown.is_cut });
        }
    }
    let made = When::at(visit, scope.now, &visit.zone());
    Person {
        page: visit.page("moving-person-title"),
        id,
        made,
        by: scope.name.clone(),
        kept_out: Vec::new(),
        facts,
        parts,
    }
}

/// Heads and cells of a row, without ids and empty cells: they mean nothing on paper.
fn filled(heads: &[&'static str], row: &[String]) -> Vec<(String, String)> {
    let pairs = heads.iter().zip(row).filter(|(head, cell)| !cell.is_empty() && !is_id(head));
    pairs.map(|(head, cell)| ((*head).to_owned(), cell.clone())).collect()
}

fn is_id(head: &str) -> bool {
    head == "Id" || head.ends_with(" id")
}

impl Person {
    fn parts_of(&self) -> &[Part] {
        &self.parts
    }
}
