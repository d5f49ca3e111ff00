//! Every statement about the regulatory profile.

use ground::access::Scope;
use jiff::Timestamp;
use kit::{
    db::{DbError, Tx},
    sql,
};

kit::word_enum! {
    /// A set of rules that may hold for a house (practice.md 7.1).
    pub enum Flag {
        /// HIPAA: many houses that are run by peers and send no electronic bills are not under it.
        Hipaa = "hipaa_covered_entity",
        /// 42 CFR Part 2, for programs that are marked.
        Part2 = "part2_program",
        /// New York: Mental Hygiene Law 33.13, 33.16, 33.21, and the SHIELD Act.
        NewYork = "state_pack_ny",
        /// 45 CFR 171, information blocking.
        Cures = "cures_actor",
        /// Records of a school.
        Ferpa = "ferpa_site",
        /// The Justice Center of New York.
        JusticeCenter = "justice_center_covered",
        /// Section 504 and section 1557: access and language.
        Hhs = "hhs_recipient",
    }
}

/// What somebody said about a flag.
#[derive(Debug, Clone)]
pub struct FlagRow {
    pub flag: Flag,
    pub is_on: bool,
    pub reason: String,
    pub changed_at: Timestamp,
    pub changed_by: Option<String>,
}

kit::from_row!(FlagRow { flag, is_on, reason, changed_at, changed_by });

/// What was said about flags; one that nothing was said about holds.
///
/// # Errors
/// Those of the storage.
pub fn flags(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FlagRow>, DbError> {
    tx.list(
        sql!(
            "SELECT f.flag, f.is_on, f.reason, f.changed_at, a.name FROM regulatory_flags f
             LEFT JOIN accounts a ON a.organization_id = f.organization_id AND a.id = f.changed_by
             WHERE f.organization_id = $1 ORDER BY f.flag LIMIT 50"
        ),
        &[&scope.organization],
    )
}

/// Says whether a flag holds, and why.
///
/// # Errors
/// Those of the storage.
pub fn set(tx: &mut Tx<'_>, scope: &Scope, flag: Flag, is_on: bool, reason: &str) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO regulatory_flags (organization_id, flag, is_on, reason, changed_at, changed_by)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (organization_id, flag) DO UPDATE SET is_on = excluded.is_on, reason = excluded.reason,
                changed_at = excluded.changed_at, changed_by = excluded.changed_by"
        ),
        &[&scope.organization, &flag, &is_on, &reason, &scope.now, &scope.account],
    )
    .map(drop)
}
