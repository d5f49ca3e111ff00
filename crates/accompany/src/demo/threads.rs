//! The threads of a person's story and the goals they carry.

use jiff::civil::Date;

use super::clock::{plus, weekday};
use super::dice::Dice;
use super::fill::Life;
use super::words::{Arc, Scene, words};
use super::world::{
    Domain, Ending, EndingKind, FunctionalArea as Area, Goal, GoalId, ParticipantId, Rating, Step, StepOwner,
};

/// A thread under way.
struct Running {
    arc: &'static Arc,
    told: usize,
    goal: Option<usize>,
}

/// The next scene to tell.
pub struct Turn {
    pub scene: &'static Scene,
    /// Place of the goal among this person's goals.
    pub goal: Option<GoalId>,
    pub area: Option<Area>,
}

/// Threads still to come and at most two that run side by side.
pub struct Threads {
    participant: ParticipantId,
    waiting: Vec<&'static Arc>,
    running: Vec<Running>,
    pub goals: Vec<Goal>,
}

const ENDINGS: [(EndingKind, &str); 10] = [
    (EndingKind::Done, "Done. I want to look at it for a while."),
    (EndingKind::Done, "I did what I said. Cross it off, in green."),
    (EndingKind::Done, "It's just part of life now, it doesn't need a page."),
    (EndingKind::Done, "Finished, and nobody had to push."),
    (EndingKind::Done, "Yes. Next."),
    (EndingKind::SetAside, "Not now. It's not a no."),
    (EndingKind::SetAside, "I like it better as a someday."),
    (EndingKind::Changed, "It turned into something smaller and better."),
    (EndingKind::Changed, "I wanted it for my mother. I want something else."),
    (EndingKind::Done, "I got there by another road. It counts."),
];

const RATING_WORDS: [&str; 12] = [
    "Slow, but it's my slow.",
    "I can see it from here.",
    "One foot in.",
    "Don't ask me on a Monday.",
    "Higher than I'd say out loud.",
    "Backwards this week. Fine.",
    "Feels real now.",
    "It's a four with hope in it.",
    "Better than the number sounds.",
    "I moved it up because I did the call.",
    "Same. Same is good.",
    "I surprised myself.",
];

impl Threads {
    pub fn new(participant: ParticipantId, program: u32, age: u8, dice: &mut Dice) -> Self {
        let fits = |arc: &&'static Arc| {
            arc.ages.is_none_or(|(low, high)| (low..=high).contains(&age))
                && arc.programs.as_ref().is_none_or(|list| list.contains(&program))
        };
        let mut waiting: Vec<&'static Arc> = words().arcs.iter().filter(fits).collect();
        dice.shuffle(&mut waiting);
        // Who comes from the hospital starts with the way home; the list is told from its end.
        waiting.sort_by_key(|arc| program == 2 && arc.key == "homecoming");
        Self { participant, waiting, running: Vec::new(), goals: Vec::new() }
    }

    /// The next scene on this day, or `None` when every thread is told.
    pub fn next(&mut self, day: Date, life: &Life, dice: &mut Dice) -> Option<Turn> {
        if self.running.is_empty() || (self.running.len() < 2 && dice.chance(35)) {
            self.start(day, life, dice);
        }
        let at = usize::try_from(dice.below(u32::try_from(self.running.len()).unwrap_or(0))).unwrap_or(0);
        let running = self.running.get_mut(at)?;
        let scene = running.arc.scene.get(running.told)?;
        running.told += 1;
        let (told, of, goal, area) = (running.told, running.arc.scene.len(), running.goal, area_of(running.arc.domain));
        if told >= of {
            self.running.remove(at);
        }
        if let Some(goal) = goal.and_then(|goal| self.goals.get_mut(goal)) {
            progress(goal, told, of, day, dice);
        }
        Some(Turn { scene, goal: goal.and_then(|goal| GoalId::try_from(goal).ok()), area })
    }

    fn start(&mut self, day: Date, life: &Life, dice: &mut Dice) {
        let Some(arc) = self.waiting.pop() else {
            return;
        };
        let goal = (!arc.goals.is_empty()).then(|| {
            self.goals.push(goal(self.participant, arc, day, life, dice));
            self.goals.len() - 1
        });
        self.running.push(Running { arc, told: 0, goal });
    }

    /// Goals still open are looked at again every three months.
    pub fn finish(&mut self, today: Date) {
        for goal in self.goals.iter_mut().filter(|goal| goal.ending.is_none()) {
            let mut review = plus(goal.opened, 90);
            while review < plus(today, -6) {
                review = plus(review, 90);
            }
            goal.review_on = Some(weekday(review));
        }
    }
}

fn goal(participant: ParticipantId, arc: &Arc, day: Date, life: &Life, dice: &mut Dice) -> Goal {
    let owners = [StepOwner::Participant, StepOwner::Participant, StepOwner::Peer, StepOwner::Supporter];
    let steps = (1i32..)
        .zip(&arc.steps)
        .map(|(n, text)| Step {
            text: life.fill_own(text, &[]),
            owner: dice.pick(&owners).copied().unwrap_or(StepOwner::Participant),
            due: dice.chance(60).then(|| weekday(plus(day, n * 21))),
            done_on: None,
        })
        .collect();
    let ratings = vec![Rating { on: day, rating: u8::try_from(dice.between(0, 3)).unwrap_or(0), words: None }];
    Goal {
        id: 0,
        participant,
        domain: arc.domain.unwrap_or(Domain::Own),
        words: life.fill_own(dice.text(&arc.goals), &[]),
        opened: day,
        review_on: None,
        steps,
        ratings,
        ending: None,
    }
}

/// What a visit did for the goal: steps done, the person's own number, an ending with the last scene.
fn progress(goal: &mut Goal, told: usize, of: usize, day: Date, dice: &mut Dice) {
    let done = goal.steps.len() * told / of.max(1);
    for step in goal.steps.iter_mut().take(done).filter(|step| step.done_on.is_none()) {
        step.done_on = Some(day);
    }
    if told > 1 && dice.chance(60) {
        let part = i32::try_from(told * 7 / of.max(1)).unwrap_or(0);
        let rating = u8::try_from((part + 2 + dice.between(-2, 1)).clamp(0, 10)).unwrap_or(0);
        let words =
            dice.chance(50).then(|| dice.pick(&RATING_WORDS).map_or_else(String::new, |text| (*text).to_owned()));
        goal.ratings.push(Rating { on: day, rating, words });
    }
    if told >= of && dice.chance(85) {
        goal.ending =
            dice.pick(&ENDINGS).map(|(kind, text)| Ending { kind: *kind, on: day, words: (*text).to_owned() });
    }
}

fn area_of(domain: Option<Domain>) -> Option<Area> {
    match domain? {
        Domain::Relationships | Domain::Community => Some(Area::SelfHelpAndNetworks),
        Domain::School | Domain::Work | Domain::Home => Some(Area::EmpowermentAndCommunityLiving),
        Domain::Wellness => Some(Area::CopingSkills),
        Domain::Own => Some(Area::Advocacy),
    }
}
