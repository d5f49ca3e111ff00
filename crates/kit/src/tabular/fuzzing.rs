//! Bodies of the fuzz targets. The normal tests run them too, with random bytes.

use std::io;

use super::dates::{DateOrder, DateRules, DateTally, Moment, parse_date, parse_moment};
use super::profile::Profile;
use super::read::{ReadOptions, RowKind, Table};
use super::summary::Summary;
use super::{Field, Kind, Mapping, Schema};

/// Reads any bytes to the end, maps them, and checks what must always hold: every row is accounted for, lines only
/// go up, every row is as wide as the header.
///
/// # Errors
/// Never: the source is in memory.
///
/// # Panics
/// When one of those rules is broken.
pub fn tabular_sniff_and_read(bytes: &[u8]) -> io::Result<()> {
    let options = ReadOptions { max_row_bytes: 512, max_cell_chars: 100, ..ReadOptions::default() };
    let profile = Profile::of(Table::open(bytes, options.clone())?)?;
    let mut table = Table::open(bytes, options)?;
    let width = table.columns().len();
    let kinds = [
        Kind::Text { max_chars: 20 },
        Kind::Date,
        Kind::Moment,
        Kind::Phone,
        Kind::YesNo,
        Kind::Decimal,
        Kind::Email,
        Kind::Integer,
    ];
    let names = table.columns().iter().map(|c| c.name.clone()).zip(kinds);
    let schema = Schema::new("any", names.map(|(name, kind)| Field::new(name.clone(), name, kind)).collect());
    let plan = Mapping::suggested("any", &schema, table.columns()).plan(&schema, table.columns(), Some(&profile)).ok();
    let mut summary = Summary::new(10);
    let mut line = 0;
    while let Some(row) = table.next_row()? {
        assert!(row.line > line, "lines go up: {} after {line}", row.line);
        assert_eq!(row.cells.len(), width, "a row is as wide as the header");
        line = row.line;
        match &plan {
            Some(plan) if row.kind == RowKind::Data => summary.add(&plan.apply(&row), &[]),
            _ => summary.pass_over(&row),
        }
    }
    assert!(summary.accounts_for(table.rows_read()), "every row is accounted for");
    assert_eq!(profile.rows, table.rows_read(), "both passes see the same rows");
    Ok(())
}

/// Reads any text as a date and a time in each order, and checks that a date that was read reads the same when it is
/// written out, and that detection never contradicts a chosen order.
///
/// # Panics
/// When one of those rules is broken.
pub fn tabular_dates(text: &str) {
    let mut tally = DateTally::default();
    tally.observe(text);
    for order in [DateOrder::Detect, DateOrder::MonthFirst, DateOrder::DayFirst] {
        for serial_numbers in [false, true] {
            let rules = DateRules { order, serial_numbers, drop_time: true, ..DateRules::default() };
            if let Ok(date) = parse_date(text, &rules) {
                assert_eq!(parse_date(&date.to_string(), &rules), Ok(date), "a date reads the same again");
            }
            if let Ok(Moment::Local(at)) = parse_moment(text, &rules) {
                assert_eq!(parse_moment(&at.to_string(), &rules), Ok(Moment::Local(at)), "a time reads the same again");
            }
        }
    }
    let with = |order| parse_date(text, &DateRules { order, drop_time: true, ..DateRules::default() });
    if let Ok(date) = with(DateOrder::Detect) {
        let chosen = [with(DateOrder::MonthFirst), with(DateOrder::DayFirst)];
        assert!(chosen.contains(&Ok(date)), "detection agrees with one of the orders");
    }
}
