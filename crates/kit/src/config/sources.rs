//! Where settings come from, and bringing them together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Problem};
use super::keys::{self, ENV_PREFIX, FILE_NAME, KEYS, Key};

/// Where a value was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: the default.
    Default,
    /// In the configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// The line in it, from 1.
        line: usize,
    },
    /// In an environment variable.
    Environment,
    /// On the command line.
    Flag,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Environment => f.write_str("environment"),
            Self::Flag => f.write_str("command line"),
        }
    }
}

/// Everything that may hold settings, gathered before anything is judged.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The configuration file's path and text.
    pub file: Option<(PathBuf, String)>,
    /// Environment variables; those with another prefix are passed over.
    pub environment: Vec<(String, String)>,
    /// Flags by the setting's name (`listen`).
    pub flags: Vec<(&'static str, String)>,
}

/// A value as text, before it is checked.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) text: String,
    pub(super) origin: Origin,
    /// The name as it is written at its origin.
    pub(super) written: String,
}

impl Sources {
    /// Finds and reads the configuration file: the one named by `file` (a flag) or `ACCOMPANY_CONFIG`, which must
    /// exist, or else `accompany.toml` in the data folder, which need not.
    pub fn gather(
        file: Option<PathBuf>,
        flags: Vec<(&'static str, String)>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let environment: Vec<_> = environment.into_iter().filter(|(name, _)| name.starts_with(ENV_PREFIX)).collect();
        let variable = |name: &str| environment.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        let named = file.or_else(|| variable("ACCOMPANY_CONFIG").map(PathBuf::from));
        let is_named = named.is_some();
        let path = named.unwrap_or_else(|| {
            let flag = flags.iter().find(|(name, _)| *name == "data").map(|(_, value)| value.clone());
            let default = keys::find("data").map_or("", |key| key.default).to_owned();
            Path::new(&flag.or_else(|| variable("ACCOMPANY_DATA")).unwrap_or(default)).join(FILE_NAME)
        });
        let file = match std::fs::read_to_string(&path) {
            Ok(text) => Some((path, text)),
            Err(error) if !is_named && error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable_file(path, &error)),
        };
        Ok(Self { file, environment, flags })
    }

    /// The winning value of every setting that is set somewhere, and what is wrong with the names.
    pub(super) fn merge(&self, problems: &mut Vec<Problem>) -> BTreeMap<&'static str, Found> {
        let mut found = BTreeMap::new();
        if let Some((path, text)) = &self.file {
            merge_file(path, text, &mut found, problems);
        }
        self.merge_environment(&mut found, problems);
        for (name, value) in &self.flags {
            let written = format!("--{}", name.replace(['.', '_'], "-"));
            let value = Found { text: value.clone(), origin: Origin::Flag, written };
            take(name, value, KEYS.iter().map(|key| key.name), &mut found, problems);
        }
        found
    }

    fn merge_environment(&self, found: &mut BTreeMap<&'static str, Found>, problems: &mut Vec<Problem>) {
        let known: Vec<(String, String)> = KEYS
            .iter()
            .flat_map(|key| {
                let own_file =
                    key.is_secret.then(|| (format!("{}_FILE", key.variable()), format!("{}_file", key.name)));
                std::iter::once((key.variable(), key.name.to_owned())).chain(own_file)
            })
            .collect();
        for (variable, value) in &self.environment {
            if !variable.starts_with(ENV_PREFIX) || variable == "ACCOMPANY_CONFIG" {
                continue;
            }
            let name = known.iter().find(|(known, _)| known == variable).map_or(variable.as_str(), |(_, name)| name);
            let value = Found { text: value.clone(), origin: Origin::Environment, written: variable.clone() };
            take(name, value, known.iter().map(|(variable, _)| variable.as_str()), found, problems);
        }
    }
}

fn merge_file(path: &Path, text: &str, found: &mut BTreeMap<&'static str, Found>, problems: &mut Vec<Problem>) {
    let line_at = |offset: usize| text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1;
    let origin = |offset| Origin::File { path: path.to_owned(), line: line_at(offset) };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            problems.push(Problem {
                key: "file".to_owned(),
                origin: origin(error.span().map_or(0, |span| span.start)),
                wrong: format!("this is not TOML ({})", error.message().trim()),
                remedy: "Write settings as name = \"value\", sections as [mail]".to_owned(),
            });
            return;
        }
    };
    for (name, offset, value) in flatten("", table.get_ref()) {
        let Some(text) = plain_text(value) else {
            problems.push(Problem {
                key: name,
                origin: origin(offset),
                wrong: "this kind of value can't be used here".to_owned(),
                remedy: "Write text in quotation marks, a number, or a list of texts".to_owned(),
            });
            continue;
        };
        let value = Found { text, origin: origin(offset), written: name.clone() };
        take(&name, value, KEYS.iter().map(|key| key.name), found, problems);
    }
}

/// `[mail] host = …` becomes `mail.host`, with the place of the name in the text.
fn flatten<'a, 'i>(prefix: &str, table: &'a DeTable<'i>) -> Vec<(String, usize, &'a DeValue<'i>)> {
    let mut flat = Vec::new();
    for (name, value) in table {
        let full = format!("{prefix}{}", name.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => flat.extend(flatten(&format!("{full}."), inner)),
            plain => flat.push((full, name.span().start, plain)),
        }
    }
    flat
}

fn plain_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
        DeValue::Array(items) => {
            let texts: Option<Vec<String>> = items.iter().map(|item| plain_text(item.get_ref())).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => None,
    }
}

/// Puts a value under its setting, reading it from its own file when the name says so.
fn take<'a>(
    name: &str,
    mut value: Found,
    candidates: impl Iterator<Item = &'a str>,
    found: &mut BTreeMap<&'static str, Found>,
    problems: &mut Vec<Problem>,
) {
    if let Some(key) = keys::find(name) {
        found.insert(key.name, value);
        return;
    }
    let Some(key) = own_file_of(name) else {
        problems.push(unknown(value, candidates));
        return;
    };
    match std::fs::read_to_string(&value.text) {
        Ok(secret) => {
            value.text = secret.trim_end_matches(['\r', '\n']).to_owned();
            found.insert(key.name, value);
        }
        Err(error) => problems.push(Problem {
            key: value.written,
            origin: value.origin,
            wrong: format!("the file {} can't be read ({error})", value.text),
            remedy: "Check the path and who may read it".to_owned(),
        }),
    }
}

fn own_file_of(name: &str) -> Option<&'static Key> {
    name.strip_suffix("_file").and_then(keys::find).filter(|key| key.is_secret)
}

fn unknown<'a>(value: Found, candidates: impl Iterator<Item = &'a str>) -> Problem {
    let remedy = match keys::nearest(&value.written, candidates) {
        Some(near) => format!("Did you mean {near}?"),
        None => "Remove it, or look up its name in the table of settings".to_owned(),
    };
    Problem { key: value.written, origin: value.origin, wrong: "there is no such setting".to_owned(), remedy }
}

fn unreadable_file(path: PathBuf, error: &std::io::Error) -> ConfigError {
    let problem = Problem {
        key: "config".to_owned(),
        origin: Origin::File { path, line: 1 },
        wrong: format!("the configuration file can't be read ({error})"),
        remedy: "Check the path and who may read it".to_owned(),
    };
    ConfigError { problems: vec![problem] }
}
