//! The tables that are filled, and the columns of each in the order of their rows.

use kit::db::bulk::Sheet;

macro_rules! sheets {
    ($($name:ident: $table:literal, $columns:literal;)+) => {
        $(pub const $name: Sheet = Sheet { table: $table, columns: $columns };)+
        /// Every table that is filled in bulk.
        pub const ALL: &[Sheet] = &[$($name),+];
    };
}

sheets! {
    ORGANIZATIONS: "organizations", "organization_id, name, time_zone, is_demo, created_at, version, public_host";
    SITES: "sites", "organization_id, id, name, address, phone, version";
    PROGRAMS: "programs", "organization_id, id, site_id, name, kind, setting, time_zone, capacity, rapid_access_days, sign_within_hours, cosign, cosign_percent, note_template, payer_rule, created_at, version";
    ACCOUNTS: "accounts", "organization_id, id, email, email_folded, name, sort_key, pronouns, phone, about, language, theme, password_hash, draft_key, created_at, version";
    MEMBERSHIPS: "memberships", "organization_id, id, account_id, program_id, role, starts_at";
    AUDIT_ENTRIES: "audit_entries", "organization_id, sequence, at, account_id, acting_as, participant_id, action, record_kind, record_id, why, details, address, request_id, hash";
    AUDIT_HEADS: "audit_heads", "organization_id, sequence, hash";
    PARTICIPANTS: "participants", "organization_id, id, name_to_use, nicknames, sort_key, pronouns, birth_date, language, needs_interpreter, own_words, about, contacts_count, last_contact_at, created_at, created_by, version";
    ACCOUNT_PEOPLE: "account_people", "organization_id, account_id, participant_id, created_at";
    PARTICIPANT_KEYS: "participant_keys", "organization_id, kind, key, participant_id";
    CHANNELS: "channels", "organization_id, id, participant_id, kind, value, is_agreed, may_leave_message, note, position";
    ENROLLMENTS: "enrollments", "organization_id, id, participant_id, program_id, status, standing, sort_key, status_since, first_enrolled_at, primary_account_id, version";
    STATUS_CHANGES: "status_changes", "organization_id, id, enrollment_id, participant_id, from_status, to_status, at, reason, words, own_view, changed_by";
    ASSIGNMENTS: "assignments", "organization_id, id, participant_id, program_id, account_id, kind, starts_on, ends_on, ended_at, reason, created_by";
    REFERRALS: "referrals", "organization_id, id, participant_id, program_id, received_at, source, source_name, source_contact, reason, own_view, first_attempt_at, first_contact_at, first_in_person_at, attempts_count, outcome, outcome_at, outcome_words, referred_to, created_by, version";
    GOALS: "goals", "organization_id, id, participant_id, domain, own_domain, words, why, status, started_on, review_on, ended_at, ending_words, latest_rating, created_by, created_at, version, program_id";
    GOAL_STEPS: "goal_steps", "organization_id, id, goal_id, participant_id, words, owner, owner_name, due_on, done_at, position, version";
    GOAL_RATINGS: "goal_ratings", "organization_id, id, goal_id, participant_id, rating, words, rated_on, recorded_by";
    PROMISES: "promises", "organization_id, id, kind, words, participant_id, program_id, owner_id, due_at, has_time, origin_kind, origin_id, rule, rule_version, opened_at, opened_by, snooze_words, closed_at, closed_by, closing, evidence_kind, evidence_id, evidence_words, version";
    CONTACTS: "contacts", "organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at, ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version, status, version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, units, units_ready, unit_rule, unit_rule_version, holds";
    CONTACT_VERSIONS: "contact_versions", "organization_id, contact_id, version, sections, participant_words, facts, signed_at, signed_by, signed_name";
    CONTACT_ACTS: "contact_acts", "organization_id, id, contact_id, version, act, words, at, account_id, account_name";
    CONTACT_STEPS: "contact_steps", "organization_id, id, contact_id, version, participant_id, words, owner, due_on, position";
    CONTACT_GOALS: "contact_goals", "organization_id, contact_id, goal_id";
}
