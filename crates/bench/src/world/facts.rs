//! The words of notes and what is kept with each signing, as the texts that the tables hold.
//!
//! The shapes are the program's own ([`Facts`], [`Section`]): each is written once by their own serialization, and only
//! what differs between contacts is put in.

use std::collections::HashMap;

use care::contacts::{Facts, Kind, Mode, Outcome, Section};
use ground::rules::Rules;
use jiff::Timestamp;
use serde_json::json;

use super::{
    dice::{mixed, part},
    history::Told,
    house::Program,
};

/// Different notes of each template.
const NOTES: u64 = 64;

const SENTENCES: [&str; 24] = [
    "We walked to the library and talked about the week.",
    "They said the new room is quiet and the music helps at night.",
    "We called the landlord together and wrote down what was said.",
    "We made a plan for the bus and looked at the times twice.",
    "They cooked for the first time since spring and were proud of it.",
    "I told a little of my own first year, and they asked how I slept then.",
    "We sat in the garden for a while before either of us spoke.",
    "They want to see their sister again, and is not sure how to begin.",
    "We wrote the first two lines of a letter.",
    "The form for the food card is filled in and signed.",
    "They went to the group on Tuesday and stayed to the end.",
    "We looked at the class list and marked two evenings.",
    "A hard morning; getting up was the work of the day.",
    "They asked that next time we meet somewhere outside.",
    "We counted what went well: four things, more than last week.",
    "The doctor's letter came, and we read it slowly together.",
    "They said that it helps when somebody asks and then waits.",
    "We practiced what to say at the counter.",
    "The bike is fixed; the ride there was most of our time.",
    "They brought photographs of the old house.",
    "We planned the weekend hour by hour, with room in it.",
    "They want to try the morning walk alone tomorrow.",
    "We agreed on a word for when it gets too much.",
    "They laughed about the soup, and so did I.",
];

/// What a step or a goal may say.
pub const STEPS: [&str; 8] = [
    "Bring the form",
    "Call the college",
    "Look up the bus times",
    "Ask about the evening group",
    "Send the letter",
    "Find the birth certificate",
    "Walk to the river once",
    "Write down three good things",
];

/// Texts that were written already, by what they follow from.
#[derive(Default)]
pub struct Texts {
    notes: HashMap<(&'static str, bool, u64), &'static str>,
    facts: HashMap<(usize, Kind, Outcome, Mode, u64), [&'static str; 4]>,
}

impl Texts {
    /// The parts of a note: all that the template asks for, or a line about a try.
    pub fn sections(&mut self, template: &'static str, is_reached: bool, roll: u64) -> &'static str {
        let which = part(roll, 2, NOTES);
        let note = || if is_reached { note(template, which) } else { line(template, which) };
        self.notes.entry((template, is_reached, which)).or_insert_with(|| note().leak())
    }

    /// Everything besides the words, with the goal that it was about.
    pub fn facts(&mut self, place: usize, program: &Program, told: &Told, goal: Option<String>) -> String {
        let where_to = part(told.roll, 3, 3);
        let pieces = self.facts.entry((place, told.kind, told.outcome, told.mode, where_to));
        let [before_end, before_goals, before_start, last] = *pieces.or_insert_with(|| pieces_of(program, told));
        let goals = goal.map(|goal| format!("\"{goal}\"")).unwrap_or_default();
        let (start, stop) = (told.start.to_string(), told.end.to_string());
        [before_end, &stop, before_goals, &goals, before_start, &start, last].concat()
    }
}

fn note(template: &'static str, which: u64) -> String {
    sections(template, usize::MAX, |number| {
        let roll = mixed(which * 16 + number);
        words(roll, 1 + part(roll, 0, 4))
    })
}

/// What somebody writes who reached nobody.
fn line(template: &'static str, which: u64) -> String {
    sections(template, 1, |_| words(mixed(which * 16), 1))
}

fn sections(template: &'static str, most: usize, words: impl Fn(u64) -> String) -> String {
    let Some(template) = Rules::shipped().templates.get(template) else { return "[]".to_owned() };
    let sections = (0_u64..).zip(template.sections.iter().take(most)).map(|(number, section)| Section {
        key: section.key.clone(),
        label: section.label.clone(),
        words: words(number),
        is_own: section.is_participant_words,
    });
    json!(sections.collect::<Vec<_>>()).to_string()
}

fn words(roll: u64, count: u64) -> String {
    let sentence = |number: u64| {
        let place = usize::try_from(part(mixed(roll ^ number), 1, 24)).unwrap_or_default();
        SENTENCES.get(place).copied().unwrap_or_default()
    };
    (0..count).map(sentence).collect::<Vec<_>>().join(" ")
}

/// Where a contact was: key of the place, of its setting.
pub fn place_of(program: &Program, told: &Told) -> (&'static str, &'static str) {
    match part(told.roll, 3, 3) {
        _ if told.mode != Mode::InPerson => ("telehealth_home", program.setting),
        0 => ("our_office", "outpatient"),
        1 => ("home", "community"),
        _ => ("community", "community"),
    }
}

/// The facts as text, cut where start, end and goals go in.
fn pieces_of(program: &Program, told: &Told) -> [&'static str; 4] {
    let (begin, end) = (stand_in(1), stand_in(2));
    let (place, setting) = place_of(program, told);
    let facts = Facts {
        kind: told.kind,
        outcome: told.outcome,
        starts_at: begin,
        ends_at: end,
        setting: setting.to_owned(),
        place: place.to_owned(),
        place_words: String::new(),
        mode: told.mode,
        present: present(told).into_iter().map(str::to_owned).collect(),
        present_names: String::new(),
        areas: vec![area(told).to_owned()],
        competencies: vec!["iii.3".to_owned()],
        goals: Vec::new(),
        template: program.template.to_owned(),
        template_version: program.template_version,
        is_read_together: false,
        together: None,
        follow_up_at: None,
    };
    let text: &'static str = json!(facts).to_string().leak();
    cut(text, &begin.to_string(), &end.to_string()).unwrap_or([text, "", "", ""])
}

/// The keys are in the order of the alphabet: the end comes before the goals, and those before the start.
fn cut(text: &'static str, begin: &str, end: &str) -> Option<[&'static str; 4]> {
    let (before_end, rest) = text.split_once(end)?;
    let at = rest.find("\"goals\":[")? + "\"goals\":[".len();
    let (before_goals, rest) = rest.split_at(at);
    let (before_start, last) = rest.split_once(begin)?;
    Some([before_end, before_goals, before_start, last])
}

fn stand_in(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Who was there besides the author.
pub fn present(told: &Told) -> Vec<&'static str> {
    let person = told.outcome.is_reached().then_some("participant");
    let other = match told.kind {
        Kind::Family => Some("supporter"),
        Kind::Team => Some("team_member"),
        _ => None,
    };
    person.into_iter().chain(other).collect()
}

/// Key of `functional_areas`.
pub fn area(told: &Told) -> &'static str {
    let areas = ["coping_skills", "self_help_networking", "community_living", "advocacy"];
    let place = usize::try_from(part(told.roll.rotate_left(5), 2, 4)).unwrap_or_default();
    areas.get(place).copied().unwrap_or("advocacy")
}
