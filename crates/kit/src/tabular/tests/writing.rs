//! Safe files, and the dictionary beside them.

use super::super::formula::{neutralize, restore};
use super::super::{Choice, Field, Kind, Schema, WriteOptions, Writer, write_dictionary};
use super::read;

#[test]
fn formulas_are_neutralized_and_come_back() {
    for risky in [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "-",
        "+1-617-555-0100",
        "-1e5",
        "=",
        "'=1",
    ] {
        let safe = neutralize(risky);
        assert_eq!(safe, format!("'{risky}"));
        assert_eq!(restore(&safe), risky);
    }
}

#[test]
fn plain_numbers_phones_and_apostrophes_stay_as_they_are() {
    for plain in [
        "-12",
        "+0.5",
        "-1,234.50",
        "+16175550100",
        "+1 (617) 555 0100",
        "12",
        "",
        "'",
        "''",
        "'tis",
        "O'Brien",
        "a=b",
        "-1.",
    ] {
        assert_eq!(neutralize(plain), plain);
        assert_eq!(restore(plain), plain);
    }
}

#[test]
fn rows_are_quoted_by_rfc_4180() {
    let mut writer = Writer::new(Vec::new(), WriteOptions { byte_order_mark: false, delimiter: b',' }).unwrap();
    writer.row(["Name", "Note"]).unwrap();
    writer.row(["Ana \"A\" Ruiz", "one, two\nthree"]).unwrap();
    writer.row(["=1", " edge "]).unwrap();
    writer.row([""]).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert_eq!(text, "Name,Note\r\n\"Ana \"\"A\"\" Ruiz\",\"one, two\nthree\"\r\n\"'=1\",\" edge \"\r\n\"\"\r\n");
}

#[test]
fn a_nul_cannot_hide_a_formula() {
    let mut writer = Writer::new(Vec::new(), WriteOptions { byte_order_mark: false, delimiter: b',' }).unwrap();
    writer.row(["\0=1+1", "a\0b"]).unwrap();
    assert_eq!(writer.finish().unwrap(), b"\"'=1+1\",ab\r\n");
}

#[test]
fn the_dictionary_says_what_every_column_means() {
    let kinds = Kind::Choice(vec![Choice::new("man", "Man", &["M"]), Choice::new("woman", "Woman", &["F"])]);
    let schema = Schema::new(
        "people",
        vec![
            Field::new("given_name", "First name", Kind::Text { max_chars: 200 })
                .required()
                .meaning("The name to use."),
            Field::new("gender", "Gender", kinds),
        ],
    );
    let bytes = write_dictionary(Vec::new(), &[("people.csv", &schema)], WriteOptions::default()).unwrap();
    let (table, rows) = read(&bytes);
    assert!(table.sniffed().has_byte_order_mark);
    assert_eq!(rows[0].cells, ["people.csv", "First name", "The name to use.", "text", "yes", "up to 200 characters"]);
    assert_eq!(rows[1].cells, ["people.csv", "Gender", "", "one of a list", "no", "man: Man; woman: Woman"]);
}
