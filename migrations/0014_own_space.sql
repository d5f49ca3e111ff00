-- Messages on a person's own page, closing an account of their own space, and forms that keep their words.

-- The page that a form stands on: with its author it says which draft is meant. NULL: the draft has a page of its own.
ALTER TABLE drafts ADD COLUMN place TEXT;
CREATE INDEX drafts_by_place ON drafts (organization_id, account_id, place) WHERE place IS NOT NULL AND submitted_at IS NULL;

-- What the privacy desk owes, for everybody who looks after it.
CREATE INDEX promises_of_desk_open ON promises (organization_id, due_at, id)
    WHERE closed_at IS NULL AND kind IN ('answer', 'breach_duty', 'review_emergency');

-- A few words from somebody who works with a person, shown on the person's own page and nowhere else.
CREATE TABLE own_messages (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- The program in which it was written; NULL: in none.
    program_id {id},
    words TEXT NOT NULL,
    sent_at {time} NOT NULL,
    sent_by {id} NOT NULL,
    sent_name TEXT NOT NULL,
    -- When it first stood on a page that the person opened.
    seen_at {time},
    -- Taken back before it was seen.
    withdrawn_at {time},
    answer_words TEXT NOT NULL,
    answered_at {time},
    -- When somebody of the program read the answer.
    read_at {time},
    read_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id),
    FOREIGN KEY (organization_id, sent_by) REFERENCES accounts (organization_id, id)
) {table};
CREATE INDEX own_messages_by_participant ON own_messages (organization_id, participant_id, sent_at);

-- only postgres
CREATE POLICY wall ON own_messages USING (accompany_reaches(organization_id, participant_id)
    AND accompany_program_is_open(organization_id, participant_id, program_id)) WITH CHECK (true);
ALTER TABLE own_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE own_messages FORCE ROW LEVEL SECURITY;
-- end

-- An account of a person's own space that was closed: by somebody of the program, or by the person themselves.
CREATE TABLE own_closures (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    account_id {id} NOT NULL,
    -- Whose account it was, when not the person's own.
    supporter_id {id},
    -- The person closed it themselves: nobody else opens it again.
    is_own {bool} NOT NULL,
    -- What was shared with the account, and until when it would have been: [[share, end or null], …].
    kept {json} NOT NULL,
    closed_at {time} NOT NULL,
    closed_by {id} NOT NULL,
    undone_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
    FOREIGN KEY (organization_id, supporter_id) REFERENCES supporters (organization_id, id)
) {table};
-- Which people let an account in.
CREATE INDEX supporters_by_account ON supporters (organization_id, account_id) WHERE account_id IS NOT NULL;

CREATE INDEX own_closures_by_participant ON own_closures (organization_id, participant_id, closed_at);
