//! The second step with a code from an authenticator app: setting it up, new recovery codes, taking it away.

use askama::Template;
use axum::extract::State;
use jiff::SignedDuration;
use kit::{
    db::DbError,
    faults::Fault,
    forms::{Errors, Form},
    secrets::{TotpSecret, qr_svg, recovery_codes},
    web::Answer,
};
use serde_json::{Value, json};

use super::{pages::is_own_password, secrets};
use crate::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::RecordId,
    layout::{Flash, Page},
    rules::matrix::Permission,
    sign_in::{door, store as exchanges},
};

const KIND: &str = "totp";
const LASTS: SignedDuration = SignedDuration::from_mins(30);

#[derive(Template)]
#[template(path = "accounts/code.html")]
struct CodePage {
    page: Page,
    errors: Errors,
    exchange: String,
    /// An `<svg>` of squares only, made here.
    qr: String,
    key: String,
}

#[derive(Template)]
#[template(path = "accounts/recovery_codes.html")]
struct CodesPage {
    page: Page,
    codes: Vec<String>,
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::Internal(error.to_string())
}

pub async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    let secret = TotpSecret::from_rng(&mut scope.at.rng());
    let id: RecordId = scope.at.id();
    let sealed = app.seal.seal(secret.as_bytes(), &door::totp_context(scope.account), &mut scope.at.rng());
    let state = json!(kit::web::to_base64url(&sealed.map_err(fault)?));
    let kept = app.write(&scope, move |tx, scope| {
        let expires = scope.now.saturating_add(LASTS).unwrap_or(scope.now);
        let owner = Some((scope.organization, scope.account));
        exchanges::keep_exchange(tx, id, KIND, owner, &state, scope.now, expires)
    });
    kept.await.map_err(|error: DbError| Fault::from(error))?;
    kit::web::page(&code_page(&visit, &scope, id, &secret, Errors::default())?)
}

fn code_page(
    visit: &Visit,
    scope: &Scope,
    id: RecordId,
    secret: &TotpSecret,
    errors: Errors,
) -> Result<CodePage, Fault> {
    let uri = secret.otpauth_uri(&visit.t("layout-product"), &scope.name).map_err(fault)?;
    let page = visit.page("account-code-title");
    Ok(CodePage { page, errors, exchange: id.to_string(), qr: qr_svg(&uri).map_err(fault)?, key: secret.setup_key() })
}

pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    let id: RecordId = form.parsed("exchange").ok_or(Fault::NotFound)?;
    let sealed = kept_seed(&app, &scope, id).await?;
    let plain = app.seal.open(&sealed, &door::totp_context(scope.account)).map_err(|_| Fault::NotFound)?;
    let secret = TotpSecret::from_bytes(&plain).ok_or(Fault::NotFound)?;
    let Some(step) = secret.verify(form.get("code"), scope.now, None) else {
        let errors = Errors::one("code", visit.t("account-code-wrong"));
        return kit::web::page_with_errors(&code_page(&visit, &scope, id, &secret, errors)?);
    };
    let codes = new_codes(&app, &scope, Some((id, sealed, step))).await?;
    kit::web::page(&CodesPage { page: visit.page("account-codes-title"), codes })
}

/// The sealed seed that waits for its first code. Sealed for this account, so another's opens nothing.
async fn kept_seed(app: &App, scope: &Scope, id: RecordId) -> Result<Vec<u8>, Fault> {
    let kept = app.read(scope, move |tx, scope| exchanges::exchange(tx, id, KIND, scope.now)).await;
    let kept: Option<Value> = kept.map_err(|error: DbError| Fault::from(error))?;
    kept.as_ref().and_then(Value::as_str).and_then(kit::web::from_base64url).ok_or(Fault::NotFound)
}

/// Stores new recovery codes (and the seed, when one was just confirmed); answers them to be shown once.
async fn new_codes(app: &App, scope: &Scope, seed: Option<(RecordId, Vec<u8>, i64)>) -> Result<Vec<String>, Fault> {
    let codes = recovery_codes(&mut scope.at.rng());
    let digests: Vec<String> = codes.iter().map(|code| door::recovery_digest(code, &app.seal, scope.account)).collect();
    let stored = app.write(scope, move |tx, scope| {
        let (organization, account) = (scope.organization, scope.account);
        let what = if seed.is_some() { "second_factor" } else { "recovery_codes" };
        if let Some((id, sealed, step)) = seed {
            exchanges::take_exchange(tx, id, KIND, scope.now)?;
            secrets::set_code(tx, organization, account, &sealed, step)?;
        }
        secrets::set_recovery_codes(tx, organization, account, &digests)?;
        audit::record(tx, &Entry::new(scope, Action::Create, what).on(account))
    });
    stored.await.map_err(|error: DbError| Fault::from(error))?;
    Ok(codes.iter().map(kit::secrets::Code::reveal).collect())
}

pub async fn renew_codes(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    if !is_own_password(&app, &scope, form.get("password")).await? {
        return visit.see("/account", Flash::warn(visit.t("account-password-wrong")));
    }
    let codes = new_codes(&app, &scope, None).await?;
    kit::web::page(&CodesPage { page: visit.page("account-codes-title"), codes })
}

pub async fn remove(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    if !is_own_password(&app, &scope, form.get("password")).await? {
        return visit.see("/account", Flash::warn(visit.t("account-password-wrong")));
    }
    let removed = app.write(&scope, |tx, scope| {
        secrets::drop_code(tx, scope.organization, scope.account)?;
        audit::record(tx, &Entry::new(scope, Action::Remove, "second_factor").on(scope.account))
    });
    removed.await.map_err(|error: DbError| Fault::from(error))?;
    visit.see("/account", Flash::ok(visit.t("account-code-removed")))
}
