//! A file read row by row, in chunks: what each row says, and what will become of it. Nothing is written here.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufReader},
    path::Path,
};

use kit::tabular::{Mapping, Plan, Problem, ProblemKind, Profile, ReadOptions, RowKind, Schema, Sniffed, Table};

use super::{
    fields::{self, contacts::NewContact, goals::NewGoal, people::NewPerson, staff::NewWorker},
    target::{Setting, Target},
};

/// Rows that are looked at in one transaction. Looking keeps nobody from writing.
pub const CHUNK: usize = 500;

/// What one row says, in the words of its target.
#[derive(Debug, Clone)]
pub enum Said {
    Person(Box<NewPerson>),
    Contact(Box<NewContact>),
    Goal(Box<NewGoal>),
    Worker(Box<NewWorker>),
}

impl Said {
    pub fn key(&self) -> &str {
        match self {
            Self::Person(new) => &new.key,
            Self::Contact(new) => &new.key,
            Self::Goal(new) => &new.key,
            Self::Worker(new) => &new.key,
        }
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Add,
    /// A file brought it in earlier.
    There,
    /// The same as an earlier row of this file.
    Again,
    Problem,
    Blank,
    RepeatedHeader,
}

/// One row, judged.
#[derive(Debug, Clone)]
pub struct Judged {
    pub line: u64,
    pub fate: Fate,
    pub said: Option<Said>,
    pub problems: Vec<Problem>,
}

impl Judged {
    /// Adds a problem; an error keeps the row out.
    pub fn object(&mut self, problem: Problem) {
        if problem.is_error() {
            self.fate = Fate::Problem;
        }
        self.problems.push(problem);
    }
}

/// A file on its way in.
pub struct Walk {
    table: Table<BufReader<File>>,
    plan: Plan,
    target: Target,
    setting: Setting,
    /// The keys so far: where each stood first, and a digest of what its row said.
    seen: HashMap<String, (u64, u64)>,
}

/// Why a file can't be walked.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// The mapping and the file don't fit.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Unsettled(Vec<Problem>),
}

fn open(path: &Path) -> io::Result<Table<BufReader<File>>> {
    Table::open(BufReader::new(File::open(path)?), ReadOptions::default())
}

/// What kind of file it is, by its first part.
///
/// # Errors
/// When it cannot be read.
pub fn sniff(path: &Path) -> io::Result<Sniffed> {
    Ok(open(path)?.sniffed().clone())
}

/// What its columns hold: one pass over all of it.
///
/// # Errors
/// When it cannot be read.
pub fn profile(path: &Path) -> io::Result<Profile> {
    Profile::of(open(path)?)
}

impl Walk {
    /// Stands before the first row. The file is read through once to learn in which order its dates are.
    ///
    /// # Errors
    /// When the file cannot be read, or the mapping does not fit it.
    pub fn begin(path: &Path, target: Target, mapping: &Mapping, setting: &Setting) -> Result<Self, NotReady> {
        let profile = profile(path)?;
        let table = open(path)?;
        let schema: Schema = target.schema();
        let mut mapping = mapping.clone();
        mapping.zone.get_or_insert_with(|| zone_of(&mapping.fixed, setting));
        let plan = mapping.plan(&schema, table.columns(), Some(&profile)).map_err(NotReady::Unsettled)?;
        Ok(Self { table, plan, target, setting: setting.clone(), seen: HashMap::new() })
    }

    /// The next rows of any kind; none at the end of the file.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next_chunk(&mut self, most: usize) -> io::Result<Vec<Judged>> {
        let mut chunk = Vec::with_capacity(most);
        while chunk.len() < most {
            let Some(row) = self.table.next_row()? else { break };
            let fate = match row.kind {
                RowKind::Blank => Fate::Blank,
                RowKind::RepeatedHeader => Fate::RepeatedHeader,
                RowKind::Data => {
                    chunk.push(self.judge(&row));
                    continue;
                }
            };
            chunk.push(Judged { line: row.line, fate, said: None, problems: Vec::new() });
        }
        Ok(chunk)
    }

    /// Rows of every kind that were read so far.
    pub fn rows_read(&self) -> u64 {
        self.table.rows_read()
    }

    fn judge(&mut self, row: &kit::tabular::Row) -> Judged {
        let applied = self.plan.apply(row);
        let (mut problems, record, setting) = (applied.problems, &applied.record, &self.setting);
        let has_errors = problems.iter().any(Problem::is_error);
        let said = match self.target {
            // A row that cannot be read in all its fields would only give problems that follow from others.
            _ if has_errors => None,
            Target::Participants => {
                fields::people::read(record, setting, &mut problems).map(Box::new).map(Said::Person)
            }
            Target::Contacts => fields::contacts::read(record, setting, &mut problems).map(Box::new).map(Said::Contact),
            Target::Goals => fields::goals::read(record, setting, &mut problems).map(Box::new).map(Said::Goal),
            Target::Staff => fields::staff::read(record, setting, &mut problems).map(Box::new).map(Said::Worker),
        };
        let is_bad = said.is_none() || problems.iter().any(Problem::is_error);
        let fate = if is_bad { Fate::Problem } else { Fate::Add };
        let mut judged = Judged { line: row.line, fate, said, problems };
        self.compare(row, &mut judged);
        judged
    }

    /// The same key again is the same row again, or two rows that claim one id.
    fn compare(&mut self, row: &kit::tabular::Row, judged: &mut Judged) {
        let Some(key) = judged.said.as_ref().map(|said| said.key().to_owned()) else { return };
        let digest = digest(&row.cells);
        match self.seen.get(&key) {
            None => drop(self.seen.insert(key, (row.line, digest))),
            Some((_, earlier)) if *earlier == digest => judged.fate = Fate::Again,
            Some((line, _)) => {
                let message = format!(
                    "This id stands on line {line} too, with other values. Decide which of the two rows is right."
                );
                let problem = Problem::new(row.line, ProblemKind::KeyTwice, message).in_field("source_id");
                judged.object(problem.with_value(&key));
            }
        }
    }
}

/// Times in a file are in the zone of the one program it is for, else in the organization's.
fn zone_of(fixed: &std::collections::BTreeMap<String, String>, setting: &Setting) -> String {
    let program = fixed.get("program").and_then(|said| setting.program(said));
    program.map_or_else(|| setting.zone_name.clone(), |program| program.time_zone.clone())
}

fn digest(cells: &[String]) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = std::collections::hash_map::DefaultHasher::new();
    cells.iter().for_each(|cell| kit::tabular::cell::tidy(cell).hash(&mut hasher));
    hasher.finish()
}
