-- A team's page counts the open promises of its programs, not the organization's.

DROP INDEX promises_open_loads;
CREATE INDEX promises_open_loads ON promises (organization_id, program_id, owner_id, due_at, snoozed_until, participant_id)
    WHERE closed_at IS NULL;
