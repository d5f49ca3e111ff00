//! The command line: what each command is called and takes. What each does has a file of its own.

mod backup;
mod doctor;
mod export;
mod import;
pub mod lock;
mod migrate;
mod open;
mod organization;
mod restore;
pub mod turn;
mod verify;
mod who;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use kit::config::{Config, Sources};

pub use self::open::{Opened, make_folder, program, threads, try_writing};

/// Runs a mental-health peer support program from end to end.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct CommandLine {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

/// Settings that every command takes; the configuration file and the environment know more.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// The folder for the database, attachments and keys [default: ./accompany-data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<String>,
    /// A configuration file [default: accompany.toml in the data folder]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use PostgreSQL: postgres://user@host/name [default: SQLite in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages
    Serve {
        /// Where to listen [default: 127.0.0.1:8080]
        #[arg(long, value_name = "ADDR:PORT")]
        listen: Option<String>,
        /// Load a made-up organization to look around in
        #[arg(long)]
        demo: bool,
    },
    /// Take out everything of a program or of one person
    Export(Box<export::Wish>),
    /// Bring in people, contacts, goals or staff from a file
    Import(Box<import::Wish>),
    /// Bring the database up to this version of the program
    Migrate {
        /// Only list what would be done
        #[arg(long)]
        dry_run: bool,
    },
    /// Write everything to one file, while the program serves or not
    Backup {
        /// A file that is not there yet; whoever can read it can read every record
        file: PathBuf,
        /// Leave out the key of the second factors, to keep it somewhere else
        #[arg(long)]
        without_seal_key: bool,
    },
    /// Fill the database from a backup, of either engine
    Restore {
        /// What `accompany backup` wrote
        file: PathBuf,
        /// Put it in the place of what is there
        #[arg(long)]
        replace: bool,
    },
    /// Organizations on this installation
    Organization {
        #[command(subcommand)]
        what: OrganizationCommand,
    },
    /// Look over the records: audit, references, search, attachments
    Verify,
    /// Look over the set-up: settings, disk, clock, database, mail
    Doctor,
}

#[derive(Debug, Subcommand)]
enum OrganizationCommand {
    /// Print a one-time link that sets up a further organization
    Add {
        /// What to call it in the message; its director types the name
        name: String,
    },
}

/// Why a command stopped, in words for the person at the terminal.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Stop(pub String);

impl Stop {
    /// For `map_err`: any error, in its own words.
    pub fn because(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// Does what the command line says.
///
/// # Errors
/// In words for the person at the terminal.
pub fn run(line: CommandLine) -> Result<(), Stop> {
    let CommandLine { command, settings } = line;
    // One provider of cryptography for mail, S3 and TLS; a second start in one process (tests) finds it there.
    drop(rustls::crypto::ring::default_provider().install_default());
    match command {
        Command::Serve { listen, demo } => {
            let mut flags = settings.flags();
            flags.extend(listen.map(|value| ("listen", value)));
            crate::serve::run(settings.config_with(flags)?, demo)
        }
        Command::Export(wish) => {
            turn::go_behind(turn::LAST);
            export::run(settings.config()?, &wish)
        }
        Command::Import(wish) => {
            turn::go_behind(turn::ANSWERING);
            import::run(settings.config()?, &wish)
        }
        Command::Migrate { dry_run } => migrate::run(&settings.config()?, dry_run),
        Command::Backup { file, without_seal_key } => {
            turn::go_behind(turn::LAST);
            backup::run(&settings.config()?, &file, without_seal_key)
        }
        Command::Restore { file, replace } => restore::run(&settings.config()?, &file, replace),
        Command::Organization { what: OrganizationCommand::Add { name } } => {
            organization::add(&settings.config()?, &name)
        }
        Command::Verify => {
            turn::go_behind(turn::LAST);
            verify::run(&settings.config()?)
        }
        Command::Doctor => doctor::run(&settings.config()?),
    }
}

impl Settings {
    fn flags(&self) -> Vec<(&'static str, String)> {
        let data = self.data.clone().map(|value| ("data", value));
        data.into_iter().chain(self.database_url.clone().map(|value| ("database_url", value))).collect()
    }

    fn config(&self) -> Result<Config, Stop> {
        self.config_with(self.flags())
    }

    fn config_with(&self, flags: Vec<(&'static str, String)>) -> Result<Config, Stop> {
        let environment = std::env::vars().filter(|(name, _)| !name.starts_with("ACCOMPANY_TEST_"));
        let sources = Sources::gather(self.config.clone(), flags, environment).map_err(Stop::because)?;
        Config::load(&sources).map_err(Stop::because)
    }
}

/// Starts the log on standard error, as text or as lines of JSON.
pub fn start_log(config: &Config) {
    use kit::config::{LogFormat, LogLevel};
    let level = match config.log {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    let level = tracing_subscriber::EnvFilter::new(level);
    let is_seen = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(is_seen).with_env_filter(level);
    // A second start in one process (tests) keeps the first one's log.
    drop(match config.log_format {
        LogFormat::Json => log.json().try_init(),
        LogFormat::Text => log.try_init(),
    });
}
