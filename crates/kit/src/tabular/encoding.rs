//! Bytes to text, in a stream: which encoding a file is in, and decoding it in pieces.

use encoding_rs::{CoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};
use serde::{Deserialize, Serialize};

/// The encodings that spreadsheet programs write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// What older spreadsheet programs on Windows write.
    Windows1252,
}

impl Encoding {
    /// The name that people know, such as `UTF-8`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 (little-endian)",
            Self::Utf16Be => "UTF-16 (big-endian)",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// What the first bytes say: the encoding and how many bytes of byte-order mark to leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Detected {
    pub encoding: Encoding,
    pub mark_bytes: usize,
    /// Some sequences are not valid UTF-8 although most are.
    pub mixed: bool,
}

/// Judges the encoding by a byte-order mark, else by zero bytes (UTF-16), else by what is valid.
pub(super) fn detect(head: &[u8]) -> Detected {
    let marked = |encoding, mark_bytes| Detected { encoding, mark_bytes, mixed: false };
    if head.starts_with(&[0xEF, 0xBB, 0xBF]) {
        return marked(Encoding::Utf8, 3);
    }
    if head.starts_with(&[0xFF, 0xFE]) {
        return marked(Encoding::Utf16Le, 2);
    }
    if head.starts_with(&[0xFE, 0xFF]) {
        return marked(Encoding::Utf16Be, 2);
    }
    if let Some(encoding) = sixteen_bit(head) {
        return marked(encoding, 0);
    }
    eight_bit(head)
}

/// Text in UTF-16 without a mark shows zero bytes on one side of nearly every pair.
fn sixteen_bit(head: &[u8]) -> Option<Encoding> {
    let (mut pairs, mut zero_first, mut zero_second) = (0_u32, 0_u32, 0_u32);
    for pair in head.chunks_exact(2).take(4096) {
        pairs += 1;
        zero_first += u32::from(pair.first() == Some(&0));
        zero_second += u32::from(pair.get(1) == Some(&0));
    }
    let (many, few) = (pairs / 2, pairs / 20);
    if pairs < 2 {
        None
    } else if zero_second > many && zero_first <= few {
        Some(Encoding::Utf16Le)
    } else if zero_first > many && zero_second <= few {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// UTF-8 when more letters are valid UTF-8 than are not; the last few bytes may be a letter cut in two.
fn eight_bit(head: &[u8]) -> Detected {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut left = head.len();
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        left = left.saturating_sub(chunk.valid().len() + chunk.invalid().len());
        let is_cut_tail = left == 0 && is_start_of_letter(chunk.invalid());
        if !chunk.invalid().is_empty() && !is_cut_tail {
            bad += 1;
        }
    }
    let encoding = if bad > good { Encoding::Windows1252 } else { Encoding::Utf8 };
    Detected { encoding, mark_bytes: 0, mixed: bad > 0 && encoding == Encoding::Utf8 }
}

/// Whether these bytes could become a letter if more followed.
fn is_start_of_letter(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|e| e.valid_up_to() == 0 && e.error_len().is_none())
}

/// Decodes a stream piece by piece. Memory: at most three bytes are held back.
pub(super) struct Decoder {
    encoding: Encoding,
    legacy: Option<encoding_rs::Decoder>,
    /// The start of a letter whose rest has not arrived.
    held: Vec<u8>,
    saw_letters_beyond_ascii: bool,
}

impl Decoder {
    /// A decoder for a stream from which the byte-order mark has been removed.
    pub fn new(encoding: Encoding) -> Self {
        let legacy = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
            Encoding::Windows1252 => Some(WINDOWS_1252.new_decoder_without_bom_handling()),
        };
        Self { encoding, legacy, held: Vec::new(), saw_letters_beyond_ascii: false }
    }

    /// What the stream turned out to be: UTF-8 changes to Windows-1252 when the first letter beyond ASCII,
    /// perhaps megabytes in, is not UTF-8.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Appends the text of `bytes` to `out`. `repairs` receives the places in `out` of letters that were
    /// not valid UTF-8 in a UTF-8 file and were read as Windows-1252.
    pub fn push(&mut self, bytes: &[u8], is_last: bool, out: &mut String, repairs: &mut Vec<usize>) {
        if let Some(decoder) = &mut self.legacy {
            push_legacy(decoder, bytes, is_last, out);
            return;
        }
        let mut joined = std::mem::take(&mut self.held);
        joined.extend_from_slice(bytes);
        let mut done = 0;
        for chunk in joined.utf8_chunks() {
            out.push_str(chunk.valid());
            self.saw_letters_beyond_ascii |= !chunk.valid().is_ascii();
            let bad_at = done + chunk.valid().len();
            done = bad_at + chunk.invalid().len();
            if chunk.invalid().is_empty() {
                continue;
            }
            if !is_last && done == joined.len() && is_start_of_letter(chunk.invalid()) {
                self.held = chunk.invalid().to_vec();
            } else if self.saw_letters_beyond_ascii {
                repairs.push(out.len());
                push_legacy(&mut WINDOWS_1252.new_decoder_without_bom_handling(), chunk.invalid(), true, out);
            } else {
                self.change_to_windows(joined.get(bad_at..).unwrap_or_default(), is_last, out);
                return;
            }
        }
    }

    /// Everything so far was ASCII and this is not UTF-8: the file is Windows-1252.
    fn change_to_windows(&mut self, rest: &[u8], is_last: bool, out: &mut String) {
        let mut decoder = WINDOWS_1252.new_decoder_without_bom_handling();
        push_legacy(&mut decoder, rest, is_last, out);
        self.legacy = Some(decoder);
        self.encoding = Encoding::Windows1252;
    }
}

fn push_legacy(decoder: &mut encoding_rs::Decoder, mut bytes: &[u8], is_last: bool, out: &mut String) {
    loop {
        out.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(4096));
        let (result, read, _) = decoder.decode_to_string(bytes, out, is_last);
        bytes = bytes.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}
