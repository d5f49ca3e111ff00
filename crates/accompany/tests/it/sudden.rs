//! Ending the program without warning, again and again, while people write: what was acknowledged is kept.
//!
//! The rounds themselves; how many, and under how much load, is said by the tests of this folder and by the long ones.

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
    drafts::{self, Fields, NewDraft},
    ids::{ClientId, DraftId, OrganizationId, RecordId},
    rules::matrix::Permission,
    testing::Cast,
};
use jiff::ToSpan;
use kit::{
    db::{Db, DbError, Tenant},
    ids::Id,
    sql,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    browser::{Answer, Browser},
    program::Place,
};

/// How often, and under what load.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    pub rounds: usize,
    /// People who save drafts, who sign notes (six at most), and who open Jordan's page, all at once.
    pub writers: usize,
    pub signers: usize,
    pub readers: usize,
    /// Answers after which the program is ended, at most; the others are in the middle of theirs then.
    pub most_answers: usize,
}

/// What the program said that it kept.
#[derive(Default)]
struct Told {
    /// For each draft, the words of each save by its sequence.
    saves: BTreeMap<DraftId, BTreeMap<usize, String>>,
    /// For each signed draft, the contact that it became and its words.
    signed: BTreeMap<DraftId, (RecordId, String)>,
    /// For each signer, the note that was begun and whose signature nobody has acknowledged yet.
    unsigned: BTreeMap<usize, Note>,
    /// Times that Jordan's page was shown.
    looks: usize,
    /// Answers that no writer should have got.
    odd: Vec<String>,
}

/// A note about Jordan that is about to be signed.
#[derive(Clone)]
struct Note {
    draft: DraftId,
    date: String,
    start: String,
    end: String,
    words: String,
}

struct Stage {
    place: Place,
    cast: Cast,
    drafts: Vec<DraftId>,
    told: Mutex<Told>,
}

/// Begins an empty draft of Ana's about Jordan.
pub fn begin_draft(db: &Db, cast: &Cast) -> DraftId {
    let scope = cast.scope("ana", Permission::SeeMyDay);
    let (jordan, program) = (cast.jordan, cast.program);
    db.write_now(scope.tenant(), move |tx| {
        let fields = Fields(serde_json::Map::new());
        let promise_words = "Finish and sign".to_owned();
        drafts::make(
            tx,
            &scope,
            &NewDraft { kind: "contacts", participant: Some(jordan), subject: None, program, fields, promise_words },
        )
    })
    .map_err(|error: DbError| error)
    .unwrap()
}

/// One pause in the writing.
pub fn pause(client: Uuid, sequence: usize, words: &str) -> Value {
    json!({ "client": client, "sequence": sequence, "base": 0, "fields": { "narrative": words } })
}

/// Goes through all rounds at a place; fails the test at the first thing that was acknowledged and is not there.
pub fn go_through(place: Place, ends: Ends) {
    let cast = place.cast();
    let db = place.database();
    let drafts = (0..ends.writers).map(|_| begin_draft(&db, &cast)).collect();
    db.close();
    let stage = Stage { place, cast, drafts, told: Mutex::default() };
    let seed: u64 = rand::random();
    let mut dice = StdRng::seed_from_u64(seed);
    println!("the moments follow from seed {seed}");
    for round in 0..ends.rounds {
        stage.round(round, ends, dice.random_range(1..=ends.most_answers));
    }
    let serving = stage.place.serve();
    stage.check(ends.rounds);
    assert!(serving.terminate().0.success());
    let told = stage.told.into_inner().unwrap();
    let saves: usize = told.saves.values().map(BTreeMap::len).sum();
    let (signed, looks) = (told.signed.len(), told.looks);
    println!("{saves} saves, {signed} signatures and {looks} looks were acknowledged");
    assert!(
        saves > ends.rounds && signed > 0 && looks > 0,
        "there was load: {saves} saves, {signed} signatures, {looks} looks"
    );
    stage.place.run(&["verify"]).fine();
}

impl Stage {
    /// Starts the program, compares, and ends it in the middle of everybody's work after so many answers.
    fn round(&self, round: usize, ends: Ends, answers: usize) {
        let mut serving = self.place.serve();
        self.check(round);
        let (tell, told) = channel();
        let address = serving.address;
        thread::scope(|scope| {
            for draft in &self.drafts {
                let tell = tell.clone();
                scope.spawn(move || self.write(address, *draft, &tell));
            }
            for signer in 0..ends.signers {
                let tell = tell.clone();
                scope.spawn(move || self.sign(address, signer, &tell));
            }
            for _ in 0..ends.readers {
                let tell = tell.clone();
                scope.spawn(move || self.look(address, &tell));
            }
            drop(tell);
            // A writer that got an odd answer stops telling; the check after the round says which.
            told.iter().take(answers).for_each(drop);
            serving.kill();
        });
    }

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

    /// Signs note after note until the line is cut, each sent twice as by an impatient finger. A signature without an
    /// answer is sent again the next time.
    fn sign(&self, address: SocketAddr, signer: usize, tell: &Sender<()>) {
        let browser = Browser::of(address, self.cast.cookie("ana"));
        while let Some(note) = self.note_of(&browser, signer) {
            for _ in 0..2 {
                let Ok(answer) = send(&browser, &note) else { return };
                let mut told = self.told.lock().unwrap();
                let Some(contact) = id_after("/contacts/", &answer) else {
                    return told.odd.push(format!("{} {}", answer.head, answer.body));
                };
                let before = told.signed.insert(note.draft, (contact, note.words.clone()));
                if before.is_some_and(|(other, _)| other != contact) {
                    return told.odd.push(format!("draft {} became {contact} also", note.draft));
                }
            }
            self.told.lock().unwrap().unsigned.remove(&signer);
            let _ = tell.send(());
        }
    }

    /// The note whose signature was not acknowledged, else a new one, on a day that this signer has not written of.
    fn note_of(&self, browser: &Browser<'_>, signer: usize) -> Option<Note> {
        let begun = self.told.lock().unwrap().unsigned.get(&signer).cloned();
        if begun.is_some() {
            return begun;
        }
        let path = format!("/people/{}/contacts", self.cast.jordan);
        let answer = browser.post(&path, &[("kind", "one_on_one")]).ok()?;
        let mut told = self.told.lock().unwrap();
        let Some(draft) = id_after("/contacts/drafts/", &answer) else {
            told.odd.push(format!("{} {}", answer.head, answer.body));
            return None;
        };
        let number = told.signed.len() + 1;
        let today = self.cast.clock.moment().now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let days = i64::try_from(number % 300).unwrap() + 1;
        // Later notes of the same day begin some minutes later.
        let (hour, minute) = (8 + 2 * signer, number / 300);
        let (start, end) = (format!("{hour:02}:{minute:02}"), format!("{:02}:{minute:02}", hour + 1));
        let words = format!("“It's the {number}th time — and it got easier,” Jordan said & smiled.");
        let note = Note { draft, date: (today - days.days()).to_string(), start, end, words };
        told.unsigned.insert(signer, note.clone());
        Some(note)
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
        let db = self.place.database();
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
        check_signatures(&db, organization, &told, round);
        let (entries, broken) = db
            .read_now(Tenant::System, move |tx| ground::audit::verify(tx, organization))
            .map_err(|error: DbError| error)
            .unwrap();
        assert_eq!(broken, None, "round {round}");
        assert!(usize::try_from(entries).unwrap() >= told.looks, "round {round}: {entries} entries of {}", told.looks);
        db.close();
    }
}

fn send(browser: &Browser<'_>, note: &Note) -> std::io::Result<Answer> {
    let fields = [
        ("kind", "one_on_one"),
        ("template", "peer_narrative"),
        ("outcome", "reached"),
        ("mode", "in_person"),
        ("date", &note.date),
        ("start", &note.start),
        ("end", &note.end),
        ("section.mattered", &note.words),
        ("step1", "Bring the form"),
        ("step1_who", "peer"),
        ("overlap_ok", "yes"),
    ];
    browser.post(&format!("/contacts/drafts/{}/signature", note.draft), &fields)
}

/// The id at the end of the path that an answer leads to.
fn id_after<T: Id>(path: &str, answer: &Answer) -> Option<T> {
    let id = answer.header("location").filter(|_| answer.status == 303)?.strip_prefix(path)?;
    id.parse::<Uuid>().ok().map(T::from)
}

/// Each acknowledged signature is a contact with the words that were sent, each draft became one contact at most, and
/// what follows from a signature is there exactly when the contact is.
fn check_signatures(db: &Db, organization: OrganizationId, told: &Told, round: usize) {
    let text = sql!(
        "SELECT c.draft_id, c.id, v.sections, d.submitted_as,
            (SELECT COUNT(*) FROM contact_steps s WHERE s.organization_id = c.organization_id AND s.contact_id = c.id),
            (SELECT COUNT(*) FROM promises p WHERE p.organization_id = c.organization_id AND p.kind = 'sign'
                AND p.origin_id = d.id AND p.closed_at IS NULL)
         FROM contacts c
         JOIN contact_versions v ON v.organization_id = c.organization_id AND v.contact_id = c.id
         JOIN drafts d ON d.organization_id = c.organization_id AND d.id = c.draft_id
         WHERE c.organization_id = $1 ORDER BY c.id LIMIT 1000000"
    );
    type Row = (DraftId, RecordId, Value, Option<RecordId>, i64, i64);
    let read = db.read_now(Tenant::System, move |tx| tx.list(text, &[&organization]));
    let found: Vec<Row> = read.map_err(|error: DbError| error).unwrap();
    let count = found.len();
    let mut contacts = BTreeMap::new();
    for (draft, contact, sections, became, steps, open) in found {
        assert_eq!((became, steps, open), (Some(contact), 1, 0), "round {round}: contact {contact} is half signed");
        let words = sections[0]["words"].as_str().unwrap_or_default().to_owned();
        contacts.insert(draft, (contact, words));
    }
    assert_eq!(contacts.len(), count, "round {round}: a draft became two contacts");
    for (draft, signed) in &told.signed {
        assert_eq!(contacts.get(draft), Some(signed), "round {round}: the signature of draft {draft}");
    }
    let text = sql!(
        "SELECT (SELECT COUNT(*) FROM drafts WHERE organization_id = $1 AND submitted_as IS NOT NULL),
            (SELECT CAST(SUM(contacts_count) AS BIGINT) FROM participants WHERE organization_id = $1)"
    );
    let read = db.read_now(Tenant::System, move |tx| tx.one::<(i64, i64)>(text, &[&organization]));
    let count = i64::try_from(count).unwrap();
    assert_eq!(read.map_err(|error: DbError| error).unwrap(), Some((count, count)), "round {round}: nothing by halves");
}

/// The words of each save that the database has, by sequence.
pub fn kept(db: &Db, organization: OrganizationId, draft: DraftId) -> BTreeMap<usize, String> {
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
