//! Two years of contacts of one person, in a realistic rhythm, with the threads that run through them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::clock::{Clock, minutes_after, plus, weekday};
use super::dice::Dice;
use super::life;
use super::notes::{Note, Pen};
use super::paths::{Path, Shape};
use super::threads::Threads;
use super::words::{Scene, words};
use super::world::{
    Contact, ContactKind as Kind, ContactMode as Mode, ContactOutcome as Outcome, FunctionalArea as Area, GoalId,
    ReferralId, Review, Setting, StaffId,
};

/// When each worker is next free on a day, in minutes after midnight: nobody is in two places at once.
#[derive(Debug, Default)]
pub struct Diary(BTreeMap<(StaffId, Date), i32>);

impl Diary {
    /// A free time of this length, or `None` when the day is full.
    pub fn book(&mut self, staff: StaffId, day: Date, minutes: i32, dice: &mut Dice) -> Option<i32> {
        let morning = 9 * 60 + dice.between(0, 66) * 5;
        let free = self.0.entry((staff, day)).or_insert(morning);
        let start = *free + dice.between(0, 9) * 5;
        if start + minutes > 19 * 60 {
            return None;
        }
        *free = start + minutes + 5;
        Some(start)
    }
}

impl Diary {
    /// A quarter of an hour before the day begins, once for each worker who is up that early.
    pub fn book_early(&mut self, staff: StaffId, day: Date) -> Option<i32> {
        let is_early = (1..=3).contains(&staff) && !self.0.contains_key(&(staff, day));
        is_early.then(|| {
            self.0.insert((staff, day), 9 * 60);
            7 * 60 + 30 + 10 * i32::try_from(staff).unwrap_or(0)
        })
    }
}

/// Tells one person's story.
pub struct Teller<'a> {
    pub path: &'a Path,
    pub referral: ReferralId,
    pub clock: &'a Clock,
    pub diary: &'a mut Diary,
    pub pen: Pen,
    pub dice: Dice,
    pub threads: Threads,
    pub contacts: Vec<Contact>,
}

/// The frame around a note.
struct Frame {
    day: Date,
    kind: Kind,
    outcome: Outcome,
    mode: Mode,
    setting: Option<Setting>,
    area: Option<Area>,
    goal: Option<GoalId>,
    present: Vec<String>,
    minutes: (i32, i32),
    referral: Option<ReferralId>,
}

impl Frame {
    fn new(day: Date, kind: Kind) -> Self {
        Self {
            day,
            kind,
            outcome: Outcome::Held,
            mode: Mode::InPerson,
            setting: None,
            area: None,
            goal: None,
            present: Vec::new(),
            minutes: (6, 14),
            referral: None,
        }
    }
}

impl Teller<'_> {
    /// From the first attempt to yesterday.
    pub fn tell(&mut self) {
        self.arrive();
        let Some(enrolled) = self.path.enrolled else {
            return;
        };
        let last = self.path.end.unwrap_or(self.clock.today).min(plus(self.clock.today, -1));
        let mut day = enrolled;
        let mut steps_since_gap = 0;
        loop {
            let jitter = self.dice.between(-2, 2);
            day = weekday(plus(day, self.path.rhythm + jitter));
            if let Some((from, back)) =
                self.path.pause.filter(|(from, back)| day >= *from && back.is_none_or(|back| day < back))
            {
                let Some(back) = back.filter(|back| *back > from) else {
                    break;
                };
                day = back;
            }
            if day > last {
                break;
            }
            steps_since_gap += 1;
            if steps_since_gap > 6 && self.path.participant > 3 && self.dice.chance(4) {
                steps_since_gap = 0;
                day = self.gap(day, last);
            } else {
                self.visit(day);
            }
        }
        self.threads.finish(self.clock.today);
        self.call_early();
    }

    /// Somebody rang this morning already.
    fn call_early(&mut self) {
        let today = self.clock.today;
        if self.path.shape != Shape::Enrolled || self.path.participant % 6 != 1 {
            return;
        }
        let staff = self.path.peer_on(today).unwrap_or(life::lead(self.path.program));
        let Some(minute) = self.diary.book_early(staff, today) else { return };
        let Some(note) = self.pen.check_in(today, &mut self.dice) else { return };
        let mut frame = Frame::new(today, Kind::OneOnOne);
        frame.mode = Mode::Phone;
        self.keep(frame, note, staff, minute, 12);
        if let Some(contact) = self.contacts.last_mut() {
            contact.life = life::signed_at_once(contact);
        }
    }

    /// Attempts, the first conversation, the first meeting.
    fn arrive(&mut self) {
        let short = &words().short;
        for attempt in &self.path.attempts {
            let is_reached = self.path.reached == Some(*attempt);
            let mut frame = Frame::new(*attempt, Kind::Outreach);
            frame.mode = Mode::Phone;
            frame.referral = Some(self.referral);
            let note = if is_reached {
                frame.minutes = (10, 25);
                self.loose("first_call", *attempt).map(|(note, _)| note)
            } else {
                let (outcome, list) = if self.dice.chance(50) {
                    (Outcome::NoAnswer, &short.no_answer)
                } else {
                    (Outcome::LeftMessage, &short.left_message)
                };
                frame.outcome = outcome;
                self.pen.attempt(list, *attempt, &mut self.dice)
            };
            self.write(frame, note);
        }
        if let Some(day) = self.path.met.filter(|day| *day < self.clock.today) {
            let mut frame = Frame::new(day, Kind::OneOnOne);
            frame.minutes = (40, 60);
            frame.referral = Some(self.referral);
            let note = self.loose("first_visit", day).map(|(note, _)| note);
            self.write(frame, note);
        }
    }

    /// A few weeks without word: a try or two, then back in step.
    fn gap(&mut self, day: Date, last: Date) -> Date {
        let mut at = day;
        for _ in 0..self.dice.between(2, 3) {
            if at > last {
                break;
            }
            self.attempt(at);
            at = weekday(plus(at, self.dice.between(4, 8)));
        }
        at
    }

    fn attempt(&mut self, day: Date) {
        let short = &words().short;
        let (outcome, list, mode) = match self.dice.below(10) {
            0..=2 => (Outcome::NoShow, &short.no_show, Mode::InPerson),
            3..=4 => (Outcome::Declined, &short.declined, Mode::Phone),
            5..=7 => (Outcome::NoAnswer, &short.no_answer, Mode::Phone),
            _ => (Outcome::LeftMessage, &short.left_message, Mode::Phone),
        };
        let mut frame = Frame::new(day, Kind::Outreach);
        (frame.outcome, frame.mode) = (outcome, mode);
        let note = self.pen.attempt(list, day, &mut self.dice);
        self.write(frame, note);
    }

    fn visit(&mut self, day: Date) {
        match self.dice.below(100) {
            0..=8 => self.attempt(day),
            9..=22 => self.check_in(day),
            23..=28 => self.other("family", Kind::Family, day),
            29..=33 => self.other("team", Kind::Team, day),
            34..=37 => self.other("education", Kind::Education, day),
            38..=39 => self.other("hard_night", Kind::CrisisSupport, day),
            40..=59 => self.other("ordinary", Kind::OneOnOne, day),
            _ => self.thread(day),
        }
    }

    fn check_in(&mut self, day: Date) {
        let mut frame = Frame::new(day, Kind::OneOnOne);
        frame.mode = if self.dice.chance(70) { Mode::Phone } else { Mode::Text };
        frame.minutes = (8, 25);
        let note = self.pen.check_in(day, &mut self.dice);
        self.write(frame, note);
    }

    /// The next scene of a thread; an ordinary visit when all are told.
    fn thread(&mut self, day: Date) {
        let Some(turn) = self.threads.next(day, &self.pen.life, &mut self.dice) else {
            return self.other("ordinary", Kind::OneOnOne, day);
        };
        let note = self.pen.scene(turn.scene, day, &mut self.dice);
        let mut frame = self.frame_of(turn.scene, Kind::OneOnOne, day);
        frame.goal = turn.goal;
        frame.area = turn.scene.area.or(turn.area);
        self.write(frame, note);
    }

    fn other(&mut self, key: &str, kind: Kind, day: Date) {
        let Some((note, scene)) = self.loose(key, day) else {
            return;
        };
        let mut frame = self.frame_of(scene, kind, day);
        match kind {
            Kind::Family => frame.present = vec![self.pen.life.get("kinword").to_owned()],
            Kind::Team => frame.present = vec!["Dr. Leah Stein".to_owned(), "Grace Tallchief".to_owned()],
            _ => {}
        }
        self.write(frame, Some(note));
    }

    fn frame_of(&mut self, scene: &Scene, kind: Kind, day: Date) -> Frame {
        let mut frame = Frame::new(day, scene.k.unwrap_or(kind));
        let is_remote = scene.at.is_none() && frame.kind != Kind::Accompaniment && self.dice.chance(12);
        frame.mode = scene.mode.unwrap_or(if is_remote { Mode::Video } else { Mode::InPerson });
        frame.setting = scene.at;
        frame.area = scene.area;
        frame.minutes = if frame.kind == Kind::Accompaniment { (60, 130) } else { (30, 65) };
        frame
    }

    /// A scene of a loose thread that still has something new to say.
    fn loose(&mut self, key: &str, day: Date) -> Option<(Note, &'static Scene)> {
        let arc = words().loose.iter().find(|arc| arc.key == key)?;
        for _ in 0..10 {
            let scene = self.dice.pick(&arc.scene)?;
            if let Some(note) = self.pen.scene(scene, day, &mut self.dice) {
                return Some((note, scene));
            }
        }
        None
    }

    /// Gives the note its place, time and people, and its life (draft, signed, …).
    fn write(&mut self, frame: Frame, note: Option<Note>) {
        let Some(note) = note.map(|note| note.for_kind(frame.kind)) else { return };
        let staff = self.path.peer_on(frame.day).unwrap_or(life::lead(self.path.program));
        let (low, high) = frame.minutes;
        let minutes = if high > 30 { self.dice.between(low / 5, high / 5) * 5 } else { self.dice.between(low, high) };
        let Some(start) = self.diary.book(staff, frame.day, minutes, &mut self.dice) else {
            return;
        };
        self.keep(frame, note, staff, start, minutes);
    }

    fn keep(&mut self, frame: Frame, note: Note, staff: StaffId, start: i32, minutes: i32) {
        let start = self.clock.at(frame.day, start);
        let end = minutes_after(start, minutes);
        let setting = frame.setting.unwrap_or_else(|| self.usual_setting(frame.mode));
        let place = place(setting, &self.pen.life, &mut self.dice);
        let life =
            life::of_note(staff, self.path.program, frame.outcome, end, &self.pen.life, &mut self.dice, self.clock);
        self.contacts.push(Contact {
            id: 0,
            participant: Some(self.path.participant),
            program: self.path.program,
            staff,
            kind: frame.kind,
            outcome: frame.outcome,
            start,
            end,
            setting,
            place,
            mode: frame.mode,
            present: frame.present,
            areas: areas(frame.kind, frame.area, frame.outcome),
            goals: frame.goal.into_iter().collect(),
            competencies: competencies(frame.kind, frame.outcome, &mut self.dice),
            template: note.template,
            sections: note.sections,
            reviewed: review(frame.outcome, &mut self.dice),
            next_steps: note.next_steps,
            referral: frame.referral,
            life,
        });
    }

    fn usual_setting(&mut self, mode: Mode) -> Setting {
        if mode != Mode::InPerson {
            return Setting::Remote;
        }
        let is_inside = self.path.program == 2 && self.path.shape != Shape::Transitioned && self.contacts.len() < 3;
        match self.dice.below(10) {
            _ if is_inside => Setting::Hospital,
            0..=3 => Setting::Community,
            4..=6 => Setting::Office,
            _ => Setting::Home,
        }
    }
}

fn place(setting: Setting, life: &super::fill::Life, dice: &mut Dice) -> String {
    let outside = ["cafe", "library", "park"];
    match setting {
        Setting::Office => "Canal House, the small room".into(),
        Setting::Home => "At home, kitchen table".into(),
        Setting::Community => life.get(dice.pick(&outside).copied().unwrap_or("park")).to_owned(),
        Setting::School => life.get("college").to_owned(),
        Setting::Workplace => life.get("job").to_owned(),
        Setting::Hospital => "St. Brendan, fourth floor".into(),
        Setting::EmergencyRoom => "Riverside emergency room".into(),
        Setting::Shelter => "Mill Street shelter".into(),
        Setting::Court => "County courthouse".into(),
        Setting::Remote => "By line".into(),
    }
}

fn areas(kind: Kind, area: Option<Area>, outcome: Outcome) -> Vec<Area> {
    if outcome != Outcome::Held {
        return Vec::new();
    }
    let usual = match kind {
        Kind::Advocacy | Kind::Team => Area::Advocacy,
        Kind::Family | Kind::Outreach => Area::SelfHelpAndNetworks,
        Kind::Accompaniment | Kind::Education => Area::EmpowermentAndCommunityLiving,
        _ => Area::CopingSkills,
    };
    let mut list = vec![usual];
    list.extend(area.filter(|area| *area != usual));
    list
}

fn competencies(kind: Kind, outcome: Outcome, dice: &mut Dice) -> Vec<&'static str> {
    if outcome != Outcome::Held || !dice.chance(45) {
        return Vec::new();
    }
    let list: &[&'static str] = match kind {
        Kind::Accompaniment => &["VI-4", "II-5", "VI-5"],
        Kind::Advocacy => &["XI-1", "XI-2", "V-3"],
        Kind::CrisisSupport => &["VIII-2", "VIII-3", "VIII-4"],
        Kind::Team => &["X-1", "IX-4", "XI-5"],
        Kind::Family => &["X-4", "VII-5"],
        Kind::Education => &["VII-2", "VII-4"],
        _ => &["I-2", "II-1", "II-3", "III-1", "III-3", "IV-4", "V-1", "II-4"],
    };
    dice.pick(list).copied().into_iter().collect()
}

fn review(outcome: Outcome, dice: &mut Dice) -> Review {
    match dice.below(100) {
        _ if outcome != Outcome::Held => Review::NotYet,
        0..=54 => Review::Read,
        55..=64 => Review::DidNotWantTo,
        _ => Review::NotYet,
    }
}
