//! How far it is from one place to another. No I/O.

/// A place on the earth, in degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    pub latitude: f64,
    pub longitude: f64,
}

/// The mean radius of the earth, in miles.
const RADIUS_MILES: f64 = 3958.8;
const MILES_A_DEGREE: f64 = 69.0;

/// A box of degrees around a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Around {
    pub south: f64,
    pub north: f64,
    pub west: f64,
    pub east: f64,
    /// What a degree of longitude weighs against one of latitude here, squared.
    pub weight: f64,
}

impl Spot {
    /// A place that can be on the earth.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let is_there = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        is_there.then_some(Self { latitude, longitude })
    }

    /// Reads `40.71,-74.00`, with a space if need be.
    pub fn parse(text: &str) -> Option<Self> {
        let (latitude, longitude) = text.split_once([',', ' '])?;
        Self::new(latitude.trim().parse().ok()?, longitude.trim_matches([',', ' ']).parse().ok()?)
    }

    /// Great-circle distance, by the haversine formula.
    pub fn miles_to(self, other: Self) -> f64 {
        let (from, to) = (self.latitude.to_radians(), other.latitude.to_radians());
        let (lat, lon) = ((to - from) / 2.0, (other.longitude - self.longitude).to_radians() / 2.0);
        let part = lat.sin().powi(2) + from.cos() * to.cos() * lon.sin().powi(2);
        2.0 * RADIUS_MILES * part.sqrt().min(1.0).asin()
    }

    /// The box that holds every place within so many miles. Near the poles and over the date line it is all around.
    pub fn within(self, miles: f64) -> Around {
        let high = miles / MILES_A_DEGREE;
        let narrow = self.latitude.to_radians().cos().max(0.01);
        let wide = high / narrow;
        Around {
            south: self.latitude - high,
            north: self.latitude + high,
            west: self.longitude - wide,
            east: self.longitude + wide,
            weight: narrow * narrow,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::Spot;

    #[test]
    fn new_york_to_los_angeles_is_about_2446_miles() {
        let (new_york, los_angeles) =
            (Spot::parse("40.7128, -74.0060").unwrap(), Spot::parse("34.0522,-118.2437").unwrap());
        let miles = new_york.miles_to(los_angeles);
        assert!((2440.0..2452.0).contains(&miles), "{miles}");
        assert!(new_york.miles_to(new_york) < 1e-9);
    }

    #[test]
    fn a_box_holds_what_is_near_and_words_are_no_place() {
        let here = Spot::parse("40.7 -74.0").unwrap();
        let there = Spot::new(40.7 + 4.9 / 69.1, -74.0).unwrap();
        let around = here.within(5.0);
        assert!(here.miles_to(there) < 5.0 && around.north >= there.latitude);
        assert!(Spot::parse("12345").is_none() && Spot::parse("91,0").is_none() && Spot::parse("a,b").is_none());
    }
}
