//! The whole plan on one page: sections folded under their headings, what is due, with whom each is shared.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry as Trail},
    drafts,
    layout::{Page, when::When},
    rules::{matrix::Permission::SeeMyRecord, plan::PlanPart},
};
use kit::{
    db::Tx,
    faults::Fault,
    messages::AsArg,
    web::{Answer, page},
};

use super::{
    edges::{myself, today},
    papers::{PaperLine, paper_line},
    plan::{Entry, PAPERS, Paper, TOOLS, Tool},
    sharing::{Given, Sharer, named},
    store,
    toolbox::{ToolLine, tool_line},
    writing::{KIND, open_draft},
};

/// All of somebody's plan, read in one transaction.
pub(super) struct Desk {
    pub entries: Vec<Entry>,
    pub tools: Vec<Tool>,
    pub papers: Vec<Paper>,
    pub people: Vec<Sharer>,
    pub given: Vec<Given>,
    pub drafts: Vec<drafts::Draft>,
    pub me: crate::me::Me,
}

impl Desk {
    pub fn read(tx: &mut Tx<'_>, scope: &Scope) -> Result<Self, Fault> {
        let me = myself(tx, scope)?;
        Ok(Self {
            entries: store::current(tx, scope, me.id)?,
            tools: store::tools::list(tx, scope, me.id)?,
            papers: store::papers::list(tx, scope, me.id)?,
            people: store::sharing::people(tx, scope, me.id)?,
            given: store::sharing::given(tx, scope, me.id)?,
            drafts: drafts::list_open_in(tx, scope, KIND)?,
            me,
        })
    }
}

#[derive(Template)]
#[template(path = "wellness/show.html")]
struct Show {
    page: Page,
    account: String,
    parts: Vec<PartView>,
    due: Vec<ToolLine>,
    has_words: bool,
}

/// A heading with its sections.
pub(super) struct PartView {
    pub title: String,
    pub sections: Vec<SectionView>,
}

/// One section as its owner sees it.
pub(super) struct SectionView {
    pub id: String,
    pub label: String,
    pub text: String,
    pub words: String,
    pub saved: Option<When>,
    /// Words that were begun and not kept yet.
    pub draft: Option<String>,
    /// Who sees it, in one sentence.
    pub seen_by: String,
    pub is_shared: bool,
    pub is_empty: bool,
    pub on_card: bool,
    pub tools: Vec<ToolLine>,
    pub papers: Vec<PaperLine>,
    pub is_tools: bool,
    pub is_papers: bool,
}

pub(super) async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(SeeMyRecord)?;
    let desk = app.read(&scope, Desk::read).await?;
    app.saw(&scope, Trail::new(&scope, Action::Read, "own_plan").of(desk.me.id)).await?;
    let now = today(&visit);
    let due = desk.tools.iter().filter(|tool| tool.is_due(now)).map(|tool| tool_line(&visit, tool)).collect();
    let parts = parts_of(&visit, &desk);
    let has_words = parts.iter().flat_map(|part| &part.sections).any(|section| !section.is_empty);
    page(&Show { page: visit.page("wellness-title"), account: scope.account.to_string(), parts, due, has_words })
}

/// Every section under its heading.
pub(super) fn parts_of(visit: &Visit, desk: &Desk) -> Vec<PartView> {
    let said: BTreeMap<&str, &Entry> = desk.entries.iter().map(|entry| (entry.section.as_str(), entry)).collect();
    let part = |part: PlanPart| PartView {
        title: visit.t(&format!("wellness-part-{}", part.word())),
        sections: visit
            .rules()
            .plan_sections
            .iter()
            .filter(|section| section.part == part)
            .map(|section| {
                let mut view = section_view(visit, section, said.get(section.id.as_str()).copied());
                view.seen_by = seen_by(visit, desk, &section.id);
                view.is_shared = desk.given.iter().any(|given| given.is_section(&section.id));
                view.draft = open_draft(&desk.drafts, &section.id).map(|draft| draft.path());
                with_lists(visit, view, &desk.tools, &desk.papers)
            })
            .collect(),
    };
    PlanPart::ALL.into_iter().map(part).collect()
}

/// A section with its words, without what belongs to its owner alone.
pub(super) fn section_view(
    visit: &Visit,
    section: &ground::rules::plan::PlanSection,
    entry: Option<&Entry>,
) -> SectionView {
    let words = entry.map(|entry| entry.words.clone()).unwrap_or_default();
    SectionView {
        id: section.id.clone(),
        label: section.label.clone(),
        text: section.text.clone(),
        saved: entry.map(|entry| When::day_of(visit, entry.saved_at, &visit.zone())),
        draft: None,
        seen_by: String::new(),
        is_shared: false,
        is_empty: words.is_empty(),
        on_card: section.on_card,
        tools: Vec::new(),
        papers: Vec::new(),
        is_tools: section.id == TOOLS,
        is_papers: section.id == PAPERS,
        words,
    }
}

/// The toolbox belongs to one section, the papers to another.
pub(super) fn with_lists(visit: &Visit, mut view: SectionView, tools: &[Tool], papers: &[Paper]) -> SectionView {
    if view.is_tools {
        view.tools = tools.iter().map(|tool| tool_line(visit, tool)).collect();
    }
    if view.is_papers {
        view.papers = papers.iter().map(|paper| paper_line(visit, paper)).collect();
    }
    view.is_empty = view.words.is_empty() && view.tools.is_empty() && view.papers.is_empty();
    view
}

/// "Only you see this", or the names of those who do.
fn seen_by(visit: &Visit, desk: &Desk, section: &str) -> String {
    let names: Vec<String> = desk
        .people
        .iter()
        .filter(|person| desk.given.iter().any(|given| given.account == person.account && given.is_section(section)))
        .map(|person| person.name.clone())
        .collect();
    match named(&names) {
        None => visit.t("wellness-seen-by-me"),
        Some(names) => visit.words.with("wellness-seen-by", &[("names", names.as_arg())]),
    }
}
