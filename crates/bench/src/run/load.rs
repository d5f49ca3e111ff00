//! Load: so many connections that each wait for their answer, or arrivals at a constant rate that wait for nobody.

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use super::{
    cast::Cast,
    figures::{Record, Stretch},
    journeys::{Step, Walker},
    server::{Server, Used},
};

/// How the connections behave.
#[derive(Debug, Clone, Copy)]
pub struct Load<'l> {
    pub name: &'l str,
    pub connections: usize,
    /// Arrivals a second; none: the next request begins when the answer is there.
    pub rate: Option<f64>,
    pub seconds: f64,
    /// Only this step; none: the mix.
    pub only: Option<Step>,
    pub is_compressed: bool,
    pub seed: u64,
}

impl Load<'_> {
    /// The mixed journeys for so long.
    pub fn mixed(seconds: f64) -> Self {
        Self { name: "mixed", connections: 1, rate: None, seconds, only: None, is_compressed: false, seed: 1 }
    }
}

/// Puts the load on the program and says what was seen. A tenth of the time goes ahead uncounted.
pub async fn put(server: &Server, cast: &Cast, load: Load<'_>) -> Stretch {
    put_between(server, cast, load, || ()).await.0
}

/// The same, with what `look` sees as the counted time begins and as it ends.
pub async fn put_between<T>(
    server: &Server,
    cast: &Cast,
    load: Load<'_>,
    mut look: impl FnMut() -> T,
) -> (Stretch, T, T) {
    let walkers: Vec<Walker<'_>> = (0..load.connections.max(1))
        .map(|number| Walker::new(cast, server.address, number, load.seed, load.is_compressed))
        .map(|walker| if load.only.is_some() { walker.without_next_steps() } else { walker })
        .collect();
    let warm = Load { seconds: (load.seconds / 10.0).clamp(0.2, 3.0), rate: None, ..load };
    let mut walkers = walk(walkers, warm).await;
    walkers.iter_mut().for_each(|walker| walker.record = Record::default());
    let (before, own) = (server.used().await, Used::of(std::process::id()));
    let (begun, first) = (Instant::now(), look());
    let walkers = walk(walkers, load).await;
    let (seconds, last) = (begun.elapsed().as_secs_f64(), look());
    let program = server.used().await.since(&before);
    let driver = Used::of(std::process::id()).since(&own);
    let mut record = Record::default();
    walkers.iter().for_each(|walker| record.join(&walker.record));
    join_all(walkers.into_iter().map(Walker::finish)).await;
    let (all, steps, errors) = record.figures(seconds);
    let stretch = Stretch {
        name: load.name.to_owned(),
        connections: load.connections,
        rate: load.rate,
        seconds,
        all,
        steps,
        errors,
        program,
        driver_cpu_seconds: driver.cpu_seconds,
    };
    (stretch, first, last)
}

/// All connections at once, on one thread: the driver leaves the other core alone.
async fn walk<'c>(walkers: Vec<Walker<'c>>, load: Load<'_>) -> Vec<Walker<'c>> {
    let (begun, arrivals) = (Instant::now(), Rc::new(Cell::new(0_u32)));
    let end = begun + Duration::from_secs_f64(load.seconds);
    let each = walkers.into_iter().map(|mut walker| {
        let arrivals = arrivals.clone();
        async move {
            loop {
                let from = match load.rate {
                    None => None,
                    Some(rate) => Some(arrival(&arrivals, begun, rate).await),
                };
                if from.unwrap_or_else(Instant::now) >= end {
                    return walker;
                }
                let step = load.only.unwrap_or_else(|| walker.next());
                walker.step(step, from).await;
            }
        }
    });
    join_all(each).await
}

/// The moment of the next arrival, once it has come.
async fn arrival(arrivals: &Cell<u32>, begun: Instant, rate: f64) -> Instant {
    let number = arrivals.get();
    arrivals.set(number.saturating_add(1));
    let at = begun + Duration::from_secs_f64(f64::from(number) / rate);
    tokio::time::sleep_until(at.into()).await;
    at
}

async fn join_all<F: Future>(each: impl Iterator<Item = F>) -> Vec<F::Output> {
    use futures_util::{StreamExt as _, stream::FuturesUnordered};
    each.collect::<FuturesUnordered<F>>().collect().await
}
