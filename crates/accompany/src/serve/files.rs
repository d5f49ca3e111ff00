//! The built files of the browser: named by their content, so that browsers may keep them for ever.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use ground::App;

pub fn routes() -> Router<App> {
    Router::new().route("/assets/{file}", get(file))
}

async fn file(request: Request) -> Response {
    let Some(asset) = assets::find(request.uri().path()) else { return StatusCode::NOT_FOUND.into_response() };
    let header_text = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if header_text(header::IF_NONE_MATCH) == Some(asset.etag) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let (encoding, bytes) = asset.encoded_for(header_text(header::ACCEPT_ENCODING).unwrap_or_default());
    let fixed = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, assets::CACHE_CONTROL),
        (header::ETAG, asset.etag),
        (header::VARY, "accept-encoding"),
    ];
    let mut answer = (fixed, bytes).into_response();
    if let Some(encoding) = encoding {
        answer.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    answer
}
