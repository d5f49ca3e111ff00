//! Backup and restore, on each engine and from one to the other.

use std::{collections::BTreeMap, fs::File, io::Write, path::Path, thread};

use ground::testing::Cast;
use kit::{
    config::FilesConfig,
    db::{Db, DbError, Tenant},
    files::{Claim, FileKey, Files},
    ids::Id,
    sql,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    browser::Browser,
    program::{Place, mode},
    sudden::{begin_draft, pause},
};

fn manifest(file: &Path) -> Value {
    let mut zip = zip::ZipArchive::new(File::open(file).unwrap()).unwrap();
    serde_json::from_reader(zip.by_name("manifest.json").unwrap()).unwrap()
}

/// For each table its rows and their sum.
fn sums(file: &Path) -> BTreeMap<String, (u64, String)> {
    let manifest = manifest(file);
    let tables = manifest["tables"].as_array().unwrap().iter();
    let mark = |table: &Value| (table["rows"].as_u64().unwrap(), table["sha256"].as_str().unwrap().to_owned());
    tables.map(|table| (table["name"].as_str().unwrap().to_owned(), mark(table))).collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Stores an attachment of Jordan's and answers where.
pub fn attach(place: &Place, cast: &Cast, words: &str) -> std::path::PathBuf {
    let folder = place.data().join("files");
    let files = Files::open(&FilesConfig::Folder(folder.clone())).unwrap();
    let id: Uuid = Uuid::from_bytes(cast.clock.moment().random());
    let key = FileKey { organization: cast.organization.uuid(), file: id };
    let claim = Claim { name: "plan.txt", content_type: "text/plain" };
    let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(words.to_owned()))]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stored = runtime.block_on(files.put(key, &claim, 1 << 20, body)).unwrap();
    let (organization, jordan, ana, now) =
        (cast.organization, cast.jordan, cast.account("ana"), cast.clock.moment().now);
    let size = i64::try_from(stored.bytes).unwrap();
    let db = place.database();
    cast.write(&db, move |tx| {
        tx.run(
            sql!(
                "INSERT INTO attachments (organization_id, id, participant_id, file_name, content_type, size_bytes, sha256,
                    words, created_at, created_by)
                 VALUES ($1, $2, $3, 'plan.txt', 'text/plain', $4, $5, '', $6, $7)"
            ),
            &[&organization, &id, &jordan, &size, &stored.sha256.to_vec(), &now, &ana],
        )
    });
    folder.join(key.organization.to_string()).join(id.to_string())
}

#[test]
fn a_backup_taken_while_people_write_is_whole() {
    for place in Place::each() {
        let cast = place.cast();
        let draft = begin_draft(&place.database(), &cast);
        attach(&place, &cast, "Walk by the river on Mondays");
        let serving = place.serve();
        let (address, cookie) = (serving.address, cast.cookie("ana").to_owned());
        let client = Uuid::from_u128(1);
        let save = move |sequence| {
            let browser = Browser::of(address, &cookie);
            let answer = browser.post_json(&format!("/drafts/{draft}/entries"), &pause(client, sequence, "a word"));
            assert_eq!(answer.unwrap().status, 200);
        };
        (1..=10).for_each(&save);
        let (tell, told) = std::sync::mpsc::channel::<()>();
        let writer = thread::spawn(move || {
            let mut sequence = 11;
            while told.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
                save(sequence);
                sequence += 1;
            }
            sequence - 1
        });
        let file = place.file("one.backup");
        let said = place.run(&["backup", text(&file)]).fine();
        tell.send(()).unwrap();
        let written = u64::try_from(writer.join().unwrap()).unwrap();
        assert!(said.contains("1 files"), "{said}");
        assert_eq!(mode(&file), 0o600);
        assert!(!place.file("one.backup.partial").exists());
        let (kept, _) = sums(&file)["draft_entries"].clone();
        assert!((10..=written).contains(&kept), "{kept} of {written}");

        let other = Place::sqlite();
        other.run(&["restore", text(&file)]).fine();
        let looked = other.run(&["verify"]).fine();
        assert!(looked.contains("all 1 attachments are there"), "{looked}");
        let again = other.file("two.backup");
        other.run(&["backup", text(&again)]).fine();
        assert_eq!(sums(&file), sums(&again));
        assert_eq!(
            std::fs::read(place.data().join("seal.key")).unwrap(),
            std::fs::read(other.data().join("seal.key")).unwrap()
        );
    }
}

#[test]
fn a_program_moves_to_postgres_and_back_unchanged() {
    let Some(there) = Place::postgres() else { return };
    let (here, back) = (Place::sqlite(), Place::sqlite());
    let cast = here.cast();
    begin_draft(&here.database(), &cast);
    let [first, second, third] = ["1", "2", "3"].map(|name| here.file(name));
    here.run(&["backup", text(&first)]).fine();
    there.run(&["restore", text(&first)]).fine();
    there.run(&["verify"]).fine();
    there.run(&["backup", text(&second)]).fine();
    back.run(&["restore", text(&second)]).fine();
    back.run(&["verify"]).fine();
    back.run(&["backup", text(&third)]).fine();
    assert_eq!(sums(&first), sums(&second));
    assert_eq!(sums(&second), sums(&third));
    assert!(manifest(&second)["engine"].as_str().unwrap().starts_with("PostgreSQL"));
    let serving = there.serve();
    let page = Browser::of(serving.address, cast.cookie("ana")).get(&format!("/people/{}", cast.jordan)).unwrap();
    assert!(page.status == 200 && page.body.contains("Jordan"), "{} {}", page.status, page.body);
}

#[test]
fn what_is_there_is_replaced_only_when_asked_for() {
    for place in Place::each() {
        place.cast();
        let file = place.file("one.backup");
        place.run(&["backup", text(&file)]).fine();
        let refused = place.run(&["restore", text(&file)]).refused();
        assert!(refused.contains("--replace"), "{refused}");
        place.run(&["restore", text(&file), "--replace"]).fine();
        place.run(&["verify"]).fine();
        let again = place.file("two.backup");
        place.run(&["backup", text(&again)]).fine();
        assert_eq!(sums(&file), sums(&again));
    }
}

#[test]
fn a_running_program_is_not_replaced_under_its_feet() {
    let place = Place::sqlite();
    place.cast();
    let file = place.file("one.backup");
    place.run(&["backup", text(&file)]).fine();
    let serving = place.serve();
    let refused = place.run(&["restore", text(&file), "--replace"]).refused();
    assert!(refused.contains("stop it first"), "{refused}");
    drop(serving);
    place.run(&["restore", text(&file), "--replace"]).fine();
}

#[test]
fn a_damaged_backup_changes_nothing() {
    for place in Place::each() {
        place.cast();
        let good = place.file("good.backup");
        place.run(&["backup", text(&good)]).fine();
        let bad = place.file("bad.backup");
        damage(&good, &bad, "tables/accounts.ndjson");
        let refused = place.run(&["restore", text(&bad), "--replace"]).refused();
        assert!(refused.contains("accounts.ndjson is not what it was"), "{refused}");
        place.run(&["verify"]).fine();
        let after = place.file("after.backup");
        place.run(&["backup", text(&after)]).fine();
        assert_eq!(sums(&good), sums(&after));
        let half = place.file("half.backup");
        let bytes = std::fs::read(&good).unwrap();
        std::fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
        assert!(place.run(&["restore", text(&half), "--replace"]).refused().contains("not a backup"));
    }
}

/// Copies a backup with one letter of a member changed.
fn damage(from: &Path, to: &Path, member: &str) {
    let mut zip = zip::ZipArchive::new(File::open(from).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(File::create(to).unwrap());
    for index in 0..zip.len() {
        let mut found = zip.by_index(index).unwrap();
        let (name, mut bytes) = (found.name().unwrap().into_owned(), Vec::new());
        std::io::copy(&mut found, &mut bytes).unwrap();
        if name == member {
            let place = bytes.windows(3).position(|three| three == b"Ana").unwrap();
            bytes[place] = b'E';
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap();
}

#[test]
fn a_backup_of_a_newer_program_is_refused() {
    let place = Place::sqlite();
    place.cast();
    let file = place.file("one.backup");
    place.run(&["backup", text(&file)]).fine();
    let newer = place.file("newer.backup");
    with_manifest(&file, &newer, |manifest| {
        let steps = manifest["steps"].as_array_mut().unwrap();
        steps.push(json!({ "number": 9999, "name": "later", "sha256": "00" }));
    });
    let refused = Place::sqlite().run(&["restore", text(&newer)]).refused();
    assert!(refused.contains("9999"), "{refused}");
    let other = place.file("other.backup");
    with_manifest(&file, &other, |manifest| manifest["format_version"] = json!(2));
    assert!(Place::sqlite().run(&["restore", text(&other)]).refused().contains("format 2"));
}

fn with_manifest(from: &Path, to: &Path, change: impl FnOnce(&mut Value)) {
    let mut manifest = manifest(from);
    change(&mut manifest);
    let mut zip = zip::ZipArchive::new(File::open(from).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(File::create(to).unwrap());
    for index in 0..zip.len() {
        let found = zip.by_index_raw(index).unwrap();
        if found.name().unwrap() != "manifest.json" {
            out.raw_copy_file(found).unwrap();
        }
    }
    out.start_file("manifest.json", zip::write::SimpleFileOptions::default()).unwrap();
    out.write_all(manifest.to_string().as_bytes()).unwrap();
    out.finish().unwrap();
}

/// A backup made with an older schema is brought up to date on its way in.
#[test]
fn a_backup_of_an_older_schema_is_brought_up_to_date() {
    let steps = ground::schema::steps().unwrap();
    let older: Vec<_> = steps.iter().take(steps.len() - 1).cloned().collect();
    let place = Place::sqlite();
    std::fs::create_dir_all(place.data()).unwrap();
    let db = Db::open_sqlite(&place.database_file(), 1).unwrap();
    let now = kit::clock::Clock::system().moment().now;
    db.migrate(&older, now).unwrap();
    let add = sql!(
        "INSERT INTO organizations (organization_id, name, time_zone, is_demo, created_at, version)
         VALUES ($1, 'Open Door', 'America/New_York', $2, $3, 1)"
    );
    let id = Uuid::from_u128(5);
    db.write_now(Tenant::System, move |tx| tx.run(add, &[&id, &false, &now])).map_err(|error: DbError| error).unwrap();
    db.close();
    let file = place.file("old.backup");
    place.run(&["backup", text(&file)]).fine();
    assert_eq!(manifest(&file)["steps"].as_array().unwrap().len(), older.len());
    for other in Place::each() {
        other.run(&["restore", text(&file)]).fine();
        let after = other.run(&["migrate", "--dry-run"]).fine();
        assert!(after.starts_with("0 of "), "{after}");
        other.run(&["verify"]).fine();
    }
}

#[test]
fn the_key_can_be_left_out() {
    let place = Place::sqlite();
    place.cast();
    drop(place.serve());
    let file = place.file("one.backup");
    place.run(&["backup", text(&file), "--without-seal-key"]).fine();
    assert!(manifest(&file)["seal_key"].is_null());
    let other = Place::sqlite();
    let said = other.run(&["restore", text(&file)]).fine();
    assert!(said.contains("seal.key"), "{said}");
    assert!(!other.data().join("seal.key").exists());
    assert!(place.run(&["backup", text(&file)]).refused().contains("there already"));
}
