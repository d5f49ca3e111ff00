-- A plain list whose columns were matched, and the same match kept for next time.
INSERT INTO directory_imports (organization_id, id, source, file_name, counts, problems, created_at, stage, files, plain, rows_total, rows_done, words)
VALUES ({id 1}, {id 89}, 'county', 'list.csv', '{}', '[]', '2026-05-10T18:00:00.000000Z', 'new', '[]', '{"columns": ["Program"], "fields": {"0": "service"}}', 3, 0, '');
INSERT INTO directory_mappings VALUES ({id 1}, 'County list', '{"Program": "service"}', '2026-05-10T18:00:00.000000Z', NULL);
