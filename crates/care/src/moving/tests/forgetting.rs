//! Files that came in are not kept for longer than somebody may need them.

use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use kit::{
    config::FilesConfig,
    db::DbError,
    files::Files,
    testing::{TestDb, both},
};

use super::{Office, going_in::MESSY};
use crate::moving::{
    Import, ImportId, KEPT_FOR, KeptFileId, NewImport, Status, Target, forget, forget_files, run, store, undo,
};

struct Archive {
    files: Files,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

impl Archive {
    fn new() -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let files = Files::open(&FilesConfig::Folder(folder.path().join("files"))).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { files, runtime, _folder: folder }
    }

    fn keep(&self, office: &Office) -> KeptFileId {
        let file: KeptFileId = office.scope.at.id();
        let body = stream::iter([Ok::<_, std::io::Error>(MESSY.to_vec().into())]);
        let key = forget::key(office.scope.organization, file);
        self.runtime.block_on(self.files.keep(key, 10_000, body)).unwrap();
        file
    }

    fn has(&self, office: &Office, file: KeptFileId) -> bool {
        let key = forget::key(office.scope.organization, file);
        self.runtime.block_on(self.files.get(key)).unwrap().is_some()
    }

    fn forget(&self, on: &TestDb, now: Timestamp) -> usize {
        self.runtime.block_on(forget_files(&on.db, &self.files, now)).unwrap()
    }
}

fn found(office: &Office, id: ImportId) -> Import {
    let organization = office.scope.organization;
    let found: Result<_, DbError> =
        office.desk.db.read_now(office.scope.tenant(), move |tx| store::find(tx, organization, id));
    found.unwrap().unwrap()
}

/// A file that was looked at, with its table of problems.
fn looked_at(office: &Office, archive: &Archive) -> (ImportId, [KeptFileId; 2]) {
    let path = office.file("riverside.csv", MESSY);
    let mapping = office.proposed(Target::Participants, &path);
    let report = office.look(Target::Participants, &mapping, &path);
    let (id, file, problems): (ImportId, _, _) = (office.scope.at.id(), archive.keep(office), archive.keep(office));
    let new = NewImport {
        id,
        target: Target::Participants,
        file_name: "riverside.csv".to_owned(),
        file: Some(file),
        mapping,
        report: report.clone(),
    };
    crate::moving::insert_looked_at(&office.desk, &office.scope, new).unwrap();
    let organization = office.scope.organization;
    let set: Result<(), DbError> = office
        .desk
        .db
        .write_now(office.scope.tenant(), move |tx| store::set_report(tx, organization, id, &report, Some(problems)));
    set.unwrap();
    (id, [file, problems])
}

#[test]
fn a_file_goes_a_week_after_the_last_thing_that_happened_and_its_rows_can_still_be_taken_out() {
    both(&super::going_in::steps(), |on| {
        let (office, archive) = (Office::on(on), Archive::new());
        let (id, files) = looked_at(&office, &archive);
        let path = office.file("riverside.csv", MESSY);
        assert_eq!(run(&office.desk, &office.scope, id, &path, &mut |_, _| {}).unwrap(), 3);
        let now = office.desk.now();
        let day = SignedDuration::from_hours(24);
        assert_eq!(archive.forget(on, now + KEPT_FOR - day), 0, "on {}: too early", on.engine);
        assert!(files.iter().all(|file| archive.has(&office, *file)));
        assert_eq!(archive.forget(on, now + KEPT_FOR + day), 1, "on {}", on.engine);
        assert!(!files.iter().any(|file| archive.has(&office, *file)));
        assert_eq!(archive.forget(on, now + KEPT_FOR + day), 0, "on {}: nothing is left to do", on.engine);
        let import = found(&office, id);
        assert_eq!((import.file, import.problems, import.status), (None, None, Status::Done));
        assert_eq!(undo(&office.desk, &office.scope, id, &mut |_, _| {}).unwrap(), 0);
        assert_eq!(office.status(id), Status::Undone);
    });
}

#[test]
fn a_file_that_is_worked_on_stays() {
    both(&super::going_in::steps(), |on| {
        let (office, archive) = (Office::on(on), Archive::new());
        let (id, files) = looked_at(&office, &archive);
        run::take(&office.desk, office.scope.organization, id, Status::Running).unwrap();
        assert_eq!(archive.forget(on, office.desk.now() + KEPT_FOR + KEPT_FOR), 0, "on {}", on.engine);
        assert!(files.iter().all(|file| archive.has(&office, *file)));
    });
}
