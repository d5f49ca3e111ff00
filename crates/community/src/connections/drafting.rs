//! The form on which a connection is drafted; what is typed is kept while it is written.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    accounts::fields,
    drafts::{self, Sheet},
    ids::{ParticipantId, RecordId},
    layout::{Flash, Page, parts::Choice},
    rules::matrix::Permission::MakeConnections,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    connection::NewConnection,
    pages::{choices, is_listed},
    steps, store,
};
use crate::pages::long;

#[derive(Template)]
#[template(path = "connections/new.html")]
struct New {
    page: Page,
    person: ParticipantId,
    name: String,
    form: Form,
    errors: Errors,
    needs: Vec<Choice>,
    contact: Option<RecordId>,
}

/// Where the form stands: for a service of the directory when there is one, begun at a contact when it was.
pub(super) fn written_at(of: ParticipantId, service: Option<RecordId>, contact: Option<RecordId>) -> String {
    let asked = [("service", service), ("contact", contact)];
    let asked: Vec<String> = asked.into_iter().filter_map(|(name, id)| id.map(|id| format!("{name}={id}"))).collect();
    let start = format!("/people/{of}/connections/new");
    if asked.is_empty() { start } else { format!("{start}?{}", asked.join("&")) }
}

pub async fn new(
    State(app): State<App>,
    visit: Visit,
    Path(of): Path<ParticipantId>,
    RawQuery(query): RawQuery,
) -> Answer {
    let begun = Form::parse(query.unwrap_or_default().as_bytes());
    form_page(&app, &visit, of, begun, None, Errors::default()).await
}

type Service = Option<(String, String, String)>;

fn known(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
    service: Option<RecordId>,
) -> Result<(String, Service), Fault> {
    let (name, _) = store::person(tx, scope, of)?.ok_or(Fault::NotFound)?;
    let service = service.map(|id| store::service(tx, scope, id)).transpose()?;
    Ok((name, service.flatten()))
}

/// `begun` says the service, the contact and the need; `sent` is what was refused.
async fn form_page(
    app: &App,
    visit: &Visit,
    of: ParticipantId,
    mut begun: Form,
    sent: Option<Form>,
    errors: Errors,
) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let (service, contact): (Option<RecordId>, Option<RecordId>) = (begun.parsed("service"), begun.parsed("contact"));
    let (name, known) = app.read(&scope, move |tx, scope| known(tx, scope, of, service)).await?;
    if let Some((service, phone, email)) = known {
        begun.set("service_name", service);
        begun.set("service_phone", phone);
        begun.set("service_email", email);
    }
    let desk = drafts::desk(app, &scope, Sheet::new("connection", written_at(of, service, contact), of)).await?;
    let (is_refused, mut form) = (!errors.is_empty(), desk.form(sent, begun));
    form.set("service", service.map(|id| id.to_string()).unwrap_or_default());
    let needs = choices(visit, "connection_needs", &[form.get("need")]);
    let view = New { page: desk.page(visit, "connections-new"), person: of, name, form, errors, needs, contact };
    if is_refused { page_with_errors(&view) } else { page(&view) }
}

fn read(visit: &Visit, form: &Form, of: ParticipantId) -> Result<NewConnection, Errors> {
    let mut errors = Errors::default();
    let service_name = fields::needed(form, "service_name", "connections-service-missing", &visit.words, &mut errors);
    let service_phone = fields::short(form, "service_phone", &visit.words, &mut errors);
    let service_email = match form.text("service_email") {
        Some(_) => fields::email(form, "service_email", &visit.words, &mut errors),
        None => String::new(),
    };
    let words = long(visit, form, "words", &mut errors);
    if !is_listed("connection_needs", form.get("need")) {
        errors.add("need", visit.t("connections-need-missing"));
    }
    errors.check()?;
    Ok(NewConnection {
        participant: of,
        program: None,
        contact: form.parsed("contact"),
        service: form.parsed("service"),
        service_name,
        service_phone,
        service_email,
        need: form.get("need").to_owned(),
        words,
        is_urgent: form.is_ticked("is_urgent"),
    })
}

pub async fn create(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let new = match read(&visit, &form, of) {
        Ok(new) => new,
        Err(errors) => return form_page(&app, &visit, of, form.clone(), Some(form), errors).await,
    };
    let at = written_at(of, new.service, new.contact);
    let write = app.write(&scope, move |tx, scope| {
        let id = steps::draft(tx, scope, new)?;
        drafts::sent(tx, scope, &at, "connection", id)?;
        Ok::<_, Fault>(id)
    });
    let id = write.await?;
    visit.see(format!("/connections/{id}"), Flash::ok(visit.t("connections-drafted")))
}
