//! A consent as pages show it, to staff and to the person.

use ground::{Visit, layout::when::When, rules::consents::Missing};
use jiff::tz::TimeZone;

use super::consent::{Consent, How, State, To, dashed};

/// One line of a list.
pub struct Line {
    pub href: String,
    pub title: String,
    pub state: String,
    pub tone: &'static str,
    pub to: String,
    pub made: When,
    pub ends: Option<When>,
    /// Why it opens nothing, when something is missing.
    pub lacks: Vec<String>,
}

/// A whole consent.
pub struct Shown {
    pub id: String,
    pub title: String,
    pub language: String,
    pub state: String,
    pub tone: &'static str,
    pub paragraphs: Vec<String>,
    pub missing: Vec<Missing>,
    /// Whether it only names a class of recipients, so that it opens nothing by itself.
    pub names_nobody: bool,
    pub signed: Option<Signed>,
    pub ends: Option<When>,
    pub taken_back: Option<When>,
    pub taken_back_words: String,
    pub version: i64,
    pub is_prepared: bool,
    pub may_be_revoked: bool,
    pub opens: bool,
    pub holds: bool,
}

/// Who signed, when and how.
pub struct Signed {
    pub name: String,
    pub role: String,
    pub how: String,
    /// Path data of the drawn line; empty when there is none.
    pub line: String,
    pub device: String,
    pub at: When,
    pub version: i64,
}

/// The title of a type of consent in the reader's language.
pub fn title(visit: &Visit, kind: &str) -> String {
    visit.rules().consents.get(kind).map_or_else(|| kind.to_owned(), |kind| kind.label.clone())
}

pub fn line(visit: &Visit, consent: &Consent, zone: &TimeZone, base: &str) -> Line {
    let state = consent.state(visit.request.now());
    let lacks = if state == State::Incomplete { consent.lacks(visit.rules(), false) } else { Vec::new() };
    Line {
        href: format!("{base}/{}", consent.id),
        title: title(visit, &consent.kind),
        state: visit.t(&format!("consents-state-{}", state.word())),
        tone: state.tone(),
        to: consent.wish().to_label,
        made: When::day_of(visit, consent.signed_at.unwrap_or(consent.created_at), zone),
        ends: consent.expires_on.map(|on| When::on(visit, on, zone)),
        lacks: lacks.into_iter().map(|one| one.text).collect(),
    }
}

pub fn shown(visit: &Visit, consent: &Consent, is_from_part2: bool, zone: &TimeZone) -> Shown {
    let state = consent.state(visit.request.now());
    let kind = visit.rules().consents.get(&consent.kind);
    Shown {
        id: consent.id.to_string(),
        title: title(visit, &consent.kind),
        language: consent.language.clone(),
        state: visit.t(&format!("consents-state-{}", state.word())),
        tone: state.tone(),
        paragraphs: consent.body.split("\n\n").map(str::to_owned).collect(),
        missing: consent.lacks(visit.rules(), is_from_part2),
        names_nobody: consent.wish().to == To::Class,
        signed: consent.signed_at.map(|at| signed(visit, consent, When::at(visit, at, zone))),
        ends: consent.expires_on.map(|on| When::on(visit, on, zone)),
        taken_back: consent.revoked_at.map(|at| When::at(visit, at, zone)),
        taken_back_words: consent.revoked_words.clone(),
        version: consent.version,
        is_prepared: state == State::Prepared,
        may_be_revoked: state.may_be_revoked(),
        opens: kind.is_some_and(|kind| kind.opens),
        holds: state == State::Signed,
    }
}

fn signed(visit: &Visit, consent: &Consent, at: When) -> Signed {
    let how = consent.signed_how.unwrap_or(How::Typed);
    Signed {
        name: consent.signed_name.clone(),
        role: consent.signer_role.clone(),
        how: visit.t(&format!("consents-how-{}", dashed(how.word()))),
        line: consent.signature.clone(),
        device: consent.signed_device.clone(),
        at,
        version: consent.template_version,
    }
}
