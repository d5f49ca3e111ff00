//! A promise as a card: what, whom, why, until when, and what can be done with it.

use jiff::Timestamp;

use super::{Kind, Unchangeable, due::needs_supervisor, reading::Line};
use crate::{
    Visit,
    ids::PromiseId,
    layout::when::{self, When},
    rules::matrix::Permission,
};

/// Fields of the template `promises/card.html`.
pub struct Card {
    pub id: PromiseId,
    pub icon: &'static str,
    /// "2:05 pm" when it is due today and the hour matters, else empty: then `due` is shown.
    pub clock: String,
    pub kind: String,
    /// Empty for those who may not read the person's contacts.
    pub words: String,
    pub name: String,
    /// The person's page; empty when the reader may not open it.
    pub person: String,
    pub due: When,
    pub why: String,
    pub is_late: bool,
    /// So late that the supervisor is asked to step in.
    pub is_pressing: bool,
    pub owner: String,
    pub handed_by: String,
    pub put_off_until: Option<When>,
    pub put_off_why: String,
    /// Where the deed is done, and what the button says.
    pub place: Option<(String, String)>,
    /// Where to write down a try to reach the person; for calls and visits.
    pub attempt: Option<String>,
    pub may_be_kept: bool,
    pub may_be_let_go: bool,
    pub is_open: bool,
}

impl Card {
    pub fn new(visit: &Visit, line: &Line, now: Timestamp) -> Self {
        let promise = &line.promise;
        let zone = line.zone(&visit.zone());
        let rules = visit.rules();
        let due = if promise.has_time {
            When::at(visit, promise.due_at, &zone)
        } else {
            When::day_of(visit, promise.due_at, &zone)
        };
        let [due_at, today] = [promise.due_at, now].map(|at| at.to_zoned(zone.clone()));
        let has_clock = promise.has_time && due_at.date() == today.date();
        let person = promise.participant.filter(|_| line.is_reachable);
        let is_late = promise.due_at < now;
        Self {
            id: promise.id,
            icon: icon(promise.kind),
            clock: if has_clock { when::time(&visit.words, due_at.datetime()) } else { String::new() },
            kind: kind_label(visit, promise.kind),
            words: if line.may_read_words { promise.words.clone() } else { String::new() },
            name: line.name.clone().unwrap_or_default(),
            person: person.map(|person| format!("/people/{person}")).unwrap_or_default(),
            due,
            why: rules.clocks.get(&promise.rule).map(|clock| clock.text.clone()).unwrap_or_default(),
            is_late,
            is_pressing: is_late && needs_supervisor(rules, &promise.rule, promise.due_at, now),
            owner: line.owner_name.clone().unwrap_or_default(),
            handed_by: line.handed_by_name.clone().filter(|_| promise.handed_by != promise.owner).unwrap_or_default(),
            put_off_until: promise.snoozed_until.filter(|until| *until > now).map(|at| When::day_of(visit, at, &zone)),
            put_off_why: if line.may_read_words { promise.snooze_words.clone() } else { String::new() },
            place: promise
                .place()
                .filter(|_| leads_on(visit, line))
                .map(|path| (path, visit.t(&format!("day-do-{}", dashed(promise.kind))))),
            attempt: person
                .filter(|_| line.is_reachable && visit.can(Permission::WriteContacts))
                .filter(|_| promise.kind.is_planned_contact() || promise.kind == Kind::CheckIn)
                .map(|person| format!("/people/{person}/attempt")),
            may_be_kept: promise.may_be_kept().is_ok(),
            may_be_let_go: promise.may_be_let_go().is_ok(),
            is_open: promise.is_open() != Err(Unchangeable::Closed),
        }
    }
}

/// Whether the reader may open the place where the deed is done: a promise about somebody who is supported by others by
/// now can be handed on from its card.
fn leads_on(visit: &Visit, line: &Line) -> bool {
    let promise = &line.promise;
    if promise.participant.is_some() && !line.is_reachable && promise.origin_kind != "draft" {
        return false;
    }
    let is_own = visit.actor.as_ref().is_some_and(|actor| promise.owner == Some(actor.account));
    match promise.place_needs() {
        Permission::SeeContacts => visit.reads_notes(),
        needed => visit.can(needed) && (promise.origin_kind != "draft" || is_own),
    }
}

fn dashed(kind: Kind) -> String {
    kind.word().replace('_', "-")
}

/// What a kind of promise is called.
pub fn kind_label(visit: &Visit, kind: Kind) -> String {
    visit.t(&format!("day-kind-{}", dashed(kind)))
}

fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::FirstMeeting | Kind::Visit => "walk",
        Kind::Attempt | Kind::Call => "phone",
        Kind::Assign => "person",
        Kind::Sign | Kind::Cosign => "sign",
        Kind::Returned => "undo",
        Kind::NextStep | Kind::GoalStep => "todo",
        Kind::GoalReview => "goal",
        Kind::CrisisFollowUp | Kind::CheckIn => "heart",
        Kind::Decide | Kind::Answer | Kind::RecheckService => "question",
        Kind::AnswerComment | Kind::ReadAnswer => "comment",
        Kind::HidingReview | Kind::AnswerWish => "lock",
        Kind::Renew => "sign",
        Kind::ReviewEmergency | Kind::BreachDuty => "warning",
        Kind::ReviewLibraryItem => "note",
        Kind::MendLibraryLink => "link",
        Kind::HelpLine => "help",
        Kind::FollowConnection => "link",
    }
}
