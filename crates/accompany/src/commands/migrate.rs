//! `accompany migrate`: bring the schema up to date, or say what that would do.

use kit::{clock::Clock, config::Config};

use super::{Stop, open};

pub fn run(config: &Config, is_dry: bool) -> Result<(), Stop> {
    let db = open::database(config)?;
    let steps = ground::schema::steps().map_err(Stop::because)?;
    if is_dry {
        let listed = db.migration_steps(&steps).map_err(Stop::because)?;
        let missing: Vec<_> = listed.iter().filter(|step| !step.is_applied).collect();
        for step in &missing {
            println!("would apply {:04} {}", step.number, step.name.replace('_', " "));
        }
        println!("{} of {} steps are missing", missing.len(), listed.len());
        return Ok(());
    }
    let count = db.migrate(&steps, Clock::system().moment().now).map_err(Stop::because)?;
    println!("applied {count} steps; the database is up to date");
    Ok(())
}
