//! The page of help right now. It answers also where nothing else does: without an organization, without storage.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use ground::{
    App, Visit,
    layout::{Page, when},
    public,
    rules::hotlines::Hotline,
};
use jiff::civil::Date;
use kit::{
    db::DbError,
    web::{Answer, page},
};

use super::{
    line::{is_for, tel},
    store::{self, Mark, OwnLine},
};

#[derive(Template)]
#[template(path = "helplines/show.html")]
struct HelpNow {
    page: Page,
    first: Vec<Shown>,
    own: Vec<Shown>,
    more: Vec<Shown>,
}

/// A line as people see it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub label: String,
    pub words: String,
    pub call: String,
    pub tel: String,
    pub text: String,
    /// The link that opens a message to the number, with the word to send when there is one.
    pub sms: String,
    pub text_word: String,
    pub url: String,
    /// "May 14": when somebody last made sure.
    pub checked: String,
}

/// The lines that stand first, before the organization's own: when a life is in danger, nobody should have to look.
pub const FIRST: [&str; 2] = ["us.988", "us.911"];

struct Found {
    own: Vec<OwnLine>,
    marks: BTreeMap<String, Mark>,
    region: String,
}

pub async fn index(State(app): State<App>, visit: Visit) -> Answer {
    let found = found(&app, &visit).await;
    let (first, more) = known(&visit, &found);
    let own = found.own.iter().map(|one| Shown::own(&visit, one)).collect();
    page(&HelpNow { page: visit.page("public-help-title"), first, own, more })
}

/// What the organization keeps, or nothing: the numbers that everybody has are shown in any case.
async fn found(app: &App, visit: &Visit) -> Found {
    let nothing = || Found { own: Vec::new(), marks: BTreeMap::new(), region: String::new() };
    let Ok(site) = public::site(app, visit).await else { return nothing() };
    let organization = site.organization;
    let read = app.db.read(site.tenant(), move |tx| {
        let (own, marks) = (store::own(tx, organization)?, store::marks(tx, organization)?);
        Ok::<_, DbError>(Found { own, marks, region: store::region(tx, organization)? })
    });
    read.await.unwrap_or_else(|_| nothing())
}

/// The lines that come along: those that stand first, and the others for the region.
fn known(visit: &Visit, found: &Found) -> (Vec<Shown>, Vec<Shown>) {
    let rules = visit.rules();
    let mark = |line: &Hotline| found.marks.get(&line.id).cloned().unwrap_or_default();
    let shown = |line: &Hotline| Shown::known(visit, line, mark(line).checked_on);
    let first = FIRST.iter().filter_map(|id| rules.hotlines.get(id)).map(shown).collect();
    let is_more =
        |line: &&Hotline| !FIRST.contains(&line.id.as_str()) && is_for(line, &found.region) && !mark(line).is_left_out;
    (first, rules.hotlines.iter().filter(is_more).map(shown).collect())
}

impl Shown {
    fn own(visit: &Visit, one: &OwnLine) -> Self {
        Self {
            label: one.label.clone(),
            words: one.words.clone(),
            tel: tel(&one.call),
            call: one.call.clone(),
            sms: sms(&one.text, &one.text_word),
            text: one.text.clone(),
            text_word: one.text_word.clone(),
            url: one.url.clone(),
            checked: day(visit, one.checked_on),
        }
    }

    /// A line of the rules; who tried it here counts more than when the rule was checked.
    pub fn known(visit: &Visit, line: &Hotline, tried_on: Option<Date>) -> Self {
        let (text, text_word) = line
            .text_to
            .as_ref()
            .map(|to| (to.number.clone(), to.word.clone().unwrap_or_default()))
            .unwrap_or_default();
        Self {
            label: line.label.clone(),
            words: line.text.clone(),
            call: line.call.clone().unwrap_or_default(),
            tel: line.tel().unwrap_or_default(),
            sms: sms(&text, &text_word),
            text,
            text_word,
            url: line.url.clone().unwrap_or_default(),
            checked: day(visit, tried_on.unwrap_or(line.about.checked_on)),
        }
    }
}

fn day(visit: &Visit, date: Date) -> String {
    let today = visit.request.now().to_zoned(visit.zone()).date();
    when::day(&visit.words, today, date)
}

fn sms(number: &str, word: &str) -> String {
    let number = tel(number);
    if word.is_empty() { format!("sms:{number}") } else { format!("sms:{number}?body={}", kit::web::escaped(word)) }
}
