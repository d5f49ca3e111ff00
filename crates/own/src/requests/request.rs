//! A request and what may become of it. No input or output.

use ground::ids::{AccountId, ParticipantId};
use jiff::Timestamp;

/// The house's own clock, which cannot be made longer: no law gives more time.
pub const HOUSE: &str = "rights.house";

kit::id_types! {
    /// Something that a person asked of their record.
    RequestId,
}

kit::word_enum! {
    /// What is asked.
    pub enum Kind {
        /// Why somebody looked.
        Question = "question",
        /// A copy of the record (45 CFR 164.524).
        Copy = "copy",
        /// A change to the record (45 CFR 164.526).
        Amendment = "amendment",
        /// To whom information went (45 CFR 164.528).
        Accounting = "accounting",
        /// To be reached in another way or place (45 CFR 164.522(b)).
        Confidential = "confidential",
        /// Something was not right (45 CFR 164.530(d)).
        Complaint = "complaint",
    }
}

impl Kind {
    /// The clock of `rules/clocks.toml` that says until when it is answered.
    pub const fn clock(self) -> &'static str {
        match self {
            Self::Question => "rights.question",
            Self::Copy => "rights.copy",
            Self::Amendment => "rights.amendment",
            Self::Accounting => "rights.accounting",
            Self::Confidential => "rights.confidential",
            Self::Complaint => "rights.complaint",
        }
    }

    /// The clock where HIPAA does not hold: what only that law dates is answered by the house's own rule.
    pub const fn clock_of_the_house(self) -> &'static str {
        match self {
            Self::Copy | Self::Amendment | Self::Accounting => HOUSE,
            Self::Question | Self::Confidential | Self::Complaint => self.clock(),
        }
    }

    /// The clock that takes its place, once, with a written reason; `None` where the law gives no more time.
    pub const fn longer_clock(self) -> Option<&'static str> {
        match self {
            Self::Copy => Some("rights.copy_extended"),
            Self::Amendment => Some("rights.amendment_extended"),
            Self::Accounting => Some("rights.accounting_extended"),
            Self::Question | Self::Confidential | Self::Complaint => None,
        }
    }

    /// The list of `rules/retention.toml` from which a denial takes its reason; `None` where there is always an answer.
    pub const fn denials(self) -> Option<&'static str> {
        match self {
            Self::Copy => Some("copy_denials"),
            Self::Amendment => Some("amendment_denials"),
            Self::Accounting | Self::Confidential => Some("request_denials"),
            Self::Question | Self::Complaint => None,
        }
    }

    /// Whether it only goes out to somebody who is known to be the person.
    pub const fn needs_identity(self) -> bool {
        !matches!(self, Self::Complaint)
    }
}

kit::word_enum! {
    /// Where a request stands.
    pub enum State {
        Received = "received",
        /// It is known that the person asks.
        Checked = "checked",
        /// A denial that somebody else looks at again.
        InReview = "in_review",
        Fulfilled = "fulfilled",
        Denied = "denied",
    }
}

kit::word_enum! {
    /// How somebody made sure who asks.
    pub enum Proof {
        /// They asked from their own account.
        SignedIn = "signed_in",
        /// Somebody of the team knows them.
        KnownInPerson = "known_in_person",
        ShowedPaper = "showed_paper",
        CalledBack = "called_back",
    }
}

kit::word_enum! {
    /// What was done with a request.
    pub enum ActKind {
        Received = "received",
        Checked = "checked",
        Extended = "extended",
        Fulfilled = "fulfilled",
        Denied = "denied",
        /// The person's statement about a change that was not made.
        Disagreed = "disagreed",
        ReviewAsked = "review_asked",
    }
}

/// What somebody asks.
#[derive(Debug, Clone)]
pub struct Asked {
    pub kind: Kind,
    /// In the person's words.
    pub words: String,
    /// What it is about, or how they want it.
    pub subject: String,
    /// The line of the audit that a question is about.
    pub sequence: Option<i64>,
    /// How it is known that they ask; `None`: it is not known yet.
    pub proof: Option<Proof>,
}

impl Asked {
    /// Something asked from the person's own account, without words yet.
    pub fn new(kind: Kind) -> Self {
        Self { kind, words: String::new(), subject: String::new(), sequence: None, proof: Some(Proof::SignedIn) }
    }
}

/// A request as it stands.
#[derive(Debug, Clone)]
pub struct Request {
    pub id: RequestId,
    pub participant: ParticipantId,
    pub kind: Kind,
    pub words: String,
    pub subject: String,
    pub sequence: Option<i64>,
    pub state: State,
    pub is_in_person: bool,
    pub asked_at: Timestamp,
    pub due_at: Timestamp,
    pub rule: String,
    pub extended_at: Option<Timestamp>,
    pub checked_how: String,
    pub answered_at: Option<Timestamp>,
    pub answered_by: Option<AccountId>,
    pub answer_words: String,
    pub denial_reason: String,
    pub disagreement: String,
    pub version: i64,
}

kit::from_row!(Request {
    id,
    participant,
    kind,
    words,
    subject,
    sequence,
    state,
    is_in_person,
    asked_at,
    due_at,
    rule,
    extended_at,
    checked_how,
    answered_at,
    answered_by,
    answer_words,
    denial_reason,
    disagreement,
    version,
});

/// Why a request stays as it is; the texts are message keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmoved {
    #[error("privacy-request-was-answered")]
    Answered,
    #[error("privacy-request-who-asks")]
    NotChecked,
    #[error("privacy-request-no-more-time")]
    NoMoreTime,
    #[error("privacy-request-cannot-be-denied")]
    CannotBeDenied,
    #[error("privacy-request-not-denied")]
    NotDenied,
    #[error("privacy-request-changed")]
    Changed,
}

impl Request {
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Received | State::Checked | State::InReview)
    }

    /// # Errors
    /// It was answered, or the person is known already.
    pub fn may_be_checked(&self) -> Result<(), Unmoved> {
        if self.state == State::Received { Ok(()) } else { Err(Unmoved::Answered) }
    }

    /// # Errors
    /// It was answered, or nobody has made sure yet who asks.
    pub fn may_be_answered(&self) -> Result<(), Unmoved> {
        match self.state {
            State::Checked | State::InReview => Ok(()),
            State::Received if !self.kind.needs_identity() => Ok(()),
            State::Received => Err(Unmoved::NotChecked),
            State::Fulfilled | State::Denied => Err(Unmoved::Answered),
        }
    }

    /// # Errors
    /// As [`Request::may_be_answered`]; and questions and complaints have an answer, never a denial.
    pub fn may_be_denied(&self) -> Result<(), Unmoved> {
        self.may_be_answered()?;
        self.kind.denials().map(drop).ok_or(Unmoved::CannotBeDenied)
    }

    /// Once, while the first time is not over, where the law gives more (164.524(b)(2)(iii), 164.526(b)(2)(ii),
    /// 164.528(c)(1)(ii)).
    ///
    /// # Errors
    /// It was answered, or there is no more time to give.
    pub fn may_be_extended(&self, now: Timestamp) -> Result<&'static str, Unmoved> {
        if !self.is_open() {
            return Err(Unmoved::Answered);
        }
        let is_first = self.extended_at.is_none() && self.state != State::InReview && now <= self.due_at;
        self.kind.longer_clock().filter(|_| is_first && self.rule != HOUSE).ok_or(Unmoved::NoMoreTime)
    }

    /// A statement stays with a change that was not made (164.526(d)(2)), once.
    ///
    /// # Errors
    /// No change was denied, or there is a statement already.
    pub fn may_be_disagreed_with(&self) -> Result<(), Unmoved> {
        let is_denied = self.kind == Kind::Amendment && self.state == State::Denied && self.disagreement.is_empty();
        if is_denied { Ok(()) } else { Err(Unmoved::NotDenied) }
    }
}
