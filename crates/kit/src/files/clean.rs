//! Taking out of a picture what tells more than the picture: place, time, device, owner, earlier versions.
//!
//! What is needed to show it stays: colors, and which side is up.

use bytes::{BufMut as _, Bytes, BytesMut};
use img_parts::jpeg::{Jpeg, JpegSegment};
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{ImageEXIF as _, riff::RiffContent};

use super::{FileKind, FileProblem, heic};

/// The picture without the rest. Kinds that hold no such thing come back as they are.
pub(super) fn clean(kind: FileKind, bytes: Bytes) -> Result<Bytes, FileProblem> {
    match kind {
        FileKind::Jpeg => jpeg(bytes),
        FileKind::Png => png(bytes),
        FileKind::WebP => webp(bytes),
        FileKind::Heic => heic::clean(bytes),
        FileKind::Gif | FileKind::Pdf | FileKind::Text => Ok(bytes),
    }
}

const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COMMENT: u8 = 0xFE;
const END: u8 = 0xD9;

fn jpeg(bytes: Bytes) -> Result<Bytes, FileProblem> {
    let mut picture = Jpeg::from_bytes(bytes).map_err(|_| FileProblem::Damaged)?;
    let upright = picture.exif().and_then(|exif| orientation(&exif));
    let segments = std::mem::take(picture.segments_mut());
    let mut kept = Vec::with_capacity(segments.len());
    for segment in segments.into_iter().filter(is_needed) {
        kept.push(trim_scan(segment)?);
    }
    if !kept.last().is_some_and(JpegSegment::has_entropy) {
        return Err(FileProblem::Damaged);
    }
    *picture.segments_mut() = kept;
    picture.set_exif(upright.map(exif_with_orientation));
    Ok(picture.encoder().bytes())
}

/// JFIF, color profiles and Adobe's color note stay of the application segments; everything that decodes stays.
fn is_needed(segment: &JpegSegment) -> bool {
    match segment.marker() {
        APP0 => segment.contents().starts_with(b"JFIF\0"),
        APP2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
        APP14 => segment.contents().starts_with(b"Adobe"),
        APP1..=APP15 | COMMENT => false,
        _ => true,
    }
}

/// What follows the first scan runs to the end of the file: later scans, and then whatever phones append
/// (previews with places of their own, short films). It ends where the picture ends.
fn trim_scan(segment: JpegSegment) -> Result<JpegSegment, FileProblem> {
    if !segment.has_entropy() {
        return Ok(segment);
    }
    let mut whole = BytesMut::new();
    // The encoded segment is its header, its contents and the data; the data is the last piece.
    let data = segment.clone().encoder().bytes();
    let data = data.slice(segment.len().min(data.len())..);
    let mut at = 0;
    loop {
        let marker = next_marker(&data, at).ok_or(FileProblem::Damaged)?;
        whole.put(piece(&data, at, marker)?);
        let code = *data.get(marker + 1).ok_or(FileProblem::Damaged)?;
        if code == END {
            whole.put_slice(&[0xFF, END]);
            let contents = segment.contents().clone();
            return Ok(JpegSegment::new_with_entropy(segment.marker(), contents, whole.freeze()));
        }
        let length = piece(&data, marker + 2, marker + 4)?;
        let length = length.iter().fold(0, |sum, byte| sum * 256 + usize::from(*byte));
        let next = marker + 2 + length.max(2);
        if !matches!(code, APP0..=APP15 | COMMENT) {
            whole.put(piece(&data, marker, next)?);
        }
        at = next;
    }
}

fn piece(data: &Bytes, from: usize, to: usize) -> Result<Bytes, FileProblem> {
    if from <= to && to <= data.len() { Ok(data.slice(from..to)) } else { Err(FileProblem::Damaged) }
}

/// The next marker from `at` on that is not part of the picture's data (stuffed zeros, restarts, fill bytes).
fn next_marker(data: &[u8], at: usize) -> Option<usize> {
    let rest = data.get(at..)?;
    let place = rest
        .windows(2)
        .position(|pair| matches!(pair, [0xFF, code] if !matches!(code, 0x00 | 0x01 | 0xD0..=0xD7 | 0xFF)))?;
    Some(at + place)
}

/// Tag 0x0112 of the first directory (Exif 2.3 section 4.6.4), 2 to 8; 1 is upright already.
fn orientation(exif: &[u8]) -> Option<u8> {
    let is_little = match exif.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let number = |at: usize, bytes: usize| {
        let part = exif.get(at..at.checked_add(bytes)?)?;
        let add = |sum: usize, byte: &u8| sum * 256 + usize::from(*byte);
        Some(if is_little { part.iter().rev().fold(0, add) } else { part.iter().fold(0, add) })
    };
    let directory = number(4, 4)?;
    let entries = number(directory, 2)?;
    let place = |entry: usize| directory + 2 + entry * 12;
    let found = (0..entries).map(place).find(|at| number(*at, 2) == Some(0x0112))?;
    number(found + 8, 2).and_then(|value| u8::try_from(value).ok()).filter(|value| (2..=8).contains(value))
}

/// A directory with the orientation and nothing else.
fn exif_with_orientation(value: u8) -> Bytes {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([value, 0, 0, 0, 0, 0, 0, 0]);
    Bytes::from(exif)
}

/// Only chunks that say how to show it. The reader drops whatever follows the end.
fn png(bytes: Bytes) -> Result<Bytes, FileProblem> {
    const NEEDED: [&[u8; 4]; 17] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD",
        b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
    ];
    let mut picture = Png::from_bytes(bytes).map_err(|_| FileProblem::Damaged)?;
    if picture.chunks().last().is_none_or(|chunk| chunk.kind() != *b"IEND") {
        return Err(FileProblem::Damaged);
    }
    let upright = picture.exif().and_then(|exif| orientation(&exif));
    picture.chunks_mut().retain(|chunk| NEEDED.contains(&&chunk.kind()));
    if upright.is_some() {
        picture.set_exif(upright.map(exif_with_orientation));
    }
    Ok(picture.encoder().bytes())
}

fn webp(bytes: Bytes) -> Result<Bytes, FileProblem> {
    const NEEDED: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
    const TELLS: u8 = 0b0000_1100; // the flags that say "has Exif" and "has XMP"
    let mut picture = WebP::from_bytes(bytes).map_err(|_| FileProblem::Damaged)?;
    let chunks = picture.chunks_mut();
    chunks.retain(|chunk| NEEDED.contains(&&chunk.id()));
    for chunk in chunks.iter_mut().filter(|chunk| chunk.id() == *b"VP8X") {
        if let RiffContent::Data(data) = chunk.content_mut() {
            let mut changed = data.to_vec();
            changed.iter_mut().take(1).for_each(|flags| *flags &= !TELLS);
            *data = Bytes::from(changed);
        }
    }
    if chunks.is_empty() { Err(FileProblem::Damaged) } else { Ok(picture.encoder().bytes()) }
}
