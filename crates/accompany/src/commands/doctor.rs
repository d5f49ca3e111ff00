//! `accompany doctor`: looks at the configuration and at what it names, and says what to do about each thing that is not
//! as it should be. It changes nothing.

use std::{
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};
use kit::{
    clock::Clock,
    config::{Config, Database, FilesConfig, TlsFiles},
    db::{Db, DbError, Tenant, whole},
    mail::Mailer,
    sql,
};

use super::{Stop, open};

/// Below this much room, in bytes, a day of work and a backup may not fit.
const LITTLE_ROOM: u64 = 1 << 30;
/// Below this much, writing stops soon.
const NO_ROOM: u64 = 100 << 20;
/// How far the database server's clock may be from this machine's.
const DRIFT: SignedDuration = SignedDuration::from_secs(5);
/// This version was not made before then.
const BUILT: &str = "2026-01-01T00:00:00Z";

/// One thing looked at.
enum Finding {
    Fine(String),
    /// It works, but it should be looked at: what, and what to do.
    Doubtful(String, String),
    /// It does not work: what, and what to do.
    Broken(String, String),
}

use Finding::{Broken, Doubtful, Fine};

/// Looks and tells; stops with a message when something does not work.
pub fn run(config: &Config) -> Result<(), Stop> {
    println!("The settings in force:\n\n{}\nWhat they name:\n", config.explain());
    let now = Clock::system().moment().now;
    let mut findings = folder(&config.data);
    findings.push(seal_key(&open::seal_key_path(config)));
    findings.push(clock(now));
    findings.extend(database(config, now));
    findings.extend(attachments(config));
    findings.push(mail(config)?);
    findings.push(certificate(config.tls.as_ref(), config));
    let broken = findings.iter().filter(|finding| matches!(finding, Broken(..))).count();
    findings.iter().for_each(tell);
    if broken == 0 { Ok(()) } else { Err(Stop(format!("{broken} of these do not work yet"))) }
}

fn tell(finding: &Finding) {
    match finding {
        Fine(what) => println!("ok    {what}"),
        Doubtful(what, remedy) => println!("warn  {what}\n      {remedy}"),
        Broken(what, remedy) => println!("fail  {what}\n      {remedy}"),
    }
}

fn folder(path: &Path) -> Vec<Finding> {
    let shown = path.display();
    let Ok(facts) = std::fs::metadata(path) else {
        return vec![Doubtful(
            format!("the data folder {shown} is not there yet"),
            "It is made by `accompany serve`, or by hand: see docs/guide/operate.md".to_owned(),
        )];
    };
    let mode = facts.permissions().mode() & 0o077;
    let privacy = if mode == 0 {
        Fine(format!("only its owner can look into the data folder {shown}"))
    } else {
        Doubtful(format!("others on this machine can look into {shown}"), format!("Run: chmod 700 {shown}"))
    };
    vec![privacy, writing(path), room(path)]
}

/// Writes a small file to the disk itself and takes it away again.
fn writing(path: &Path) -> Finding {
    let tried = tempfile::NamedTempFile::new_in(path).and_then(|mut file| {
        file.write_all(b"accompany")?;
        file.as_file().sync_all()
    });
    match tried {
        Ok(()) => Fine(format!("{} can be written", path.display())),
        Err(error) => Broken(
            format!("{} cannot be written: {error}", path.display()),
            "Give the folder to the account that the program runs under".to_owned(),
        ),
    }
}

fn room(path: &Path) -> Finding {
    let free = match rustix::fs::statvfs(path) {
        Ok(facts) => facts.f_bavail.saturating_mul(facts.f_frsize),
        Err(error) => {
            return Doubtful(format!("the room on the disk is not known: {error}"), "Look with `df -h`".to_owned());
        }
    };
    let words = format!("{} MB are free on the disk of {}", free >> 20, path.display());
    let remedy = || "Make room, or move the data folder to a larger disk".to_owned();
    match free {
        ..NO_ROOM => Broken(words, remedy()),
        NO_ROOM..LITTLE_ROOM => Doubtful(words, remedy()),
        _ => Fine(words),
    }
}

fn seal_key(path: &Path) -> Finding {
    let shown = path.display();
    let Ok(facts) = std::fs::metadata(path) else {
        return Doubtful(
            format!("the key {shown} is not there yet"),
            "The first start makes it. If people have second factors already, put it back from a backup".to_owned(),
        );
    };
    if facts.permissions().mode() & 0o077 != 0 {
        return Broken(format!("others on this machine can read the key {shown}"), format!("Run: chmod 600 {shown}"));
    }
    Fine(format!("the key {shown} is there, and only its owner can read it"))
}

fn clock(now: Timestamp) -> Finding {
    let words = format!("this machine's clock says {}", now.strftime("%Y-%m-%d %H:%M:%S UTC"));
    match BUILT.parse::<Timestamp>() {
        Ok(built) if now < built => {
            Broken(words, "Set the clock; a time service such as chrony keeps it right".to_owned())
        }
        _ => Fine(words),
    }
}

fn database(config: &Config, now: Timestamp) -> Vec<Finding> {
    if let Database::Sqlite(path) = &config.database
        && !path.exists()
    {
        let what = format!("the database {} is not there yet", path.display());
        return vec![Doubtful(what, "It is made by `accompany serve` or `accompany migrate`".to_owned())];
    }
    match open::existing_database(config) {
        Err(stop) => {
            vec![Broken(stop.0, "Check database_url, and that the server runs and lets this account in".to_owned())]
        }
        Ok(db) => vec![engine(&db), schema(&db), time_of(&db, now)],
    }
}

fn engine(db: &Db) -> Finding {
    match db.read_now(Tenant::System, whole::about_engine) {
        Ok((name, Some(collation))) if collation != "C" => Broken(
            format!("{name} answers, but its database sorts text by {collation}"),
            "Make the database anew with LC_COLLATE 'C': docs/guide/operate.md says how".to_owned(),
        ),
        Ok((name, Some(_))) => Fine(format!("{name} answers, and sorts text by C")),
        Ok((name, None)) => Fine(format!("{name} answers")),
        Err(error) => unreadable(&error),
    }
}

fn unreadable(error: &DbError) -> Finding {
    Broken(
        format!("the database does not answer: {error}"),
        "Run `accompany verify`; restore a backup if it is damaged".to_owned(),
    )
}

fn schema(db: &Db) -> Finding {
    let listed = ground::schema::steps().and_then(|steps| db.migration_steps(&steps));
    match listed {
        Ok(steps) if steps.iter().all(|step| step.is_applied) => {
            Fine(format!("the schema has all {} steps", steps.len()))
        }
        Ok(steps) => Doubtful(
            format!("the schema lacks {} steps", steps.iter().filter(|step| !step.is_applied).count()),
            "They are applied at the next start; `accompany migrate --dry-run` lists them".to_owned(),
        ),
        Err(error) => Broken(error.to_string(), "Start the version of the program that made this database".to_owned()),
    }
}

/// Whether what was written last lies in the future: this clock or that of another machine is wrong.
fn time_of(db: &Db, now: Timestamp) -> Finding {
    let newest = sql!("SELECT MAX(applied_at) FROM schema_steps");
    match db.read_now(Tenant::System, |tx| tx.one::<Option<Timestamp>>(newest, &[])) {
        Ok(found) => match found.flatten() {
            Some(at) if at.duration_since(now) > DRIFT => Broken(
                format!("the database was set up at {at}, which this machine takes for the future"),
                "Set the clocks of this machine and of its neighbors by a time service".to_owned(),
            ),
            _ => Fine("the database was not written in the future".to_owned()),
        },
        Err(error) => unreadable(&error),
    }
}

fn attachments(config: &Config) -> Vec<Finding> {
    match &config.files {
        FilesConfig::Folder(path) if path.exists() && *path != config.data.join("files") => {
            vec![writing(path), room(path)]
        }
        FilesConfig::Folder(path) if path.exists() => vec![writing(path)],
        FilesConfig::Folder(path) => vec![Doubtful(
            format!("the folder for attachments {} is not there yet", path.display()),
            "It is made by `accompany serve`".to_owned(),
        )],
        FilesConfig::S3 { .. } => vec![bucket(config)],
    }
}

/// Looks whether the bucket lets us in, by the first thing in it.
fn bucket(config: &Config) -> Finding {
    use futures_util::TryStreamExt;
    let asked = kit::files::Files::open(&config.files).map_err(Stop::because).and_then(|files| {
        let first = open::runtime()?.block_on(async { files.list().try_next().await });
        first.map_err(Stop::because)
    });
    match asked {
        Ok(_) => Fine("the bucket for attachments answers".to_owned()),
        Err(stop) => Broken(stop.0, "Check files.bucket, files.region, files.endpoint and the two keys".to_owned()),
    }
}

fn mail(config: &Config) -> Result<Finding, Stop> {
    let runtime = open::runtime()?;
    // The mailer's pool needs a runtime from its first moment to its last.
    let _entered = runtime.enter();
    let mailer = Mailer::new(config.mail.as_ref()).map_err(Stop::because)?;
    Ok(match runtime.block_on(mailer.check()) {
        Ok(true) => Fine("the mail server lets us in".to_owned()),
        Ok(false) => Doubtful(
            "no mail is sent".to_owned(),
            "Links are copied or printed to hand over. Set mail.host and mail.from to send them".to_owned(),
        ),
        Err(trouble) => {
            Broken(format!("the mail server does not let us in: {}", trouble.words), trouble.remedy.to_owned())
        }
    })
}

fn certificate(tls: Option<&TlsFiles>, config: &Config) -> Finding {
    let Some(TlsFiles { certificate, key }) = tls else {
        if config.listen.ip().is_loopback() {
            return Fine("only this machine reaches the program; a reverse proxy gives it TLS".to_owned());
        }
        let what = format!("{} is reached without TLS", config.listen);
        return Doubtful(what, "Put a reverse proxy in front, or set tls.certificate and tls.key".to_owned());
    };
    let load = |certificate: PathBuf, key: PathBuf| {
        open::runtime()?.block_on(crate::serve::certificate(&certificate, &key)).map(drop)
    };
    match load(certificate.clone(), key.clone()) {
        Ok(()) => Fine("the certificate and its key fit".to_owned()),
        Err(stop) => Broken(
            format!("the certificate cannot be used: {stop}"),
            "Check tls.certificate (the whole chain) and tls.key, both PEM and readable for the program".to_owned(),
        ),
    }
}
