//! A row of a file of staff becomes an account that nobody can sign in to before an invitation. Without a role it is a
//! name on past records and nothing else.

use ground::{
    access::Scope,
    ids::{AccountId, MembershipId},
};
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql,
};

use super::Became;
use crate::moving::fields::staff::NewWorker;

pub(super) fn write(tx: &mut Tx<'_>, scope: &Scope, new: &NewWorker) -> Result<Became, DbError> {
    let folded = new.email.as_deref().map(kit::text::fold_email);
    if let Some(here) = with_address(tx, scope, folded.as_deref())? {
        return Ok(Became { record: here.uuid(), parts: 0, is_new: false, participant: None });
    }
    let id: AccountId = scope.at.id();
    // No address has no "@" in it: nobody can type this at the door.
    let folded = folded.unwrap_or_else(|| format!("none:{id}"));
    tx.run(
        sql!(
            "INSERT INTO accounts (organization_id, id, email, email_folded, name, sort_key, pronouns, phone, about,
                language, theme, draft_key, created_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'en', 'auto', $10, $11, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &new.email.clone().unwrap_or_default(),
            &folded,
            &new.name,
            &kit::text::sort_key(&new.name),
            &new.pronouns,
            &new.phone,
            &new.about,
            &scope.at.random::<32>().to_vec(),
            &scope.now,
        ],
    )?;
    let Some(role) = new.role else {
        return Ok(Became { record: id.uuid(), parts: 0, is_new: true, participant: None });
    };
    tx.run(
        sql!(
            "INSERT INTO memberships (organization_id, id, account_id, program_id, role, starts_at, ends_at, created_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &scope.organization,
            &scope.at.id::<MembershipId>(),
            &id,
            &new.program,
            &role,
            &new.starts_at,
            &new.ends_at,
            &scope.account,
        ],
    )?;
    Ok(Became { record: id.uuid(), parts: 1, is_new: true, participant: None })
}

/// Somebody with the same address is the same person: the row only tells their key in the other system.
fn with_address(tx: &mut Tx<'_>, scope: &Scope, folded: Option<&str>) -> Result<Option<AccountId>, DbError> {
    let Some(folded) = folded else { return Ok(None) };
    tx.one(
        sql!("SELECT id FROM accounts WHERE organization_id = $1 AND email_folded = $2"),
        &[&scope.organization, &folded],
    )
}
