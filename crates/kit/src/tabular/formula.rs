//! Keeping exported cells from running as formulas, and taking the guard off again on import.
//!
//! A spreadsheet program runs a cell that starts with `=`, `+`, `-` or `@` (also in their full-width forms), and
//! some strip a leading tab or line break first. The rule, in one place for both directions:
//!
//! * The *core* of a cell is the cell without the `'` signs at its start.
//! * A core is *risky* when it starts with one of those signs and is not a plain number or a plain phone number.
//! * Export puts one `'` before a cell whose core is risky; import takes one `'` off such a cell.
//!
//! Because `'` signs that were there before are counted in the core's stead, export then import gives back every
//! text exactly, also `'=x` and `''`. Plain are: a sign, digits, and at most one decimal point or comma groups of
//! three (`-12`, `+0.5`, `-1,234.50`); and `+` followed by digits, spaces, dots and parentheses with at least
//! seven digits (`+1 (617) 555 0100`). A phone with hyphens, `+1-617-555-0100`, gets the sign: a spreadsheet would
//! show it as the result of a subtraction.

/// The cell as it is safe to write.
pub fn neutralize(text: &str) -> std::borrow::Cow<'_, str> {
    if is_risky(text.trim_start_matches('\'')) { format!("'{text}").into() } else { text.into() }
}

/// The cell as it was before [`neutralize`].
pub fn restore(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_risky(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

pub(super) fn restore_in_place(text: &mut String) {
    if restore(text).len() < text.len() {
        text.remove(0);
    }
}

fn is_risky(core: &str) -> bool {
    match core.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        Some('+') => !is_plain_number(core) && !is_plain_phone(core),
        Some('-') => !is_plain_number(core),
        _ => false,
    }
}

fn is_plain_number(core: &str) -> bool {
    let digits = core.get(1..).unwrap_or_default();
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_grouped = groups.all(|group| group.len() == 3 && all_digits(group));
    !first.is_empty() && all_digits(first) && is_grouped && all_digits(fraction)
}

fn is_plain_phone(core: &str) -> bool {
    let rest = core.get(1..).unwrap_or_default();
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '(' | ')'));
    is_plain && rest.starts_with(|c: char| c.is_ascii_digit()) && digits >= 7
}
