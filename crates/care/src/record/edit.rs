//! Changing what is written about a person: names, ways to reach them, language, their own words.

use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    ids::ParticipantId,
    layout::Flash,
    rules::matrix::Permission,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::form::{PersonForm, filled, read};
use crate::participants::{self, Details};

pub async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    let legal = visit.may(Permission::SeeLegalIdentity).ok();
    let form = app.read(&scope, move |tx, scope| current(tx, scope, legal.as_ref(), id)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "participant").of(id)).await?;
    page(&view(&visit, id, form, Errors::default()))
}

pub async fn update(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::EditPerson)?;
    let legal = visit.may(Permission::SeeLegalIdentity).ok();
    let details = match read(&visit, &form) {
        Ok(details) => details,
        Err(errors) => return page_with_errors(&view(&visit, id, form, errors)),
    };
    let (version, changed) = (form.parsed("version").unwrap_or(0), visit.t("record-changed-meanwhile"));
    app.write(&scope, move |tx, scope| change(tx, scope, legal.as_ref(), id, version, &details, changed)).await?;
    visit.see(format!("/people/{id}"), Flash::ok(visit.t("record-saved")))
}

/// What the record says now. Whether the legal name shows is decided for this person.
fn current(tx: &mut Tx<'_>, scope: &Scope, legal: Option<&Scope>, id: ParticipantId) -> Result<Form, Fault> {
    let person = participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let legal_name = match legal {
        Some(legal) => participants::legal_name(tx, legal, id)?,
        None => None,
    };
    let channels = participants::channels(tx, scope, id)?;
    let mut form = filled(&person, legal_name.as_ref().and_then(|name| name.as_deref()), &channels);
    if participants::photo(tx, scope, id)?.is_some() {
        form.set("has_photo", "yes");
    }
    if legal_name.is_some() {
        form.set("sees_legal_name", "yes");
    }
    Ok(form)
}

fn change(
    tx: &mut Tx<'_>,
    scope: &Scope,
    legal: Option<&Scope>,
    id: ParticipantId,
    version: i64,
    details: &Details,
    changed_meanwhile: String,
) -> Result<(), Fault> {
    let before = participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let sees_legal_name = match legal {
        Some(legal) => participants::legal_name(tx, legal, id)?.is_some(),
        None => false,
    };
    if !participants::update(tx, scope, id, version, details, sees_legal_name)? {
        return Err(Fault::Conflict(changed_meanwhile));
    }
    let fields = changed_fields(&before, details);
    audit::record(tx, &Entry::new(scope, Action::Change, "participant").of(id).on(id).with("fields", fields))?;
    Ok(())
}

/// The names of what changed, without any of its words.
fn changed_fields(before: &participants::Participant, after: &Details) -> Vec<&'static str> {
    let pairs = [
        ("name_to_use", before.name_to_use != after.name_to_use),
        ("nicknames", before.nicknames != after.nicknames),
        ("pronouns", before.pronouns != after.pronouns),
        ("birth_date", before.birth_date != after.birth_date),
        ("language", before.language != after.language),
        ("needs_interpreter", before.needs_interpreter != after.needs_interpreter),
        ("own_words", before.own_words != after.own_words),
        ("about", before.about != after.about),
        ("minor_basis", before.minor_basis != after.minor_basis),
    ];
    pairs.into_iter().filter(|(_, is_changed)| *is_changed).map(|(name, _)| name).collect()
}

fn view(visit: &Visit, id: ParticipantId, form: Form, errors: Errors) -> PersonForm {
    let sees_legal_name = form.is_ticked("sees_legal_name");
    let mut view = PersonForm::new(visit, form, errors);
    view.page = visit.page("record-edit-title");
    view.action = format!("/people/{id}");
    view.back = format!("/people/{id}");
    view.is_new = false;
    view.sees_legal_name = sees_legal_name && visit.can(Permission::SeeLegalIdentity);
    view
}
