//! Writing a service: a draft keeps every word until it is sent.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    drafts::{self, Draft, Fields, Save},
    ids::{ClientId, DraftId, RecordId},
    layout::{Flash, Page, parts::Choice},
    rules::matrix::Permission::KeepDirectory,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    forms::{Errors, Form},
    ids::Id as _,
    sql,
    web::{Answer, page, page_with_errors, see},
};
use uuid::Uuid;

use super::{
    checks,
    facets::LISTS,
    form::{self, Records},
    index::Index,
    shelf::{self, Keeper, Kind, Origin, ServiceId},
};

/// The room of these drafts, and the beginning of their addresses.
const KIND: &str = "keep/directory";

struct DayFields {
    label: String,
    opens: String,
    closes: String,
    opens_name: String,
    closes_name: String,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "directory/edit.html")]
struct Edit {
    page: Page,
    id: DraftId,
    account: String,
    version: i64,
    client: ClientId,
    form: Form,
    errors: Errors,
    needs: Vec<Choice>,
    ways: Vec<Choice>,
    costs: Vec<Choice>,
    access: Vec<Choice>,
    days: Vec<DayFields>,
    back: String,
}

fn view(visit: &Visit, scope: &Scope, draft: &Draft, form: Form, errors: Errors) -> Edit {
    let choices = |at: usize| -> Vec<Choice> {
        let Some((list, begin)) = LISTS.get(at) else { return Vec::new() };
        let items = visit.rules().lists.get(list).into_iter().flat_map(|list| &list.items);
        items.map(|item| Choice::new(item.key.clone(), item.label.clone(), form.has(begin, &item.key))).collect()
    };
    let day = |(number, _): (i8, jiff::civil::Weekday)| DayFields {
        label: visit.t(&format!("when-weekday-{number}")),
        opens: form.get(&format!("opens_{number}")).to_owned(),
        closes: form.get(&format!("closes_{number}")).to_owned(),
        opens_name: format!("opens_{number}"),
        closes_name: format!("closes_{number}"),
        error: errors.of(&format!("opens_{number}")).map(str::to_owned),
    };
    let title = if subject(draft).is_some() { "keeping-directory-edit" } else { "keeping-directory-new" };
    Edit {
        page: visit.page(title),
        id: draft.id,
        account: scope.account.to_string(),
        version: draft.version,
        client: scope.at.id(),
        needs: choices(0),
        ways: choices(1),
        costs: choices(2),
        access: choices(3),
        days: form::days().map(day).collect(),
        back: subject(draft)
            .map_or_else(|| "/keep/directory".to_owned(), |id| format!("/keep/directory/services/{id}")),
        form,
        errors,
    }
}

/// The service that a draft changes.
fn subject(draft: &Draft) -> Option<ServiceId> {
    draft.fields.text("service").parse().ok()
}

/// Begins to write about a service that is there, or a new one.
pub(super) async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let service: Option<ServiceId> = form.parsed("service");
    let draft = app.write(&scope, move |tx, scope| begin(tx, scope, service)).await?;
    see(format!("/{KIND}/drafts/{draft}"))
}

fn begin(tx: &mut Tx<'_>, scope: &Scope, service: Option<ServiceId>) -> Result<DraftId, Fault> {
    let open = drafts::list_open_in(tx, scope, KIND)?;
    if let Some(draft) = open.iter().find(|draft| subject(draft) == service && service.is_some()) {
        return Ok(draft.id);
    }
    let mut fields = match service {
        Some(id) => {
            let records = records(tx, scope, id)?.ok_or(Fault::NotFound)?;
            let filled = form::filled(&records);
            Fields::of_form(&filled, &LISTS.map(|(_, begin)| begin))
        }
        None => Fields::default(),
    };
    fields.set("service", service.map(|id| id.to_string()).unwrap_or_default());
    Ok(drafts::make_plain(tx, scope, KIND, service.map(|id| id.uuid().into()), &fields)?)
}

/// The records that a form changes: the service, its agency and its first place.
fn records(tx: &mut Tx<'_>, scope: &Scope, id: ServiceId) -> Result<Option<Records>, DbError> {
    let on = scope.organization;
    let Some(service) = shelf::find(tx, on, Kind::Service, id.uuid())? else { return Ok(None) };
    let service = service.record();
    let agency = hsds::id_of(&service, "organization_id");
    let agency = agency.map(|id| shelf::find(tx, on, Kind::Agency, id)).transpose()?.flatten();
    let pair: Option<Uuid> = tx.one(
        sql!("SELECT id FROM service_at_locations WHERE organization_id = $1 AND service_id = $2 ORDER BY id LIMIT 1"),
        &[&on, &id],
    )?;
    let pair = pair.map(|id| shelf::find(tx, on, Kind::ServiceAtLocation, id)).transpose()?.flatten();
    let pair = pair.map(|kept| kept.record());
    let location = pair.as_ref().and_then(|pair| hsds::id_of(pair, "location_id"));
    let location = location.map(|id| shelf::find(tx, on, Kind::Location, id)).transpose()?.flatten();
    Ok(Some(Records {
        agency: agency.map(|kept| kept.record()).unwrap_or_default(),
        service,
        location: location.map(|kept| kept.record()),
        pair,
    }))
}

fn desk(tx: &mut Tx<'_>, scope: &Scope, id: DraftId) -> Result<Draft, Fault> {
    drafts::find(tx, scope, id)?.filter(|draft| draft.kind == KIND).ok_or(Fault::NotFound)
}

pub(super) async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let draft = app.read(&scope, move |tx, scope| desk(tx, scope, id)).await?;
    if let Some(service) = draft.submitted_as {
        return see(format!("/keep/directory/services/{service}"));
    }
    let form = draft.fields.to_form();
    page(&view(&visit, &scope, &draft, form, Errors::default()))
}

pub(super) async fn update(State(app): State<App>, visit: Visit, Path(id): Path<DraftId>, form: Form) -> Answer {
    let scope = visit.may(KeepDirectory)?;
    let (words, typed) = (visit.words.clone(), form.clone());
    let kept = app.write(&scope, move |tx, scope| keep(tx, scope, id, &typed, &words)).await?;
    match kept {
        Ok(service) => {
            let text = visit.t("keeping-directory-kept");
            visit.see(format!("/keep/directory/services/{service}"), Flash::ok(text))
        }
        Err(errors) => {
            let draft = app.read(&scope, move |tx, scope| desk(tx, scope, id)).await?;
            page_with_errors(&view(&visit, &scope, &draft, form, errors))
        }
    }
}

/// Keeps the words in the draft first, then makes the service of them. The same draft is kept once.
fn keep(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: DraftId,
    form: &Form,
    words: &kit::messages::Words,
) -> Result<Result<ServiceId, Errors>, Fault> {
    let draft = desk(tx, scope, id)?;
    if let Some(service) = draft.submitted_as {
        return Ok(Ok(ServiceId::from(service.uuid())));
    }
    let service = subject(&draft);
    save(tx, scope, id, form)?;
    let before = match service {
        Some(id) => records(tx, scope, id)?.ok_or(Fault::NotFound)?,
        None => Records::default(),
    };
    let made = service.map_or_else(|| id.uuid(), |service| service.uuid());
    let records = match form::read(form, words, before, made) {
        Ok(records) => records,
        Err(errors) => return Ok(Err(errors)),
    };
    let service = put(tx, scope, &records)?;
    if form.is_ticked("checked") {
        checks::check(tx, scope, service, "called", "")?;
    }
    drafts::submit(tx, scope, id, "service", RecordId::from(service.uuid()))?;
    Ok(Ok(service))
}

fn save(tx: &mut Tx<'_>, scope: &Scope, id: DraftId, form: &Form) -> Result<(), Fault> {
    let client = form.parsed("draft_client").unwrap_or_else(|| scope.at.id());
    let mut fields = Fields::of_form(form, &LISTS.map(|(_, begin)| begin));
    // A form does not carry these: they are the draft's own.
    for own in ["draft_client", "draft_base", "checked"] {
        fields.0.remove(own);
    }
    let base = form.parsed("draft_base").unwrap_or_default();
    let save = Save { client, sequence: scope.now.as_microsecond(), base, fields };
    drafts::append(tx, scope, id, &save)?.ok_or(Fault::NotFound)?;
    Ok(())
}

/// Puts the records of a form there. Those that came from a list keep saying so.
///
/// # Errors
/// Those of the storage.
pub(super) fn put(tx: &mut Tx<'_>, scope: &Scope, records: &Records) -> Result<ServiceId, Fault> {
    let keeper = Keeper::from(scope);
    own_terms(tx, keeper)?;
    let pairs = [
        (Kind::Agency, Some(&records.agency)),
        (Kind::Location, records.location.as_ref()),
        (Kind::Service, Some(&records.service)),
        (Kind::ServiceAtLocation, records.pair.as_ref()),
    ];
    let mut is_new = true;
    for (kind, record) in pairs.into_iter().filter_map(|(kind, record)| Some((kind, record?))) {
        let known =
            hsds::id_of(record, "id").map(|id| shelf::find(tx, scope.organization, kind, id)).transpose()?.flatten();
        is_new &= kind != Kind::Service || known.is_none();
        // An agency of this name that is there already says more than a name.
        if kind == Kind::Agency && known.is_some() {
            continue;
        }
        let (source, hash) = known.map(|kept| (kept.source, kept.source_hash)).unwrap_or_default();
        shelf::put(tx, keeper, kind, record, Origin { source: &source, hash: &hash })?;
    }
    let id =
        hsds::id_of(&records.service, "id").ok_or_else(|| Fault::Internal("a service without an id".to_owned()))?;
    let mut index = Index::open(tx, keeper)?;
    index.touch(tx, id)?;
    index.finish(tx)?;
    let action = if is_new { Action::Create } else { Action::Change };
    audit::record(tx, &Trail::new(scope, action, "service").on(ServiceId::from(id)))?;
    Ok(ServiceId::from(id))
}

/// Makes sure that the organization's own terms are there.
///
/// # Errors
/// Those of the storage.
pub(super) fn own_terms(tx: &mut Tx<'_>, keeper: Keeper) -> Result<(), DbError> {
    let (taxonomy, terms) = form::own_terms();
    let is_there = |tx: &mut Tx<'_>, kind: Kind, record: &hsds::Record| -> Result<bool, DbError> {
        let Some(id) = hsds::id_of(record, "id") else { return Ok(true) };
        Ok(shelf::find(tx, keeper.organization, kind, id)?.is_some())
    };
    let last_is_there = terms.last().map(|term| is_there(tx, Kind::Term, term)).transpose()?.unwrap_or(true);
    if last_is_there && is_there(tx, Kind::Taxonomy, &taxonomy)? {
        return Ok(());
    }
    shelf::put(tx, keeper, Kind::Taxonomy, &taxonomy, Origin::default())?;
    for term in &terms {
        shelf::put(tx, keeper, Kind::Term, term, Origin::default())?;
    }
    Ok(())
}
