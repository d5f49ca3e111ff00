//! `accompany export`: everything of a program or of one person, as tables in a zip file.

use std::{fs::File, path::PathBuf};

use care::moving::{Setting, out};
use clap::Args;
use ground::{ids::ParticipantId, rules::matrix::Permission};
use kit::{clock::Clock, config::Config, db::DbError};

use super::{Opened, Stop, who};

/// What `accompany export` takes.
#[derive(Debug, Args)]
pub struct Wish {
    /// The zip file to write
    file: PathBuf,
    /// The program whose people go out
    #[arg(long, value_name = "NAME|ID", required_unless_present = "person", conflicts_with = "person")]
    program: Option<String>,
    /// The one person who goes out
    #[arg(long, value_name = "ID")]
    person: Option<ParticipantId>,
    /// Why a program goes out; it stays in the audit
    #[arg(long, value_name = "WORDS", required_unless_present = "person")]
    why: Option<String>,
    /// The organization, when there is more than one
    #[arg(long, value_name = "NAME|ID")]
    organization: Option<String>,
    /// The e-mail address of the person in whose name this is done [default: somebody who may]
    #[arg(long = "as", value_name = "EMAIL")]
    address: Option<String>,
}

pub fn run(config: Config, wish: &Wish) -> Result<(), Stop> {
    let runtime = super::open::runtime()?;
    let _entered = runtime.enter();
    let Opened { app, .. } = super::program(config, Clock::system())?;
    let house = who::organization(&app, wish.organization.as_deref())?;
    let permission = if wish.person.is_some() { Permission::ExportPerson } else { Permission::ExportProgram };
    let (actor, scope) = who::scope(&app, &house, wish.address.as_deref(), permission)?;
    let seen = out::Seen::by(&actor, &scope);
    let (organization, now) = (scope.organization, scope.now);
    let setting: Result<_, DbError> = app.db.read_now(scope.tenant(), move |tx| Setting::of(tx, organization, now));
    let extent = match (wish.person, wish.program.as_deref()) {
        (Some(person), _) => out::Extent::Person(person),
        (None, said) => {
            let setting = setting.map_err(Stop::because)?;
            let program = setting.program(said.unwrap_or_default());
            out::Extent::Program(program.ok_or_else(|| Stop("there is no open program of this name".to_owned()))?.id)
        }
    };
    let file = File::create(&wish.file).map_err(|error| Stop(format!("{}: {error}", wish.file.display())))?;
    app.db.map_for_long_reads().map_err(Stop::because)?;
    let by = scope.clone();
    let written = app.db.read_now(scope.tenant(), move |tx| out::write(tx, &by, extent, seen, file));
    let written = written.map_err(Stop::because)?;
    let now = app.moment().now;
    let (tenant, why) = (scope.tenant(), wish.why.clone().unwrap_or_default());
    let noted = app.db.write_now(tenant, move |tx| out::note(tx, &scope, extent, written, &why, now));
    if let Err(kept) = noted {
        std::fs::remove_file(&wish.file).map_err(|error| Stop(format!("{}: {error}", wish.file.display())))?;
        return Err(Stop::because(kept));
    }
    let people = written.people;
    println!("{people} people written to {}", wish.file.display());
    Ok(())
}
