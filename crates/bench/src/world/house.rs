//! An organization, its programs of every size, and who works there.

use ground::{
    ids::{AccountId, MembershipId, OrganizationId, ProgramId, SiteId},
    rules::Rules,
};
use jiff::{SignedDuration, Timestamp};
use kit::text;

use super::{
    Plan, Worker, ZONE,
    calendar::Calendar,
    dice::{Dice, For},
    names::name,
    pour::{Key, Pour, row},
    shape::{Shape, split},
    tables::{ACCOUNTS, MEMBERSHIPS, ORGANIZATIONS, PROGRAMS, SITES},
    trail::Trail,
};

/// People of a program for whom there is one worker, and workers for whom there is one supervisor.
const CASELOAD: usize = 25;
const TEAM: usize = 10;
/// People for whom there is one more program.
const PEOPLE: usize = 300;

/// An organization as the rest of the world needs it.
pub struct Organization {
    pub id: OrganizationId,
    pub number: usize,
    pub calendar: Calendar,
    pub programs: Vec<Program>,
    pub director: Worker,
    pub trail: Trail,
    /// What the manifest tells of it.
    pub people: super::people::Known,
}

/// A program with those who work in it.
#[derive(Debug, Clone)]
pub struct Program {
    pub id: ProgramId,
    /// How many people belong to it.
    pub size: usize,
    pub template: &'static str,
    pub template_version: i64,
    pub setting: &'static str,
    pub payer: Option<&'static str>,
    pub cosign_percent: i64,
    pub peers: Vec<Worker>,
    pub supervisors: Vec<Worker>,
}

/// Writes an organization down.
pub fn build(
    pour: &mut Pour,
    plan: &Plan,
    shape: &Shape,
    number: usize,
    dice: &Dice,
    hash: &'static str,
) -> Organization {
    let calendar = Calendar::new(plan.now, shape.contacts());
    let founded = calendar.first() - SignedDuration::from_hours(24 * 500);
    let id: OrganizationId = dice.id(For::ORGANIZATION, 0, founded);
    let site: SiteId = dice.id(For::SITE, 0, founded);
    // Whoever comes to this machine without an account sees the first organization's public pages.
    let host = if number == 0 { "127.0.0.1".to_owned() } else { format!("house-{number}.example.org") };
    let name = format!("Harbor Light Peer Network {}", number + 1);
    row![pour, ORGANIZATIONS; Key(id), name, ZONE, false, founded, 1_i64, host];
    row![pour, SITES; Key(id), Key(site), "Main house", "12 River Street", "(555) 555-0100", 1_i64];
    let mut staff = Staff { pour, id, dice, hash, founded, count: 0 };
    let director = staff.hire(format!("director-{number}"), None, "director");
    let sizes = split(shape.counts.len(), (shape.counts.len() / PEOPLE).clamp(1, 60), (2.0, 0.7), 0);
    let programs = sizes.into_iter().enumerate();
    let programs = programs.map(|(place, size)| program(&mut staff, number, site, place, size)).collect();
    let trail = Trail::new(id, *dice);
    Organization { id, number, calendar, programs, director, trail, people: super::people::Known::default() }
}

fn program(staff: &mut Staff<'_>, house: usize, site: SiteId, place: usize, size: usize) -> Program {
    let (dice, id, founded) = (staff.dice, staff.id, staff.founded);
    let templates = ["peer_narrative", "girp", "dap"];
    let template = templates.get(place % 3).copied().unwrap_or("peer_narrative");
    let version = Rules::shipped().templates.get(template).map_or(1, |found| i64::from(found.about.version));
    let settings =
        [("coordinated_specialty_care", "outpatient"), ("inpatient_bridger", "inpatient"), ("warm_line", "community")];
    let (kind, setting) = settings.get(place % 3).copied().unwrap_or(("warm_line", "community"));
    let payer = (place % 3 == 1).then_some("generic.h0038");
    let percent: i64 = if place.is_multiple_of(2) { 10 } else { 0 };
    let cosign = if percent > 0 { "sample" } else { "none" };
    let program: ProgramId = dice.id(For::PROGRAM, place, founded);
    row![
        staff.pour, PROGRAMS;
        Key(id), Key(program), Key(site), format!("Program {}", place + 1), kind, setting, ZONE,
        i64::try_from(size).unwrap_or_default(), 5_i64, 48_i64, cosign, percent, template, payer, founded, 1_i64,
    ];
    let peers = size.div_ceil(CASELOAD).max(1);
    let supervisors = peers.div_ceil(TEAM);
    let mut hire = |count: usize, word: &str, role: &'static str| -> Vec<Worker> {
        (0..count).map(|one| staff.hire(format!("{word}-{house}-{place}-{one}"), Some(program), role)).collect()
    };
    Program {
        id: program,
        size,
        template,
        template_version: version,
        setting,
        payer,
        cosign_percent: percent,
        supervisors: hire(supervisors, "lead", "supervisor"),
        peers: hire(peers, "peer", "peer_specialist"),
    }
}

/// Writes accounts down.
pub struct Staff<'p> {
    pub pour: &'p mut Pour,
    pub id: OrganizationId,
    pub dice: &'p Dice,
    pub hash: &'static str,
    pub founded: Timestamp,
    /// How many accounts there are.
    pub count: usize,
}

impl Staff<'_> {
    /// An account that can sign in as `who@example.org`, with one role.
    pub fn hire(&mut self, who: String, program: Option<ProgramId>, role: &'static str) -> Worker {
        let name = name(self.dice, For::ACCOUNT, self.count);
        self.account(who, name, program, role)
    }

    pub fn account(&mut self, who: String, name: String, program: Option<ProgramId>, role: &'static str) -> Worker {
        let account: AccountId = self.dice.id(For::ACCOUNT, self.count, self.founded);
        let membership: MembershipId = self.dice.id(For::MEMBERSHIP, self.count, self.founded);
        let key: Vec<u8> =
            (0..4).flat_map(|part| self.dice.roll(For::MEMBERSHIP, self.count * 4 + part).to_le_bytes()).collect();
        self.count += 1;
        // Every note that somebody signed shows their name: the rows borrow it.
        let name: &'static str = name.leak();
        let email: &'static str = format!("{who}@example.org").leak();
        row![
            self.pour, ACCOUNTS;
            Key(self.id), Key(account), email, text::fold_email(email), name, text::sort_key(name), "", "", "", "en", "auto",
            self.hash, key, self.founded, 1_i64,
        ];
        row![self.pour, MEMBERSHIPS; Key(self.id), Key(membership), Key(account), program.map(Key), role, self.founded];
        Worker { id: account, name, email }
    }
}
