//! Sending mail by SMTP, or not at all.
//!
//! What lives here: a letter as plain data, sending it, reading the server's answer, and when to try again. What does
//! not: the ledger of what was sent, and the words of any letter. Nothing here is logged, and no server's answer is
//! handed on with an address in it.

mod letter;
mod mailer;

pub use letter::{Outgoing, Part, Purpose};
pub use mailer::{Delivery, MailTrouble, Mailer};

use jiff::SignedDuration;

/// How long to wait after the `attempt`-th failed attempt (from 1); `None` when it's time to give up.
/// Ten attempts over about three days, the patience of mail servers (RFC 5321 section 4.5.4.1 asks for four to five
/// days at most; a link in a letter has gone stale by then).
pub fn retry_after(attempt: u32) -> Option<SignedDuration> {
    const MINUTES: [i64; 9] = [1, 5, 15, 60, 180, 360, 720, 1440, 1440];
    let place = usize::try_from(attempt.checked_sub(1)?).ok()?;
    MINUTES.get(place).copied().map(SignedDuration::from_mins)
}

#[cfg(test)]
mod tests;
