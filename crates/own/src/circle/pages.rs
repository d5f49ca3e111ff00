//! The circle: a picture, the list beside it, and changing it.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry as Trail},
    drafts::{self, Sheet},
    layout::{Flash, Page, parts::Choice, when::When},
    rules::matrix::Permission::{SeeMyRecord, WriteMyRecord},
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    member::{Member, MemberId, NewMember},
    picture::{self, Mark},
    store,
};
use crate::wellness::{Given, SharerLine, choices, given, label, lines, myself, people, today};

/// The circle as a page shows it: the same for its owner and for those with whom it is shared.
pub(super) struct CircleView {
    pub marks: Vec<Mark>,
    pub size: i64,
    pub rings: [i64; 3],
    pub now: Vec<MemberLine>,
    pub before: Vec<MemberLine>,
}

/// A member in the list.
pub(super) struct MemberLine {
    pub id: MemberId,
    /// The number in the picture; none for those of before.
    pub number: Option<usize>,
    pub name: String,
    pub kind: String,
    pub closeness: String,
    pub gives: String,
    pub may_know: String,
    pub since: Option<When>,
    pub until: Option<When>,
}

impl CircleView {
    pub fn new(visit: &Visit, mut members: Vec<Member>) -> Self {
        let today = today(visit);
        members.sort_by_key(|member| member.closeness);
        let (now, before): (Vec<Member>, Vec<Member>) = members.into_iter().partition(|member| member.is_there(today));
        let numbered = || (1_usize..).zip(&now);
        Self {
            marks: picture::marks(numbered().map(|(at, one)| (at, one.name.as_str(), one.kind, one.closeness))),
            size: picture::SIZE,
            rings: picture::RINGS,
            now: numbered().map(|(at, member)| line(visit, member, Some(at))).collect(),
            before: before.iter().map(|member| line(visit, member, None)).collect(),
        }
    }
}

fn line(visit: &Visit, member: &Member, number: Option<usize>) -> MemberLine {
    let day = |on: jiff::civil::Date| When::on(visit, on, &visit.zone());
    MemberLine {
        id: member.id,
        number,
        name: member.name.clone(),
        kind: label(visit, "circle_kinds", member.kind.word()),
        closeness: label(visit, "circle_closeness", member.closeness.word()),
        gives: member.gives.clone(),
        may_know: member.may_know.clone(),
        since: member.since_on.map(day),
        until: member.until_on.map(day),
    }
}

#[derive(Template)]
#[template(path = "circle/index.html")]
struct Index {
    page: Page,
    circle: CircleView,
    /// Its owner changes it; others only look.
    is_mine: bool,
    people: Vec<SharerLine>,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let (me, members, sharers, shared) = app
        .read(&scope, |tx, scope| {
            let me = myself(tx, scope)?;
            let found = (store::list(tx, scope, me.id)?, people(tx, scope, me.id)?, given(tx, scope, me.id)?);
            Ok::<_, Fault>((me.id, found.0, found.1, found.2))
        })
        .await?;
    app.saw(&scope, Trail::new(&scope, Action::Read, "own_circle").of(me)).await?;
    let is_shared = |account| shared.iter().any(|one: &Given| one.account == account && one.is_circle());
    let people = lines(&sharers, |person| is_shared(person.account));
    let circle = CircleView::new(&visit, members);
    page(&Index { page: visit.page("circle-title"), circle, is_mine: true, people })
}

#[derive(Template)]
#[template(path = "circle/edit.html")]
struct Edit {
    page: Page,
    action: String,
    /// Who may be taken out: none for somebody new.
    id: Option<MemberId>,
    kinds: Vec<Choice>,
    closeness: Vec<Choice>,
    form: Form,
    errors: Errors,
}

/// Where somebody in the circle is written down.
fn written_at(id: Option<MemberId>) -> String {
    id.map_or_else(|| "/me/circle/new".to_owned(), |id| format!("/me/circle/members/{id}"))
}

/// `beginning` is how the form stands before anything was typed, `sent` what was refused.
async fn edit_page(
    app: &App,
    visit: &Visit,
    id: Option<MemberId>,
    (beginning, sent): (Form, Option<Form>),
    errors: Errors,
) -> Result<Edit, Fault> {
    let scope = visit.may(WriteMyRecord)?;
    let me = app.read(&scope, myself).await?;
    let desk = drafts::desk(app, &scope, Sheet::new("circle-member", written_at(id), me.id)).await?;
    let form = desk.form(sent, beginning);
    let (title, action) = match id {
        None => ("circle-new-title", "/me/circle".to_owned()),
        Some(id) => ("circle-edit-title", format!("/me/circle/members/{id}")),
    };
    Ok(Edit {
        page: desk.page(visit, title),
        action,
        id,
        kinds: choices(visit, "circle_kinds", &form, "kind"),
        closeness: choices(visit, "circle_closeness", &form, "closeness"),
        form,
        errors,
    })
}

pub(super) async fn new(State(app): State<App>, visit: Visit) -> Answer {
    let beginning = Form::from_pairs([("kind", "person")]);
    page(&edit_page(&app, &visit, None, (beginning, None), Errors::default()).await?)
}

pub(super) async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let new = match NewMember::read(&form, &visit.words) {
        Ok(new) => new,
        Err(errors) => return refused(&app, &visit, None, form, errors).await,
    };
    app.write(&scope, move |tx, scope| {
        let me = myself(tx, scope)?;
        let id = store::insert(tx, scope, me.id, &new)?;
        drafts::sent(tx, scope, &written_at(None), "circle_member", id)?;
        Ok::<_, Fault>(audit::record(tx, &Trail::new(scope, Action::Create, "circle_member").of(me.id).on(id))?)
    })
    .await?;
    visit.see("/me/circle", Flash::ok(visit.t("circle-added")))
}

pub(super) async fn edit(State(app): State<App>, visit: Visit, Path(id): Path<MemberId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let member = app.read(&scope, move |tx, scope| store::find(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
    let day = |on: Option<jiff::civil::Date>| on.map(|on| on.to_string()).unwrap_or_default();
    let form = Form::from_pairs([
        ("kind", member.kind.word().to_owned()),
        ("name", member.name),
        ("closeness", member.closeness.word().to_owned()),
        ("gives", member.gives),
        ("may_know", member.may_know),
        ("since_on", day(member.since_on)),
        ("until_on", day(member.until_on)),
        ("version", member.version.to_string()),
    ]);
    page(&edit_page(&app, &visit, Some(id), (form, None), Errors::default()).await?)
}

/// The form again, with what was sent.
async fn refused(app: &App, visit: &Visit, id: Option<MemberId>, form: Form, errors: Errors) -> Answer {
    page_with_errors(&edit_page(app, visit, id, (Form::default(), Some(form)), errors).await?)
}

pub(super) async fn update(State(app): State<App>, visit: Visit, Path(id): Path<MemberId>, mut form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let member = app.read(&scope, move |tx, scope| store::find(tx, scope, id)).await?.ok_or(Fault::NotFound)?;
    let new = match NewMember::read(&form, &visit.words) {
        Ok(new) => new,
        Err(errors) => return refused(&app, &visit, Some(id), form, errors).await,
    };
    let version = form.parsed("version").unwrap_or(0);
    if app.write(&scope, move |tx, scope| change(tx, scope, id, version, &new)).await? {
        return visit.see("/me/circle", Flash::ok(visit.t("circle-changed")));
    }
    form.set("version", member.version.to_string());
    let errors = Errors::one("name", visit.t("circle-changed-meanwhile"));
    refused(&app, &visit, Some(id), form, errors).await
}

fn change(tx: &mut Tx<'_>, scope: &Scope, id: MemberId, version: i64, new: &NewMember) -> Result<bool, Fault> {
    let me = myself(tx, scope)?;
    let is_changed = store::update(tx, scope, id, version, new)?;
    if is_changed {
        drafts::sent(tx, scope, &written_at(Some(id)), "circle_member", id)?;
        audit::record(tx, &Trail::new(scope, Action::Change, "circle_member").of(me.id).on(id))?;
    }
    Ok(is_changed)
}

pub(super) async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<MemberId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    app.write(&scope, move |tx, scope| take_out(tx, scope, id, true)).await?;
    let undo = format!("/me/circle/members/{id}/removal/undo");
    visit.see("/me/circle", Flash::ok(visit.t("circle-removed")).or_undo(undo))
}

pub(super) async fn put_back(State(app): State<App>, visit: Visit, Path(id): Path<MemberId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    app.write(&scope, move |tx, scope| take_out(tx, scope, id, false)).await?;
    visit.see("/me/circle", Flash::ok(visit.t("circle-back")))
}

fn take_out(tx: &mut Tx<'_>, scope: &Scope, id: MemberId, is_out: bool) -> Result<(), Fault> {
    let me = myself(tx, scope)?;
    if !store::take_out(tx, scope, id, is_out)? {
        return Err(Fault::NotFound);
    }
    Ok(audit::record(tx, &Trail::new(scope, Action::Change, "circle_member").of(me.id).on(id))?)
}
