//! What belongs to workers rather than to one person: non-service time, and the plan for today.

use super::clock::{Clock, minutes_after, weekday};
use super::dice::Dice;
use super::fill::Life;
use super::life::lead;
use super::paths::{Path, Shape};
use super::timeline::Diary;
use super::words::words;
use super::world::{
    Contact, ContactKind as Kind, ContactMode as Mode, ContactOutcome as Outcome, NoteLife, NoteState as State, Review,
    Section, Setting, StaffId, World,
};

const PEERS: [StaffId; 5] = [0, 1, 2, 3, 4];

/// About once a week a worker writes down time that was about nobody.
pub fn non_service(world: &mut World, clock: &Clock, diary: &mut Diary, dice: &mut Dice) {
    let lines = &words().short.non_service;
    for staff in PEERS {
        let Some(worker) = world.staff.get(usize::try_from(staff).unwrap_or(0)) else {
            continue;
        };
        let program = worker.programs.first().copied().unwrap_or(0);
        let leader = world.staff.get(usize::try_from(lead(program)).unwrap_or(0)).map_or("", |one| one.name.as_str());
        let life = Life::draw(dice, &words().people, &worker.name, None);
        let mut days_ago = 700;
        while days_ago > 1 {
            let day = weekday(clock.ago(days_ago)).min(clock.ago(1));
            days_ago -= dice.between(4, 11);
            let minutes = dice.between(6, 24) * 5;
            let Some(start) = diary.book(staff, day, minutes, dice) else {
                continue;
            };
            let text = life.fill(dice.text(lines), &[("lead", leader)]);
            let mut contact = frame(staff, program, Kind::NonService, clock.at(day, start), minutes);
            contact.outcome = Outcome::Held;
            contact.template = "non_service";
            contact.setting = Setting::Office;
            contact.place = "Canal House".into();
            contact.sections.push(Section { key: "what", text });
            contact.life.state = State::Signed;
            contact.life.signed_at = Some(minutes_after(contact.end, 30).min(world.now));
            world.contacts.push(contact);
        }
    }
}

/// Three visits for each peer today; Ana's first is Jordan at half past ten.
pub fn planned(world: &mut World, paths: &[Path], clock: &Clock) {
    let slots = [10 * 60 + 30, 13 * 60, 15 * 60];
    for staff in PEERS {
        let here = paths.iter().filter(|path| {
            matches!(path.shape, Shape::Enrolled | Shape::Returned) && path.peer_on(clock.today) == Some(staff)
        });
        for (path, minute) in here.zip(slots) {
            let mut contact = frame(staff, path.program, Kind::OneOnOne, clock.at(clock.today, minute), 45);
            contact.id = u32::try_from(world.contacts.len()).unwrap_or(0);
            contact.participant = Some(path.participant);
            contact.setting = Setting::Community;
            contact.place = "The usual table".into();
            world.contacts.push(contact);
        }
    }
}

fn frame(staff: StaffId, program: u32, kind: Kind, start: jiff::Timestamp, minutes: i32) -> Contact {
    Contact {
        id: 0,
        participant: None,
        program,
        staff,
        kind,
        outcome: Outcome::Planned,
        start,
        end: minutes_after(start, minutes),
        setting: Setting::Office,
        place: String::new(),
        mode: Mode::InPerson,
        present: Vec::new(),
        areas: Vec::new(),
        goals: Vec::new(),
        competencies: Vec::new(),
        template: "peer_narrative",
        sections: Vec::new(),
        reviewed: Review::NotYet,
        next_steps: Vec::new(),
        referral: None,
        life: NoteLife {
            state: State::Planned,
            signed_at: None,
            is_late: false,
            cosigned: None,
            returned: None,
            addenda: Vec::new(),
            entered_in_error: None,
        },
    }
}
