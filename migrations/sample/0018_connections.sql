-- A connection that did not work out, with what stood in the way.
INSERT INTO connections VALUES ({id 1}, {id 82}, {id 6}, NULL, NULL, 'Harbor Food Pantry', 'harbor food pantry', '555-0199', '', 'food', 'Groceries for one', {no}, 'rejected', '2026-05-10T18:00:00.000000Z', 'print', '2026-05-12T18:00:00.000000Z', {no}, 'not_eligible', '2026-05-12T18:00:00.000000Z', 'lives one street too far', {yes}, NULL, NULL, NULL, '2026-05-10T18:00:00.000000Z', {id 4}, 1);
INSERT INTO connection_acts VALUES ({id 1}, {id 83}, {id 82}, {id 6}, 'requested', 'print', {no}, '2026-05-10T18:00:00.000000Z', {id 4});
INSERT INTO barriers VALUES ({id 1}, {id 84}, {id 6}, {id 82}, 'harbor food pantry', 'rule', 'lives one street too far', '2026-05-12T18:00:00.000000Z', {id 4});
INSERT INTO service_results VALUES ({id 1}, 'harbor food pantry', 'Harbor Food Pantry', 1, 0, 1, 0);
