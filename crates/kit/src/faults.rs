//! Why a request was not done: one list for the whole program, shown in one place.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{db::DbError, forms::Errors};

/// A request that was not done. A layer turns it into a page, or into problem details for programs.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    /// Not there, or not for this person: the two read the same.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignIn,
    /// The form cannot be taken as it is. Pages show it themselves; this is for faces without a form.
    #[error("invalid input")]
    Invalid(Errors),
    /// The record changed meanwhile, or its state does not allow this; the words say which and what to do.
    #[error("{0}")]
    Conflict(String),
    /// More than one account, organization or address may ask for: try again after so many seconds.
    #[error("too many; again in {0} s")]
    TooMany(u32),
    /// The records cannot be reached: nothing was done. Try again after so many seconds.
    #[error("the records cannot be reached; again in {0} s")]
    Away(u32),
    /// The records were lost sight of while they were changed: it may have been done or not. Look again after so many
    /// seconds.
    #[error("the records were lost sight of; again in {0} s")]
    Unsure(u32),
    /// Too much work waits, or the storage does not answer: trying again after so many seconds may help.
    #[error("busy; again in {0} s")]
    Busy(u32),
    /// Nothing can be saved: the disk is full or takes nothing. The words are for the log, never for the page.
    #[error("storage cannot be written: {0}")]
    Full(String),
    /// More than may be sent at once, which is so many bytes.
    #[error("too large; at most {0} bytes")]
    TooLarge(u64),
    /// The request came from another site's page.
    #[error("the request came from another site")]
    Foreign,
    /// The program's own failure. The words are for the log, never for the page.
    #[error("{0}")]
    Internal(String),
}

impl Fault {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) | Self::Away(_) | Self::Unsure(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Seconds until trying again makes sense, where that is known.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooMany(seconds) | Self::Busy(seconds) | Self::Away(seconds) | Self::Unsure(seconds) => {
                Some(*seconds)
            }
            // Room is made by people.
            Self::Full(_) => Some(60),
            _ => None,
        }
    }

    /// Whether the same words may well be taken when they are sent again.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::TooMany(_) | Self::Busy(_) | Self::Away(_) | Self::Full(_))
    }
}

impl From<DbError> for Fault {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Busy(_) => Self::Busy(2),
            DbError::Away(_) => Self::Away(5),
            DbError::Unsure(_) => Self::Unsure(5),
            DbError::Unwritable(words) => Self::Full(words),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = (self.status(), self.to_string()).into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}
