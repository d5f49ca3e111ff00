-- A row of each table that this step made.
INSERT INTO supporters (organization_id, id, participant_id, name, relationship, phone, email, may_know, note, created_at, version, account_id) VALUES ({id 1}, {id 71}, {id 6}, 'Rae', 'friend', '', '', '[]', '', '2026-05-15T15:00:00.000000Z', 1, NULL);
INSERT INTO own_invitations VALUES ({id 1}, {id 72}, {id 6}, {id 71}, {id 3}, {bytes 00}, '[["goal", "x"]]', '2026-08-15T15:00:00.000000Z', '2026-05-15T15:00:00.000000Z', {id 4}, '2026-05-29T15:00:00.000000Z', NULL, NULL, NULL);
