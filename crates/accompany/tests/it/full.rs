//! A disk that is full, read-only or broken: what was acknowledged is kept, what cannot be kept is said in plain words,
//! people go on reading, and once there is room everything goes on by itself.

use std::collections::BTreeMap;

use ground::{ids::DraftId, testing::Cast};
use kit::{
    db::{DbError, Tenant},
    ids::Id,
    sql,
};

use crate::{
    browser::{Answer, Browser},
    disk::{on_failing_disk, on_small_disk},
    program::{Place, Serving, figure, until},
    sudden::{begin_draft, kept, pause},
};

/// The settings under which nobody is refused for being quick.
const QUICK: &[(&str, &str)] = &[("ACCOMPANY_LIMITS_ACCOUNT_PER_MINUTE", "0")];

/// Ana, writing.
struct Scene {
    cast: Cast,
    draft: DraftId,
    /// What was acknowledged, by sequence.
    told: BTreeMap<usize, String>,
}

impl Scene {
    fn set(place: &Place) -> Self {
        let cast = place.cast();
        let db = place.database();
        let draft = begin_draft(&db, &cast);
        // Long ago enough for the next page to mark the session as seen, which writes.
        let moment = cast.clock.moment().now - jiff::SignedDuration::from_mins(5);
        let text = sql!("UPDATE sessions SET seen_at = $1");
        db.write_now(Tenant::System, move |tx| tx.run(text, &[&moment])).map_err(|error: DbError| error).unwrap();
        db.close();
        Self { cast, draft, told: BTreeMap::new() }
    }

    fn ana<'c>(&'c self, serving: &Serving) -> Browser<'c> {
        Browser::of(serving.address, self.cast.cookie("ana"))
    }

    /// Saves the next words; answers what was said of it.
    fn save(&mut self, serving: &Serving) -> Answer {
        let sequence = self.told.len() + 1;
        let words = format!("{sequence} times to the river. {}", "It was a good day. ".repeat(100));
        let save = pause(self.draft.uuid(), sequence, &words);
        let answer = self.ana(serving).post_json(&format!("/drafts/{}/entries", self.draft), &save).unwrap();
        if answer.status == 200 {
            self.told.insert(sequence, words);
        }
        answer
    }

    /// Saves until something is refused.
    fn save_until_refused(&mut self, serving: &Serving) -> Answer {
        for _ in 0..2_000 {
            let answer = self.save(serving);
            if answer.status != 200 {
                return answer;
            }
        }
        panic!("two thousand saves on a disk that takes nothing");
    }

    fn jordan(&self, serving: &Serving) -> Answer {
        self.ana(serving).get(&format!("/people/{}", self.cast.jordan)).unwrap()
    }

    /// A form that would write: a note about Jordan that is begun, with words in it.
    fn send_form(&self, serving: &Serving) -> Answer {
        let path = format!("/people/{}/contacts", self.cast.jordan);
        let words = "We talked about the guitar & the band “Blue” for an hour";
        self.ana(serving).post(&path, &[("kind", "one_on_one"), ("words", words)]).unwrap()
    }

    fn check(&self, place: &Place) {
        let db = place.database();
        assert_eq!(kept(&db, self.cast.organization, self.draft), self.told, "what was acknowledged is there, no more");
        db.close();
        place.run(&["verify"]).fine();
    }

    /// Entries of the audit that say that Jordan's record was read.
    fn looks(&self, place: &Place) -> i64 {
        let (organization, jordan) = (self.cast.organization, self.cast.jordan);
        let text = sql!(
            "SELECT COUNT(*) FROM audit_entries WHERE organization_id = $1 AND participant_id = $2 AND action = 'read'"
        );
        let db = place.database();
        let count = db.read_now(Tenant::System, move |tx| tx.one(text, &[&organization, &jordan]));
        let count = count.map_err(|error: DbError| error).unwrap().unwrap();
        db.close();
        count
    }
}

fn assert_says_that_nothing_can_be_saved(scene: &Scene, serving: &Serving, refused: &Answer) {
    assert_eq!(refused.status, 507, "{} {}", refused.head, refused.body);
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    assert!(refused.body.contains("We can’t save right now"), "{}", refused.body);
    let page = scene.send_form(serving);
    assert_eq!(page.status, 507, "{}", page.body);
    assert!(page.body.contains("We can’t save right now"), "{}", page.body);
    assert!(page.body.contains("the guitar &#38; the band “Blue”"), "the words are there: {}", page.body);
    let ready = Browser::new(serving.address).get("/readyz").unwrap();
    assert_eq!(
        (ready.status, ready.body.starts_with("not ready: nothing can be saved")),
        (503, true),
        "{}",
        ready.body
    );
}

#[test]
fn a_full_disk_stops_saving_and_nothing_else() {
    on_small_disk("full::a_full_disk_stops_saving_and_nothing_else", 48, |disk, place| {
        let mut scene = Scene::set(&place);
        let serving = place.serve_with(QUICK);
        for _ in 0..5 {
            assert_eq!(scene.save(&serving).status, 200);
        }
        disk.fill();
        let refused = scene.save_until_refused(&serving);
        assert_says_that_nothing_can_be_saved(&scene, &serving, &refused);
        assert!(figure(serving.address, "accompany_storage_unwritable") > 0.0);
        assert!(figure(serving.address, "accompany_disk_free_bytes") < 100_000.0);
        let looks = 50;
        for _ in 0..looks {
            let seen = scene.jordan(&serving);
            assert_eq!(seen.status, 200, "{}", seen.body);
        }
        disk.make_room();
        until("saving goes on by itself", || scene.save(&serving).status == 200);
        let ready = Browser::new(serving.address).get("/readyz").unwrap();
        assert_eq!(ready.body, "ready\n");
        until("the looks are in the audit", || scene.looks(&place) >= looks);
        assert_eq!(figure(serving.address, "accompany_storage_unwritable"), 0.0);
        assert!(serving.terminate().0.success());
        scene.check(&place);
    });
}

/// The server says so, by a trigger, of every draft and of what is written to find room.
#[test]
fn a_full_disk_of_postgresql_stops_saving_and_nothing_else() {
    let Some(place) = Place::postgres() else { return };
    let mut scene = Scene::set(&place);
    let serving = place.serve_with(QUICK);
    assert_eq!(scene.save(&serving).status, 200);
    let run = |text: &'static str| {
        let done = place.database().write_now(Tenant::System, move |tx| tx.run_text(text, &[]));
        done.map_err(|error: DbError| error).unwrap();
    };
    run("CREATE FUNCTION say_full() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$;
         CREATE TRIGGER full_disk BEFORE INSERT ON drafts FOR EACH ROW EXECUTE FUNCTION say_full();
         CREATE TRIGGER full_disk BEFORE INSERT ON draft_entries FOR EACH ROW EXECUTE FUNCTION say_full();
         CREATE TRIGGER full_disk BEFORE INSERT ON schema_steps FOR EACH ROW EXECUTE FUNCTION say_full();");
    let refused = scene.save_until_refused(&serving);
    assert_says_that_nothing_can_be_saved(&scene, &serving, &refused);
    assert!(figure(serving.address, "accompany_storage_unwritable") > 0.0);
    assert_eq!(scene.jordan(&serving).status, 200, "reading goes on");
    run("DROP FUNCTION say_full() CASCADE");
    let ready = Browser::new(serving.address).get("/readyz").unwrap();
    assert_eq!(ready.body, "ready\n");
    assert_eq!(figure(serving.address, "accompany_storage_unwritable"), 0.0);
    assert_eq!(scene.save(&serving).status, 200);
    assert!(serving.terminate().0.success());
    scene.check(&place);
}

#[test]
fn a_disk_that_turns_read_only_while_people_work_keeps_what_it_has() {
    let name = "full::a_disk_that_turns_read_only_while_people_work_keeps_what_it_has";
    on_failing_disk(name, 64, |disk, place| {
        let mut scene = Scene::set(&place);
        let mut serving = place.serve_with(QUICK);
        for _ in 0..5 {
            assert_eq!(scene.save(&serving).status, 200);
        }
        disk.fail();
        let refused = scene.save_until_refused(&serving);
        assert_says_that_nothing_can_be_saved(&scene, &serving, &refused);
        // A look that cannot be kept refuses its page (decision 15); pages without a look are read.
        let seen = scene.jordan(&serving);
        assert!(matches!(seen.status, 200 | 507), "{} {}", seen.head, seen.body);
        assert_eq!(Browser::new(serving.address).get("/sign-in").unwrap().status, 200);
        serving.kill();
        disk.repair();
        let serving = place.serve_with(QUICK);
        assert_eq!(scene.save(&serving).status, 200);
        assert!(serving.terminate().0.success());
        scene.check(&place);
        // The disk goes only when nothing on it is used any more.
        drop(place);
    });
}

#[test]
fn a_start_on_a_disk_that_takes_nothing_says_so() {
    on_small_disk("full::a_start_on_a_disk_that_takes_nothing_says_so", 32, |disk, place| {
        place.cast();
        disk.fill();
        let full = place.run(&["serve", "--listen", "127.0.0.1:0"]).refused();
        assert!(full.contains("nothing can be written") && full.contains("Make room"), "{full}");
        disk.make_room();
        disk.make_read_only();
        let read_only = place.run(&["serve", "--listen", "127.0.0.1:0"]).refused();
        assert!(read_only.contains("data folder") && read_only.contains("Read-only"), "{read_only}");
    });
}

#[test]
fn a_backup_onto_a_full_disk_leaves_nothing_behind() {
    on_small_disk("full::a_backup_onto_a_full_disk_leaves_nothing_behind", 4, |disk, _| {
        // The records are elsewhere.
        let place = Place::sqlite();
        let scene = Scene::set(&place);
        let target = disk.path().join("night.backup");
        disk.fill();
        let complained = place.run(&["backup", target.to_str().unwrap()]).refused();
        assert!(complained.contains("No space left"), "{complained}");
        let names: Vec<_> =
            std::fs::read_dir(target.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!names.iter().any(|name| name.to_string_lossy().contains("backup")), "{names:?}");
        disk.make_room();
        place.run(&["backup", target.to_str().unwrap()]).fine();
        assert!(target.exists());
        scene.check(&place);
    });
}
