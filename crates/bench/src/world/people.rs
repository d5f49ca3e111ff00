//! The people: how they came, where they stand, who walks with them, and how a search finds them.

use care::participants::{Status, names};
use ground::{
    audit::Action,
    ids::{AccountId, ParticipantId, RecordId},
};
use jiff::{SignedDuration, civil::Date};
use kit::{ids::Id, text};
use serde_json::Map;

use super::{
    Worker, day_of,
    dice::{Dice, For, part},
    history::{History, Person, Tally},
    house::{Organization, Program, Staff},
    names::name,
    pour::{Key, Pour, row},
    shape::Shape,
    tables::{
        ACCOUNT_PEOPLE, ASSIGNMENTS, CHANNELS, ENROLLMENTS, PARTICIPANT_KEYS, PARTICIPANTS, REFERRALS, STATUS_CHANGES,
    },
    trail::Deed,
};

/// One person in so many has an account of their own.
const WITH_ACCOUNT: usize = 40;
/// How many names the manifest tells, for searches.
const NAMES: usize = 500;

/// What the manifest tells of an organization's people.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub heavy: Vec<(ParticipantId, Worker)>,
    pub light: Vec<(ParticipantId, Worker)>,
    /// Names with the number of the person's program.
    pub names: Vec<(usize, String)>,
    pub accounts: Vec<Worker>,
    /// Some people of each worker, and some of the contacts with them.
    pub caseloads: Vec<(Worker, Vec<ParticipantId>)>,
    pub contacts: Vec<(AccountId, RecordId)>,
}

/// Writes everybody down and answers their history.
pub fn settle(pour: &mut Pour, house: &mut Organization, shape: Shape, dice: &Dice, hash: &'static str) -> History {
    let people = everybody(house, &shape, dice);
    let history = History::new(&shape, people, &house.calendar, dice);
    let tally = history.tally(&house.calendar, &house.programs);
    for (place, (person, tally)) in history.people.iter().zip(tally).enumerate() {
        let one = One { house: house.id, place, person, dice, name: name(dice, For::PARTICIPANT, place) };
        one.write(pour, house, tally);
        house.trail.add(pour, one.created(house.director.id));
        one.tell(&mut house.people, &shape);
    }
    accounts(pour, house, &history, hash, dice);
    house.people.caseloads = caseloads(&history);
    history
}

fn everybody(house: &Organization, shape: &Shape, dice: &Dice) -> Vec<Person> {
    let special = shape.heavy + shape.light;
    // As many are here as can be met every few weeks.
    let lately = shape.contacts().saturating_sub(house.calendar.lately());
    let share = lately * 90 / shape.counts.len().max(1);
    let here = u64::try_from(share).unwrap_or_default().clamp(5, 65);
    let (mut people, mut program, mut left) = (Vec::new(), 0, house.programs.first().map_or(0, |one| one.size));
    for place in 0..shape.counts.len() {
        while left == 0 && program + 1 < house.programs.len() {
            program += 1;
            left = house.programs.get(program).map_or(0, |one| one.size);
        }
        left = left.saturating_sub(1);
        let roll = dice.roll(For::PARTICIPANT, place);
        let days = i64::try_from(part(roll, 0, 400)).unwrap_or_default();
        let arrived = house.calendar.first() - SignedDuration::from_hours(24 * (days + 2));
        let peers = house.programs.get(program).map_or(&[][..], |one| &one.peers);
        people.push(Person {
            id: dice.id(For::PARTICIPANT, place, arrived),
            program,
            peer: peers.get(place % peers.len().max(1)).copied().unwrap_or(house.director),
            arrived,
            is_here: place < special || part(roll, 1, 100) < here,
        });
    }
    people
}

/// Some people of each worker, the newest first.
fn caseloads(history: &History) -> Vec<(Worker, Vec<ParticipantId>)> {
    let mut found: std::collections::BTreeMap<AccountId, (Worker, Vec<ParticipantId>)> =
        std::collections::BTreeMap::new();
    for person in history.people.iter().filter(|person| person.is_here) {
        let (_, people) = found.entry(person.peer.id).or_insert_with(|| (person.peer, Vec::new()));
        if people.len() < 12 {
            people.push(person.id);
        }
    }
    found.into_values().collect()
}

/// Accounts for some of the people who are here.
fn accounts(pour: &mut Pour, house: &mut Organization, history: &History, hash: &'static str, dice: &Dice) {
    let (number, id) = (house.number, house.id);
    // Numbers of accounts that no worker has.
    let mut staff = Staff { pour, id, dice, hash, founded: house.calendar.ago(200), count: 1_000_000 };
    let here = history.people.iter().enumerate().filter(|(_, person)| person.is_here);
    for (place, person) in here.step_by(WITH_ACCOUNT) {
        let program = house.programs.get(person.program).map(|program| program.id);
        let name = name(dice, For::PARTICIPANT, place);
        let account = staff.account(format!("person-{number}-{place}"), name, program, "participant");
        row![staff.pour, ACCOUNT_PEOPLE; Key(id), Key(account.id), Key(person.id), staff.founded];
        house.people.accounts.push(account);
    }
}

/// A person on their way into the tables.
struct One<'o> {
    house: ground::ids::OrganizationId,
    place: usize,
    person: &'o Person,
    dice: &'o Dice,
    name: String,
}

impl One<'_> {
    fn born(&self) -> Date {
        let roll = self.dice.roll(For::CHANNEL, self.place);
        let year = 1945 + i16::try_from(part(roll, 0, 60)).unwrap_or_default();
        let month = 1 + i8::try_from(part(roll, 1, 12)).unwrap_or_default();
        let day = 1 + i8::try_from(part(roll, 2, 28)).unwrap_or_default();
        Date::new(year, month, day).unwrap_or(Date::ZERO)
    }

    fn phone(&self) -> String {
        let roll = self.dice.roll(For::CHANNEL, self.place);
        format!("(555) {:03}-{:04}", 200 + part(roll, 3, 800), part(roll, 4, 10_000))
    }

    fn write(&self, pour: &mut Pour, house: &Organization, tally: Tally) {
        let (org, id, at, by) = (self.house, self.person.id, self.person.arrived, house.director.id);
        let (born, phone) = (self.born(), self.phone());
        row![
            pour, PARTICIPANTS;
            Key(org), Key(id), self.name.clone(), "", text::sort_key(&self.name), "", born, "en", false,
            "I want my days to be mine again.", "", tally.count, tally.touched, at, Key(by), 1_i64,
        ];
        for (kind, key) in names::keys(&[&self.name, ""], None, &[&phone], Some(born)) {
            row![pour, PARTICIPANT_KEYS; Key(org), kind.word(), key, Key(id)];
        }
        let channel: RecordId = self.dice.id(For::CHANNEL, self.place, at);
        row![pour, CHANNELS; Key(org), Key(channel), Key(id), "phone", phone, true, true, "", 0_i64];
        if let Some(program) = house.programs.get(self.person.program) {
            self.path(pour, house, program, tally);
        }
    }

    /// Referred, met, joined; and perhaps gone again.
    fn path(&self, pour: &mut Pour, house: &Organization, program: &Program, tally: Tally) {
        let (org, id, by, dice) = (self.house, self.person.id, house.director.id, self.dice);
        let at = self.person.arrived;
        let after = |hours: i64| at + SignedDuration::from_hours(hours);
        let referral: RecordId = dice.id(For::REFERRAL, self.place, at);
        row![
            pour, REFERRALS;
            Key(org), Key(referral), Key(id), Key(program.id), at, "self", "", "", "Wants somebody to walk with.", "",
            after(20), after(20), after(30), 1_i64, "enrolled", after(31), "", "", Key(by), 1_i64,
        ];
        let gone = house.calendar.ago(1 + i64::try_from(self.place % 300).unwrap_or_default());
        let left = (!self.person.is_here).then(|| tally.last.map_or(gone, |last| gone.max(last)));
        let steps = [
            (None, Status::Referred, Some(at)),
            (Some(Status::Referred), Status::Enrolled, Some(after(31))),
            (Some(Status::Enrolled), Status::Active, Some(after(40))),
            (Some(Status::Active), Status::Closed, left),
        ];
        let enrollment: RecordId = dice.id(For::ENROLLMENT, self.place, at);
        let (mut now, mut since, mut version) = (Status::Referred, at, 0_i64);
        for (number, (from, to, when)) in steps.into_iter().enumerate() {
            let Some(when) = when else { continue };
            (now, since, version) = (to, when, version + 1);
            let change: RecordId = dice.id(For::STATUS, self.place * 4 + number, when);
            let reason = if to == Status::Closed { "goals_met" } else { "" };
            row![
                pour, STATUS_CHANGES;
                Key(org), Key(change), Key(enrollment), Key(id), from.map(|from| from.word()), to.word(), when, reason, "", "",
                Key(by),
            ];
        }
        let peer = self.person.is_here.then_some(Key(self.person.peer.id));
        row![
            pour, ENROLLMENTS;
            Key(org), Key(enrollment), Key(id), Key(program.id), now.word(), now.standing().word(),
            text::sort_key(&self.name), since, after(31), peer, version,
        ];
        let assignment: RecordId = dice.id(For::ASSIGNMENT, self.place, after(32));
        row![
            pour, ASSIGNMENTS;
            Key(org), Key(assignment), Key(id), Key(program.id), Key(self.person.peer.id), "primary", day_of(after(32)),
            left.map(day_of), left, "", Key(by),
        ];
    }

    fn created(&self, by: AccountId) -> Deed {
        Deed {
            at: self.person.arrived,
            by,
            acting_as: "director",
            action: Action::Create,
            kind: "participant",
            person: self.person.id,
            record: self.person.id.uuid().into(),
            details: Map::new(),
        }
    }

    fn tell(self, known: &mut Known, shape: &Shape) {
        let who = (self.person.id, self.person.peer);
        if self.place < shape.heavy {
            known.heavy.push(who);
        } else if self.place < shape.heavy + shape.light {
            known.light.push(who);
        }
        let every = (shape.counts.len() / NAMES).max(1);
        if self.person.is_here && self.place.is_multiple_of(every) {
            known.names.push((self.person.program, self.name));
        }
    }
}
