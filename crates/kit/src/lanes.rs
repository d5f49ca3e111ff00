//! Turns for many at one counter: each key (an account, an organization) has a lane of its own, with so many served at
//! once and so many waiting. Who comes to a full lane is turned away; the other lanes do not notice.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Lanes by key. One that nobody is in takes no room.
#[derive(Debug)]
pub struct Lanes<K: Eq + Hash + Clone> {
    at_once: usize,
    waiting: usize,
    lanes: Arc<Mutex<HashMap<K, Lane>>>,
}

#[derive(Debug)]
struct Lane {
    turns: Arc<Semaphore>,
    /// Those being served and those who wait.
    inside: usize,
}

/// A turn: the lane has room again when this is dropped.
#[derive(Debug)]
pub struct Turn<K: Eq + Hash + Clone> {
    /// Given back before the place is.
    _permit: OwnedSemaphorePermit,
    _place: Place<K>,
}

/// A place in a lane, waiting or not.
#[derive(Debug)]
struct Place<K: Eq + Hash + Clone> {
    key: K,
    lanes: Arc<Mutex<HashMap<K, Lane>>>,
}

/// The lane is full: as many are served and wait as may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many are waiting already")]
pub struct LaneFull;

impl<K: Eq + Hash + Clone> Lanes<K> {
    /// Lanes with `at_once` turns (at least one) and room for `waiting` more.
    pub fn new(at_once: usize, waiting: usize) -> Self {
        Self { at_once: at_once.max(1), waiting, lanes: Arc::default() }
    }

    /// Waits for a turn. Whoever stops waiting (a dropped request) leaves the lane.
    ///
    /// # Errors
    /// [`LaneFull`], at once.
    pub async fn enter(&self, key: K) -> Result<Turn<K>, LaneFull> {
        let (place, turns) = self.line_up(key)?;
        let permit = turns.acquire_owned().await.map_err(|_| LaneFull)?;
        Ok(Turn { _permit: permit, _place: place })
    }

    fn line_up(&self, key: K) -> Result<(Place<K>, Arc<Semaphore>), LaneFull> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes
            .entry(key.clone())
            .or_insert_with(|| Lane { turns: Arc::new(Semaphore::new(self.at_once)), inside: 0 });
        if lane.inside >= self.at_once.saturating_add(self.waiting) {
            return Err(LaneFull);
        }
        lane.inside = lane.inside.saturating_add(1);
        Ok((Place { key, lanes: self.lanes.clone() }, lane.turns.clone()))
    }

    /// How many are in all lanes together, and how many in the fullest.
    pub fn inside(&self) -> (usize, usize) {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let all = lanes.values().map(|lane| lane.inside);
        (all.clone().fold(0, usize::saturating_add), all.max().unwrap_or_default())
    }

    /// How many may be in one lane.
    pub fn bound(&self) -> usize {
        self.at_once.saturating_add(self.waiting)
    }
}

impl<K: Eq + Hash + Clone> Drop for Place<K> {
    fn drop(&mut self) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let is_empty = lanes.get_mut(&self.key).is_some_and(|lane| {
            lane.inside = lane.inside.saturating_sub(1);
            lane.inside == 0
        });
        if is_empty {
            lanes.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_full_lane_turns_away_and_another_does_not_notice() {
        let lanes = Lanes::new(2, 1);
        let first = lanes.enter("ana").now_or_never().unwrap().unwrap();
        let _second = lanes.enter("ana").now_or_never().unwrap().unwrap();
        let mut third = Box::pin(lanes.enter("ana"));
        assert!(third.as_mut().now_or_never().is_none(), "the third waits");
        assert_eq!(lanes.enter("ana").now_or_never().unwrap().unwrap_err(), LaneFull);
        assert!(lanes.enter("marcus").now_or_never().unwrap().is_ok());
        assert_eq!(lanes.inside(), (3, 3));
        drop(first);
        assert!(third.as_mut().now_or_never().unwrap().is_ok(), "its turn has come");
    }

    #[test]
    fn whoever_stops_waiting_leaves_the_lane_and_an_empty_one_is_forgotten() {
        let lanes = Lanes::new(1, 1);
        let turn = lanes.enter(7).now_or_never().unwrap().unwrap();
        let mut waiting = Box::pin(lanes.enter(7));
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(waiting);
        assert_eq!(lanes.inside(), (1, 1));
        drop(turn);
        assert_eq!(lanes.inside(), (0, 0));
        assert!(lanes.lanes.lock().unwrap().is_empty());
    }
}
