//! What every area stands on: organizations, accounts, access, audit, promises, drafts, rules, layout.

pub mod rules;
