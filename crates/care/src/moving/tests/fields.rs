//! Fields, mappings and guesses.

use crate::moving::{Target, mapping};

#[test]
fn every_shipped_mapping_names_fields_that_exist() {
    let shipped = mapping::shipped();
    assert_eq!(shipped.len(), 3);
    for one in shipped {
        let schema = Target::from_word(&one.target).unwrap().schema();
        for field in one.columns.iter().map(|column| &column.field).chain(one.fixed.keys()) {
            assert!(schema.field(field).is_some(), "{} fills {field}, which is not there", one.name);
        }
    }
}

#[test]
fn a_mapping_reads_back_as_it_was_written() {
    for one in mapping::shipped() {
        assert_eq!(mapping::read(&mapping::write(&one)).unwrap(), one);
    }
}

#[test]
fn no_field_stands_twice_in_a_schema_and_every_field_says_what_it_means() {
    for target in Target::ALL {
        let schema = target.schema();
        for field in &schema.fields {
            assert_eq!(schema.fields.iter().filter(|other| other.key == field.key).count(), 1, "{}", field.key);
            assert!(!field.meaning.is_empty(), "{} of {target} says nothing", field.key);
        }
    }
}
