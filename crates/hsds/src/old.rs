//! What older versions called things (the data packages of the standard's branches 1.1 and 2.0), and what exports of
//! programs from those years add: lists in one cell, ids of their own, columns with the table's name in front.

use serde_json::Value;
use uuid::Uuid;

use crate::{
    Record, Trouble,
    draft::Draft,
    problem::Place,
    sheet::{Role, Way},
    table::{self, Table},
};

/// What a file is, by its name without the ending.
pub(crate) fn role(stem: &str) -> Option<Role> {
    let plain = |table: &'static Table| Some(Role { table, way: Way::Plain });
    let known = |way: Way, table: &'static Table| Some(Role { table, way });
    match stem {
        "taxonomy" => plain(&table::TAXONOMY_TERM),
        "services_at_location" | "services_at_locations" | "service_at_locations" => plain(&table::SERVICE_AT_LOCATION),
        "accessibility_for_disabilities" => plain(&table::ACCESSIBILITY),
        "physical_addresses" => known(Way::Address("physical"), &table::ADDRESS),
        "postal_addresses" | "mail_addresses" => known(Way::Address("postal"), &table::ADDRESS),
        "regular_schedules" => known(Way::Weekly, &table::SCHEDULE),
        "holiday_schedules" => known(Way::Holiday, &table::SCHEDULE),
        "eligibility" => known(Way::Eligibility, &table::SERVICE),
        "payments_accepted" => known(Way::Payment, &table::COST_OPTION),
        "services_taxonomy" | "service_taxonomy" | "service_attributes" => known(Way::ServiceTerm, &table::ATTRIBUTE),
        "other_attributes" => plain(&table::ATTRIBUTE),
        _ => table::ALL.iter().copied().find(|table| table.file.trim_end_matches(".csv") == stem).and_then(plain),
    }
}

/// The name that a column has in 3.1.
pub(crate) fn column(role: &Role, column: &str) -> String {
    let folded = column.trim().trim_start_matches('\u{feff}').to_lowercase().replace([' ', '-'], "_");
    let table = role.table;
    if table.field(&folded).is_some() || matches!(role.way, Way::Eligibility | Way::ServiceTerm) {
        return folded;
    }
    let short = folded.strip_prefix(table.name).and_then(|rest| rest.strip_prefix('_')).unwrap_or(&folded);
    let short = short.strip_suffix("_uuid").map_or_else(|| short.to_owned(), |rest| format!("{rest}_id"));
    let short = if short == "uuid" { "id".to_owned() } else { short };
    if table.field(&short).is_some() {
        return short;
    }
    renamed(table.name, &short).map_or(short, str::to_owned)
}

fn renamed(table: &str, column: &str) -> Option<&'static str> {
    Some(match (table, column) {
        ("organization", "url") => "website",
        ("service" | "location", "website") => "url",
        ("organization", "date_incorporated") => "year_incorporated",
        ("service", "min_age") => "minimum_age",
        ("service", "max_age") => "maximum_age",
        ("service", "eligibility" | "audience") => "eligibility_description",
        ("location", "short_desc") => "alternate_name",
        ("phone", "number_type") => "type",
        ("phone", "department") => "description",
        ("language", "language") => "name",
        ("accessibility", "accessibility") => "description",
        ("service_area", "service_area") => "name",
        ("taxonomy_term", "term") => "name",
        ("taxonomy_term", "vocabulary") => "taxonomy",
        ("cost_option", "payment") => "option",
        _ => return None,
    })
}

/// Columns that say what another column says too, or what only their program needs.
const NEEDLESS: [(&str, &str); 7] = [
    ("taxonomy_term", "parent_name"),
    ("attribute", "taxonomy_detail"),
    ("phone", "country_prefix"),
    ("phone", "vanity_number"),
    ("location", "admin_emails"),
    ("service", "organization_name"),
    ("location", "organization_name"),
];

/// Takes a row of any version in.
pub(crate) fn take(draft: &mut Draft, role: &Role, mut raw: Record, place: &Place) {
    raw.retain(|name, _| !NEEDLESS.contains(&(role.table.name, name.as_str())));
    match role.way {
        Way::Plain => plain(draft, role.table, raw, place),
        Way::Address(kind) => {
            raw.entry("address_type").or_insert_with(|| Value::from(kind));
            join_address(&mut raw);
            draft.take(role.table, &raw, place);
        }
        Way::Weekly => weekly(draft, raw, place),
        Way::Holiday => holiday(draft, raw, place),
        Way::Eligibility => eligibility(draft, &raw, place),
        Way::Payment => {
            draft.take(role.table, &raw, place);
        }
        Way::ServiceTerm => {
            let term = raw.remove("taxonomy_id");
            if let (None, Some(term)) = (raw.get("taxonomy_term_id"), term) {
                raw.insert("taxonomy_term_id".to_owned(), term);
            }
            if let Some(service) = raw.remove("service_id") {
                raw.insert("link_id".to_owned(), service);
                raw.insert("link_entity".to_owned(), Value::from("service"));
            }
            draft.take(role.table, &raw, place);
        }
    }
}

fn plain(draft: &mut Draft, table: &'static Table, mut raw: Record, place: &Place) {
    let lists = match table.name {
        "service" => service_lists(&mut raw),
        "location" => location_lists(&mut raw),
        "phone" => pulled(&mut raw, &[("language", "languages")]),
        "organization" => organization_lists(&mut raw),
        "taxonomy_term" => term(&mut raw),
        "address" => {
            join_address(&mut raw);
            Vec::new()
        }
        _ => Vec::new(),
    };
    let place_of_service = if table.name == "service" { raw.remove("location_id") } else { None };
    let owner = raw.get("id").cloned();
    if draft.take(table, &raw, place).is_none() {
        return;
    }
    let Some(owner) = owner else { return };
    if let Some(at) = place_of_service {
        let pair = record([("service_id", owner.clone()), ("location_id", at)]);
        draft.take(&table::SERVICE_AT_LOCATION, &pair, place);
    }
    for (list, words) in lists {
        for word in words {
            one_of_list(draft, table.name, &owner, list, &word, place);
        }
    }
}

fn record<const N: usize>(fields: [(&str, Value); N]) -> Record {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

type Lists = Vec<(&'static str, Vec<String>)>;

/// Takes columns off that hold a list in one cell.
fn pulled(raw: &mut Record, columns: &[(&str, &'static str)]) -> Lists {
    let mut found = Lists::new();
    for (column, list) in columns {
        if let Some(Value::String(text)) = raw.remove(*column) {
            let words = text.split([',', ';', '|']).map(|word| word.trim().to_owned());
            found.push((list, words.filter(|word| !word.is_empty()).collect()));
        }
    }
    found
}

fn service_lists(raw: &mut Record) -> Lists {
    let mut lists = pulled(
        raw,
        &[
            ("languages", "languages"),
            ("service_areas", "areas"),
            ("required_documents", "documents"),
            ("accepted_payments", "payments"),
            ("funding_sources", "funding"),
            ("keywords", "words"),
            ("problem_codes", "words"),
            ("taxonomy_ids", "terms"),
        ],
    );
    // One column that is not a list.
    if let Some(Value::String(more)) = raw.remove("additional_information") {
        let said = crate::text(raw, "description").to_owned();
        raw.insert("description".to_owned(), Value::from(format!("{said}\n\n{more}").trim()));
    }
    lists.retain(|(_, words)| !words.is_empty());
    lists
}

fn location_lists(raw: &mut Record) -> Lists {
    let mut lists = pulled(raw, &[("languages", "languages"), ("accessibility", "accessibility")]);
    // Addresses and numbers in a cell of the place itself are whole, not lists.
    for (column, list) in [("address", "address"), ("phones", "phone"), ("email", "email")] {
        if let Some(Value::String(text)) = raw.remove(column) {
            lists.push((list, vec![text]));
        }
    }
    if let Some(Value::String(is_virtual)) = raw.remove("virtual")
        && matches!(is_virtual.to_lowercase().as_str(), "true" | "t" | "1" | "yes")
    {
        raw.insert("location_type".to_owned(), Value::from("virtual"));
    }
    lists
}

fn organization_lists(raw: &mut Record) -> Lists {
    let lists = pulled(raw, &[("funding_sources", "funding")]);
    for column in ["accreditations", "licenses"] {
        if let Some(Value::String(text)) = raw.remove(column) {
            let said = crate::text(raw, "description").to_owned();
            raw.insert("description".to_owned(), Value::from(format!("{said}\n\n{text}").trim()));
        }
    }
    let year = raw.get("year_incorporated").and_then(Value::as_str).and_then(|text| text.get(..4)).map(str::to_owned);
    if let Some(year) = year {
        raw.insert("year_incorporated".to_owned(), Value::from(year));
    }
    lists
}

/// Terms of 1.1 have their own ids as codes, and the vocabulary's name where 3 has a taxonomy.
fn term(raw: &mut Record) -> Lists {
    if let Some(id) = raw.remove("taxonomy_id") {
        let is_uuid = id.as_str().is_some_and(|text| text.parse::<Uuid>().is_ok());
        if raw.contains_key("id") || is_uuid {
            raw.insert("taxonomy_id".to_owned(), id);
        } else {
            raw.insert("id".to_owned(), id);
        }
    }
    let code = raw.get("id").and_then(Value::as_str).filter(|text| text.parse::<Uuid>().is_err()).map(str::to_owned);
    if let (Some(code), false) = (code, raw.contains_key("code")) {
        raw.insert("code".to_owned(), Value::from(code));
    }
    Lists::new()
}

fn join_address(raw: &mut Record) {
    for column in ["address_3", "address_4"] {
        if let Some(Value::String(more)) = raw.remove(column) {
            let said = crate::text(raw, "address_2").to_owned();
            raw.insert("address_2".to_owned(), Value::from(format!("{said} {more}").trim()));
        }
    }
}

fn one_of_list(draft: &mut Draft, of: &str, owner: &Value, list: &str, word: &str, place: &Place) {
    let link = format!("{of}_id");
    let own = |field: &str| {
        let mut made = Record::new();
        made.insert(link.clone(), owner.clone());
        made.insert(field.to_owned(), Value::from(word));
        made
    };
    let (table, made): (&'static Table, Record) = match list {
        "languages" => (&table::LANGUAGE, own("name")),
        "areas" => (&table::SERVICE_AREA, own("name")),
        "documents" => (&table::REQUIRED_DOCUMENT, own("document")),
        "payments" => (&table::COST_OPTION, own("option")),
        "funding" => (&table::FUNDING, own("source")),
        "accessibility" => (&table::ACCESSIBILITY, own("description")),
        "phone" => (&table::PHONE, own("number")),
        "email" => (&table::CONTACT, own("email")),
        "address" => (&table::ADDRESS, own("address_1")),
        _ => (&table::ATTRIBUTE, attribute(of, owner, list, word)),
    };
    draft.take(table, &made, place);
}

fn attribute(of: &str, owner: &Value, list: &str, word: &str) -> Record {
    let field = if list == "terms" { "taxonomy_term_id" } else { "value" };
    let mut made = record([("link_id", owner.clone()), ("link_entity", Value::from(of)), (field, Value::from(word))]);
    if list != "terms" {
        made.insert("link_type".to_owned(), Value::from("keyword"));
    }
    made
}

/// The two letters of a day, however it is written: `Monday`, `mon`, `1`.
fn day(word: &str) -> Option<&'static str> {
    const DAYS: [(&str, &str); 7] =
        [("mo", "1"), ("tu", "2"), ("we", "3"), ("th", "4"), ("fr", "5"), ("sa", "6"), ("su", "7")];
    let folded = word.trim().to_lowercase();
    let at = DAYS.iter().position(|(letters, number)| folded.starts_with(letters) || folded == *number)?;
    ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].get(at).copied()
}

fn weekly(draft: &mut Draft, mut raw: Record, place: &Place) {
    let word = raw.remove("weekday").and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    let Some(day) = day(&word) else {
        return draft.tell(place, "weekday", Trouble::NotAWord, &word);
    };
    raw.insert("freq".to_owned(), Value::from("WEEKLY"));
    raw.insert("interval".to_owned(), Value::from(1));
    raw.insert("byday".to_owned(), Value::from(day));
    draft.take(&table::SCHEDULE, &raw, place);
}

/// A closing has no place in the standard's schedules: it is kept as a note. Other hours are a schedule of those days.
fn holiday(draft: &mut Draft, mut raw: Record, place: &Place) {
    let mut take =
        |name: &str| raw.remove(name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    let (closed, from, to) = (take("closed"), take("start_date"), take("end_date"));
    if matches!(closed.to_lowercase().as_str(), "true" | "t" | "1" | "yes") {
        raw.insert("notes".to_owned(), Value::from(format!("Closed {from} to {to}")));
    } else {
        raw.insert("valid_from".to_owned(), Value::from(from));
        raw.insert("valid_to".to_owned(), Value::from(to));
        raw.insert("freq".to_owned(), Value::from("WEEKLY"));
        raw.insert("byday".to_owned(), Value::from("MO,TU,WE,TH,FR,SA,SU"));
    }
    draft.take(&table::SCHEDULE, &raw, place);
}

/// Who can come stood in a table of its own.
fn eligibility(draft: &mut Draft, raw: &Record, place: &Place) {
    let said = ["eligibility_description", "eligibility"].into_iter().map(|name| crate::text(raw, name));
    let said = said.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ");
    let service = draft.ids.id("service", crate::text(raw, "service_id"));
    let row = draft.index.get(&("service", service)).copied();
    let row = row.and_then(|at| draft.rows.get_mut("service")?.get_mut(at));
    match row {
        Some(row) => {
            let before = crate::text(&row.record, "eligibility_description").to_owned();
            let both = format!("{before}\n{said}");
            row.record.insert("eligibility_description".to_owned(), Value::from(both.trim()));
        }
        None => draft.tell(place, "eligibility.service_id", Trouble::Orphan, crate::text(raw, "service_id")),
    }
}
