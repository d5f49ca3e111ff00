//! The form for visitors, and the page that says what happens next.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    layout::{Page, parts::Choice, when},
    promises::Deadline,
    public::{self, Site},
    rules::Rules,
};
use jiff::tz::TimeZone;
use kit::{
    db::DbError,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors, see},
};

use super::{
    asked::{self, CALLING, For, PublicReferralId, is_source_of_others},
    store::{self, Program},
};
use crate::doorkeeper::{self, STAMP, Stamp};

/// The name of the form in its sealed note.
const FORM: &str = "refer";
/// The language in which staff are promised what comes in from outside.
const STAFF: &str = "en";
/// The clock that says when somebody hears from us (rules/clocks.toml).
const REACHED: &str = "referral.reached";

#[derive(Template)]
#[template(path = "referring/choose.html")]
struct Choose {
    page: Page,
    name: String,
}

#[derive(Template)]
#[template(path = "referring/ask.html")]
struct Ask {
    page: Page,
    whom: &'static str,
    is_for_me: bool,
    form: Form,
    errors: Errors,
    /// The sealed note of when the page was opened.
    begun: String,
    programs: Vec<Choice>,
    calling: Vec<Choice>,
    sources: Vec<Choice>,
    languages: Vec<Choice>,
    /// The day until which somebody hears from us, when the form is sent now.
    by_day: String,
}

#[derive(Template)]
#[template(path = "referring/sent.html")]
struct SentPage {
    page: Page,
    reference: String,
    is_for_me: bool,
    program: String,
    by_day: String,
}

/// For whom somebody asks.
pub async fn choose(State(app): State<App>, visit: Visit) -> Answer {
    let site = public::site(&app, &visit).await?;
    page(&Choose { page: visit.page("public-refer-title"), name: site.name })
}

pub async fn for_me(State(app): State<App>, visit: Visit) -> Answer {
    open(&app, &visit, For::Me).await
}

pub async fn for_somebody(State(app): State<App>, visit: Visit) -> Answer {
    open(&app, &visit, For::Somebody).await
}

async fn open(app: &App, visit: &Visit, whom: For) -> Answer {
    let site = public::site(app, visit).await?;
    let programs = programs(app, &site).await?;
    let begun = Stamp::sealed(app, visit, FORM)?;
    page(&view(visit, &site, whom, &programs, Form::default(), Errors::default(), begun))
}

async fn programs(app: &App, site: &Site) -> Result<Vec<Program>, Fault> {
    let organization = site.organization;
    let read = app.db.read(site.tenant(), move |tx| store::programs(tx, organization)).await;
    read.map_err(|error: DbError| error.into())
}

fn view(visit: &Visit, site: &Site, whom: For, programs: &[Program], form: Form, errors: Errors, begun: String) -> Ask {
    let chosen = |field: &str, value: &str| form.get(field) == value;
    let program = |one: &Program| {
        let id = one.id.to_string();
        // With one program there is nothing to choose.
        let is_chosen = programs.len() == 1 || chosen("program", &id);
        Choice::new(id, &one.name, is_chosen).with_hint(one.site_name.clone())
    };
    let calling = |word: &str| {
        let label = visit.t(&format!("public-refer-calling-{}", word.replace('_', "-")));
        Choice::new(word, label, chosen("calling", word))
    };
    let list = visit.rules().lists.get("referral_sources");
    let sources = list.map(|list| list.items.iter().filter(|item| is_source_of_others(&item.key)));
    Ask {
        page: visit.page(match whom {
            For::Me => "public-refer-me-title",
            For::Somebody => "public-refer-somebody-title",
        }),
        whom: whom.word(),
        is_for_me: whom == For::Me,
        programs: programs.iter().map(program).collect(),
        calling: CALLING.into_iter().map(calling).collect(),
        sources: sources
            .into_iter()
            .flatten()
            .map(|item| Choice::new(&item.key, &item.label, chosen("source", &item.key)))
            .collect(),
        languages: languages(visit, form.text("language").unwrap_or(visit.words.tag())),
        by_day: by_day(visit, site.now, &site.zone),
        form,
        errors,
        begun,
    }
}

/// The languages that people may choose to be spoken to in.
fn languages(visit: &Visit, chosen: &str) -> Vec<Choice> {
    let list = visit.rules().lists.get("languages");
    let items = list.into_iter().flat_map(|list| &list.items).filter(|item| !item.declines);
    items.map(|item| Choice::new(&item.key, &item.label, item.key == chosen)).collect()
}

/// The last day on which whoever asks now hears from us, in words.
fn by_day(visit: &Visit, received: jiff::Timestamp, zone: &TimeZone) -> String {
    let due = Deadline::by_clock(Rules::shipped(), REACHED, None, received, zone);
    when::long_day(&visit.words, due.on)
}

pub async fn ask_for_me(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    ask(&app, &visit, For::Me, form).await
}

pub async fn ask_for_somebody(State(app): State<App>, visit: Visit, form: Form) -> Answer {
    ask(&app, &visit, For::Somebody, form).await
}

async fn ask(app: &App, visit: &Visit, whom: For, mut form: Form) -> Answer {
    let site = public::site(app, visit).await?;
    let programs = programs(app, &site).await?;
    let ids: Vec<_> = programs.iter().map(|one| one.id).collect();
    let read = asked::read(visit, &form, whom, &ids);
    // What is missing is said first: a form that is sent again costs none of those that the address may send.
    let taken = match read {
        Ok(read) => doorkeeper::let_in(app, visit, FORM, &mut form).map(|stamp| (stamp, read)),
        Err(errors) => Err(errors),
    };
    let (stamp, (program, referred)) = match taken {
        Ok(taken) => taken,
        Err(errors) => {
            let begun = kept_stamp(app, visit, &form)?;
            return page_with_errors(&view(visit, &site, whom, &programs, form, errors, begun));
        }
    };
    let id: PublicReferralId = doorkeeper::id_of(stamp);
    let (organization, request) = (site.organization, visit.request.clone());
    // Staff read it, whose language this visitor's need not be.
    let way = (app.refer, app.messages.language(STAFF));
    let write = app.db.write(site.tenant(), move |tx| {
        store::take(tx, (way.0, &way.1), (organization, &request), id, program, referred)
    });
    if !write.await.map_err(|error: DbError| Fault::from(error))? {
        let errors = Errors::one("program", visit.t("public-refer-program-missing"));
        let begun = Stamp::sealed(app, visit, FORM)?;
        return page_with_errors(&view(visit, &site, whom, &programs, form, errors, begun));
    }
    see(format!("/refer/sent/{id}"))
}

/// The note that goes back with the form: the one that came, unless it serves no more.
fn kept_stamp(app: &App, visit: &Visit, form: &Form) -> Result<String, Fault> {
    match form.text(STAMP) {
        Some(stamp) => Ok(stamp.to_owned()),
        None => Stamp::sealed(app, visit, FORM),
    }
}

/// What happens next, with the number of what was sent.
pub async fn sent(State(app): State<App>, visit: Visit, Path(id): Path<PublicReferralId>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let read = app.db.read(site.tenant(), move |tx| store::sent(tx, organization, id)).await;
    let sent = read.map_err(|error: DbError| Fault::from(error))?.ok_or(Fault::NotFound)?;
    let zone = TimeZone::get(&sent.time_zone).unwrap_or(TimeZone::UTC);
    page(&SentPage {
        page: visit.page("public-refer-sent-title"),
        by_day: by_day(&visit, sent.received_at, &zone),
        reference: sent.reference,
        is_for_me: sent.is_for_self,
        program: sent.program_name,
    })
}
