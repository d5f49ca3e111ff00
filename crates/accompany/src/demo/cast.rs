//! The organization, its sites, programs and staff.

use super::clock::{Clock, ZONE, plus};
use super::words::words;
use super::world::{CosignRule, Organization, Program, ProgramSetting, Site, Staff, StaffRole};

pub fn organization() -> Organization {
    Organization {
        name: "Open Door Peer Alliance".into(),
        short_name: "Open Door".into(),
        jurisdiction: "NY".into(),
        time_zone: ZONE.into(),
        about: "Peers walking with people, since a kitchen table with four chairs.".into(),
        phone: "(315) 555-0100".into(),
        email: "hello@opendoor.example.org".into(),
    }
}

pub fn sites() -> Vec<Site> {
    [
        (0, "Canal House", "41 Canal Street, Fulton Falls, NY"),
        (1, "Mill Street Storefront", "208 Mill Street, Fulton Falls, NY"),
    ]
    .map(|(id, name, address)| Site { id, name: name.into(), address: address.into(), county: "Mohawk County".into() })
    .into()
}

pub fn programs() -> Vec<Program> {
    let base = Program {
        id: 0,
        site: 0,
        name: "First Steps Together".into(),
        about: "A team for people from 16 to 30 whose thinking or senses have changed: seen within two weeks, at the person's speed.".into(),
        kind: "coordinated_specialty_care",
        setting: ProgramSetting::Outpatient,
        time_zone: ZONE.into(),
        capacity: 45,
        rapid_access_days: 14,
        sign_within_hours: 48,
        cosign: CosignRule::All,
        payer_rule: Some("generic.h0038".into()),
        note_template: "peer_narrative".into(),
        ages: Some((16, 30)),
    };
    vec![
        base.clone(),
        Program {
            id: 1,
            site: 1,
            name: "Warm Line & Outreach".into(),
            about: "A voice in the evening, a walk to the office in the morning, for any adult in the county.".into(),
            kind: "warm_line",
            setting: ProgramSetting::CommunitySupport,
            capacity: 60,
            sign_within_hours: 72,
            cosign: CosignRule::None,
            payer_rule: None,
            ages: None,
            ..base.clone()
        },
        Program {
            id: 2,
            name: "Bridge Home".into(),
            about: "From the hospital or the emergency room to the own kitchen, with somebody who has made that trip."
                .into(),
            kind: "inpatient_bridger",
            setting: ProgramSetting::Inpatient,
            capacity: 30,
            rapid_access_days: 3,
            cosign: CosignRule::Sample { percent: 20 },
            ages: None,
            ..base
        },
    ]
}

/// The staff in the order of the word data. The clinician's line and the others' are alike: name, pronouns, role, …
pub fn staff(clock: &Clock) -> Vec<Staff> {
    let lines = &words().people.staff;
    let mut staff: Vec<Staff> = (0u32..).zip(lines).map(|(id, line)| worker(id, line, clock)).collect();
    let leads: Vec<(u32, Vec<u32>)> = staff
        .iter()
        .filter(|one| one.role == StaffRole::Supervisor)
        .map(|one| (one.id, one.programs.clone()))
        .collect();
    let director = staff.iter().find(|one| one.role == StaffRole::Director).map(|one| one.id);
    for one in &mut staff {
        let own = leads.iter().find(|(_, programs)| one.programs.first().is_some_and(|first| programs.contains(first)));
        one.supervisor = match one.role {
            StaffRole::PeerSpecialist | StaffRole::VolunteerPeer => own.map(|(id, _)| *id),
            StaffRole::Director | StaffRole::Auditor => None,
            _ => director,
        };
    }
    staff
}

fn worker(id: u32, line: &str, clock: &Clock) -> Staff {
    let mut parts = line.split('|').map(str::trim);
    let mut next = || parts.next().unwrap_or_default();
    let name = next().to_owned();
    let pronouns = next().to_owned();
    let role = role(next());
    let title = next().to_owned();
    let programs = next().split(',').filter_map(|p| p.parse().ok()).collect();
    let languages = next().split(',').map(str::to_owned).collect();
    let credential = Some(next()).filter(|text| !text.is_empty()).map(str::to_owned);
    let email = format!("{}@example.org", ascii(name.trim_start_matches("Dr. ").split(' ').next().unwrap_or_default()));
    let days = i32::try_from(id).unwrap_or(0);
    Staff {
        id,
        pronouns,
        role,
        title,
        programs,
        email,
        phone: format!("(315) 555-01{:02}", id + 10),
        about_me: next().to_owned(),
        languages,
        credential,
        started: clock.ago(900 + 137 * days),
        access_until: (role == StaffRole::Auditor).then(|| plus(clock.today, 60)),
        supervisor: None,
        own_record: None,
        name,
    }
}

fn role(word: &str) -> StaffRole {
    match word {
        "volunteer_peer" => StaffRole::VolunteerPeer,
        "supervisor" => StaffRole::Supervisor,
        "team_member" => StaffRole::TeamMember,
        "director" => StaffRole::Director,
        "hiring" => StaffRole::Hiring,
        "certification" => StaffRole::Certification,
        "auditor" => StaffRole::Auditor,
        _ => StaffRole::PeerSpecialist,
    }
}

/// Lower case without marks, for the local part of an e-mail address.
pub fn ascii(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfd().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}
