//! Moves the made-up organization into an empty database, as the areas themselves would have written it down.
//!
//! What lives here: the order of loading, and what the parts ask of the world. What doesn't: the world itself ([`World`])
//! and the words that tables use for it (a file here for each part). Everything is one transaction: all or nothing.

mod agreed;
mod bulk;
mod contacts;
mod directory;
mod drafts;
mod front;
mod goals;
mod hearing;
mod house;
mod keys;
mod library;
mod paths;
mod people;
mod plan;
mod promises;
mod rights;
mod space;
mod trail;
mod units;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt::Write as _};

use ground::{App, ids::AccountId, ids::RecordId, rules::Rules};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use kit::{
    clock::Moment,
    db::{Db, DbError, Tenant, Tx},
    ids::Id,
    secrets::{Hasher, Password, Salt},
    sql,
};

use self::keys::{Keys, key};
use super::{
    DEMO_PASSWORD, DEMO_SEED,
    clock::Clock,
    life::lead,
    world::{Assignment, AssignmentKind, Contact, NoteState, Referral, StaffId, StatusChange, World},
};
use crate::commands::Stop;

/// Loads the made-up organization, unless it is there already, and prints how to sign in.
pub fn load(app: &App) -> Result<(), Stop> {
    let at = app.moment();
    let today = at.now.to_zoned(TimeZone::get(super::clock::ZONE).unwrap_or(TimeZone::UTC)).date();
    match found(&app.db)? {
        Found::Nothing => {
            let hash = hash(&app.hasher, &at)?;
            fill(&app.db, World::make(DEMO_SEED, today), at, hash).map_err(Stop::because)?;
        }
        Found::Demo => {}
        Found::Another => return Err(Stop(ANOTHER.to_owned())),
    }
    print!("{}", greeting(&app.outside("/"), today));
    Ok(())
}

const ANOTHER: &str = "--demo loads a made-up organization into an empty place, and there is an organization here \
    already. Leave --demo out to serve it, or name another folder with --data.";

/// What the database holds before anything is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    Demo,
    Another,
}

fn found(db: &Db) -> Result<Found, Stop> {
    let read = db.read_now(Tenant::System, |tx| {
        tx.list::<bool>(sql!("SELECT is_demo FROM organizations ORDER BY created_at LIMIT 1000"), &[])
    });
    let all: Vec<bool> = read.map_err(|error: DbError| Stop::because(error))?;
    Ok(match all.iter().find(|is_demo| **is_demo) {
        Some(_) => Found::Demo,
        None if all.is_empty() => Found::Nothing,
        None => Found::Another,
    })
}

/// One hash for all accounts of the demo: their password is printed on the screen anyway.
fn hash(hasher: &Hasher, at: &Moment) -> Result<String, Stop> {
    let password = Password::typed(DEMO_PASSWORD).ok_or_else(|| Stop("the demo's password is too long".to_owned()))?;
    let salt = Salt::from_rng(&mut at.rng());
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(Stop::because)?;
    runtime.block_on(hasher.hash(password, salt)).map_err(Stop::because)
}

/// Writes the whole world in one transaction.
fn fill(db: &Db, mut world: World, at: Moment, password_hash: String) -> Result<(), DbError> {
    let is_ahead = |one: &&mut Contact| one.life.signed_at.is_some_and(|signed| signed > at.now);
    // Before the demo's morning, its early calls were made on the evening before.
    for contact in world.contacts.iter_mut().filter(is_ahead) {
        let earlier = |time: Timestamp| time.checked_sub(SignedDuration::from_hours(12)).unwrap_or(time);
        (contact.start, contact.end) = (earlier(contact.start), earlier(contact.end));
        contact.life.signed_at = contact.life.signed_at.map(earlier);
    }
    db.write_now(Tenant::System, move |tx| {
        let on = Loading::new(&world, at);
        house::load(tx, &on, &password_hash)?;
        records(tx, &on)?;
        space::load(tx, &on, &password_hash)
    })
}

fn records(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    people::load(tx, on)?;
    paths::load(tx, on)?;
    goals::load(tx, on)?;
    contacts::load(tx, on)?;
    drafts::load(tx, on)?;
    promises::load(tx, on)?;
    agreed::load(tx, on)?;
    plan::load(tx, on)?;
    trail::load(tx, on)?;
    rights::load(tx, on)?;
    library::load(tx, on)?;
    directory::load(tx, on)?;
    front::load(tx, on)
}

/// What the person at the terminal reads: where to go, and a way to sign in for each role.
fn greeting(address: &str, today: Date) -> String {
    let mut text = format!(
        "\nA made-up organization is ready at {address}\nSign in as one of these, all with the password {DEMO_PASSWORD}\n\n"
    );
    for line in World::staffed(today).sign_in_lines() {
        let role = Rules::shipped().matrix.roles.get(line.role.word()).map_or(line.role.word(), |card| &card.label);
        // Writing to a string does not fail.
        _ = writeln!(text, "  {role:<22}{:<18}{}", line.name, line.email);
    }
    for (role, name, email) in space::SIGN_INS {
        let role = Rules::shipped().matrix.roles.get(role).map_or(role, |card| &card.label);
        _ = writeln!(text, "  {role:<22}{name:<18}{email}");
    }
    text.push('\n');
    text
}

/// The world with its keys, and what the parts ask about people.
pub struct Loading<'w> {
    world: &'w World,
    keys: Keys,
    at: Moment,
    clock: Clock,
    zone: TimeZone,
    founded: Timestamp,
    contacts: BTreeMap<u32, Vec<&'w Contact>>,
}

impl<'w> Loading<'w> {
    fn new(world: &'w World, at: Moment) -> Self {
        let clock = Clock::new(world.today);
        let first = world.staff.iter().map(|one| one.started).min().unwrap_or(world.today);
        let founded = clock.at(first, 8 * 60);
        let mut contacts: BTreeMap<u32, Vec<&Contact>> = BTreeMap::new();
        for contact in &world.contacts {
            if let Some(person) = contact.participant {
                contacts.entry(person).or_default().push(contact);
            }
        }
        let zone = TimeZone::get(super::clock::ZONE).unwrap_or(TimeZone::UTC);
        Self { world, keys: Keys::new(world, &at, &clock, founded), at, clock, zone, founded, contacts }
    }

    /// Nothing that has happened lies ahead, also when the program is started before the demo's morning.
    fn past(&self, at: Timestamp) -> Timestamp {
        at.min(self.at.now)
    }

    /// A fresh key of something that happened at `at`.
    fn id_at<T: Id>(&self, at: Timestamp) -> T {
        self.at.at(at).id()
    }

    /// The last second of a day.
    fn end_of(&self, day: Date) -> Timestamp {
        let next = self.clock.at(super::clock::plus(day, 1), 0);
        next.checked_sub(SignedDuration::from_secs(1)).unwrap_or(next)
    }

    fn day_of(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    fn account(&self, staff: StaffId) -> AccountId {
        key(&self.keys.accounts, staff)
    }

    fn staff_name(&self, staff: StaffId) -> &'w str {
        self.world.staff.iter().find(|one| one.id == staff).map_or("", |one| one.name.as_str())
    }

    fn role_of(&self, staff: StaffId) -> &'static str {
        self.world.staff.iter().find(|one| one.id == staff).map_or("", |one| one.role.word())
    }

    /// Who answers for people of a program whom nobody supports yet.
    fn desk(&self, program: u32) -> StaffId {
        lead(program)
    }

    fn program_of(&self, person: u32) -> Option<u32> {
        self.world.participants.iter().find(|one| one.id == person).map(|one| one.program)
    }

    fn name_to_use(&self, person: u32) -> &'w str {
        self.world.participants.iter().find(|one| one.id == person).map_or("", |one| one.name_to_use.as_str())
    }

    /// A person's contacts in time order, drafts and planned ones among them.
    fn contacts(&self, person: u32) -> &[&'w Contact] {
        self.contacts.get(&person).map_or(&[], Vec::as_slice)
    }

    fn contact(&self, id: u32) -> Option<&'w Contact> {
        self.world.contacts.get(usize::try_from(id).ok()?)
    }

    /// The key of a contact's next step.
    fn step(&self, contact: u32, position: u32) -> RecordId {
        let steps = usize::try_from(contact).ok().and_then(|at| self.keys.steps.get(at));
        steps.map_or_else(|| uuid::Uuid::nil().into(), |steps| key(steps, position))
    }

    fn statuses(&self, person: u32) -> impl DoubleEndedIterator<Item = &'w StatusChange> + use<'w> {
        self.world.statuses.iter().filter(move |one| one.participant == person)
    }

    /// When somebody was first written down.
    fn arrived(&self, person: u32) -> Timestamp {
        let referral = self.world.referrals.iter().find(|one| one.participant == person);
        referral.map_or(self.founded, |referral| referral.received)
    }

    /// When somebody first told more about themselves: at the first meeting, else when they came.
    fn known_since(&self, person: u32) -> Timestamp {
        let met = self.statuses(person).find(|one| one.status == super::world::Status::MetInPerson);
        met.map_or_else(|| self.arrived(person), |met| met.at)
    }

    fn assignments(&self, person: u32) -> impl DoubleEndedIterator<Item = &'w Assignment> + use<'w> {
        let of = move |one: &&Assignment| one.participant == person && one.kind == AssignmentKind::Primary;
        self.world.assignments.iter().filter(of)
    }

    fn first_peer(&self, person: u32) -> Option<StaffId> {
        self.assignments(person).next().map(|one| one.staff)
    }

    fn primary_now(&self, person: u32) -> Option<StaffId> {
        let is_open = |one: &&Assignment| one.to.is_none_or(|to| to >= self.clock.today);
        self.assignments(person).rfind(is_open).map(|one| one.staff)
    }

    fn peer_on_or_none(&self, person: u32, day: Date) -> Option<StaffId> {
        self.assignments(person).rfind(|one| one.from <= day).map(|one| one.staff)
    }

    /// Who walked with somebody on a day; the program's lead when nobody did.
    fn peer_on(&self, person: u32, day: Date) -> StaffId {
        let desk = self.desk(self.program_of(person).unwrap_or(0));
        self.peer_on_or_none(person, day).or_else(|| self.first_peer(person)).unwrap_or(desk)
    }

    /// How many signed contacts there are about somebody, and when they were last in touch.
    fn tally(&self, person: u32) -> (i64, Option<Timestamp>) {
        let counts = |one: &&&Contact| one.life.signed_at.is_some() && one.life.state != NoteState::EnteredInError;
        let signed: Vec<&&Contact> = self.contacts(person).iter().filter(counts).collect();
        let last = signed.iter().rev().find(|one| is_being_in_touch(one)).map(|one| one.start);
        (i64::try_from(signed.len()).unwrap_or(0), last)
    }

    /// The contact of a referral that shows something.
    fn evidence(&self, referral: &Referral, shows: impl Fn(&Contact) -> bool) -> Option<RecordId> {
        let found = self.contacts(referral.participant).iter().find(|one| shows(one))?;
        Some(key(&self.keys.contacts, found.id))
    }
}

/// Whether a contact shows that the person was in touch: reached, and there themselves.
fn is_being_in_touch(one: &Contact) -> bool {
    use super::world::{ContactKind as Kind, ContactOutcome as Outcome};
    one.outcome == Outcome::Held && !matches!(one.kind, Kind::Team | Kind::NonService | Kind::Family)
}
