//! The page where directors keep the front: words, whereabouts, colour, logo, partners.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    audit::{self, Action, Entry},
    layout::{Flash, Page},
    rules::matrix::Permission::KeepPublicPages,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    messages::Words,
    web::{Answer, page, page_with_errors},
};

use super::{
    face::{FaceSettings, NewPartner, PartnerId, Said, long},
    store::{self, Front, Partner},
};

#[derive(Template)]
#[template(path = "pages/keep.html")]
struct Keep {
    page: Page,
    form: Form,
    errors: Errors,
    languages: Vec<Written>,
    logo: Option<(String, String)>,
    partners: Vec<Partner>,
    /// Where the pages stand now.
    address: String,
}

/// The fields of one language.
struct Written {
    lead_field: String,
    about_field: String,
    lead_label: String,
    about_label: String,
    lead: String,
    about: String,
}

struct Read {
    front: Front,
    said: Vec<Said>,
    host: Option<String>,
    partners: Vec<Partner>,
}

async fn read(app: &App, visit: &Visit) -> Result<Read, Fault> {
    let scope = visit.may(KeepPublicPages)?;
    let read = app.read(&scope, |tx, scope| {
        let of = scope.organization;
        let (front, said) = (store::front(tx, of)?, store::said(tx, of)?);
        Ok(Read { front, said, host: store::host(tx, of)?, partners: store::partners(tx, of)? })
    });
    read.await.map_err(|error: DbError| Fault::from(error))
}

pub async fn edit(State(app): State<App>, visit: Visit) -> Answer {
    let found = read(&app, &visit).await?;
    let form = filled(&found);
    page(&view(&app, &visit, found, form, Errors::default()))
}

fn filled(found: &Read) -> Form {
    let front = &found.front;
    let mut form = Form::from_pairs([
        ("name", front.name.clone()),
        ("accent", front.accent.clone()),
        ("region", front.region.clone()),
        ("address", front.address.clone()),
        ("phone", front.phone.clone()),
        ("email", front.email.clone()),
        ("host", found.host.clone().unwrap_or_default()),
        ("version", front.version.to_string()),
    ]);
    for one in &found.said {
        form.set(&format!("lead_{}", one.language), one.lead.clone());
        form.set(&format!("about_{}", one.language), one.about.clone());
    }
    form
}

fn view(app: &App, visit: &Visit, found: Read, form: Form, errors: Errors) -> Keep {
    let written = |(tag, words): &(String, Words)| {
        let language = words.t("reading-own-name");
        let (lead_field, about_field) = (format!("lead_{tag}"), format!("about_{tag}"));
        Written {
            lead_label: format!("{} · {language}", visit.t("keeping-public-lead")),
            about_label: format!("{} · {language}", visit.t("keeping-public-about")),
            lead: form.get(&lead_field).to_owned(),
            about: form.get(&about_field).to_owned(),
            lead_field,
            about_field,
        }
    };
    let languages = visit.languages().iter().map(written).collect();
    Keep {
        page: visit.page("keeping-public-title"),
        languages,
        logo: found.front.logo.map(|id| (format!("/logo?of={id}"), found.front.logo_alt.clone())),
        partners: found.partners,
        address: app.outside("/"),
        form,
        errors,
    }
}

/// What the form says, by language.
fn said(visit: &Visit, form: &Form, errors: &mut Errors) -> Vec<Said> {
    let mut one = |tag: &str| Said {
        language: tag.to_owned(),
        lead: long(visit, form, &format!("lead_{tag}"), errors),
        about: long(visit, form, &format!("about_{tag}"), errors),
    };
    visit.languages().iter().map(|(tag, _)| one(tag)).collect()
}

pub async fn update(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let mut errors = Errors::default();
    let (new, said) = (FaceSettings::read(&visit, &form, &mut errors), said(&visit, &form, &mut errors));
    if !errors.is_empty() {
        let found = read(&app, &visit).await?;
        return page_with_errors(&view(&app, &visit, found, form, errors));
    }
    let (version, changed) = (form.parsed("version").unwrap_or_default(), visit.t("keeping-public-changed-elsewhere"));
    let saved = app.write(&scope, move |tx, scope| {
        if !store::save(tx, scope, &new, version)? {
            return Ok(false);
        }
        for one in &said {
            store::say(tx, scope, one)?;
        }
        audit::record(tx, &Entry::new(scope, Action::Change, "public_face"))?;
        Ok(true)
    });
    let error = match saved.await {
        Ok(true) => return visit.see("/admin/public", Flash::ok(visit.t("keeping-public-saved"))),
        Ok(false) => Errors::one("name", changed),
        Err(DbError::Conflict { .. }) => Errors::one("host", visit.t("keeping-public-host-taken")),
        Err(error) => return Err(error.into()),
    };
    let found = read(&app, &visit).await?;
    page_with_errors(&view(&app, &visit, found, form, error))
}

pub async fn add_partner(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    let mut errors = Errors::default();
    let new = NewPartner::read(&visit, &form, &mut errors);
    if !errors.is_empty() {
        let found = read(&app, &visit).await?;
        let mut shown = filled(&found);
        for (name, value) in form.pairs() {
            shown.set(name, value);
        }
        return page_with_errors(&view(&app, &visit, found, shown, errors));
    }
    app.write(&scope, move |tx, scope| {
        let id = store::add_partner(tx, scope, &new)?;
        Ok::<_, Fault>(audit::record(tx, &Entry::new(scope, Action::Create, "partner").on(id))?)
    })
    .await?;
    visit.see("/admin/public#partners", Flash::ok(visit.t("keeping-public-partner-added")))
}

pub async fn remove_partner(State(app): State<App>, visit: Visit, Path(id): Path<PartnerId>) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    app.write(&scope, move |tx, scope| keep(tx, scope, id, false)).await?;
    let undo = format!("/admin/public/partners/{id}/return");
    visit.see("/admin/public#partners", Flash::ok(visit.t("keeping-public-partner-removed")).or_undo(undo))
}

pub async fn return_partner(State(app): State<App>, visit: Visit, Path(id): Path<PartnerId>) -> Answer {
    let scope = visit.may(KeepPublicPages)?;
    app.write(&scope, move |tx, scope| keep(tx, scope, id, true)).await?;
    visit.see("/admin/public#partners", Flash::ok(visit.t("keeping-public-partner-back")))
}

fn keep(tx: &mut Tx<'_>, scope: &ground::access::Scope, id: PartnerId, is_kept: bool) -> Result<(), Fault> {
    if !store::keep_partner(tx, scope, id, is_kept)? {
        return Err(Fault::NotFound);
    }
    let action = if is_kept { Action::Restore } else { Action::Remove };
    Ok(audit::record(tx, &Entry::new(scope, action, "partner").on(id))?)
}
