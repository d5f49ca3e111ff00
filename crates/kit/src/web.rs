//! Small pieces that every page uses: answering with a template, and going elsewhere.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use crate::faults::Fault;

/// What a page handler answers.
pub type Answer = Result<Response, Fault>;

/// Answers with a template.
pub fn page(view: &impl askama::Template) -> Answer {
    Ok(Html(view.render()?).into_response())
}

/// Answers with a template that shows again what was typed, with what is wrong beside it.
pub fn page_with_errors(view: &impl askama::Template) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(view.render()?)).into_response())
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
