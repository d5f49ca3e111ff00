//! Contacts as they were signed: the record, the words of each signing, what was done to them since.

use ground::ids::RecordId;
use ground::rules::Rules;
use jiff::{SignedDuration, Timestamp};
use kit::db::{DbError, Tx};
use serde_json::{Value, json};

use super::{
    Loading,
    bulk::{Row, insert, row},
    goals::owner,
    house::setting,
    keys::key,
    units::{Units, of_everybody},
};
use crate::demo::world::{
    Contact, ContactKind, ContactMode, ContactOutcome, FunctionalArea, Mark, NoteState, Review, Section, Setting,
};

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let signed: Vec<Signed<'_>> = on.world.contacts.iter().filter_map(|one| Signed::of(on, one)).collect();
    let units = of_everybody(on);
    let none = Units::default();
    let rows = signed.iter().map(|one| one.row(on, units.get(&one.contact.id).unwrap_or(&none)));
    insert(tx, on, "contacts", CONTACT, rows.collect())?;
    insert(tx, on, "contact_versions", VERSION, signed.iter().flat_map(|one| one.versions(on)).collect())?;
    insert(tx, on, "contact_acts", ACT, signed.iter().flat_map(|one| one.acts(on)).collect())?;
    insert(tx, on, "contact_addenda", ADDENDUM, signed.iter().flat_map(|one| one.addenda(on)).collect())?;
    insert(tx, on, "contact_steps", STEP, signed.iter().flat_map(|one| one.steps(on)).collect())?;
    insert(tx, on, "contact_goals", "contact_id, goal_id", signed.iter().flat_map(|one| one.goals(on)).collect())
}

/// A contact whose note is signed, and how often: a note that came back and was answered has two signings.
struct Signed<'w> {
    contact: &'w Contact,
    at: Timestamp,
    again_at: Option<Timestamp>,
    author: String,
}

const CONTACT: &str = "id, program_id, participant_id, author_id, kind, outcome, starts_at, ends_at, minutes, setting, \
    place, mode, present, areas, competencies, template, template_version, status, version, signed_at, is_late, \
    needs_cosign, returned_words, error_words, addenda_count, units, units_ready, unit_rule, unit_rule_version, holds";
const VERSION: &str = "contact_id, version, sections, participant_words, facts, signed_at, signed_by, signed_name";
const ACT: &str = "id, contact_id, version, act, words, at, account_id, account_name";
const ADDENDUM: &str = "id, contact_id, words, at, account_id, account_name";
const STEP: &str = "id, contact_id, version, participant_id, words, owner, due_on, position";

impl<'w> Signed<'w> {
    fn of(on: &Loading<'w>, contact: &'w Contact) -> Option<Self> {
        let at = on.past(contact.life.signed_at?);
        let (returned, cosigned) = (contact.life.returned.as_ref(), contact.life.cosigned.as_ref());
        let between = |(returned, cosigned): (&Mark, &Mark)| {
            let whole = cosigned.at.duration_since(returned.at);
            returned.at.checked_add(SignedDuration::from_secs(whole.as_secs().div_euclid(2))).ok()
        };
        let again_at = returned.zip(cosigned).and_then(between);
        Some(Self { contact, at, again_at, author: on.staff_name(contact.staff).to_owned() })
    }

    fn version(&self) -> i64 {
        if self.again_at.is_some() { 2 } else { 1 }
    }

    fn status(&self) -> &'static str {
        match self.contact.life.state {
            NoteState::AwaitingCosign => "awaiting_cosign",
            NoteState::CoSigned => "cosigned",
            NoteState::Returned => "returned",
            NoteState::EnteredInError => "entered_in_error",
            NoteState::Signed | NoteState::Draft | NoteState::Planned => "signed",
        }
    }

    fn row(&self, on: &Loading<'_>, units: &Units) -> Row {
        let (one, life) = (self.contact, &self.contact.life);
        let returned = life.returned.as_ref().filter(|_| life.state == NoteState::Returned);
        let template = Rules::shipped().templates.get(one.template);
        let needs_cosign =
            life.cosigned.is_some() || life.returned.is_some() || life.state == NoteState::AwaitingCosign;
        row![
            key(&on.keys.contacts, one.id),
            key(&on.keys.programs, one.program),
            one.participant.map(|person| key(&on.keys.participants, person)),
            on.account(one.staff),
            kind(one.kind),
            outcome(one.outcome),
            one.start,
            one.end,
            minutes(one),
            setting_of(on, one),
            place(one.setting),
            mode(one.mode),
            json!(present(one)),
            json!(areas(one)),
            json!(competencies(one)),
            one.template,
            template.map_or(1, |template| i64::from(template.about.version)),
            self.status(),
            self.version(),
            self.again_at.unwrap_or(self.at),
            life.is_late,
            needs_cosign,
            returned.map(|mark| mark.words.clone()).unwrap_or_default(),
            life.entered_in_error.as_ref().map(|mark| mark.words.clone()).unwrap_or_default(),
            i64::try_from(life.addenda.len()).unwrap_or(0),
            units.units,
            units.ready,
            units.rule,
            units.rule_version,
            units.holds,
        ]
    }

    /// The words of each signing. A note that came back lacked its last part the first time.
    fn versions(&self, on: &Loading<'_>) -> Vec<Row> {
        let all = &self.contact.sections;
        let first = if self.again_at.is_some() { all.split_last().map_or(&[][..], |(_, rest)| rest) } else { all };
        let signings = [(1_i64, Some(self.at), first), (2, self.again_at, all.as_slice())];
        let row = |(version, at, sections): (i64, Option<Timestamp>, &[Section])| {
            let at = at?;
            Some(row![
                key(&on.keys.contacts, self.contact.id),
                version,
                Value::Array(sections.iter().map(|one| section(self.contact.template, one)).collect()),
                "",
                facts(on, self.contact),
                at,
                on.account(self.contact.staff),
                self.author,
            ])
        };
        signings.into_iter().filter_map(row).collect()
    }

    fn acts(&self, on: &Loading<'_>) -> Vec<Row> {
        let life = &self.contact.life;
        let own = |at: Timestamp| Mark { by: self.contact.staff, at, words: String::new() };
        let last = self.version();
        let acts = [
            (1, "signed", Some(own(self.at))),
            (1, "returned", life.returned.clone()),
            (2, "signed", self.again_at.map(own)),
            (last, "cosigned", life.cosigned.clone()),
            (last, "entered_in_error", life.entered_in_error.clone()),
        ];
        let row = |(version, act, mark): (i64, &str, Option<Mark>)| {
            let mark = mark?;
            let at = on.past(mark.at);
            Some(row![
                on.id_at::<RecordId>(at),
                key(&on.keys.contacts, self.contact.id),
                version,
                act,
                mark.words,
                at,
                on.account(mark.by),
                on.staff_name(mark.by),
            ])
        };
        acts.into_iter().filter_map(row).collect()
    }

    fn addenda(&self, on: &Loading<'_>) -> Vec<Row> {
        let row = |mark: &Mark| {
            let at = on.past(mark.at);
            let (id, contact) = (on.id_at::<RecordId>(at), key(&on.keys.contacts, self.contact.id));
            row![id, contact, mark.words, at, on.account(mark.by), on.staff_name(mark.by)]
        };
        self.contact.life.addenda.iter().map(row).collect()
    }

    fn steps(&self, on: &Loading<'_>) -> Vec<Row> {
        let steps = (0_u32..).zip(&self.contact.next_steps).map(|(position, step)| {
            row![
                on.step(self.contact.id, position),
                key(&on.keys.contacts, self.contact.id),
                self.version(),
                self.contact.participant.map(|person| key(&on.keys.participants, person)),
                step.text,
                owner(step.owner),
                step.due,
                self.version().saturating_mul(100).saturating_add(i64::from(position)),
            ]
        });
        steps.collect()
    }

    fn goals(&self, on: &Loading<'_>) -> Vec<Row> {
        let contact = key(&on.keys.contacts, self.contact.id);
        self.contact.goals.iter().map(|goal| row![contact, key(&on.keys.goals, *goal)]).collect()
    }
}

/// Everything besides the words, kept with each signing.
fn facts(on: &Loading<'_>, one: &Contact) -> Value {
    let template = Rules::shipped().templates.get(one.template);
    let goals: Vec<RecordId> = one.goals.iter().map(|goal| key(&on.keys.goals, *goal)).collect();
    json!({
        "kind": kind(one.kind),
        "outcome": outcome(one.outcome),
        "starts_at": one.start,
        "ends_at": one.end,
        "setting": setting_of(on, one),
        "place": place(one.setting),
        "place_words": one.place,
        "mode": mode(one.mode),
        "present": present(one),
        "present_names": one.present.join(", "),
        "areas": areas(one),
        "competencies": competencies(one),
        "goals": goals,
        "template": one.template,
        "template_version": template.map_or(1, |template| template.about.version),
        "is_read_together": one.reviewed == Review::Read,
        "together": match one.reviewed {
            Review::Read => json!({"how": "read_back", "view": "agrees"}),
            Review::DidNotWantTo => json!({"how": "declined", "view": null}),
            Review::NotYet => Value::Null,
        },
    })
}

/// The setting that the place belongs to, else the program's.
fn setting_of(on: &Loading<'_>, one: &Contact) -> String {
    let places = Rules::shipped().lists.get("places");
    let of_place = places.and_then(|places| places.item(place(one.setting))?.under.clone());
    let program = on.world.programs.iter().find(|program| program.id == one.program);
    of_place.unwrap_or_else(|| program.map_or("", |program| setting(program.setting)).to_owned())
}

/// A part of the note with the heading that its template gives it.
fn section(template: &str, one: &Section) -> Value {
    let section = Rules::shipped().templates.get(template).and_then(|template| template.section(one.key));
    json!({
        "key": one.key,
        "label": section.map_or(one.key, |section| section.label.as_str()),
        "words": one.text,
        "is_own": section.is_some_and(|section| section.is_participant_words),
    })
}

pub fn minutes(one: &Contact) -> i64 {
    one.end.duration_since(one.start).as_secs().div_euclid(60)
}

/// The key of `contact_kinds` in rules/lists.toml.
pub fn kind(of: ContactKind) -> &'static str {
    match of {
        ContactKind::OneOnOne => "one_on_one",
        ContactKind::Outreach => "outreach",
        ContactKind::Accompaniment => "accompaniment",
        ContactKind::Advocacy => "advocacy",
        ContactKind::Education => "education",
        ContactKind::CrisisSupport => "crisis_support",
        ContactKind::Family => "family",
        ContactKind::Team => "team",
        ContactKind::NonService => "non_service",
    }
}

/// The key of `contact_outcomes`. What is still to come has no outcome; a draft of it begins as if it had been held.
pub fn outcome(of: ContactOutcome) -> &'static str {
    match of {
        ContactOutcome::Held | ContactOutcome::Planned => "reached",
        ContactOutcome::NoAnswer => "no_answer",
        ContactOutcome::LeftMessage => "left_message",
        ContactOutcome::Declined => "declined",
        ContactOutcome::NoShow => "no_show",
    }
}

/// The key of `modes`.
pub fn mode(of: ContactMode) -> &'static str {
    match of {
        ContactMode::InPerson => "in_person",
        ContactMode::Video => "video",
        ContactMode::Phone => "phone",
        ContactMode::Text => "text",
    }
}

/// The key of `places`.
pub fn place(of: Setting) -> &'static str {
    match of {
        Setting::Office => "our_office",
        Setting::Home => "home",
        Setting::Community => "community",
        Setting::School => "school",
        Setting::Workplace => "workplace",
        Setting::Hospital => "psychiatric_hospital",
        Setting::EmergencyRoom => "emergency_room",
        Setting::Shelter => "shelter",
        Setting::Court => "other",
        Setting::Remote => "telehealth_home",
    }
}

/// Who was there besides the author.
pub fn present(one: &Contact) -> Vec<&'static str> {
    let is_with_person = one.participant.is_some() && one.outcome == ContactOutcome::Held;
    let person = is_with_person.then_some("participant");
    let other = match one.kind {
        ContactKind::Family => Some("supporter"),
        ContactKind::Team => Some("team_member"),
        _ => None,
    };
    person.into_iter().chain(other).collect()
}

/// Keys of `functional_areas`.
pub fn areas(one: &Contact) -> Vec<&'static str> {
    let key = |area: &FunctionalArea| match area {
        FunctionalArea::CopingSkills => "coping_skills",
        FunctionalArea::SelfHelpAndNetworks => "self_help_networking",
        FunctionalArea::EmpowermentAndCommunityLiving => "community_living",
        FunctionalArea::Advocacy => "advocacy",
    };
    one.areas.iter().map(key).collect()
}

/// Keys of `competencies`: "III-3" is `iii.3`.
pub fn competencies(one: &Contact) -> Vec<String> {
    one.competencies.iter().map(|item| item.to_lowercase().replace('-', ".")).collect()
}
