//! Promises, kept and open: next steps, notes to finish and to read, people to reach, goals to look at again, calls and
//! visits.

use care::deadline::deadline;
use ground::{
    ids::{PromiseId, RecordId},
    promises::{Closing, Kind},
    rules::Rules,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    ids::Id,
};
use serde_json::json;

use super::{
    Loading,
    bulk::{Row, insert, row},
    contacts::kind,
    keys::key,
    paths::Tries,
};
use crate::demo::{
    life::lead,
    world::{Contact, NoteState, Promise, PromiseClosed, PromiseEnd, PromiseKind, Referral, StaffId, Status},
};

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let plans: Vec<Plan<'_>> = plans(on);
    insert(tx, on, "call_plans", PLAN, plans.iter().map(|one| one.row(on)).collect())?;
    let mut lines: Vec<Line> = on.world.promises.iter().filter_map(|one| Line::of(on, one)).collect();
    lines.extend(on.world.referrals.iter().flat_map(|one| arrival(on, one)));
    lines.extend(on.world.participants.iter().filter_map(|one| nobody_yet(on, one.id)));
    lines.extend(plans.iter().map(|one| one.promise(on)));
    lines.extend(super::hearing::lines(on));
    insert(tx, on, "promises", PROMISE, lines.iter().map(|one| one.row(on)).collect())
}

/// A promise on its way into the ledger.
pub struct Line {
    pub kind: Kind,
    pub words: String,
    pub participant: Option<u32>,
    pub program: u32,
    pub owner: Option<StaffId>,
    pub due: Due,
    pub origin_kind: &'static str,
    pub origin: RecordId,
    pub opened_at: Timestamp,
    pub opened_by: Option<StaffId>,
    /// Whose it was before, when it was handed over.
    pub handed_by: Option<StaffId>,
    pub snoozed: Option<(Date, String)>,
    pub closed: Option<Closed>,
}

/// When it is due, and by which rule.
pub struct Due {
    at: Timestamp,
    has_time: bool,
    rule: String,
    version: i64,
}

pub struct Closed {
    pub at: Timestamp,
    pub by: Option<StaffId>,
    pub how: Closing,
    pub evidence: Option<RecordId>,
    pub words: String,
}

const PROMISE: &str = "id, kind, words, participant_id, program_id, owner_id, due_at, has_time, origin_kind, origin_id, \
    rule, rule_version, opened_at, opened_by, handed_by, handed_from, snoozed_until, snooze_words, closed_at, closed_by, closing, evidence_kind, \
    evidence_id, evidence_words, version";

impl Line {
    /// A promise of the world, unless it is one that [`arrival`] or [`plans`] tells.
    fn of(on: &Loading<'_>, one: &Promise) -> Option<Self> {
        let contact = one.contact.and_then(|contact| on.contact(contact));
        let day = Due { at: on.end_of(one.due), has_time: false, rule: String::new(), version: 0 };
        let (kind, origin_kind, origin, due) = match one.kind {
            PromiseKind::NextStep => {
                let contact = contact?;
                let place = contact.next_steps.iter().position(|step| step.text == one.text)?;
                let step = on.step(contact.id, u32::try_from(place).ok()?);
                (Kind::NextStep, "contact_step", step, Due { rule: "step.next".to_owned(), version: 1, ..day })
            }
            PromiseKind::UnsignedNote => {
                let contact = contact?;
                let draft = key(&on.keys.drafts, contact.id).uuid().into();
                (Kind::Sign, "draft", draft, to_sign(on, contact))
            }
            PromiseKind::ReturnedNote => {
                let contact = contact?;
                let returned = contact.life.returned.as_ref().map_or(contact.end, |mark| mark.at);
                let due = Due::by(on, "note.returned", None, returned);
                (Kind::Returned, "contact", key(&on.keys.contacts, contact.id), due)
            }
            PromiseKind::CoSignature => {
                let contact = contact?;
                let due = Due::by(on, "note.cosign", None, contact.life.signed_at.unwrap_or(contact.end));
                (Kind::Cosign, "contact", key(&on.keys.contacts, contact.id), due)
            }
            PromiseKind::GoalReview => {
                let due = Due { rule: "goal.review".to_owned(), version: 1, ..day };
                (Kind::GoalReview, "goal", key(&on.keys.goals, one.goal?), due)
            }
            PromiseKind::ReferralAttempt | PromiseKind::UnassignedPerson | PromiseKind::PromisedCall => return None,
        };
        let program = contact.map(|contact| contact.program).or_else(|| on.program_of(one.participant?));
        Some(Self {
            kind,
            words: words(on, one, contact),
            participant: one.participant,
            program: program.unwrap_or(0),
            owner: Some(one.owner),
            due,
            origin_kind,
            origin,
            opened_at: on.past(one.opened),
            opened_by: one.handed_over_by.or(Some(one.owner)),
            handed_by: one.handed_over_by,
            snoozed: one.snoozed.clone(),
            closed: one.closed.as_ref().map(|closed| Closed::of(on, one.owner, closed)),
        })
    }

    fn row(&self, on: &Loading<'_>) -> Row {
        let closed = self.closed.as_ref();
        let snoozed = self.snoozed.as_ref();
        let evidence = closed.and_then(|closed| closed.evidence);
        row![
            on.id_at::<PromiseId>(self.opened_at),
            self.kind,
            self.words,
            self.participant.map(|person| key(&on.keys.participants, person)),
            key(&on.keys.programs, self.program),
            self.owner.map(|owner| on.account(owner)),
            self.due.at,
            self.due.has_time,
            self.origin_kind,
            self.origin,
            self.due.rule,
            self.due.version,
            self.opened_at,
            self.opened_by.map(|by| on.account(by)),
            self.handed_by.map(|by| on.account(by)),
            self.handed_by.map(|by| on.account(by)),
            snoozed.map(|(until, _)| on.clock.at(*until, 8 * 60)),
            snoozed.map(|(_, words)| words.clone()).unwrap_or_default(),
            closed.map(|closed| closed.at),
            closed.and_then(|closed| closed.by).map(|by| on.account(by)),
            closed.map(|closed| closed.how),
            evidence.map(|_| "contact"),
            evidence,
            closed.map(|closed| closed.words.clone()).unwrap_or_default(),
            if self.closed.is_some() || self.snoozed.is_some() { 2_i64 } else { 1_i64 },
        ]
    }
}

/// What it says on somebody's day, as the room that makes such a promise writes it.
fn words(on: &Loading<'_>, one: &Promise, contact: Option<&Contact>) -> String {
    let goal = one.goal.and_then(|goal| on.world.goals.iter().find(|other| other.id == goal));
    match (one.kind, contact, goal) {
        (PromiseKind::UnsignedNote, Some(contact), _) => {
            let kinds = Rules::shipped().lists.get("contact_kinds");
            let kind = kinds.map_or("", |list| list.label_of(kind(contact.kind)));
            format!("Finish and sign your note: {kind}")
        }
        (PromiseKind::CoSignature, Some(contact), _) => format!("Co-sign a note by {}", on.staff_name(contact.staff)),
        (PromiseKind::ReturnedNote, Some(contact), _) => {
            let by = contact.life.returned.as_ref().map_or_else(|| lead(contact.program), |mark| mark.by);
            format!("{} sent your note back with a comment", on.staff_name(by))
        }
        (PromiseKind::GoalReview, _, Some(goal)) => goal.words.clone(),
        _ => one.text.clone(),
    }
}

impl Closed {
    fn of(on: &Loading<'_>, owner: StaffId, closed: &PromiseClosed) -> Self {
        let how = match closed.how {
            PromiseEnd::Kept => Closing::Done,
            PromiseEnd::LetGo => Closing::LetGo,
        };
        // A draft shows nothing to others yet.
        let signed = closed.evidence.filter(|id| on.contact(*id).is_some_and(|one| one.life.signed_at.is_some()));
        let evidence = signed.map(|contact| key(&on.keys.contacts, contact));
        let words = closed.words.clone().unwrap_or_default();
        Self { at: on.past(closed.at), by: Some(owner), how, evidence, words }
    }
}

impl Due {
    /// By a clock of rules/clocks.toml; `days` stands for the clock's own length where a program sets it.
    pub fn by(on: &Loading<'_>, clock: &str, days: Option<u32>, anchor: Timestamp) -> Self {
        let due = deadline(clock, days.map(i64::from), anchor, &on.zone);
        Self { at: due.due_at, has_time: due.has_time, rule: due.rule, version: due.rule_version }
    }
}

fn to_sign(on: &Loading<'_>, contact: &Contact) -> Due {
    let program = on.world.programs.iter().find(|program| program.id == contact.program);
    let hours = program.map_or(48, |program| i64::from(program.sign_within_hours));
    let at = contact.end.checked_add(SignedDuration::from_hours(hours)).unwrap_or(contact.end);
    Due { at, has_time: true, rule: "program.sign_within_hours".to_owned(), version: 1 }
}

/// What a referral promises: a first meeting in the program's days, and the next try until somebody answers. Both are
/// closed by the contacts that kept them, or let go when the person chose something else.
fn arrival(on: &Loading<'_>, one: &Referral) -> Vec<Line> {
    let tries = Tries::of(on, one);
    let name = on.name_to_use(one.participant);
    let owner = on.peer_on_or_none(one.participant, on.day_of(one.received));
    let line = |kind, words, due, opened_at, closed| Line {
        kind,
        words,
        participant: Some(one.participant),
        program: one.program,
        owner,
        due,
        origin_kind: "referral",
        origin: key(&on.keys.referrals, one.id),
        opened_at,
        opened_by: Some(on.desk(one.program)),
        handed_by: None,
        snoozed: None,
        closed,
    };
    let days = on.world.programs.iter().find(|program| program.id == one.program).map(|it| it.rapid_access_days);
    let due = Due::by(on, "referral.first_in_person", days, one.received);
    let met = on.evidence(one, |contact| Some(contact.start) == tries.met);
    let let_go = one.outcome_at.map(|at| Closed {
        at: on.past(at),
        by: owner,
        how: Closing::LetGo,
        evidence: None,
        words: "Chose not to go on for now.".to_owned(),
    });
    let closed = tries.met.map(|at| Closed { at, by: owner, how: Closing::Done, evidence: met, words: String::new() });
    let mut lines =
        vec![line(Kind::FirstMeeting, format!("Meet {name} in person"), due, one.received, closed.or(let_go))];
    if tries.reached.is_none() && one.outcome.is_none() {
        let (clock, anchor) = match tries.last {
            Some(last) => ("referral.next_attempt", last),
            None => ("referral.reached", one.received),
        };
        let due = Due::by(on, clock, None, anchor);
        lines.push(line(Kind::Attempt, format!("Try to reach {name}"), due, anchor, None));
    }
    lines
}

/// Somebody who has joined and has nobody to walk with them waits in the program's queue.
fn nobody_yet(on: &Loading<'_>, person: u32) -> Option<Line> {
    let joined = on.statuses(person).find(|one| one.status == Status::Enrolled)?;
    let is_here = !on.statuses(person).any(|one| matches!(one.status, Status::Transitioned | Status::Closed));
    (is_here && on.primary_now(person).is_none()).then(|| Line {
        kind: Kind::Assign,
        words: format!("Find a peer specialist for {}", on.name_to_use(person)),
        participant: Some(person),
        program: joined.program,
        owner: None,
        due: Due::by(on, "person.unassigned", None, joined.at),
        origin_kind: "enrollment",
        origin: key(&on.keys.enrollments, person),
        opened_at: on.past(joined.at),
        opened_by: Some(joined.by),
        handed_by: None,
        snoozed: None,
        closed: None,
    })
}

/// A call or visit at the hour that the person wants.
struct Plan<'w> {
    id: RecordId,
    kind: &'static str,
    participant: u32,
    staff: StaffId,
    on: Date,
    minute: i32,
    words: String,
    promise: String,
    contact: Option<&'w Contact>,
}

const PLAN: &str = "id, participant_id, program_id, account_id, kind, weekdays, at_time, every_weeks, starts_on, words, \
    created_by, version";

fn plans<'w>(on: &Loading<'w>) -> Vec<Plan<'w>> {
    let calls = on.world.promises.iter().filter(|one| one.kind == PromiseKind::PromisedCall).filter_map(|one| {
        let person = on.world.participants.iter().find(|person| Some(person.id) == one.participant)?;
        let wish = person.call_times.first()?;
        let minute = i32::from(wish.at.hour()).saturating_mul(60).saturating_add(i32::from(wish.at.minute()));
        let promise = format!("Call {}", person.name_to_use);
        Some(Plan::new(on, "call", person.id, one.owner, one.due, minute, String::new(), promise, None))
    });
    let visits = on.world.contacts.iter().filter(|one| one.life.state == NoteState::Planned).filter_map(|one| {
        let person = one.participant?;
        let start = one.start.to_zoned(on.zone.clone());
        let minute = i32::from(start.hour()).saturating_mul(60).saturating_add(i32::from(start.minute()));
        let promise = format!("Visit {}", on.name_to_use(person));
        Some(Plan::new(on, "visit", person, one.staff, start.date(), minute, one.place.clone(), promise, Some(one)))
    });
    calls.chain(visits).collect()
}

impl<'w> Plan<'w> {
    #[expect(clippy::too_many_arguments, reason = "the columns of a plan, filled in two places")]
    fn new(
        on: &Loading<'w>,
        kind: &'static str,
        participant: u32,
        staff: StaffId,
        day: Date,
        minute: i32,
        words: String,
        promise: String,
        contact: Option<&'w Contact>,
    ) -> Self {
        let id = on.id_at(on.known_since(participant));
        Self { id, kind, participant, staff, on: day, minute, words, promise, contact }
    }

    fn row(&self, on: &Loading<'_>) -> Row {
        let weekday = self.on.weekday().to_monday_one_offset();
        row![
            self.id,
            key(&on.keys.participants, self.participant),
            key(&on.keys.programs, on.program_of(self.participant).unwrap_or(0)),
            on.account(self.staff),
            self.kind,
            json!([weekday]),
            format!("{:02}:{:02}", self.minute.div_euclid(60), self.minute.rem_euclid(60)),
            1_i64,
            on.day_of(on.known_since(self.participant)),
            self.words,
            on.account(self.staff),
            1_i64,
        ]
    }

    fn promise(&self, on: &Loading<'_>) -> Line {
        let at = self.contact.map_or_else(|| on.clock.at(self.on, self.minute), |contact| contact.start);
        let week_before = at.checked_sub(SignedDuration::from_hours(7 * 24)).unwrap_or(at);
        let kind = if self.kind == "call" { Kind::Call } else { Kind::Visit };
        Line {
            kind,
            words: self.promise.clone(),
            participant: Some(self.participant),
            program: on.program_of(self.participant).unwrap_or(0),
            owner: Some(self.staff),
            due: Due { at, has_time: true, rule: "call.promised".to_owned(), version: 1 },
            origin_kind: "call_plan",
            origin: self.id,
            opened_at: on.past(week_before),
            opened_by: Some(self.staff),
            handed_by: None,
            snoozed: None,
            closed: None,
        }
    }
}
