//! A file of participants.

use ground::ids::ProgramId;
use jiff::{Timestamp, civil::Date};
use kit::tabular::{Field, Kind, Problem, ProblemKind, Record, Schema};

use super::{LINE, PROSE, choices, joined_name, keys, own_key, problem, program, refuse_future, text};
use crate::moving::target::{Setting, begin_of};

/// The questions about a person that a file may answer, each a list of `rules/lists.toml` and a field of that name.
const QUESTIONS: [&str; 5] = ["gender_identity", "sexual_orientation", "disability", "veteran", "housing"];

/// What a file says of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    pub key: String,
    pub name_to_use: String,
    pub nicknames: String,
    pub legal_name: Option<String>,
    pub pronouns: String,
    pub birth_date: Option<Date>,
    pub language: String,
    pub needs_interpreter: bool,
    pub own_words: String,
    pub about: String,
    pub channels: Vec<Reach>,
    pub answers: Vec<(&'static str, Vec<String>)>,
    pub answered_on: Date,
    pub program: ProgramId,
    pub status: String,
    pub since: Timestamp,
    pub reason: String,
}

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    pub kind: &'static str,
    pub value: String,
    pub is_agreed: bool,
    pub may_leave_message: bool,
}

/// The fields of a file of participants.
pub fn schema() -> Schema {
    let mut fields: Vec<Field> =
        keys(&["Participant id", "Client id", "Patient id", "Member id", "Person id", "MRN", "Case number"]).into();
    fields.extend(naming());
    fields.extend(reaching());
    fields.extend(telling());
    fields.extend(standing());
    Schema::new("participants", fields)
}

fn naming() -> [Field; 7] {
    [
        Field::new("name_to_use", "Name to use", LINE)
            .aliases(&["Name", "Full name", "Preferred name", "Participant", "Participant name", "Client name"])
            .meaning("The name that the person goes by. Blank: first name and last name."),
        Field::new("first_name", "First name", LINE)
            .aliases(&["First", "Given name", "Given", "Fname", "Forename", "Nombre"])
            .meaning("Given name, when the file has it apart."),
        Field::new("last_name", "Last name", LINE)
            .aliases(&["Last", "Family name", "Surname", "Lname", "Apellido"])
            .meaning("Family name, when the file has it apart."),
        Field::new("nicknames", "Nicknames", LINE)
            .aliases(&["Nickname", "Also known as", "AKA", "Alias"])
            .meaning("Other names people use for the person."),
        Field::new("legal_name", "Legal name", LINE)
            .aliases(&["Name on papers", "Official name"])
            .meaning("The name on official papers, only where the law or a payer needs it."),
        Field::new("pronouns", "Pronouns", LINE).meaning("As the person says them."),
        Field::new("birth_date", "Birth date", Kind::Date)
            .aliases(&["DOB", "Date of birth", "Birthday", "Birthdate", "Born"])
            .meaning("The day the person was born."),
    ]
}

fn reaching() -> [Field; 10] {
    [
        Field::new("phone", "Phone", Kind::Phone)
            .aliases(&["Phone number", "Telephone", "Home phone", "Primary phone", "Tel"])
            .meaning("A number to call."),
        Field::new("mobile", "Mobile phone", Kind::Phone)
            .aliases(&["Cell", "Cell phone", "Mobile", "Text number", "SMS"])
            .meaning("A number that takes text messages."),
        Field::new("email", "Email", Kind::Email)
            .aliases(&["E-mail", "Email address", "Mail address"])
            .meaning("An e-mail address."),
        Field::new("address", "Street address", LINE)
            .aliases(&["Address", "Street", "Address 1", "Mailing address"])
            .meaning("Street and number."),
        Field::new("city", "City", LINE).aliases(&["Town"]).meaning("Part of the address."),
        Field::new("state", "State", LINE).aliases(&["Province"]).meaning("Part of the address."),
        Field::new("zip", "ZIP code", LINE)
            .aliases(&["Zip", "Postal code", "Postcode"])
            .meaning("Part of the address."),
        Field::new("may_contact", "May we use these?", Kind::YesNo)
            .aliases(&["Consent to contact", "OK to contact", "Contact agreed"])
            .meaning("Whether the person agreed to be reached in these ways. Blank: no."),
        Field::new("may_leave_message", "Safe to leave a message?", Kind::YesNo)
            .aliases(&["OK to leave message", "Leave message", "Voicemail OK"])
            .meaning("Whether the person said that a message is safe. Blank: no."),
        Field::new("language", "Language", choices("languages", &[("en", &["eng"]), ("es", &["spa", "Español"])]))
            .aliases(&["Preferred language", "Primary language", "Spoken language"])
            .meaning("The language the person likes to speak."),
    ]
}

fn telling() -> Vec<Field> {
    let race = [
        ("aian", &["Native", "American Indian", "Alaska Native"][..]),
        ("black", &["African American", "Black"]),
        ("hispanic", &["Hispanic", "Latino", "Latina", "Latinx"]),
        ("mena", &["Middle Eastern", "North African"]),
        ("nhpi", &["Hawaiian", "Pacific Islander", "Native Hawaiian"]),
        ("white", &["Caucasian"]),
    ];
    let ethnicity = Kind::Choice(vec![
        kit::tabular::Choice::new("hispanic", "Hispanic or Latino", &["hispanic", "latino", "yes", "y"]),
        kit::tabular::Choice::new(
            "not_hispanic",
            "Not Hispanic or Latino",
            &["nonhispanic", "non-hispanic", "no", "n"],
        ),
    ]);
    let gender =
        [("woman", &["Female", "F", "W"][..]), ("man", &["Male", "M"]), ("non_binary", &["Nonbinary", "NB", "X"])];
    vec![
        Field::new("needs_interpreter", "Needs an interpreter?", Kind::YesNo)
            .aliases(&["Interpreter", "Interpreter needed"])
            .meaning("Whether the person wants an interpreter."),
        Field::new("own_words", "In their own words", PROSE).meaning("How the person names what they live with."),
        Field::new("about", "About", PROSE)
            .aliases(&["Notes", "Comments", "Remarks", "Interests"])
            .meaning("What is good to know about the person."),
        Field::new("race", "Race", choices("race_ethnicity", &race))
            .aliases(&["Race/ethnicity", "Race and ethnicity"])
            .meaning("As the person told it. Nobody fills this in by looking."),
        Field::new("ethnicity", "Hispanic or Latino?", ethnicity)
            .aliases(&["Ethnicity", "Hispanic"])
            .meaning("For files that ask this apart from race."),
        Field::new("gender_identity", "Gender", choices("gender_identity", &gender))
            .aliases(&["Gender identity"])
            .meaning("As the person told it."),
        Field::new("sexual_orientation", "Sexual orientation", choices("sexual_orientation", &[]))
            .aliases(&["Orientation"])
            .meaning("As the person told it."),
        Field::new("disability", "Access needs", choices("disability", &[]))
            .aliases(&["Disability"])
            .meaning("As the person told it."),
        Field::new("veteran", "Military service", choices("veteran", &[("veteran", &["yes", "y"]), ("no", &["n"])]))
            .aliases(&["Veteran", "Veteran status"])
            .meaning("As the person told it."),
        Field::new("housing", "Housing", choices("housing", &[("outside", &["homeless", "unsheltered"])]))
            .aliases(&["Housing status", "Living situation"])
            .meaning("As the person told it."),
        Field::new("asked_on", "Asked on", Kind::Date)
            .aliases(&["Demographics date"])
            .meaning("When the person told these things. Blank: the day of the import."),
    ]
}

fn standing() -> [Field; 4] {
    let statuses = [
        ("active", &["Open", "Current", "Yes"][..]),
        ("enrolled", &["New", "Admitted"]),
        ("closed", &["Discharged", "Inactive", "Exited", "Ended"]),
        ("paused", &["On hold", "Hold"]),
    ];
    [
        Field::new("program", "Program", LINE)
            .required()
            .aliases(&["Program name", "Service", "Team"])
            .meaning("The name of the program that the person is in."),
        Field::new("status", "Status", choices("participant_statuses", &statuses))
            .aliases(&["Program status", "Client status"])
            .meaning("Where the person stands with the program. Blank: active."),
        Field::new("status_since", "Since", Kind::Date)
            .aliases(&["Enrolled on", "Enrollment date", "Admission date", "Intake date", "Start date", "Status date"])
            .meaning("Since when the person stands there. Blank: the moment of the import."),
        Field::new("died_on", "Died on", Kind::Date)
            .aliases(&["Death date", "Date of death", "Deathdate", "Deceased"])
            .meaning("When the person died. Their time in the program is then closed."),
    ]
}

/// What a row says. Problems are added; with errors among them the answer is nothing.
pub fn read(record: &Record, setting: &Setting, problems: &mut Vec<Problem>) -> Option<NewPerson> {
    refuse_future(record, "birth_date", setting, problems);
    refuse_future(record, "died_on", setting, problems);
    let program = program(record, setting, problems)?;
    let name = record.text("name_to_use").map(str::to_owned).or_else(|| joined_name(record));
    let Some(name_to_use) = name else {
        let message = "The row has no name. Fill in the name to use, or first name and last name.";
        problems.push(problem(record, ProblemKind::MissingValue, "name_to_use", message));
        return None;
    };
    let (status, day, reason) = status(record);
    let since = day.and_then(|day| begin_of(day, &program.zone())).unwrap_or(setting.now);
    Some(NewPerson {
        key: own_key(record),
        name_to_use,
        nicknames: text(record, "nicknames"),
        legal_name: record.text("legal_name").map(str::to_owned),
        pronouns: text(record, "pronouns"),
        birth_date: record.date("birth_date"),
        language: text(record, "language"),
        needs_interpreter: record.yes_no("needs_interpreter").unwrap_or(false),
        own_words: text(record, "own_words"),
        about: text(record, "about"),
        channels: channels(record),
        answers: answers(record),
        answered_on: record.date("asked_on").unwrap_or_else(|| setting.today()),
        program: program.id,
        status,
        since,
        reason,
    })
}

/// Status, since when, and the reason. Somebody who died is not counted among those who are here.
fn status(record: &Record) -> (String, Option<Date>, String) {
    if let Some(day) = record.date("died_on") {
        return ("closed".to_owned(), Some(day), "died".to_owned());
    }
    let status = record.text("status").unwrap_or("active");
    (status.to_owned(), record.date("status_since"), String::new())
}

fn channels(record: &Record) -> Vec<Reach> {
    let is_agreed = record.yes_no("may_contact").unwrap_or(false);
    let may_leave_message = record.yes_no("may_leave_message").unwrap_or(false);
    let phone = |field: &str| record.phone(field).map(ToString::to_string);
    let address: Vec<&str> = ["address", "city", "state", "zip"].iter().filter_map(|f| record.text(f)).collect();
    let found = [
        ("phone", phone("phone")),
        ("text", phone("mobile")),
        ("email", record.text("email").map(str::to_owned)),
        ("mail", (!address.is_empty()).then(|| address.join(", "))),
    ];
    let reach = |(kind, value): (&'static str, Option<String>)| {
        value.map(|value| Reach { kind, value, is_agreed, may_leave_message })
    };
    found.into_iter().filter_map(reach).collect()
}

fn answers(record: &Record) -> Vec<(&'static str, Vec<String>)> {
    let mut race: Vec<String> = record.text("race").map(str::to_owned).into_iter().collect();
    if record.text("ethnicity") == Some("hispanic") && !race.iter().any(|key| key.starts_with("hispanic")) {
        race.push("hispanic".to_owned());
    }
    let mut answers: Vec<_> = QUESTIONS
        .into_iter()
        .filter_map(|question| Some((question, vec![record.text(question)?.to_owned()])))
        .collect();
    if !race.is_empty() {
        answers.push(("race_ethnicity", race));
    }
    answers
}
