//! Clearing away what a killed program left half written.

use std::path::Path;
use std::time::SystemTime;

/// Removes half-written files that nobody has written to since `before`; says how many.
/// The store names them after the file to come and a number: `ID#1`. No whole file has such a name.
pub(super) fn unfinished(root: &Path, before: SystemTime) -> std::io::Result<usize> {
    let mut removed = 0;
    for organization in std::fs::read_dir(root)? {
        let organization = organization?;
        if !organization.file_type()?.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(organization.path())? {
            let file = file?;
            if is_unfinished(&file.file_name()) && file.metadata()?.modified()? < before {
                std::fs::remove_file(file.path())?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

fn is_unfinished(name: &std::ffi::OsStr) -> bool {
    let parts = name.to_str().and_then(|name| name.split_once('#'));
    parts.is_some_and(|(id, number)| id.parse::<uuid::Uuid>().is_ok() && number.parse::<u32>().is_ok())
}
