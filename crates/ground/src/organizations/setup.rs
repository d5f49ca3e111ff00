//! The first set-up: an organization, its first site and program, and its first director, from a one-time link.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
};
use kit::{
    db::{DbError, Tenant, Tx},
    faults::Fault,
    forms::{Errors, Form},
    secrets::{Password, Personal, Salt},
    web::Answer,
};
use serde::Deserialize;

use super::{ProgramSettings, insert, insert_program, insert_site, zones};
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
    layout::{Page, parts::Choice},
    rules::{Rules, matrix::Role},
    sign_in::{
        self,
        door::{self, Entered},
        sessions::{DeviceKind, How, NewSession},
    },
};

#[derive(Template)]
#[template(path = "organizations/setup.html")]
struct SetupPage {
    page: Page,
    form: Form,
    errors: Errors,
    token: String,
    zones: Vec<Choice>,
    kinds: Vec<Choice>,
    settings: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "organizations/dead_link.html")]
struct DeadLinkPage {
    page: Page,
    words: String,
}

#[derive(Template)]
#[template(path = "organizations/next.html")]
struct NextPage {
    page: Page,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    token: String,
}

pub async fn new(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    if let Err(dead) = open(&app, &visit, &asked.token).await? {
        return show_dead(&visit, dead);
    }
    let zone = app.config.time_zone.iana_name().unwrap_or_default().to_owned();
    let form = Form::from_pairs([("time_zone", zone.as_str()), ("kind", "one_on_one"), ("setting", "outpatient")]);
    kit::web::page(&setup_page(&visit, form, Errors::default(), asked.token))
}

async fn open(app: &App, visit: &Visit, token: &str) -> Result<Result<Link, Dead>, Fault> {
    let (token, now) = (token.to_owned(), visit.request.now());
    let opened = app.db.read(Tenant::System, move |tx| links::open(tx, &token, Purpose::Setup, now)).await;
    opened.map_err(|error: DbError| error.into())
}

/// The page for a link that opens nothing.
///
/// # Errors
/// When the page cannot be made.
pub fn show_dead(visit: &Visit, dead: Dead) -> Answer {
    let mut answer =
        kit::web::page(&DeadLinkPage { page: visit.page("account-link-title"), words: visit.t(dead.message()) })?;
    *answer.status_mut() = axum::http::StatusCode::NOT_FOUND;
    Ok(answer)
}

fn setup_page(visit: &Visit, form: Form, errors: Errors, token: String) -> SetupPage {
    SetupPage {
        page: visit.page("admin-setup-title"),
        zones: zones::choices(form.get("time_zone")),
        kinds: list_choices(visit, "program_types", form.get("kind")),
        settings: list_choices(visit, "settings", form.get("setting")),
        form,
        errors,
        token,
    }
}

/// The items of a shipped list as choices.
pub(super) fn list_choices(visit: &Visit, list: &str, chosen: &str) -> Vec<Choice> {
    let items = visit.rules().lists.get(list).map(|list| list.items.as_slice()).unwrap_or_default();
    items.iter().map(|item| Choice::new(item.key.clone(), item.label.clone(), item.key == chosen)).collect()
}

/// Whether a shipped list has this item.
pub(super) fn is_listed(list: &str, key: &str) -> bool {
    Rules::shipped().lists.get(list).is_some_and(|list| list.item(key).is_some())
}

pub async fn create(State(app): State<App>, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let token = form.get("token").to_owned();
    let link = match open(&app, &visit, &token).await? {
        Ok(link) => link,
        Err(dead) => return show_dead(&visit, dead),
    };
    let (setup, password) = match read(&visit, &form) {
        Ok(read) => read,
        Err(errors) => return kit::web::page_with_errors(&setup_page(&visit, form, errors, token)),
    };
    let salt = Salt::from_rng(&mut visit.request.at.rng());
    let hash = app.hasher.hash(password, salt).await.map_err(door::hash_fault)?;
    match establish(&app, &visit, &headers, link, setup, hash).await? {
        Some(entered) => sign_in::welcome(&app, &visit, &entered, None, "/setup/next"),
        None => show_dead(&visit, Dead::Used),
    }
}

/// What the form says.
struct Setup {
    organization: String,
    time_zone: String,
    site: String,
    program: String,
    kind: String,
    setting: String,
    name: String,
    email: String,
}

fn read(visit: &Visit, form: &Form) -> Result<(Setup, Password), Errors> {
    let (mut errors, words) = (Errors::default(), &visit.words);
    let mut needed = |field: &str, missing: &str| fields::needed(form, field, missing, words, &mut errors);
    let organization = needed("organization", "admin-setup-organization-missing");
    let site = needed("site", "admin-site-name-missing");
    let program = needed("program", "admin-program-name-missing");
    let name = needed("name", "account-name-missing");
    let email = fields::email(form, "email", words, &mut errors);
    let [time_zone, kind, setting] = ["time_zone", "kind", "setting"].map(|field| form.get(field).to_owned());
    if !zones::is_known(&time_zone) {
        errors.add("time_zone", words.t("admin-zone-wrong"));
    }
    for (field, list, key) in [("kind", "program_types", &kind), ("setting", "settings", &setting)] {
        if !is_listed(list, key) {
            errors.add(field, words.t("admin-choose-one"));
        }
    }
    let personal = Personal { names: &[&name], email: &email, organization: &organization };
    let password = fields::password(form, "password", &personal, &visit.words, &mut errors);
    errors.check()?;
    let setup = Setup { organization, time_zone, site, program, kind, setting, name, email };
    password.map(|password| (setup, password)).ok_or_else(Errors::default)
}

/// Makes everything in one transaction; `None` when the link was used meanwhile.
async fn establish(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    link: Link,
    setup: Setup,
    hash: String,
) -> Result<Option<Entered>, Fault> {
    let request = visit.request.clone();
    let device = headers.get(axum::http::header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (device, lasts) = (device.to_owned(), app.config.sessions.absolute);
    let language = visit.words.tag().to_owned();
    app.db
        .write(Tenant::System, move |tx| {
            if !links::use_up(tx, &link, request.now())? {
                return Ok(None);
            }
            let (organization, account) = make(tx, &request, &setup, hash, language)?;
            door::enter_now(
                tx,
                &request,
                &NewSession { organization, account, how: How::Link, kind: DeviceKind::Own, device, lasts },
            )
        })
        .await
        .map_err(|error: DbError| error.into())
}

fn make(
    tx: &mut Tx<'_>,
    request: &Request,
    setup: &Setup,
    hash: String,
    language: String,
) -> Result<(OrganizationId, AccountId), DbError> {
    let at = &request.at;
    let organization = insert(tx, at, &setup.organization, &setup.time_zone)?;
    let site = insert_site(tx, at, organization, &setup.site, "", "")?;
    let first = ProgramSettings::first(
        site,
        setup.program.clone(),
        setup.kind.clone(),
        setup.setting.clone(),
        setup.time_zone.clone(),
    );
    let program = insert_program(tx, at, organization, &first)?;
    let new = NewAccount {
        organization,
        email: setup.email.clone(),
        name: setup.name.clone(),
        pronouns: String::new(),
        language,
        password_hash: Some(hash),
    };
    let account = account::insert(tx, at, &new)?;
    let membership = NewMembership {
        organization,
        account,
        program: None,
        role: Role::Director,
        starts_at: at.now,
        ends_at: None,
        created_by: None,
    };
    account::give_role(tx, at, &membership)?;
    let made =
        |kind: &str| Entry::by_program(organization, request, Action::Create, kind).by(account, Role::Director.word());
    audit::record(tx, &made("organization").on(organization))?;
    audit::record(tx, &made("site").on(site))?;
    audit::record(tx, &made("program").on(program))?;
    audit::record(tx, &made("account").on(account).with("role", Role::Director.word()))?;
    Ok((organization, account))
}

pub async fn next(visit: Visit) -> Answer {
    kit::web::page(&NextPage { page: visit.page("admin-next-title") })
}
