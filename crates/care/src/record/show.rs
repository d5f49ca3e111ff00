//! One person at a glance: what is next, how to reach them, who stands by them, how it came to this.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    ids::ParticipantId,
    layout::{Page, when::When},
    promises::from_the_start,
    rules::matrix::Permission,
};
use jiff::tz::TimeZone;
use kit::{
    db::Tx,
    faults::Fault,
    web::{Answer, page, see},
};

use super::promises::{self, PromiseLine, Promised};
use crate::{
    assignments::{self, Assignment, Kind},
    participants::{
        self, Channel, Header, Participant, PersonHeader, StatusChange, label, language_label, status_label, tone,
    },
    supporters::{self, Supporter},
};

#[derive(Template)]
#[template(path = "record/show.html")]
struct Show {
    page: Page,
    person: PersonHeader,
    promises: Vec<PromiseLine>,
    /// Where all of them are, when there are more.
    all_promises: Option<String>,
    channels: Vec<ChannelLine>,
    supporters: Vec<SupporterLine>,
    peers: Vec<PeerLine>,
    timeline: Vec<Step>,
    own_words: String,
    about: String,
    language: String,
    needs_interpreter: bool,
    minor_basis: Option<String>,
    may: May,
}

/// What the reader may do from here.
struct May {
    edit: bool,
    change_status: bool,
    assign: bool,
    merge: bool,
    write_contact: bool,
    see_audit: bool,
    write_request: bool,
    see_consents: bool,
    export: bool,
    invite: bool,
    connect: bool,
}

impl May {
    /// Whether there is anything besides what is done every day.
    fn has_more(&self) -> bool {
        let record = self.edit || self.change_status || self.merge || self.connect;
        record || self.see_consents || self.invite || self.export || self.see_audit || self.write_request
    }
}

struct ChannelLine {
    icon: &'static str,
    kind: String,
    value: String,
    href: Option<String>,
    note: String,
    is_agreed: bool,
    may_leave_message: bool,
}

struct SupporterLine {
    href: String,
    name: String,
    relationship: String,
    reach: String,
    may_know: Vec<String>,
    note: String,
}

struct PeerLine {
    worker: String,
    about: String,
    since: When,
}

struct Step {
    title: String,
    tone: &'static str,
    at: When,
    by: String,
    reason: String,
    words: String,
    own_view: String,
}

struct Record {
    header: Header,
    person: Participant,
    promises: Vec<Promised>,
    channels: Vec<Channel>,
    supporters: Vec<Supporter>,
    peers: Vec<Assignment>,
    timeline: Vec<StatusChange>,
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(Permission::SeePerson)?;
    let promises = visit.may(Permission::SeePromises).ok();
    match app.read(&scope, move |tx, scope| read(tx, scope, promises.as_ref(), id)).await? {
        Ok(record) => {
            app.saw(&scope, opened(&scope, &record.header)).await?;
            page(&view(&visit, record))
        }
        Err(kept) => see(format!("/people/{kept}")),
    }
}

/// The entry for opening a record; a colleague's record is marked, so that the director finds it.
pub(crate) fn opened(scope: &Scope, header: &Header) -> Entry {
    let entry = Entry::new(scope, Action::Read, "participant").of(header.id).on(header.id);
    if header.is_colleague { entry.with("colleague", true) } else { entry }
}

/// The record, or the one that it was merged into.
fn read(
    tx: &mut Tx<'_>,
    scope: &Scope,
    promises: Option<&Scope>,
    id: ParticipantId,
) -> Result<Result<Record, ParticipantId>, Fault> {
    let (Some(header), Some(person)) = (participants::header(tx, scope, id)?, participants::find(tx, scope, id)?)
    else {
        return Ok(Err(participants::kept_of(tx, scope, id)?.ok_or(Fault::NotFound)?));
    };
    Ok(Ok(Record {
        header,
        person,
        promises: promises
            .map(|scope| promises::open(tx, scope, id, from_the_start(), promises::FIRST))
            .transpose()?
            .unwrap_or_default(),
        channels: participants::channels(tx, scope, id)?,
        supporters: supporters::list(tx, scope, id)?,
        peers: assignments::current_peers(tx, scope, id)?,
        timeline: participants::timeline(tx, scope, id)?,
    }))
}

fn view(visit: &Visit, mut record: Record) -> Show {
    let zone = record.header.zone(visit);
    let today = visit.request.now().to_zoned(zone.clone()).date();
    let is_minor = record.person.age(today).is_some_and(|years| years < 18);
    let basis = record.person.minor_basis.as_deref().unwrap_or("to_be_settled");
    Show {
        page: visit.page("record-title"),
        person: PersonHeader::new(visit, &record.header, "overview"),
        all_promises: promises::cut(&mut record.promises, promises::FIRST)
            .then(|| format!("/people/{}/promises", record.header.id)),
        promises: promises::lines(visit, &record.promises, &zone),
        channels: record.channels.iter().map(|one| channel_line(visit, one)).collect(),
        supporters: record.supporters.iter().map(|one| supporter_line(visit, record.header.id, one)).collect(),
        peers: record.peers.iter().map(|one| peer_line(visit, one, &zone)).collect(),
        timeline: record.timeline.into_iter().map(|one| step(visit, one, &zone)).collect(),
        own_words: record.person.own_words.clone(),
        about: record.person.about.clone(),
        language: Some(record.person.language.as_str())
            .filter(|key| !key.is_empty())
            .map(|key| language_label(&visit.words, key))
            .unwrap_or_default(),
        needs_interpreter: record.person.needs_interpreter,
        minor_basis: is_minor.then(|| label(&visit.words, "minor_bases", basis)),
        may: May {
            edit: visit.can(Permission::EditPerson),
            change_status: visit.can(Permission::ChangeStatus),
            assign: visit.can(Permission::AssignPeople),
            merge: visit.can(Permission::MergePeople),
            write_contact: visit.can(Permission::WriteContacts),
            see_audit: visit.can(Permission::SeeAuditOfPerson),
            write_request: visit.can(Permission::ManageConsents),
            see_consents: visit.can(Permission::SeeConsents),
            export: visit.can(Permission::ExportPerson),
            invite: visit.can(Permission::InviteParticipant),
            connect: visit.can(Permission::MakeConnections),
        },
    }
}

fn channel_line(visit: &Visit, channel: &Channel) -> ChannelLine {
    use participants::ChannelKind::{Email, Mail, Other, Phone, Text};
    let number: String = channel.value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let (icon, href) = match channel.kind {
        Phone => ("phone", Some(format!("tel:{number}"))),
        Text => ("text", Some(format!("sms:{number}"))),
        Email => ("mail", Some(format!("mailto:{}", channel.value))),
        Mail => ("home", None),
        Other => ("link", None),
    };
    ChannelLine {
        icon,
        kind: visit.t(&format!("people-channel-{}", channel.kind.word())),
        value: channel.value.clone(),
        href: href.filter(|_| channel.is_agreed),
        note: channel.note.clone(),
        is_agreed: channel.is_agreed,
        may_leave_message: channel.may_leave_message,
    }
}

fn supporter_line(visit: &Visit, participant: ParticipantId, supporter: &Supporter) -> SupporterLine {
    let reach = [supporter.phone.as_str(), supporter.email.as_str()];
    SupporterLine {
        href: format!("/people/{participant}/supporters/{}", supporter.id),
        name: supporter.name.clone(),
        relationship: label(&visit.words, "supporter_relationships", &supporter.relationship),
        reach: reach.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
        may_know: supporter.may_know().map(|key| label(&visit.words, "supporter_may_know", key)).collect(),
        note: supporter.note.clone(),
    }
}

fn peer_line(visit: &Visit, assignment: &Assignment, zone: &TimeZone) -> PeerLine {
    let kind = match assignment.kind {
        Kind::Primary => "record-peer-primary",
        Kind::Backup => "record-peer-backup",
    };
    PeerLine {
        worker: assignment.worker.clone(),
        about: [visit.t(kind), assignment.program_name.clone()].join(" · "),
        since: When::on(visit, assignment.starts_on, zone),
    }
}

fn step(visit: &Visit, change: StatusChange, zone: &TimeZone) -> Step {
    let lists = ["pause_reasons", "close_reasons", "decline_reasons"];
    let reason =
        lists.iter().map(|list| label(&visit.words, list, &change.reason)).find(|label| *label != change.reason);
    Step {
        title: [status_label(&visit.words, change.to), change.program_name].join(" · "),
        tone: tone(change.to),
        at: When::day_of(visit, change.at, zone),
        by: change.changed_by.unwrap_or_default(),
        reason: reason.unwrap_or(change.reason),
        words: change.words,
        own_view: change.own_view,
    }
}
