//! The head of every page about one person: who it is, where they stand, who supports them.

use ground::{
    Visit,
    access::Scope,
    gate::{self, KeptOut},
    ids::{AccountId, ParticipantId, ProgramId, RecordId},
    is_colleague,
    layout::{parts::Tab, when::When},
    rules::{Rules, matrix::Permission},
    scoped, within_reach, within_record,
};
use jiff::civil::Date;
use kit::{
    db::{DbError, Tx},
    messages::{AsArg, Words},
    sql,
};

use super::participant::{Enrollment, EnrollmentId, Status, age};

/// Who a page is about, read in one statement.
#[derive(Debug, Clone)]
pub struct Header {
    pub id: ParticipantId,
    pub name_to_use: String,
    pub pronouns: String,
    pub birth_date: Option<Date>,
    pub language: String,
    pub needs_interpreter: bool,
    /// The file of their photo, when they have one.
    pub photo: Option<RecordId>,
    /// They work or worked here: everybody who opens the record is told, and the access is marked in the audit.
    pub is_colleague: bool,
    /// Until when the reader uses emergency access to this record.
    pub emergency_until: Option<jiff::Timestamp>,
    /// Whom the person asked to keep out, where the program agreed.
    pub kept_out: Vec<KeptOut>,
    /// Where they stand with each program, the latest first.
    pub places: Vec<Place>,
}

/// Where a person stands with one program.
#[derive(Debug, Clone)]
pub struct Place {
    pub enrollment: EnrollmentId,
    pub program: ProgramId,
    pub program_name: String,
    pub time_zone: String,
    pub status: Status,
    pub status_since: jiff::Timestamp,
    pub first_enrolled_at: Option<jiff::Timestamp>,
    pub primary: Option<AccountId>,
    pub primary_name: Option<String>,
    pub version: i64,
}

impl Place {
    /// The program's zone, in which the person's times are shown.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// The same as the enrollment that it was read from.
    pub fn enrollment(&self, participant: ParticipantId) -> Enrollment {
        Enrollment {
            id: self.enrollment,
            participant,
            program: self.program,
            status: self.status,
            status_since: self.status_since,
            first_enrolled_at: self.first_enrolled_at,
            primary: self.primary,
            version: self.version,
        }
    }
}

impl Header {
    /// The zone of the program that the person is with now, else of the organization.
    pub fn zone(&self, visit: &Visit) -> jiff::tz::TimeZone {
        self.places.first().map_or_else(|| visit.zone(), Place::zone)
    }

    /// The program that they are with now, or were with last.
    pub fn place(&self) -> Option<&Place> {
        self.places.first()
    }
}

/// Who a page is about, when the scope reaches them.
///
/// # Errors
/// Those of the storage.
pub fn header(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Option<Header>, DbError> {
    let (mut found, mut keeps_out): (Option<Header>, bool) = (None, false);
    tx.each(
        sql!(
            "SELECT p.name_to_use, p.pronouns, p.birth_date, p.language, p.needs_interpreter,
                p.photo_id, ",
            is_colleague!("p.id"),
            ",
                (SELECT MAX(x.ends_at) FROM emergency_accesses x WHERE x.organization_id = $1 AND x.account_id = $2
                    AND x.participant_id = p.id AND x.ends_at > $4),
                EXISTS (SELECT 1 FROM restrictions k WHERE k.organization_id = $1 AND k.participant_id = p.id
                    AND k.agreed_at IS NOT NULL AND k.ended_at IS NULL),
                e.id, e.program_id, g.name, g.time_zone, e.status, e.status_since, e.first_enrolled_at,
                e.primary_account_id, a.name, e.version
             FROM participants p
             LEFT JOIN enrollments e ON e.organization_id = p.organization_id AND e.participant_id = p.id AND ",
            within_record!("e.participant_id", "e.program_id", "record"),
            "
             LEFT JOIN programs g ON g.organization_id = e.organization_id AND g.id = e.program_id
             LEFT JOIN accounts a ON a.organization_id = e.organization_id AND a.id = e.primary_account_id
             WHERE p.organization_id = $1 AND p.id = $5 AND p.merged_into IS NULL AND ",
            within_reach!("p.id"),
            " ORDER BY CASE e.standing WHEN 'here' THEN 1 WHEN 'coming' THEN 2 ELSE 3 END, e.status_since DESC
              NULLS LAST, e.id"
        ),
        scoped![scope; &id],
        |row| {
            let head = (row.get()?, row.get()?, row.get()?, row.get()?, row.get()?, row.get()?, row.get()?);
            let emergency_until = row.get()?;
            keeps_out = row.get()?;
            let header = found.get_or_insert_with(|| {
                let (name_to_use, pronouns, birth_date, language, needs_interpreter, photo, is_colleague) = head;
                Header {
                    id,
                    name_to_use,
                    pronouns,
                    birth_date,
                    language,
                    needs_interpreter,
                    photo,
                    is_colleague,
                    emergency_until,
                    kept_out: Vec::new(),
                    places: Vec::new(),
                }
            });
            if let Some(enrollment) = row.get()? {
                header.places.push(Place {
                    enrollment,
                    program: row.get()?,
                    program_name: row.get()?,
                    time_zone: row.get()?,
                    status: row.get()?,
                    status_since: row.get()?,
                    first_enrolled_at: row.get()?,
                    primary: row.get()?,
                    primary_name: row.get()?,
                    version: row.get()?,
                });
            }
            Ok(true)
        },
    )?;
    if let Some(header) = found.as_mut().filter(|_| keeps_out) {
        header.kept_out = gate::kept_out(tx, scope, id)?;
    }
    Ok(found)
}

/// The head of a page about one person, in the reader's words: the field `person` of every such page's view, shown by
/// `{% include "participants/header.html" %}`.
pub struct PersonHeader {
    pub id: ParticipantId,
    pub name: String,
    pub pronouns: String,
    /// Where their photo is; empty without one, and the first letter of the name is shown.
    pub photo: String,
    /// Age, language, interpreter.
    pub aside: String,
    pub status: String,
    /// The tone of the badge that carries the status.
    pub tone: &'static str,
    pub peer: String,
    pub is_colleague: bool,
    /// Until when the reader uses emergency access.
    pub emergency: Option<When>,
    /// Whom the person asked to keep out, a sentence each.
    pub kept_out: Vec<String>,
    pub tabs: Vec<Tab>,
}

impl PersonHeader {
    /// `current` is the tab being read: `overview`, `goals`, `contacts` or `about`.
    pub fn new(visit: &Visit, header: &Header, current: &str) -> Self {
        let place = header.place();
        let status = place.map(|place| status_label(&visit.words, place.status)).unwrap_or_default();
        Self {
            id: header.id,
            name: header.name_to_use.clone(),
            pronouns: header.pronouns.clone(),
            photo: header.photo.map(|file| format!("/people/{}/photo?v={file}", header.id)).unwrap_or_default(),
            aside: aside(visit, header),
            status,
            tone: place.map_or("neutral", |place| tone(place.status)),
            peer: place.and_then(|place| place.primary_name.clone()).unwrap_or_default(),
            is_colleague: header.is_colleague,
            emergency: header.emergency_until.map(|until| When::at(visit, until, &header.zone(visit))),
            kept_out: kept_out(visit, &header.name_to_use, &header.kept_out),
            tabs: tabs(visit, header.id, current),
        }
    }
}

/// Whom a person asked to keep out, a sentence each, for pages on which somebody could break it.
pub fn kept_out(visit: &Visit, name: &str, all: &[KeptOut]) -> Vec<String> {
    let line = |one: &KeptOut| {
        let what = visit.t(&format!("people-kept-out-{}", one.information));
        let args = [("name", name.as_arg()), ("who", one.who.as_arg()), ("what", what.as_arg())];
        visit.words.with("people-kept-out", &args)
    };
    all.iter().map(line).collect()
}

fn aside(visit: &Visit, header: &Header) -> String {
    let today = visit.request.now().to_zoned(header.zone(visit)).date();
    let years = header.birth_date.map(|born| i64::from(age(born, today)));
    let age = years.map(|years| visit.words.with("people-age", &[("years", years.as_arg())]));
    let language = Some(header.language.as_str())
        .filter(|key| !matches!(*key, "" | "en"))
        .map(|key| language_label(&visit.words, key));
    let interpreter = header.needs_interpreter.then(|| visit.t("people-interpreter-needed"));
    [age, language, interpreter].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn tabs(visit: &Visit, id: ParticipantId, current: &str) -> Vec<Tab> {
    let all = [
        ("overview", String::new(), Permission::SeePerson),
        ("goals", "/goals".to_owned(), Permission::SeeGoals),
        ("contacts", "/contacts".to_owned(), Permission::SeeContacts),
        ("about", "/about".to_owned(), Permission::SeeDemographics),
    ];
    let is_open = |permission| match permission {
        Permission::SeeContacts => visit.reads_notes(),
        other => visit.can(other),
    };
    let shown = all.into_iter().filter(|(_, _, permission)| is_open(*permission));
    let tab = |(name, rest, _): (&str, String, Permission)| Tab {
        label: visit.t(&format!("people-tab-{name}")),
        href: format!("/people/{id}{rest}"),
        is_current: name == current,
        count: None,
    };
    shown.map(tab).collect()
}

/// What people read for a status.
pub fn status_label(words: &Words, status: Status) -> String {
    label(words, "participant_statuses", status.word())
}

/// What people read for a language.
pub fn language_label(words: &Words, key: &str) -> String {
    label(words, "languages", key)
}

/// What people read for a key of a list; a key that is no longer in the list is shown as it is.
pub fn label(words: &Words, list: &str, key: &str) -> String {
    Rules::read_in(words.tag()).lists.get(list).map_or(key, |list| list.label_of(key)).to_owned()
}

/// The tone of a badge that carries a status.
pub const fn tone(status: Status) -> &'static str {
    match status {
        Status::Inquiry | Status::Referred | Status::Screening => "info",
        Status::Enrolled | Status::Active | Status::ReEngaged => "good",
        Status::Paused => "plum",
        _ => "neutral",
    }
}
