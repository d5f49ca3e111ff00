-- What a contact kept: looked for when the contact turns out to be in error.
CREATE INDEX promises_by_evidence ON promises (organization_id, evidence_id) WHERE evidence_id IS NOT NULL;

-- Files that were taken away wait for the chore that deletes them.
CREATE INDEX attachments_taken_away ON attachments (removed_at) WHERE removed_at IS NOT NULL;

-- Who supports a person now.
CREATE INDEX assignments_open_by_participant ON assignments (organization_id, participant_id, account_id)
    WHERE ended_at IS NULL;
