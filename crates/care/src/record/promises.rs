//! What is promised about one person and still open: the first few on their page, all of it behind that.

use askama::Template;
use axum::extract::{Path, Query, State};
use ground::{
    App, Visit,
    access::Scope,
    ids::{ParticipantId, PromiseId},
    layout::{Page, when::When},
    promises,
    rules::matrix::Permission,
    scoped,
};
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    sql,
    web::{Answer, page},
};

use super::show::opened;
use crate::participants::{self, PersonHeader};

/// Promises on the person's own page: what presses most, so that the rest of the page is not buried under them.
pub(super) const FIRST: usize = 5;
/// Promises on one page of the list.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "record/promises.html")]
struct PromisesPage {
    page: Page,
    person: PersonHeader,
    promises: Vec<PromiseLine>,
    older: Option<String>,
}

/// One promise as the pages show it.
pub(super) struct PromiseLine {
    pub href: String,
    pub words: String,
    pub owner: Option<String>,
    pub due: When,
    pub is_late: bool,
}

/// An open promise about a person.
pub(super) struct Promised {
    id: PromiseId,
    kind: promises::Kind,
    /// Empty for those who may not read the person's contacts.
    words: String,
    owner: Option<String>,
    due_at: Timestamp,
    has_time: bool,
}

impl Promised {
    /// Its place in the list.
    pub(super) fn place(&self) -> promises::After {
        (self.due_at, self.id)
    }
}

kit::from_row!(Promised { id, kind, words, owner, due_at, has_time });

pub async fn list(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<ParticipantId>,
    Query(behind): Query<promises::Behind>,
) -> Answer {
    let (scope, promised) = (visit.may(Permission::SeePerson)?, visit.may(Permission::SeePromises)?);
    let after = behind.after();
    let (header, mut found) = app
        .read(&scope, move |tx, scope| {
            let header = participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((header, open(tx, &promised, id, after, PAGE)?))
        })
        .await?;
    app.saw(&scope, opened(&scope, &header)).await?;
    let has_more = cut(&mut found, PAGE);
    let last = found.last().filter(|_| has_more).map(Promised::place);
    page(&PromisesPage {
        page: visit.page("record-promises-title"),
        person: PersonHeader::new(&visit, &header, "overview"),
        older: last.map(|(at, last)| format!("/people/{id}/promises?at={at}&id={last}")),
        promises: lines(&visit, &found, &header.zone(&visit)),
    })
}

/// The open promises about a person that the scope reaches, the longest waiting first: one more than `shown`, to know
/// whether there are more.
pub(super) fn open(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: ParticipantId,
    (at, behind): promises::After,
    shown: usize,
) -> Result<Vec<Promised>, DbError> {
    let limit = i64::try_from(shown.saturating_add(1)).unwrap_or(i64::MAX);
    tx.list(
        sql!(
            "SELECT o.id, o.kind, CASE WHEN o.owner_id = $2 OR ",
            ground::within_record!("o.participant_id", "o.program_id", "notes", "'see_contacts'"),
            " THEN o.words ELSE '' END, a.name, o.due_at, o.has_time FROM promises o
             LEFT JOIN accounts a ON a.organization_id = o.organization_id AND a.id = o.owner_id
             WHERE o.organization_id = $1 AND o.participant_id = $5 AND o.closed_at IS NULL
               AND (o.due_at, o.id) > ($6, $7) AND ",
            ground::within_record!("o.participant_id", "o.program_id", "notes"),
            " ORDER BY o.due_at, o.id LIMIT $8"
        ),
        scoped![scope; &id, &at, &behind, &limit],
    )
}

/// Cuts what was found to what is shown; whether there is more.
pub(super) fn cut(found: &mut Vec<Promised>, shown: usize) -> bool {
    let has_more = found.len() > shown;
    found.truncate(shown);
    has_more
}

pub(super) fn lines(visit: &Visit, found: &[Promised], zone: &TimeZone) -> Vec<PromiseLine> {
    found.iter().map(|one| line(visit, one, zone)).collect()
}

fn line(visit: &Visit, promise: &Promised, zone: &TimeZone) -> PromiseLine {
    let due = if promise.has_time {
        When::at(visit, promise.due_at, zone)
    } else {
        When::day_of(visit, promise.due_at, zone)
    };
    PromiseLine {
        href: format!("/promises/{}", promise.id),
        words: if promise.words.is_empty() { promises::kind_label(visit, promise.kind) } else { promise.words.clone() },
        owner: promise.owner.clone(),
        is_late: promise.due_at < visit.request.now(),
        due,
    }
}
