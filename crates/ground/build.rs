//! Migrations and messages are embedded from the workspace's folders: a change there rebuilds this crate.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
    println!("cargo::rerun-if-changed=../../messages");
}
