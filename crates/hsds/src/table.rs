//! The tables of HSDS 3.1 with their fields, in the standard's order (its JSON Schemas, branch `3.1-dev`).

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The id of this record, or of the record of the named table that it belongs to.
    Id(&'static str),
    /// The id of a record of any table; the field named here says of which.
    AnyId(&'static str),
    Text,
    Number,
    Date,
    Time,
    Moment,
    Uri,
    Email,
    /// One of these words; the first is what stands when a list says nothing.
    Word(&'static [&'static str]),
}

/// How much a record needs a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing is wrong without it.
    Free,
    /// The standard asks for it; without it an empty text stands, and a problem is told.
    Asked,
    /// The record means nothing without it.
    Key,
}

/// One field of a table.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
}

/// Records of another table that stand inside a record.
#[derive(Debug, Clone, Copy)]
pub struct Child {
    /// The field of the list in JSON.
    pub field: &'static str,
    pub table: &'static Table,
    /// The field of the inner record that names the outer one.
    pub link: &'static str,
}

/// A table of the standard.
#[derive(Debug)]
pub struct Table {
    /// Its name in JSON Schemas, in `link_entity` and in `resource_type`.
    pub name: &'static str,
    /// Its file in a tabular data package.
    pub file: &'static str,
    pub fields: &'static [Field],
    pub children: &'static [Child],
}

impl Table {
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

const fn free(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, need: Need::Free }
}

const fn asked(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, need: Need::Asked }
}

const fn key(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, need: Need::Key }
}

const fn child(field: &'static str, table: &'static Table, link: &'static str) -> Child {
    Child { field, table, link }
}

use Kind::{AnyId, Date, Email, Id, Moment, Number, Text, Time, Uri, Word};

const PLACES: &[&str] = &["physical", "postal", "virtual"];
const DAYS: &[&str] = &["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const ATTRIBUTES: Child = child("attributes", &ATTRIBUTE, "link_id");
const METADATA: Child = child("metadata", &METADATUM, "resource_id");
const NOTED: &[Child] = &[ATTRIBUTES, METADATA];

macro_rules! tables {
    ($($name:ident $word:literal $file:literal [$($field:expr),+ $(,)?] $children:expr;)+) => {
        $(pub static $name: Table =
            Table { name: $word, file: $file, fields: &[key("id", Id($word)), $($field),+], children: $children };)+
        /// Every table, in the order of the data package.
        pub static ALL: &[&Table] = &[$(&$name),+];
    };
}

tables! {
    ORGANIZATION "organization" "organizations.csv" [
        key("name", Text), free("alternate_name", Text), asked("description", Text), free("email", Email),
        free("website", Uri), free("tax_status", Text), free("tax_id", Text), free("year_incorporated", Number),
        free("legal_status", Text), free("logo", Uri), free("uri", Uri),
        free("parent_organization_id", Id("organization")),
    ] &[
        child("funding", &FUNDING, "organization_id"), child("contacts", &CONTACT, "organization_id"),
        child("phones", &PHONE, "organization_id"), child("programs", &PROGRAM, "organization_id"),
        child("organization_identifiers", &ORGANIZATION_IDENTIFIER, "organization_id"),
        child("additional_websites", &URL, "organization_id"), ATTRIBUTES, METADATA,
    ];
    PROGRAM "program" "programs.csv" [
        key("organization_id", Id("organization")), key("name", Text), free("alternate_name", Text),
        asked("description", Text),
    ] NOTED;
    SERVICE "service" "services.csv" [
        free("organization_id", Id("organization")), free("program_id", Id("program")), key("name", Text),
        free("alternate_name", Text), free("description", Text), free("url", Uri), free("email", Email),
        key("status", Word(&["active", "inactive", "defunct", "temporarily closed"])),
        free("interpretation_services", Text), free("application_process", Text), free("fees_description", Text),
        free("wait_time", Text), free("fees", Text), free("accreditations", Text), free("eligibility_description", Text),
        free("minimum_age", Number), free("maximum_age", Number), free("assured_date", Date),
        free("assurer_email", Email), free("licenses", Text), free("alert", Text), free("last_modified", Moment),
    ] &[
        child("phones", &PHONE, "service_id"), child("schedules", &SCHEDULE, "service_id"),
        child("service_areas", &SERVICE_AREA, "service_id"), child("languages", &LANGUAGE, "service_id"),
        child("funding", &FUNDING, "service_id"), child("cost_options", &COST_OPTION, "service_id"),
        child("required_documents", &REQUIRED_DOCUMENT, "service_id"), child("contacts", &CONTACT, "service_id"),
        child("additional_urls", &URL, "service_id"), child("capacities", &SERVICE_CAPACITY, "service_id"),
        ATTRIBUTES, METADATA,
    ];
    SERVICE_AT_LOCATION "service_at_location" "service_at_location.csv" [
        key("service_id", Id("service")), key("location_id", Id("location")), free("description", Text),
    ] &[
        child("contacts", &CONTACT, "service_at_location_id"), child("phones", &PHONE, "service_at_location_id"),
        child("schedules", &SCHEDULE, "service_at_location_id"),
        child("service_areas", &SERVICE_AREA, "service_at_location_id"), ATTRIBUTES, METADATA,
    ];
    LOCATION "location" "locations.csv" [
        key("location_type", Word(PLACES)), free("url", Uri), free("organization_id", Id("organization")),
        free("name", Text), free("alternate_name", Text), free("description", Text), free("transportation", Text),
        free("latitude", Number), free("longitude", Number), free("external_identifier", Text),
        free("external_identifier_type", Text),
    ] &[
        child("languages", &LANGUAGE, "location_id"), child("addresses", &ADDRESS, "location_id"),
        child("contacts", &CONTACT, "location_id"), child("accessibility", &ACCESSIBILITY, "location_id"),
        child("phones", &PHONE, "location_id"), child("schedules", &SCHEDULE, "location_id"), ATTRIBUTES, METADATA,
    ];
    CONTACT "contact" "contacts.csv" [
        free("organization_id", Id("organization")), free("service_id", Id("service")),
        free("service_at_location_id", Id("service_at_location")), free("location_id", Id("location")),
        free("name", Text), free("title", Text), free("department", Text), free("email", Email),
    ] &[child("phones", &PHONE, "contact_id"), ATTRIBUTES, METADATA];
    PHONE "phone" "phones.csv" [
        free("location_id", Id("location")), free("service_id", Id("service")),
        free("organization_id", Id("organization")), free("contact_id", Id("contact")),
        free("service_at_location_id", Id("service_at_location")), key("number", Text), free("extension", Number),
        free("type", Text), free("description", Text),
    ] &[child("languages", &LANGUAGE, "phone_id"), ATTRIBUTES, METADATA];
    SCHEDULE "schedule" "schedules.csv" [
        free("service_id", Id("service")), free("location_id", Id("location")),
        free("service_at_location_id", Id("service_at_location")), free("valid_from", Date), free("valid_to", Date),
        free("dtstart", Date), free("timezone", Number), free("until", Date), free("count", Number),
        free("wkst", Word(DAYS)), free("freq", Word(&["WEEKLY", "MONTHLY"])), free("interval", Number),
        free("byday", Text), free("byweekno", Text), free("bymonthday", Text), free("byyearday", Text),
        free("description", Text), free("opens_at", Time), free("closes_at", Time), free("schedule_link", Uri),
        free("attending_type", Text), free("notes", Text),
    ] NOTED;
    SERVICE_AREA "service_area" "service_areas.csv" [
        free("service_id", Id("service")), free("service_at_location_id", Id("service_at_location")),
        free("name", Text), free("description", Text), free("extent", Text), free("extent_type", Text), free("uri", Text),
    ] NOTED;
    FUNDING "funding" "funding.csv" [
        free("organization_id", Id("organization")), free("service_id", Id("service")), free("source", Text),
    ] NOTED;
    COST_OPTION "cost_option" "cost_options.csv" [
        free("service_id", Id("service")), free("valid_from", Date), free("valid_to", Date), free("option", Text),
        free("currency", Text), free("amount", Number), free("amount_description", Text),
    ] NOTED;
    REQUIRED_DOCUMENT "required_document" "required_documents.csv" [
        free("service_id", Id("service")), free("document", Text), free("uri", Uri),
    ] NOTED;
    LANGUAGE "language" "languages.csv" [
        free("service_id", Id("service")), free("location_id", Id("location")), free("phone_id", Id("phone")),
        free("name", Text), free("code", Text), free("note", Text),
    ] NOTED;
    ACCESSIBILITY "accessibility" "accessibility.csv" [
        free("location_id", Id("location")), free("description", Text), free("details", Text), free("url", Uri),
    ] NOTED;
    ADDRESS "address" "addresses.csv" [
        key("location_id", Id("location")), free("attention", Text), asked("address_1", Text), free("address_2", Text),
        asked("city", Text), free("region", Text), asked("state_province", Text), asked("postal_code", Text),
        asked("country", Text), key("address_type", Word(PLACES)),
    ] NOTED;
    ORGANIZATION_IDENTIFIER "organization_identifier" "organization_identifiers.csv" [
        key("organization_id", Id("organization")), free("identifier_scheme", Text), asked("identifier_type", Text),
        key("identifier", Text),
    ] NOTED;
    URL "url" "urls.csv" [
        free("label", Text), key("url", Uri), free("organization_id", Id("organization")),
        free("service_id", Id("service")),
    ] NOTED;
    UNIT "unit" "units.csv" [
        key("name", Text), free("scheme", Text), free("identifier", Text), free("uri", Uri),
    ] NOTED;
    SERVICE_CAPACITY "service_capacity" "service_capacities.csv" [
        free("service_id", Id("service")), key("unit_id", Id("unit")), key("available", Number), free("maximum", Number),
        free("description", Text), key("updated", Moment),
    ] NOTED;
    TAXONOMY "taxonomy" "taxonomies.csv" [
        key("name", Text), asked("description", Text), free("uri", Uri), free("version", Text),
    ] &[METADATA];
    TAXONOMY_TERM "taxonomy_term" "taxonomy_terms.csv" [
        free("code", Text), key("name", Text), asked("description", Text), free("parent_id", Id("taxonomy_term")),
        free("taxonomy", Text), free("language", Text), free("taxonomy_id", Id("taxonomy")), free("term_uri", Uri),
    ] &[METADATA];
    ATTRIBUTE "attribute" "attributes.csv" [
        free("link_id", AnyId("link_entity")), free("taxonomy_term_id", Id("taxonomy_term")), free("link_type", Text),
        free("link_entity", Text), free("value", Text), free("label", Text),
    ] &[METADATA];
    METADATUM "metadata" "metadata.csv" [
        free("resource_id", AnyId("resource_type")), free("resource_type", Text), asked("last_action_date", Date),
        asked("last_action_type", Text), asked("field_name", Text), asked("previous_value", Text),
        asked("replacement_value", Text), asked("updated_by", Text),
    ] &[];
    META_TABLE_DESCRIPTION "meta_table_description" "meta_table_descriptions.csv" [
        free("name", Text), free("language", Text), free("character_set", Text),
    ] NOTED;
}

/// The table with this name.
pub fn table(name: &str) -> Option<&'static Table> {
    ALL.iter().copied().find(|table| table.name == name)
}
