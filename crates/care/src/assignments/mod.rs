//! Who supports whom, from when to when; the people who still need somebody; handing a whole caseload over.
//!
//! What lives here: assignments, primary and backup, and the promise to find somebody. What doesn't: promises in general
//! (`ground::promises`), who works in a program (the staff's area).

mod assignment;
mod store;

pub use self::{
    assignment::{Assignment, AssignmentId, HandOverId, Kind, NewAssignment, Worker},
    store::{begin, current_peers, end, end_all, need, open_of, workers},
};
