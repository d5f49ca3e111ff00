//! Signing in as everybody who takes part.

use std::net::SocketAddr;

use jiff::{civil::Date, tz::TimeZone};
use kit::clock::Clock;
use uuid::Uuid;

use super::http::{Ask, Line, form};
use crate::{
    Stop,
    manifest::{Manifest, PASSWORD, Peer},
};

/// Sign-ins of each role at most.
const WORKERS: usize = 48;
const SUPERVISORS: usize = 8;
const DIRECTORS: usize = 4;
/// People who are searched for.
const NAMES: usize = 24;
const PARTICIPANTS: usize = 12;

/// Those who are signed in.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Notes are about the days before.
    pub today: Date,
    pub workers: Vec<Worker>,
    /// The session of a worker with the id of a person with a long history; the same for a short one.
    pub heavy: Vec<(String, Uuid)>,
    pub light: Vec<(String, Uuid)>,
    /// Sessions.
    pub supervisors: Vec<String>,
    pub directors: Vec<String>,
    pub participants: Vec<String>,
    /// The session of a supervisor with the name of somebody in their program.
    pub names: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Worker {
    pub session: String,
    pub people: Vec<Uuid>,
    pub contacts: Vec<Uuid>,
}

impl Cast {
    /// Signs everybody in over HTTP, one after the other: hashing a password is dear on purpose.
    ///
    /// # Errors
    /// When somebody is not let in.
    pub async fn sign_in(to: SocketAddr, manifest: &Manifest) -> Result<Self, Stop> {
        let mut door = Door { line: Line::new(to), known: Vec::new() };
        let mut cast = Self::empty();
        let is_told = |peer: &&Peer| !peer.people.is_empty() && !peer.contacts.is_empty();
        let every = (manifest.workers.len() / WORKERS).max(1);
        for peer in manifest.workers.iter().step_by(every).filter(is_told).take(WORKERS) {
            let session = door.session(&peer.email).await?;
            cast.workers.push(Worker { session, people: peer.people.clone(), contacts: peer.contacts.clone() });
        }
        for (email, person) in manifest.heavy.iter().take(4) {
            cast.heavy.push((door.session(email).await?, *person));
        }
        for (email, person) in manifest.light.iter().take(8) {
            cast.light.push((door.session(email).await?, *person));
        }
        for email in manifest.supervisors.iter().take(SUPERVISORS) {
            cast.supervisors.push(door.session(email).await?);
        }
        let every = (manifest.names.len() / NAMES).max(1);
        for (email, name) in manifest.names.iter().step_by(every).take(NAMES) {
            cast.names.push((door.session(email).await?, name.clone()));
        }
        for email in manifest.directors.iter().take(DIRECTORS) {
            cast.directors.push(door.session(email).await?);
        }
        for email in manifest.participants_with_account.iter().take(PARTICIPANTS) {
            cast.participants.push(door.session(email).await?);
        }
        if cast.workers.is_empty() {
            return Err(Stop("no worker of this world can be signed in".to_owned()));
        }
        Ok(cast)
    }
}

impl Cast {
    fn empty() -> Self {
        Self {
            today: Clock::system().moment().now.to_zoned(TimeZone::UTC).date(),
            workers: Vec::new(),
            heavy: Vec::new(),
            light: Vec::new(),
            supervisors: Vec::new(),
            directors: Vec::new(),
            participants: Vec::new(),
            names: Vec::new(),
        }
    }
}

struct Door {
    line: Line,
    known: Vec<(String, String)>,
}

impl Door {
    async fn session(&mut self, email: &str) -> Result<String, Stop> {
        if let Some((_, session)) = self.known.iter().find(|(known, _)| known == email) {
            return Ok(session.clone());
        }
        let body = form(&[("email", email), ("password", PASSWORD)]);
        let kind = "application/x-www-form-urlencoded";
        let ask = Ask { method: "POST", body: Some((kind, &body)), ..Ask::get("/sign-in") };
        let answer = self.line.ask(&ask, true).await.map_err(Stop::because)?;
        let refused = || Stop(format!("{email} was not let in: {}", answer.status));
        let session = answer.session.clone().filter(|session| !session.is_empty()).ok_or_else(refused)?;
        self.known.push((email.to_owned(), session.clone()));
        Ok(session)
    }
}
