#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{
    access::Request,
    ids::{OrganizationId, ProgramId, RecordId},
    public::Referred,
    testing::Cast,
};
use kit::{
    db::{DbError, Tx},
    messages::Words,
    sql,
    testing::TestDb,
};

use super::{asked::PublicReferralId, store};
use ground::testing::on_both;

/// What the record does with a form, as far as these pages know: a referral for Jordan.
fn refer(
    tx: &mut Tx<'_>,
    (organization, request): (OrganizationId, &Request),
    _: &Words,
    program: ProgramId,
    referred: &Referred,
) -> Result<Option<RecordId>, DbError> {
    let open: Option<i64> = tx.one(
        sql!("SELECT 1 FROM programs WHERE organization_id = $1 AND id = $2 AND closed_on IS NULL"),
        &[&organization, &program],
    )?;
    if open.is_none() {
        return Ok(None);
    }
    let id: RecordId = request.at.id();
    tx.run(
        sql!(
            "INSERT INTO referrals (organization_id, id, participant_id, program_id, received_at, source, source_name,
                source_contact, reason, own_view, attempts_count, outcome_words, referred_to, version)
             SELECT p.organization_id, $2, p.id, $3, $4, $5, $6, '', '', '', 0, '', '', 1 FROM participants p
             WHERE p.organization_id = $1 ORDER BY p.id LIMIT 1"
        ),
        &[&organization, &id, &program, &request.now(), &referred.source, &referred.reference],
    )?;
    Ok(Some(id))
}

fn words() -> Words {
    ground::schema::messages().unwrap().language("en")
}

fn send(on: &TestDb, cast: &Cast, id: PublicReferralId, program: ProgramId) -> bool {
    let (organization, request) = (cast.organization, cast.request());
    cast.write(&on.db, move |tx| {
        let referred = Referred { name: "Sam".to_owned(), source: "self".to_owned(), ..Referred::default() };
        store::take(tx, (refer, &words()), (organization, &request), id, program, referred)
    })
}

fn referrals(on: &TestDb, cast: &Cast) -> Vec<String> {
    let organization = cast.organization;
    cast.write(&on.db, move |tx| {
        tx.list(
            sql!("SELECT source_name FROM referrals WHERE organization_id = $1 ORDER BY id LIMIT 10"),
            &[&organization],
        )
    })
}

#[test]
fn a_form_that_is_sent_twice_is_one_referral_with_one_number() {
    on_both(|on, cast| {
        let id: PublicReferralId = cast.clock.moment().id();
        assert!(send(on, cast, id, cast.program));
        assert!(send(on, cast, id, cast.program), "sent again, it is taken");
        let found = referrals(on, cast);
        let organization = cast.organization;
        let sent = cast.write(&on.db, move |tx| store::sent(tx, organization, id)).unwrap();
        assert_eq!(found, std::slice::from_ref(&sent.reference), "on {}", on.engine);
        assert_eq!(sent.reference.len(), 9, "two groups of four letters with a dash");
        assert!(sent.is_for_self && sent.program_name == "Walking Together");
    });
}

#[test]
fn a_program_that_has_closed_takes_nobody_in() {
    on_both(|on, cast| {
        let (organization, program) = (cast.organization, cast.program);
        let today = jiff::civil::date(2026, 5, 14);
        cast.write(&on.db, move |tx| {
            tx.run(
                sql!("UPDATE programs SET closed_on = $3 WHERE organization_id = $1 AND id = $2"),
                &[&organization, &program, &today],
            )
        });
        let id: PublicReferralId = cast.clock.moment().id();
        assert!(!send(on, cast, id, program));
        assert!(referrals(on, cast).is_empty());
        let open = cast.write(&on.db, move |tx| store::programs(tx, organization));
        assert_eq!(open.into_iter().map(|one| one.name).collect::<Vec<_>>(), ["Evening Line"]);
    });
}

#[test]
fn what_was_sent_to_one_organization_is_not_there_for_another() {
    on_both(|on, cast| {
        let id: PublicReferralId = cast.clock.moment().id();
        assert!(send(on, cast, id, cast.program));
        let far = cast.far.organization;
        let found = cast.write(&on.db, move |tx| store::sent(tx, far, id));
        assert!(found.is_none());
    });
}
