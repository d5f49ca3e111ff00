//! The pages of somebody who is invited: how they read, then an account of their own.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, header},
};
use ground::{
    App, Visit,
    accounts::{account as accounts, fields, links::Dead},
    layout::{Flash, Page, parts::Choice},
    organizations::show_dead,
    reading::{self, TextSize},
    sign_in::{
        brakes::{self, Browser, Knock},
        door::{self, Entered},
        sessions::{DeviceKind, How, NewSession},
        welcome,
    },
};
use kit::{
    db::{DbError, Tenant},
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    messages::AsArg,
    secrets::{PaperCode, Password, Personal, Salt},
    web::{Answer, page, page_with_errors, see},
};
use serde::Deserialize;

use super::{
    account::{self, Chosen},
    invitation::{Invitation, sign_in_name},
    store,
};

#[derive(Template)]
#[template(path = "joining/code.html")]
struct CodePage {
    page: Page,
    errors: Errors,
    code: String,
}

#[derive(Template)]
#[template(path = "joining/reading.html")]
struct ReadingPage {
    page: Page,
    code: String,
    greeting: String,
    languages: Vec<Choice>,
    sizes: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "joining/account.html")]
struct AccountPage {
    page: Page,
    form: Form,
    errors: Errors,
    code: String,
    greeting: String,
    is_supporter: bool,
    /// Where somebody goes who has an account: back here afterwards.
    sign_in: String,
    ways: Vec<Choice>,
    has_mail: bool,
    /// Who is signed in here already, and may accept as themselves.
    signed_in: Option<String>,
    /// Somebody else is signed in on this device.
    is_taken: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    code: String,
}

impl Asked {
    fn onward(&self) -> String {
        format!("/join/account?code={}", kit::web::escaped(self.code.trim()))
    }
}

/// What became of a code that somebody typed.
enum Opened {
    Live(Box<Invitation>),
    /// No code, or none that could be one.
    Misread,
    Dead(Dead),
    Wait(jiff::Timestamp),
}

/// Opens a code. Tries are counted by the address they come from, so that nobody finds codes by trying.
async fn open(app: &App, visit: &Visit, typed: &str) -> Result<Opened, Fault> {
    let Some(code) = PaperCode::parse(typed) else { return Ok(Opened::Misread) };
    let (request, seal) = (visit.request.clone(), app.seal.clone());
    let knock = Knock::new(typed, &request.address, &Browser::default());
    let opened = app.db.write(Tenant::System, move |tx| {
        let tried = match brakes::try_once(tx, &request, &knock)? {
            Ok(tried) => tried,
            Err(wait) => return Ok(Opened::Wait(wait.until)),
        };
        let found = store::open(tx, &seal, &code, request.now())?;
        if !matches!(found, Err(Dead::Unknown)) {
            brakes::strike(tx, tried)?;
        }
        Ok(found.map_or_else(Opened::Dead, |one| Opened::Live(Box::new(one))))
    });
    opened.await.map_err(|error: DbError| error.into())
}

/// The answer for a code that opens nothing.
fn closed(visit: &Visit, code: String, opened: &Opened) -> Answer {
    let words = match opened {
        Opened::Dead(dead) if *dead != Dead::Unknown => return show_dead(visit, *dead),
        Opened::Wait(until) => {
            let minutes = until.duration_since(visit.request.now()).as_mins().max(0).saturating_add(1);
            visit.words.with("joining-code-wait", &[("count", minutes.as_arg())])
        }
        _ => visit.t("joining-code-wrong"),
    };
    page_with_errors(&CodePage { page: visit.page("joining-code-title"), errors: Errors::one("code", words), code })
}

/// A place to type a code; with a code, the first page of coming in.
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    if asked.code.trim().is_empty() {
        let view = CodePage { page: visit.page("joining-code-title"), errors: Errors::default(), code: asked.code };
        return page(&view);
    }
    let invitation = match open(&app, &visit, &asked.code).await? {
        Opened::Live(invitation) => invitation,
        other => return closed(&visit, asked.code, &other),
    };
    page(&ReadingPage {
        page: visit.page("joining-title"),
        greeting: greeting(&visit, &invitation),
        languages: reading::languages(&visit, visit.words.tag()),
        sizes: reading::text_sizes(&visit, visit.text_size.word()),
        code: asked.code,
    })
}

/// Whom it is for, by the initial only.
fn greeting(visit: &Visit, invitation: &Invitation) -> String {
    let initial = invitation.initial();
    let with = [("initial", initial.as_arg()), ("organization", invitation.organization_name.as_arg())];
    visit.words.with(if invitation.supporter.is_some() { "joining-for-supporter" } else { "joining-for-you" }, &with)
}

/// Remembers language and text size, and goes on in them.
pub async fn read_as(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let words = app.messages.language(form.text("language").unwrap_or(visit.words.tag()));
    let size = TextSize::from_word(form.get("text_size")).unwrap_or(visit.text_size);
    let asked = Asked { code: form.get("code").to_owned() };
    reading::remember(&app, see(asked.onward())?, words.tag(), size)
}

pub async fn account(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    match open(&app, &visit, &asked.code).await? {
        Opened::Live(one) => page(&view(&app, &visit, &one, asked.code, Form::default(), Errors::default())),
        other => closed(&visit, asked.code, &other),
    }
}

fn view(app: &App, visit: &Visit, one: &Invitation, code: String, form: Form, errors: Errors) -> AccountPage {
    let signed_in = visit.actor.as_ref().map(|actor| actor.name.clone());
    let may_use = may_use_own(visit, one);
    AccountPage {
        page: visit.page("joining-title"),
        greeting: greeting(visit, one),
        is_supporter: one.supporter.is_some(),
        sign_in: format!("/sign-in?next={}", kit::web::escaped(&Asked { code: code.clone() }.onward())),
        ways: ways(app, visit, &form),
        has_mail: app.mailer.is_on(),
        is_taken: signed_in.is_some() && !may_use,
        signed_in: signed_in.filter(|_| may_use),
        form,
        errors,
        code,
    }
}

/// Who is signed in may accept as themselves, but not what they handed out, and not as another participant.
fn may_use_own(visit: &Visit, one: &Invitation) -> bool {
    let Some(actor) = &visit.actor else { return false };
    let is_here = actor.organization == one.organization && actor.account != one.created_by;
    is_here && one.supporter.is_some()
}

/// The ways of signing in that there are.
fn ways(app: &App, visit: &Visit, form: &Form) -> Vec<Choice> {
    let chosen = form.text("way").unwrap_or("password");
    let is_there = |way: &&str| match *way {
        "passkey" => app.passkeys.is_some(),
        "mail" => app.mailer.is_on(),
        _ => true,
    };
    let choice = |way: &str| {
        let label = visit.t(&format!("joining-way-{way}"));
        Choice::new(way, label, way == chosen).with_hint(visit.t(&format!("joining-way-{way}-hint")))
    };
    ["password", "passkey", "mail"].into_iter().filter(is_there).map(choice).collect()
}

pub async fn create(State(app): State<App>, visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let code = form.get("code").to_owned();
    let one = match open(&app, &visit, &code).await? {
        Opened::Live(one) => one,
        other => return closed(&visit, code, &other),
    };
    let mut errors = Errors::default();
    let chosen = choose(&app, &visit, &one, &form, &mut errors).await?;
    let Some(chosen) = chosen.filter(|_| errors.is_empty()) else {
        return page_with_errors(&view(&app, &visit, &one, code, form, errors));
    };
    let next = if form.get("way") == "passkey" { "/account#passkeys" } else { "/" };
    match enter(&app, &visit, &headers, *one, chosen, DeviceKind::of(&form)).await? {
        Some(entered) => welcome(&app, &visit, &entered, None, next),
        None => show_dead(&visit, Dead::Used),
    }
}

/// Reads how somebody wants to sign in; what is wrong goes to the form.
async fn choose(
    app: &App,
    visit: &Visit,
    one: &Invitation,
    form: &Form,
    errors: &mut Errors,
) -> Result<Option<Chosen>, Fault> {
    let Some(name) = sign_in_name(form.get("sign_in_name")).map(str::to_owned) else {
        errors.add("sign_in_name", visit.t("joining-name-wrong"));
        return Ok(None);
    };
    if is_taken(app, one, name.clone(), visit.request.now()).await? {
        errors.add("sign_in_name", visit.t("joining-name-taken"));
    }
    let way = form.get("way");
    if way == "mail" && !(app.mailer.is_on() && name.contains('@')) {
        errors.add("sign_in_name", visit.t("joining-mail-needs-address"));
    }
    let password_hash = if matches!(way, "passkey" | "mail") {
        None
    } else {
        let personal = Personal { names: &[&one.name], email: &name, organization: &one.organization_name };
        match fields::password(form, "password", &personal, &visit.words, errors) {
            Some(password) => Some(hash(app, visit, password).await?),
            None => return Ok(None),
        }
    };
    let (language, text_size) = (visit.words.tag().to_owned(), visit.text_size);
    Ok(Some(Chosen { sign_in_name: name, password_hash, language, text_size }))
}

async fn hash(app: &App, visit: &Visit, password: Password) -> Result<String, Fault> {
    app.hasher.hash(password, Salt::from_rng(&mut visit.request.at.rng())).await.map_err(door::hash_fault)
}

/// Whether somebody else signs in by this name here.
async fn is_taken(app: &App, one: &Invitation, name: String, now: jiff::Timestamp) -> Result<bool, Fault> {
    let (organization, participant, supporter) = (one.organization, one.participant, one.supporter);
    let taken = app.db.read(Tenant::Organization(organization.uuid()), move |tx| {
        let Some((account, _)) = accounts::by_email(tx, organization, &name)? else { return Ok(false) };
        let own = store::account_of(tx, organization, participant, now)?;
        // Their own name may stay when they come in anew.
        Ok(supporter.is_some() || own.is_none_or(|(own, _)| own != account))
    });
    taken.await.map_err(|error: DbError| error.into())
}

/// A session that an invitation begins.
fn session(app: &App, headers: &HeaderMap, one: &Invitation, kind: DeviceKind) -> NewSession {
    let device = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let (organization, account) = (one.organization, uuid::Uuid::nil().into());
    NewSession { organization, account, how: How::Link, kind, device, lasts: app.config.sessions.absolute }
}

async fn enter(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    one: Invitation,
    chosen: Chosen,
    kind: DeviceKind,
) -> Result<Option<Entered>, Fault> {
    let (request, mut session) = (visit.request.clone(), session(app, headers, &one, kind));
    let entered = app.db.write(Tenant::Organization(one.organization.uuid()), move |tx| {
        let Some(account) = account::join(tx, &request, &one, &chosen)? else { return Ok(None) };
        session.account = account;
        door::enter_now(tx, &request, &session)
    });
    entered.await.map_err(|error: DbError| error.into())
}

/// Accepts with the account that is signed in.
pub async fn use_own(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let code = form.get("code").to_owned();
    let one = match open(&app, &visit, &code).await? {
        Opened::Live(one) if may_use_own(&visit, &one) => one,
        Opened::Live(_) => return Err(Fault::NotFound),
        other => return closed(&visit, code, &other),
    };
    let (request, account) = (visit.request.clone(), visit.actor()?.account);
    let joined = app
        .db
        .write(Tenant::Organization(one.organization.uuid()), move |tx| account::join_as(tx, &request, &one, account));
    if joined.await.map_err(|error: DbError| Fault::from(error))? {
        visit.see("/shared", Flash::ok(visit.t("joining-joined")))
    } else {
        show_dead(&visit, Dead::Used)
    }
}
