//! The toolbox: what helps, tried and looked at again, with a day to be reminded on.

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
use jiff::civil::Date;
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::{
    edges::{choices, has_item, label, myself, today},
    plan::{Tool, ToolId, Try, day, not_too_long, told},
    store::tools as store,
};

const RESULTS: &str = "plan_tool_results";

/// Where a tool is put in.
const TOOLS: &str = "/me/plan/tools";

/// Where it is written how a tool went.
fn tried_at(id: ToolId) -> String {
    format!("{TOOLS}/{id}")
}

/// A tool as pages list it.
pub(super) struct ToolLine {
    pub id: ToolId,
    pub name: String,
    pub words: String,
    pub tries: i64,
    /// How it went last, in words; empty when it was never tried.
    pub went: String,
    pub remind: Option<When>,
}

pub(super) fn tool_line(visit: &Visit, tool: &Tool) -> ToolLine {
    ToolLine {
        id: tool.id,
        name: tool.name.clone(),
        words: tool.words.clone(),
        tries: tool.tries,
        went: tool.went.as_ref().map(|went| label(visit, RESULTS, went)).unwrap_or_default(),
        remind: tool.remind_on.map(|on| When::on(visit, on, &visit.zone())),
    }
}

#[derive(Template)]
#[template(path = "wellness/tools.html")]
struct Index {
    page: Page,
    tools: Vec<ToolLine>,
    form: Form,
    errors: Errors,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    page(&list_page(&app, &visit, None, Errors::default()).await?)
}

async fn list_page(app: &App, visit: &Visit, sent: Option<Form>, errors: Errors) -> Result<Index, Fault> {
    let scope = visit.may(SeeMyRecord)?;
    let (me, tools) = app
        .read(&scope, |tx, scope| {
            let me = myself(tx, scope)?;
            Ok::<_, Fault>((me.id, store::list(tx, scope, me.id)?))
        })
        .await?;
    app.saw(&scope, Trail::new(&scope, Action::Read, "own_plan").of(me)).await?;
    let desk = drafts::desk(app, &scope, Sheet::new("plan-tool", TOOLS, me)).await?;
    let tools = tools.iter().map(|tool| tool_line(visit, tool)).collect();
    let form = desk.form(sent, Form::default());
    Ok(Index { page: desk.page(visit, "wellness-tools-title"), tools, form, errors })
}

pub(super) async fn create(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let mut errors = Errors::default();
    if told(&form, "name").is_empty() {
        errors.add("name", visit.t("wellness-tool-name-missing"));
    }
    not_too_long(&mut errors, &form, &["name", "words"], &visit.words);
    let on = day(&mut errors, &form, "remind_on", &visit.words);
    if !errors.is_empty() {
        return page_with_errors(&list_page(&app, &visit, Some(form), errors).await?);
    }
    let (name, words) = (told(&form, "name"), told(&form, "words"));
    app.write(&scope, move |tx, scope| {
        let me = myself(tx, scope)?;
        let id = store::insert(tx, scope, me.id, (&name, &words), on)?;
        drafts::sent(tx, scope, TOOLS, "plan_tool", id)?;
        Ok::<_, Fault>(audit::record(tx, &Trail::new(scope, Action::Create, "plan_tool").of(me.id).on(id))?)
    })
    .await?;
    visit.see(TOOLS, Flash::ok(visit.t("wellness-tool-added")))
}

#[derive(Template)]
#[template(path = "wellness/tool.html")]
struct Show {
    page: Page,
    tool: ToolLine,
    tries: Vec<TryLine>,
    results: Vec<Choice>,
    tried_on: String,
    remind_on: String,
    form: Form,
    errors: Errors,
}

struct TryLine {
    when: When,
    went: String,
    words: String,
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ToolId>) -> Answer {
    page(&tool_page(&app, &visit, id, Sent::default()).await?)
}

/// What was sent from a tool's page and refused: of one of its two forms.
#[derive(Default)]
struct Sent {
    tried: Option<Form>,
    reminder: Option<Form>,
    errors: Errors,
}

async fn tool_page(app: &App, visit: &Visit, id: ToolId, sent: Sent) -> Result<Show, Fault> {
    let scope = visit.may(SeeMyRecord)?;
    let (me, tool, tries) = app
        .read(&scope, move |tx, scope| {
            let me = myself(tx, scope)?;
            let tool = store::find(tx, scope, id)?.filter(|tool| tool.removed_at.is_none()).ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((me.id, tool, store::tries(tx, scope, id)?))
        })
        .await?;
    app.saw(&scope, Trail::new(&scope, Action::Read, "own_plan").of(me)).await?;
    let desk = drafts::desk(app, &scope, Sheet::new("plan-try", tried_at(id), me)).await?;
    let (form, reminder) = (desk.form(sent.tried, Form::default()), sent.reminder.unwrap_or_default());
    let line = |tried: Try| TryLine {
        when: When::on(visit, tried.tried_on, &visit.zone()),
        went: label(visit, RESULTS, &tried.went),
        words: tried.words,
    };
    let on = |form: &Form, name: &str, usual: Option<Date>| {
        form.text(name).map_or_else(|| usual.map(|day| day.to_string()).unwrap_or_default(), str::to_owned)
    };
    Ok(Show {
        page: desk.page(visit, "wellness-tool-title"),
        tries: tries.into_iter().map(line).collect(),
        results: choices(visit, RESULTS, &form, "went"),
        tried_on: on(&form, "tried_on", Some(today(visit))),
        remind_on: on(&reminder, "remind_on", tool.remind_on),
        tool: tool_line(visit, &tool),
        form,
        errors: sent.errors,
    })
}

pub(super) async fn tried(State(app): State<App>, visit: Visit, Path(id): Path<ToolId>, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let tried = match read_try(&visit, &form) {
        Ok(tried) => tried,
        Err(errors) => {
            let sent = Sent { tried: Some(form), errors, ..Sent::default() };
            return page_with_errors(&tool_page(&app, &visit, id, sent).await?);
        }
    };
    app.write(&scope, move |tx, scope| try_now(tx, scope, id, &tried)).await?;
    visit.see(format!("/me/plan/tools/{id}"), Flash::ok(visit.t("wellness-tried-kept")))
}

fn read_try(visit: &Visit, form: &Form) -> Result<Try, Errors> {
    let mut errors = Errors::default();
    let went = told(form, "went");
    if !has_item(visit, RESULTS, &went) {
        errors.add("went", visit.t("wellness-went-missing"));
    }
    not_too_long(&mut errors, form, &["words"], &visit.words);
    let tried_on = day(&mut errors, form, "tried_on", &visit.words).unwrap_or_else(|| today(visit));
    errors.check()?;
    Ok(Try { tried_on, went, words: told(form, "words") })
}

/// Writes down that one's own tool was tried. A reminder whose day has come is done by that.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn try_now(tx: &mut Tx<'_>, scope: &Scope, id: ToolId, tried: &Try) -> Result<(), Fault> {
    let me = myself(tx, scope)?;
    let tool = store::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    store::insert_try(tx, scope, (me.id, id), tried)?;
    drafts::sent(tx, scope, &tried_at(id), "plan_tool", id)?;
    if tool.is_due(tried.tried_on) {
        store::remind(tx, scope, id, None)?;
    }
    Ok(audit::record(tx, &Trail::new(scope, Action::Change, "plan_tool").of(me.id).on(id))?)
}

pub(super) async fn remind(State(app): State<App>, visit: Visit, Path(id): Path<ToolId>, form: Form) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    let mut errors = Errors::default();
    let on = day(&mut errors, &form, "remind_on", &visit.words);
    if !errors.is_empty() {
        let sent = Sent { reminder: Some(form), errors, ..Sent::default() };
        return page_with_errors(&tool_page(&app, &visit, id, sent).await?);
    }
    change(&app, &scope, id, move |tx, scope| Ok(store::remind(tx, scope, id, on)?)).await?;
    visit.see(format!("/me/plan/tools/{id}"), Flash::ok(visit.t("wellness-reminder-kept")))
}

pub(super) async fn remove(State(app): State<App>, visit: Visit, Path(id): Path<ToolId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    change(&app, &scope, id, move |tx, scope| Ok(store::take_out(tx, scope, id, true)?)).await?;
    let flash = Flash::ok(visit.t("wellness-tool-removed")).or_undo(format!("/me/plan/tools/{id}/removal/undo"));
    visit.see("/me/plan/tools", flash)
}

pub(super) async fn put_back(State(app): State<App>, visit: Visit, Path(id): Path<ToolId>) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    change(&app, &scope, id, move |tx, scope| Ok(store::take_out(tx, scope, id, false)?)).await?;
    visit.see("/me/plan/tools", Flash::ok(visit.t("wellness-tool-back")))
}

/// Changes one's own tool, with its audit entry.
async fn change(
    app: &App,
    scope: &Scope,
    id: ToolId,
    work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<bool, Fault> + Send + 'static,
) -> Result<(), Fault> {
    app.write(scope, move |tx, scope| {
        let me = myself(tx, scope)?;
        if !work(tx, scope)? {
            return Err(Fault::NotFound);
        }
        Ok(audit::record(tx, &Trail::new(scope, Action::Change, "plan_tool").of(me.id).on(id))?)
    })
    .await
}
