-- The resource library: what staff write, who read it before everybody may, and what stands on the public shelf.

-- One item through its life. What it says stands in its versions; what everybody sees, on the shelf alone.
CREATE TABLE library_items (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    -- Of the newest version: draft, in_review, published, retired.
    state TEXT NOT NULL,
    -- The newest version, and the one that everybody sees.
    version {int} NOT NULL,
    published_version {int},
    -- Whoever answers for it, and the day to look at it again.
    owner_id {id},
    review_on {date},
    -- Of the newest version, for the list that staff work from.
    title TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    -- Answers of those it was sent to.
    sent_count {int} NOT NULL,
    helped_count {int} NOT NULL,
    not_helped_count {int} NOT NULL,
    created_at {time} NOT NULL,
    created_by {id},
    changed_at {time} NOT NULL,
    retired_at {time},
    -- Grows with every change, so that two people do not write over each other.
    revision {int} NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, owner_id) REFERENCES accounts (organization_id, id)
) {table};
CREATE INDEX library_items_by_state ON library_items (organization_id, state, sort_key, id);
CREATE INDEX library_items_by_title ON library_items (organization_id, sort_key, id);
CREATE INDEX library_items_to_review ON library_items (organization_id, review_on, id) WHERE published_version IS NOT NULL;

-- What an item said after one save. Append-only.
CREATE TABLE library_versions (
    organization_id {id} NOT NULL,
    item_id {id} NOT NULL,
    version {int} NOT NULL,
    -- Words of the lists library_kinds, library_topics, library_formats, library_audiences, library_languages.
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    topics {json} NOT NULL,
    formats {json} NOT NULL,
    audiences {json} NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    -- Markdown.
    body TEXT NOT NULL,
    link TEXT NOT NULL,
    document_id {id},
    minutes {int},
    -- What the published formula says, in tenths (English: school grade; Spanish: perspicuity), and what staff say instead.
    level_tenths {int},
    level_words TEXT NOT NULL,
    source TEXT NOT NULL,
    licence TEXT NOT NULL,
    credits TEXT NOT NULL,
    saved_at {time} NOT NULL,
    saved_by {id},
    saved_name TEXT NOT NULL,
    PRIMARY KEY (organization_id, item_id, version),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_items (organization_id, id)
) {table};

-- Somebody read a version over. Append-only: the newest by side holds.
CREATE TABLE library_reviews (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    item_id {id} NOT NULL,
    version {int} NOT NULL,
    -- lived: somebody supported here, or who stands by them; staff.
    side TEXT NOT NULL,
    -- ready, or change.
    verdict TEXT NOT NULL,
    words TEXT NOT NULL,
    reviewed_at {time} NOT NULL,
    reviewed_by {id},
    -- Staff only; those with lived experience are not named.
    reviewed_name TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_items (organization_id, id)
) {table};
CREATE INDEX library_reviews_by_item ON library_reviews (organization_id, item_id, version, reviewed_at, id);

-- Pictures and papers of an item.
CREATE TABLE library_files (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    item_id {id} NOT NULL,
    file_name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size_bytes {int} NOT NULL,
    sha256 {blob} NOT NULL,
    -- What a picture shows, for those who do not see it.
    words TEXT NOT NULL,
    created_at {time} NOT NULL,
    created_by {id},
    removed_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_items (organization_id, id)
) {table};
CREATE INDEX library_files_by_item ON library_files (organization_id, item_id, created_at, id);

-- What everybody sees: one row an item that is published, and nothing else.
CREATE TABLE library_shelf (
    organization_id {id} NOT NULL,
    item_id {id} NOT NULL,
    version {int} NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    summary TEXT NOT NULL,
    topics {json} NOT NULL,
    formats {json} NOT NULL,
    audiences {json} NOT NULL,
    minutes {int},
    -- Those whom it helped, less those whom it did not.
    rank {int} NOT NULL,
    published_at {time} NOT NULL,
    PRIMARY KEY (organization_id, item_id),
    FOREIGN KEY (organization_id, item_id, version) REFERENCES library_versions (organization_id, item_id, version)
) {table};

-- The shelf by every combination of topic, format, audience and language, '' for any of them: a page of any combination
-- is one walk along the index, however many items there are.
CREATE TABLE library_cells (
    organization_id {id} NOT NULL,
    topic TEXT NOT NULL,
    format TEXT NOT NULL,
    audience TEXT NOT NULL,
    language TEXT NOT NULL,
    item_id {id} NOT NULL,
    rank {int} NOT NULL,
    PRIMARY KEY (organization_id, topic, format, audience, language, item_id),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_shelf (organization_id, item_id)
) {table};
CREATE INDEX library_cells_by_rank ON library_cells (organization_id, topic, format, audience, language, rank, item_id);
CREATE INDEX library_cells_by_item ON library_cells (organization_id, item_id, topic, format, audience, language);

-- How many items each combination has; kept in the transaction that publishes or retires.
CREATE TABLE library_counts (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    topic TEXT NOT NULL,
    format TEXT NOT NULL,
    audience TEXT NOT NULL,
    language TEXT NOT NULL,
    items_count {int} NOT NULL,
    PRIMARY KEY (organization_id, topic, format, audience, language)
) {table};

-- What a search looks up, of items on the shelf.
CREATE TABLE library_keys (
    organization_id {id} NOT NULL,
    -- title, word, sound or near.
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    item_id {id} NOT NULL,
    PRIMARY KEY (organization_id, kind, key, item_id),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_shelf (organization_id, item_id)
) {lookup};
CREATE INDEX library_keys_by_item ON library_keys (organization_id, item_id, kind, key);

-- Links out of published items, and what came of trying them.
CREATE TABLE library_links (
    organization_id {id} NOT NULL,
    item_id {id} NOT NULL,
    url TEXT NOT NULL,
    checked_at {time},
    -- ok, dead, refused, unreached; '' before it was tried.
    found TEXT NOT NULL,
    words TEXT NOT NULL,
    -- Failures one after the other.
    failures {int} NOT NULL,
    PRIMARY KEY (organization_id, item_id, url),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_items (organization_id, id)
) {table};
CREATE INDEX library_links_by_check ON library_links (checked_at, organization_id, item_id);
CREATE INDEX library_links_failing ON library_links (organization_id, failures) WHERE failures > 0;

-- What somebody saved for themselves.
CREATE TABLE library_saved (
    organization_id {id} NOT NULL,
    account_id {id} NOT NULL,
    item_id {id} NOT NULL,
    saved_at {time} NOT NULL,
    PRIMARY KEY (organization_id, account_id, item_id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_items (organization_id, id)
) {table};

-- A peer specialist thought of somebody.
CREATE TABLE library_sends (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    item_id {id} NOT NULL,
    participant_id {id} NOT NULL,
    words TEXT NOT NULL,
    sent_at {time} NOT NULL,
    sent_by {id},
    sent_name TEXT NOT NULL,
    taken_back_at {time},
    -- helped or not_helped; '' before the person said.
    answer TEXT NOT NULL,
    answered_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_items (organization_id, id),
    FOREIGN KEY (organization_id, participant_id) REFERENCES participants (organization_id, id)
) {table};
CREATE INDEX library_sends_by_participant ON library_sends (organization_id, participant_id, sent_at, id);
CREATE INDEX library_sends_by_item ON library_sends (organization_id, item_id);

-- Items to read one after the other.
CREATE TABLE library_paths (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    title TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    summary TEXT NOT NULL,
    language TEXT NOT NULL,
    published_at {time},
    created_at {time} NOT NULL,
    created_by {id},
    removed_at {time},
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX library_paths_by_title ON library_paths (organization_id, sort_key, id);

CREATE TABLE library_path_steps (
    organization_id {id} NOT NULL,
    path_id {id} NOT NULL,
    item_id {id} NOT NULL,
    position {int} NOT NULL,
    PRIMARY KEY (organization_id, path_id, item_id),
    FOREIGN KEY (organization_id, path_id) REFERENCES library_paths (organization_id, id),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_items (organization_id, id)
) {table};
CREATE INDEX library_path_steps_in_order ON library_path_steps (organization_id, path_id, position, item_id);

-- Steps that somebody has done, for their eyes alone.
CREATE TABLE library_progress (
    organization_id {id} NOT NULL,
    account_id {id} NOT NULL,
    path_id {id} NOT NULL,
    item_id {id} NOT NULL,
    done_at {time} NOT NULL,
    PRIMARY KEY (organization_id, account_id, path_id, item_id),
    FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
    FOREIGN KEY (organization_id, path_id) REFERENCES library_paths (organization_id, id),
    FOREIGN KEY (organization_id, item_id) REFERENCES library_items (organization_id, id)
) {table};

-- only postgres
CREATE POLICY wall ON library_sends USING (accompany_reaches(organization_id, participant_id)) WITH CHECK (true);
ALTER TABLE library_sends ENABLE ROW LEVEL SECURITY;
ALTER TABLE library_sends FORCE ROW LEVEL SECURITY;
-- end
