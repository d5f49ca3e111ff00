//! Attachments, in and out of a backup, piece by piece.

use std::io::{Read, Seek, Write};

use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use kit::files::{FileKey, Files, Listed, PutError};

use super::{Archive, FILES, FileMark, FilesMark, Packer, Trouble, hex};

/// How much of an attachment is held at once, in bytes.
const PIECE: usize = 256 * 1024;

/// Adds every attachment of the store and their list. A file that is taken away meanwhile is passed over.
///
/// # Errors
/// Those of the store and of the file.
pub async fn pack_files(files: &Files, out: &mut Packer) -> Result<FilesMark, Trouble> {
    // The list is kept aside until the last file is in: a zip file takes one member at a time.
    let mut list = std::io::BufWriter::new(tempfile::tempfile()?);
    let (mut count, mut bytes) = (0_u64, 0_u64);
    let mut listed = files.list();
    while let Some(found) = listed.try_next().await? {
        let Listed::File { key, .. } = found else { continue };
        let Some(mark) = pack_file(files, key, out).await? else { continue };
        serde_json::to_writer(&mut list, &mark).map_err(std::io::Error::from)?;
        list.write_all(b"\n")?;
        count = count.saturating_add(1);
        bytes = bytes.saturating_add(mark.bytes);
    }
    let mut list = list.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    list.rewind()?;
    out.begin(FILES, true)?;
    std::io::copy(&mut list, out)?;
    Ok(FilesMark { count, bytes, list: out.end() })
}

async fn pack_file(files: &Files, key: FileKey, out: &mut Packer) -> Result<Option<FileMark>, Trouble> {
    let Some(mut reading) = files.get(key).await? else { return Ok(None) };
    let mut mark = FileMark { organization: key.organization, file: key.file, bytes: 0, sha256: String::new() };
    out.begin(&mark.member(), false)?;
    while let Some(piece) = reading.pieces.try_next().await? {
        mark.bytes = mark.bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        out.write_all(&piece)?;
    }
    mark.sha256 = out.end().sha256;
    Ok(Some(mark))
}

/// Puts every attachment of the backup into the store, each only when it is what it was. Answers how many.
///
/// # Errors
/// Those of the store, and a damaged backup.
pub async fn unpack_files(archive: &mut Archive, files: &Files) -> Result<u64, Trouble> {
    let mut marks: Vec<FileMark> = Vec::new();
    let list = archive.manifest.files.list.clone();
    archive.lines(&list, |line| {
        marks.push(serde_json::from_slice(line).map_err(|error| Trouble::Damaged(error.to_string()))?);
        Ok(())
    })?;
    for mark in &marks {
        let member = mark.member();
        let pieces = stream::iter(Pieces(archive.member(&member)?));
        let key = FileKey { organization: mark.organization, file: mark.file };
        let is_same = |sum: [u8; 32]| hex(&sum) == mark.sha256;
        files.put_back(key, pieces, is_same).await.map_err(|error| match error {
            PutError::Store(error) => Trouble::Files(error),
            other => Trouble::Damaged(format!("{member}: {other}")),
        })?;
    }
    Ok(archive.manifest.files.count)
}

/// A reader as pieces.
struct Pieces<R>(R);

impl<R: Read> Iterator for Pieces<R> {
    type Item = std::io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut piece = Vec::with_capacity(PIECE);
        let most = u64::try_from(PIECE).unwrap_or(u64::MAX);
        match self.0.by_ref().take(most).read_to_end(&mut piece) {
            Ok(0) => None,
            Ok(_) => Some(Ok(piece.into())),
            Err(error) => Some(Err(error)),
        }
    }
}
