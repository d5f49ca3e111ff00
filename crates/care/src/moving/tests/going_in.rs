//! Messy files, the run, what stops it, and the undo.

use ground::{
    audit,
    ids::ParticipantId,
    promises::{self, Deadline, Kind, NewPromise},
    schema,
};
use jiff::SignedDuration;
use kit::{
    db::DbError,
    sql,
    testing::{TestDb, both},
};

use super::Office;
use crate::moving::{
    Status, Stopped, Target,
    arrive::Origin,
    known::Known,
    recover,
    run::{take, write_chunk},
    undo,
    walk::Walk,
};

pub(super) fn steps() -> Vec<kit::db::Migration> {
    schema::steps().unwrap()
}

/// Windows-1252, semicolons, a title above the header, the header again, blank rows, three styles of dates.
pub(super) const MESSY: &[u8] = b"Riverside list, spring\r\n\r\nFirst name;Last name;DOB;Phone;Status;Intake date\r\n\
Jos\xe9;Mu\xf1oz;25/12/1990;617-555-0100;Open;2024-01-05\r\n\
;;;;;\r\n\
First name;Last name;DOB;Phone;Status;Intake date\r\n\
Ada;Quinn;3 May 1985;(617) 555-0101;Discharged;2023-11-30\r\n\
Lin;Osei;1999-07-01;N/A;On hold;2025-02-28\r\n\
Lin;Osei;1999-07-01;N/A;On hold;2025-02-28\r\n";

#[test]
fn a_messy_file_comes_in_with_every_row_accounted_for() {
    both(&steps(), |on| {
        let office = Office::on(on);
        let path = office.file("riverside.csv", MESSY);
        let mapping = office.proposed(Target::Participants, &path);
        let report = office.look(Target::Participants, &mapping, &path);
        assert_eq!(
            (report.rows, report.to_add, report.again, report.blank, report.repeated_headers, report.with_problems),
            (6, 3, 1, 1, 1, 0),
            "{:?} {:?}",
            report.listed,
            report.unsettled
        );
        let words = report.file_in_words().join(" ");
        assert!(words.contains("Windows-1252") && words.contains("semicolons"), "{words}");
        let (id, added) = office.bring(Target::Participants, &path).unwrap();
        assert_eq!(added, 3);
        let name: String = office.one(sql!(
            "SELECT p.name_to_use FROM participants p JOIN enrollments e
                ON e.organization_id = p.organization_id AND e.participant_id = p.id
             WHERE p.organization_id = $1 AND e.status = 'active' AND p.birth_date IS NOT NULL"
        ));
        assert_eq!(name, "José Muñoz");
        assert_eq!(office.status(id), Status::Done);
        let organization = office.scope.organization;
        let (_, broken) =
            office.desk.db.read_now(office.scope.tenant(), move |tx| audit::verify(tx, organization)).unwrap();
        assert_eq!(broken, None);
    });
}

#[test]
fn a_row_with_a_problem_keeps_the_whole_file_out() {
    both(&steps(), |on| {
        let office = Office::on(on);
        let before = office.counts();
        let path = office.file(
            "list.csv",
            b"Name,DOB\nJordan Lee,1990-01-02\n,1991-01-02\nAda Quinn,31.31.1990\nToo Soon,2050-01-01\n",
        );
        let mapping = office.proposed(Target::Participants, &path);
        let (id, report) = office.prepared(Target::Participants, &mapping, &path);
        assert_eq!((report.to_add, report.with_problems), (1, 3));
        let lines: Vec<u64> = report.listed.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [3, 4, 5]);
        let stopped = crate::moving::run(&office.desk, &office.scope, id, &path, &mut |_, _| {});
        assert!(matches!(stopped, Err(Stopped::Problems(3))), "{stopped:?}");
        assert_eq!(office.status(id), Status::Failed);
        assert_eq!(office.counts(), before);
    });
}

#[test]
fn a_contact_of_somebody_unknown_is_a_problem_and_an_unknown_worker_is_not() {
    both(&steps(), |on| {
        let office = Office::on(on);
        let jordan = office.cast.jordan;
        let text = format!(
            "Participant,Staff id,Date,Minutes,Note\n{jordan},w-1,2026-05-01,45,\"We walked, and talked.\"\nnobody,w-1,2026-05-02,30,\n"
        );
        let path = office.file("contacts.csv", text.as_bytes());
        let mapping = office.proposed(Target::Contacts, &path);
        let report = office.look(Target::Contacts, &mapping, &path);
        assert_eq!((report.to_add, report.with_problems, report.with_warnings), (1, 1, 1), "{:?}", report.listed);
        let path = office.file("one.csv", text.rsplit_once("nobody").unwrap().0.as_bytes());
        office.bring(Target::Contacts, &path).unwrap();
        let (minutes, template, status, author): (i64, String, String, String) = office.one(sql!(
            "SELECT c.minutes, c.template, c.status, a.name FROM contacts c JOIN accounts a
                ON a.organization_id = c.organization_id AND a.id = c.author_id WHERE c.organization_id = $1"
        ));
        assert_eq!(
            (minutes, template.as_str(), status.as_str(), author.as_str()),
            (45, "imported", "signed", "Ruth Okafor")
        );
    });
}

#[test]
fn what_somebody_went_on_with_stays_when_the_import_is_undone() {
    both(&steps(), |on| {
        let office = Office::on(on);
        let path = office.file("people.csv", b"Id,Name,Phone\n1,Ada Quinn,617-555-0100\n2,Lin Osei,\n3,Sol Marin,\n");
        let (id, _) = office.bring(Target::Participants, &path).unwrap();
        let organization = office.scope.organization;
        office.cast.write(&office.desk.db, move |tx| {
            tx.run(
                sql!(
                    "UPDATE participants SET about = 'Likes tea', version = version + 1
                     WHERE organization_id = $1 AND name_to_use = 'Ada Quinn'"
                ),
                &[&organization],
            )
        });
        let goals = office.file("goals.csv", b"Participant,Goal,Rating\n2,I want to cook again,4\n");
        let (goals_id, _) = office.bring(Target::Goals, &goals).unwrap();
        assert_eq!(undo(&office.desk, &office.scope, id, &mut |_, _| {}).unwrap(), 2);
        let left: i64 =
            office.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM participants WHERE organization_id = $1"));
        assert_eq!(left, 3, "Jordan, Ada and Lin");
        assert_eq!(undo(&office.desk, &office.scope, goals_id, &mut |_, _| {}).unwrap(), 0);
    });
}

#[test]
fn a_promise_that_a_chore_opened_keeps_nobody_in_until_somebody_moves_it() {
    both(&steps(), |on| {
        let office = Office::on(on);
        let path = office.file("people.csv", b"Id,Name\n1,Ada Quinn\n2,Lin Osei\n");
        let (id, _) = office.bring(Target::Participants, &path).unwrap();
        let ada: ParticipantId =
            office.one(sql!("SELECT id FROM participants WHERE organization_id = $1 AND name_to_use = 'Ada Quinn'"));
        let lin: ParticipantId =
            office.one(sql!("SELECT id FROM participants WHERE organization_id = $1 AND name_to_use = 'Lin Osei'"));
        let (organization, moment) = (office.scope.organization, office.cast.clock.moment());
        let (program, due) = (office.cast.program, moment.now + SignedDuration::from_hours(72));
        office.cast.write(&office.desk.db, move |tx| {
            for person in [ada, lin] {
                let check_in = NewPromise::new(
                    Kind::CheckIn,
                    "",
                    "participant",
                    person,
                    Deadline::at(due, &jiff::tz::TimeZone::UTC),
                )
                .about(person)
                .in_program(Some(program));
                promises::open_quietly(tx, organization, &moment, &check_in)?;
            }
            tx.run(
                sql!("UPDATE promises SET version = 2 WHERE organization_id = $1 AND participant_id = $2"),
                &[&organization, &lin],
            )
        });
        assert_eq!(undo(&office.desk, &office.scope, id, &mut |_, _| {}).unwrap(), 1, "Lin's was put off by somebody");
        let left: i64 = office.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM promises WHERE organization_id = $1"));
        assert_eq!(left, 1, "the promise to Ada went with her record");
    });
}

/// A run that was killed after its first chunk: the next start takes out what had come in.
#[test]
fn a_run_that_was_killed_leaves_nothing() {
    both(&steps(), |on| {
        let office = Office::on(on);
        let before = office.counts();
        let path = office.file("people.csv", b"Id,Name\n1,Ada Quinn\n2,Lin Osei\n");
        let mapping = office.proposed(Target::Participants, &path);
        let (id, _) = office.prepared(Target::Participants, &mapping, &path);
        let import = take(&office.desk, office.scope.organization, id, Status::Running).unwrap();
        let origin = Origin { import: id, target: import.target, file_name: import.file_name.clone() };
        let setting = office.desk.setting(office.scope.organization).unwrap();
        let mut walk = Walk::begin(&path, import.target, &mapping, &setting).unwrap();
        let chunk = walk.next_chunk(500).unwrap();
        write_chunk(&office.desk, &office.scope, &origin, Known::default(), chunk, 2).unwrap();
        assert_ne!(office.counts(), before);
        assert_eq!(recover(&office.desk).unwrap(), 0, "somebody still answers for it");
        office.desk.clock.set(office.scope.now + SignedDuration::from_mins(3));
        assert_eq!(recover(&office.desk).unwrap(), 1);
        assert_eq!((office.counts(), office.status(id)), (before, Status::Failed));
    });
}

#[test]
fn nobody_reaches_the_import_of_another_organization() {
    both(&steps(), |on: &TestDb| {
        let office = Office::on(on);
        let path = office.file("people.csv", b"Id,Name\n1,Ada Quinn\n");
        let (id, _) = office.bring(Target::Participants, &path).unwrap();
        let tess = office.cast.scope("tess", ground::rules::matrix::Permission::ImportData);
        let seen: Result<_, DbError> = on.db.read_now(tess.tenant(), {
            let tess = tess.clone();
            move |tx| crate::moving::find(tx, tess.organization, id)
        });
        assert!(seen.unwrap().is_none());
        assert!(matches!(undo(&office.desk, &tess, id, &mut |_, _| {}), Err(Stopped::Taken)));
        assert_eq!(office.status(id), Status::Done);
    });
}
