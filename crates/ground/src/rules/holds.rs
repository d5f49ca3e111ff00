//! Units of a day and what holds them back: each hold names its rule, says why in a sentence, and where to fix it.

use serde::{Deserialize, Serialize};

use super::lists::List;
use super::units::{BillingPaper, BillingRule, Concurrent, Day, Encounter, Overlap, Sums};
use super::{Rules, Shelf};

/// Why units wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// The rule does not hold on that day.
    NotInEffect,
    /// The note is not signed.
    Unsigned,
    /// The note lacks an element.
    Element,
    /// The payer does not accept this way of meeting.
    Mode,
    /// Too young, or the birth date is not known.
    Age,
    /// Too many people in the group.
    GroupSize,
    /// Another service at the same time.
    Overlap,
    /// A paper is not on file.
    Paper,
    /// More units than a day may have.
    DailyCap,
    /// More units than a longer stretch may have.
    WindowLimit,
}

/// Units that wait, and what would let them go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// The rule that holds them.
    pub rule_id: String,
    /// Its version.
    pub rule_version: u32,
    /// Why.
    pub kind: HoldKind,
    /// How many units wait because of it.
    pub units: u32,
    /// Why, in a plain sentence.
    pub text: String,
    /// Page and field where it is fixed, like `contact.signature` or `person.birth_date`.
    pub fix: String,
}

/// What one contact comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derived {
    /// The rule that was used.
    pub rule_id: String,
    /// Its version.
    pub rule_version: u32,
    /// Actual minutes, unchanged.
    pub minutes: u32,
    /// Units by rounding alone.
    pub units: u32,
    /// Units that nothing holds.
    pub ready: u32,
    /// Why this contact is never billed, when it is not.
    pub never: Option<String>,
    /// What holds the rest.
    pub holds: Vec<Hold>,
}

impl Rules {
    /// Units and holds of one person's day under one rule, contact by contact, in the order given.
    #[must_use]
    pub fn derive_units(&self, rule: &BillingRule, day: &Day<'_>) -> Vec<Derived> {
        let mut tally = Tally { minutes: 0, ready_today: 0 };
        day.encounters.iter().map(|encounter| self.derive_one(rule, day, encounter, &mut tally)).collect()
    }

    fn derive_one(&self, rule: &BillingRule, day: &Day<'_>, encounter: &Encounter<'_>, tally: &mut Tally) -> Derived {
        let never = self.never_billed(rule, encounter);
        let units = if never.is_some() { 0 } else { tally.round(rule, encounter.minutes) };
        let mut derived = Derived {
            rule_id: rule.id.clone(),
            rule_version: rule.about.version,
            minutes: encounter.minutes,
            units,
            ready: units,
            never,
            holds: Vec::new(),
        };
        if derived.never.is_some() {
            return derived;
        }
        derived.holds = self.blocks(rule, day, encounter, units);
        if derived.holds.is_empty() {
            tally.minutes = tally.minutes.saturating_add(encounter.minutes);
            limit_units(rule, day, &self.papers, tally, &mut derived);
            tally.ready_today = tally.ready_today.saturating_add(derived.ready);
        } else {
            derived.ready = 0;
        }
        derived
    }

    /// Attempts, no-shows and time that is not a service are never billed, whatever the payer (practice.md 3.5).
    fn never_billed(&self, rule: &BillingRule, encounter: &Encounter<'_>) -> Option<String> {
        let barred = |list: Option<&List>, key: &str, allowed: &[String]| {
            let item = list.and_then(|list| list.item(key));
            let never = item.is_none_or(|item| item.never_billed) || !allowed.iter().any(|one| one == key);
            never.then(|| item.map_or_else(|| key.to_owned(), |item| item.label.clone()))
        };
        let kind = barred(self.lists.get("contact_kinds"), encounter.kind, &rule.kinds);
        let outcome = || barred(self.lists.get("contact_outcomes"), encounter.outcome, &rule.outcomes);
        kind.or_else(outcome)
            .map(|label| format!("“{label}” is part of the record but is never billed under {}.", rule.label))
    }

    /// Everything that holds all units of a contact.
    fn blocks(&self, rule: &BillingRule, day: &Day<'_>, encounter: &Encounter<'_>, units: u32) -> Vec<Hold> {
        let mut holds = Vec::new();
        let mut hold = |kind, text: String, fix: &str| holds.push(hold(rule, kind, units, text, fix));
        if !rule.about.is_in_effect(day.date) {
            hold(HoldKind::NotInEffect, format!("{} does not hold on {}.", rule.label, day.date), "admin.rules");
        }
        if !encounter.is_signed {
            hold(HoldKind::Unsigned, "The note is not signed yet.".to_owned(), "contact.signature");
        }
        for label in encounter.missing {
            hold(HoldKind::Element, format!("The note does not say: {label}."), "contact.note");
        }
        if !rule.modes.iter().any(|mode| mode == encounter.mode) {
            let mode = self.lists.get("modes").map_or(encounter.mode, |list| list.label_of(encounter.mode));
            hold(HoldKind::Mode, format!("{} does not accept “{mode}”.", rule.label), "contact.mode");
        }
        person_blocks(rule, day, encounter, &mut hold);
        for key in rule.requires.iter().filter(|key| !day.papers.contains(*key)) {
            let (label, fix) = paper(&self.papers, key);
            hold(HoldKind::Paper, format!("{} asks for {label}.", rule.label), fix);
        }
        holds
    }
}

/// Running sums of the contacts that nothing holds as a whole: held minutes must not lend units to others.
struct Tally {
    minutes: u32,
    ready_today: u32,
}

impl Tally {
    /// A day's sum is handed to its contacts one by one, so that they add up to the rounded sum.
    fn round(&self, rule: &BillingRule, minutes: u32) -> u32 {
        match rule.sums {
            Sums::Encounter => rule.rounding.units(minutes, rule.unit_minutes),
            Sums::Day => {
                let before = rule.rounding.units(self.minutes, rule.unit_minutes);
                let after = rule.rounding.units(self.minutes.saturating_add(minutes), rule.unit_minutes);
                after.saturating_sub(before)
            }
        }
    }
}

fn person_blocks(
    rule: &BillingRule,
    day: &Day<'_>,
    encounter: &Encounter<'_>,
    hold: &mut impl FnMut(HoldKind, String, &str),
) {
    match (rule.min_age, day.age) {
        (Some(least), None) => {
            let text = format!("{} is for people of {least} and older, and the birth date is not known.", rule.label);
            hold(HoldKind::Age, text, "person.birth_date");
        }
        (Some(least), Some(age)) if age < least => {
            let text = format!("{} is for people of {least} and older; this person was {age}.", rule.label);
            hold(HoldKind::Age, text, "person.birth_date");
        }
        _ => {}
    }
    if let (Some(most), Some(size)) = (rule.group_max, encounter.group_size)
        && size > most
    {
        let text = format!("{} allows {most} people in a group; this one had {size}.", rule.label);
        hold(HoldKind::GroupSize, text, "contact.group_size");
    }
    let clashes = match rule.concurrent {
        Concurrent::Any => false,
        Concurrent::NoOtherPeerService => encounter.overlap == Overlap::PeerService,
        Concurrent::NoOtherBehavioralHealthService => encounter.overlap != Overlap::None,
    };
    if clashes {
        let text = format!("{} does not pay for two services at the same time.", rule.label);
        hold(HoldKind::Overlap, text, "contact.times");
    }
}

/// Caps hold the units above them and let the rest go: first the day, then the longer stretch.
fn limit_units(rule: &BillingRule, day: &Day<'_>, papers: &Shelf<BillingPaper>, tally: &Tally, derived: &mut Derived) {
    if let Some(cap) = rule.max_units_per_day {
        let text = format!("{} allows {cap} units a day.", rule.label);
        keep(rule, derived, cap.saturating_sub(tally.ready_today), HoldKind::DailyCap, text, "contact.times");
    }
    let Some(limit) = &rule.limit else { return };
    let lifted = limit.lifted_by.as_ref().is_some_and(|key| day.papers.contains(key));
    if !lifted {
        let used = day.units_used_in_window.saturating_add(tally.ready_today);
        let (unless, fix) = limit.lifted_by.as_deref().map_or((String::new(), "person.billing"), |key| {
            let (label, fix) = paper(papers, key);
            (format!(" without {label}"), fix)
        });
        let text = format!("{} does not pay more than {}{unless}.", rule.label, limit.label);
        keep(rule, derived, limit.units.saturating_sub(used), HoldKind::WindowLimit, text, fix);
    }
}

fn keep(rule: &BillingRule, derived: &mut Derived, room: u32, kind: HoldKind, text: String, fix: &str) {
    let over = derived.ready.saturating_sub(room);
    if over > 0 {
        derived.ready = derived.ready.saturating_sub(over);
        derived.holds.push(hold(rule, kind, over, text, fix));
    }
}

fn hold(rule: &BillingRule, kind: HoldKind, units: u32, text: String, fix: &str) -> Hold {
    Hold { rule_id: rule.id.clone(), rule_version: rule.about.version, kind, units, text, fix: fix.to_owned() }
}

fn paper<'a>(papers: &'a Shelf<BillingPaper>, key: &'a str) -> (&'a str, &'a str) {
    papers.get(key).map_or((key, "person.billing"), |paper| (paper.label.as_str(), paper.fix.as_str()))
}
