//! What every area stands on: organizations, accounts, access, audit, promises, drafts, rules, layout.

pub mod access;
pub mod accounts;
pub mod admin;
pub mod app;
pub mod area;
pub mod audit;
pub mod drafts;
pub mod gate;
pub mod home;
pub mod ids;
pub mod layout;
pub mod mail;
pub mod more;
pub mod onward;
pub mod organizations;
pub mod promises;
pub mod public;
pub mod reading;
pub mod rules;
pub mod schema;
pub mod sign_in;
pub mod team;
#[doc(hidden)]
pub mod testing;
#[cfg(test)]
mod texts;
pub mod visit;

pub use self::{
    app::App,
    area::{Area, Guard, Route},
    visit::Visit,
};
