//! The audit as a table that any spreadsheet program opens: of one person, or of one worker.

use axum::{
    body::Body,
    extract::{Path, Query, State},
};
use kit::{
    tabular::{WriteOptions, Writer},
    web::download,
};

use super::{
    AccountId, Action, Answer, App, Asked, Entry, Fault, Filter, Found, ParticipantId, Permission, Scope, Visit,
    list_of_person, list_of_worker, verb_key,
};

/// Lines of one file; older ones come with a day or a kind of action chosen.
const MOST: i64 = 50_000;

pub async fn of_person(
    State(app): State<App>,
    visit: Visit,
    Path(participant): Path<ParticipantId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = visit.may(Permission::SeeAuditOfPerson)?;
    app.settle_looks(&scope).await?;
    let base = Filter::new(&asked, &visit.zone(), scope.now);
    let filter = Filter { participant: Some(participant), limit: MOST, ..base };
    let found = app.read(&scope, move |tx, scope| list_of_person(tx, scope, participant, &filter)).await?;
    let entry = Entry::new(&scope, Action::Export, "audit").of(participant);
    taken(&app, &visit, &scope, entry, found).await
}

pub async fn of_worker(
    State(app): State<App>,
    visit: Visit,
    Path(account): Path<AccountId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = visit.may(Permission::SeeAuditOfWorker)?;
    app.settle_looks(&scope).await?;
    let base = Filter::new(&asked, &visit.zone(), scope.now);
    let filter = Filter { account: Some(account), limit: MOST, ..base };
    let found = app.read(&scope, move |tx, scope| list_of_worker(tx, scope, account, &filter)).await?;
    let entry = Entry::new(&scope, Action::Export, "audit").on(account);
    taken(&app, &visit, &scope, entry, found).await
}

/// Writes down that the lines were taken out, and lets them go.
async fn taken(app: &App, visit: &Visit, scope: &Scope, entry: Entry, found: Vec<Found>) -> Answer {
    app.saw(scope, entry.with("rows", found.len())).await?;
    let words = visit.words.clone();
    let heads = ["line", "at", "who", "role", "what", "record", "whom", "why", "from"];
    let heads = heads.map(|head| words.t(&format!("admin-audit-head-{head}")));
    let verbs: Vec<(Action, String)> =
        Action::ALL.iter().map(|action| (*action, words.t(&verb_key(*action)))).collect();
    let text = tokio::task::spawn_blocking(move || written(&heads, &verbs, &found)).await;
    let text = text.map_err(|error| Fault::Internal(error.to_string()))?;
    let text = text.map_err(|error| Fault::Internal(error.to_string()))?;
    download("audit.csv", "text/csv; charset=utf-8", Body::from(text))
}

/// The lines as a table, newest first; times in UTC. What people typed is neutralized, so that nothing runs.
pub(super) fn written(heads: &[String], verbs: &[(Action, String)], found: &[Found]) -> std::io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new(), WriteOptions::default())?;
    writer.row(heads)?;
    for one in found {
        let verb = verbs.iter().find(|(action, _)| *action == one.action).map(|(_, words)| words.as_str());
        writer.row([
            one.sequence.to_string().as_str(),
            one.at.to_string().as_str(),
            one.account.as_deref().unwrap_or_default(),
            one.acting_as.as_str(),
            verb.unwrap_or_default(),
            one.record_kind.as_str(),
            one.person.as_deref().unwrap_or_default(),
            one.why.as_str(),
            one.address.as_str(),
        ])?;
    }
    writer.finish()
}
