-- What belongs to the participant alone: the wellness plan, its tools and papers, and the circle of support. Nobody else
-- sees a row of it unless the person shares that section or the circle with their account.

-- What a section of the plan said, from one save to the next. Append-only: the newest by (saved_at, version, id) holds.
CREATE TABLE plan_entries (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- A word of rules/wellness.toml.
    section TEXT NOT NULL,
    version {int} NOT NULL,
    words TEXT NOT NULL,
    saved_at {time} NOT NULL,
    saved_by {id},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX plan_entries_by_section ON plan_entries (organization_id, participant_id, section, saved_at, version, id);

-- The toolbox: what helps, to be tried and looked at again.
CREATE TABLE plan_tools (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    name TEXT NOT NULL,
    words TEXT NOT NULL,
    -- A day on which the person wants to be reminded of it.
    remind_on {date},
    created_at {time} NOT NULL,
    removed_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX plan_tools_by_participant ON plan_tools (organization_id, participant_id, created_at, id);

CREATE TABLE plan_tool_tries (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    tool_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    tried_on {date} NOT NULL,
    -- A word of the list plan_tool_results.
    went TEXT NOT NULL,
    words TEXT NOT NULL,
    created_at {time} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, tool_id) REFERENCES plan_tools (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX plan_tool_tries_by_tool ON plan_tool_tries (organization_id, tool_id, tried_on, id);
CREATE INDEX plan_tool_tries_by_participant ON plan_tool_tries (organization_id, participant_id);

-- Where a legal paper is and whom it names: never the paper itself.
CREATE TABLE plan_papers (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- A word of the list plan_papers.
    kind TEXT NOT NULL,
    agent TEXT NOT NULL,
    agent_phone TEXT NOT NULL,
    alternate TEXT NOT NULL,
    original_at TEXT NOT NULL,
    witnesses TEXT NOT NULL,
    words TEXT NOT NULL,
    signed_on {date},
    revoked_on {date},
    created_at {time} NOT NULL,
    removed_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX plan_papers_by_participant ON plan_papers (organization_id, participant_id, created_at, id);

-- Forms that the organization may use by its own licence; everybody with a record of their own can open them.
CREATE TABLE plan_templates (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    title TEXT NOT NULL,
    -- By what right it is used, as the director says it.
    licence TEXT NOT NULL,
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size_bytes {int} NOT NULL,
    sha256 {blob} NOT NULL,
    created_at {time} NOT NULL,
    created_by {id},
    removed_at {time},
    PRIMARY KEY (organization_id, id)
) {table};

-- The people, places and groups in somebody's life, as they see it.
CREATE TABLE circle_members (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    participant_id {id} NOT NULL,
    -- Words of the lists circle_kinds and circle_closeness.
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    closeness TEXT NOT NULL,
    gives TEXT NOT NULL,
    may_know TEXT NOT NULL,
    since_on {date},
    until_on {date},
    created_at {time} NOT NULL,
    removed_at {time},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX circle_members_by_participant ON circle_members (organization_id, participant_id, created_at, id);

-- only postgres
-- The second wall: the person behind the account, or somebody with whom exactly this is shared now. Work, a consent or an
-- emergency opens nothing here.
CREATE OR REPLACE FUNCTION accompany_is_given(org UUID, participant UUID, what TEXT, of TEXT) RETURNS BOOLEAN LANGUAGE sql STABLE AS
$$ SELECT accompany_setting('accompany.account') IS NULL
  OR EXISTS (SELECT 1 FROM account_people o WHERE o.organization_id = org
      AND o.account_id = accompany_setting('accompany.account') AND o.participant_id = participant)
  OR EXISTS (SELECT 1 FROM shares s WHERE s.organization_id = org AND s.participant_id = participant
      AND s.account_id = accompany_setting('accompany.account') AND s.kind = what AND s.subject = of
      AND s.starts_at <= accompany_now() AND (s.ends_at IS NULL OR s.ends_at > accompany_now())) $$;

CREATE POLICY wall ON plan_entries USING (accompany_is_given(organization_id, participant_id, 'plan_section', section)) WITH CHECK (true);
CREATE POLICY wall ON plan_tools USING (accompany_is_given(organization_id, participant_id, 'plan_section', 'tools')) WITH CHECK (true);
CREATE POLICY wall ON plan_tool_tries USING (accompany_is_given(organization_id, participant_id, 'plan_section', 'tools')) WITH CHECK (true);
CREATE POLICY wall ON plan_papers USING (accompany_is_given(organization_id, participant_id, 'plan_section', 'papers')) WITH CHECK (true);
CREATE POLICY wall ON circle_members USING (accompany_is_given(organization_id, participant_id, 'circle', '')) WITH CHECK (true);
ALTER TABLE plan_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE plan_tools ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_tools FORCE ROW LEVEL SECURITY;
ALTER TABLE plan_tool_tries ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_tool_tries FORCE ROW LEVEL SECURITY;
ALTER TABLE plan_papers ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_papers FORCE ROW LEVEL SECURITY;
ALTER TABLE circle_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE circle_members FORCE ROW LEVEL SECURITY;
-- end
