//! What happens between a person and those who support them: who they are, how they came, what they hope for, what was
//! done together.

pub mod assignments;
pub mod by;
pub mod calls;
pub mod came;
pub mod contacts;
pub mod deadline;
pub mod goals;
pub mod merging;
pub mod moving;
pub mod participants;
pub mod record;
pub mod referrals;
pub mod supporters;
