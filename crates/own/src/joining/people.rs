//! "My people": whom the person lets in, what each sees, and one tap to stop.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, Flag, Off, Shared},
    ids::RecordId,
    layout::{Flash, Page, when::When},
    rules::matrix::Permission::DecideSharing,
};
use jiff::Timestamp;
use kit::{
    db::Tx,
    faults::Fault,
    messages::AsArg,
    web::{Answer, page},
};

use super::{
    invitation::Wish,
    people_store::{self, Given, Own, Supporter},
    store,
};

#[derive(Template)]
#[template(path = "joining/people.html")]
struct PeoplePage {
    page: Page,
    /// Who decides at the person's age (rules/minors.toml).
    about_age: String,
    legal_minimum: String,
    people: Vec<PersonLine>,
    has_plan: bool,
}

struct PersonLine {
    id: RecordId,
    name: String,
    relationship: String,
    /// What they see now, or will see once they come in.
    sees: Vec<String>,
    until: Option<When>,
    waits_until: Option<When>,
    is_in: bool,
}

/// Everything that the page shows.
struct Circle {
    own: Own,
    people: Vec<Supporter>,
    given: Vec<Given>,
    goals: Vec<(RecordId, String)>,
    off: Off,
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let circle = app.read(&scope, read).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "own_people").of(circle.own.id)).await?;
    page(&view(&app, &visit, circle))
}

fn read(tx: &mut Tx<'_>, scope: &Scope) -> Result<Circle, Fault> {
    let own = people_store::own(tx, scope)?.ok_or(Fault::NotFound)?;
    let people = people_store::supporters(tx, scope, own.id, None)?;
    let given = people_store::given(tx, scope, own.id)?;
    let goals = people_store::goals(tx, scope, own.id)?;
    Ok(Circle { own, people, given, goals, off: gate::off(tx, scope)? })
}

/// What a person of this age reads about who decides, and what the law may ask for.
pub(super) fn about_age(visit: &Visit, own: &Own) -> (String, String) {
    let today = visit.request.now().to_zoned(visit.zone()).date();
    let band = visit.rules().age_band(own.birth_date, today);
    band.map(|band| (band.text.clone(), band.legal_minimum.clone().unwrap_or_default())).unwrap_or_default()
}

fn view(app: &App, visit: &Visit, circle: Circle) -> PeoplePage {
    let (about_age, legal_minimum) = about_age(visit, &circle.own);
    // The minimum is New York's (practice.md 7.4).
    let legal_minimum = if circle.off.holds(Flag::NewYork) { legal_minimum } else { String::new() };
    PeoplePage {
        page: visit.page("me-people-title"),
        about_age,
        legal_minimum,
        people: circle.people.iter().map(|one| line(visit, &circle, one)).collect(),
        has_plan: app.areas.iter().any(|area| area.name == "wellness"),
    }
}

fn line(visit: &Visit, circle: &Circle, one: &Supporter) -> PersonLine {
    let zone = visit.zone();
    let given: Vec<&Given> = circle.given.iter().filter(|given| one.account == Some(given.account)).collect();
    let wishes: Vec<Wish> = match (one.account, &one.wishes) {
        (Some(_), _) => given.iter().map(|given| Wish::new(given.kind, given.subject.clone())).collect(),
        (None, Some(wishes)) => Wish::read(wishes),
        (None, None) => Vec::new(),
    };
    let until: Option<Timestamp> =
        if one.account.is_some() { given.iter().filter_map(|given| given.until).max() } else { one.wished_until };
    PersonLine {
        id: one.id,
        name: one.name.clone(),
        relationship: care::participants::label(&visit.words, "supporter_relationships", &one.relationship),
        sees: said(visit, &wishes, &circle.goals),
        until: until.filter(|_| !wishes.is_empty()).map(|at| When::day_of(visit, before(at), &zone)),
        waits_until: one.waits_until.filter(|_| one.account.is_none()).map(|at| When::day_of(visit, at, &zone)),
        is_in: one.account.is_some(),
    }
}

/// The last moment before an end.
pub(super) fn before(end: Timestamp) -> Timestamp {
    end.checked_sub(jiff::SignedDuration::from_secs(1)).unwrap_or(end)
}

/// What is shared, in the person's words.
fn said(visit: &Visit, wishes: &[Wish], goals: &[(RecordId, String)]) -> Vec<String> {
    let goal = |wish: &Wish| {
        let words = goals.iter().find(|(id, _)| id.to_string() == wish.subject).map(|(_, words)| words.as_str());
        words.map_or_else(
            || visit.t("me-people-old-goal"),
            |w| visit.words.with("me-people-goal", &[("goal", w.as_arg())]),
        )
    };
    let section = |wish: &Wish| {
        let label = visit.rules().plan_sections.get(&wish.subject).map(|rule| rule.label.as_str());
        let label = label.unwrap_or(&wish.subject);
        visit.words.with("me-people-plan-part", &[("section", label.as_arg())])
    };
    let mut said: Vec<String> = Vec::new();
    for wish in wishes {
        let line = match wish.kind {
            Shared::Goal => goal(wish),
            Shared::Schedule => visit.t("me-people-days"),
            Shared::Circle => visit.t("me-people-circle"),
            Shared::PlanSection => section(wish),
        };
        if !said.contains(&line) {
            said.push(line);
        }
    }
    said
}

/// One tap: from this moment they see nothing, and a code that waits does nothing.
pub async fn stop(State(app): State<App>, visit: Visit, Path(id): Path<RecordId>) -> Answer {
    let scope = visit.may(DecideSharing)?;
    let name = app.write(&scope, move |tx, scope| stop_now(tx, scope, id)).await?;
    let said = visit.words.with("me-people-stopped", &[("name", name.as_arg())]);
    visit.see("/me/people", Flash::ok(said))
}

/// Stops all that is shared with somebody; answers who it was.
pub(super) fn stop_now(tx: &mut Tx<'_>, scope: &Scope, id: RecordId) -> Result<String, Fault> {
    let own = people_store::own(tx, scope)?.ok_or(Fault::NotFound)?;
    let found = people_store::supporters(tx, scope, own.id, Some(id))?.pop().ok_or(Fault::NotFound)?;
    if let Some(account) = found.account {
        gate::stop_sharing(tx, scope, own.id, account, None)?;
    }
    store::withdraw(tx, scope, own.id, Some(id))?;
    audit::record(tx, &Entry::new(scope, Action::Remove, "share").of(own.id).on(id))?;
    Ok(found.name)
}
