//! For those who run the program: is it alive, is it ready, how is it doing. No personal data.

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

async fn ready(State(app): State<App>) -> impl IntoResponse {
    let asked: Result<Option<i64>, DbError> =
        app.db.read(Tenant::System, |tx| tx.one(sql!("SELECT COUNT(*) FROM grants"), &[])).await;
    match asked {
        Ok(Some(count)) if count > 0 => (StatusCode::OK, "ready\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

async fn figures(Extension(Metrics(handle)): Extension<Metrics>) -> impl IntoResponse {
    let text = handle.map(|handle| handle.render()).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
