//! What the browser gets: styles, scripts, icons and the font, built from `web/` and carried inside the program.
//!
//! No web framework here. [`url`] turns a name into the address to put into a page; [`find`] turns an address back
//! into bytes. Each address contains a hash of the content, so it may be cached for ever ([`CACHE_CONTROL`]).

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The `Cache-Control` of every asset: its address changes when its content does.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// One file, with the compressed forms that are worth sending.
#[derive(Debug)]
pub struct Asset {
    /// The name that pages use, such as `app.css`.
    pub name: &'static str,
    /// The address it is served at, such as `/assets/app.0123456789ab.css`.
    pub path: &'static str,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// The value of `ETag` with its quotes; it stands for the uncompressed bytes.
    pub etag: &'static str,
    /// The bytes as they are.
    pub identity: &'static [u8],
    /// The bytes compressed with gzip, when that makes them smaller.
    pub gzip: Option<&'static [u8]>,
    /// The bytes compressed with Brotli, when that makes them smaller.
    pub brotli: Option<&'static [u8]>,
}

impl Asset {
    /// The smallest form that a browser accepts, with the value for `Content-Encoding` (none for plain bytes).
    ///
    /// `accept_encoding` is the request's header; a coding with `q=0` counts as refused.
    #[must_use]
    pub fn encoded_for(&self, accept_encoding: &str) -> (Option<&'static str>, &'static [u8]) {
        if let Some(bytes) = self.brotli.filter(|_| accepts(accept_encoding, "br")) {
            return (Some("br"), bytes);
        }
        if let Some(bytes) = self.gzip.filter(|_| accepts(accept_encoding, "gzip")) {
            return (Some("gzip"), bytes);
        }
        (None, self.identity)
    }
}

/// The address of an asset by the name that pages use.
///
/// A name that does not exist gives an address that answers "not found" and is seen by the browser tests; a page is
/// never refused for a missing picture.
#[must_use]
pub fn url(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("/assets/missing", |asset| asset.path)
}

/// The asset that is served at `path` (with its leading `/assets/`).
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.path == path)
}

/// Every asset, ordered by name.
#[must_use]
pub fn all() -> &'static [Asset] {
    ASSETS
}

fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let is_named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        is_named && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests;
