//! Choosing the service that a person is connected with: from the directory, by need, name and place.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    ids::{ParticipantId, RecordId},
    layout::{Page, parts::Choice},
    onward::{Came, Door},
    rules::matrix::Permission::{MakeConnections, SeePerson},
};
use jiff::tz::TimeZone;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::Form,
    web::{Answer, page},
};

use super::{
    connection::Connection,
    drafting::written_at,
    pages,
    results::Rate,
    store::{self, Results},
};
use crate::directory::offer::{self, Asked, Line, Offer};

ground::onward::inventory::submit! {
    Door { message: "connections-new", icon: "link", permission: MakeConnections, path: from_contact, came }
}

fn path(of: ParticipantId) -> String {
    format!("/people/{of}/connections/services")
}

fn from_contact(of: ParticipantId, contact: RecordId) -> String {
    format!("{}?contact={contact}", path(of))
}

fn came(tx: &mut Tx<'_>, scope: &Scope, contact: RecordId) -> Result<Vec<Came>, DbError> {
    let one = |one: Connection| Came {
        href: format!("/connections/{}", one.id),
        at: one.created_at,
        stands: Some(match one.outcome {
            Some(outcome) => pages::outcome_key(outcome),
            None => pages::status_key(one.status),
        }),
        title: one.service_name,
    };
    Ok(store::of_contact(tx, scope, contact)?.into_iter().map(one).collect())
}

#[derive(Template)]
#[template(path = "connections/pick.html")]
struct Pick {
    page: Page,
    /// Where the form asks again.
    path: String,
    name: String,
    /// Where one came from.
    back: String,
    form: Form,
    needs: Vec<Choice>,
    offer: Offer,
    services: Vec<Offered>,
    /// The list around where the person lives; empty without a postal code.
    near_person: String,
    /// The form for a service that the directory does not have.
    by_hand: String,
}

/// A service that can be chosen.
struct Offered {
    line: Line,
    /// How connections to it went.
    rate: String,
    href: String,
}

struct Found {
    name: String,
    found: offer::Found,
    results: Vec<(String, Results)>,
    postal_code: Option<String>,
}

pub async fn index(
    State(app): State<App>,
    visit: Visit,
    Path(of): Path<ParticipantId>,
    RawQuery(query): RawQuery,
) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    let (asked, zone, sees) = (Asked::read(&form), visit.zone(), visit.may(SeePerson).ok());
    let found = app.read(&scope, move |tx, scope| read(tx, scope, sees.as_ref(), of, asked, &zone)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "connection").of(of).with("part", "services")).await?;
    page(&view(&visit, of, form, found))
}

fn read(
    tx: &mut Tx<'_>,
    scope: &Scope,
    sees: Option<&Scope>,
    of: ParticipantId,
    asked: Asked,
    zone: &TimeZone,
) -> Result<Found, Fault> {
    let (name, _) = store::person(tx, scope, of)?.ok_or(Fault::NotFound)?;
    let postal_code = sees.map(|scope| store::postal_code(tx, scope, of)).transpose()?.flatten();
    let found = offer::look(tx, scope.organization, asked, (scope.now, zone))?;
    let results = store::results_among(tx, scope, &found.ids())?;
    Ok(Found { name, found, results, postal_code })
}

fn view(visit: &Visit, of: ParticipantId, form: Form, found: Found) -> Pick {
    let (path, contact) = (path(of), form.parsed::<RecordId>("contact"));
    let mut offer = offer::offer(visit, &visit.zone(), &path, &form, &found.found);
    let need = need(visit, form.get("need"));
    let offered = |line: Line| {
        let results = found.results.iter().find(|(key, _)| *key == line.id).map(|(_, results)| results);
        Offered {
            rate: results.map(|results| Rate::new(visit, results).words).unwrap_or_default(),
            href: with_need(written_at(of, line.id.parse().ok(), contact), &need),
            line,
        }
    };
    let near = |code: &String| offer::address(&path, &form, "near", code);
    Pick {
        page: visit.page("connections-pick"),
        name: found.name,
        back: contact.map_or_else(|| format!("/people/{of}/connections"), |contact| format!("/contacts/{contact}")),
        needs: std::mem::take(&mut offer.needs),
        services: std::mem::take(&mut offer.lines).into_iter().map(offered).collect(),
        near_person: found.postal_code.as_ref().filter(|code| *code != form.get("near")).map(near).unwrap_or_default(),
        by_hand: with_need(written_at(of, None, contact), &need),
        offer,
        path,
        form,
    }
}

/// The need of a connection that a need of the directory stands for, when there is one.
fn need(visit: &Visit, of_directory: &str) -> String {
    let item = visit.rules().lists.get("directory_needs").and_then(|list| list.item(of_directory));
    item.and_then(|item| item.codes.get("connection")).cloned().unwrap_or_default()
}

fn with_need(path: String, need: &str) -> String {
    match (need.is_empty(), path.contains('?')) {
        (true, _) => path,
        (false, true) => format!("{path}&need={need}"),
        (false, false) => format!("{path}?need={need}"),
    }
}
