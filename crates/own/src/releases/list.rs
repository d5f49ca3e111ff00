//! What left about a person: the accounting that the gate itself writes.

use askama::Template;
use axum::extract::{Path, State};
use care::participants::{self, PersonHeader};
use ground::{
    App, Visit,
    audit::{Action, Entry},
    gate::Information,
    ids::ParticipantId,
    layout::{Page, when::When},
    rules::matrix::Permission::SeeConsents,
};
use jiff::tz::TimeZone;
use kit::{
    faults::Fault,
    web::{Answer, page},
};

use super::store::{self, Left};
use crate::consents::dashed;

#[derive(Template)]
#[template(path = "releases/list.html")]
struct List {
    page: Page,
    person: PersonHeader,
    lines: Vec<Line>,
}

struct Line {
    at: When,
    to: String,
    by: String,
    what: String,
    purpose: String,
    basis: String,
    reason: String,
    has_notice: bool,
}

pub async fn index(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>) -> Answer {
    let scope = visit.may(SeeConsents)?;
    let (header, left) = app
        .read(&scope, move |tx, scope| {
            let header = participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((header, store::left(tx, scope, of)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "disclosures").of(of).with("count", left.len())).await?;
    let zone = header.zone(&visit);
    page(&List {
        page: visit.page("releases-list-title"),
        person: PersonHeader::new(&visit, &header, ""),
        lines: left.into_iter().map(|one| line(&visit, one, &zone)).collect(),
    })
}

fn line(visit: &Visit, one: Left, zone: &TimeZone) -> Line {
    let kinds: Vec<Information> = serde_json::from_value(one.information).unwrap_or_default();
    let what: Vec<String> = kinds.iter().map(|kind| visit.t(&format!("consents-information-{kind}"))).collect();
    Line {
        at: When::at(visit, one.at, zone),
        to: one.to,
        by: one.by.unwrap_or_default(),
        what: what.join(", "),
        purpose: visit.t(&format!("releases-purpose-{}", dashed(one.purpose.word()))),
        basis: visit.t(&format!("releases-basis-{}", dashed(one.basis.word()))),
        reason: one.reason,
        has_notice: one.has_notice,
    }
}
