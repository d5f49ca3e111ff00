//! Sites and programs: the list, and the settings of each.

use askama::Template;
use axum::extract::{Path, State};
use kit::{
    db::DbError,
    faults::Fault,
    forms::{Errors, Form},
    web::Answer,
};

use super::{
    Cosign, ProgramSettings, insert_program, insert_site,
    setup::{is_listed, list_choices},
    store::{self, Listed, Site},
    zones,
};
use crate::{
    App, Visit,
    accounts::fields,
    audit::{self, Action, Entry},
    ids::ProgramId,
    layout::{Flash, Page, parts::Choice},
    rules::Rules,
    rules::matrix::Permission,
};

#[derive(Template)]
#[template(path = "organizations/programs.html")]
struct ProgramsPage {
    page: Page,
    sites: Vec<SiteRow>,
    form: Form,
    errors: Errors,
}

struct SiteRow {
    site: Site,
    programs: Vec<Listed>,
}

#[derive(Template)]
#[template(path = "organizations/program.html")]
struct ProgramPage {
    page: Page,
    action: String,
    /// The program that is being changed; empty for a new one.
    id: String,
    is_closed: bool,
    form: Form,
    errors: Errors,
    sites: Vec<Choice>,
    kinds: Vec<Choice>,
    settings: Vec<Choice>,
    zones: Vec<Choice>,
    cosign: Vec<Choice>,
    templates: Vec<Choice>,
    payers: Vec<Choice>,
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    kit::web::page(&programs_page(&app, &visit, Form::default(), Errors::default()).await?)
}

async fn programs_page(app: &App, visit: &Visit, form: Form, errors: Errors) -> Result<ProgramsPage, Fault> {
    let scope = visit.may(Permission::ManagePrograms)?;
    let read = app.read(&scope, |tx, scope| Ok((store::sites(tx, scope)?, store::programs(tx, scope)?))).await;
    let (sites, programs): (Vec<Site>, Vec<Listed>) = read.map_err(|error: DbError| Fault::from(error))?;
    let row = |site: Site| SiteRow {
        programs: programs.iter().filter(|program| program.site == site.id).cloned().collect(),
        site,
    };
    let sites = sites.into_iter().map(row).collect();
    Ok(ProgramsPage { page: visit.page("admin-programs-title"), sites, form, errors })
}

pub async fn create_site(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::ManagePrograms)?;
    let mut errors = Errors::default();
    let name = fields::needed(&form, "site", "admin-site-name-missing", &visit.words, &mut errors);
    let address = fields::short(&form, "address", &visit.words, &mut errors);
    let phone = fields::short(&form, "phone", &visit.words, &mut errors);
    if !errors.is_empty() {
        return kit::web::page_with_errors(&programs_page(&app, &visit, form, errors).await?);
    }
    let made = app.write(&scope, move |tx, scope| {
        let id = insert_site(tx, &scope.at, scope.organization, &name, &address, &phone)?;
        audit::record(tx, &Entry::new(scope, Action::Create, "site").on(id))
    });
    made.await.map_err(|error: DbError| Fault::from(error))?;
    visit.see("/admin/programs", Flash::ok(visit.t("admin-site-added")))
}

pub async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let zone = visit.zone().iana_name().unwrap_or("UTC").to_owned();
    let first = ProgramSettings::first(
        uuid::Uuid::nil().into(),
        String::new(),
        "one_on_one".to_owned(),
        "outpatient".to_owned(),
        zone,
    );
    kit::web::page(&program_page(&app, &visit, None, filled(&first, 1), Errors::default()).await?)
}

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<ProgramId>) -> Answer {
    let scope = visit.may(Permission::ManagePrograms)?;
    let found = app.read(&scope, move |tx, scope| store::find(tx, scope, id)).await;
    let (settings, version) = found.map_err(|error: DbError| Fault::from(error))?.ok_or(Fault::NotFound)?;
    kit::web::page(&program_page(&app, &visit, Some(id), filled(&settings, version), Errors::default()).await?)
}

fn filled(settings: &ProgramSettings, version: i64) -> Form {
    Form::from_pairs([
        ("site", settings.site.to_string()),
        ("name", settings.name.clone()),
        ("kind", settings.kind.clone()),
        ("setting", settings.setting.clone()),
        ("time_zone", settings.time_zone.clone()),
        ("capacity", settings.capacity.to_string()),
        ("rapid_access_days", settings.rapid_access_days.to_string()),
        ("sign_within_hours", settings.sign_within_hours.to_string()),
        ("cosign", settings.cosign.word().to_owned()),
        ("cosign_percent", settings.cosign_percent.to_string()),
        ("note_template", settings.note_template.clone()),
        ("payer_rule", settings.payer_rule.clone().unwrap_or_default()),
        ("version", version.to_string()),
    ])
}

async fn program_page(
    app: &App,
    visit: &Visit,
    id: Option<ProgramId>,
    form: Form,
    errors: Errors,
) -> Result<ProgramPage, Fault> {
    let scope = visit.may(Permission::ManagePrograms)?;
    let read = app.read(&scope, |tx, scope| Ok((store::sites(tx, scope)?, store::programs(tx, scope)?))).await;
    let (sites, programs): (Vec<Site>, Vec<Listed>) = read.map_err(|error: DbError| Fault::from(error))?;
    let rules = visit.rules();
    let chosen = |field: &str, word: &str| form.get(field) == word;
    let cosign = |one: &Cosign| {
        Choice::new(one.word(), visit.t(&format!("admin-cosign-{}", one.word())), chosen("cosign", one.word()))
    };
    let site = |site: &Site| Choice::new(site.id.to_string(), &site.name, chosen("site", &site.id.to_string()));
    Ok(ProgramPage {
        page: visit.page("admin-program-title"),
        action: id.map_or("/admin/programs".to_owned(), |id| format!("/admin/programs/{id}")),
        id: id.map(|id| id.to_string()).unwrap_or_default(),
        is_closed: programs.iter().any(|program| Some(program.id) == id && program.is_closed),
        sites: sites.iter().map(site).collect(),
        kinds: list_choices(visit, "program_types", form.get("kind")),
        settings: list_choices(visit, "settings", form.get("setting")),
        zones: zones::choices(form.get("time_zone")),
        cosign: Cosign::ALL.iter().map(cosign).collect(),
        templates: rules
            .templates
            .iter()
            .map(|one| Choice::new(&one.id, &one.label, chosen("note_template", &one.id)))
            .collect(),
        payers: rules
            .billing
            .iter()
            .map(|one| Choice::new(&one.id, &one.label, chosen("payer_rule", &one.id)))
            .collect(),
        form,
        errors,
    })
}

/// Reads the settings of a program, with what is wrong about them. The site must be one of the organization's.
fn read(visit: &Visit, form: &Form) -> Result<ProgramSettings, Errors> {
    let (mut errors, words) = (Errors::default(), &visit.words);
    let name = fields::needed(form, "name", "admin-program-name-missing", words, &mut errors);
    for (field, list) in [("kind", "program_types"), ("setting", "settings")] {
        if !is_listed(list, form.get(field)) {
            errors.add(field, words.t("admin-choose-one"));
        }
    }
    if !zones::is_known(form.get("time_zone")) {
        errors.add("time_zone", words.t("admin-zone-wrong"));
    }
    if Rules::shipped().templates.get(form.get("note_template")).is_none() {
        errors.add("note_template", words.t("admin-choose-one"));
    }
    let payer = form.text("payer_rule").map(str::to_owned);
    if payer.as_deref().is_some_and(|id| Rules::shipped().billing.get(id).is_none()) {
        errors.add("payer_rule", words.t("admin-choose-one"));
    }
    let mut number = |field: &str, least: i64, most: i64| {
        let number = form.parsed::<i64>(field).filter(|number| (least..=most).contains(number));
        number.unwrap_or_else(|| {
            errors.add(field, words.t("admin-number-wrong"));
            least
        })
    };
    let capacity = number("capacity", 0, 100_000);
    let rapid_access_days = number("rapid_access_days", 0, 90);
    let sign_within_hours = number("sign_within_hours", 1, 720);
    let cosign_percent = number("cosign_percent", 0, 100);
    let (site, cosign) = (form.parsed("site"), Cosign::from_word(form.get("cosign")));
    if site.is_none() {
        errors.add("site", words.t("admin-choose-one"));
    }
    let (Some(site), Some(cosign), true) = (site, cosign, errors.is_empty()) else { return Err(errors) };
    Ok(ProgramSettings {
        site,
        name,
        kind: form.get("kind").to_owned(),
        setting: form.get("setting").to_owned(),
        time_zone: form.get("time_zone").to_owned(),
        capacity,
        rapid_access_days,
        sign_within_hours,
        cosign,
        cosign_percent,
        note_template: form.get("note_template").to_owned(),
        payer_rule: payer,
    })
}

pub async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(Permission::ManagePrograms)?;
    let new = match read(&visit, &form) {
        Ok(new) => new,
        Err(errors) => return kit::web::page_with_errors(&program_page(&app, &visit, None, form, errors).await?),
    };
    app.write(&scope, move |tx, scope| {
        store::sites(tx, scope)?.iter().find(|site| site.id == new.site).ok_or(Fault::NotFound)?;
        let id = insert_program(tx, &scope.at, scope.organization, &new)?;
        Ok::<_, Fault>(audit::record(tx, &Entry::new(scope, Action::Create, "program").on(id))?)
    })
    .await?;
    visit.see("/admin/programs", Flash::ok(visit.t("admin-program-added")))
}

pub async fn update(State(app): State<App>, visit: Visit, Path(id): Path<ProgramId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ManagePrograms)?;
    let new = match read(&visit, &form) {
        Ok(new) => new,
        Err(errors) => return kit::web::page_with_errors(&program_page(&app, &visit, Some(id), form, errors).await?),
    };
    let (version, words) = (form.parsed("version").unwrap_or_default(), visit.t("admin-program-changed-elsewhere"));
    app.write(&scope, move |tx, scope| {
        store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        store::sites(tx, scope)?.iter().find(|site| site.id == new.site).ok_or(Fault::NotFound)?;
        if !store::update(tx, scope, id, &new, version)? {
            return Err(Fault::Conflict(words));
        }
        Ok(audit::record(tx, &Entry::new(scope, Action::Change, "program").on(id))?)
    })
    .await?;
    visit.see("/admin/programs", Flash::ok(visit.t("admin-program-saved")))
}

pub async fn close(State(app): State<App>, visit: Visit, Path(id): Path<ProgramId>) -> Answer {
    set_open(&app, &visit, id, false).await?;
    let undo = format!("/admin/programs/{id}/reopening");
    visit.see("/admin/programs", Flash::ok(visit.t("admin-program-closed")).or_undo(undo))
}

pub async fn reopen(State(app): State<App>, visit: Visit, Path(id): Path<ProgramId>) -> Answer {
    set_open(&app, &visit, id, true).await?;
    visit.see("/admin/programs", Flash::ok(visit.t("admin-program-reopened")))
}

async fn set_open(app: &App, visit: &Visit, id: ProgramId, is_open: bool) -> Result<(), Fault> {
    let scope = visit.may(Permission::ManagePrograms)?;
    let today = scope.now.to_zoned(visit.zone()).date();
    app.write(&scope, move |tx, scope| {
        if !store::set_closed_on(tx, scope, id, (!is_open).then_some(today))? {
            return Err(Fault::NotFound);
        }
        let action = if is_open { Action::Restore } else { Action::Remove };
        Ok(audit::record(tx, &Entry::new(scope, action, "program").on(id))?)
    })
    .await
}
