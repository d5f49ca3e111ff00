//! What accepting an invitation does: the account, its role, whose record it opens, and what a supporter sees.

use ground::{
    access::Request,
    accounts::account::{self, NewAccount, NewMembership},
    audit::{self, Action, Entry},
    gate::{self, NewShare},
    ids::AccountId,
    reading::TextSize,
    rules::matrix::Role,
    sign_in::sessions,
};
use kit::{
    db::{DbError, Tx},
    sql,
    text::fold_email,
};

use super::{
    invitation::{Invitation, Wish},
    store,
};

/// How somebody who accepts wants to sign in and to read.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// An e-mail address or a name to sign in with.
    pub sign_in_name: String,
    pub password_hash: Option<String>,
    pub language: String,
    pub text_size: TextSize,
}

/// Uses an invitation up for somebody new, or for a participant who needs a new way in. `None` when it was used
/// meanwhile, or when the account that it would open belongs to somebody who works here.
pub fn join(
    tx: &mut Tx<'_>,
    request: &Request,
    invitation: &Invitation,
    chosen: &Chosen,
) -> Result<Option<AccountId>, DbError> {
    if !store::use_up(tx, invitation, request.now())? {
        return Ok(None);
    }
    let known = match invitation.supporter {
        None => store::account_of(tx, invitation.organization, invitation.participant, request.now())?,
        Some(_) => None,
    };
    let account = match known {
        // What a worker can open is not opened by a paper that a colleague printed.
        Some((_, true)) => return Ok(None),
        Some((account, false)) => {
            renew(tx, request, invitation, account, chosen)?;
            account
        }
        None => add(tx, request, invitation, chosen)?,
    };
    let_in(tx, request, invitation, account)?;
    Ok(Some(account))
}

/// Uses an invitation up for somebody who is signed in; false when it was used meanwhile.
pub fn join_as(
    tx: &mut Tx<'_>,
    request: &Request,
    invitation: &Invitation,
    account: AccountId,
) -> Result<bool, DbError> {
    if !store::use_up(tx, invitation, request.now())? {
        return Ok(false);
    }
    let_in(tx, request, invitation, account).map(|()| true)
}

fn add(tx: &mut Tx<'_>, request: &Request, invitation: &Invitation, chosen: &Chosen) -> Result<AccountId, DbError> {
    let new = NewAccount {
        organization: invitation.organization,
        email: chosen.sign_in_name.clone(),
        name: invitation.name.clone(),
        pronouns: String::new(),
        language: chosen.language.clone(),
        password_hash: chosen.password_hash.clone(),
    };
    let account = account::insert(tx, &request.at, &new)?;
    tx.run(
        sql!("UPDATE accounts SET text_size = $3 WHERE organization_id = $1 AND id = $2"),
        &[&invitation.organization, &account, &chosen.text_size],
    )?;
    Ok(account)
}

/// A new way in for somebody who lost theirs or left: whoever was signed in is signed out.
fn renew(
    tx: &mut Tx<'_>,
    request: &Request,
    invitation: &Invitation,
    account: AccountId,
    chosen: &Chosen,
) -> Result<(), DbError> {
    let name = &chosen.sign_in_name;
    tx.run(
        sql!(
            "UPDATE accounts SET email = $3, email_folded = $4, password_hash = $5, language = $6, text_size = $7,
                totp_secret = NULL, closed_at = NULL, version = version + 1
             WHERE organization_id = $1 AND id = $2"
        ),
        &[
            &invitation.organization,
            &account,
            name,
            &fold_email(name),
            &chosen.password_hash,
            &chosen.language,
            &chosen.text_size,
        ],
    )?;
    sessions::end_others(tx, invitation.organization, account, None, request.now()).map(drop)
}

/// Gives the account its role and what comes with it, and writes that down.
fn let_in(tx: &mut Tx<'_>, request: &Request, invitation: &Invitation, account: AccountId) -> Result<(), DbError> {
    let role = if invitation.supporter.is_some() { Role::Supporter } else { Role::Participant };
    give(tx, request, invitation, account, role)?;
    match invitation.supporter {
        None => tie(tx, request, invitation, account)?,
        Some(supporter) => {
            tx.run(
                sql!("UPDATE supporters SET account_id = $3 WHERE organization_id = $1 AND id = $2"),
                &[&invitation.organization, &supporter, &account],
            )?;
            share(tx, request, invitation, account)?;
        }
    }
    store::used_by(tx, invitation, account)?;
    let entry = Entry::by_program(invitation.organization, request, Action::Create, "own_space");
    let entry = entry.by(account, role.word()).on(account).of(invitation.participant);
    audit::record(tx, &entry.with("role", role.word()))
}

fn give(
    tx: &mut Tx<'_>,
    request: &Request,
    invitation: &Invitation,
    account: AccountId,
    role: Role,
) -> Result<(), DbError> {
    let held = ground::access::memberships(tx, invitation.organization, account, request.now())?;
    if held.iter().any(|one| one.role == role) {
        return Ok(());
    }
    let membership = NewMembership {
        organization: invitation.organization,
        account,
        program: invitation.program,
        role,
        starts_at: request.now(),
        ends_at: None,
        created_by: Some(invitation.created_by),
    };
    account::give_role(tx, &request.at, &membership).map(drop)
}

fn tie(tx: &mut Tx<'_>, request: &Request, invitation: &Invitation, account: AccountId) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO account_people (organization_id, account_id, participant_id, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (organization_id, account_id, participant_id) DO NOTHING"
        ),
        &[&invitation.organization, &account, &invitation.participant, &request.now()],
    )
    .map(drop)
}

fn share(tx: &mut Tx<'_>, request: &Request, invitation: &Invitation, account: AccountId) -> Result<(), DbError> {
    for wish in Wish::read(&invitation.wishes) {
        let new = NewShare {
            organization: invitation.organization,
            participant: invitation.participant,
            account,
            supporter: invitation.supporter,
            kind: wish.kind,
            subject: wish.subject,
            ends_at: invitation.share_until,
            created_by: invitation.created_by,
        };
        gate::share_at(tx, &request.at, &new)?;
    }
    Ok(())
}
