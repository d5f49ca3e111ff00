-- Indexes that keep a list's cost the same however much there is behind it. Each names the list that walks it.

-- An import asks for every row whether its key came in earlier; the answer is the first of one range.
DROP INDEX import_rows_by_outside_key;
CREATE INDEX import_rows_by_outside_key ON import_rows (organization_id, record_kind, outside_key, import_id);

-- My day, and the team's day of one worker or of nobody: by date, and by id within a date.
DROP INDEX promises_open_by_owner;
CREATE INDEX promises_open_by_owner ON promises (organization_id, owner_id, due_at, id) WHERE closed_at IS NULL;
-- The same of one person, and of everybody.
CREATE INDEX promises_open_by_participant ON promises (organization_id, participant_id, due_at, id)
    WHERE closed_at IS NULL;
CREATE INDEX promises_open_by_due ON promises (organization_id, due_at, id) WHERE closed_at IS NULL;
-- How much each worker has open: read from the index alone.
CREATE INDEX promises_open_loads ON promises (organization_id, owner_id, program_id, due_at, snoozed_until, participant_id)
    WHERE closed_at IS NULL;

-- The supervisor's queue over all programs, the longest waiting first.
CREATE INDEX contacts_to_cosign_by_time ON contacts (organization_id, signed_at, id) WHERE status = 'awaiting_cosign';

-- The referral board over all programs, the longest waiting first.
CREATE INDEX referrals_open_by_time ON referrals (organization_id, received_at, id) WHERE outcome IS NULL;

-- A change of an enrollment looks for the statuses that name it.
CREATE INDEX status_changes_by_enrollment ON status_changes (organization_id, enrollment_id);

-- The audit of a kind of act, and of a day.
CREATE INDEX audit_by_action ON audit_entries (organization_id, action, sequence);
CREATE INDEX audit_by_time ON audit_entries (organization_id, at, sequence);
