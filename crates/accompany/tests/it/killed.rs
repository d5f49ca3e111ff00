//! Ending the program without warning, again and again, while people write: what was acknowledged is kept.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Mutex,
        mpsc::{Sender, channel},
    },
    thread,
};

use ground::{
    ids::{ClientId, DraftId, OrganizationId},
    testing::Cast,
};
use kit::{
    db::{Db, DbError, Tenant},
    ids::Id,
    sql,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::Value;

use crate::{
    backups::{begin_draft, pause},
    browser::Browser,
    program::Place,
};

const ROUNDS: usize = 50;
/// Answers after which the program is ended, at most; the other writers are in the middle of theirs then.
const MOST_ANSWERS: usize = 40;
const WRITERS: usize = 3;

/// What the program said that it kept.
#[derive(Default)]
struct Told {
    /// For each draft, the words of each save by its sequence.
    saves: BTreeMap<DraftId, BTreeMap<usize, String>>,
    /// Times that Jordan's page was shown.
    looks: usize,
    /// Answers that no writer should have got.
    odd: Vec<String>,
}

struct Stage {
    place: Place,
    cast: Cast,
    drafts: Vec<DraftId>,
    told: Mutex<Told>,
}

#[test]
fn nothing_acknowledged_is_lost_to_fifty_sudden_ends() {
    let place = Place::sqlite();
    let cast = place.cast();
    let db = place.database();
    let drafts = (0..WRITERS).map(|_| begin_draft(&db, &cast)).collect();
    db.close();
    let stage = Stage { place, cast, drafts, told: Mutex::default() };
    let seed: u64 = rand::random();
    let mut dice = StdRng::seed_from_u64(seed);
    println!("the moments follow from seed {seed}");
    for round in 0..ROUNDS {
        let mut serving = stage.place.serve();
        stage.check(round);
        let (tell, told) = channel();
        thread::scope(|scope| {
            for draft in &stage.drafts {
                let tell = tell.clone();
                let stage = &stage;
                scope.spawn(move || stage.write(serving.address, *draft, &tell));
            }
            let (stage, address) = (&stage, serving.address);
            scope.spawn(move || stage.look(address, &tell));
            // A writer that got an odd answer stops telling; the check after the round says which.
            told.iter().take(dice.random_range(1..=MOST_ANSWERS)).for_each(drop);
            serving.kill();
        });
    }
    let serving = stage.place.serve();
    stage.check(ROUNDS);
    assert!(serving.terminate().0.success());
    let told = stage.told.into_inner().unwrap();
    let saves: usize = told.saves.values().map(BTreeMap::len).sum();
    println!("{saves} saves and {} looks were acknowledged", told.looks);
    assert!(saves > ROUNDS && told.looks > 0, "there was load: {saves} saves, {} looks", told.looks);
    stage.place.run(&["verify"]).fine();
}

impl Stage {
    /// Saves pause after pause until the line is cut. The pause without an answer is sent again the next time, as a
    /// browser does.
    fn write(&self, address: SocketAddr, draft: DraftId, tell: &Sender<()>) {
        let first = self.told.lock().unwrap().saves.get(&draft).map_or(1, |saves| saves.len() + 1);
        let browser = Browser::of(address, self.cast.cookie("ana"));
        for sequence in first.. {
            let words = format!("We walked to the river, {sequence} times now.");
            let save = pause(draft.uuid(), sequence, &words);
            let Ok(answer) = browser.post_json(&format!("/drafts/{draft}/entries"), &save) else { return };
            let mut told = self.told.lock().unwrap();
            if answer.status != 200 {
                return told.odd.push(format!("{} {}", answer.head, answer.body));
            }
            told.saves.entry(draft).or_default().insert(sequence, words);
            // Nobody listens once the moment to end has come.
            let _ = tell.send(());
        }
    }

    /// Opens Jordan's page, which leaves an audit entry behind each time, until the line is cut.
    fn look(&self, address: SocketAddr, tell: &Sender<()>) {
        let browser = Browser::of(address, self.cast.cookie("ana"));
        while let Ok(answer) = browser.get(&format!("/people/{}", self.cast.jordan)) {
            let mut told = self.told.lock().unwrap();
            if answer.status != 200 {
                return told.odd.push(answer.head);
            }
            told.looks += 1;
            let _ = tell.send(());
        }
    }

    /// Compares what is kept with what was told, beside the program that has just started again.
    fn check(&self, round: usize) {
        let told = self.told.lock().unwrap();
        assert_eq!(told.odd, Vec::<String>::new(), "round {round}");
        let db = Db::open_sqlite(&self.place.database_file(), 1).unwrap();
        let organization = self.cast.organization;
        for (draft, saves) in &told.saves {
            let kept = kept(&db, organization, *draft);
            for (sequence, words) in saves {
                assert_eq!(kept.get(sequence), Some(words), "round {round}: save {sequence} of draft {draft}");
            }
            let (last, _) = saves.last_key_value().unwrap();
            let shown = shown(&db, organization, *draft);
            let is_last = |sequence: &usize| kept.get(sequence) == Some(&shown);
            assert!(
                is_last(last) || is_last(&(last + 1)),
                "round {round}: the draft shows {shown:?} after save {last}"
            );
        }
        let (entries, broken) = db
            .read_now(Tenant::System, move |tx| ground::audit::verify(tx, organization))
            .map_err(|error: DbError| error)
            .unwrap();
        assert_eq!(broken, None, "round {round}");
        assert!(usize::try_from(entries).unwrap() >= told.looks, "round {round}: {entries} entries of {}", told.looks);
        db.close();
    }
}

/// The words of each save that the database has, by sequence.
fn kept(db: &Db, organization: OrganizationId, draft: DraftId) -> BTreeMap<usize, String> {
    let text = sql!(
        "SELECT sequence, client, fields FROM draft_entries WHERE organization_id = $1 AND draft_id = $2
         ORDER BY sequence LIMIT 1000000"
    );
    let read = db.read_now(Tenant::System, move |tx| tx.list(text, &[&organization, &draft]));
    let found: Vec<(i64, ClientId, Value)> = read.map_err(|error: DbError| error).unwrap();
    let words = |fields: &Value| fields["narrative"].as_str().unwrap_or_default().to_owned();
    let own = found.into_iter().filter(|(_, client, _)| client.uuid() == draft.uuid());
    own.map(|(sequence, _, fields)| (usize::try_from(sequence).unwrap(), words(&fields))).collect()
}

/// What the draft shows.
fn shown(db: &Db, organization: OrganizationId, draft: DraftId) -> String {
    let text = sql!("SELECT fields FROM drafts WHERE organization_id = $1 AND id = $2");
    let read = db.read_now(Tenant::System, move |tx| tx.one::<Value>(text, &[&organization, &draft]));
    let fields = read.map_err(|error: DbError| error).unwrap().unwrap_or_else(|| panic!("draft {draft} is gone"));
    fields["narrative"].as_str().unwrap_or_default().to_owned()
}
