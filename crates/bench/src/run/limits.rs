//! `bench limits`: what budgets and lanes cost a request. The same program in the same world with budgets and without
//! them, one after the other and again, so that what else the machine does falls on both; and budgets and lanes by
//! themselves, in a loop.

use std::{path::PathBuf, time::Instant};

use clap::Args;
use futures_util::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use kit::{
    lanes::Lanes,
    secrets::{Limiter, Rate},
};

use super::{Cast, Load, Server, WITHOUT_BUDGETS, figures::float, journeys::Step, load, server::Used};
use crate::{Stop, manifest::Manifest};

/// What to measure.
#[derive(Debug, Args)]
pub struct Wish {
    /// The data folder of a world
    #[arg(long, default_value = "accompany-data/bench")]
    data: PathBuf,
    /// The program [default: beside this one]
    #[arg(long)]
    program: Option<PathBuf>,
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Length of a stretch
    #[arg(long, default_value_t = 8.0)]
    seconds: f64,
    /// Stretches with budgets and stretches without
    #[arg(long, default_value_t = 4)]
    rounds: u32,
}

/// Budgets that nobody of a run exhausts: each request is counted and none refused.
const WITH_BUDGETS: [(&str, &str); 3] = [
    ("ACCOMPANY_LIMITS_ACCOUNT_PER_MINUTE", "1000000"),
    ("ACCOMPANY_LIMITS_ORGANIZATION_PER_MINUTE", "1000000"),
    ("ACCOMPANY_LIMITS_VISITOR_PER_MINUTE", "1000000"),
];
/// A page of a visitor, and one of an account and its organization.
const STEPS: [Step; 2] = [Step::Library, Step::People];

/// Measures and prints.
///
/// # Errors
/// When the program does not start, lets nobody in, or refuses a request.
pub fn limits(wish: &Wish) -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Stop::because)?;
    let mut seen: Vec<[Vec<f64>; 2]> = vec![Default::default(); STEPS.len()];
    for round in 0..wish.rounds.max(1) {
        // Whoever comes first is second the next time.
        let order = if round % 2 == 0 { [0, 1] } else { [1, 0] };
        for side in order {
            let settings = if side == 0 { WITHOUT_BUDGETS } else { WITH_BUDGETS };
            let costs = runtime.block_on(costs(wish, &settings))?;
            for (sides, cost) in seen.iter_mut().zip(costs) {
                sides.get_mut(side).into_iter().for_each(|list| list.push(cost));
            }
        }
    }
    println!("| page | without budgets, µs of processor time | with | more |\n|---|---|---|---|");
    for (step, [without, with]) in STEPS.iter().zip(&seen) {
        let (less, more) = (middle(without), middle(with));
        println!(
            "| {} | {} | {} | {:.1} % |",
            step.word(),
            told(without),
            told(with),
            (more / less.max(f64::MIN_POSITIVE) - 1.0) * 100.0
        );
    }
    println!("\nA budget and a lane by themselves: {:.2} µs", alone());
    Ok(())
}

/// Microseconds of the program's processor time for a request of each step.
async fn costs(wish: &Wish, settings: &[(&str, &str)]) -> Result<Vec<f64>, Stop> {
    let beside = std::env::current_exe().map_err(Stop::because)?.with_file_name("accompany");
    let program = wish.program.clone().unwrap_or(beside);
    let data = wish.data.display().to_string();
    let words = ["serve", "--listen", "127.0.0.1:0", "--data", &data].map(str::to_owned);
    let settings: Vec<(&str, String)> = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let server = Server::start(&program, &words, &settings)?;
    server.rest(std::time::Duration::from_secs(120)).await;
    let cast = Cast::sign_in(server.address, &Manifest::read(&wish.data)?).await?;
    let mut costs = Vec::new();
    for step in STEPS {
        let load =
            Load { name: step.word(), connections: wish.connections, only: Some(step), ..Load::mixed(wish.seconds) };
        let pid = server.pid.unwrap_or_default();
        let (stretch, before, after) = load::put_between(&server, &cast, load, || Used::of(pid)).await;
        if let Some((why, _)) = stretch.errors.first_key_value() {
            return Err(Stop(format!("a request failed: {why}")));
        }
        costs.push(after.since(&before).cpu_seconds * 1e6 / float(stretch.all.count.max(1)));
    }
    Ok(costs)
}

fn middle(list: &[f64]) -> f64 {
    let mut sorted = list.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |place: usize| sorted.get(place).copied().unwrap_or_default();
    (at(sorted.len().saturating_sub(1) / 2) + at(sorted.len() / 2)) / 2.0
}

/// The middle, and from where to where.
fn told(list: &[f64]) -> String {
    let (least, most) = (list.iter().copied().fold(f64::MAX, f64::min), list.iter().copied().fold(0.0, f64::max));
    format!("{:.0} ({least:.0} to {most:.0})", middle(list))
}

/// Microseconds for one key's budget and its turn in a lane, as each request takes them once or twice.
fn alone() -> f64 {
    const TIMES: u32 = 1_000_000;
    let rate = Rate { burst: TIMES, per: SignedDuration::from_mins(1) };
    let (budget, lanes) = (Limiter::new(rate, 50_000), Lanes::new(128, 512));
    let begun = Instant::now();
    for number in 0..TIMES {
        let key = uuid::Uuid::from_u128(u128::from(number % 64));
        let at = Timestamp::UNIX_EPOCH;
        std::hint::black_box((budget.take(&key, at).is_ok(), lanes.enter(key).now_or_never().is_some()));
    }
    begun.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_list_is_between_its_ends() {
        assert!((middle(&[3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((middle(&[4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
        assert_eq!(told(&[1.0, 3.0]), "2 (1 to 3)");
    }
}
