//! Asking the gate, and handing over what it lets through.

use askama::Template;
use axum::extract::{Path, State};
use care::participants::{self, Header, PersonHeader, status_label};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    drafts::{self, Desk, Sheet},
    gate::{self, Basis, Decision, Disclosure, Flag, Information, Purpose, Recipient, Refusal},
    ids::{ParticipantId, ProgramId},
    layout::{Page, parts::Choice, when::When},
    rules::matrix::{Permission, Reach},
};
use kit::{
    db::Tx,
    faults::Fault,
    forms::{Errors, Form},
    web::{Answer, page, page_with_errors},
};

use super::store::{self, GoalLine, KINDS, NoteLine, PlannedLine};
use crate::consents::{self, Consent, dashed};

#[derive(Template)]
#[template(path = "releases/new.html")]
struct New {
    page: Page,
    person: PersonHeader,
    from: Vec<Choice>,
    information: Vec<Choice>,
    purposes: Vec<Choice>,
    bases: Vec<Choice>,
    /// Rules that are switched off.
    off: Vec<String>,
    /// Why the gate is closed, and the way forward.
    closed: Option<(String, String)>,
    form: Form,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "releases/show.html")]
struct Show {
    page: Page,
    id: ParticipantId,
    name: String,
    born: Option<When>,
    pronouns: String,
    places: Vec<String>,
    channels: Vec<String>,
    to: String,
    from: String,
    made: When,
    purpose: String,
    basis: String,
    has_record: bool,
    goals: Option<Vec<Goal>>,
    planned: Option<Vec<Planned>>,
    notes: Option<Vec<Note>>,
    notice: Option<String>,
    consent: Vec<String>,
    consent_signed: String,
}

struct Goal {
    words: String,
    status: String,
    since: When,
}

struct Planned {
    kind: String,
    at: When,
}

struct Note {
    at: When,
    author: String,
    sections: Vec<(String, String)>,
    own_words: String,
}

/// What was let through.
pub(super) struct HandedOver {
    header: Header,
    pub(super) notice: bool,
    pub(super) consent: Option<Consent>,
    pub(super) channels: Vec<(String, String)>,
    pub(super) goals: Option<Vec<GoalLine>>,
    pub(super) planned: Option<Vec<PlannedLine>>,
    pub(super) notes: Option<Vec<NoteLine>>,
}

pub async fn new(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>) -> Answer {
    show_form(&app, &visit, of, None, Errors::default(), None).await
}

/// Where what is to be shared is written down.
fn written_at(of: ParticipantId) -> String {
    format!("/people/{of}/releases/new")
}

async fn show_form(
    app: &App,
    visit: &Visit,
    of: ParticipantId,
    sent: Option<Form>,
    errors: Errors,
    closed: Option<Refusal>,
) -> Answer {
    let scope = visit.may(Permission::Disclose)?;
    let (header, off) = app
        .read(&scope, move |tx, scope| {
            let header = participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
            Ok::<_, Fault>((header, gate::off(tx, scope)?))
        })
        .await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "release_form").of(of)).await?;
    let is_refused = !errors.is_empty() || closed.is_some();
    let desk = drafts::desk(app, &scope, Sheet::new("release", written_at(of), of)).await?;
    let form = desk.form(sent, Form::from_pairs([("basis", Basis::Consent.word())]));
    let mut view = form_view((visit, &desk), &scope, &header, form, errors, closed);
    view.bases.retain(|one| off.holds(Flag::Part2) || !Basis::from_word(&one.value).is_some_and(Basis::is_of_part2));
    view.off = off.said(visit, &[Flag::Hipaa, Flag::Part2, Flag::NewYork]);
    if is_refused { page_with_errors(&view) } else { page(&view) }
}

fn form_view(
    (visit, desk): (&Visit, &Desk),
    scope: &Scope,
    header: &Header,
    form: Form,
    errors: Errors,
    closed: Option<Refusal>,
) -> New {
    let choice = |field: &str, value: String, label: String| {
        let is_chosen = form.has(field, &value);
        Choice::new(value, label, is_chosen)
    };
    let worded = |field: &str, key: &str, word: &str| {
        choice(field, word.to_owned(), visit.t(&format!("{key}-{}", dashed(word))))
    };
    New {
        page: desk.page(visit, "releases-title"),
        person: PersonHeader::new(visit, header, ""),
        from: header
            .places
            .iter()
            .map(|place| choice("from", place.program.to_string(), place.program_name.clone()))
            .collect(),
        information: offered(visit).map(|one| worded("information", "consents-information", one.word())).collect(),
        purposes: Purpose::ALL.iter().map(|one| worded("purpose", "releases-purpose", one.word())).collect(),
        bases: grounds(scope).map(|one| worded("basis", "releases-basis", one.word())).collect(),
        off: Vec::new(),
        closed: closed.map(|why| {
            let text = |part: &str| visit.t(&format!("releases-{part}-{}", why.word()));
            (text("closed"), text("way"))
        }),
        form,
        errors,
    }
}

/// The kinds of information that the visitor could read themselves.
fn offered(visit: &Visit) -> impl Iterator<Item = Information> {
    let (notes, goals) = (visit.reads_notes(), visit.can(Permission::SeeGoals));
    KINDS.into_iter().filter(move |one| match one {
        Information::Notes => notes,
        Information::Goals => goals,
        _ => true,
    })
}

/// The grounds that the visitor may use: peers share with a consent; all others are for those who answer for a program.
fn grounds(scope: &Scope) -> impl Iterator<Item = Basis> {
    let is_wide = scope.reach > Reach::Own;
    let known = Basis::ALL.iter().copied().filter(|one| *one != Basis::Internal);
    known.filter(move |one| is_wide || *one == Basis::Consent)
}

fn read(visit: &Visit, scope: &Scope, of: ParticipantId, form: &Form) -> Result<(Disclosure, ProgramId), Errors> {
    let mut errors = Errors::default();
    let from: Option<ProgramId> = form.parsed("from");
    let to = form.text("to").unwrap_or_default().to_owned();
    let information: Vec<Information> = offered(visit).filter(|one| form.has("information", one.word())).collect();
    let purpose = Purpose::from_word(form.get("purpose"));
    let basis = grounds(scope).find(|one| one.word() == form.get("basis"));
    let checks = [
        ("from", from.is_none()),
        ("to", to.is_empty()),
        ("information", information.is_empty()),
        ("purpose", purpose.is_none()),
        ("basis", basis.is_none()),
    ];
    for (field, is_missing) in checks {
        if is_missing {
            errors.add(field, visit.t(&format!("releases-error-{field}")));
        }
    }
    let reason = form.text("reason").unwrap_or_default().to_owned();
    let (Some(program), Some(purpose), Some(basis), true) = (from, purpose, basis, errors.is_empty()) else {
        return Err(errors);
    };
    let to = Recipient::Outside(to);
    Ok((Disclosure { participant: of, from, to, information, purpose, basis, reason, how: "print" }, program))
}

pub async fn create(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>, form: Form) -> Answer {
    let scope = visit.may(Permission::Disclose)?;
    let (wish, from) = match read(&visit, &scope, of, &form) {
        Ok(read) => read,
        Err(errors) => return show_form(&app, &visit, of, Some(form), errors, None).await,
    };
    let asked = wish.clone();
    let handed = app.write(&scope, move |tx, scope| {
        let handed = hand_over(tx, scope, &asked, from)?;
        if handed.is_ok() {
            drafts::sent(tx, scope, &written_at(of), "release", of)?;
        }
        Ok::<_, Fault>(handed)
    });
    match handed.await? {
        Ok(handed) => page(&show(&visit, &wish, from, handed)),
        Err(why) => show_form(&app, &visit, of, Some(form), Errors::default(), Some(why)).await,
    }
}

/// Asks the gate, and reads exactly what it let through, in one transaction with the line of the accounting.
pub(super) fn hand_over(
    tx: &mut Tx<'_>,
    scope: &Scope,
    wish: &Disclosure,
    from: ProgramId,
) -> Result<Result<HandedOver, Refusal>, Fault> {
    let of = wish.participant;
    let header = participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
    if !header.places.iter().any(|place| place.program == from) {
        return Err(Fault::NotFound);
    }
    let (consent, notice) = match gate::decide(tx, scope, wish)? {
        Decision::Open { consent, notice } => (consent, notice),
        Decision::Closed(why) => {
            let entry = Entry::new(scope, Action::Refuse, "release").of(of).with("why", why.word());
            audit::record(tx, &entry.with("basis", wish.basis.word()))?;
            return Ok(Err(why));
        }
    };
    let gives = |kind: Information| wish.information.contains(&kind);
    let handed = HandedOver {
        notice,
        consent: match consent {
            Some(id) => consents::known(tx, scope, of, id)?,
            None => None,
        },
        channels: if gives(Information::Record) { store::channels(tx, scope, of)? } else { Vec::new() },
        goals: gives(Information::Goals).then(|| store::goals(tx, scope, of, from)).transpose()?,
        planned: gives(Information::Schedule).then(|| store::schedule(tx, scope, of, from)).transpose()?,
        notes: gives(Information::Notes).then(|| store::notes(tx, scope, of, from)).transpose()?,
        header,
    };
    let kinds: Vec<&str> = wish.information.iter().map(|kind| kind.word()).collect();
    let entry = Entry::new(scope, Action::Export, "release").of(of).because(wish.reason.as_str());
    audit::record(tx, &entry.with("information", kinds).with("basis", wish.basis.word()))?;
    Ok(Ok(handed))
}

fn show(visit: &Visit, wish: &Disclosure, from: ProgramId, handed: HandedOver) -> Show {
    let header = &handed.header;
    let (zone, now) = (header.zone(visit), visit.request.now());
    let place = header.places.iter().find(|place| place.program == from);
    let notice = visit.rules().consent_notices.get("redisclosure").filter(|_| handed.notice);
    let has_record = wish.information.contains(&Information::Record);
    let in_place = |place: &&participants::Place| place.program == from;
    let standing =
        |place: &participants::Place| format!("{}: {}", place.program_name, status_label(&visit.words, place.status));
    Show {
        page: visit.page("releases-show-title"),
        id: header.id,
        name: header.name_to_use.clone(),
        born: header.birth_date.filter(|_| has_record).map(|on| When::on(visit, on, &zone)),
        pronouns: if has_record { header.pronouns.clone() } else { String::new() },
        places: if has_record { header.places.iter().filter(in_place).map(standing).collect() } else { Vec::new() },
        channels: handed.channels.into_iter().map(|(_, value)| value).collect(),
        to: if let Recipient::Outside(name) = &wish.to { name.clone() } else { String::new() },
        from: place.map(|place| place.program_name.clone()).unwrap_or_default(),
        made: When::at(visit, now, &zone),
        purpose: visit.t(&format!("releases-purpose-{}", dashed(wish.purpose.word()))),
        basis: visit.t(&format!("releases-basis-{}", dashed(wish.basis.word()))),
        has_record,
        goals: handed.goals.map(|all| all.into_iter().map(|one| goal(visit, one, &zone)).collect()),
        planned: handed.planned.map(|all| all.into_iter().map(|one| planned(visit, one, &zone)).collect()),
        notes: handed.notes.map(|all| all.into_iter().map(|one| note(visit, one, &zone)).collect()),
        notice: notice.map(|notice| notice.text.clone()),
        consent_signed: handed.consent.as_ref().map(|one| one.signed_name.clone()).unwrap_or_default(),
        consent: handed.consent.map(|one| one.body.split("\n\n").map(str::to_owned).collect()).unwrap_or_default(),
    }
}

fn goal(visit: &Visit, one: GoalLine, zone: &jiff::tz::TimeZone) -> Goal {
    Goal {
        status: match one.status.as_str() {
            "active" => visit.t("releases-goal-active"),
            ended => participants::label(&visit.words, "goal_endings", ended),
        },
        since: When::on(visit, one.started_on, zone),
        words: one.words,
    }
}

fn planned(visit: &Visit, one: PlannedLine, zone: &jiff::tz::TimeZone) -> Planned {
    Planned { kind: visit.t(&format!("calls-kind-{}", one.kind)), at: When::at(visit, one.due_at, zone) }
}

fn note(visit: &Visit, one: NoteLine, zone: &jiff::tz::TimeZone) -> Note {
    let text = |part: &serde_json::Value, name: &str| {
        part.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    };
    let parts = one.sections.as_array().cloned().unwrap_or_default();
    Note {
        at: When::at(visit, one.at, zone),
        author: one.author,
        sections: parts.iter().map(|part| (text(part, "heading"), text(part, "words"))).collect(),
        own_words: one.participant_words,
    }
}
