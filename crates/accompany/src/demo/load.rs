//! Moves the made-up organization into an empty database.

use ground::App;

use crate::commands::Stop;

/// Loads the made-up organization, unless there is an organization already.
pub fn load(_app: &App) -> Result<(), Stop> {
    Err(Stop("there is no demo organization yet".to_owned()))
}
