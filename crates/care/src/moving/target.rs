//! What a file can become, and what a file needs to know of the organization that it comes to.

use ground::ids::{OrganizationId, ProgramId};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    sql,
    tabular::{Schema, cell},
};

use super::fields;

kit::id_types! {
    /// A file that came in, or is about to.
    ImportId,
    /// A saved answer to which column fills which field.
    MappingId,
    /// A file among the attachments.
    KeptFileId,
}

kit::word_enum! {
    /// What the rows of a file become.
    pub enum Target {
        Participants = "participants",
        Contacts = "contacts",
        Goals = "goals",
        Staff = "staff",
    }
}

impl Target {
    /// The fields that a file of this kind may fill.
    pub fn schema(self) -> Schema {
        match self {
            Self::Participants => fields::people::schema(),
            Self::Contacts => fields::contacts::schema(),
            Self::Goals => fields::goals::schema(),
            Self::Staff => fields::staff::schema(),
        }
    }

    /// How `import_rows` calls a record of this kind.
    pub const fn record_kind(self) -> &'static str {
        match self {
            Self::Participants => "participant",
            Self::Contacts => "contact",
            Self::Goals => "goal",
            Self::Staff => "account",
        }
    }

    /// The table of the record.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Participants => "participants",
            Self::Contacts => "contacts",
            Self::Goals => "goals",
            Self::Staff => "accounts",
        }
    }
}

/// A program that rows can belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    pub id: ProgramId,
    pub name: String,
    pub setting: String,
    pub time_zone: String,
}

kit::from_row!(Program { id, name, setting, time_zone });

impl Program {
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

/// What is the same for all rows of a file.
#[derive(Debug, Clone)]
pub struct Setting {
    pub now: Timestamp,
    /// The organization's zone, for times that name none and belong to no program.
    pub zone: TimeZone,
    pub zone_name: String,
    pub programs: Vec<Program>,
}

impl Setting {
    /// Reads the programs and the zone of an organization.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn of(tx: &mut Tx<'_>, organization: OrganizationId, now: Timestamp) -> Result<Self, DbError> {
        let zone_name: Option<String> =
            tx.one(sql!("SELECT time_zone FROM organizations WHERE organization_id = $1"), &[&organization])?;
        let zone_name = zone_name.unwrap_or_else(|| "UTC".to_owned());
        let programs = tx.list(
            sql!(
                "SELECT id, name, setting, time_zone FROM programs WHERE organization_id = $1 AND closed_on IS NULL
                 ORDER BY name, id LIMIT 1000"
            ),
            &[&organization],
        )?;
        let zone = TimeZone::get(&zone_name).unwrap_or(TimeZone::UTC);
        Ok(Self { now, zone, zone_name, programs })
    }

    /// The program that a file means, by its name or its id; case, blanks and signs don't count.
    pub fn program(&self, said: &str) -> Option<&Program> {
        let folded = cell::fold(said);
        let by_id = |program: &&Program| program.id.to_string() == said.trim();
        let by_name = |program: &&Program| cell::fold(&program.name) == folded;
        self.programs.iter().find(by_id).or_else(|| self.programs.iter().find(by_name))
    }

    pub fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }
}

/// The first moment of a day in a zone.
pub fn begin_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    day.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
}
