//! Pictures put together by hand, with secrets in every corner that a phone or a program writes to.

use super::super::clean::clean;
use super::super::*;
use super::{contents, folder, named, put};
use bytes::Bytes;
use proptest::prelude::*;

pub(super) const JPEG_START: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
const SECRET: &[u8] = b"40.7128N 74.0060W";

fn cleaned(kind: FileKind, bytes: &[u8]) -> Vec<u8> {
    clean(kind, Bytes::copy_from_slice(bytes)).unwrap().to_vec()
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}

fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], length.as_slice(), contents].concat()
}

/// A directory with the orientation, a second entry and the secret.
fn exif(orientation: u8, is_little: bool) -> Vec<u8> {
    let two = |n: u16| {
        if is_little { n.to_le_bytes() } else { n.to_be_bytes() }
    };
    let four = |n: u32| {
        if is_little { n.to_le_bytes() } else { n.to_be_bytes() }
    };
    let entry = |tag: u16, value: u16| [&two(tag)[..], &two(3), &four(1), &two(value), &[0, 0]].concat();
    let start = if is_little { b"II*\0" } else { b"MM\0*" };
    let entries = [entry(0x0100, 640), entry(0x0112, u16::from(orientation))].concat();
    [start, &four(8)[..], &two(2), &entries, &four(0), SECRET].concat()
}

fn with_prefix(prefix: &[u8], rest: &[u8]) -> Vec<u8> {
    [prefix, rest].concat()
}

const SCAN: &[u8] = b"\x12\xff\x00\x34\xff\xd0\x56";
const SECOND_SCAN: &[u8] = b"\x9a\xff\x00\xbc";

/// Two scans (progressive), a secret between and after them, and a whole second picture appended.
fn jpeg(orientation: u8, is_little: bool) -> Vec<u8> {
    [
        JPEG_START.to_vec(),
        segment(0xe1, &with_prefix(b"Exif\0\0", &exif(orientation, is_little))),
        segment(0xe1, &with_prefix(b"http://ns.adobe.com/xap/1.0/\0", SECRET)),
        segment(0xe2, &with_prefix(b"ICC_PROFILE\0\x01\x01", b"colors")),
        segment(0xe2, &with_prefix(b"MPF\0", SECRET)),
        segment(0xed, SECRET),
        segment(0xfe, SECRET),
        segment(0xdb, &[1; 65]),
        segment(0xc2, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]),
        segment(0xda, &[1, 1, 0, 0, 0, 0]),
        SCAN.to_vec(),
        segment(0xfe, SECRET),
        segment(0xc4, &[0xff, 0xd9, 0xff, 0xd9]),
        segment(0xda, &[1, 1, 0, 0, 0, 1]),
        SECOND_SCAN.to_vec(),
        b"\xff\xd9".to_vec(),
        JPEG_START.to_vec(),
        SECRET.to_vec(),
        b"\xff\xd9".to_vec(),
    ]
    .concat()
}

#[test]
fn a_jpeg_keeps_its_picture_and_loses_the_rest() {
    let clean = cleaned(FileKind::Jpeg, &jpeg(6, true));
    assert!(!holds(&clean, SECRET));
    for kept in [SCAN, SECOND_SCAN, b"ICC_PROFILE\0\x01\x01colors", b"\xff\xc4\x00\x06\xff\xd9\xff\xd9", &[1; 65]] {
        assert!(holds(&clean, kept), "{kept:02x?}");
    }
    assert!(clean.ends_with(&[SECOND_SCAN, b"\xff\xd9"].concat()), "nothing follows the end");
    assert!(!holds(&clean, b"MPF\0") && !holds(&clean, b"adobe.com"));
}

#[test]
fn a_jpeg_keeps_the_side_that_is_up() {
    for is_little in [true, false] {
        let clean = cleaned(FileKind::Jpeg, &jpeg(6, is_little));
        assert!(holds(&clean, b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"));
    }
    for nothing_to_say in [0, 1, 9] {
        assert!(!holds(&cleaned(FileKind::Jpeg, &jpeg(nothing_to_say, true)), b"Exif"));
    }
}

#[test]
fn cleaning_twice_changes_nothing_more() {
    let once = cleaned(FileKind::Jpeg, &jpeg(6, true));
    assert_eq!(cleaned(FileKind::Jpeg, &once), once);
}

#[test]
fn a_jpeg_that_breaks_off_is_damaged() {
    let whole = cleaned(FileKind::Jpeg, &jpeg(1, true));
    for length in 0..whole.len() {
        let result = clean(FileKind::Jpeg, Bytes::copy_from_slice(&whole[..length]));
        assert_eq!(result, Err(FileProblem::Damaged), "{length} of {}", whole.len());
    }
}

fn chunk(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    use img_parts::png::PngChunk;
    PngChunk::new(*kind, Bytes::copy_from_slice(contents)).encoder().bytes().to_vec()
}

fn png() -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        chunk(b"tEXt", SECRET),
        chunk(b"iTXt", SECRET),
        chunk(b"eXIf", &exif(8, false)),
        chunk(b"tIME", &[7; 7]),
        chunk(b"prVt", SECRET),
        chunk(b"IDAT", b"pixels"),
        chunk(b"IEND", b""),
        SECRET.to_vec(),
    ]
    .concat()
}

#[test]
fn a_png_keeps_its_picture_and_loses_the_rest() {
    let clean = cleaned(FileKind::Png, &png());
    assert!(!holds(&clean, SECRET) && !holds(&clean, b"tIME"));
    assert!(holds(&clean, &chunk(b"IDAT", b"pixels")) && clean.ends_with(&chunk(b"IEND", b"")));
    assert!(holds(&clean, b"\x12\x01\x03\0\x01\0\0\0\x08"), "which side is up is kept");
}

fn riff(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    let mut chunk = [kind, &u32::try_from(contents.len()).unwrap().to_le_bytes()[..], contents].concat();
    chunk.resize(chunk.len() + contents.len() % 2, 0);
    chunk
}

fn webp() -> Vec<u8> {
    let chunks = [
        b"WEBP".to_vec(),
        riff(b"VP8X", &[0b0010_1100, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        riff(b"ICCP", b"colors"),
        riff(b"VP8 ", b"pixels"),
        riff(b"EXIF", &exif(6, true)),
        riff(b"XMP ", SECRET),
    ]
    .concat();
    riff(b"RIFF", &chunks)
}

#[test]
fn a_webp_keeps_its_picture_and_loses_the_rest() {
    let clean = cleaned(FileKind::WebP, &webp());
    assert!(!holds(&clean, SECRET) && !holds(&clean, b"EXIF") && !holds(&clean, b"XMP "));
    assert!(holds(&clean, &riff(b"VP8 ", b"pixels")) && holds(&clean, b"colors"));
    assert!(holds(&clean, &riff(b"VP8X", &[0b0010_0000, 0, 0, 0, 0, 0, 0, 0, 0, 0])), "it says that both are gone");
}

fn item(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    [&u32::try_from(contents.len() + 8).unwrap().to_be_bytes()[..], kind, contents].concat()
}

/// Two items: the picture (1) and Exif (2), the latter at `offset` in the file.
fn heic_with(offset: u32, exif_id: u8) -> Vec<u8> {
    let entry = |id: u8, kind: &[u8; 4]| item(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], &kind[..], &[0]].concat());
    let entries = [entry(1, b"hvc1"), entry(exif_id, b"Exif")].concat();
    let length = u32::try_from(SECRET.len()).unwrap().to_be_bytes();
    let place = |id: u8, at: u32| [&[0, id, 0, 0, 0, 1][..], &at.to_be_bytes(), &length].concat();
    let places = [&[0, 0, 0, 0, 0x44, 0, 0, 2][..], &place(1, 0), &place(2, offset)].concat();
    let tables = [item(b"iinf", &[&[0, 0, 0, 0, 0, 2], entries.as_slice()].concat()), item(b"iloc", &places)].concat();
    [
        item(b"ftyp", b"heic\0\0\0\0heicmif1"),
        item(b"meta", &[&[0; 4], tables.as_slice()].concat()),
        item(b"mdat", &[b"pixels".as_slice(), SECRET].concat()),
    ]
    .concat()
}

fn heic() -> Vec<u8> {
    let length = heic_with(0, 2).len() - SECRET.len();
    heic_with(u32::try_from(length).unwrap(), 2)
}

#[test]
fn an_heic_keeps_its_picture_and_its_length_and_loses_the_rest() {
    let whole = heic();
    assert!(holds(&whole, SECRET));
    let clean = cleaned(FileKind::Heic, &whole);
    assert!(!holds(&clean, SECRET));
    assert_eq!(clean.len(), whole.len());
    assert!(clean.ends_with(&[b"pixels".as_slice(), &[0; 17]].concat()));
}

#[test]
fn an_heic_whose_tables_do_not_tell_all_is_refused() {
    let damaged = |bytes: Vec<u8>| assert_eq!(clean(FileKind::Heic, bytes.into()), Err(FileProblem::Damaged));
    damaged(heic_with(9_999, 2));
    damaged(heic_with(100, 3));
    damaged([heic(), item(b"moov", SECRET)].concat());
    damaged(heic()[..heic().len() - 1].to_vec());
}

#[test]
fn free_space_in_an_heic_is_emptied() {
    for kind in [b"free", b"uuid"] {
        let clean = cleaned(FileKind::Heic, &[heic(), item(kind, SECRET)].concat());
        assert!(!holds(&clean, SECRET));
    }
}

#[tokio::test]
async fn what_is_stored_is_the_cleaned_picture() {
    let pictures = [("a.jpg", jpeg(6, true)), ("a.png", png()), ("a.webp", webp()), ("a.heic", heic())];
    for (name, picture) in pictures {
        let place = folder();
        let stored = put(&place.files, named(name), picture.clone()).await.unwrap();
        let kept = contents(&place.files).await;
        assert!(!holds(&kept, SECRET), "{name}");
        assert_eq!(kept, cleaned(stored.kind, &picture), "{name}");
        assert_eq!(place.files.measure(super::KEY).await.unwrap(), Some((stored.bytes, stored.sha256)), "{name}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_cleaning_panic(
        which in 0..4usize, place in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>(),
    ) {
        let all = [
            (FileKind::Jpeg, jpeg(6, true)), (FileKind::Png, png()), (FileKind::WebP, webp()), (FileKind::Heic, heic()),
        ];
        let (kind, mut bytes) = all[which].clone();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        bytes.truncate(cut.index(bytes.len()) + 1);
        let _ = clean(kind, bytes.into());
    }

    #[test]
    fn no_noise_makes_cleaning_panic(noise: Vec<u8>) {
        for (kind, start) in [
            (FileKind::Jpeg, JPEG_START), (FileKind::Png, b"\x89PNG\r\n\x1a\n"),
            (FileKind::WebP, b"RIFF\x40\0\0\0WEBP"), (FileKind::Heic, b""),
        ] {
            let _ = clean(kind, [start, &noise].concat().into());
        }
    }
}
