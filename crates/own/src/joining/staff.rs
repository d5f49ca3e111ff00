//! Inviting a person to their own space, from their page: a link and a code to hand over, on paper if they like.

use askama::Template;
use axum::extract::{Path, State};
use care::participants::{self, ChannelKind, Header, Participant, PersonHeader};
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    gate::{self, Flag, Off},
    ids::ParticipantId,
    layout::{Flash, Page, when::When},
    mail::{self, Letter, Piece},
    rules::{
        matrix::Permission::InviteParticipant,
        minors::{AgeBand, OwnSpace},
    },
};
use jiff::Timestamp;
use kit::{
    db::Tx,
    faults::Fault,
    messages::AsArg,
    secrets::{PaperCode, qr_svg},
    web::{Answer, page, page_with_errors},
};

use super::{
    closing_store::{self, Closure, Holder},
    store::{self, NewInvitation, Standing},
};

#[derive(Template)]
#[template(path = "joining/staff.html")]
struct InvitePage {
    page: Page,
    person: PersonHeader,
    action: String,
    /// Whose yes is needed at the person's age, in the reader's language.
    about_age: String,
    legal_minimum: String,
    since: Option<When>,
    /// The accounts that open something of the space, and where each is closed.
    holders: Vec<(String, String)>,
    closed: Vec<ClosedLine>,
    waits_until: Option<When>,
    mails_to: Option<String>,
    /// A parent or guardian has not agreed yet.
    needs_guardian: bool,
}

/// An account that was closed.
struct ClosedLine {
    name: String,
    by: String,
    at: When,
    /// Where it is opened again; `None`: the person closed it themselves.
    again: Option<String>,
}

/// The page that shows a code once: to print, to read out, to send.
#[derive(Template)]
#[template(path = "joining/paper.html")]
pub struct Paper {
    pub page: Page,
    pub intro: String,
    pub address: String,
    pub code: String,
    pub link: String,
    /// An `<svg>` of squares only, made here.
    pub qr: String,
    pub until: When,
    pub mailed_to: Option<String>,
    pub back: String,
}

impl Paper {
    /// The paper for a fresh code.
    ///
    /// # Errors
    /// When the address does not fit the picture.
    pub fn new(
        app: &App,
        visit: &Visit,
        (code, until): (&PaperCode, Timestamp),
        intro: String,
        back: String,
    ) -> Result<Self, Fault> {
        let code = code.reveal();
        let link = link(app, &code);
        Ok(Self {
            page: visit.page("joining-paper-title"),
            intro,
            address: app.outside("/join"),
            qr: qr_svg(&link).map_err(|error| Fault::Internal(error.to_string()))?,
            until: When::at(visit, until, &visit.zone()),
            mailed_to: None,
            code,
            link,
            back,
        })
    }
}

fn link(app: &App, code: &str) -> String {
    app.outside(&format!("/join?code={code}"))
}

/// What the page knows of the person.
struct Invited {
    header: Header,
    person: Participant,
    standing: Standing,
    holders: Vec<Holder>,
    closed: Vec<Closure>,
    off: Off,
    /// An address that they agreed to be written to at.
    email: Option<String>,
}

fn read(tx: &mut Tx<'_>, scope: &Scope, id: ParticipantId) -> Result<Invited, Fault> {
    let header = participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let person = participants::find(tx, scope, id)?.ok_or(Fault::NotFound)?;
    let channels = participants::channels(tx, scope, id)?;
    let mail = channels.into_iter().find(|one| one.kind == ChannelKind::Email && one.is_agreed);
    let email = mail.and_then(|one| kit::text::email(&one.value).map(str::to_owned));
    let (standing, holders) = (store::standing(tx, scope, id)?, closing_store::holders(tx, scope, id)?);
    Ok(Invited {
        header,
        person,
        standing,
        holders,
        closed: closing_store::closed(tx, scope, id)?,
        off: gate::off(tx, scope)?,
        email,
    })
}

impl Invited {
    fn band(&self, visit: &Visit) -> Option<&'static AgeBand> {
        let today = visit.request.now().to_zoned(self.header.zone(visit)).date();
        visit.rules().age_band(self.person.birth_date, today)
    }

    /// Whether the rules ask for somebody's yes that is not written down (rules/minors.toml).
    fn needs_guardian(&self, visit: &Visit) -> bool {
        let is_guardians = self.band(visit).is_some_and(|band| band.own_space == OwnSpace::Guardian);
        is_guardians && self.person.minor_basis.as_deref() != Some("parent_agreed")
    }
}

pub async fn show(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(InviteParticipant)?;
    let invited = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    app.saw(&scope, Entry::new(&scope, Action::Read, "participant").of(id).on(id).with("part", "invitation")).await?;
    page(&view(&app, &visit, &invited))
}

fn view(app: &App, visit: &Visit, invited: &Invited) -> InvitePage {
    let (zone, band) = (invited.header.zone(visit), invited.band(visit));
    let when = |at: Timestamp| When::at(visit, at, &zone);
    InvitePage {
        page: visit.page("joining-invite-title"),
        person: PersonHeader::new(visit, &invited.header, "overview"),
        action: format!("/people/{}/invitation", invited.header.id),
        about_age: band.map(|band| band.staff_text.clone()).unwrap_or_default(),
        // The minimum is New York's (practice.md 7.4).
        legal_minimum: band
            .filter(|_| invited.off.holds(Flag::NewYork))
            .and_then(|band| band.legal_minimum.clone())
            .unwrap_or_default(),
        since: invited.standing.since.map(when),
        holders: invited.holders.iter().map(|one| holder(invited.header.id, one)).collect(),
        closed: invited.closed.iter().map(|one| closed(visit, &invited.header, one)).collect(),
        waits_until: invited.standing.waits_until.map(when),
        mails_to: invited.email.clone().filter(|_| app.mailer.is_on()),
        needs_guardian: invited.needs_guardian(visit),
    }
}

/// Whose account it is, and where it is closed.
fn holder(of: ParticipantId, one: &Holder) -> (String, String) {
    let path = one.supporter.map_or_else(
        || format!("/people/{of}/space/closing"),
        |supporter| format!("/people/{of}/space/supporters/{supporter}/closing"),
    );
    (one.name.clone(), path)
}

fn closed(visit: &Visit, header: &Header, one: &Closure) -> ClosedLine {
    ClosedLine {
        name: one.name.clone(),
        by: one.by.clone(),
        at: When::at(visit, one.closed_at, &header.zone(visit)),
        again: (!one.is_own).then(|| format!("/people/{}/space/closures/{}/undo", header.id, one.id)),
    }
}

pub async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(InviteParticipant)?;
    let invited = app.read(&scope, move |tx, scope| read(tx, scope, id)).await?;
    if invited.needs_guardian(&visit) {
        return page_with_errors(&view(&app, &visit, &invited));
    }
    let (seal, program) = (app.seal.clone(), invited.header.place().map(|place| place.program));
    let made = app.write(&scope, move |tx, scope| {
        let new = NewInvitation { participant: id, supporter: None, program, wishes: Vec::new(), share_until: None };
        let made = store::make(tx, scope, &seal, &new)?;
        audit::record(tx, &Entry::new(scope, Action::Create, "own_invitation").of(id))?;
        Ok::<_, Fault>(made)
    });
    let (code, until) = made.await?;
    let intro = visit.words.with("joining-paper-intro", &[("organization", visit.actor()?.organization_name.as_arg())]);
    let mut paper = Paper::new(&app, &visit, (&code, until), intro, format!("/people/{id}"))?;
    if let Some(email) = invited.email.filter(|_| app.mailer.is_on()) {
        mail::queue_for(&app, &scope, letter(&visit, email.clone(), &paper)?).await?;
        paper.mailed_to = Some(email);
    }
    page(&paper)
}

/// A letter that names nobody and says nothing about why.
fn letter(visit: &Visit, recipient: String, paper: &Paper) -> Result<Letter, Fault> {
    let organization = [("organization", visit.actor()?.organization_name.as_arg())];
    Ok(Letter {
        recipient,
        purpose: "own_space",
        subject: visit.words.with("joining-mail-subject", &organization),
        parts: vec![
            Piece::Words(visit.words.with("joining-mail-words", &organization)),
            Piece::Link { words: visit.t("joining-mail-link"), url: paper.link.clone() },
            Piece::Words(visit.t("joining-mail-end")),
        ],
    })
}

pub async fn withdraw(State(app): State<App>, visit: Visit, Path(id): Path<ParticipantId>) -> Answer {
    let scope = visit.may(InviteParticipant)?;
    app.write(&scope, move |tx, scope| {
        participants::header(tx, scope, id)?.ok_or(Fault::NotFound)?;
        if store::withdraw(tx, scope, id, None)? > 0 {
            audit::record(tx, &Entry::new(scope, Action::Remove, "own_invitation").of(id))?;
        }
        Ok::<_, Fault>(())
    })
    .await?;
    visit.see(format!("/people/{id}/invitation"), Flash::ok(visit.t("joining-withdrawn")))
}
