#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::{
    gate::{self, Basis, Disclosure, Information, Purpose, Recipient, Refusal},
    rules::matrix::Permission,
    testing::Cast,
};
use kit::testing::TestDb;

use super::{
    pages::{HandedOver, hand_over},
    store,
};
use crate::gate_testing::{read, write, write_note};
use ground::testing::on_both;

fn ask(on: &TestDb, cast: &Cast, who: &str, wish: &Disclosure) -> Result<HandedOver, Refusal> {
    let (wish, program) = (wish.clone(), cast.program);
    write(on, &cast.scope(who, Permission::Disclose), move |tx, scope| hand_over(tx, scope, &wish, program)).unwrap()
}

fn to_clinic(cast: &Cast, basis: Basis) -> Disclosure {
    Disclosure {
        participant: cast.jordan,
        from: Some(cast.program),
        to: Recipient::Outside("Harbor Clinic".to_owned()),
        information: vec![Information::Notes],
        purpose: Purpose::Advocacy,
        basis,
        reason: String::new(),
        how: "print",
    }
}

fn lines(on: &TestDb, cast: &Cast) -> usize {
    let jordan = cast.jordan;
    read(on, &cast.scope("ana", Permission::SeeConsents), move |tx, scope| Ok(store::left(tx, scope, jordan)?.len()))
}

#[test]
fn without_a_consent_nothing_leaves_and_with_one_exactly_its_kinds_do() {
    use crate::consents::{How, Prepared, Signature, To, Wish, known, prepare, revoke, sign};
    on_both(|on, cast| {
        write_note(on, cast);
        let wish = to_clinic(cast, Basis::Consent);
        assert_eq!(ask(on, cast, "ana", &wish).err(), Some(Refusal::NotNamed));
        assert_eq!(lines(on, cast), 0);
        let (jordan, program, name) = (cast.jordan, cast.program, "Harbor  clinic".to_owned());
        let kind = ground::rules::Rules::shipped().consents.get("part2_disclosure").unwrap();
        let agreed = Wish {
            name: "Jordan Rivera".to_owned(),
            from_label: "Walking Together".to_owned(),
            information: vec![Information::Notes],
            to: To::Outside(name.clone()),
            to_label: name,
            purposes: vec![Purpose::Advocacy],
            until: Some(jiff::civil::date(2026, 12, 31)),
            says: kind.says(),
            ..Wish::default()
        };
        let new = Prepared {
            kind: kind.id.clone(),
            template_version: 1,
            language: "en".to_owned(),
            from: Some(program),
            elements: serde_json::to_value(&agreed).unwrap(),
            body: "the text".to_owned(),
            expires_on: agreed.until,
        };
        let signer = cast.scope("jordan", Permission::DecideSharing);
        let at = signer.now;
        let id = write(on, &signer, move |tx, scope| {
            gate::mark_part2(tx, scope, program, "It treats substance use.")?;
            let id = prepare(tx, scope, jordan, &new)?;
            let consent = known(tx, scope, jordan, id)?.unwrap();
            let signature = Signature {
                how: How::Drawn,
                name: "Jordan".to_owned(),
                line: "M1 1L2 2".to_owned(),
                device: String::new(),
                role: String::new(),
                at,
            };
            assert_eq!(sign(tx, scope, &consent, &signature, "changed")?, Vec::<String>::new());
            Ok(id)
        })
        .unwrap();
        let handed = ask(on, cast, "ana", &wish).ok().unwrap();
        assert!(handed.notice, "the notice of 42 CFR 2.32 travels");
        assert_eq!(handed.notes.map(|notes| notes.len()), Some(1));
        assert!(handed.goals.is_none() && handed.planned.is_none() && handed.channels.is_empty());
        assert_eq!(handed.consent.map(|one| one.body), Some("the text".to_owned()), "and the consent");
        assert_eq!(lines(on, cast), 1);
        let goals = Disclosure { information: vec![Information::Goals], ..wish.clone() };
        assert_eq!(ask(on, cast, "ana", &goals).err(), Some(Refusal::OtherInformation));
        write(on, &cast.scope("jordan", Permission::DecideSharing), move |tx, scope| {
            let consent = known(tx, scope, jordan, id)?.unwrap();
            revoke(tx, scope, &consent, "", "changed")
        })
        .unwrap();
        assert_eq!(ask(on, cast, "ana", &wish).err(), Some(Refusal::NotNamed), "taken back, on {}", on.engine);
        assert_eq!(lines(on, cast), 1);
    });
}

#[test]
fn another_ground_needs_a_reason_and_notes_stay_with_those_who_may_read_them() {
    on_both(|on, cast| {
        write_note(on, cast);
        let short = to_clinic(cast, Basis::MedicalEmergency);
        assert_eq!(ask(on, cast, "marcus", &short).err(), Some(Refusal::ReasonTooShort));
        let wish = Disclosure { reason: "Jordan is at the hospital now".to_owned(), ..short };
        assert_eq!(ask(on, cast, "marcus", &wish).ok().unwrap().notes.map(|notes| notes.len()), Some(1));
        assert_eq!(ask(on, cast, "ruth", &wish).ok().unwrap().notes.map(|notes| notes.len()), Some(0));
    });
}
