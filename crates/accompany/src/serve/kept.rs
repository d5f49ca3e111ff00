//! Words that somebody sent and that could not be taken: shown again on the page that says so, to be sent once more.

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderValue, Method, header},
};
use kit::forms::Form;

/// Forms up to so many bytes are held on to while they are worked on.
const MOST_BYTES: usize = 256 * 1024;
/// A value of so many characters, or of several lines, is shown to be read; shorter ones go along unseen.
const LONG: usize = 40;
/// Fields that are never sent back to a page.
const SECRET: &[&str] = &["password", "code", "token", "secret"];

/// A form on its way to a handler.
pub struct Sent {
    action: String,
    body: Bytes,
}

/// A form to be sent again.
pub struct Again {
    pub action: String,
    pub fields: Vec<Field>,
}

/// One value of it.
pub struct Field {
    pub name: String,
    pub value: String,
    pub is_long: bool,
}

impl Sent {
    /// Holds on to a form of ordinary size.
    ///
    /// # Errors
    /// When the line breaks off or is too slow.
    pub async fn hold(request: Request) -> Result<(Request, Option<Self>), axum::Error> {
        if !is_form(&request) {
            return Ok((request, None));
        }
        let action = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, MOST_BYTES).await?;
        Ok((Request::from_parts(head, Body::from(body.clone())), Some(Self { action, body })))
    }

    /// What to show; nothing when a secret is among it.
    pub fn again(&self) -> Option<Again> {
        let form = Form::parse(&self.body);
        let is_secret = |name: &str| SECRET.iter().any(|word| name.contains(word));
        if form.pairs().any(|(name, _)| is_secret(name)) {
            return None;
        }
        let field = |(name, value): (&str, &str)| Field {
            name: name.to_owned(),
            is_long: value.chars().count() > LONG || value.contains('\n'),
            value: value.to_owned(),
        };
        Some(Again { action: self.action.clone(), fields: form.pairs().map(field).collect() })
    }
}

/// A form whose length is told and ordinary.
fn is_form(request: &Request) -> bool {
    let text = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let is_short =
        text(header::CONTENT_LENGTH).and_then(|text| text.parse().ok()).is_some_and(|n: usize| n <= MOST_BYTES);
    let is_urlencoded =
        text(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    request.method() == Method::POST && is_short && is_urlencoded
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn sent(body: &'static str) -> Sent {
        Sent { action: "/people/1/goals".to_owned(), body: Bytes::from(body) }
    }

    #[test]
    fn long_words_are_shown_and_short_ones_go_along() {
        let again = sent("kind=goal&words=I+want+to+play+the+guitar+again%2C+every+evening+%26+loud").again().unwrap();
        let shown: Vec<_> = again.fields.iter().map(|field| (field.name.as_str(), field.is_long)).collect();
        assert_eq!(shown, [("kind", false), ("words", true)]);
        assert!(again.fields.iter().any(|field| field.value.ends_with("every evening & loud")));
    }

    #[test]
    fn passwords_never_come_back() {
        assert!(sent("email=ana%40open-door.example&password=quiet+harbor").again().is_none());
        assert!(sent("new_password_again=quiet+harbor").again().is_none());
    }
}
