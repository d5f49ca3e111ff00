//! A line over time as SVG, made by hand: whole numbers only, no script, no style of its own. The page puts a table of
//! the same values behind it, so that nobody needs to see it.
//!
//! Units are those of the picture's `viewBox`; classes carry the colours (web/styles/_chart.scss).

use jiff::civil::Date;

/// The picture's width and height, and the room around the line.
const WIDTH: i64 = 640;
const HEIGHT: i64 = 240;
const LEFT: i64 = 36;
const RIGHT: i64 = 24;
const TOP: i64 = 16;
const BOTTOM: i64 = 36;

/// One value on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub on: Date,
    pub value: i64,
    /// What the day is called.
    pub label: String,
}

/// A point in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dot {
    pub x: i64,
    pub y: i64,
    pub value: i64,
    pub label: String,
}

/// A horizontal line with its value beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    pub y: i64,
    pub value: i64,
}

/// A line over time; the macro `line` of `chart.html` draws it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    pub width: i64,
    pub height: i64,
    pub left: i64,
    pub right: i64,
    pub dots: Vec<Dot>,
    /// The points of the line: `x,y x,y …`.
    pub line: String,
    pub levels: Vec<Level>,
    /// The names of the first and the last day, when they differ.
    pub ends: Vec<Dot>,
}

impl Chart {
    /// A line through points from the first day to the last; values run from 0 to `most` (at least 1), and others are
    /// drawn at the edge.
    pub fn line(points: impl IntoIterator<Item = Point>, most: i64) -> Self {
        let mut points: Vec<Point> = points.into_iter().collect();
        points.sort_by_key(|point| point.on);
        let most = most.max(1);
        let first = points.first().map(|point| point.on).unwrap_or_default();
        let days = points.last().map_or(0, |point| days(first, point.on));
        let dot = |point: &Point| Dot {
            x: across(days_of(first, point.on, days), days),
            y: up(point.value, most),
            value: point.value,
            label: point.label.clone(),
        };
        let dots: Vec<Dot> = points.iter().map(dot).collect();
        let line = dots.iter().map(|dot| format!("{},{}", dot.x, dot.y)).collect::<Vec<_>>().join(" ");
        let levels = [0, most / 2, most].into_iter().map(|value| Level { y: up(value, most), value }).collect();
        let ends = match (dots.first(), dots.last()) {
            (Some(first), Some(last)) if first.x != last.x => vec![first.clone(), last.clone()],
            (Some(only), _) => vec![only.clone()],
            _ => Vec::new(),
        };
        Self { width: WIDTH, height: HEIGHT, left: LEFT, right: WIDTH - RIGHT, dots, line, levels, ends }
    }

    /// Where the names of the days stand.
    pub fn foot(&self) -> i64 {
        HEIGHT - 12
    }
}

fn days(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

/// Days since the first, within the picture.
fn days_of(first: Date, on: Date, most: i64) -> i64 {
    days(first, on).clamp(0, most)
}

/// A lone day stands in the middle.
fn across(day: i64, days: i64) -> i64 {
    let room = WIDTH - LEFT - RIGHT;
    let share = day.saturating_mul(room).checked_div(days);
    share.map_or(LEFT + room / 2, |share| LEFT + share)
}

fn up(value: i64, most: i64) -> i64 {
    let room = HEIGHT - TOP - BOTTOM;
    let share = value.clamp(0, most).saturating_mul(room).checked_div(most).unwrap_or(0);
    HEIGHT - BOTTOM - share
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn point(day: i64, value: i64) -> Point {
        Point { on: date(2026, 1, 1).saturating_add(day.days()), value, label: format!("day {day}") }
    }

    #[test]
    fn the_line_runs_from_edge_to_edge_and_up_is_more() {
        let chart = Chart::line([point(0, 0), point(50, 5), point(100, 10)], 10);
        assert_eq!(chart.line, "36,204 326,110 616,16");
        assert_eq!(chart.levels, [Level { y: 204, value: 0 }, Level { y: 110, value: 5 }, Level { y: 16, value: 10 }]);
        assert_eq!(chart.ends.len(), 2);
    }

    #[test]
    fn a_lone_day_stands_in_the_middle() {
        let chart = Chart::line([point(3, 4), point(3, 6)], 10);
        assert_eq!(chart.dots.iter().map(|dot| dot.x).collect::<Vec<_>>(), [326, 326]);
        assert_eq!(chart.ends.len(), 1);
    }

    #[test]
    fn nothing_draws_nothing() {
        let chart = Chart::line([], 10);
        assert!(chart.dots.is_empty() && chart.line.is_empty() && chart.ends.is_empty());
    }

    proptest! {
        #[test]
        fn every_dot_is_in_the_picture_in_the_order_of_days(
            raw in proptest::collection::vec((0_i64..4000, -5_i64..20), 0..40),
            most in -1_i64..100,
        ) {
            let chart = Chart::line(raw.iter().map(|(day, value)| point(*day, *value)), most);
            prop_assert_eq!(chart.dots.len(), raw.len());
            for dot in &chart.dots {
                prop_assert!((LEFT..=WIDTH - RIGHT).contains(&dot.x));
                prop_assert!((TOP..=HEIGHT - BOTTOM).contains(&dot.y));
            }
            prop_assert!(chart.dots.windows(2).all(|pair| pair[0].x <= pair[1].x));
        }
    }
}
