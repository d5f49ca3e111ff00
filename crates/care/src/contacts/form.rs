//! The editor's form: what its fields are called, and how they become a contact, or errors beside them.

use ground::{
    ids::RecordId,
    rules::{Rules, templates::Template},
};
use jiff::{Timestamp, ToSpan, civil::Time, tz::TimeZone};
use kit::{
    forms::{Errors, Form},
    messages::Words,
};

use super::{
    contact::{Facts, Kind, Mode, Outcome, ProgramRules, Section, Sections, Step, StepOwner},
    together::Together,
};

/// Groups of tick boxes: one without a tick is told as empty.
pub const BOXES: [&str; 4] = ["present", "areas", "goals", "competencies"];

/// How many next steps the form has room for.
pub const STEPS: u8 = 4;

/// The longest contact that may run past midnight; longer is most likely a slip of the finger.
const LONGEST_NIGHT_HOURS: i64 = 8;

/// The key of a section's field.
pub fn section_field(key: &str) -> String {
    format!("section.{key}")
}

/// What a note says, taken from its form.
#[derive(Debug, Clone)]
pub struct Written {
    pub facts: Facts,
    pub sections: Sections,
    pub participant_words: String,
    pub steps: Vec<Step>,
}

/// The kind that the form names; a new form names one always.
pub fn kind_of(form: &Form) -> Kind {
    Kind::from_word(form.get("kind")).unwrap_or(Kind::OneOnOne)
}

/// The template that the form is written in: the one chosen, else the one usual for the kind, else the program's.
pub fn template_of(rules: &'static Rules, form: &Form, program: &ProgramRules) -> Option<&'static Template> {
    let kind = kind_of(form).word();
    let chosen = rules.templates.get(form.get("template"));
    let of_program = || rules.templates.get(&program.note_template).filter(|template| template.fits(kind));
    let usual = || rules.templates.default_for(kind);
    chosen.or_else(|| match usual() {
        Some(usual) if usual.id == "peer_narrative" => of_program().or(Some(usual)),
        usual => usual.or_else(of_program),
    })
}

/// Words that the form holds under headings of other templates: they stay with the note when the template is switched.
pub fn kept_sections(rules: &'static Rules, template: &Template, form: &Form) -> Vec<Section> {
    let fields = form.pairs().filter_map(|(name, words)| Some((name.strip_prefix("section.")?, words)));
    let strangers = fields.filter(|(key, words)| template.section(key).is_none() && !words.trim().is_empty());
    let heading = |key: &str| rules.templates.iter().find_map(|other| other.section(key));
    strangers
        .map(|(key, words)| Section {
            key: key.to_owned(),
            label: heading(key).map_or_else(|| key.to_owned(), |section| section.label.clone()),
            words: words.trim().replace("\r\n", "\n"),
            is_own: heading(key).is_some_and(|section| section.is_participant_words),
        })
        .collect()
}

/// The filled sections of the form, in the template's order, then those kept from other templates.
pub fn sections_of(rules: &'static Rules, template: &Template, form: &Form) -> Sections {
    let filled = template.sections.iter().filter_map(|section| {
        let words = form.text(&section_field(&section.key))?;
        Some(Section {
            key: section.key.clone(),
            label: section.label.clone(),
            words: words.replace("\r\n", "\n"),
            is_own: section.is_participant_words,
        })
    });
    Sections(filled.chain(kept_sections(rules, template, form)).collect())
}

/// The times of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// Reads day, start and end in the program's zone. An end before the start is the next morning, if that makes a
/// believable night; a try to reach somebody needs no end.
pub fn times_of(
    form: &Form,
    zone: &TimeZone,
    outcome: Outcome,
    now: Timestamp,
    words: &Words,
) -> Result<Times, Errors> {
    let mut errors = Errors::default();
    let clock = |name: &str| form.parsed::<Time>(name);
    let (day, start, end) = (form.date("date"), clock("start"), clock("end"));
    let is_open = !outcome.is_reached() && form.text("end").is_none();
    if day.is_none() {
        errors.add("date", words.t("contacts-error-date"));
    }
    if start.is_none() {
        errors.add("start", words.t("contacts-error-start"));
    }
    if end.is_none() && !is_open {
        errors.add("end", words.t("contacts-error-end"));
    }
    let (Some(day), Some(start)) = (day, start) else { return Err(errors) };
    let end = match end {
        Some(end) => end,
        None if is_open => start,
        None => return Err(errors),
    };
    let at = |day: jiff::civil::Date, time: Time| zone.to_timestamp(day.to_datetime(time)).unwrap_or(now);
    let starts_at = at(day, start);
    let ends_at = if end < start { at(day.saturating_add(1.day()), end) } else { at(day, end) };
    if end < start && ends_at.duration_since(starts_at).as_hours() >= LONGEST_NIGHT_HOURS {
        errors.add("end", words.t("contacts-error-end-before-start"));
    } else if starts_at > now {
        errors.add("date", words.t("contacts-error-future"));
    }
    errors.check().map(|()| Times { starts_at, ends_at })
}

/// Reads the whole form.
///
/// # Errors
/// What has to change before the note can be signed, each beside its field.
pub fn read(
    rules: &'static Rules,
    form: &Form,
    program: &ProgramRules,
    has_person: bool,
    now: Timestamp,
    words: &Words,
) -> Result<Written, Errors> {
    let zone = program.zone();
    let kind = kind_of(form);
    let outcome = Outcome::from_word(form.get("outcome")).unwrap_or(Outcome::Reached);
    let mut errors = Errors::default();
    let times = times_of(form, &zone, outcome, now, words).unwrap_or_else(|wrong| {
        errors.0.extend(wrong.0);
        Times { starts_at: now, ends_at: now }
    });
    if kind.needs_participant() && !has_person {
        errors.add("kind", words.t("contacts-error-person"));
    }
    let Some(template) = template_of(rules, form, program) else {
        errors.add("template", words.t("contacts-error-template"));
        return Err(errors);
    };
    let sections = sections_of(rules, template, form);
    if sections.0.is_empty() && outcome.is_reached() && kind != Kind::NonService {
        let first = template.sections.first().map(|section| section_field(&section.key)).unwrap_or_default();
        errors.add(&first, words.t("contacts-error-no-words"));
    }
    let follow_up_at = follow_up(form, kind, outcome, &zone, times.ends_at, words, &mut errors);
    let steps = steps_of(form, words, &mut errors);
    let facts = facts_of(rules, form, program, template, (kind, outcome), times, follow_up_at);
    if form.text("together_view").is_some() && form.text("together_how").is_none() {
        errors.add("together_how", words.t("together-error-how"));
    }
    errors.check()?;
    Ok(Written { facts, sections, participant_words: form.get("participant_words").trim().to_owned(), steps })
}

fn facts_of(
    rules: &Rules,
    form: &Form,
    program: &ProgramRules,
    template: &Template,
    (kind, outcome): (Kind, Outcome),
    times: Times,
    follow_up_at: Option<Timestamp>,
) -> Facts {
    let chosen = |list: &str, field: &str| -> Vec<String> {
        let known = |key: &&str| rules.lists.get(list).is_some_and(|list| list.item(key).is_some());
        form.all(field).into_iter().filter(known).map(str::to_owned).collect()
    };
    let place = chosen("places", "place").into_iter().next().unwrap_or_default();
    let of_place = rules.lists.get("places").and_then(|list| list.item(&place)?.under.clone());
    let together = Together::of_form(form);
    Facts {
        kind,
        outcome,
        starts_at: times.starts_at,
        ends_at: times.ends_at,
        setting: of_place.unwrap_or_else(|| program.setting.clone()),
        place,
        place_words: form.get("place_words").trim().to_owned(),
        mode: Mode::from_word(form.get("mode")).unwrap_or(Mode::InPerson),
        present: form.all("present").into_iter().filter(|key| PRESENT.contains(key)).map(str::to_owned).collect(),
        present_names: form.get("present_names").trim().to_owned(),
        areas: chosen("functional_areas", "areas"),
        competencies: chosen("competencies", "competencies"),
        goals: form
            .all("goals")
            .into_iter()
            .filter_map(|id| Some(RecordId::from(id.parse::<uuid::Uuid>().ok()?)))
            .collect(),
        template: template.id.clone(),
        template_version: i64::from(template.about.version),
        is_read_together: together.as_ref().is_some_and(Together::is_read),
        together,
        follow_up_at,
    }
}

/// Who else may have been there; each has a message `contacts-present-…`.
pub const PRESENT: [&str; 5] = ["participant", "supporter", "team_member", "other_peer", "interpreter"];

/// After a hard moment there is a day and a time to talk again, at the latest as the clock says.
fn follow_up(
    form: &Form,
    kind: Kind,
    outcome: Outcome,
    zone: &TimeZone,
    ends_at: Timestamp,
    words: &Words,
    errors: &mut Errors,
) -> Option<Timestamp> {
    if kind != Kind::CrisisSupport || !outcome.is_reached() {
        return None;
    }
    let rules = Rules::shipped();
    let Some(at) = form.instant("follow_date", "follow_time", zone) else {
        errors.add("follow_date", words.t("contacts-error-follow-up"));
        return None;
    };
    let latest = rules.clocks.get("crisis.follow_up").map(|clock| rules.due(clock, ends_at, zone).late_from);
    if at <= ends_at || latest.is_some_and(|latest| at > latest) {
        errors.add("follow_date", words.t("contacts-error-follow-up-window"));
    }
    Some(at)
}

fn steps_of(form: &Form, words: &Words, errors: &mut Errors) -> Vec<Step> {
    let mut steps = Vec::new();
    for number in 1..=STEPS {
        let Some(text) = form.text(&format!("step{number}")) else { continue };
        let by = format!("step{number}_by");
        if form.text(&by).is_some() && form.date(&by).is_none() {
            errors.add(&by, words.t("contacts-error-step-date"));
        }
        steps.push(Step {
            words: text.to_owned(),
            owner: StepOwner::from_word(form.get(&format!("step{number}_who"))).unwrap_or(StepOwner::Peer),
            due_on: form.date(&by),
        });
    }
    steps
}
