//! Family, friends and others who stand by a person, and what each of them may know.
//!
//! What lives here: supporters and what the person agreed they may be told. What doesn't: contacts with them
//! (`contacts`), their own accounts (a later step).

mod store;

pub use self::store::{Supporter, SupporterId, Words, end, find, insert, list, restore, update};
