//! One service: what is most urgent first, then everything that is known.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    layout::{Page, when},
    public::{self, Site},
};
use hsds::model::{Contact, CostOption, Location, Phone};
use kit::{
    faults::Fault,
    messages::AsArg as _,
    web::{Answer, page},
};

use super::{
    facts::{self, Facts},
    freshness::{self, Known, Sureness},
    hours::{self, DayLine},
    map::{self, Drawn},
    pages::tel,
    shelf::ServiceId,
};

/// A number to call.
pub(super) struct PhoneLine {
    pub number: String,
    pub tel: String,
    pub about: String,
}

/// A place where it is.
pub(super) struct PlaceLine {
    pub name: String,
    pub address: String,
    pub getting_there: String,
    pub access: Vec<String>,
}

/// A service as its page and the pocket sheet show it.
pub(super) struct Shown {
    pub id: String,
    pub name: String,
    pub agency: String,
    pub alert: String,
    pub is_gone: bool,
    pub is_closed_for_a_time: bool,
    pub closed_until: String,
    pub description: String,
    pub phones: Vec<PhoneLine>,
    pub email: String,
    pub website: String,
    pub places: Vec<PlaceLine>,
    pub is_open: Option<bool>,
    pub week: Vec<DayLine>,
    /// Hours in the words of those who wrote them.
    pub hours_said: Vec<String>,
    pub who: String,
    pub ages: String,
    pub how: String,
    pub costs: Vec<String>,
    pub documents: Vec<String>,
    pub languages: Vec<String>,
    pub areas: Vec<String>,
    pub people: Vec<String>,
    pub wait: String,
    pub sureness: Sureness,
    pub checked_by: String,
}

impl Shown {
    pub fn new(visit: &Visit, site: &Site, facts: &Facts) -> Self {
        let (service, row) = (&facts.service, &facts.row);
        let schedules = facts.schedules();
        let said = schedules.iter().map(|one| if one.description.is_empty() { &one.notes } else { &one.description });
        Self {
            id: facts.id.to_string(),
            name: row.name.clone(),
            agency: if row.agency_name == row.name { String::new() } else { row.agency_name.clone() },
            alert: row.alert.clone(),
            is_gone: facts.is_gone(),
            is_closed_for_a_time: facts.is_closed_for_a_time(),
            closed_until: row.closed_until.map(|day| when::long_day(&visit.words, day)).unwrap_or_default(),
            description: service.description.clone(),
            phones: phones(facts),
            email: if service.email.is_empty() { facts.agency.email.clone() } else { service.email.clone() },
            website: web(if service.url.is_empty() { &facts.agency.website } else { &service.url }),
            places: facts.locations.iter().map(place).collect(),
            is_open: hours::is_open(&schedules, site.now, &site.zone),
            week: hours::week(&visit.words, &schedules, site.now, &site.zone),
            hours_said: distinct(said.cloned()),
            who: service.eligibility_description.clone(),
            ages: ages(visit, service.minimum_age, service.maximum_age),
            how: service.application_process.clone(),
            costs: costs(facts),
            documents: distinct(service.required_documents.iter().map(|one| one.document.clone())),
            languages: languages(facts),
            areas: distinct(service.service_areas.iter().map(|one| one.name.clone())),
            people: distinct(service.contacts.iter().map(contact)),
            wait: service.wait_time.clone(),
            sureness: freshness::of(
                visit,
                Known { checked_at: row.checked_at, failed: row.failed_since_check, reports: row.reports_open },
            ),
            checked_by: row.checked_by_name.clone(),
        }
    }
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

fn phones(facts: &Facts) -> Vec<PhoneLine> {
    let own = facts.service.phones.iter().chain(facts.pairs.iter().flat_map(|one| &one.phones));
    let all = own.chain(facts.locations.iter().flat_map(|one| &one.phones)).chain(&facts.agency.phones);
    let mut found: Vec<PhoneLine> = Vec::new();
    for phone in all {
        let line = phone_line(phone);
        if found.iter().all(|known| known.tel != line.tel) {
            found.push(line);
        }
    }
    found.truncate(6);
    found
}

fn phone_line(phone: &Phone) -> PhoneLine {
    let extension = phone.extension.map(|extension| format!(" x{extension}")).unwrap_or_default();
    let about = if phone.description.is_empty() { &phone.r#type } else { &phone.description };
    PhoneLine { number: format!("{}{extension}", phone.number), tel: tel(&phone.number), about: about.clone() }
}

fn place(place: &Location) -> PlaceLine {
    let address = place.addresses.iter().find(|one| one.address_type != "postal").or_else(|| place.addresses.first());
    let access = place.accessibility.iter().map(|one| {
        if one.details.is_empty() { one.description.clone() } else { format!("{} {}", one.description, one.details) }
    });
    PlaceLine {
        name: place.name.clone(),
        address: address.map(hsds::model::Address::line).unwrap_or_default(),
        getting_there: place.transportation.clone(),
        access: distinct(access),
    }
}

/// Only an address of the web becomes a link.
fn web(address: &str) -> String {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    if is_web { address.to_owned() } else { String::new() }
}

fn contact(contact: &Contact) -> String {
    [&contact.name, &contact.title].into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

fn costs(facts: &Facts) -> Vec<String> {
    let option = |cost: &CostOption| {
        let amount = cost.amount.map(|amount| format!("{amount} {}", cost.currency.to_uppercase())).unwrap_or_default();
        let parts = [cost.option.clone(), amount.trim().to_owned(), cost.amount_description.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    };
    let said = [facts.service.fees_description.clone(), facts.service.fees.clone()];
    distinct(said.into_iter().chain(facts.service.cost_options.iter().map(option)))
}

fn languages(facts: &Facts) -> Vec<String> {
    let of_places = facts.locations.iter().flat_map(|place| &place.languages);
    let named = facts.service.languages.iter().chain(of_places);
    let interpreters = facts.service.interpretation_services.clone();
    distinct(
        named.map(|one| if one.name.is_empty() { one.code.clone() } else { one.name.clone() }).chain([interpreters]),
    )
}

fn ages(visit: &Visit, from: Option<f64>, to: Option<f64>) -> String {
    let age = |years: f64| format!("{years}");
    match (from.filter(|years| *years > 0.0), to) {
        (Some(from), Some(to)) => {
            visit.words.with("directory-ages-between", &[("from", age(from).as_arg()), ("to", age(to).as_arg())])
        }
        (Some(from), None) => visit.words.with("directory-ages-from", &[("from", age(from).as_arg())]),
        (None, Some(to)) => visit.words.with("directory-ages-to", &[("to", age(to).as_arg())]),
        (None, None) => String::new(),
    }
}

#[derive(Template)]
#[template(path = "directory/show.html")]
struct Show {
    page: Page,
    service: Shown,
    drawn: Option<Drawn>,
    may_keep: bool,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ServiceId>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let on = site.organization;
    let facts = app.db.read(site.tenant(), move |tx| facts::find(tx, on, id)).await?.ok_or(Fault::NotFound)?;
    let service = Shown::new(&visit, &site, &facts);
    let may_keep = visit.can(ground::rules::matrix::Permission::KeepDirectory);
    let drawn = map::of_places(&visit, &facts.locations);
    page(&Show { page: visit.page_titled(service.name.clone()), service, drawn, may_keep })
}
