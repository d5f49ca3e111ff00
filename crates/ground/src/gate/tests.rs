//! The gate's decisions, its predicates on both engines, and the second wall on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{Db, DbError, Tenant, Tx},
    sql,
    testing::{TestDb, both},
};

use super::*;
use crate::{
    access::Scope,
    rules::matrix::Permission,
    schema, scoped,
    testing::{Cast, add_membership},
    within_reach, within_record,
};

/// A contact that the cast's program wrote about Jordan.
fn write_contact(tx: &mut Tx<'_>, cast: &Members) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO contacts (organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at,
                ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version, status,
                version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, holds)
             VALUES ($1, $2, $3, $4, $5, 'one_on_one', 'reached', $6, $6, 45, 'community', '', 'in_person', $7, $7, $7,
                'peer_narrative', 1, 'signed', 1, $6, $8, $8, '', '', 0, $7)"
        ),
        &[
            &cast.organization,
            &cast.contact,
            &cast.program,
            &cast.jordan,
            &cast.author,
            &cast.now,
            &serde_json::json!([]),
            &false,
        ],
    )?;
    Ok(())
}

#[derive(Clone)]
struct Members {
    organization: crate::ids::OrganizationId,
    program: ProgramId,
    other: ProgramId,
    jordan: ParticipantId,
    author: AccountId,
    contact: crate::ids::RecordId,
    now: Timestamp,
}

fn set_up(on: &TestDb) -> (Cast, Members) {
    let cast = Cast::on(&on.db);
    let at = cast.request().at;
    let members = Members {
        organization: cast.organization,
        program: cast.program,
        other: cast.other_program,
        jordan: cast.jordan,
        author: cast.account("ana"),
        contact: at.id(),
        now: at.now,
    };
    let these = members.clone();
    cast.write(&on.db, move |tx| write_contact(tx, &these));
    (cast, members)
}

fn sees_person(db: &Db, scope: &Scope, id: ParticipantId) -> bool {
    let scope = scope.clone();
    db.read_now(scope.tenant(), move |tx| {
        tx.one::<i64>(
            sql!("SELECT 1 FROM participants p WHERE p.organization_id = $1 AND p.id = $5 AND ", within_reach!("p.id")),
            scoped![scope; &id],
        )
    })
    .unwrap()
    .is_some()
}

fn sees_contact(db: &Db, scope: &Scope) -> bool {
    let scope = scope.clone();
    db.read_now(scope.tenant(), move |tx| {
        tx.one::<i64>(
            sql!(
                "SELECT 1 FROM contacts c WHERE c.organization_id = $1 AND ",
                within_record!("c.participant_id", "c.program_id", "notes")
            ),
            scoped![scope;],
        )
    })
    .unwrap()
    .is_some()
}

/// Signs a consent that opens `information` to `to`, and answers its id.
fn consent(
    on: &TestDb,
    cast: &Cast,
    to: Recipient,
    information: Information,
    purpose: Purpose,
    ends_at: Option<Timestamp>,
) -> ConsentId {
    let scope = cast.scope("jordan", Permission::DecideSharing);
    let (jordan, from) = (cast.jordan, cast.program);
    cast.write(&on.db, move |tx| {
        let id: ConsentId = scope.at.id();
        tx.run(
            sql!(
                "INSERT INTO consents (organization_id, id, participant_id, kind, template, template_version, language,
                    from_program_id, elements, body, missing, signed_at, signed_how, signed_name, signature,
                    signed_device, signer_role, revoked_words, created_at, version)
                 VALUES ($1, $2, $3, 'part2_disclosure', 'part2_disclosure', 1, 'en', $4, $5, '', $6, $7, 'typed',
                    'Jordan Rivera', '', '', '', '', $7, 1)"
            ),
            &[
                &scope.organization,
                &id,
                &jordan,
                &Some(from),
                &serde_json::json!({}),
                &serde_json::json!([]),
                &scope.now,
            ],
        )?;
        let starts_at = scope.now - SignedDuration::from_hours(1);
        let opening = Opening {
            consent: id,
            participant: jordan,
            from: Some(from),
            to,
            information,
            purpose,
            starts_at,
            ends_at,
        };
        open(tx, &scope, &opening)?;
        Ok(id)
    })
}

#[test]
fn a_part_2_program_is_closed_until_a_complete_consent_names_the_recipient() {
    both(&schema::steps().unwrap(), |on| {
        let (cast, these) = set_up(on);
        let (see_person, see_contacts) = (Permission::SeePerson, Permission::SeeContacts);
        let at = cast.request().at;
        let (organization, pat) = (cast.organization, cast.account("pat"));
        let (program, jordan, now) = (these.other, cast.jordan, at.now);
        // Jordan is in the other program too, where Pat supervises.
        let enrollment: crate::ids::RecordId = at.id();
        cast.write(&on.db, move |tx| {
            tx.run(
                sql!(
                    "INSERT INTO enrollments (organization_id, id, participant_id, program_id, status, standing, sort_key,
                        status_since, version) VALUES ($1, $2, $3, $4, 'active', 'here', 'jordan', $5, 1)"
                ),
                &[&organization, &enrollment, &jordan, &program, &now],
            )
        });
        assert!(sees_contact(&on.db, &cast.scope("pat", see_contacts)), "one house, on {}", on.engine);
        let ruth = cast.scope("ruth", Permission::ManagePrivacy);
        let marked = these.program;
        cast.write(&on.db, move |tx| mark_part2(tx, &ruth, marked, "The program treats substance use."));
        assert!(!sees_contact(&on.db, &cast.scope("pat", see_contacts)), "closed, on {}", on.engine);
        assert!(sees_person(&on.db, &cast.scope("pat", see_person), cast.jordan), "as a person of their own program");
        assert!(sees_contact(&on.db, &cast.scope("ana", see_contacts)), "open inside");
        // A consent for goals, or for another purpose, opens no notes; one for notes does, until it is revoked.
        let goals = consent(on, &cast, Recipient::Account(pat), Information::Goals, Purpose::Support, None);
        let billing = consent(on, &cast, Recipient::Account(pat), Information::Notes, Purpose::Billing, None);
        let late = Some(at.now - SignedDuration::from_mins(1));
        let expired = consent(on, &cast, Recipient::Account(pat), Information::Notes, Purpose::Support, late);
        assert!(!sees_contact(&on.db, &cast.scope("pat", see_contacts)), "{goals} {billing} {expired}");
        let notes = consent(on, &cast, Recipient::Program(these.other), Information::Notes, Purpose::Support, None);
        assert!(sees_contact(&on.db, &cast.scope("pat", see_contacts)));
        let scope = cast.scope("jordan", Permission::DecideSharing);
        cast.write(&on.db, move |tx| close_openings(tx, &scope, notes));
        assert!(!sees_contact(&on.db, &cast.scope("pat", see_contacts)), "revoked, on {}", on.engine);
    });
}

#[test]
fn a_wish_to_keep_somebody_out_is_a_wall_and_an_emergency_opens_it_for_a_while() {
    both(&schema::steps().unwrap(), |on| {
        let (cast, _) = set_up(on);
        let see = Permission::SeeContacts;
        assert!(sees_contact(&on.db, &cast.scope("marcus", see)));
        let (scope, marcus, jordan) =
            (cast.scope("ruth", Permission::ManagePrivacy), cast.account("marcus"), cast.jordan);
        let (id, emergency): (RestrictionId, EmergencyId) = (scope.at.id(), scope.at.id());
        let these = scope.clone();
        cast.write(&on.db, move |tx| {
            tx.run(
                sql!(
                    "INSERT INTO restrictions (organization_id, id, participant_id, to_account_id, to_name, information,
                        words, asked_at, agreed_at, answer_words)
                     VALUES ($1, $2, $3, $4, '', 'everything', 'We are neighbors', $5, $5, '')"
                ),
                &[&these.organization, &id, &jordan, &marcus, &these.now],
            )
        });
        assert!(!sees_contact(&on.db, &cast.scope("marcus", see)));
        assert!(!sees_person(&on.db, &cast.scope("marcus", Permission::SeePerson), jordan));
        cast.write(&on.db, move |tx| {
            let until = scope.now + SignedDuration::from_hours(4);
            tx.run(
                sql!(
                    "INSERT INTO emergency_accesses (organization_id, id, participant_id, account_id, reason, starts_at,
                        ends_at, review_words) VALUES ($1, $2, $3, $4, 'Jordan collapsed at the desk', $5, $6, '')"
                ),
                &[&scope.organization, &emergency, &jordan, &marcus, &scope.now, &until],
            )
        });
        assert!(sees_contact(&on.db, &cast.scope("marcus", see)), "on {}", on.engine);
    });
}

#[test]
fn what_goes_outside_needs_a_ground() {
    let wish = Disclosure {
        participant: uuid::Uuid::nil().into(),
        from: None,
        to: Recipient::Outside("Harbor Clinic".to_owned()),
        information: vec![Information::Goals],
        purpose: Purpose::Advocacy,
        basis: Basis::Consent,
        reason: String::new(),
        how: "print",
    };
    let consent: ConsentId = uuid::Uuid::nil().into();
    let row = |information, purpose| OpeningRow { consent, from: None, information, purpose };
    let closed = Decision::Closed;
    assert_eq!(weigh(&wish, &[], false, false), closed(Refusal::NotNamed));
    let other = [row(Information::Goals, Purpose::Billing)];
    assert_eq!(weigh(&wish, &other, false, false), closed(Refusal::OtherPurpose));
    let notes = [row(Information::Notes, Purpose::Advocacy)];
    assert_eq!(weigh(&wish, &notes, false, false), closed(Refusal::OtherInformation));
    let fits = [row(Information::Everything, Purpose::Advocacy)];
    assert_eq!(weigh(&wish, &fits, false, true), Decision::Open { consent: Some(consent), notice: true });
    assert_eq!(weigh(&wish, &fits, true, true), closed(Refusal::Restricted));
    let order = Disclosure { basis: Basis::CourtOrder, reason: "too short".to_owned(), ..wish.clone() };
    assert_eq!(weigh(&order, &[], false, true), closed(Refusal::ReasonTooShort));
    let audit = Disclosure {
        basis: Basis::AuditEvaluation,
        purpose: Purpose::Proceedings,
        reason: "A reason that is long enough".to_owned(),
        ..wish
    };
    assert_eq!(weigh(&audit, &[], false, true), closed(Refusal::NeedsOwnConsent));
}

#[test]
fn recipients_are_compared_as_people_would() {
    assert_eq!(folded("  Harbor   Clínic, Inc. "), folded("harbor clinic inc"));
}

/// With the queries' own condition left out, PostgreSQL still holds the rows back from whoever may not have them.
#[test]
fn row_level_rules_stand_behind_the_queries() {
    both(&schema::steps().unwrap(), |on| {
        if on.db.is_sqlite() {
            return;
        }
        let (cast, _) = set_up(on);
        on.db
            .write_now(Tenant::System, |tx| {
                tx.run_text(
                    "DO $$ BEGIN CREATE ROLE accompany_test_wall NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL;
                     WHEN unique_violation THEN NULL; END $$;
                     GRANT SELECT ON ALL TABLES IN SCHEMA public TO accompany_test_wall",
                    &[],
                )
            })
            .unwrap();
        let count = |who: &str| {
            let scope = cast.scope(who, Permission::ManageOwnAccount);
            on.db
                .read_now(scope.reader(), |tx| {
                    tx.run_text("SET LOCAL ROLE accompany_test_wall", &[])?;
                    tx.one::<i64>(sql!("SELECT COUNT(*) FROM contacts"), &[])
                })
                .unwrap()
                .unwrap()
        };
        let seen: Vec<i64> = ["ana", "marcus", "jordan", "mei", "pat", "sol", "kim", "tess"].map(count).to_vec();
        assert_eq!(seen, [1, 1, 1, 0, 0, 0, 0, 0]);
        let ruth = cast.scope("ruth", Permission::ManagePrivacy);
        let (program, other) = (cast.program, cast.other_program);
        let (organization, ana) = (cast.organization, cast.account("ana"));
        let at = cast.request().at;
        cast.write(&on.db, move |tx| {
            mark_part2(tx, &ruth, program, "The program treats substance use.")?;
            // Ana goes to the other program: assigned still, but outside of the closed one.
            tx.run(
                sql!("UPDATE memberships SET ends_at = $3 WHERE organization_id = $1 AND account_id = $2"),
                &[&organization, &ana, &at.now],
            )?;
            let role = crate::rules::matrix::Role::PeerSpecialist;
            add_membership(tx, &at, organization, ana, Some(other), role, None)
        });
        assert_eq!(count("ana"), 0);
    });
}
