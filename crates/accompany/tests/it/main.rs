//! The program as its users have it: the real binary, in a folder of its own, over HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "tests fail by panicking"
)]

mod backups;
mod browser;
mod disk;
mod floods;
mod full;
mod killed;
mod lookouts;
mod machines;
mod program;
mod references;
mod serving;
mod slow;
mod sudden;
mod tls;
mod worlds;
