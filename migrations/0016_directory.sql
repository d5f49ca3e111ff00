-- The community directory, kept as Open Referral HSDS 3 has it (practice.md 9.3). A row of agencies, services, locations
-- and service_at_locations holds its whole HSDS record (phones, schedules, languages, accessibility, cost options, required
-- documents, service areas, contacts, attributes, metadata) as one text, so that what came in goes out again; beside it
-- stand the columns and tables that are looked up. Ids are HSDS ids: those of the source when it has UUIDs.

-- Who offers services: an HSDS organization. Not an organization of this program, so it has another name here.
CREATE TABLE agencies (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    record {json} NOT NULL,
    -- Whose list it came from; empty when it was written here. The hash is of the record as that list had it.
    source TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    updated_at {time} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX agencies_by_name ON agencies (organization_id, sort_key, id);

CREATE TABLE services (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    agency_id {id} NOT NULL,
    -- The agency's name too, so that a list needs no second look.
    agency_name TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'defunct', 'temporarily closed')),
    -- Shown on top of everything else; empty when there is nothing to say.
    alert TEXT NOT NULL,
    -- The last day of a closing for a time, when it is known.
    closed_until {date},
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    -- Where it is, in a line; and everything that says when it is open: its own schedules and those of its places.
    place TEXT NOT NULL,
    schedules {json} NOT NULL,
    record {json} NOT NULL,
    source TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    -- The newest check that stands, and what went wrong since: confidence falls with both.
    checked_at {time},
    checked_by {id},
    checked_by_name TEXT NOT NULL,
    failed_since_check {int} NOT NULL,
    reports_open {int} NOT NULL,
    updated_at {time} NOT NULL,
    version {int} NOT NULL,
    -- Set aside: kept for connections that name it, found by nobody.
    removed_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, agency_id) REFERENCES agencies (organization_id, id)
) {table};
CREATE INDEX services_by_name ON services (organization_id, sort_key, id);
CREATE INDEX services_by_agency ON services (organization_id, agency_id, sort_key, id);
CREATE INDEX services_by_check ON services (organization_id, checked_at, id);
CREATE INDEX services_by_update ON services (organization_id, updated_at, id);

CREATE TABLE locations (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    -- Degrees, WGS 84; unknown when the list that it came from had none.
    latitude {real},
    longitude {real},
    -- The street address in one line, as a list shows it.
    address TEXT NOT NULL,
    city TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    record {json} NOT NULL,
    source TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    updated_at {time} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX locations_by_name ON locations (organization_id, sort_key, id);

CREATE TABLE service_at_locations (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    service_id {id} NOT NULL,
    location_id {id} NOT NULL,
    -- The location's, kept in step, so that a search around a place reads one index.
    latitude {real},
    longitude {real},
    record {json} NOT NULL,
    source TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id),
    FOREIGN KEY (organization_id, location_id) REFERENCES locations (organization_id, id)
) {table};
CREATE INDEX service_at_locations_by_place ON service_at_locations (organization_id, latitude, longitude, service_id);
CREATE INDEX service_at_locations_by_service ON service_at_locations (organization_id, service_id, id);
CREATE INDEX service_at_locations_by_location ON service_at_locations (organization_id, location_id, id);

-- A week's opening hours that a schedule may mean: they find candidates, the schedule's own rule decides.
CREATE TABLE service_hours (
    organization_id {id} NOT NULL,
    service_id {id} NOT NULL,
    position {int} NOT NULL,
    -- 'local': in the organization's zone. 'utc': the schedule says its offset, so the week is fixed in UTC.
    basis TEXT NOT NULL,
    -- Monday is 1. Minutes from midnight; an opening over midnight is two rows.
    weekday {int} NOT NULL,
    opens_minute {int} NOT NULL,
    closes_minute {int} NOT NULL,
    PRIMARY KEY (organization_id, service_id, position),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id)
) {table};
CREATE INDEX service_hours_by_week ON service_hours (organization_id, service_id, basis, weekday, opens_minute, closes_minute);

CREATE TABLE taxonomies (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    record {json} NOT NULL,
    source TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX taxonomies_by_name ON taxonomies (organization_id, sort_key, id);

CREATE TABLE taxonomy_terms (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    -- Ids as the list has them: a term may name a taxonomy or a parent that the list leaves out.
    taxonomy_id {id},
    parent_id {id},
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    record {json} NOT NULL,
    source TEXT NOT NULL,
    source_hash TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX taxonomy_terms_by_name ON taxonomy_terms (organization_id, sort_key, id);
CREATE INDEX taxonomy_terms_by_taxonomy ON taxonomy_terms (organization_id, taxonomy_id, sort_key, id);

-- Everything that a service can be found by, one row each: need:food, language:es, cost:free, is:peer_run, access:wheelchair,
-- term:<id>, word:pantry, all. Rank 0 is the service's own name, 1 is elsewhere. The list by any facet walks one index.
CREATE TABLE service_facets (
    organization_id {id} NOT NULL,
    service_id {id} NOT NULL,
    facet TEXT NOT NULL,
    rank {int} NOT NULL,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (organization_id, service_id, facet),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id)
) {table};
CREATE INDEX service_facets_by_facet ON service_facets (organization_id, facet, rank, sort_key, service_id);

-- How many services have a facet: kept in the same transaction, shown beside filters, and used to begin with the rarest.
CREATE TABLE facet_counts (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    facet TEXT NOT NULL,
    services {int} NOT NULL,
    PRIMARY KEY (organization_id, facet)
) {table};

-- How each word of the directory may be misspelt: its sound, and itself with a letter left out.
CREATE TABLE directory_word_keys (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    key TEXT NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (organization_id, key, word)
) {lookup};

-- Two records with a key in common may be the same: a name with a phone number, or a name with an address.
CREATE TABLE directory_twins (
    organization_id {id} NOT NULL,
    key TEXT NOT NULL,
    service_id {id} NOT NULL,
    PRIMARY KEY (organization_id, key, service_id),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id)
) {lookup};
CREATE INDEX directory_twins_by_service ON directory_twins (organization_id, service_id);

-- Who checked a service, when and how. Append-only but for taking one's own check back.
CREATE TABLE service_checks (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    service_id {id} NOT NULL,
    checked_at {time} NOT NULL,
    checked_by {id},
    checked_by_name TEXT NOT NULL,
    -- A word of the list service_check_ways.
    way TEXT NOT NULL,
    words TEXT NOT NULL,
    -- What stood before, for taking it back.
    before {json} NOT NULL,
    undone_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id)
) {table};
CREATE INDEX service_checks_by_service ON service_checks (organization_id, service_id, checked_at, id);

-- "Something is wrong here", said by anybody. Nothing about who said it.
CREATE TABLE service_reports (
    organization_id {id} NOT NULL,
    id {id} NOT NULL,
    service_id {id} NOT NULL,
    -- A word of the list service_report_kinds.
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    received_at {time} NOT NULL,
    settled_at {time},
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, service_id) REFERENCES services (organization_id, id)
) {table};
CREATE INDEX service_reports_by_service ON service_reports (organization_id, service_id, received_at, id);

-- Where a postal code is, from a list that the organization brings.
CREATE TABLE postal_places (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    postal_code TEXT NOT NULL,
    name TEXT NOT NULL,
    latitude {real} NOT NULL,
    longitude {real} NOT NULL,
    PRIMARY KEY (organization_id, postal_code)
) {table};

-- A list that was read: looked over first, then brought in, and perhaps taken back.
CREATE TABLE directory_imports (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    id {id} NOT NULL,
    source TEXT NOT NULL,
    file_name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('checked', 'applied', 'undone')),
    -- How many records are new, changed, the same; and what is wrong, by file, line and field.
    counts {json} NOT NULL,
    problems {json} NOT NULL,
    created_at {time} NOT NULL,
    created_by {id},
    applied_at {time},
    undone_at {time},
    PRIMARY KEY (organization_id, id)
) {table};
CREATE INDEX directory_imports_by_time ON directory_imports (organization_id, created_at, id);

CREATE TABLE directory_import_rows (
    organization_id {id} NOT NULL,
    import_id {id} NOT NULL,
    position {int} NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('agency', 'location', 'service', 'service_at_location', 'taxonomy', 'term')),
    item_id {id} NOT NULL,
    name TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('new', 'changed', 'twin', 'edited_here')),
    -- The record that may be the same, and what was decided: '' not yet, 'take' bring it in, 'leave' do not.
    twin_id {id},
    decision TEXT NOT NULL,
    -- The HSDS record as the list has it, and as it was before it was brought in (none when it was new).
    incoming {json} NOT NULL,
    before {json},
    PRIMARY KEY (organization_id, import_id, position),
    FOREIGN KEY (organization_id, import_id) REFERENCES directory_imports (organization_id, id)
) {table};
CREATE INDEX directory_import_rows_to_decide ON directory_import_rows (organization_id, import_id, outcome, position);
