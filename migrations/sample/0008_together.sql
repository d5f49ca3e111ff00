-- A few rows of step 7: every later step must go over them.
INSERT INTO contact_responses VALUES ({id 1}, {id 20}, {id 21}, {id 6}, {id 3}, '[]', '2026-05-14T18:55:00.000000Z', {id 4}, 'Ana Morales', 'disagrees', 'I was not sure at all', '2026-05-14T18:57:00.000000Z', {id 4}, NULL, {id 10}, 1);
INSERT INTO contact_comments VALUES ({id 1}, {id 22}, {id 10}, {id 6}, 'disagreement', 'participant', 'It was my idea to go.', '2026-05-15T10:00:00.000000Z', {id 4}, 'Jordan');
INSERT INTO contact_hidings VALUES ({id 1}, {id 23}, {id 10}, {id 6}, 'preventing_harm', 'Names where somebody else lives now.', '2026-06-14', '2026-05-15T10:00:00.000000Z', {id 4}, 'Ana Morales', NULL, NULL, '');
