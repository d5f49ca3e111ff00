use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde::Deserialize;

use super::vectors;
use crate::rules::Rules;
use crate::rules::holds::{Derived, HoldKind};
use crate::rules::units::{BillingRule, Day, Encounter, Overlap, Rounding, Sums, Window};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    name: String,
    rule: String,
    minutes: Vec<u32>,
    derived: Vec<u32>,
    ready: Vec<u32>,
    #[serde(default)]
    holds: Vec<HoldKind>,
    #[serde(default)]
    papers: BTreeSet<String>,
    #[serde(default)]
    used_in_window: u32,
    group_size: Option<u32>,
    age: Option<u32>,
    kind: Option<String>,
    outcome: Option<String>,
    date: Option<Date>,
}

fn contact(minutes: u32) -> Encounter<'static> {
    Encounter {
        minutes,
        kind: "one_on_one",
        outcome: "reached",
        mode: "in_person",
        group_size: None,
        overlap: Overlap::None,
        is_signed: true,
        missing: &[],
    }
}

fn rule(id: &str) -> &'static BillingRule {
    Rules::shipped().billing.get(id).expect("a shipped rule")
}

fn day(rule: &BillingRule, minutes: &[u32]) -> Vec<Derived> {
    let encounters: Vec<_> = minutes.iter().copied().map(contact).collect();
    day_of(rule, &encounters)
}

fn day_of(rule: &BillingRule, encounters: &[Encounter<'_>]) -> Vec<Derived> {
    let papers = rule.requires.iter().cloned().collect();
    let day = Day { date: date(2026, 5, 14), age: Some(30), units_used_in_window: 0, papers: &papers, encounters };
    Rules::shipped().derive_units(rule, &day)
}

#[test]
fn every_billing_vector_comes_out() {
    let vectors: Vec<Vector> = vectors("rules/billing.toml");
    assert!(vectors.len() > 25);
    for v in vectors {
        let encounters: Vec<_> = v
            .minutes
            .iter()
            .map(|minutes| Encounter {
                kind: v.kind.as_deref().unwrap_or("one_on_one"),
                outcome: v.outcome.as_deref().unwrap_or("reached"),
                group_size: v.group_size,
                ..contact(*minutes)
            })
            .collect();
        let day = Day {
            date: v.date.unwrap_or(date(2026, 5, 14)),
            age: Some(v.age.unwrap_or(30)),
            units_used_in_window: v.used_in_window,
            papers: &v.papers,
            encounters: &encounters,
        };
        let result = Rules::shipped().derive_units(rule(&v.rule), &day);
        assert_eq!(result.iter().map(|one| one.units).collect::<Vec<_>>(), v.derived, "{}", v.name);
        assert_eq!(result.iter().map(|one| one.ready).collect::<Vec<_>>(), v.ready, "{}", v.name);
        let holds: Vec<_> = result.iter().flat_map(|one| one.holds.iter().map(|hold| hold.kind)).collect();
        assert_eq!(holds, v.holds, "{}", v.name);
    }
}

#[test]
fn a_hold_names_its_rule_says_why_and_where_to_fix_it() {
    let unsigned = Encounter { is_signed: false, ..contact(30) };
    let result = day_of(rule("generic.h0038"), &[unsigned]);
    let hold = &result[0].holds[0];
    assert_eq!((hold.rule_id.as_str(), hold.rule_version, hold.units), ("generic.h0038", 1, 2));
    assert_eq!((hold.text.as_str(), hold.fix.as_str()), ("The note is not signed yet.", "contact.signature"));
}

#[test]
fn an_unknown_birth_date_holds_and_asks_for_it() {
    let rule = rule("nj.medicaid.sud.h0038");
    let encounters = [contact(30)];
    let day = Day {
        date: date(2026, 5, 14),
        age: None,
        units_used_in_window: 0,
        papers: &BTreeSet::new(),
        encounters: &encounters,
    };
    let result = Rules::shipped().derive_units(rule, &day);
    assert_eq!(result[0].holds[0].fix, "person.birth_date");
    assert_eq!(result[0].ready, 0);
}

#[test]
fn missing_elements_hold_one_by_one() {
    let missing = ["What is next".to_owned(), "Place".to_owned()];
    let result = day_of(rule("generic.h0038"), &[Encounter { missing: &missing, ..contact(30) }]);
    assert_eq!(result[0].holds.len(), 2);
    assert_eq!(result[0].ready, 0);
}

#[test]
fn attempts_say_why_they_are_never_billed() {
    let result = day_of(rule("generic.h0038"), &[Encounter { outcome: "no_show", ..contact(60) }]);
    assert_eq!((result[0].units, result[0].minutes), (0, 60));
    assert!(result[0].never.as_deref().unwrap().contains("planned to meet"));
}

#[test]
fn held_minutes_lend_no_units_to_other_contacts() {
    let unsigned = Encounter { is_signed: false, ..contact(7) };
    let result = day_of(rule("generic.h0038.daily"), &[unsigned, contact(7), contact(7)]);
    let ready: Vec<u32> = result.iter().map(|one| one.ready).collect();
    assert_eq!(ready, [0, 0, 1]);
}

#[test]
fn an_outcome_nobody_knows_is_not_billed() {
    let result = day_of(rule("generic.h0038"), &[Encounter { outcome: "abducted", ..contact(60) }]);
    assert_eq!(result[0].ready, 0);
}

#[test]
fn text_messages_and_two_services_at_once_are_held() {
    let result = day_of(rule("generic.h0038"), &[Encounter { mode: "text", ..contact(30) }]);
    assert_eq!(result[0].holds[0].kind, HoldKind::Mode);
    let both = Encounter { overlap: Overlap::BehavioralHealth, ..contact(30) };
    assert_eq!(day_of(rule("tx.medicaid.h0038"), std::slice::from_ref(&both))[0].holds[0].kind, HoldKind::Overlap);
    assert!(day_of(rule("nj.medicaid.sud.h0038"), &[both])[0].holds.is_empty());
}

#[test]
fn windows_begin_where_their_rule_says() {
    assert_eq!(Window::RollingMonths(6).starts(date(2026, 8, 31)), date(2026, 3, 1));
    assert_eq!(Window::RollingMonths(6).starts(date(2026, 5, 14)), date(2025, 11, 15));
    assert_eq!(Window::YearStartsInMonth(7).starts(date(2026, 6, 30)), date(2025, 7, 1));
    assert_eq!(Window::YearStartsInMonth(7).starts(date(2026, 7, 1)), date(2026, 7, 1));
}

fn some_rule(rounding: Rounding, sums: Sums, cap: Option<u32>) -> BillingRule {
    BillingRule { rounding, sums, max_units_per_day: cap, ..rule("generic.h0038").clone() }
}

fn ready(rule: &BillingRule, minutes: &[u32]) -> u32 {
    day(rule, minutes).iter().map(|one| one.ready).sum()
}

proptest! {
    #[test]
    fn more_minutes_never_make_fewer_units(minutes in prop::collection::vec(0u32..600, 1..6), at in 0usize..6, more in 0u32..120, cap in prop::option::of(0u32..20), by_day: bool, which in 0usize..3) {
        let rounding = [Rounding::Floor15, Rounding::Midpoint8, Rounding::Ceil][which];
        let rule = some_rule(rounding, if by_day { Sums::Day } else { Sums::Encounter }, cap);
        let mut longer = minutes.clone();
        let at = at % longer.len();
        longer[at] += more;
        prop_assert!(ready(&rule, &minutes) <= ready(&rule, &longer));
    }

    #[test]
    fn the_day_never_exceeds_its_cap_and_nothing_is_lost(minutes in prop::collection::vec(0u32..600, 1..6), cap in 0u32..20, by_day: bool) {
        let rule = some_rule(Rounding::Midpoint8, if by_day { Sums::Day } else { Sums::Encounter }, Some(cap));
        let result = day(&rule, &minutes);
        prop_assert!(result.iter().map(|one| one.ready).sum::<u32>() <= cap);
        for one in result {
            prop_assert_eq!(one.units, one.ready + one.holds.iter().map(|hold| hold.units).sum::<u32>());
        }
    }

    #[test]
    fn roundings_keep_their_order(minutes in 0u32..100_000, unit in 1u32..120) {
        let [floor, midpoint, ceil] = [Rounding::Floor15, Rounding::Midpoint8, Rounding::Ceil].map(|one| one.units(minutes, unit));
        prop_assert!(floor <= midpoint && midpoint <= ceil && ceil <= floor + 1);
    }

    #[test]
    fn a_day_added_first_adds_up_to_its_rounded_sum(minutes in prop::collection::vec(0u32..300, 1..8)) {
        let rule = some_rule(Rounding::Midpoint8, Sums::Day, None);
        let total: u32 = minutes.iter().sum();
        prop_assert_eq!(ready(&rule, &minutes), Rounding::Midpoint8.units(total, 15));
    }

    #[test]
    fn a_window_never_starts_after_its_day(days in 0i32..20_000, months in 1i8..24, month in 1i8..=12) {
        let on = date(1990, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        prop_assert!(Window::RollingMonths(months).starts(on) <= on);
        prop_assert!(Window::YearStartsInMonth(month).starts(on) <= on);
    }
}
