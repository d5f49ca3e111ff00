-- One row of everything in a participant's own plan and circle.
INSERT INTO plan_entries VALUES ({id 1}, {id 71}, {id 6}, 'good_day', 1, 'music on, tea first', '2026-05-10T18:00:00.000000Z', NULL);
INSERT INTO plan_tools VALUES ({id 1}, {id 72}, {id 6}, 'walk by the canal', 'with headphones', '2026-05-20', '2026-05-10T18:00:00.000000Z', NULL);
INSERT INTO plan_tool_tries VALUES ({id 1}, {id 73}, {id 72}, {id 6}, '2026-05-11', 'some', '', '2026-05-11T18:00:00.000000Z');
INSERT INTO plan_papers VALUES ({id 1}, {id 74}, {id 6}, 'health_care_proxy', 'Sam', '555-0199', '', 'in the blue folder', '', '', '2026-02-01', NULL, '2026-05-10T18:00:00.000000Z', NULL);
INSERT INTO plan_templates VALUES ({id 1}, {id 75}, 'Our own sheet', 'made here', 'sheet.pdf', 'application/pdf', 12, {bytes 00}, '2026-05-10T18:00:00.000000Z', NULL, NULL);
INSERT INTO circle_members VALUES ({id 1}, {id 76}, {id 6}, 'person', 'Sam', 'inner', 'listens', 'everything', NULL, NULL, '2026-05-10T18:00:00.000000Z', NULL, 1);
