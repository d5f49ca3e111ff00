//! What one person agreed to: Jordan signed that they want support here, and a consent to share with a college waits.

use ground::{
    gate::{ConsentId, Information, Purpose},
    rules::{Rules, consents::Blanks},
};
use jiff::{SignedDuration, civil::Date};
use kit::db::{DbError, Tx};
use own::consents::{To, Wish};
use serde_json::{Value, json};

use super::{
    Loading,
    bulk::{Row, insert, row},
    keys::key,
};
use crate::demo::{clock::plus, world::Participant};

const COLUMNS: &str = "id, participant_id, kind, template, template_version, language, from_program_id, elements, body, \
    missing, starts_at, expires_on, signed_at, signed_how, signed_name, signature, signed_device, signer_role, \
    copy_given_at, revoked_words, created_at, created_by, version";

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>) -> Result<(), DbError> {
    let Some(person) = on.world.participants.iter().find(|one| one.name_to_use == "Jordan") else { return Ok(()) };
    let rows = ["service_agreement", "roi_general"].into_iter().filter_map(|kind| consent(on, person, kind)).collect();
    insert(tx, on, "consents", COLUMNS, rows)
}

fn consent(on: &Loading<'_>, person: &Participant, kind: &str) -> Option<Row> {
    let kind = Rules::shipped().consents.get(kind)?;
    let is_signed = !kind.opens;
    let made = on.at.now.checked_sub(SignedDuration::from_hours(24 * if is_signed { 40 } else { 2 })).ok()?;
    let signed_at = is_signed.then_some(made);
    let program = on.world.programs.iter().find(|one| one.id == person.program)?;
    let until: Option<Date> = kind.opens.then(|| plus(on.world.today, 300));
    let wish = wish(person, &program.name, kind.opens, until, kind.says());
    let body = kind.body(&Blanks {
        name: person.name_to_use.clone(),
        house: on.world.organization.name.clone(),
        from: wish.from_label.clone(),
        information: "Goals, What is planned".to_owned(),
        to: wish.to_label.clone(),
        purpose: "For a home, work, school or money".to_owned(),
        until: until.map(|day| day.strftime("%B %-d, %Y").to_string()).unwrap_or_default(),
        details: wish.details.clone(),
    });
    let (name, device) = if is_signed { (person.name_to_use.as_str(), "Firefox, Android") } else { ("", "") };
    let peer = on.account(on.world.staff.first()?.id);
    Some(row![
        on.at.at(made).id::<ConsentId>(),
        key(&on.keys.participants, person.id),
        kind.id,
        kind.id,
        i64::from(kind.about.version),
        "en",
        key(&on.keys.programs, person.program),
        serde_json::to_value(&wish).unwrap_or(Value::Null),
        body,
        json!([]),
        signed_at,
        until,
        signed_at,
        signed_at.map(|_| "typed"),
        name,
        "",
        device,
        "",
        signed_at,
        "",
        made,
        peer,
        1_i64,
    ])
}

fn wish(person: &Participant, program: &str, opens: bool, until: Option<Date>, says: Vec<String>) -> Wish {
    let first = Wish { name: person.name_to_use.clone(), from_label: program.to_owned(), says, ..Wish::default() };
    if !opens {
        return first;
    }
    let college = "Elm County Community College, disability office";
    Wish {
        information: vec![Information::Goals, Information::Schedule],
        to: To::Outside(college.to_owned()),
        to_label: college.to_owned(),
        purposes: vec![Purpose::Advocacy],
        until,
        details: "To plan the spring semester.".to_owned(),
        ..first
    }
}
