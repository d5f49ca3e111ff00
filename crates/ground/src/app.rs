//! What the whole program shares: one value, given to every handler.

use std::{ops::Deref, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use kit::{
    clock::{Clock, Moment},
    config::Config,
    db::{Db, DbError, Tx},
    faults::Fault,
    files::Files,
    mail::Mailer,
    messages::Messages,
    secrets::{Hasher, Limiter, Rate, Relying, SealKey},
};

use crate::{access::Scope, area::Area, audit};

/// The parts that the program is put together from.
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub messages: Messages,
    pub areas: &'static [&'static Area],
    pub config: Config,
    pub hasher: Hasher,
    /// Seals small secrets at rest, such as those of second factors.
    pub seal: SealKey,
    /// Passkeys; `None` at an address where browsers offer none.
    pub passkeys: Option<Relying>,
    pub mailer: Mailer,
    /// Attachments and photos.
    pub files: Files,
}

/// A handle on the running program; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Running>);

struct Running {
    parts: Parts,
    /// Ceremonies that nobody is signed in for, by network address: each keeps a row until it is over.
    ceremonies: Limiter<String>,
}

/// Sign-ins with a passkey that one address may begin; a house full of people shares one.
const CEREMONIES: Rate = Rate { burst: 30, per: SignedDuration::from_mins(5) };
/// Addresses remembered at a time.
const MOST_ADDRESSES: usize = 20_000;

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Running { parts, ceremonies: Limiter::new(CEREMONIES, MOST_ADDRESSES) }))
    }

    /// Takes one ceremony of those that an address may begin.
    ///
    /// # Errors
    /// [`Fault::TooMany`], with the time to wait.
    pub(crate) fn begins_ceremony(&self, address: &str, now: Timestamp) -> Result<(), Fault> {
        self.0.ceremonies.take(&address.to_owned(), now).map_err(|soon| {
            let seconds = soon.until.duration_since(now).as_secs().saturating_add(1);
            Fault::TooMany(u32::try_from(seconds).unwrap_or(u32::MAX))
        })
    }

    pub fn moment(&self) -> Moment {
        self.clock.moment()
    }

    /// The address of a page as people outside write it: for links in mail and on paper.
    pub fn outside(&self, path: &str) -> String {
        format!("{}{}", self.config.public_url, path.trim_start_matches('/'))
    }

    /// Reads under a scope.
    ///
    /// # Errors
    /// What `work` answers, or the storage.
    pub async fn read<T, E>(
        &self,
        scope: &Scope,
        work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let scope = scope.clone();
        self.db.read(scope.reader(), move |tx| work(tx, &scope)).await
    }

    /// Writes under a scope, all or nothing.
    ///
    /// # Errors
    /// What `work` answers, or the storage.
    pub async fn write<T, E>(
        &self,
        scope: &Scope,
        work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let scope = scope.clone();
        self.db.write(scope.tenant(), move |tx| work(tx, &scope)).await
    }

    /// Writes down that a record was seen, before the page that shows it leaves. Entries of requests that come together
    /// share one commit.
    ///
    /// # Errors
    /// Those of the storage: what cannot be written down is not shown.
    pub async fn saw(&self, scope: &Scope, entry: audit::Entry) -> Result<(), DbError> {
        self.db.write(scope.tenant(), move |tx| audit::record(tx, &entry)).await
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
