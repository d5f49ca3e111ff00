//! The way of a request to its page, and of the answer back.
//!
//! One layer for all of it: axum copies, for each request, whatever is inside of each layer.

use axum::{
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use ground::{App, Visit};
use kit::{db::following::following, faults::Fault};

use super::{
    faults::{self, Asked},
    kept::Sent,
    session,
    turns::Turns,
};

/// What every page needs on its way.
#[derive(Clone)]
pub struct House {
    pub app: App,
    pub turns: Turns,
}

/// Leads a request to its page, unless another site's page asks for a change. A page that only reads may be read from the
/// replica, when there is one and it has all that was saved before.
pub async fn lead(State(house): State<House>, request: Request, next: Next) -> Response {
    if session::is_from_elsewhere(&request) {
        return Fault::Foreign.into_response();
    }
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let answered = answer(&house, request, next);
    if is_reading && house.app.db.has_replica() { following(answered).await } else { answered.await }
}

async fn answer(house: &House, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let (visit, trouble) = session::recognize(&house.app, &house.turns, &head).await;
    let request = Request::from_parts(head, body);
    let mut answer = match trouble {
        // Nobody can be told from anybody now: nothing is done, and the page that says so needs no records.
        Some(fault) => faults::tell(&fault, &visit, request).await,
        None => page(house, &visit, request, next).await,
    };
    answer.extensions_mut().insert(visit.request.id);
    match session::protect(&mut answer, &visit) {
        Ok(()) => answer,
        Err(fault) => fault.into_response(),
    }
}

async fn page(house: &House, visit: &Visit, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    // A line that breaks off or brings its words too slowly: nobody is there to read a page.
    let Ok((mut request, sent)) = Sent::hold(request).await else { return StatusCode::REQUEST_TIMEOUT.into_response() };
    request.extensions_mut().insert(visit.clone());
    let answer = house.turns.wait(visit, next.run(request)).await.unwrap_or_else(IntoResponse::into_response);
    faults::readable(answer, &house.app, visit, &asked, sent)
}
