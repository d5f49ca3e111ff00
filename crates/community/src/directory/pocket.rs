//! The pocket sheet: chosen services on one page, in large print and a chosen language, to fold and carry. The choice is
//! kept in the address alone: nothing is written down, and nobody is named. The code on it leads to the same page on a
//! telephone until a set day.

use askama::Template;
use axum::extract::{RawQuery, State};
use ground::{
    App, Visit,
    layout::{Page, parts::Choice, when},
    public::{self, Site},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use kit::{
    faults::Fault,
    forms::Form,
    ids::Id as _,
    secrets::qr_svg,
    web::{Answer, from_base64url, page, to_base64url},
};
use uuid::Uuid;

use super::{
    facts::{self, Facts},
    find::{self, Query},
    pages::Line,
    shelf::ServiceId,
    show::Shown,
};

/// Services on one sheet: what fits a page in large print.
const MOST: usize = 8;
/// Days for which the code on a sheet works.
const DAYS: i64 = 90;
const CONTEXT: &str = "pocket sheet";

/// The services that an address names, each once.
fn chosen(form: &Form) -> Vec<ServiceId> {
    let mut found: Vec<ServiceId> = Vec::new();
    for id in form.all("service").into_iter().filter_map(|id| id.parse().ok()) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found.truncate(MOST);
    found
}

async fn read(app: &App, site: &Site, ids: Vec<ServiceId>) -> Result<Vec<Facts>, Fault> {
    let on = site.organization;
    let read = move |tx: &mut kit::db::Tx<'_>| {
        let all: Result<Vec<Option<Facts>>, kit::db::DbError> =
            ids.into_iter().map(|id| facts::find(tx, on, id)).collect();
        all
    };
    Ok(app.db.read(site.tenant(), read).await?.into_iter().flatten().collect())
}

#[derive(Template)]
#[template(path = "directory/pocket.html")]
struct Pocket {
    page: Page,
    form: Form,
    chosen: Vec<(String, String)>,
    found: Vec<Line>,
    languages: Vec<Choice>,
    is_full: bool,
}

/// Choosing: what is chosen already, and a search for more.
pub(super) async fn new(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let form = Form::parse(typed.unwrap_or_default().as_bytes());
    let facts = read(&app, &site, chosen(&form)).await?;
    let query = Query { words: form.get("q").chars().take(120).collect(), ..Query::default() };
    let (on, is_asked) = (site.clone(), !query.words.trim().is_empty());
    let found = app.db.read(site.tenant(), move |tx| find::find(tx, on.organization, &query, on.now, &on.zone)).await?;
    let is_new = |hit: &&find::Hit| is_asked && facts.iter().all(|one| one.id != hit.id);
    let found = found.hits.iter().filter(is_new).map(|hit| Line::new(&visit, &site.zone, hit, None, 0)).collect();
    page(&Pocket {
        page: visit.page("directory-pocket-title"),
        chosen: facts.iter().map(|one| (one.id.to_string(), one.row.name.clone())).collect(),
        is_full: facts.len() >= MOST,
        found,
        languages: ground::reading::languages(&visit, visit.words.tag()),
        form,
    })
}

#[derive(Template)]
#[template(path = "directory/pocket_sheet.html")]
struct Sheet {
    page: Page,
    organization: String,
    services: Vec<Shown>,
    qr: String,
    until: String,
}

/// The sheet itself, to print.
pub(super) async fn sheet(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let form = Form::parse(typed.unwrap_or_default().as_bytes());
    let visit = speaking(visit, form.get("lang"));
    let facts = read(&app, &site, chosen(&form)).await?;
    let today = site.now.to_zoned(site.zone.clone()).date();
    let until = today.checked_add(DAYS.days()).unwrap_or(today);
    let ids: Vec<ServiceId> = facts.iter().map(|one| one.id).collect();
    let address = app.outside(&format!("/directory/pocket/page?t={}", sealed(&app, &visit, until, &ids)?));
    let services: Vec<Shown> = facts.iter().map(|one| Shown::new(&visit, &site, one)).collect();
    page(&Sheet {
        page: visit.page("directory-pocket-sheet"),
        organization: site.name.clone(),
        qr: if services.is_empty() {
            String::new()
        } else {
            qr_svg(&address).map_err(|error| Fault::Internal(error.to_string()))?
        },
        services,
        until: when::long_day(&visit.words, until),
    })
}

/// The same visit in another language, when the program speaks it.
fn speaking(mut visit: Visit, tag: &str) -> Visit {
    if let Some((_, words)) = visit.languages().into_iter().find(|(known, _)| known == tag) {
        visit.words = words;
    }
    visit
}

/// What stands behind the code: the last day, the language, the services. Sealed, so that nobody makes one that lasts.
fn sealed(app: &App, visit: &Visit, until: Date, ids: &[ServiceId]) -> Result<String, Fault> {
    let mut plain = format!("{until}{} ", visit.words.tag()).into_bytes();
    ids.iter().for_each(|id| plain.extend(id.uuid().as_bytes()));
    let mut rng = visit.request.at.rng();
    let sealed = app.seal.seal(&plain, CONTEXT, &mut rng).map_err(|error| Fault::Internal(error.to_string()))?;
    Ok(to_base64url(&sealed))
}

struct Opened {
    language: String,
    ids: Vec<ServiceId>,
}

/// Reads the code; `None` when it was not made here, or its day is over.
fn opened(app: &App, text: &str, today: Date) -> Option<Opened> {
    let plain = app.seal.open(&from_base64url(text)?, CONTEXT).ok()?;
    let (day, rest) = plain.split_at_checked(10)?;
    let until: Date = std::str::from_utf8(day).ok()?.parse().ok()?;
    let space = rest.iter().position(|byte| *byte == b' ')?;
    let (tag, ids) = rest.split_at_checked(space)?;
    let ids = ids.get(1..)?.chunks_exact(16).filter_map(|bytes| Uuid::from_slice(bytes).ok()).map(ServiceId::from);
    (today <= until).then(|| Opened { language: String::from_utf8_lossy(tag).into_owned(), ids: ids.collect() })
}

#[derive(Template)]
#[template(path = "directory/pocket_page.html")]
struct OnPhone {
    page: Page,
    services: Vec<Shown>,
    is_over: bool,
}

/// What the code on a sheet leads to: the chosen services as they are today.
pub(super) async fn show(State(app): State<App>, visit: Visit, RawQuery(typed): RawQuery) -> Answer {
    let site = public::site(&app, &visit).await?;
    let form = Form::parse(typed.unwrap_or_default().as_bytes());
    let today = today(site.now, &site);
    let opened = opened(&app, form.get("t"), today);
    let is_over = opened.is_none();
    let (language, ids) = opened.map(|one| (one.language, one.ids)).unwrap_or_default();
    let visit = speaking(visit, &language);
    let facts = read(&app, &site, ids).await?;
    let services = facts.iter().map(|one| Shown::new(&visit, &site, one)).collect();
    page(&OnPhone { page: visit.page("directory-pocket-sheet"), services, is_over })
}

fn today(now: Timestamp, site: &Site) -> Date {
    now.to_zoned(site.zone.clone()).date()
}
