use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use proptest::prelude::*;
use serde::Deserialize;

use super::vectors;
use crate::rules::Rules;
use crate::rules::clocks::{Clock, Offset, Owner, WindowState};
use crate::rules::rapid_access::{Access, Counted, Share, Wait};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    clock: String,
    anchor: Timestamp,
    on: Date,
    late_from: Timestamp,
    zone: Option<String>,
}

fn new_york() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn clock(id: &str) -> &'static Clock {
    Rules::shipped().clocks.get(id).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn every_clock_vector_comes_out() {
    for v in vectors::<Vector>("rules/clocks.toml") {
        let zone = v.zone.map_or_else(new_york, |zone| TimeZone::get(&zone).unwrap());
        let due = Rules::shipped().due(clock(&v.clock), v.anchor, &zone);
        assert_eq!((due.on, due.late_from), (v.on, v.late_from), "{}", v.name);
    }
}

#[test]
fn a_follow_up_has_a_window_that_opens_after_a_day() {
    let ended = at("2026-05-14T20:00:00Z");
    let due = Rules::shipped().due(clock("crisis.follow_up"), ended, &new_york());
    let after = |hours| due.state(ended + SignedDuration::from_hours(hours));
    assert_eq!(
        [after(1), after(24), after(47), after(48), after(71), after(72)],
        [
            WindowState::Early,
            WindowState::Open,
            WindowState::Open,
            WindowState::DueSoon,
            WindowState::DueSoon,
            WindowState::Overdue,
        ]
    );
}

#[test]
fn drafts_speak_to_their_author_first_and_to_the_supervisor_after_a_week() {
    let drafts: Vec<_> = Rules::shipped().clocks.iter().filter(|clock| clock.anchor == "draft_last_changed").collect();
    let to = |owner| drafts.iter().filter(|clock| clock.owner == owner).map(|clock| clock.due).collect::<Vec<_>>();
    assert_eq!(to(Owner::Author), [1, 3, 7].map(Offset::CalendarDays));
    assert_eq!(to(Owner::Supervisor), [Offset::CalendarDays(7)]);
}

#[test]
fn an_organization_signs_within_its_own_hours() {
    let mut own = clock("note.sign").clone();
    own.due = Offset::Hours(24);
    let mut table = toml::Table::new();
    table.insert("clock".to_owned(), toml::Value::Array(vec![toml::Value::try_from(&own).unwrap()]));
    let rules = Rules::shipped().with_overrides(&table.to_string()).unwrap();
    let ended = at("2026-05-14T20:00:00Z");
    let due = rules.due(rules.clocks.get("note.sign").unwrap(), ended, &new_york());
    assert_eq!(due.late_from, at("2026-05-15T20:00:00Z"));
}

#[test]
fn a_clock_of_a_thousand_years_is_refused() {
    let text = r#"{"clock": [{"id": "x", "label": "X", "text": "X.", "anchor": "a", "closes": "b", "severity": "nudge",
        "owner": "author", "due": {"business_days": 300000}, "about": {"version": 1, "source": ["ORG"], "checked_on": "2026-01-05"}}]}"#;
    assert_eq!(Rules::shipped().with_overrides(text).unwrap_err().key, "due");
}

#[test]
fn federal_holidays_of_a_year_fall_where_they_fall() {
    let kept: Vec<Date> = Rules::shipped().holidays.iter().map(|holiday| holiday.kept_in(2026).unwrap()).collect();
    let expected = [(1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3), (9, 7), (10, 12), (11, 11), (11, 26), (12, 25)];
    assert_eq!(kept, expected.map(|(month, day)| date(2026, month, day)));
}

#[test]
fn new_years_day_on_a_saturday_is_kept_in_the_old_year() {
    let holidays = &Rules::shipped().holidays;
    assert!(!holidays.is_business_day(date(2021, 12, 31)));
    assert!(holidays.is_business_day(date(2020, 12, 31)));
}

#[test]
fn juneteenth_is_a_holiday_since_its_law() {
    let holidays = &Rules::shipped().holidays;
    assert!(!holidays.is_business_day(date(2021, 6, 18)));
    assert!(holidays.is_business_day(date(2020, 6, 19)));
}

fn access(wait: &Wait<'_>, now: &str) -> Access {
    Rules::shipped().rapid_access(clock("referral.first_in_person"), wait, at(now), &new_york())
}

fn wait() -> Wait<'static> {
    Wait { received: at("2026-05-01T14:00:00Z"), met: None, stopped: None, chosen_later: None }
}

#[test]
fn the_fourteenth_day_is_in_time_and_the_fifteenth_is_not() {
    let met = |day: &str| Wait { met: Some(at(day)), ..wait() };
    let last = access(&met("2026-05-16T03:59:00Z"), "2026-06-01T00:00:00Z");
    assert_eq!((last.days, last.counted, last.text.as_str()), (14, Counted::Within, "Met in person after 14 days."));
    let late = access(&met("2026-05-16T04:00:00Z"), "2026-06-01T00:00:00Z");
    assert_eq!((late.days, late.counted), (15, Counted::Late));
}

#[test]
fn a_long_wait_counts_as_days_not_months() {
    let late = access(&Wait { met: Some(at("2026-07-10T14:00:00Z")), ..wait() }, "2026-08-01T00:00:00Z");
    assert_eq!(late.days, 70);
}

#[test]
fn waiting_counts_only_when_it_is_too_long() {
    let soon = access(&wait(), "2026-05-12T14:00:00Z");
    assert_eq!((soon.counted, soon.waiting), (Counted::NotYet, Some(WindowState::DueSoon)));
    assert_eq!(access(&wait(), "2026-05-20T14:00:00Z").counted, Counted::Late);
}

#[test]
fn a_later_day_that_the_person_chose_is_shown_and_not_counted() {
    let chosen = Wait { met: Some(at("2026-05-20T14:00:00Z")), chosen_later: Some(date(2026, 5, 20)), ..wait() };
    let access = access(&chosen, "2026-06-01T00:00:00Z");
    assert_eq!(access.counted, Counted::LeftOut);
    assert_eq!(access.text, "Met in person after 19 days; the person chose 2026-05-20, not counted in the share.");
}

#[test]
fn a_chosen_day_within_two_weeks_does_not_hide_a_late_meeting() {
    let chosen = Wait { met: Some(at("2026-05-20T14:00:00Z")), chosen_later: Some(date(2026, 5, 10)), ..wait() };
    assert_eq!(access(&chosen, "2026-06-01T00:00:00Z").counted, Counted::Late);
}

#[test]
fn the_persons_no_is_left_out_and_our_silence_counts() {
    let stopped = |reason| Wait { stopped: Some((at("2026-05-05T14:00:00Z"), reason)), ..wait() };
    assert_eq!(access(&stopped("person_declined"), "2026-06-01T00:00:00Z").counted, Counted::LeftOut);
    assert_eq!(access(&stopped("no_answer"), "2026-06-01T00:00:00Z").counted, Counted::Late);
    assert_eq!(access(&stopped("typo"), "2026-06-01T00:00:00Z").counted, Counted::Late);
}

#[test]
fn the_bands_turn_at_their_percent() {
    let table = Rules::shipped().bands.get("feps_fs.timely_contact").unwrap();
    let ratings = [(0, 1), (19, 1), (20, 2), (39, 2), (40, 3), (59, 3), (60, 4), (79, 4), (80, 5), (100, 5)];
    for (percent, rating) in ratings {
        assert_eq!(table.rating(percent, 100), Some(rating), "{percent}");
    }
    assert_eq!(table.rating(797, 1000), Some(4));
    assert_eq!(table.rating(0, 0), None);
    let share: Share =
        [Counted::Within, Counted::Late, Counted::LeftOut, Counted::NotYet, Counted::Within].into_iter().collect();
    assert_eq!((share.within, share.total(), share.percent()), (2, 3, Some(66)));
    assert_eq!(Share::default().percent(), None);
}

fn zones() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(vec![
        "America/New_York",
        "America/Sao_Paulo",
        "Asia/Kolkata",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "UTC",
    ])
    .prop_map(|name| TimeZone::get(name).unwrap())
}

fn moments() -> impl Strategy<Value = Timestamp> {
    (946_684_800_i64..2_208_988_800).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn days() -> impl Strategy<Value = Date> {
    (0i32..20_000).prop_map(|days| date(1990, 1, 1).checked_add(days.days()).unwrap())
}

proptest! {
    #[test]
    fn starting_later_is_never_due_earlier(zone in zones(), anchor in moments(), later in 0i64..5_000_000, which in 0usize..18) {
        let rules = Rules::shipped();
        let clock = rules.clocks.iter().nth(which).unwrap();
        let first = rules.due(clock, anchor, &zone);
        let second = rules.due(clock, anchor + SignedDuration::from_secs(later), &zone);
        prop_assert!(first.late_from <= second.late_from && first.on <= second.on);
        prop_assert!(first.opens <= first.warns && first.warns <= first.late_from);
        prop_assert!(anchor <= first.late_from);
    }

    #[test]
    fn the_last_moment_in_time_is_on_the_day_it_says(zone in zones(), anchor in moments(), which in 0usize..18) {
        let rules = Rules::shipped();
        let due = rules.due(rules.clocks.iter().nth(which).unwrap(), anchor, &zone);
        if due.is_whole_day {
            let last = due.late_from - SignedDuration::from_secs(1);
            let last_day = zone.to_datetime(last).date();
            // A day that the zone left out altogether (Apia, 30 December 2011) has no last moment.
            prop_assert!(last_day == due.on || last_day == date(2011, 12, 29));
            prop_assert_eq!(due.state(due.late_from), WindowState::Overdue);
            prop_assert!(due.state(last) != WindowState::Overdue);
        }
    }

    #[test]
    fn business_days_there_and_back(from in days(), count in 0u32..60) {
        let holidays = &Rules::shipped().holidays;
        let to = holidays.after(from, count);
        prop_assert!(holidays.is_business_day(to));
        if count > 0 {
            prop_assert_eq!(holidays.between(from, to), count);
        }
        if holidays.is_business_day(from) {
            prop_assert_eq!(holidays.before(to, count), from);
        }
    }
}
