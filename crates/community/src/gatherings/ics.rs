//! Groups and meetings as an iCalendar file that a phone can follow. It names nobody who comes.
//!
//! Source: RFC 5545. Times carry their zone, with a VTIMEZONE for each, so that they stay right when the clocks change;
//! days that are called off are EXDATE, moved ones a second event with RECURRENCE-ID.

use std::{collections::BTreeMap, fmt::Write as _};

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use ground::{App, Visit, public};
use icalendar::{Calendar, Component, Event, EventLike, Property};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time},
    tz::{Dst, Offset, TimeZone},
};
use kit::{db::DbError, faults::Fault, web::Answer};

use super::{
    gathering::{ChangeKind, DayChange, Gathering, GatheringId},
    occurrence::at,
    pattern::{Pattern, compact},
    store::{self, Shown},
};

/// How far ahead the changes of the clocks are written out, in years.
const YEARS_AHEAD: i64 = 5;

/// Everything that visitors see.
pub async fn feed(State(app): State<App>, visit: Visit) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let read = app.db.read(site.tenant(), move |tx| store::shown(tx, organization)).await;
    let shown = read.map_err(|error: DbError| Fault::from(error))?;
    Ok(answer(calendar(&site.name, &shown, site.now, &|path| app.outside(path))))
}

/// One gathering.
pub async fn one(State(app): State<App>, visit: Visit, Path(id): Path<GatheringId>) -> Answer {
    let site = public::site(&app, &visit).await?;
    let organization = site.organization;
    let read = app.db.read(site.tenant(), move |tx| store::one_shown(tx, organization, id)).await;
    let shown = read.map_err(|error: DbError| Fault::from(error))?.ok_or(Fault::NotFound)?;
    let text = calendar(&shown.gathering.name.clone(), &[shown], site.now, &|path| app.outside(path));
    Ok(answer(text))
}

fn answer(text: String) -> axum::response::Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=900")),
    ];
    (headers, text).into_response()
}

/// The file. `outside` writes the address of a page as people elsewhere open it.
pub fn calendar(name: &str, shown: &[Shown], now: Timestamp, outside: &dyn Fn(&str) -> String) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//Accompany//Groups//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(name);
    for (id, first) in zones(shown) {
        // A component that the builder has no name for comes in through its reader.
        let zone = TimeZone::get(&id).unwrap_or(TimeZone::UTC);
        let text = format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", zone_component(&id, &zone, first, now));
        if let Ok(mut read) = text.parse::<Calendar>() {
            calendar.append(&mut read);
        }
    }
    for one in shown {
        calendar.extend(events(one, outside));
    }
    calendar.to_string()
}

/// The zones that are spoken of, each with the first day on which it is.
fn zones(shown: &[Shown]) -> BTreeMap<String, Date> {
    let mut zones: BTreeMap<String, Date> = BTreeMap::new();
    for Shown { gathering, .. } in shown {
        let first = zones.entry(gathering.time_zone.clone()).or_insert(gathering.starts_on);
        *first = (*first).min(gathering.starts_on);
    }
    zones
}

/// The event, and one more for each day to which a meeting was moved.
fn events(shown: &Shown, outside: &dyn Fn(&str) -> String) -> Vec<Event> {
    let Shown { gathering, changes } = shown;
    let pattern = gathering.pattern();
    let meets = |day: Date| !pattern.days(gathering.starts_on, gathering.ends_on, day, day).is_empty();
    let changes: Vec<&DayChange> = changes.iter().filter(|change| meets(change.on)).collect();
    if pattern == Pattern::Once {
        return vec![single(gathering, changes.first().copied(), outside)];
    }
    let mut main = event(gathering, outside);
    main.append_property(local("DTSTART", gathering, gathering.starts_on, gathering.time()));
    main.append_property(Property::new("RRULE", rule(gathering)));
    for change in changes.iter().filter(|change| change.kind == ChangeKind::Cancelled) {
        main.append_multi_property(local("EXDATE", gathering, change.on, gathering.time()));
    }
    let moved = changes.iter().filter(|change| change.kind == ChangeKind::Moved);
    let moved = moved.map(|change| {
        let mut other = event(gathering, outside);
        other.append_property(local("RECURRENCE-ID", gathering, change.on, gathering.time()));
        go_to(&mut other, gathering, change);
        other
    });
    let moved: Vec<Event> = moved.collect();
    std::iter::once(main).chain(moved).collect()
}

/// A meeting that is once, as it is now.
fn single(gathering: &Gathering, change: Option<&DayChange>, outside: &dyn Fn(&str) -> String) -> Event {
    let mut event = event(gathering, outside);
    match change {
        Some(change) if change.kind == ChangeKind::Moved => go_to(&mut event, gathering, change),
        other => {
            event.append_property(local("DTSTART", gathering, gathering.starts_on, gathering.time()));
            if other.is_some() {
                event.append_property(Property::new("STATUS", "CANCELLED"));
            }
        }
    }
    event
}

fn go_to(event: &mut Event, gathering: &Gathering, change: &DayChange) {
    let time = change.to_time.parse().unwrap_or_else(|_| gathering.time());
    event.append_property(local("DTSTART", gathering, change.to_date.unwrap_or(change.on), time));
    if !change.to_place.is_empty() {
        event.location(&change.to_place);
    }
}

/// What all events of a gathering have in common.
fn event(gathering: &Gathering, outside: &dyn Fn(&str) -> String) -> Event {
    let mut event = Event::new();
    let page = outside(&format!("/groups/{}", gathering.id));
    let stamp = utc(gathering.changed_at);
    event.uid(&format!("{}@groups.accompany", gathering.id)).summary(&gathering.name);
    event.append_property(Property::new("DTSTAMP", stamp.as_str()));
    event.append_property(Property::new("LAST-MODIFIED", stamp.as_str()));
    event.append_property(Property::new("SEQUENCE", gathering.version.to_string()));
    event.append_property(Property::new("DURATION", format!("PT{}M", gathering.minutes)));
    event.append_property(Property::new("URL", page));
    let words = [gathering.words.as_str(), gathering.joining.as_str(), gathering.url.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|words| !words.is_empty()).collect();
    if !words.is_empty() {
        event.description(&words.join("\n\n"));
    }
    if !gathering.place.is_empty() {
        event.location(&gathering.place);
    }
    event
}

/// The rule with its end. The end of a rule stands in UTC when the start has a zone (RFC 5545, 3.3.10).
fn rule(gathering: &Gathering) -> String {
    match gathering.ends_on {
        None => gathering.rule.clone(),
        Some(day) => {
            let last = at(&gathering.zone(), day, Time::constant(23, 59, 59, 0));
            format!("{};UNTIL={}", gathering.rule, utc(last))
        }
    }
}

/// A time on the wall in the gathering's zone.
fn local(key: &str, gathering: &Gathering, day: Date, time: Time) -> Property {
    let mut property = Property::new(key, wall(day.to_datetime(time)));
    property.add_parameter("TZID", &gathering.time_zone).done()
}

fn wall(at: DateTime) -> String {
    format!("{}T{}", compact(at.date()), at.time().strftime("%H%M%S"))
}

fn utc(at: Timestamp) -> String {
    format!("{}Z", wall(Offset::UTC.to_datetime(at)))
}

/// A VTIMEZONE: what holds on the first day, and each change of the clocks from then on.
fn zone_component(id: &str, zone: &TimeZone, first: Date, now: Timestamp) -> String {
    let from = at(zone, first, Time::midnight());
    let until = now.saturating_add((YEARS_AHEAD.saturating_mul(366 * 24)).hours()).unwrap_or(Timestamp::MAX);
    let mut text = format!("BEGIN:VTIMEZONE\r\nTZID:{id}\r\n");
    let before = zone.preceding(from).next();
    let mut offset = match &before {
        // The offset that the change before the first day changed from.
        Some(change) => before_change(zone, change.timestamp()),
        None => zone.to_offset(from),
    };
    if before.is_none() {
        let info = zone.to_offset_info(from);
        let fixed = Timestamp::UNIX_EPOCH;
        observance(&mut text, fixed, offset, info.offset(), info.abbreviation(), info.dst());
    }
    for change in before.into_iter().chain(zone.following(from)).take_while(|change| change.timestamp() < until) {
        observance(&mut text, change.timestamp(), offset, change.offset(), change.abbreviation(), change.dst());
        offset = change.offset();
    }
    text.push_str("END:VTIMEZONE\r\n");
    text
}

fn before_change(zone: &TimeZone, change: Timestamp) -> Offset {
    zone.to_offset(change.saturating_sub(1.second()).unwrap_or(change))
}

fn observance(text: &mut String, change: Timestamp, from: Offset, to: Offset, name: &str, dst: Dst) {
    let kind = if dst.is_dst() { "DAYLIGHT" } else { "STANDARD" };
    let start = wall(from.to_datetime(change));
    // Writing to a string does not fail.
    _ = write!(
        text,
        "BEGIN:{kind}\r\nDTSTART:{start}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nTZNAME:{name}\r\nEND:{kind}\r\n",
        hours(from),
        hours(to)
    );
}

/// `-0500`.
fn hours(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs() / 60);
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}
