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

/// The collected figures; none when another collector was started first (in tests).
#[derive(Clone, Default)]
pub struct Metrics(Option<PrometheusHandle>);

/// Starts collecting figures.
pub fn start_metrics() -> Metrics {
    Metrics(PrometheusBuilder::new().install_recorder().ok())
}

pub fn routes(metrics: Metrics) -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures))
        .layer(Extension(metrics))
}

/// A load balancer asks every few seconds: the answer must come, whatever the database does.
const PATIENCE: Duration = Duration::from_secs(3);

async fn ready(State(app): State<App>) -> impl IntoResponse {
    let asked = app.db.read(Tenant::System, |tx| tx.one(sql!("SELECT COUNT(*) FROM grants"), &[]));
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(asked) => readiness(asked),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready: the database does not answer\n"),
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

async fn figures(Extension(Metrics(handle)): Extension<Metrics>) -> impl IntoResponse {
    let text = handle.map(|handle| handle.render()).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
