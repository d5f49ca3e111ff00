//! Several nodes behind a balancer, PgBouncer and a synchronous replica, under load: a node is killed, the primary is
//! killed, the replica is held back. Nothing acknowledged is lost, nobody sees less than was saved, and nobody restarts
//! anything.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use bench::{
    Stop,
    cluster::{Balancer, Cluster, Wish},
};
use care::participants::rewrite_keys;
use ground::{
    ids::{DraftId, RecordId},
    mail::{Letter, Piece, queue_now},
    rules::matrix::Permission,
    testing::Cast,
};
use jiff::ToSpan;
use kit::{
    clock::Clock,
    db::{Db, DbError, Tenant},
    ids::Id,
    secrets::SealKey,
    sql,
    testing::{postgres_server, soon},
};
use serde_json::{Value, json};

use crate::{
    browser::{Answer, Browser},
    sudden::begin_draft,
};

const WRITERS: usize = 4;
const SIGNERS: usize = 2;

/// Everything running, with the cast in it.
struct Stage {
    cluster: Cluster,
    cast: Cast,
    drafts: Vec<DraftId>,
}

impl Stage {
    /// None when the tests have no PostgreSQL.
    fn new(wish: &Wish) -> Option<Self> {
        postgres_server()?;
        let wish = Wish { program: Some(env!("CARGO_BIN_EXE_accompany").into()), ..wish.clone() };
        let mut made = None;
        let prepare = |url: &str, _: &Path| {
            made = Some(cast_at(url));
            Ok::<(), Stop>(())
        };
        let cluster = Cluster::start(&wish, prepare).unwrap();
        let (cast, drafts) = made.unwrap();
        Some(Self { cluster, cast, drafts })
    }

    fn verify(&self) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accompany"));
        command.args(["verify", "--database-url", &self.cluster.database_url(), "--data"]);
        let ended = command.arg(&self.cluster.nodes[0].folder).stdin(Stdio::null()).output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
    }
}

fn cast_at(url: &str) -> (Cast, Vec<DraftId>) {
    let db = Db::open_postgres(url, 1).unwrap();
    let clock = Clock::system();
    db.migrate(&ground::schema::steps().unwrap(), clock.moment().now).unwrap();
    let cast = db.write_now(Tenant::System, move |tx| Cast::new(tx, &clock)).unwrap();
    for (who, participant) in [("ana", cast.jordan), ("omar", cast.far.robin)] {
        let scope = cast.scope(who, Permission::SeePerson);
        db.write_now(scope.tenant(), move |tx| rewrite_keys(tx, &scope, participant)).unwrap();
    }
    let drafts = (0..WRITERS).map(|_| begin_draft(&db, &cast)).collect();
    (cast, drafts)
}

/// People at work, who send again what was not acknowledged, as browsers do.
struct Work<'s> {
    cast: &'s Cast,
    at: SocketAddr,
    saves: Mutex<BTreeMap<DraftId, usize>>,
    signed: Mutex<BTreeMap<DraftId, (RecordId, String)>>,
    odd: Mutex<Vec<String>>,
    acknowledged: AtomicUsize,
    refused: AtomicUsize,
    is_over: AtomicBool,
}

impl<'s> Work<'s> {
    fn new(cast: &'s Cast, at: SocketAddr) -> Self {
        Self {
            cast,
            at,
            saves: Mutex::default(),
            signed: Mutex::default(),
            odd: Mutex::default(),
            acknowledged: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
        }
    }

    /// Lets everybody work while `meanwhile` happens.
    fn during(&self, drafts: &[DraftId], meanwhile: impl FnOnce()) {
        thread::scope(|scope| {
            for draft in drafts {
                scope.spawn(|| self.write(*draft));
            }
            for signer in 0..SIGNERS {
                scope.spawn(move || self.sign(signer));
            }
            let over = EndOfDay(&self.is_over);
            meanwhile();
            drop(over);
        });
        assert_eq!(*self.odd.lock().unwrap(), Vec::<String>::new());
    }

    /// Waits until so many more answers came.
    fn goes_on(&self, count: usize) {
        let from = self.acknowledged.load(Ordering::SeqCst);
        soon("people go on working", || self.acknowledged.load(Ordering::SeqCst) >= from + count);
    }

    /// Asks again until there is an answer that is neither a broken line nor a refusal for now.
    fn insist(&self, ask: impl Fn() -> std::io::Result<Answer>) -> Option<Answer> {
        while !self.is_over.load(Ordering::SeqCst) {
            match ask() {
                Ok(answer) if !matches!(answer.status, 502..=504) => return Some(answer),
                _ => {
                    self.refused.fetch_add(1, Ordering::SeqCst);
                    // As people do, only sooner.
                    thread::sleep(Duration::from_millis(20));
                }
            }
        }
        None
    }

    fn write(&self, draft: DraftId) {
        let browser = Browser::of(self.at, self.cast.cookie("ana"));
        for sequence in 1.. {
            let save = pause(draft, sequence);
            let path = format!("/drafts/{draft}/entries");
            let Some(answer) = self.insist(|| browser.post_json(&path, &save)) else { return };
            if answer.status != 200 {
                return self.odd.lock().unwrap().push(format!("{} {}", answer.head, answer.body));
            }
            self.saves.lock().unwrap().insert(draft, sequence);
            self.acknowledged.fetch_add(1, Ordering::SeqCst);
            let Some(page) = self.insist(|| browser.get(&format!("/contacts/drafts/{draft}"))) else { return };
            if page.status != 200 || !page.body.contains(&words(sequence)) {
                return self.odd.lock().unwrap().push(format!("save {sequence} is not on the page: {}", page.head));
            }
        }
    }

    fn sign(&self, signer: usize) {
        let browser = Browser::of(self.at, self.cast.cookie("ana"));
        for number in 1.. {
            let path = format!("/people/{}/contacts", self.cast.jordan);
            let Some(begun) = self.insist(|| browser.post(&path, &[("kind", "one_on_one")])) else { return };
            let Some(draft) = id_after::<DraftId>("/contacts/drafts/", &begun) else {
                return self.odd.lock().unwrap().push(format!("{} {}", begun.head, begun.body));
            };
            let said = format!("Note {number} of signer {signer}.");
            let Some(answer) = self.insist(|| sign_note(&browser, draft, signer, number, &said)) else { return };
            let Some(contact) = id_after::<RecordId>("/contacts/", &answer) else {
                return self.odd.lock().unwrap().push(format!("{} {}", answer.head, answer.body));
            };
            self.signed.lock().unwrap().insert(draft, (contact, said));
            self.acknowledged.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Compares what is kept with what was acknowledged.
    fn check(&self, url: &str) {
        let db = Db::open_postgres(url, 1).unwrap();
        let organization = self.cast.organization;
        for (draft, last) in self.saves.lock().unwrap().clone() {
            let text = sql!(
                "SELECT sequence, fields FROM draft_entries WHERE organization_id = $1 AND draft_id = $2
                 ORDER BY sequence LIMIT 1000000"
            );
            let read = db.read_now(Tenant::System, move |tx| tx.list::<(i64, Value)>(text, &[&organization, &draft]));
            let kept: BTreeMap<i64, Value> = read.map_err(|error: DbError| error).unwrap().into_iter().collect();
            for sequence in 1..=last {
                let said =
                    kept.get(&i64::try_from(sequence).unwrap()).and_then(|fields| fields["section.mattered"].as_str());
                assert_eq!(said, Some(words(sequence).as_str()), "save {sequence} of {last} of draft {draft}");
            }
        }
        let text = sql!(
            "SELECT c.draft_id, c.id, v.sections FROM contacts c
             JOIN contact_versions v ON v.organization_id = c.organization_id AND v.contact_id = c.id
             WHERE c.organization_id = $1 ORDER BY c.id LIMIT 1000000"
        );
        let read = db.read_now(Tenant::System, move |tx| tx.list::<(DraftId, RecordId, Value)>(text, &[&organization]));
        let mut contacts = BTreeMap::new();
        for (draft, contact, sections) in read.map_err(|error: DbError| error).unwrap() {
            let said = sections[0]["words"].as_str().unwrap_or_default().to_owned();
            assert_eq!(contacts.insert(draft, (contact, said)), None, "draft {draft} became two contacts");
        }
        for (draft, signed) in self.signed.lock().unwrap().iter() {
            assert_eq!(contacts.get(draft), Some(signed), "the signature of draft {draft}");
        }
        let (saves, signed) = (self.saves.lock().unwrap().values().sum::<usize>(), self.signed.lock().unwrap().len());
        println!("{saves} saves and {signed} signatures acknowledged, {:?} requests refused or cut", self.refused);
        assert!(saves > 0 && signed > 0, "there was load: {saves} saves, {signed} signatures");
    }
}

/// Ends the work even when the test fails in the middle.
struct EndOfDay<'w>(&'w AtomicBool);

impl Drop for EndOfDay<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// One pause in the writing of a note.
fn pause(draft: DraftId, sequence: usize) -> Value {
    json!({ "client": draft, "sequence": sequence, "base": 0, "fields": { "section.mattered": words(sequence) } })
}

fn words(sequence: usize) -> String {
    format!("We walked to the river, {sequence} times now.")
}

fn sign_note(browser: &Browser<'_>, draft: DraftId, signer: usize, number: i64, said: &str) -> std::io::Result<Answer> {
    let today = Clock::system().moment().now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let (start, end) = [("09:10", "09:55"), ("15:00", "15:30")][signer];
    let date = (today - number.rem_euclid(300).days() - 1.days()).to_string();
    let fields = [
        ("kind", "one_on_one"),
        ("template", "peer_narrative"),
        ("outcome", "reached"),
        ("mode", "in_person"),
        ("date", date.as_str()),
        ("start", start),
        ("end", end),
        ("section.mattered", said),
        ("step1", "Bring the form"),
        ("step1_who", "peer"),
        ("overlap_ok", "yes"),
    ];
    browser.post(&format!("/contacts/drafts/{draft}/signature"), &fields)
}

fn id_after<T: Id>(path: &str, answer: &Answer) -> Option<T> {
    let id = answer.header("location").filter(|_| answer.status == 303)?.strip_prefix(path)?;
    id.parse::<uuid::Uuid>().ok().map(T::from)
}

fn is_ready(address: SocketAddr) -> bool {
    Browser::new(address).get("/readyz").is_ok_and(|answer| answer.status == 200)
}

#[test]
fn nodes_that_are_killed_under_load_lose_nothing_acknowledged() {
    let wish = Wish { nodes: 3, pooler: true, balancer: Some(Balancer::Haproxy), ..Wish::default() };
    let Some(mut stage) = Stage::new(&wish) else { return };
    let work = Work::new(&stage.cast, stage.cluster.address().unwrap());
    let (nodes, drafts) = (&mut stage.cluster.nodes, &stage.drafts);
    work.during(drafts, || {
        for round in 0..9 {
            work.goes_on(40);
            let node = &mut nodes[round % 3];
            node.kill();
            work.goes_on(40);
            node.start().unwrap();
        }
    });
    work.check(&stage.cluster.database_url());
    stage.verify();
}

#[test]
fn the_replica_takes_over_through_a_pooler() {
    take_over(&Wish { pooler: true, replica: true, balancer: Some(Balancer::Haproxy), ..Wish::default() });
}

#[test]
fn the_replica_takes_over_without_a_pooler() {
    take_over(&Wish { replica: true, balancer: Some(Balancer::Nginx), ..Wish::default() });
}

/// The primary is killed under load; somebody promotes the replica; the nodes find it by themselves.
fn take_over(wish: &Wish) {
    let Some(mut stage) = Stage::new(wish) else { return };
    let work = Work::new(&stage.cast, stage.cluster.address().unwrap());
    let nodes: Vec<SocketAddr> = stage.cluster.nodes.iter().map(|node| node.address()).collect();
    let (cluster, drafts) = (&mut stage.cluster, &stage.drafts);
    work.during(drafts, || {
        work.goes_on(150);
        cluster.kill_primary().unwrap();
        for node in &nodes {
            soon("a node says that it is not ready", || !is_ready(*node));
        }
        cluster.promote().unwrap();
        for node in &nodes {
            soon("a node is ready again", || is_ready(*node));
        }
        work.goes_on(150);
    });
    work.check(&stage.cluster.database_url());
    stage.verify();
}

#[test]
fn nobody_sees_less_than_was_saved_though_the_replica_is_behind() {
    let wish = Wish { replica: true, pooler: true, ..Wish::default() };
    let Some(stage) = Stage::new(&wish) else { return };
    let (cast, draft) = (&stage.cast, stage.drafts[0]);
    let here = Browser::of(stage.cluster.nodes[0].address(), cast.cookie("ana"));
    let there = Browser::of(stage.cluster.nodes[1].address(), cast.cookie("ana"));
    let save = |sequence| {
        let saved = here.post_json(&format!("/drafts/{draft}/entries"), &pause(draft, sequence));
        assert_eq!(saved.unwrap().status, 200);
    };
    let is_shown = |sequence| {
        let page = there.get(&format!("/contacts/drafts/{draft}")).unwrap();
        page.body.contains(&words(sequence))
    };
    let reads = |outcome: &str| {
        let figures = there_figures(stage.cluster.nodes[1].address());
        let name = format!("accompany_replica_reads_total{{outcome=\"{outcome}\"}}");
        figures.lines().find_map(|line| line.strip_prefix(&name)?.trim().parse().ok()).unwrap_or(0_u64)
    };
    stage.cluster.hold_replay(true).unwrap();
    for sequence in 1..=5 {
        save(sequence);
        assert!(is_shown(sequence), "saved on one node, shown on the other");
    }
    assert!(reads("behind") >= 5, "the replica was asked and was behind");
    // A way in that is closed is closed at once.
    let person = format!("/people/{}", cast.jordan);
    assert_eq!(there.get(&person).unwrap().status, 200);
    let (organization, ana) = (cast.organization, cast.account("ana"));
    let db = Db::open_postgres(&stage.cluster.database_url(), 1).unwrap();
    let end = sql!("DELETE FROM assignments WHERE organization_id = $1 AND account_id = $2");
    db.write_now(Tenant::System, move |tx| tx.run(end, &[&organization, &ana]))
        .map_err(|error: DbError| error)
        .unwrap();
    assert_eq!(there.get(&person).unwrap().status, 404, "the replica still has what was taken away");
    let before = reads("read");
    stage.cluster.hold_replay(false).unwrap();
    soon("the replica is read from", || is_shown(5) && reads("read") > before);
}

fn there_figures(address: SocketAddr) -> String {
    Browser::new(address).get("/metrics").unwrap().body
}

/// A mail server that takes everything and remembers which letter.
fn take_mail(listener: std::net::TcpListener, taken: &Mutex<Vec<String>>) {
    use std::io::{BufRead, BufReader, Write};
    for line in listener.incoming() {
        let mut line = line.unwrap();
        let mut said = BufReader::new(line.try_clone().unwrap());
        let mut is_letter = false;
        line.write_all(b"220 here\r\n").unwrap();
        let mut words = String::new();
        while said.read_line(&mut words).is_ok_and(|count| count > 0) {
            let word = words.trim_end().to_owned();
            words.clear();
            if let Some(id) = word.strip_prefix("Message-ID: ").filter(|_| is_letter) {
                taken.lock().unwrap().push(id.to_owned());
            }
            let answer = match word.get(..4).unwrap_or_default() {
                _ if is_letter && word != "." => continue,
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            is_letter = answer.starts_with("354");
            line.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
            if answer.starts_with("221") {
                break;
            }
        }
    }
}

#[test]
fn each_letter_leaves_once_though_three_nodes_look_for_mail() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let variables = vec![
        ("ACCOMPANY_MAIL_HOST", "127.0.0.1".to_owned()),
        ("ACCOMPANY_MAIL_PORT", port),
        ("ACCOMPANY_MAIL_SECURITY", "none".to_owned()),
        ("ACCOMPANY_MAIL_FROM", "peers@example.org".to_owned()),
    ];
    let Some(stage) = Stage::new(&Wish { nodes: 3, pooler: true, variables, ..Wish::default() }) else { return };
    static TAKEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    thread::spawn(move || take_mail(listener, &TAKEN));
    let (organization, at) = (stage.cast.organization, Clock::system().moment());
    let seal = SealKey::open_or_create(&stage.cluster.nodes[0].folder.join("seal.key"), &mut at.rng()).unwrap();
    let letter = Letter {
        recipient: "jordan@example.org".to_owned(),
        purpose: "invitation",
        subject: "Come in".to_owned(),
        parts: vec![Piece::Words("The door is open.".to_owned())],
    };
    let db = Db::open_postgres(&stage.cluster.database_url(), 1).unwrap();
    let queued = db.write_now(Tenant::System, move |tx| {
        (0..20).try_for_each(|_| queue_now(tx, &seal, (organization, &at), &letter, true).map(drop))
    });
    queued.unwrap();
    soon("all letters left", || TAKEN.lock().unwrap().len() >= 20);
    let waiting = sql!("SELECT COUNT(*) FROM mail_ledger WHERE organization_id = $1 AND status <> 'sent'");
    soon("the ledger says so", || {
        let read = db.read_now(Tenant::System, move |tx| tx.one::<i64>(waiting, &[&organization]));
        read.map_err(|error: DbError| error).unwrap() == Some(0)
    });
    let mut letters = TAKEN.lock().unwrap().clone();
    letters.sort();
    letters.dedup();
    assert_eq!((letters.len(), TAKEN.lock().unwrap().len()), (20, 20), "each once");
}
