//! How a transaction begins: one message to the server, whoever asks and whatever stands between.

use std::{fmt::Write as _, str::FromStr};

use super::{super::Tenant, Pooler};

/// A place in PostgreSQL's log of changes. Everything that was acknowledged before one was read comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lsn(u64);

impl FromStr for Lsn {
    type Err = std::num::ParseIntError;

    /// As the server writes it: `16/B374D848`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (high, low) = text.split_once('/').unwrap_or(("", text));
        let half = |digits| u64::from_str_radix(digits, 16);
        Ok(Self((half(high)? << 32) | half(low)?))
    }
}

impl std::fmt::Display for Lsn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 & 0xFFFF_FFFF)
    }
}

/// Where a read stands towards the replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::db) enum Place {
    /// On the primary.
    Primary,
    /// On the primary; also asks how far the log of changes is.
    PrimaryMarked,
    /// On the replica, if it has everything up to here.
    Replica(Lsn),
}

/// A transaction about to begin.
#[derive(Debug, Clone, Copy)]
pub(in crate::db) struct Opening {
    pub(in crate::db) tenant: Tenant,
    pub(in crate::db) is_read_only: bool,
    pub(in crate::db) place: Place,
}

impl Opening {
    pub(in crate::db) fn write(tenant: Tenant) -> Self {
        Self { tenant, is_read_only: false, place: Place::Primary }
    }

    pub(in crate::db) fn read(tenant: Tenant, place: Place) -> Self {
        Self { tenant, is_read_only: true, place }
    }

    /// The same on the primary.
    pub(super) fn on_the_primary(self) -> Self {
        Self { place: Place::Primary, ..self }
    }

    /// The statements that begin it, as one message. Ids, instants and places in the log hold nothing to be quoted.
    ///
    /// Sets who reads for row-level rules and, for a write, waits for the organization's turn. Under a pooler the session
    /// is anybody's, so what a session would keep is set for the transaction. A replica is asked how far it is before the
    /// transaction's view of the data is taken: what it shows can then only be newer.
    pub(super) fn text(&self, pooler: Pooler) -> String {
        let mut text = String::with_capacity(512);
        // Writing to a String can't fail.
        if let Place::Replica(since) = self.place {
            let _ = write!(text, "BEGIN READ ONLY; SELECT pg_last_wal_replay_lsn() >= '{since}'::pg_lsn; COMMIT; ");
        }
        text.push_str(if self.is_read_only {
            "START TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
        } else {
            "START TRANSACTION ISOLATION LEVEL READ COMMITTED"
        });
        if pooler == Pooler::Transaction {
            text.push_str("; SELECT ");
            for (count, (name, value)) in SESSION.iter().enumerate() {
                let comma = if count == 0 { "" } else { ", " };
                let _ = write!(text, "{comma}set_config('{name}', '{value}', true)");
            }
        }
        self.take_place(&mut text);
        if self.place == Place::PrimaryMarked {
            text.push_str("; SELECT pg_current_wal_flush_lsn()");
        }
        text
    }

    fn take_place(&self, text: &mut String) {
        let (organization, reader) = match self.tenant {
            Tenant::System => return,
            Tenant::Organization(organization) => (organization, None),
            Tenant::Account { organization, account, now } => (organization, Some((account, now))),
        };
        let reader = reader.filter(|_| self.is_read_only);
        let (account, now) = reader.map(|(account, now)| (account.to_string(), now.to_string())).unwrap_or_default();
        let _ = write!(
            text,
            "; SELECT set_config('accompany.organization', '{organization}', true),
             set_config('accompany.account', '{account}', true), set_config('accompany.now', '{now}', true)"
        );
        if !self.is_read_only {
            let _ = write!(text, ", pg_advisory_xact_lock(hashtextextended('{organization}', 0))");
        }
    }
}

/// What every session is set to. To compile a statement of a page, or to plan it anew, costs more than to run it (decision 22).
pub(super) const SESSION: [(&str, &str); 5] = [
    ("TimeZone", "UTC"),
    ("jit", "off"),
    ("plan_cache_mode", "force_generic_plan"),
    ("statement_timeout", "60s"),
    ("idle_in_transaction_session_timeout", "60s"),
];
