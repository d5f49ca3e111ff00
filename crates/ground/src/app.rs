//! What the whole program shares: one value, given to every handler.

use std::{ops::Deref, sync::Arc};

use kit::{
    clock::{Clock, Moment},
    config::Config,
    db::{Db, DbError, Tx},
    files::Files,
    mail::Mailer,
    messages::Messages,
    secrets::{Hasher, Relying, SealKey},
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
pub struct App(Arc<Parts>);

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
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
        self.db.read(scope.tenant(), move |tx| work(tx, &scope)).await
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
        &self.0
    }
}
