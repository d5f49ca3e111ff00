//! My account: name and theme, password, second step, passkeys, and where one is signed in.

use askama::Template;
use axum::extract::{Path, State};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    secrets::{Password, Personal, Salt, Verdict},
    web::Answer,
};

use super::{
    fields,
    secrets::{self, Passkey},
    store::{self, Profile},
};
use crate::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::SessionId,
    layout::{Flash, Page, parts::Choice, when::When},
    reading::{self, TextSize},
    rules::matrix::Permission,
    sign_in::{
        door,
        sessions::{self, How, Session},
    },
};

const THEMES: [(&str, &str); 3] =
    [("auto", "account-theme-auto"), ("light", "account-theme-light"), ("dark", "account-theme-dark")];

#[derive(Template)]
#[template(path = "accounts/show.html")]
struct AccountPage {
    page: Page,
    profile: Profile,
    form: Form,
    errors: Errors,
    themes: Vec<Choice>,
    languages: Vec<Choice>,
    text_sizes: Vec<Choice>,
    codes_left: i64,
    passkeys: Vec<PasskeyRow>,
    may_add_passkey: bool,
    sessions: Vec<SessionRow>,
}

struct PasskeyRow {
    id: String,
    name: String,
    made: When,
    used: Option<When>,
}

struct SessionRow {
    id: String,
    device: String,
    how: String,
    address: String,
    seen: When,
    is_this: bool,
}

pub async fn show(State(app): State<App>, visit: Visit) -> Answer {
    kit::web::page(&account_page(&app, &visit, None, Errors::default()).await?)
}

type Found = (Profile, i64, Vec<Passkey>, Vec<Session>);

async fn account_page(app: &App, visit: &Visit, form: Option<Form>, errors: Errors) -> Result<AccountPage, Fault> {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    let idle_since = scope.now.saturating_sub(app.config.sessions.idle).unwrap_or(Timestamp::UNIX_EPOCH);
    let read = app.read(&scope, move |tx, scope| {
        let Some(profile) = store::profile(tx, scope)? else { return Ok(None) };
        let (organization, account) = (scope.organization, scope.account);
        let left = secrets::recovery_codes_left(tx, organization, account)?;
        let passkeys = secrets::passkeys(tx, organization, account)?;
        Ok(Some((profile, left, passkeys, sessions::list(tx, organization, account, scope.now, idle_since)?)))
    });
    let read: Option<Found> = read.await.map_err(|error: DbError| Fault::from(error))?;
    let (profile, codes_left, passkeys, sessions) = read.ok_or(Fault::NotFound)?;
    let form = form.unwrap_or_else(|| filled(&profile));
    let this = visit.actor()?.session;
    Ok(AccountPage {
        page: visit.page("account-title"),
        languages: reading::languages(visit, form.get("language")),
        text_sizes: reading::text_sizes(visit, form.get("text_size")),
        themes: THEMES.map(|(word, key)| Choice::new(word, visit.t(key), word == form.get("theme"))).into(),
        profile,
        form,
        errors,
        codes_left,
        passkeys: passkeys.into_iter().map(|key| passkey_row(visit, key)).collect(),
        may_add_passkey: app.passkeys.is_some(),
        sessions: sessions.into_iter().map(|session| session_row(visit, session, this)).collect(),
    })
}

fn filled(profile: &Profile) -> Form {
    Form::from_pairs([
        ("name", profile.name.clone()),
        ("pronouns", profile.pronouns.clone()),
        ("phone", profile.phone.clone()),
        ("theme", profile.theme.clone()),
        ("language", profile.language.clone()),
        ("text_size", profile.text_size.word().to_owned()),
        ("version", profile.version.to_string()),
    ])
}

fn passkey_row(visit: &Visit, key: Passkey) -> PasskeyRow {
    let zone = visit.zone();
    PasskeyRow {
        id: key.id.to_string(),
        name: key.name,
        made: When::day_of(visit, key.created_at, &zone),
        used: key.used_at.map(|at| When::at(visit, at, &zone)),
    }
}

fn session_row(visit: &Visit, session: Session, this: SessionId) -> SessionRow {
    let how = match session.how {
        How::Password => "account-session-password",
        How::PasswordCode => "account-session-password-code",
        How::Passkey => "account-session-passkey",
        How::Link => "account-session-link",
    };
    SessionRow {
        id: session.id.to_string(),
        device: device_words(visit, &session.device),
        how: visit.t(how),
        address: session.address,
        seen: When::at(visit, session.seen_at, &visit.zone()),
        is_this: session.id == this,
    }
}

/// A browser's long description of itself in two words, such as "Firefox, Android".
fn device_words(visit: &Visit, described: &str) -> String {
    const BROWSERS: [(&str, &str); 5] =
        [("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    const SYSTEMS: [(&str, &str); 6] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    let find =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| described.contains(mark)).map(|(_, name)| *name);
    let found: Vec<&str> = [find(&BROWSERS), find(&SYSTEMS)].into_iter().flatten().collect();
    if found.is_empty() { visit.t("account-session-unknown") } else { found.join(", ") }
}

pub async fn update(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    let (new, errors) = read_profile(&app, &visit, &form);
    if !errors.is_empty() {
        return kit::web::page_with_errors(&account_page(&app, &visit, Some(form), errors).await?);
    }
    let (changed_elsewhere, saved) = (visit.t("account-changed-elsewhere"), app.messages.language(&new.language));
    let size = new.text_size;
    app.write(&scope, move |tx, scope| keep(tx, scope, &new, changed_elsewhere)).await?;
    let answer = visit.see("/account", Flash::ok(saved.t("account-saved")))?;
    reading::remember(&app, answer, saved.tag(), size)
}

fn read_profile(app: &App, visit: &Visit, form: &Form) -> (Profile, Errors) {
    let mut errors = Errors::default();
    let new = Profile {
        email: String::new(),
        name: fields::needed(form, "name", "account-name-missing", &visit.words, &mut errors),
        pronouns: fields::short(form, "pronouns", &visit.words, &mut errors),
        phone: fields::short(form, "phone", &visit.words, &mut errors),
        theme: THEMES.iter().find(|(word, _)| *word == form.get("theme")).map_or("auto", |(word, _)| word).to_owned(),
        language: app.messages.language(form.text("language").unwrap_or(visit.words.tag())).tag().to_owned(),
        text_size: TextSize::from_word(form.get("text_size")).unwrap_or(visit.text_size),
        has_code: false,
        version: form.parsed("version").unwrap_or_default(),
    };
    (new, errors)
}

fn keep(tx: &mut Tx<'_>, scope: &Scope, new: &Profile, changed_elsewhere: String) -> Result<(), Fault> {
    if !store::save(tx, scope, new)? {
        return Err(Fault::Conflict(changed_elsewhere));
    }
    let entry = Entry::new(scope, Action::Change, "account").on(scope.account);
    Ok(audit::record(tx, &entry.with("fields", "name, pronouns, phone, theme, language, text_size"))?)
}

/// Whether the typed password is one's own.
pub(super) async fn is_own_password(app: &App, scope: &Scope, typed: &str) -> Result<bool, Fault> {
    let read = app.read(scope, |tx, scope| secrets::password_hash(tx, scope.organization, scope.account)).await;
    let stored = read.map_err(|error: DbError| Fault::from(error))?;
    let Some(password) = Password::typed(typed) else { return Ok(false) };
    Ok(app.hasher.verify(password, stored).await.map_err(door::hash_fault)? != Verdict::Wrong)
}

pub async fn change_password(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    let mut errors = Errors::default();
    let page = account_page(&app, &visit, None, Errors::default()).await?;
    let organization = visit.actor()?.organization_name.clone();
    let personal = Personal { names: &[&page.profile.name], email: &page.profile.email, organization: &organization };
    let password = fields::password(&form, "new_password", &personal, &visit.words, &mut errors);
    if !is_own_password(&app, &scope, form.get("password")).await? {
        errors.add("password", visit.t("account-password-wrong"));
    }
    let Some(password) = password.filter(|_| errors.is_empty()) else {
        return kit::web::page_with_errors(&AccountPage { errors, ..page });
    };
    let hash = app.hasher.hash(password, Salt::from_rng(&mut scope.at.rng())).await.map_err(door::hash_fault)?;
    let keep = visit.actor()?.session;
    app.write(&scope, move |tx, scope| {
        secrets::set_password(tx, scope.organization, scope.account, &hash)?;
        sessions::end_others(tx, scope.organization, scope.account, Some(keep), scope.now)?;
        audit::record(tx, &Entry::new(scope, Action::Change, "password").on(scope.account))
    })
    .await
    .map_err(|error: DbError| Fault::from(error))?;
    visit.see("/account", Flash::ok(visit.t("account-password-changed")))
}

pub async fn end_session(State(app): State<App>, visit: Visit, Path(session): Path<SessionId>) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    app.write(&scope, move |tx, scope| {
        if !sessions::end(tx, scope.organization, scope.account, session, scope.now)? {
            return Err(Fault::NotFound);
        }
        Ok(audit::record(tx, &Entry::new(scope, Action::Remove, "session").on(session))?)
    })
    .await?;
    visit.see("/account", Flash::ok(visit.t("account-session-ended")))
}

pub async fn end_other_sessions(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(Permission::ManageOwnAccount)?;
    let keep = visit.actor()?.session;
    app.write(&scope, move |tx, scope| {
        let count = sessions::end_others(tx, scope.organization, scope.account, Some(keep), scope.now)?;
        audit::record(tx, &Entry::new(scope, Action::Remove, "session").with("count", count))
    })
    .await
    .map_err(|error: DbError| Fault::from(error))?;
    visit.see("/account", Flash::ok(visit.t("account-sessions-ended")))
}
