//! Goals in people's own words, with steps and ratings; the active ones promise to be looked at again.

use care::deadline::deadline;
use ground::{
    ids::{ParticipantId, PromiseId, RecordId},
    promises::Kind,
};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{
    day_of,
    dice::{Dice, For, part},
    facts::STEPS,
    history::{History, Person},
    house::Organization,
    pour::{Key, Pour, row},
    tables::{GOAL_RATINGS, GOAL_STEPS, GOALS, PROMISES},
    zone,
};

/// A person has at most so many goals.
pub const MOST: usize = 3;

const WORDS: [&str; 8] = [
    "Finish the class I began",
    "Find work with my hands",
    "See my sister again",
    "A room of my own with a door",
    "Sleep through the night",
    "Go to the Thursday group",
    "Cook for somebody else",
    "Ride the bus without my stomach turning",
];
const DOMAINS: [&str; 6] = ["school", "work", "relationships", "home", "wellness", "community"];

/// How many goals somebody has.
pub fn count(dice: &Dice, person: usize) -> usize {
    usize::try_from(part(dice.roll(For::GOAL, person), 4, 4)).unwrap_or_default().min(MOST)
}

/// The goal of a person by its number.
pub fn id(dice: &Dice, person: usize, number: usize, at: &Person) -> RecordId {
    dice.id(For::GOAL, person * MOST + number, opened(at, number))
}

fn opened(person: &Person, number: usize) -> Timestamp {
    person.arrived + SignedDuration::from_hours(36 + i64::try_from(number).unwrap_or_default())
}

/// Writes the goals of everybody down.
pub fn write(pour: &mut Pour, house: &Organization, history: &History, dice: &Dice) {
    for (place, person) in history.people.iter().enumerate() {
        for number in 0..count(dice, place) {
            Goal {
                house,
                person,
                place: place * MOST + number,
                id: id(dice, place, number, person),
                dice,
                at: opened(person, number),
            }
            .write(pour);
        }
    }
}

struct Goal<'g> {
    house: &'g Organization,
    person: &'g Person,
    place: usize,
    id: RecordId,
    dice: &'g Dice,
    at: Timestamp,
}

impl Goal<'_> {
    fn write(&self, pour: &mut Pour) {
        let (org, who): (_, ParticipantId) = (self.house.id, self.person.id);
        let roll = self.dice.roll(For::GOAL_STEP, self.place);
        let is_active = self.person.is_here && part(roll, 0, 100) < 70;
        let review =
            self.house.calendar.today.saturating_add(i64::try_from(part(roll, 1, 90)).unwrap_or_default().days());
        let ended =
            (!is_active).then(|| self.house.calendar.ago(2 + i64::try_from(part(roll, 2, 500)).unwrap_or_default()));
        let program = self.house.programs.get(self.person.program).map(|program| Key(program.id));
        let rating = i64::try_from(part(roll, 3, 11)).unwrap_or_default();
        let by = self.person.peer.id;
        row![
            pour, GOALS;
            Key(org), Key(self.id), Key(who), pick(&DOMAINS, roll), "", self.words(), "", if is_active { "active" } else { "done" },
            day_of(self.at), is_active.then_some(review), ended, "", rating, Key(by), self.at,
            if is_active { 1_i64 } else { 2 }, program,
        ];
        for number in 0..part(roll, 4, 3) {
            let step: RecordId =
                self.dice.id(For::GOAL_STEP, self.place * 4 + usize::try_from(number).unwrap_or_default(), self.at);
            let words = pick(&STEPS, roll.rotate_left(u32::try_from(number).unwrap_or_default() * 7));
            let position = i64::try_from(number).unwrap_or_default();
            row![
                pour, GOAL_STEPS;
                Key(org), Key(step), Key(self.id), Key(who), words, "participant", "", None::<Timestamp>, ended, position, 1_i64,
            ];
        }
        let rated: RecordId = self.dice.id(For::GOAL_RATING, self.place, self.at);
        row![pour, GOAL_RATINGS; Key(org), Key(rated), Key(self.id), Key(who), rating, "", day_of(self.at), Key(by)];
        if is_active {
            self.promise(pour, review);
        }
    }

    fn words(&self) -> &'static str {
        pick(&WORDS, self.dice.roll(For::GOAL, self.place).rotate_left(3))
    }

    fn promise(&self, pour: &mut Pour, review: jiff::civil::Date) {
        let program = self.house.programs.get(self.person.program).map(|program| Key(program.id));
        let noon = super::calendar::instant(review, 12, self.at);
        let due = deadline("goal.review", Some(0), noon, &zone());
        let id: PromiseId = self.dice.id(For::PROMISE, 2_000_000_000 + self.place, self.at);
        row![
            pour, PROMISES;
            Key(self.house.id), Key(id), Kind::GoalReview.word(), self.words(), Key(self.person.id), program,
            Key(self.person.peer.id), due.due_at, due.has_time, "goal", Key(self.id), due.rule, due.rule_version, self.at,
            Key(self.person.peer.id), "", None::<Timestamp>, None::<Key<RecordId>>, None::<String>, None::<String>,
            None::<Key<RecordId>>, "", 1_i64,
        ];
    }
}

fn pick(list: &[&'static str], roll: u64) -> &'static str {
    let end = u64::try_from(list.len()).unwrap_or(1);
    usize::try_from(part(roll, 1, end)).ok().and_then(|place| list.get(place)).copied().unwrap_or_default()
}
