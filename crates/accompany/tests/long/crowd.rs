//! What others notice of a crowd: nothing is refused to them, and how long they wait stays within a bound and is told.

use std::{
    net::TcpStream,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::{
    browser::Browser,
    program::{Place, Serving, figure, until},
};

/// Pages that the others open before and during the flood.
const PAGES: usize = 300;
const FLOODERS: usize = 48;
const IDLE: usize = 3_000;
/// What another person's page may take during any of this, the 95th percentile, however slow the machine of the test
/// is: a flood takes the processor from everybody, but nobody may have to wait behind it.
const BEARABLE: Duration = Duration::from_millis(1_500);

/// The 95th percentile of what one person waits for a page, one page after another.
fn waits(browser: &Browser<'_>) -> Duration {
    let mut times: Vec<Duration> = (0..PAGES)
        .map(|_| {
            let began = Instant::now();
            let answer = browser.get("/people").unwrap();
            assert_eq!(answer.status, 200, "{} {}", answer.head, answer.body);
            began.elapsed()
        })
        .collect();
    times.sort();
    times[PAGES * 95 / 100]
}

/// What became of a flood.
#[derive(Default)]
struct Flood {
    is_over: AtomicBool,
    served: AtomicUsize,
    refused: AtomicUsize,
}

/// The flooders ask for pages as quickly as they are answered, each as one of these accounts, until the others have
/// measured what they wait.
fn flood(serving: &Serving, flooders: &[&str], is_there: impl Fn(&Flood) -> bool, others: &Browser<'_>) -> Duration {
    let flood = Flood::default();
    let during = thread::scope(|scope| {
        for number in 0..FLOODERS {
            let session = flooders[number % flooders.len()];
            let flood = &flood;
            scope.spawn(move || {
                let browser = Browser::of(serving.address, session);
                while !flood.is_over.load(Ordering::Relaxed) {
                    let status = browser.get("/people").unwrap().status;
                    let counter = if status == 429 { &flood.refused } else { &flood.served };
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        until("the flood is there", || is_there(&flood));
        let during = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| waits(others)));
        flood.is_over.store(true, Ordering::Relaxed);
        during.unwrap()
    });
    println!("the flood: {:?} pages served, {:?} refused", flood.served, flood.refused);
    during
}

fn tell(what: &str, before: Duration, during: Duration) {
    println!("{what}: 95 of 100 pages of another within {before:?} before, {during:?} during");
    assert!(during < BEARABLE, "{what}: {during:?} for a page");
}

#[test]
fn a_flood_by_one_account_refuses_nobody_else() {
    for place in Place::each() {
        let cast = place.cast();
        let serving = place.serve();
        let omar = Browser::of(serving.address, cast.cookie("omar"));
        let before = waits(&omar);
        let is_there = |flood: &Flood| flood.refused.load(Ordering::Relaxed) > 100;
        let during = flood(&serving, &[cast.cookie("ana")], is_there, &omar);
        tell("a flood by one account", before, during);
    }
}

/// Every account of one organization asks for all it can, none of them refused: nothing but the turns keeps the other
/// organization served.
#[test]
fn a_flood_by_one_organization_leaves_the_other_its_turns() {
    for place in Place::each() {
        let cast = place.cast();
        let settings =
            [("ACCOMPANY_LIMITS_ACCOUNT_PER_MINUTE", "0"), ("ACCOMPANY_LIMITS_ORGANIZATION_PER_MINUTE", "0")];
        let serving = place.serve_with(&settings);
        let omar = Browser::of(serving.address, cast.cookie("omar"));
        let before = waits(&omar);
        let crowd = ["ana", "marcus", "mei", "ruth"].map(|who| cast.cookie(who));
        let is_there = |flood: &Flood| flood.served.load(Ordering::Relaxed) > 100;
        let during = flood(&serving, &crowd, is_there, &omar);
        tell("a flood by one organization", before, during);
    }
}

#[test]
fn three_thousand_who_say_nothing_do_not_slow_anybody() {
    for place in Place::each() {
        let cast = place.cast();
        let serving = place.serve_with(&[("ACCOMPANY_LIMITS_PATIENCE_SECONDS", "60")]);
        let omar = Browser::of(serving.address, cast.cookie("omar"));
        let before = waits(&omar);
        let limit = getrlimit(Resource::Nofile);
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
        let idle: Vec<TcpStream> = (0..IDLE).map(|_| TcpStream::connect(serving.address).unwrap()).collect();
        until("they are in", || figure(serving.address, "accompany_connections_open") >= 3_000.0);
        let during = waits(&omar);
        assert!(figure(serving.address, "accompany_connections_open") >= 3_000.0, "they stayed");
        tell("three thousand idle connections", before, during);
        drop(idle);
    }
}
