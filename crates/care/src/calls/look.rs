//! Opening the next call of every plan that has none open: after an import, or when a person comes back from a pause.

use ground::{App, ids::OrganizationId, promises};
use jiff::Timestamp;
use kit::{
    clock::Moment,
    db::{DbError, Tenant, Tx},
    ids::Id,
    sql,
};

use super::{kept::next_promise, plan::PlanId, store};

/// Plans looked at in one transaction.
const ROUND: i64 = 500;

/// Opens what is missing, in every organization. Answers how many are new. Done at start and then every day, by any
/// number of nodes at once.
///
/// # Errors
/// Those of the storage.
pub async fn look_around(app: &App) -> Result<usize, DbError> {
    let organizations: Vec<OrganizationId> = app
        .db
        .read(Tenant::System, |tx| {
            tx.list(sql!("SELECT organization_id FROM organizations ORDER BY organization_id LIMIT 100000"), &[])
        })
        .await?;
    let mut opened = 0_usize;
    for organization in organizations {
        let tenant = Tenant::Organization(organization.uuid());
        let mut next = Some(PlanId::from(uuid::Uuid::nil()));
        while let Some(after) = next {
            // Nothing is missing as a rule: looking keeps nobody from writing, nor pages waiting.
            let missing =
                app.db.read_long(tenant, move |tx| store::without_promise(tx, organization, after, 1)).await?;
            if missing.is_empty() {
                break;
            }
            let at = app.moment();
            let found;
            (found, next) = app.db.write(tenant, move |tx| open_missing(tx, organization, &at, after)).await?;
            opened = opened.saturating_add(found);
        }
    }
    Ok(opened)
}

/// One round; answers how many are new, and where to go on when there may be more.
pub(super) fn open_missing(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    at: &Moment,
    after: PlanId,
) -> Result<(usize, Option<PlanId>), DbError> {
    let plans = store::without_promise(tx, organization, after, ROUND)?;
    let is_full = plans.len() >= usize::try_from(ROUND).unwrap_or(usize::MAX);
    let now: Timestamp = at.now;
    let mut opened = 0_usize;
    for plan in &plans {
        if let Some(promise) = next_promise(plan, now)
            && promises::open_quietly(tx, organization, at, &promise)?
        {
            opened = opened.saturating_add(1);
        }
    }
    Ok((opened, plans.last().filter(|_| is_full).map(|plan| plan.id)))
}
