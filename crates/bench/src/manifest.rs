//! What the driver must know of a world: whom to sign in as, and what they open. Kept beside the database.

use std::{fs, path::Path};

use kit::ids::Id;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Stop,
    world::{HEAVY, LIGHT, Plan, Worker},
};

/// Everybody made up has this password.
pub const PASSWORD: &str = "made-up-words-for-measuring";
/// The file's name in the data folder.
pub const FILE: &str = "bench-world.json";

/// The sizes of a world and some of the people in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub participants: usize,
    pub contacts: usize,
    pub organizations: usize,
    pub seed: u64,
    /// How long the longest and the shortest compared histories are.
    pub heavy_contacts: usize,
    pub light_contacts: usize,
    pub workers: Vec<Peer>,
    pub supervisors: Vec<String>,
    pub directors: Vec<String>,
    pub participants_with_account: Vec<String>,
    /// Pairs of a worker's address and a person with a long history whom they support.
    pub heavy: Vec<(String, Uuid)>,
    pub light: Vec<(String, Uuid)>,
    /// Pairs of a supervisor's address and the name of somebody in their program.
    pub names: Vec<(String, String)>,
}

/// A worker, some of the people they support, and some of the contacts they wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peer {
    pub email: String,
    pub people: Vec<Uuid>,
    pub contacts: Vec<Uuid>,
}

/// The manifest tells of so many workers at most.
const WORKERS: usize = 400;

impl Manifest {
    pub(crate) fn of(plan: &Plan, houses: &[crate::world::Organization]) -> Self {
        let first = houses.first();
        let pairs = |list: Option<&Vec<(ground::ids::ParticipantId, Worker)>>| {
            let pairs = list.into_iter().flatten();
            pairs.map(|(person, peer)| (peer.email.to_owned(), person.uuid())).collect::<Vec<_>>()
        };
        let heavy = pairs(first.map(|house| &house.people.heavy));
        let emails = |list: Vec<Worker>| list.into_iter().map(|one| one.email.to_owned()).collect::<Vec<_>>();
        let supervisors =
            houses.iter().flat_map(|house| &house.programs).filter_map(|program| program.supervisors.first().copied());
        Self {
            participants: plan.participants,
            contacts: plan.contacts,
            organizations: plan.organizations,
            seed: plan.seed,
            heavy_contacts: HEAVY.min(plan.contacts / 4),
            light_contacts: LIGHT,
            workers: houses.iter().flat_map(workers).take(WORKERS).collect(),
            supervisors: emails(supervisors.take(WORKERS).collect()),
            directors: emails(houses.iter().map(|house| house.director).collect()),
            participants_with_account: emails(
                houses.iter().flat_map(|house| house.people.accounts.iter().copied()).take(WORKERS).collect(),
            ),
            light: pairs(first.map(|house| &house.people.light)),
            heavy,
            names: first.map(searches).unwrap_or_default(),
        }
    }

    /// Reads the manifest of a data folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn read(folder: &Path) -> Result<Self, Stop> {
        let path = folder.join(FILE);
        let text = fs::read_to_string(&path)
            .map_err(|error| Stop(format!("cannot read {}: {error}; make a world first", path.display())))?;
        serde_json::from_str(&text).map_err(Stop::because)
    }

    /// Writes it into a data folder.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), Stop> {
        let text = serde_json::to_string_pretty(self).map_err(Stop::because)?;
        fs::write(folder.join(FILE), text).map_err(Stop::because)
    }
}

fn searches(house: &crate::world::Organization) -> Vec<(String, String)> {
    let supervisor = |program: &usize| house.programs.get(*program)?.supervisors.first().copied();
    let names = house.people.names.iter();
    names.filter_map(|(program, name)| Some((supervisor(program)?.email.to_owned(), name.clone()))).collect()
}

fn workers(house: &crate::world::Organization) -> impl Iterator<Item = Peer> {
    let contacts = &house.people.contacts;
    house.people.caseloads.iter().map(move |(worker, people)| Peer {
        email: worker.email.to_owned(),
        people: people.iter().map(|person| person.uuid()).collect(),
        contacts: contacts.iter().filter(|(by, _)| *by == worker.id).take(20).map(|(_, id)| id.uuid()).collect(),
    })
}
