//! One item as those who keep it see it: what it lacks, who read it, its files, its versions and its next step.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    layout::{Page, when::When},
    rules::matrix::Permission::{KeepLibrary, PublishLibrary, ReviewLibrary},
};
use kit::{
    faults::Fault,
    files::FileKind,
    forms::Form,
    web::{Answer, page},
};

use super::{
    admin::{state_label, today, tone},
    checks,
    item::{Content, FileId, ItemId, State as Life, Version},
    markdown::FILES,
    reviewing::{CheckView, Desk, ReviewView, check_views, review_views},
    show::ContentView,
    store::{self, files::Kept},
};

#[derive(Template)]
#[template(path = "library/keeping.html")]
struct Show {
    page: Page,
    id: ItemId,
    view: ContentView,
    state: String,
    tone: &'static str,
    version: i64,
    published: Option<i64>,
    review: Option<When>,
    is_due: bool,
    checks: Vec<CheckView>,
    reviews: Vec<ReviewView>,
    files: Vec<FileView>,
    saved: When,
    saved_by: String,
    sent: i64,
    helped: i64,
    not_helped: i64,
    may_ask: bool,
    may_review: bool,
    may_publish: bool,
    may_retire: bool,
    may_bring_back: bool,
}

struct FileView {
    id: FileId,
    name: String,
    words: String,
    /// What to write into the words of the item to show a picture; empty for a paper.
    mark: String,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let (desk, files) = app
        .read(&scope, move |tx, scope| {
            let desk = Desk::read(tx, scope, id)?;
            Ok::<_, Fault>((desk, store::files::list(tx, scope, id)?))
        })
        .await?;
    page(&view(&visit, &desk, &files))
}

fn view(visit: &Visit, desk: &Desk, files: &[Kept]) -> Show {
    let (item, may_publish) = (&desk.item, visit.can(PublishLibrary));
    let is_ready = checks::is_ready(visit.rules(), &desk.looked());
    let document = files.iter().find(|file| Some(file.id) == desk.content.document);
    Show {
        page: visit.page_titled(desk.content.title.clone()),
        id: item.id,
        view: ContentView::new(visit, &desk.content, document.map(|file| file.file_name.as_str())),
        state: state_label(visit, item.state),
        tone: tone(item.state),
        version: item.version,
        published: item.published_version.filter(|version| *version != item.version),
        review: item.review_on.map(|on| When::on(visit, on, &visit.zone())),
        is_due: item.is_due(today(visit)),
        checks: check_views(visit, desk),
        reviews: review_views(visit, &desk.reviews),
        files: files.iter().map(file_view).collect(),
        saved: When::at(visit, desk.version.saved_at, &visit.zone()),
        saved_by: desk.version.saved_name.clone(),
        sent: item.sent_count,
        helped: item.helped_count,
        not_helped: item.not_helped_count,
        may_ask: item.ask_to_read().is_ok(),
        may_review: item.state == Life::InReview && visit.can(ReviewLibrary),
        may_publish: may_publish && item.publish(is_ready).is_ok(),
        may_retire: may_publish && item.retire().is_ok(),
        may_bring_back: may_publish && item.bring_back().is_ok(),
    }
}

fn file_view(file: &Kept) -> FileView {
    let is_picture = FileKind::from_content_type(&file.content_type).is_some_and(FileKind::is_picture);
    let mark = if is_picture { format!("![{}]({FILES}{})", file.words, file.id) } else { String::new() };
    FileView { id: file.id, name: file.file_name.clone(), words: file.words.clone(), mark }
}

#[derive(Template)]
#[template(path = "library/versions.html")]
struct Versions {
    page: Page,
    id: ItemId,
    versions: Vec<VersionView>,
    from: i64,
    to: i64,
    changes: Vec<ChangeView>,
}

struct VersionView {
    number: i64,
    saved: When,
    by: String,
}

/// One field that says something else.
struct ChangeView {
    label: String,
    before: String,
    after: String,
}

pub(super) async fn versions(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ItemId>,
    RawQuery(query): RawQuery,
) -> Answer {
    let scope = visit.may(KeepLibrary)?;
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let (from, to) = (query.parsed::<i64>("from"), query.parsed::<i64>("to"));
    let (all, from, to, before, after) = app
        .read(&scope, move |tx, scope| {
            let item = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let to = to.unwrap_or(item.version);
            let from = from.unwrap_or_else(|| to.saturating_sub(1).max(1));
            let after = store::content(tx, scope, id, to)?.ok_or(Fault::NotFound)?;
            let before = store::content(tx, scope, id, from)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((store::versions(tx, scope, id)?, from, to, before, after))
        })
        .await?;
    let version = |one: Version| VersionView {
        number: one.number,
        saved: When::at(&visit, one.saved_at, &visit.zone()),
        by: one.saved_name,
    };
    page(&Versions {
        page: visit.page("keeping-library-versions-title"),
        id,
        versions: all.into_iter().map(version).collect(),
        from,
        to,
        changes: changes(&visit, &before, &after),
    })
}

/// Each field that differs, in the order of the form.
fn changes(visit: &Visit, before: &Content, after: &Content) -> Vec<ChangeView> {
    let said = |content: &Content| {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        [
            ("title", content.title.clone()),
            ("summary", content.summary.clone()),
            ("kind", content.kind.clone()),
            ("language", content.language.clone()),
            ("topics", content.topics.0.join(", ")),
            ("formats", content.formats.0.join(", ")),
            ("audiences", content.audiences.0.join(", ")),
            ("body", content.body.clone()),
            ("link", content.link.clone()),
            ("document", content.document.map(|id| id.to_string()).unwrap_or_default()),
            ("minutes", number(content.minutes)),
            ("level", content.level_words.clone()),
            ("source", content.source.clone()),
            ("licence", content.licence.clone()),
            ("credits", content.credits.clone()),
        ]
    };
    let pairs = said(before).into_iter().zip(said(after)).filter(|((_, old), (_, new))| old != new);
    let change = |((name, before), (_, after)): ((&str, String), (&str, String))| ChangeView {
        label: visit.t(&format!("keeping-library-field-{name}")),
        before,
        after,
    };
    pairs.map(change).collect()
}
