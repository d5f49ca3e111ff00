//! A file of contacts that another system kept.

use ground::ids::ProgramId;
use jiff::{SignedDuration, Timestamp};
use kit::tabular::{Field, Kind, Problem, ProblemKind, Record, Schema};

use super::{LINE, PROSE, choices, keys, outside_key, own_key, problem, program, text};
use crate::moving::target::{Program, Setting};

/// What a file says of one contact. Participant and staff are still the other system's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContact {
    pub key: String,
    pub participant: String,
    pub staff: Option<String>,
    pub staff_name: String,
    pub program: ProgramId,
    pub kind: String,
    pub outcome: String,
    pub mode: String,
    pub setting: String,
    pub place: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// The file told the day but not the hour.
    pub is_day_only: bool,
    /// Key, heading and words of each part that is filled.
    pub sections: Vec<(&'static str, &'static str, String)>,
    pub participant_words: String,
    pub present: Vec<String>,
}

/// The fields of a file of contacts.
pub fn schema() -> Schema {
    let mut fields: Vec<Field> = keys(&["Contact id", "Encounter id", "Note id", "Service id", "Visit id"]).into();
    fields.extend(who_and_when());
    fields.extend(what());
    fields.extend(words());
    Schema::new("contacts", fields)
}

fn who_and_when() -> [Field; 8] {
    [
        Field::new("participant", "Participant id", LINE)
            .required()
            .aliases(&["Participant", "Patient", "Patient id", "Client", "Client id", "Person id", "Member id", "MRN"])
            .meaning("The participant's id in the same system, or here."),
        Field::new("staff", "Staff id", LINE)
            .aliases(&["Provider", "Provider id", "Worker id", "Staff", "Peer id", "Author id", "Clinician id"])
            .meaning("The id of the worker in the same system. Blank or unknown: whoever brings the file in."),
        Field::new("staff_name", "Staff name", LINE)
            .aliases(&["Worker", "Worker name", "Provider name", "Author", "Written by", "Peer specialist"])
            .meaning("The worker's name as the file has it. It is kept with the record."),
        Field::new("program", "Program", LINE)
            .required()
            .aliases(&["Program name", "Service program", "Team"])
            .meaning("The program that the contact belongs to."),
        Field::new("starts_at", "Starts at", Kind::Moment)
            .aliases(&["Start", "Start time", "Begin", "Started", "Date and time", "Start date time", "From"])
            .meaning("Day and time at which it began."),
        Field::new("ends_at", "Ends at", Kind::Moment)
            .aliases(&["Stop", "End", "End time", "Finished", "Ended", "End date time", "To"])
            .meaning("Day and time at which it ended. Blank: by the minutes."),
        Field::new("on_date", "Date", Kind::Date)
            .aliases(&["Contact date", "Service date", "Date of service", "DOS", "Visit date", "Encounter date"])
            .meaning("The day, for files that don't tell the time."),
        Field::new("minutes", "Minutes", Kind::Integer)
            .aliases(&["Duration", "Duration minutes", "Length", "Time spent", "Duration (min)"])
            .meaning("How long it took."),
    ]
}

fn what() -> [Field; 6] {
    let kinds = [
        ("one_on_one", &["Individual", "1:1", "Visit", "Peer support", "Session", "Meeting"][..]),
        ("outreach", &["Attempt", "Outreach", "Call attempt"]),
        ("accompaniment", &["Accompanied", "Transport", "Appointment"]),
        ("family", &["Collateral", "Family"]),
        ("team", &["Case conference", "Team meeting"]),
        ("crisis_support", &["Crisis"]),
    ];
    let outcomes = [
        ("reached", &["Completed", "Attended", "Held", "Kept", "Done", "Yes"][..]),
        ("no_show", &["No show", "Missed", "DNA", "Did not attend"]),
        ("rescheduled", &["Cancelled", "Canceled", "Rescheduled"]),
        ("left_message", &["Voicemail", "LM", "Left voicemail"]),
    ];
    let modes = [
        ("in_person", &["Face to face", "F2F", "Onsite", "Office", "Home"][..]),
        ("video", &["Telehealth", "Zoom", "Virtual"]),
        ("phone", &["Call", "Telephone", "Telephonic"]),
        ("text", &["SMS", "Text", "Message"]),
    ];
    let settings = [
        ("emergency", &["ER", "ED", "Emergency room", "Emergency department", "Urgent care", "Urgentcare"][..]),
        ("inpatient", &["Hospital", "Unit"]),
        ("outpatient", &["Ambulatory", "Clinic", "Wellness", "Office"]),
        ("community", &["Community", "Field", "Home"]),
        ("residential", &["Residence", "Group home"]),
    ];
    [
        Field::new("kind", "Kind", choices("contact_kinds", &kinds))
            .aliases(&["Contact kind", "Contact type", "Type", "Service type", "Activity"])
            .meaning("What kind of support it was. Blank: one-on-one."),
        Field::new("outcome", "How it went", choices("contact_outcomes", &outcomes))
            .aliases(&["Outcome", "Result", "Attendance"])
            .meaning("What came of it. Blank: we talked or met."),
        Field::new("mode", "How we met", choices("modes", &modes))
            .aliases(&["Mode", "Method", "Modality", "Contact method"])
            .meaning("In person, video, phone or text. Blank: in person."),
        Field::new("setting", "Setting", choices("settings", &settings))
            .aliases(&["Encounterclass", "Encounter class", "Class", "Level of care"])
            .meaning("The kind of place of work. Blank: the program's."),
        Field::new("place", "Place", LINE).aliases(&["Location", "Where"]).meaning("Where it was, in words."),
        Field::new("present", "Who was there", LINE)
            .aliases(&["Present", "Attendees", "Others present"])
            .meaning("Others who were there, with a semicolon between them."),
    ]
}

fn words() -> [Field; 5] {
    [
        Field::new("topic", "What it was about", LINE)
            .aliases(&["Description", "Subject", "Topic", "Purpose", "Title", "Service"])
            .meaning("A line that says what it was about."),
        Field::new("reason", "Why", LINE)
            .aliases(&["Reasondescription", "Reason description", "Reason", "Reason for visit"])
            .meaning("Why it took place, as the other system has it."),
        Field::new("words", "What happened", PROSE)
            .aliases(&["Note", "Notes", "Narrative", "Comments", "Details", "Progress note", "Note text"])
            .meaning("The note itself."),
        Field::new("next_steps", "What comes next", PROSE)
            .aliases(&["Plan", "Next step", "Next steps", "Follow up", "Follow-up"])
            .meaning("What was agreed. It is kept as words, not as a promise."),
        Field::new("participant_words", "In their own words", PROSE)
            .aliases(&["Participant words", "Quote"])
            .meaning("What the person said, in their words."),
    ]
}

/// What a row says. Problems are added; with errors among them the answer is nothing.
pub fn read(record: &Record, setting: &Setting, problems: &mut Vec<Problem>) -> Option<NewContact> {
    let program = program(record, setting, problems)?;
    let (starts_at, is_day_only) = start(record, program, problems)?;
    let ends_at = end(record, starts_at, problems)?;
    if starts_at > setting.now {
        let message = "This contact has not taken place yet. Only what has happened can be moved in.";
        problems.push(problem(record, ProblemKind::DoesNotFit, "starts_at", message));
        return None;
    }
    let choice = |field: &str, blank: &str| record.text(field).unwrap_or(blank).to_owned();
    let present = record.text("present").unwrap_or_default().split(';').map(str::trim);
    Some(NewContact {
        key: own_key(record),
        participant: outside_key(record, record.text("participant")?),
        staff: record.text("staff").map(|id| outside_key(record, id)),
        staff_name: text(record, "staff_name"),
        program: program.id,
        kind: choice("kind", "one_on_one"),
        outcome: choice("outcome", "reached"),
        mode: choice("mode", "in_person"),
        setting: choice("setting", &program.setting),
        place: text(record, "place"),
        starts_at,
        ends_at,
        is_day_only,
        sections: sections(record),
        participant_words: text(record, "participant_words"),
        present: present.filter(|name| !name.is_empty()).map(str::to_owned).collect(),
    })
}

fn start(record: &Record, program: &Program, problems: &mut Vec<Problem>) -> Option<(Timestamp, bool)> {
    if let Some(at) = record.instant("starts_at") {
        return Some((at, false));
    }
    let noon = record.date("on_date").and_then(|day| day.at(12, 0, 0, 0).to_zoned(program.zone()).ok());
    if noon.is_none() && record.get("starts_at").is_none() {
        let message = "The row does not say when this was. Fill in day and time, or at least the day.";
        problems.push(problem(record, ProblemKind::MissingValue, "starts_at", message));
    }
    noon.map(|zoned| (zoned.timestamp(), true))
}

fn end(record: &Record, starts_at: Timestamp, problems: &mut Vec<Problem>) -> Option<Timestamp> {
    let minutes = record.integer("minutes");
    let by_minutes = |minutes: i64| starts_at.checked_add(SignedDuration::from_mins(minutes)).ok();
    let ends_at = match (record.instant("ends_at"), minutes) {
        (Some(at), _) => Some(at),
        (None, Some(minutes)) => by_minutes(minutes),
        (None, None) => Some(starts_at),
    };
    if ends_at.is_none_or(|at| at < starts_at) {
        let message = "This ends before it begins. Check both times, or the minutes.";
        problems.push(problem(record, ProblemKind::DoesNotFit, "ends_at", message));
        return None;
    }
    ends_at
}

fn sections(record: &Record) -> Vec<(&'static str, &'static str, String)> {
    let parts = [
        ("topic", "What it was about"),
        ("reason", "Why"),
        ("words", "What happened"),
        ("next_steps", "What comes next"),
    ];
    let filled = |(key, heading): (&'static str, &'static str)| Some((key, heading, record.text(key)?.to_owned()));
    parts.into_iter().filter_map(filled).collect()
}
