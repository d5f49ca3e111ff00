//! Tests of what people read: every language says everything, and says it plainly.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod complete;
mod plain;

use std::collections::BTreeMap;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::schema::message_files;

/// A message as a reader meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What may be shown: a way for each choice of a selector, with `…` where a value comes in.
    pub ways: Vec<String>,
    /// The names of the values, in order.
    pub values: Vec<String>,
}

/// The messages of each file, by key; the file's name is without its language.
pub fn said_in(language: &str) -> BTreeMap<String, BTreeMap<String, Said>> {
    let of_language =
        message_files().filter_map(|(name, text)| Some((name.strip_prefix(language)?.strip_prefix('/')?, text)));
    of_language.map(|(name, text)| (name.trim_end_matches(".ftl").to_owned(), messages(text))).collect()
}

fn messages(text: &str) -> BTreeMap<String, Said> {
    let resource = fluent_syntax::parser::parse(text).map_err(|(_, errors)| errors).unwrap();
    let messages = resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some((message.id.name.to_owned(), said(message.value.as_ref()?))),
        _ => None,
    });
    messages.collect()
}

fn said(pattern: &Pattern<&str>) -> Said {
    let mut said = Said { ways: vec![String::new()], values: Vec::new() };
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => add(&mut said, &[(*value).to_owned()]),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => one(&mut said, inline),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                named(&mut said, selector);
                let choices: Vec<Said> = variants.iter().map(|variant| self::said(&variant.value)).collect();
                said.values.extend(choices.iter().flat_map(|choice| choice.values.clone()));
                add(&mut said, &choices.into_iter().flat_map(|choice| choice.ways).collect::<Vec<_>>());
            }
        }
    }
    said.values.sort();
    said.values.dedup();
    said
}

/// Every way so far goes on in every one of these ways.
fn add(said: &mut Said, ends: &[String]) {
    said.ways = said.ways.iter().flat_map(|way| ends.iter().map(move |end| format!("{way}{end}"))).collect();
}

fn one(said: &mut Said, inline: &InlineExpression<&str>) {
    named(said, inline);
    let text = if matches!(inline, InlineExpression::StringLiteral { .. }) { " " } else { "…" };
    add(said, &[text.to_owned()]);
}

fn named(said: &mut Said, inline: &InlineExpression<&str>) {
    if let InlineExpression::VariableReference { id } = inline {
        said.values.push(id.name.to_owned());
    }
}

#[test]
fn a_message_is_read_in_every_way_it_can_be_said() {
    let one = &messages(
        "key = Wait { $count ->\n    [one] { $count } hour\n   *[other] { $count } hours\n}, { $name }.\n",
    )["key"];
    assert_eq!(one.ways, ["Wait … hour, ….", "Wait … hours, …."]);
    assert_eq!(one.values, ["count", "name"]);
}
