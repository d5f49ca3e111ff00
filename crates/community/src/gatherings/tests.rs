#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::rules::matrix::Permission::KeepGroups;
use ground::testing::Cast;
use icalendar::{Calendar, Component};
use jiff::{
    Timestamp,
    civil::{Date, Time, Weekday, date, time},
};
use kit::{db::DbError, testing::TestDb};

use super::{
    gathering::{ChangeKind, DayChange, DayChangeId, Gathering, GatheringId, NewDayChange, NewGathering},
    ics,
    keep::add,
    occurrence::{Occurrence, Standing, between},
    pattern::Pattern,
    store::{self, Shown},
};
use ground::testing::{attempt, on_both, read, write};

const ZONE: &str = "America/New_York";

/// Every Tuesday at six in the evening, from October on.
fn new_group() -> NewGathering {
    NewGathering {
        name: "Tea, toast; talk".to_owned(),
        words: "We sit.\nWe talk, or not.".to_owned(),
        audience: "Everybody".to_owned(),
        joining: "Just come.".to_owned(),
        place: "Main house, 12 Harbor Street".to_owned(),
        url: String::new(),
        language: String::new(),
        program: None,
        starts_on: date(2026, 10, 6),
        at_time: time(18, 0, 0, 0),
        minutes: 90,
        pattern: Pattern::Weekly { every: 1, days: vec![Weekday::Tuesday] },
        ends_on: None,
        is_shown: true,
    }
}

fn kept(on: &TestDb, cast: &Cast) -> GatheringId {
    let scope = cast.scope("ana", KeepGroups);
    attempt(on, &scope, |tx, scope| add(tx, scope, &new_group(), ZONE)).unwrap()
}

fn shown(on: &TestDb, cast: &Cast) -> Vec<Shown> {
    read(on, &cast.scope("ana", KeepGroups), |tx, scope| store::shown(tx, scope.organization))
}

fn change(on_date: Date, kind: ChangeKind, to: Option<(Date, &str)>) -> NewDayChange {
    NewDayChange {
        on: on_date,
        kind,
        reason: "The house is painted".to_owned(),
        to_date: to.map(|(day, _)| day),
        to_time: to.map(|(_, time)| time.to_owned()).unwrap_or_default(),
        to_place: String::new(),
    }
}

fn otherwise(on: &TestDb, cast: &Cast, id: GatheringId, new: NewDayChange) -> DayChangeId {
    write(on, &cast.scope("ana", KeepGroups), move |tx, scope| store::change_day(tx, scope, id, &new))
}

fn in_utc(meetings: &[Occurrence]) -> Vec<String> {
    meetings.iter().map(|one| one.starts_at.to_string()).collect()
}

/// A group without a database.
fn group(pattern: Pattern, starts_on: Date, at: Time) -> Gathering {
    Gathering {
        id: uuid::Uuid::nil().into(),
        name: "Breakfast".to_owned(),
        words: String::new(),
        audience: String::new(),
        joining: String::new(),
        place: "Kitchen".to_owned(),
        url: String::new(),
        language: String::new(),
        program: None,
        time_zone: ZONE.to_owned(),
        starts_on,
        at_time: at.strftime("%H:%M").to_string(),
        minutes: 60,
        rule: pattern.rule(),
        ends_on: None,
        is_shown: true,
        changed_at: Timestamp::UNIX_EPOCH,
        version: 1,
    }
}

#[test]
fn six_in_the_evening_stays_six_when_the_clocks_change() {
    let tuesdays = Pattern::Weekly { every: 1, days: vec![Weekday::Tuesday] };
    let group = group(tuesdays, date(2026, 10, 6), time(18, 0, 0, 0));
    // In the night to 1 November 2026 the clocks of New York go back.
    let found = between(&group, &[], date(2026, 10, 25), date(2026, 11, 4));
    assert_eq!(in_utc(&found), ["2026-10-27T22:00:00Z", "2026-11-03T23:00:00Z"]);
    let spring = between(&group, &[], date(2027, 3, 8), date(2027, 3, 17));
    assert_eq!(in_utc(&spring), ["2027-03-09T23:00:00Z", "2027-03-16T22:00:00Z"]);
}

#[test]
fn a_time_that_the_clocks_leap_over_is_after_the_leap_and_one_that_comes_twice_is_the_first() {
    let sundays = Pattern::Weekly { every: 1, days: vec![Weekday::Sunday] };
    let early = group(sundays.clone(), date(2027, 3, 14), time(2, 30, 0, 0));
    assert_eq!(in_utc(&between(&early, &[], date(2027, 3, 14), date(2027, 3, 14))), ["2027-03-14T07:30:00Z"]);
    let twice = group(sundays, date(2026, 11, 1), time(1, 30, 0, 0));
    assert_eq!(in_utc(&between(&twice, &[], date(2026, 11, 1), date(2026, 11, 1))), ["2026-11-01T05:30:00Z"]);
}

#[test]
fn a_day_that_is_called_off_stays_and_a_moved_one_stands_where_it_went() {
    on_both(|on, cast| {
        let id = kept(on, cast);
        otherwise(on, cast, id, change(date(2026, 10, 13), ChangeKind::Cancelled, None));
        otherwise(on, cast, id, change(date(2026, 10, 20), ChangeKind::Moved, Some((date(2026, 10, 22), "19:00"))));
        let all = shown(on, cast);
        let found = between(&all[0].gathering, &all[0].changes, date(2026, 10, 6), date(2026, 10, 27));
        let days: Vec<(Date, Standing)> = found.iter().map(|one| (one.day, one.standing)).collect();
        assert_eq!(
            days,
            [
                (date(2026, 10, 6), Standing::Planned),
                (date(2026, 10, 13), Standing::Cancelled),
                (date(2026, 10, 22), Standing::Moved),
                (date(2026, 10, 27), Standing::Planned),
            ],
            "on {}",
            on.engine
        );
        assert_eq!(found[2].time, time(19, 0, 0, 0));
        // A week in which it only lands, and the week that it left.
        let landing = between(&all[0].gathering, &all[0].changes, date(2026, 10, 21), date(2026, 10, 23));
        assert_eq!(landing.len(), 1);
        let left = between(&all[0].gathering, &all[0].changes, date(2026, 10, 19), date(2026, 10, 21));
        assert_eq!(left, []);
    });
}

#[test]
fn what_is_said_again_of_a_day_replaces_what_was_said_and_can_be_taken_back() {
    on_both(|on, cast| {
        let id = kept(on, cast);
        let first = otherwise(on, cast, id, change(date(2026, 10, 13), ChangeKind::Cancelled, None));
        let to = Some((date(2026, 10, 14), "18:00"));
        let again = otherwise(on, cast, id, change(date(2026, 10, 13), ChangeKind::Moved, to));
        assert_eq!(first, again);
        let all = shown(on, cast);
        assert_eq!(all[0].changes.iter().map(|change| change.kind).collect::<Vec<_>>(), [ChangeKind::Moved]);
        let before = all[0].gathering.version;
        let ana = cast.scope("ana", KeepGroups);
        let forgotten = write(on, &ana, move |tx, scope| store::forget_day(tx, scope, first));
        assert_eq!(forgotten, Some((id, date(2026, 10, 13))));
        let all = shown(on, cast);
        assert!(all[0].changes.is_empty());
        assert!(all[0].gathering.version > before, "calendars that follow learn of it");
    });
}

#[test]
fn what_is_not_shown_or_was_taken_away_is_on_no_public_page() {
    on_both(|on, cast| {
        let id = kept(on, cast);
        let ana = cast.scope("ana", KeepGroups);
        let hidden = NewGathering { is_shown: false, ..new_group() };
        assert!(write(on, &ana, move |tx, scope| store::update(tx, scope, id, &hidden, ZONE, 1)));
        assert!(shown(on, cast).is_empty());
        let one = read(on, &ana, move |tx, scope| store::one_shown(tx, scope.organization, id));
        assert!(one.is_none());
        assert_eq!(read(on, &ana, store::all).len(), 1);
        assert!(write(on, &ana, move |tx, scope| store::keep(tx, scope, id, false)));
        assert!(read(on, &ana, store::all).is_empty(), "on {}", on.engine);
    });
}

#[test]
fn another_organization_finds_and_changes_nothing() {
    on_both(|on, cast| {
        let id = kept(on, cast);
        let tess = cast.scope("tess", KeepGroups);
        assert!(read(on, &tess, move |tx, scope| store::find(tx, scope, id)).is_none());
        assert!(read(on, &tess, |tx, scope| store::shown(tx, scope.organization)).is_empty());
        assert!(!write(on, &tess, move |tx, scope| store::keep(tx, scope, id, false)));
        let change = change(date(2026, 10, 13), ChangeKind::Cancelled, None);
        let refused: Result<DayChangeId, DbError> =
            attempt(on, &tess, move |tx, scope| store::change_day(tx, scope, id, &change));
        assert!(matches!(refused, Err(DbError::Conflict { .. })), "on {}", on.engine);
    });
}

/// Two changes of a group that meets each Tuesday, as the feed has them.
fn sent(gathering: Gathering, changes: Vec<DayChange>) -> String {
    let now = "2026-11-22T12:00:00Z".parse().unwrap();
    ics::calendar("Open Door", &[Shown { gathering, changes }], now, &|path| format!("https://open-door.example{path}"))
}

fn day_change(on: Date, kind: ChangeKind, to_date: Option<Date>, to_time: &str) -> DayChange {
    DayChange {
        id: uuid::Uuid::nil().into(),
        gathering: uuid::Uuid::nil().into(),
        on,
        kind,
        reason: "Ana is away".to_owned(),
        to_date,
        to_time: to_time.to_owned(),
        to_place: String::new(),
    }
}

/// Lines of the file without the folding of long ones.
fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").lines().map(str::to_owned).collect()
}

fn tuesdays() -> Gathering {
    let pattern = Pattern::Weekly { every: 1, days: vec![Weekday::Tuesday] };
    Gathering {
        name: "Tea, toast; talk".to_owned(),
        ends_on: Some(date(2026, 12, 29)),
        ..group(pattern, date(2026, 10, 6), time(18, 0, 0, 0))
    }
}

#[test]
fn the_feed_says_zone_rule_days_off_and_days_moved() {
    let text = sent(
        tuesdays(),
        vec![
            day_change(date(2026, 11, 24), ChangeKind::Cancelled, None, ""),
            day_change(date(2026, 12, 1), ChangeKind::Moved, Some(date(2026, 12, 2)), "17:30"),
            // The rule was changed since: there is no meeting on a Monday to call off.
            day_change(date(2026, 11, 23), ChangeKind::Cancelled, None, ""),
        ],
    );
    let lines = lines(&text);
    let has = |line: &str| lines.iter().any(|found| found == line);
    for line in [
        "BEGIN:VTIMEZONE",
        "TZID:America/New_York",
        "DTSTART;TZID=America/New_York:20261006T180000",
        "DURATION:PT60M",
        "EXDATE;TZID=America/New_York:20261124T180000",
        "RECURRENCE-ID;TZID=America/New_York:20261201T180000",
        "DTSTART;TZID=America/New_York:20261202T173000",
        "SUMMARY:Tea\\, toast\\; talk",
    ] {
        assert!(has(line), "no {line} in\n{text}");
    }
    let rule = lines.iter().find(|line| line.starts_with("RRULE:")).unwrap();
    // The end of 29 December in New York.
    assert!(rule.contains("FREQ=WEEKLY") && rule.contains("UNTIL=20261230T045959Z"), "{rule}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("EXDATE")).count(), 1);
    assert!(!text.contains("Ana"), "the reason is for the page; a feed holds nothing that could name somebody");
    assert_eq!(lines.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 2);
    assert!(text.lines().all(|line| line.len() <= 75), "long lines are folded");
}

#[test]
fn the_zone_of_the_feed_has_the_changes_of_the_clocks() {
    let text = sent(tuesdays(), Vec::new());
    let zone = text.split("BEGIN:VTIMEZONE").nth(1).unwrap().split("END:VTIMEZONE").next().unwrap();
    // What holds in October 2026 began in March; in November the clocks go back.
    for part in [
        "BEGIN:DAYLIGHT\r\nDTSTART:20260308T020000\r\n",
        "BEGIN:STANDARD\r\nDTSTART:20261101T020000\r\n",
        "BEGIN:DAYLIGHT\r\nDTSTART:20270314T020000\r\n",
    ] {
        let lines = part.split("\r\n").filter(|line| !line.is_empty()).collect::<Vec<_>>();
        assert!(lines.iter().all(|line| zone.contains(line)), "no {part} in {zone}");
    }
    assert!(zone.contains("TZOFFSETFROM:-0400") && zone.contains("TZOFFSETTO:-0500"));
    let none = sent(Gathering { time_zone: "UTC".to_owned(), ..tuesdays() }, Vec::new());
    assert!(none.contains("TZOFFSETTO:+0000"));
}

#[test]
fn a_calendar_program_reads_the_feed_as_we_meant_it() {
    let text =
        sent(tuesdays(), vec![day_change(date(2026, 12, 1), ChangeKind::Moved, Some(date(2026, 12, 2)), "17:30")]);
    let read: Calendar = text.parse().unwrap();
    let events: Vec<_> = read.events().collect();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0].property_value("UID"), events[1].property_value("UID"));
    assert!(events.iter().all(|event| event.property_value("DTSTAMP") == Some("19700101T000000Z")));
    assert_eq!(
        events[0].property_value("URL").unwrap(),
        "https://open-door.example/groups/00000000-0000-0000-0000-000000000000"
    );
}

#[test]
fn a_meeting_that_is_once_and_called_off_says_so() {
    let once = group(Pattern::Once, date(2026, 12, 5), time(10, 0, 0, 0));
    let text = sent(once.clone(), vec![day_change(date(2026, 12, 5), ChangeKind::Cancelled, None, "")]);
    assert!(text.contains("STATUS:CANCELLED") && !text.contains("RRULE"));
    let moved = sent(once, vec![day_change(date(2026, 12, 5), ChangeKind::Moved, Some(date(2026, 12, 6)), "11:00")]);
    assert!(moved.contains("DTSTART;TZID=America/New_York:20261206T110000") && !moved.contains("RECURRENCE-ID"));
}
