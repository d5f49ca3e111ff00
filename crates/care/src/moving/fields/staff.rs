//! A file of people who work in the programs.

use ground::{
    ids::ProgramId,
    rules::{Rules, matrix::Role},
};
use jiff::Timestamp;
use kit::tabular::{Choice, Field, Kind, Problem, ProblemKind, Record, Schema};

use super::{LINE, PROSE, joined_name, keys, own_key, problem, program, refuse_future, text};
use crate::moving::target::{Setting, begin_of};

/// What a file says of one worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWorker {
    pub key: String,
    pub name: String,
    pub email: Option<String>,
    pub phone: String,
    pub pronouns: String,
    pub about: String,
    pub role: Option<Role>,
    pub program: Option<ProgramId>,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
}

/// The fields of a file of staff.
pub fn schema() -> Schema {
    let mut fields: Vec<Field> = keys(&["Staff id", "Employee id", "Worker id", "Provider id", "NPI"]).into();
    fields.extend(who());
    fields.extend(work());
    Schema::new("staff", fields)
}

fn who() -> [Field; 7] {
    [
        Field::new("name", "Name", LINE)
            .aliases(&["Full name", "Staff name", "Worker", "Provider name", "Employee name"])
            .meaning("The worker's name. Blank: first name and last name."),
        Field::new("first_name", "First name", LINE)
            .aliases(&["First", "Given name"])
            .meaning("When the file has it apart."),
        Field::new("last_name", "Last name", LINE)
            .aliases(&["Last", "Family name", "Surname"])
            .meaning("When the file has it apart."),
        Field::new("email", "Email", Kind::Email)
            .aliases(&["E-mail", "Email address", "Work email"])
            .meaning("Invitations go there. Without it the worker is a name on past records and can't sign in."),
        Field::new("phone", "Phone", Kind::Phone)
            .aliases(&["Work phone", "Phone number", "Telephone", "Mobile"])
            .meaning("A number at work."),
        Field::new("pronouns", "Pronouns", LINE).meaning("As the worker says them."),
        Field::new("about", "About", PROSE)
            .aliases(&["Speciality", "Specialty", "Title", "Job title", "Position"])
            .meaning("A line about the worker's work."),
    ]
}

fn work() -> [Field; 4] {
    let workers = Rules::shipped().matrix.roles.iter().filter(|card| Role::workers().any(|role| role == card.id));
    let words = |role: Role| match role {
        Role::PeerSpecialist => &["Peer", "CPS", "Peer support specialist", "Peer support worker"][..],
        Role::TeamMember => &["Clinician", "Therapist", "Nurse", "Social worker", "Case manager"],
        Role::Supervisor => &["Manager", "Team lead"],
        _ => &[],
    };
    let roles = workers.map(|card| Choice::new(card.id.word(), card.label.clone(), words(card.id))).collect();
    [
        Field::new("role", "Role", Kind::Choice(roles))
            .aliases(&["Access role"])
            .meaning("What the worker may do here. Blank: nothing, only a name on past records."),
        Field::new("program", "Program", LINE)
            .aliases(&["Program name", "Team"])
            .meaning("Where the worker has the role. Blank: in all programs."),
        Field::new("starts_on", "Starts on", Kind::Date)
            .aliases(&["Start", "Start date", "Hire date", "Hired"])
            .meaning("Since when. Blank: now."),
        Field::new("ends_on", "Ends on", Kind::Date)
            .aliases(&["End", "End date", "Termination date", "Left on"])
            .meaning("The last day, for somebody who has left."),
    ]
}

/// What a row says. Problems are added; with errors among them the answer is nothing.
pub fn read(record: &Record, setting: &Setting, problems: &mut Vec<Problem>) -> Option<NewWorker> {
    refuse_future(record, "starts_on", setting, problems);
    let name = record.text("name").map(str::to_owned).or_else(|| joined_name(record));
    let Some(name) = name else {
        let message = "The row has no name. Fill in the name, or first name and last name.";
        problems.push(problem(record, ProblemKind::MissingValue, "name", message));
        return None;
    };
    let program = program(record, setting, problems);
    let role = record.text("role").and_then(Role::from_word);
    if role.is_some() && record.text("email").is_none() {
        let message =
            "Somebody with a role needs an e-mail address to be invited. Fill it in, or leave the role blank.";
        problems.push(problem(record, ProblemKind::MissingValue, "email", message));
    }
    let day = |field: &str| record.date(field).and_then(|day| begin_of(day, &setting.zone));
    let ends_at = record.date("ends_on").and_then(|day| begin_of(day.tomorrow().ok()?, &setting.zone));
    Some(NewWorker {
        key: own_key(record),
        name,
        email: record.text("email").map(str::to_owned),
        phone: record.phone("phone").map(ToString::to_string).unwrap_or_default(),
        pronouns: text(record, "pronouns"),
        about: text(record, "about"),
        role,
        program: program.map(|program| program.id),
        starts_at: day("starts_on").unwrap_or(setting.now),
        ends_at,
    })
}
