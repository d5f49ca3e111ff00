//! What was written: sections of a note from a scene, in words nobody has read before on this person's page.

use std::collections::HashSet;

use jiff::civil::Date;

use super::clock::{day_name, plus, weekday};
use super::dice::Dice;
use super::fill::Life;
use super::words::{Scene, words};
use super::world::{ContactKind, NextStep, Section, StepOwner};

const TIMES: [&str; 12] = [
    "ten",
    "half past ten",
    "eleven",
    "noon",
    "one",
    "half past one",
    "two",
    "half past two",
    "three",
    "four",
    "half past four",
    "five",
];

/// A note before it has a place in time.
#[derive(Debug, Default)]
pub struct Note {
    pub template: &'static str,
    pub sections: Vec<Section>,
    pub next_steps: Vec<NextStep>,
}

/// The sections of templates for kinds that have one of their own, in order, and which parts of a scene go where.
type Parts = [(&'static str, &'static [&'static str])];
const FAMILY: &Parts =
    &[("who", &["mattered"]), ("about", &["together", "strengths"]), ("response", &["own_words"]), ("next", &["next"])];
const ADVOCACY: &Parts =
    &[("wanted", &["mattered"]), ("did", &["together"]), ("came", &["own_words", "strengths"]), ("next", &["next"])];
const CRISIS: &Parts =
    &[("happened", &["mattered"]), ("did", &["together"]), ("after", &["own_words", "strengths"]), ("next", &["next"])];
const TEAM: &Parts =
    &[("what", &["together"]), ("why", &["mattered"]), ("how", &["own_words", "strengths"]), ("next", &["next"])];

impl Note {
    /// The same words in the template that this kind of contact starts with.
    pub fn for_kind(self, kind: ContactKind) -> Self {
        let (template, parts) = match kind {
            ContactKind::Family => ("family_contact", FAMILY),
            ContactKind::Advocacy => ("advocacy_action", ADVOCACY),
            ContactKind::CrisisSupport => ("crisis_support", CRISIS),
            ContactKind::Team => ("five_ws", TEAM),
            _ => return self,
        };
        let text = |from: &[&str]| {
            let texts = from.iter().filter_map(|key| self.sections.iter().find(|section| section.key == *key));
            texts.map(|section| section.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let sections = parts.iter().map(|(key, from)| Section { key, text: text(from) });
        let sections = sections.filter(|section| !section.text.is_empty()).collect();
        Self { template, sections, next_steps: self.next_steps }
    }
}

/// Writes about one person and never writes a sentence twice.
pub struct Pen {
    pub life: Life,
    used: HashSet<&'static str>,
}

impl Pen {
    pub fn new(life: Life) -> Self {
        Self { life, used: HashSet::new() }
    }

    /// A text of the list not used yet, filled in. What counts is the text before filling: with another day in it it would
    /// still be the same sentence to a reader.
    fn fresh(&mut self, list: &'static [String], moment: &[(&str, &str)], dice: &mut Dice) -> Option<String> {
        self.fresh_near(list, None, moment, dice).map(|(_, text)| text)
    }

    /// The same, but the text at place `near` when it is still unused: what mattered, what we did and what was said
    /// belong together. Returns the place too.
    fn fresh_near(
        &mut self,
        list: &'static [String],
        near: Option<usize>,
        moment: &[(&str, &str)],
        dice: &mut Dice,
    ) -> Option<(usize, String)> {
        let left: Vec<(usize, &'static str)> =
            list.iter().map(String::as_str).enumerate().filter(|(_, text)| !self.used.contains(text)).collect();
        let (at, text) = match left.iter().find(|(at, _)| Some(*at) == near) {
            Some(same) => *same,
            None => *dice.pick(&left)?,
        };
        self.used.insert(text);
        Some((at, self.life.fill(text, moment)))
    }

    /// A fresh quotation, in the person's voice.
    fn quote(
        &mut self,
        list: &'static [String],
        near: Option<usize>,
        moment: &[(&str, &str)],
        dice: &mut Dice,
    ) -> Option<String> {
        let mine = self.life.get("mykin").to_owned();
        let moment: Vec<(&str, &str)> = moment.iter().copied().chain([("kin", mine.as_str())]).collect();
        self.fresh_near(list, near, &moment, dice).map(|(_, text)| format!("“{text}”"))
    }

    /// The peer narrative of a scene; `None` when this scene has nothing new to say.
    pub fn scene(&mut self, scene: &'static Scene, day: Date, dice: &mut Dice) -> Option<Note> {
        let due = weekday(plus(day, dice.between(3, 8)));
        let moment = [("day", day_name(due)), ("time", dice.pick(&TIMES).copied().unwrap_or("noon"))];
        let (at, mattered) = self.fresh_near(&scene.m, None, &moment, dice)?;
        let (at, mut together) = self.fresh_near(&scene.t, Some(at), &moment, dice)?;
        let wants_share = !together.contains("I shared") && !together.contains("I told") && dice.chance(38);
        if let Some(share) = wants_share.then(|| self.fresh(&words().short.share, &moment, dice)).flatten() {
            together = format!("{together} {share}");
        }
        let near = dice.chance(60).then_some(at);
        let own = self.quote(&scene.w, near, &moment, dice);
        let own_strength = if dice.chance(60) { self.fresh(&scene.s, &moment, dice) } else { None };
        let strength = own_strength.or_else(|| self.fresh(&words().short.strength, &moment, dice));
        let (next, next_steps) = self.next(&scene.n, due, &moment, dice);
        let parts = [
            ("mattered", Some(mattered)),
            ("together", Some(together)),
            ("own_words", own),
            ("strengths", strength),
            ("next", next),
        ];
        let sections = parts.into_iter().filter_map(|(key, text)| text.map(|text| Section { key, text })).collect();
        Some(Note { template: "peer_narrative", sections, next_steps })
    }

    /// "I will bring … on Friday. >> Bring …": the sentence, and the promise behind it.
    fn next(
        &mut self,
        list: &'static [String],
        due: Date,
        moment: &[(&str, &str)],
        dice: &mut Dice,
    ) -> (Option<String>, Vec<NextStep>) {
        let Some(line) = self.fresh(list, moment, dice) else {
            return (None, Vec::new());
        };
        for (mark, owner) in [(">>", StepOwner::Peer), (">~", StepOwner::Participant)] {
            if let Some((sentence, step)) = line.split_once(mark) {
                let step = NextStep { text: step.trim().to_owned(), owner, due };
                return (Some(sentence.trim().to_owned()), vec![step]);
            }
        }
        (Some(line), Vec::new())
    }

    /// A short call or a few texts.
    pub fn check_in(&mut self, day: Date, dice: &mut Dice) -> Option<Note> {
        let due = weekday(plus(day, dice.between(2, 7)));
        let moment = [("day", day_name(due)), ("time", dice.pick(&TIMES).copied().unwrap_or("noon"))];
        let short = &words().short;
        let mattered = self.fresh(&short.check_in, &moment, dice)?;
        let own = self.quote(&short.check_in_words, None, &moment, dice);
        let sections = [("mattered", Some(mattered)), ("own_words", own)];
        let sections = sections.into_iter().filter_map(|(key, text)| text.map(|text| Section { key, text })).collect();
        Some(Note { template: "peer_narrative", sections, next_steps: Vec::new() })
    }

    /// An attempt: what was tried and what comes next (`contact_log`, practice.md 3.3).
    pub fn attempt(&mut self, list: &'static [String], day: Date, dice: &mut Dice) -> Option<Note> {
        let due = weekday(plus(day, dice.between(2, 6)));
        let moment = [("day", day_name(due)), ("time", dice.pick(&TIMES).copied().unwrap_or("noon"))];
        let what = self.fresh(list, &moment, dice)?;
        let mut sections = vec![Section { key: "line", text: what }];
        if let Some(text) = self.fresh(&words().short.attempt_next, &moment, dice) {
            sections.push(Section { key: "next", text });
        }
        Some(Note { template: "contact_log", sections, next_steps: Vec::new() })
    }
}
