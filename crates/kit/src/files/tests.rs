//! Files that come in whole, broken, too large, disguised, and with more in them than the picture.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

mod cleaning;
mod names;
mod s3;

use super::*;
use crate::config::FilesConfig;
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

const KEY: FileKey = FileKey { organization: Uuid::from_u128(1), file: Uuid::from_u128(2) };
const MEGABYTE: usize = 1024 * 1024;
const LIMIT: u64 = 3 * 1024 * 1024;

struct Folder {
    folder: tempfile::TempDir,
    files: Files,
}

fn folder() -> Folder {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::open(&FilesConfig::Folder(folder.path().join("files"))).unwrap();
    Folder { folder, files }
}

impl Folder {
    /// Every file there is, half ones and all.
    fn paths(&self) -> Vec<std::path::PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let place = if entry.file_type().unwrap().is_dir() { &mut folders } else { &mut found };
                place.push(entry.path());
            }
        }
        found
    }
}

async fn put(files: &Files, claim: Claim<'_>, bytes: impl Into<Vec<u8>>) -> Result<Stored, PutError> {
    let bytes: Vec<u8> = bytes.into();
    let pieces: Vec<Result<Bytes, String>> =
        bytes.chunks(64 * 1024 + 1).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    files.put(KEY, &claim, LIMIT, stream::iter(pieces)).await
}

async fn refusal(name: &str, content_type: &str, bytes: impl Into<Vec<u8>>) -> FileProblem {
    let place = folder();
    let problem = match put(&place.files, Claim { name, content_type }, bytes).await {
        Err(PutError::Refused(problem)) => problem,
        other => panic!("{name} {content_type}: {other:?}"),
    };
    assert_eq!(place.paths(), Vec::<std::path::PathBuf>::new(), "something was left behind");
    problem
}

async fn contents(files: &Files) -> Vec<u8> {
    let reading = files.get(KEY).await.unwrap().expect("a file");
    let pieces: Vec<Bytes> = reading.pieces.try_collect().await.unwrap();
    assert_eq!(pieces.iter().map(Bytes::len).sum::<usize>() as u64, reading.bytes);
    pieces.concat()
}

fn named(name: &str) -> Claim<'_> {
    Claim { name, content_type: "" }
}

fn pdf(bytes: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend((0..bytes - pdf.len()).map(|place| (place % 251) as u8));
    pdf
}

#[tokio::test]
async fn a_file_comes_back_as_it_went_in() {
    for size in [10, MEGABYTE - 1, MEGABYTE, 2 * MEGABYTE + 7, 3 * MEGABYTE] {
        let place = folder();
        let sent = pdf(size);
        let stored = put(&place.files, named("plan.pdf"), sent.clone()).await.unwrap();
        assert_eq!((stored.kind, stored.bytes), (FileKind::Pdf, size as u64));
        assert_eq!(stored.sha256, <[u8; 32]>::from(Sha256::digest(&sent)));
        assert_eq!(contents(&place.files).await, sent);
        assert_eq!(place.files.measure(KEY).await.unwrap(), Some((stored.bytes, stored.sha256)));
        assert_eq!(place.paths().len(), 1);
    }
}

#[tokio::test]
async fn a_file_that_was_changed_on_disk_measures_differently() {
    let place = folder();
    let stored = put(&place.files, named("plan.pdf"), pdf(100)).await.unwrap();
    std::fs::write(&place.paths()[0], pdf(101)).unwrap();
    assert_ne!(place.files.measure(KEY).await.unwrap(), Some((stored.bytes, stored.sha256)));
}

#[tokio::test]
async fn a_deleted_file_is_gone_and_may_be_deleted_again() {
    let place = folder();
    put(&place.files, named("plan.pdf"), pdf(100)).await.unwrap();
    place.files.delete(KEY).await.unwrap();
    place.files.delete(KEY).await.unwrap();
    assert!(place.files.get(KEY).await.unwrap().is_none());
    assert!(place.files.measure(KEY).await.unwrap().is_none());
}

#[tokio::test]
async fn a_file_that_stops_half_way_never_shows() {
    for whole_pieces in [1, 40] {
        let place = folder();
        let mut pieces: Vec<Result<Bytes, &str>> = vec![Ok(pdf(64 * 1024).into()); whole_pieces];
        pieces.push(Err("the line was cut"));
        let result = place.files.put(KEY, &named("plan.pdf"), LIMIT, stream::iter(pieces)).await;
        assert!(matches!(result, Err(PutError::Interrupted(why)) if why == "the line was cut"));
        assert!(place.files.get(KEY).await.unwrap().is_none());
        assert_eq!(place.paths().len(), 0);
    }
}

#[tokio::test]
async fn a_file_on_its_way_is_not_there_yet() {
    let place = folder();
    let (files, seen) = (place.files.clone(), place.files.clone());
    let pieces = stream::iter(0..40).then(move |_| {
        let seen = seen.clone();
        async move {
            assert!(seen.get(KEY).await.unwrap().is_none());
            assert_eq!(seen.list().count().await, 0);
            Ok::<_, String>(Bytes::from(pdf(64 * 1024)))
        }
    });
    files.put(KEY, &named("plan.pdf"), LIMIT, pieces).await.unwrap();
    assert!(files.get(KEY).await.unwrap().is_some());
}

#[tokio::test]
async fn more_than_the_limit_is_refused_and_the_limit_itself_is_not() {
    let too_large = FileProblem::TooLarge { most_mb: 3 };
    assert_eq!(refusal("plan.pdf", "", pdf(3 * MEGABYTE + 1)).await, too_large);
    assert_eq!(refusal("me.jpg", "", [cleaning::JPEG_START, &vec![0; 4 * MEGABYTE]].concat()).await, too_large);
    assert_eq!(too_large.to_string(), "This file is too large. The limit is 3 MB.");
    assert!(put(&folder().files, named("plan.pdf"), pdf(3 * MEGABYTE)).await.is_ok());
}

#[tokio::test]
async fn other_kinds_and_empty_files_are_refused() {
    assert_eq!(refusal("none.txt", "", "").await, FileProblem::Empty);
    assert_eq!(refusal("setup.exe", "", *b"MZ\x90\0\x03\0\0\0\x04\0\0\0").await, FileProblem::KindNotAllowed);
    assert_eq!(refusal("a.zip", "", *b"PK\x03\x04\x14\0\0\0\x08\0").await, FileProblem::KindNotAllowed);
    assert_eq!(refusal("page.html", "text/html", "<html><script>x()</script>").await, FileProblem::KindNotAllowed);
    assert_eq!(refusal("draw.svg", "image/svg+xml", "<svg onload='x()'/>").await, FileProblem::KindNotAllowed);
    assert_eq!(refusal("polyglot", "", [b"\0\0\0", pdf(90).as_slice()].concat()).await, FileProblem::KindNotAllowed);
}

#[tokio::test]
async fn bytes_that_are_not_what_the_name_says_are_refused() {
    let mismatch = FileProblem::Mismatch { named: FileKind::Jpeg, holds: FileKind::Pdf };
    assert_eq!(refusal("photo.jpg", "", pdf(90)).await, mismatch);
    assert_eq!(refusal("photo", "image/jpeg", pdf(90)).await, mismatch);
    assert!(mismatch.to_string().starts_with("This file is named as a JPEG picture but holds a PDF."));
    assert!(
        put(&folder().files, Claim { name: "scan", content_type: "application/octet-stream" }, pdf(90)).await.is_ok()
    );
}

#[tokio::test]
async fn text_is_utf_8_however_it_is_cut_into_pieces() {
    for cut in 1..6 {
        let pieces: Vec<Result<Bytes, String>> =
            "¡Olé! 🌻 plan\n".as_bytes().chunks(cut).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let stored = folder().files.put(KEY, &named("plan.txt"), LIMIT, stream::iter(pieces)).await.unwrap();
        assert_eq!(stored.kind, FileKind::Text);
    }
    let long = "🌻".repeat(MEGABYTE / 2);
    let place = folder();
    put(&place.files, named("plan.txt"), long.clone()).await.unwrap();
    assert_eq!(contents(&place.files).await, long.into_bytes());
}

#[tokio::test]
async fn text_in_another_encoding_is_refused_even_at_its_very_end() {
    assert_eq!(refusal("plan.txt", "", *b"Ol\xe9 plan").await, FileProblem::KindNotAllowed);
    assert_eq!(refusal("plan.txt", "", *b"plan \xf0\x9f").await, FileProblem::KindNotAllowed);
    assert_eq!(refusal("plan.txt", "", *b"plan\0").await, FileProblem::KindNotAllowed);
    for end in [&b"\xe9"[..], b"\xf0\x9f\x8c", b"\0"] {
        let text = [&vec![b'a'; 2 * MEGABYTE], end].concat();
        assert_eq!(refusal("plan.txt", "", text).await, FileProblem::KindNotAllowed);
    }
}

#[tokio::test]
async fn what_a_killed_program_left_is_hidden_and_cleared_away_later() {
    let place = folder();
    put(&place.files, named("plan.pdf"), pdf(100)).await.unwrap();
    let whole = place.paths();
    // Forgotten on purpose, so that nothing is tidied: as if the program had been killed half way.
    let pieces = stream::iter(0..20).map(|_| Ok::<_, String>(Bytes::from(pdf(64 * 1024)))).chain(stream::pending());
    let (files, other) = (place.files.clone(), FileKey { file: Uuid::from_u128(3), ..KEY });
    let mut killed = Box::pin(async move { files.put(other, &named("other.pdf"), LIMIT, pieces).await });
    while place.paths().len() < 2 {
        assert!(futures_util::poll!(&mut killed).is_pending());
        tokio::task::yield_now().await;
    }
    std::mem::forget(killed);
    assert_eq!(place.files.list().count().await, 1);
    let (past, future) = ("2020-01-01T00:00:00Z".parse().unwrap(), "2100-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(place.files.sweep_unfinished(past).await.unwrap(), 0);
    assert_eq!(place.files.sweep_unfinished(future).await.unwrap(), 1);
    assert_eq!(place.paths(), whole);
}

#[tokio::test]
async fn the_list_tells_files_from_strangers() {
    let place = folder();
    put(&place.files, named("plan.pdf"), pdf(100)).await.unwrap();
    let stray = place.folder.path().join("files/readme");
    std::fs::write(stray, "x").unwrap();
    let mut listed: Vec<Listed> = place.files.list().try_collect().await.unwrap();
    listed.sort_by_key(|found| matches!(found, Listed::Stranger { .. }));
    let stranger = Listed::Stranger { path: "readme".to_owned() };
    assert_eq!(listed, [Listed::File { key: KEY, bytes: 100 }, stranger]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_look_into_the_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = folder();
    let mode = std::fs::metadata(place.folder.path().join("files")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
