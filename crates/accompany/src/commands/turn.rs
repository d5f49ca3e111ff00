//! Who goes first on a machine with few cores: the thread that writes to SQLite, then those who answer, then what nobody
//! waits for (decision 20).

/// For those who answer, and for an import that writes beside them.
pub const ANSWERING: i32 = 5;
/// For what reads for long and nobody waits for.
pub const LAST: i32 = 19;

/// From here on this thread, and those that it begins, go behind others by so much. Where that is forbidden they take turns.
pub fn go_behind(by: i32) {
    let _ = rustix::process::setpriority_process(None, by);
}
