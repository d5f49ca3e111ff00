//! Where a text quotes somebody. The plain-words helper leaves these stretches alone: a person's own words always win.
//! Known signs: straight and curly quotation marks, lines after `>`, and what follows "said," or "said:".

use std::ops::Range;

/// Words after which somebody speaks, when a comma or a colon follows.
const SPEECH: [&str; 11] =
    ["said", "says", "asked", "asks", "wrote", "writes", "added", "replied", "answered", "told me", "told us"];

/// The quoted stretches of a text, in order and without overlap.
pub(super) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for paragraph in paragraphs(text) {
        let Some(part) = text.get(paragraph.clone()) else {
            continue;
        };
        let mut inside = marked_quotes(part);
        inside.extend(quoted_lines(part));
        inside.extend(speech(part));
        let from = paragraph.start;
        found.extend(inside.into_iter().map(|range| from.saturating_add(range.start)..from.saturating_add(range.end)));
    }
    merged(found)
}

/// Paragraphs end at an empty line.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.trim().is_empty() {
            found.push(start..at);
            start = at;
        }
    }
    found.push(start..at);
    found
}

/// Stretches between quotation marks. An open double mark runs to the end of the paragraph; an open single mark is
/// an apostrophe.
fn marked_quotes(part: &str) -> Vec<Range<usize>> {
    let chars: Vec<(usize, char)> = part.char_indices().collect();
    let mut found = Vec::new();
    let mut singles_close = true;
    let mut i = 0;
    while let Some(&(start, c)) = chars.get(i) {
        let before = i.checked_sub(1).and_then(|k| chars.get(k)).map(|&(_, c)| c);
        let close = match c {
            // After a digit it is an inch mark.
            '"' if !before.is_some_and(|c| c.is_ascii_digit()) => Some(closing_double(&chars, i, "\"")),
            '“' | '„' => Some(closing_double(&chars, i, "”\"")),
            '«' => Some(closing_double(&chars, i, "»")),
            '\'' | '‘' if singles_close && opens_single(&chars, i) => {
                let close = closing_single(&chars, i);
                singles_close = close.is_some();
                close
            }
            _ => None,
        };
        if let Some(k) = close {
            let end = chars.get(k).map_or(part.len(), |&(at, c)| at.saturating_add(c.len_utf8()));
            found.push(start..end);
            i = k;
        }
        i = i.saturating_add(1);
    }
    found
}

fn closing_double(chars: &[(usize, char)], open: usize, marks: &str) -> usize {
    let after = open.saturating_add(1);
    let close = chars.iter().skip(after).position(|&(_, c)| marks.contains(c));
    close.map_or(chars.len(), |offset| after.saturating_add(offset))
}

/// The last closing mark before another quotation opens, so that "parents'" inside a quotation does not end it.
fn closing_single(chars: &[(usize, char)], open: usize) -> Option<usize> {
    let mut close = None;
    let mut k = open.saturating_add(1);
    while let Some(&(_, c)) = chars.get(k) {
        if matches!(c, '\'' | '’') && closes_single(chars, k) {
            close = Some(k);
        } else if close.is_some() && matches!(c, '\'' | '‘' | '"' | '“') && opens_single(chars, k) {
            break;
        }
        k = k.saturating_add(1);
    }
    close
}

fn opens_single(chars: &[(usize, char)], i: usize) -> bool {
    let before = i.checked_sub(1).and_then(|k| chars.get(k));
    let after = chars.get(i.saturating_add(1));
    !before.is_some_and(|(_, c)| c.is_alphanumeric()) && after.is_some_and(|(_, c)| c.is_alphanumeric() || *c == '…')
}

fn closes_single(chars: &[(usize, char)], i: usize) -> bool {
    let before = i.checked_sub(1).and_then(|k| chars.get(k));
    let after = chars.get(i.saturating_add(1));
    before.is_some_and(|(_, c)| !c.is_whitespace()) && !after.is_some_and(|(_, c)| c.is_alphanumeric())
}

/// Lines that begin with `>`, as in mail.
fn quoted_lines(part: &str) -> Vec<Range<usize>> {
    let mut at = 0_usize;
    let mut found = Vec::new();
    for line in part.split_inclusive('\n') {
        let end = at.saturating_add(line.len());
        if line.trim_start().starts_with('>') {
            found.push(at..end);
        }
        at = end;
    }
    found
}

/// What follows "said," to the end of the sentence, and what follows "said:" on a new line to the end of the paragraph.
fn speech(part: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, mark) in part.match_indices([',', ':']) {
        let Some(before) = part.get(..at) else {
            continue;
        };
        let is_inside = found.last().is_some_and(|last| at < last.end);
        if is_inside || !SPEECH.iter().any(|verb| ends_with_word(before, verb)) {
            continue;
        }
        let from = at.saturating_add(mark.len());
        let Some(rest) = part.get(from..) else {
            continue;
        };
        let lead = rest.trim_start_matches([' ', '\t', '\r']);
        let is_block = mark == ":" && lead.starts_with('\n');
        let is_marked = lead.trim_start().starts_with(['"', '\'', '“', '‘', '„', '«']);
        if is_block {
            found.push(from..part.len());
        } else if !is_marked {
            found.push(from..from.saturating_add(sentence_end(rest)));
        }
    }
    found
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.len().checked_sub(word.len()) else {
        return false;
    };
    let is_word = text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(word));
    is_word && !text.get(..start).is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

/// Length of the sentence that begins here.
fn sentence_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if matches!(c, '.' | '!' | '?' | '…') && ends {
            return at.saturating_add(c.len_utf8());
        }
    }
    text.len()
}

/// The same stretches in order, those that meet or overlap as one.
pub(super) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut found: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match found.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => found.push(range),
        }
    }
    found
}
