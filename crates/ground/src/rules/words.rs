//! The plain-words helper: marks words that hurt or sound clinical and offers others (`rules/words.toml`;
//! practice.md 12). It never changes a text, leaves quotations alone, and keeps nothing about the writer.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

use super::quotations::{merged, quotations};
use super::record::{About, Problem, Record, RuleError, Shelf};

/// Terms that mean the same, and what to try instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Word {
    /// Name of the entry.
    pub id: String,
    /// The term and its forms, in small letters.
    pub terms: Vec<String>,
    /// Phrases in which the term is fine.
    #[serde(default)]
    pub unless: Vec<String>,
    /// What to try instead; `…` is for the writer to fill.
    pub suggest: Vec<String>,
    /// Why, in a short sentence.
    pub why: String,
    /// Source and dates.
    pub about: About,
}

impl Record for Word {
    const TABLE: &'static str = "word";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        let term = self.terms.first().map_or(self.id.as_str(), String::as_str);
        format!("Instead of “{term}” try “{}”. {}", self.suggest.join("” or “"), self.why)
    }

    fn check(&self) -> Result<(), Problem> {
        let is_plain = |term: &String| !term.trim().is_empty() && term.trim() == term && *term == term.to_lowercase();
        if self.terms.is_empty() || !self.terms.iter().all(is_plain) {
            return Err(Problem::at("terms", "write at least one term, in small letters, without spaces around it"));
        }
        if !self.unless.iter().all(is_plain) {
            return Err(Problem::at("unless", "write phrases in small letters, without spaces around them"));
        }
        if self.suggest.is_empty() {
            return Err(Problem::at("suggest", "offer at least one other word"));
        }
        Ok(())
    }
}

/// A marked stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark<'a> {
    /// First byte, on a character's edge.
    pub start: usize,
    /// Byte after the last, on a character's edge.
    pub end: usize,
    /// Id of the entry.
    pub term_id: &'a str,
    /// The stretch as it was written.
    pub found: &'a str,
    /// What to try instead.
    pub suggestions: &'a [String],
    /// Why.
    pub why: &'a str,
}

/// The table of words, ready to look through a text in one pass. The finder is built when it is first needed.
#[derive(Debug, Clone, Default)]
pub struct PlainWords {
    words: Shelf<Word>,
    finder: OnceLock<Option<Finder>>,
}

#[derive(Debug, Clone)]
struct Finder {
    automaton: AhoCorasick,
    /// What each pattern stands for.
    patterns: Vec<Pattern>,
}

#[derive(Debug, Clone)]
struct Pattern {
    word: Arc<Word>,
    /// The phrase says that the word is fine here.
    is_fine: bool,
}

impl PlainWords {
    pub(super) fn new(words: Shelf<Word>) -> Self {
        Self { words, finder: OnceLock::new() }
    }

    /// Refuses a table that is too large to look for.
    pub(super) fn check(&self, file: &str) -> Result<(), RuleError> {
        let problem = || Problem::at("terms", "there are too many words to look for");
        self.finder().map(drop).ok_or_else(|| RuleError::new(file, Word::TABLE, problem()))
    }

    fn finder(&self) -> Option<&Finder> {
        self.finder.get_or_init(|| Finder::new(&self.words)).as_ref()
    }

    /// The table itself, for the page that shows it.
    #[must_use]
    pub fn words(&self) -> &Shelf<Word> {
        &self.words
    }

    /// The words of a text that could be others: in order, without overlap, the longest where several begin or end
    /// together. Offsets are bytes.
    #[must_use]
    pub fn mark<'a>(&'a self, text: &'a str) -> Vec<Mark<'a>> {
        let Some(finder) = self.finder() else {
            return Vec::new();
        };
        let hits = finder.hits(text);
        let quoted = quotations(text);
        let mut marks: Vec<Mark<'a>> = Vec::new();
        for (range, word) in hits {
            let is_free = marks.last().is_none_or(|last| last.end <= range.start);
            if is_free && !touches(&quoted, &range) {
                let found = text.get(range.clone()).unwrap_or_default();
                let (suggestions, why) = (word.suggest.as_slice(), word.why.as_str());
                marks.push(Mark { start: range.start, end: range.end, term_id: &word.id, found, suggestions, why });
            }
        }
        marks
    }
}

impl Finder {
    fn new(words: &Shelf<Word>) -> Option<Self> {
        let mut texts = Vec::new();
        let mut patterns = Vec::new();
        for word in words.iter().cloned().map(Arc::new) {
            texts.extend(word.terms.iter().chain(&word.unless).cloned());
            let pattern = |is_fine| Pattern { word: Arc::clone(&word), is_fine };
            patterns.extend(word.terms.iter().map(|_| pattern(false)));
            patterns.extend(word.unless.iter().map(|_| pattern(true)));
        }
        let automaton =
            AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(texts);
        automaton.ok().map(|automaton| Self { automaton, patterns })
    }

    /// Whole-word hits by start and then the longest first, without those inside a phrase in which they are fine.
    fn hits(&self, text: &str) -> Vec<(Range<usize>, &Word)> {
        let mut hits = Vec::new();
        let mut fine: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
        for hit in self.automaton.find_overlapping_iter(text).filter(|hit| is_whole(text, &hit.range())) {
            let Some(pattern) = self.patterns.get(hit.pattern().as_usize()) else {
                continue;
            };
            if pattern.is_fine {
                fine.entry(&pattern.word.id).or_default().push(hit.range());
            } else {
                hits.push((hit.range(), pattern.word.as_ref()));
            }
        }
        let fine: BTreeMap<_, _> = fine.into_iter().map(|(id, ranges)| (id, merged(ranges))).collect();
        hits.retain(|(range, word)| !fine.get(word.id.as_str()).is_some_and(|ranges| touches(ranges, range)));
        hits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        hits
    }
}

/// Whether a stretch touches one of the ordered stretches.
fn touches(ordered: &[Range<usize>], range: &Range<usize>) -> bool {
    let first = ordered.partition_point(|one| one.end <= range.start);
    ordered.get(first).is_some_and(|one| one.start < range.end)
}

fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).is_some_and(|part| continues(part.chars().rev()));
    let after = text.get(range.end..).is_some_and(|part| continues(part.chars()));
    text.is_char_boundary(range.start) && text.is_char_boundary(range.end) && !before && !after
}

/// Whether a word goes on: a letter, a digit, an accent put on the letter before, or a hyphen with a letter behind it.
fn continues(mut chars: impl Iterator<Item = char>) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || c == '_' || ('\u{300}'..='\u{36f}').contains(&c);
    match chars.next() {
        Some('-' | '\u{2011}') => chars.next().is_some_and(goes_on),
        next => next.is_some_and(goes_on),
    }
}
