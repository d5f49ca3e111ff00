//! The few kinds of files that are kept, told by their bytes and not by their names.

/// A kind of file that may be attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the format of that name")]
pub enum FileKind {
    Png,
    Jpeg,
    WebP,
    Gif,
    Heic,
    Pdf,
    Text,
}

/// A kind with its content type, its extensions (the usual one first) and what people call it.
type Row = (FileKind, &'static str, &'static [&'static str], &'static str);

const TABLE: [Row; 7] = [
    (FileKind::Png, "image/png", &["png"], "a PNG picture"),
    (FileKind::Jpeg, "image/jpeg", &["jpg", "jpeg", "jpe", "jfif"], "a JPEG picture"),
    (FileKind::WebP, "image/webp", &["webp"], "a WebP picture"),
    (FileKind::Gif, "image/gif", &["gif"], "a GIF picture"),
    (FileKind::Heic, "image/heic", &["heic", "heif"], "an HEIC picture"),
    (FileKind::Pdf, "application/pdf", &["pdf"], "a PDF"),
    (FileKind::Text, "text/plain", &["txt", "text", "md"], "plain text"),
];

impl FileKind {
    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// What to store and to serve it as.
    pub fn content_type(self) -> &'static str {
        match self.row() {
            Some((Self::Text, ..)) => "text/plain; charset=utf-8",
            row => row.map_or("application/octet-stream", |row| row.1),
        }
    }

    /// The usual extension, without the dot.
    pub fn extension(self) -> &'static str {
        self.row().and_then(|row| row.2.first()).copied().unwrap_or("bin")
    }

    /// Whether browsers show it safely inside a page.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::WebP | Self::Gif | Self::Heic)
    }

    /// The kind that a stored content type names.
    pub fn from_content_type(content_type: &str) -> Option<Self> {
        let plain = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let plain = if plain == "image/heif" { "image/heic" } else { plain.as_str() };
        TABLE.iter().find(|row| row.1 == plain).map(|row| row.0)
    }

    /// The kind that a file name's extension names.
    pub fn from_name(name: &str) -> Option<Self> {
        let extension = extension_of(name)?.to_ascii_lowercase();
        TABLE.iter().find(|row| row.2.contains(&extension.as_str())).map(|row| row.0)
    }

    /// The kind that the first bytes show. `Text` is a guess until all of it has been checked.
    pub(super) fn sniff(head: &[u8]) -> Option<Self> {
        // A PDF may begin later in the file, but then it may be something else as well.
        if head.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        match infer::get(head).map(|found| found.mime_type()) {
            Some("image/png") => Some(Self::Png),
            Some("image/jpeg") => Some(Self::Jpeg),
            Some("image/webp") => Some(Self::WebP),
            Some("image/gif") => Some(Self::Gif),
            Some("image/heif") => Some(Self::Heic),
            Some(other) if !other.starts_with("text/") => None,
            _ => Utf8::default().take(head).then_some(Self::Text),
        }
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.0 == self)
    }
}

impl std::fmt::Display for FileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.row().map_or("a file", |row| row.3))
    }
}

/// What follows the last dot, when something stands before and after it.
pub(super) fn extension_of(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then_some(extension)
}

/// Checks text that comes in pieces: UTF-8, no control characters but tabs and line ends.
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    /// The beginning of a character whose end is in the next piece. At most three bytes.
    unfinished: Vec<u8>,
}

impl Utf8 {
    /// Takes the next piece; `false` when this isn't plain text.
    pub(super) fn take(&mut self, piece: &[u8]) -> bool {
        let joined;
        let piece = if self.unfinished.is_empty() {
            piece
        } else {
            joined = [self.unfinished.as_slice(), piece].concat();
            joined.as_slice()
        };
        let (text, rest) = match std::str::from_utf8(piece) {
            Ok(text) => (text, &[][..]),
            Err(error) if error.error_len().is_none() => {
                let (whole, rest) = piece.split_at(error.valid_up_to());
                (std::str::from_utf8(whole).unwrap_or_default(), rest)
            }
            Err(_) => return false,
        };
        let is_plain = !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}'));
        self.unfinished = rest.to_vec();
        is_plain
    }

    /// Whether the text may end here.
    pub(super) fn is_finished(&self) -> bool {
        self.unfinished.is_empty()
    }
}
