//! Fairness: one account, one organization or one visitor's address may ask for much, but never so much that others wait
//! for it (decision 17). Each node counts for itself.

use std::{hash::Hash, sync::Arc, time::Instant};

use ground::{
    Visit,
    ids::{AccountId, OrganizationId},
};
use jiff::{SignedDuration, Timestamp};
use kit::{
    config::Limits,
    faults::Fault,
    lanes::{LaneFull, Lanes, Turn},
    secrets::{Limiter, Rate},
};

/// How many times as many may wait as are worked on at once.
const WAITING: usize = 4;
/// Accounts, organizations and addresses remembered at a time, each.
const MOST_KEYS: usize = 50_000;
/// After this many seconds a lane that was full has moved on.
const LANE_SECONDS: u32 = 2;

/// The lanes and budgets of this node; cheap to clone.
#[derive(Clone)]
pub struct Turns(Arc<Counters>);

struct Counters {
    started: Instant,
    accounts: Counter<(OrganizationId, AccountId)>,
    organizations: Counter<OrganizationId>,
    /// Visitors who are not signed in, by network address: a library or a shelter shares one.
    visitors: Counter<String>,
    /// Sessions being looked up, by network address: before that nobody is known, and anybody can make up a session.
    doors: Counter<String>,
}

/// What each of one kind may ask for.
struct Counter<K: Eq + Hash + Clone> {
    name: &'static str,
    budget: Option<Limiter<K>>,
    lanes: Lanes<K>,
}

/// One kind of lanes, for those who watch.
pub struct Fullness {
    pub name: &'static str,
    /// Requests in all lanes of the kind.
    pub all: usize,
    /// Those in the fullest one.
    pub fullest: usize,
    /// What one may hold.
    pub bound: usize,
}

impl Turns {
    pub fn new(limits: &Limits) -> Self {
        Self(Arc::new(Counters {
            started: Instant::now(),
            accounts: Counter::new("account", limits.account_per_minute, limits.account_at_once),
            organizations: Counter::new("organization", limits.organization_per_minute, limits.organization_at_once),
            visitors: Counter::new("visitor", limits.visitor_per_minute, limits.organization_at_once),
            doors: Counter::new("address", 0, limits.organization_at_once),
        }))
    }

    /// How full the lanes are.
    pub fn fullness(&self) -> [Fullness; 4] {
        let Counters { accounts, organizations, visitors, doors, .. } = &*self.0;
        [accounts.fullness(), organizations.fullness(), visitors.fullness(), doors.fullness()]
    }

    /// Looks up who is there when it is the address's turn.
    ///
    /// # Errors
    /// [`Fault::TooMany`], and those of the looking up.
    pub async fn look_up<T>(&self, address: &str, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        let _turn = self.0.doors.enter(address.to_owned(), self.now()).await?;
        work.await
    }

    /// Does what a visitor asks for when it is their turn.
    ///
    /// # Errors
    /// [`Fault::TooMany`].
    pub async fn wait<T>(&self, visit: &Visit, work: impl Future<Output = T>) -> Result<T, Fault> {
        let (now, counters) = (self.now(), &*self.0);
        let Some(actor) = &visit.actor else {
            let _turn = counters.visitors.enter(visit.request.address.clone(), now).await?;
            return Ok(work.await);
        };
        // The person's own lane first: one account never fills its organization's.
        let _turn = counters.accounts.enter((actor.organization, actor.account), now).await?;
        let _house = counters.organizations.enter(actor.organization, now).await?;
        Ok(work.await)
    }

    /// The time since the start: the machine's clock may step, this one does not.
    fn now(&self) -> Timestamp {
        let since = SignedDuration::try_from(self.0.started.elapsed()).unwrap_or(SignedDuration::MAX);
        Timestamp::UNIX_EPOCH.saturating_add(since).unwrap_or(Timestamp::MAX)
    }
}

impl<K: Eq + Hash + Clone> Counter<K> {
    fn new(name: &'static str, per_minute: u32, at_once: usize) -> Self {
        let rate = Rate { burst: per_minute, per: SignedDuration::from_mins(1) };
        let budget = (per_minute > 0).then(|| Limiter::new(rate, MOST_KEYS));
        Self { name, budget, lanes: Lanes::new(at_once, at_once.saturating_mul(WAITING)) }
    }

    /// Takes one from the key's budget and waits for its turn in the key's lane.
    async fn enter(&self, key: K, now: Timestamp) -> Result<Turn<K>, Fault> {
        if let Some(Err(soon)) = self.budget.as_ref().map(|budget| budget.take(&key, now)) {
            let seconds = soon.until.duration_since(now).as_secs().saturating_add(1);
            return Err(self.refuse("budget", u32::try_from(seconds).unwrap_or(u32::MAX)));
        }
        self.lanes.enter(key).await.map_err(|LaneFull| self.refuse("lane", LANE_SECONDS))
    }

    fn refuse(&self, why: &'static str, seconds: u32) -> Fault {
        metrics::counter!("accompany_refused_total", "why" => why, "of" => self.name).increment(1);
        Fault::TooMany(seconds)
    }

    fn fullness(&self) -> Fullness {
        let (all, fullest) = self.lanes.inside();
        Fullness { name: self.name, all, fullest, bound: self.lanes.bound() }
    }
}
