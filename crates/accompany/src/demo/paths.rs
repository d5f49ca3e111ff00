//! How each person came, stayed, paused, came back or left: referral, status and assignments.

use jiff::civil::Date;

use super::clock::{Clock, days_between, plus, weekday};
use super::dice::Dice;
use super::life::lead;
use super::words::words;
use super::world::{
    Assignment, AssignmentKind, ParticipantId, ProgramId, Referral, ReferralOutcome, StaffId, Status, StatusChange,
};

/// Where a person's path stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Referred, nobody has reached them yet.
    Waiting,
    /// Reached by phone, not met yet.
    Reached,
    /// Joined a few days ago, and nobody walks with them yet.
    Joined,
    Enrolled,
    Paused,
    Returned,
    Transitioned,
    Closed,
    Declined,
    ReferredOn,
}

/// The dates of a path; all working days.
#[derive(Debug, Clone)]
pub struct Path {
    pub participant: ParticipantId,
    pub program: ProgramId,
    pub shape: Shape,
    pub received: Date,
    /// Days of the attempts before (and with) the first conversation.
    pub attempts: Vec<Date>,
    pub reached: Option<Date>,
    pub met: Option<Date>,
    pub enrolled: Option<Date>,
    /// Out of touch by choice: from, and back.
    pub pause: Option<(Date, Option<Date>)>,
    pub end: Option<Date>,
    /// Who walks along, from which day; the last one is there now.
    pub peers: Vec<(Date, StaffId)>,
    pub backup: Option<StaffId>,
    /// Days between visits.
    pub rhythm: i32,
}

impl Path {
    /// The peer on a day.
    pub fn peer_on(&self, day: Date) -> Option<StaffId> {
        self.peers.iter().rev().find(|(from, _)| *from <= day).or(self.peers.first()).map(|(_, peer)| *peer)
    }
}

/// The shape of the person at this place of the list: enough of each for the demo day to have work.
pub fn shape(id: u32, is_waiting_copy: bool) -> Shape {
    match (is_waiting_copy, id) {
        (true, _) => Shape::Waiting,
        (_, 0..=3) => Shape::Enrolled,
        (_, 11 | 30 | 51 | 91) => Shape::Joined,
        _ => match id % 20 {
            4 => Shape::Waiting,
            9 if id % 40 == 9 => Shape::Reached,
            9 => Shape::Declined,
            12 => Shape::Closed,
            14 => Shape::Transitioned,
            16 => Shape::Paused,
            17 => Shape::Returned,
            19 if id % 40 == 19 => Shape::ReferredOn,
            19 => Shape::Closed,
            _ => Shape::Enrolled,
        },
    }
}

/// Draws the dates of a path.
pub fn path(id: u32, program: ProgramId, shape: Shape, team: &[StaffId], dice: &mut Dice, clock: &Clock) -> Path {
    let is_new = matches!(shape, Shape::Waiting | Shape::Reached);
    if shape == Shape::Joined {
        return joined(id, program, dice, clock);
    }
    let days_ago = match shape {
        Shape::Waiting => dice.between(1, 19),
        Shape::Reached => dice.between(5, 17),
        _ if id == 0 => 690,
        _ => dice.between(75, 720),
    };
    let received = weekday(clock.ago(days_ago)).min(clock.ago(1));
    let slow = if program != 2 && dice.chance(18) { dice.between(8, 16) } else { 0 };
    let tries = if shape == Shape::Waiting { dice.between(0, 3) } else { dice.between(1, 3) };
    let attempts: Vec<Date> =
        (0..tries).map(|n| weekday(plus(received, 1 + n * 2 + slow / 2))).filter(|day| *day < clock.today).collect();
    let reached = attempts.last().copied().filter(|_| shape != Shape::Waiting);
    let met = reached.filter(|_| !is_new).map(|day| weekday(plus(day, dice.between(1, 4) + slow)));
    let is_kept = !matches!(shape, Shape::Declined | Shape::ReferredOn) && !is_new;
    let enrolled = met.filter(|_| is_kept).map(|day| weekday(plus(day, dice.between(3, 12))));
    let span = enrolled.map_or(0, |day| days_between(day, clock.today)).max(1);
    let pause = enrolled.and_then(|day| pause(shape, day, span, dice));
    let end = enrolled
        .filter(|_| matches!(shape, Shape::Closed | Shape::Transitioned))
        .map(|day| weekday(plus(day, span * dice.between(55, 92) / 100)));
    let peers = peers(id, received, span, end, team, is_new, dice);
    let backup = team.iter().copied().find(|one| peers.last().is_some_and(|(_, last)| last != one));
    let rhythm = match dice.below(10) {
        _ if id == 0 => 7,
        0..=5 => 7,
        6..=8 => 14,
        _ => 21,
    };
    Path {
        participant: id,
        program,
        shape,
        received,
        attempts,
        reached,
        met,
        enrolled,
        pause,
        end,
        peers,
        backup,
        rhythm,
    }
}

/// Met last week, joined a day or two ago.
fn joined(id: u32, program: ProgramId, dice: &mut Dice, clock: &Clock) -> Path {
    let enrolled = clock.ago(dice.between(1, 3));
    let met = plus(enrolled, -dice.between(2, 4));
    let received = plus(met, -dice.between(4, 8));
    let reached = plus(received, 1);
    Path {
        participant: id,
        program,
        shape: Shape::Joined,
        received,
        attempts: vec![reached],
        reached: Some(reached),
        met: Some(met),
        enrolled: Some(enrolled),
        pause: None,
        end: None,
        peers: Vec::new(),
        backup: None,
        rhythm: 30,
    }
}

fn pause(shape: Shape, enrolled: Date, span: i32, dice: &mut Dice) -> Option<(Date, Option<Date>)> {
    let from = weekday(plus(enrolled, span * dice.between(35, 50) / 100));
    match shape {
        Shape::Paused => Some((weekday(plus(enrolled, span * dice.between(80, 92) / 100)), None)),
        Shape::Returned => Some((from, Some(weekday(plus(from, span * dice.between(15, 30) / 100))))),
        _ => None,
    }
}

/// The first peer, and for some a second one later. A few people who wait have nobody yet: the queue.
fn peers(
    id: u32,
    received: Date,
    span: i32,
    end: Option<Date>,
    team: &[StaffId],
    is_new: bool,
    dice: &mut Dice,
) -> Vec<(Date, StaffId)> {
    let place = usize::try_from(id).unwrap_or(0) % team.len().max(1);
    let Some(first) = team.get(place).copied() else {
        return Vec::new();
    };
    if is_new && !dice.chance(30) {
        return Vec::new();
    }
    let mut list = vec![(received, first)];
    let second = team.iter().copied().find(|one| *one != first);
    if let Some(second) = second.filter(|_| id > 3 && span > 240 && end.is_none() && dice.chance(22)) {
        list.push((plus(received, span / 2), second));
    }
    list
}

/// The referral with the instants of the rapid-access clock.
pub fn referral(id: u32, path: &Path, life: &super::fill::Life, dice: &mut Dice, clock: &Clock) -> Referral {
    let people = &words().people;
    let outcome = match path.shape {
        Shape::Waiting | Shape::Reached => None,
        Shape::Declined => Some(ReferralOutcome::Declined),
        Shape::ReferredOn => Some(ReferralOutcome::ReferredOn),
        _ => Some(ReferralOutcome::Enrolled),
    };
    let reason = usize::try_from(path.participant).unwrap_or(0) * 7 % people.referral_reasons.len().max(1);
    let wait = path.met.map_or(0, |met| days_between(path.received, met));
    Referral {
        id,
        participant: path.participant,
        program: path.program,
        source: dice.text(&people.sources).into(),
        reason: people.referral_reasons.get(reason).map_or_else(String::new, |text| life.fill(text, &[])),
        received: clock.at(path.received, dice.between(8 * 60, 16 * 60)),
        first_attempt: path.attempts.first().map(|day| clock.at(*day, 10 * 60)),
        first_contact: path.reached.map(|day| clock.at(day, 11 * 60)),
        first_in_person: path.met.map(|day| clock.at(day, 14 * 60)),
        wanted_later: (wait > 14 && dice.chance(40)).then(|| dice.text(&people.later_words).to_owned()),
        outcome,
        outcome_at: outcome.and(path.enrolled.or(path.met)).map(|day| clock.at(day, 16 * 60)),
        referred_to: (path.shape == Shape::ReferredOn).then(|| dice.text(&people.referred_to).to_owned()),
    }
}

const REACHED_VIEWS: [Option<&str>; 6] = [
    None,
    None,
    Some("You sounded like a person."),
    Some("I almost let it ring."),
    Some("Okay. One time."),
    Some("You didn't rush me."),
];
const MET_VIEWS: [Option<&str>; 6] = [
    None,
    None,
    Some("Shorter than I feared. In a good way."),
    Some("You were early. Me too."),
    Some("I forgot to be nervous halfway."),
    Some("Next time outside."),
];
const ENROLLED_VIEWS: [Option<&str>; 7] = [
    Some("I'll try it until it stops being useful."),
    Some("As long as I can say no on a Tuesday."),
    Some("I signed with my own pen."),
    Some("For me, not for my mother."),
    Some("Three months. Then we talk."),
    Some("Put me down as curious."),
    None,
];

/// Every change of status, in time order.
pub fn statuses(
    path: &Path,
    referral: &Referral,
    life: &super::fill::Life,
    dice: &mut Dice,
    clock: &Clock,
) -> Vec<StatusChange> {
    let people = &words().people;
    let mut list = Vec::new();
    let mut add = |status, day: Option<Date>, minute, reason: &str, view: Option<&str>| {
        if let Some(day) = day.filter(|day| *day < clock.today) {
            list.push(StatusChange {
                participant: path.participant,
                program: path.program,
                status,
                at: clock.at(day, minute),
                by: path.peer_on(day).unwrap_or(lead(path.program)),
                reason: life.fill(reason, &[]),
                own_view: view.map(str::to_owned),
            });
        }
    };
    add(Status::Referred, Some(path.received), 17 * 60, &referral.reason, None);
    add(
        Status::Reached,
        path.reached,
        11 * 60 + 20,
        "We talked for the first time.",
        dice.pick(&REACHED_VIEWS).copied().flatten(),
    );
    add(Status::MetInPerson, path.met, 15 * 60, "We met face to face.", dice.pick(&MET_VIEWS).copied().flatten());
    add(
        Status::Enrolled,
        path.enrolled,
        16 * 60,
        "{name} decided to go on with us, and knows that stopping is always possible.",
        dice.pick(&ENROLLED_VIEWS).copied().flatten(),
    );
    if let Some((from, back)) = path.pause {
        add(
            Status::Paused,
            Some(from),
            12 * 60,
            dice.text(&people.pause_reasons),
            Some(dice.text(&people.pause_views)),
        );
        add(Status::Reengaged, back, 10 * 60, dice.text(&people.return_reasons), Some(dice.text(&people.return_views)));
    }
    match path.shape {
        Shape::Transitioned => add(
            Status::Transitioned,
            path.end,
            16 * 60,
            dice.text(&people.transition_reasons),
            Some(dice.text(&people.transition_views)),
        ),
        Shape::Closed => add(
            Status::Closed,
            path.end,
            16 * 60,
            dice.text(&people.close_reasons),
            Some(dice.text(&people.close_views)),
        ),
        Shape::Declined => add(
            Status::Declined,
            path.met,
            16 * 60,
            dice.text(&people.decline_reasons),
            Some("Thanks for not pushing."),
        ),
        Shape::ReferredOn => add(
            Status::ReferredOn,
            path.met,
            16 * 60,
            "Another place fits better, and we went there together for the first hour.",
            Some("It's closer to my bus."),
        ),
        _ => {}
    }
    list
}

/// Primary and backup, from and to.
pub fn assignments(path: &Path) -> Vec<Assignment> {
    let row = |staff, kind, from, to, reason: &str| Assignment {
        participant: path.participant,
        program: path.program,
        staff,
        kind,
        from,
        to,
        reason: reason.to_owned(),
    };
    let mut list = Vec::new();
    let is_elsewhere = matches!(path.shape, Shape::Declined | Shape::ReferredOn);
    let end = path.end.or(path.met.filter(|_| is_elsewhere));
    for (n, (from, staff)) in path.peers.iter().enumerate() {
        let next = path.peers.get(n + 1).map(|(day, _)| plus(*day, -1)).or(end);
        let reason = if n == 0 {
            "First free page, and both like walking"
        } else {
            "Asked for a change of peer; no reason needed"
        };
        list.push(row(*staff, AssignmentKind::Primary, *from, next, reason));
    }
    if let (Some(staff), Some(from)) = (path.backup, path.enrolled) {
        list.push(row(staff, AssignmentKind::Backup, from, path.end, "When the first peer is away"));
    }
    list
}
