//! What people read, from Fluent files: one folder a language, one file an area.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    fmt::Write,
    sync::Arc,
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

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
pub struct Messages(Arc<BTreeMap<String, Arc<Language>>>);

struct Language {
    bundle: FluentBundle<FluentResource>,
    /// The messages that are nothing but text, values, and words that follow a count, by key. Nearly all are, a page has
    /// hundreds of them, and Fluent takes ten times as long to put one together.
    plain: HashMap<String, Plain, foldhash::fast::RandomState>,
    /// How the language counts; none when nobody wrote it down.
    plurals: Option<PluralRules>,
}

/// A message that needs no Fluent.
#[derive(Debug)]
enum Plain {
    Text(String),
    Mixed(Vec<Piece>),
}

/// A part of a plain message.
#[derive(Debug)]
enum Piece {
    Text(String),
    /// The value of this name.
    Value(String),
    Choice(Choice),
}

/// Words that follow a count.
#[derive(Debug)]
struct Choice {
    /// The count's name.
    of: String,
    /// The first that fits is taken.
    cases: Vec<(Case, Vec<Piece>)>,
    otherwise: Vec<Piece>,
}

/// When some words are taken.
#[derive(Debug)]
enum Case {
    Exactly(i64),
    Plural(PluralCategory),
}

impl Piece {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Value(_) | Self::Choice(_) => None,
        }
    }
}

impl Choice {
    /// `None`: the language's way of counting is not known.
    fn words(&self, count: i64, plurals: Option<&PluralRules>) -> Option<&[Piece]> {
        let category = plurals?.select(count).ok()?;
        let fits = |case: &Case| match case {
            Case::Exactly(number) => *number == count,
            Case::Plural(wanted) => *wanted == category,
        };
        let case = self.cases.iter().find(|(case, _)| fits(case));
        Some(case.map_or(self.otherwise.as_slice(), |(_, words)| words))
    }
}

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
        let mut languages: BTreeMap<String, Language> = BTreeMap::new();
        for (file, text) in files {
            let fail = |why: String| MessageError { file: file.to_owned(), why };
            let language = file.split('/').next().unwrap_or(FALLBACK);
            let resource =
                FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| fail(format!("{errors:?}")))?;
            let id = language.parse().map_err(|error| fail(format!("{error:?}")))?;
            let language = languages.entry(language.to_owned()).or_insert_with(|| {
                let mut bundle = FluentBundle::new_concurrent(vec![id]);
                // Isolation marks would show as odd characters in titles and plain-text mail.
                bundle.set_use_isolating(false);
                let id = bundle.locales.first().cloned();
                let plurals = id.and_then(|id| PluralRules::create(id, PluralRuleType::CARDINAL).ok());
                Language { bundle, plain: HashMap::default(), plurals }
            });
            language.plain.extend(plain_messages(&resource));
            language.bundle.add_resource(resource).map_err(|errors| fail(format!("{errors:?}")))?;
        }
        Ok(Self(Arc::new(languages.into_iter().map(|(tag, language)| (tag, Arc::new(language))).collect())))
    }

    /// The words of one language, falling back to English.
    pub fn language(&self, tag: &str) -> Words {
        let tag = if self.0.contains_key(tag) { tag } else { FALLBACK };
        Words { languages: [tag, FALLBACK].map(|tag| self.0.get(tag).cloned()), tag: tag.to_owned() }
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
        self.0.get(FALLBACK).is_some_and(|language| language.bundle.has_message(key))
    }
}

/// The messages of one language.
#[derive(Clone)]
pub struct Words {
    /// The language itself, then the one that has every message.
    languages: [Option<Arc<Language>>; 2],
    tag: String,
}

impl Words {
    /// The language's tag, such as `en`.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The message for `key`; the key itself when there is none, which a test forbids.
    pub fn t(&self, key: &str) -> String {
        self.said(key).into_owned()
    }

    /// The message for `key` where it lies, when it is nothing but text, as most are.
    pub fn said(&self, key: &str) -> Cow<'_, str> {
        let own = self.languages.iter().flatten().find_map(|language| match language.plain.get(key) {
            Some(Plain::Text(text)) => Some(Cow::Borrowed(text.as_str())),
            _ => language.say(key, &[]).map(Cow::Owned),
        });
        own.unwrap_or_else(|| Cow::Owned(key.to_owned()))
    }

    /// The message for `key` with values filled in.
    pub fn with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let said = self.languages.iter().flatten().find_map(|language| language.say(key, args));
        said.unwrap_or_else(|| key.to_owned())
    }
}

impl Language {
    fn say(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
        let plainly = match self.plain.get(key) {
            Some(Plain::Text(text)) => Some(text.clone()),
            Some(Plain::Mixed(pieces)) => joined(pieces, args, self.plurals.as_ref()),
            None => None,
        };
        plainly.or_else(|| self.by_fluent(key, args))
    }

    fn by_fluent(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::new();
        for (name, arg) in args {
            match arg {
                Arg::Text(text) => values.set(*name, *text),
                Arg::Count(count) => values.set(*name, FluentValue::from(*count)),
            }
        }
        Some(self.bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned())
    }
}

/// The messages of a file that need no Fluent.
fn plain_messages(resource: &FluentResource) -> impl Iterator<Item = (String, Plain)> {
    resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some((message.id.name.to_owned(), plain(message.value.as_ref()?)?)),
        _ => None,
    })
}

/// `None`: the message refers to another, or does something else that is Fluent's to do.
fn plain(pattern: &Pattern<&str>) -> Option<Plain> {
    let pieces = pieces(pattern)?;
    let texts: Option<String> = pieces.iter().map(Piece::text).collect();
    Some(texts.map_or(Plain::Mixed(pieces), Plain::Text))
}

fn pieces(pattern: &Pattern<&str>) -> Option<Vec<Piece>> {
    let piece = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => Some(Piece::Text((*value).to_owned())),
        PatternElement::Placeable { expression } => match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => Some(Piece::Value(id.name.to_owned())),
            Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
                choice(id.name, variants).map(Piece::Choice)
            }
            Expression::Inline(_) | Expression::Select { .. } => None,
        },
    };
    pattern.elements.iter().map(piece).collect()
}

/// `None`: it chooses by something else than a count.
fn choice(of: &str, variants: &[Variant<&str>]) -> Option<Choice> {
    let case = |variant: &Variant<&str>| {
        let case = match variant.key {
            VariantKey::NumberLiteral { value } => Case::Exactly(value.parse().ok()?),
            VariantKey::Identifier { name } => Case::Plural(category(name)?),
        };
        Some((case, pieces(&variant.value)?))
    };
    let cases = variants.iter().map(case).collect::<Option<_>>()?;
    let otherwise = pieces(&variants.iter().find(|variant| variant.default)?.value)?;
    Some(Choice { of: of.to_owned(), cases, otherwise })
}

/// The plural category of this name (CLDR).
fn category(name: &str) -> Option<PluralCategory> {
    Some(match name {
        "zero" => PluralCategory::ZERO,
        "one" => PluralCategory::ONE,
        "two" => PluralCategory::TWO,
        "few" => PluralCategory::FEW,
        "many" => PluralCategory::MANY,
        "other" => PluralCategory::OTHER,
        _ => return None,
    })
}

/// Bytes that most values have at most.
const LIKELY: usize = 24;

/// `None`: a value is missing, or is not of the kind that the message needs.
fn joined(pieces: &[Piece], args: &[(&str, Arg<'_>)], plurals: Option<&PluralRules>) -> Option<String> {
    let room = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Value(_) | Piece::Choice(_) => LIKELY,
    };
    let mut said = String::with_capacity(pieces.iter().map(room).sum());
    join(pieces, args, plurals, &mut said)?;
    Some(said)
}

fn join(pieces: &[Piece], args: &[(&str, Arg<'_>)], plurals: Option<&PluralRules>, said: &mut String) -> Option<()> {
    let value = |wanted: &str| args.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
    for piece in pieces {
        match piece {
            Piece::Text(text) => said.push_str(text),
            Piece::Value(wanted) => match value(wanted)? {
                Arg::Text(text) => said.push_str(text),
                Arg::Count(count) => write!(said, "{count}").ok()?,
            },
            Piece::Choice(choice) => match value(&choice.of)? {
                Arg::Count(count) => join(choice.words(*count, plurals)?, args, plurals, said)?,
                Arg::Text(_) => return None,
            },
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use proptest::prelude::*;

    use super::*;

    const FILE: &str = "
nothing-else = Only text, with “marks” and # signs
one = Hello, { $name }!
alone = { $name }
many = { $first }, then { $second }, then { $first } again
lines =
    First line with { $name }
      and a second one,

    and a third.
choice = { $count ->
    [one] One
   *[other] { $count } of them
}
among = Of { $first }, { $count ->
    [0] none
    [one] one
    [3] three, by { $second }
   *[other] { $count }
} in all
nested = { $count ->
    [one] One
   *[other] { $count ->
        [0] None
       *[other] More
    }
}
word = { $name ->
    [chief] The chief
   *[other] { $name }
}
reference = See { nothing-else }
quoted = { \"{\" } in quotes
";

    fn messages() -> Messages {
        Messages::load([("en/test.ftl", FILE), ("es/test.ftl", FILE)]).unwrap()
    }

    proptest! {
        #[test]
        fn a_message_reads_as_fluent_says_it(
            name in ".*", first in ".{0,20}", second in ".{0,20}",
            count in prop_oneof![-5_i64..25, -(1_i64 << 50)..1_i64 << 50, (0_i64..9).prop_map(|count| count * 1_000_000)],
            given in proptest::collection::vec(0_usize..4, 0..6), tag in prop_oneof![Just("en"), Just("es")],
        ) {
            let all = messages();
            let (language, words) = (all.0.get(tag).unwrap(), all.language(tag));
            let known =
                [("name", name.as_arg()), ("first", first.as_arg()), ("second", second.as_arg()), ("count", count.as_arg())];
            // Any of them, in any order, some twice; the number under a name too.
            let mut args: Vec<(&str, Arg<'_>)> = given.iter().filter_map(|place| known.get(*place).cloned()).collect();
            if given.len() == 5 {
                args = vec![("name", count.as_arg()), ("first", first.as_arg()), ("second", second.as_arg())];
            }
            let keys = ["nothing-else", "one", "alone", "many", "lines", "choice", "among", "nested", "word", "reference", "quoted",
                "missing"];
            for key in keys {
                prop_assert_eq!(language.say(key, &args), language.by_fluent(key, &args), "{}", key);
                let alone = language.by_fluent(key, &[]).unwrap_or_else(|| key.to_owned());
                prop_assert_eq!(words.said(key), alone, "{}", key);
            }
        }
    }

    #[test]
    fn what_is_plain_is_put_together_without_fluent() {
        let all = messages();
        let mut plain: Vec<&str> = all.0.get("en").unwrap().plain.keys().map(String::as_str).collect();
        plain.sort_unstable();
        assert_eq!(plain, ["alone", "among", "choice", "lines", "many", "nested", "nothing-else", "one"]);
    }
}
