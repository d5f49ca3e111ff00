//! Signing in and out: password, second factor, passkey, and the sessions that follow.
//!
//! What lives here: proving who somebody is. What doesn't: choosing the password or the passkey (`accounts`), who may
//! have an account (`team`), and what somebody may do once signed in (`access`).

pub mod sessions;
