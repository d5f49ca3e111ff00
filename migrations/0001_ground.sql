-- What every area stands on. Each key starts with the organization; each reference carries it.

CREATE TABLE organizations (
    organization_id {id} NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    is_demo {bool} NOT NULL,
    created_at {time} NOT NULL,
    version {int} NOT NULL
) {table};

CREATE TABLE sites (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    closed_on {date},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};

CREATE TABLE programs (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    site_id {id} NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    setting TEXT NOT NULL CHECK (setting IN ('emergency', 'inpatient', 'outpatient', 'community', 'residential')),
    time_zone TEXT NOT NULL,
    capacity {int} NOT NULL,
    rapid_access_days {int} NOT NULL,
    sign_within_hours {int} NOT NULL,
    cosign TEXT NOT NULL CHECK (cosign IN ('all', 'sample', 'none')),
    cosign_percent {int} NOT NULL,
    note_template TEXT NOT NULL,
    payer_rule TEXT,
    closed_on {date},
    created_at {time} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, site_id) REFERENCES sites (organization_id, id)
) {table};

-- An organization's own wording of a shipped rule: the whole record as TOML, by rule file and id.
CREATE TABLE rule_overrides (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    rule_file TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    body TEXT NOT NULL,
    reason TEXT NOT NULL,
    changed_at {time} NOT NULL,
    changed_by {id},
    PRIMARY KEY (organization_id, rule_file, rule_id)
) {table};

-- The permission table as the program was started with it: copied from rules/permissions.toml so that queries can join it.
CREATE TABLE grants (
    role TEXT NOT NULL,
    permission TEXT NOT NULL,
    reach TEXT NOT NULL CHECK (reach IN ('own', 'program', 'organization')),
    PRIMARY KEY (role, permission)
) {lookup};

CREATE TABLE accounts (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    pronouns TEXT NOT NULL,
    phone TEXT NOT NULL,
    about TEXT NOT NULL,
    language TEXT NOT NULL,
    theme TEXT NOT NULL,
    password_hash TEXT,
    totp_secret {blob},
    totp_last_step {int},
    draft_key {blob} NOT NULL,
    created_at {time} NOT NULL,
    closed_at {time},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};
CREATE UNIQUE INDEX accounts_by_email ON accounts (organization_id, email_folded);
-- Sign-in knows only the e-mail address, not yet the organization.
CREATE INDEX accounts_by_email_anywhere ON accounts (email_folded);

CREATE TABLE memberships (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    account_id {id} NOT NULL,
    -- NULL: in every program of the organization.
    program_id {id},
    role TEXT NOT NULL,
    starts_at {time} NOT NULL,
    ends_at {time},
    created_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id)
) {table};
CREATE INDEX memberships_by_account ON memberships (organization_id, account_id);
CREATE INDEX memberships_by_program ON memberships (organization_id, program_id);

-- One-time links: the first set-up, invitations, and new passwords. Only a digest of the link's token is kept.
CREATE TABLE links (
    token_digest {blob} NOT NULL PRIMARY KEY,
    organization_id {id} REFERENCES organizations (organization_id),
    purpose TEXT NOT NULL CHECK (purpose IN ('setup', 'invitation', 'recovery')),
    account_id {id},
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT,
    program_id {id},
    ends_at {time},
    created_at {time} NOT NULL,
    created_by {id},
    expires_at {time} NOT NULL,
    used_at {time},
    withdrawn_at {time}
) {table};
CREATE INDEX links_by_organization ON links (organization_id, created_at);

CREATE TABLE sessions (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    account_id {id} NOT NULL,
    token_digest {blob} NOT NULL,
    created_at {time} NOT NULL,
    seen_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    ended_at {time},
    how TEXT NOT NULL CHECK (how IN ('password', 'password_code', 'passkey', 'link')),
    device TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
) {table};
CREATE UNIQUE INDEX sessions_by_token ON sessions (organization_id, token_digest);
CREATE INDEX sessions_by_account ON sessions (organization_id, account_id, created_at);

CREATE TABLE passkeys (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    account_id {id} NOT NULL,
    credential_id {blob} NOT NULL,
    credential {json} NOT NULL,
    name TEXT NOT NULL,
    created_at {time} NOT NULL,
    used_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
) {table};
CREATE INDEX passkeys_by_credential ON passkeys (credential_id);
CREATE INDEX passkeys_by_account ON passkeys (organization_id, account_id);

-- State of a passkey exchange between its two requests; and what a sign-in still needs.
CREATE TABLE exchanges (
    id {id} NOT NULL PRIMARY KEY,
    organization_id {id},
    account_id {id},
    kind TEXT NOT NULL,
    state {json} NOT NULL,
    expires_at {time} NOT NULL
) {table};
CREATE INDEX exchanges_by_expiry ON exchanges (expires_at);

CREATE TABLE recovery_codes (
    organization_id {id} NOT NULL,
    account_id {id} NOT NULL,
    digest TEXT NOT NULL,
    used_at {time},
    PRIMARY KEY (organization_id, account_id, digest),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
) {table};

-- Failed sign-ins by a digest of the e-mail address and of the network address; old rows are removed by a job.
CREATE TABLE sign_in_failures (
    id {id} NOT NULL PRIMARY KEY,
    who {blob} NOT NULL,
    source {blob} NOT NULL,
    at {time} NOT NULL
) {table};
CREATE INDEX sign_in_failures_by_who ON sign_in_failures (who, at);
CREATE INDEX sign_in_failures_by_source ON sign_in_failures (source, at);

CREATE TABLE audit_entries (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    sequence {int} NOT NULL,
    at {time} NOT NULL,
    account_id {id},
    acting_as TEXT NOT NULL,
    participant_id {id},
    action TEXT NOT NULL,
    record_kind TEXT NOT NULL,
    record_id {id},
    why TEXT NOT NULL,
    -- JSON as text: the chain's hash covers it byte for byte.
    details TEXT NOT NULL,
    address TEXT NOT NULL,
    request_id {id},
    hash {blob} NOT NULL,
    PRIMARY KEY (organization_id, sequence)
) {table};
CREATE INDEX audit_by_participant ON audit_entries (organization_id, participant_id, sequence);
CREATE INDEX audit_by_account ON audit_entries (organization_id, account_id, sequence);

CREATE TABLE audit_heads (
    organization_id {id} NOT NULL PRIMARY KEY REFERENCES organizations (organization_id),
    sequence {int} NOT NULL,
    hash {blob} NOT NULL
) {table};

CREATE TABLE drafts (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    account_id {id} NOT NULL,
    kind TEXT NOT NULL,
    -- What the words are about: a participant, and the record being changed when there is one.
    participant_id {id},
    subject_id {id},
    -- The program whose rule says until when the words are to be signed.
    program_id {id},
    fields {json} NOT NULL,
    -- For each field, who wrote it last: [base, sequence, client]. The newest wins, in whatever order saves arrive.
    stamps {json} NOT NULL,
    version {int} NOT NULL,
    created_at {time} NOT NULL,
    saved_at {time} NOT NULL,
    submitted_at {time},
    submitted_as {id},
    set_aside_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id)
) {table};
CREATE INDEX drafts_open ON drafts (organization_id, account_id, created_at, id) WHERE submitted_at IS NULL;

-- Every saved pause, append-only; (client, sequence) makes a repeated save harmless.
CREATE TABLE draft_entries (
    organization_id {id} NOT NULL,
    draft_id {id} NOT NULL,
    client {id} NOT NULL,
    sequence {int} NOT NULL,
    -- The draft's version that the writer had seen, and the version that this save made.
    base {int} NOT NULL,
    version {int} NOT NULL,
    at {time} NOT NULL,
    fields {json} NOT NULL,
    PRIMARY KEY (organization_id, draft_id, client, sequence),
    FOREIGN KEY (organization_id, draft_id) REFERENCES drafts (organization_id, id)
) {table};
CREATE INDEX draft_entries_by_version ON draft_entries (organization_id, draft_id, version);

CREATE TABLE jobs (
    organization_id {id},
    id {id} NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload {json} NOT NULL,
    created_at {time} NOT NULL,
    created_by {id},
    run_at {time} NOT NULL,
    attempts {int} NOT NULL,
    leased_until {time},
    done {int} NOT NULL,
    total {int} NOT NULL,
    finished_at {time},
    outcome TEXT NOT NULL
) {table};
CREATE INDEX jobs_waiting ON jobs (run_at) WHERE finished_at IS NULL;

CREATE TABLE mail_ledger (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    recipient TEXT NOT NULL,
    purpose TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'sent', 'bounced', 'not_configured')),
    attempts {int} NOT NULL,
    created_at {time} NOT NULL,
    next_attempt_at {time},
    settled_at {time},
    words TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX mail_waiting ON mail_ledger (next_attempt_at) WHERE status = 'waiting';
CREATE INDEX mail_by_time ON mail_ledger (organization_id, created_at);
