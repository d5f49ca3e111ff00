//! A request as pages show it: to the person who asked, and at the desk.

use ground::{
    Visit,
    layout::{parts::Choice, when::When},
};
use jiff::{Timestamp, tz::TimeZone};
use kit::forms::Form;

use super::{
    request::{ActKind, Kind, Proof, Request, RequestId, State},
    store::Act,
};

/// Fields of the template `requests/request.html`, and a line of the lists.
pub struct Shown {
    pub id: RequestId,
    pub kind: String,
    pub words: String,
    pub subject: String,
    pub state: String,
    pub tone: &'static str,
    pub asked: When,
    pub due: When,
    pub is_late: bool,
    pub is_open: bool,
    pub is_in_person: bool,
    pub answer: String,
    pub denial: String,
    pub disagreement: String,
    /// The rule behind the date.
    pub why_due: String,
    pub acts: Vec<ShownAct>,
}

/// Something that was done with it.
pub struct ShownAct {
    pub what: String,
    pub by: String,
    pub words: String,
    pub when: When,
}

impl Shown {
    pub fn new(visit: &Visit, request: &Request, acts: &[Act], zone: &TimeZone, now: Timestamp) -> Self {
        let denials = request.kind.denials().and_then(|list| visit.rules().lists.get(list));
        Self {
            id: request.id,
            kind: kind_label(visit, request.kind),
            words: request.words.clone(),
            subject: request.subject.clone(),
            state: visit.t(&format!("me-requests-state-{}", dashed(request.state.word()))),
            tone: tone(request, now),
            asked: When::day_of(visit, request.asked_at, zone),
            due: When::day_of(visit, request.due_at, zone),
            is_late: request.is_open() && request.due_at < now,
            is_open: request.is_open(),
            is_in_person: request.is_in_person,
            answer: request.answer_words.clone(),
            denial: denials
                .filter(|_| !request.denial_reason.is_empty())
                .map(|list| list.label_of(&request.denial_reason).to_owned())
                .unwrap_or_default(),
            disagreement: request.disagreement.clone(),
            why_due: visit.rules().clocks.get(&request.rule).map(|clock| clock.text.clone()).unwrap_or_default(),
            acts: acts.iter().map(|act| shown_act(visit, act, zone)).collect(),
        }
    }
}

fn shown_act(visit: &Visit, act: &Act, zone: &TimeZone) -> ShownAct {
    let words = match (act.act, Proof::from_word(&act.words)) {
        (ActKind::Received | ActKind::Checked, Some(proof)) => proof_label(visit, proof),
        _ => act.words.clone(),
    };
    ShownAct {
        what: visit.t(&format!("me-requests-act-{}", dashed(act.act.word()))),
        by: act.account_name.clone(),
        words,
        when: When::at(visit, act.at, zone),
    }
}

pub fn kind_label(visit: &Visit, kind: Kind) -> String {
    visit.t(&format!("me-requests-kind-{}", kind.word()))
}

pub fn proof_label(visit: &Visit, proof: Proof) -> String {
    visit.t(&format!("me-requests-proof-{}", dashed(proof.word())))
}

fn tone(request: &Request, now: Timestamp) -> &'static str {
    match request.state {
        State::Fulfilled => "good",
        State::Denied => "neutral",
        _ if request.due_at < now => "warn",
        _ => "info",
    }
}

fn dashed(word: &str) -> String {
    word.replace('_', "-")
}

/// What may be asked, with what it is.
pub fn kinds(visit: &Visit, form: &Form) -> Vec<Choice> {
    let asked = Kind::ALL.iter().filter(|kind| **kind != Kind::Question);
    let choice = |kind: &Kind| {
        let chosen = form.get("kind") == kind.word();
        Choice::new(kind.word(), kind_label(visit, *kind), chosen)
            .with_hint(visit.t(&format!("me-requests-hint-{}", kind.word())))
    };
    asked.map(choice).collect()
}
