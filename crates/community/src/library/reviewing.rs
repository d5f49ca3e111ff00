//! Reading an item over before everybody sees it: by somebody with lived experience, and by staff.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission::ReviewLibrary,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    checks::{self, Looked},
    item::{Content, Item, ItemId, Review, Side, State as Life, Verdict, Version},
    show::ContentView,
    store,
};

/// The longest words about an item, in characters.
const MOST_WORDS: usize = 4_000;

/// An item with all that decides whether it may be published, read in one transaction.
pub struct Desk {
    pub item: Item,
    pub content: Content,
    pub version: Version,
    pub reviews: Vec<Review>,
}

impl Desk {
    /// # Errors
    /// [`Fault::NotFound`]; those of the storage.
    pub fn read(tx: &mut Tx<'_>, scope: &Scope, id: ItemId) -> Result<Self, Fault> {
        let item = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
        let content = store::content(tx, scope, id, item.version)?.ok_or(Fault::NotFound)?;
        let version = store::versions(tx, scope, id)?.into_iter().next().ok_or(Fault::NotFound)?;
        let reviews = store::reviews(tx, scope, id, item.version)?;
        Ok(Self { item, content, version, reviews })
    }

    pub fn looked(&self) -> Looked<'_> {
        Looked { item: &self.item, content: &self.content, version: &self.version, reviews: &self.reviews }
    }
}

/// A check as pages show it.
pub struct CheckView {
    pub label: String,
    /// The rule in a sentence.
    pub text: String,
    pub is_met: bool,
    pub must: bool,
    /// What the rule is called, so that it can be looked up.
    pub rule: String,
}

pub fn check_views(visit: &Visit, desk: &Desk) -> Vec<CheckView> {
    let view = |one: checks::Checked<'_>| CheckView {
        label: one.rule.label.clone(),
        text: one.rule.text.clone(),
        is_met: one.is_met,
        must: one.rule.must,
        rule: format!("library_check.{} v{}", one.rule.id, one.rule.about.version),
    };
    checks::all(visit.rules(), &desk.looked()).into_iter().map(view).collect()
}

#[derive(Template)]
#[template(path = "library/reviews.html")]
struct Index {
    page: Page,
    items: Vec<Item>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(ReviewLibrary)?;
    let found = app
        .read(&scope, |tx, scope| store::list(tx, scope, Some(Life::InReview), ("", uuid::Uuid::nil().into()), 200))
        .await?;
    let items = found.into_iter().map(|line| line.item).collect();
    page(&Index { page: visit.page("library-reviews-title"), items })
}

#[derive(Template)]
#[template(path = "library/review.html")]
struct Show {
    page: Page,
    id: ItemId,
    view: ContentView,
    checks: Vec<CheckView>,
    reviews: Vec<ReviewView>,
    verdicts: Vec<Choice>,
    is_lived: bool,
    is_mine: bool,
    words: String,
    errors: Errors,
}

/// What somebody said of it.
pub struct ReviewView {
    /// The name of somebody of the staff, else who they are in general.
    pub by: String,
    pub is_ready: bool,
    pub words: String,
    pub at: When,
}

pub fn review_views(visit: &Visit, reviews: &[Review]) -> Vec<ReviewView> {
    let view = |review: &Review| ReviewView {
        by: if review.name.is_empty() { visit.t("library-review-lived") } else { review.name.clone() },
        is_ready: review.verdict == Verdict::Ready,
        words: review.words.clone(),
        at: When::day_of(visit, review.at, &visit.zone()),
    };
    reviews.iter().map(view).collect()
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    page(&show_page(&app, &visit, id, &Form::default(), Errors::default()).await?)
}

async fn show_page(app: &App, visit: &Visit, id: ItemId, form: &Form, errors: Errors) -> Result<Show, Fault> {
    let scope = visit.may(ReviewLibrary)?;
    let desk = app.read(&scope, move |tx, scope| open_desk(tx, scope, id)).await?;
    let verdict = |verdict: &Verdict| {
        Choice::new(verdict.word(), visit.t(&format!("library-verdict-{verdict}")), form.has("verdict", verdict.word()))
    };
    Ok(Show {
        page: visit.page("library-review-title"),
        id,
        view: ContentView::new(visit, &desk.content, None),
        checks: check_views(visit, &desk),
        reviews: review_views(visit, &desk.reviews),
        verdicts: Verdict::ALL.iter().map(verdict).collect(),
        is_lived: Side::of(scope.acting_as) == Side::Lived,
        is_mine: desk.version.saved_by == Some(scope.account),
        words: form.get("words").to_owned(),
        errors,
    })
}

/// The item, while it is out to be read.
fn open_desk(tx: &mut Tx<'_>, scope: &Scope, id: ItemId) -> Result<Desk, Fault> {
    let desk = Desk::read(tx, scope, id)?;
    if desk.item.state == Life::InReview { Ok(desk) } else { Err(Fault::NotFound) }
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>, form: Form) -> Answer {
    let scope = visit.may(ReviewLibrary)?;
    let said = match read(&visit, &form) {
        Ok(said) => said,
        Err(errors) => return page_with_errors(&show_page(&app, &visit, id, &form, errors).await?),
    };
    app.write(&scope, move |tx, scope| keep(tx, scope, id, said)).await?;
    visit.see("/library/reviews", Flash::ok(visit.t("library-reviewed")))
}

fn read(visit: &Visit, form: &Form) -> Result<(Verdict, String), Errors> {
    let words = form.get("words").trim().to_owned();
    let Some(verdict) = Verdict::from_word(form.get("verdict")) else {
        return Err(Errors::one("verdict", visit.t("library-verdict-missing")));
    };
    if verdict == Verdict::Change && words.is_empty() {
        return Err(Errors::one("words", visit.t("library-review-words-missing")));
    }
    if words.chars().count() > MOST_WORDS {
        return Err(Errors::one("words", visit.t("library-review-words-long")));
    }
    Ok((verdict, words))
}

/// Keeps what somebody said of the newest version.
///
/// # Errors
/// [`Fault::NotFound`] when it is not out to be read; those of the storage.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ItemId,
    (verdict, words): (Verdict, String),
) -> Result<(), Fault> {
    let desk = open_desk(tx, scope, id)?;
    let side = Side::of(scope.acting_as);
    store::insert_review(tx, scope, &desk.item, (side, verdict), &words)?;
    let entry = Entry::new(scope, Action::Change, "library_item").on(id).with("what", "reviewed");
    audit::record(tx, &entry.with("verdict", verdict.word()).with("version", desk.item.version))?;
    Ok(())
}
