//! The public files of Open Referral and of two towns, which stand beside the workspace on some machines and are not part
//! of it. Without them these tests look at nothing; the fixtures of `messy` have the same troubles.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{assert_round_trip, csv_sheet, facts};
use crate::{Listing, Sheet, from_json, from_sheets, full, to_json};

fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/hsds").join(name);
    path.is_dir().then_some(path)
}

fn sheets(folder: &Path) -> Vec<Sheet> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let is_csv = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "csv");
    let sheet = |path: &PathBuf| csv_sheet(&path.file_name().unwrap().to_string_lossy(), &std::fs::read(path).unwrap());
    files.iter().filter(is_csv).map(sheet).collect()
}

#[test]
fn the_towns_lists_come_in_and_go_out_the_same() {
    for (name, services, places) in [("ohana-sample", 22, 20), ("florida-legal-aid", 100, 300)] {
        let Some(folder) = folder(name) else { continue };
        let listing = from_sheets(&sheets(&folder), name);
        assert!(listing.services.len() >= services, "{name}: {} services", listing.services.len());
        assert!(listing.locations.len() >= places, "{name}: {} places", listing.locations.len());
        assert!(!listing.problems.is_empty(), "{name}: real lists have problems");
        assert!(listing.problems.iter().all(|one| !one.file.is_empty()), "{name}");
        assert_eq!(from_sheets(&sheets(&folder), name), listing, "{name}: read again");
        assert_round_trip(&facts(&listing), name);
        conforms(&listing, name);
    }
}

#[test]
fn the_standards_own_examples_come_in_and_go_out_the_same() {
    let Some(folder) = folder("hsds-3-examples") else { return };
    let tables = from_sheets(&sheets(&folder.join("csv")), "examples");
    assert_eq!((tables.services.len(), tables.organizations.len()), (1, 1), "{:?}", tables.problems);
    assert_round_trip(&facts(&tables), "the tables");
    for file in [
        "service_full.json",
        "organization_full.json",
        "service_at_location_full.json",
        "tabular.json",
        "service_list.json",
        "taxonomy_term_list.json",
    ] {
        let listing = from_json(&std::fs::read(folder.join(file)).unwrap(), file, "examples");
        assert!(!listing.is_empty(), "{file} gave nothing: {:?}", listing.problems);
        assert_round_trip(&facts(&listing), file);
        conforms(&listing, file);
    }
}

/// What goes out is as the standard's JSON Schemas say, each record by the schema of its kind.
fn conforms(listing: &Listing, what: &str) {
    let Some(folder) = folder("hsds-3-schemas") else { return };
    let out = to_json(&facts(listing));
    let kinds = [
        ("organizations", "organization"),
        ("services", "service"),
        ("locations", "location"),
        ("service_at_locations", "service_at_location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ];
    for (list, schema) in kinds {
        let validator = validator(&folder, schema);
        for record in out[list].as_array().unwrap() {
            let wrong: Vec<String> =
                validator.iter_errors(record).map(|error| format!("{}: {error}", error.instance_path)).collect();
            assert!(wrong.is_empty(), "{what}: a {schema} is not as the schema says: {wrong:#?}");
        }
    }
}

/// A schema with those that it names put in their places; they name each other by file.
fn validator(folder: &Path, name: &str) -> jsonschema::Validator {
    let mut schema = resolved(folder, name, 0);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn resolved(folder: &Path, name: &str, depth: usize) -> Value {
    let text = std::fs::read(folder.join(format!("{name}.json"))).unwrap();
    let mut schema: Value = serde_json::from_slice(&text).unwrap();
    // What the standard says beside the schema, in words that JSON Schema has another meaning for.
    for word in ["path", "datapackage_metadata", "name"] {
        schema.as_object_mut().unwrap().remove(word);
    }
    for (_, property) in schema["properties"].as_object_mut().unwrap() {
        let target = if property["type"] == "array" { property.get_mut("items").unwrap() } else { property };
        if let Some(inner) =
            target.get("$ref").and_then(Value::as_str).map(|file| file.trim_end_matches(".json").to_owned())
        {
            *target = if depth > 3 { Value::Bool(true) } else { resolved(folder, &inner, depth + 1) };
        }
    }
    schema
}

#[test]
fn a_schema_that_is_broken_is_seen() {
    let Some(folder) = folder("hsds-3-schemas") else { return };
    let service = validator(&folder, "service");
    let good = serde_json::json!({ "id": uuid::Uuid::nil().to_string(), "name": "Pantry", "status": "active" });
    assert!(service.is_valid(&good));
    for (field, value) in
        [("status", Value::from("sometimes")), ("minimum_age", Value::from("old")), ("id", Value::from("1"))]
    {
        let mut bad = good.clone();
        bad[field] = value;
        assert!(!service.is_valid(&bad), "{field}");
    }
    let bad = full(
        serde_json::from_value(serde_json::json!({ "phones": [{ "number": 5 }] })).unwrap(),
        &std::collections::HashMap::new(),
    );
    assert!(!service.is_valid(&Value::Object(bad)));
}
