#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use ground::{
    access::Scope,
    audit::{self, Action, Entry},
    ids::{ParticipantId, RecordId},
    rules::matrix::Permission,
    testing::Cast,
};
use jiff::{Timestamp, tz::TimeZone};
use kit::{
    db::{DbError, Tx, catalog},
    sql,
    testing::TestDb,
};
use serde_json::json;

use super::*;
use ground::testing::{attempt, on_both, read, write};

/// A word that nothing else has.
const MARK: &str = "Quillfeather";

fn long_ago() -> Timestamp {
    "2015-03-10T15:00:00Z".parse().unwrap()
}

fn ruth(cast: &Cast) -> Scope {
    cast.scope("ruth", ManagePrivacy)
}

fn purges(on: &TestDb, cast: &Cast, typed: &'static str) -> Result<PurgeId, NotPurged> {
    let jordan = cast.jordan;
    attempt(on, &ruth(cast), move |tx, scope| purge(tx, scope, jordan, typed, &TimeZone::UTC))
}

/// Jordan left eleven years ago, and everything about them has a word that nothing else has.
fn jordan_left(on: &TestDb, cast: &Cast) {
    let (here, jordan, program) = (cast.organization, cast.jordan, cast.program);
    let (ana, own, at) = (cast.account("ana"), cast.account("jordan"), cast.clock.moment());
    cast.write(&on.db, move |tx| {
        let then = &long_ago();
        tx.run(
            sql!(
                "UPDATE enrollments SET status = 'closed', standing = 'past', status_since = $3
                 WHERE organization_id = $1 AND participant_id = $2"
            ),
            &[&here, &jordan, then],
        )?;
        tx.run(
            sql!(
                "UPDATE participants SET name_to_use = $3, legal_name = $3, own_words = $3, about = $3, last_contact_at = $4
                 WHERE organization_id = $1 AND id = $2"
            ),
            &[&here, &jordan, &MARK, then],
        )?;
        tx.run(
            sql!("UPDATE accounts SET name = $3, email = $4, email_folded = $4 WHERE organization_id = $1 AND id = $2"),
            &[&here, &own, &MARK, &format!("{MARK}@example.org")],
        )?;
        let (contact, goal, draft): (RecordId, RecordId, RecordId) = (at.id(), at.id(), at.id());
        notes(tx, cast_of(here, jordan, program, ana), contact, &at)?;
        tx.run(
            sql!(
                "INSERT INTO goals (organization_id, id, participant_id, domain, own_domain, words, why, status, started_on,
                    ending_words, created_at, version) VALUES ($1, $2, $3, 'school', '', $4, $4, 'done', $5, $4, $6, 1)"
            ),
            &[&here, &goal, &jordan, &MARK, &jiff::civil::date(2015, 1, 2), then],
        )?;
        tx.run(
            sql!("INSERT INTO contact_goals (organization_id, contact_id, goal_id) VALUES ($1, $2, $3)"),
            &[&here, &contact, &goal],
        )?;
        tx.run(
            sql!(
                "INSERT INTO drafts (organization_id, id, account_id, kind, participant_id, fields, stamps, version,
                    created_at, saved_at) VALUES ($1, $2, $3, 'contacts', $4, $5, $6, 1, $7, $7)"
            ),
            &[&here, &draft, &ana, &jordan, &json!({"together": MARK}), &json!({}), then],
        )?;
        tx.run(
            sql!(
                "INSERT INTO draft_entries (organization_id, draft_id, client, sequence, base, version, at, fields)
                 VALUES ($1, $2, $3, 1, 0, 1, $4, $5)"
            ),
            &[&here, &draft, &at.id::<RecordId>(), then, &json!({"together": MARK})],
        )?;
        tx.run(
            sql!(
                "INSERT INTO attachments (organization_id, id, draft_id, file_name, content_type, size_bytes, sha256, words,
                    created_at, created_by) VALUES ($1, $2, $3, $4, 'text/plain', 1, $5, '', $6, $7)"
            ),
            &[&here, &at.id::<RecordId>(), &draft, &MARK, &vec![7_u8; 32], then, &ana],
        )?;
        for kind in ["copy", "complaint"] {
            asked(tx, (here, jordan), kind, &at)?;
        }
        Ok(())
    });
}

type Whose = (ground::ids::OrganizationId, ParticipantId, ground::ids::ProgramId, ground::ids::AccountId);

fn cast_of(
    here: ground::ids::OrganizationId,
    jordan: ParticipantId,
    program: ground::ids::ProgramId,
    ana: ground::ids::AccountId,
) -> Whose {
    (here, jordan, program, ana)
}

/// A signed note of forty-five minutes with an addendum, and a disclosure of it.
fn notes(
    tx: &mut Tx<'_>,
    (here, jordan, program, ana): Whose,
    contact: RecordId,
    at: &kit::clock::Moment,
) -> Result<(), DbError> {
    let (then, empty) = (&long_ago(), &json!([]));
    tx.run(
        sql!(
            "INSERT INTO contacts (organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at,
                ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version, status,
                version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, holds)
             VALUES ($1, $2, $3, $4, $5, 'one_on_one', 'reached', $6, $6, 45, 'community', $9, 'in_person', $7, $7, $7,
                'peer_narrative', 1, 'signed', 1, $6, $8, $8, '', '', 1, $7)"
        ),
        &[&here, &contact, &program, &jordan, &ana, then, empty, &false, &MARK],
    )?;
    tx.run(
        sql!(
            "INSERT INTO contact_versions (organization_id, contact_id, version, sections, participant_words, facts,
                signed_at, signed_by, signed_name) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, 'Ana Morales')"
        ),
        &[&here, &contact, &json!({"together": MARK}), &MARK, &json!({}), then, &ana],
    )?;
    tx.run(
        sql!(
            "INSERT INTO contact_addenda (organization_id, id, contact_id, words, at, account_id, account_name)
             VALUES ($1, $2, $3, $4, $5, $6, 'Ana Morales')"
        ),
        &[&here, &at.id::<RecordId>(), &contact, &MARK, then, &ana],
    )?;
    tx.run(
        sql!(
            "INSERT INTO disclosures (organization_id, id, participant_id, at, account_id, to_name, information, purpose,
                basis, reason, how, has_notice) VALUES ($1, $2, $3, $4, $5, $6, $7, 'tpo', 'consent', $6, 'print', $8)"
        ),
        &[&here, &at.id::<RecordId>(), &jordan, then, &ana, &MARK, empty, &false],
    )?;
    Ok(())
}

/// Something that was asked and answered then.
fn asked(
    tx: &mut Tx<'_>,
    (here, jordan): (ground::ids::OrganizationId, ParticipantId),
    kind: &'static str,
    at: &kit::clock::Moment,
) -> Result<(), DbError> {
    let (id, then, words) = (at.id::<RecordId>(), &long_ago(), format!("{MARK} {kind}"));
    tx.run(
        sql!(
            "INSERT INTO record_requests (organization_id, id, participant_id, kind, words, subject, state, is_in_person,
                asked_at, due_at, rule, checked_how, answered_at, answer_words, denial_reason, disagreement, version)
             VALUES ($1, $2, $3, $4, $5, '', 'fulfilled', $6, $7, $7, '', '', $7, '', '', '', 1)"
        ),
        &[&here, &id, &jordan, &kind, &words, &false, then],
    )?;
    tx.run(
        sql!(
            "INSERT INTO request_acts (organization_id, id, request_id, act, words, at, account_name)
             VALUES ($1, $2, $3, 'received', $4, $5, '')"
        ),
        &[&here, &at.id::<RecordId>(), &id, &words, then],
    )?;
    Ok(())
}

/// Every text of every table that has the word, as `table.column: text`.
fn traces(on: &TestDb) -> Vec<String> {
    let found: Result<Vec<String>, DbError> = on.db.read_now(kit::db::Tenant::System, |tx| {
        let mut found = Vec::new();
        for table in catalog::tables(tx)? {
            for column in table.columns.iter().filter(|one| !matches!(one.kind.as_str(), "BLOB" | "bytea")) {
                let text = format!("SELECT CAST({} AS TEXT) FROM {}", column.name, table.name);
                tx.each_of_text(&text, &[], |row| {
                    let value: Option<String> = row.get()?;
                    if let Some(value) = value.filter(|value| value.contains(MARK)) {
                        found.push(format!("{}.{}: {value}", table.name, column.name));
                    }
                    Ok(true)
                })?;
            }
        }
        Ok(found)
    });
    found.unwrap()
}

#[test]
fn the_words_go_and_counts_complaints_and_the_audit_stay() {
    on_both(|on, cast| {
        jordan_left(on, cast);
        let entry = Entry::new(&cast.scope("ana", Permission::SeePerson), Action::Read, "participant").of(cast.jordan);
        cast.write(&on.db, move |tx| audit::record(tx, &entry));
        assert!(traces(on).len() > 12, "the word is in many places: {:?}", traces(on));
        purges(on, cast, MARK).unwrap();
        let left = traces(on);
        let is_complaint = |trace: &String| trace.ends_with(&format!("{MARK} complaint"));
        assert_eq!(left.len(), 2, "on {}: {left:?}", on.engine);
        assert!(left.iter().all(is_complaint), "{left:?}");
        let (here, jordan) = (cast.organization, cast.jordan);
        let (counts, broken, entries, person) = cast.write(&on.db, move |tx| {
            let counts: Option<(String, i64, i64)> = tx.one(
                sql!("SELECT kind, contacts_count, minutes FROM purged_counts WHERE organization_id = $1"),
                &[&here],
            )?;
            let entries: Option<i64> = tx.one(
                sql!("SELECT COUNT(*) FROM audit_entries WHERE organization_id = $1 AND participant_id = $2"),
                &[&here, &jordan],
            )?;
            let person: Option<String> = tx.one(
                sql!("SELECT name_to_use FROM participants WHERE organization_id = $1 AND id = $2"),
                &[&here, &jordan],
            )?;
            Ok((counts, audit::verify(tx, here)?.1, entries, person))
        });
        assert_eq!(counts, Some(("one_on_one".to_owned(), 1, 45)));
        assert_eq!(broken, None, "the chain holds");
        assert_eq!(entries, Some(2), "who looked, and the purge itself");
        assert_eq!(person.as_deref(), Some(""), "the row stays without a word");
    });
}

#[test]
fn every_reference_holds_after_a_purge() {
    on_both(|on, cast| {
        jordan_left(on, cast);
        purges(on, cast, MARK).unwrap();
        let broken: Result<Vec<String>, DbError> = on.db.read_now(kit::db::Tenant::System, |tx| {
            let mut broken = Vec::new();
            for table in catalog::tables(tx)? {
                for key in &table.foreign_keys {
                    let filled: String = key.columns.iter().map(|one| format!(" AND a.{one} IS NOT NULL")).collect();
                    let pairs = key.columns.iter().zip(&key.names);
                    let same: Vec<String> = pairs.map(|(here, there)| format!("b.{there} = a.{here}")).collect();
                    let text = format!(
                        "SELECT '{}' FROM {} a WHERE NOT EXISTS (SELECT 1 FROM {} b WHERE {}){filled}",
                        table.name,
                        table.name,
                        key.table,
                        same.join(" AND ")
                    );
                    tx.each_of_text(&text, &[], |row| {
                        broken.push(row.get()?);
                        Ok(true)
                    })?;
                }
            }
            Ok(broken)
        });
        assert_eq!(broken.unwrap(), Vec::<String>::new(), "on {}", on.engine);
    });
}

#[test]
fn nothing_of_anybody_else_goes_with_it() {
    on_both(|on, cast| {
        jordan_left(on, cast);
        let (here, program, moment) = (cast.organization, cast.program, cast.clock.moment());
        let sky: ParticipantId = moment.id();
        let ana = cast.account("ana");
        cast.write(&on.db, move |tx| {
            ground::testing::add_participant(tx, &moment, here, program, sky, "Sky Lane")?;
            notes(tx, cast_of(here, sky, program, ana), moment.id(), &moment)
        });
        purges(on, cast, MARK).unwrap();
        let kept = traces(on).into_iter().filter(|trace| !trace.ends_with("complaint")).count();
        // Sky's note: the place, two texts of the version, the addendum, and two of the disclosure.
        assert_eq!(kept, 6, "on {}", on.engine);
    });
}

#[test]
fn a_record_stays_while_somebody_or_something_needs_it() {
    on_both(|on, cast| {
        let refused = |typed| purges(on, cast, typed).unwrap_err().to_string();
        assert_eq!(refused("Jordan Rivera"), "privacy-retention-is-here");
        jordan_left(on, cast);
        assert_eq!(refused("Somebody Else"), "privacy-retention-not-the-name");
        let jordan = cast.jordan;
        let hold = write(on, &ruth(cast), move |tx, scope| store::place(tx, scope, jordan, "County court", "a case"));
        assert_eq!(refused(MARK), "privacy-retention-is-held");
        let tess = cast.scope("tess", ManagePrivacy);
        let elsewhere = write(on, &tess, move |tx, scope| store::release(tx, scope, hold, ""));
        assert_eq!(elsewhere, None, "another organization releases nothing");
        let released = write(on, &ruth(cast), move |tx, scope| store::release(tx, scope, hold, "the case is closed"));
        assert_eq!(released, Some(jordan));
        let (here, at) = (cast.organization, cast.clock.moment().now);
        cast.write(&on.db, move |tx| {
            tx.run(
                sql!(
                    "UPDATE contacts SET units = 3, starts_at = $3 WHERE organization_id = $1 AND participant_id = $2"
                ),
                &[&here, &jordan, &at],
            )
        });
        assert_eq!(refused(MARK), "privacy-retention-is-kept");
    });
}

#[test]
fn the_report_lists_who_left_and_when_they_may_go() {
    on_both(|on, cast| {
        let start = || (String::new(), ParticipantId::from(uuid::Uuid::nil()));
        let listed = || read(on, &ruth(cast), move |tx, scope| store::left(tx, scope, &start(), 51));
        assert!(listed().is_empty(), "who is here is not on it");
        jordan_left(on, cast);
        let found = listed();
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [cast.jordan]);
        let judged = purge::judge(&found[0], &TimeZone::UTC, jiff::civil::date(2026, 5, 14)).unwrap();
        assert_eq!((judged.0, judged.1), (jiff::civil::date(2021, 3, 10), "ny.record"));
        assert!(purge::judge(&found[0], &TimeZone::UTC, judged.0).is_err(), "not on the last day itself");
        purges(on, cast, MARK).unwrap();
        assert!(listed().is_empty());
    });
}
