//! Plain lists: one table, a row a service, with whatever columns somebody's spreadsheet has.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Listing, Record, Sheet, Trouble,
    draft::Draft,
    nest,
    problem::Place,
    table::{self, Table},
};

/// What a column of a plain list can be, with the words by which its heading is known, in English and in Spanish.
pub const PLAIN_FIELDS: &[(&str, &[&str])] = &[
    (
        "service",
        &[
            "service",
            "service name",
            "program",
            "program name",
            "resource",
            "resource name",
            "name",
            "title",
            "servicio",
            "nombre del servicio",
            "programa",
            "nombre del programa",
            "recurso",
            "nombre",
        ],
    ),
    (
        "agency",
        &[
            "agency",
            "agency name",
            "organization",
            "organization name",
            "organisation",
            "provider",
            "offered by",
            "agencia",
            "organización",
            "organizacion",
            "proveedor",
            "ofrecido por",
            "institución",
            "institucion",
        ],
    ),
    (
        "description",
        &[
            "description",
            "about",
            "details",
            "what they do",
            "notes",
            "services offered",
            "descripción",
            "descripcion",
            "acerca de",
            "detalles",
            "notas",
            "servicios ofrecidos",
        ],
    ),
    (
        "phone",
        &[
            "phone",
            "phone number",
            "telephone",
            "tel",
            "call",
            "contact number",
            "teléfono",
            "telefono",
            "número de teléfono",
            "numero de telefono",
            "llamar",
        ],
    ),
    ("email", &["email", "e mail", "email address", "correo electrónico", "correo electronico", "correo"]),
    (
        "website",
        &["website", "web site", "url", "link", "web", "sitio web", "página web", "pagina web", "sitio", "enlace"],
    ),
    (
        "address",
        &[
            "address",
            "street",
            "street address",
            "address 1",
            "location",
            "dirección",
            "direccion",
            "calle",
            "domicilio",
            "ubicación",
            "ubicacion",
        ],
    ),
    ("city", &["city", "town", "ciudad", "pueblo", "localidad"]),
    ("state", &["state", "state province", "province", "estado", "provincia"]),
    ("postal_code", &["zip", "zip code", "zipcode", "postal code", "postcode", "código postal", "codigo postal", "cp"]),
    ("latitude", &["latitude", "lat", "latitud"]),
    ("longitude", &["longitude", "lon", "lng", "long", "longitud"]),
    (
        "hours",
        &[
            "hours",
            "opening hours",
            "open",
            "schedule",
            "days and hours",
            "horario",
            "horas",
            "días y horas",
            "dias y horas",
        ],
    ),
    (
        "eligibility",
        &[
            "eligibility",
            "who can come",
            "who is it for",
            "population",
            "ages",
            "elegibilidad",
            "requisitos",
            "quién puede ir",
            "quien puede ir",
            "población",
            "poblacion",
            "edades",
        ],
    ),
    ("cost", &["cost", "fee", "fees", "price", "payment", "costo", "coste", "precio", "tarifa", "pago"]),
    ("languages", &["languages", "language", "languages spoken", "idiomas", "idioma"]),
    (
        "documents",
        &[
            "documents",
            "required documents",
            "what to bring",
            "bring",
            "documentos",
            "documentos necesarios",
            "qué traer",
            "que traer",
        ],
    ),
    (
        "how_to_start",
        &[
            "how to apply",
            "how to start",
            "application process",
            "intake",
            "referral process",
            "cómo empezar",
            "como empezar",
            "cómo solicitar",
            "como solicitar",
            "admisión",
            "admision",
        ],
    ),
    (
        "words",
        &[
            "category",
            "categories",
            "type",
            "type of service",
            "topic",
            "topics",
            "keywords",
            "tags",
            "need",
            "categoría",
            "categoria",
            "categorías",
            "categorias",
            "tipo",
            "tipo de servicio",
            "tema",
            "temas",
            "palabras clave",
            "etiquetas",
            "necesidad",
        ],
    ),
    ("accessibility", &["accessibility", "accessible", "wheelchair", "accesibilidad", "accesible", "silla de ruedas"]),
    ("id", &["id", "record id", "resource id", "number", "identificador", "número", "numero"]),
];

/// Which column is what: the name of a field of [`PLAIN_FIELDS`] for each column by its place.
pub type PlainMapping = BTreeMap<usize, String>;

/// What the columns seem to be; each field once, the first column that fits.
pub fn suggest(columns: &[String]) -> PlainMapping {
    let folded: Vec<String> = columns.iter().map(|column| fold(column)).collect();
    let mut mapping = PlainMapping::new();
    for (field, words) in PLAIN_FIELDS {
        let free = |at: &usize| !mapping.contains_key(at);
        let found = words.iter().find_map(|word| folded.iter().position(|column| column == word).filter(free));
        if let Some(at) = found {
            mapping.insert(at, (*field).to_owned());
        }
    }
    mapping
}

fn fold(column: &str) -> String {
    let plain: String = column.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a plain list. A row without a name of a service is left out; one without an agency is its own agency.
pub fn from_plain(sheet: &Sheet, mapping: &PlainMapping, source: &str) -> Listing {
    let mut draft = Draft::of(source);
    for row in &sheet.rows {
        let place = Place { file: sheet.file.clone(), line: row.line };
        let said: BTreeMap<&str, &str> = mapping
            .iter()
            .filter_map(|(at, field)| Some((field.as_str(), row.cells.get(*at)?.trim())))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        if !said.is_empty() {
            one(&mut draft, &said, &place);
        }
    }
    nest::nest(draft)
}

type Said<'a> = BTreeMap<&'a str, &'a str>;

fn one(draft: &mut Draft, said: &Said<'_>, place: &Place) {
    let get = |field: &str| said.get(field).copied().unwrap_or_default();
    let service = get("service");
    if service.is_empty() {
        return draft.tell(place, "service", Trouble::Missing, "");
    }
    let agency = if get("agency").is_empty() { service } else { get("agency") };
    let organization = draft.ids.made("organization", &fold(agency));
    if !draft.has("organization", organization) {
        take(draft, &table::ORGANIZATION, place, &[("id", &organization.to_string()), ("name", agency)]);
    }
    // The same name at the same agency in another place is another service.
    let own =
        if get("id").is_empty() { [service, agency, get("address")].map(fold).join("|") } else { get("id").to_owned() };
    let id = draft.ids.id("service", &own).to_string();
    let facts = [
        ("id", id.as_str()),
        ("organization_id", &organization.to_string()),
        ("name", service),
        ("description", get("description")),
        ("email", get("email")),
        ("url", get("website")),
        ("eligibility_description", get("eligibility")),
        ("fees_description", get("cost")),
        ("application_process", get("how_to_start")),
    ];
    if take(draft, &table::SERVICE, place, &facts) {
        belongings(draft, said, &id, &own, place);
        location(draft, said, &id, &own, place);
    }
}

fn belongings(draft: &mut Draft, said: &Said<'_>, service: &str, own: &str, place: &Place) {
    let get = |field: &str| said.get(field).copied().unwrap_or_default();
    let tables: [(&str, &'static Table, &str); 4] = [
        ("phone", &table::PHONE, "number"),
        ("hours", &table::SCHEDULE, "description"),
        ("languages", &table::LANGUAGE, "name"),
        ("documents", &table::REQUIRED_DOCUMENT, "document"),
    ];
    for (field, table, into) in tables {
        let is_list = matches!(field, "languages" | "documents");
        for word in parts(get(field), is_list) {
            let id = draft.ids.made(table.name, &format!("{own}|{word}")).to_string();
            take(draft, table, place, &[("id", &id), ("service_id", service), (into, word)]);
        }
    }
    for word in parts(get("words"), true) {
        let id = draft.ids.made("attribute", &format!("{own}|{word}")).to_string();
        let facts = [
            ("id", id.as_str()),
            ("link_id", service),
            ("link_entity", "service"),
            ("link_type", "keyword"),
            ("value", word),
        ];
        take(draft, &table::ATTRIBUTE, place, &facts);
    }
}

fn parts(text: &str, is_list: bool) -> impl Iterator<Item = &str> {
    text.split(move |c| is_list && matches!(c, ',' | ';' | '|' | '/')).map(str::trim).filter(|part| !part.is_empty())
}

fn location(draft: &mut Draft, said: &Said<'_>, service: &str, own: &str, place: &Place) {
    let get = |field: &str| said.get(field).copied().unwrap_or_default();
    let where_ = ["address", "city", "postal_code", "latitude"].map(get);
    if where_.iter().all(|part| part.is_empty()) {
        return;
    }
    let key = where_.map(fold).join("|");
    let id = draft.ids.made("location", &key).to_string();
    let facts =
        [("id", id.as_str()), ("name", get("address")), ("latitude", get("latitude")), ("longitude", get("longitude"))];
    take(draft, &table::LOCATION, place, &facts);
    let address = draft.ids.made("address", &key).to_string();
    let facts = [
        ("id", address.as_str()),
        ("location_id", &id),
        ("address_1", get("address")),
        ("city", get("city")),
        ("state_province", get("state")),
        ("postal_code", get("postal_code")),
        ("country", "US"),
    ];
    take(draft, &table::ADDRESS, place, &facts);
    for word in parts(get("accessibility"), true) {
        let access = draft.ids.made("accessibility", &format!("{key}|{word}")).to_string();
        take(draft, &table::ACCESSIBILITY, place, &[("id", &access), ("location_id", &id), ("description", word)]);
    }
    let pair = draft.ids.made("service_at_location", &format!("{own}|{key}")).to_string();
    take(draft, &table::SERVICE_AT_LOCATION, place, &[("id", &pair), ("service_id", service), ("location_id", &id)]);
}

fn take(draft: &mut Draft, table: &'static Table, place: &Place, facts: &[(&str, &str)]) -> bool {
    let raw: Record = facts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
        .collect();
    // What a plain list leaves out is not worth a word: it was never meant to say it.
    let before = draft.problems.len();
    let taken = draft.take(table, &raw, place).is_some();
    let problems = draft.problems.split_off(before);
    draft.problems.extend(problems.into_iter().filter(|problem| problem.trouble != Trouble::Wanting));
    taken
}
