//! `accompany organization add`: another organization on the same installation.

use kit::{
    clock::Clock,
    config::Config,
    db::{DbError, Tenant},
};

use super::{Stop, open};

/// Prints a one-time link that sets up a further organization and its first director.
pub fn add(config: &Config, name: &str) -> Result<(), Stop> {
    let db = open::existing_database(config)?;
    let missing = db.migration_steps(&ground::schema::steps().map_err(Stop::because)?).map_err(Stop::because)?;
    if missing.iter().any(|step| !step.is_applied) {
        return Err(Stop("the database is not up to date; run `accompany migrate` first".to_owned()));
    }
    let at = Clock::system().moment();
    let token = db.write_now(Tenant::System, move |tx| ground::organizations::setup_link(tx, &at));
    let token = token.map_err(|error: DbError| Stop::because(error))?;
    println!("Give this link to the first director of {name}; it works once:");
    println!("{}setup?token={token}", config.public_url);
    Ok(())
}
