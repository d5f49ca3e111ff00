//! A service as a form tells it, to and from its records. What the form does not know of stays as it was. No I/O.

use ground::rules::{Rules, lists::Item};
use hsds::{
    Ids, Record,
    model::{Location, Organization, Schedule, Service},
};
use jiff::civil::{Time, Weekday};
use kit::{
    forms::{Errors, Form},
    messages::Words,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::facets::{self, LISTS, own_term};

/// The records that a form is about.
#[derive(Debug, Clone, Default)]
pub struct Records {
    pub agency: Record,
    pub service: Record,
    /// The first place, when there is one.
    pub location: Option<Record>,
    pub pair: Option<Record>,
}

const TEXTS: [(&str, &str); 7] = [
    ("description", "description"),
    ("email", "email"),
    ("url", "url"),
    ("eligibility", "eligibility_description"),
    ("how", "application_process"),
    ("fees", "fees_description"),
    ("wait", "wait_time"),
];
const LONGEST: usize = 4000;

/// The form of what is kept.
pub fn filled(records: &Records) -> Form {
    let (service, agency) = (Service::of(&records.service), Organization::of(&records.agency));
    let mut form = Form::from_pairs([("name", service.name.clone()), ("agency", agency.name)]);
    for (field, key) in TEXTS {
        form.set(field, hsds::text(&records.service, key));
    }
    let age = |years: Option<f64>| years.map(|years| format!("{years}")).unwrap_or_default();
    form.set("min_age", age(service.minimum_age));
    form.set("max_age", age(service.maximum_age));
    form.set("phone", service.phones.first().map(|one| one.number.clone()).unwrap_or_default());
    form.set("languages", list(service.languages.iter().map(|one| one.name.as_str())));
    form.set("documents", list(service.required_documents.iter().map(|one| one.document.as_str())));
    let own: Vec<Uuid> = service.attributes.iter().filter_map(|one| one.taxonomy_term_id.parse().ok()).collect();
    for (name, begin) in LISTS {
        for item in items(name).filter(|item| own.contains(&own_term(&format!("{begin}:{}", item.key)))) {
            form.add(begin, item.key.as_str());
        }
    }
    fill_hours(&mut form, &service.schedules);
    if let Some(place) = records.location.as_ref().map(Location::of) {
        fill_place(&mut form, &place);
    }
    form
}

fn items(list: &str) -> impl Iterator<Item = &'static Item> {
    Rules::shipped().lists.get(list).into_iter().flat_map(|list| &list.items)
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("; ")
}

fn fill_place(form: &mut Form, place: &Location) {
    let address = place.addresses.first().cloned().unwrap_or_default();
    let degree = |degree: Option<f64>| degree.map(|degree| degree.to_string()).unwrap_or_default();
    for (field, value) in [
        ("place", place.name.clone()),
        ("address", address.address_1),
        ("city", address.city),
        ("state", address.state_province),
        ("postal_code", address.postal_code),
        ("latitude", degree(place.latitude)),
        ("longitude", degree(place.longitude)),
        ("transportation", place.transportation.clone()),
    ] {
        form.set(field, value);
    }
}

/// The days of the week with their fields.
pub fn days() -> impl Iterator<Item = (i8, Weekday)> {
    Weekday::Monday.cycle_forward().take(7).map(|day| (day.to_monday_one_offset(), day))
}

fn fill_hours(form: &mut Form, schedules: &[Schedule]) {
    for (number, day) in days() {
        let of_day =
            schedules.iter().find(|one| one.freq == "WEEKLY" && one.byday.contains(hsds::hours::day_letters(day)));
        let time = |text: &str| text.get(..5).unwrap_or_default().to_owned();
        form.set(&format!("opens_{number}"), of_day.map(|one| time(&one.opens_at)).unwrap_or_default());
        form.set(&format!("closes_{number}"), of_day.map(|one| time(&one.closes_at)).unwrap_or_default());
    }
}

/// The records that a form makes of those that were there. New ones get ids from `made`, so that sending a form twice
/// makes one service.
///
/// # Errors
/// What is missing or cannot be, field by field.
pub fn read(form: &Form, words: &Words, before: Records, made: Uuid) -> Result<Records, Errors> {
    let mut errors = Errors::default();
    for (field, key) in [("name", "keeping-directory-name-missing"), ("agency", "keeping-directory-agency-missing")] {
        if form.text(field).is_none() {
            errors.add(field, words.t(key));
        }
    }
    if form.pairs().any(|(_, value)| value.chars().count() > LONGEST) {
        errors.add("description", words.t("keeping-directory-too-long"));
    }
    if form.text("email").is_some_and(|email| kit::text::email(email).is_none()) {
        errors.add("email", words.t("keeping-directory-email-wrong"));
    }
    let has_degrees = form.text("latitude").is_some() || form.text("longitude").is_some();
    let spot = super::near::Spot::parse(&format!("{},{}", form.get("latitude").trim(), form.get("longitude").trim()));
    if has_degrees && spot.is_none() {
        errors.add("latitude", words.t("keeping-directory-degrees-wrong"));
    }
    for (number, _) in days() {
        if hours(form, number).is_none() {
            errors.add(&format!("opens_{number}"), words.t("keeping-directory-hours-wrong"));
        }
    }
    errors.check()?;
    let ids = Ids::of(&made.to_string());
    let agency = agency(form, &before);
    let mut service = service(form, &before, &ids, made);
    service.insert("organization_id".to_owned(), agency.get("id").cloned().unwrap_or_default());
    let (location, pair) = place(form, before, &ids, &service);
    Ok(Records { agency, service, location, pair })
}

/// The hours of a day: none typed is closed; one without the other, or no time, is wrong (`None`).
fn hours(form: &Form, number: i8) -> Option<Option<(Time, Time)>> {
    let (opens, closes) = (form.text(&format!("opens_{number}")), form.text(&format!("closes_{number}")));
    match (opens, closes) {
        (None, None) => Some(None),
        (Some(opens), Some(closes)) => Some(Some((opens.parse().ok()?, closes.parse().ok()?))),
        _ => None,
    }
}

/// The agency that was there when its name still is; else one with this name, whose id follows from it.
fn agency(form: &Form, before: &Records) -> Record {
    let name = form.get("agency").trim();
    if hsds::text(&before.agency, "name") == name {
        return before.agency.clone();
    }
    let id = Ids::of("here").made("organization", &super::words::fold(name));
    let mut record = Record::new();
    record.insert("id".to_owned(), Value::from(id.to_string()));
    record.insert("name".to_owned(), Value::from(name));
    record.insert("description".to_owned(), Value::from(""));
    record
}

fn set(record: &mut Record, key: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() {
        record.remove(key)
    } else {
        record.insert(key.to_owned(), Value::from(value))
    };
}

fn set_list(record: &mut Record, key: &str, list: Vec<Value>) {
    if list.is_empty() {
        record.remove(key)
    } else {
        record.insert(key.to_owned(), Value::Array(list))
    };
}

fn service(form: &Form, before: &Records, ids: &Ids, made: Uuid) -> Record {
    let mut record = before.service.clone();
    record.entry("id").or_insert_with(|| Value::from(made.to_string()));
    record.entry("status").or_insert_with(|| Value::from("active"));
    set(&mut record, "name", form.get("name"));
    for (field, key) in TEXTS {
        set(&mut record, key, form.get(field));
    }
    for (field, key) in [("min_age", "minimum_age"), ("max_age", "maximum_age")] {
        match form.parsed::<u32>(field).filter(|years| *years < 130) {
            Some(years) => record.insert(key.to_owned(), Value::from(years)),
            None => record.remove(key),
        };
    }
    let old = filled(before);
    // Only what the form changed: a list may say more than the form can.
    let is_changed = |field: &str| form.get(field).trim() != old.get(field).trim();
    if is_changed("phone") {
        phone(&mut record, form, ids);
    }
    if is_changed("languages") {
        named(&mut record, "languages", "name", form.get("languages"), ids);
    }
    if is_changed("documents") {
        named(&mut record, "required_documents", "document", form.get("documents"), ids);
    }
    if days().any(|(number, _)| is_changed(&format!("opens_{number}")) || is_changed(&format!("closes_{number}"))) {
        set_list(&mut record, "schedules", schedules(form, ids));
    }
    attributes(&mut record, form, ids);
    record
}

fn phone(record: &mut Record, form: &Form, ids: &Ids) {
    let mut phones = record.get("phones").and_then(Value::as_array).cloned().unwrap_or_default();
    match (form.text("phone"), phones.first_mut().and_then(Value::as_object_mut)) {
        (Some(number), Some(first)) => {
            first.insert("number".to_owned(), Value::from(number));
        }
        (Some(number), None) => {
            phones.push(json!({ "id": ids.made("phone", number).to_string(), "number": number, "type": "voice" }));
        }
        (None, Some(_)) => {
            phones.remove(0);
        }
        (None, None) => {}
    }
    set_list(record, "phones", phones);
}

fn named(record: &mut Record, list: &str, field: &str, typed: &str, ids: &Ids) {
    let words = typed
        .split([';', '\n'])
        .flat_map(|part| if list == "languages" { part.split(',') } else { part.split('\u{0}') });
    let words = words.map(str::trim).filter(|word| !word.is_empty());
    let made = words.map(|word| {
        let id = ids.made(list, word).to_string();
        json!({ "id": id, field: word })
    });
    let made = made.collect();
    set_list(record, list, made);
}

/// A schedule for each set of days with the same hours.
fn schedules(form: &Form, ids: &Ids) -> Vec<Value> {
    let mut sets: Vec<((Time, Time), Vec<&'static str>)> = Vec::new();
    for (number, day) in days() {
        let Some(Some(times)) = hours(form, number) else { continue };
        let letters = hsds::hours::day_letters(day);
        match sets.iter_mut().find(|(known, _)| *known == times) {
            Some((_, days)) => days.push(letters),
            None => sets.push((times, vec![letters])),
        }
    }
    let schedule = |((opens, closes), days): ((Time, Time), Vec<&str>)| {
        let days = days.join(",");
        json!({
            "id": ids.made("schedule", &days).to_string(),
            "freq": "WEEKLY",
            "interval": 1,
            "byday": days,
            "opens_at": opens.strftime("%H:%M:%S").to_string(),
            "closes_at": closes.strftime("%H:%M:%S").to_string(),
        })
    };
    sets.into_iter().map(schedule).collect()
}

/// The organization's own terms as ticked; those of other taxonomies stay.
fn attributes(record: &mut Record, form: &Form, ids: &Ids) {
    let known: Vec<(String, Uuid)> = LISTS
        .iter()
        .flat_map(|(list, begin)| items(list).map(move |item| format!("{begin}:{}", item.key)))
        .map(|facet| (facet.clone(), own_term(&facet)))
        .collect();
    let is_ours = |one: &Value| {
        let id = one.get("taxonomy_term_id").and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
        id.is_some_and(|id| known.iter().any(|(_, term)| *term == id))
    };
    let mut list = record.get("attributes").and_then(Value::as_array).cloned().unwrap_or_default();
    list.retain(|one| !is_ours(one));
    for (facet, term) in &known {
        let is_ticked = facet.split_once(':').is_some_and(|(begin, key)| form.has(begin, key));
        if is_ticked {
            list.push(json!({ "id": ids.made("attribute", facet).to_string(), "taxonomy_term_id": term.to_string() }));
        }
    }
    set_list(record, "attributes", list);
}

fn place(form: &Form, before: Records, ids: &Ids, service: &Record) -> (Option<Record>, Option<Record>) {
    let is_said =
        ["place", "address", "city", "postal_code", "latitude"].iter().any(|field| form.text(field).is_some());
    if !is_said {
        return (before.location, before.pair);
    }
    let mut location = before.location.unwrap_or_default();
    location.entry("id").or_insert_with(|| Value::from(ids.made("location", "first").to_string()));
    location.entry("location_type").or_insert_with(|| Value::from("physical"));
    set(&mut location, "name", form.get("place"));
    set(&mut location, "transportation", form.get("transportation"));
    for field in ["latitude", "longitude"] {
        match form.parsed::<f64>(field) {
            Some(degree) => location.insert(field.to_owned(), Value::from(degree)),
            None => location.remove(field),
        };
    }
    let mut addresses = location.get("addresses").and_then(Value::as_array).cloned().unwrap_or_default();
    if addresses.is_empty() {
        addresses.push(
            json!({ "id": ids.made("address", "first").to_string(), "country": "US", "address_type": "physical" }),
        );
    }
    if let Some(first) = addresses.first_mut().and_then(Value::as_object_mut) {
        let parts =
            [("address_1", "address"), ("city", "city"), ("state_province", "state"), ("postal_code", "postal_code")];
        for (key, field) in parts {
            first.insert(key.to_owned(), Value::from(form.get(field).trim()));
        }
    }
    set_list(&mut location, "addresses", addresses);
    let pair = before.pair.unwrap_or_else(|| {
        let mut pair = Record::new();
        pair.insert("id".to_owned(), Value::from(ids.made("service_at_location", "first").to_string()));
        pair.insert("service_id".to_owned(), service.get("id").cloned().unwrap_or_default());
        pair.insert("location_id".to_owned(), location.get("id").cloned().unwrap_or_default());
        pair
    });
    (Some(location), Some(pair))
}

/// The organization's own taxonomy and its terms, as records.
pub fn own_terms() -> (Record, Vec<Record>) {
    let mut taxonomy = Record::new();
    taxonomy.insert("id".to_owned(), Value::from(facets::own_taxonomy().to_string()));
    taxonomy.insert("name".to_owned(), Value::from(facets::OWN_TAXONOMY));
    taxonomy.insert("description".to_owned(), Value::from("What people look for and how places work, in plain words."));
    let mut terms = Vec::new();
    for (list, begin) in LISTS {
        for item in items(list) {
            let facet = format!("{begin}:{}", item.key);
            let term = json!({
                "id": own_term(&facet).to_string(),
                "code": facet,
                "name": item.label,
                "description": item.text.clone().unwrap_or_default(),
                "taxonomy": facets::OWN_TAXONOMY,
                "taxonomy_id": facets::own_taxonomy().to_string(),
            });
            terms.extend(term.as_object().cloned());
        }
    }
    (taxonomy, terms)
}
