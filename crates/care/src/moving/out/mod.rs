//! Moving out: everything of a program or of one person, as tables in one zip file with a data dictionary.
//!
//! The tables are read in one transaction, some rows at a time, while another thread writes the rows before them to a file
//! on disk: memory stays flat, and a slow download holds no reader. Cells that a spreadsheet would run as formulas are
//! neutralized (`kit::tabular::formula`).

mod shape;
mod tables;

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    mem,
    sync::mpsc,
    thread,
};

use ground::{
    access::{Actor, Scope},
    audit::{self, Action, Entry},
    gate::{self, Closings},
    ids::{ParticipantId, ProgramId},
    rules::matrix::Permission,
    scoped,
};
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql,
    tabular::{Schema, WriteOptions, Writer, write_dictionary},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use self::shape::{Column, Line, Table, cells};

/// What goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Program(ProgramId),
    Person(ParticipantId),
}

impl Extent {
    /// Whose record it is, when it is one person's.
    pub const fn person(self) -> Option<ParticipantId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Program(_) => None,
        }
    }
}

/// What may go out besides the people themselves, by what the person who asks may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub legal_names: bool,
    pub told: bool,
    pub goals: bool,
    pub contacts: bool,
    pub promises: bool,
}

impl Seen {
    /// All there is.
    pub const ALL: Self = Self { legal_names: true, told: true, goals: true, contacts: true, promises: true };

    /// What goes out under a scope. Whoever may take out a program takes out its whole record (decision 8); of one
    /// person, what somebody sees at least as widely as they export.
    pub fn by(actor: &Actor, scope: &Scope) -> Self {
        if scope.permission == Permission::ExportProgram {
            return Self::ALL;
        }
        let sees = |permission| actor.reach(permission).0 >= scope.reach;
        Self {
            legal_names: sees(Permission::SeeLegalIdentity),
            told: sees(Permission::SeeDemographics),
            goals: sees(Permission::SeeGoals),
            contacts: sees(Permission::SeeContacts),
            promises: sees(Permission::SeePromises),
        }
    }
}

/// What every table is asked with.
struct Asked<'s> {
    scope: &'s Scope,
    extent: Extent,
    seen: Seen,
    zone: TimeZone,
}

impl<'s> Asked<'s> {
    fn new(tx: &mut Tx<'_>, scope: &'s Scope, extent: Extent, seen: Seen) -> Result<Self, DbError> {
        let zone = super::Setting::of(tx, scope.organization, scope.now)?.zone;
        Ok(Self { scope, extent, seen, zone })
    }
}

/// One table as a page shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The file that the table is in an export of tables.
    pub file: &'static str,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
    /// There are more rows than a page should hold.
    pub is_cut: bool,
}

/// Rows of one table that a page holds.
const MOST_ROWS: usize = 2_000;

/// Everything of one person, to read and to print. `None`: not there, or not for this person.
///
/// # Errors
/// Those of the storage.
pub fn read(tx: &mut Tx<'_>, scope: &Scope, person: ParticipantId, seen: Seen) -> Result<Option<Vec<Shown>>, DbError> {
    let asked = Asked::new(tx, scope, Extent::Person(person), seen)?;
    let mut all = Vec::new();
    for table in tables(seen) {
        let heads = table.columns.iter().map(|column| column.label).collect();
        let mut shown = Shown { file: table.file, heads, rows: Vec::new(), is_cut: false };
        let mut lines = Vec::new();
        each(tx, &asked, &table, |line| {
            shown.is_cut = lines.len() >= MOST_ROWS;
            if !shown.is_cut {
                lines.push(line);
            }
            !shown.is_cut
        })?;
        for line in lines {
            let mut row = Vec::with_capacity(table.columns.len());
            cells(table.columns, &line, |cell| row.push(cell.to_owned()))?;
            shown.rows.push(row);
        }
        all.push(shown);
    }
    let is_there = all.first().is_some_and(|people| !people.rows.is_empty());
    Ok(is_there.then_some(all))
}

/// Why nothing went out.
#[derive(Debug, thiserror::Error)]
pub enum Kept {
    #[error(transparent)]
    Storage(#[from] DbError),
    #[error("the file cannot be written: {0}")]
    Unwritable(#[from] io::Error),
    #[error("the file cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// A consent was taken back or something else was closed while it was written: what was read must not leave.
    #[error("the gate closed something while this was written")]
    Closed,
    /// Not there, or not for this person.
    #[error("there is no such person or program, or it is not yours to take out")]
    NotThere,
}

/// What was written into a file.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    pub people: u64,
    /// How the gate stood while it was written.
    pub gate: Closings,
}

/// Writes everything into `file`.
///
/// # Errors
/// See [`Kept`].
pub fn write(tx: &mut Tx<'_>, scope: &Scope, extent: Extent, seen: Seen, file: File) -> Result<Written, Kept> {
    let asked = Asked::new(tx, scope, extent, seen)?;
    let gate = gate::closings(tx, scope, extent.person())?;
    let (give, take) = mpsc::sync_channel(PIECES);
    let (people, written) = thread::scope(|threads| {
        let packing = threads.spawn(move || pack(file, &take));
        let read = hand_over(tx, &asked, &Desk(give));
        (read, packing.join())
    });
    // What goes wrong with the file comes first: whoever reads only finds that nobody takes the rows.
    written.map_err(|_| Kept::Unwritable(io::Error::other("the packing was cut short")))??;
    let people = people?;
    if people == 0 && matches!(extent, Extent::Person(_)) {
        return Err(Kept::NotThere);
    }
    Ok(Written { people, gate })
}

/// What the thread that packs is given.
enum Piece {
    /// A table begins.
    Table(&'static str, &'static [Column]),
    /// Rows of the table that began last.
    Rows(Vec<Line>),
    /// A file of its own.
    Text(&'static str, Vec<u8>),
}

/// Pieces that wait to be packed.
const PIECES: usize = 8;
/// Rows that are handed over together: a hundred kilobytes of notes, seldom more.
const ROWS: usize = 64;
/// Bytes that are written to the disk at a time.
const WRITTEN: usize = 64 * 1024;

/// Writes and packs what comes, while more is read.
fn pack(file: File, take: &mpsc::Receiver<Piece>) -> Result<(), Kept> {
    let mut zip = ZipWriter::new(BufWriter::with_capacity(WRITTEN, file));
    let mut columns: &[Column] = &[];
    for piece in take {
        match piece {
            Piece::Table(name, its) => {
                columns = its;
                zip.start_file(name, options())?;
                zip.write_all(&heads(columns)?)?;
            }
            Piece::Rows(lines) => zip.write_all(&rows(columns, &lines)?)?,
            Piece::Text(name, bytes) => {
                zip.start_file(name, options())?;
                zip.write_all(&bytes)?;
            }
        }
    }
    zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(())
}

fn heads(columns: &[Column]) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new(), WriteOptions::default())?;
    writer.row(columns.iter().map(|column| column.label))?;
    writer.finish()
}

fn rows(columns: &[Column], lines: &[Line]) -> Result<Vec<u8>, Kept> {
    let mut writer = Writer::new(Vec::new(), WriteOptions { byte_order_mark: false, ..WriteOptions::default() })?;
    for line in lines {
        cells(columns, line, |cell| writer.cell(cell))?;
        writer.end_row()?;
    }
    Ok(writer.finish()?)
}

/// The way to the thread that packs.
struct Desk(mpsc::SyncSender<Piece>);

impl Desk {
    fn give(&self, piece: Piece) -> io::Result<()> {
        self.0.send(piece).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

/// Reads everything and hands it over; answers of how many people it was.
fn hand_over(tx: &mut Tx<'_>, asked: &Asked<'_>, desk: &Desk) -> Result<u64, Kept> {
    let (tables, mut people) = (tables(asked.seen), 0);
    for table in &tables {
        desk.give(Piece::Table(table.file, table.columns))?;
        let rows = read_table(tx, asked, table, desk)?;
        if table.file == "participants.csv" {
            people = rows;
        }
    }
    let schemas: Vec<(&str, Schema)> = tables.iter().map(|table| (table.file, table.schema())).collect();
    let named: Vec<(&str, &Schema)> = schemas.iter().map(|(file, schema)| (*file, schema)).collect();
    let dictionary = write_dictionary(Vec::new(), &named, WriteOptions::default())?;
    desk.give(Piece::Text("data_dictionary.csv", dictionary))?;
    desk.give(Piece::Text("READ_ME.txt", read_me(asked.scope, asked.seen).into_bytes()))?;
    Ok(people)
}

fn options() -> SimpleFileOptions {
    // The quick way: packing well takes longer than reading the rows.
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(1))
        .large_file(true)
}

fn read_me(scope: &Scope, seen: Seen) -> String {
    let parts = [
        (seen.legal_names, "legal names"),
        (seen.told, "what people told of themselves"),
        (seen.contacts, "contacts"),
        (seen.goals, "goals"),
        (seen.promises, "promises"),
    ];
    let missing: Vec<&str> = parts.iter().filter(|(is_seen, _)| !is_seen).map(|(_, what)| *what).collect();
    let left_out = match missing.as_slice() {
        [] => "Nothing is left out.".to_owned(),
        some => format!("Left out: {}. Whoever took this out may not see them here.", some.join(", ")),
    };
    format!(
        "Taken out of Accompany by {} at {}.\r\n{left_out}\r\n\r\nEach .csv file is one table; data_dictionary.csv says what each column \
         means.\r\nTables name people by \"Participant id\". Times are in UTC.\r\nA sign ' before =, +, - or @ keeps \
         spreadsheet programs from running a cell.\r\n\r\nThese are people's lives. Keep the file where only those can read \
         it who may.\r\n",
        scope.name, scope.now
    )
}

fn tables(seen: Seen) -> Vec<Table> {
    let mut tables = vec![
        tables::people(),
        tables::channels(),
        tables::supporters(),
        tables::statuses(),
        tables::assignments(),
        tables::referrals(),
    ];
    let more: [(bool, fn() -> Table); 10] = [
        (seen.told, tables::told),
        (seen.goals, tables::goals),
        (seen.goals, tables::steps),
        (seen.goals, tables::ratings),
        (seen.contacts, tables::contacts),
        (seen.contacts, tables::addenda),
        (seen.contacts, tables::comments),
        (seen.contacts, tables::hidings),
        (seen.contacts, tables::staff),
        (seen.promises, tables::promises),
    ];
    tables.extend(more.into_iter().filter(|(is_seen, _)| *is_seen).map(|(_, table)| table()));
    tables
}

/// Gives each row of a table to `take`, which says whether to go on.
fn each(tx: &mut Tx<'_>, asked: &Asked<'_>, table: &Table, mut take: impl FnMut(Line) -> bool) -> Result<(), DbError> {
    let (program, people) = match asked.extent {
        Extent::Program(program) => (Some(program), (uuid::Uuid::nil(), uuid::Uuid::max())),
        Extent::Person(person) => (None, (person.uuid(), person.uuid())),
    };
    let statement = table.of_program.filter(|_| program.is_some()).unwrap_or(table.statement);
    let (scope, seen) = (asked.scope, asked.seen);
    tx.each(statement, scoped![scope; &program, &people.0, &seen.legal_names, &seen.told, &people.1], |row| {
        Ok(take(table.read(row, &asked.zone)?))
    })
}

/// Hands over the rows of a table; answers how many.
fn read_table(tx: &mut Tx<'_>, asked: &Asked<'_>, table: &Table, desk: &Desk) -> Result<u64, Kept> {
    let (mut count, mut lines, mut failed) = (0_u64, Vec::new(), None);
    each(tx, asked, table, |line| {
        count = count.saturating_add(1);
        lines.push(line);
        if lines.len() >= ROWS {
            failed = desk.give(Piece::Rows(mem::take(&mut lines))).err();
        }
        failed.is_none()
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    desk.give(Piece::Rows(lines))?;
    Ok(count)
}

/// The last look before anything leaves, and the entry that an export leaves behind: what, of how many people, and why.
/// `now` is when the look is taken, after the file was written.
///
/// # Errors
/// [`Kept::Closed`] when the gate closed something meanwhile; those of the storage.
pub fn note(
    tx: &mut Tx<'_>,
    scope: &Scope,
    extent: Extent,
    written: Written,
    why: &str,
    now: Timestamp,
) -> Result<(), Kept> {
    if gate::has_closed_since(tx, scope, extent.person(), &written.gate, now)? {
        return Err(Kept::Closed);
    }
    let entry = Entry::new(scope, Action::Export, "export").with("people", written.people).because(why);
    let entry = match extent {
        Extent::Program(program) => entry.on(program).with("program", name_of(tx, scope, program)?),
        Extent::Person(person) => entry.of(person),
    };
    Ok(audit::record(tx, &entry)?)
}

fn name_of(tx: &mut Tx<'_>, scope: &Scope, program: ProgramId) -> Result<String, DbError> {
    let found = tx.one(
        sql!("SELECT name FROM programs WHERE organization_id = $1 AND id = $2"),
        &[&scope.organization, &program],
    )?;
    Ok(found.unwrap_or_default())
}
