//! What people read, from Fluent files: one folder a language, one file an area.

use std::{collections::BTreeMap, sync::Arc};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

/// The language that every message exists in.
pub const FALLBACK: &str = "en";

/// A message file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("messages/{file}: {why}")]
pub struct MessageError {
    file: String,
    why: String,
}

/// All languages.
#[derive(Clone)]
pub struct Messages(Arc<BTreeMap<String, FluentBundle<FluentResource>>>);

/// A value inside a message.
#[derive(Debug, Clone)]
pub enum Arg<'a> {
    Text(&'a str),
    Count(i64),
}

/// What can stand inside a message, behind any number of references (templates add some).
pub trait AsArg {
    fn as_arg(&self) -> Arg<'_>;
}

impl<T: AsArg + ?Sized> AsArg for &T {
    fn as_arg(&self) -> Arg<'_> {
        (**self).as_arg()
    }
}

impl AsArg for str {
    fn as_arg(&self) -> Arg<'_> {
        Arg::Text(self)
    }
}

impl AsArg for String {
    fn as_arg(&self) -> Arg<'_> {
        Arg::Text(self)
    }
}

impl AsArg for i64 {
    fn as_arg(&self) -> Arg<'_> {
        Arg::Count(*self)
    }
}

impl AsArg for usize {
    fn as_arg(&self) -> Arg<'_> {
        Arg::Count(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

impl AsArg for u64 {
    fn as_arg(&self) -> Arg<'_> {
        Arg::Count(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

impl Messages {
    /// Reads files given as (`en/people.ftl`, text).
    pub fn load<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Result<Self, MessageError> {
        let mut bundles: BTreeMap<String, FluentBundle<FluentResource>> = BTreeMap::new();
        for (file, text) in files {
            let fail = |why: String| MessageError { file: file.to_owned(), why };
            let language = file.split('/').next().unwrap_or(FALLBACK);
            let resource =
                FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| fail(format!("{errors:?}")))?;
            let id = language.parse().map_err(|error| fail(format!("{error:?}")))?;
            let bundle = bundles.entry(language.to_owned()).or_insert_with(|| {
                let mut fresh = FluentBundle::new_concurrent(vec![id]);
                // Isolation marks would show as odd characters in titles and plain-text mail.
                fresh.set_use_isolating(false);
                fresh
            });
            bundle.add_resource(resource).map_err(|errors| fail(format!("{errors:?}")))?;
        }
        Ok(Self(Arc::new(bundles)))
    }

    /// The words of one language, falling back to English.
    pub fn language(&self, tag: &str) -> Words {
        let tag = if self.0.contains_key(tag) { tag } else { FALLBACK };
        Words { all: self.clone(), tag: tag.to_owned() }
    }

    /// The tags of all languages, in order.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The tag of the language that a browser's `Accept-Language` asks for most and that is here, else English.
    pub fn preferred(&self, accepted: &str) -> &str {
        let asked = accepted.split(',').filter_map(|part| {
            let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
            let weight = rest.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse::<f32>().ok())?;
            let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            let (here, _) = self.0.get_key_value(&primary)?;
            (weight > 0.0).then_some((weight, here.as_str()))
        });
        let best = asked.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map_or(FALLBACK, |(_, tag)| tag)
    }

    /// Whether a message of this key exists in the fallback language.
    pub fn has(&self, key: &str) -> bool {
        self.0.get(FALLBACK).is_some_and(|bundle| bundle.has_message(key))
    }
}

/// The messages of one language.
#[derive(Clone)]
pub struct Words {
    all: Messages,
    tag: String,
}

impl Words {
    /// The language's tag, such as `en`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The message for `key`; the key itself when there is none, which a test forbids.
    pub fn t(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The message for `key` with values filled in.
    pub fn with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut values = FluentArgs::new();
        for (name, arg) in args {
            match arg {
                Arg::Text(text) => values.set(*name, *text),
                Arg::Count(count) => values.set(*name, FluentValue::from(*count)),
            }
        }
        [self.tag.as_str(), FALLBACK]
            .into_iter()
            .find_map(|tag| {
                let bundle = self.all.0.get(tag)?;
                let pattern = bundle.get_message(key)?.value()?;
                Some(bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned())
            })
            .unwrap_or_else(|| key.to_owned())
    }
}
