//! What surrounds every answer: one line in the log, figures, limits, compression.

use std::{io, time::Duration};

use axum::{
    Router,
    body::{Body, BodyDataStream, Bytes, HttpBody},
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderValue, Method, header},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use futures_util::StreamExt;
use ground::{App, ids::RequestId};
use tokio::time::{Instant, timeout, timeout_at};
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};

/// Adds the outer layers: as one, because axum copies what is inside of each for every request.
pub fn around(router: Router<App>, app: &App) -> Router<App> {
    let limits = &app.config.limits;
    let most = usize::try_from(limits.body_bytes).unwrap_or(usize::MAX);
    router.layer((
        from_fn_with_state(Bounds { most, patience: limits.patience }, observe),
        // Pages are made anew each time: the quickest way saves nine tenths of what the best one saves.
        CompressionLayer::new().quality(CompressionLevel::Fastest),
        CatchPanicLayer::new(),
    ))
}

/// How much a request may bring, and how slowly.
#[derive(Clone, Copy)]
struct Bounds {
    /// Bytes of a body, where the route says nothing else.
    most: usize,
    patience: Duration,
}

impl Bounds {
    fn put_to(self, mut request: Request) -> Request {
        DefaultBodyLimit::max(self.most).apply(&mut request);
        if request.body().is_end_stream() { request } else { request.map(|body| keep_pace(body, self.patience)) }
    }
}

/// Once our patience is at its end, a body must have brought so many bytes for each second: a slow telephone line does.
const SLOWEST: u32 = 4 * 1024;
/// What is left of a body that nobody wants any more is let in for so long, so that the answer can be read: a browser
/// that is cut off while it sends shows no page.
const LEFTOVER_WITHIN: Duration = Duration::from_secs(10);

/// Ends a body that is dripped.
fn keep_pace(body: Body, patience: Duration) -> Body {
    let pace = Paced { pieces: Some(body.into_data_stream()), patience, since: Instant::now(), bytes: 0 };
    Body::from_stream(futures_util::stream::try_unfold(pace, Paced::next))
}

/// A body on its way, with what it brought since when.
struct Paced {
    pieces: Option<BodyDataStream>,
    patience: Duration,
    since: Instant,
    bytes: u32,
}

impl Paced {
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, axum::BoxError> {
        let Some(pieces) = &mut self.pieces else { return Ok(None) };
        let earned = self.patience.saturating_add(Duration::from_secs((self.bytes / SLOWEST).into()));
        let until = self.since.checked_add(earned).unwrap_or(self.since);
        match timeout_at(until, pieces.next()).await {
            Ok(Some(Ok(piece))) => {
                self.bytes = self.bytes.saturating_add(u32::try_from(piece.len()).unwrap_or(u32::MAX));
                Ok(Some((piece, self)))
            }
            Ok(Some(Err(error))) => Err(error.into()),
            Ok(None) => {
                self.pieces = None;
                Ok(None)
            }
            Err(_) => {
                metrics::counter!("accompany_refused_total", "why" => "slow").increment(1);
                self.pieces = None;
                Err(io::Error::from(io::ErrorKind::TimedOut).into())
            }
        }
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        let Some(mut rest) = self.pieces.take() else { return };
        let let_in = async move { while rest.next().await.is_some_and(|piece| piece.is_ok()) {} };
        // A body outside of a runtime is one of a test.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(timeout(LEFTOVER_WITHIN, let_in));
        }
    }
}

/// One more request that is worked on, until this is dropped.
struct InFlight;

impl InFlight {
    fn one() -> Self {
        metrics::gauge!("accompany_requests_in_flight").increment(1.0);
        Self
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        metrics::gauge!("accompany_requests_in_flight").decrement(1.0);
    }
}

/// The method as a label: whatever is made up is one, so that nobody can fill the figures with names.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Writes one line for each request: the route's pattern, never its ids; the outcome; how long it took.
async fn observe(State(bounds): State<Bounds>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let in_flight = InFlight::one();
    let mut answer = next.run(bounds.put_to(request)).await;
    drop(in_flight);
    let status = answer.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    // Files and the operator's pages have no visit, and no id.
    let id = answer.extensions().get::<RequestId>().map(tracing::field::display);
    tracing::info!(%method, route, status, seconds, request = id, "answered");
    let labels = [("route", route.clone()), ("method", known(&method).to_owned()), ("status", status.to_string())];
    metrics::counter!("accompany_requests_total", &labels).increment(1);
    metrics::histogram!("accompany_request_seconds", "route" => route).record(seconds);
    answer.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}
