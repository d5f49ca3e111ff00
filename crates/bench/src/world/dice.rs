//! Numbers and ids that follow from a seed and from what they are for, in any order of asking.

use jiff::Timestamp;
use kit::ids::{Id, uuid_v7};

/// What an id or a number is for, so that no two uses meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct For(u64);

impl For {
    pub const ORGANIZATION: Self = Self(1);
    pub const SITE: Self = Self(2);
    pub const PROGRAM: Self = Self(3);
    pub const ACCOUNT: Self = Self(4);
    pub const MEMBERSHIP: Self = Self(5);
    pub const PARTICIPANT: Self = Self(6);
    pub const CHANNEL: Self = Self(7);
    pub const ENROLLMENT: Self = Self(8);
    pub const STATUS: Self = Self(9);
    pub const ASSIGNMENT: Self = Self(10);
    pub const REFERRAL: Self = Self(11);
    pub const GOAL: Self = Self(12);
    pub const GOAL_STEP: Self = Self(13);
    pub const GOAL_RATING: Self = Self(14);
    pub const CONTACT: Self = Self(15);
    pub const ACT: Self = Self(16);
    pub const COSIGN: Self = Self(17);
    pub const STEP: Self = Self(18);
    pub const PROMISE: Self = Self(19);
    pub const REQUEST: Self = Self(20);
    pub const ORDER: Self = Self(21);
}

/// The dice of one organization.
#[derive(Debug, Clone, Copy)]
pub struct Dice {
    seed: u64,
}

impl Dice {
    pub fn new(seed: u64, organization: u64) -> Self {
        Self { seed: mixed(mixed(seed).wrapping_add(organization)) }
    }

    /// A number that follows from its use and its place alone.
    pub fn roll(&self, what: For, place: usize) -> u64 {
        let place = u64::try_from(place).unwrap_or_default();
        mixed(self.seed ^ mixed(place.wrapping_mul(64).wrapping_add(what.0)))
    }

    /// A number below `end`.
    pub fn below(&self, what: For, place: usize, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.roll(what, place) % end).unwrap_or_default()
    }

    /// An id of something that happened at `at`.
    pub fn id<T: Id>(&self, what: For, place: usize, at: Timestamp) -> T {
        let first = self.roll(what, place).to_le_bytes();
        let second = mixed(self.roll(what, place) ^ self.seed).to_le_bytes();
        let mut tail = [0; 10];
        tail.iter_mut().zip(first.into_iter().chain(second)).for_each(|(to, from)| *to = from);
        T::from(uuid_v7(at, tail))
    }
}

/// The finalizer of `SplitMix64`: every bit of the answer follows from every bit of the question.
pub const fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// A small part of a rolled number: `part(roll, 0, 100)` and `part(roll, 1, 100)` follow from the same roll and not from
/// each other.
pub fn part(roll: u64, which: u32, end: u64) -> u64 {
    (roll.rotate_right(which * 13) & 0x000f_ffff) % end.max(1)
}
