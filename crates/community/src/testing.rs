//! What the tests of all rooms here share.

use ground::{
    ids::{ParticipantId, RecordId},
    testing::Cast,
};
use kit::{sql, testing::TestDb};

/// A contact of Ana's with somebody, as care keeps it.
pub fn contact_with(on: &TestDb, cast: &Cast, person: ParticipantId) -> RecordId {
    let (organization, program, author) = (cast.organization, cast.program, cast.account("ana"));
    let (id, now): (RecordId, _) = (cast.clock.moment().id(), cast.request().now());
    cast.write(&on.db, move |tx| {
        tx.run(
            sql!(
                "INSERT INTO contacts (organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at,
                    ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version,
                    status, version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, holds)
                 VALUES ($1, $2, $3, $4, $5, 'one_on_one', 'reached', $6, $6, 45, 'community', '', 'in_person', $7, $7, $7,
                    'peer_narrative', 1, 'signed', 1, $6, $8, $8, '', '', 0, $7)"
            ),
            &[&organization, &id, &program, &person, &author, &now, &serde_json::json!([]), &false],
        )
    });
    id
}
