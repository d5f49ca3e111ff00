-- A person who asked for a copy, a hold, and a letter that went to the wrong door.
INSERT INTO record_requests VALUES ({id 1}, {id 50}, {id 6}, 'copy', 'all of it, on paper', '', NULL, 'checked', {no}, '2026-05-15T15:00:00.000000Z', {id 4}, '2026-06-15T03:59:59.000000Z', 'rights.copy', NULL, 'signed_in', NULL, NULL, '', '', '', 1);
INSERT INTO request_acts VALUES ({id 1}, {id 51}, {id 50}, 'received', '', '2026-05-15T15:00:00.000000Z', {id 4}, 'Jordan');
INSERT INTO legal_holds VALUES ({id 1}, {id 52}, {id 6}, 'County court', 'an open case', '2026-05-15T15:00:00.000000Z', {id 4}, NULL, NULL, '');
INSERT INTO breaches VALUES ({id 1}, {id 53}, 'A letter went to the wrong door.', '2026-05-14', '2026-05-15T15:00:00.000000Z', 1, {yes}, '', '', '', '', NULL, NULL, NULL, NULL, '', '2026-05-15T15:00:00.000000Z', {id 4}, 1);
INSERT INTO breach_people VALUES ({id 1}, {id 53}, {id 6}, '2026-05-15T15:00:00.000000Z');
INSERT INTO breach_duties VALUES ({id 1}, {id 54}, {id 53}, 'breach.assess', '2026-05-22T15:00:00.000000Z', NULL, NULL, '', NULL);
