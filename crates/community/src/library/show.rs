//! One item as everybody reads it, with the ways to pass it on.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    layout::{Page, when::When},
    public,
    rules::matrix::Permission,
};
use kit::{
    faults::Fault,
    messages::AsArg,
    secrets::qr_svg,
    web::{Answer, page},
};

use super::{
    cards::{label, labels, level_words},
    item::{Content, ItemId},
    markdown::{self, FILES},
    store::{own, shelf},
};

#[derive(Template)]
#[template(path = "library/show.html")]
struct Show {
    page: Page,
    id: ItemId,
    view: ContentView,
    published: When,
    share: Share,
    may_save: bool,
    is_saved: bool,
    may_send: bool,
    may_keep: bool,
}

/// What an item says, as pages show it.
pub struct ContentView {
    pub title: String,
    pub summary: String,
    pub language: String,
    /// Made by [`markdown::html`], which lets no tag through.
    pub body: String,
    pub link: String,
    /// The address and the name of its paper.
    pub document: Option<(String, String)>,
    pub about: String,
    pub topics: String,
    pub formats: String,
    pub audiences: String,
    pub level: String,
    pub source: String,
    pub licence: String,
    pub credits: String,
}

impl ContentView {
    pub fn new(visit: &Visit, content: &Content, document_name: Option<&str>) -> Self {
        let mut about = vec![label(visit, "library_kinds", &content.kind)];
        about.extend(
            content.minutes.map(|minutes| visit.words.with("library-minutes", &[("minutes", minutes.as_arg())])),
        );
        about.push(label(visit, "library_languages", &content.language));
        let document = content.document.zip(document_name).map(|(id, name)| (format!("{FILES}{id}"), name.to_owned()));
        Self {
            title: content.title.clone(),
            summary: content.summary.clone(),
            language: content.language.clone(),
            body: markdown::html(&content.body),
            link: content.link.clone(),
            document,
            about: about.join(" · "),
            topics: labels(visit, "library_topics", &content.topics.0),
            formats: labels(visit, "library_formats", &content.formats.0),
            audiences: labels(visit, "library_audiences", &content.audiences.0),
            level: level_words(visit, content),
            source: content.source.clone(),
            licence: label(visit, "library_licences", &content.licence),
            credits: content.credits.clone(),
        }
    }
}

/// The ways to pass an item on. None of them tells anybody who did.
struct Share {
    address: String,
    text: String,
    mail: String,
    qr: String,
}

impl Share {
    fn new(app: &App, id: ItemId, title: &str) -> Self {
        let address = app.outside(&format!("/library/{id}"));
        let (said, place) = (percent(title), percent(&address));
        Self {
            text: format!("sms:?&body={said}%20{place}"),
            mail: format!("mailto:?subject={said}&body={place}"),
            qr: qr_svg(&address).unwrap_or_default(),
            address,
        }
    }
}

/// Words for an address in which a plus is a plus: `sms:` and `mailto:` know no other space than `%20`.
fn percent(text: &str) -> String {
    kit::web::escaped(text).replace('+', "%20")
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ItemId>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let found = app.db.read(site.tenant(), move |tx| shelf::find(tx, organization, id)).await?;
    let found = found.ok_or(Fault::NotFound)?;
    let is_saved = match visit.may(Permission::UseMyList) {
        Ok(scope) => app.read(&scope, move |tx, scope| own::is_saved(tx, scope, id)).await?,
        Err(_) => false,
    };
    page(&Show {
        page: visit.page_titled(found.content.title.clone()),
        id,
        published: When::day_of(&visit, found.published_at, &site.zone),
        share: Share::new(&app, id, &found.content.title),
        view: ContentView::new(&visit, &found.content, found.document_name.as_deref()),
        may_save: visit.can(Permission::UseMyList),
        is_saved,
        may_send: visit.can(Permission::WriteContacts),
        may_keep: visit.can(Permission::KeepLibrary),
    })
}
