//! A person's whole record as a file that other programs read, and what each of its keys means. The meaning travels
//! inside the file (`keys`), so that it can be read without anything else.

use std::collections::BTreeMap;

use care::contacts::{
    ContactId,
    comments::{Said, SaidAs},
    together::Together,
};
use ground::ids::RecordId;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::own::OwnParts;

/// The name and version of this way of writing a record down. A key is added without a new version; a key whose meaning
/// changes or that goes away makes one.
pub const FORMAT: (&str, u32) = ("accompany.my-record", 1);

/// What each key means, by its path.
pub const KEYS: [(&str, &str); 71] = [
    ("format", "Name of this way of writing a record down."),
    ("version", "Its version."),
    ("keys", "What each key means, by its path."),
    ("made_at", "When this file was made. Times are in UTC."),
    ("organization", "Who keeps the record."),
    ("is_part_held_back", "Whether a part of the record is held back for a reason that the law names."),
    ("person", "Who the record is about."),
    ("person.name", "The name the person uses."),
    ("person.legal_name", "The name on papers, when it was told."),
    ("person.pronouns", "The person's pronouns."),
    ("person.born_on", "Date of birth."),
    ("person.language", "Language, as a tag such as en or es."),
    ("person.own_words", "What the person says of themselves."),
    ("person.about", "What the team wrote of the person in general."),
    ("ways_to_reach", "How the person may be reached."),
    ("ways_to_reach.kind", "phone, text, email or another way."),
    ("ways_to_reach.value", "The number or address."),
    ("ways_to_reach.note", "What to mind when using it."),
    ("programs", "The programs the person is or was in."),
    ("programs.name", "The program's name."),
    ("programs.status", "Where the person stands with it."),
    ("programs.since", "Since when."),
    ("supported_by", "Who supports or supported the person."),
    ("supported_by.name", "Their name."),
    ("supported_by.kind", "primary, or another kind of support."),
    ("supported_by.from", "From which day."),
    ("supported_by.to", "Until which day, when it ended."),
    ("goals", "What the person works towards."),
    ("goals.words", "The goal in the person's words."),
    ("goals.why", "Why it matters to them."),
    ("goals.status", "active, done, set_aside or changed."),
    ("goals.started_on", "Since when it is a goal."),
    ("goals.steps", "What leads there: words, owner (who does it), due_on and done_at."),
    ("goals.ratings", "How it went, 0 to 10 as the person said: rating, words and rated_on."),
    ("notes", "The notes about contacts with the person."),
    ("notes.id", "The note's own number."),
    ("notes.kind", "What kind of contact it was."),
    (
        "notes.status",
        "signed, awaiting_cosign, cosigned, returned or entered_in_error (a mistake that does not count).",
    ),
    ("notes.program", "In which program."),
    ("notes.starts_at", "When the contact began."),
    ("notes.ends_at", "When it ended."),
    ("notes.author", "Who signed the note."),
    ("notes.signed_at", "When it was signed."),
    ("notes.parts", "The words of the note: heading and words of each part."),
    ("notes.your_words", "What the person added before it was signed."),
    ("notes.together", "How the person took part: how, view (agrees or disagrees), is_own_hand and is_changed_since."),
    ("notes.next_steps", "What comes next: words, owner and due_on."),
    ("notes.added", "Words added after signing: words, by and at."),
    ("notes.said", "What the person and the worker said of the note: kind, said_as, words, by and at."),
    ("notes.said.kind", "comment, answer or disagreement (a statement that stays with the note)."),
    ("notes.said.said_as", "participant or worker."),
    ("notes.together.how", "together, read_back, sent or declined."),
    ("consents", "What the person was asked to agree to."),
    ("consents.kind", "What kind of consent it is."),
    ("consents.words", "The whole text, as it was shown."),
    ("consents.signed_at", "When it was signed; with signed_name (by whom) and signed_how (drawn, typed or paper)."),
    ("consents.expires_on", "The last day on which it holds."),
    ("consents.revoked_at", "When it was taken back, with revoked_words."),
    (
        "restrictions",
        "Whom the person asked to keep out: who, information and words, when it was asked, and the answer.",
    ),
    (
        "restrictions.agreed_at",
        "Since when the program keeps to it; declined_at when it does not; ended_at when it is over.",
    ),
    ("shared_with", "What the person shares or shared, with whom: kind and subject, from and to."),
    ("requests", "What the person asked of their record: kind, words, subject, state and the answer."),
    ("requests.due_at", "Until when it is to be answered."),
    ("requests.disagreement", "The person's statement about a change that was not made."),
    ("messages", "Messages from the program: from, words and sent_at, with the person's answer."),
    ("plan", "The person's own wellness plan."),
    ("plan.sections", "Each section as it stands: section, words and saved_at."),
    ("plan.tools", "What helps: name, words and tries."),
    ("plan.tools.tries", "How it went: tried_on, went and words."),
    ("plan.papers", "Where legal papers are: kind, original_at, agent, alternate, words, signed_on and revoked_on."),
    (
        "circle",
        "The people, places and groups in the person's life: name, kind, closeness, gives, may_know, since and until.",
    ),
];

/// The keys as a page of the documentation.
pub fn reference_markdown() -> String {
    let (format, version) = FORMAT;
    let mut page = format!(
        "# My record: the file\n\nWritten from the program; to change a line, change `crates/own/src/notes/file.rs`. A participant \
         takes their whole record along at any time, as a page or as this JSON file (`{format}`, version {version}). Times \
         are in UTC. What is held back from the person is not in it; `is_part_held_back` says that there is something.\n\n\
         | key | meaning |\n|---|---|\n"
    );
    for (key, meaning) in KEYS {
        let line = ["| `", key, "` | ", meaning, " |\n"];
        page.extend(line);
    }
    page
}

/// The whole record.
#[derive(Debug, Serialize)]
pub struct MyRecord {
    pub format: &'static str,
    pub version: u32,
    pub keys: BTreeMap<&'static str, &'static str>,
    pub made_at: Timestamp,
    pub organization: String,
    pub is_part_held_back: bool,
    pub person: Person,
    pub ways_to_reach: Vec<WayToReach>,
    pub programs: Vec<InProgram>,
    pub supported_by: Vec<Support>,
    pub goals: Vec<Goal>,
    pub notes: Vec<OneNote>,
    #[serde(flatten)]
    pub own: OwnParts,
}

#[derive(Debug, Serialize)]
pub struct Person {
    pub name: String,
    pub legal_name: Option<String>,
    pub pronouns: String,
    pub born_on: Option<Date>,
    pub language: String,
    pub own_words: String,
    pub about: String,
    #[serde(skip)]
    pub organization: String,
}

kit::from_row!(Person { name, legal_name, pronouns, born_on, language, own_words, about, organization });

#[derive(Debug, Serialize)]
pub struct WayToReach {
    pub kind: String,
    pub value: String,
    pub note: String,
}

kit::from_row!(WayToReach { kind, value, note });

#[derive(Debug, Serialize)]
pub struct InProgram {
    pub name: String,
    pub status: String,
    pub since: Timestamp,
}

kit::from_row!(InProgram { name, status, since });

#[derive(Debug, Serialize)]
pub struct Support {
    pub name: String,
    pub kind: String,
    pub from: Date,
    pub to: Option<Date>,
}

kit::from_row!(Support { name, kind, from, to });

#[derive(Debug, Serialize)]
pub struct Goal {
    pub words: String,
    pub why: String,
    pub status: String,
    pub started_on: Date,
    pub steps: Vec<GoalStep>,
    pub ratings: Vec<GoalRating>,
}

#[derive(Debug, Clone, Serialize)]
pub struct GoalStep {
    #[serde(skip)]
    pub goal: RecordId,
    pub words: String,
    pub owner: String,
    pub due_on: Option<Date>,
    pub done_at: Option<Timestamp>,
}

kit::from_row!(GoalStep { goal, words, owner, due_on, done_at });

#[derive(Debug, Clone, Serialize)]
pub struct GoalRating {
    #[serde(skip)]
    pub goal: RecordId,
    pub rating: i64,
    pub words: String,
    pub rated_on: Date,
}

kit::from_row!(GoalRating { goal, rating, words, rated_on });

#[derive(Debug, Serialize)]
pub struct OneNote {
    pub id: ContactId,
    pub kind: &'static str,
    pub status: &'static str,
    pub program: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub author: String,
    pub signed_at: Timestamp,
    pub parts: Vec<Part>,
    pub your_words: String,
    pub together: Option<Together>,
    pub next_steps: Vec<Step>,
    pub added: Vec<Added>,
    pub said: Vec<SaidWords>,
}

#[derive(Debug, Serialize)]
pub struct Part {
    pub heading: String,
    pub words: String,
}

#[derive(Debug, Serialize)]
pub struct Step {
    pub words: String,
    pub owner: String,
    pub due_on: Option<Date>,
}

#[derive(Debug, Serialize)]
pub struct Added {
    pub words: String,
    pub by: String,
    pub at: Timestamp,
}

#[derive(Debug, Serialize)]
pub struct SaidWords {
    pub kind: Said,
    pub said_as: SaidAs,
    pub words: String,
    pub by: String,
    pub at: Timestamp,
}
