//! The colour of an organization, dark enough to be read. No storage.
//!
//! Source: WCAG 2.2, success criterion 1.4.3 (4.5 to 1 for text) and its definitions of relative luminance and contrast.

use std::fmt::Write as _;

/// A colour on a screen: red, green and blue, each from 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

const BLACK: Colour = Colour(0, 0, 0);
const WHITE: Colour = Colour(255, 255, 255);
/// What links and words in the colour stand on, the darkest of it (`--sunken`, `--surface` in web/styles/_tokens.scss).
const SUNKEN: Colour = Colour(0xf3, 0xea, 0xdc);
const SURFACE: Colour = Colour(0xff, 0xfd, 0xf8);
/// The same in the dark: the lightest of it.
const DARK: Colour = Colour(0x26, 0x22, 0x20);
/// What text needs (WCAG 1.4.3, level AA).
pub const ENOUGH: f64 = 4.5;
/// In how many steps a colour is mixed with another when one that can be read is looked for.
const STEPS: u8 = 200;

/// A colour that cannot be read, and the nearest one that can.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TooPale {
    /// How much it stands out from the pages' paper, as WCAG counts.
    pub ratio: f64,
    pub nearest: Colour,
}

impl Colour {
    /// Reads `#rrggbb` or `rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(digits.get(from..from.saturating_add(2))?, 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// How bright it is, from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// How much two colours stand out from one another, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// So many of [`STEPS`] parts of the other colour mixed in.
    fn mixed(self, other: Self, parts: u8) -> Self {
        let mix = |one: u8, two: u8| {
            let sum = u32::from(one) * u32::from(STEPS.saturating_sub(parts)) + u32::from(two) * u32::from(parts);
            u8::try_from(sum.div_euclid(u32::from(STEPS))).unwrap_or(u8::MAX)
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// The first mix with another colour, from so many parts of it on, that stands out enough from `ground`.
    fn until_read(self, other: Self, from: u8, ground: Self) -> Self {
        let mixes = (from..=STEPS).map(|parts| self.mixed(other, parts));
        mixes.into_iter().find(|one| one.contrast(ground) >= ENOUGH).unwrap_or(other)
    }

    /// The colour when links and buttons in it can be read on the pages' paper.
    ///
    /// # Errors
    /// [`TooPale`].
    pub fn readable(self) -> Result<Self, TooPale> {
        let ratio = self.contrast(SUNKEN);
        if ratio >= ENOUGH {
            return Ok(self);
        }
        Err(TooPale { ratio, nearest: self.until_read(BLACK, 0, SUNKEN) })
    }

    /// The style sheet that puts it into the place of the program's own colour, by day and by night.
    pub fn style_sheet(self) -> String {
        let light = Shades::of(self, BLACK, SURFACE, WHITE);
        let in_the_dark = self.until_read(WHITE, 0, DARK);
        let dark = Shades::of(in_the_dark, WHITE, DARK, self.mixed(BLACK, STEPS / 2).until_read(BLACK, 0, in_the_dark));
        let dark = dark.declarations();
        format!(
            ":root{{{}}}@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=\"light\"]){{{dark}}}}}\
             @media screen{{:root[data-theme=\"dark\"]{{{dark}}}}}",
            light.declarations()
        )
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The colour and what goes with it.
struct Shades {
    main: Colour,
    strong: Colour,
    /// Words on the colour.
    on: Colour,
    /// A breath of it, behind words in the colour.
    soft: Colour,
}

impl Shades {
    fn of(main: Colour, strong: Colour, paper: Colour, on: Colour) -> Self {
        let softs = (STEPS.saturating_sub(STEPS / 8)..=STEPS).map(|parts| main.mixed(paper, parts));
        let soft = softs.into_iter().find(|soft| main.contrast(*soft) >= ENOUGH).unwrap_or(paper);
        Self { main, strong: main.mixed(strong, STEPS / 4), on, soft }
    }

    fn declarations(&self) -> String {
        let mut text = String::new();
        let named = [("", self.main), ("-strong", self.strong), ("-soft", self.soft)];
        for (name, colour) in named {
            // Writing to a string does not fail.
            _ = write!(text, "--primary{name}:{colour};");
        }
        _ = write!(text, "--on-primary:{}", self.on);
        text
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn contrast_is_counted_as_the_standard_counts() {
        let close = |one: f64, two: f64| assert!((one - two).abs() < 0.01, "{one} is not {two}");
        close(BLACK.contrast(WHITE), 21.0);
        close(WHITE.contrast(WHITE), 1.0);
        close(Colour::parse("#767676").unwrap().contrast(WHITE), 4.54);
        close(Colour::parse("777777").unwrap().contrast(WHITE), 4.48);
    }

    #[test]
    fn a_pale_colour_is_refused_with_the_nearest_that_can_be_read() {
        let sun = Colour::parse("#ffcc00").unwrap();
        let Err(TooPale { ratio, nearest }) = sun.readable() else { panic!("yellow words were taken") };
        assert!(ratio < 1.5);
        assert!(nearest.readable().is_ok());
        let lighter = Colour(nearest.0.saturating_add(2), nearest.1.saturating_add(2), nearest.2);
        assert!(lighter.readable().is_err(), "{nearest} is not the nearest");
    }

    #[test]
    fn what_is_no_colour_is_not_read() {
        for wrong in ["", "#fff", "red", "#12345g", "#1234567", "é1234"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Colour::parse(" #0F5C5c ").unwrap().to_string(), "#0f5c5c");
    }

    proptest! {
        #[test]
        fn the_nearest_colour_can_always_be_read(red: u8, green: u8, blue: u8) {
            let readable = match Colour(red, green, blue).readable() {
                Ok(colour) => colour,
                Err(TooPale { nearest, .. }) => nearest,
            };
            prop_assert!(readable.contrast(SUNKEN) >= ENOUGH);
            prop_assert!(readable.contrast(WHITE) >= ENOUGH);
            let shades = Shades::of(readable, BLACK, SURFACE, WHITE);
            prop_assert!(shades.main.contrast(shades.soft) >= ENOUGH);
            prop_assert!(shades.strong.contrast(WHITE) >= ENOUGH);
            let night = readable.until_read(WHITE, 0, DARK);
            prop_assert!(night.contrast(DARK) >= ENOUGH);
            let on = readable.mixed(BLACK, STEPS / 2).until_read(BLACK, 0, night);
            prop_assert!(on.contrast(night) >= ENOUGH);
        }
    }
}
