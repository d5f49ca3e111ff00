-- Which index a question takes was guesswork: SQLite's planner had no figures, and walked an organization's late promises
-- to find one worker's. What it needs to know is how many rows there are in a table, and how many of them an index finds
-- for one value of its first column, of its first two, and so on (https://www.sqlite.org/fileformat2.html#stat1tab).
-- The figures are those of a made-up world of five organizations and a million contacts (docs/guide/measure.md), with
-- plausible ones where that world has no rows. They come with the schema and stay as they are, so that a small program
-- and a large one run the plans that the tests have looked at. A new index of these tables brings its own line.
-- PostgreSQL keeps such figures itself.

-- A supervisor's queue of second signatures, and the team's day, pass over other programs' rows without opening them.
DROP INDEX contacts_to_cosign_by_time;
CREATE INDEX contacts_to_cosign_by_time ON contacts (organization_id, signed_at, id, program_id)
    WHERE status = 'awaiting_cosign';
DROP INDEX promises_open_by_due;
CREATE INDEX promises_open_by_due ON promises (organization_id, due_at, id, program_id, owner_id, snoozed_until)
    WHERE closed_at IS NULL;
-- Only with every column that is asked for does an index answer by itself, and SQLite counts the one of its condition.
DROP INDEX promises_open_loads;
CREATE INDEX promises_open_loads
    ON promises (organization_id, program_id, owner_id, due_at, snoozed_until, participant_id, closed_at)
    WHERE closed_at IS NULL;

-- only sqlite
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('participants', 'participants_by_merge', '200 40 1'),
    ('participants', 'participants_by_name', '20000 4000 2 1'),
    ('participants', 'sqlite_autoindex_participants_1', '20000 4000 1'),
    ('participant_keys', 'participant_keys', '427440 85488 17098 3 1'),
    ('participant_keys', 'participant_keys_by_participant', '427440 85488 22'),
    ('enrollments', 'enrollments_by_participant', '20000 4000 1 1'),
    ('enrollments', 'enrollments_by_standing', '20000 4000 313 157 1 1'),
    ('enrollments', 'enrollments_by_status', '20000 4000 313 157 1 1'),
    ('enrollments', 'enrollments_without_peer', '500 100 8 2 1'),
    ('enrollments', 'sqlite_autoindex_enrollments_1', '20000 4000 1'),
    ('assignments', 'assignments_by_account', '9150 1830 12 1'),
    ('assignments', 'assignments_by_participant', '20000 4000 1'),
    ('assignments', 'assignments_one_primary', '9150 1830 1 1'),
    ('assignments', 'assignments_open_by_participant', '9150 1830 1 1'),
    ('assignments', 'sqlite_autoindex_assignments_1', '20000 4000 1'),
    ('contacts', 'contacts_by_author', '1026032 205207 1235 1 1'),
    ('contacts', 'contacts_by_draft', '1000000 200000 1'),
    ('contacts', 'contacts_by_participant', '1026032 205207 52 1 1'),
    ('contacts', 'contacts_by_participant_kind', '1026032 205207 52 9 1 1'),
    ('contacts', 'contacts_by_participant_signed', '1026032 205207 52 1'),
    ('contacts', 'contacts_by_program', '1026032 205207 16032 1 1'),
    ('contacts', 'contacts_to_cosign', '1532 307 46 1'),
    ('contacts', 'contacts_to_cosign_by_time', '1532 307 1 1 1'),
    ('contacts', 'sqlite_autoindex_contacts_1', '1026032 205207 1'),
    ('contact_versions', 'sqlite_autoindex_contact_versions_1', '1026032 205207 1 1'),
    ('contact_acts', 'contact_acts_by_contact', '1075303 215061 1 1'),
    ('contact_acts', 'sqlite_autoindex_contact_acts_1', '1075303 215061 1'),
    ('contact_goals', 'contact_goals', '299590 59918 1 1'),
    ('contact_goals', 'contact_goals_by_goal', '299590 59918 11'),
    ('contact_steps', 'contact_steps_by_contact', '253972 50795 1 1'),
    ('contact_steps', 'contact_steps_by_participant', '253972 50795 13'),
    ('contact_steps', 'sqlite_autoindex_contact_steps_1', '253972 50795 1'),
    ('goals', 'goals_by_participant', '29997 6000 3 2'),
    ('goals', 'sqlite_autoindex_goals_1', '29997 6000 1'),
    ('goal_steps', 'goal_steps_by_goal', '30024 6005 2'),
    ('goal_steps', 'goal_steps_by_participant', '30024 6005 3'),
    ('goal_steps', 'sqlite_autoindex_goal_steps_1', '30024 6005 1'),
    ('goal_ratings', 'goal_ratings_by_goal', '29997 6000 1 1'),
    ('goal_ratings', 'goal_ratings_by_participant', '29997 6000 3'),
    ('goal_ratings', 'sqlite_autoindex_goal_ratings_1', '29997 6000 1'),
    ('promises', 'promises_by_evidence', '272513 54503 1'),
    ('promises', 'promises_by_origin', '294452 58891 1'),
    ('promises', 'promises_by_participant', '294452 58891 15 1'),
    ('promises', 'promises_of_desk_open', '200 40 2 1'),
    ('promises', 'promises_open_by_due', '21939 4388 11 1 1 1 1'),
    ('promises', 'promises_open_by_origin', '21939 4388 1 1'),
    ('promises', 'promises_open_by_owner', '21939 4388 26 2 1'),
    ('promises', 'promises_open_by_participant', '21939 4388 3 2 1'),
    ('promises', 'promises_open_by_program', '21939 4388 343 3'),
    ('promises', 'promises_open_loads', '21939 4388 343 26 2 2 2 2'),
    ('promises', 'sqlite_autoindex_promises_1', '294452 58891 1'),
    ('audit_entries', 'audit_by_account', '1219134 243827 1408 1'),
    ('audit_entries', 'audit_by_action', '1219134 243827 64165 1'),
    ('audit_entries', 'audit_by_participant', '1219134 243827 61 1'),
    ('audit_entries', 'audit_by_time', '1219134 243827 2 1'),
    ('audit_entries', 'sqlite_autoindex_audit_entries_1', '1219134 243827 1'),
    ('drafts', 'drafts_by_place', '200 40 4 1'),
    ('drafts', 'drafts_open', '800 160 4 1 1'),
    ('drafts', 'sqlite_autoindex_drafts_1', '1000000 200000 1'),
    ('draft_entries', 'draft_entries_by_version', '4000000 800000 5 1'),
    ('draft_entries', 'sqlite_autoindex_draft_entries_1', '4000000 800000 5 5 1'),
    ('memberships', 'memberships_by_account', '1175 235 1'),
    ('memberships', 'memberships_by_program', '1175 235 18'),
    ('memberships', 'sqlite_autoindex_memberships_1', '1175 235 1'),
    ('accounts', 'accounts_by_email', '1175 235 1'),
    ('accounts', 'accounts_by_email_anywhere', '1175 1'),
    ('accounts', 'sqlite_autoindex_accounts_1', '1175 235 1'),
    ('account_people', 'account_people_by_participant', '8000 1600 1'),
    ('account_people', 'sqlite_autoindex_account_people_1', '8000 1600 1 1'),
    ('programs', 'sqlite_autoindex_programs_1', '64 13 1'),
    ('referrals', 'referrals_by_participant', '20000 4000 1'),
    ('referrals', 'referrals_by_time', '20000 4000 313 2'),
    ('referrals', 'referrals_open', '200 40 4 1'),
    ('referrals', 'referrals_open_by_time', '200 40 2 1'),
    ('referrals', 'sqlite_autoindex_referrals_1', '20000 4000 1'),
    ('status_changes', 'sqlite_autoindex_status_changes_1', '70850 14170 1'),
    ('status_changes', 'status_changes_by_enrollment', '70850 14170 4'),
    ('status_changes', 'status_changes_by_participant', '70850 14170 4 1'),
    ('channels', 'channels_by_participant', '20000 4000 1'),
    ('channels', 'sqlite_autoindex_channels_1', '20000 4000 1'),
    ('sessions', 'sessions_by_account', '2000 400 2 1'),
    ('sessions', 'sessions_by_token', '2000 400 1'),
    ('sessions', 'sqlite_autoindex_sessions_1', '2000 400 1');
ANALYZE sqlite_schema;
-- end
