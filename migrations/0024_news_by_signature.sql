-- How many notes are new to a participant: those signed since they last looked, however many there were before.

CREATE INDEX contacts_by_participant_signed ON contacts (organization_id, participant_id, signed_at);
