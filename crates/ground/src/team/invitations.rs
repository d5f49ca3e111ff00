//! Inviting somebody: a link that is mailed, copied or printed, and the list of those that were made.

use askama::Template;
use axum::extract::{Path, State};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    messages::AsArg,
    web::Answer,
};

use super::{
    STAFF_ROLES,
    invitation::Offer,
    store::{self, Invited},
};
use crate::{
    App, Visit,
    access::Scope,
    accounts::{
        account, fields,
        links::{self, NewLink, Purpose},
    },
    audit::{self, Action, Entry},
    ids::ProgramId,
    layout::{Flash, Page, parts::Choice, role_label, when::When},
    rules::matrix::{Permission, Role},
};

/// How long an invitation can be used.
const LASTS: std::time::Duration = std::time::Duration::from_secs(60 * 60 * 24 * 7);

#[derive(Template)]
#[template(path = "team/invitations.html")]
struct InvitationsPage {
    page: Page,
    rows: Vec<InvitedRow>,
}

struct InvitedRow {
    id: String,
    name: String,
    email: String,
    role: String,
    program: String,
    state: String,
    tone: &'static str,
    when: When,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "team/invite.html")]
struct InvitePage {
    page: Page,
    form: Form,
    errors: Errors,
    roles: Vec<Choice>,
    programs: Vec<Choice>,
}

/// The page that shows a link once: to copy, to print, or to say that it was mailed.
#[derive(Template)]
#[template(path = "team/link.html")]
pub struct LinkPage {
    pub page: Page,
    pub intro: String,
    pub name: String,
    pub organization: String,
    pub link: String,
    pub until: When,
    pub is_mailed: bool,
    pub back: String,
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(Permission::ManageStaff)?;
    let found: Vec<Invited> =
        app.read(&scope, store::invitations).await.map_err(|error: DbError| Fault::from(error))?;
    let rows = found.into_iter().map(|one| row(&visit, one)).collect();
    kit::web::page(&InvitationsPage { page: visit.page("team-invitations-title"), rows })
}

fn row(visit: &Visit, one: Invited) -> InvitedRow {
    let now = visit.request.now();
    let (state, tone) = match &one {
        one if one.used_at.is_some() => ("team-invited-used", "ok"),
        one if one.withdrawn_at.is_some() => ("team-invited-withdrawn", "neutral"),
        one if one.expires_at <= now => ("team-invited-expired", "warn"),
        _ => ("team-invited-open", "info"),
    };
    InvitedRow {
        id: kit::web::to_base64url(&one.digest),
        name: one.name,
        email: one.email,
        role: one.role.map(|role| role_label(visit, role)).unwrap_or_default(),
        program: one.program.unwrap_or_else(|| visit.t("team-every-program")),
        state: visit.t(state),
        tone,
        when: When::at(visit, one.created_at, &visit.zone()),
        is_open: one.used_at.is_none() && one.withdrawn_at.is_none() && one.expires_at > now,
    }
}

pub async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(Permission::ManageStaff)?;
    kit::web::page(&invite_page(&app, &visit, &scope, Form::default(), Errors::default()).await?)
}

async fn invite_page(app: &App, visit: &Visit, scope: &Scope, form: Form, errors: Errors) -> Result<InvitePage, Fault> {
    let programs = app.read(scope, |tx, scope| store::programs(tx, scope.organization)).await;
    let programs = programs.map_err(|error: DbError| Fault::from(error))?;
    let (roles, programs) = (role_choices(visit, form.get("role")), program_choices(&programs, form.get("program")));
    Ok(InvitePage { page: visit.page("team-invite-title"), form, errors, roles, programs })
}

/// The roles of staff as choices.
pub(super) fn role_choices(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let choice = |role: Role| Choice::new(role.word(), role_label(visit, role), role.word() == chosen);
    STAFF_ROLES.into_iter().map(choice).collect()
}

/// The programs as choices.
pub(super) fn program_choices(programs: &[(ProgramId, String)], chosen: &str) -> Vec<Choice> {
    let choice = |(id, name): &(ProgramId, String)| Choice::new(id.to_string(), name, id.to_string() == chosen);
    programs.iter().map(choice).collect()
}

/// Reads the fields of an offer, with what is wrong about it.
pub(super) fn read_offer(visit: &Visit, scope: &Scope, form: &Form, errors: &mut Errors) -> Option<Offer> {
    let by = if visit.actor.as_ref().is_some_and(|actor| actor.memberships.iter().any(|m| m.role == Role::Director)) {
        Role::Director
    } else {
        scope.acting_as
    };
    let role = Role::from_word(form.get("role"));
    let offer = Offer::new(role, form.parsed("program"), form.date("ends_on"), by, visit.request.now(), &visit.zone());
    offer.map_err(|unfit| errors.add(unfit.field(), visit.t(unfit.message()))).ok()
}

pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageStaff)?;
    let mut errors = Errors::default();
    let name = fields::needed(&form, "name", "team-invite-name-missing", &visit.words, &mut errors);
    let email = fields::email(&form, "email", &visit.words, &mut errors);
    let offer = read_offer(&visit, &scope, &form, &mut errors).filter(|_| errors.is_empty());
    let Some(offer) = offer else {
        return kit::web::page_with_errors(&invite_page(&app, &visit, &scope, form, errors).await?);
    };
    match invite(&app, &scope, name.clone(), email.clone(), offer).await? {
        Some(token) => show_link(&app, &visit, &scope, name, email, token).await,
        None => {
            errors.add("email", visit.t("team-invite-known"));
            kit::web::page_with_errors(&invite_page(&app, &visit, &scope, form, errors).await?)
        }
    }
}

/// Makes an invitation; `None` when the address has an account here already.
async fn invite(app: &App, scope: &Scope, name: String, email: String, offer: Offer) -> Result<Option<String>, Fault> {
    app.write(scope, move |tx, scope| {
        if account::by_email(tx, scope.organization, &email)?.is_some() {
            return Ok(None);
        }
        if let Some(program) = offer.program {
            let known = store::programs(tx, scope.organization)?;
            known.iter().find(|(id, _)| *id == program).ok_or(Fault::NotFound)?;
        }
        invite_now(tx, scope, name, email, &offer).map(Some).map_err(Fault::from)
    })
    .await
}

/// Makes an invitation within the caller's transaction: its token. Earlier ones for the same address stop working.
pub(super) fn invite_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    name: String,
    email: String,
    offer: &Offer,
) -> Result<String, DbError> {
    store::withdraw_earlier(tx, scope, Purpose::Invitation.word(), &email)?;
    let new = NewLink {
        purpose: Purpose::Invitation,
        organization: Some(scope.organization),
        account: None,
        email,
        name,
        role: Some(offer.role),
        program: offer.program,
        ends_at: offer.ends_at,
        created_by: Some(scope.account),
        lasts: LASTS,
    };
    let token = links::make(tx, &scope.at, &new)?;
    audit::record(tx, &Entry::new(scope, Action::Create, "invitation").with("role", offer.role.word()))?;
    Ok(token)
}

async fn show_link(app: &App, visit: &Visit, scope: &Scope, name: String, email: String, token: String) -> Answer {
    let link = app.outside(&format!("/invitation?token={token}"));
    let organization = visit.actor()?.organization_name.clone();
    let words = |key: &str| visit.words.with(key, &[("name", name.as_arg()), ("organization", organization.as_arg())]);
    let letter = crate::mail::Letter {
        recipient: email,
        purpose: "invitation",
        subject: words("team-mail-subject"),
        parts: vec![
            crate::mail::Piece::Words(words("team-mail-words")),
            crate::mail::Piece::Link { words: words("team-mail-link"), url: link.clone() },
            crate::mail::Piece::Words(words("team-mail-end")),
        ],
    };
    let is_mailed = app.mailer.is_on();
    crate::mail::queue_for(app, scope, letter).await?;
    let until = visit.request.now().saturating_add(LASTS).unwrap_or(jiff::Timestamp::MAX);
    kit::web::page(&LinkPage {
        page: visit.page("team-link-title"),
        intro: words("team-link-intro"),
        until: When::at(visit, until, &visit.zone()),
        back: "/team/invitations".to_owned(),
        name,
        organization,
        link,
        is_mailed,
    })
}

pub async fn withdraw(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Answer {
    let scope = visit.may(Permission::ManageStaff)?;
    let digest = kit::web::from_base64url(&id).ok_or(Fault::NotFound)?;
    app.write(&scope, move |tx, scope| {
        if !store::withdraw(tx, scope, &digest)? {
            return Err(Fault::NotFound);
        }
        Ok(audit::record(tx, &Entry::new(scope, Action::Remove, "invitation"))?)
    })
    .await?;
    visit.see("/team/invitations", Flash::ok(visit.t("team-invitation-withdrawn")))
}
