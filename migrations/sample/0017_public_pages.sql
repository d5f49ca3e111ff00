-- One row of everything that an organization shows to everybody.
INSERT INTO public_faces VALUES ({id 1}, 'Open Door', '#0f5c5c', {id 77}, 'image/png', 'An open door', 'US-NY', '12 Harbor Street', '555-0100', 'hello@open-door.example', 1);
INSERT INTO public_texts VALUES ({id 1}, 'en', 'We walk with you.', 'We are peers.');
INSERT INTO partners VALUES ({id 1}, {id 78}, 'Tenants Union', 'tenants union', 'Housing', 'https://tenants.example', '2026-05-10T18:00:00.000000Z', NULL);
INSERT INTO help_lines VALUES ({id 1}, {id 79}, 'Harbor warm line', 'Peers answer', '555-0142', '', '', '', '2026-05-14', {id 4}, '2026-05-14T18:00:00.000000Z', NULL, 1);
INSERT INTO help_line_marks VALUES ({id 1}, 'us.nami', {yes}, '2026-05-14', {id 4});
INSERT INTO gatherings VALUES ({id 1}, {id 80}, 'Tea and talk', 'We sit.', 'Everybody', 'Just come', 'Main house', '', 'English', NULL, 'America/New_York', '2026-05-19', '18:00', 90, 'FREQ=WEEKLY;INTERVAL=1;BYDAY=TU', NULL, {yes}, '2026-05-14T18:00:00.000000Z', {id 4}, '2026-05-14T18:00:00.000000Z', NULL, 1);
INSERT INTO gathering_changes VALUES ({id 1}, {id 81}, {id 80}, '2026-05-26', 'cancelled', 'The house is painted', NULL, '', '', '2026-05-14T18:00:00.000000Z', {id 4});
