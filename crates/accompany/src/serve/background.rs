//! What the program does by itself while it serves: small chores, each at its own pace.
//!
//! Many nodes may serve one database. A chore is done by one of them at a time: whoever takes its lease, a row of `jobs`
//! that is never waiting, and renews it while it works. The lease ends by itself when the node is lost; should it end too
//! early, nothing breaks: each chore is made so that doing it twice changes nothing more. A chore that fails is logged and comes round again.

use std::{pin::Pin, sync::Arc, time::Duration};

use care::moving::{self, Desk};
use ground::{App, audit, ids::JobId, sign_in};
use jiff::{SignedDuration, Timestamp};
use kit::{
    db::{DbError, Tenant, Tx},
    sql,
};
use sha2::{Digest, Sha256};
use tokio::{sync::watch, task::JoinSet};

/// How long a chore in progress may take to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);
/// A file that nobody has written to for so long was left behind by a program that was killed.
const UNFINISHED_AFTER: SignedDuration = SignedDuration::from_hours(24);

type Doing = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

struct Chore {
    name: &'static str,
    every: Duration,
    run: fn(App) -> Doing,
}

/// How long a node may be silent over a chore before another one begins.
const LEASE: SignedDuration = SignedDuration::from_mins(1);
/// How often a node says that it is still at a chore.
const SAYS_SO_EVERY: Duration = Duration::from_secs(15);

const CHORES: &[Chore] = &[
    Chore { name: "send_mail", every: Duration::from_secs(10), run: |app| Box::pin(send_mail(app)) },
    Chore { name: "recover_imports", every: minutes(1), run: |app| Box::pin(recover_imports(app)) },
    Chore { name: "forget_sign_ins", every: minutes(10), run: |app| Box::pin(forget_sign_ins(app)) },
    Chore { name: "look_around", every: minutes(60), run: |app| Box::pin(look_around(app)) },
    Chore { name: "forget_imports", every: minutes(60), run: |app| Box::pin(forget_imports(app)) },
    Chore { name: "check_links", every: minutes(30), run: |app| Box::pin(check_links(app)) },
    Chore { name: "sweep_files", every: minutes(24 * 60), run: |app| Box::pin(sweep_files(app)) },
];

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// The running chores.
pub struct Background {
    stop: watch::Sender<bool>,
    running: JoinSet<()>,
}

impl Background {
    /// Starts every chore on the present runtime, and the way of looks into the audit.
    pub fn start(app: &App, looks: Arc<audit::Looks>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut running = JoinSet::new();
        for chore in CHORES {
            running.spawn(go_round(app.clone(), chore, stopped.clone()));
        }
        running.spawn(audit::go_round(looks, stopped));
        Self { stop, running }
    }

    /// Lets chores in progress finish, for a while.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let all_done = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, all_done).await.is_err() {
            tracing::warn!("a chore did not finish in time; it comes round again after the next start");
        }
    }
}

async fn go_round(app: App, chore: &'static Chore, mut stopped: watch::Receiver<bool>) {
    // Soon after the start, but not all chores of all nodes in the same moment.
    let mut wait = up_to(&app, chore.every.min(Duration::from_secs(30)));
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stopped.wait_for(|is_stopped| *is_stopped) => return,
        }
        if let Err(error) = take_turn(&app, chore).await {
            metrics::counter!("accompany_chore_failures_total", "chore" => chore.name).increment(1);
            tracing::error!(chore = chore.name, error, "a chore failed");
        } else {
            metrics::counter!("accompany_chores_total", "chore" => chore.name).increment(1);
        }
        wait = chore.every.saturating_add(up_to(&app, chore.every / 10));
    }
}

/// Does the chore, unless another node is at it.
async fn take_turn(app: &App, chore: &Chore) -> Result<(), String> {
    let (at, name) = (app.moment(), chore.name);
    let (id, now, until) = (lease_id(name), at.now, at.now + LEASE);
    let taken = app.db.write(Tenant::System, move |tx| take_lease(tx, id, name, now, until)).await;
    if !taken.map_err(|error| error.to_string())? {
        return Ok(());
    }
    let (done, until) = hold_while(app, (id, until), (chore.run)(app.clone())).await;
    let give_back = sql!("UPDATE jobs SET leased_until = NULL WHERE id = $1 AND leased_until = $2");
    let given = app.db.write(Tenant::System, move |tx| tx.run(give_back, &[&id, &until])).await;
    done.and(given.map(drop).map_err(|error: DbError| error.to_string()))
}

/// Renews the lease until the chore is done; answers also until when it was taken last.
async fn hold_while(
    app: &App,
    (id, mut until): (JobId, Timestamp),
    mut doing: Doing,
) -> (Result<(), String>, Timestamp) {
    let renew = sql!("UPDATE jobs SET leased_until = $3 WHERE id = $1 AND leased_until = $2");
    loop {
        tokio::select! {
            done = &mut doing => return (done, until),
            () = tokio::time::sleep(SAYS_SO_EVERY) => {}
        }
        let next = app.moment().now + LEASE;
        let renewed: Result<u64, DbError> =
            app.db.write(Tenant::System, move |tx| tx.run(renew, &[&id, &until, &next])).await;
        match renewed {
            Ok(1) => until = next,
            // The chore shows by itself what is wrong with the storage.
            Ok(_) | Err(_) => tracing::warn!("the lease of a chore was not renewed"),
        }
    }
}

/// Takes the lease of a chore; false when another node has it.
fn take_lease(tx: &mut Tx<'_>, id: JobId, name: &str, now: Timestamp, until: Timestamp) -> Result<bool, DbError> {
    let changed = tx.run(
        sql!(
            "INSERT INTO jobs (id, kind, payload, created_at, run_at, attempts, leased_until, done, total, finished_at, outcome)
             VALUES ($1, $2, $3, $4, $4, 0, $5, 0, 0, $4, '')
             ON CONFLICT (id) DO UPDATE SET leased_until = excluded.leased_until, run_at = excluded.run_at
             WHERE jobs.leased_until IS NULL OR jobs.leased_until <= excluded.run_at"
        ),
        &[&id, &name, &serde_json::json!({}), &now, &until],
    )?;
    Ok(changed == 1)
}

/// The same id on every node.
fn lease_id(name: &str) -> JobId {
    let digest = Sha256::digest(name.as_bytes());
    let bytes = digest.first_chunk::<16>().copied().unwrap_or_default();
    uuid::Builder::from_custom_bytes(bytes).into_uuid().into()
}

/// Anything from nothing to `most`.
fn up_to(app: &App, most: Duration) -> Duration {
    let [part] = app.moment().random::<1>();
    most.saturating_mul(u32::from(part)) / 256
}

/// Removes exchanges that are past their end, and failed sign-ins that count no longer.
async fn forget_sign_ins(app: App) -> Result<(), String> {
    let now = app.moment().now;
    let exchanges = sql!("DELETE FROM exchanges WHERE expires_at < $1");
    let removed = app.db.write(Tenant::System, move |tx| {
        tx.run(exchanges, &[&now])?;
        sign_in::brakes::sweep(tx, now)
    });
    removed.await.map(drop).map_err(|error: DbError| error.to_string())
}

async fn send_mail(app: App) -> Result<(), String> {
    ground::mail::send_waiting(&app).await.map(drop).map_err(|error| error.to_string())
}

/// Takes out what an import left behind whose program was stopped in the middle.
async fn recover_imports(app: App) -> Result<(), String> {
    let desk = Desk { db: app.db.clone(), clock: app.clock.clone() };
    let recovered = tokio::task::spawn_blocking(move || moving::recover(&desk)).await;
    let count = recovered.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    if count > 0 {
        tracing::warn!(count, "cleared up after imports that were stopped in the middle");
    }
    Ok(())
}

/// Deletes files that were moved in, once nobody needs them any more.
async fn forget_imports(app: App) -> Result<(), String> {
    let now = app.moment().now;
    let count = moving::forget_files(&app.db, &app.files, now).await.map_err(|error| error.to_string())?;
    let count = count.saturating_add(community::directory::forget_files(&app.db, &app.files, now).await?);
    if count > 0 {
        tracing::info!(count, "deleted the files of imports that are done with");
    }
    Ok(())
}

/// Opens the promises that nobody begins: to hear from everyone who is supported, and the next call of each plan.
async fn look_around(app: App) -> Result<(), String> {
    let opened = ground::promises::look_around(&app).await.map_err(|error| error.to_string())?;
    let planned = care::calls::look_around(&app).await.map_err(|error| error.to_string())?;
    if opened > 0 || planned > 0 {
        tracing::info!(opened, planned, "opened promises to check in and to call");
    }
    Ok(())
}

/// Tries some of the library's links that were not tried for a week.
async fn check_links(app: App) -> Result<(), String> {
    let (tried, dead) = community::library::check_links(&app).await?;
    if dead > 0 {
        tracing::info!(tried, dead, "links of the library do not open");
    }
    Ok(())
}

async fn sweep_files(app: App) -> Result<(), String> {
    let before = app.moment().now - UNFINISHED_AFTER;
    let swept = app.files.sweep_unfinished(before).await.map_err(|error| error.to_string())?;
    if swept > 0 {
        tracing::info!(swept, "cleared away attachments that were left half written");
    }
    let now = app.moment().now;
    let forgotten = care::participants::forget_photos(&app.db, &app.files, now).await;
    let forgotten = forgotten.map_err(|error| error.to_string())?;
    if forgotten > 0 {
        tracing::info!(forgotten, "deleted photos that were taken away");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn a_chore_is_done_by_one_node_at_a_time() {
        kit::testing::both(&ground::schema::steps().unwrap(), |on| {
            let start: Timestamp = "2026-05-14T18:00:00Z".parse().unwrap();
            let take = |seconds: i64| {
                let now = start + SignedDuration::from_secs(seconds);
                let taken = on.db.write_now(Tenant::System, move |tx| {
                    take_lease(tx, lease_id("send_mail"), "send_mail", now, now + LEASE)
                });
                taken.unwrap()
            };
            assert_eq!([take(0), take(30), take(60), take(90)], [true, false, true, false], "on {}", on.engine);
        });
    }

    #[test]
    fn of_nodes_that_reach_for_a_chore_in_the_same_moment_one_gets_it() {
        kit::testing::both(&ground::schema::steps().unwrap(), |on| {
            for round in 0..5 {
                let now: Timestamp = "2026-05-14T18:00:00Z".parse().unwrap();
                let now = now + SignedDuration::from_hours(round);
                let reach = || {
                    let taken = on.db.write_now(Tenant::System, move |tx| {
                        take_lease(tx, lease_id("send_mail"), "send_mail", now, now + LEASE)
                    });
                    taken.unwrap()
                };
                let taken: usize = std::thread::scope(|scope| {
                    let nodes: Vec<_> = (0..6).map(|_| scope.spawn(reach)).collect();
                    nodes.into_iter().map(|node| usize::from(node.join().unwrap())).sum()
                });
                assert_eq!(taken, 1, "on {}, round {round}", on.engine);
            }
        });
    }
}
