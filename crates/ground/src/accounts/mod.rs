//! Accounts: somebody who can sign in, and what they keep of themselves (name, password, second factor, passkeys).
//!
//! What lives here: making accounts, one-time links, the pages of one's own account. What doesn't: proving who somebody
//! is (`sign_in`), who works in which program (`team`).

pub mod account;
pub mod fields;
pub mod links;
pub mod secrets;
