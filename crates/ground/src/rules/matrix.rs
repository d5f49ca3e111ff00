//! The permission table (`rules/permissions.toml`; practice.md 7.5): for each role and permission, how far it reaches.
//! Who somebody is, and what a query may touch, belongs to access.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::record::{About, Problem, Record, RuleError, Shelf};
pub use super::roles::{Permission, Role};

kit::word_enum! {
    /// How far a permission reaches; of several roles, the widest counts.
    pub enum Reach {
        /// Not at all.
        None = "none",
        /// The people one supports, or one's own record.
        Own = "own",
        /// Everyone in the programs in which one has the role.
        Program = "program",
        /// Everyone in the organization.
        Organization = "organization",
    }
}

impl Reach {
    const fn sentence(self) -> &'static str {
        match self {
            Self::None => "not allowed",
            Self::Own => "for the people they support, or for themselves",
            Self::Program => "for everyone in their programs",
            Self::Organization => "in the whole organization",
        }
    }
}

/// What narrows a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Until a set day.
    TimeBoxed,
    /// Nothing can be changed.
    ReadOnly,
    /// Only what is shared.
    SharedOnly,
}

impl Condition {
    const fn words(self) -> &'static str {
        match self {
            Self::TimeBoxed => "until a set day",
            Self::ReadOnly => "reading only",
            Self::SharedOnly => "only what is shared",
        }
    }
}

/// One cell of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// How far.
    pub reach: Reach,
    /// What narrows it.
    #[serde(default)]
    pub when: Vec<Condition>,
    /// A sentence that people read beside it.
    pub note: Option<String>,
}

/// A role as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleCard {
    /// Which role.
    pub id: Role,
    /// What people read.
    pub label: String,
    /// Who that is.
    pub text: String,
    /// Source and dates.
    pub about: About,
}

impl Record for RoleCard {
    const TABLE: &'static str = "role";

    fn id(&self) -> &str {
        self.id.word()
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        format!("{}: {}", self.label, self.text)
    }
}

/// A permission and what each role has of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermissionRow {
    /// Which permission.
    pub id: Permission,
    /// What people read.
    pub label: String,
    /// What it lets somebody do.
    pub text: String,
    /// Source and dates.
    pub about: About,
    /// One cell for every role.
    pub grants: BTreeMap<Role, Grant>,
}

impl Record for PermissionRow {
    const TABLE: &'static str = "permission";

    fn id(&self) -> &str {
        self.id.word()
    }

    fn about(&self) -> &About {
        &self.about
    }

    fn explain(&self) -> String {
        format!("{}: {}", self.label, self.text)
    }

    fn check(&self) -> Result<(), Problem> {
        match Role::ALL.iter().find(|role| !self.grants.contains_key(role)) {
            Some(role) => Err(Problem::at("grants", format!("nothing is said about {role}"))),
            None => Ok(()),
        }
    }
}

/// The whole table.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    /// The roles, in the order they are shown.
    pub roles: Shelf<RoleCard>,
    /// The permissions, in the order they are shown.
    pub permissions: Shelf<PermissionRow>,
}

impl Matrix {
    /// How far a role reaches with a permission; a pair that is not in the table reaches nothing.
    #[must_use]
    pub fn reach(&self, role: Role, permission: Permission) -> Reach {
        self.grant(role, permission).map_or(Reach::None, |grant| grant.reach)
    }

    /// The cell of a role and a permission.
    #[must_use]
    pub fn grant(&self, role: Role, permission: Permission) -> Option<&Grant> {
        // A page asks for many of these; a test holds the file to the order of the enum.
        let place = Permission::ALL.binary_search(&permission).ok()?;
        self.permissions.at(place).filter(|row| row.id == permission)?.grants.get(&role)
    }

    /// The cell as a sentence that people read.
    #[must_use]
    pub fn explain(&self, role: Role, permission: Permission) -> String {
        let who = self.roles.get(role.word()).map_or(role.word(), |card| card.label.as_str());
        let what = self.permissions.get(permission.word()).map_or(permission.word(), |row| row.label.as_str());
        let Some(grant) = self.grant(role, permission) else {
            return format!("{who}, “{what}”: {}.", Reach::None.sentence());
        };
        let mut words = vec![grant.reach.sentence()];
        words.extend(grant.when.iter().map(|condition| condition.words()));
        let note = grant.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
        format!("{who}, “{what}”: {}.{note}", words.join(", "))
    }

    /// The table as a page of the reference documents.
    #[must_use]
    pub fn as_markdown(&self) -> String {
        let mut page = String::from(
            "# Who may do what\n\nGenerated from `rules/permissions.toml`. `own` is the people one supports, or one's \
             own record; `program` is everyone in the programs in which one has the role.\n\n",
        );
        let labels: Vec<&str> = self.roles.iter().map(|card| card.label.as_str()).collect();
        // Writing into a String cannot fail.
        let _ = writeln!(page, "| | {} |\n|---|{}", labels.join(" | "), "---|".repeat(labels.len()));
        for row in self.permissions.iter() {
            let cells: Vec<String> = self.roles.iter().map(|card| cell(row.grants.get(&card.id))).collect();
            let _ = writeln!(page, "| {} | {} |", row.label, cells.join(" | "));
        }
        page.push_str("\n## In plain words\n");
        for row in self.permissions.iter() {
            let _ = writeln!(page, "\n**{}.** {}", row.label, row.text);
            for card in self.roles.iter() {
                if let Some(note) = row.grants.get(&card.id).and_then(|grant| grant.note.as_ref()) {
                    let _ = writeln!(page, "- {}: {note}", card.label);
                }
            }
        }
        page
    }

    /// Every pair that reaches anybody, for the table that queries join.
    pub fn grants(&self) -> impl Iterator<Item = (Role, Permission, Reach)> {
        let pairs = self
            .permissions
            .iter()
            .flat_map(|row| row.grants.iter().map(move |(role, grant)| (*role, row.id, grant.reach)));
        pairs.filter(|(_, _, reach)| *reach != Reach::None)
    }

    /// Refuses a table in which a role or a permission of the program is missing.
    pub(super) fn check(&self, file: &str) -> Result<(), RuleError> {
        let missing = |key: &str| RuleError::new(file, key, Problem::at("id", "is missing from the table"));
        let role = Role::ALL.iter().find(|role| self.roles.get(role.word()).is_none());
        let permission = Permission::ALL.iter().find(|one| self.permissions.get(one.word()).is_none());
        match (role, permission) {
            (Some(role), _) => Err(missing(role.word())),
            (None, Some(permission)) => Err(missing(permission.word())),
            (None, None) => Ok(()),
        }
    }
}

fn cell(grant: Option<&Grant>) -> String {
    let Some(grant) = grant else {
        return Reach::None.word().to_owned();
    };
    let mut words = vec![grant.reach.word()];
    words.extend(grant.when.iter().map(|condition| condition.words()));
    words.join(", ")
}
