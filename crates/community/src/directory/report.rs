//! "Something is wrong here": anybody may say so, without a name. It becomes a promise to check the service again.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Request,
    audit::{self, Action, Entry as Trail},
    ids::{AccountId, RecordId},
    layout::{Flash, Page, parts::Choice},
    promises::{self, Deadline, Kind, NewPromise},
    public::{self, Site},
    rules::Rules,
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    secrets::{Limiter, Rate, SealKey},
    sql,
    web::{Answer, from_base64url, page, page_with_errors, to_base64url},
};

use super::{
    facts::{self, Facts},
    shelf::ServiceId,
};

/// Reports that one network address may send; a library or a shelter shares one.
static REPORTS: LazyLock<Limiter<String>> =
    LazyLock::new(|| Limiter::new(Rate { burst: 10, per: SignedDuration::from_mins(60) }, 20_000));
const CONTEXT: &str = "report form";
/// Nobody reads the page and writes in less.
const QUICKEST: SignedDuration = SignedDuration::from_secs(2);
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
const MOST_WORDS: usize = 1000;

#[derive(Template)]
#[template(path = "directory/report.html")]
struct Report {
    page: Page,
    id: String,
    name: String,
    kinds: Vec<Choice>,
    /// When the form was given out, sealed.
    since: String,
    form: Form,
    errors: Errors,
}

fn view(app: &App, visit: &Visit, facts: &Facts, form: Form, errors: Errors) -> Result<Report, Fault> {
    let list = visit.rules().lists.get("service_report_kinds");
    let choice = |item: &ground::rules::lists::Item| {
        Choice::new(item.key.clone(), item.label.clone(), form.get("kind") == item.key)
    };
    Ok(Report {
        page: visit.page("directory-report-title"),
        id: facts.id.to_string(),
        name: facts.row.name.clone(),
        kinds: list.into_iter().flat_map(|list| &list.items).map(choice).collect(),
        since: sealed(&app.seal, &visit.request)?,
        form,
        errors,
    })
}

pub(super) fn sealed(key: &SealKey, request: &Request) -> Result<String, Fault> {
    let at = request.now().to_string();
    let sealed =
        key.seal(at.as_bytes(), CONTEXT, &mut request.at.rng()).map_err(|error| Fault::Internal(error.to_string()))?;
    Ok(to_base64url(&sealed))
}

/// Whether the form was given out by this program, and long enough ago for a person to have filled it in.
pub(super) fn is_in_time(key: &SealKey, since: &str, now: Timestamp) -> bool {
    let opened = from_base64url(since).and_then(|sealed| key.open(&sealed, CONTEXT).ok());
    let at = opened.and_then(|plain| String::from_utf8(plain).ok()).and_then(|text| text.parse::<Timestamp>().ok());
    at.is_some_and(|at| (QUICKEST..=LONGEST).contains(&now.duration_since(at)))
}

async fn found(app: &App, site: &Site, id: ServiceId) -> Result<Facts, Fault> {
    let on = site.organization;
    app.db.read(site.tenant(), move |tx| facts::find(tx, on, id)).await?.ok_or(Fault::NotFound)
}

pub(super) async fn new(State(app): State<App>, visit: Visit, Path(id): Path<ServiceId>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let facts = found(&app, &site, id).await?;
    page(&view(&app, &visit, &facts, Form::default(), Errors::default())?)
}

pub(super) async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ServiceId>, form: Form) -> Answer {
    let site = public::site(&app, &visit).await?;
    let facts = found(&app, &site, id).await?;
    let said = match read(&app, &visit, &form) {
        Ok(said) => said,
        Err(errors) => return page_with_errors(&view(&app, &visit, &facts, form, errors)?),
    };
    // Programs fill in what people do not see. They are thanked, and nothing is kept.
    if form.text("website").is_none() {
        take_turn(&visit)?;
        let request = visit.request.clone();
        app.db.write(site.tenant(), move |tx| keep(tx, &site, &request, &facts, &said)).await?;
    }
    visit.see(format!("/directory/{id}"), Flash::ok(visit.t("directory-report-thanks")))
}

fn take_turn(visit: &Visit) -> Result<(), Fault> {
    let now = visit.request.now();
    REPORTS.take(&visit.request.address, now).map_err(|soon| {
        let seconds = soon.until.duration_since(now).as_secs().saturating_add(1);
        Fault::TooMany(u32::try_from(seconds).unwrap_or(u32::MAX))
    })
}

/// What a visitor says is wrong.
pub(super) struct Said {
    pub kind: String,
    pub words: String,
}

fn read(app: &App, visit: &Visit, form: &Form) -> Result<Said, Errors> {
    let mut errors = Errors::default();
    let list = Rules::shipped().lists.get("service_report_kinds");
    let kind = form.text("kind").filter(|kind| list.is_some_and(|list| list.item(kind).is_some()));
    if kind.is_none() {
        errors.add("kind", visit.t("directory-report-kind-missing"));
    }
    let words = form.get("words").trim();
    if words.chars().count() > MOST_WORDS {
        errors.add("words", visit.t("directory-report-too-long"));
    }
    if !is_in_time(&app.seal, form.get("since"), visit.request.now()) {
        errors.add("kind", visit.t("directory-report-again"));
    }
    errors.check()?;
    Ok(Said { kind: kind.unwrap_or_default().to_owned(), words: words.to_owned() })
}

/// Writes a report down and promises to check the service again.
///
/// # Errors
/// Those of the storage.
pub(super) fn keep(tx: &mut Tx<'_>, site: &Site, request: &Request, facts: &Facts, said: &Said) -> Result<(), Fault> {
    let id: RecordId = site.at.id();
    tx.run(
        sql!(
            "INSERT INTO service_reports (organization_id, id, service_id, kind, words, received_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &[&site.organization, &id, &facts.id, &said.kind, &said.words, &site.now],
    )?;
    tx.run(
        sql!("UPDATE services SET reports_open = reports_open + 1 WHERE organization_id = $1 AND id = $2"),
        &[&site.organization, &facts.id],
    )?;
    let due = Deadline::by_clock(Rules::shipped(), "directory.recheck", None, site.now, &site.zone);
    // Without anybody who keeps the directory the report waits at the desk.
    if let Some(owner) = keeper_of(tx, site, facts.id)? {
        let promise = NewPromise::new(Kind::RecheckService, facts.row.name.clone(), "service", facts.id, due);
        promises::open_quietly(tx, site.organization, &site.at, &promise.owned_by(Some(owner)))?;
    }
    let entry = Trail::by_program(site.organization, request, Action::Create, "service_report").on(facts.id);
    Ok(audit::record(tx, &entry)?)
}

/// Who checks it again: whoever checked it last, else who supervises, else who directs.
fn keeper_of(tx: &mut Tx<'_>, site: &Site, service: ServiceId) -> Result<Option<AccountId>, DbError> {
    tx.one(
        sql!(
            "SELECT a.id FROM accounts a
             JOIN memberships m ON m.organization_id = $1 AND m.account_id = a.id AND m.starts_at <= $3
                AND (m.ends_at IS NULL OR m.ends_at > $3)
             JOIN grants r ON r.role = m.role AND r.permission = 'keep_directory' AND r.reach <> 'none'
             LEFT JOIN services s ON s.organization_id = $1 AND s.id = $2 AND s.checked_by = a.id
             WHERE a.organization_id = $1 AND a.closed_at IS NULL
             ORDER BY CASE WHEN s.id IS NOT NULL THEN 1 WHEN m.role = 'supervisor' THEN 2 WHEN m.role = 'director' THEN 3
                ELSE 4 END, a.sort_key, a.id LIMIT 1"
        ),
        &[&site.organization, &service, &site.now],
    )
}
