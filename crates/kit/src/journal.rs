//! Lines that must outlive this process until they are stored elsewhere: in the system's hands the moment they are
//! written, found again after a kill.
//!
//! Each process has files of its own, held under a lock while it lives; what a process left behind has none. A power cut
//! can take what was not yet stored; a crash of the program cannot.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

const ENDING: &str = "journal";
/// Room that each file takes from the disk when it is begun, in bytes: when the disk is full, what fits into it can still
/// be kept.
const RESERVED: u64 = 4 << 20;

/// The files of one process in a folder.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    current: Leaf,
    /// Files whose lines are on their way to where they belong.
    taken: Vec<Leaf>,
}

/// A file, locked as long as this lives.
#[derive(Debug)]
struct Leaf {
    path: PathBuf,
    file: File,
    bytes: u64,
}

impl Journal {
    /// Begins a file in `folder` (made when missing), and answers the lines that processes before left behind, oldest
    /// first. Their files stay until [`Journal::forget`].
    ///
    /// # Errors
    /// Those of the disk.
    pub fn open(folder: &Path) -> io::Result<(Self, Vec<String>)> {
        std::fs::create_dir_all(folder)?;
        let (mut taken, mut lines) = (Vec::new(), Vec::new());
        for path in left_behind(folder)? {
            let Some(mut leaf) = Leaf::take_over(path)? else { continue };
            lines.extend(leaf.lines()?);
            taken.push(leaf);
        }
        Ok((Self { folder: folder.to_owned(), current: Leaf::fresh(folder)?, taken }, lines))
    }

    /// Keeps one line (without its end).
    ///
    /// # Errors
    /// Those of the disk; nothing of the line is kept then.
    pub fn append(&mut self, line: &str) -> io::Result<()> {
        self.current.append(line)
    }

    /// Sets the lines so far apart, so that [`Journal::forget`] can drop them while new ones come in. While lines are set
    /// apart already nothing happens: there are never more than two files.
    ///
    /// # Errors
    /// Those of the disk; nothing has changed then, and the present file goes on.
    pub fn turn(&mut self) -> io::Result<()> {
        if !self.taken.is_empty() {
            return Ok(());
        }
        let fresh = Leaf::fresh(&self.folder)?;
        self.taken.push(std::mem::replace(&mut self.current, fresh));
        Ok(())
    }

    /// Whether the present file holds lines.
    pub fn has_lines(&self) -> bool {
        self.current.bytes > 0
    }

    /// Drops the lines that were set apart: they are stored.
    pub fn forget(&mut self) {
        for leaf in self.taken.drain(..) {
            if let Err(error) = std::fs::remove_file(&leaf.path) {
                // Its lines are found again at the next start, and known then as stored.
                tracing::warn!(%error, "a file of lines that are stored could not be removed");
            }
        }
    }
}

impl Drop for Journal {
    /// An empty file tells nobody anything.
    fn drop(&mut self) {
        if self.current.bytes == 0 {
            drop(std::fs::remove_file(&self.current.path));
        }
    }
}

impl Leaf {
    fn fresh(folder: &Path) -> io::Result<Self> {
        let process = std::process::id();
        for number in 0_u32.. {
            let path = folder.join(format!("{process}-{number}.{ENDING}"));
            match OpenOptions::new().read(true).append(true).create_new(true).open(&path) {
                Ok(file) => {
                    let ready = file.lock().and_then(|()| reserve(&file));
                    if let Err(error) = ready {
                        // An empty file takes no room worth a second error.
                        drop(std::fs::remove_file(&path));
                        return Err(error);
                    }
                    return Ok(Self { path, file, bytes: 0 });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("no name is left for a file"))
    }

    /// The file of a process that is gone; nothing when its process lives.
    fn take_over(path: PathBuf) -> io::Result<Option<Self>> {
        let file = OpenOptions::new().read(true).append(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { path, bytes: file.metadata()?.len(), file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn append(&mut self, line: &str) -> io::Result<()> {
        let whole = format!("{line}\n");
        if let Err(error) = self.file.write_all(whole.as_bytes()) {
            // Half a line would spoil the next one.
            self.file.set_len(self.bytes)?;
            return Err(error);
        }
        self.bytes = self.bytes.saturating_add(u64::try_from(whole.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    fn lines(&mut self) -> io::Result<Vec<String>> {
        let mut text = String::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_string(&mut text)?;
        Ok(text.lines().map(str::to_owned).collect())
    }
}

/// Takes the room of a whole file from the disk, where the disk knows how. The file stays as long as what is in it.
fn reserve(file: &File) -> io::Result<()> {
    use rustix::{
        fs::{FallocateFlags, fallocate},
        io::Errno,
    };
    match fallocate(file, FallocateFlags::KEEP_SIZE, 0, RESERVED) {
        Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) | Ok(()) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn left_behind(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|ending| ending == ENDING) {
            found.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn what_a_process_left_behind_is_found_until_it_is_stored() {
        let folder = tempfile::tempdir().unwrap();
        let (mut first, before) = Journal::open(folder.path()).unwrap();
        assert_eq!(before, Vec::<String>::new());
        first.append("one").unwrap();
        first.turn().unwrap();
        first.append("two").unwrap();
        let (beside, before) = Journal::open(folder.path()).unwrap();
        assert_eq!(before, Vec::<String>::new(), "what a living process holds is its own");
        drop((first, beside));
        let (second, mut before) = Journal::open(folder.path()).unwrap();
        before.sort();
        assert_eq!(before, ["one", "two"]);
        drop(second);
        let (mut third, before) = Journal::open(folder.path()).unwrap();
        assert_eq!(before.len(), 2, "nobody has said that they are stored");
        third.forget();
        drop(third);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn lines_that_cannot_be_stored_for_long_make_no_further_files() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        for number in 0..50 {
            journal.append(&number.to_string()).unwrap();
            journal.turn().unwrap();
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
        drop(journal);
        let (_again, before) = Journal::open(folder.path()).unwrap();
        assert_eq!(before.len(), 50);
    }

    #[test]
    fn lines_that_are_set_apart_go_and_newer_ones_stay() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        journal.append("stored").unwrap();
        journal.turn().unwrap();
        journal.append("new").unwrap();
        journal.forget();
        drop(journal);
        let (_again, before) = Journal::open(folder.path()).unwrap();
        assert_eq!(before, ["new"]);
    }
}
