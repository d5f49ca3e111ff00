//! A file of goals.

use jiff::{Timestamp, civil::Date};
use kit::tabular::{Choice, Field, Kind, Problem, ProblemKind, Record, Schema};

use super::{LINE, PROSE, choices, keys, outside_key, own_key, problem, refuse_future, text};
use crate::moving::target::{Setting, begin_of};

/// What a file says of one goal. The participant is still the other system's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGoal {
    pub key: String,
    pub participant: String,
    pub words: String,
    pub why: String,
    pub domain: String,
    pub own_domain: String,
    pub status: String,
    pub started_on: Date,
    pub review_on: Option<Date>,
    pub ended_at: Option<Timestamp>,
    pub ending_words: String,
    pub rating: Option<i64>,
}

/// The fields of a file of goals.
pub fn schema() -> Schema {
    let mut fields: Vec<Field> = keys(&["Goal id", "Plan id"]).into();
    fields.extend(about());
    fields.extend(course());
    Schema::new("goals", fields)
}

fn about() -> [Field; 5] {
    let domains = [
        ("school", &["Education"][..]),
        ("work", &["Employment", "Vocational", "Job"]),
        ("relationships", &["Family", "Social"]),
        ("home", &["Housing"]),
        ("wellness", &["Health", "Mental health", "Recovery"]),
        ("own", &["Other"]),
    ];
    [
        Field::new("participant", "Participant id", LINE)
            .required()
            .aliases(&["Participant", "Patient", "Patient id", "Client", "Client id", "Person id", "Member id", "MRN"])
            .meaning("The participant's id in the same system, or here."),
        Field::new("words", "Goal", PROSE)
            .required()
            .aliases(&["Goal words", "Goal text", "Goal description", "Description", "Objective"])
            .meaning("The goal in the person's own words."),
        Field::new("why", "Why it matters", PROSE).aliases(&["Why", "Reason"]).meaning("Why it matters to the person."),
        Field::new("domain", "Part of life", choices("goal_domains", &domains))
            .aliases(&["Domain", "Area", "Category"])
            .meaning("School, work, relationships, home, wellness, community or own. Blank: own."),
        Field::new("own_domain", "Part of life, in own words", LINE).meaning("When none of the parts of life fits."),
    ]
}

fn course() -> [Field; 6] {
    let statuses = Kind::Choice(vec![
        Choice::new("active", "Active", &["Open", "In progress", "Current", "Yes"]),
        Choice::new("done", "Done", &["Met", "Completed", "Achieved", "Reached"]),
        Choice::new("set_aside", "Set aside for now", &["On hold", "Discontinued", "Not met", "Paused", "Dropped"]),
        Choice::new("changed", "Changed into something else", &["Revised", "Changed"]),
    ]);
    [
        Field::new("status", "Status", statuses).aliases(&["Goal status"]).meaning("Blank: active."),
        Field::new("started_on", "Started on", Kind::Date)
            .aliases(&["Start", "Start date", "Date set", "Created", "Opened on"])
            .meaning("Since when it is a goal. Blank: the day of the import."),
        Field::new("review_on", "Look at it again on", Kind::Date)
            .aliases(&["Review date", "Target date", "Due date", "Review on"])
            .meaning("When to look at it together again."),
        Field::new("ended_on", "Ended on", Kind::Date)
            .aliases(&["End", "Stop", "End date", "Date met", "Completed on", "Closed on"])
            .meaning("When it was done, set aside or changed."),
        Field::new("ending_words", "How it ended", PROSE).meaning("What the person said of the ending."),
        Field::new("rating", "Progress", Kind::Integer)
            .aliases(&["Rating", "Latest rating", "Score"])
            .meaning("As the person rates it: 0 (not started) to 10 (there)."),
    ]
}

/// What a row says. Problems are added; with errors among them the answer is nothing.
pub fn read(record: &Record, setting: &Setting, problems: &mut Vec<Problem>) -> Option<NewGoal> {
    refuse_future(record, "started_on", setting, problems);
    refuse_future(record, "ended_on", setting, problems);
    let rating = record.integer("rating");
    if rating.is_some_and(|rating| !(0..=10).contains(&rating)) {
        let message = "Progress goes from 0 to 10. Write a number between them, or leave it blank.";
        problems.push(problem(record, ProblemKind::DoesNotFit, "rating", message));
    }
    let ended_on = record.date("ended_on");
    let status = record.text("status").unwrap_or(if ended_on.is_some() { "done" } else { "active" });
    let started_on = record.date("started_on").or(ended_on).unwrap_or_else(|| setting.today());
    if ended_on.is_some_and(|day| day < started_on) {
        let message = "This goal ends before it begins. Check both days.";
        problems.push(problem(record, ProblemKind::DoesNotFit, "ended_on", message));
    }
    let is_over = status != "active";
    let ended_at = ended_on.and_then(|day| begin_of(day, &setting.zone)).or(Some(setting.now)).filter(|_| is_over);
    Some(NewGoal {
        key: own_key(record),
        participant: outside_key(record, record.text("participant")?),
        words: text(record, "words"),
        why: text(record, "why"),
        domain: record.text("domain").unwrap_or("own").to_owned(),
        own_domain: text(record, "own_domain"),
        status: status.to_owned(),
        started_on,
        review_on: record.date("review_on"),
        ended_at,
        ending_words: text(record, "ending_words"),
        rating,
    })
}
