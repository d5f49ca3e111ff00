//! What a role needs when it is given, by invitation or on the page of a worker. No I/O.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::STAFF_ROLES;
use crate::{ids::ProgramId, rules::matrix::Role};

/// A role as it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub role: Role,
    /// `None`: in every program.
    pub program: Option<ProgramId>,
    /// When it ends by itself.
    pub ends_at: Option<Timestamp>,
}

/// Why a role cannot be given like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// No role that staff have.
    Role,
    /// This role is given in one program.
    Program,
    /// An auditor reads for a set time.
    EndMissing,
    /// The last day has passed.
    EndPast,
    /// Only a director makes directors and auditors.
    NotYours,
}

impl Unfit {
    /// The field of the form it belongs to.
    pub fn field(self) -> &'static str {
        match self {
            Self::Role | Self::NotYours => "role",
            Self::Program => "program",
            Self::EndMissing | Self::EndPast => "ends_on",
        }
    }

    /// The message that says so.
    pub fn message(self) -> &'static str {
        match self {
            Self::Role => "team-role-missing",
            Self::Program => "team-program-missing",
            Self::EndMissing => "team-end-missing",
            Self::EndPast => "team-end-past",
            Self::NotYours => "team-role-not-yours",
        }
    }
}

/// Roles that stand over the whole organization may be given without a program.
fn may_span_programs(role: Role) -> bool {
    matches!(role, Role::Director | Role::Hiring | Role::Certification | Role::Auditor | Role::Supervisor)
}

impl Offer {
    /// Checks an offer made by somebody acting as `by`. `last_day` is the last whole day of the role, in `zone`.
    pub fn new(
        role: Option<Role>,
        program: Option<ProgramId>,
        last_day: Option<Date>,
        by: Role,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Self, Unfit> {
        let role = role.filter(|role| STAFF_ROLES.contains(role)).ok_or(Unfit::Role)?;
        if matches!(role, Role::Director | Role::Auditor) && by != Role::Director {
            return Err(Unfit::NotYours);
        }
        if program.is_none() && !may_span_programs(role) {
            return Err(Unfit::Program);
        }
        let ends_at = last_day
            .and_then(|day| day.tomorrow().ok())
            .and_then(|after| after.to_zoned(zone.clone()).ok())
            .map(|zoned| zoned.timestamp());
        match ends_at {
            None if role == Role::Auditor => Err(Unfit::EndMissing),
            Some(end) if end <= now => Err(Unfit::EndPast),
            ends_at => Ok(Self { role, program, ends_at }),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]
    use super::*;

    fn offer(role: Role, has_program: bool, last_day: Option<&str>, by: Role) -> Result<Offer, Unfit> {
        let program = has_program.then(|| uuid::Uuid::nil().into());
        let now = "2026-05-14T18:00:00Z".parse().unwrap();
        let zone = TimeZone::get("America/New_York").unwrap();
        Offer::new(Some(role), program, last_day.map(|day| day.parse().unwrap()), by, now, &zone)
    }

    #[test]
    fn an_auditor_needs_a_last_day_that_is_still_to_come() {
        assert_eq!(offer(Role::Auditor, true, None, Role::Director), Err(Unfit::EndMissing));
        assert_eq!(offer(Role::Auditor, true, Some("2026-05-13"), Role::Director), Err(Unfit::EndPast));
        let today = offer(Role::Auditor, true, Some("2026-05-14"), Role::Director).unwrap();
        assert_eq!(today.ends_at, Some("2026-05-15T04:00:00Z".parse().unwrap()));
    }

    #[test]
    fn only_a_director_makes_directors_and_auditors() {
        assert_eq!(offer(Role::Director, false, None, Role::Hiring), Err(Unfit::NotYours));
        assert_eq!(offer(Role::Auditor, true, Some("2026-06-01"), Role::Hiring), Err(Unfit::NotYours));
        assert!(offer(Role::PeerSpecialist, true, None, Role::Hiring).is_ok());
    }

    #[test]
    fn a_peer_specialist_belongs_to_one_program_and_a_participant_is_no_worker() {
        assert_eq!(offer(Role::PeerSpecialist, false, None, Role::Director), Err(Unfit::Program));
        assert_eq!(offer(Role::Participant, true, None, Role::Director), Err(Unfit::Role));
    }
}
