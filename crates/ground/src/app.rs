//! What the whole program shares: one value, given to every handler.

use std::{
    ops::Deref,
    path::Path,
    sync::{Arc, OnceLock},
};

use jiff::{SignedDuration, Timestamp};
use kit::{
    clock::{Clock, Moment},
    config::Config,
    db::{Db, DbError, Tx, following},
    faults::Fault,
    files::Files,
    mail::Mailer,
    messages::Messages,
    secrets::{Hasher, Limiter, Rate, Relying, SealKey, TooSoon},
};

use crate::{
    access::Scope,
    area::{Area, Guard, Verb},
    audit,
    public::Refer,
};

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
    /// How somebody who is referred from the public pages comes in.
    pub refer: Refer,
}

/// A handle on the running program; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Running>);

struct Running {
    parts: Parts,
    /// Ceremonies that nobody is signed in for, by network address: each keeps a row until it is over.
    ceremonies: Limiter<String>,
    /// What people send from public pages, by network address.
    posts: Limiter<String>,
    /// The public pages that there are.
    public_pages: Vec<&'static str>,
    /// Looks on their way into the audit, while the program serves.
    looks: OnceLock<Arc<audit::Looks>>,
}

/// Sign-ins with a passkey that one address may begin; a house full of people shares one.
const CEREMONIES: Rate = Rate { burst: 30, per: SignedDuration::from_mins(5) };
/// What one address may send from public pages; a library or a shelter shares one.
const POSTS: Rate = Rate { burst: 10, per: SignedDuration::from_mins(10) };
/// Addresses remembered at a time.
const MOST_ADDRESSES: usize = 20_000;

impl App {
    pub fn new(parts: Parts) -> Self {
        let routes = parts.areas.iter().flat_map(|area| (area.routes)());
        let public = routes.filter(|route| route.guard == Guard::Public && route.verb == Verb::Get);
        let public_pages = public.map(|route| route.path).collect();
        let ceremonies = Limiter::new(CEREMONIES, MOST_ADDRESSES);
        let posts = Limiter::new(POSTS, MOST_ADDRESSES);
        Self(Arc::new(Running { parts, ceremonies, posts, public_pages, looks: OnceLock::new() }))
    }

    /// Whether there is such a page for everybody.
    pub fn has_public_page(&self, path: &str) -> bool {
        self.0.public_pages.contains(&path)
    }

    /// Takes one of the forms that an address may send from public pages; else says when it may send the next, so that
    /// the page can say so and keep the words.
    ///
    /// # Errors
    /// [`TooSoon`].
    pub fn takes_public_form(&self, address: &str, now: Timestamp) -> Result<(), TooSoon> {
        self.0.posts.take(&address.to_owned(), now)
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

    /// Reads under a scope what may take longer than a page should: nobody else waits behind it.
    ///
    /// # Errors
    /// What `work` answers, or the storage.
    pub async fn read_long<T, E>(
        &self,
        scope: &Scope,
        work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let scope = scope.clone();
        self.db.read_long(scope.reader(), move |tx| work(tx, &scope)).await
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

    /// Writes down that a record was seen, before the page that shows it leaves. While the program serves, looks go into
    /// the audit together ([`audit::Looks`]).
    ///
    /// # Errors
    /// Those of the storage: what cannot be written down is not shown.
    pub async fn saw(&self, scope: &Scope, entry: audit::Entry) -> Result<(), DbError> {
        match self.0.looks.get() {
            Some(looks) => looks.keep(entry).await,
            None => self.db.write(scope.tenant(), move |tx| audit::record(tx, &entry)).await,
        }
    }

    /// From now on looks go into the audit together: whoever calls this runs [`audit::go_round`] with the answer.
    /// `folder` is where looks are kept until then; without one, each waits until it is in the audit.
    ///
    /// # Errors
    /// In words for the person at the terminal: what an earlier process left there could not be brought in.
    pub async fn gather_looks(&self, folder: Option<&Path>) -> Result<Arc<audit::Looks>, String> {
        let looks = Arc::new(audit::Looks::open(self.db.clone(), folder).await?);
        self.0.looks.set(looks.clone()).map_err(|_| "looks are gathered already".to_owned())?;
        Ok(looks)
    }

    /// Brings every look so far into the audit: for pages that show it. That the same person read the audit within the
    /// last half second may be missing.
    ///
    /// # Errors
    /// Those of the storage.
    pub async fn settle_looks(&self, scope: &Scope) -> Result<(), DbError> {
        // Another task may be the one that writes them.
        following::stay_on_the_primary();
        match self.0.looks.get() {
            Some(looks) => looks.settle_for(scope).await,
            None => Ok(()),
        }
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
