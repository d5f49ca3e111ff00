//! The lock on each route: who may use it is checked before its handler runs.

use axum::{
    extract::Request,
    middleware::{Next, from_fn},
    response::Response,
    routing::MethodRouter,
};
use ground::{App, Guard, Visit};
use kit::faults::Fault;

/// Puts the lock in front of a handler.
pub fn enforce(guard: Guard, handler: MethodRouter<App>) -> MethodRouter<App> {
    handler.layer(from_fn(move |visit: Visit, request: Request, next: Next| check(guard, visit, request, next)))
}

async fn check(guard: Guard, visit: Visit, request: Request, next: Next) -> Result<Response, Fault> {
    match guard {
        Guard::Public => {}
        Guard::SignedIn => drop(visit.actor()?),
        Guard::Needs(permission) => drop(visit.may(permission)?),
    }
    Ok(next.run(request).await)
}
