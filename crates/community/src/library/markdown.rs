//! The words of an item: Markdown in, safe HTML out. No I/O.
//!
//! Raw HTML is shown as it was typed. Links lead to `http`, `https`, `mailto`, `tel` or a place on this site; others stay
//! text. Pictures are files of the library that are described in words; others stay their description.

use std::collections::BTreeSet;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

/// Where pictures and papers of the library stand.
pub const FILES: &str = "/library/files/";

fn parsed(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// The HTML of a body.
pub fn html(markdown: &str) -> String {
    let mut safe: Vec<Event<'_>> = Vec::new();
    let mut links: Vec<bool> = Vec::new();
    let mut picture: Option<(String, String)> = None;
    let (levels, mut heading) = (levels(markdown), HeadingLevel::H1);
    for event in parsed(markdown) {
        if let Some((address, words)) = picture.as_mut() {
            match event {
                Event::End(TagEnd::Image) => {
                    safe.push(shown(address, words));
                    picture = None;
                }
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                _ => {}
            }
            continue;
        }
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => picture = Some((dest_url.into_string(), String::new())),
            Event::Start(Tag::Link { ref dest_url, .. }) => {
                links.push(is_safe(dest_url));
                safe.extend(is_safe(dest_url).then_some(event));
            }
            Event::End(TagEnd::Link) => safe.extend(links.pop().unwrap_or_default().then_some(event)),
            Event::Start(Tag::Heading { level, .. }) => {
                heading = shown_level(&levels, level, heading);
                safe.push(Event::Start(headed(heading)));
            }
            Event::End(TagEnd::Heading(_)) => safe.push(Event::End(TagEnd::Heading(heading))),
            other => safe.push(tamed(other)),
        }
    }
    let mut html = String::with_capacity(markdown.len().saturating_mul(2));
    push_html(&mut html, safe.into_iter());
    html
}

fn tamed(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        other => other,
    }
}

/// The levels of headings that the words use, the highest first.
fn levels(markdown: &str) -> BTreeSet<HeadingLevel> {
    let level = |event: Event<'_>| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(level),
        _ => None,
    };
    parsed(markdown).filter_map(level).collect()
}

/// The highest level that the words use stands under the page's title, the next one below it; and no heading stands more
/// than one level below the one before it, because screen readers tell a page's shape by them.
fn shown_level(levels: &BTreeSet<HeadingLevel>, level: HeadingLevel, before: HeadingLevel) -> HeadingLevel {
    let at = |higher: usize| match higher {
        0 => HeadingLevel::H2,
        1 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    };
    let next = match before {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    };
    at(levels.iter().filter(|other| **other < level).count()).min(next)
}

fn headed(level: HeadingLevel) -> Tag<'static> {
    Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }
}

fn shown(address: &str, words: &str) -> Event<'static> {
    let words = words.trim();
    if words.is_empty() || !is_own_file(address) {
        return Event::Text(CowStr::from(words.to_owned()));
    }
    let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    Event::Html(CowStr::from(format!("<img src=\"{address}\" alt=\"{escaped}\" loading=\"lazy\">")))
}

/// Whether a picture's address is a file of the library, and nothing that could end the attribute.
fn is_own_file(address: &str) -> bool {
    let id = address.strip_prefix(FILES).unwrap_or_default();
    !id.is_empty() && id.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-')
}

/// Whether a link may be followed from our pages.
pub fn is_safe(address: &str) -> bool {
    let lower = address.trim().to_ascii_lowercase();
    let has_scheme = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme));
    has_scheme || kit::web::own_path(address).is_some() || lower.starts_with('#')
}

/// Addresses on the web that the words lead to.
pub fn links(markdown: &str) -> Vec<String> {
    let address = |event: Event<'_>| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    let is_outside = |address: &String| address.starts_with("https://") || address.starts_with("http://");
    parsed(markdown).filter_map(address).filter(is_outside).collect()
}

/// Whether every picture is one of ours and says what it shows.
pub fn pictures_speak(markdown: &str) -> bool {
    let mut open: Option<(bool, String)> = None;
    let mut all = true;
    for event in parsed(markdown) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => open = Some((is_own_file(&dest_url), String::new())),
            Event::End(TagEnd::Image) => {
                all &= open.take().is_some_and(|(is_ours, words)| is_ours && !words.trim().is_empty());
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, words)) = open.as_mut() {
                    words.push_str(&text);
                }
            }
            _ => {}
        }
    }
    all
}

/// The words without marks, a block a line: for the measure of how hard they are, and for the search.
pub fn plain(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for event in parsed(markdown) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak | Event::Rule => text.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => text.push('\n'),
            _ => {}
        }
    }
    text
}
