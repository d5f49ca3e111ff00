//! What somebody shares of their plan, for the one it is shared with: exactly those sections, and each look is written
//! down for the person to see.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry as Trail},
    ids::ParticipantId,
    layout::Page,
    rules::matrix::Permission::SeeSharedWithMe,
};
use kit::{
    db::Tx,
    faults::Fault,
    web::{Answer, page},
};

use super::{
    plan::{Entry, Paper, Tool},
    show::{SectionView, section_view, with_lists},
    store,
};

#[derive(Template)]
#[template(path = "wellness/shared.html")]
struct Show {
    page: Page,
    name: String,
    sections: Vec<SectionView>,
}

/// What is shared with the account that asks.
pub(super) struct Given {
    pub name: String,
    pub sections: Vec<String>,
    pub entries: Vec<Entry>,
    pub tools: Vec<Tool>,
    pub papers: Vec<Paper>,
}

/// Reads what is shared now; nothing shared is not there.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn given(tx: &mut Tx<'_>, scope: &Scope, participant: ParticipantId) -> Result<Given, Fault> {
    let sections = store::sharing::sections_for(tx, scope, participant)?;
    if sections.is_empty() {
        return Err(Fault::NotFound);
    }
    Ok(Given {
        name: store::sharing::name_of(tx, scope, participant)?.ok_or(Fault::NotFound)?,
        sections,
        entries: store::shared_with(tx, scope, participant)?,
        tools: store::tools::shared_with(tx, scope, participant)?,
        papers: store::papers::shared_with(tx, scope, participant)?,
    })
}

pub(super) async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(SeeSharedWithMe)?;
    let given = app.read(&scope, move |tx, scope| given(tx, scope, id)).await?;
    let trail = Trail::new(&scope, Action::Read, "plan_section").of(id);
    app.saw(&scope, trail.with("sections", given.sections.clone())).await?;
    let rules = visit.rules().plan_sections.iter().filter(|rule| given.sections.contains(&rule.id));
    let view = |rule: &ground::rules::plan::PlanSection| {
        let entry = given.entries.iter().find(|entry| entry.section == rule.id);
        with_lists(&visit, section_view(&visit, rule, entry), &given.tools, &given.papers)
    };
    let sections = rules.map(view).collect();
    page(&Show { page: visit.page("wellness-shared-title"), name: given.name, sections })
}
