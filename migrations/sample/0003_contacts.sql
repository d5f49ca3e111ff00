-- A few rows as they stood after step 3: every later step must go over them.
INSERT INTO organizations VALUES ({id 1}, 'Open Door', 'America/New_York', {no}, '2026-01-02T03:04:05.000000Z', 1);
INSERT INTO sites VALUES ({id 1}, {id 2}, 'Main house', '12 Harbor Street', '555-0100', NULL, 1);
INSERT INTO programs VALUES ({id 1}, {id 3}, {id 2}, 'Walking Together', 'one_on_one', 'outpatient', 'America/New_York', 40, 14, 48, 'all', 100, 'peer_narrative', 'generic.h0038', NULL, '2026-01-02T03:04:05.000000Z', 1);
INSERT INTO accounts VALUES ({id 1}, {id 4}, 'ana@example.org', 'ana@example.org', 'Ana Morales', 'ana morales', 'she/her', '', '', 'en', 'auto', NULL, NULL, NULL, {bytes 00}, '2026-01-02T03:04:05.000000Z', NULL, 1);
INSERT INTO memberships VALUES ({id 1}, {id 5}, {id 4}, {id 3}, 'peer_specialist', '2026-01-02T03:04:05.000000Z', NULL, NULL);
INSERT INTO participants VALUES ({id 1}, {id 6}, 'Jordan', '', NULL, 'jordan', 'they/them', '2004-02-29', 'en', {no}, 'a rough patch', '', NULL, NULL, NULL, 1, '2026-05-14T18:50:00.000000Z', '2026-01-02T03:04:05.000000Z', NULL, 1);
INSERT INTO participant_keys VALUES ({id 1}, 'name', 'jordan', {id 6});
INSERT INTO enrollments VALUES ({id 1}, {id 7}, {id 6}, {id 3}, 'active', 'here', 'jordan', '2026-01-09T15:00:00.000000Z', '2026-01-09T15:00:00.000000Z', {id 4}, 1);
INSERT INTO assignments VALUES ({id 1}, {id 8}, {id 6}, {id 3}, {id 4}, 'primary', '2026-01-09', NULL, NULL, '', NULL);
INSERT INTO goals VALUES ({id 1}, {id 9}, {id 6}, 'school', '', 'go back in the spring', '', 'active', '2026-01-20', '2026-04-20', NULL, '', NULL, 4, {id 4}, '2026-01-20T15:00:00.000000Z', 1);
INSERT INTO contacts VALUES ({id 1}, {id 10}, {id 3}, {id 6}, {id 4}, 'one_on_one', 'reached', '2026-05-14T18:05:00.000000Z', '2026-05-14T18:50:00.000000Z', 45, 'community', 'library', 'in_person', '[]', '[]', '[]', 'peer_narrative', 1, 'signed', 1, '2026-05-14T19:00:00.000000Z', {no}, {no}, '', '', 0, 3, 3, 'generic.h0038', 1, '[]', NULL);
INSERT INTO contact_versions VALUES ({id 1}, {id 10}, 1, '{"next": "text a friend about Saturday"}', 'still not sure', '{}', '2026-05-14T19:00:00.000000Z', {id 4}, 'Ana Morales');
INSERT INTO contact_goals VALUES ({id 1}, {id 10}, {id 9});
INSERT INTO promises VALUES ({id 1}, {id 11}, 'next_step', 'Bring the form on Thursday', {id 6}, {id 3}, {id 4}, NULL, NULL, '2026-05-21T17:00:00.000000Z', {no}, 'contact', {id 10}, '', 0, '2026-05-14T19:00:00.000000Z', {id 4}, NULL, '', NULL, NULL, NULL, NULL, NULL, '', 1);
