//! What comes in: how much of it, and what it is.

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use futures_util::stream::StreamExt as _;

use super::kind::{Utf8, extension_of};
use super::store::PutError;
use super::{FileKind, FileProblem};

/// What a file says about itself when it comes in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Claim<'a> {
    /// Its name on the sender's machine.
    pub name: &'a str,
    /// The content type that came with it.
    pub content_type: &'a str,
}

/// A body with a limit.
pub(super) struct Incoming<S> {
    body: S,
    taken: u64,
    most_bytes: u64,
}

impl<S, E> Incoming<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    /// Lets at most so many bytes through.
    pub(super) fn new(body: S, most_bytes: u64) -> Self {
        Self { body, taken: 0, most_bytes }
    }

    /// Bytes that came in so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, PutError> {
        let Some(piece) = self.body.next().await else {
            return Ok(None);
        };
        let piece = piece.map_err(|error| PutError::Interrupted(error.to_string()))?;
        self.taken = self.taken.saturating_add(size(&piece));
        if self.taken > self.most_bytes {
            return Err(FileProblem::TooLarge { most_mb: self.most_bytes / (1024 * 1024) }.into());
        }
        Ok(Some(piece))
    }

    /// Pieces until there are at least so many bytes, or all.
    pub(super) async fn gather(&mut self, enough: usize) -> Result<Bytes, PutError> {
        let mut gathered = BytesMut::new();
        while gathered.len() < enough {
            let Some(piece) = self.next().await? else {
                break;
            };
            gathered.extend_from_slice(&piece);
        }
        Ok(gathered.freeze())
    }
}

/// What the bytes are, if we keep such files and nothing that came with them says otherwise.
pub(super) fn judge(head: &[u8], claim: &Claim<'_>) -> Result<FileKind, FileProblem> {
    if head.is_empty() {
        return Err(FileProblem::Empty);
    }
    let holds = FileKind::sniff(head).ok_or(FileProblem::KindNotAllowed)?;
    let claims = [FileKind::from_name(claim.name), FileKind::from_content_type(claim.content_type)];
    if let Some(named) = claims.into_iter().flatten().find(|named| *named != holds) {
        return Err(FileProblem::Mismatch { named, holds });
    }
    // Programs and pages are text as well, so text must be named as text or not at all.
    let is_named_otherwise = extension_of(claim.name).is_some() && FileKind::from_name(claim.name).is_none();
    if holds == FileKind::Text && is_named_otherwise {
        return Err(FileProblem::KindNotAllowed);
    }
    Ok(holds)
}

pub(super) fn is_text(bytes: &[u8]) -> bool {
    let mut text = Utf8::default();
    text.take(bytes) && text.is_finished()
}

pub(super) fn size(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
