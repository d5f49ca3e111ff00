//! How a visitor reads: the language of the pages and the size of the text.
//!
//! What lives here: the choice in the foot of every page, which works without script and before signing in, and what
//! remembers it: cookies in this browser, and the account of whoever is signed in. What doesn't: which language a
//! request is answered in (the session layer), the words themselves (`messages/`).

mod pages;
#[cfg(test)]
mod tests;

pub use pages::remember;

use crate::{Area, Guard, Route, Visit, layout::parts::Choice};

/// The cookie that remembers the language in this browser.
pub const LANGUAGE: &str = "language";

/// The cookie that remembers the size of the text in this browser.
pub const TEXT_SIZE: &str = "text_size";

/// Language and text size.
pub const AREA: Area = Area { name: "reading", routes, nav: &[] };

kit::word_enum! {
    /// How large the text of a page is; a style for each stands in web/styles/_base.scss.
    pub enum TextSize {
        /// As the browser has it.
        Usual = "usual",
        /// A quarter larger.
        Large = "large",
        /// Half as large again.
        Largest = "largest",
    }
}

fn routes() -> Vec<Route> {
    vec![Route::post("/reading", Guard::Public, pages::update)]
}

/// The languages to choose from, each by its own name.
pub fn languages(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let choice = |(tag, words): (String, kit::messages::Words)| {
        let is_chosen = tag == chosen;
        Choice::new(tag, words.t("reading-own-name"), is_chosen)
    };
    visit.languages().into_iter().map(choice).collect()
}

/// The sizes of text to choose from.
pub fn text_sizes(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let choice = |size: &TextSize| {
        Choice::new(size.word(), visit.t(&format!("reading-text-size-{size}")), size.word() == chosen)
    };
    TextSize::ALL.iter().map(choice).collect()
}
