-- One row of everything in the directory.
INSERT INTO agencies VALUES ({id 1}, {id 80}, 'Mill Street Neighbors', 'mill street neighbors', '{}', '', '', '2026-05-10T18:00:00.000000Z', 1);
INSERT INTO services (organization_id, id, agency_id, agency_name, name, sort_key, status, alert, email, phone, place, schedules, record, source, source_hash, checked_by_name, failed_since_check, reports_open, updated_at, version)
VALUES ({id 1}, {id 81}, {id 80}, 'Mill Street Neighbors', 'Food pantry', 'food pantry', 'active', '', '', '555-0105', '', '[]', '{}', '', '', '', 0, 0, '2026-05-10T18:00:00.000000Z', 1);
INSERT INTO locations VALUES ({id 1}, {id 82}, 'Mill Street', 'mill street', 43.3, -76.4, '208 Mill Street', 'Fulton Falls', '13999', '{}', '', '', '2026-05-10T18:00:00.000000Z', 1);
INSERT INTO service_at_locations VALUES ({id 1}, {id 83}, {id 81}, {id 82}, 43.3, -76.4, '{}', '', '');
INSERT INTO service_hours VALUES ({id 1}, {id 81}, 1, 'local', 2, 600, 780);
INSERT INTO taxonomies VALUES ({id 1}, {id 84}, 'Needs', 'needs', '{}', '', '');
INSERT INTO taxonomy_terms VALUES ({id 1}, {id 85}, {id 84}, NULL, 'need:food', 'Food', 'food', '{}', '', '');
INSERT INTO service_facets VALUES ({id 1}, {id 81}, 'need:food', 0, 'food pantry');
INSERT INTO facet_counts VALUES ({id 1}, 'need:food', 1);
INSERT INTO directory_word_keys VALUES ({id 1}, 'w:pantry', 'pantry');
INSERT INTO directory_twins VALUES ({id 1}, 'food pantry|3155550105', {id 81});
INSERT INTO service_checks VALUES ({id 1}, {id 86}, {id 81}, '2026-05-10T18:00:00.000000Z', NULL, 'Ana', 'called', '', '{}', NULL);
INSERT INTO service_reports VALUES ({id 1}, {id 87}, {id 81}, 'phone', 'it ends in 6', '2026-05-11T18:00:00.000000Z', NULL);
INSERT INTO postal_places VALUES ({id 1}, '13999', 'Fulton Falls', 43.31, -76.42);
INSERT INTO directory_imports VALUES ({id 1}, {id 88}, 'county', 'list.json', 'checked', '{}', '[]', '2026-05-10T18:00:00.000000Z', NULL, NULL, NULL);
INSERT INTO directory_import_rows VALUES ({id 1}, {id 88}, 1, 'service', {id 81}, 'Food pantry', 'new', NULL, '', '{}', NULL);
