//! What slows guessing down: who is trying, from where, and in which browser (the rule is `kit::secrets::sign_in_gate`).
//!
//! A try is written down as failed before it is checked and struck out when it was right, so that many tries at once
//! cannot slip past the count.

use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tx},
    secrets::{Failures, SealKey, SignInFailures, SignInGate, sign_in_gate},
    sql,
    text::fold_email,
};
use rand::CryptoRng;
use sha2::{Digest, Sha256};

use crate::{access::Request, ids::RecordId};

/// Older failures count for nothing any more.
const COUNTED_FOR: SignedDuration = SignedDuration::from_hours(24);
/// A browser remembers so many of the accounts that signed in there.
const MOST_REMEMBERED: usize = 5;
const CONTEXT: &str = "known browser";
const NONCE: usize = 16;
const DIGEST: usize = 32;

/// Who tries, and from where: digests only, so that the table holds no addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knock {
    who: Vec<u8>,
    source: Vec<u8>,
    is_known_browser: bool,
}

/// A try that was written down as failed until it shows to be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried(RecordId);

/// Not now: too many tries came before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub until: Timestamp,
}

impl Knock {
    /// Somebody tries to sign in with `email`; `browser` says where they signed in before.
    pub fn new(email: &str, address: &str, browser: &Browser) -> Self {
        let who = digest("email", fold_email(email).as_bytes());
        match browser.nonce.filter(|_| browser.knows(&who)) {
            Some(nonce) => Self { who, source: digest("browser", &nonce), is_known_browser: true },
            None => Self { who, source: digest("address", address.as_bytes()), is_known_browser: false },
        }
    }
}

/// What a browser can prove of the past: which accounts signed in there. Its cookie is sealed by this installation.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    nonce: Option<[u8; NONCE]>,
    accounts: Vec<Vec<u8>>,
}

impl Browser {
    /// Reads the cookie; one that was not made here says nothing.
    pub fn read(cookie: Option<&str>, key: &SealKey) -> Self {
        let opened = cookie.and_then(kit::web::from_base64url).and_then(|sealed| key.open(&sealed, CONTEXT).ok());
        let Some(plain) = opened else { return Self::default() };
        match plain.split_first_chunk::<NONCE>() {
            Some((nonce, rest)) => {
                Self { nonce: Some(*nonce), accounts: rest.chunks_exact(DIGEST).map(<[u8]>::to_vec).collect() }
            }
            None => Self::default(),
        }
    }

    fn knows(&self, who: &[u8]) -> bool {
        self.accounts.iter().any(|known| known == who)
    }

    /// The cookie's value once `email` has signed in here too; `None` only if sealing fails.
    pub fn and(mut self, email: &str, key: &SealKey, rng: &mut impl CryptoRng) -> Option<String> {
        let who = digest("email", fold_email(email).as_bytes());
        self.accounts.retain(|known| *known != who);
        self.accounts.insert(0, who);
        self.accounts.truncate(MOST_REMEMBERED);
        let mut plain = self.nonce.map_or_else(
            || {
                let mut fresh = vec![0; NONCE];
                rng.fill_bytes(&mut fresh);
                fresh
            },
            Vec::from,
        );
        plain.extend(self.accounts.concat());
        key.seal(&plain, CONTEXT, rng).ok().map(|sealed| kit::web::to_base64url(&sealed))
    }
}

fn digest(kind: &str, bytes: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(kind.as_bytes()).chain_update([0]).chain_update(bytes).finalize().to_vec()
}

/// Lets a try through and writes it down, or says until when to wait.
///
/// # Errors
/// Those of the storage.
pub fn try_once(tx: &mut Tx<'_>, request: &Request, knock: &Knock) -> Result<Result<Tried, Wait>, DbError> {
    // Tries at once, on whichever node, are counted one after the other. In one order, so that none waits for another
    // that waits for it.
    let mut counted = [kit::web::to_base64url(&knock.who), kit::web::to_base64url(&knock.source)];
    counted.sort();
    for one in &counted {
        tx.alone(one)?;
    }
    let recorded = failures(tx, knock, request.now())?;
    if let SignInGate::Wait { until } = sign_in_gate(&recorded, request.now()) {
        return Ok(Err(Wait { until }));
    }
    let id: RecordId = request.at.id();
    tx.run(
        sql!("INSERT INTO sign_in_failures (id, who, source, at) VALUES ($1, $2, $3, $4)"),
        &[&id, &knock.who, &knock.source, &request.now()],
    )?;
    Ok(Ok(Tried(id)))
}

/// Strikes out one try that was right but not the whole way in (a code is still to come), or could not be checked.
///
/// # Errors
/// Those of the storage.
pub fn strike(tx: &mut Tx<'_>, tried: Tried) -> Result<(), DbError> {
    tx.run(sql!("DELETE FROM sign_in_failures WHERE id = $1"), &[&tried.0])?;
    Ok(())
}

/// Forgets the failures of this account from this place once somebody is in. Those from elsewhere stay.
///
/// # Errors
/// Those of the storage.
pub fn forget(tx: &mut Tx<'_>, knock: &Knock) -> Result<(), DbError> {
    tx.run(sql!("DELETE FROM sign_in_failures WHERE who = $1 AND source = $2"), &[&knock.who, &knock.source])?;
    Ok(())
}

/// Removes what counts for nothing any more.
///
/// # Errors
/// Those of the storage.
pub fn sweep(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, DbError> {
    tx.run(sql!("DELETE FROM sign_in_failures WHERE at < $1"), &[&counted_from(now)])
}

fn counted_from(now: Timestamp) -> Timestamp {
    now.saturating_sub(COUNTED_FOR).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn failures(tx: &mut Tx<'_>, knock: &Knock, now: Timestamp) -> Result<SignInFailures, DbError> {
    type Counted = (i64, Option<Timestamp>, i64, Option<Timestamp>, i64, Option<Timestamp>);
    let counted: Option<Counted> = tx.one(
        sql!(
            "SELECT COUNT(*) FILTER (WHERE who = $1 AND source = $2), MAX(at) FILTER (WHERE who = $1 AND source = $2),
                COUNT(*) FILTER (WHERE who = $1), MAX(at) FILTER (WHERE who = $1),
                COUNT(*) FILTER (WHERE source = $2), MAX(at) FILTER (WHERE source = $2)
             FROM sign_in_failures WHERE (who = $1 OR source = $2) AND at > $3"
        ),
        &[&knock.who, &knock.source, &counted_from(now)],
    )?;
    let (here, here_at, account, account_at, address, address_at) = counted.unwrap_or_default();
    let count = |count: i64, last| Failures { count: u32::try_from(count).unwrap_or(u32::MAX), last };
    let account_here = count(here, here_at);
    Ok(SignInFailures {
        account_here,
        account: count(account, account_at),
        address: count(address, address_at),
        known_browser: knock.is_known_browser.then_some(account_here),
    })
}
