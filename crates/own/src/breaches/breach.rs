//! A breach and what it obliges to. No input or output.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

kit::id_types! {
    /// Something that came where it should not have come.
    BreachId,
    /// Somebody who is to be told by a day.
    DutyId,
}

/// From how many people on the federal office hears within the sixty days (45 CFR 164.408(b)).
const LARGE: i64 = 500;

/// What happened, as it is first written down.
#[derive(Debug, Clone)]
pub struct NewBreach {
    pub words: String,
    pub happened_on: Option<Date>,
    pub discovered_at: Timestamp,
    pub people_count: i64,
    pub is_in_new_york: bool,
}

/// A breach as it stands.
#[derive(Debug, Clone)]
pub struct Breach {
    pub id: BreachId,
    pub words: String,
    pub happened_on: Option<Date>,
    pub discovered_at: Timestamp,
    pub people_count: i64,
    pub is_in_new_york: bool,
    pub assessment: Assessment,
    pub assessed_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub closing_words: String,
    pub version: i64,
}

/// The four factors of 45 CFR 164.402(2), and what came of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assessment {
    /// What kind of information, and how surely it names the person.
    pub information: String,
    /// Who got it.
    pub recipient: String,
    /// Whether it was really seen.
    pub acquired: String,
    /// How far the harm was undone.
    pub mitigated: String,
    /// A low probability that it was compromised: then nobody has to be told. `None`: not assessed.
    pub is_low_risk: Option<bool>,
}

/// Whose law asks that somebody hears of a breach in this house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Laws {
    /// 45 CFR 164.404 to 164.408, by HIPAA or by 42 CFR 2.16.
    pub federal: bool,
    /// The SHIELD Act.
    pub new_york: bool,
}

/// The clocks of `rules/clocks.toml` that run for a breach, besides the assessment's own.
pub fn clocks(people_count: i64, is_in_new_york: bool, laws: Laws) -> Vec<&'static str> {
    let mut clocks = Vec::new();
    if is_in_new_york && laws.new_york {
        clocks.push("breach.individuals_ny");
    }
    if !laws.federal {
        return clocks;
    }
    clocks.insert(0, "breach.individuals");
    clocks.push(if people_count >= LARGE { "breach.hhs_large" } else { "breach.hhs_small" });
    // The media only for more than 500 (45 CFR 164.406(a)).
    if people_count > LARGE {
        clocks.push("breach.media");
    }
    clocks
}

/// From which moment a clock counts: the discovery, or the end of its year for the yearly report.
pub fn anchor(clock: &str, discovered_at: Timestamp, zone: &TimeZone) -> Timestamp {
    if clock != "breach.hhs_small" {
        return discovered_at;
    }
    let on = discovered_at.to_zoned(zone.clone()).date();
    let last = Date::new(on.year(), 12, 31).unwrap_or(on);
    last.at(12, 0, 0, 0).to_zoned(zone.clone()).map_or(discovered_at, |noon| noon.timestamp())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn the_larger_it_is_the_more_are_told() {
        let laws = Laws { federal: true, new_york: true };
        assert_eq!(clocks(3, false, laws), ["breach.individuals", "breach.hhs_small"]);
        assert_eq!(clocks(500, true, laws), ["breach.individuals", "breach.individuals_ny", "breach.hhs_large"]);
        assert_eq!(clocks(501, false, laws), ["breach.individuals", "breach.hhs_large", "breach.media"]);
    }

    #[test]
    fn nobody_is_owed_what_no_law_of_the_house_asks_for() {
        let only_state = Laws { federal: false, new_york: true };
        assert_eq!(clocks(501, true, only_state), ["breach.individuals_ny"]);
        let only_federal = Laws { federal: true, new_york: false };
        assert_eq!(clocks(3, true, only_federal), ["breach.individuals", "breach.hhs_small"]);
        assert_eq!(clocks(501, true, Laws { federal: false, new_york: false }), [""; 0]);
    }

    #[test]
    fn the_yearly_report_counts_from_the_end_of_the_year_in_the_zone() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let late: Timestamp = "2027-01-01T03:00:00Z".parse().unwrap();
        assert_eq!(anchor("breach.hhs_small", late, &zone).to_string(), "2026-12-31T17:00:00Z");
        assert_eq!(anchor("breach.media", late, &zone), late);
    }
}
