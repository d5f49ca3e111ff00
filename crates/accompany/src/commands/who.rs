//! In whose name a command works: the organization that it names and somebody in it who may do what it does.

use ground::{
    App,
    access::{Actor, Membership, Request, Scope},
    ids::{AccountId, OrganizationId},
    rules::matrix::Permission,
};
use kit::{
    db::{DbError, Tenant, Tx},
    ids::Id,
    sql,
};

use super::Stop;

type House = (OrganizationId, String, String);

/// The organization of this name or id; without one, the only one there is.
pub fn organization(app: &App, said: Option<&str>) -> Result<House, Stop> {
    let all: Result<Vec<House>, DbError> = app.db.read_now(Tenant::System, |tx| {
        tx.list(sql!("SELECT organization_id, name, time_zone FROM organizations ORDER BY created_at LIMIT 1000"), &[])
    });
    let mut all = all.map_err(Stop::because)?;
    if let Some(said) = said {
        let is_meant = |house: &House| house.0.to_string() == said || house.1.eq_ignore_ascii_case(said);
        all.retain(is_meant);
    }
    match (all.len(), all.pop()) {
        (1, Some(house)) => Ok(house),
        (0, _) => Err(Stop("there is no such organization; start the program and set one up first".to_owned())),
        _ => Err(Stop("there is more than one organization; say which with --organization NAME or ID".to_owned())),
    }
}

/// The proof that somebody of the organization may do what the command does: the account of this address, else the one
/// that has been allowed to longest. The audit names them.
pub fn scope(app: &App, house: &House, address: Option<&str>, permission: Permission) -> Result<(Actor, Scope), Stop> {
    let at = app.moment();
    let (organization, now) = (house.0, at.now);
    let folded = address.map(kit::text::fold_email);
    let tenant = Tenant::Organization(organization.uuid());
    let found: Result<Vec<(AccountId, String, String, Membership)>, DbError> =
        app.db.read_now(tenant, move |tx| holders(tx, organization, folded.as_deref().unwrap_or_default(), now));
    for (account, name, language, held) in found.map_err(Stop::because)? {
        let actor = Actor {
            organization,
            organization_name: house.1.clone(),
            account,
            session: at.id(),
            name,
            language,
            theme: String::new(),
            text_size: ground::reading::TextSize::Usual,
            is_device_shared: false,
            time_zone: house.2.clone(),
            memberships: vec![held],
        };
        if let Ok(scope) = actor.may(permission, &Request::internal(at.clone())) {
            return Ok((actor, scope));
        }
    }
    let who = address.map_or_else(|| "nobody here".to_owned(), |address| format!("{address} is not somebody who"));
    Err(Stop(format!("{who} may do this ({permission}); name somebody who may with --as EMAIL")))
}

fn holders(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    folded: &str,
    now: jiff::Timestamp,
) -> Result<Vec<(AccountId, String, String, Membership)>, DbError> {
    let mut found = Vec::new();
    tx.each(
        sql!(
            "SELECT a.id, a.name, a.language, m.program_id, m.role
             FROM memberships m JOIN accounts a ON a.organization_id = m.organization_id AND a.id = m.account_id
             WHERE m.organization_id = $1 AND ($2 = '' OR a.email_folded = $2) AND a.closed_at IS NULL
               AND m.starts_at <= $3 AND (m.ends_at IS NULL OR m.ends_at > $3)
             ORDER BY m.starts_at, m.id LIMIT 10000"
        ),
        &[&organization, &folded, &now],
        |row| {
            let (account, name, language) = (row.get()?, row.get()?, row.get()?);
            found.push((account, name, language, Membership { program: row.get()?, role: row.get()? }));
            Ok(true)
        },
    )?;
    Ok(found)
}
