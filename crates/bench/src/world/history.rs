//! Who met whom when: the order of all contacts of an organization, and what each was.

use care::contacts::{Kind, Mode, Outcome};
use ground::ids::ParticipantId;
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    Worker,
    calendar::Calendar,
    dice::{Dice, For, part},
    house::Program,
    shape::{Shape, shuffle},
};

/// Somebody who is supported.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub id: ParticipantId,
    pub program: usize,
    pub peer: Worker,
    pub arrived: Timestamp,
    /// Whether they are with the program now.
    pub is_here: bool,
}

/// The people and their contacts in time order.
pub struct History {
    pub people: Vec<Person>,
    /// Of each contact in time order, whose it was.
    who: Vec<u32>,
    /// Whether it was the person's second on one day, or a later one.
    again: Vec<bool>,
    special: usize,
    dice: Dice,
}

/// One contact.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub person: usize,
    pub start: Timestamp,
    pub end: Timestamp,
    pub date: Date,
    pub minutes: i64,
    pub kind: Kind,
    pub outcome: Outcome,
    pub mode: Mode,
    pub is_error: bool,
    pub roll: u64,
}

/// What a person's contacts come to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    pub count: i64,
    pub touched: Option<Timestamp>,
    pub last: Option<Timestamp>,
}

impl Told {
    /// Whether it shows that the person was in touch.
    pub fn is_touch(&self) -> bool {
        self.outcome.is_reached() && self.kind.is_with_person() && !self.is_error
    }
}

impl History {
    /// Puts the contacts of everybody in an order.
    pub fn new(shape: &Shape, people: Vec<Person>, calendar: &Calendar, dice: &Dice) -> Self {
        let each = (0_u32..).zip(&shape.counts);
        let mut who: Vec<u32> = each
            .flat_map(|(person, count)| std::iter::repeat_n(person, usize::try_from(*count).unwrap_or(0)))
            .collect();
        shuffle(&mut who, dice);
        keep_in_touch(&mut who, &people, calendar);
        let mut last = vec![usize::MAX; people.len()];
        let again = who.iter().enumerate().map(|(place, person)| {
            let day = calendar.day(place);
            let last = last.get_mut(usize::try_from(*person).unwrap_or_default());
            last.is_some_and(|last| std::mem::replace(last, day) == day)
        });
        let again = again.collect();
        Self { people, who, again, special: shape.heavy + shape.light, dice: *dice }
    }

    pub fn len(&self) -> usize {
        self.who.len()
    }

    /// A contact by its place in time order.
    pub fn told(&self, place: usize, calendar: &Calendar, programs: &[Program]) -> Told {
        let person = self.who.get(place).and_then(|person| usize::try_from(*person).ok()).unwrap_or_default();
        let roll = self.dice.roll(For::CONTACT, place);
        let program = self.people.get(person).and_then(|person| programs.get(person.program));
        let has_payer = program.is_some_and(|program| program.payer.is_some());
        let is_again = self.again.get(place).copied().unwrap_or_default();
        // Payers look at a person's whole day: one paid contact on each keeps the units right.
        let kind = if is_again && has_payer { Kind::Team } else { kind(part(roll, 0, 100)) };
        let outcome = if kind == Kind::Team { Outcome::Reached } else { outcome(part(roll, 1, 100)) };
        let minutes =
            if outcome.is_reached() { 15 * (1 + i64::try_from(part(roll, 2, 4)).unwrap_or_default()) } else { 5 };
        let start = calendar.start(place);
        Told {
            person,
            start,
            end: start + SignedDuration::from_mins(minutes),
            date: calendar.date(place),
            minutes,
            kind,
            outcome,
            mode: if outcome.is_reached() { mode(part(roll, 3, 100)) } else { Mode::Phone },
            is_error: person >= self.special && part(roll, 4, 1_000) < 3,
            roll,
        }
    }

    /// For each person, how many contacts count, when they were last in touch, and when anything was last written.
    pub fn tally(&self, calendar: &Calendar, programs: &[Program]) -> Vec<Tally> {
        let mut tally = vec![Tally::default(); self.people.len()];
        for place in 0..self.len() {
            let told = self.told(place, calendar, programs);
            let Some(tally) = tally.get_mut(told.person) else { continue };
            tally.count += i64::from(!told.is_error);
            tally.last = Some(told.end);
            if told.is_touch() {
                tally.touched = Some(told.start);
            }
        }
        tally
    }
}

/// Whoever is here was met lately, as far as the contacts of the last weeks go round: they change places with contacts of
/// people who have left, or who were met lately anyway.
fn keep_in_touch(who: &mut [u32], people: &[Person], calendar: &Calendar) {
    let index = |person: u32| usize::try_from(person).unwrap_or_default();
    let (mut met, mut earlier) = (vec![false; people.len()], vec![None; people.len()]);
    let (before, after) = who.split_at_mut(calendar.lately().min(who.len()));
    for (place, person) in before.iter().enumerate() {
        if let Some(earlier) = earlier.get_mut(index(*person)) {
            *earlier = Some(place);
        }
    }
    let mut free = Vec::new();
    for (place, person) in after.iter().enumerate() {
        let is_here = people.get(index(*person)).is_some_and(|person| person.is_here);
        let was_met = met.get_mut(index(*person)).is_some_and(|met| std::mem::replace(met, true));
        if was_met || !is_here {
            free.push(place);
        }
    }
    let waiting = people.iter().zip(&met).zip(earlier);
    let waiting = waiting.filter(|((person, met), _)| person.is_here && !**met).filter_map(|(_, earlier)| earlier);
    for (earlier, lately) in waiting.zip(free) {
        if let (Some(one), Some(other)) = (before.get_mut(earlier), after.get_mut(lately)) {
            std::mem::swap(one, other);
        }
    }
}

fn kind(of: u64) -> Kind {
    match of {
        0..60 => Kind::OneOnOne,
        60..70 => Kind::Outreach,
        70..78 => Kind::Accompaniment,
        78..84 => Kind::Advocacy,
        84..92 => Kind::Education,
        92..95 => Kind::Family,
        _ => Kind::Team,
    }
}

fn outcome(of: u64) -> Outcome {
    match of {
        0..82 => Outcome::Reached,
        82..90 => Outcome::LeftMessage,
        90..97 => Outcome::NoAnswer,
        _ => Outcome::NoShow,
    }
}

fn mode(of: u64) -> Mode {
    match of {
        0..55 => Mode::InPerson,
        55..85 => Mode::Phone,
        85..95 => Mode::Video,
        _ => Mode::Text,
    }
}
