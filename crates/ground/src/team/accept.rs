//! Accepting an invitation: name, pronouns and a password of one's own.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, header},
};
use kit::{
    db::{DbError, Tenant, Tx},
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    messages::AsArg,
    secrets::{Personal, Salt},
    web::Answer,
};
use serde::Deserialize;

use crate::{
    App, Visit,
    access::Request,
    accounts::{
        account::{self, NewAccount, NewMembership},
        fields,
        links::{self, Dead, Link, Purpose},
    },
    audit::{self, Action, Entry},
    ids::{AccountId, OrganizationId},
    layout::Page,
    organizations::show_dead,
    rules::matrix::Role,
    sign_in::{
        self,
        door::{self, Entered},
        sessions::{DeviceKind, How, NewSession},
    },
};

#[derive(Template)]
#[template(path = "team/accept.html")]
struct AcceptPage {
    page: Page,
    form: Form,
    errors: Errors,
    token: String,
    email: String,
    intro: String,
    has_passkeys: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    token: String,
}

/// An invitation that can be accepted.
pub(super) struct Open {
    pub link: Link,
    pub organization: OrganizationId,
    pub organization_name: String,
}

pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    match open(&app, &visit, &asked.token, Purpose::Invitation).await? {
        Ok(invited) => {
            let form = Form::from_pairs([("name", invited.link.name.clone())]);
            kit::web::page(&accept_page(&app, &visit, form, Errors::default(), asked.token, &invited))
        }
        Err(dead) => show_dead(&visit, dead),
    }
}

/// Opens a link and reads which organization it is for.
pub(super) async fn open(app: &App, visit: &Visit, token: &str, purpose: Purpose) -> Result<Result<Open, Dead>, Fault> {
    let (token, now) = (token.to_owned(), visit.request.now());
    let opened = app.db.read(Tenant::System, move |tx| {
        let link = match links::open(tx, &token, purpose, now)? {
            Ok(link) => link,
            Err(dead) => return Ok(Err(dead)),
        };
        let Some(organization) = link.organization else { return Ok(Err(Dead::Unknown)) };
        let name = crate::organizations::name(tx, organization)?.unwrap_or_default();
        Ok(Ok(Open { link, organization, organization_name: name }))
    });
    opened.await.map_err(|error: DbError| error.into())
}

fn accept_page(app: &App, visit: &Visit, form: Form, errors: Errors, token: String, invited: &Open) -> AcceptPage {
    let organization = invited.organization_name.as_arg();
    let intro = visit.words.with("team-accept-intro", &[("organization", organization)]);
    let (page, email) = (visit.page("team-accept-title"), invited.link.email.clone());
    AcceptPage { page, form, errors, token, email, intro, has_passkeys: app.passkeys.is_some() }
}

pub async fn create(State(app): State<App>, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let token = form.get("token").to_owned();
    let invited = match open(&app, &visit, &token, Purpose::Invitation).await? {
        Ok(invited) => invited,
        Err(dead) => return show_dead(&visit, dead),
    };
    let mut errors = Errors::default();
    let name = fields::needed(&form, "name", "account-name-missing", &visit.words, &mut errors);
    let pronouns = fields::short(&form, "pronouns", &visit.words, &mut errors);
    let personal = Personal { names: &[&name], email: &invited.link.email, organization: &invited.organization_name };
    let password = fields::password(&form, "password", &personal, &visit.words, &mut errors);
    let Some(password) = password.filter(|_| errors.is_empty()) else {
        return kit::web::page_with_errors(&accept_page(&app, &visit, form, errors, token, &invited));
    };
    let hash =
        app.hasher.hash(password, Salt::from_rng(&mut visit.request.at.rng())).await.map_err(door::hash_fault)?;
    let next = if form.get("then") == "passkey" { "/account#passkeys" } else { "/" };
    match join(&app, &visit, &headers, invited, name, pronouns, hash).await? {
        Some(entered) => sign_in::welcome(&app, &visit, &entered, None, next),
        None => show_dead(&visit, Dead::Used),
    }
}

/// A session that a link begins.
pub(super) fn session(app: &App, headers: &HeaderMap, organization: OrganizationId, account: AccountId) -> NewSession {
    let device = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    NewSession {
        organization,
        account,
        how: How::Link,
        kind: DeviceKind::Own,
        device,
        lasts: app.config.sessions.absolute,
    }
}

async fn join(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    invited: Open,
    name: String,
    pronouns: String,
    hash: String,
) -> Result<Option<Entered>, Fault> {
    let request = visit.request.clone();
    let new = NewAccount {
        organization: invited.organization,
        email: invited.link.email.clone(),
        name,
        pronouns,
        language: visit.words.tag().to_owned(),
        password_hash: Some(hash),
    };
    let mut session = session(app, headers, invited.organization, AccountId::from(uuid::Uuid::nil()));
    let tenant = Tenant::Organization(invited.organization.uuid());
    let joined = app.db.write(tenant, move |tx| {
        let Some(account) = join_now(tx, &request, &invited.link, &new)? else { return Ok(None) };
        session.account = account;
        door::enter_now(tx, &request, &session)
    });
    joined.await.map_err(|error: DbError| error.into())
}

/// Uses an invitation up and makes the account with its role; `None` when the link was used or the address has an
/// account meanwhile.
pub(super) fn join_now(
    tx: &mut Tx<'_>,
    request: &Request,
    link: &Link,
    new: &NewAccount,
) -> Result<Option<AccountId>, DbError> {
    let Some(role) = link.role else { return Ok(None) };
    if !links::use_up(tx, link, request.now())? || account::by_email(tx, new.organization, &new.email)?.is_some() {
        return Ok(None);
    }
    let account = account::insert(tx, &request.at, new)?;
    let membership = NewMembership {
        organization: new.organization,
        account,
        program: link.program,
        role,
        starts_at: request.now(),
        ends_at: link.ends_at,
        created_by: link.created_by,
    };
    account::give_role(tx, &request.at, &membership)?;
    let entry = Entry::by_program(new.organization, request, Action::Create, "account");
    audit::record(tx, &entry.by(account, Role::word(role)).on(account).with("role", role.word()))?;
    Ok(Some(account))
}
