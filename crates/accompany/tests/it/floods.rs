//! One account, one address, one organization that asks for far too much: others do not notice.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use ground::testing::Cast;
use kit::ids::Id;
use serde_json::json;

use crate::{
    browser::{Answer, Browser},
    program::{Place, Serving, figure},
    sudden::begin_draft,
};

/// What became of a flood.
#[derive(Default)]
struct Flood {
    served: AtomicUsize,
    refused: AtomicUsize,
    other: AtomicUsize,
}

impl Flood {
    fn count(&self, answer: &Answer) {
        let counter = match answer.status {
            200..=399 => &self.served,
            429 => &self.refused,
            _ => &self.other,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    fn of(&self) -> [usize; 3] {
        [&self.served, &self.refused, &self.other].map(|counter| counter.load(Ordering::Relaxed))
    }
}

/// While `crowd` people ask for `path` again and again, `quiet` does what it does to its end.
fn flood(serving: &Serving, session: Option<&str>, path: &str, crowd: usize, quiet: impl FnOnce()) -> [usize; 3] {
    let (flood, is_over) = (Flood::default(), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..crowd {
            scope.spawn(|| {
                let browser = Browser { address: serving.address, session };
                while !is_over.load(Ordering::Relaxed) {
                    flood.count(&browser.get(path).unwrap());
                }
            });
        }
        // Not before the flood is there.
        crate::program::until("some of the flood is refused", || flood.of()[1] > 20);
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(quiet));
        is_over.store(true, Ordering::Relaxed);
        done.unwrap();
    });
    flood.of()
}

fn all_served(browser: &Browser<'_>, path: &str, times: usize) {
    for _ in 0..times {
        let answer = browser.get(path).unwrap();
        assert_eq!(answer.status, 200, "{} {}", answer.head, answer.body);
    }
}

#[test]
fn an_account_that_asks_too_often_is_refused_and_nobody_else() {
    for place in Place::each() {
        let cast = place.cast();
        let serving = place.serve_with(&[("ACCOMPANY_LIMITS_ACCOUNT_PER_MINUTE", "60")]);
        let [ana, marcus, omar] = ["ana", "marcus", "omar"].map(|who| Browser::of(serving.address, cast.cookie(who)));
        let [served, refused, other] = flood(&serving, ana.session, "/people", 4, || {
            all_served(&marcus, "/people", 20);
            all_served(&omar, "/people", 20);
        });
        assert!(served >= 60 && refused > 20 && other == 0, "{served} served, {refused} refused, {other} other");
        says_it_plainly(&place, &cast, &ana);
        assert!(figure(serving.address, "accompany_refused_total{why=\"budget\",of=\"account\"}") > 20.0);
    }
}

/// What the flooded account itself is told: when to come back, and its words.
fn says_it_plainly(place: &Place, cast: &Cast, ana: &Browser<'_>) {
    let words = [("words", "A long walk by the river, with the dog and a thermos of tea")];
    let refused = (0..10).map(|_| ana.post("/people/new", &words).unwrap()).find(|answer| answer.status == 429);
    let page = refused.unwrap();
    let seconds: u32 = page.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert!(page.body.contains("Too much at once") && page.body.contains("with the dog"), "{}", page.body);
    let db = place.database();
    let draft = begin_draft(&db, cast);
    let save = json!({ "client": draft.uuid(), "sequence": 1, "base": 0, "fields": { "narrative": "a word" } });
    // Once a second one is let through.
    let path = format!("/drafts/{draft}/entries");
    let refused = (0..10).map(|_| ana.post_json(&path, &save).unwrap()).find(|answer| answer.status != 200);
    let answer = refused.unwrap();
    assert_eq!(answer.status, 429, "{}", answer.body);
    assert!(answer.header("retry-after").is_some(), "the browser keeps the words and waits");
}

#[test]
fn a_crowd_in_one_lane_leaves_the_other_lanes_free() {
    let place = Place::sqlite();
    let cast = place.cast();
    let settings = [("ACCOMPANY_LIMITS_ACCOUNT_PER_MINUTE", "0"), ("ACCOMPANY_LIMITS_ACCOUNT_AT_ONCE", "1")];
    let serving = place.serve_with(&settings);
    let [ana, marcus, omar] = ["ana", "marcus", "omar"].map(|who| Browser::of(serving.address, cast.cookie(who)));
    let [served, refused, other] = flood(&serving, ana.session, "/people", 16, || {
        all_served(&marcus, "/people", 10);
        all_served(&omar, "/people", 10);
    });
    assert!(served > 0 && refused > 20 && other == 0, "{served} served, {refused} refused, {other} other");
    assert_eq!(figure(serving.address, "accompany_lane_requests"), 0.0, "nobody is left in a lane");
}

#[test]
fn an_organization_that_asks_too_often_leaves_the_others_in_peace() {
    let place = Place::sqlite();
    let cast = place.cast();
    let serving = place.serve_with(&[("ACCOMPANY_LIMITS_ORGANIZATION_PER_MINUTE", "60")]);
    let omar = Browser::of(serving.address, cast.cookie("omar"));
    let [served, refused, other] = flood(&serving, Some(cast.cookie("ana")), "/people", 4, || {
        all_served(&omar, "/people", 20);
    });
    assert!(served >= 60 && refused > 20 && other == 0, "{served} served, {refused} refused, {other} other");
    let marcus = Browser::of(serving.address, cast.cookie("marcus"));
    let refused = (0..10).map(|_| marcus.get("/people").unwrap()).any(|answer| answer.status == 429);
    assert!(refused, "colleagues share the organization's budget");
}

/// Two hundred peers behind one address are not taken for one visitor.
#[test]
fn visitors_of_one_address_do_not_keep_out_who_is_signed_in_there() {
    let place = Place::sqlite();
    let cast = place.cast();
    let serving = place.serve_with(&[("ACCOMPANY_LIMITS_VISITOR_PER_MINUTE", "60")]);
    let ana = Browser::of(serving.address, cast.cookie("ana"));
    let [served, refused, other] = flood(&serving, None, "/sign-in", 4, || all_served(&ana, "/people", 20));
    assert!(served >= 60 && refused > 20 && other == 0, "{served} served, {refused} refused, {other} other");
    let made_up = format!("{}.madeup", cast.organization.uuid().simple());
    let nobody = Browser::of(serving.address, &made_up);
    let refused = (0..10).map(|_| nobody.get("/sign-in").unwrap()).any(|answer| answer.status == 429);
    assert!(refused, "a made-up session is a visitor's");
}
