//! A way back in for somebody who cannot sign in: a link that an admin makes, writes down and hands over.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
};
use kit::{
    db::{DbError, Tenant, Tx},
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    messages::AsArg,
    secrets::{Personal, Salt},
    sql,
    web::Answer,
};
use serde::Deserialize;

use super::{
    accept::{self, Open},
    invitations::LinkPage,
    store,
};
use crate::{
    App, Visit,
    access::Scope,
    accounts::{
        fields,
        links::{self, Dead, Link, NewLink, Purpose},
        secrets,
    },
    audit::{self, Action, Entry},
    ids::AccountId,
    layout::{Flash, Page, when::When},
    organizations::show_dead,
    rules::matrix::Permission,
    sign_in::{
        self,
        door::{self, Entered},
        sessions,
    },
};

/// How long a way back in stays open.
const LASTS: std::time::Duration = std::time::Duration::from_secs(60 * 60 * 24);

#[derive(Template)]
#[template(path = "team/recover.html")]
struct RecoverPage {
    page: Page,
    errors: Errors,
    token: String,
    email: String,
    intro: String,
}

pub async fn create(State(app): State<App>, visit: Visit, Path(account): Path<AccountId>, form: Form) -> Answer {
    let scope = visit.may(Permission::RecoverAccount)?;
    let drops_code = form.is_ticked("drops_code");
    let (name, token) = make(&app, &scope, account, drops_code).await?;
    let until = visit.request.now().saturating_add(LASTS).unwrap_or(jiff::Timestamp::MAX);
    kit::web::page(&LinkPage {
        page: visit.page("team-link-title"),
        intro: visit.words.with("team-recovery-intro", &[("name", name.as_arg())]),
        link: app.outside(&format!("/recovery?token={token}")),
        until: When::at(&visit, until, &visit.zone()),
        back: format!("/team/{account}"),
        organization: visit.actor()?.organization_name.clone(),
        name,
        is_mailed: false,
    })
}

async fn make(app: &App, scope: &Scope, account: AccountId, drops_code: bool) -> Result<(String, String), Fault> {
    app.write(scope, move |tx, scope| {
        let worker = store::find(tx, scope, account)?.filter(|worker| worker.closed_at.is_none());
        let worker = worker.ok_or(Fault::NotFound)?;
        store::withdraw_earlier(tx, scope, Purpose::Recovery.word(), &worker.email)?;
        if drops_code {
            secrets::drop_code(tx, scope.organization, account)?;
        }
        let new = NewLink {
            purpose: Purpose::Recovery,
            organization: Some(scope.organization),
            account: Some(account),
            email: worker.email,
            name: worker.name.clone(),
            role: None,
            program: None,
            ends_at: None,
            created_by: Some(scope.account),
            lasts: LASTS,
        };
        let token = links::make(tx, &scope.at, &new)?;
        let entry = Entry::new(scope, Action::Access, "recovery").on(account);
        audit::record(tx, &entry.with("second_factor_removed", drops_code))?;
        Ok((worker.name, token))
    })
    .await
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    token: String,
}

pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    match accept::open(&app, &visit, &asked.token, Purpose::Recovery).await? {
        Ok(open) => kit::web::page(&recover_page(&visit, Errors::default(), asked.token, &open)),
        Err(dead) => show_dead(&visit, dead),
    }
}

fn recover_page(visit: &Visit, errors: Errors, token: String, open: &Open) -> RecoverPage {
    let words = visit.words.with("team-recover-intro", &[("organization", open.organization_name.as_arg())]);
    RecoverPage { page: visit.page("team-recover-title"), errors, token, email: open.link.email.clone(), intro: words }
}

pub async fn accept(State(app): State<App>, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let token = form.get("token").to_owned();
    let open = match accept::open(&app, &visit, &token, Purpose::Recovery).await? {
        Ok(open) => open,
        Err(dead) => return show_dead(&visit, dead),
    };
    let mut errors = Errors::default();
    let personal =
        Personal { names: &[&open.link.name], email: &open.link.email, organization: &open.organization_name };
    let Some(password) = fields::password(&form, "password", &personal, &visit.words, &mut errors) else {
        return kit::web::page_with_errors(&recover_page(&visit, errors, token, &open));
    };
    let hash =
        app.hasher.hash(password, Salt::from_rng(&mut visit.request.at.rng())).await.map_err(door::hash_fault)?;
    match recover(&app, &visit, &headers, open, hash).await? {
        Recovered::In(entered) => sign_in::welcome(&app, &visit, &entered, None, "/account"),
        Recovered::CodeNext => visit.see("/sign-in", Flash::ok(visit.t("team-recover-code-next"))),
        Recovered::Gone => show_dead(&visit, Dead::Used),
    }
}

/// What came of a way back in.
enum Recovered {
    In(Entered),
    /// The password is set; a link alone must not replace the second step.
    CodeNext,
    /// The link was used, or the account is closed.
    Gone,
}

/// Sets the new password, ends every session, and signs in here unless a second step is still asked for.
async fn recover(app: &App, visit: &Visit, headers: &HeaderMap, open: Open, hash: String) -> Result<Recovered, Fault> {
    let (request, organization) = (visit.request.clone(), open.organization);
    let Some(account) = open.link.account else { return Ok(Recovered::Gone) };
    let session = accept::session(app, headers, organization, account);
    let tenant = Tenant::Organization(organization.uuid());
    let entered = app.db.write(tenant, move |tx| {
        if !links::use_up(tx, &open.link, request.now())? {
            return Ok(Recovered::Gone);
        }
        set_password(tx, &open.link, account, &hash)?;
        sessions::end_others(tx, organization, account, None, request.now())?;
        let entry = Entry::by_program(organization, &request, Action::Change, "password").by(account, "self");
        audit::record(tx, &entry.on(account).with("how", "recovery"))?;
        if door::needs_code(tx, organization, account)? {
            return Ok(Recovered::CodeNext);
        }
        Ok(door::enter_now(tx, &request, &session)?.map_or(Recovered::Gone, Recovered::In))
    });
    entered.await.map_err(|error: DbError| error.into())
}

fn set_password(tx: &mut Tx<'_>, link: &Link, account: AccountId, hash: &str) -> Result<(), DbError> {
    tx.run(
        sql!("UPDATE accounts SET password_hash = $3 WHERE organization_id = $1 AND id = $2 AND closed_at IS NULL"),
        &[&link.organization, &account, &hash],
    )?;
    Ok(())
}
