//! Rapid access: days from referral to the first meeting in person, and the program's band
//! (FEPS-FS item 1, practice.md 4 and C). A later day that the person chose is shown and not counted.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Rules;
use super::clocks::{Clock, WindowState, day_of};
use super::record::{About, Problem, Record};

/// Why the wait ended without a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StopReason {
    /// Name of the reason.
    pub id: String,
    /// What people read.
    pub label: String,
    /// Why it counts or does not.
    pub text: String,
    /// Whether the program's share counts it as not seen in time.
    pub counts: bool,
    /// Source and dates.
    pub about: About,
}

impl Record for StopReason {
    const TABLE: &'static str = "stop_reason";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        format!("{}: {}", self.label, self.text)
    }
}

/// Bands of a share, from the lowest to the highest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandTable {
    /// Name of the table.
    pub id: String,
    /// What people read.
    pub label: String,
    /// What the share is of.
    pub text: String,
    /// The bands, the first from 0 percent.
    pub bands: Vec<Band>,
    /// Source and dates.
    pub about: About,
}

/// A rating and the percent from which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Lowest percent of the band.
    pub from_percent: u8,
    /// The rating.
    pub rating: u8,
}

impl BandTable {
    /// The rating of `within` out of `total`; a share just below a band does not round into it.
    #[must_use]
    pub fn rating(&self, within: u32, total: u32) -> Option<u8> {
        let reaches = |band: &&Band| u64::from(within) * 100 >= u64::from(band.from_percent) * u64::from(total);
        (total > 0).then(|| self.bands.iter().rev().find(reaches).map(|band| band.rating)).flatten()
    }
}

impl Record for BandTable {
    const TABLE: &'static str = "band_table";

    fn id(&self) -> &str {
        &self.id
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        format!("{}: {}", self.label, self.text)
    }

    fn check(&self) -> Result<(), Problem> {
        let starts: Vec<u8> = self.bands.iter().map(|band| band.from_percent).collect();
        let rises = starts.windows(2).all(|pair| pair.first() < pair.last());
        if starts.first() == Some(&0) && rises && starts.last() <= Some(&100) {
            Ok(())
        } else {
            Err(Problem::at("bands", "bands rise from 0 to at most 100 percent"))
        }
    }
}

/// What is known about one referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait<'a> {
    /// When the referral came in.
    pub received: Timestamp,
    /// When the person was first met in person.
    pub met: Option<Timestamp>,
    /// When the wait ended without a meeting, and the key of the stop reason.
    pub stopped: Option<(Timestamp, &'a str)>,
    /// The later day that the person chose.
    pub chosen_later: Option<Date>,
}

/// How one referral counts in the program's share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Seen in time.
    Within,
    /// Not seen in time.
    Late,
    /// Still waiting, in time.
    NotYet,
    /// Left out, and shown.
    LeftOut,
}

/// The clock of one referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Calendar days from the referral to the meeting, the stop or now.
    pub days: i32,
    /// The last day that is in time.
    pub due_on: Date,
    /// Where the wait stands, while it goes on.
    pub waiting: Option<WindowState>,
    /// How it counts.
    pub counted: Counted,
    /// All that in a sentence.
    pub text: String,
}

impl Rules {
    /// The rapid-access clock of one referral at a moment.
    #[must_use]
    pub fn rapid_access(&self, clock: &Clock, wait: &Wait<'_>, now: Timestamp, zone: &TimeZone) -> Access {
        let due = self.due(clock, wait.received, zone);
        let is_waiting = wait.met.is_none() && wait.stopped.is_none();
        let end = wait.met.or(wait.stopped.map(|(at, _)| at)).unwrap_or(now);
        let days = days_between(day_of(wait.received, zone), day_of(end, zone));
        let in_time = end < due.late_from;
        let counted = match (wait.met.is_some(), wait.stopped) {
            (true, _) if in_time => Counted::Within,
            (false, Some((_, reason))) if !self.counts(reason) => Counted::LeftOut,
            _ if wait.chosen_later.is_some_and(|day| day > due.on) => Counted::LeftOut,
            (false, None) if in_time => Counted::NotYet,
            _ => Counted::Late,
        };
        let text = self.sentence(wait, days, counted);
        Access { days, due_on: due.on, waiting: is_waiting.then(|| due.state(now)), counted, text }
    }

    /// An unknown reason counts: nothing disappears from the share because of a typing error.
    fn counts(&self, reason: &str) -> bool {
        self.stop_reasons.get(reason).is_none_or(|reason| reason.counts)
    }

    fn sentence(&self, wait: &Wait<'_>, days: i32, counted: Counted) -> String {
        let unit = if days == 1 { "day" } else { "days" };
        let what = match (wait.met, wait.stopped) {
            (Some(_), _) => format!("Met in person after {days} {unit}"),
            (None, Some((_, reason))) => {
                let label = self.stop_reasons.get(reason).map_or(reason, |reason| reason.label.as_str());
                format!("Ended after {days} {unit}: {label}")
            }
            (None, None) => format!("Waiting for {days} {unit}"),
        };
        let chosen = wait.chosen_later.map(|day| format!("; the person chose {day}")).unwrap_or_default();
        let left_out = if counted == Counted::LeftOut { ", not counted in the share" } else { "" };
        format!("{what}{chosen}{left_out}.")
    }
}

/// The share of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Share {
    /// Seen in time.
    pub within: u32,
    /// Seen late, waiting too long, or stopped for a reason that counts.
    pub late: u32,
    /// Still in time.
    pub not_yet: u32,
    /// Left out, and shown.
    pub left_out: u32,
}

impl Share {
    /// How many are counted.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.within.saturating_add(self.late)
    }

    /// Whole percent seen in time, rounded down.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        (u64::from(self.within) * 100).checked_div(u64::from(self.total()))
    }
}

impl FromIterator<Counted> for Share {
    fn from_iter<I: IntoIterator<Item = Counted>>(counted: I) -> Self {
        counted.into_iter().fold(Self::default(), |mut share, one| {
            let place = match one {
                Counted::Within => &mut share.within,
                Counted::Late => &mut share.late,
                Counted::NotYet => &mut share.not_yet,
                Counted::LeftOut => &mut share.left_out,
            };
            *place = place.saturating_add(1);
            share
        })
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
