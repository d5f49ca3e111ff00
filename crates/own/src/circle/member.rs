//! Who or what stands in a circle. No I/O.

use jiff::civil::Date;
use kit::{
    forms::{Errors, Form},
    messages::Words,
};

use crate::wellness::{day, not_too_long, told};

kit::id_types! {
    /// Somebody or something in a circle of support.
    MemberId,
}

kit::word_enum! {
    /// How close somebody or something feels (the list `circle_closeness`).
    pub enum Closeness {
        Inner = "inner",
        Middle = "middle",
        Outer = "outer",
    }
}

kit::word_enum! {
    /// Who or what it is (the list `circle_kinds`).
    pub enum Kind {
        Person = "person",
        Place = "place",
        Group = "group",
    }
}

/// A member of the circle as the form tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    pub kind: Kind,
    pub name: String,
    pub closeness: Closeness,
    /// What they give, in the person's words.
    pub gives: String,
    /// What they may know, in the person's words.
    pub may_know: String,
    pub since_on: Option<Date>,
    /// Since when they are no longer in the circle; they stay in its history.
    pub until_on: Option<Date>,
}

/// A member of the circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub kind: Kind,
    pub name: String,
    pub closeness: Closeness,
    pub gives: String,
    pub may_know: String,
    pub since_on: Option<Date>,
    pub until_on: Option<Date>,
    pub version: i64,
}

kit::from_row!(Member { id, kind, name, closeness, gives, may_know, since_on, until_on, version });

impl Member {
    /// Whether it is in the circle on a day, as far as its end tells.
    pub fn is_there(&self, on: Date) -> bool {
        self.until_on.is_none_or(|until| until > on)
    }
}

impl NewMember {
    /// Reads the form.
    ///
    /// # Errors
    /// By field.
    pub fn read(form: &Form, words: &Words) -> Result<Self, Errors> {
        let mut errors = Errors::default();
        let (kind, closeness) = (Kind::from_word(form.get("kind")), Closeness::from_word(form.get("closeness")));
        if kind.is_none() {
            errors.add("kind", words.t("circle-kind-missing"));
        }
        if told(form, "name").is_empty() {
            errors.add("name", words.t("circle-name-missing"));
        }
        if closeness.is_none() {
            errors.add("closeness", words.t("circle-closeness-missing"));
        }
        not_too_long(&mut errors, form, &["name", "gives", "may_know"], words);
        let since_on = day(&mut errors, form, "since_on", words);
        let until_on = day(&mut errors, form, "until_on", words);
        if since_on.zip(until_on).is_some_and(|(since, until)| until < since) {
            errors.add("until_on", words.t("circle-until-before-since"));
        }
        let (Some(kind), Some(closeness), true) = (kind, closeness, errors.is_empty()) else { return Err(errors) };
        let [name, gives, may_know] = ["name", "gives", "may_know"].map(|field| told(form, field));
        Ok(Self { kind, name, closeness, gives, may_know, since_on, until_on })
    }
}
