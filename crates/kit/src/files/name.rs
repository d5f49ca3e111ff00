//! File names as people see them. They are never used as paths.

use super::FileKind;
use super::kind::extension_of;

const MOST_CHARS: usize = 100;

/// How a browser is asked to treat a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// In the page or the tab.
    Inline,
    /// Saved.
    Download,
}

/// A name that is safe to show and to offer: no folders, no control or direction-changing characters, not too long,
/// and an extension that says what is in it.
pub fn display_name(original: &str, kind: FileKind) -> String {
    let last = original.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().map(|c| if is_unfit(c) { ' ' } else { c }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_matches(['.', ' ']);
    let stem = match extension_of(words) {
        Some(extension) if FileKind::from_name(words) == Some(kind) => {
            words.strip_suffix(extension).unwrap_or(words).trim_end_matches('.')
        }
        _ => words,
    };
    let stem: String = stem.chars().take(MOST_CHARS).collect();
    let stem = stem.trim_matches(['.', ' ']);
    let stem = if stem.is_empty() { "file" } else { stem };
    format!("{stem}.{}", kind.extension())
}

/// The `Content-Disposition` header for a display name (RFC 6266): plain ASCII for old programs, UTF-8 for the rest.
pub fn content_disposition(name: &str, showing: Showing) -> String {
    let how = match showing {
        Showing::Inline => "inline",
        Showing::Download => "attachment",
    };
    let ascii = |c: char| {
        if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' }
    };
    let plain: String = name.chars().map(ascii).collect();
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            // attr-char of RFC 5987
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// Control characters, those that turn the direction of text around ("exe.jpg" from "gpj.exe") or take no room, and
/// those that some systems forbid in names.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}
