//! Choosing the two records, seeing what would move, merging, and taking apart again.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    ids::ParticipantId,
    layout::{Flash, Page},
    rules::matrix::Permission,
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::Form,
    web::{Answer, page},
};

use super::store::{self, FIELDS, MergeId, NotMerged, Take};
use crate::{
    participants::{self, Found, Header, Participant, PersonHeader, Query, label, language_label},
    record::{Similar, alike, opened},
};

#[derive(Template)]
#[template(path = "merging/merge.html")]
struct Merge {
    page: Page,
    person: PersonHeader,
    typed: String,
    similar: Vec<Candidate>,
    other: Option<Other>,
}

struct Candidate {
    href: String,
    person: Similar,
}

/// The second record, beside the first.
struct Other {
    id: ParticipantId,
    name: String,
    fields: Vec<Field>,
    rows: Vec<(String, i64)>,
}

struct Field {
    key: &'static str,
    label: String,
    kept: String,
    merged: String,
}

struct Read {
    header: Header,
    kept: Participant,
    found: Vec<Found>,
    other: Option<(Participant, Vec<(String, i64)>)>,
    done: Option<(MergeId, String)>,
    legal: [Option<String>; 2],
}

pub async fn choose(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ParticipantId>,
    RawQuery(query): RawQuery,
) -> Answer {
    let scope = visit.may(Permission::MergePeople)?;
    let legal = visit.may(Permission::SeeLegalIdentity).ok();
    let asked = Form::parse(query.unwrap_or_default().as_bytes());
    let typed = asked.get("q").to_owned();
    let read = app.read(&scope, move |tx, scope| read(tx, scope, legal.as_ref(), id, &asked)).await?;
    app.saw(&scope, opened(&scope, &read.header).with("part", "merge")).await?;
    if let Some((other, _)) = &read.other {
        app.saw(&scope, Entry::new(&scope, Action::Read, "participant").of(other.id).on(other.id)).await?;
    }
    page(&view(&visit, typed, read))
}

fn read(tx: &mut Tx<'_>, scope: &Scope, legal: Option<&Scope>, id: ParticipantId, asked: &Form) -> Result<Read, Fault> {
    let header = participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let kept = participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let other = match asked.parsed::<ParticipantId>("with").filter(|other| *other != id) {
        Some(other) => {
            let found = participants::find(tx, scope, other)?.ok_or(Fault::NotFound)?;
            Some((found, store::preview(tx, scope, other)?))
        }
        None => None,
    };
    let query = match asked.text("q") {
        Some(typed) => Query::parse(typed),
        None => Query::of_person(&kept.name_to_use, "", "", kept.birth_date),
    };
    let mut found = if asked.text("q").is_some() {
        participants::search_widely(tx, scope, &query)?
    } else {
        alike(tx, scope, &query)?
    };
    let two_people = store::not_the_same_as(tx, scope, id)?;
    found.retain(|one| one.id != id && !two_people.contains(&one.id));
    let done = store::last_merge(tx, scope, id)?;
    let legal = match (legal, &other) {
        (Some(legal), Some((other, _))) => [
            participants::legal_name(tx, legal, id)?.flatten(),
            participants::legal_name(tx, legal, other.id)?.flatten(),
        ],
        _ => [None, None],
    };
    Ok(Read { header, kept, found, other, done, legal })
}

pub async fn create(State(app): State<App>, visit: Visit, Path(kept): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::MergePeople)?;
    let merged: ParticipantId = form.parsed("with").ok_or(Fault::NotFound)?;
    let mut from_merged: Vec<&'static str> =
        FIELDS.into_iter().filter(|field| form.get(&format!("take-{field}")) == "merged").collect();
    if !visit.can(Permission::SeeLegalIdentity) {
        from_merged.retain(|field| *field != "legal_name");
    }
    let (take, why) = (Take { from_merged }, form.text("why").unwrap_or_default().to_owned());
    let done = app.write(&scope, move |tx, scope| store::merge(tx, scope, kept, merged, &take, &why)).await?;
    let id = done.map_err(|reason| conflict(&visit, reason))?;
    let flash = Flash::ok(visit.t("merging-done")).or_undo(format!("/merges/{id}/undoing"));
    visit.see(format!("/people/{kept}"), flash)
}

pub async fn undo(State(app): State<App>, visit: Visit, Path(id): Path<MergeId>) -> Answer {
    let scope = visit.may(Permission::MergePeople)?;
    let done = app.write(&scope, move |tx, scope| store::unmerge(tx, scope, id)).await?;
    let (kept, _) = done.map_err(|reason| conflict(&visit, reason))?;
    visit.see(format!("/people/{kept}"), Flash::ok(visit.t("merging-undone")))
}

pub async fn not_the_same(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::MergePeople)?;
    let other: ParticipantId = form.parsed("with").ok_or(Fault::NotFound)?;
    app.write(&scope, move |tx, scope| {
        for person in [id, other] {
            participants::find(tx, scope, person)?.ok_or(Fault::NotFound)?;
        }
        Ok::<_, Fault>(store::say_two_people(tx, scope, id, other)?)
    })
    .await?;
    visit.see(format!("/people/{id}/merge"), Flash::ok(visit.t("merging-two-people")))
}

fn conflict(visit: &Visit, reason: NotMerged) -> Fault {
    Fault::Conflict(visit.t(match reason {
        NotMerged::Same => "merging-error-same",
        NotMerged::NotTheLast => "merging-error-not-the-last",
    }))
}

fn view(visit: &Visit, typed: String, read: Read) -> Merge {
    let id = read.header.id;
    let candidate = |one: &Found| Candidate {
        href: format!("/people/{id}/merge?with={}", one.id),
        person: Similar::of(visit, one),
    };
    let mut view = Merge {
        page: visit.page("merging-title"),
        person: PersonHeader::new(visit, &read.header, "overview"),
        typed,
        similar: read.found.iter().map(candidate).collect(),
        other: read.other.as_ref().map(|(other, rows)| Other {
            id: other.id,
            name: other.name_to_use.clone(),
            fields: fields(visit, &read.kept, other, &read.legal),
            rows: rows.iter().map(|(table, count)| (table.replace('_', " "), *count)).collect(),
        }),
    };
    if let Some((merge, _)) = read.done {
        let undo = format!("/merges/{merge}/undoing");
        view.page.flash.push(Flash { tone: "info".to_owned(), ..Flash::ok(visit.t("merging-was")).or_undo(undo) });
    }
    view
}

/// The fields in which the two records differ.
fn fields(visit: &Visit, kept: &Participant, merged: &Participant, legal: &[Option<String>; 2]) -> Vec<Field> {
    let day = |person: &Participant| person.birth_date.map(|day| day.to_string()).unwrap_or_default();
    let language = |person: &Participant| {
        Some(person.language.as_str())
            .filter(|key| !key.is_empty())
            .map(|key| language_label(&visit.words, key))
            .unwrap_or_default()
    };
    let yes = |is_yes: bool| visit.t(if is_yes { "merging-yes" } else { "merging-no" });
    let basis = |person: &Participant| {
        person.minor_basis.as_deref().map(|key| label(&visit.words, "minor_bases", key)).unwrap_or_default()
    };
    let legal = legal.clone().map(Option::unwrap_or_default);
    let [first_legal, second_legal] = legal;
    let all = [
        ("name_to_use", "record-name", kept.name_to_use.clone(), merged.name_to_use.clone()),
        ("pronouns", "record-pronouns", kept.pronouns.clone(), merged.pronouns.clone()),
        ("birth_date", "record-birth-date", day(kept), day(merged)),
        ("language", "record-language", language(kept), language(merged)),
        ("needs_interpreter", "record-interpreter", yes(kept.needs_interpreter), yes(merged.needs_interpreter)),
        ("own_words", "record-own-words", kept.own_words.clone(), merged.own_words.clone()),
        ("about", "record-about", kept.about.clone(), merged.about.clone()),
        ("minor_basis", "record-minor-basis", basis(kept), basis(merged)),
        ("legal_name", "record-legal-name", first_legal, second_legal),
    ];
    let differs = all.into_iter().filter(|(_, _, kept, merged)| kept != merged);
    differs.map(|(key, label, kept, merged)| Field { key, label: visit.t(label), kept, merged }).collect()
}
