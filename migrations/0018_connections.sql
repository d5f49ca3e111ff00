-- Connections: a person is sent on to a service, and the loop closes when they say how it went.

CREATE TABLE connections (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- The program that wrote it; what it wrote passes the gate.
    program_id {id},
    -- The service of the directory, when it is there; the name and the numbers stay as they were then.
    service_id {id},
    service_name TEXT NOT NULL,
    -- The name folded, or the id: what the results of a service are counted by.
    service_key TEXT NOT NULL,
    service_phone TEXT NOT NULL,
    service_email TEXT NOT NULL,
    -- A key of the list connection_needs.
    need TEXT NOT NULL,
    -- What the service is told.
    words TEXT NOT NULL,
    is_urgent {bool} NOT NULL,
    -- On the wire (practice.md 9.4: Gravity SDOH-CC, FHIR Task.status).
    status TEXT NOT NULL CHECK (status IN ('draft', 'requested', 'accepted', 'rejected', 'in-progress', 'on-hold',
        'failed', 'completed', 'cancelled', 'entered-in-error')),
    sent_at {time},
    sent_how TEXT NOT NULL CHECK (sent_how IN ('', 'print', 'mail', 'link')),
    -- The last answer, and whether the service itself gave it.
    answered_at {time},
    is_answered_by_service {bool} NOT NULL,
    -- What came of it for the person, in one word of P9.4, and whether the person said so.
    outcome TEXT,
    outcome_at {time},
    outcome_words TEXT NOT NULL,
    is_confirmed_by_person {bool} NOT NULL,
    -- A secure link that the service answers without an account, as long as the consent it rests on holds.
    link_digest {blob},
    link_ends_at {time},
    consent_id {id},
    created_at {time} NOT NULL,
    created_by {id},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id)
) {table};
CREATE INDEX connections_by_participant ON connections (organization_id, participant_id, created_at, id);
CREATE INDEX connections_by_service ON connections (organization_id, service_id, sent_at, id);
CREATE UNIQUE INDEX connections_by_link ON connections (link_digest);

-- What happened to a connection, in order.
CREATE TABLE connection_acts (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    connection_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- The status it took, or 'outcome'.
    act TEXT NOT NULL,
    words TEXT NOT NULL,
    is_by_service {bool} NOT NULL,
    at {time} NOT NULL,
    account_id {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, connection_id) REFERENCES connections (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX connection_acts_by_connection ON connection_acts (organization_id, connection_id, at, id);

-- Why somebody was not connected: read later to change what stands in the way (practice.md 9.2).
CREATE TABLE barriers (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    connection_id {id} NOT NULL,
    service_key TEXT NOT NULL,
    -- A key of the list barrier_categories.
    category TEXT NOT NULL,
    words TEXT NOT NULL,
    at {time} NOT NULL,
    recorded_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, connection_id) REFERENCES connections (organization_id, id)
) {table};
CREATE UNIQUE INDEX barriers_by_connection ON barriers (organization_id, connection_id, category);
CREATE INDEX barriers_by_time ON barriers (organization_id, at, id);

-- How connections to a service went, counted in the transaction of each.
CREATE TABLE service_results (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    service_key TEXT NOT NULL,
    service_name TEXT NOT NULL,
    sent_count {int} NOT NULL,
    connected_count {int} NOT NULL,
    not_connected_count {int} NOT NULL,
    -- Days from sending to being connected, added up.
    days_total {int} NOT NULL,
    PRIMARY KEY (organization_id, service_key)
) {table};
