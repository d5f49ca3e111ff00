-- Consent that is enforced: who may have what of whom, for what, until when; and what has left.

-- Programs under 42 CFR Part 2: closed to everybody outside them unless a complete consent names the recipient.
CREATE TABLE part2_programs (
    organization_id {id} NOT NULL,
    program_id {id} NOT NULL,
    since {time} NOT NULL,
    marked_by {id},
    reason TEXT NOT NULL,
    PRIMARY KEY (organization_id, program_id),
    FOREIGN KEY (organization_id, program_id) REFERENCES programs (organization_id, id)
) {lookup};

-- A person's older records, for what was written about them to be read with the one that was kept.
CREATE INDEX participants_by_merge ON participants (organization_id, merged_into) WHERE merged_into IS NOT NULL;

-- The program in which a goal was written down; NULL: in none, as when the person wrote it.
ALTER TABLE goals ADD COLUMN program_id {id};

-- One signed (or to be signed) permission of a participant. Its text never changes once it is signed.
CREATE TABLE consents (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- Words of rules/consents.toml.
    kind TEXT NOT NULL,
    template TEXT NOT NULL,
    template_version {int} NOT NULL,
    language TEXT NOT NULL,
    -- Who gives the information (NULL: every program of the organization).
    from_program_id {id},
    -- What the person filled in or agreed to, by element.
    elements {json} NOT NULL,
    -- The exact text that was shown and signed.
    body TEXT NOT NULL,
    -- Elements that are missing; empty: the consent can be relied on once it is signed.
    missing {json} NOT NULL,
    starts_at {time},
    expires_on {date},
    -- The moment after which it no longer holds: the end of expires_on in the program's zone.
    expires_at {time},
    signed_at {time},
    signed_how TEXT CHECK (signed_how IN ('drawn', 'typed', 'paper')),
    signed_name TEXT NOT NULL,
    -- The drawn line as SVG path data.
    signature TEXT NOT NULL,
    signed_device TEXT NOT NULL,
    signed_by {id},
    -- The person's authority when somebody else signs (parent, guardian).
    signer_role TEXT NOT NULL,
    copy_given_at {time},
    revoked_at {time},
    revoked_by {id},
    revoked_words TEXT NOT NULL,
    replaced_by {id},
    created_at {time} NOT NULL,
    created_by {id},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, from_program_id) REFERENCES programs (organization_id, id)
) {table};
CREATE INDEX consents_by_participant ON consents (organization_id, participant_id, created_at);
CREATE INDEX consents_by_expiry ON consents (organization_id, expires_at) WHERE signed_at IS NOT NULL AND revoked_at IS NULL;

-- What a complete, signed consent opens, a row for each recipient and kind of information. Queries read this table.
CREATE TABLE openings (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    consent_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    from_program_id {id},
    -- Exactly one of the three.
    to_account_id {id},
    to_program_id {id},
    -- Somebody outside, by folded name.
    to_name TEXT,
    -- A word of gate::Information.
    information TEXT NOT NULL,
    -- A word of gate::Purpose.
    purpose TEXT NOT NULL,
    starts_at {time} NOT NULL,
    -- The consent's end, or the moment it was revoked.
    ends_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, consent_id) REFERENCES consents (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, from_program_id) REFERENCES programs (organization_id, id),
    FOREIGN KEY (organization_id, to_account_id) REFERENCES accounts (organization_id, id),
    FOREIGN KEY (organization_id, to_program_id) REFERENCES programs (organization_id, id)
) {table};
CREATE INDEX openings_by_participant ON openings (organization_id, participant_id);
CREATE INDEX openings_by_consent ON openings (organization_id, consent_id);
CREATE INDEX openings_by_account ON openings (organization_id, to_account_id) WHERE to_account_id IS NOT NULL;
CREATE INDEX openings_by_program ON openings (organization_id, to_program_id) WHERE to_program_id IS NOT NULL;

-- What a participant lets one person with an account see: a supporter, or a worker who may read the wellness plan.
CREATE TABLE shares (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    account_id {id} NOT NULL,
    supporter_id {id},
    -- A word of gate::Shared: goal, plan_section, schedule, circle.
    kind TEXT NOT NULL,
    -- Which one: a goal's id, a section's word; empty for a kind of which there is one.
    subject TEXT NOT NULL,
    starts_at {time} NOT NULL,
    ends_at {time},
    created_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
    FOREIGN KEY (organization_id, supporter_id) REFERENCES supporters (organization_id, id)
) {table};
CREATE INDEX shares_by_account ON shares (organization_id, account_id, participant_id);
CREATE INDEX shares_by_participant ON shares (organization_id, participant_id);

-- "Do not let this one see": asked by the participant; it holds once somebody agreed to it.
CREATE TABLE restrictions (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    to_account_id {id},
    to_program_id {id},
    -- Somebody outside, as the person names them.
    to_name TEXT NOT NULL,
    information TEXT NOT NULL,
    words TEXT NOT NULL,
    asked_at {time} NOT NULL,
    asked_by {id},
    agreed_at {time},
    declined_at {time},
    answered_by {id},
    answer_words TEXT NOT NULL,
    ended_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, to_account_id) REFERENCES accounts (organization_id, id),
    FOREIGN KEY (organization_id, to_program_id) REFERENCES programs (organization_id, id)
) {table};
CREATE INDEX restrictions_by_participant ON restrictions (organization_id, participant_id);

-- Emergency access: a reason, a short time, and the person and the director are told.
CREATE TABLE emergency_accesses (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    account_id {id} NOT NULL,
    reason TEXT NOT NULL,
    starts_at {time} NOT NULL,
    ends_at {time} NOT NULL,
    reviewed_at {time},
    reviewed_by {id},
    review_words TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
) {table};
CREATE INDEX emergency_accesses_by_account ON emergency_accesses (organization_id, account_id, participant_id);
CREATE INDEX emergency_accesses_by_participant ON emergency_accesses (organization_id, participant_id);

-- What left, to whom, for what and on which ground: the accounting that a participant may ask for.
CREATE TABLE disclosures (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    at {time} NOT NULL,
    account_id {id},
    to_account_id {id},
    to_program_id {id},
    to_name TEXT NOT NULL,
    information {json} NOT NULL,
    purpose TEXT NOT NULL,
    -- A word of gate::Basis, and the consent when that is the ground.
    basis TEXT NOT NULL,
    consent_id {id},
    reason TEXT NOT NULL,
    how TEXT NOT NULL,
    has_notice {bool} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id),
    FOREIGN KEY (organization_id, consent_id) REFERENCES consents (organization_id, id)
) {table};
CREATE INDEX disclosures_by_participant ON disclosures (organization_id, participant_id, at);
CREATE INDEX disclosures_by_consent ON disclosures (organization_id, consent_id);

-- Which rules hold for the organization (practice.md 7.1); switching one off needs a reason.
CREATE TABLE regulatory_flags (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    flag TEXT NOT NULL,
    is_on {bool} NOT NULL,
    reason TEXT NOT NULL,
    changed_at {time} NOT NULL,
    changed_by {id},
    PRIMARY KEY (organization_id, flag)
) {table};

-- only postgres
-- The second wall. Reads carry the account that asks; without one (jobs, backups, writes that found the person through
-- the first wall) only the organization counts.
CREATE OR REPLACE FUNCTION accompany_setting(name TEXT) RETURNS UUID LANGUAGE sql STABLE AS
$$ SELECT NULLIF(current_setting(name, true), '')::uuid $$;

CREATE OR REPLACE FUNCTION accompany_now() RETURNS TIMESTAMPTZ LANGUAGE sql STABLE AS
$$ SELECT COALESCE(NULLIF(current_setting('accompany.now', true), '')::timestamptz, now()) $$;

CREATE OR REPLACE FUNCTION accompany_is_member(org UUID, program UUID) RETURNS BOOLEAN LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = org
    AND m.account_id = accompany_setting('accompany.account') AND m.role NOT IN ('participant', 'supporter')
    AND m.starts_at <= accompany_now() AND (m.ends_at IS NULL OR m.ends_at > accompany_now())
    AND (m.program_id IS NULL OR m.program_id = program)) $$;

CREATE OR REPLACE FUNCTION accompany_is_emergency(org UUID, participant UUID) RETURNS BOOLEAN LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM emergency_accesses x WHERE x.organization_id = org AND x.participant_id = participant
    AND x.account_id = accompany_setting('accompany.account') AND x.starts_at <= accompany_now() AND x.ends_at > accompany_now()) $$;

CREATE OR REPLACE FUNCTION accompany_is_opened(org UUID, participant UUID) RETURNS BOOLEAN LANGUAGE sql STABLE AS
$$ SELECT EXISTS (SELECT 1 FROM openings x WHERE x.organization_id = org AND x.participant_id = participant
    AND x.purpose = 'support' AND x.starts_at <= accompany_now() AND (x.ends_at IS NULL OR x.ends_at > accompany_now())
    AND (x.to_account_id = accompany_setting('accompany.account')
      OR (x.to_program_id IS NOT NULL AND accompany_is_member(org, x.to_program_id)))) $$;

-- Whether the account may reach this person at all: through work, a consent, an emergency, a share, or as the person.
CREATE OR REPLACE FUNCTION accompany_reaches(org UUID, participant UUID) RETURNS BOOLEAN LANGUAGE sql STABLE AS
$$ SELECT accompany_setting('accompany.account') IS NULL
  OR EXISTS (SELECT 1 FROM account_people o JOIN memberships m ON m.organization_id = org AND m.account_id = o.account_id
      AND m.role = 'participant' AND m.starts_at <= accompany_now() AND (m.ends_at IS NULL OR m.ends_at > accompany_now())
    WHERE o.organization_id = org AND o.account_id = accompany_setting('accompany.account')
      AND o.participant_id = participant)
  OR (NOT EXISTS (SELECT 1 FROM account_people o WHERE o.organization_id = org
        AND o.account_id = accompany_setting('accompany.account') AND o.participant_id = participant)
    AND (EXISTS (SELECT 1 FROM shares s WHERE s.organization_id = org AND s.participant_id = participant
          AND s.account_id = accompany_setting('accompany.account') AND s.starts_at <= accompany_now()
          AND (s.ends_at IS NULL OR s.ends_at > accompany_now()))
      OR accompany_is_emergency(org, participant)
      OR (NOT EXISTS (SELECT 1 FROM restrictions r WHERE r.organization_id = org AND r.participant_id = participant
            AND r.agreed_at IS NOT NULL AND r.ended_at IS NULL AND r.information = 'everything'
            AND (r.to_account_id = accompany_setting('accompany.account')
              OR (r.to_program_id IS NOT NULL AND accompany_is_member(org, r.to_program_id))))
        AND (accompany_is_opened(org, participant)
          OR EXISTS (SELECT 1 FROM memberships m JOIN grants g ON g.role = m.role
              AND g.permission IN ('see_people', 'see_contacts', 'see_audit_of_person')
            WHERE m.organization_id = org AND m.account_id = accompany_setting('accompany.account')
              AND m.starts_at <= accompany_now() AND (m.ends_at IS NULL OR m.ends_at > accompany_now())
              AND ((g.reach = 'organization' AND (m.program_id IS NULL
                  OR NOT EXISTS (SELECT 1 FROM enrollments e WHERE e.organization_id = org AND e.participant_id = participant)
                  OR EXISTS (SELECT 1 FROM enrollments e WHERE e.organization_id = org AND e.participant_id = participant
                    AND (e.program_id = m.program_id OR NOT EXISTS (SELECT 1 FROM part2_programs q
                      WHERE q.organization_id = org AND q.program_id = e.program_id)))))
                OR (g.reach = 'program' AND EXISTS (SELECT 1 FROM enrollments e WHERE e.organization_id = org
                    AND e.participant_id = participant AND (m.program_id IS NULL OR e.program_id = m.program_id)))
                OR (g.reach = 'own' AND EXISTS (SELECT 1 FROM assignments a WHERE a.organization_id = org
                    AND a.participant_id = participant AND a.account_id = accompany_setting('accompany.account')
                    AND a.ended_at IS NULL)))))))) $$;

-- Whether rows of a program may be seen: any but those of a Part 2 program that the account is outside of.
CREATE OR REPLACE FUNCTION accompany_program_is_open(org UUID, participant UUID, program UUID) RETURNS BOOLEAN LANGUAGE sql STABLE AS
$$ SELECT accompany_setting('accompany.account') IS NULL OR program IS NULL
  OR NOT EXISTS (SELECT 1 FROM part2_programs q WHERE q.organization_id = org AND q.program_id = program)
  OR accompany_is_member(org, program) OR accompany_is_emergency(org, participant)
  OR EXISTS (SELECT 1 FROM account_people o WHERE o.organization_id = org
      AND o.account_id = accompany_setting('accompany.account') AND o.participant_id = participant)
  OR EXISTS (SELECT 1 FROM openings x WHERE x.organization_id = org AND x.participant_id = participant
      AND (x.from_program_id IS NULL OR x.from_program_id = program)
      AND x.purpose = 'support' AND x.starts_at <= accompany_now() AND (x.ends_at IS NULL OR x.ends_at > accompany_now())
      AND (x.to_account_id = accompany_setting('accompany.account')
        OR (x.to_program_id IS NOT NULL AND accompany_is_member(org, x.to_program_id)))) $$;

CREATE POLICY wall ON participants USING (accompany_reaches(organization_id, COALESCE(merged_into, id)) OR accompany_reaches(organization_id, id)) WITH CHECK (true);
CREATE POLICY wall ON contacts USING (CASE WHEN participant_id IS NULL THEN true ELSE
    accompany_reaches(organization_id, participant_id)
    AND accompany_program_is_open(organization_id, participant_id, program_id) END) WITH CHECK (true);
CREATE POLICY wall ON contact_versions USING (EXISTS (SELECT 1 FROM contacts c
    WHERE c.organization_id = contact_versions.organization_id AND c.id = contact_versions.contact_id)) WITH CHECK (true);
CREATE POLICY wall ON contact_addenda USING (EXISTS (SELECT 1 FROM contacts c
    WHERE c.organization_id = contact_addenda.organization_id AND c.id = contact_addenda.contact_id)) WITH CHECK (true);
CREATE POLICY wall ON goals USING (accompany_reaches(organization_id, participant_id)
    AND accompany_program_is_open(organization_id, participant_id, program_id)) WITH CHECK (true);
CREATE POLICY wall ON attachments USING (participant_id IS NULL OR accompany_reaches(organization_id, participant_id))
    WITH CHECK (true);
CREATE POLICY wall ON channels USING (accompany_reaches(organization_id, participant_id)) WITH CHECK (true);
CREATE POLICY wall ON demographics USING (accompany_reaches(organization_id, participant_id)) WITH CHECK (true);
CREATE POLICY wall ON consents USING (accompany_reaches(organization_id, participant_id)) WITH CHECK (true);
ALTER TABLE participants ENABLE ROW LEVEL SECURITY;
ALTER TABLE participants FORCE ROW LEVEL SECURITY;
ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
ALTER TABLE contacts FORCE ROW LEVEL SECURITY;
ALTER TABLE contact_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_versions FORCE ROW LEVEL SECURITY;
ALTER TABLE contact_addenda ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_addenda FORCE ROW LEVEL SECURITY;
ALTER TABLE goals ENABLE ROW LEVEL SECURITY;
ALTER TABLE goals FORCE ROW LEVEL SECURITY;
ALTER TABLE attachments ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachments FORCE ROW LEVEL SECURITY;
ALTER TABLE channels ENABLE ROW LEVEL SECURITY;
ALTER TABLE channels FORCE ROW LEVEL SECURITY;
ALTER TABLE demographics ENABLE ROW LEVEL SECURITY;
ALTER TABLE demographics FORCE ROW LEVEL SECURITY;
ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE consents FORCE ROW LEVEL SECURITY;
-- end
