//! Leaving: signing out, and leaving quickly for a page that says nothing about anybody.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use kit::{
    db::{DbError, Tenant},
    faults::Fault,
    ids::Id,
    messages::Words,
    web::Answer,
};

use super::sessions;
use crate::{
    App, Visit,
    audit::{self, Action, Entry},
    reading,
};

/// Where somebody goes who leaves quickly: a page that nobody wonders about.
pub const NEUTRAL: &str = "https://www.weather.gov/";

/// A page without a name: it is there for the blink of an eye, and when the way on is slow.
#[derive(Template)]
#[template(path = "sign_in/leave.html")]
struct Leaving {
    words: Words,
    neutral: &'static str,
}

/// Leaves for [`NEUTRAL`]. On a shared device the session ends with it.
pub async fn leave(State(app): State<App>, visit: Visit) -> Answer {
    let is_shared = visit.actor.as_ref().is_some_and(|actor| actor.is_device_shared);
    if is_shared {
        end_session(&app, &visit).await?;
    }
    let mut answer = if visit.wants_json {
        StatusCode::NO_CONTENT.into_response()
    } else {
        let mut page = kit::web::page(&Leaving { words: visit.words.clone(), neutral: NEUTRAL })?;
        let onward = HeaderValue::from_str(&format!("0; url={NEUTRAL}"));
        page.headers_mut().insert(header::REFRESH, onward.map_err(|error| Fault::Internal(error.to_string()))?);
        page
    };
    answer.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if is_shared { without_session(&app, &visit, answer) } else { Ok(answer) }
}

/// Ends the session of whoever is signed in, and writes it down.
pub(super) async fn end_session(app: &App, visit: &Visit) -> Result<(), Fault> {
    let Some(actor) = visit.actor.clone() else { return Ok(()) };
    let request = visit.request.clone();
    let tenant = Tenant::Organization(actor.organization.uuid());
    let role = actor.main_role().map_or("none", |role| role.word());
    let ended = app.db.write(tenant, move |tx| {
        sessions::end(tx, actor.organization, actor.account, actor.session, request.now())?;
        let entry = Entry::by_program(actor.organization, &request, Action::SignOut, "session");
        audit::record(tx, &entry.by(actor.account, role).on(actor.session))
    });
    ended.await.map_err(|error: DbError| error.into())
}

/// Takes the session's cookie out of the browser; on a shared device, all that stands there of this address.
pub(super) fn without_session(app: &App, visit: &Visit, mut answer: Response) -> Answer {
    let is_secure = app.config.public_url.scheme() == "https";
    let is_shared = visit.actor.as_ref().is_some_and(|actor| actor.is_device_shared);
    let more: &[&str] = if is_shared { &["browser", reading::LANGUAGE, reading::TEXT_SIZE] } else { &[] };
    for name in ["session"].iter().chain(more) {
        let gone = sessions::cookie_named(name, "", std::time::Duration::ZERO, is_secure)?;
        answer.headers_mut().append(header::SET_COOKIE, gone);
    }
    if is_shared {
        answer.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::NEUTRAL;

    #[test]
    fn the_neutral_page_can_stand_in_a_header() {
        assert!(NEUTRAL.starts_with("https://") && !NEUTRAL.contains([';', ' ', '"']));
    }
}
