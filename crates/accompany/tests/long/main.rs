//! What takes minutes: the program under faults and load for longer than anybody wants to wait at each change.
//! `cargo xtask test --long` runs these after everything else; by hand `cargo nextest run -p accompany --test long`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "the shorter tests use the rest")]
#[path = "../it/browser.rs"]
mod browser;
#[allow(dead_code, reason = "the shorter tests use the rest")]
#[path = "../it/program.rs"]
mod program;
#[path = "../it/sudden.rs"]
mod sudden;

mod crowd;
mod killed;
mod machines;
