use proptest::{collection::vec, option, prelude::*};
use serde_json::{Value, json};

use super::assert_round_trip;
use crate::from_json;

/// Words as people write them: accents, quotes, commas, lines.
fn words() -> impl Strategy<Value = String> {
    "[A-Za-zÁéñü0-9][A-Za-zÁéñü0-9 ,;\"'|.\n-]{0,30}[A-Za-z0-9.]"
}

fn phone() -> impl Strategy<Value = Value> {
    (any::<u128>(), words(), option::of(0..9999_i64)).prop_map(|(id, number, extension)| {
        let mut one = json!({ "id": uuid::Uuid::from_u128(id).to_string(), "number": number });
        if let (Some(extension), Some(one)) = (extension, one.as_object_mut()) {
            one.insert("extension".to_owned(), extension.into());
        }
        one
    })
}

fn service() -> impl Strategy<Value = (Value, Value, Value)> {
    let ids = (any::<u128>(), any::<u128>(), any::<u128>(), any::<u128>());
    let said = (words(), words(), words(), option::of(words()), option::of(-90.0..90.0_f64));
    (ids, said, vec(phone(), 0..3), vec(words(), 0..3)).prop_map(|(ids, said, phones, languages)| {
        let id = |number: u128| uuid::Uuid::from_u128(number).to_string();
        let (name, agency, description, alert, latitude) = said;
        let languages: Vec<Value> =
            (1_u128..).zip(languages).map(|(at, name)| json!({ "id": id(ids.0 ^ (at << 64)), "name": name })).collect();
        let mut service = json!({
            "id": id(ids.0), "name": name, "status": "active", "description": description,
            "organization": { "id": id(ids.1), "name": agency, "description": "" },
            "phones": phones, "languages": languages, "minimum_age": 16,
        });
        if let (Some(alert), Some(service)) = (alert, service.as_object_mut()) {
            service.insert("alert".to_owned(), alert.into());
        }
        let mut location = json!({ "id": id(ids.2), "location_type": "physical" });
        if let (Some(latitude), Some(location)) = (latitude, location.as_object_mut()) {
            location.insert("latitude".to_owned(), latitude.into());
        }
        (service, location, json!({ "id": id(ids.3), "service_id": id(ids.0), "location_id": id(ids.2) }))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_list_goes_out_and_in_again_the_same(all in vec(service(), 0..4)) {
        let mut lists = [Vec::new(), Vec::new(), Vec::new()];
        for (service, location, pair) in all {
            lists[0].push(service);
            lists[1].push(location);
            lists[2].push(pair);
        }
        let whole = json!({ "services": lists[0], "locations": lists[1], "service_at_locations": lists[2] });
        let listing = from_json(whole.to_string().as_bytes(), "made.json", "made");
        prop_assert!(listing.problems.is_empty(), "{:?}", listing.problems);
        assert_round_trip(&listing, "a made list");
    }

    #[test]
    fn no_file_stops_the_reader(bytes in vec(any::<u8>(), 0..300), text in "\\PC{0,200}") {
        from_json(&bytes, "noise.json", "noise");
        from_json(text.as_bytes(), "noise.json", "noise");
        let sheet = super::csv_sheet_of_text(&text);
        crate::from_sheets(std::slice::from_ref(&sheet), "noise");
        crate::from_plain(&sheet, &crate::suggest(&sheet.columns), "noise");
    }
}
