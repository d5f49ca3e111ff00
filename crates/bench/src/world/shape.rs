//! How many of everything: a few organizations and people with very much, many with little.

use super::{
    Plan,
    dice::{Dice, For},
};

/// Contacts of the people with the longest history.
pub const HEAVY: usize = 10_000;
/// Contacts of the people who are compared with them.
pub const LIGHT: usize = 10;
/// The longest history besides.
const LONGEST: usize = 2_000;

/// The sizes of one organization.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Contacts of each person. The first people are the heavy ones, then the light ones.
    pub counts: Vec<u32>,
    pub heavy: usize,
    pub light: usize,
}

impl Shape {
    /// The organizations of a plan, the largest first. Special people are in the first one.
    pub fn of(plan: &Plan) -> Vec<Self> {
        let houses = plan.organizations.max(1);
        let people = split(plan.participants.max(houses * 4), houses, (1.0, 1.0), 4);
        let contacts = split(plan.contacts, houses, (1.0, 1.0), 0);
        let shapes = people.into_iter().zip(contacts).enumerate();
        shapes.map(|(number, (people, contacts))| Self::one(plan, number, people, contacts)).collect()
    }

    fn one(plan: &Plan, number: usize, people: usize, contacts: usize) -> Self {
        let is_first = number == 0;
        let heavy_size = HEAVY.min(contacts / 4);
        let heavy = if is_first && heavy_size > 0 { (contacts / 500_000).clamp(1, 20).min(people / 4) } else { 0 };
        let light = if is_first { (people / 50).clamp(1, 60) } else { 0 };
        let light = light.min(contacts.saturating_sub(heavy * heavy_size) / LIGHT);
        let left = contacts.saturating_sub(heavy * heavy_size).saturating_sub(light * LIGHT);
        let others = people.saturating_sub(heavy + light);
        let mut rest = split(left, others.max(1), (10.0, 0.8), 0);
        cap(&mut rest, LONGEST.min(heavy_size.max(LIGHT)));
        shuffle(&mut rest, &Dice::new(plan.seed, u64::try_from(number).unwrap_or_default()));
        let special = std::iter::repeat_n(heavy_size, heavy).chain(std::iter::repeat_n(LIGHT, light));
        let counts = special.chain(rest).map(|count| u32::try_from(count).unwrap_or_default()).collect();
        Self { counts, heavy, light }
    }

    /// How many contacts there are.
    pub fn contacts(&self) -> usize {
        self.counts.iter().map(|count| usize::try_from(*count).unwrap_or_default()).sum()
    }
}

/// Splits `total` into parts that follow Zipf's law, each at least `least`; they add up. The part at `rank` weighs
/// `1 / (rank + flat)^steepness`: the larger `flat`, the nearer are the first ones to one another.
pub fn split(total: usize, parts: usize, (flat, steepness): (f64, f64), least: usize) -> Vec<usize> {
    let weight = |rank: usize| (float(rank) + flat).powf(-steepness);
    let weights: Vec<f64> = (0..parts).map(weight).collect();
    let sum: f64 = weights.iter().sum();
    let free = float(total.saturating_sub(least * parts));
    let mut given: Vec<usize> = weights.into_iter().map(|weight| least + whole(free * weight / sum)).collect();
    let left = total.saturating_sub(given.iter().sum());
    // Less than one for each: what rounding down left over.
    given.iter_mut().take(left).for_each(|part| *part += 1);
    given
}

/// Nobody has more than `most`; what is over goes to those who have the least.
fn cap(counts: &mut [usize], most: usize) {
    let mut over: usize = counts.iter().map(|count| count.saturating_sub(most)).sum();
    counts.iter_mut().for_each(|count| *count = (*count).min(most));
    while over > 0 {
        let before = over;
        for count in counts.iter_mut().rev().filter(|count| **count < most) {
            if over == 0 {
                break;
            }
            *count += 1;
            over -= 1;
        }
        if over == before {
            // No room for all: the plan asks for more contacts than its people can have.
            if let Some(first) = counts.first_mut() {
                *first += over;
            }
            return;
        }
    }
}

/// Puts a list in an order that follows from the dice (Fisher and Yates).
pub fn shuffle<T>(list: &mut [T], dice: &Dice) {
    for last in (1..list.len()).rev() {
        list.swap(last, dice.below(For::ORDER, last, last + 1));
    }
}

fn float(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "far below 2^52")]
fn whole(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

    use super::*;

    fn plan(participants: usize, contacts: usize, organizations: usize) -> Plan {
        Plan { participants, contacts, organizations, seed: 1, now: jiff::Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn parts_add_up_and_the_first_is_the_largest() {
        for (total, parts) in [(1_000, 7), (10_000_000, 200_000), (3, 5), (0, 4)] {
            let given = split(total, parts, (10.0, 0.8), 0);
            assert_eq!(given.iter().sum::<usize>(), total);
            assert!(given.iter().all(|one| one <= &given[0]));
        }
    }

    #[test]
    fn a_world_has_people_with_long_and_with_short_histories() {
        let shapes = Shape::of(&plan(2_000, 100_000, 3));
        let first = &shapes[0];
        assert_eq!(shapes.iter().map(Shape::contacts).sum::<usize>(), 100_000);
        assert_eq!(shapes.iter().map(|shape| shape.counts.len()).sum::<usize>(), 2_000);
        assert_eq!((first.counts[0], first.heavy), (u32::try_from(HEAVY).unwrap(), 1));
        assert!(first.counts[1..=first.light].iter().all(|count| *count == 10) && first.light > 5);
    }
}
