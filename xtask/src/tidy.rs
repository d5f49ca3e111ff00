//! Checks of texts and structure that neither the compiler nor clippy makes.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use crate::run::root;

/// Words that the field avoids, in texts that people read (practice.md 12).
const AVOIDED: [&str; 16] = [
    "patient",
    "patients",
    "client",
    "clients",
    "noncompliant",
    "non-compliant",
    "addict",
    "addicts",
    "paciente",
    "pacientes",
    "cliente",
    "clientes",
    "adicto",
    "adicta",
    "adictos",
    "adictas",
];

/// Runs every check and says everything that is wrong.
pub fn run() -> Result<(), String> {
    let files = files();
    let mut wrong = Vec::new();
    wrong.extend(message_keys(&files));
    wrong.extend(avoided_words(&files));
    wrong.extend(bare_texts(&files));
    wrong.extend(floors(&files));
    wrong.extend(machine_paths(&files));
    for (key, file) in unnamed_messages(&files) {
        eprintln!("warning: {file}: nothing names the message {key}");
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("tidy found {} things:\n  {}", wrong.len(), wrong.join("\n  ")))
}

struct File {
    path: PathBuf,
    text: String,
}

impl File {
    fn name(&self) -> String {
        self.path.strip_prefix(root()).unwrap_or(&self.path).display().to_string()
    }

    fn ends_with(&self, ending: &str) -> bool {
        self.path.extension().is_some_and(|found| found == ending)
    }
}

fn files() -> Vec<File> {
    let mut found = Vec::new();
    for folder in ["crates", "xtask/src", "messages", "rules", "migrations", "docs", "web/src", "e2e/tests", "e2e/lib"]
    {
        walk(&root().join(folder), &mut found);
    }
    found
}

fn walk(folder: &Path, found: &mut Vec<File>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_built =
            path.file_name().is_some_and(|name| name == "node_modules" || name == "target" || name == "dist");
        if path.is_dir() && !is_built {
            walk(&path, found);
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            found.push(File { path, text });
        }
    }
}

/// Every message key that a template or a handler names exists.
fn message_keys(files: &[File]) -> Vec<String> {
    let known = messages(files);
    let mut wrong = Vec::new();
    for file in files.iter().filter(|file| file.ends_with("html") || file.ends_with("rs")) {
        for key in named_keys(&file.text) {
            if !known.contains_key(key) {
                wrong.push(format!("{}: no message {key}", file.name()));
            }
        }
    }
    wrong
}

/// Every message and the file that says it.
fn messages(files: &[File]) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for file in files.iter().filter(|file| file.ends_with("ftl")) {
        let keys =
            file.text.lines().filter_map(|line| line.split_once(" =").or(line.split_once('=')).map(|(key, _)| key));
        let keys = keys.filter(|key| key.starts_with(|first: char| first.is_ascii_lowercase()) && !key.contains(' '));
        known.extend(keys.map(|key| (key.to_owned(), file.name())));
    }
    known
}

/// The messages that no source names, as a whole or by the beginning that stands before a part put in at run time. A
/// hint only: keys can be put together in other ways.
fn unnamed_messages(files: &[File]) -> BTreeMap<String, String> {
    let sources = files.iter().filter(|file| ["html", "rs", "toml", "ts"].iter().any(|ending| file.ends_with(ending)));
    let is_of_a_key = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let named: BTreeSet<&str> = sources.flat_map(|file| file.text.split(|letter| !is_of_a_key(letter))).collect();
    let is_begun = |key: &str| key.match_indices('-').any(|(dash, _)| named.contains(&key[..=dash]));
    let mut unnamed = messages(files);
    unnamed.retain(|key, _| !named.contains(key.as_str()) && !is_begun(key));
    unnamed
}

/// The keys in `t("…")`, `n("…"`, `n2("…"` and `page("…")` calls. Keys that are put together at run time are not seen.
fn named_keys(text: &str) -> BTreeSet<&str> {
    let starts = [".t(\"", ".n(\"", ".n2(\"", "visit.page(\"", "words.with(\""];
    let calls = starts.iter().flat_map(|start| text.split(start).skip(1));
    let keys = calls.filter_map(|rest| rest.split_once('"')).filter(|(_, after)| !after.starts_with(" ~"));
    keys.map(|(key, _)| key).filter(|key| !key.is_empty() && !key.contains(['{', ' '])).collect()
}

fn avoided_words(files: &[File]) -> Vec<String> {
    // The style guide shows what marked words look like.
    let is_guide = |file: &File| file.name().ends_with("layout/guide.html");
    let read = files.iter().filter(|file| (file.ends_with("ftl") || file.ends_with("html")) && !is_guide(file));
    let mut wrong = Vec::new();
    for file in read {
        for (number, line) in file.text.lines().enumerate() {
            let lower = without_expressions(line).to_lowercase();
            let mut words = lower.split(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '_');
            if let Some(word) = words.find(|word| AVOIDED.contains(word)) {
                wrong.push(format!("{}:{}: the word “{word}”", file.name(), number.saturating_add(1)));
            }
        }
    }
    wrong
}

/// Words in a template that no message file holds: text between tags, and attributes that people read or hear.
fn bare_texts(files: &[File]) -> Vec<String> {
    // The style guide's page shows parts with made-up texts.
    let is_page = |file: &&File| file.ends_with("html") && !file.name().ends_with("layout/guide.html");
    let texts = files.iter().filter(is_page).flat_map(|file| bare_text(&file.text).map(move |text| (file, text)));
    texts.map(|(file, text)| format!("{}: bare text “{text}”, put it into a message file", file.name())).collect()
}

fn bare_text(template: &str) -> Option<String> {
    const READ: [&str; 4] = ["alt=\"", "title=\"", "placeholder=\"", "aria-label=\""];
    let template = without_expressions(template);
    let is_text = |text: &&str| text.split(|letter: char| !letter.is_alphabetic()).any(|word| word.chars().count() > 1);
    let mut outside = String::new();
    let mut rest = template.as_str();
    while let Some((text, after)) = rest.split_once('<') {
        outside.push_str(text);
        let (tag, next) = tag_and_rest(after);
        let attributes = READ.iter().filter_map(|name| tag.split_once(name)?.1.split('"').next());
        if let Some(text) = attributes.into_iter().find(is_text) {
            return Some(text.to_owned());
        }
        outside.push('\n');
        let is_code = tag.starts_with("style") || tag.starts_with("kbd");
        rest = if is_code { next.find("</").and_then(|at| next.get(at..)).unwrap_or_default() } else { next };
    }
    outside.push_str(rest);
    // A macro may write attributes only.
    outside
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("aria-") && !line.starts_with("data-"))
        .find(is_text)
        .map(str::to_owned)
}

/// A tag's inside and what comes after it; a `>` within quotation marks belongs to the tag.
fn tag_and_rest(after: &str) -> (&str, &str) {
    let mut is_quoted = false;
    let end = after.char_indices().find(|(_, letter)| {
        is_quoted ^= *letter == '"';
        *letter == '>' && !is_quoted
    });
    end.map_or((after, ""), |(at, _)| {
        (after.get(..at).unwrap_or_default(), after.get(at.saturating_add(1)..).unwrap_or_default())
    })
}

/// A template's line without what stands between `{{` and `}}` or `{%` and `%}`: names in code are not read by people.
fn without_expressions(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let close = match after.chars().next() {
            Some('{') => "}}",
            Some('#') => "#}",
            Some('%') => "%}",
            // A brace of its own, in an attribute's JSON.
            _ => {
                rest = after;
                continue;
            }
        };
        rest = after.split_once(close).map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

/// A crate depends only on floors below it.
fn floors(files: &[File]) -> Vec<String> {
    const ABOVE: [(&str, &[&str]); 8] = [
        ("crates/bench/", &["accompany"]),
        ("crates/hsds/", &["bench", "kit", "assets", "ground", "care", "own", "community", "accompany"]),
        ("crates/kit/", &["bench", "ground", "care", "own", "community", "accompany", "assets"]),
        ("crates/assets/", &["bench", "kit", "ground", "care", "own", "community", "accompany"]),
        ("crates/ground/", &["bench", "care", "own", "community", "accompany"]),
        ("crates/care/", &["bench", "own", "accompany", "community", "growth", "insight"]),
        ("crates/own/", &["bench", "accompany", "community", "growth", "insight"]),
        ("crates/community/", &["bench", "accompany", "care", "own", "growth", "insight"]),
    ];
    let manifests = files.iter().filter(|file| file.path.file_name().is_some_and(|name| name == "Cargo.toml"));
    let mut wrong = Vec::new();
    for file in manifests {
        let name = file.name();
        let above = ABOVE.iter().find(|(folder, _)| name.starts_with(folder)).map_or(&[][..], |(_, above)| above);
        for other in above {
            if file
                .text
                .lines()
                .any(|line| line.starts_with(&format!("{other}.")) || line.starts_with(&format!("{other} ")))
            {
                wrong.push(format!("{name}: depends on {other}, which is a floor above"));
            }
        }
    }
    wrong
}

fn machine_paths(files: &[File]) -> Vec<String> {
    let roots = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];
    let named = files.iter().filter(|file| roots.iter().any(|root| file.text.contains(root)));
    named.map(|file| format!("{}: names a path of one machine", file.name())).collect()
}

#[cfg(test)]
mod tests {
    use super::bare_text;

    #[test]
    fn text_outside_messages_is_found() {
        for bare in
            ["<p>Hello there</p>", "<img alt=\"A cat\">", "{% if x %}Yes{% endif %}", "<a title=\"{{ x }} now\">"]
        {
            assert!(bare_text(bare).is_some(), "{bare}");
        }
    }

    #[test]
    fn markup_expressions_and_marks_are_no_text() {
        let template = "{# A note. -#}\n<p class=\"ac-x\" {% if a > b %}hidden{% endif %}>{{ page.t(\"key\") }} · <kbd>/</kbd></p>";
        assert_eq!(bare_text(template), None);
    }
}
