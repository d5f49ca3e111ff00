//! The choices that a service fits, as bits of one number beside each of its facets and places: whether a service that an
//! index comes by has all that was chosen is told without looking anything up. Words have no bit; there are too many.

use std::collections::{BTreeMap, HashMap};

use ground::ids::OrganizationId;
use kit::{
    db::{DbError, Tx},
    sql,
};

use super::facets::LISTS;

/// The bit of those that are found at all.
pub const SHOWN: i64 = 1;
/// The highest bit that a choice can have. What comes later is looked up as words are.
const LAST: i64 = 62;
/// How often a bit is asked for when somebody else takes one at the same moment.
const TRIES: usize = 5;

/// Which choice has which bit. A choice gets its bit when the first service has it, and keeps it.
#[derive(Debug, Clone, Default)]
pub struct Bits {
    known: HashMap<String, i64>,
    is_full: bool,
}

/// The number that has only this bit.
pub fn value(bit: i64) -> i64 {
    u32::try_from(bit).ok().and_then(|bit| 1_i64.checked_shl(bit)).unwrap_or_default()
}

/// Whether a facet is one that people choose.
fn is_choice(facet: &str) -> bool {
    let begin = facet.split(':').next().unwrap_or_default();
    begin == "language" || LISTS.iter().any(|(_, known)| *known == begin)
}

impl Bits {
    /// Reads the bits that there are.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn open(tx: &mut Tx<'_>, on: OrganizationId) -> Result<Self, DbError> {
        let known: Vec<(String, i64)> = tx.list(
            sql!("SELECT facet, bit FROM facet_bits WHERE organization_id = $1 AND bit >= 1 ORDER BY bit LIMIT 100"),
            &[&on],
        )?;
        let is_full = known.iter().any(|(_, bit)| *bit >= LAST);
        Ok(Self { known: known.into_iter().collect(), is_full })
    }

    /// What stands beside a service with these facets. Choices that are new get their bits.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn of(&mut self, tx: &mut Tx<'_>, on: OrganizationId, facets: &BTreeMap<String, i64>) -> Result<i64, DbError> {
        let mut found = if facets.is_empty() { 0 } else { SHOWN };
        for facet in facets.keys().filter(|facet| is_choice(facet)) {
            found |= self.bit(tx, on, facet)?.map(value).unwrap_or_default();
        }
        Ok(found)
    }

    fn bit(&mut self, tx: &mut Tx<'_>, on: OrganizationId, facet: &str) -> Result<Option<i64>, DbError> {
        if let Some(bit) = self.known.get(facet) {
            return Ok(Some(*bit));
        }
        if self.is_full {
            return Ok(None);
        }
        for _ in 0..TRIES {
            take(tx, on, facet)?;
            *self = Self::open(tx, on)?;
            if self.is_full || self.known.contains_key(facet) {
                return Ok(self.known.get(facet).copied());
            }
        }
        Err(DbError::Busy("the choices of the directory are being numbered".to_owned()))
    }
}

fn take(tx: &mut Tx<'_>, on: OrganizationId, facet: &str) -> Result<(), DbError> {
    tx.run(
        sql!(
            "INSERT INTO facet_bits (organization_id, facet, bit)
             SELECT $1, $2, n.bit FROM (
                SELECT COALESCE(MAX(b.bit), 0) + 1 AS bit FROM facet_bits b WHERE b.organization_id = $1 AND b.bit >= 1) n
             WHERE n.bit <= $3
             ON CONFLICT DO NOTHING"
        ),
        &[&on, &facet, &LAST],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{LAST, is_choice, value};

    #[test]
    fn every_bit_is_a_number_of_its_own() {
        assert_eq!((value(0), value(1), value(5)), (1, 2, 32));
        assert!(value(LAST) > 0 && (0..=LAST).map(value).fold(0, |all, bit| all | bit) == i64::MAX);
    }

    #[test]
    fn what_people_choose_has_a_bit_and_words_have_none() {
        for facet in ["need:food", "is:peer_run", "cost:free", "access:quiet", "language:es"] {
            assert!(is_choice(facet), "{facet}");
        }
        for facet in ["word:food", "all", "term:1", "agency:1", "taxonomy:1"] {
            assert!(!is_choice(facet), "{facet}");
        }
    }
}
