//! Changes to one worker: roles, closing and reopening the account, and their own record as a participant.

use axum::extract::{Path, State};
use kit::{
    faults::Fault,
    forms::{Errors, Form},
    web::Answer,
};

use super::{invitation::Offer, invitations::read_offer, pages, store};
use crate::{
    App, Visit,
    access::{self, Scope},
    accounts::account::{self, NewMembership},
    audit::{self, Action, Entry},
    ids::{AccountId, MembershipId, ParticipantId},
    layout::Flash,
    rules::matrix::{Permission, Role},
};

pub async fn give_role(State(app): State<App>, visit: Visit, Path(account): Path<AccountId>, form: Form) -> Answer {
    let scope = visit.may(Permission::ManageStaff)?;
    let mut errors = Errors::default();
    let Some(offer) = read_offer(&visit, &scope, &form, &mut errors) else {
        return pages::show_again(&app, &visit, account, form, errors).await;
    };
    give(&app, &scope, account, offer).await?;
    visit.see(format!("/team/{account}"), Flash::ok(visit.t("team-role-given")))
}

async fn give(app: &App, scope: &Scope, account: AccountId, offer: Offer) -> Result<(), Fault> {
    app.write(scope, move |tx, scope| {
        let worker = store::find(tx, scope, account)?.filter(|worker| worker.closed_at.is_none());
        worker.ok_or(Fault::NotFound)?;
        if let Some(program) = offer.program {
            let known = store::programs(tx, scope.organization)?;
            known.iter().find(|(id, _)| *id == program).ok_or(Fault::NotFound)?;
        }
        let new = NewMembership {
            organization: scope.organization,
            account,
            program: offer.program,
            role: offer.role,
            starts_at: scope.now,
            ends_at: offer.ends_at,
            created_by: Some(scope.account),
        };
        account::give_role(tx, &scope.at, &new)?;
        let entry = Entry::new(scope, Action::Create, "role").on(account).with("role", offer.role.word());
        Ok(audit::record(tx, &entry)?)
    })
    .await
}

pub async fn end_role(
    State(app): State<App>,
    visit: Visit,
    Path((account, membership)): Path<(AccountId, MembershipId)>,
) -> Answer {
    let scope = visit.may(Permission::ManageStaff)?;
    let (words, standing) = (visit.t("team-last-director"), Standing::of(&visit));
    app.write(&scope, move |tx, scope| {
        let role = store::end_role(tx, scope, account, membership)?.ok_or(Fault::NotFound)?;
        standing.may_touch(role)?;
        refuse_last_director(store::directors(tx, scope)?, words)?;
        let entry = Entry::new(scope, Action::Remove, "role").on(account).with("role", role.word());
        Ok::<_, Fault>(audit::record(tx, &entry)?)
    })
    .await?;
    visit.see(format!("/team/{account}"), Flash::ok(visit.t("team-role-ended")))
}

/// Whether the person who asks is a director: hiring staff leave directors and auditors as they are.
struct Standing {
    is_director: bool,
    refusal: String,
}

impl Standing {
    fn of(visit: &Visit) -> Self {
        let mut held = visit.actor.iter().flat_map(|actor| &actor.memberships);
        Self { is_director: held.any(|held| held.role == Role::Director), refusal: visit.t("team-director-only") }
    }

    fn may_touch(&self, role: Role) -> Result<(), Fault> {
        let is_guarded = matches!(role, Role::Director | Role::Auditor);
        if is_guarded && !self.is_director { Err(Fault::Conflict(self.refusal.clone())) } else { Ok(()) }
    }
}

/// An organization always keeps somebody who can let others in.
fn refuse_last_director(left: i64, words: String) -> Result<(), Fault> {
    if left == 0 { Err(Fault::Conflict(words)) } else { Ok(()) }
}

pub async fn close(State(app): State<App>, visit: Visit, Path(account): Path<AccountId>) -> Answer {
    let scope = visit.may(Permission::ManageStaff)?;
    let (open_work, last_director) = (visit.t("team-close-hand-over-first"), visit.t("team-last-director"));
    let standing = Standing::of(&visit);
    app.write(&scope, move |tx, scope| {
        for held in access::memberships(tx, scope.organization, account, scope.now)? {
            standing.may_touch(held.role)?;
        }
        let worker = store::find(tx, scope, account)?.ok_or(Fault::NotFound)?;
        if worker.people > 0 || worker.promises > 0 {
            return Err(Fault::Conflict(open_work));
        }
        if !store::close(tx, scope, account)? {
            return Err(Fault::NotFound);
        }
        refuse_last_director(store::directors(tx, scope)?, last_director)?;
        Ok(audit::record(tx, &Entry::new(scope, Action::Remove, "account").on(account))?)
    })
    .await?;
    let undo = Flash::ok(visit.t("team-closed")).or_undo(format!("/team/{account}/reopening"));
    visit.see(format!("/team/{account}"), undo)
}

pub async fn reopen(State(app): State<App>, visit: Visit, Path(account): Path<AccountId>) -> Answer {
    let scope = visit.may(Permission::ManageStaff)?;
    app.write(&scope, move |tx, scope| {
        if !store::reopen(tx, scope, account)? {
            return Err(Fault::NotFound);
        }
        Ok(audit::record(tx, &Entry::new(scope, Action::Restore, "account").on(account))?)
    })
    .await?;
    visit.see(format!("/team/{account}"), Flash::ok(visit.t("team-reopened")))
}

pub async fn link_record(State(app): State<App>, visit: Visit, Path(account): Path<AccountId>, form: Form) -> Answer {
    let scope = visit.may(Permission::RecoverAccount)?;
    let people = visit.may(Permission::SeePeople)?;
    let Some(participant) = participant_in(form.get("record")) else {
        let errors = Errors::one("record", visit.t("team-own-record-wrong"));
        return pages::show_again(&app, &visit, account, form, errors).await;
    };
    app.write(&scope, move |tx, scope| {
        store::find(tx, scope, account)?.ok_or(Fault::NotFound)?;
        if !store::reaches(tx, &people, participant)? {
            return Err(Fault::NotFound);
        }
        store::link_record(tx, scope, account, participant)?;
        let entry = Entry::new(scope, Action::Access, "own_record").of(participant).on(account);
        Ok(audit::record(tx, &entry)?)
    })
    .await?;
    visit.see(format!("/team/{account}"), Flash::ok(visit.t("team-own-record-linked")))
}

/// The participant in the address of a page: `…/people/{participant}/…`.
fn participant_in(text: &str) -> Option<ParticipantId> {
    text.split(['/', '?', '#', ' ']).find_map(|part| part.parse().ok())
}
