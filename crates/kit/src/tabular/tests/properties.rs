//! Rules that hold for many inputs.

use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;

use super::super::cell::parse_phone;
use super::super::dates::{DateOrder, DateRules, parse_date};
use super::super::formula::{neutralize, restore};
use super::super::fuzzing::{tabular_dates, tabular_sniff_and_read};
use super::super::{Encoding, Field, Header, Kind, Mapping, ReadOptions, Schema, Value, WriteOptions, Writer};
use super::{read, read_with};

/// Texts that are rich in what breaks readers.
fn nasty() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        4 => "[\"',;|\t\r\n =+@-]",
        2 => "[a-z0-9]",
        1 => any::<char>().prop_filter("no NUL", |c| *c != '\0').prop_map(String::from),
        1 => Just("\u{FEFF}".to_owned()),
    ];
    proptest::collection::vec(sign, 0..8).prop_map(|signs| signs.concat())
}

fn grid() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1_usize..5).prop_flat_map(|width| proptest::collection::vec(proptest::collection::vec(nasty(), width), 0..6))
}

fn written(rows: &[Vec<String>], delimiter: u8, mark: bool) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), WriteOptions { byte_order_mark: mark, delimiter }).unwrap();
    let width = rows.first().map_or(1, Vec::len);
    writer.row((0..width).map(|at| format!("Head {}", char::from(b'a' + at as u8)))).unwrap();
    rows.iter().for_each(|row| writer.row(row).unwrap());
    writer.finish().unwrap()
}

fn civil_date() -> impl Strategy<Value = Date> {
    (1_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

/// A value of each kind, as an area would hold it.
fn any_value() -> impl Strategy<Value = (Kind, Value)> {
    let phone = "[2-9][0-9]{9}( x[0-9]{1,4})?|[2-9][0-9]{6}|\\+[2-9][0-9]{9,13}";
    let second = || -60_000_000_000_i64..250_000_000_000;
    prop_oneof![
        "[a-zA-Zé=@'\"]{2}[a-z,;= \n-]{0,20}[a-z]".prop_map(|t| (Kind::Text { max_chars: 100 }, Value::Text(t))),
        any::<i64>().prop_map(|n| (Kind::Integer, Value::Integer(n))),
        "-?[0-9]{1,12}\\.[0-9]{1,4}".prop_map(|t| (Kind::Decimal, Value::Decimal(t))),
        civil_date().prop_map(|d| (Kind::Date, Value::Date(d))),
        second().prop_map(|s| (Kind::Moment, Value::Instant(Timestamp::from_second(s).unwrap()))),
        civil_date().prop_map(|d| (Kind::Moment, Value::Local(d.at(13, 5, 7, 250_000_000)))),
        any::<bool>().prop_map(|b| (Kind::YesNo, Value::YesNo(b))),
        phone.prop_map(|t| (Kind::Phone, Value::Phone(parse_phone(&t).unwrap()))),
    ]
}

proptest! {
    #[test]
    fn exported_values_come_back_as_they_were(values in proptest::collection::vec(any_value(), 1..8)) {
        let fields = values.iter().enumerate().map(|(at, (kind, _))| Field::new(format!("f{at}"), format!("Field number {at}"), kind.clone()));
        let schema = Schema::new("all", fields.collect());
        let mut writer = Writer::new(Vec::new(), WriteOptions::default()).unwrap();
        writer.row(schema.header()).unwrap();
        writer.row(values.iter().map(|(_, value)| value.to_string())).unwrap();
        let bytes = writer.finish().unwrap();
        let (table, rows) = read_with(&bytes, ReadOptions { delimiter: Some(b','), ..ReadOptions::default() });
        let plan = Mapping::suggested("back", &schema, table.columns()).plan(&schema, table.columns(), None).unwrap();
        let applied = plan.apply(&rows[0]);
        prop_assert_eq!(&applied.problems, &Vec::new());
        let back: Vec<Value> = schema.fields.iter().map(|f| applied.record.get(&f.key).unwrap().clone()).collect();
        prop_assert_eq!(back, values.into_iter().map(|(_, value)| value).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_written_reads_back_exactly(rows in grid(), delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')], mark: bool) {
        let bytes = written(&rows, delimiter, mark);
        let options = ReadOptions { delimiter: Some(delimiter), encoding: Some(Encoding::Utf8), header: Header::Line(1), ..ReadOptions::default() };
        let (table, back) = read_with(&bytes, options);
        let cells: Vec<Vec<String>> = back.iter().map(|r| r.cells.clone()).collect();
        prop_assert_eq!(cells, rows);
        prop_assert_eq!(table.rows_read(), back.len() as u64);
        prop_assert!(back.iter().all(|r| !r.is_broken()));
    }

    #[test]
    fn no_written_cell_starts_like_a_formula(rows in grid()) {
        let bytes = written(&rows, b',', false);
        let options = ReadOptions { delimiter: Some(b','), encoding: Some(Encoding::Utf8), header: Header::Line(1), restore_formulas: false, ..ReadOptions::default() };
        let (_, back) = read_with(&bytes, options);
        for cell in back.iter().flat_map(|r| &r.cells) {
            prop_assert!(!cell.starts_with(['=', '@', '\t', '\r', '\n']), "{cell:?}");
            let number = cell.trim_start_matches(['+', '-']);
            prop_assert!(number.len() == cell.len() || number.starts_with(|c: char| c.is_ascii_digit()), "{cell:?}");
        }
    }

    #[test]
    fn neutralizing_is_undone_exactly(text in nasty()) {
        let safe = neutralize(&text).into_owned();
        prop_assert_eq!(restore(&safe), text);
    }

    #[test]
    fn encodings_read_the_same(words in proptest::collection::vec("[a-zA-Zéüñ€“ß]{1,12}", 2..20)) {
        let text = format!("Name,Note\r\n{}", words.iter().map(|w| format!("{w},{w}\r\n")).collect::<String>());
        let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let (_, expected) = read(text.as_bytes());
        for (bytes, encoding) in [(windows.to_vec(), Encoding::Windows1252), (little, Encoding::Utf16Le), (big, Encoding::Utf16Be)] {
            let (_, rows) = read_with(&bytes, ReadOptions { encoding: Some(encoding), ..ReadOptions::default() });
            let cells = |rows: &[super::super::Row]| rows.iter().map(|r| r.cells.clone()).collect::<Vec<_>>();
            prop_assert_eq!(cells(&rows), cells(&expected));
        }
    }

    #[test]
    fn dates_read_back_in_every_style(date in civil_date()) {
        for (format, order) in [
            ("%Y-%m-%d", DateOrder::Detect), ("%Y%m%d", DateOrder::Detect), ("%m/%d/%Y", DateOrder::MonthFirst), ("%d/%m/%Y", DateOrder::DayFirst),
            ("%d.%m.%Y", DateOrder::Detect), ("%d %b %Y", DateOrder::Detect), ("%B %d, %Y", DateOrder::Detect), ("%A, %d %B %Y", DateOrder::Detect),
        ] {
            let text = date.strftime(format).to_string();
            prop_assert_eq!(parse_date(&text, &DateRules { order, ..DateRules::default() }), Ok(date), "{}", text);
        }
    }

    #[test]
    fn any_bytes_are_read_and_accounted_for(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        tabular_sniff_and_read(&bytes).unwrap();
    }

    #[test]
    fn any_broken_table_is_read_and_accounted_for(text in "([a-c\"',;\t\r\n\u{FEFF}0é/]|\"\"|,\"|\",|\r\n|5/6/2024){0,200}") {
        tabular_sniff_and_read(text.as_bytes()).unwrap();
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        tabular_sniff_and_read(&wide).unwrap();
    }

    #[test]
    fn any_text_is_tried_as_a_date(text in "\\PC{0,30}", close in "[0-9/. :-]{0,12}( ?(Jan|may|de|PM|Z|T|\\+02:00|[0-9:.]{1,9})){0,3}") {
        tabular_dates(&text);
        tabular_dates(&close);
    }
}
