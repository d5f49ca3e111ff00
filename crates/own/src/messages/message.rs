//! A message and how it stands. No input or output.

use ground::ids::{AccountId, ParticipantId};
use jiff::Timestamp;

kit::id_types! { MessageId }

/// The longest message or answer, in characters: what is longer belongs into a talk.
const LONGEST: usize = 1_000;

/// A few words from somebody of the program, and what came back.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: MessageId,
    pub participant: ParticipantId,
    pub words: String,
    pub sent_at: Timestamp,
    pub sent_by: AccountId,
    pub sent_name: String,
    /// When it first stood on a page that the person opened.
    pub seen_at: Option<Timestamp>,
    pub answer: String,
    pub answered_at: Option<Timestamp>,
    /// When somebody of the program read the answer.
    pub read_at: Option<Timestamp>,
}

kit::from_row!(Message { id, participant, words, sent_at, sent_by, sent_name, seen_at, answer, answered_at, read_at });

impl Message {
    /// Whether an answer waits to be read.
    pub const fn has_news(&self) -> bool {
        self.answered_at.is_some() && self.read_at.is_none()
    }
}

/// What somebody wrote; the message key of what is wrong with it otherwise.
///
/// # Errors
/// Nothing was written, or too much.
pub fn few_words(typed: &str) -> Result<String, &'static str> {
    match typed.trim() {
        "" => Err("me-messages-empty"),
        words if words.chars().count() > LONGEST => Err("me-messages-long"),
        words => Ok(words.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_some_words_and_not_too_many() {
        assert_eq!(few_words("  See you Thursday. "), Ok("See you Thursday.".to_owned()));
        assert_eq!(few_words(" \n "), Err("me-messages-empty"));
        assert_eq!(few_words(&"é".repeat(1_000)).map(|words| words.chars().count()), Ok(1_000));
        assert_eq!(few_words(&"é".repeat(1_001)), Err("me-messages-long"));
    }
}
