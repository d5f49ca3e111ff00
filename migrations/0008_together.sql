-- Notes for two: what a person answers before a note is signed, what both say of it later, and what is held back.

-- A note that was sent to the person's own page before it was signed, and what they answered there in their own hand.
CREATE TABLE contact_responses (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    draft_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    program_id {id} NOT NULL,
    -- The parts of the note as they stood when they were sent: what the answer is about.
    shown {json} NOT NULL,
    sent_at {time} NOT NULL,
    sent_by {id} NOT NULL,
    sent_name TEXT NOT NULL,
    view TEXT CHECK (view IN ('agrees', 'disagrees')),
    words TEXT NOT NULL,
    answered_at {time},
    answered_by {id},
    -- It was sent again with other words.
    replaced_at {time},
    -- The signed version that the answer is a part of.
    contact_id {id},
    version {int},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id),
    FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id)
) {table};
CREATE INDEX contact_responses_by_participant ON contact_responses (organization_id, participant_id, sent_at);
CREATE INDEX contact_responses_by_draft ON contact_responses (organization_id, draft_id);
CREATE INDEX contact_responses_by_contact ON contact_responses (organization_id, contact_id);

-- What the person and the worker say of a signed note. Rows are only ever added: neither alters the other's words.
CREATE TABLE contact_comments (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    contact_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- A statement of disagreement goes wherever the note goes (45 CFR 164.526(d)).
    kind TEXT NOT NULL CHECK (kind IN ('comment', 'answer', 'disagreement')),
    said_as TEXT NOT NULL CHECK (said_as IN ('participant', 'worker')),
    words TEXT NOT NULL,
    at {time} NOT NULL,
    account_id {id} NOT NULL,
    account_name TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX contact_comments_by_contact ON contact_comments (organization_id, contact_id, at);
CREATE INDEX contact_comments_by_participant ON contact_comments (organization_id, participant_id, at);

-- A note that is held back from the person: with a named legal exception, a reason, and a day to look again.
CREATE TABLE contact_hidings (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    contact_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- A key of the list hiding_exceptions.
    exception TEXT NOT NULL,
    reason TEXT NOT NULL,
    review_on {date} NOT NULL,
    hidden_at {time} NOT NULL,
    hidden_by {id} NOT NULL,
    hidden_name TEXT NOT NULL,
    ended_at {time},
    ended_by {id},
    ended_words TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE UNIQUE INDEX contact_hidings_open ON contact_hidings (organization_id, contact_id) WHERE ended_at IS NULL;
CREATE INDEX contact_hidings_by_contact ON contact_hidings (organization_id, contact_id, hidden_at);
CREATE INDEX contact_hidings_by_participant ON contact_hidings (organization_id, participant_id);
CREATE INDEX contact_hidings_by_time ON contact_hidings (organization_id, hidden_at, id);

-- only postgres
CREATE POLICY wall ON contact_responses USING (accompany_reaches(organization_id, participant_id)
    AND accompany_program_is_open(organization_id, participant_id, program_id)) WITH CHECK (true);
CREATE POLICY wall ON contact_comments USING (EXISTS (SELECT 1 FROM contacts c
    WHERE c.organization_id = contact_comments.organization_id AND c.id = contact_comments.contact_id)) WITH CHECK (true);
CREATE POLICY wall ON contact_hidings USING (EXISTS (SELECT 1 FROM contacts c
    WHERE c.organization_id = contact_hidings.organization_id AND c.id = contact_hidings.contact_id)) WITH CHECK (true);
ALTER TABLE contact_responses ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_responses FORCE ROW LEVEL SECURITY;
ALTER TABLE contact_comments ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_comments FORCE ROW LEVEL SECURITY;
ALTER TABLE contact_hidings ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_hidings FORCE ROW LEVEL SECURITY;
-- end
