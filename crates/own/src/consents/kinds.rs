//! The choice of what is to be agreed to.

use askama::Template;
use care::participants::{Header, PersonHeader};
use ground::{
    Visit,
    gate::{Flag, Off},
    layout::Page,
    rules::consents::ConsentKind,
};
use kit::web::{Answer, page};

/// The acknowledgment of the notice of privacy practices (45 CFR 164.520).
const NOTICE: &str = "hipaa_npp_ack";

#[derive(Template)]
#[template(path = "consents/kinds.html")]
struct Kinds {
    page: Page,
    person: PersonHeader,
    kinds: Vec<KindLine>,
}

struct KindLine {
    href: String,
    label: String,
    text: String,
}

/// Whether the rules that a kind is made for hold here.
pub(super) fn is_offered(kind: &ConsentKind, off: &Off) -> bool {
    (!kind.part2 || off.holds(Flag::Part2)) && (kind.id != NOTICE || off.holds(Flag::Hipaa))
}

/// The page on which a kind is chosen.
pub(super) fn kinds(visit: &Visit, header: &Header, off: &Off) -> Answer {
    let line = |kind: &ConsentKind| KindLine {
        href: format!("/people/{}/consents/new?kind={}", header.id, kind.id),
        label: kind.label.clone(),
        text: kind.text.clone(),
    };
    page(&Kinds {
        page: visit.page("consents-new-title"),
        person: PersonHeader::new(visit, header, ""),
        kinds: visit.rules().consents.iter().filter(|kind| is_offered(kind, off)).map(line).collect(),
    })
}
