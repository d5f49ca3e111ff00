-- Participants, how they came, who supports them, what they hope for, and everything that is promised.

CREATE TABLE participants (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    name_to_use TEXT NOT NULL,
    -- Other names that people know the person by, as typed; a search finds them.
    nicknames TEXT NOT NULL,
    legal_name TEXT,
    sort_key TEXT NOT NULL,
    pronouns TEXT NOT NULL,
    birth_date {date},
    language TEXT NOT NULL,
    needs_interpreter {bool} NOT NULL,
    own_words TEXT NOT NULL,
    about TEXT NOT NULL,
    -- For a person under 18: on which ground the program supports them (rules/lists.toml).
    minor_basis TEXT,
    photo_id {id},
    -- Set when this record was merged into another; kept, so that a merge can be undone.
    merged_into {id},
    contacts_count {int} NOT NULL,
    last_contact_at {time},
    created_at {time} NOT NULL,
    created_by {id},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, merged_into) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX participants_by_name ON participants (organization_id, sort_key, id);

-- A worker's own record as a participant: walled off from them, and shown to colleagues who open it.
CREATE TABLE account_people (
    organization_id {id} NOT NULL,
    account_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    created_at {time} NOT NULL,
    PRIMARY KEY (organization_id, account_id, participant_id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX account_people_by_participant ON account_people (organization_id, participant_id);

-- What a search looks up: folded names, how they sound, names with a letter left out, phone tails, birth dates.
CREATE TABLE participant_keys (
    organization_id {id} NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    participant_id {id} NOT NULL,
    PRIMARY KEY (organization_id, kind, key, participant_id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {lookup};
CREATE INDEX participant_keys_by_participant ON participant_keys (organization_id, participant_id);

CREATE TABLE channels (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('phone', 'text', 'email', 'mail', 'other')),
    value TEXT NOT NULL,
    is_agreed {bool} NOT NULL,
    may_leave_message {bool} NOT NULL,
    note TEXT NOT NULL,
    position {int} NOT NULL,
    ended_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX channels_by_participant ON channels (organization_id, participant_id);

-- One row a question; asking again adds a row, the newest counts.
CREATE TABLE demographics (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    question TEXT NOT NULL,
    answers {json} NOT NULL,
    own_words TEXT NOT NULL,
    is_declined {bool} NOT NULL,
    asked_on {date} NOT NULL,
    asked_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX demographics_by_participant ON demographics (organization_id, participant_id, question, asked_on);

CREATE TABLE supporters (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    name TEXT NOT NULL,
    relationship TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    -- What the participant agreed that this person may know (words from rules/lists.toml).
    may_know {json} NOT NULL,
    note TEXT NOT NULL,
    agreed_on {date},
    ended_at {time},
    created_at {time} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX supporters_by_participant ON supporters (organization_id, participant_id);

CREATE TABLE referrals (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    program_id {id} NOT NULL,
    received_at {time} NOT NULL,
    source TEXT NOT NULL,
    source_name TEXT NOT NULL,
    source_contact TEXT NOT NULL,
    reason TEXT NOT NULL,
    own_view TEXT NOT NULL,
    -- The person chose a later day: shown, and left out of the rapid-access share.
    chosen_later_on {date},
    first_attempt_at {time},
    first_contact_at {time},
    first_in_person_at {time},
    attempts_count {int} NOT NULL,
    outcome TEXT CHECK (outcome IN ('enrolled', 'referred_on', 'declined')),
    outcome_at {time},
    -- Why the wait ended without a meeting (rules/clocks.toml, stop reasons).
    stop_reason TEXT,
    outcome_words TEXT NOT NULL,
    referred_to TEXT NOT NULL,
    created_by {id},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id)
) {table};
CREATE INDEX referrals_by_participant ON referrals (organization_id, participant_id);
CREATE INDEX referrals_open ON referrals (organization_id, program_id, received_at) WHERE outcome IS NULL;
CREATE INDEX referrals_by_time ON referrals (organization_id, program_id, received_at);

-- Each try to reach somebody who was referred, also those that nobody answered.
CREATE TABLE referral_attempts (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    referral_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    at {time} NOT NULL,
    mode TEXT NOT NULL,
    outcome TEXT NOT NULL,
    words TEXT NOT NULL,
    made_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, referral_id) REFERENCES referrals (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX referral_attempts_by_referral ON referral_attempts (organization_id, referral_id, at);
CREATE INDEX referral_attempts_by_participant ON referral_attempts (organization_id, participant_id);

-- A person in a program, with where they stand now. One row a person and program: an open door, no second intake.
CREATE TABLE enrollments (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    program_id {id} NOT NULL,
    status TEXT NOT NULL,
    -- Which part of the list the status belongs to, and the person's sort key: kept in step in the same transaction, so
    -- that each list is one range of one index.
    standing TEXT NOT NULL CHECK (standing IN ('coming', 'here', 'past')),
    sort_key TEXT NOT NULL,
    status_since {time} NOT NULL,
    first_enrolled_at {time},
    -- Kept in step with assignments in the same transaction, so that the queue of unassigned people is one index.
    primary_account_id {id},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id)
) {table};
CREATE UNIQUE INDEX enrollments_by_participant ON enrollments (organization_id, participant_id, program_id);
CREATE INDEX enrollments_by_standing ON enrollments (organization_id, program_id, standing, sort_key, participant_id);
CREATE INDEX enrollments_by_status ON enrollments (organization_id, program_id, status, sort_key, participant_id);
CREATE INDEX enrollments_without_peer ON enrollments (organization_id, program_id, sort_key, participant_id)
    WHERE standing = 'here' AND primary_account_id IS NULL;

CREATE TABLE status_changes (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    enrollment_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    from_status TEXT,
    to_status TEXT NOT NULL,
    at {time} NOT NULL,
    reason TEXT NOT NULL,
    words TEXT NOT NULL,
    own_view TEXT NOT NULL,
    changed_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, enrollment_id) REFERENCES enrollments (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX status_changes_by_participant ON status_changes (organization_id, participant_id, at);

CREATE TABLE assignments (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    program_id {id} NOT NULL,
    account_id {id} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('primary', 'backup')),
    starts_on {date} NOT NULL,
    ends_on {date},
    -- Set in the moment an assignment ends: the one condition that queries look at.
    ended_at {time},
    reason TEXT NOT NULL,
    created_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
) {table};
CREATE INDEX assignments_by_account ON assignments (organization_id, account_id, participant_id) WHERE ended_at IS NULL;
CREATE INDEX assignments_by_participant ON assignments (organization_id, participant_id);
CREATE UNIQUE INDEX assignments_one_primary ON assignments (organization_id, participant_id, program_id)
    WHERE ended_at IS NULL AND kind = 'primary';

-- A whole caseload handed to others, with all that is needed to hand it back.
CREATE TABLE hand_overs (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    from_account_id {id} NOT NULL,
    at {time} NOT NULL,
    handed_by {id},
    -- Which assignments ended, which began, and which promises changed hands.
    moved {json} NOT NULL,
    undone_at {time},
    undone_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, from_account_id) REFERENCES accounts (organization_id, id)
) {table};
CREATE INDEX hand_overs_by_account ON hand_overs (organization_id, from_account_id, at);

-- Everything that was started and is not yet done, or is done and by what.
CREATE TABLE promises (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    participant_id {id},
    program_id {id},
    -- NULL: in the program's queue, for a supervisor to give to somebody.
    owner_id {id},
    -- Who gave it to the owner, and whose it was before (NULL: it came from the queue), so that it can be taken back.
    handed_by {id},
    handed_from {id},
    -- The last moment that is in time.
    due_at {time} NOT NULL,
    has_time {bool} NOT NULL,
    origin_kind TEXT NOT NULL,
    origin_id {id} NOT NULL,
    rule TEXT NOT NULL,
    rule_version {int} NOT NULL,
    opened_at {time} NOT NULL,
    opened_by {id},
    snoozed_until {time},
    snooze_words TEXT NOT NULL,
    closed_at {time},
    closed_by {id},
    closing TEXT CHECK (closing IN ('done', 'let_go', 'replaced')),
    evidence_kind TEXT,
    evidence_id {id},
    evidence_words TEXT NOT NULL,
    version {int} NOT NULL,
    CHECK (owner_id IS NOT NULL OR program_id IS NOT NULL),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id),
    FOREIGN KEY (organization_id, owner_id) REFERENCES accounts (organization_id, id)
) {table};
CREATE INDEX promises_open_by_owner ON promises (organization_id, owner_id, due_at) WHERE closed_at IS NULL;
CREATE INDEX promises_open_by_program ON promises (organization_id, program_id, due_at) WHERE closed_at IS NULL;
CREATE INDEX promises_by_participant ON promises (organization_id, participant_id, due_at);
CREATE UNIQUE INDEX promises_open_by_origin ON promises (organization_id, origin_id, kind) WHERE closed_at IS NULL;
CREATE INDEX promises_by_origin ON promises (organization_id, origin_id);

-- The days and times a person wants to be called or met; each next one is a promise.
CREATE TABLE call_plans (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    program_id {id} NOT NULL,
    account_id {id} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('call', 'visit')),
    -- Monday is 1, Sunday 7, as JSON numbers.
    weekdays {json} NOT NULL,
    at_time TEXT NOT NULL,
    every_weeks {int} NOT NULL,
    starts_on {date} NOT NULL,
    ends_on {date},
    words TEXT NOT NULL,
    ended_at {time},
    created_by {id},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
) {table};
CREATE INDEX call_plans_by_participant ON call_plans (organization_id, participant_id);
CREATE INDEX call_plans_by_account ON call_plans (organization_id, account_id) WHERE ended_at IS NULL;

CREATE TABLE goals (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    domain TEXT NOT NULL,
    own_domain TEXT NOT NULL,
    -- The goal in the person's own words.
    words TEXT NOT NULL,
    why TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'done', 'set_aside', 'changed')),
    started_on {date} NOT NULL,
    review_on {date},
    ended_at {time},
    ending_words TEXT NOT NULL,
    -- The goal that this one turned into.
    changed_into {id},
    latest_rating {int},
    created_by {id},
    created_at {time} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, changed_into) REFERENCES goals (organization_id, id)
) {table};
CREATE INDEX goals_by_participant ON goals (organization_id, participant_id, status);

CREATE TABLE goal_steps (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    goal_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    words TEXT NOT NULL,
    owner TEXT NOT NULL CHECK (owner IN ('participant', 'peer', 'supporter', 'other')),
    owner_name TEXT NOT NULL,
    due_on {date},
    done_at {time},
    removed_at {time},
    position {int} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, goal_id) REFERENCES goals (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX goal_steps_by_goal ON goal_steps (organization_id, goal_id);
CREATE INDEX goal_steps_by_participant ON goal_steps (organization_id, participant_id);

CREATE TABLE goal_ratings (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    goal_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- 0 (not started) to 10 (there), as the person rates it.
    rating {int} NOT NULL CHECK (rating BETWEEN 0 AND 10),
    words TEXT NOT NULL,
    rated_on {date} NOT NULL,
    recorded_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, goal_id) REFERENCES goals (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX goal_ratings_by_goal ON goal_ratings (organization_id, goal_id, rated_on);
CREATE INDEX goal_ratings_by_participant ON goal_ratings (organization_id, participant_id);

-- What a goal said before each change.
CREATE TABLE goal_history (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    goal_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    at {time} NOT NULL,
    changed_by {id},
    what TEXT NOT NULL,
    before {json} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, goal_id) REFERENCES goals (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX goal_history_by_goal ON goal_history (organization_id, goal_id, at);
CREATE INDEX goal_history_by_participant ON goal_history (organization_id, participant_id);
