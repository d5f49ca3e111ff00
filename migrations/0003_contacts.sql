-- The record of support: contacts, their signed words, and what follows from them; merging, moving in.

CREATE TABLE contacts (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    program_id {id} NOT NULL,
    -- NULL for time that is about nobody in particular (non-service time, some team contacts).
    participant_id {id},
    author_id {id} NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    starts_at {time} NOT NULL,
    ends_at {time} NOT NULL,
    minutes {int} NOT NULL,
    setting TEXT NOT NULL,
    place TEXT NOT NULL,
    mode TEXT NOT NULL,
    -- Words from rules/lists.toml, and names typed by the author.
    present {json} NOT NULL,
    areas {json} NOT NULL,
    competencies {json} NOT NULL,
    template TEXT NOT NULL,
    template_version {int} NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('signed', 'awaiting_cosign', 'cosigned', 'returned', 'entered_in_error')),
    version {int} NOT NULL,
    signed_at {time} NOT NULL,
    is_late {bool} NOT NULL,
    needs_cosign {bool} NOT NULL,
    returned_words TEXT NOT NULL,
    error_words TEXT NOT NULL,
    addenda_count {int} NOT NULL,
    -- Units as the payer's rule gave them at signing; NULL when the kind is not billable.
    units {int},
    -- Those of the units that nothing holds.
    units_ready {int},
    unit_rule TEXT,
    unit_rule_version {int},
    holds {json} NOT NULL,
    draft_id {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, author_id) REFERENCES accounts (organization_id, id)
) {table};
CREATE INDEX contacts_by_participant ON contacts (organization_id, participant_id, starts_at, id);
CREATE INDEX contacts_by_participant_kind ON contacts (organization_id, participant_id, kind, starts_at, id);
CREATE INDEX contacts_by_author ON contacts (organization_id, author_id, starts_at, id);
CREATE INDEX contacts_by_program ON contacts (organization_id, program_id, starts_at, id);
CREATE INDEX contacts_to_cosign ON contacts (organization_id, program_id, signed_at) WHERE status = 'awaiting_cosign';
CREATE UNIQUE INDEX contacts_by_draft ON contacts (organization_id, draft_id) WHERE draft_id IS NOT NULL;

-- The words of each signing. Never changed: a returned note that is signed again is a new version.
CREATE TABLE contact_versions (
    organization_id {id} NOT NULL,
    contact_id {id} NOT NULL,
    version {int} NOT NULL,
    -- The filled parts in their order, each with key, heading and words.
    sections {json} NOT NULL,
    participant_words TEXT NOT NULL,
    -- Kind, times, place, mode, who was present, as signed in this version.
    facts {json} NOT NULL,
    signed_at {time} NOT NULL,
    signed_by {id} NOT NULL,
    signed_name TEXT NOT NULL,
    PRIMARY KEY (organization_id, contact_id, version),
    FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id)
) {table};

-- What was done to a signed note, in order: signed, co-signed, returned, entered in error.
CREATE TABLE contact_acts (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    contact_id {id} NOT NULL,
    version {int} NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('signed', 'cosigned', 'returned', 'entered_in_error')),
    words TEXT NOT NULL,
    at {time} NOT NULL,
    account_id {id} NOT NULL,
    account_name TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id)
) {table};
CREATE INDEX contact_acts_by_contact ON contact_acts (organization_id, contact_id, at);

CREATE TABLE contact_addenda (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    contact_id {id} NOT NULL,
    words TEXT NOT NULL,
    at {time} NOT NULL,
    account_id {id} NOT NULL,
    account_name TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id)
) {table};
CREATE INDEX contact_addenda_by_contact ON contact_addenda (organization_id, contact_id, at);

-- What comes next and who does it, as agreed in a contact. The author's own steps are promises by this id.
CREATE TABLE contact_steps (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    contact_id {id} NOT NULL,
    -- The signing that named the step.
    version {int} NOT NULL,
    participant_id {id},
    words TEXT NOT NULL,
    owner TEXT NOT NULL CHECK (owner IN ('participant', 'peer', 'supporter', 'other')),
    due_on {date},
    position {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX contact_steps_by_contact ON contact_steps (organization_id, contact_id, position);
CREATE INDEX contact_steps_by_participant ON contact_steps (organization_id, participant_id);

CREATE TABLE contact_goals (
    organization_id {id} NOT NULL,
    contact_id {id} NOT NULL,
    goal_id {id} NOT NULL,
    PRIMARY KEY (organization_id, contact_id, goal_id),
    FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id),
    FOREIGN KEY (organization_id, goal_id) REFERENCES goals (organization_id, id)
) {lookup};
CREATE INDEX contact_goals_by_goal ON contact_goals (organization_id, goal_id);

CREATE TABLE attachments (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    -- A draft's attachment becomes the contact's when the note is signed.
    draft_id {id},
    contact_id {id},
    participant_id {id},
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size_bytes {int} NOT NULL,
    sha256 {blob} NOT NULL,
    words TEXT NOT NULL,
    created_at {time} NOT NULL,
    created_by {id} NOT NULL,
    removed_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, contact_id) REFERENCES contacts (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX attachments_by_contact ON attachments (organization_id, contact_id);
CREATE INDEX attachments_by_draft ON attachments (organization_id, draft_id);
CREATE INDEX attachments_by_participant ON attachments (organization_id, participant_id);

-- Two records of one person made one, with all that is needed to take them apart again.
CREATE TABLE merges (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    kept_id {id} NOT NULL,
    merged_id {id} NOT NULL,
    at {time} NOT NULL,
    merged_by {id},
    why TEXT NOT NULL,
    -- Per table, the keys of the rows that moved; and both people as they were.
    moved {json} NOT NULL,
    before {json} NOT NULL,
    undone_at {time},
    undone_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, kept_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, merged_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX merges_by_kept ON merges (organization_id, kept_id);
CREATE INDEX merges_by_merged ON merges (organization_id, merged_id);

-- Pairs that a person looked at and said are two people.
CREATE TABLE not_duplicates (
    organization_id {id} NOT NULL,
    first_id {id} NOT NULL,
    second_id {id} NOT NULL,
    at {time} NOT NULL,
    said_by {id},
    PRIMARY KEY (organization_id, first_id, second_id),
    FOREIGN KEY (organization_id, first_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, second_id) REFERENCES participants (organization_id, id)
) {lookup};
CREATE INDEX not_duplicates_by_second ON not_duplicates (organization_id, second_id);

-- Files that came in, and which rows each made, so that a whole file can be taken out again.
CREATE TABLE import_mappings (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    name TEXT NOT NULL,
    target TEXT NOT NULL,
    mapping {json} NOT NULL,
    saved_at {time} NOT NULL,
    saved_by {id},
    PRIMARY KEY (organization_id, id)
) {table};
CREATE UNIQUE INDEX import_mappings_by_name ON import_mappings (organization_id, target, name);

CREATE TABLE imports (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    target TEXT NOT NULL,
    program_id {id},
    file_name TEXT NOT NULL,
    -- The file among the attachments; NULL for a file that was read where it lies, from the command line.
    file_id {id},
    -- Every problem of the last look, as a table to download.
    problems_id {id},
    mapping {json} NOT NULL,
    report {json} NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('new', 'looking', 'looked_at', 'running', 'undoing', 'done', 'failed', 'undone')),
    rows_total {int} NOT NULL,
    rows_done {int} NOT NULL,
    -- Until when the program that works on it answers for it. Past that it was stopped, and its rows are taken out.
    leased_until {time},
    words TEXT NOT NULL,
    created_at {time} NOT NULL,
    created_by {id},
    finished_at {time},
    undone_at {time},
    undone_by {id},
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX imports_by_time ON imports (organization_id, created_at, id);
CREATE INDEX imports_at_work ON imports (leased_until) WHERE status IN ('looking', 'running', 'undoing');

CREATE TABLE import_rows (
    organization_id {id} NOT NULL,
    import_id {id} NOT NULL,
    line {int} NOT NULL,
    record_kind TEXT NOT NULL,
    record_id {id} NOT NULL,
    -- The key of the row in the file's own system, to find it again in a later file.
    outside_key TEXT NOT NULL,
    -- Rows that were written with the record and refer to it. More of them now: somebody went on with it.
    parts {int} NOT NULL,
    -- False when the record was here before and the file only told its other key.
    is_new {bool} NOT NULL,
    PRIMARY KEY (organization_id, import_id, line, record_kind, record_id),
    FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id)
) {table};
CREATE INDEX import_rows_by_outside_key ON import_rows (organization_id, record_kind, outside_key);
CREATE INDEX import_rows_by_record ON import_rows (organization_id, record_id);
