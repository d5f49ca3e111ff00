//! A person's consents as those who work with them see them: the list, one of them, signing on this screen, paper.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use care::participants::{self, Header, PersonHeader};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    gate::{self, ConsentId, Flag},
    ids::ParticipantId,
    layout::{Flash, Page},
    rules::matrix::Permission::{Disclose, ManageConsents, SeeConsents},
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    consent::Consent,
    mine::signed_words,
    shown::{Line, Shown, line, shown},
    signature, signing, store,
};

#[derive(Template)]
#[template(path = "consents/index.html")]
struct Index {
    page: Page,
    person: PersonHeader,
    consents: Vec<Line>,
    /// Rules that are switched off.
    off: Vec<String>,
    may_manage: bool,
    may_disclose: bool,
}

#[derive(Template)]
#[template(path = "consents/show.html")]
struct Show {
    page: Page,
    person: PersonHeader,
    consent: Shown,
    may_manage: bool,
}

#[derive(Template)]
#[template(path = "consents/sign.html")]
struct Sign {
    page: Page,
    person: PersonHeader,
    consent: Shown,
    action: String,
    form: Form,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "consents/paper.html")]
struct Paper {
    page: Page,
    person: PersonHeader,
    consent: Shown,
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

pub async fn index(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>) -> Answer {
    let scope = visit.may(SeeConsents)?;
    let (header, all, off) = app
        .read(&scope, move |tx, scope| {
            let header = participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((header, store::list(tx, scope, of)?, gate::off(tx, scope)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "consents").of(of).with("count", all.len())).await?;
    let (zone, base) = (header.zone(&visit), format!("/people/{of}/consents"));
    page(&Index {
        page: visit.page("consents-title"),
        person: PersonHeader::new(&visit, &header, ""),
        off: off.said(&visit, &[Flag::Hipaa, Flag::Part2, Flag::NewYork]),
        consents: all.iter().map(|one| line(&visit, one, &zone, &base)).collect(),
        may_manage: visit.can(ManageConsents),
        may_disclose: visit.can(Disclose),
    })
}

type Place = (ParticipantId, ConsentId);
type Found = (Header, Consent, bool);

fn read(tx: &mut Tx<'_>, scope: &Scope, (of, id): Place) -> Result<Found, Fault> {
    let header = participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
    let consent = store::find(tx, scope, of, id)?.ok_or(Fault::NotFound)?;
    let is_part2 = signing::is_from_part2(tx, scope, consent.from)?;
    Ok((header, consent, is_part2))
}

pub async fn show(State(app): State<App>, visit: Visit, Path((of, id)): Path<Place>) -> Answer {
    let scope = visit.may(SeeConsents)?;
    let (header, consent, is_part2) = app.read(&scope, move |tx, scope| read(tx, scope, (of, id))).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "consent").of(of).on(id)).await?;
    page(&Show {
        page: visit.page("consents-one-title"),
        consent: shown(&visit, &consent, is_part2, &header.zone(&visit)),
        person: PersonHeader::new(&visit, &header, ""),
        may_manage: visit.can(ManageConsents),
    })
}

pub async fn print(State(app): State<App>, visit: Visit, Path((of, id)): Path<Place>) -> Answer {
    let scope = visit.may(SeeConsents)?;
    let (header, consent, is_part2) = app.read(&scope, move |tx, scope| read(tx, scope, (of, id))).await?;
    app.saw(&scope, Entry::new(&scope, Action::Print, "consent").of(of).on(id)).await?;
    let consent = shown(&visit, &consent, is_part2, &header.zone(&visit));
    page(&Print { page: visit.page("consents-one-title"), consent, back: format!("/people/{of}/consents/{id}") })
}

pub async fn sign_here(State(app): State<App>, visit: Visit, Path(place): Path<Place>) -> Answer {
    sign_page(&app, &visit, place, Form::default(), Errors::default()).await
}

async fn sign_page(app: &App, visit: &Visit, (of, id): Place, form: Form, errors: Errors) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let (header, consent, is_part2) = app.read(&scope, move |tx, scope| read(tx, scope, (of, id))).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "consent").of(of).on(id)).await?;
    let has_errors = !errors.is_empty();
    let view = Sign {
        page: visit.page("consents-sign-title"),
        consent: shown(visit, &consent, is_part2, &header.zone(visit)),
        person: PersonHeader::new(visit, &header, ""),
        action: format!("/people/{of}/consents/{id}"),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

pub async fn sign(
    State(app): State<App>,
    visit: Visit,
    Path((of, id)): Path<Place>,
    headers: HeaderMap,
    form: Form,
) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let by = visit.words.with("consents-device-of", &[("name", kit::messages::Arg::Text(&scope.name))]);
    let made = match signature::on_screen(&visit, &form, format!("{by}; {}", signature::device(&headers))) {
        Ok(made) => made,
        Err(errors) => return sign_page(&app, &visit, (of, id), form, errors).await,
    };
    let (version, changed) = (form.parsed("version").unwrap_or(0), visit.t("consents-changed"));
    let missing = app
        .write(&scope, move |tx, scope| {
            let (_, consent, _) = read(tx, scope, (of, id))?;
            signing::sign(tx, scope, &Consent { version, ..consent }, &made, &changed)
        })
        .await?;
    visit.see(format!("/people/{of}/consents/{id}"), signed_words(&visit, &missing))
}

pub async fn paper(State(app): State<App>, visit: Visit, Path(place): Path<Place>) -> Answer {
    paper_page(&app, &visit, place, Form::default(), Errors::default()).await
}

async fn paper_page(app: &App, visit: &Visit, (of, id): Place, form: Form, errors: Errors) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let (header, consent, is_part2) = app.read(&scope, move |tx, scope| read(tx, scope, (of, id))).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "consent").of(of).on(id)).await?;
    let has_errors = !errors.is_empty();
    let view = Paper {
        page: visit.page("consents-paper-title"),
        consent: shown(visit, &consent, is_part2, &header.zone(visit)),
        person: PersonHeader::new(visit, &header, ""),
        form,
        errors,
    };
    if has_errors { page_with_errors(&view) } else { page(&view) }
}

pub async fn keep_paper(State(app): State<App>, visit: Visit, Path((of, id)): Path<Place>, form: Form) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let (header, _, _) = app.read(&scope, move |tx, scope| read(tx, scope, (of, id))).await?;
    let made = match signature::on_paper(&visit, &form, &header.zone(&visit)) {
        Ok(made) => made,
        Err(errors) => return paper_page(&app, &visit, (of, id), form, errors).await,
    };
    let (is_combined, changed) = (form.is_ticked("is_combined"), visit.t("consents-changed"));
    let missing = app
        .write(&scope, move |tx, scope| {
            let (_, mut consent, _) = read(tx, scope, (of, id))?;
            let wish = super::Wish { is_combined, ..consent.wish() };
            consent.elements = serde_json::to_value(wish).unwrap_or_default();
            signing::sign(tx, scope, &consent, &made, &changed)
        })
        .await?;
    visit.see(format!("/people/{of}/consents/{id}"), signed_words(&visit, &missing))
}

pub async fn revoke(State(app): State<App>, visit: Visit, Path((of, id)): Path<Place>, form: Form) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let words = form.text("words").unwrap_or_default().to_owned();
    let changed = visit.t("consents-changed");
    app.write(&scope, move |tx, scope| {
        let (_, consent, _) = read(tx, scope, (of, id))?;
        signing::revoke(tx, scope, &consent, &words, &changed)
    })
    .await?;
    visit.see(format!("/people/{of}/consents/{id}"), Flash::ok(visit.t("consents-taken-back")))
}
