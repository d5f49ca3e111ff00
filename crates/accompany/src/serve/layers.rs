//! What surrounds every answer: a request id, one line in the log, figures, limits, compression.

use std::time::Instant;

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::{HeaderValue, header},
    middleware::{Next, from_fn},
    response::Response,
};
use ground::{App, Visit};
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};

/// Adds the outer layers.
pub fn around(router: Router<App>, app: &App) -> Router<App> {
    let most = usize::try_from(app.config.limits.body_bytes).unwrap_or(usize::MAX);
    router
        .layer(CatchPanicLayer::new())
        .layer(DefaultBodyLimit::max(most))
        // Pages are made anew each time: the quickest way saves nine tenths of what the best one saves.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn(observe))
}

/// Writes one line for each request: the route's pattern, never its ids; the outcome; how long it took.
async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let id = request.extensions().get::<Visit>().map(|visit| visit.request.id);
    let mut answer = next.run(request).await;
    let status = answer.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    let labels = [("route", route.clone()), ("method", method.to_string()), ("status", status.to_string())];
    metrics::counter!("accompany_requests_total", &labels).increment(1);
    metrics::histogram!("accompany_request_seconds", "route" => route.clone()).record(seconds);
    tracing::info!(%method, route, status, seconds, request = ?id, "answered");
    answer.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}
