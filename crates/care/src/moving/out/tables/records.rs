//! What was written about people: goals, contacts, promises; and the staff who wrote it.

use kit::sql;

use super::super::shape::{
    Column,
    Shape::{Agreement, Day, DayOf, Id, List, Moment, Number, Part, TakingPart, Text, Words},
    Table,
};

pub fn goals() -> Table {
    Table {
        file: "goals.csv",
        statement: sql!(
            "SELECT o.id, o.participant_id, o.words, o.why, o.domain, o.own_domain, o.status, o.started_on, o.review_on,
                o.ended_at, o.ending_words, o.latest_rating
             FROM goals o WHERE o.organization_id = $1 AND ",
            ground::inside_program!("o.program_id"),
            " AND ",
            people!("o.participant_id"),
            " ORDER BY o.participant_id, o.started_on, o.id"
        ),
        of_program: None,
        columns: columns! {
            "Id" Id, "The goal's id.";
            "Participant id" Id, "Whose goal it is.";
            "Goal" Text, "In the person's own words.";
            "Why it matters" Text, "Why it matters to the person.";
            "Part of life" Text, "A key of the list of parts of life.";
            "Part of life, in own words" Text, "When none of them fits.";
            "Status" Text, "active, done, set_aside or changed.";
            "Started on" Day, "Since when it is a goal.";
            "Look at it again on" Day, "When to look at it together.";
            "Ended on" DayOf, "When it was done, set aside or changed.";
            "How it ended" Text, "What the person said of it.";
            "Progress" Number, "As the person rated it last: 0 to 10.";
        },
    }
}

pub fn steps() -> Table {
    Table {
        file: "goal_steps.csv",
        statement: sql!(
            "SELECT o.goal_id, o.participant_id, o.words, o.owner, o.owner_name, o.due_on, o.done_at
             FROM goal_steps o WHERE o.organization_id = $1 AND o.removed_at IS NULL AND ",
            of_open_goal!(),
            " AND ",
            people!("o.participant_id"),
            " ORDER BY o.participant_id, o.goal_id, o.position, o.id"
        ),
        of_program: None,
        columns: columns! {
            "Goal id" Id, "To which goal it leads.";
            "Participant id" Id, "Whose goal it is.";
            "Step" Text, "What is to be done.";
            "Who" Text, "participant, peer, supporter or other.";
            "Name" Text, "Who that is.";
            "By" Day, "Until when.";
            "Done" Moment, "When it was done.";
        },
    }
}

pub fn ratings() -> Table {
    Table {
        file: "goal_ratings.csv",
        statement: sql!(
            "SELECT o.goal_id, o.participant_id, o.rating, o.words, o.rated_on
             FROM goal_ratings o WHERE o.organization_id = $1 AND ",
            of_open_goal!(),
            " AND ",
            people!("o.participant_id"),
            " ORDER BY o.participant_id, o.goal_id, o.rated_on, o.id"
        ),
        of_program: None,
        columns: columns! {
            "Goal id" Id, "Which goal.";
            "Participant id" Id, "Whose goal it is.";
            "Progress" Number, "0 (not started) to 10 (there), as the person rates it.";
            "In words" Text, "What the person said.";
            "On" Day, "When.";
        },
    }
}

// One text for each question: those of a person by the person, those of a program as they lie in the file.
macro_rules! contacts {
    ($program:literal, [$($people:tt)*], $order:literal) => {
        sql!(
            "SELECT c.id, c.participant_id, a.id, a.name, g.name, c.starts_at, c.ends_at, c.minutes, c.kind, c.outcome,
                c.mode, c.setting, c.place, c.present, v.sections,
                v.participant_words, v.facts, c.template, c.status, c.signed_at, v.signed_name, c.error_words, c.units
             FROM contacts c
             JOIN programs g ON g.organization_id = c.organization_id AND g.id = ",
            $program,
            " JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.author_id
             LEFT JOIN contact_versions v
                ON v.organization_id = c.organization_id AND v.contact_id = c.id AND v.version = c.version
             WHERE c.organization_id = $1 AND ",
            $($people)*,
            $order
        )
    };
}

pub fn contacts() -> Table {
    Table {
        file: "contacts.csv",
        statement: contacts!("c.program_id", [of_person!()], " ORDER BY c.participant_id, c.starts_at, c.id"),
        // By the program's index, in whose order the rows lie on the disk, and not by the people's.
        of_program: Some(contacts!("$5", [of_program!()], " ORDER BY c.starts_at, c.id")),
        columns: columns! {
            "Id" Id, "The contact's id.";
            "Participant id" Id, "Who it was with.";
            "Staff id" Id, "Who wrote it.";
            "Staff name" Text, "Who wrote it.";
            "Program" Text, "For which program.";
            "Starts at" Moment, "When it began.";
            "Ends at" Moment, "When it ended.";
            "Minutes" Number, "How long it took.";
            "Kind" Text, "A key of the list of kinds.";
            "How it went" Text, "A key of the list of outcomes.";
            "How we met" Text, "in_person, video, phone or text.";
            "Setting" Text, "A key of the list of settings.";
            "Place" Text, "Where it was, in words.";
            "Who was there" List, "Others who were there.";
            "What it was about" Part("topic"), "Only for records of other systems.";
            "Why" Part("reason"), "Only for records of other systems.";
            "What happened" Words, "The note, part by part.";
            "What comes next" Part("next_steps"), "As words, for records of other systems.";
            "In their own words" Text, "What the person said.";
            "Taking part" TakingPart, "together, read_back, sent or declined: how the person took part in the note.";
            "Agreement" Agreement, "agrees or disagrees: what the person said of the note.";
            "Template" Text, "The form of the note; imported: the record came from another system.";
            "Status" Text, "signed, awaiting_cosign, cosigned, returned or entered_in_error.";
            "Signed at" Moment, "When it was signed.";
            "Signed by" Text, "Who signed it.";
            "Entered in error because" Text, "The reason, when it was.";
            "Units" Number, "Units by the payer's rule.";
        },
    }
}

macro_rules! addenda {
    ($from:literal, [$($people:tt)*], $order:literal) => {
        sql!(
            "SELECT d.contact_id, d.words, d.at, d.account_name FROM ",
            $from,
            " WHERE d.organization_id = $1 AND c.organization_id = d.organization_id AND c.id = d.contact_id
             AND ",
            $($people)*,
            $order
        )
    };
}

pub fn addenda() -> Table {
    Table {
        file: "contact_addenda.csv",
        // A cross join is looped over in this order.
        statement: addenda!(
            "contacts c CROSS JOIN contact_addenda d",
            [of_person!()],
            " ORDER BY c.participant_id, d.contact_id, d.at, d.id"
        ),
        of_program: Some(addenda!(
            "contact_addenda d, contacts c",
            [of_program!()],
            " ORDER BY d.contact_id, d.at, d.id"
        )),
        columns: columns! {
            "Contact id" Id, "Which contact it adds to.";
            "Words" Text, "What was added.";
            "At" Moment, "When.";
            "By" Text, "Who added it.";
        },
    }
}

/// What the person and the worker said of notes: a statement of disagreement goes wherever the note goes.
pub fn comments() -> Table {
    Table {
        file: "contact_comments.csv",
        statement: sql!(
            "SELECT d.contact_id, d.participant_id, d.kind, d.said_as, d.words, d.at, d.account_name
             FROM contact_comments d JOIN contacts c ON c.organization_id = d.organization_id AND c.id = d.contact_id
             WHERE d.organization_id = $1 AND (c.program_id = $5 OR $5 IS NULL) AND ",
            ground::inside_program!("c.program_id"),
            " AND ",
            people!("d.participant_id"),
            " ORDER BY d.participant_id, d.contact_id, d.at, d.id"
        ),
        of_program: None,
        columns: columns! {
            "Contact id" Id, "Which contact it is about.";
            "Participant id" Id, "Whose contact it is.";
            "Kind" Text, "comment, answer or disagreement (a statement that stays with the note).";
            "Said as" Text, "participant or worker.";
            "Words" Text, "What was said.";
            "At" Moment, "When.";
            "By" Text, "Who said it.";
        },
    }
}

/// What is or was held back from the person, and why.
pub fn hidings() -> Table {
    Table {
        file: "contact_hidings.csv",
        statement: sql!(
            "SELECT h.contact_id, h.participant_id, h.exception, h.reason, h.review_on, h.hidden_at, h.hidden_name,
                h.ended_at
             FROM contact_hidings h JOIN contacts c ON c.organization_id = h.organization_id AND c.id = h.contact_id
             WHERE h.organization_id = $1 AND (c.program_id = $5 OR $5 IS NULL) AND ",
            ground::inside_program!("c.program_id"),
            " AND ",
            people!("h.participant_id"),
            " ORDER BY h.participant_id, h.contact_id, h.hidden_at, h.id"
        ),
        of_program: None,
        columns: columns! {
            "Contact id" Id, "Which contact was held back from the person.";
            "Participant id" Id, "Whose contact it is.";
            "Exception" Text, "A key of the list of legal exceptions.";
            "Reason" Text, "Why it holds in this case.";
            "Look again on" Day, "When somebody looks at it again.";
            "Held back at" Moment, "Since when.";
            "By" Text, "Who held it back.";
            "Ended" Moment, "When it was opened again.";
        },
    }
}

pub fn promises() -> Table {
    Table {
        file: "promises.csv",
        statement: sql!(
            "SELECT r.participant_id, r.kind, r.words, a.name, r.due_at, r.opened_at, r.closed_at, r.closing,
                r.evidence_words
             FROM promises r LEFT JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.owner_id
             WHERE r.organization_id = $1 AND (r.program_id = $5 OR $5 IS NULL) AND ",
            ground::inside_program!("r.program_id"),
            " AND ",
            people!("r.participant_id"),
            " ORDER BY r.participant_id, r.due_at, r.id"
        ),
        of_program: None,
        columns: columns! {
            "Participant id" Id, "To whom.";
            "Kind" Text, "What kind of promise.";
            "What" Text, "What was promised.";
            "Owner" Text, "Who keeps it.";
            "Due" Moment, "By when.";
            "Opened" Moment, "Since when.";
            "Closed" Moment, "When it was kept or let go.";
            "How it closed" Text, "done, let_go or replaced.";
            "Words" Text, "What shows that it was kept.";
        },
    }
}

macro_rules! staff {
    ($($people:tt)*) => {
        sql!(
            "SELECT a.id, a.name, a.pronouns FROM accounts a WHERE a.organization_id = $1
             AND a.id IN (SELECT c.author_id FROM contacts c WHERE c.organization_id = $1 AND ",
            $($people)*,
            ") ORDER BY a.sort_key, a.id"
        )
    };
}

/// Whose names stand under the contacts.
pub fn staff() -> Table {
    Table {
        file: "staff.csv",
        statement: staff!(of_person!()),
        of_program: Some(staff!(of_program!())),
        columns: columns! {
            "Id" Id, "The worker's id; contacts name workers by it.";
            "Name" Text, "The worker's name.";
            "Pronouns" Text, "As the worker says them.";
        },
    }
}
