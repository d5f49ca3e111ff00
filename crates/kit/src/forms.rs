//! What a person typed: kept as typed, read field by field, shown again with what is wrong beside it.

use axum::{
    extract::{FromRequest, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// A submitted form. Fields keep the order and the words as typed.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
}

impl Form {
    /// A form from pairs, for first showings and tests.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self { fields: pairs.into_iter().map(|(key, value)| (key.into(), value.into())).collect() }
    }

    /// Reads `a=1&b=2`.
    pub fn parse(text: &[u8]) -> Self {
        Self::from_pairs(url::form_urlencoded::parse(text).map(|(key, value)| (key.into_owned(), value.into_owned())))
    }

    /// The value of a field as typed, or nothing typed.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The value without the space around it; `None` when nothing is left.
    pub fn text(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|value| !value.is_empty())
    }

    /// All values of a field that may come several times (checkboxes).
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    pub fn has(&self, name: &str, value: &str) -> bool {
        self.fields.iter().any(|(key, found)| key == name && found == value)
    }

    /// A checkbox: true when it came at all.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.fields.retain(|(key, _)| key != name);
        self.fields.push((name.to_owned(), value.into()));
    }

    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.fields.push((name.to_owned(), value.into()));
    }

    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The instant that a date field and a time field name in a zone.
    pub fn instant(&self, date: &str, time: &str, zone: &jiff::tz::TimeZone) -> Option<jiff::Timestamp> {
        let day: jiff::civil::Date = self.text(date)?.parse().ok()?;
        let at: jiff::civil::Time = self.text(time)?.parse().ok()?;
        day.to_datetime(at).to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
    }

    pub fn date(&self, name: &str) -> Option<jiff::civil::Date> {
        self.text(name)?.parse().ok()
    }

    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.text(name)?.parse().ok()
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let body = axum::body::Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        if body.contains(&0) {
            return Err((StatusCode::BAD_REQUEST, "the form holds a byte that is no text").into_response());
        }
        Ok(Self::parse(&body))
    }
}

/// One thing wrong with a form, said beside its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field.
    pub field: String,
    /// Plain words: what is wrong and what to do.
    pub words: String,
}

/// Everything wrong with a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(pub Vec<FieldError>);

impl Errors {
    pub fn add(&mut self, field: &str, words: impl Into<String>) {
        self.0.push(FieldError { field: field.to_owned(), words: words.into() });
    }

    pub fn one(field: &str, words: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.add(field, words);
        errors
    }

    /// The first error of a field, for the place beside it.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.words.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok(())` when nothing is wrong.
    pub fn check(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}
