//! What goes out, table by table. Every statement binds the scope as `$1` to `$4`, the program or nothing as `$5`, the
//! people from `$6` to `$9` (one, or all), whether legal names and what people told of themselves may go out as `$7` and
//! `$8`. From and to, because an index finds either with it.

use kit::sql;

use super::shape::{Column, Shape, Table};

/// The condition that a person (SQL expression of the id) is one whom an export is about. They are chosen once and not anew
/// for each of their rows.
macro_rules! people {
    ($id:literal) => {
        concat!(
            $id,
            " IN (SELECT pe.participant_id FROM enrollments pe WHERE pe.organization_id = $1",
            " AND pe.participant_id >= $6 AND pe.participant_id <= $9 AND (pe.program_id = $5 OR $5 IS NULL) AND ",
            ground::inside_program!("pe.program_id"),
            " AND CAST($7 AS BOOLEAN) IS NOT NULL AND CAST($8 AS BOOLEAN) IS NOT NULL AND ",
            ground::within_reach!("pe.participant_id"),
            ")"
        )
    };
}

/// The contacts of one person, in any program that is not closed.
macro_rules! of_person {
    () => {
        concat!(people!("c.participant_id"), " AND ", ground::inside_program!("c.program_id"))
    };
}

/// The contacts of a program with those people. `IS TRUE` keeps both engines from joining: the contacts come in the order in
/// which they lie, and each is looked for among the people, whom PostgreSQL takes for one and would go through for each.
macro_rules! of_program {
    () => {
        concat!(
            "c.program_id = $5 AND ",
            ground::inside_program!("$5"),
            " AND (",
            people!("c.participant_id"),
            ") IS TRUE"
        )
    };
}

/// Rows of goals that no closed program wrote.
macro_rules! of_open_goal {
    () => {
        concat!(
            "EXISTS (SELECT 1 FROM goals og WHERE og.organization_id = $1 AND og.id = o.goal_id AND ",
            ground::inside_program!("og.program_id"),
            ")"
        )
    };
}

macro_rules! columns {
    ($($label:literal $shape:expr, $meaning:literal;)+) => {
        &[$(Column { label: $label, shape: $shape, meaning: $meaning }),+]
    };
}

/// A newest answer to a question about a person.
macro_rules! told {
    ($question:literal) => {
        concat!(
            "(SELECT CASE WHEN CAST($8 AS BOOLEAN) THEN d.answers END FROM demographics d WHERE d.organization_id = p.organization_id AND d.participant_id = p.id",
            " AND d.question = '", $question, "' ORDER BY d.asked_on DESC, d.id DESC LIMIT 1)"
        )
    };
}

/// The first way of one kind to reach a person.
macro_rules! reach {
    ($column:literal, $kind:literal) => {
        concat!(
            "(SELECT c.",
            $column,
            " FROM channels c WHERE c.organization_id = p.organization_id AND c.participant_id = p.id",
            " AND c.kind = '",
            $kind,
            "' AND c.ended_at IS NULL ORDER BY c.position, c.id LIMIT 1)"
        )
    };
}

/// The first way of any kind to reach a person.
macro_rules! first {
    ($column:literal) => {
        concat!(
            "(SELECT c.",
            $column,
            " FROM channels c WHERE c.organization_id = p.organization_id AND c.participant_id = p.id",
            " AND c.ended_at IS NULL ORDER BY c.position, c.id LIMIT 1)"
        )
    };
}

/// Where the person stands with the program of the export, or stood last with any.
macro_rules! place {
    ($column:literal) => {
        concat!(
            "(SELECT ",
            $column,
            " FROM enrollments e JOIN programs g ON g.organization_id = e.organization_id",
            " AND g.id = e.program_id WHERE e.organization_id = p.organization_id AND e.participant_id = p.id",
            " AND (e.program_id = $5 OR $5 IS NULL) AND ",
            ground::inside_program!("e.program_id"),
            " ORDER BY e.status_since DESC, e.id LIMIT 1)"
        )
    };
}

mod records;

pub use self::records::{addenda, comments, contacts, goals, hidings, promises, ratings, staff, steps};
use Shape::{Day, DayOf, First, Id, List, Moment, Number, Text, YesNo};

/// Who the people are.
pub fn people() -> Table {
    Table {
        file: "participants.csv",
        statement: sql!(
            "SELECT p.id, p.name_to_use, p.nicknames, CASE WHEN CAST($7 AS BOOLEAN) THEN p.legal_name END, p.pronouns,
                p.birth_date, ",
            reach!("value", "phone"),
            ", ",
            reach!("value", "text"),
            ", ",
            reach!("value", "email"),
            ", ",
            reach!("value", "mail"),
            ", ",
            first!("is_agreed"),
            ", ",
            first!("may_leave_message"),
            ", p.language, p.needs_interpreter, p.own_words, p.about, ",
            told!("race_ethnicity"),
            ", ",
            told!("gender_identity"),
            ", ",
            told!("sexual_orientation"),
            ", ",
            told!("disability"),
            ", ",
            told!("veteran"),
            ", ",
            told!("housing"),
            ", ",
            place!("g.name"),
            ", ",
            place!("e.status"),
            ", ",
            place!("e.status_since"),
            ", p.contacts_count, p.last_contact_at
             FROM participants p WHERE p.organization_id = $1 AND p.merged_into IS NULL AND ",
            people!("p.id"),
            " ORDER BY p.id"
        ),
        of_program: None,
        columns: columns! {
            "Id" Id, "The person's id; other tables name people by it.";
            "Name to use" Text, "The name that the person goes by.";
            "Nicknames" Text, "Other names people use for the person.";
            "Legal name" Text, "Only for those who may see it, and only where it is needed.";
            "Pronouns" Text, "As the person says them.";
            "Birth date" Day, "The day the person was born.";
            "Phone" Text, "The first number to call.";
            "Mobile phone" Text, "The first number that takes text messages.";
            "Email" Text, "The first e-mail address.";
            "Street address" Text, "The first postal address.";
            "May we use these?" YesNo, "Whether the person agreed to the first of these ways.";
            "Safe to leave a message?" YesNo, "Whether the person said so of the first of these ways.";
            "Language" Text, "A key of the list of languages.";
            "Needs an interpreter?" YesNo, "Whether the person wants an interpreter.";
            "In their own words" Text, "How the person names what they live with.";
            "About" Text, "What is good to know about the person.";
            "Race" First, "As told; all of it is in told.csv.";
            "Gender" First, "As told, the newest answer.";
            "Sexual orientation" First, "As told, the newest answer.";
            "Access needs" First, "As told; all of it is in told.csv.";
            "Military service" First, "As told, the newest answer.";
            "Housing" First, "As told, the newest answer.";
            "Program" Text, "The program of this export, or the one the person was with last.";
            "Status" Text, "Where the person stands with it.";
            "Since" DayOf, "Since which day.";
            "Contacts" Number, "How many contacts are on record.";
            "Last contact" Moment, "When the last one began.";
        },
    }
}

/// What the people told of themselves.
pub fn told() -> Table {
    Table {
        file: "told.csv",
        statement: sql!(
            "SELECT p.id, ",
            told!("race_ethnicity"),
            ", ",
            told!("gender_identity"),
            ", ",
            told!("sexual_orientation"),
            ", ",
            told!("disability"),
            ", ",
            told!("veteran"),
            ", ",
            told!("housing"),
            " FROM participants p WHERE p.organization_id = $1 AND p.merged_into IS NULL AND ",
            people!("p.id"),
            " ORDER BY p.id"
        ),
        of_program: None,
        columns: columns! {
            "Participant id" Id, "Whose answers these are.";
            "Race/ethnicity" List, "As told, the newest answer.";
            "Gender" First, "As told, the newest answer.";
            "Sexual orientation" First, "As told, the newest answer.";
            "Access needs" List, "As told, the newest answer.";
            "Military service" First, "As told, the newest answer.";
            "Housing" First, "As told, the newest answer.";
        },
    }
}

/// Every way to reach the people.
pub fn channels() -> Table {
    Table {
        file: "ways_to_reach.csv",
        statement: sql!(
            "SELECT c.participant_id, c.kind, c.value, c.is_agreed, c.may_leave_message, c.note, c.ended_at
             FROM channels c WHERE c.organization_id = $1 AND ",
            people!("c.participant_id"),
            " ORDER BY c.participant_id, c.position, c.id"
        ),
        of_program: None,
        columns: columns! {
            "Participant id" Id, "Whose it is.";
            "Kind" Text, "phone, text, email, mail or other.";
            "Value" Text, "The number or the address.";
            "May we use it?" YesNo, "Whether the person agreed.";
            "Safe to leave a message?" YesNo, "Whether the person said so.";
            "Note" Text, "In the person's words.";
            "Ended" Moment, "When it was taken off the record.";
        },
    }
}

/// How the people came and where they stood when.
pub fn statuses() -> Table {
    Table {
        file: "status_changes.csv",
        statement: sql!(
            "SELECT s.participant_id, g.name, s.from_status, s.to_status, s.at, s.reason, s.words, s.own_view, a.name
             FROM status_changes s
             JOIN enrollments e ON e.organization_id = s.organization_id AND e.id = s.enrollment_id
             JOIN programs g ON g.organization_id = e.organization_id AND g.id = e.program_id
             LEFT JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.changed_by
             WHERE s.organization_id = $1 AND (e.program_id = $5 OR $5 IS NULL) AND ",
            ground::inside_program!("e.program_id"),
            " AND ",
            people!("s.participant_id"),
            " ORDER BY s.participant_id, s.at, s.id"
        ),
        of_program: None,
        columns: columns! {
            "Participant id" Id, "Whose step it is.";
            "Program" Text, "With which program.";
            "From" Text, "Where the person stood before.";
            "To" Text, "Where the person stood then.";
            "At" Moment, "When.";
            "Reason" Text, "A key of the list of reasons.";
            "In words" Text, "Why, in plain words.";
            "The person's view" Text, "In the person's words.";
            "Written by" Text, "Who wrote it down.";
        },
    }
}

/// Who supports the people, and the people around them.
pub fn supporters() -> Table {
    Table {
        file: "supporters.csv",
        statement: sql!(
            "SELECT s.participant_id, s.name, s.relationship, s.phone, s.email, s.may_know, s.note, s.agreed_on, s.ended_at
             FROM supporters s WHERE s.organization_id = $1 AND ",
            people!("s.participant_id"),
            " ORDER BY s.participant_id, s.created_at, s.id"
        ),
        of_program: None,
        columns: columns! {
            "Participant id" Id, "Whose supporter it is.";
            "Name" Text, "The supporter.";
            "Relationship" Text, "A key of the list of supporters.";
            "Phone" Text, "A number.";
            "Email" Text, "An address.";
            "May know" List, "What the person agreed that the supporter may know.";
            "Note" Text, "What is good to know.";
            "Agreed on" Day, "When the person agreed.";
            "Ended" Moment, "When it ended.";
        },
    }
}

pub fn assignments() -> Table {
    Table {
        file: "assignments.csv",
        statement: sql!(
            "SELECT s.participant_id, g.name, a.name, s.kind, s.starts_on, s.ends_on, s.reason
             FROM assignments s
             JOIN programs g ON g.organization_id = s.organization_id AND g.id = s.program_id
             JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
             WHERE s.organization_id = $1 AND (s.program_id = $5 OR $5 IS NULL) AND ",
            ground::inside_program!("s.program_id"),
            " AND ",
            people!("s.participant_id"),
            " ORDER BY s.participant_id, s.starts_on, s.id"
        ),
        of_program: None,
        columns: columns! {
            "Participant id" Id, "Who is supported.";
            "Program" Text, "In which program.";
            "Worker" Text, "Who supports.";
            "Kind" Text, "primary or backup.";
            "Starts on" Day, "From when.";
            "Ends on" Day, "Until when.";
            "Reason" Text, "Why it ended.";
        },
    }
}

pub fn referrals() -> Table {
    Table {
        file: "referrals.csv",
        statement: sql!(
            "SELECT r.id, r.participant_id, g.name, r.received_at, r.source, r.source_name, r.reason, r.own_view,
                r.first_attempt_at, r.first_contact_at, r.first_in_person_at, r.attempts_count, r.outcome, r.outcome_at,
                r.outcome_words, r.referred_to
             FROM referrals r JOIN programs g ON g.organization_id = r.organization_id AND g.id = r.program_id
             WHERE r.organization_id = $1 AND (r.program_id = $5 OR $5 IS NULL) AND ",
            ground::inside_program!("r.program_id"),
            " AND ",
            people!("r.participant_id"),
            " ORDER BY r.participant_id, r.received_at, r.id"
        ),
        of_program: None,
        columns: columns! {
            "Id" Id, "The referral's id.";
            "Participant id" Id, "Who was referred.";
            "Program" Text, "To which program.";
            "Received" Moment, "When it came.";
            "Source" Text, "A key of the list of sources.";
            "Source name" Text, "Who it came from.";
            "Reason" Text, "Why.";
            "The person's view" Text, "In the person's words.";
            "First attempt" Moment, "When somebody first tried to reach the person.";
            "First contact" Moment, "When they first talked.";
            "First meeting" Moment, "When they first met in person.";
            "Attempts" Number, "How often somebody tried.";
            "Outcome" Text, "enrolled, referred_on or declined.";
            "Outcome at" Moment, "When.";
            "Outcome in words" Text, "Why, in plain words.";
            "Referred to" Text, "Where the person was connected to instead.";
        },
    }
}
