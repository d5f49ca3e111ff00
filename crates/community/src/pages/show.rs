//! The pages that visitors see: the front and "about".

use askama::Template;
use axum::extract::State;
use ground::{App, Visit, layout::Page, promises, public};
use kit::{
    db::DbError,
    faults::Fault,
    web::{Answer, page, see},
};

use super::{
    face::Said,
    store::{self, Front, Partner, Program},
};
use crate::gatherings::{self, Coming};

/// Meetings that the front names.
const SOON: usize = 4;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home {
    page: Page,
    name: String,
    lead: Words,
    doors: Vec<Door>,
    soon: Vec<Coming>,
}

/// One way on from the front.
struct Door {
    href: &'static str,
    icon: &'static str,
    label: String,
    words: String,
}

#[derive(Template)]
#[template(path = "pages/about.html")]
struct About {
    page: Page,
    name: String,
    lead: Words,
    about: Words,
    front: Front,
    /// The telephone number as a link has it.
    tel: String,
    address: Vec<String>,
    programs: Vec<Program>,
    partners: Vec<Partner>,
}

/// What somebody wrote, in the language in which they wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    pub language: String,
    /// Paragraphs.
    pub parts: Vec<String>,
}

impl Words {
    /// The visitor's language when it is written there, else the first in which it is.
    pub(super) fn of(said: &[Said], language: &str, of: impl Fn(&Said) -> &str) -> Self {
        let is_written = |one: &&Said| !of(one).is_empty();
        let own = said.iter().filter(is_written).find(|one| one.language == language);
        let Some(one) = own.or_else(|| said.iter().find(is_written)) else { return Self::default() };
        Self { language: one.language.clone(), parts: paragraphs(of(one)) }
    }
}

/// Paragraphs are parted by empty lines, as people type them.
pub fn paragraphs(text: &str) -> Vec<String> {
    let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// Where the front leads on, as far as each is there.
const DOORS: [(&str, &str, &str); 6] = [
    ("/about", "info", "about"),
    ("/groups", "team", "groups"),
    ("/library", "note", "library"),
    ("/directory", "place", "directory"),
    ("/refer", "heart", "refer"),
    ("/help-now", "help", "help"),
];

/// The front door: for who is signed in the place where their day begins, for everybody else what we are. Where no
/// organization's pages stand, only those who have an account have something to look for.
pub async fn home(State(app): State<App>, visit: Visit) -> Answer {
    let inside = promises::first_page(&app, &visit);
    if visit.actor.is_some() {
        return see(inside);
    }
    let site = match public::site(&app, &visit).await {
        Ok(site) => site,
        Err(Fault::NotFound) => return see(inside),
        Err(fault) => return Err(fault),
    };
    let (organization, now) = (site.organization, site.now);
    let read = app
        .db
        .read(site.tenant(), move |tx| Ok((store::said(tx, organization)?, gatherings::shown(tx, organization)?)));
    let (said, shown) = read.await.map_err(|error: DbError| Fault::from(error))?;
    page(&Home {
        page: visit.page("public-home-title"),
        name: site.name,
        lead: Words::of(&said, visit.words.tag(), |one| &one.lead),
        doors: DOORS.into_iter().filter(|(path, ..)| app.has_public_page(path)).map(|one| door(&visit, one)).collect(),
        soon: gatherings::coming(&visit, &shown, now, SOON),
    })
}

fn door(visit: &Visit, (href, icon, key): (&'static str, &'static str, &str)) -> Door {
    let label = visit.t(&format!("public-nav-{key}"));
    Door { href, icon, label, words: visit.t(&format!("public-door-{key}")) }
}

/// What the organization is, where it is, and with whom it works.
pub async fn about(State(app): State<App>, visit: Visit) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let read = app.db.read(site.tenant(), move |tx| {
        let (front, said) = (store::front(tx, organization)?, store::said(tx, organization)?);
        Ok((front, said, store::programs(tx, organization)?, store::partners(tx, organization)?))
    });
    let (front, said, programs, partners) = read.await.map_err(|error: DbError| Fault::from(error))?;
    page(&About {
        page: visit.page("public-about-title"),
        name: site.name,
        lead: Words::of(&said, visit.words.tag(), |one| &one.lead),
        about: Words::of(&said, visit.words.tag(), |one| &one.about),
        tel: crate::helplines::tel(&front.phone),
        address: front.address.lines().map(str::to_owned).collect(),
        front,
        programs,
        partners,
    })
}
