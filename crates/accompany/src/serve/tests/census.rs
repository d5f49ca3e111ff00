//! Every SQL text that is linked into the program is understood by both engines.

use kit::{
    db::{Db, DbError, Pooler, Server, Statement, Tenant},
    testing::{PgBouncer, both, on_postgres, postgres_server, sqlite},
};

/// Tables whose rows grow with the people and with the years. The others hold staff, programs and settings.
const GROWING: &[&str] = &[
    "assignments",
    "attachments",
    "audit_entries",
    "barriers",
    "channels",
    "circle_members",
    "connection_acts",
    "connections",
    "contact_acts",
    "contact_addenda",
    "contact_comments",
    "contact_goals",
    "contact_hidings",
    "contact_responses",
    "contact_steps",
    "contact_versions",
    "contacts",
    "agencies",
    "demographics",
    "directory_import_rows",
    "directory_imports",
    "directory_mappings",
    "directory_twins",
    "directory_word_keys",
    "facet_bits",
    "facet_counts",
    "locations",
    "postal_places",
    "service_at_locations",
    "service_checks",
    "service_facets",
    "service_hours",
    "service_reports",
    "services",
    "taxonomy_terms",
    "draft_entries",
    "drafts",
    "enrollments",
    "goal_history",
    "goal_ratings",
    "goal_steps",
    "goals",
    "import_rows",
    "library_cells",
    "library_items",
    "library_keys",
    "library_progress",
    "library_saved",
    "library_sends",
    "library_shelf",
    "library_versions",
    "mail_ledger",
    "own_messages",
    "participant_keys",
    "participants",
    "plan_entries",
    "plan_papers",
    "plan_tool_tries",
    "plan_tools",
    "promises",
    "public_referrals",
    "referral_attempts",
    "referrals",
    "sessions",
    "status_changes",
    "supporters",
];

/// Statements that walk a whole table because that is what they are for, by their place or by the step of their plan; each
/// with its reason.
const READS_ALL: &[(&str, &str)] = &[
    ("contact_addenda_by_contact (organization_id=?)", "an export of a program takes every addition out"),
    ("directory/export.rs", "an export takes everything out"),
    ("audit/store.rs", "verify walks the chain from its start"),
    ("commands/verify.rs", "verify looks at every record"),
    ("directory/desk.rs", "reads one page in the order of its index, what was never checked first"),
    ("promises/look.rs", "a chore goes over everybody's standing, some at a time"),
    ("retention/store.rs", "the purge report goes over everybody who has left"),
    ("retention/purge.rs", "a purge goes over all that is about one person, by hand and once"),
    ("tests.rs", "a test counts what is there"),
    ("tests/", "a test counts what is there"),
];

#[test]
fn every_statement_is_understood_by_both_engines() {
    both(&ground::schema::steps().unwrap(), |on| {
        for statement in Statement::all() {
            let checked = on.db.read_now(Tenant::System, |tx| tx.check(statement).map_err(|error: DbError| error));
            assert!(checked.is_ok(), "on {}, {}: {checked:?}", on.engine, statement.place());
        }
    });
    assert!(Statement::all().count() > 20, "statements are linked in");
}

/// In transaction mode nothing can be prepared first: the server must find the type of every value by itself.
#[test]
fn every_statement_is_understood_through_a_pooler() {
    let Some(server) = postgres_server() else { return };
    let on = on_postgres(&server, &ground::schema::steps().unwrap());
    let pooler = PgBouncer::start(&server, 1);
    let url = pooler.url(on.database().unwrap());
    let db = Db::open_server(&Server { url, connections: 2, pooler: Pooler::Transaction, replica_url: None }).unwrap();
    for statement in Statement::all() {
        let checked = db.read_now(Tenant::System, |tx| tx.check(statement).map_err(|error: DbError| error));
        assert!(checked.is_ok(), "{}: {checked:?}", statement.place());
    }
}

#[test]
fn no_statement_walks_a_table_that_grows() {
    let on = sqlite(&ground::schema::steps().unwrap());
    let mut walks = Vec::new();
    for statement in Statement::all() {
        // The few statements that only PostgreSQL understands have no plan here; the test above covers them.
        let plan = on.db.read_now(Tenant::System, |tx| tx.plan(statement).map_err(|error: DbError| error));
        let walked = plan.unwrap_or_default().into_iter().filter(|step| walks_all(step, statement.text()));
        let walked = walked.map(|step| format!("{}: {step}", statement.place()));
        walks.extend(walked.filter(|walk| !READS_ALL.iter().any(|(expected, _)| walk.contains(expected))));
    }
    assert!(walks.is_empty(), "give each an index, in the order of its list:\n{}", walks.join("\n"));
}

/// Whether a step of a plan reads every row of a growing table, or every row of an organization in it.
fn walks_all(step: &str, text: &str) -> bool {
    let mut words = step.split_whitespace();
    let (how, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    // An index of what is open alone does not grow with history.
    let is_of_open = ["_open", "_to_cosign", "mail_waiting"].iter().any(|part| step.contains(part));
    let is_walk = !is_of_open && (how == "SCAN" || (how == "SEARCH" && step.ends_with("(organization_id=?)")));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_growing = |table: &&str| *table == name || names(&text, table, name);
    is_walk && GROWING.iter().any(is_growing)
}

/// Whether the text calls the table by this other name.
fn names(text: &str, table: &str, name: &str) -> bool {
    ["FROM", "JOIN"].iter().any(|word| {
        let called = format!("{word} {table} {name}");
        text.match_indices(&called).any(|(at, _)| !text[at + called.len()..].starts_with(|c: char| c.is_alphanumeric()))
    })
}

#[test]
fn a_walk_is_told_from_a_look_up() {
    let text = "SELECT 1 FROM contacts c JOIN programs g ON g.id = c.program_id";
    assert!(walks_all("SCAN c", text));
    assert!(walks_all("SEARCH c USING INDEX contacts_by_participant (organization_id=?)", text));
    assert!(!walks_all("SEARCH c USING INDEX contacts_by_participant (organization_id=? AND participant_id=?)", text));
    assert!(!walks_all("SCAN g", text));
}
