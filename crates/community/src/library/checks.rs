//! What an item has, and what it lacks before everybody may see it (`rules/library.toml`). No I/O.

use ground::rules::{Rules, library::LibraryCheck};

use super::{
    item::{Content, Item, Review, Side, Verdict, Version},
    level, markdown,
};

/// All that the checks look at.
pub struct Looked<'l> {
    pub item: &'l Item,
    pub content: &'l Content,
    pub version: &'l Version,
    /// Of this version, the oldest first.
    pub reviews: &'l [Review],
}

/// One check with its outcome.
pub struct Checked<'r> {
    pub rule: &'r LibraryCheck,
    pub is_met: bool,
}

/// Every check of the rules, in their order.
pub fn all<'r>(rules: &'r Rules, looked: &Looked<'_>) -> Vec<Checked<'r>> {
    rules.library_checks.iter().map(|rule| Checked { rule, is_met: looked.has(&rule.id) }).collect()
}

/// Whether nothing is missing that must be there.
pub fn is_ready(rules: &Rules, looked: &Looked<'_>) -> bool {
    all(rules, looked).iter().all(|check| check.is_met || !check.rule.must)
}

impl Looked<'_> {
    /// A check that the program does not know is never met, so that a rule cannot be put aside by its name.
    fn has(&self, check: &str) -> bool {
        let content = self.content;
        match check {
            "told" => !content.title.is_empty() && !content.summary.is_empty(),
            "content" => !content.body.is_empty() || !content.link.is_empty() || content.document.is_some(),
            "shelved" => [&content.topics, &content.formats, &content.audiences].iter().all(|all| !all.0.is_empty()),
            "pictures" => markdown::pictures_speak(&content.body),
            "right" => !content.source.is_empty() && !content.licence.is_empty(),
            "owned" => self.item.owner.is_some(),
            "plain" => level::is_plain(content),
            "credited" => !content.credits.is_empty(),
            "read_by_lived" => self.is_ready_for(Side::Lived),
            "read_by_staff" => self.is_ready_for(Side::Staff),
            _ => false,
        }
    }

    /// Whether the newest word of a side is "ready". The writer's own does not count.
    fn is_ready_for(&self, side: Side) -> bool {
        let is_another = |review: &&Review| review.by.is_none() || review.by != self.version.saved_by;
        let newest = self.reviews.iter().filter(|review| review.side == side).rfind(is_another);
        newest.is_some_and(|review| review.verdict == Verdict::Ready)
    }
}
