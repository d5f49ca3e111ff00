//! What a person told about who they are (practice.md 10): asked, never guessed; each question may be declined, and a
//! missing answer is not a declined one. Asking again adds a row, so that it shows what was said when.

use ground::{access::Scope, ids::ParticipantId};
use jiff::civil::Date;
use kit::{
    db::{DbError, Tx},
    sql,
};

kit::id_types! { DemographicId }

/// The questions, by the lists that hold their answers.
pub const QUESTIONS: [&str; 7] = [
    "race_ethnicity",
    "gender_identity",
    "sexual_orientation",
    "disability",
    "veteran",
    "housing",
    "justice_involvement",
];

/// The newest answer to one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub question: String,
    /// Keys of the question's list.
    pub answers: serde_json::Value,
    pub own_words: String,
    pub is_declined: bool,
    pub asked_on: Date,
    pub asked_by: Option<String>,
}

kit::from_row!(Answer { question, answers, own_words, is_declined, asked_on, asked_by });

impl Answer {
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.answers.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str)
    }
}

/// The newest answer to each question. The caller has made sure that the scope reaches the person and may see this.
///
/// # Errors
/// Those of the storage.
pub fn latest(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Vec<Answer>, DbError> {
    tx.list(
        sql!(
            "SELECT d.question, d.answers, d.own_words, d.is_declined, d.asked_on, a.name FROM demographics d
             LEFT JOIN accounts a ON a.organization_id = d.organization_id AND a.id = d.asked_by
             WHERE d.organization_id = $1 AND d.participant_id = $2 AND NOT EXISTS (
                SELECT 1 FROM demographics n WHERE n.organization_id = d.organization_id
                    AND n.participant_id = d.participant_id AND n.question = d.question
                    AND (n.asked_on, n.id) > (d.asked_on, d.id))
             ORDER BY d.question LIMIT 50"
        ),
        &[&scope.organization, &participant],
    )
}

/// An answer that is being written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    pub question: String,
    pub answers: Vec<String>,
    pub own_words: String,
    pub is_declined: bool,
    pub asked_on: Date,
}

/// Writes an answer down.
///
/// # Errors
/// Those of the storage.
pub fn record(
    tx: &mut Tx<'_>,
    scope: &Scope,
    participant: ParticipantId,
    told: &Told,
) -> Result<DemographicId, DbError> {
    let id: DemographicId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO demographics (organization_id, id, participant_id, question, answers, own_words, is_declined,
                asked_on, asked_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            &scope.organization,
            &id,
            &participant,
            &told.question,
            &serde_json::json!(told.answers),
            &told.own_words,
            &told.is_declined,
            &told.asked_on,
            &scope.account,
        ],
    )?;
    Ok(id)
}
