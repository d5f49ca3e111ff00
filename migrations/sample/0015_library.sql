-- One published item with all that hangs on it.
INSERT INTO library_items VALUES ({id 1}, {id 80}, 'published', 1, 1, {id 4}, '2026-11-14', 'Sleep when your head is loud', 'sleep when your head is loud', 'article', 'en', 1, 1, 0, '2026-05-14T18:00:00.000000Z', {id 4}, '2026-05-14T18:00:00.000000Z', NULL, 1);
INSERT INTO library_versions VALUES ({id 1}, {id 80}, 1, 'article', 'en', '["sleep"]', '["read"]', '["participants"]', 'Sleep when your head is loud', 'Small things to try.', 'Try one thing.', '', NULL, 4, 31, '', 'Open Door', 'cc_by', 'Jordan', '2026-05-14T18:00:00.000000Z', {id 4}, 'Ana Morales');
INSERT INTO library_reviews VALUES ({id 1}, {id 81}, {id 80}, 1, 'staff', 'ready', '', '2026-05-14T18:00:00.000000Z', {id 4}, 'Ana Morales');
INSERT INTO library_files VALUES ({id 1}, {id 82}, {id 80}, 'moon.png', 'image/png', 12, {bytes 00}, 'a moon', '2026-05-14T18:00:00.000000Z', {id 4}, NULL);
INSERT INTO library_shelf VALUES ({id 1}, {id 80}, 1, 'article', 'en', 'Sleep when your head is loud', 'sleep when your head is loud', 'Small things to try.', '["sleep"]', '["read"]', '["participants"]', 4, 1, '2026-05-14T18:00:00.000000Z');
INSERT INTO library_cells VALUES ({id 1}, '', '', '', '', {id 80}, 1);
INSERT INTO library_counts VALUES ({id 1}, '', '', '', '', 1);
INSERT INTO library_keys VALUES ({id 1}, 'word', 'sleep', {id 80});
INSERT INTO library_links VALUES ({id 1}, {id 80}, 'https://open-door.example/', NULL, '', '', 0);
INSERT INTO library_saved VALUES ({id 1}, {id 4}, {id 80}, '2026-05-14T18:00:00.000000Z');
INSERT INTO library_sends VALUES ({id 1}, {id 83}, {id 80}, {id 6}, 'thought of you', '2026-05-14T18:00:00.000000Z', {id 4}, 'Ana Morales', NULL, 'helped', '2026-05-15T18:00:00.000000Z');
INSERT INTO library_paths VALUES ({id 1}, {id 84}, 'Better nights', 'better nights', 'Three short reads.', 'en', '2026-05-14T18:00:00.000000Z', '2026-05-14T18:00:00.000000Z', {id 4}, NULL, 1);
INSERT INTO library_path_steps VALUES ({id 1}, {id 84}, {id 80}, 1);
INSERT INTO library_progress VALUES ({id 1}, {id 4}, {id 84}, {id 80}, '2026-05-14T18:00:00.000000Z');
