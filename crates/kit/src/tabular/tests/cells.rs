//! Values: dates, times, phones and the rest.

use jiff::civil::{date, time};

use super::super::cell::{decimal_text, parse_bool, parse_email, parse_integer, parse_phone, tidy};
use super::super::dates::{DateFault, DateOrder, DateRules, DateTally, Moment, OrderFound, parse_date, parse_moment};

fn rules(order: DateOrder) -> DateRules {
    DateRules { order, ..DateRules::default() }
}

#[test]
fn dates_are_read_in_every_style() {
    let plain = DateRules::default();
    for text in [
        "2024-05-14",
        "2024/5/14",
        "20240514",
        "14 May 2024",
        "14-May-2024",
        "May 14, 2024",
        "Tue, 14 May 2024",
        "14.05.2024",
        "14.5.24",
        "5/14/2024",
        "14/5/2024",
        "14 de mayo de 2024",
        "May 14th, 2024",
        "2024-05-14 00:00:00",
        "5/14/2024 12:00:00 AM",
        "\u{FEFF}2024-05-14\u{A0}",
        "14-may-24",
        "2024 May 14",
        "2024-05-14T00:00:00Z",
    ] {
        assert_eq!(parse_date(text, &plain), Ok(date(2024, 5, 14)), "{text}");
    }
}

#[test]
fn texts_that_are_no_dates_are_refused() {
    for text in [
        "",
        "soon",
        "2024",
        "5/14",
        "3/4-2024",
        "1/2/3/4",
        "14 Mai 2024 x",
        "2024-05-14-",
        "May 2024",
        "99999999999999",
    ] {
        assert_eq!(parse_date(text, &rules(DateOrder::MonthFirst)), Err(DateFault::NotADate), "{text}");
    }
    for text in ["2024-02-30", "31/31/2024", "00/00/0000", "0000-00-00", "31.6.2024", "5.14.2024"] {
        assert_eq!(parse_date(text, &DateRules::default()), Err(DateFault::NoSuchDay), "{text}");
    }
}

#[test]
fn an_open_order_is_never_guessed() {
    assert_eq!(parse_date("3/4/2024", &DateRules::default()), Err(DateFault::Ambiguous));
    assert_eq!(parse_date("3/4/2024", &rules(DateOrder::MonthFirst)), Ok(date(2024, 3, 4)));
    assert_eq!(parse_date("3/4/2024", &rules(DateOrder::DayFirst)), Ok(date(2024, 4, 3)));
    assert_eq!(parse_date("4/4/2024", &DateRules::default()), Ok(date(2024, 4, 4)));
    assert_eq!(parse_date("25/12/2024", &rules(DateOrder::MonthFirst)), Err(DateFault::NoSuchDay));
}

#[test]
fn a_column_proves_its_order_by_all_its_values() {
    let found = |values: &[&str]| {
        let mut tally = DateTally::default();
        values.iter().for_each(|v| tally.observe(v));
        tally.order()
    };
    assert_eq!(found(&["3/4/2024", "12/25/2024", ""]), OrderFound::MonthFirst);
    assert_eq!(found(&["3/4/2024", "25/12/2024", "N/A"]), OrderFound::DayFirst);
    assert_eq!(found(&["3/4/2024", "5/6/2024"]), OrderFound::Open);
    assert_eq!(found(&["25/12/2024", "12/25/2024"]), OrderFound::Conflict);
    assert_eq!(found(&["2024-05-14", "14 May 2024", "4/4/2024", "3.4.2024"]), OrderFound::NotNeeded);
    assert_eq!(found(&["3/4/2024 10:15", "12/25/2024 4:00 PM"]), OrderFound::MonthFirst);
}

#[test]
fn two_digit_years_follow_the_stated_pivot() {
    assert_eq!(parse_date("12/25/30", &DateRules::default()), Ok(date(2030, 12, 25)));
    assert_eq!(parse_date("12/25/31", &DateRules::default()), Ok(date(1931, 12, 25)));
    assert_eq!(parse_date("12/25/26", &DateRules { pivot: 25, ..DateRules::default() }), Ok(date(1926, 12, 25)));
}

#[test]
fn spreadsheet_day_counts_are_read_only_when_asked() {
    let asked = DateRules { serial_numbers: true, ..DateRules::default() };
    assert_eq!(parse_date("45426", &DateRules::default()), Err(DateFault::NotADate));
    for (text, day) in
        [("45426", date(2024, 5, 14)), ("1", date(1900, 1, 1)), ("59", date(1900, 2, 28)), ("61", date(1900, 3, 1))]
    {
        assert_eq!(parse_date(text, &asked), Ok(day), "{text}");
    }
    assert!(parse_date("60", &asked).is_err());
    assert_eq!(parse_date("45426.75", &asked), Err(DateFault::HasTime));
    assert_eq!(parse_moment("45426.75", &asked), Ok(Moment::Local(date(2024, 5, 14).at(18, 0, 0, 0))));
}

#[test]
fn times_with_and_without_zone_are_read() {
    let plain = DateRules::default();
    let instant = Moment::Instant("2011-08-02T23:11:47Z".parse().unwrap());
    for text in
        ["2011-08-02T23:11:47Z", "2011-08-02T19:11:47-04:00", "2011-08-03 01:11:47 +0200", "8/2/2011 11:11:47 PM UTC"]
    {
        assert_eq!(parse_moment(text, &rules(DateOrder::MonthFirst)), Ok(instant), "{text}");
    }
    let local = Moment::Local(date(2024, 5, 14).to_datetime(time(14, 30, 0, 0)));
    for text in
        ["2024-05-14T14:30", "2024-05-14 14:30:00", "5/14/2024 2:30 PM", "5/14/2024, 2:30pm", "14 May 2024 2:30 p.m."]
    {
        assert_eq!(parse_moment(text, &plain), Ok(local), "{text}");
    }
    assert_eq!(parse_moment("5/14/2024 12:05 AM", &plain), Ok(Moment::Local(date(2024, 5, 14).at(0, 5, 0, 0))));
    assert_eq!(parse_moment("5/14/2024 12:05 PM", &plain), Ok(Moment::Local(date(2024, 5, 14).at(12, 5, 0, 0))));
    for text in ["2024-05-14", "5/14/2024 13:00 PM", "5/14/2024 25:00", "2024-05-14 1:2:3:4", "2024-05-14 0:30 AM"] {
        assert_eq!(parse_moment(text, &plain), Err(DateFault::NotATime), "{text}");
    }
}

#[test]
fn a_time_in_a_date_column_is_dropped_only_when_asked() {
    assert_eq!(parse_date("2024-05-14 14:30", &DateRules::default()), Err(DateFault::HasTime));
    assert_eq!(
        parse_date("2024-05-14 14:30", &DateRules { drop_time: true, ..DateRules::default() }),
        Ok(date(2024, 5, 14))
    );
}

#[test]
fn phones_become_digits_and_keep_their_extension() {
    for text in ["617-555-0100", "(617) 555-0100", "617.555.0100", "+1 617 555 0100", "1-617-555-0100", "617 555 0100"]
    {
        let phone = parse_phone(text).unwrap();
        assert_eq!((phone.to_string().as_str(), phone.extension), ("+16175550100", None), "{text}");
    }
    for text in [
        "617-555-0100 x12",
        "617-555-0100 ext. 12",
        "617-555-0100 Ext 12",
        "6175550100 #12",
        "617-555-0100, extension: 12",
    ] {
        assert_eq!(parse_phone(text).unwrap().extension.as_deref(), Some("12"), "{text}");
    }
    assert_eq!(parse_phone("+52 55 1234 5678").unwrap().to_string(), "+525512345678");
    for text in
        ["", "none", "555", "1-800-FLOWERS", "617-555-0100 / 617-555-0199", "617-555-0100 call after 5", "12+34567890"]
    {
        assert_eq!(parse_phone(text), None, "{text}");
    }
}

#[test]
fn yes_and_no_have_many_faces() {
    assert!(["yes", "Y", "1", "TRUE", "x", "X", "Sí", "✓"].iter().all(|t| parse_bool(t) == Some(true)));
    assert!(["no", "N", "0", "False"].iter().all(|t| parse_bool(t) == Some(false)));
    assert!(["", "maybe", "2"].iter().all(|t| parse_bool(t).is_none()));
}

#[test]
fn numbers_are_read_without_guessing() {
    assert_eq!(parse_integer("1,234"), Some(1234));
    assert_eq!(parse_integer("-12.0"), Some(-12));
    assert_eq!(decimal_text("$1,234.50").as_deref(), Some("1234.50"));
    assert_eq!(decimal_text("-.5").as_deref(), Some("-0.5"));
    assert!(["1,5", "1.2.3", "", "-", "12a", "1,2345", "1.5"].iter().all(|t| parse_integer(t).is_none()));
    assert!(["1,5", "1.2.3", "", "$", "1e5"].iter().all(|t| decimal_text(t).is_none()));
}

#[test]
fn emails_and_invisible_characters() {
    assert_eq!(parse_email("Ana@Example.ORG").as_deref(), Some("Ana@example.org"));
    assert!(
        ["ana", "ana@", "@x.org", "a b@x.org", "a@x", "a@x..org", "a@b.org; c@d.org"]
            .iter()
            .all(|t| parse_email(t).is_none())
    );
    assert_eq!(tidy("\u{A0} An\u{200B}a\u{A0}Ruiz \u{FEFF}"), "Ana Ruiz");
}
