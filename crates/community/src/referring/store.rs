//! Every statement about the public form.

use ground::{
    access::Request,
    ids::{OrganizationId, ProgramId, RecordId},
    public::{Refer, Referred},
};
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    messages::Words,
    secrets::PaperCode,
    sql,
};

use super::asked::PublicReferralId;

/// A program that takes people in.
#[derive(Debug, Clone)]
pub struct Program {
    pub id: ProgramId,
    pub name: String,
    pub site_name: String,
}

kit::from_row!(Program { id, name, site_name });

/// The programs that take people in.
///
/// # Errors
/// Those of the storage.
pub fn programs(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Vec<Program>, DbError> {
    tx.list(
        sql!(
            "SELECT k.id, k.name, s.name FROM programs k
             JOIN sites s ON s.organization_id = k.organization_id AND s.id = k.site_id
             WHERE k.organization_id = $1 AND k.closed_on IS NULL ORDER BY k.name, k.id LIMIT 200"
        ),
        &[&organization],
    )
}

/// What was sent, as the page that thanks says it. It names nobody.
#[derive(Debug, Clone)]
pub struct Sent {
    pub reference: String,
    pub received_at: Timestamp,
    pub is_for_self: bool,
    pub program_name: String,
    pub time_zone: String,
}

kit::from_row!(Sent { reference, received_at, is_for_self, program_name, time_zone });

/// One sending of the form.
///
/// # Errors
/// Those of the storage.
pub fn sent(tx: &mut Tx<'_>, organization: OrganizationId, id: PublicReferralId) -> Result<Option<Sent>, DbError> {
    tx.one(
        sql!(
            "SELECT r.reference, r.received_at, r.is_for_self, k.name, k.time_zone FROM public_referrals r
             JOIN programs k ON k.organization_id = r.organization_id AND k.id = r.program_id
             WHERE r.organization_id = $1 AND r.id = $2"
        ),
        &[&organization, &id],
    )
}

/// Takes the form in: the referral and its clocks begin, and the number is kept. Sent again, it is the one that was
/// taken before. Answers false when the program is not open any more.
///
/// # Errors
/// Those of the storage.
pub fn take(
    tx: &mut Tx<'_>,
    (refer, words): (Refer, &Words),
    (organization, request): (OrganizationId, &Request),
    id: PublicReferralId,
    program: ProgramId,
    mut referred: Referred,
) -> Result<bool, DbError> {
    if sent(tx, organization, id)?.is_some() {
        return Ok(true);
    }
    referred.reference = PaperCode::from_rng(&mut request.at.rng()).reveal();
    let Some(referral) = refer(tx, (organization, request), words, program, &referred)? else { return Ok(false) };
    insert(tx, (organization, request.now()), id, program, referral, &referred)?;
    Ok(true)
}

fn insert(
    tx: &mut Tx<'_>,
    (organization, now): (OrganizationId, Timestamp),
    id: PublicReferralId,
    program: ProgramId,
    referral: RecordId,
    referred: &Referred,
) -> Result<(), DbError> {
    let is_for_self = referred.source == "self";
    tx.run(
        sql!(
            "INSERT INTO public_referrals (organization_id, id, reference, program_id, referral_id, is_for_self, language,
                received_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &organization,
            &id,
            &referred.reference,
            &program,
            &referral,
            &is_for_self,
            &referred.language,
            &now,
        ],
    )?;
    Ok(())
}
