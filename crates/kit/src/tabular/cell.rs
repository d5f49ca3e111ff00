//! One cell's text: tidying it and reading the simple kinds of value.

use std::borrow::Cow;
use std::fmt;

/// Invisible characters that spreadsheets and web pages leave at the edges of cells.
fn is_edge(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{202A}'..='\u{202E}')
}

/// Trims the edges, turns no-break spaces inside into spaces and drops zero-width spaces and control characters
/// (line breaks and tabs stay). Joiners inside words stay: some scripts need them.
pub fn tidy(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(is_edge);
    let is_odd = |c: char| {
        matches!(c, '\u{A0}' | '\u{202F}' | '\u{2007}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
            || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    };
    if !trimmed.contains(is_odd) {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        match c {
            '\u{A0}' | '\u{202F}' | '\u{2007}' => out.push(' '),
            _ if is_odd(c) => {}
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Whether nothing can be seen in the cell.
pub fn is_empty(text: &str) -> bool {
    text.chars().all(is_edge)
}

/// Whether a tidied cell says "nothing here" in any column: empty, `-`, `N/A`.
pub fn is_blank(tidied: &str) -> bool {
    if tidied.len() > 6 {
        return false;
    }
    matches!(tidied, "" | "-" | "--" | "---" | "–" | "—")
        || matches!(tidied.to_ascii_lowercase().as_str(), "n/a" | "#n/a" | "n.a.")
}

/// Whether it says "nothing here" in a column that isn't text. In text, `Null` and `Na` are people's names.
pub fn is_blank_value(tidied: &str) -> bool {
    is_blank(tidied) || matches!(tidied.to_ascii_lowercase().as_str(), "na" | "null" | "none" | "nil" | "nan")
}

/// Letters and digits only, lower case, without accents: for telling whether two headers or two words are the same.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    text.nfkd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The first `limit` characters, with `…` when something was cut.
pub fn shorten(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Yes or no, in the ways people mark a box, English and Spanish.
pub fn parse_bool(tidied: &str) -> Option<bool> {
    match tidied.to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" | "1.0" | "x" | "✓" | "✔" | "☑" | "checked" | "on" | "sí" | "si"
        | "verdadero" => Some(true),
        "no" | "n" | "false" | "f" | "0" | "0.0" | "☐" | "unchecked" | "off" | "falso" => Some(false),
        _ => None,
    }
}

/// A whole number: `12`, `-3`, `1,234`, `12.0` as spreadsheets write it.
pub fn parse_integer(tidied: &str) -> Option<i64> {
    let text = decimal_text(tidied)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if fraction.bytes().all(|b| b == b'0') { whole.parse().ok() } else { None }
}

/// A decimal number as plain digits: `$1,234.50` gives `1234.50`. Kept as text, so that money is exact.
/// A comma is a group sign and must stand before three digits; `1,5` is refused rather than guessed.
pub fn decimal_text(tidied: &str) -> Option<String> {
    let unsigned = tidied.strip_prefix(['-', '−', '+']);
    let sign = if unsigned.is_some() && !tidied.starts_with('+') { "-" } else { "" };
    let body = unsigned.unwrap_or(tidied).trim_start_matches('$').trim_start();
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_grouped = groups.all(|g| g.len() == 3 && is_digits(g));
    let has_digits = !first.is_empty() || !fraction.is_empty();
    if !has_digits || !is_digits(first) || !is_grouped || !is_digits(fraction) {
        return None;
    }
    let first = if first.is_empty() { "0".to_owned() } else { whole.replace(',', "") };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{first}{point}{fraction}"))
}

/// A phone number as digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone {
    /// Digits only. A North American number has ten (its leading 1 is taken off); others keep their country code.
    pub digits: String,
    /// Whether it was written with a `+` and has another country's code.
    pub is_international: bool,
    /// Digits of the extension.
    pub extension: Option<String>,
}

/// `+16175550100`, with ` x12` for an extension; a local number of seven digits has no `+`.
/// [`parse_phone`] reads it back the same.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_international, self.digits.len()) {
            (true, _) => write!(f, "+{}", self.digits)?,
            (false, 10) => write!(f, "+1{}", self.digits)?,
            (false, _) => write!(f, "{}", self.digits)?,
        }
        self.extension.iter().try_for_each(|extension| write!(f, " x{extension}"))
    }
}

/// Reads a phone number written in any common way, with `ext. 12` or `x12` kept. `None`: not one phone number.
pub fn parse_phone(tidied: &str) -> Option<Phone> {
    let lower = tidied.to_lowercase();
    let mark = lower.find(|c: char| c.is_alphabetic() || c == '#');
    let (number, tail) = mark.and_then(|at| lower.split_at_checked(at)).unwrap_or((&lower, ""));
    let extension = if tail.is_empty() { None } else { Some(extension_digits(tail)?) };
    let allowed = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '(' | ')' | '-' | '.' | '/' | '+' | ',' | '‐' | '‑' | '–')
    };
    if !number.chars().all(allowed)
        || number
            .rfind('+')
            .is_some_and(|at| !number.get(..at).unwrap_or_default().chars().all(|c| matches!(c, '(' | ' ')))
    {
        return None;
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let has_plus = number.contains('+');
    match (digits.len(), digits.strip_prefix('1')) {
        (11, Some(rest)) => Some(Phone { digits: rest.to_owned(), is_international: false, extension }),
        (7 | 10, _) if !has_plus => Some(Phone { digits, is_international: false, extension }),
        (8..=15, _) if has_plus => Some(Phone { digits, is_international: true, extension }),
        _ => None,
    }
}

fn extension_digits(tail: &str) -> Option<String> {
    let rest = ["extension", "extn", "ext", "x", "#"].iter().find_map(|word| tail.strip_prefix(word))?;
    let rest = rest.trim_start_matches(['.', ':', ' ', '#']).trim_end();
    let is_extension = (1..=8).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit());
    is_extension.then(|| rest.to_owned())
}

/// A plain check of an address: one `@`, a name before it and a dotted domain after it, no blanks.
pub fn parse_email(tidied: &str) -> Option<String> {
    let (name, domain) = tidied.split_once('@')?;
    let is_clean = |s: &str| {
        !s.is_empty() && !s.contains(|c: char| c.is_whitespace() || matches!(c, '@' | ',' | ';' | '<' | '>' | '"'))
    };
    let dotted = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains("..");
    (is_clean(name) && is_clean(domain) && dotted).then(|| format!("{name}@{}", domain.to_lowercase()))
}
