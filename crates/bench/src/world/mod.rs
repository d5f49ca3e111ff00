//! A made-up world of the size that is asked for, straight into either engine.
//!
//! Deterministic: the same plan makes the same rows. What lives here: the order of filling. What the areas write when
//! people work is written here in bulk, with the areas' own functions wherever there is one: search keys, the audit's
//! chain, due moments, units, the library and the directory. `accompany verify` says whether it was done right.

mod calendar;
mod contacts;
mod dice;
mod facts;
mod goals;
mod history;
mod house;
mod names;
mod people;
mod pour;
mod shape;
mod shelf;
mod tables;
mod trail;

#[cfg(test)]
mod tests;

use std::{path::Path, time::Instant};

use ground::ids::AccountId;
use jiff::{Timestamp, civil::Date};
use kit::{
    clock::{Clock, Moment},
    db::{Db, bulk::Bulk},
    secrets::{Cost, Hasher, Password, Salt},
};

pub(crate) use self::house::Organization;
use self::{dice::Dice, pour::Pour, shape::Shape};
pub use self::{
    dice::{mixed, part},
    names::misspelt,
    shape::{HEAVY, LIGHT},
};
use crate::{
    Stop,
    manifest::{Manifest, PASSWORD},
};

/// What world is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub participants: usize,
    pub contacts: usize,
    pub organizations: usize,
    pub seed: u64,
    /// The present of the world: its history ends yesterday.
    pub now: Timestamp,
}

/// Where the world is made.
#[derive(Debug, Clone, Copy)]
pub enum Place<'p> {
    Sqlite(&'p Path),
    Postgres(&'p str),
}

/// How long it took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    pub rows: u64,
    /// Writing the rows, in seconds.
    pub filling: f64,
    /// Building the indexes and putting the keys back, in seconds.
    pub indexing: f64,
    /// The library and the directory, through the program's own functions, in seconds.
    pub furnishing: f64,
}

/// Makes the world in an empty place and answers whom to sign in as.
///
/// # Errors
/// When there is an organization already; those of the storage.
pub fn make(plan: &Plan, place: Place<'_>) -> Result<(Manifest, Took), Stop> {
    let at = Clock::fixed(plan.now, plan.seed).moment();
    let db = open(place)?;
    db.migrate(&ground::schema::steps().map_err(Stop::because)?, plan.now).map_err(Stop::because)?;
    refuse_a_used_place(&db)?;
    db.close();
    let begun = Instant::now();
    let (organizations, rows, bulk) = fill(plan, place, &at)?;
    let filled = begun.elapsed().as_secs_f64();
    bulk.finish().map_err(Stop::because)?;
    let indexed = begun.elapsed().as_secs_f64();
    let db = open(place)?;
    organizations.iter().try_for_each(|house| shelf::furnish(&db, &at, house)).map_err(Stop::because)?;
    db.close();
    let took =
        Took { rows, filling: filled, indexing: indexed - filled, furnishing: begun.elapsed().as_secs_f64() - indexed };
    Ok((Manifest::of(plan, &organizations), took))
}

fn open(place: Place<'_>) -> Result<Db, Stop> {
    match place {
        Place::Sqlite(path) => Db::open_sqlite(path, 1),
        Place::Postgres(url) => Db::open_postgres(url, 1),
    }
    .map_err(Stop::because)
}

fn refuse_a_used_place(db: &Db) -> Result<(), Stop> {
    use kit::{db::DbError, db::Tenant, sql};
    let count: Result<Option<i64>, DbError> =
        db.read_now(Tenant::System, |tx| tx.one(sql!("SELECT COUNT(*) FROM organizations"), &[]));
    match count.map_err(Stop::because)? {
        Some(0) | None => Ok(()),
        Some(_) => Err(Stop("there is an organization here already: a world needs an empty place".to_owned())),
    }
}

/// Rows are made on this thread and written on another.
fn fill(plan: &Plan, place: Place<'_>, at: &Moment) -> Result<(Vec<Organization>, u64, Bulk), Stop> {
    let hash = password_hash(at)?;
    let mut bulk = match place {
        Place::Sqlite(path) => Bulk::sqlite(path),
        Place::Postgres(url) => Bulk::postgres(url),
    }
    .map_err(Stop::because)?;
    std::thread::scope(|scope| {
        let (mut pour, rows) = Pour::new();
        let writer = scope.spawn(move || {
            let mut count = 0;
            for (sheet, values) in rows {
                bulk.add(sheet, &values)?;
                count += values.len() / sheet.width();
            }
            Ok::<_, kit::db::DbError>((bulk, count))
        });
        let organizations = tell(plan, hash, &mut pour);
        drop(pour);
        let written = writer.join().map_err(|_| Stop("the writing stopped".to_owned()))?;
        let (bulk, count) = written.map_err(Stop::because)?;
        Ok((organizations, u64::try_from(count).unwrap_or_default(), bulk))
    })
}

/// Everything that happened, organization by organization.
fn tell(plan: &Plan, hash: &'static str, pour: &mut Pour) -> Vec<Organization> {
    let shapes = Shape::of(plan);
    let mut told = Vec::new();
    for (number, shape) in shapes.into_iter().enumerate() {
        let dice = Dice::new(plan.seed, u64::try_from(number).unwrap_or_default());
        let mut house = house::build(pour, plan, &shape, number, &dice, hash);
        let history = people::settle(pour, &mut house, shape, &dice, hash);
        goals::write(pour, &house, &history, &dice);
        contacts::write(pour, &mut house, &history, &dice);
        house.trail.close(pour);
        told.push(house);
    }
    told
}

/// One hash for everybody made up: their password stands in the manifest anyway.
fn password_hash(at: &Moment) -> Result<&'static str, Stop> {
    let hasher = Hasher::new(Cost::OWASP, 1, 1).map_err(Stop::because)?;
    let password = Password::typed(PASSWORD).ok_or_else(|| Stop("the password is too long".to_owned()))?;
    let salt = Salt::from_rng(&mut at.rng());
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(Stop::because)?;
    let hash: String = runtime.block_on(hasher.hash(password, salt)).map_err(Stop::because)?;
    // Every account's row borrows it.
    Ok(hash.leak())
}

/// The zone in which the whole world lives.
pub const ZONE: &str = "America/New_York";

/// The day on which `at` is, in the world's zone.
fn day_of(at: Timestamp) -> Date {
    at.to_zoned(zone()).date()
}

fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get(ZONE).unwrap_or(jiff::tz::TimeZone::UTC)
}

/// Somebody who can sign in.
#[derive(Debug, Clone, Copy)]
pub struct Worker {
    pub id: AccountId,
    pub name: &'static str,
    pub email: &'static str,
}

/// The name of somebody who is in no world yet.
pub fn made_up_name(place: usize) -> String {
    names::name(&Dice::new(u64::MAX, 0), dice::For::PARTICIPANT, place)
}
