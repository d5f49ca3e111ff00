//! The person's own consents: reading, signing, taking back, a copy to print.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    gate::ConsentId,
    layout::{Flash, Page},
    rules::matrix::Permission::DecideSharing,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    consent::Consent,
    shown::{Line, Shown, line, shown},
    signature, signing,
    store::{self, Standing},
};
use crate::me::{Me, me};

#[derive(Template)]
#[template(path = "consents/mine.html")]
struct Mine {
    page: Page,
    waiting: Vec<Line>,
    holding: Vec<Line>,
    past: Vec<Line>,
}

#[derive(Template)]
#[template(path = "consents/my.html")]
struct My {
    page: Page,
    consent: Shown,
    action: String,
    form: Form,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "consents/print.html")]
struct Print {
    page: Page,
    consent: Shown,
    back: String,
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let (me, all, standing) = app
        .read(&scope, |tx, scope| {
            let me = me(tx, scope)?.ok_or(Fault::NotFound)?;
            let all = store::list_mine(tx, scope, me.id)?;
            let standing = store::standing(tx, scope, me.id)?;
            Ok::<_, Fault>((me, all, standing))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "consents").of(me.id)).await?;
    let (now, zone) = (visit.request.now(), standing.zone());
    let lines = |words: &[&str]| -> Vec<Line> {
        let these = all.iter().filter(|one| words.contains(&one.state(now).word()));
        these.map(|one| line(&visit, one, &zone, "/me/consents")).collect()
    };
    page(&Mine {
        page: visit.page("consents-mine-title"),
        waiting: lines(&["prepared"]),
        holding: lines(&["signed", "incomplete"]),
        past: lines(&["expired", "revoked", "declined", "replaced"]),
    })
}

type Found = (Me, Consent, bool, Standing);

fn read(tx: &mut Tx<'_>, scope: &Scope, id: ConsentId) -> Result<Found, Fault> {
    let me = me(tx, scope)?.ok_or(Fault::NotFound)?;
    let consent = store::find_mine(tx, scope, me.id, id)?.ok_or(Fault::NotFound)?;
    let is_part2 = signing::is_from_part2(tx, scope, consent.from)?;
    let standing = store::standing(tx, scope, me.id)?;
    Ok((me, consent, is_part2, standing))
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ConsentId>) -> Answer {
    show_with(&app, &visit, id, Form::default(), Errors::default()).await
}

async fn show_with(app: &App, visit: &Visit, id: ConsentId, form: Form, errors: Errors) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let (me, consent, is_part2, standing) = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "consent").of(me.id).on(id)).await?;
    let has_errors = !errors.is_empty();
    let view = My {
        page: visit.page("consents-one-title"),
        consent: shown(visit, &consent, is_part2, &standing.zone()),
        action: format!("/me/consents/{id}"),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

pub async fn print(State(app): State<App>, visit: Visit, Path(id): Path<ConsentId>) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let (me, consent, is_part2, standing) = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Print, "consent").of(me.id).on(id)).await?;
    let consent = shown(&visit, &consent, is_part2, &standing.zone());
    page(&Print { page: visit.page("consents-one-title"), consent, back: format!("/me/consents/{id}") })
}

pub async fn sign(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ConsentId>,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let made = match signature::on_screen(&visit, &form, signature::device(&headers)) {
        Ok(made) => made,
        Err(errors) => return show_with(&app, &visit, id, form, errors).await,
    };
    let (version, changed) = (form.parsed("version").unwrap_or(0), visit.t("consents-changed"));
    let missing = app
        .write(&scope, move |tx, scope| {
            let (_, consent, _, _) = read(tx, scope, id)?;
            signing::sign(tx, scope, &Consent { version, ..consent }, &made, &changed)
        })
        .await?;
    visit.see(format!("/me/consents/{id}"), signed_words(&visit, &missing))
}

/// What is said after signing.
pub fn signed_words(visit: &Visit, missing: &[String]) -> Flash {
    if missing.is_empty() {
        Flash::ok(visit.t("consents-signed"))
    } else {
        Flash::warn(visit.t("consents-signed-incomplete"))
    }
}

pub async fn revoke(State(app): State<App>, visit: Visit, Path(id): Path<ConsentId>, form: Form) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let words = form.text("words").unwrap_or_default().to_owned();
    let changed = visit.t("consents-changed");
    app.write(&scope, move |tx, scope| {
        let (_, consent, _, _) = read(tx, scope, id)?;
        signing::revoke(tx, scope, &consent, &words, &changed)
    })
    .await?;
    visit.see(format!("/me/consents/{id}"), Flash::ok(visit.t("consents-taken-back")))
}
