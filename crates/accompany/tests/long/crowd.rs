//! What others notice of a flood: nothing is refused to them, and how long they wait is told.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{
    browser::Browser,
    program::{Place, Serving},
};

/// Pages that the others open before and during the flood.
const PAGES: usize = 300;
const FLOODERS: usize = 48;

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

fn flood(serving: &Serving, flooder: Option<&str>, others: &Browser<'_>) -> (Duration, usize) {
    let (is_over, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    let during = thread::scope(|scope| {
        for _ in 0..FLOODERS {
            scope.spawn(|| {
                let browser = Browser { address: serving.address, session: flooder };
                while !is_over.load(Ordering::Relaxed) {
                    let status = browser.get("/people").unwrap().status;
                    refused.fetch_add(usize::from(status == 429), Ordering::Relaxed);
                }
            });
        }
        crate::program::until("some of the flood is refused", || refused.load(Ordering::Relaxed) > 100);
        let during = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| waits(others)));
        is_over.store(true, Ordering::Relaxed);
        during.unwrap()
    });
    (during, refused.into_inner())
}

#[test]
fn a_flood_by_one_account_refuses_nobody_else() {
    for place in Place::each() {
        let cast = place.cast();
        let serving = place.serve();
        let omar = Browser::of(serving.address, cast.cookie("omar"));
        let before = waits(&omar);
        let (during, refused) = flood(&serving, Some(cast.cookie("ana")), &omar);
        println!("of one account: 95 of 100 pages within {before:?} before, {during:?} during; {refused} refused");
    }
}
