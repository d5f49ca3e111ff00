#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

use super::*;

#[test]
fn every_asset_is_found_again_by_its_address() {
    assert!(!all().is_empty());
    for asset in all() {
        let found = find(url(asset.name)).expect(asset.name);
        assert_eq!(found.identity, asset.identity, "{}", asset.name);
    }
}

#[test]
fn what_a_page_needs_is_there() {
    for name in ["app.css", "app.js", "drafts.js", "passkey.js", "htmx.js", "icons.svg", "favicon.svg", "text.woff2"] {
        assert!(find(url(name)).is_some(), "{name} is not among the assets");
    }
}

#[test]
fn an_unknown_name_has_an_address_that_is_not_found() {
    assert!(find(url("no-such.css")).is_none());
    assert!(find("/assets/../Cargo.toml").is_none());
}

#[test]
fn compressed_forms_are_smaller_and_differ_in_their_first_bytes() {
    let styles = find(url("app.css")).unwrap();
    let (gzip, brotli) = (styles.gzip.unwrap(), styles.brotli.unwrap());
    assert!(brotli.len() < gzip.len() && gzip.len() < styles.identity.len());
    assert_eq!(&gzip[..2], [0x1f, 0x8b], "gzip begins with its magic number");
}

#[test]
fn the_browser_gets_the_smallest_form_it_accepts() {
    let styles = find(url("app.css")).unwrap();
    assert_eq!(styles.encoded_for("gzip, deflate, br, zstd").0, Some("br"));
    assert_eq!(styles.encoded_for("gzip, br;q=0").0, Some("gzip"));
    assert_eq!(styles.encoded_for("GZIP;q=0.5").0, Some("gzip"));
    assert_eq!(styles.encoded_for("identity"), (None, styles.identity));
    assert_eq!(styles.encoded_for(""), (None, styles.identity));
}

#[test]
fn a_font_is_sent_as_it_is_because_it_is_compressed_already() {
    let font = find(url("text.woff2")).unwrap();
    assert_eq!(font.encoded_for("br, gzip").0, None);
    assert_eq!(font.content_type, "font/woff2");
}

/// The budget of a first page is 60 kB with its HTML (design, section 5): styles, scripts, icons and font stay under 55.
#[test]
fn a_first_page_stays_within_its_budget() {
    let first = ["app.css", "app.js", "leave.js", "htmx.js", "icons.svg", "favicon.svg", "text.woff2"];
    let bytes: usize = first.iter().map(|name| find(url(name)).unwrap().encoded_for("br").1.len()).sum();
    assert!(bytes < 55_000, "{bytes} bytes");
}

#[test]
fn styles_ask_nothing_of_other_sites() {
    let styles = std::str::from_utf8(find(url("app.css")).unwrap().identity).unwrap();
    assert!(!styles.contains("http:") && !styles.contains("https:") && !styles.contains("asset:"));
    assert!(styles.contains(url("text.woff2")), "the font is linked by its hashed address");
}
