//! Sending a connection: on paper with the person, or as a link that the service answers.

use askama::Template;
use axum::extract::{Path, State};
use ground::{
    App, Visit,
    access::Scope,
    audit::{Action, Entry},
    layout::{Flash, Page, when::When},
    mail::{self, Letter, Piece},
    rules::matrix::Permission::MakeConnections,
};
use kit::{
    faults::Fault,
    forms::{Errors, Form},
    messages::{AsArg, Words},
    web::{Answer, page},
};

use super::{
    connection::{Connection, ConnectionId, SentHow, Status},
    pages::{self, Said, need_label},
    steps::{self, NotDone},
};

#[derive(Template)]
#[template(path = "connections/paper.html")]
struct Paper {
    page: Page,
    name: String,
    service: String,
    phone: String,
    need: String,
    words: String,
    from: String,
    sender: String,
    sent: When,
}

/// What the person carries: printed from the browser.
pub async fn paper(State(app): State<App>, visit: Visit, Path(id): Path<ConnectionId>) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let one = pages::found(&app, &scope, id).await?.connection;
    // Before it is sent, nothing has left.
    let sent_at = one.sent_at.ok_or(Fault::NotFound)?;
    app.saw(&scope, Entry::new(&scope, Action::Print, "connection").of(one.participant).on(id)).await?;
    let actor = visit.actor()?;
    page(&Paper {
        page: visit.page("connections-paper"),
        need: need_label(&visit, &one.need),
        sent: When::day_of(&visit, sent_at, &visit.zone()),
        from: actor.organization_name.clone(),
        sender: actor.name.clone(),
        name: one.name_to_use,
        service: one.service_name,
        phone: one.service_phone,
        words: one.words,
    })
}

pub async fn create(State(app): State<App>, visit: Visit, Path(id): Path<ConnectionId>, form: Form) -> Answer {
    let scope = visit.may(MakeConnections)?;
    let found = pages::found(&app, &scope, id).await?;
    let Some(how) = SentHow::from_word(form.get("how")) else {
        let errors = Errors::one("how", visit.t("connections-how-missing"));
        return pages::again(&app, &visit, found, Said { form, errors, closed: None, link: None });
    };
    let one = found.connection.clone();
    match send(&app, &visit, &scope, one, how).await? {
        Ok(None) => visit.see(format!("/connections/{id}/paper"), Flash::ok(visit.t("connections-sent"))),
        Ok(Some(_)) if how == SentHow::Mail => {
            visit.see(format!("/connections/{id}"), Flash::ok(visit.t("connections-mailed")))
        }
        Ok(Some(link)) => pages::with_link(&app, &visit, pages::found(&app, &scope, id).await?, link),
        Err(NotDone::Closed(refusal)) => {
            let closed = Some(visit.t(&format!("releases-closed-{}", refusal.word())));
            let said = Said { form, errors: Errors::one("how", visit.t("connections-closed")), closed, link: None };
            pages::again(&app, &visit, found, said)
        }
        Err(why) => Err(pages::not_done(&visit, why)),
    }
}

/// Sends, and queues the letter in the same transaction. Answers the address of the link when there is one.
async fn send(
    app: &App,
    visit: &Visit,
    scope: &Scope,
    one: Connection,
    how: SentHow,
) -> Result<Result<Option<String>, NotDone>, Fault> {
    let can_mail = app.mailer.is_on() && !one.service_email.is_empty();
    if how == SentHow::Mail && (!can_mail || one.status != Status::Draft) {
        return Ok(Err(NotDone::NotNow));
    }
    let (zone, seal, app_again, words) = (visit.zone(), app.seal.clone(), app.clone(), visit.words.clone());
    let organization = visit.actor()?.organization_name.clone();
    app.write(scope, move |tx, scope| {
        let token = match steps::send(tx, scope, &one, how, &zone)? {
            Ok(token) => token,
            Err(why) => return Ok(Err(why)),
        };
        let link = token.map(|token| app_again.outside(&format!("/answer?link={token}")));
        if let Some(link) = link.as_ref().filter(|_| how == SentHow::Mail) {
            let letter = letter(&words, &one, &organization, link);
            mail::queue_now(tx, &seal, (scope.organization, &scope.at), &letter, true)?;
        }
        Ok(Ok(link))
    })
    .await
}

/// The letter says nothing about the person: that stands behind the link, as long as their consent holds.
fn letter(words: &Words, one: &Connection, organization: &str, link: &str) -> Letter {
    let greeting = words.with("connections-letter", &[("organization", organization.as_arg())]);
    Letter {
        recipient: one.service_email.clone(),
        purpose: "connection",
        subject: words.with("connections-letter-subject", &[("organization", organization.as_arg())]),
        parts: vec![
            Piece::Words(greeting),
            Piece::Link { words: words.t("connections-letter-link"), url: link.to_owned() },
            Piece::Words(words.t("connections-letter-foot")),
        ],
    }
}
