//! "For you": what a peer specialist thought of, on the participant's own pages. Whether it helped is the person's to say.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    home::HomeLine,
    layout::{Flash, Page, when::When},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page},
};

use super::{
    item::{Answer as Said, ItemId, SendId},
    store::{own, shelf},
};

ground::home::inventory::submit! {
    HomeLine { message: "library-for-me-waiting", href: "/me/library", icon: "star", count: own::count_for_me }
}

#[derive(Template)]
#[template(path = "library/for_me.html")]
struct Index {
    page: Page,
    sent: Vec<SentView>,
}

struct SentView {
    id: SendId,
    item: ItemId,
    title: String,
    summary: String,
    words: String,
    by: String,
    at: When,
    helped: bool,
    not_helped: bool,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let found = app.read(&scope, own::for_me).await?;
    let view = |one: own::Sent| SentView {
        id: one.id,
        item: one.item,
        title: one.title.unwrap_or_default(),
        summary: one.summary.unwrap_or_default(),
        words: one.words,
        by: one.sent_name,
        at: When::day_of(&visit, one.sent_at, &visit.zone()),
        helped: one.answer == Said::Helped.word(),
        not_helped: one.answer == Said::NotHelped.word(),
    };
    page(&Index { page: visit.page("library-for-me-title"), sent: found.into_iter().map(view).collect() })
}

pub(super) async fn answer(State(app): State<App>, visit: Visit, Path(id): Path<SendId>, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let said = Said::from_word(form.get("answer"));
    let said = said.ok_or_else(|| Fault::Invalid(Errors::one("answer", visit.t("library-answer-missing"))))?;
    app.write(&scope, move |tx, scope| say(tx, scope, id, said)).await?;
    visit.see("/me/library", Flash::ok(visit.t("library-answered")))
}

/// Keeps what the person says of an item and moves the item by it. Saying it again changes nothing; saying the other
/// thing takes the first one back.
///
/// # Errors
/// [`Fault::NotFound`] for what was not sent to them; those of the storage.
pub(super) fn say(tx: &mut Tx<'_>, scope: &Scope, id: SendId, said: Said) -> Result<(), Fault> {
    let (item, participant, before) = own::answer(tx, scope, id, said)?.ok_or(Fault::NotFound)?;
    let worth = |answer: Option<Said>| match answer {
        Some(Said::Helped) => (1_i64, 0_i64),
        Some(Said::NotHelped) => (0, 1),
        None => (0, 0),
    };
    let (now, then) = (worth(Some(said)), worth(Said::from_word(&before)));
    let change = (now.0.saturating_sub(then.0), now.1.saturating_sub(then.1));
    if change != (0, 0) {
        shelf::count_answer(tx, scope, item, change)?;
        let entry = Entry::new(scope, Action::Change, "library_send").of(participant).on(id);
        audit::record(tx, &entry)?;
    }
    Ok(())
}
