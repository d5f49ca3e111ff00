//! The parts of the record that are not notes or goals, in words for the page and the file.

use ground::{Visit, layout::when::When};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    own::{OwnConsent, OwnParts, OwnRequest, OwnRestriction},
    pages::label,
    whole::Chapter,
};

/// A chapter for each part that holds something.
pub(super) fn chapters(visit: &Visit, own: &OwnParts, zone: &TimeZone) -> Vec<Chapter> {
    let words = Words { visit, zone };
    let chapter = |key: &str, lines: Vec<(String, String)>| Chapter { title: visit.t(key), lines };
    let plan = own.plan.sections.iter().map(|one| {
        let label = visit.rules().plan_sections.get(&one.section).map(|rule| rule.label.clone());
        (label.unwrap_or_else(|| one.section.clone()), one.words.clone())
    });
    let tools = own.plan.tools.iter().map(|one| (one.name.clone(), one.words.clone()));
    let papers = own.plan.papers.iter().map(|one| (label(visit, "plan_papers", &one.kind), one.original_at.clone()));
    let circle = own.circle.iter().map(|one| (one.name.clone(), one.gives.clone()));
    vec![
        chapter("me-record-plan", plan.chain(tools).chain(papers).collect()),
        chapter("me-record-circle", circle.collect()),
        chapter("me-record-consents", own.consents.iter().map(|one| words.consent(one)).collect()),
        chapter("me-record-restrictions", own.restrictions.iter().map(|one| words.restriction(one)).collect()),
        chapter("me-record-requests", own.requests.iter().map(|one| words.request(one)).collect()),
        chapter("me-record-messages", words.messages(own)),
    ]
}

struct Words<'v> {
    visit: &'v Visit,
    zone: &'v TimeZone,
}

impl Words<'_> {
    fn at(&self, at: Timestamp) -> String {
        When::at(self.visit, at, self.zone).exact
    }

    fn on(&self, day: Date) -> String {
        When::on(self.visit, day, self.zone).exact
    }

    fn consent(&self, one: &OwnConsent) -> (String, String) {
        let name = self.visit.rules().consents.get(&one.kind).map_or(one.kind.as_str(), |rule| rule.label.as_str());
        let said = |key: &str, when: String| format!("{} {when}", self.visit.t(key));
        let parts = [
            one.signed_at.map(|at| said("me-record-signed", self.at(at))),
            one.expires_on.map(|day| said("me-record-until", self.on(day))),
            one.revoked_at.map(|at| said("me-record-revoked", self.at(at))),
            Some(one.words.clone()),
        ];
        (name.to_owned(), joined(parts))
    }

    fn restriction(&self, one: &OwnRestriction) -> (String, String) {
        let key = match (one.ended_at, one.agreed_at, one.declined_at) {
            (Some(_), ..) => "ended",
            (None, Some(_), _) => "agreed",
            (None, None, Some(_)) => "declined",
            (None, None, None) => "asked",
        };
        let what = self.visit.t(&format!("consents-information-{}", one.information.replace('_', "-")));
        let state = self.visit.t(&format!("consents-wish-{key}"));
        let head = format!("{}: {what}", one.who);
        (head, joined([Some(state), Some(one.words.clone()), Some(one.answer.clone()), None]))
    }

    fn request(&self, one: &OwnRequest) -> (String, String) {
        let head = format!("{}, {}", self.visit.t(&format!("me-requests-kind-{}", one.kind)), self.at(one.asked_at));
        let parts = [&one.words, &one.subject, &one.answer, &one.disagreement].map(|part| Some(part.clone()));
        (head, joined(parts))
    }

    fn messages(&self, own: &OwnParts) -> Vec<(String, String)> {
        let line = |one: &super::own::OwnMessage| {
            let said =
                (!one.answer.is_empty()).then(|| format!("{} {}", self.visit.t("me-messages-you-said"), one.answer));
            let head = format!("{}, {}", one.from, self.at(one.sent_at));
            (head, joined([Some(one.words.clone()), said, None, None]))
        };
        own.messages.iter().map(line).collect()
    }
}

/// The parts that say something, each on a line of its own.
fn joined(parts: [Option<String>; 4]) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}
