//! Nothing that was acknowledged is lost to a program that is ended in the middle. The long tests do it more often, under
//! more load.

use crate::{
    program::Place,
    sudden::{Ends, go_through},
};

const ENDS: Ends = Ends { rounds: 20, writers: 3, signers: 2, readers: 1, most_answers: 40 };

#[test]
fn nothing_acknowledged_is_lost_to_twenty_sudden_ends_on_sqlite() {
    go_through(Place::sqlite(), ENDS);
}

#[test]
fn nothing_acknowledged_is_lost_to_twenty_sudden_ends_on_postgres() {
    if let Some(place) = Place::postgres() {
        go_through(place, ENDS);
    }
}
