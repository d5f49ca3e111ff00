//! Putting, getting, deleting and listing.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt as _};
use futures_util::{Stream, TryStreamExt as _};
use jiff::Timestamp;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::incoming::{Claim, Incoming, is_text, judge, size};
use super::kind::Utf8;
use super::{FileKind, FileProblem, clean, sweep};
use crate::config::FilesConfig;

/// Files up to this many bytes are put in one piece; larger ones that need no change go through piece by piece.
const ONE_PIECE: usize = 1024 * 1024;
/// Pieces on their way to the store at a time.
const PIECES_UNDER_WAY: usize = 2;

/// Pictures that are worked on at a time; the next one waits its turn without holding a thread.
const CLEANED_AT_ONCE: usize = 2;

/// Names a file in the store: whose, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileKey {
    /// The organization.
    pub organization: Uuid,
    /// The file.
    pub file: Uuid,
}

/// What was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    /// What it is.
    pub kind: FileKind,
    /// Its size as stored.
    pub bytes: u64,
    /// Its SHA-256 as stored, to be kept with the record and compared by [`Files::measure`].
    pub sha256: [u8; 32],
}

/// A file on its way out.
pub struct Reading {
    /// Its size.
    pub bytes: u64,
    /// Its contents, piece by piece.
    pub pieces: BoxStream<'static, Result<Bytes, FilesError>>,
}

/// One thing found in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// A file.
    File {
        /// Its name.
        key: FileKey,
        /// Its size.
        bytes: u64,
    },
    /// Something that this program didn't put there.
    Stranger {
        /// Its path in the store.
        path: String,
    },
}

/// The store can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the attachment store failed while {doing}")]
pub struct FilesError {
    doing: &'static str,
    #[source]
    source: object_store::Error,
}

/// Why a file was not stored.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// The file isn't taken; tell the person.
    #[error(transparent)]
    Refused(#[from] FileProblem),
    /// It stopped coming in.
    #[error("the file stopped coming in: {0}")]
    Interrupted(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] FilesError),
}

/// Where attachments are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Where it is, when it is a folder.
    folder: Option<PathBuf>,
    cleaning: Arc<Semaphore>,
}

impl Files {
    /// Opens the configured store. A folder is made when it isn't there; a bucket must exist, and the process must
    /// have a TLS provider installed.
    pub fn open(config: &FilesConfig) -> Result<Self, FilesError> {
        let (store, folder) = match config {
            FilesConfig::Folder(path) => (open_folder(path)?, Some(path.clone())),
            FilesConfig::S3 { bucket, region, endpoint, access_key, secret_key } => {
                let builder = AmazonS3Builder::new()
                    .with_bucket_name(bucket)
                    .with_region(region)
                    .with_access_key_id(access_key.reveal())
                    .with_secret_access_key(secret_key.reveal());
                (open_bucket(builder, endpoint.as_ref())?, None)
            }
        };
        Ok(Self { store, folder, cleaning: Arc::new(Semaphore::new(CLEANED_AT_ONCE)) })
    }

    /// Stores a file that comes in piece by piece: looks at what it is, takes places and devices out of pictures,
    /// and lets it appear only when all of it is there.
    pub async fn put<E: std::fmt::Display>(
        &self,
        key: FileKey,
        claim: &Claim<'_>,
        most_bytes: u64,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Stored, PutError> {
        let body = std::pin::pin!(body);
        let mut incoming = Incoming::new(body, most_bytes);
        let head = incoming.gather(ONE_PIECE).await?;
        let kind = judge(&head, claim)?;
        if head.len() < ONE_PIECE {
            return self.put_whole(key, kind, head).await;
        }
        if kind.is_picture() && kind != FileKind::Gif {
            let rest = incoming.gather(usize::MAX).await?;
            return self.put_whole(key, kind, [head, rest].concat().into()).await;
        }
        self.put_pieces(key, kind, head, incoming).await
    }

    /// Keeps a file as it comes, of any kind: for what the program itself reads or writes (imports and their lists of
    /// problems). Such files are never shown in a browser.
    pub async fn keep<E: std::fmt::Display>(
        &self,
        key: FileKey,
        most_bytes: u64,
        body: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<u64, PutError> {
        let body = std::pin::pin!(body);
        let mut incoming = Incoming::new(body, most_bytes);
        let head = incoming.gather(ONE_PIECE).await?;
        if head.is_empty() {
            return Err(FileProblem::Empty.into());
        }
        if head.len() < ONE_PIECE {
            let bytes = size(&head);
            self.store.put(&path(key), head.into()).await.map_err(failed("writing"))?;
            return Ok(bytes);
        }
        // Not judged: bytes of any kind pass as a kind that nothing is asked of.
        self.put_pieces(key, FileKind::Pdf, head, incoming).await.map(|stored| stored.bytes)
    }

    /// Stores a file as it was stored before, byte for byte, from a backup. It appears only when `is_same` says so of
    /// its SHA-256.
    pub async fn put_back<E: std::fmt::Display>(
        &self,
        key: FileKey,
        body: impl Stream<Item = Result<Bytes, E>>,
        is_same: impl FnOnce([u8; 32]) -> bool,
    ) -> Result<(), PutError> {
        let mut body = std::pin::pin!(body);
        let upload = self.store.put_multipart(&path(key)).await.map_err(failed("writing"))?;
        let mut upload = WriteMultipart::new(upload);
        let mut hash = Sha256::new();
        let read = loop {
            match body.next().await {
                None => break Ok(()),
                Some(Err(error)) => break Err(PutError::Interrupted(error.to_string())),
                Some(Ok(piece)) => {
                    hash.update(&piece);
                    upload.wait_for_capacity(PIECES_UNDER_WAY).await.map_err(failed("writing"))?;
                    upload.put(piece);
                }
            }
        };
        let is_whole = read.is_ok() && is_same(hash.finalize().into());
        if is_whole {
            upload.finish().await.map_err(failed("writing"))?;
            return Ok(());
        }
        upload.abort().await.map_err(failed("clearing away"))?;
        read.and(Err(PutError::Interrupted("it is not what it was".to_owned())))
    }

    /// The file, or `None` when there is none of this name.
    pub async fn get(&self, key: FileKey) -> Result<Option<Reading>, FilesError> {
        match self.store.get(&path(key)).await {
            Ok(found) => {
                let bytes = found.meta.size;
                Ok(Some(Reading { bytes, pieces: found.into_stream().map_err(failed("reading")).boxed() }))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed("reading")(error)),
        }
    }

    /// Reads a file through and gives its size and SHA-256, to compare with what was [`Stored`].
    pub async fn measure(&self, key: FileKey) -> Result<Option<(u64, [u8; 32])>, FilesError> {
        let Some(mut reading) = self.get(key).await? else {
            return Ok(None);
        };
        let (mut bytes, mut hash) = (0u64, Sha256::new());
        while let Some(piece) = reading.pieces.try_next().await? {
            bytes = bytes.saturating_add(size(&piece));
            hash.update(&piece);
        }
        Ok(Some((bytes, hash.finalize().into())))
    }

    /// Deletes a file. One that isn't there is fine: a deletion may be tried twice.
    pub async fn delete(&self, key: FileKey) -> Result<(), FilesError> {
        match self.store.delete(&path(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed("deleting")(error)),
        }
    }

    /// Everything in the store, in no order, for comparing with the records.
    pub fn list(&self) -> BoxStream<'static, Result<Listed, FilesError>> {
        let listed = |meta: object_store::ObjectMeta| match key_of(&meta.location) {
            Some(key) => Listed::File { key, bytes: meta.size },
            None => Listed::Stranger { path: meta.location.to_string() },
        };
        self.store.list(None).map_ok(listed).map_err(failed("listing")).boxed()
    }

    /// Clears away what a killed program left half written before then, and says how many files that were. Leave
    /// room for slow senders (a day). A bucket does the same by its own rule for unfinished uploads.
    pub async fn sweep_unfinished(&self, before: Timestamp) -> Result<usize, FilesError> {
        let Some(folder) = self.folder.clone() else { return Ok(0) };
        let swept = tokio::task::spawn_blocking(move || sweep::unfinished(&folder, before.into())).await;
        let swept = swept.map_err(std::io::Error::from).flatten();
        swept.map_err(folder_error).map_err(failed("clearing away"))
    }

    async fn put_whole(&self, key: FileKey, kind: FileKind, bytes: Bytes) -> Result<Stored, PutError> {
        if kind == FileKind::Text && !is_text(&bytes) {
            return Err(FileProblem::KindNotAllowed.into());
        }
        let turn = Arc::clone(&self.cleaning).acquire_owned().await;
        let work = move || {
            let _turn = turn;
            let cleaned = clean::clean(kind, bytes)?;
            let sha256 = Sha256::digest(&cleaned).into();
            Ok::<_, FileProblem>((cleaned, sha256))
        };
        let done = tokio::task::spawn_blocking(work).await;
        let (cleaned, sha256) = done.map_err(|_| FileProblem::Damaged)??;
        let bytes = size(&cleaned);
        self.store.put(&path(key), cleaned.into()).await.map_err(failed("writing"))?;
        Ok(Stored { kind, bytes, sha256 })
    }

    async fn put_pieces<S, E>(
        &self,
        key: FileKey,
        kind: FileKind,
        head: Bytes,
        mut incoming: Incoming<S>,
    ) -> Result<Stored, PutError>
    where
        S: Stream<Item = Result<Bytes, E>> + Unpin,
        E: std::fmt::Display,
    {
        let upload = self.store.put_multipart(&path(key)).await.map_err(failed("writing"))?;
        let mut upload = WriteMultipart::new(upload);
        match write_pieces(&mut upload, kind, head, &mut incoming).await {
            Ok(sha256) => {
                upload.finish().await.map_err(failed("writing"))?;
                Ok(Stored { kind, bytes: incoming.taken(), sha256 })
            }
            Err(error) => {
                upload.abort().await.map_err(failed("clearing away"))?;
                Err(error)
            }
        }
    }
}

async fn write_pieces<S, E>(
    upload: &mut WriteMultipart,
    kind: FileKind,
    head: Bytes,
    incoming: &mut Incoming<S>,
) -> Result<[u8; 32], PutError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::fmt::Display,
{
    let (mut hash, mut text) = (Sha256::new(), Utf8::default());
    let mut next = Some(head);
    while let Some(piece) = next {
        if kind == FileKind::Text && !text.take(&piece) {
            return Err(FileProblem::KindNotAllowed.into());
        }
        hash.update(&piece);
        upload.wait_for_capacity(PIECES_UNDER_WAY).await.map_err(failed("writing"))?;
        upload.put(piece);
        next = incoming.next().await?;
    }
    if text.is_finished() { Ok(hash.finalize().into()) } else { Err(FileProblem::KindNotAllowed.into()) }
}

fn open_folder(path: &std::path::Path) -> Result<Arc<dyn ObjectStore>, FilesError> {
    make_folder(path).map_err(folder_error).map_err(failed("making its folder"))?;
    let folder = LocalFileSystem::new_with_prefix(path).map_err(failed("opening its folder"))?;
    Ok(Arc::new(folder.with_fsync(true)))
}

fn folder_error(source: std::io::Error) -> object_store::Error {
    object_store::Error::Generic { store: "folder", source: Box::new(source) }
}

fn open_bucket(builder: AmazonS3Builder, endpoint: Option<&url::Url>) -> Result<Arc<dyn ObjectStore>, FilesError> {
    // Some compatible servers don't know how to delete many at once.
    let mut builder = builder.with_disable_bulk_delete(true);
    if let Some(endpoint) = endpoint {
        let address = endpoint.as_str().trim_end_matches('/');
        builder = builder.with_endpoint(address).with_allow_http(endpoint.scheme() == "http");
    }
    Ok(Arc::new(builder.build().map_err(failed("reading its settings"))?))
}

/// Attachments are for this program's eyes only, so is their folder.
fn make_folder(path: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn path(key: FileKey) -> Path {
    Path::from_iter([key.organization.hyphenated().to_string(), key.file.hyphenated().to_string()])
}

fn key_of(path: &Path) -> Option<FileKey> {
    let (organization, file) = path.as_ref().split_once('/')?;
    let key = FileKey { organization: organization.parse().ok()?, file: file.parse().ok()? };
    // Other spellings of an id would not be found again.
    (self::path(key) == *path).then_some(key)
}

fn failed(doing: &'static str) -> impl Fn(object_store::Error) -> FilesError + Copy + Send + Sync {
    move |source| FilesError { doing, source }
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}
