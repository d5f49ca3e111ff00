//! Several nodes of the program on one PostgreSQL behind PgBouncer in transaction mode: whatever is begun on one node goes
//! on on another; and a database that goes away and comes back.

use std::{fs, os::unix::fs::DirBuilderExt, process::Command, thread};

use ground::{ids::DraftId, testing::Cast};
use kit::{
    clock::Clock,
    db::{DbError, Tenant},
    ids::Id,
    secrets::{Cost, Hasher, Password, Salt, SealKey},
    sql,
    testing::{Balky, PgBouncer, postgres_server, soon},
};

use serde_json::json;

use crate::{
    browser::{Answer, Browser},
    program::{Place, Serving},
    sudden::pause,
};

const PASSWORD: &str = "open-door-for-everyone";

/// A place with PostgreSQL, and a pooler with fewer sessions than the nodes have connections.
struct Machines {
    place: Place,
    pooler: PgBouncer,
}

impl Machines {
    fn new() -> Option<Self> {
        let place = Place::postgres()?;
        Some(Self { place, pooler: PgBouncer::start(&postgres_server()?, 4) })
    }

    /// The command of a node with a data folder of its own; all share one key.
    fn command(&self, name: &str) -> Command {
        let url = self.pooler.url(self.place.database_name().unwrap());
        let mut command = self.place.elsewhere(name, &url);
        command.env("ACCOMPANY_DATABASE_POOLER", "transaction");
        let (key, folder) = (self.place.file("seal.key"), self.place.file(name));
        fs::DirBuilder::new().mode(0o700).create(&folder).unwrap();
        SealKey::open_or_create(&key, &mut Clock::system().moment().rng()).unwrap();
        fs::copy(key, folder.join("seal.key")).unwrap();
        command
    }

    fn node(&self, name: &str) -> Serving {
        Serving::start(self.command(name))
    }
}

/// Gives Ana a password.
fn let_in(place: &Place, cast: &Cast) {
    let hasher = Hasher::new(Cost::FOR_TESTS, 1, 1).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let salt = Salt::from_rng(&mut cast.clock.moment().rng());
    let hash = runtime.block_on(hasher.hash(Password::typed(PASSWORD).unwrap(), salt)).unwrap();
    let (organization, ana, db) = (cast.organization, cast.account("ana"), place.database());
    let text = sql!("UPDATE accounts SET password_hash = $3 WHERE organization_id = $1 AND id = $2");
    cast.write(&db, move |tx| tx.run(text, &[&organization, &ana, &hash]));
    db.close();
}

fn sign_in(node: &Serving, password: &str) -> Answer {
    let fields = [("email", "ana@open-door.example"), ("password", password)];
    Browser::new(node.address).post("/sign-in", &fields).unwrap()
}

/// The id at the end of the path that an answer leads to.
fn led_to(answer: &Answer, path: &str) -> String {
    let place = answer.header("location").filter(|_| answer.status == 303);
    place
        .and_then(|place| place.strip_prefix(path))
        .unwrap_or_else(|| panic!("{} {}", answer.head, answer.body))
        .to_owned()
}

#[test]
fn nodes_that_start_in_the_same_moment_agree() {
    let Some(machines) = Machines::new() else { return };
    let commands = ["one", "two", "three"].map(|name| machines.command(name));
    let starting: Vec<_> = commands.into_iter().map(|command| thread::spawn(|| Serving::start(command))).collect();
    for node in starting {
        let node = node.join().unwrap();
        assert_eq!(Browser::new(node.address).get("/readyz").unwrap().body, "ready\n");
    }
}

#[test]
fn what_is_begun_on_one_node_is_finished_on_another() {
    let Some(machines) = Machines::new() else { return };
    let cast = machines.place.cast();
    let_in(&machines.place, &cast);
    let (one, two) = (machines.node("one"), machines.node("two"));
    let session = sign_in(&one, PASSWORD).session().expect("signed in");
    let (here, there) = (Browser::of(one.address, &session), Browser::of(two.address, &session));
    let person = format!("/people/{}", cast.jordan);
    assert_eq!(there.get(&person).unwrap().status, 200, "the session holds on the other node");
    let begin = |browser: &Browser<'_>| {
        let begun = browser.post(&format!("{person}/contacts"), &[("kind", "one_on_one")]).unwrap();
        led_to(&begun, "/contacts/drafts/")
    };
    let draft = begin(&there);
    let save = json!({ "client": draft, "sequence": 1, "base": 0, "fields": { "section.mattered": "By the river." } });
    assert_eq!(here.post_json(&format!("/drafts/{draft}/entries"), &save).unwrap().status, 200);
    assert!(there.get(&format!("/contacts/drafts/{draft}")).unwrap().body.contains("By the river."));
    let draft = begin(&here);
    let yesterday = cast.clock.moment().now.to_zoned(jiff::tz::TimeZone::UTC).date().yesterday().unwrap().to_string();
    let fields = [
        ("kind", "one_on_one"),
        ("template", "peer_narrative"),
        ("outcome", "reached"),
        ("mode", "in_person"),
        ("date", yesterday.as_str()),
        ("start", "09:10"),
        ("end", "09:55"),
        ("section.mattered", "We walked to the river."),
        ("step1", "Bring the form"),
        ("step1_who", "peer"),
    ];
    // An impatient finger, on a node each: one contact.
    let signature = format!("/contacts/drafts/{draft}/signature");
    let signed = [&there, &here].map(|browser| led_to(&browser.post(&signature, &fields).unwrap(), "/contacts/"));
    assert_eq!(signed[0], signed[1]);
    assert!(here.get(&format!("/contacts/{}", signed[0])).unwrap().body.contains("We walked to the river."));
    assert_eq!(there.post("/sign-out", &[]).unwrap().status, 303);
    let left = here.get(&person).unwrap();
    assert!(
        left.header("location").is_some_and(|to| to.starts_with("/sign-in")),
        "signed out everywhere: {}",
        left.head
    );
    machines.place.run(&["verify"]).fine();
}

#[test]
fn guesses_are_counted_together_whichever_node_they_come_to() {
    let Some(machines) = Machines::new() else { return };
    let cast = machines.place.cast();
    let_in(&machines.place, &cast);
    let nodes = [machines.node("one"), machines.node("two")];
    thread::scope(|scope| {
        for number in 0..12 {
            let node = &nodes[number % 2];
            scope.spawn(move || assert_ne!(sign_in(node, &format!("guess number {number}")).status, 303));
        }
    });
    let db = machines.place.database();
    let tried = db.read_now(Tenant::System, |tx| tx.one::<i64>(sql!("SELECT COUNT(*) FROM sign_in_failures"), &[]));
    assert_eq!(
        tried.map_err(|error: DbError| error).unwrap(),
        Some(5),
        "five guesses were let through, the rest waited"
    );
    for node in &nodes {
        assert_ne!(sign_in(node, PASSWORD).status, 303, "the right one waits too");
    }
}

#[test]
fn a_database_that_goes_away_is_said_and_found_again() {
    let Some(place) = Place::postgres() else { return };
    let cast = place.cast();
    let balky = Balky::before(&postgres_server().unwrap());
    let node = Serving::start(place.elsewhere("node", &balky.url(place.database_name().unwrap())));
    let browser = Browser::of(node.address, cast.cookie("ana"));
    let person = format!("/people/{}", cast.jordan);
    let begun = browser.post(&format!("{person}/contacts"), &[("kind", "one_on_one")]).unwrap();
    let draft: DraftId = led_to(&begun, "/contacts/drafts/").parse::<uuid::Uuid>().unwrap().into();
    let save = || {
        let pause = pause(draft.uuid(), 1, "We walked to the river.");
        browser.post_json(&format!("/drafts/{draft}/entries"), &pause).unwrap()
    };
    balky.leave();
    let page = browser.get(&person).unwrap();
    assert_eq!((page.status, page.header("retry-after")), (503, Some("5")), "{}", page.head);
    assert!(page.body.contains("We can’t reach the records now"), "{}", page.body);
    let refused = save();
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("5")), "{}", refused.head);
    let ready = Browser::new(node.address).get("/readyz").unwrap();
    assert_eq!((ready.status, ready.body.as_str()), (503, "not ready: the database cannot be reached\n"));
    assert_eq!(Browser::new(node.address).get("/healthz").unwrap().status, 200, "no reason to be restarted");
    balky.come_back();
    soon("the node is ready again", || Browser::new(node.address).get("/readyz").unwrap().status == 200);
    assert_eq!(save().status, 200);
    assert_eq!(browser.get(&person).unwrap().status, 200);
}

#[test]
fn an_answer_lost_with_the_line_is_no_success_and_sending_again_is_safe() {
    let Some(place) = Place::postgres() else { return };
    let cast = place.cast();
    let balky = Balky::before(&postgres_server().unwrap());
    let node = Serving::start(place.elsewhere("node", &balky.url(place.database_name().unwrap())));
    let browser = Browser::of(node.address, cast.cookie("ana"));
    let begun = browser.post(&format!("/people/{}/contacts", cast.jordan), &[("kind", "one_on_one")]).unwrap();
    let draft: DraftId = led_to(&begun, "/contacts/drafts/").parse::<uuid::Uuid>().unwrap().into();
    let save = |sequence| {
        let pause = pause(draft.uuid(), sequence, &format!("Words {sequence}"));
        browser.post_json(&format!("/drafts/{draft}/entries"), &pause).unwrap()
    };
    for sequence in 1..=6 {
        balky.keep_answers_back();
        assert_eq!(save(sequence).status, 503);
        balky.answer_again();
        soon("the pause is taken", || save(sequence).status == 200);
        assert_eq!(save(sequence).status, 200, "as often as it is sent");
    }
    let (organization, db) = (cast.organization, place.database());
    let text = sql!("SELECT COUNT(*) FROM draft_entries WHERE organization_id = $1 AND draft_id = $2");
    let kept = db.read_now(Tenant::System, move |tx| tx.one::<i64>(text, &[&organization, &draft]));
    assert_eq!(kept.map_err(|error: DbError| error).unwrap(), Some(6));
}
