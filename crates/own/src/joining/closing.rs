//! Closing an account of somebody's own space: by those who invite, for a lost phone or a stolen code, with a way back; and
//! by the person who leaves. Sessions end at once, and with the account ends what was shared with it.

use askama::Template;
use axum::extract::{Path, State};
use care::participants;
use ground::{
    App, Visit,
    access::Scope,
    audit::{self, Action, Entry},
    gate,
    ids::{AccountId, ParticipantId, RecordId},
    layout::{Flash, Page},
    rules::matrix::{
        Permission::{InviteParticipant, WriteMyRecord},
        Role,
    },
    sign_in::sessions,
};
use kit::{
    db::{DbError, Tx},
    faults::Fault,
    messages::AsArg,
    web::{Answer, page},
};

use super::{
    closing_store::{self as store, ClosureId, Holder},
    people_store,
    store::withdraw,
};

/// Closes the person's own account.
pub(super) async fn close_own(State(app): State<App>, visit: Visit, Path(of): Path<ParticipantId>) -> Answer {
    close(&app, &visit, of, None).await
}

/// Closes the account of one of their supporters.
pub(super) async fn close_supporter(
    State(app): State<App>,
    visit: Visit,
    Path((of, supporter)): Path<(ParticipantId, RecordId)>,
) -> Answer {
    close(&app, &visit, of, Some(supporter)).await
}

async fn close(app: &App, visit: &Visit, of: ParticipantId, supporter: Option<RecordId>) -> Answer {
    let scope = visit.may(InviteParticipant)?;
    let (id, name) = app.write(&scope, move |tx, scope| close_now(tx, scope, of, supporter)).await?;
    let undo = format!("/people/{of}/space/closures/{id}/undo");
    let said = visit.words.with("joining-closed-one", &[("name", name.as_arg())]);
    visit.see(format!("/people/{of}/invitation"), Flash::ok(said).or_undo(undo))
}

/// Closes an account of a participant's space, the participant's own or a supporter's; answers whose it was.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn close_now(
    tx: &mut Tx<'_>,
    scope: &Scope,
    of: ParticipantId,
    supporter: Option<RecordId>,
) -> Result<(ClosureId, String), Fault> {
    participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
    let holder = store::holders(tx, scope, of)?.into_iter().find(|one| one.supporter == supporter);
    let holder = holder.ok_or(Fault::NotFound)?;
    let shares = store::shares(tx, scope, of, holder.account)?;
    shut(tx, scope, of, &holder)?;
    withdraw(tx, scope, of, supporter)?;
    let id = store::insert(tx, scope, of, (holder.account, supporter), false, &shares)?;
    audit::record(tx, &Entry::new(scope, Action::Remove, "own_space").of(of).on(holder.account))?;
    Ok((id, holder.name))
}

/// Ends what an account may do in a participant's space, and its sessions.
fn shut(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, holder: &Holder) -> Result<(), DbError> {
    gate::stop_sharing(tx, scope, of, holder.account, None)?;
    match holder.supporter {
        None => store::end_role(tx, scope, holder.account, Role::Participant)?,
        Some(_) if store::is_let_in_by_others(tx, scope, of, holder.account)? => {}
        Some(_) => store::end_role(tx, scope, holder.account, Role::Supporter)?,
    }
    sessions::end_others(tx, scope.organization, holder.account, None, scope.now).map(drop)
}

pub(super) async fn open_again(
    State(app): State<App>,
    visit: Visit,
    Path((of, id)): Path<(ParticipantId, ClosureId)>,
) -> Answer {
    let scope = visit.may(InviteParticipant)?;
    app.write(&scope, move |tx, scope| open_again_now(tx, scope, of, id)).await?;
    visit.see(format!("/people/{of}/invitation"), Flash::ok(visit.t("joining-open-again")))
}

/// Opens again what somebody of the program closed. What the person closed themselves stays closed.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn open_again_now(tx: &mut Tx<'_>, scope: &Scope, of: ParticipantId, id: ClosureId) -> Result<(), Fault> {
    participants::header(tx, scope, of)?.ok_or(Fault::NotFound)?;
    let closure = store::closed(tx, scope, of)?.into_iter().find(|one| one.id == id && !one.is_own);
    let closure = closure.ok_or(Fault::NotFound)?;
    let role = if closure.supporter.is_some() { Role::Supporter } else { Role::Participant };
    store::open_again(tx, scope, &closure, role)?;
    Ok(audit::record(tx, &Entry::new(scope, Action::Restore, "own_space").of(of).on(closure.account))?)
}

#[derive(Template)]
#[template(path = "joining/leaving.html")]
struct Leaving {
    page: Page,
}

/// What leaving means, before it is done.
pub(super) async fn leaving(visit: Visit) -> Answer {
    visit.may(WriteMyRecord)?;
    page(&Leaving { page: visit.page("me-leaving-title") })
}

pub(super) async fn leave(State(app): State<App>, visit: Visit) -> Answer {
    let scope = visit.may(WriteMyRecord)?;
    app.write(&scope, leave_now).await?;
    visit.see("/sign-in", Flash::ok(visit.t("me-leaving-done")))
}

/// The person leaves their space: nobody whom they let in sees anything any more, and the account is closed. The record
/// stays with the program, and a new code opens the space again.
///
/// # Errors
/// [`Fault::NotFound`]; those of the storage.
pub(super) fn leave_now(tx: &mut Tx<'_>, scope: &Scope) -> Result<(), Fault> {
    let me = people_store::own(tx, scope)?.ok_or(Fault::NotFound)?.id;
    let shared: Vec<AccountId> = store::shared_with(tx, scope, me)?;
    for account in shared {
        gate::stop_sharing(tx, scope, me, account, None)?;
    }
    for one in people_store::supporters(tx, scope, me, None)? {
        withdraw(tx, scope, me, Some(one.id))?;
    }
    store::insert(tx, scope, me, (scope.account, None), true, &[])?;
    audit::record(tx, &Entry::new(scope, Action::Remove, "own_space").of(me).on(scope.account).with("what", "left"))?;
    let holder = Holder { account: scope.account, supporter: None, name: String::new() };
    Ok(shut(tx, scope, me, &holder)?)
}
