//! Small pieces that every page uses: answering with a template, and going elsewhere.

use std::fmt;

use askama::filters::{self, Escaper};
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::faults::Fault;

/// What a page handler answers.
pub type Answer = Result<Response, Fault>;

/// Bytes that most pages have at most: room is made once.
const PAGE: usize = 32 * 1024;

/// Answers with a template.
pub fn page(view: &impl askama::Template) -> Answer {
    Ok(Html(rendered(view)?).into_response())
}

fn rendered(view: &impl askama::Template) -> Result<String, askama::Error> {
    let mut text = String::with_capacity(PAGE);
    view.render_into(&mut text)?;
    Ok(text)
}

/// Writes words into a page as askama's own escaper does, which looks at one letter after the other: most words have nothing
/// to escape, and that is seen many letters at a time. Named in the `askama.toml` of each room with templates.
#[derive(Debug, Clone, Copy, Default)]
pub struct Escape;

impl Escaper for Escape {
    fn write_escaped_str<W: fmt::Write>(&self, mut to: W, words: &str) -> fmt::Result {
        if has_markup(words) { filters::Html.write_escaped_str(to, words) } else { to.write_str(words) }
    }

    fn write_escaped_char<W: fmt::Write>(&self, to: W, letter: char) -> fmt::Result {
        filters::Html.write_escaped_char(to, letter)
    }
}

/// Whether words hold what means something in HTML. Every letter is looked at, so that many are at a time.
fn has_markup(words: &str) -> bool {
    words.bytes().fold(false, |has, byte| has | matches!(byte, b'"' | b'&' | b'\'' | b'<' | b'>'))
}

/// Answers with a template that shows again what was typed, with what is wrong beside it.
pub fn page_with_errors(view: &impl askama::Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(rendered(view)?)).into_response())
}

/// Sends the browser to a page after a change (303, so that reloading does not repeat the change).
pub fn see(path: impl AsRef<str>) -> Answer {
    Ok(Redirect::to(path.as_ref()).into_response())
}

/// Answers with a file to download.
pub fn download(file_name: &str, content_type: &'static str, body: axum::body::Body) -> Answer {
    let safe: String =
        file_name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{safe}\""))
        .map_err(|error| Fault::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

/// Bytes as text in the common alphabet, as browsers' `atob` reads it.
pub fn to_base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The value of a cookie that the browser sent.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// A path of this site to go on to, when that is what `text` is: never another site's address, whatever a link says.
pub fn own_path(text: &str) -> Option<&str> {
    let is_path = text.starts_with('/') && !text.starts_with("//");
    let is_plain = text.chars().all(|c| c.is_ascii_graphic() && c != '\\') && text.len() <= 2000;
    (is_path && is_plain).then_some(text)
}

/// Words as they stand in the query of an address.
pub fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Bytes as text that fits cookies and addresses.
pub fn to_base64url(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of such a text, when it is one.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use askama::filters::{self, Escaper as _};

    use super::{Escape, own_path};

    #[test]
    fn words_are_escaped_as_askama_does() {
        for words in ["", "a plain day", "Zoë’s café", "Tom & Jerry", "<b>", "it's \"so\"", "ends with <", "'begins"]
        {
            let (mut ours, mut theirs) = (String::new(), String::new());
            Escape.write_escaped_str(&mut ours, words).unwrap();
            filters::Html.write_escaped_str(&mut theirs, words).unwrap();
            assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(own_path("/people?after=3#top"), Some("/people?after=3#top"));
        for foreign in [
            "",
            "people",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "https://elsewhere.example",
            "/a\r\nb",
            "/a b",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign:?} was followed");
        }
    }
}
