//! The circle as a picture: three rings around the person, a numbered mark for each member, the nearest innermost. Whole
//! numbers only, no script; the list beside it has the same numbers, so that nobody needs to see the picture.
//!
//! Units are those of the picture's `viewBox`.

use super::member::{Closeness, Kind};

/// The picture is a square of this width; the person stands in the middle.
pub const SIZE: i64 = 400;
const MIDDLE: i64 = SIZE / 2;
/// How far marks of each closeness stand from the middle, and the rings that hold them.
const AT: [i64; 3] = [72, 124, 172];
/// The radius of the rings.
pub const RINGS: [i64; 3] = [98, 148, 196];
/// Marks on one ring; more would touch. The others are in the list.
pub const MOST_ON_RING: [usize; 3] = [10, 20, 28];

/// A mark in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub x: i64,
    pub y: i64,
    /// The number in the list.
    pub number: usize,
    pub name: String,
    pub kind: Kind,
}

impl Mark {
    pub fn is_place(&self) -> bool {
        self.kind == Kind::Place
    }

    pub fn is_group(&self) -> bool {
        self.kind == Kind::Group
    }

    /// The upper left corner of a mark that is a square.
    pub fn left(&self) -> i64 {
        self.x - 15
    }

    pub fn top(&self) -> i64 {
        self.y - 15
    }

    /// The corners of a mark that is a diamond.
    pub fn corners(&self) -> String {
        let (x, y) = (self.x, self.y);
        format!("{x},{} {},{y} {x},{} {},{y}", y - 19, x + 19, y + 19, x - 19)
    }

    /// Where the number's foot stands.
    pub fn foot(&self) -> i64 {
        self.y + 5
    }
}

/// Places members on their rings, evenly, beginning at the top.
pub fn marks<'m>(members: impl IntoIterator<Item = (usize, &'m str, Kind, Closeness)>) -> Vec<Mark> {
    let members: Vec<_> = members.into_iter().collect();
    let mut marks = Vec::new();
    for ((closeness, radius), most) in
        [Closeness::Inner, Closeness::Middle, Closeness::Outer].into_iter().zip(AT).zip(MOST_ON_RING)
    {
        let here: Vec<_> = members.iter().filter(|(_, _, _, near)| *near == closeness).take(most).collect();
        let count = i64::try_from(here.len()).unwrap_or(1).max(1);
        for (place, (number, name, kind, _)) in (0_i64..).zip(here) {
            let degrees = (place * 360).checked_div(count).unwrap_or(0);
            let (x, y) = (MIDDLE + radius * sine(degrees) / 1000, MIDDLE - radius * sine(degrees + 90) / 1000);
            marks.push(Mark { x, y, number: *number, name: (*name).to_owned(), kind: *kind });
        }
    }
    marks
}

/// A thousand times the sine of whole degrees, by Bhaskara's approximation (7th century): never off by more than two.
fn sine(degrees: i64) -> i64 {
    let turn = degrees.rem_euclid(360);
    let (half, sign) = if turn < 180 { (turn, 1) } else { (turn - 180, -1) };
    let product = half * (180 - half);
    sign * (4000 * product).checked_div(40_500 - product).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "tests fail by panicking"
    )]

    use super::*;

    #[test]
    fn the_sine_is_near_enough_for_a_picture() {
        for degrees in -360..=720_i64 {
            let exact = (degrees as f64).to_radians().sin() * 1000.0;
            assert!((sine(degrees) as f64 - exact).abs() < 2.5, "{degrees}: {} and {exact}", sine(degrees));
        }
    }

    #[test]
    fn a_lone_member_stands_above_the_person() {
        let found = marks([(1, "Sam", Kind::Person, Closeness::Inner)]);
        assert_eq!((found[0].x, found[0].y), (200, 128));
    }

    #[test]
    fn full_rings_fit_the_picture_and_marks_do_not_touch() {
        for (ring, closeness) in [Closeness::Inner, Closeness::Middle, Closeness::Outer].into_iter().enumerate() {
            let found = marks((0..60).map(|number| (number, "x", Kind::Person, closeness)));
            assert_eq!(found.len(), MOST_ON_RING[ring]);
            for one in &found {
                assert!((18..=SIZE - 18).contains(&one.x) && (18..=SIZE - 18).contains(&one.y), "{one:?}");
                for other in found.iter().filter(|other| other.number != one.number) {
                    let (dx, dy) = (one.x - other.x, one.y - other.y);
                    assert!(dx * dx + dy * dy >= 30 * 30, "{one:?} touches {other:?}");
                }
            }
        }
    }
}
