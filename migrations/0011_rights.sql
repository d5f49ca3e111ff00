-- What a person may ask of their record, how long it is kept, and what happened when it was not kept safe.

-- Something that a person asked: about a look at their record, for a copy, a change, a list of what left, another way
-- to be reached, or a complaint.
CREATE TABLE record_requests (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('question', 'copy', 'amendment', 'accounting', 'confidential', 'complaint')),
    -- What the person said, and what it is about or how they want it.
    words TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- The line of the audit that a question is about.
    sequence {int},
    state TEXT NOT NULL CHECK (state IN ('received', 'checked', 'in_review', 'fulfilled', 'denied')),
    is_in_person {bool} NOT NULL,
    asked_at {time} NOT NULL,
    asked_by {id},
    -- The last moment that is in time, by the clock that set it.
    due_at {time} NOT NULL,
    rule TEXT NOT NULL,
    extended_at {time},
    -- How somebody made sure that it is the person who asks.
    checked_how TEXT NOT NULL,
    answered_at {time},
    answered_by {id},
    answer_words TEXT NOT NULL,
    -- Why it was denied (rules/retention.toml), empty otherwise.
    denial_reason TEXT NOT NULL,
    -- Stays with an amendment that was denied.
    disagreement TEXT NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX record_requests_by_participant ON record_requests (organization_id, participant_id, asked_at, id);
CREATE INDEX record_requests_open ON record_requests (organization_id, due_at, id) WHERE answered_at IS NULL;
CREATE INDEX record_requests_answered ON record_requests (organization_id, answered_at, id) WHERE answered_at IS NOT NULL;
-- One question a line.
CREATE UNIQUE INDEX record_requests_by_line ON record_requests (organization_id, participant_id, sequence);

-- What was done with a request, in order.
CREATE TABLE request_acts (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    request_id {id} NOT NULL,
    act TEXT NOT NULL
        CHECK (act IN ('received', 'checked', 'extended', 'fulfilled', 'denied', 'disagreed', 'review_asked')),
    words TEXT NOT NULL,
    at {time} NOT NULL,
    account_id {id},
    account_name TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, request_id) REFERENCES record_requests (organization_id, id)
) {table};
CREATE INDEX request_acts_by_request ON request_acts (organization_id, request_id, at, id);

-- "Keep this, whatever the schedule says": a court, a lawyer, an open complaint.
CREATE TABLE legal_holds (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    asked_by TEXT NOT NULL,
    why TEXT NOT NULL,
    placed_at {time} NOT NULL,
    placed_by {id},
    released_at {time},
    released_by {id},
    release_words TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX legal_holds_by_participant ON legal_holds (organization_id, participant_id);

-- A record whose words are gone, with the rule that let them go.
CREATE TABLE purges (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    at {time} NOT NULL,
    purged_by {id},
    rule TEXT NOT NULL,
    rule_version {int} NOT NULL,
    kept_until {date} NOT NULL,
    contacts_count {int} NOT NULL,
    minutes {int} NOT NULL,
    -- Files that still have to be taken out of the store.
    files {json} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE UNIQUE INDEX purges_by_participant ON purges (organization_id, participant_id);
CREATE INDEX purges_by_time ON purges (organization_id, at, id);

-- What is left of purged contacts: how many and how long, by program, month and kind.
CREATE TABLE purged_counts (
    organization_id {id} NOT NULL,
    program_id {id} NOT NULL,
    -- The first day of the month in UTC.
    month {date} NOT NULL,
    kind TEXT NOT NULL,
    contacts_count {int} NOT NULL,
    minutes {int} NOT NULL,
    PRIMARY KEY (organization_id, program_id, month, kind),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id)
) {table};

-- Information that came where it should not have come (45 CFR 164.402).
CREATE TABLE breaches (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    words TEXT NOT NULL,
    happened_on {date},
    discovered_at {time} NOT NULL,
    people_count {int} NOT NULL,
    is_in_new_york {bool} NOT NULL,
    -- The four factors of the assessment.
    factor_information TEXT NOT NULL,
    factor_recipient TEXT NOT NULL,
    factor_acquired TEXT NOT NULL,
    factor_mitigated TEXT NOT NULL,
    -- NULL: not assessed yet.
    is_low_risk {bool},
    assessed_at {time},
    assessed_by {id},
    closed_at {time},
    closing_words TEXT NOT NULL,
    created_at {time} NOT NULL,
    created_by {id},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX breaches_by_time ON breaches (organization_id, discovered_at, id);

CREATE TABLE breach_people (
    organization_id {id} NOT NULL,
    breach_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    added_at {time} NOT NULL,
    PRIMARY KEY (organization_id, breach_id, participant_id),
    FOREIGN KEY (organization_id, breach_id) REFERENCES breaches (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX breach_people_by_participant ON breach_people (organization_id, participant_id);

-- Who is to be told by when: each is a promise by this id.
CREATE TABLE breach_duties (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    breach_id {id} NOT NULL,
    clock TEXT NOT NULL,
    due_at {time} NOT NULL,
    done_at {time},
    done_by {id},
    done_words TEXT NOT NULL,
    -- The assessment or the count says that it is not needed.
    dropped_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, breach_id) REFERENCES breaches (organization_id, id)
) {table};
CREATE UNIQUE INDEX breach_duties_by_clock ON breach_duties (organization_id, breach_id, clock);
