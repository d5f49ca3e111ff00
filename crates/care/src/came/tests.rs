use ground::promises::Kind;

use super::pages::mode_of;
use crate::contacts::Mode;

#[test]
fn the_note_begins_the_way_people_met() {
    assert_eq!(mode_of(Kind::Call), Mode::Phone);
    assert_eq!(mode_of(Kind::Visit), Mode::InPerson);
}
