//! What stands around a goal on its page: steps, ratings, related goals and contacts, read in one statement.

use ground::{access::Scope, ids::RecordId};
use jiff::{Timestamp, civil::Date};
use kit::{
    db::{DbError, Tx},
    ids::Id as _,
    sql,
};

use super::goal::{Goal, GoalId, Rating, Step, StepOwner};

/// A contact in which the goal was worked on.
#[derive(Debug)]
pub struct GoalContact {
    pub id: RecordId,
    pub kind: String,
    pub at: Timestamp,
    pub author: String,
}

/// What belongs to a goal.
#[derive(Debug, Default)]
pub struct Around {
    /// In their order, those to do first.
    pub steps: Vec<Step>,
    /// From the first to the last.
    pub ratings: Vec<Rating>,
    /// The goal that this one became, and those that became this one: id, words, and whether it came before.
    pub related: Vec<(GoalId, String, bool)>,
    /// The latest first.
    pub contacts: Vec<GoalContact>,
}

/// One row of any part. `place` is its place among its own.
struct Line {
    part: String,
    id: RecordId,
    words: String,
    key: String,
    name: String,
    on: Option<Date>,
    at: Option<Timestamp>,
    number: i64,
    came_before: bool,
}

/// Everything that belongs to a goal which was found under the scope; contacts only with `sees_contacts`.
///
/// # Errors
/// Those of the storage.
pub fn around(tx: &mut Tx<'_>, scope: &Scope, goal: &Goal, sees_contacts: bool) -> Result<Around, DbError> {
    let mut around = Around::default();
    tx.each(
        // A closed program's contacts stand only beside goals of its own. The parts are alike in their columns; each is put in its own order by `place`.
        sql!(
            "SELECT 'step', s.place, s.id, s.words, s.owner, s.owner_name, s.due_on, s.done_at, s.version, (s.id IS NULL)
             FROM (SELECT id, words, owner, owner_name, due_on, done_at, version,
                    ROW_NUMBER() OVER (ORDER BY done_at NULLS FIRST, due_on NULLS LAST, position, id) AS place
                FROM goal_steps WHERE organization_id = $1 AND goal_id = $3 AND removed_at IS NULL) AS s
             WHERE s.place <= 300
             UNION ALL
             SELECT 'rating', r.place, r.id, r.words, '', '', r.rated_on, NULL, r.rating, (r.id IS NULL)
             FROM (SELECT id, words, rated_on, rating, ROW_NUMBER() OVER (ORDER BY rated_on DESC, id DESC) AS place
                FROM goal_ratings WHERE organization_id = $1 AND goal_id = $3) AS r
             WHERE r.place <= 300
             UNION ALL
             SELECT 'related', q.place, q.id, q.words, '', '', NULL, NULL, 0,
                (q.changed_into IS NOT NULL AND q.changed_into = $3)
             FROM (SELECT id, words, changed_into, ROW_NUMBER() OVER (ORDER BY created_at, id) AS place
                FROM goals
                WHERE organization_id = $1 AND participant_id = $2 AND (changed_into = $3 OR id = $4)) AS q
             WHERE q.place <= 20
             UNION ALL
             SELECT 'contact', k.place, k.id, '', k.kind, k.author, NULL, k.starts_at, 0, (k.id IS NULL)
             FROM (SELECT c.id, c.kind, a.name AS author, c.starts_at,
                    ROW_NUMBER() OVER (ORDER BY c.starts_at DESC, c.id DESC) AS place
                FROM contact_goals l
                JOIN contacts c ON c.organization_id = l.organization_id AND c.id = l.contact_id
                JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.author_id
                WHERE $5 AND l.organization_id = $1 AND l.goal_id = $3 AND c.status <> 'entered_in_error'
                  AND (NOT EXISTS (SELECT 1 FROM part2_programs z WHERE z.organization_id = $1 AND z.program_id = c.program_id)
                    OR c.program_id = (SELECT program_id FROM goals WHERE organization_id = $1 AND id = $3))) AS k
             WHERE k.place <= 30
             ORDER BY 1, 2"
        ),
        &[&scope.organization, &goal.participant, &goal.id, &goal.changed_into, &sees_contacts],
        |row| {
            let part = row.get()?;
            let _place: i64 = row.get()?;
            let (id, words, key, name) = (row.get()?, row.get()?, row.get()?, row.get()?);
            let (on, at, number, came_before) = (row.get()?, row.get()?, row.get()?, row.get()?);
            around.take(goal, Line { part, id, words, key, name, on, at, number, came_before });
            Ok(true)
        },
    )?;
    // The newest are read, and told from the first to the last.
    around.ratings.reverse();
    Ok(around)
}

impl Around {
    fn take(&mut self, goal: &Goal, line: Line) {
        let Line { id, words, .. } = line;
        match (line.part.as_str(), line.on, line.at) {
            ("step", due_on, done_at) => self.steps.push(Step {
                id: id.uuid().into(),
                goal: goal.id,
                participant: goal.participant,
                words,
                owner: StepOwner::from_word(&line.key).unwrap_or(StepOwner::Other),
                owner_name: line.name,
                due_on,
                done_at,
                removed_at: None,
                version: line.number,
            }),
            ("rating", Some(rated_on), _) => {
                self.ratings.push(Rating { id: id.uuid().into(), rating: line.number, words, rated_on });
            }
            ("contact", _, Some(at)) => {
                self.contacts.push(GoalContact { id, kind: line.key, at, author: line.name });
            }
            ("related", ..) => self.related.push((id.uuid().into(), words, line.came_before)),
            _ => {}
        }
    }
}
