//! Which sets of rules hold for a house (practice.md 7.1). Each holds until a director says with a reason that it does not;
//! then what hangs on it is not asked for any more, and the pages concerned say so.

use kit::{
    db::{DbError, Tx},
    messages::AsArg,
    sql,
};

use crate::{Visit, access::Scope};

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

impl Flag {
    /// The end of its message keys, `privacy-…`.
    pub fn key(self) -> String {
        self.word().replace('_', "-")
    }

    /// The laws that carry a reason to hold a note back from its person, by the key of the list `hiding_exceptions`:
    /// 45 CFR 171.201 to 171.204, 45 CFR 164.524(a), New York MHL 33.16 (practice.md 7.4). A reason that no law carries
    /// holds nothing back.
    pub fn carrying(exception: &str) -> &'static [Self] {
        match exception {
            "preventing_harm" | "confidential_source" | "legal_proceedings" => &[Self::Cures, Self::Hipaa],
            "security" | "infeasible" => &[Self::Cures],
            "state_law_harm" => &[Self::NewYork],
            _ => &[],
        }
    }
}

/// The rules that are switched off, each with its reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Off(Vec<(Flag, String)>);

impl Off {
    pub fn holds(&self, flag: Flag) -> bool {
        !self.0.iter().any(|(off, _)| *off == flag)
    }

    /// Whether a law that holds here carries this reason to hold a note back.
    pub fn may_hold_back(&self, exception: &str) -> bool {
        Flag::carrying(exception).iter().any(|flag| self.holds(*flag))
    }

    /// What a page says on top that hangs on these rules: a sentence for each that is off, with the reason.
    pub fn said(&self, visit: &Visit, on_this_page: &[Flag]) -> Vec<String> {
        let here = self.0.iter().filter(|(flag, _)| on_this_page.contains(flag));
        let line = |(flag, reason): &(Flag, String)| {
            let rule = visit.t(&format!("privacy-{}", flag.key()));
            visit.words.with("privacy-off-here", &[("rule", rule.as_arg()), ("reason", reason.as_arg())])
        };
        here.map(line).collect()
    }
}

/// The rules that are switched off for the organization.
///
/// # Errors
/// Those of the storage.
pub fn off(tx: &mut Tx<'_>, scope: &Scope) -> Result<Off, DbError> {
    let rows: Vec<(Flag, String)> = tx.list(
        sql!(
            "SELECT flag, reason FROM regulatory_flags WHERE organization_id = $1 AND is_on = $2 ORDER BY flag LIMIT 50"
        ),
        &[&scope.organization, &false],
    )?;
    Ok(Off(rows))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use crate::rules::Rules;

    fn without(flags: &[Flag]) -> Off {
        Off(flags.iter().map(|flag| (*flag, "because".to_owned())).collect())
    }

    #[test]
    fn every_reason_to_hold_a_note_back_is_carried_by_a_law() {
        for item in &Rules::shipped().lists.get("hiding_exceptions").unwrap().items {
            assert!(!Flag::carrying(&item.key).is_empty(), "{}", item.key);
        }
    }

    #[test]
    fn a_reason_goes_when_the_last_law_that_carries_it_is_off() {
        assert!(without(&[]).may_hold_back("state_law_harm"));
        assert!(!without(&[Flag::NewYork]).may_hold_back("state_law_harm"));
        assert!(without(&[Flag::Cures]).may_hold_back("preventing_harm"));
        assert!(!without(&[Flag::Cures, Flag::Hipaa]).may_hold_back("preventing_harm"));
        assert!(!without(&[]).may_hold_back("a reason nobody names"));
    }
}
