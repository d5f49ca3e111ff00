//! Adding, naming and removing passkeys. The browser's part is `web/src/passkey.ts`.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::IntoResponse,
};
use kit::{
    db::DbError,
    faults::Fault,
    forms::Form,
    ids::Id,
    secrets::{PasskeyError, Relying},
    web::Answer,
};
use serde_json::{Value, json};

use super::store;
use crate::{
    App, Visit,
    audit::{self, Action, Entry},
    ids::PasskeyId,
    layout::Flash,
    rules::matrix::Permission,
    sign_in::passkey::{self, keep},
};

const KIND: &str = "passkey_registration";
/// The longest name of a passkey, in characters.
const NAME_CHARS: usize = 60;

pub async fn start(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    let relying = relying(&app)?;
    let existing = app.read(&scope, store::credential_ids).await.map_err(|error: DbError| Fault::from(error))?;
    let name = scope.name.clone();
    let ceremony = relying.start_registration(scope.account.uuid(), &name, &name, existing).map_err(passkey::fault)?;
    let owner = Some((scope.organization, scope.account));
    let cookie = keep(&app, &scope.at, KIND, owner, ceremony.to_keep).await?;
    let mut answer = Json(ceremony.for_browser).into_response();
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(answer)
}

/// The site for which passkeys are made; not found at an address where browsers offer none.
pub(crate) fn relying(app: &App) -> Result<&Relying, Fault> {
    app.passkeys.as_ref().ok_or(Fault::NotFound)
}

pub async fn finish(State(app): State<App>, visit: Visit, headers: HeaderMap, Json(answer): Json<Value>) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    let (kept, owner) = passkey::take(&app, &headers, KIND, scope.now).await?;
    if owner != Some(scope.account) {
        return Err(Fault::NotFound);
    }
    let new = relying(&app)?.finish_registration(kept, answer).map_err(|error: PasskeyError| passkey::fault(error))?;
    let name = visit.t("account-passkey-new");
    let stored = app.write(&scope, move |tx, scope| {
        let id = store::insert_passkey(tx, scope, &new, &name)?;
        audit::record(tx, &Entry::new(scope, Action::Create, "passkey").on(id))
    });
    stored.await.map_err(|error: DbError| Fault::from(error))?;
    Ok(Json(json!({ "ok": true })).into_response())
}

pub async fn rename(State(app): State<App>, visit: Visit, Path(id): Path<PasskeyId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    // A name that was left empty becomes the one that every new passkey has.
    let typed = form.text("name").map_or_else(|| visit.t("account-passkey-new"), str::to_owned);
    let name: String = typed.chars().take(NAME_CHARS).collect();
    app.write(&scope, move |tx, scope| {
        if !store::name_passkey(tx, scope, id, &name)? {
            return Err(Fault::NotFound);
        }
        Ok(audit::record(tx, &Entry::new(scope, Action::Change, "passkey").on(id))?)
    })
    .await?;
    visit.see("/account", Flash::ok(visit.t("account-saved")))
}

pub async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<PasskeyId>) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    app.write(&scope, move |tx, scope| {
        if !store::delete_passkey(tx, scope, id)? {
            return Err(Fault::NotFound);
        }
        Ok(audit::record(tx, &Entry::new(scope, Action::Remove, "passkey").on(id))?)
    })
    .await?;
    visit.see("/account", Flash::ok(visit.t("account-passkey-removed")))
}
