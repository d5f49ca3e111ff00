//! A row of a file of goals becomes a goal.

use ground::access::Scope;
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql,
};

use super::Became;
use crate::moving::{fields::goals::NewGoal, known::Known};

kit::id_types! { NewGoalId, RatingId }

pub(super) fn write(
    tx: &mut Tx<'_>,
    scope: &Scope,
    known: &mut Known,
    new: &NewGoal,
) -> Result<Option<Became>, DbError> {
    let Some(participant) = known.person(tx, scope.organization, &new.participant)? else { return Ok(None) };
    let id: NewGoalId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO goals (organization_id, id, participant_id, domain, own_domain, words, why, status, started_on,
                review_on, ended_at, ending_words, latest_rating, created_by, created_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)"
        ),
        &[
            &scope.organization,
            &id,
            &participant,
            &new.domain,
            &new.own_domain,
            &new.words,
            &new.why,
            &new.status,
            &new.started_on,
            &new.review_on,
            &new.ended_at,
            &new.ending_words,
            &new.rating,
            &scope.account,
            &scope.now,
        ],
    )?;
    if let Some(rating) = new.rating {
        let day = scope.now.to_zoned(jiff::tz::TimeZone::UTC).date();
        tx.run(
            sql!(
                "INSERT INTO goal_ratings (organization_id, id, goal_id, participant_id, rating, words, rated_on,
                    recorded_by)
                 VALUES ($1, $2, $3, $4, $5, '', $6, $7)"
            ),
            &[&scope.organization, &scope.at.id::<RatingId>(), &id, &participant, &rating, &day, &scope.account],
        )?;
    }
    let parts = i64::from(new.rating.is_some());
    Ok(Some(Became { record: id.uuid(), parts, is_new: true, participant: Some(participant) }))
}
