//! Moving in and out: files of people, contacts, goals and staff come in by a mapping, all or nothing, and can be taken
//! out again; everything of a program or of one person goes out as tables or as a page to print.
//!
//! What lives here: the fields of each kind of file, the look before the run, the run, the undo, what goes out. What
//! doesn't: reading and writing the tables themselves (`kit::tabular`), and what the records mean (their own areas).

mod arrive;
pub mod fields;
mod forget;
mod known;
pub mod mapping;
pub mod out;
mod pages;
mod report;
mod run;
mod store;
mod target;
#[cfg(test)]
mod tests;
mod undo;
mod walk;

use ground::Area;

pub use self::{
    forget::{KEPT_FOR, forget_files},
    report::{Count, PROBLEM_HEADS, Report, Stayed, problem_cells},
    run::{Desk, Stopped, insert_looked_at, look, recover, run},
    store::{Import, NewImport, Status, find, insert, list, mappings, save_mapping, set_mapping, set_report},
    target::{ImportId, KeptFileId, Program, Setting, Target},
    undo::undo,
    walk::sniff,
};

pub const AREA: Area = Area { name: "moving", routes, nav: &[] };

fn routes() -> Vec<ground::Route> {
    let mut routes = pages::routes();
    routes.extend(pages::out::routes());
    routes
}
