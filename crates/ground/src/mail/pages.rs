//! The ledger as a page.

use askama::Template;
use axum::extract::{Query, State};
use jiff::Timestamp;
use kit::{db::DbError, faults::Fault, web::Answer};
use serde::Deserialize;

use super::{
    Status,
    store::{self, Line},
};
use crate::{
    App, Visit,
    ids::MailId,
    layout::{Page, when::When},
    rules::matrix::Permission,
};

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "mail/index.html")]
struct MailPage {
    page: Page,
    is_on: bool,
    rows: Vec<MailRow>,
    older: Option<String>,
}

struct MailRow {
    recipient: String,
    purpose: String,
    status: String,
    tone: &'static str,
    words: String,
    when: When,
}

/// Where a page of the ledger begins: before this letter.
#[derive(Deserialize)]
pub struct Before {
    at: Option<Timestamp>,
    id: Option<MailId>,
}

pub async fn index(State(app): State<App>, visit: Visit, Query(from): Query<Before>) -> Answer {
    let scope = visit.may(Permission::SeeMailLedger)?;
    let before = from.at.zip(from.id).unwrap_or((far_ahead(visit.request.now()), uuid::Uuid::max().into()));
    let mut lines = app.read(&scope, move |tx, scope| store::list(tx, scope, before)).await.map_err(fault)?;
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().filter(|_| has_more);
    let older = last.map(|line| format!("/admin/mail?at={}&id={}", line.created_at, line.id));
    let rows = lines.into_iter().map(|line| row(&visit, line)).collect();
    kit::web::page(&MailPage { page: visit.page("admin-mail-title"), is_on: app.mailer.is_on(), rows, older })
}

/// Later than anything that was written.
fn far_ahead(now: Timestamp) -> Timestamp {
    now.saturating_add(jiff::SignedDuration::from_hours(24 * 365)).unwrap_or(now)
}

fn fault(error: DbError) -> Fault {
    error.into()
}

fn row(visit: &Visit, line: Line) -> MailRow {
    let (status, tone) = match line.status {
        Status::Waiting => ("admin-mail-waiting", "info"),
        Status::Sent => ("admin-mail-sent", "ok"),
        Status::Bounced => ("admin-mail-bounced", "bad"),
        Status::NotConfigured => ("admin-mail-off", "neutral"),
    };
    MailRow {
        recipient: line.recipient,
        purpose: visit.t(&format!("admin-mail-purpose-{}", line.purpose)),
        status: visit.t(status),
        tone,
        words: line.words,
        when: When::at(visit, line.created_at, &visit.zone()),
    }
}
