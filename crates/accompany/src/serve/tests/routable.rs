//! Every statement on an organization's tables can be sent to the one machine that has the organization: on a copy of the
//! schema in which each table is split by organization, its plan reads one part of each table that it names.
//!
//! This stands in for Citus, which Debian does not have (docs/guide/scale.md). What is left are statements over all
//! organizations, each with its reason.

use kit::{
    db::{Db, DbError, Statement, Tenant, Tx},
    testing::{on_postgres, postgres_server},
};
use serde_json::Value;

const TOKEN: &str = "found by a token or an address alone, which then tells the organization";
const CHORE: &str = "a chore or a command goes over all organizations";

/// Files whose statements are not about one organization, the tables that they read, and why.
const OVER_ALL: &[(&str, &[&str], &str)] = &[
    ("ground/src/sign_in/store.rs", &["accounts"], TOKEN),
    ("ground/src/sign_in/passkey.rs", &["passkeys"], TOKEN),
    ("own/src/joining/store.rs", &["participants"], TOKEN),
    ("community/src/connections/reading.rs", &["connections"], TOKEN),
    ("ground/src/organizations/organization.rs", &["organizations"], CHORE),
    ("ground/src/promises/look.rs", &["organizations"], CHORE),
    ("care/src/calls/look.rs", &["organizations"], CHORE),
    ("ground/src/mail/store.rs", &["mail_ledger"], CHORE),
    ("care/src/moving/store.rs", &["imports"], CHORE),
    ("care/src/participants/photo.rs", &["attachments"], CHORE),
    ("community/src/directory/importing/store.rs", &["directory_imports"], CHORE),
    ("community/src/library/store/links.rs", &["library_links"], CHORE),
    ("accompany/src/commands/", &["attachments", "imports", "organizations", "participants"], CHORE),
    ("accompany/src/serve/health.rs", &["mail_ledger"], CHORE),
    ("accompany/src/demo/load.rs", &["organizations"], CHORE),
];

/// Splits a copy of every table whose key begins with the organization, and answers how many. A few tables are found by a
/// token alone, before the organization is known (`links`, `exchanges`), or belong to none (`jobs`): they stay whole.
fn split(tx: &mut Tx<'_>) -> Result<usize, DbError> {
    let keyed = "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
                 JOIN pg_index x ON x.indrelid = c.oid AND x.indisprimary AND a.attnum = ANY (x.indkey::int[])
                 WHERE n.nspname = 'public' ORDER BY 1";
    let tables = texts(tx, keyed)?;
    tx.run_text("CREATE SCHEMA split", &[])?;
    for table in &tables {
        let whole = format!(
            "CREATE TABLE split.{table} (LIKE public.{table} INCLUDING ALL EXCLUDING INDEXES)
             PARTITION BY HASH (organization_id)"
        );
        tx.run_text(&whole, &[])?;
        for part in 0..2 {
            let text = format!(
                "CREATE TABLE split.{table}_part{part} PARTITION OF split.{table}
                 FOR VALUES WITH (MODULUS 2, REMAINDER {part})"
            );
            tx.run_text(&text, &[])?;
        }
        // What is one of a kind over all organizations is so by chance (digests of tokens), or belongs to a small table
        // that every machine would have (the names of hosts).
        let indexes = format!(
            "SELECT pg_get_indexdef(x.indexrelid) FROM pg_index x
             JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attname = 'organization_id'
             WHERE x.indrelid = 'public.{table}'::regclass AND (NOT x.indisunique OR a.attnum = ANY (x.indkey::int[]))"
        );
        for index in texts(tx, &indexes)? {
            tx.run_text(&index.replacen(" ON public.", " ON split.", 1), &[])?;
        }
    }
    Ok(tables.len())
}

fn texts(tx: &mut Tx<'_>, text: &str) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    tx.each_of_text(text, &[], |row| {
        found.push(row.get()?);
        Ok(true)
    })?;
    Ok(found)
}

/// A literal of a parameter's type. Every id is the organization's.
fn literal(kind: &str) -> &'static str {
    match kind {
        "uuid" => "'018f0000-0000-7000-8000-000000000001'",
        "bigint" | "integer" | "smallint" | "numeric" | "double precision" => "1",
        "boolean" => "true",
        "timestamp with time zone" => "'2026-05-14T18:00:00Z'",
        "date" => "'2026-05-14'",
        "jsonb" | "json" => "'{}'",
        "bytea" => "'\\x00'",
        _ => "'x'",
    }
}

/// The plan for one organization.
fn plan(tx: &mut Tx<'_>, statement: &Statement) -> Result<Value, DbError> {
    tx.run_text("SET LOCAL search_path = split, public; SET LOCAL plan_cache_mode = force_custom_plan", &[])?;
    tx.run_text(&format!("PREPARE routed AS {}", statement.text()), &[])?;
    let mut values = Vec::new();
    let kinds =
        "SELECT kind::text FROM pg_prepared_statements p, unnest(p.parameter_types) WITH ORDINALITY k(kind, place)
                 WHERE p.name = 'routed' ORDER BY place";
    tx.each_of_text(kinds, &[], |row| {
        values.push(literal(&row.get::<String>()?));
        Ok(true)
    })?;
    let values = if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
    let mut plan = Value::Null;
    tx.each_of_text(&format!("EXPLAIN (FORMAT JSON, COSTS OFF) EXECUTE routed{values}"), &[], |row| {
        plan = row.get()?;
        Ok(false)
    })?;
    tx.run_text("DEALLOCATE routed", &[])?;
    Ok(plan)
}

/// The scans of parts that hold other organizations too: neither the only part of their table, nor held to one
/// organization by their own condition.
fn strays(plan: &Value) -> Vec<String> {
    let mut scans = Vec::new();
    gather(plan, &mut scans);
    let table = |name: &str| name.rsplit_once("_part").map_or_else(|| name.to_owned(), |(table, _)| table.to_owned());
    let is_stray = |(name, is_held): &&(String, bool)| {
        let others = scans.iter().filter(|(other, _)| table(other) == table(name) && other != name);
        !is_held && others.count() > 0
    };
    let mut names: Vec<String> = scans.iter().filter(is_stray).map(|(name, _)| table(name)).collect();
    names.sort();
    names.dedup();
    names
}

/// Every scan of a part, and whether its own condition names the organization.
fn gather(node: &Value, scans: &mut Vec<(String, bool)>) {
    match node {
        Value::Array(nodes) => nodes.iter().for_each(|node| gather(node, scans)),
        Value::Object(fields) => {
            if let Some(name) =
                fields.get("Relation Name").and_then(Value::as_str).filter(|name| name.contains("_part"))
            {
                let conditions = fields.iter().filter(|(key, _)| key.ends_with("Cond") || *key == "Filter");
                let is_held =
                    conditions.filter_map(|(_, text)| text.as_str()).any(|text| text.contains("organization_id = "));
                scans.push((name.to_owned(), is_held));
            }
            fields.values().for_each(|field| gather(field, scans));
        }
        _ => {}
    }
}

/// What a statement reads of other organizations although it is not said to, or why it has no plan.
fn stray(db: &Db, statement: &'static Statement) -> Option<String> {
    let planned = db.write_now(Tenant::System, move |tx| plan(tx, statement));
    match planned {
        Ok(plan) => {
            let place = statement.place();
            let is_expected =
                |table: &str| OVER_ALL.iter().any(|(file, tables, _)| place.contains(file) && tables.contains(&table));
            let strays: Vec<String> = strays(&plan).into_iter().filter(|table| !is_expected(table)).collect();
            (!strays.is_empty()).then(|| format!("{} reads {}", statement.place(), strays.join(", ")))
        }
        Err(error) => Some(format!("{}: {error}", statement.place())),
    }
}

#[test]
fn every_statement_can_be_sent_to_the_machine_of_its_organization() {
    let Some(server) = postgres_server() else { return };
    let on = on_postgres(&server, &ground::schema::steps().unwrap());
    let count = on.db.write_now(Tenant::System, split).unwrap();
    assert!(count > 50, "the tables are split: {count}");
    let own = Statement::all().filter(|statement| !statement.place().contains("tests"));
    let found: Vec<String> = own.filter_map(|one| stray(&on.db, one)).collect();
    assert!(found.is_empty(), "name the organization in each:\n{}", found.join("\n"));
}

#[test]
fn a_statement_over_all_organizations_is_told_from_one_of_its_own() {
    let Some(server) = postgres_server() else { return };
    let on = on_postgres(&server, &ground::schema::steps().unwrap());
    on.db.write_now(Tenant::System, split).unwrap();
    let own = kit::sql!("SELECT name FROM programs WHERE organization_id = $1 ORDER BY name LIMIT 10");
    assert_eq!(stray(&on.db, own), None);
    let all = kit::sql!("SELECT name FROM programs WHERE id = $1 ORDER BY name LIMIT 10");
    assert!(stray(&on.db, all).unwrap().contains("reads programs"));
}
