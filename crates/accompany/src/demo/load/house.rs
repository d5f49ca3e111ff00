//! The organization, its sites, programs and staff.

use ground::ids::MembershipId;
use kit::{
    db::{DbError, Tx},
    ids::Id,
    sql, text,
};

use super::{
    Loading,
    bulk::{Row, insert, row},
    keys::key,
};
use crate::demo::world::{CosignRule, Program, ProgramSetting, Staff, StaffRole};

pub fn load(tx: &mut Tx<'_>, on: &Loading<'_>, password_hash: &str) -> Result<(), DbError> {
    let house = &on.world.organization;
    tx.run(
        sql!(
            "INSERT INTO organizations (organization_id, name, time_zone, is_demo, created_at, version)
             VALUES ($1, $2, $3, $4, $5, 1)"
        ),
        &[&on.keys.organization, &house.name, &house.time_zone, &true, &on.founded],
    )?;
    let sites = on.world.sites.iter().map(|one| {
        let address = format!("{}\n{}", one.address, one.county);
        row![key(&on.keys.sites, one.id), one.name, address, house.phone, 1_i64]
    });
    insert(tx, on, "sites", "id, name, address, phone, version", sites.collect())?;
    insert(tx, on, "programs", PROGRAM, on.world.programs.iter().map(|one| program(on, one)).collect())?;
    let accounts = on.world.staff.iter().map(|one| account(on, one, password_hash));
    insert(tx, on, "accounts", ACCOUNT, accounts.collect())?;
    let memberships = on.world.staff.iter().flat_map(|one| memberships(on, one));
    insert(tx, on, "memberships", "id, account_id, program_id, role, starts_at, ends_at", memberships.collect())
}

const PROGRAM: &str = "id, site_id, name, kind, setting, time_zone, capacity, rapid_access_days, sign_within_hours, \
    cosign, cosign_percent, note_template, payer_rule, created_at, version";

fn program(on: &Loading<'_>, one: &Program) -> Row {
    let (cosign, percent) = match one.cosign {
        CosignRule::All => ("all", 100),
        CosignRule::Sample { percent } => ("sample", i64::from(percent)),
        CosignRule::None => ("none", 0),
    };
    row![
        key(&on.keys.programs, one.id),
        key(&on.keys.sites, one.site),
        one.name,
        one.kind,
        setting(one.setting),
        one.time_zone,
        i64::from(one.capacity),
        i64::from(one.rapid_access_days),
        i64::from(one.sign_within_hours),
        cosign,
        percent,
        one.note_template,
        one.payer_rule,
        on.founded,
        1_i64,
    ]
}

/// The key of `settings` in rules/lists.toml.
pub fn setting(of: ProgramSetting) -> &'static str {
    match of {
        ProgramSetting::Inpatient => "inpatient",
        ProgramSetting::Outpatient => "outpatient",
        ProgramSetting::CommunitySupport => "community",
    }
}

const ACCOUNT: &str = "id, email, email_folded, name, sort_key, pronouns, phone, about, language, theme, password_hash, \
    draft_key, created_at, version";

fn account(on: &Loading<'_>, one: &Staff, password_hash: &str) -> Row {
    let started = on.past(on.clock.at(one.started, 9 * 60));
    row![
        key(&on.keys.accounts, one.id),
        one.email,
        text::fold_email(&one.email),
        one.name,
        text::sort_key(&one.name),
        one.pronouns,
        one.phone,
        one.about_me,
        "en",
        "auto",
        password_hash,
        on.at.random::<32>().to_vec(),
        started,
        1_i64,
    ]
}

/// The director, the hiring and the certification staff work in every program; all others in those of their line.
fn memberships(on: &Loading<'_>, one: &Staff) -> Vec<Row> {
    let started = on.past(on.clock.at(one.started, 9 * 60));
    let ends = one.access_until.map(|day| on.end_of(day));
    let is_everywhere = matches!(one.role, StaffRole::Director | StaffRole::Hiring | StaffRole::Certification);
    let programs: Vec<Option<u32>> =
        if is_everywhere { vec![None] } else { one.programs.iter().copied().map(Some).collect() };
    let membership = |program: Option<u32>| {
        let id: MembershipId = on.at.at(started).id();
        let program = program.map(|program| key(&on.keys.programs, program).uuid());
        row![id, key(&on.keys.accounts, one.id), program, one.role.word(), started, ends]
    };
    programs.into_iter().map(membership).collect()
}
