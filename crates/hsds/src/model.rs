//! Records as types, for reading: what a page about a service shows. Texts that a list leaves out are empty.

use serde::{Deserialize, Serialize};

macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name { $(pub $field: $type),+ }

        impl $name {
            /// Reads a record. What does not fit a field leaves all of them empty: a record that was read has none.
            pub fn of(record: &crate::Record) -> Self {
                serde_json::from_value(record.clone().into()).unwrap_or_default()
            }
        }
    )+};
}

records! {
    /// Who offers services.
    Organization {
        id: String, name: String, alternate_name: String, description: String, email: String, website: String,
        phones: Vec<Phone>,
    }
    /// What is offered.
    Service {
        id: String, organization_id: String, name: String, alternate_name: String, description: String, url: String,
        email: String, status: String, interpretation_services: String, application_process: String,
        fees_description: String, fees: String, wait_time: String, eligibility_description: String,
        minimum_age: Option<f64>, maximum_age: Option<f64>, assured_date: String, assurer_email: String, alert: String,
        licenses: String, accreditations: String, phones: Vec<Phone>, schedules: Vec<Schedule>,
        service_areas: Vec<ServiceArea>, languages: Vec<Language>, cost_options: Vec<CostOption>,
        required_documents: Vec<RequiredDocument>, contacts: Vec<Contact>, attributes: Vec<Attribute>,
    }
    /// A place, also a virtual one.
    Location {
        id: String, location_type: String, url: String, name: String, alternate_name: String, description: String,
        transportation: String, latitude: Option<f64>, longitude: Option<f64>, languages: Vec<Language>,
        addresses: Vec<Address>, accessibility: Vec<Accessibility>, phones: Vec<Phone>, schedules: Vec<Schedule>,
        contacts: Vec<Contact>,
    }
    /// A service in a place.
    ServiceAtLocation {
        id: String, service_id: String, location_id: String, description: String, phones: Vec<Phone>,
        schedules: Vec<Schedule>, service_areas: Vec<ServiceArea>, contacts: Vec<Contact>,
    }
    /// A number to call or text.
    Phone { id: String, number: String, extension: Option<f64>, r#type: String, description: String, languages: Vec<Language> }
    /// When it is open, as a rule of iCalendar.
    Schedule {
        id: String, valid_from: String, valid_to: String, dtstart: String, timezone: Option<f64>, until: String,
        count: Option<f64>, wkst: String, freq: String, interval: Option<f64>, byday: String, byweekno: String,
        bymonthday: String, byyearday: String, description: String, opens_at: String, closes_at: String,
        schedule_link: String, attending_type: String, notes: String,
    }
    /// Where people can live to come.
    ServiceArea { name: String, description: String, extent: String, extent_type: String }
    /// A language that is spoken.
    Language { name: String, code: String, note: String }
    /// What it costs.
    CostOption { option: String, currency: String, amount: Option<f64>, amount_description: String, valid_from: String, valid_to: String }
    /// A paper to bring.
    RequiredDocument { document: String, uri: String }
    /// Somebody to ask for.
    Contact { name: String, title: String, department: String, email: String, phones: Vec<Phone> }
    /// Where the door is, or the mailbox.
    Address {
        attention: String, address_1: String, address_2: String, city: String, region: String, state_province: String,
        postal_code: String, country: String, address_type: String,
    }
    /// What makes a place fit for people with disabilities.
    Accessibility { description: String, details: String, url: String }
    /// A term that describes a record.
    Attribute { taxonomy_term_id: String, link_type: String, value: String, label: String }
    /// A term.
    TaxonomyTerm { id: String, code: String, name: String, description: String, parent_id: String, taxonomy: String, taxonomy_id: String }
}

impl Address {
    /// The address in one line.
    pub fn line(&self) -> String {
        let region = format!("{} {}", self.state_province, self.postal_code);
        let parts = [&self.address_1, &self.address_2, &self.city, &region];
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}
