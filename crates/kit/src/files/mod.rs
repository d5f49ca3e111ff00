//! Attachments outside the database: a folder, or a bucket of an S3-compatible server.
//!
//! What lives here: what may come in, storing it whole or not at all, and giving it back. Names inside the store are
//! two ids, so that no name that anybody typed is ever a path. What does not: to what a file belongs and who may see it.

mod clean;
mod heic;
mod incoming;
mod kind;
mod name;
mod store;
mod sweep;

pub use incoming::Claim;
pub use kind::FileKind;
pub use name::{Showing, content_disposition, display_name};
pub use store::{FileKey, Files, FilesError, Listed, PutError, Reading, Stored};

/// Why a file was not taken, in words for the person who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// Nothing in it.
    #[error("This file is empty. Choose another one.")]
    Empty,
    /// More bytes than allowed.
    #[error("This file is too large. The limit is {most_mb} MB.")]
    TooLarge {
        /// The limit in megabytes, rounded down.
        most_mb: u64,
    },
    /// Not a kind we keep.
    #[error("This kind of file can't be added. Use a picture (JPEG, PNG, WebP, GIF, HEIC), a PDF or plain text.")]
    KindNotAllowed,
    /// Its name or its declared type says one thing and its bytes another.
    #[error("This file is named as {named} but holds {holds}. Save it again under the right name and choose that one.")]
    Mismatch {
        /// What it claims to be.
        named: FileKind,
        /// What it is.
        holds: FileKind,
    },
    /// The picture can't be read far enough to take the place and device out of it.
    #[error("This picture seems to be damaged. Try saving it again, as JPEG if you can.")]
    Damaged,
}

#[cfg(test)]
mod tests;
