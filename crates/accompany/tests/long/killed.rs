//! Two hundred sudden ends under load, on each engine.

use crate::{
    program::Place,
    sudden::{Ends, go_through},
};

const ENDS: Ends = Ends { rounds: 200, writers: 8, signers: 4, readers: 4, most_answers: 120 };

#[test]
fn nothing_acknowledged_is_lost_to_two_hundred_sudden_ends_on_sqlite() {
    go_through(Place::sqlite(), ENDS);
}

#[test]
fn nothing_acknowledged_is_lost_to_two_hundred_sudden_ends_on_postgres() {
    if let Some(place) = Place::postgres() {
        go_through(place, ENDS);
    }
}
