//! Samples of what everybody may see, and of what ties people to the community.

use ground::ids::{AccountId, OrganizationId, ParticipantId, ProgramId, RecordId};
use kit::{
    clock::Moment,
    db::{DbError, Tx},
    sql,
};

use super::samples::Ids;

/// Whose samples these are.
pub struct Place {
    pub organization: OrganizationId,
    pub program: ProgramId,
    pub participant: ParticipantId,
    pub referral: RecordId,
    pub author: AccountId,
}

/// One record of every kind that paths of the community wing can name.
pub fn furnish(tx: &mut Tx<'_>, at: &Moment, of: &Place) -> Result<Ids, DbError> {
    let (partner, help_line): (RecordId, RecordId) = (at.id(), at.id());
    let (organization, now, today) = (&of.organization, &at.now, &jiff::civil::date(2026, 5, 14));
    tx.run(
        sql!(
            "INSERT INTO partners (organization_id, id, name, sort_key, words, url, created_at)
             VALUES ($1, $2, 'Tenants Union', 'tenants union', '', '', $3)"
        ),
        &[organization, &partner, now],
    )?;
    tx.run(
        sql!(
            "INSERT INTO help_lines (organization_id, id, label, words, call_number, text_number, text_word, url,
                checked_on, created_at, version)
             VALUES ($1, $2, 'Harbor warm line', '', '555-0142', '', '', '', $3, $4, 1)"
        ),
        &[organization, &help_line, today, now],
    )?;
    let (gathering, group_day) = meet(tx, at, of)?;
    let public_referral = refer(tx, at, of)?;
    let connection = connect(tx, at, of)?;
    let ids = [
        ("partner", partner),
        ("help_line", help_line),
        ("gathering", gathering),
        ("group_day", group_day),
        ("public_referral", public_referral),
        ("connection", connection),
    ];
    Ok(ids.into_iter().map(|(kind, id)| (kind, id.to_string())).collect())
}

fn meet(tx: &mut Tx<'_>, at: &Moment, of: &Place) -> Result<(RecordId, RecordId), DbError> {
    let (id, day): (RecordId, RecordId) = (at.id(), at.id());
    tx.run(
        sql!(
            "INSERT INTO gatherings (organization_id, id, name, words, audience, joining, place, url, language, time_zone,
                starts_on, at_time, minutes, rule, is_shown, created_at, changed_at, version)
             VALUES ($1, $2, 'Tea and talk', '', '', '', 'Main house', '', '', 'America/New_York', $3, '18:00', 90,
                'FREQ=WEEKLY;INTERVAL=1;BYDAY=TU', $4, $5, $5, 1)"
        ),
        &[&of.organization, &id, &jiff::civil::date(2026, 5, 12), &true, &at.now],
    )?;
    tx.run(
        sql!(
            "INSERT INTO gathering_changes (organization_id, id, gathering_id, on_date, kind, reason, to_time, to_place,
                created_at)
             VALUES ($1, $2, $3, $4, 'cancelled', 'the house is painted', '', '', $5)"
        ),
        &[&of.organization, &day, &id, &jiff::civil::date(2026, 5, 26), &at.now],
    )?;
    Ok((id, day))
}

fn refer(tx: &mut Tx<'_>, at: &Moment, of: &Place) -> Result<RecordId, DbError> {
    let id: RecordId = at.id();
    tx.run(
        sql!(
            "INSERT INTO public_referrals (organization_id, id, reference, program_id, referral_id, is_for_self, language,
                received_at)
             VALUES ($1, $2, 'CDFG-HJKM', $3, $4, $5, 'en', $6)"
        ),
        &[&of.organization, &id, &of.program, &of.referral, &true, &at.now],
    )?;
    Ok(id)
}

fn connect(tx: &mut Tx<'_>, at: &Moment, of: &Place) -> Result<RecordId, DbError> {
    let id: RecordId = at.id();
    tx.run(
        sql!(
            "INSERT INTO connections (organization_id, id, participant_id, program_id, service_name, service_key,
                service_phone, service_email, need, words, is_urgent, status, sent_how, is_answered_by_service,
                outcome_words, is_confirmed_by_person, sent_at, created_at, created_by, version)
             VALUES ($1, $2, $3, $4, 'Harbor pantry', 'harbor pantry', '', '', 'food', '', $5, 'requested', 'print', $5,
                '', $5, $6, $6, $7, 1)"
        ),
        &[&of.organization, &id, &of.participant, &of.program, &false, &at.now, &of.author],
    )?;
    Ok(id)
}
