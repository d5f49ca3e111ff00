//! The bands within which figures stay: a file that a person reads in a diff.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Deserialize;

use super::{Figures, steps::PAIRS};

/// Set to 1, the test writes the file anew.
pub const WRITE: &str = "ACCOMPANY_TEST_WRITE_WORK";
/// From the crate's folder.
pub const FILE: &str = "tests/steps/bands.toml";
/// How far a figure may go from what it was, in hundredths of it, and at least so much.
const MARGINS: [(&str, u64, u64); 5] =
    [("statements", 0, 0), ("steps", 8, 20), ("scanned", 8, 4), ("sorts", 0, 0), ("allocations", 8, 40)];

const PAGES: &str = "\n[pages]\n";

/// The file.
#[derive(Deserialize)]
pub struct Bands {
    growth: Growth,
    #[serde(default)]
    pages: BTreeMap<String, BTreeMap<String, (u64, u64)>>,
}

/// How many times the steps may be, in hundredths, by page.
#[derive(Deserialize)]
struct Growth {
    /// Of a person's page: many contacts to ten.
    history: BTreeMap<String, u64>,
    /// Of a page in a world of the same people and years with three times the contacts; `others` is for all that are not
    /// named.
    world: BTreeMap<String, u64>,
}

impl Bands {
    pub fn read() -> Self {
        toml::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap()
    }

    /// Writes the bands around what was found; what stands before them is people's.
    pub fn write_anew(found: &BTreeMap<&'static str, Figures>) {
        let text = std::fs::read_to_string(FILE).unwrap();
        let (before, _) = text.split_once(PAGES).unwrap();
        let mut text = format!("{before}{PAGES}");
        for (page, figures) in found {
            let bands: Vec<String> = figures.each().into_iter().map(|(name, value)| around(name, value)).collect();
            writeln!(text, "\"{page}\" = {{ {} }}", bands.join(", ")).unwrap();
        }
        std::fs::write(FILE, text).unwrap();
    }

    /// What is outside of its band, a line each.
    pub fn leaves(&self, found: &BTreeMap<&'static str, Figures>) -> impl Iterator<Item = String> {
        let figures = found.iter().flat_map(|(page, figures)| figures.each().map(|figure| (*page, figure)));
        figures.filter_map(|(page, (name, value))| match self.pages.get(page).and_then(|bands| bands.get(name)) {
            None => Some(format!("{page}: no band for {name}")),
            Some((least, most)) if (*least..=*most).contains(&value) => None,
            Some((least, most)) => Some(format!("{page}: {value} {name}, outside of {least} to {most}")),
        })
    }

    /// What costs more with more history, a line each.
    pub fn grows(
        &self,
        small: &BTreeMap<&'static str, Figures>,
        large: &BTreeMap<&'static str, Figures>,
    ) -> impl Iterator<Item = String> {
        let steps = |of: &BTreeMap<&'static str, Figures>, page: &str| of.get(page).map_or(0, |figures| figures.steps);
        let Growth { history, world } = &self.growth;
        let others = world.get("others").copied().unwrap_or(100);
        let of_people = PAIRS.map(|(few, many)| (many, steps(large, few), steps(large, many), history.get(many)));
        let of_worlds = small
            .keys()
            .map(|page| (*page, steps(small, page), steps(large, page), Some(world.get(*page).unwrap_or(&others))));
        let found: Vec<_> = of_people.into_iter().chain(of_worlds).collect();
        let told = found.into_iter().filter_map(|(page, before, after, most)| {
            let most = most.copied().unwrap_or(100);
            let is_more = after * 100 > before * most;
            is_more.then(|| format!("{page}: {before} steps became {after} with more contacts; {most} % is the most"))
        });
        told.collect::<Vec<_>>().into_iter()
    }
}

fn around(name: &str, value: u64) -> String {
    let (_, hundredths, least) = MARGINS.iter().find(|(known, ..)| *known == name).unwrap();
    let margin = if value == 0 { 0 } else { (value * hundredths / 100).max(*least) };
    format!("{name} = [{}, {}]", value.saturating_sub(margin), value + margin)
}
