//! For those who run the program: is it alive, is it ready, how is it doing. No personal data.

use std::time::Duration;

use axum::{
    Extension, Router,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use ground::App;
use kit::{
    db::{DbError, Tenant},
    sql,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::{
    line::Door,
    turns::{Fullness, Turns},
};

/// How often what was observed is gathered up, so that it takes no more room when nobody asks for figures.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// What is collected, and what is counted when somebody asks.
#[derive(Clone, Default)]
pub struct Figures {
    /// None when another collector was started first (in tests).
    collected: Option<PrometheusHandle>,
    door: Option<Door>,
}

/// Starts collecting figures.
pub fn start_metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new().install_recorder().ok()
}

impl Figures {
    pub fn new(collected: Option<PrometheusHandle>, door: Door) -> Self {
        Self { collected, door: Some(door) }
    }

    /// Keeps what was observed small, for ever.
    pub async fn keep_up(self) {
        loop {
            tokio::time::sleep(UPKEEP_EVERY).await;
            if let Some(collected) = &self.collected {
                collected.run_upkeep();
            }
        }
    }
}

pub fn routes(figures: Figures, turns: Turns) -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(show))
        .layer(Extension(figures))
        .layer(Extension(turns))
}

/// A load balancer asks every few seconds: the answer must come, whatever the database does.
const PATIENCE: Duration = Duration::from_secs(3);

async fn ready(State(app): State<App>) -> impl IntoResponse {
    let asked = app.db.read(Tenant::System, |tx| tx.one(sql!("SELECT COUNT(*) FROM grants"), &[]));
    let (status, why) = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(asked) => readiness(asked),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready: the database does not answer\n"),
    };
    // A load balancer that asks is how a full disk is noticed to have room again, also when nobody writes.
    let written = tokio::time::timeout(PATIENCE, app.db.try_writing()).await;
    match written.unwrap_or_else(|_| Err(DbError::Busy("the database does not answer".to_owned()))) {
        Err(error) if status == StatusCode::OK => {
            (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: nothing can be saved: {error}\n"))
        }
        _ => (status, why.to_owned()),
    }
}

/// What a balancer does with it, and why, for who runs the program.
fn readiness(asked: Result<Option<i64>, DbError>) -> (StatusCode, &'static str) {
    let why = match asked {
        Ok(Some(1..)) => return (StatusCode::OK, "ready\n"),
        Ok(_) => "not ready: the database has no schema yet\n",
        Err(DbError::Away(_) | DbError::Unsure(_)) => "not ready: the database cannot be reached\n",
        Err(DbError::Busy(_)) => "not ready: too much work is waiting for the database\n",
        Err(_) => "not ready: the database answers with an error\n",
    };
    (StatusCode::SERVICE_UNAVAILABLE, why)
}

async fn show(
    State(app): State<App>,
    Extension(figures): Extension<Figures>,
    Extension(turns): Extension<Turns>,
) -> impl IntoResponse {
    // Its outcome is a figure, and the others are wanted whatever it is.
    drop(tokio::time::timeout(PATIENCE, app.db.try_writing()).await);
    count_now(&app, figures.door.as_ref(), &turns);
    // What the database counts is left as it was when it does not answer: the rest is wanted then most of all.
    drop(tokio::time::timeout(PATIENCE, count_waiting(&app)).await);
    let text = figures.collected.map(|handle| handle.render()).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}

/// Queues, lanes, connections and the disk, as they are at this moment.
fn count_now(app: &App, door: Option<&Door>, turns: &Turns) {
    for queue in app.db.queues() {
        metrics::gauge!("accompany_queue_length", "queue" => queue.name).set(number(queue.waiting));
        metrics::gauge!("accompany_queue_bound", "queue" => queue.name).set(number(queue.bound));
    }
    let (hashes, most_hashes) = app.hasher.seats();
    metrics::gauge!("accompany_queue_length", "queue" => "passwords").set(number(hashes));
    metrics::gauge!("accompany_queue_bound", "queue" => "passwords").set(number(most_hashes));
    for Fullness { name, all, fullest, bound } in turns.fullness() {
        metrics::gauge!("accompany_lane_requests", "of" => name).set(number(all));
        metrics::gauge!("accompany_lane_fullest", "of" => name).set(number(fullest));
        metrics::gauge!("accompany_lane_bound", "of" => name).set(number(bound));
    }
    if let Some(door) = door {
        let (open, bound) = door.open();
        metrics::gauge!("accompany_connections_open").set(number(open));
        metrics::gauge!("accompany_connections_bound").set(number(bound));
    }
    if let Some(bytes) = app.db.log_bytes() {
        metrics::gauge!("accompany_sqlite_log_bytes").set(float(bytes));
    }
    metrics::gauge!("accompany_storage_unwritable").set(if app.db.is_unwritable() { 1.0 } else { 0.0 });
    if let Ok(facts) = rustix::fs::statvfs(&app.config.data) {
        let free = facts.f_bavail.saturating_mul(facts.f_frsize);
        metrics::gauge!("accompany_disk_free_bytes").set(float(free));
    }
}

/// Letters and jobs that wait in the database; the figures stay as they were when it does not answer.
async fn count_waiting(app: &App) {
    let asked: Result<(Option<i64>, Option<i64>), DbError> = app
        .db
        .read(Tenant::System, |tx| {
            let letters = tx.one(sql!("SELECT COUNT(*) FROM mail_ledger WHERE status = 'waiting'"), &[])?;
            let jobs = tx.one(sql!("SELECT COUNT(*) FROM jobs WHERE finished_at IS NULL"), &[])?;
            Ok((letters, jobs))
        })
        .await;
    if let Ok((letters, jobs)) = asked {
        let count = |found: Option<i64>| number(usize::try_from(found.unwrap_or_default()).unwrap_or_default());
        metrics::gauge!("accompany_letters_waiting").set(count(letters));
        metrics::gauge!("accompany_jobs_waiting").set(count(jobs));
    }
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

#[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a gauge is a float; bytes need not be exact")]
fn float(bytes: u64) -> f64 {
    bytes as f64
}
