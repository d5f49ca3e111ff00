//! Contacts as signing writes them down: the contact, the words of its signing, the deed, goals, steps with their
//! promises, a second signature, units, and a line in the audit.

use std::collections::{BTreeSet, HashMap};

use care::{
    contacts::{ContactId, CosignRule, Facts, Kind, Mode, Outcome, ProgramRules, Status, StepId},
    deadline::deadline,
};
use ground::{
    audit::Action,
    ids::{PromiseId, RecordId},
    promises,
    rules::{
        Rules,
        units::{Day, Encounter, Overlap},
    },
};
use jiff::{SignedDuration, Timestamp};
use kit::ids::Id;
use serde_json::{Map, Value, json};

use super::{
    dice::{Dice, For, part},
    facts::{STEPS, Texts, area, place_of, present},
    goals,
    history::{History, Person, Told},
    house::{Organization, Program},
    pour::{Key, Pour, row},
    tables::{CONTACT_ACTS, CONTACT_GOALS, CONTACT_STEPS, CONTACT_VERSIONS, CONTACTS, PROMISES},
    trail::Deed,
    zone,
};

/// Contacts of the newest so many that the manifest tells.
const TOLD: usize = 4_000;
/// A note that waits for a second signature waits at most so many days.
const COSIGNED_AFTER: i64 = 4;
/// A step is done after so many days, or nobody speaks of it any more.
const SETTLED_AFTER: i64 = 14;

/// Writes all contacts of an organization down, in the order of time.
pub fn write(pour: &mut Pour, house: &mut Organization, history: &History, dice: &Dice) {
    let mut writing =
        Writing { dice: *dice, texts: Texts::default(), units: HashMap::new(), rules: program_rules(house) };
    let mut trail = std::mem::replace(&mut house.trail, super::trail::Trail::new(house.id, *dice));
    let newest = history.len().saturating_sub(TOLD);
    for place in 0..history.len() {
        let told = history.told(place, &house.calendar, &house.programs);
        let Some(person) = history.people.get(told.person) else { continue };
        let Some(program) = house.programs.get(person.program) else { continue };
        let note = Note::of(&writing, house, person, program, place, told);
        note.write(pour, &mut writing);
        trail.add(pour, note.signed());
        if place >= newest && person.is_here {
            house.people.contacts.push((person.peer.id, note.id.uuid().into()));
        }
    }
    house.trail = trail;
}

/// What is used again and again.
struct Writing {
    dice: Dice,
    texts: Texts,
    units: HashMap<(&'static str, Kind, Outcome, Mode, i64), Units>,
    rules: Vec<(ProgramRules, Facts)>,
}

#[derive(Clone)]
struct Units {
    units: Option<i64>,
    ready: Option<i64>,
    rule: Option<&'static str>,
    version: Option<i64>,
    holds: &'static str,
}

/// The rules of each program, for the draw of second signatures, with facts that only carry kind and outcome.
fn program_rules(house: &Organization) -> Vec<(ProgramRules, Facts)> {
    let rules = house.programs.iter().map(|program| ProgramRules {
        id: program.id,
        name: String::new(),
        setting: program.setting.to_owned(),
        time_zone: super::ZONE.to_owned(),
        sign_within_hours: 48,
        cosign: if program.cosign_percent > 0 { CosignRule::Sample } else { CosignRule::None },
        cosign_percent: program.cosign_percent,
        note_template: program.template.to_owned(),
        payer_rule: program.payer.map(str::to_owned),
    });
    rules.map(|rules| (rules, blank_facts())).collect()
}

fn blank_facts() -> Facts {
    Facts {
        kind: Kind::OneOnOne,
        outcome: Outcome::Reached,
        starts_at: Timestamp::UNIX_EPOCH,
        ends_at: Timestamp::UNIX_EPOCH,
        setting: String::new(),
        place: String::new(),
        place_words: String::new(),
        mode: Mode::InPerson,
        present: Vec::new(),
        present_names: String::new(),
        areas: Vec::new(),
        competencies: Vec::new(),
        goals: Vec::new(),
        template: String::new(),
        template_version: 0,
        is_read_together: false,
        together: None,
        follow_up_at: None,
    }
}

impl Writing {
    fn needs_cosign(&self, program: usize, id: ContactId, told: &Told) -> bool {
        let Some((rules, facts)) = self.rules.get(program) else { return false };
        if rules.cosign == CosignRule::None {
            return false;
        }
        // The draw looks at the kind only to leave out time that is no service, which is never told here.
        told.outcome.is_reached() && rules.needs_cosign(id, facts)
    }

    /// Units of a contact that is the only paid one of its day.
    fn units(&mut self, program: &Program, told: &Told) -> Units {
        let none = Units { units: None, ready: None, rule: None, version: None, holds: "[]" };
        let Some(payer) = program.payer.filter(|_| !told.is_error) else { return none };
        let key = (payer, told.kind, told.outcome, told.mode, told.minutes);
        self.units.entry(key).or_insert_with(|| derived(payer, told).unwrap_or(none)).clone()
    }
}

fn derived(payer: &str, told: &Told) -> Option<Units> {
    let rules = Rules::shipped();
    let rule = rules.billing.get(payer)?;
    let encounter = Encounter {
        minutes: u32::try_from(told.minutes).unwrap_or_default(),
        kind: told.kind.word(),
        outcome: told.outcome.word(),
        mode: told.mode.word(),
        group_size: None,
        overlap: Overlap::None,
        is_signed: true,
        missing: &[],
    };
    let papers = BTreeSet::new();
    let day = Day {
        date: told.date,
        age: Some(40),
        units_used_in_window: 0,
        papers: &papers,
        encounters: std::slice::from_ref(&encounter),
    };
    let one = rules.derive_units(rule, &day).into_iter().next().filter(|one| one.never.is_none())?;
    Some(Units {
        units: Some(i64::from(one.units)),
        ready: Some(i64::from(one.ready)),
        rule: Some(one.rule_id.leak()),
        version: Some(i64::from(one.rule_version)),
        holds: json!(one.holds).to_string().leak(),
    })
}

/// One contact with everything that its tables need.
struct Note<'n> {
    id: ContactId,
    house: &'n Organization,
    person: &'n Person,
    program: &'n Program,
    place: usize,
    told: Told,
    signed_at: Timestamp,
    is_late: bool,
    needs_cosign: bool,
    cosigned_at: Option<Timestamp>,
}

impl<'n> Note<'n> {
    fn of(
        writing: &Writing,
        house: &'n Organization,
        person: &'n Person,
        program: &'n Program,
        place: usize,
        told: Told,
    ) -> Self {
        let id: ContactId = writing.dice.id(For::CONTACT, place, told.start);
        let wait = i64::try_from(part(told.roll.rotate_left(9), 0, 20 * 60)).unwrap_or_default();
        let is_slow = part(told.roll.rotate_left(9), 1, 100) < 3;
        let signed_at = told.end + SignedDuration::from_mins(10 + wait + if is_slow { 50 * 60 } else { 0 });
        let signed_at = house.calendar.past(signed_at);
        let is_late = signed_at > told.end + SignedDuration::from_hours(48);
        let needs_cosign = writing.needs_cosign(person.program, id, &told);
        let cosigned_at = signed_at + SignedDuration::from_hours(24 * COSIGNED_AFTER);
        let cosigned_at = (needs_cosign && !told.is_error && cosigned_at < house.calendar.now).then_some(cosigned_at);
        Self { id, house, person, program, place, told, signed_at, is_late, needs_cosign, cosigned_at }
    }

    fn status(&self) -> Status {
        match (self.told.is_error, self.needs_cosign, self.cosigned_at) {
            (true, ..) => Status::EnteredInError,
            (_, true, None) => Status::AwaitingCosign,
            (_, true, Some(_)) => Status::Cosigned,
            _ => Status::Signed,
        }
    }

    fn write(&self, pour: &mut Pour, writing: &mut Writing) {
        self.write_contact(pour, writing);
        self.write_words(pour, writing);
        self.write_acts(pour, writing);
        if part(self.told.roll, 2, 10) < 3 && self.told.outcome.is_reached() && !self.told.is_error {
            self.write_step(pour, writing);
        }
        if self.status() == Status::AwaitingCosign {
            self.promise_cosign(pour, writing);
        }
    }

    fn write_contact(&self, pour: &mut Pour, writing: &mut Writing) {
        let (told, program) = (&self.told, self.program);
        let units = writing.units(program, told);
        let (place, setting) = place_of(program, told);
        row![
            pour, CONTACTS;
            Key(self.house.id), Key(self.id), Key(program.id), Key(self.person.id), Key(self.person.peer.id),
            told.kind.word(), told.outcome.word(), told.start, told.end, told.minutes, setting, place, told.mode.word(),
            present_text(told), list_text(area(told)), "[\"iii.3\"]", program.template, program.template_version,
            self.status().word(), 1_i64, self.signed_at, self.is_late, self.needs_cosign, "",
            if told.is_error { "Written for the wrong day." } else { "" }, 0_i64, units.units, units.ready, units.rule,
            units.version, units.holds,
        ];
    }

    fn write_words(&self, pour: &mut Pour, writing: &mut Writing) {
        let goals = goals::count(&writing.dice, self.told.person);
        let about = (goals > 0 && part(self.told.roll, 4, 10) < 4).then(|| {
            let number = usize::try_from(part(self.told.roll, 3, 64)).unwrap_or_default() % goals;
            goals::id(&writing.dice, self.told.person, number, self.person)
        });
        let facts =
            writing.texts.facts(self.person.program, self.program, &self.told, about.map(|goal| goal.to_string()));
        let sections = writing.texts.sections(self.program.template, self.told.outcome.is_reached(), self.told.roll);
        let (by, name) = (self.person.peer.id, self.person.peer.name);
        row![
            pour, CONTACT_VERSIONS;
            Key(self.house.id), Key(self.id), 1_i64, sections, "", facts, self.signed_at, Key(by), name,
        ];
        if let Some(goal) = about {
            row![pour, CONTACT_GOALS; Key(self.house.id), Key(self.id), Key(goal)];
        }
    }

    fn write_acts(&self, pour: &mut Pour, writing: &Writing) {
        let id: RecordId = writing.dice.id(For::ACT, self.place, self.signed_at);
        let peer = self.person.peer;
        row![
            pour, CONTACT_ACTS;
            Key(self.house.id), Key(id), Key(self.id), 1_i64, "signed", "", self.signed_at, Key(peer.id), peer.name,
        ];
        let lead = self.program.supervisors.first().copied().unwrap_or(self.house.director);
        let error = self.told.is_error.then(|| {
            (self.house.calendar.past(self.signed_at + SignedDuration::from_mins(30)), "entered_in_error", peer)
        });
        let cosigned = self.cosigned_at.map(|at| (at, "cosigned", lead));
        for (at, act, by) in error.into_iter().chain(cosigned) {
            let id: RecordId = writing.dice.id(For::COSIGN, self.place, at);
            let words = if act == "cosigned" { "" } else { "Written for the wrong day." };
            row![pour, CONTACT_ACTS; Key(self.house.id), Key(id), Key(self.id), 1_i64, act, words, at, Key(by.id), by.name];
        }
    }

    /// A next step, and the promise that it is.
    fn write_step(&self, pour: &mut Pour, writing: &Writing) {
        let step: StepId = writing.dice.id(For::STEP, self.place, self.signed_at);
        let place = usize::try_from(part(self.told.roll.rotate_left(3), 4, 8)).unwrap_or_default();
        let words = STEPS.get(place).copied().unwrap_or_default();
        let day = self.told.date.saturating_add(jiff::Span::new().days(7));
        row![
            pour, CONTACT_STEPS;
            Key(self.house.id), Key(step), Key(self.id), 1_i64, Key(self.person.id), words, "peer", day, 100_i64,
        ];
        let due = deadline_of("step.next", super::calendar::instant(day, 12, self.signed_at));
        let settled = self.signed_at + SignedDuration::from_hours(24 * SETTLED_AFTER);
        let is_settled = settled < self.house.calendar.now && (!self.place.is_multiple_of(97) || !self.person.is_here);
        let by = self.person.peer.id;
        let promise = Promise {
            kind: promises::Kind::NextStep,
            words: words.to_owned(),
            owner: Some(by),
            due,
            origin_kind: "contact_step",
            origin: step.uuid().into(),
            closed_at: is_settled.then_some(settled),
        };
        self.promise(pour, writing.dice.id(For::PROMISE, self.place, self.signed_at), promise);
    }

    fn promise_cosign(&self, pour: &mut Pour, writing: &Writing) {
        let owner = match self.program.supervisors.as_slice() {
            [one] => Some(one.id),
            _ => None,
        };
        let promise = Promise {
            kind: promises::Kind::Cosign,
            words: format!("Co-sign a note by {}", self.person.peer.name),
            owner,
            due: deadline_of("note.cosign", self.signed_at),
            origin_kind: "contact",
            origin: self.id.uuid().into(),
            closed_at: None,
        };
        self.promise(pour, writing.dice.id(For::PROMISE, 1_000_000_000 + self.place, self.signed_at), promise);
    }

    fn promise(&self, pour: &mut Pour, id: PromiseId, promise: Promise) {
        let by = Key(self.person.peer.id);
        let closed = promise.closed_at;
        row![
            pour, PROMISES;
            Key(self.house.id), Key(id), promise.kind.word(), promise.words, Key(self.person.id), Key(self.program.id),
            promise.owner.map(Key), promise.due.due_at, promise.due.has_time, promise.origin_kind, Key(promise.origin),
            promise.due.rule, promise.due.rule_version, self.signed_at, by, "", closed,
            closed.map(|_| Key(self.person.peer.id)), closed.map(|_| "done"), closed.map(|_| "contact"),
            closed.map(|_| Key(self.id)), "", if closed.is_some() { 2_i64 } else { 1 },
        ];
    }

    /// The line of the audit that signing leaves.
    fn signed(&self) -> Deed {
        let mut details = Map::new();
        details.insert("kind".to_owned(), Value::String(self.told.kind.word().to_owned()));
        details.insert("is_late".to_owned(), Value::Bool(self.is_late));
        Deed {
            at: self.signed_at,
            by: self.person.peer.id,
            acting_as: "peer_specialist",
            action: Action::Sign,
            kind: "contact",
            person: self.person.id,
            record: self.id.uuid().into(),
            details,
        }
    }
}

struct Promise {
    kind: promises::Kind,
    words: String,
    owner: Option<ground::ids::AccountId>,
    due: care::deadline::Deadline,
    origin_kind: &'static str,
    origin: RecordId,
    closed_at: Option<Timestamp>,
}

fn deadline_of(clock: &str, anchor: Timestamp) -> care::deadline::Deadline {
    deadline(clock, None, anchor, &zone())
}

fn present_text(told: &Told) -> &'static str {
    match present(told).as_slice() {
        [] => "[]",
        ["participant"] => "[\"participant\"]",
        ["participant", "supporter"] => "[\"participant\",\"supporter\"]",
        ["participant", _] => "[\"participant\",\"team_member\"]",
        ["supporter"] => "[\"supporter\"]",
        _ => "[\"team_member\"]",
    }
}

fn list_text(area: &str) -> &'static str {
    match area {
        "coping_skills" => "[\"coping_skills\"]",
        "self_help_networking" => "[\"self_help_networking\"]",
        "community_living" => "[\"community_living\"]",
        _ => "[\"advocacy\"]",
    }
}
