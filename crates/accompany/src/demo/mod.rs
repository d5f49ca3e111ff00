//! The made-up organization that `accompany serve --demo` loads: made from a seed, the same on every machine.
//!
//! [`World::make`] returns plain lists; the loader that writes them into the database stands elsewhere. The words are in
//! the `*.toml` files beside this one. Everybody here is made up; numbers are 555 numbers and e-mails end in example.org.

mod cast;
mod clock;
mod day;
mod dice;
mod fill;
mod ledger;
mod life;
pub mod load;
mod notes;
mod paths;
mod people;
mod threads;
mod timeline;
mod words;
pub mod world;
mod world_contacts;
mod world_people;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use clock::Clock;
use dice::Dice;
use fill::Life;
use ledger::Ledger;
use notes::Pen;
use paths::{Path, Shape};
use people::Line;
use threads::Threads;
use timeline::{Diary, Teller};
use words::words;
use world::{Contact, Goal, ParticipantId, SignInLine, StaffId, World};

/// The one password of every demo account.
pub const DEMO_PASSWORD: &str = "open-door-for-everyone";

/// The seed that `serve --demo` uses.
pub const DEMO_SEED: u64 = 20_260_501;

/// Darnell: a peer specialist who came here as a participant first.
const CAME_AS_PARTICIPANT: StaffId = 2;
const OWN_RECORD: &str = "Darnell | Okafor | he/him | black:Nigerian | en | |";
/// People entered twice: the place of the first record and how the second one spells the name.
const ENTERED_TWICE: [(ParticipantId, &str, &str); 3] =
    [(2, "Marisól", "Pena"), (43, "Bartosz", "Zielinski"), (62, "Quang", "Le")];

impl World {
    /// The world for a day. The same seed and day give the same world on every machine.
    pub fn make(seed: u64, today: Date) -> Self {
        let clock = Clock::new(today);
        let mut world = empty(seed, &clock);
        let mut diary = Diary::default();
        let mut paths = Vec::new();
        for (id, line) in (0u32..).zip(lines()) {
            let path = add_person(&mut world, id, &line, &clock, &mut diary);
            paths.push(path);
        }
        let darnell = world.staff.iter_mut().find(|one| one.id == CAME_AS_PARTICIPANT);
        if let Some(worker) = darnell {
            worker.own_record = Some(own_record_id());
        }
        day::non_service(&mut world, &clock, &mut diary, &mut Dice::new(seed, 9001));
        number(&mut world.contacts);
        life::leave_two_drafts(&mut world.contacts, world.now);
        life::leave_some_to_read(&mut world.contacts);
        life::return_one(&mut world.contacts, &clock);
        day::planned(&mut world, &paths, &clock);
        promises(&mut world, &paths, &clock, seed);
        world
    }

    /// The organization and its staff without any history.
    pub fn staffed(today: Date) -> Self {
        empty(DEMO_SEED, &Clock::new(today))
    }

    /// How to sign in as each role: the first worker of the role, all with [`DEMO_PASSWORD`].
    pub fn sign_in_lines(&self) -> Vec<SignInLine> {
        let mut seen = BTreeSet::new();
        let first = self.staff.iter().filter(|one| seen.insert(one.role));
        first
            .map(|one| SignInLine {
                role: one.role,
                name: one.name.clone(),
                email: one.email.clone(),
                programs: self.names_of(&one.programs),
            })
            .collect()
    }

    fn names_of(&self, programs: &[u32]) -> Vec<String> {
        self.programs
            .iter()
            .filter(|program| programs.contains(&program.id))
            .map(|program| program.name.clone())
            .collect()
    }
}

fn empty(seed: u64, clock: &Clock) -> World {
    World {
        seed,
        today: clock.today,
        now: clock.at(clock.today, 8 * 60 + 30),
        organization: cast::organization(),
        sites: cast::sites(),
        programs: cast::programs(),
        staff: cast::staff(clock),
        participants: Vec::new(),
        referrals: Vec::new(),
        statuses: Vec::new(),
        assignments: Vec::new(),
        goals: Vec::new(),
        contacts: Vec::new(),
        promises: Vec::new(),
        duplicates: Vec::new(),
    }
}

fn own_record_id() -> ParticipantId {
    ParticipantId::try_from(words().people.people.len()).unwrap_or(0)
}

/// The lines of the word data, then the worker's own record, then the records entered twice.
fn lines() -> Vec<Line<'static>> {
    let people = &words().people;
    let mut lines: Vec<Line<'static>> = people.people.iter().map(|line| Line::read(line)).collect();
    lines.push(Line::read(OWN_RECORD));
    for (of, name, family) in ENTERED_TWICE {
        let first = usize::try_from(of).ok().and_then(|at| people.people.get(at));
        lines.extend(first.map(|line| Line { name, family, ..Line::read(line) }));
    }
    lines
}

/// Everything about one person: record, referral, status, assignments, goals, contacts.
fn add_person(world: &mut World, id: ParticipantId, line: &Line<'_>, clock: &Clock, diary: &mut Diary) -> Path {
    let mut dice = Dice::new(world.seed, u64::from(id) + 1);
    let copy = id.checked_sub(own_record_id() + 1);
    let original = copy.and_then(|n| usize::try_from(n).ok()).and_then(|n| ENTERED_TWICE.get(n)).map(|(of, ..)| *of);
    let program = match usize::try_from(id) {
        Ok(place) if original.is_none() => people::program_of(place),
        _ => 1,
    };
    let shape = if id == own_record_id() { Shape::Transitioned } else { paths::shape(id, original.is_some()) };
    let pronouns = (id % 23 != 22).then_some(line.pronouns);
    let life = Life::draw(&mut dice, &words().people, line.name, pronouns);
    let mut person = people::participant(id, line, program, &life, &mut dice, clock);
    if let Some(first) = original.and_then(|of| world.participants.get(usize::try_from(of).unwrap_or(0))) {
        person.birth_date = first.birth_date;
        person.channels.clone_from(&first.channels);
        world.duplicates.push((first.id, id));
    }
    let path = paths::path(id, program, shape, team(program, id), &mut dice, clock);
    let referral_id = u32::try_from(world.referrals.len()).unwrap_or(0);
    let referral = paths::referral(referral_id, &path, &life, &mut dice, clock);
    world.statuses.extend(paths::statuses(&path, &referral, &life, &mut dice, clock));
    world.assignments.extend(paths::assignments(&path));
    let age = clock::age(person.birth_date, clock.today);
    let threads = Threads::new(id, program, age, &mut dice);
    let mut teller = Teller {
        path: &path,
        referral: referral_id,
        clock,
        diary,
        pen: Pen::new(life),
        dice,
        threads,
        contacts: Vec::new(),
    };
    teller.tell();
    let (goals, contacts) = (teller.threads.goals, teller.contacts);
    keep(world, goals, contacts);
    world.participants.push(person);
    world.referrals.push(referral);
    path
}

/// Peers of a program. Nobody walks with themselves: Darnell's own record is with others.
fn team(program: u32, id: ParticipantId) -> &'static [StaffId] {
    match program {
        0 => &[0, 1],
        1 if id == own_record_id() => &[1, 4],
        1 => &[1, CAME_AS_PARTICIPANT, CAME_AS_PARTICIPANT, 4],
        _ if id == own_record_id() => &[3],
        _ => &[3, 3, CAME_AS_PARTICIPANT],
    }
}

/// Moves a person's goals and contacts into the world; goal ids become places in the whole list.
fn keep(world: &mut World, goals: Vec<Goal>, contacts: Vec<Contact>) {
    let offset = u32::try_from(world.goals.len()).unwrap_or(0);
    world.goals.extend((offset..).zip(goals).map(|(id, goal)| Goal { id, ..goal }));
    world.contacts.extend(contacts.into_iter().map(|mut contact| {
        for goal in &mut contact.goals {
            *goal += offset;
        }
        contact
    }));
}

/// Time order, and ids that are places in the list.
fn number(contacts: &mut [Contact]) {
    contacts.sort_by_key(|contact| (contact.start, contact.staff, contact.participant));
    for (id, contact) in (0u32..).zip(contacts) {
        contact.id = id;
    }
}

fn promises(world: &mut World, paths: &[Path], clock: &Clock, seed: u64) {
    let is_here = |path: &&Path| path.enrolled.is_some() && path.end.is_none() && path.shape != Shape::Paused;
    let owner_now: BTreeMap<u32, StaffId> =
        paths.iter().filter(is_here).filter_map(|path| Some((path.participant, path.peers.last()?.1))).collect();
    look_again_soon(&mut world.goals, &owner_now, clock);
    let mut ledger = Ledger { clock, now: world.now, dice: Dice::new(seed, 9002), rows: Vec::new() };
    ledger.next_steps(&world.contacts, &owner_now);
    ledger.notes(&world.contacts);
    for ((path, referral), person) in paths.iter().zip(&world.referrals).zip(&world.participants) {
        ledger.arrivals(path, referral, person);
    }
    ledger.reviews(&world.goals, &owner_now);
    ledger.calls(&world.participants, &owner_now);
    world.promises = ledger.finish();
}

/// Ana keeps her reviews: none of hers is late on the demo day.
fn look_again_soon(goals: &mut [Goal], owner_now: &BTreeMap<u32, StaffId>, clock: &Clock) {
    let is_anas = |goal: &&mut Goal| owner_now.get(&goal.participant) == Some(&0);
    for goal in goals.iter_mut().filter(is_anas) {
        goal.review_on = goal.review_on.map(|on| if on < clock.today { clock::plus(on, 9) } else { on });
    }
}
