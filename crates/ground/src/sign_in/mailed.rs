//! A code by mail each time, for participants and supporters who want to remember no password.
//!
//! Workers sign in with what they know or have: a mailbox alone opens no record of somebody else.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tenant, Tx},
    faults::Fault,
    forms::{Errors, Form},
    messages::AsArg,
    secrets::{PaperCode, SealKey},
    text::fold_email,
    web::{Answer, own_path},
};
use serde::{Deserialize, Serialize};

use super::{
    brakes::{self, Browser, Knock},
    door::{self, Entered, Proven, Refusal, Visitor},
    pages::{visitor, wait_words},
    sessions::{DeviceKind, How},
    store::{self, Candidate},
    welcome,
};
use crate::{
    App, Visit,
    access::Request,
    audit::{self, Action, Entry},
    ids::RecordId,
    layout::Page,
    mail::{self, Letter, Piece},
};

const KIND: &str = "mailed_code";
/// Mail can be slow.
const LASTS: SignedDuration = SignedDuration::from_mins(20);

#[derive(Template)]
#[template(path = "sign_in/mailed.html")]
struct MailedPage {
    page: Page,
    errors: Errors,
    email: String,
    next: String,
    exchange: String,
    is_device_shared: bool,
}

/// One account that a code was mailed for.
#[derive(Serialize, Deserialize)]
struct Mailed {
    proven: Proven,
    /// What is kept of the code.
    digest: String,
}

/// Mails a code to an address, if it has an account that signs in this way. The page says the same either way.
pub async fn create(State(app): State<App>, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    if !app.mailer.is_on() {
        return Err(Fault::NotFound);
    }
    let visitor = visitor(&app, &visit, &headers, form.get("email"));
    match begin(&app, &visit, visitor).await {
        Ok(exchange) => kit::web::page(&view(&visit, &form, exchange.to_string(), Errors::default())),
        Err(refusal) => refuse(&visit, &form, String::new(), refusal),
    }
}

fn view(visit: &Visit, form: &Form, exchange: String, errors: Errors) -> MailedPage {
    MailedPage {
        page: visit.page("sign-in-mailed-title"),
        errors,
        email: form.get("email").trim().to_owned(),
        next: own_path(form.get("next")).unwrap_or("/").to_owned(),
        exchange,
        is_device_shared: DeviceKind::of(form).is_shared(),
    }
}

async fn begin(app: &App, visit: &Visit, visitor: Visitor) -> Result<RecordId, Refusal> {
    let id: RecordId = visitor.request.at.id();
    let (seal, words) = (app.seal.clone(), visit.words.clone());
    let letter = move |code: &PaperCode, one: &Candidate| Letter {
        recipient: one.email.clone(),
        purpose: "sign_in_code",
        subject: words.t("sign-in-mailed-subject"),
        parts: vec![
            Piece::Words(words.with("sign-in-mailed-words", &[("code", code.reveal().as_arg())])),
            Piece::Words(words.t("sign-in-mailed-end")),
        ],
    };
    let knock = Knock::new(&visitor.email, &visitor.request.address, &visitor.browser);
    let email = fold_email(&visitor.email);
    app.db
        .write(Tenant::System, move |tx| {
            if let Err(wait) = brakes::try_once(tx, &visitor.request, &knock)? {
                return Ok(Err(Refusal::Wait(wait.until)));
            }
            keep(tx, &visitor.request, &seal, id, &email, letter).map(Ok)
        })
        .await
        .map_err(Refusal::Fault)?
        .map(|()| id)
}

/// Makes the codes, queues the letters, and keeps what the codes are checked against.
fn keep(
    tx: &mut Tx<'_>,
    request: &Request,
    seal: &SealKey,
    id: RecordId,
    email: &str,
    letter: impl Fn(&PaperCode, &Candidate) -> Letter,
) -> Result<(), Fault> {
    let mut mailed: Vec<Mailed> = Vec::new();
    for one in store::candidates_by_mail(tx, email, request.now())? {
        let code = PaperCode::from_rng(&mut request.at.rng());
        mail::queue_now(tx, seal, (one.organization, &request.at), &letter(&code, &one), true)?;
        let entry = Entry::by_program(one.organization, request, Action::Create, "sign_in_code");
        audit::record(tx, &entry.on(one.account))?;
        let Candidate { organization, organization_name, account, email, .. } = one;
        let proven = Proven { organization, organization_name, account, email, needs_code: false };
        mailed.push(Mailed { proven, digest: digest(&code, seal, id) });
    }
    let state = serde_json::to_value(mailed).map_err(|error| Fault::Internal(error.to_string()))?;
    let until = request.now().saturating_add(LASTS).unwrap_or(Timestamp::MAX);
    Ok(store::keep_exchange(tx, id, KIND, None, &state, request.now(), until)?)
}

fn digest(code: &PaperCode, seal: &SealKey, id: RecordId) -> String {
    kit::web::to_base64url(code.digest(seal, &format!("{KIND}:{id}")).as_bytes())
}

/// Lets somebody in who types the code.
pub async fn enter(State(app): State<App>, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let mut visitor = visitor(&app, &visit, &headers, form.get("email"));
    visitor.kind = DeviceKind::of(&form);
    let next = own_path(form.get("next")).unwrap_or("/").to_owned();
    match check(&app, visitor, &form).await {
        Ok((entered, email)) => {
            let browser = Browser::read(kit::web::cookie(&headers, "browser"), &app.seal);
            welcome(&app, &visit, &entered, browser.and(&email, &app.seal, &mut visit.request.at.rng()), &next)
        }
        Err(refusal) => refuse(&visit, &form, form.get("exchange").to_owned(), refusal),
    }
}

async fn check(app: &App, visitor: Visitor, form: &Form) -> Result<(Entered, String), Refusal> {
    let id: RecordId = form.parsed("exchange").ok_or(Refusal::TooLate)?;
    let code = PaperCode::parse(form.get("code"));
    let (request, seal) = (visitor.request.clone(), app.seal.clone());
    let knock = Knock::new(&visitor.email, &request.address, &visitor.browser);
    let proven = app
        .db
        .write(Tenant::System, move |tx| {
            if let Err(wait) = brakes::try_once(tx, &request, &knock)? {
                return Ok(Err(Refusal::Wait(wait.until)));
            }
            let Some(state) = store::exchange(tx, id, KIND, request.now())? else { return Ok(Err(Refusal::TooLate)) };
            let mailed: Vec<Mailed> = serde_json::from_value(state).unwrap_or_default();
            let right = code.map(|code| digest(&code, &seal, id));
            let found = mailed.into_iter().find(|one| right.as_deref() == Some(one.digest.as_str()));
            if found.is_some() {
                store::take_exchange(tx, id, KIND, request.now())?;
            }
            Ok::<_, DbError>(found.map(|one| one.proven).ok_or(Refusal::WrongCode))
        })
        .await??;
    let entered = door::enter(app, &visitor, &proven, How::Link).await?;
    Ok((entered, proven.email))
}

fn refuse(visit: &Visit, form: &Form, exchange: String, refusal: Refusal) -> Answer {
    let (status, words) = match refusal {
        Refusal::Fault(fault) => return Err(fault),
        Refusal::Wait(until) => (StatusCode::TOO_MANY_REQUESTS, wait_words(visit, until)),
        Refusal::TooLate => (StatusCode::UNAUTHORIZED, visit.t("sign-in-mailed-late")),
        Refusal::Wrong | Refusal::WrongCode => (StatusCode::UNAUTHORIZED, visit.t("sign-in-mailed-wrong")),
    };
    let mut answer = kit::web::page_with_errors(&view(visit, form, exchange, Errors::one("code", words)))?;
    *answer.status_mut() = status;
    Ok(answer)
}
