//! Preparing a consent: which one, who gets what, for what, until when. Nothing that is missing stops the saving: the page
//! says what is not there yet, so that no word is lost.

use askama::Template;
use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    drafts::{self, Desk, Sheet},
    gate::{self, ConsentId, Information, Off, Purpose},
    ids::ParticipantId,
    layout::{Flash, Page, parts::Choice},
    rules::{Rules, consents::ConsentKind, matrix::Permission::ManageConsents},
};
use jiff::ToSpan as _;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    messages::Words,
    web::{Answer, page, page_with_errors},
};
use serde::Deserialize;

use super::{
    consent::{Consent, State as Stand, To, Wish, dashed},
    kinds::{is_offered, kinds},
    signing,
    store::{self, House, Prepared},
};
use care::participants::{self, Header, PersonHeader};
use ground::ids::AccountId;

#[derive(Template)]
#[template(path = "consents/form.html")]
struct Edit {
    page: Page,
    person: PersonHeader,
    kind: &'static ConsentKind,
    action: String,
    cancel: String,
    from: Vec<Choice>,
    information: Vec<Choice>,
    ways: Vec<Choice>,
    workers: Vec<Choice>,
    programs: Vec<Choice>,
    purposes: Vec<Choice>,
    languages: Vec<Choice>,
    form: Form,
    errors: Errors,
}

impl Edit {
    fn offers(&self, way: &str) -> bool {
        self.kind.recipients.iter().any(|one| one == way)
    }
}

/// What the address asks for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    kind: Option<String>,
    renews: Option<ConsentId>,
}

/// What the form needs to be shown.
struct Around {
    header: Header,
    workers: Vec<(AccountId, String)>,
    programs: Vec<House>,
    old: Option<Consent>,
    off: Off,
}

impl Around {
    /// The kind of this word, when the rules that it is made for hold here.
    fn kind(&self, visit: &Visit, word: &str) -> Option<&'static ConsentKind> {
        visit.rules().consents.get(word).filter(|kind| is_offered(kind, &self.off))
    }
}

fn around(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, old: Option<ConsentId>) -> Result<Around, Fault> {
    let header = participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
    let old = match old {
        Some(id) => Some(store::find(tx, scope, of, id)?.ok_or(Fault::NotFound)?),
        None => None,
    };
    let off = gate::off(tx, scope)?;
    Ok(Around { header, workers: store::workers(tx, scope)?, programs: store::programs(tx, scope)?, old, off })
}

pub async fn new(
    State(app): State<App>,
    visit: Visit,
    Path(of): Path<ParticipantId>,
    Query(asked): Query<Asked>,
) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let renews = asked.renews;
    let around = app.read(&scope, move |tx, scope| around(tx, scope, of, renews)).await?;
    let asked = asked.kind.or_else(|| around.old.as_ref().map(|old| old.kind.clone())).unwrap_or_default();
    let Some(kind) = around.kind(&visit, &asked) else { return kinds(&visit, &around.header, &around.off) };
    let desk = desk(&app, &scope, of, new_at(of, kind, renews)).await?;
    let first = || first(&visit, &around.header, kind);
    let form = desk.form(None, around.old.as_ref().map_or_else(first, |old| again(&visit, old, kind)));
    page(&view((&visit, &desk), kind, &around, form, Errors::default(), house_of(of)))
}

/// Where a new consent is prepared.
fn new_at(of: ParticipantId, kind: &ConsentKind, renews: Option<ConsentId>) -> String {
    let renews = renews.map(|id| format!("&renews={id}")).unwrap_or_default();
    format!("/people/{of}/consents/new?kind={}{renews}", kind.id)
}

/// Where a consent that was prepared is changed.
fn edited_at(of: ParticipantId, id: ConsentId) -> String {
    format!("/people/{of}/consents/{id}/edit")
}

async fn desk(app: &App, scope: &Scope, of: ParticipantId, path: String) -> Result<Desk, Fault> {
    drafts::desk(app, scope, Sheet::new("consent", path, of)).await
}

/// What the form says before anything is chosen.
fn first(visit: &Visit, header: &Header, kind: &ConsentKind) -> Form {
    let language = visit.languages().iter().any(|(tag, _)| *tag == header.language);
    let from = header.place().map(|place| place.program.to_string()).unwrap_or_default();
    Form::from_pairs([
        ("kind", kind.id.clone()),
        ("language", if language { header.language.clone() } else { "en".to_owned() }),
        ("from", from),
        ("until", until(visit, kind)),
    ])
}

/// The suggested last day.
fn until(visit: &Visit, kind: &ConsentKind) -> String {
    let today = visit.request.now().to_zoned(visit.zone()).date();
    let day = kind.term_days.map(|days| today.saturating_add(i64::from(days).days()));
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// The form of a consent that goes on from an older one.
fn again(visit: &Visit, old: &Consent, kind: &ConsentKind) -> Form {
    let mut form = filled(old);
    form.set("until", until(visit, kind));
    form.set("renews", old.id.to_string());
    form
}

/// The form of a consent as it is written down.
fn filled(consent: &Consent) -> Form {
    let wish = consent.wish();
    let (way, value) = match &wish.to {
        To::Nobody => ("", String::new()),
        To::Class => ("class", String::new()),
        To::Account(id) => ("account", id.to_string()),
        To::Program(id) => ("program", id.to_string()),
        To::Outside(name) => ("outside", name.clone()),
    };
    let from = consent.from.map(|id| id.to_string()).filter(|_| !wish.from_label.is_empty());
    let house = (consent.from.is_none() && !wish.from_label.is_empty()).then(|| "house".to_owned());
    let mut form = Form::from_pairs([
        ("kind", consent.kind.clone()),
        ("language", consent.language.clone()),
        ("from", from.or(house).unwrap_or_default()),
        ("to", way.to_owned()),
        ("details", wish.details),
        ("until", wish.until.map(|day| day.to_string()).unwrap_or_default()),
        ("version", consent.version.to_string()),
    ]);
    form.add(&format!("to_{way}"), value);
    wish.information.iter().for_each(|one| form.add("information", one.word()));
    wish.purposes.iter().for_each(|one| form.add("purposes", one.word()));
    form
}

fn view(
    (visit, desk): (&Visit, &Desk),
    kind: &'static ConsentKind,
    around: &Around,
    form: Form,
    errors: Errors,
    action: String,
) -> Edit {
    let choice = |field: &str, value: String, label: String| {
        let is_chosen = form.has(field, &value);
        Choice::new(value, label, is_chosen)
    };
    let house = visit.actor.as_ref().map(|actor| actor.organization_name.clone()).unwrap_or_default();
    let programs = |field: &str| -> Vec<Choice> {
        around.programs.iter().map(|one| choice(field, one.id.to_string(), one.name.clone())).collect()
    };
    let mut from = programs("from");
    from.push(choice(
        "from",
        "house".to_owned(),
        visit.words.with("consents-from-house", &[("name", kit::messages::Arg::Text(&house))]),
    ));
    let worded = |field: &str, key: &str, words: &[String]| -> Vec<Choice> {
        words.iter().map(|word| choice(field, word.clone(), visit.t(&format!("{key}-{}", dashed(word))))).collect()
    };
    Edit {
        page: desk.page(visit, "consents-new-title"),
        person: PersonHeader::new(visit, &around.header, ""),
        kind,
        action,
        cancel: format!("/people/{}/consents", around.header.id),
        from,
        information: worded("information", "consents-information", &kind.information),
        ways: worded("to", "consents-way", &kind.recipients),
        workers: around.workers.iter().map(|(id, name)| choice("to_account", id.to_string(), name.clone())).collect(),
        programs: programs("to_program"),
        purposes: worded("purposes", "consents-purpose", &kind.purposes),
        languages: visit
            .languages()
            .into_iter()
            .map(|(tag, words)| choice("language", tag, words.t("reading-own-name")))
            .collect(),
        form,
        errors,
    }
}

pub async fn create(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let around = app.read(&scope, move |tx, scope| around(tx, scope, of, None)).await?;
    let Some(kind) = around.kind(&visit, form.get("kind")) else { return kinds(&visit, &around.header, &around.off) };
    let sheet = new_at(of, kind, form.parsed("renews"));
    let new = match read(&visit, &around, &form) {
        Ok(new) => new,
        Err(errors) => return again_with(&app, &visit, &around, (form, errors), (sheet, house_of(of))).await,
    };
    let id = app.write(&scope, move |tx, scope| prepare(tx, scope, of, &new, &sheet)).await?;
    visit.see(format!("/people/{of}/consents/{id}"), Flash::ok(visit.t("consents-prepared")))
}

/// Where a person's consents stand.
fn house_of(of: ParticipantId) -> String {
    format!("/people/{of}/consents")
}

fn prepare(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, new: &Prepared, sheet: &str) -> Result<ConsentId, Fault> {
    participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
    let id = signing::prepare(tx, scope, of, new)?;
    drafts::sent(tx, scope, sheet, "consent", id)?;
    Ok(id)
}

/// The form with what has to be changed in it.
async fn again_with(
    app: &App,
    visit: &Visit,
    around: &Around,
    (form, errors): (Form, Errors),
    (sheet, action): (String, String),
) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let kind = visit.rules().consents.get(form.get("kind")).ok_or(Fault::NotFound)?;
    let desk = desk(app, &scope, around.header.id, sheet).await?;
    page_with_errors(&view((visit, &desk), kind, around, form, errors, action))
}

type Place = (ParticipantId, ConsentId);

pub async fn edit(State(app): State<App>, visit: Visit, Path((of, id)): Path<Place>) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let around = app.read(&scope, move |tx, scope| around(tx, scope, of, Some(id))).await?;
    let old = around.old.as_ref().filter(|old| old.state(visit.request.now()) == Stand::Prepared);
    let old = old.ok_or_else(|| Fault::Conflict(visit.t("consents-changed")))?;
    let kind = visit.rules().consents.get(&old.kind).ok_or(Fault::NotFound)?;
    let desk = desk(&app, &scope, of, edited_at(of, id)).await?;
    let mut form = desk.form(None, filled(old));
    // What was begun here goes on from how the consent stands now.
    form.set("version", old.version.to_string());
    page(&view((&visit, &desk), kind, &around, form, Errors::default(), edited_at(of, id)))
}

pub async fn update(State(app): State<App>, visit: Visit, Path((of, id)): Path<Place>, form: Form) -> Answer {
    let scope = visit.may(ManageConsents)?;
    let around = app.read(&scope, move |tx, scope| around(tx, scope, of, Some(id))).await?;
    let new = match read(&visit, &around, &form) {
        Ok(new) => new,
        Err(errors) => {
            let places = (edited_at(of, id), edited_at(of, id));
            return again_with(&app, &visit, &around, (form, errors), places).await;
        }
    };
    let (version, changed) = (form.parsed("version").unwrap_or(0), visit.t("consents-changed"));
    app.write(&scope, move |tx, scope| {
        let old = store::find(tx, scope, of, id)?.filter(|old| old.kind == new.kind).ok_or(Fault::NotFound)?;
        if !store::update(tx, scope, old.id, version, &new)? {
            return Err(Fault::Conflict(changed));
        }
        drafts::sent(tx, scope, &edited_at(of, id), "consent", id)?;
        Ok(audit::record(tx, &Entry::new(scope, Action::Change, "consent").of(of).on(id))?)
    })
    .await?;
    visit.see(format!("/people/{of}/consents/{id}"), Flash::ok(visit.t("consents-prepared")))
}

/// What the form says. Only what cannot be is refused; what is missing is said later.
fn read(visit: &Visit, around: &Around, form: &Form) -> Result<Prepared, Errors> {
    let tag = visit.languages().into_iter().find(|(tag, _)| tag == form.get("language"));
    let (tag, words) = tag.unwrap_or_else(|| (visit.words.tag().to_owned(), visit.words.clone()));
    let kind = Rules::read_in(&tag).consents.get(form.get("kind"));
    let kind = kind.ok_or_else(|| Errors::one("kind", visit.t("consents-error-kind")))?;
    let mut errors = Errors::default();
    if form.text("until").is_some() && form.date("until").is_none() {
        errors.add("until", visit.t("consents-error-until"));
    }
    let house = visit.actor.as_ref().map(|actor| actor.organization_name.clone()).unwrap_or_default();
    let wish = wish(form, kind, around, &words, &house);
    if !matches!(wish.to, To::Nobody | To::Class) && wish.to_label.is_empty() {
        errors.add("to", visit.t("consents-error-to"));
    }
    errors.check()?;
    Ok(Prepared {
        kind: kind.id.clone(),
        template_version: i64::from(kind.about.version),
        from: form.parsed("from").filter(|id| around.programs.iter().any(|one| one.id == *id)),
        body: wish.body(kind, &words, &house),
        expires_on: wish.until,
        elements: serde_json::to_value(&wish).unwrap_or_default(),
        language: tag,
    })
}

fn wish(form: &Form, kind: &ConsentKind, around: &Around, words: &Words, house: &str) -> Wish {
    let program = |field: &str| around.programs.iter().find(|one| form.get(field) == one.id.to_string());
    let from = program("from").map(|one| one.name.clone());
    let from = from.or_else(|| (form.get("from") == "house").then(|| house.to_owned()));
    let offered = |list: &[String], word: &&str| list.iter().any(|one| one == word);
    let information = form.all("information").into_iter().filter(|word| offered(&kind.information, word));
    let purposes = form.all("purposes").into_iter().filter(|word| offered(&kind.purposes, word));
    let way = Some(form.get("to")).filter(|way| kind.recipients.iter().any(|one| one == way));
    let (to, to_label) = match way {
        Some("account") => {
            let found = around.workers.iter().find(|(id, _)| form.get("to_account") == id.to_string());
            found.map_or((To::Nobody, String::new()), |(id, name)| (To::Account(*id), name.clone()))
        }
        Some("program") => {
            program("to_program").map_or((To::Nobody, String::new()), |one| (To::Program(one.id), one.name.clone()))
        }
        Some("outside") => form
            .text("to_outside")
            .map_or((To::Nobody, String::new()), |name| (To::Outside(name.to_owned()), name.to_owned())),
        // The law's own words (42 CFR 2.31(a)(4)), which are no message in plain words.
        Some("class") => {
            let class = Rules::read_in(words.tag()).consent_notices.get("tpo_class");
            (To::Class, class.map(|class| class.text.clone()).unwrap_or_default())
        }
        _ => (To::Nobody, String::new()),
    };
    Wish {
        name: around.header.name_to_use.clone(),
        from_label: from.unwrap_or_default(),
        information: information.filter_map(Information::from_word).collect(),
        to,
        to_label,
        purposes: purposes.filter_map(Purpose::from_word).collect(),
        details: form.text("details").unwrap_or_default().to_owned(),
        until: form.date("until"),
        says: kind.says(),
        is_combined: false,
        renews: form.parsed("renews"),
    }
}
