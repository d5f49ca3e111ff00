//! The participant's own space: a record that belongs to two people. Its pages are for the person it is about, and for
//! those with whom they share.

pub mod circle;
pub mod me;
pub mod wellness;
