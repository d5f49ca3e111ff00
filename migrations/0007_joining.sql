-- Coming into the participant's own space, and devices that are shared.

-- A code that opens the way in, once: for the participant themselves, or for somebody they invite.
CREATE TABLE own_invitations (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- Whom the participant invites; NULL: the invitation is for the participant.
    supporter_id {id},
    -- Where the new account belongs.
    program_id {id},
    -- Keyed, so that a stolen copy of the database opens nothing.
    code_digest {blob} NOT NULL,
    -- What a supporter will see: a list of kind and subject, as in shares.
    wishes {json} NOT NULL,
    share_until {time},
    created_at {time} NOT NULL,
    created_by {id} NOT NULL,
    expires_at {time} NOT NULL,
    used_at {time},
    used_by {id},
    withdrawn_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, supporter_id) REFERENCES supporters (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id)
) {table};
CREATE UNIQUE INDEX own_invitations_by_code ON own_invitations (code_digest);
CREATE INDEX own_invitations_by_participant ON own_invitations (organization_id, participant_id, created_at);

-- Who a supporter is when they sign in.
ALTER TABLE supporters ADD COLUMN account_id {id};

-- The thing that is shared, when the subject is the id of a record: queries compare ids.
ALTER TABLE shares ADD COLUMN record_id {id};

-- When the person last looked at the notes about them.
ALTER TABLE account_people ADD COLUMN notes_seen_at {time};

-- On a device that others use too, a session ends soon and leaves nothing behind.
ALTER TABLE sessions ADD COLUMN device_kind TEXT NOT NULL DEFAULT 'own' CHECK (device_kind IN ('own', 'shared'));
