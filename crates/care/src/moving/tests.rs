#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

mod fields;
mod forgetting;
mod going_in;
mod going_out;
mod synthea;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use ground::{access::Scope, rules::matrix::Permission, testing::Cast};
use kit::{
    db::{DbError, FromRow, Statement},
    tabular::Mapping,
    testing::TestDb,
};

use super::{Desk, ImportId, NewImport, Report, Stopped, Target, look, mapping, run, store};

/// A desk with the cast around it, and a folder for files.
struct Office {
    desk: Desk,
    cast: Cast,
    scope: Scope,
    folder: tempfile::TempDir,
}

impl Office {
    fn on(on: &TestDb) -> Self {
        let cast = Cast::on(&on.db);
        let desk = Desk { db: on.db.clone(), clock: cast.clock.clone() };
        let scope = cast.scope("ruth", Permission::ImportData);
        Self { desk, cast, scope, folder: tempfile::TempDir::new().unwrap() }
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(content).unwrap();
        path
    }

    /// The mapping that the program itself would propose, with the program filled in.
    fn proposed(&self, target: Target, path: &Path) -> Mapping {
        let sniffed = super::sniff(path).unwrap();
        let mut mapping = mapping::for_file(target, &sniffed.columns, Vec::new());
        if target != Target::Goals && target != Target::Staff {
            mapping::fix(&mut mapping, "program", "walking together");
        }
        mapping
    }

    fn look(&self, target: Target, mapping: &Mapping, path: &Path) -> Report {
        look(&self.desk, self.scope.organization, target, mapping, path, &mut |_| Ok(()), &mut |_, _| {}).unwrap()
    }

    /// Writes an import down as looked at.
    fn prepared(&self, target: Target, mapping: &Mapping, path: &Path) -> (ImportId, Report) {
        let report = self.look(target, mapping, path);
        let id: ImportId = self.scope.at.id();
        let new = NewImport {
            id,
            target,
            file_name: path.file_name().unwrap().to_string_lossy().into_owned(),
            file: None,
            mapping: mapping.clone(),
            report: report.clone(),
        };
        super::insert_looked_at(&self.desk, &self.scope, new).unwrap();
        (id, report)
    }

    /// Looks and brings in.
    fn bring(&self, target: Target, path: &Path) -> Result<(ImportId, u64), Stopped> {
        let mapping = self.proposed(target, path);
        let (id, _) = self.prepared(target, &mapping, path);
        run(&self.desk, &self.scope, id, path, &mut |_, _| {}).map(|added| (id, added))
    }

    fn one<T: FromRow + Send + 'static>(&self, statement: &'static Statement) -> T {
        let organization = self.scope.organization;
        let found: Result<_, DbError> =
            self.desk.db.read_now(self.scope.tenant(), move |tx| tx.one(statement, &[&organization]));
        found.unwrap().unwrap()
    }

    fn status(&self, id: ImportId) -> store::Status {
        let organization = self.scope.organization;
        let found: Result<_, DbError> =
            self.desk.db.read_now(self.scope.tenant(), move |tx| store::find(tx, organization, id));
        found.unwrap().unwrap().status
    }

    /// Rows of every table that an import may write to.
    fn counts(&self) -> [i64; 9] {
        use kit::sql;
        [
            self.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM participants WHERE organization_id = $1")),
            self.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM participant_keys WHERE organization_id = $1")),
            self.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM channels WHERE organization_id = $1")),
            self.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM demographics WHERE organization_id = $1")),
            self.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM enrollments WHERE organization_id = $1")),
            self.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM status_changes WHERE organization_id = $1")),
            self.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM contacts WHERE organization_id = $1")),
            self.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM goals WHERE organization_id = $1")),
            self.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM accounts WHERE organization_id = $1")),
        ]
    }
}
