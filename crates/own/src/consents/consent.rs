//! A consent: what the person filled in, where it stands, what its text says. No input or output.

use ground::{
    gate::{ConsentId, Information, Purpose},
    ids::{AccountId, ParticipantId, ProgramId},
    rules::{
        Rules,
        consents::{Blanks, ConsentKind, Filled, Missing, Named},
    },
};
use jiff::{Timestamp, civil::Date};
use kit::messages::{AsArg, Words};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who gets the information.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    #[default]
    Nobody,
    /// "My treating providers …": may be enough for a complete form, and opens nothing.
    Class,
    Account(AccountId),
    Program(ProgramId),
    /// Somebody outside, by name.
    Outside(String),
}

/// What was filled in, kept beside the text as `elements`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// The person's name as the text says it.
    pub name: String,
    /// Who shares, as the text says it; empty: nobody was chosen.
    pub from_label: String,
    pub information: Vec<Information>,
    pub to: To,
    pub to_label: String,
    pub purposes: Vec<Purpose>,
    pub details: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Keys of the paragraphs of the text.
    pub says: Vec<String>,
    /// The paper that was signed agreed to something else too.
    pub is_combined: bool,
    /// The consent that this one goes on from.
    pub renews: Option<ConsentId>,
}

kit::word_enum! {
    /// How it was signed.
    pub enum How {
        Drawn = "drawn",
        Typed = "typed",
        Paper = "paper",
    }
}

/// Where a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits to be signed.
    Prepared,
    /// Holds.
    Signed,
    /// Signed as a wish: something is missing, so it opens nothing.
    Incomplete,
    Expired,
    Revoked,
    /// The person said no before it was signed, or it was put away.
    Declined,
    /// A newer one took its place.
    Replaced,
}

impl State {
    /// The end of the message key.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Signed => "signed",
            Self::Incomplete => "incomplete",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Declined => "declined",
            Self::Replaced => "replaced",
        }
    }

    /// The tone of the badge that says it.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Prepared => "info",
            Self::Signed => "good",
            Self::Incomplete => "warn",
            _ => "neutral",
        }
    }

    /// Whether it can still be taken back.
    pub const fn may_be_revoked(self) -> bool {
        matches!(self, Self::Prepared | Self::Signed | Self::Incomplete)
    }
}

/// One consent as it stands.
#[derive(Debug, Clone)]
pub struct Consent {
    pub id: ConsentId,
    pub participant: ParticipantId,
    pub kind: String,
    pub template_version: i64,
    pub language: String,
    pub from: Option<ProgramId>,
    pub elements: Value,
    pub body: String,
    pub missing: Value,
    pub expires_on: Option<Date>,
    pub expires_at: Option<Timestamp>,
    pub signed_at: Option<Timestamp>,
    pub signed_how: Option<How>,
    pub signed_name: String,
    pub signature: String,
    pub signed_device: String,
    pub signer_role: String,
    pub revoked_at: Option<Timestamp>,
    pub revoked_words: String,
    pub replaced_by: Option<ConsentId>,
    pub created_at: Timestamp,
    pub created_by: Option<AccountId>,
    pub version: i64,
}

kit::from_row!(Consent {
    id,
    participant,
    kind,
    template_version,
    language,
    from,
    elements,
    body,
    missing,
    expires_on,
    expires_at,
    signed_at,
    signed_how,
    signed_name,
    signature,
    signed_device,
    signer_role,
    revoked_at,
    revoked_words,
    replaced_by,
    created_at,
    created_by,
    version,
});

impl Consent {
    /// Where it stands at a moment.
    pub fn state(&self, now: Timestamp) -> State {
        let is_signed = self.signed_at.is_some();
        match (self.revoked_at.is_some(), is_signed) {
            (true, true) => State::Revoked,
            (true, false) => State::Declined,
            (false, false) => State::Prepared,
            (false, true) if self.replaced_by.is_some() => State::Replaced,
            (false, true) if self.expires_at.is_some_and(|end| end <= now) => State::Expired,
            (false, true) if self.missing_keys().is_empty() => State::Signed,
            (false, true) => State::Incomplete,
        }
    }

    /// What was filled in.
    pub fn wish(&self) -> Wish {
        serde_json::from_value(self.elements.clone()).unwrap_or_default()
    }

    /// Keys of the elements that were missing at signing.
    pub fn missing_keys(&self) -> Vec<String> {
        serde_json::from_value(self.missing.clone()).unwrap_or_default()
    }

    /// What is missing, said in the reader's language: what signing found, or before it what is not filled in yet.
    pub fn lacks(&self, rules: &Rules, is_from_part2: bool) -> Vec<Missing> {
        if self.signed_at.is_some() {
            let keys = self.missing_keys();
            return rules.consent_elements.iter().filter(|one| keys.contains(&one.id)).map(said).collect();
        }
        let Some(kind) = rules.consents.get(&self.kind) else { return Vec::new() };
        rules.missing_of(kind, &Filled { is_signed: true, has_signing_day: true, ..self.wish().filled(is_from_part2) })
    }
}

fn said(element: &ground::rules::consents::ConsentElement) -> Missing {
    Missing { element: element.id.clone(), text: element.text.clone(), rule: element.cite.clone() }
}

impl Wish {
    /// What the check asks about, before anybody signs.
    pub fn filled(&self, is_from_part2: bool) -> Filled {
        Filled {
            has_name: !self.name.is_empty(),
            has_from: !self.from_label.is_empty(),
            information: self.information.iter().map(|one| one.word().to_owned()).collect(),
            to: match &self.to {
                To::Nobody => Named::Nobody,
                To::Class => Named::Class,
                _ => Named::ByName,
            },
            purposes: self.purposes.iter().map(|one| one.word().to_owned()).collect(),
            has_end: self.until.is_some(),
            has_details: !self.details.is_empty(),
            is_signed: false,
            has_signing_day: false,
            is_combined: self.is_combined,
            is_from_part2,
            says: self.says.clone(),
        }
    }

    /// The exact text, in the language of `words` and of the type.
    pub fn body(&self, kind: &ConsentKind, words: &Words, house: &str) -> String {
        let informations = self.information.iter().map(|one| words.t(&format!("consents-information-{one}")));
        let purposes = self.purposes.iter().map(|one| words.t(&format!("consents-purpose-{}", dashed(one.word()))));
        let until = self.until.map_or_else(
            || if kind.open_end { words.t("consents-until-taken-back") } else { String::new() },
            |day| day_in_full(words, day),
        );
        kind.body(&Blanks {
            name: self.name.clone(),
            house: house.to_owned(),
            from: self.from_label.clone(),
            information: informations.collect::<Vec<_>>().join(", "),
            to: self.to_label.clone(),
            purpose: purposes.collect::<Vec<_>>().join(", "),
            until,
            details: self.details.clone(),
        })
    }
}

/// A word as keys of messages are written.
pub fn dashed(word: &str) -> String {
    word.replace('_', "-")
}

/// "May 14, 2027", as it stands in a text that lasts.
fn day_in_full(words: &Words, day: Date) -> String {
    let month = words.t(&format!("when-month-{}", day.month()));
    let (number, year) = (i64::from(day.day()), day.year().to_string());
    words.with("when-date-and-year", &[("month", month.as_arg()), ("day", number.as_arg()), ("year", year.as_arg())])
}

/// The longest drawn signature that is kept, in characters of path data.
const LONGEST_LINE: usize = 40_000;

/// A drawn line, when it is one: moves and lines with whole or decimal numbers, and nothing else.
pub fn drawn_line(path: &str) -> Option<&str> {
    let path = path.trim();
    let is_plain = path.chars().all(|c| c.is_ascii_digit() || matches!(c, 'M' | 'L' | ' ' | '.'));
    let is_line = path.starts_with('M') && path.contains('L') && path.len() <= LONGEST_LINE;
    (is_plain && is_line).then_some(path)
}
