//! What goes out, who may see it, and that it comes in again elsewhere as it was.

use std::{fs::File, io::Read as _};

use ground::{access::Scope, ids::ParticipantId, rules::matrix::Permission, schema};
use kit::{
    db::DbError,
    sql,
    testing::{TestDb, both},
};

use super::Office;
use crate::moving::{
    Target,
    out::{self, Extent, Kept, Seen, Written},
};

const PEOPLE: &[u8] = b"Id,Name,Legal name,Phone,Birth date,About,Status,Since,Gender\n\
1,=SUM(A1),Ada Quinn,617-555-0100,1990-12-25,\"Likes tea,\nand walks\",Active,2024-01-05,woman\n\
2,Jos\xc3\xa9 Mu\xc3\xb1oz,,,1985-05-03,,Paused,2025-02-28,\n";

struct Taken {
    folder: tempfile::TempDir,
    files: Vec<String>,
    written: Written,
}

impl Taken {
    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(file)).unwrap()
    }
}

fn take(on: &TestDb, scope: &Scope, extent: Extent, seen: Seen) -> Result<Taken, Kept> {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("all.zip");
    let (file, scope) = (File::create(&path).unwrap(), scope.clone());
    let written = on.db.read_now(scope.tenant(), move |tx| out::write(tx, &scope, extent, seen, file))?;
    let mut zip = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
    let files: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in &files {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    Ok(Taken { folder, files, written })
}

fn office_with_people(on: &TestDb) -> Office {
    let office = Office::on(on);
    office.bring(Target::Participants, &office.file("people.csv", PEOPLE)).unwrap();
    let contacts = "Id,Participant,Date,Minutes,Note\nc1,1,2026-05-01,45,\"@home we talked\"\n";
    office.bring(Target::Contacts, &office.file("contacts.csv", contacts.as_bytes())).unwrap();
    let goals = "Id,Participant,Goal,Progress,Part of life\ng1,2,-10 kilos,4,wellness\n";
    office.bring(Target::Goals, &office.file("goals.csv", goals.as_bytes())).unwrap();
    office
}

fn everything(office: &Office) -> (Scope, Seen) {
    let scope = office.cast.scope("ruth", Permission::ExportProgram);
    (scope, Seen { legal_names: true, told: true, goals: true, contacts: true, promises: true })
}

/// The people, contacts and goals of a program as an import knows them, without ids and times of the import itself.
fn facts(office: &Office) -> Vec<String> {
    let (organization, program) = (office.scope.organization, office.cast.program);
    let found: Result<Vec<String>, DbError> = office.desk.db.read_now(office.scope.tenant(), move |tx| {
        let mut all = Vec::new();
        tx.each(
            sql!(
                "SELECT p.name_to_use, p.birth_date, p.about, e.status, e.status_since, p.contacts_count
                 FROM participants p JOIN enrollments e
                    ON e.organization_id = p.organization_id AND e.participant_id = p.id
                 WHERE p.organization_id = $1 AND e.program_id = $2 ORDER BY p.sort_key"
            ),
            &[&organization, &program],
            |row| {
                let (name, born): (String, Option<jiff::civil::Date>) = (row.get()?, row.get()?);
                let (about, status): (String, String) = (row.get()?, row.get()?);
                let (since, count): (jiff::Timestamp, i64) = (row.get()?, row.get()?);
                all.push(format!("{name} {born:?} {about} {status} {since} {count}"));
                Ok(true)
            },
        )?;
        for statement in [
            sql!("SELECT g.words FROM goals g WHERE g.organization_id = $1 ORDER BY g.words LIMIT 100"),
            sql!("SELECT c.value FROM channels c WHERE c.organization_id = $1 ORDER BY c.value LIMIT 100"),
        ] {
            all.extend(tx.list::<String>(statement, &[&organization])?);
        }
        let sections: Vec<serde_json::Value> = tx.list(
            sql!("SELECT v.sections FROM contact_versions v WHERE v.organization_id = $1 LIMIT 100"),
            &[&organization],
        )?;
        all.extend(sections.iter().map(|sections| sections[0]["words"].as_str().unwrap().to_owned()));
        Ok(all)
    });
    let mut all = found.unwrap();
    all.retain(|fact| !fact.starts_with("Jordan"));
    all
}

#[test]
fn what_goes_out_comes_in_elsewhere_as_it_was() {
    both(&schema::steps().unwrap(), |on| {
        let office = office_with_people(on);
        let (scope, seen) = everything(&office);
        let taken = take(on, &scope, Extent::Program(office.cast.program), seen).unwrap();
        assert_eq!(taken.written.people, 3, "with Jordan");
        let elsewhere = kit::testing::sqlite(&schema::steps().unwrap());
        let other = Office::on(&elsewhere);
        let files = [
            (Target::Participants, "participants.csv"),
            (Target::Goals, "goals.csv"),
            (Target::Contacts, "contacts.csv"),
        ];
        for (target, name) in files {
            let path = other.file(name, taken.text(name).as_bytes());
            let mapping = other.proposed(target, &path);
            let report = other.look(target, &mapping, &path);
            assert!(report.is_ready(), "{name}: {:?} {:?}", report.unsettled, report.listed);
            other.bring(target, &path).unwrap();
        }
        assert_eq!(facts(&other), facts(&office));
    });
}

#[test]
fn no_cell_runs_as_a_formula() {
    both(&schema::steps().unwrap(), |on| {
        let office = office_with_people(on);
        let (scope, seen) = everything(&office);
        let taken = take(on, &scope, Extent::Program(office.cast.program), seen).unwrap();
        assert!(taken.text("participants.csv").contains("'=SUM(A1)"));
        assert!(taken.text("contacts.csv").contains("'@home"));
        assert!(taken.text("goals.csv").contains("'-10 kilos"));
        let dictionary = taken.text("data_dictionary.csv");
        for file in taken.files.iter().filter(|name| name.ends_with(".csv") && *name != "data_dictionary.csv") {
            let text = taken.text(file);
            let heads = text.lines().next().unwrap().replace(", ", " ").split(',').count();
            let lines = dictionary.lines().filter(|line| line.starts_with(file.as_str())).count();
            assert_eq!(lines, heads, "{file}");
        }
    });
}

#[test]
fn nothing_goes_out_that_the_person_may_not_see() {
    both(&schema::steps().unwrap(), |on| {
        let office = office_with_people(on);
        let (scope, seen) = everything(&office);
        let program = Extent::Program(office.cast.program);
        let all = take(on, &scope, program, seen).unwrap();
        assert!(all.text("participants.csv").contains("Ada Quinn") && all.text("told.csv").contains("woman"));
        let less = Seen { legal_names: false, told: false, goals: false, contacts: false, promises: false };
        let some = take(on, &scope, program, less).unwrap();
        assert!(
            !some.text("participants.csv").contains("Ada Quinn") && !some.text("participants.csv").contains("woman")
        );
        for kept in ["told.csv", "goals.csv", "contacts.csv", "promises.csv", "staff.csv"] {
            assert!(!some.files.iter().any(|file| file == kept), "{kept}");
        }
        let other = take(on, &scope, Extent::Program(office.cast.other_program), seen).unwrap();
        assert_eq!(other.written.people, 0);
        // A director who takes out one person gets what a director sees.
        let one = office.cast.scope("ruth", Permission::ExportPerson);
        let by_ruth = Seen::by(office.cast.actor("ruth"), &one);
        assert!(by_ruth.legal_names && by_ruth.told && !by_ruth.contacts && !by_ruth.goals);
        let ruths = take(on, &one, Extent::Person(office.cast.jordan), by_ruth).unwrap();
        assert!(ruths.text("READ_ME.txt").contains("Left out: contacts, goals."), "{}", ruths.text("READ_ME.txt"));
        let tess = office.cast.scope("tess", Permission::ExportPerson);
        let jordan: ParticipantId = office.cast.jordan;
        assert!(matches!(take(on, &tess, Extent::Person(jordan), seen), Err(Kept::NotThere)));
    });
}

#[test]
fn a_director_hands_over_the_whole_record_of_a_program_and_says_why() {
    both(&schema::steps().unwrap(), |on| {
        let office = office_with_people(on);
        let scope = office.cast.scope("ruth", Permission::ExportProgram);
        let program = Extent::Program(office.cast.program);
        let taken = take(on, &scope, program, Seen::by(office.cast.actor("ruth"), &scope)).unwrap();
        assert!(taken.text("contacts.csv").contains("we talked") && taken.text("goals.csv").contains("kilos"));
        assert!(taken.text("READ_ME.txt").contains("Nothing is left out."));

        let (organization, written) = (scope.organization, taken.written);
        let noted: Vec<(String, String, String)> = office.cast.write(&on.db, move |tx| {
            let now = scope.now;
            out::note(tx, &scope, program, written, "moving to another system", now).unwrap();
            tx.list(
                sql!(
                    "SELECT record_kind, why, details FROM audit_entries WHERE organization_id = $1 AND action = 'export'
                     ORDER BY sequence"
                ),
                &[&organization],
            )
        });
        let [(kind, why, details)] = noted.as_slice() else { panic!("one entry, not {}", noted.len()) };
        assert_eq!((kind.as_str(), why.as_str()), ("export", "moving to another system"));
        assert!(details.contains("Walking Together") && details.contains("\"people\":3"), "{details}");
    });
}

#[test]
fn what_was_written_before_a_consent_was_taken_back_does_not_leave() {
    both(&schema::steps().unwrap(), |on| {
        let office = office_with_people(on);
        let (jordan, cast) = (office.cast.jordan, &office.cast);
        let scope = cast.scope("ruth", Permission::ExportPerson);
        let consent = open_to_pat(on, cast);
        let extent = Extent::Person(jordan);
        let seen = Seen::by(cast.actor("ruth"), &scope);
        let leave = |written: Written, minutes: i64| {
            let scope = scope.clone();
            let now = scope.now + jiff::SignedDuration::from_mins(minutes);
            on.db.write_now(scope.tenant(), move |tx| out::note(tx, &scope, extent, written, "", now))
        };
        let before = take(on, &scope, extent, seen).unwrap().written;
        leave(before, 1).unwrap();
        // Somebody takes the consent back while the file is being written.
        cast.clock.set(scope.now + jiff::SignedDuration::from_secs(30));
        let by = cast.scope("ruth", Permission::ManageConsents);
        cast.write(&on.db, move |tx| ground::gate::close_openings(tx, &by, consent).map(drop));
        assert!(matches!(leave(before, 1), Err(Kept::Closed)), "on {}", on.engine);
        // Taken out again, it is as it may be now.
        let scope = cast.scope("ruth", Permission::ExportPerson);
        let again = take(on, &scope, extent, seen).unwrap().written;
        let now = scope.now;
        on.db.write_now(scope.tenant(), move |tx| out::note(tx, &scope, extent, again, "", now)).unwrap();
    });
}

/// A consent of Jordan's that opens their record to Pat.
fn open_to_pat(on: &TestDb, cast: &ground::testing::Cast) -> ground::gate::ConsentId {
    use ground::gate::{ConsentId, Information, Opening, Purpose, Recipient, open};
    let (scope, jordan, pat) = (cast.scope("ruth", Permission::ManageConsents), cast.jordan, cast.account("pat"));
    let consent: ConsentId = scope.at.id();
    cast.write(&on.db, move |tx| {
        tx.run(
            sql!(
                "INSERT INTO consents (organization_id, id, participant_id, kind, template, template_version, language,
                    elements, body, missing, signed_at, signed_how, signed_name, signature, signed_device, signer_role,
                    revoked_words, created_at, version)
                 VALUES ($1, $2, $3, 'general_release', 'general_release', 1, 'en', $4, '', $5, $6, 'typed', 'Jordan Rivera',
                    '', '', '', '', $6, 1)"
            ),
            &[&scope.organization, &consent, &jordan, &serde_json::json!({}), &serde_json::json!([]), &scope.now],
        )?;
        let opening = Opening {
            consent,
            participant: jordan,
            from: None,
            to: Recipient::Account(pat),
            information: Information::Everything,
            purpose: Purpose::Support,
            starts_at: scope.now,
            ends_at: None,
        };
        open(tx, &scope, &opening).map(drop)
    });
    consent
}
