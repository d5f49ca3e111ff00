//! `accompany verify`: looks everything over and says in plain words what is wrong.

use futures_util::FutureExt as _;
use ground::ids::OrganizationId;
use kit::{
    config::Config,
    db::{Db, DbError, Tenant, catalog, whole},
    files::{FileKey, Files},
    ids::Id,
    sql,
};
use uuid::Uuid;

use super::{Stop, open};

/// Rows read at once.
const PAGE: i64 = 500;

/// What was looked at, and what was wrong with it.
#[derive(Default)]
struct Findings {
    wrong: usize,
}

impl Findings {
    fn good(&self, words: &str) {
        println!("ok     {words}");
    }

    fn bad(&mut self, words: &str) {
        self.wrong = self.wrong.saturating_add(1);
        println!("wrong  {words}");
    }
}

/// Looks everything over; stops with a message when something is wrong.
pub fn run(config: &Config) -> Result<(), Stop> {
    let db = open::existing_database(config)?;
    let mut findings = Findings::default();
    if !schema(&db, &mut findings)? {
        return Err(Stop("nothing else was looked at; run `accompany migrate` first".to_owned()));
    }
    engine(&db, &mut findings).map_err(Stop::because)?;
    references(&db, &mut findings).map_err(Stop::because)?;
    for (organization, name) in organizations(&db).map_err(Stop::because)? {
        audit(&db, organization, &name, &mut findings).map_err(Stop::because)?;
        search(&db, organization, &name, &mut findings).map_err(Stop::because)?;
    }
    let files = Files::open(&config.files).map_err(Stop::because)?;
    photos(&db, &mut findings)?;
    attachments(&db, &files, &mut findings)?;
    imports(&db, &files, &mut findings)?;
    match findings.wrong {
        0 => Ok(()),
        count => Err(Stop(format!("{count} things are wrong; docs/guide/operate.md says what to do"))),
    }
}

fn schema(db: &Db, findings: &mut Findings) -> Result<bool, Stop> {
    let steps = ground::schema::steps().map_err(Stop::because)?;
    let listed = db.migration_steps(&steps).map_err(Stop::because)?;
    let missing = listed.iter().filter(|step| !step.is_applied).count();
    if missing > 0 {
        findings.bad(&format!("the schema lacks {missing} of {} steps", listed.len()));
    } else {
        findings.good(&format!("the schema has all {} steps", listed.len()));
    }
    Ok(missing == 0)
}

fn engine(db: &Db, findings: &mut Findings) -> Result<(), DbError> {
    let (damage, (engine, _)) =
        db.read_now(Tenant::System, |tx| Ok::<_, DbError>((whole::damage(tx)?, whole::about_engine(tx)?)))?;
    damage.iter().for_each(|words| findings.bad(&format!("the database file is damaged: {words}")));
    if damage.is_empty() {
        findings.good(&format!("{engine} reads its pages and indexes"));
    }
    Ok(())
}

fn references(db: &Db, findings: &mut Findings) -> Result<(), DbError> {
    let (checked, broken) = db.read_now(Tenant::System, |tx| {
        whole::take_time(tx)?;
        let (mut checked, mut broken) = (0_usize, Vec::new());
        for table in catalog::tables(tx)? {
            for key in &table.foreign_keys {
                checked = checked.saturating_add(1);
                let count = whole::orphans(tx, &table, key)?;
                if count > 0 {
                    let columns = key.columns.join(", ");
                    broken.push(format!(
                        "{count} rows of {} name a row of {} that is not there ({columns})",
                        table.name, key.table
                    ));
                }
            }
        }
        Ok::<_, DbError>((checked, broken))
    })?;
    broken.iter().for_each(|words| findings.bad(words));
    if broken.is_empty() {
        findings.good(&format!("every row that is named is there ({checked} kinds of reference)"));
    }
    Ok(())
}

fn organizations(db: &Db) -> Result<Vec<(OrganizationId, String)>, DbError> {
    let text = sql!("SELECT organization_id, name FROM organizations ORDER BY organization_id LIMIT 100000");
    db.read_now(Tenant::System, |tx| tx.list(text, &[]))
}

fn audit(db: &Db, organization: OrganizationId, name: &str, findings: &mut Findings) -> Result<(), DbError> {
    let (count, broken) = db.read_now(Tenant::Organization(organization.uuid()), move |tx| {
        whole::take_time(tx)?;
        ground::audit::verify(tx, organization)
    })?;
    match broken {
        None => findings.good(&format!("{name}: the audit's chain of {count} entries holds")),
        Some(broken) => findings.bad(&format!("{name}: {broken}")),
    }
    Ok(())
}

fn search(db: &Db, organization: OrganizationId, name: &str, findings: &mut Findings) -> Result<(), DbError> {
    let (count, wrong) = db.read_now(Tenant::Organization(organization.uuid()), move |tx| {
        whole::take_time(tx)?;
        care::participants::verify_keys(tx, organization)
    })?;
    if wrong.is_empty() {
        findings.good(&format!("{name}: the search index tells of all {count} people"));
        return Ok(());
    }
    let some: Vec<String> = wrong.iter().take(3).map(ToString::to_string).collect();
    let more = if wrong.len() > some.len() { " and more" } else { "" };
    let words = format!("the search index is wrong for {} people ({}{more})", wrong.len(), some.join(", "));
    findings.bad(&format!("{name}: {words}"));
    Ok(())
}

/// Records that name a photo which is not among the attachments; whether the files are there is asked of those.
fn photos(db: &Db, findings: &mut Findings) -> Result<(), Stop> {
    let text = sql!(
        "SELECT p.id FROM participants p
         WHERE p.photo_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM attachments f
            WHERE f.organization_id = p.organization_id AND f.id = p.photo_id AND f.removed_at IS NULL)
         ORDER BY p.organization_id, p.id LIMIT 1000"
    );
    let wrong: Result<Vec<Uuid>, DbError> = db.read_now(Tenant::System, |tx| tx.list(text, &[]));
    for id in wrong.map_err(Stop::because)? {
        findings.bad(&format!("the photo of person {id} is missing"));
    }
    Ok(())
}

/// An attachment's place, its sum, and its size.
type Stored = (Uuid, Uuid, Vec<u8>, i64);

fn attachments(db: &Db, files: &Files, findings: &mut Findings) -> Result<(), Stop> {
    let runtime = open::runtime()?;
    let (mut after, mut count, wrong_before) = ((Uuid::nil(), Uuid::nil()), 0_usize, findings.wrong);
    loop {
        let page = attachments_after(db, after).map_err(Stop::because)?;
        let Some(last) = page.last() else { break };
        after = (last.0, last.1);
        for stored in &page {
            count = count.saturating_add(1);
            if let Some(words) = runtime.block_on(attachment(files, stored).boxed_local())? {
                findings.bad(&words);
            }
        }
    }
    if findings.wrong == wrong_before {
        findings.good(&format!("all {count} attachments are there and unchanged"));
    }
    Ok(())
}

fn attachments_after(db: &Db, (organization, id): (Uuid, Uuid)) -> Result<Vec<Stored>, DbError> {
    let text = sql!(
        "SELECT organization_id, id, sha256, size_bytes FROM attachments
         WHERE removed_at IS NULL AND (organization_id, id) > ($1, $2) ORDER BY organization_id, id LIMIT $3"
    );
    db.read_now(Tenant::System, move |tx| tx.list(text, &[&organization, &id, &PAGE]))
}

async fn attachment(files: &Files, (organization, id, sha256, size): &Stored) -> Result<Option<String>, Stop> {
    let key = FileKey { organization: *organization, file: *id };
    Ok(match files.measure(key).await.map_err(Stop::because)? {
        None => Some(format!("attachment {id} is missing")),
        Some((bytes, sum)) if sum.as_slice() == sha256.as_slice() && i64::try_from(bytes) == Ok(*size) => None,
        Some(_) => Some(format!("attachment {id} is not what was stored")),
    })
}

/// Files that somebody moved in and that are still to be looked at or to come in.
fn imports(db: &Db, files: &Files, findings: &mut Findings) -> Result<(), Stop> {
    let text = sql!(
        "SELECT organization_id, id, file_id FROM imports
         WHERE file_id IS NOT NULL AND status IN ('new', 'looking', 'looked_at', 'running')
         ORDER BY organization_id, id LIMIT 100000"
    );
    let pending: Result<Vec<(Uuid, Uuid, Uuid)>, DbError> = db.read_now(Tenant::System, |tx| tx.list(text, &[]));
    let (pending, runtime, wrong_before) = (pending.map_err(Stop::because)?, open::runtime()?, findings.wrong);
    for (organization, id, file) in &pending {
        let key = FileKey { organization: *organization, file: *file };
        if runtime.block_on(files.get(key).boxed_local()).map_err(Stop::because)?.is_none() {
            findings.bad(&format!("the file of import {id} is missing"));
        }
    }
    if findings.wrong == wrong_before {
        findings.good(&format!("the files of all {} imports that wait are there", pending.len()));
    }
    Ok(())
}
