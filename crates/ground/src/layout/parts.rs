//! View types that the shared parts in `parts.html` take: plain fields, already in the reader's language.

/// One choice of a select, a group of radios or of checkboxes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// A second line under the label; empty when there is none (a select shows none).
    pub hint: String,
    /// Whether it is chosen now.
    pub is_chosen: bool,
}

impl Choice {
    /// A choice without a second line.
    pub fn new(value: impl Into<String>, label: impl Into<String>, is_chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new(), is_chosen }
    }

    /// The same choice with a second line.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// One link in a row of tabs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// What the person reads.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether this is the page being read.
    pub is_current: bool,
    /// How many things wait behind it, when that is worth showing.
    pub count: Option<i64>,
}

/// One element of a record that an auditor would look for, there or missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// What the element is, in plain words.
    pub label: String,
    /// Where it is filled in, such as `#place`; empty when there is no such place.
    pub href: String,
    /// Whether it is there.
    pub is_done: bool,
}
