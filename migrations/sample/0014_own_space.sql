-- A few words that were read and answered.
INSERT INTO own_messages VALUES ({id 1}, {id 80}, {id 6}, {id 3}, 'I saved you a seat for Thursday.', '2026-05-15T15:00:00.000000Z', {id 4}, 'Ana Morales', '2026-05-15T16:00:00.000000Z', NULL, 'Thank you, I come.', '2026-05-15T16:01:00.000000Z', NULL, NULL);
INSERT INTO own_closures VALUES ({id 1}, {id 81}, {id 6}, {id 4}, {id 71}, {no}, '[]', '2026-05-16T15:00:00.000000Z', {id 4}, NULL);
