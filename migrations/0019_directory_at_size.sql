-- The directory at size: what was chosen stands in the indexes as bits, and lists come in piece by piece.

-- A search around a place that begins with a rare word goes from the service to where it is without reading its record.
CREATE INDEX service_at_locations_spots ON service_at_locations (organization_id, service_id, latitude, longitude);

-- Which bit a choice has (need, is, cost, access, language): given when the first service has it, and kept. Bit 0 is of every
-- service that is found.
CREATE TABLE facet_bits (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    facet TEXT NOT NULL,
    bit {int} NOT NULL CHECK (bit BETWEEN 1 AND 62),
    PRIMARY KEY (organization_id, facet)
) {table};
CREATE UNIQUE INDEX facet_bits_by_bit ON facet_bits (organization_id, bit);

-- Beside every facet and place of a service: the bits of its choices, and of the sixths of each day of the week in which it
-- may be open (bit 0 is Monday from midnight to four).
ALTER TABLE service_facets ADD COLUMN choices {int} NOT NULL DEFAULT 0;
ALTER TABLE service_facets ADD COLUMN hours {int} NOT NULL DEFAULT 0;
ALTER TABLE service_at_locations ADD COLUMN choices {int} NOT NULL DEFAULT 0;
ALTER TABLE service_at_locations ADD COLUMN hours {int} NOT NULL DEFAULT 0;

-- What is there already gets its bits. Hours in UTC are taken more widely than they will be once a service is put in order
-- again: this file does not know the zone.
INSERT INTO facet_bits (organization_id, facet, bit)
SELECT n.organization_id, n.facet, n.bit FROM (
    SELECT organization_id, facet, ROW_NUMBER() OVER (PARTITION BY organization_id ORDER BY facet) AS bit FROM facet_counts
    WHERE facet LIKE 'need:%' OR facet LIKE 'is:%' OR facet LIKE 'cost:%' OR facet LIKE 'access:%' OR facet LIKE 'language:%'
) n WHERE n.bit <= 62;
CREATE TABLE fits (organization_id {id} NOT NULL, service_id {id} NOT NULL, choices {int} NOT NULL, hours {int} NOT NULL,
    PRIMARY KEY (organization_id, service_id)) {table};
INSERT INTO fits (organization_id, service_id, choices, hours)
SELECT f.organization_id, f.service_id, 1 + CAST(COALESCE(SUM(CAST(1 AS BIGINT) << CAST(b.bit AS INTEGER)), 0) AS BIGINT), 0
FROM service_facets f LEFT JOIN facet_bits b ON b.organization_id = f.organization_id AND b.facet = f.facet
GROUP BY f.organization_id, f.service_id;
UPDATE fits SET hours = COALESCE((
    SELECT CAST(SUM(CAST(1 AS BIGINT) << CAST(o.part AS INTEGER)) AS BIGINT) FROM (
        SELECT DISTINCT (d.weekday - 1) * 6 + p.part AS part
        FROM service_hours h
        CROSS JOIN (SELECT 1 AS weekday UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5
            UNION ALL SELECT 6 UNION ALL SELECT 7) d
        CROSS JOIN (SELECT 0 AS part UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4
            UNION ALL SELECT 5) p
        WHERE h.organization_id = fits.organization_id AND h.service_id = fits.service_id
          AND ((h.basis = 'local' AND d.weekday = h.weekday AND h.opens_minute < (p.part + 1) * 240
                AND h.closes_minute > p.part * 240)
            OR (h.basis = 'utc' AND d.weekday IN (h.weekday, h.weekday % 7 + 1, (h.weekday + 5) % 7 + 1)))
    ) o), 0);
DROP INDEX service_facets_by_facet;
DROP INDEX service_at_locations_by_place;
UPDATE service_facets SET
    choices = (SELECT f.choices FROM fits f WHERE f.organization_id = service_facets.organization_id
        AND f.service_id = service_facets.service_id),
    hours = (SELECT f.hours FROM fits f WHERE f.organization_id = service_facets.organization_id
        AND f.service_id = service_facets.service_id);
UPDATE service_at_locations SET
    choices = COALESCE((SELECT f.choices FROM fits f WHERE f.organization_id = service_at_locations.organization_id
        AND f.service_id = service_at_locations.service_id), 0),
    hours = COALESCE((SELECT f.hours FROM fits f WHERE f.organization_id = service_at_locations.organization_id
        AND f.service_id = service_at_locations.service_id), 0);
DROP TABLE fits;
CREATE INDEX service_facets_by_facet ON service_facets (organization_id, facet, rank, sort_key, service_id, choices, hours);
CREATE INDEX service_at_locations_by_place ON service_at_locations (organization_id, latitude, longitude, service_id, choices,
    hours);

-- A list is kept as a file until it is in, and is worked on piece by piece: where the work stands, and who answers for it
-- until when. Silence beyond that means that it was stopped, and that it can be begun again.
ALTER TABLE directory_imports ADD COLUMN stage TEXT NOT NULL DEFAULT 'looked_at'
    CHECK (stage IN ('new', 'looking', 'looked_at', 'running', 'done', 'undoing', 'undone', 'failed'));
UPDATE directory_imports SET stage = CASE status WHEN 'applied' THEN 'done' WHEN 'undone' THEN 'undone' ELSE 'looked_at' END;
ALTER TABLE directory_imports DROP COLUMN status;
-- The files in the store: [{"id", "name"}], in the order in which they came.
ALTER TABLE directory_imports ADD COLUMN files {json} NOT NULL DEFAULT '[]';
ALTER TABLE directory_imports ADD COLUMN file_count {int} NOT NULL DEFAULT 0;
-- Of a plain list: its columns, some of what stands in them, and what each was said to be.
ALTER TABLE directory_imports ADD COLUMN plain {json};
ALTER TABLE directory_imports ADD COLUMN rows_total {int} NOT NULL DEFAULT 0;
ALTER TABLE directory_imports ADD COLUMN rows_done {int} NOT NULL DEFAULT 0;
ALTER TABLE directory_imports ADD COLUMN leased_until {time};
-- Why the work ended early.
ALTER TABLE directory_imports ADD COLUMN words TEXT NOT NULL DEFAULT '';

CREATE INDEX directory_imports_at_work ON directory_imports (organization_id, leased_until);
CREATE INDEX directory_imports_with_files ON directory_imports (created_at, id) WHERE file_count > 0;

-- What the columns of a plain list are, by their headings, kept under a name for next time.
CREATE TABLE directory_mappings (
    organization_id {id} NOT NULL REFERENCES organizations (organization_id),
    name TEXT NOT NULL,
    -- {"heading": "field"}
    fields {json} NOT NULL,
    saved_at {time} NOT NULL,
    saved_by {id},
    PRIMARY KEY (organization_id, name)
) {table};
CREATE INDEX directory_mappings_by_time ON directory_mappings (organization_id, saved_at, name);
