#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use care::contacts::{
    ContactId, Facts, Kind, Mode, Outcome, Section, Sections, SignedContact, Status, Step, StepOwner,
    comments::{Said, SaidAs},
    insert_signed,
    together::{How, ResponseId, Together, View},
};
use ground::{
    access::Scope,
    ids::RecordId,
    rules::matrix::Permission::{self, SeeMyRecord, WriteContacts, WriteMyRecord},
    schema,
    testing::Cast,
};
use jiff::Timestamp;
use kit::{
    db::{Db, DbError, Tx},
    faults::Fault,
    sql,
    testing::both,
};
use serde_json::{Value, json};

use super::{
    file::KEYS,
    pages::say,
    record::whole,
    sent::answer,
    store::{self, Line, Note},
};

/// Open Door on one engine.
struct House<'d> {
    cast: Cast,
    db: &'d Db,
}

fn house(test: impl Fn(&House<'_>)) {
    both(&schema::steps().unwrap(), |on| test(&House { cast: Cast::on(&on.db), db: &on.db }));
}

const FAR: &str = "2027-01-01T00:00:00Z";

impl House<'_> {
    /// Reads as somebody, behind the second wall too.
    fn reads<T: Send + 'static>(
        &self,
        who: &str,
        permission: Permission,
        work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let scope = self.cast.scope(who, permission);
        self.db.read_now(scope.reader(), move |tx| work(tx, &scope))
    }

    fn writes<T: Send + 'static>(
        &self,
        who: &str,
        permission: Permission,
        work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let scope = self.cast.scope(who, permission);
        self.db.write_now(scope.tenant(), move |tx| work(tx, &scope))
    }

    /// Ana's note about Jordan, an hour ago.
    fn noted(&self) -> ContactId {
        let (program, jordan) = (self.cast.program, self.cast.jordan);
        let noted = self.writes("ana", WriteContacts, move |tx, scope| {
            let contact = SignedContact {
                id: scope.at.id(),
                program,
                participant: Some(jordan),
                author: scope.account,
                author_name: scope.name.clone(),
                facts: facts(scope.now),
                sections: Sections(vec![Section {
                    key: "together".to_owned(),
                    label: "What we did".to_owned(),
                    words: "We walked to the library.".to_owned(),
                    is_own: false,
                }]),
                participant_words: "I liked the walk.".to_owned(),
                steps: vec![Step { words: "text a friend".to_owned(), owner: StepOwner::Participant, due_on: None }],
                signed_at: scope.now,
                is_late: false,
                status: Status::AwaitingCosign,
                needs_cosign: true,
                draft: None,
            };
            insert_signed(tx, scope, &contact)?;
            Ok(contact.id)
        });
        noted.unwrap()
    }

    fn hold_back(&self, contact: ContactId) {
        let (organization, jordan, ana) = (self.cast.organization, self.cast.jordan, self.cast.account("ana"));
        let at = self.cast.clock.moment();
        self.cast.write(self.db, move |tx| {
            tx.run(
                sql!(
                    "INSERT INTO contact_hidings (organization_id, id, contact_id, participant_id, exception, reason,
                        review_on, hidden_at, hidden_by, hidden_name, ended_words)
                     VALUES ($1, $2, $3, $4, 'preventing_harm', 'names where somebody lives', $5, $6, $7, 'Ana', '')"
                ),
                &[
                    &organization,
                    &at.id::<RecordId>(),
                    &contact,
                    &jordan,
                    &jiff::civil::date(2026, 6, 14),
                    &at.now,
                    &ana,
                ],
            )
        });
    }

    /// A draft of Ana's that was sent to Jordan.
    fn send(&self) -> ResponseId {
        let (organization, program, jordan) = (self.cast.organization, self.cast.program, self.cast.jordan);
        let (ana, at) = (self.cast.account("ana"), self.cast.clock.moment());
        self.cast.write(self.db, move |tx| {
            let (draft, response): (RecordId, ResponseId) = (at.id(), at.id());
            tx.run(
                sql!("INSERT INTO drafts (organization_id, id, account_id, kind, participant_id, fields, stamps, version,
                        created_at, saved_at) VALUES ($1, $2, $3, 'contacts', $4, $5, $5, 1, $6, $6)"),
                &[&organization, &draft, &ana, &jordan, &json!({}), &at.now],
            )?;
            tx.run(
                sql!("INSERT INTO contact_responses (organization_id, id, draft_id, participant_id, program_id, shown,
                        sent_at, sent_by, sent_name, words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'Ana', '')"),
                &[&organization, &response, &draft, &jordan, &program, &json!([]), &at.now, &ana],
            )?;
            Ok::<_, DbError>(response)
        })
    }

    fn list(&self) -> Vec<Line> {
        let jordan = self.cast.jordan;
        let far = (FAR.parse().unwrap(), ContactId::from(uuid::Uuid::max()));
        self.reads("jordan", SeeMyRecord, move |tx, scope| Ok(store::list(tx, scope, jordan, far, 50)?)).unwrap()
    }

    fn find(&self, id: ContactId) -> Option<Note> {
        let jordan = self.cast.jordan;
        self.reads("jordan", SeeMyRecord, move |tx, scope| Ok(store::find(tx, scope, jordan, id)?)).unwrap()
    }

    fn record(&self) -> Value {
        let (_, record) = self.reads("jordan", SeeMyRecord, whole).unwrap();
        serde_json::to_value(record).unwrap()
    }
}

fn facts(now: Timestamp) -> Facts {
    Facts {
        kind: Kind::OneOnOne,
        outcome: Outcome::Reached,
        starts_at: now,
        ends_at: now,
        setting: "community".to_owned(),
        place: String::new(),
        place_words: String::new(),
        mode: Mode::InPerson,
        present: Vec::new(),
        present_names: String::new(),
        areas: Vec::new(),
        competencies: Vec::new(),
        goals: Vec::new(),
        template: "peer_narrative".to_owned(),
        template_version: 1,
        is_read_together: true,
        together: Some(Together {
            how: How::Together,
            view: Some(View::Agrees),
            is_own_hand: false,
            is_changed_since: false,
        }),
        follow_up_at: None,
    }
}

#[test]
fn a_note_is_open_to_its_person_from_the_moment_it_is_signed() {
    house(|house| {
        let id = house.noted();
        assert_eq!(house.list().len(), 1);
        let note = house.find(id).unwrap();
        assert_eq!(note.participant_words, "I liked the walk.");
        assert_eq!(note.status, Status::AwaitingCosign, "also before a second signature");
    });
}

#[test]
fn what_is_held_back_is_not_there_and_the_person_is_told_that_something_is() {
    house(|house| {
        let (open, held) = (house.noted(), house.noted());
        let said = house.writes("jordan", WriteMyRecord, move |tx, scope| say(tx, scope, held, Said::Comment, "Why?"));
        said.unwrap();
        house.hold_back(held);
        assert_eq!(house.list().iter().map(|line| line.id).collect::<Vec<_>>(), [open]);
        assert!(house.find(held).is_none());
        let record = house.record();
        assert_eq!(record["is_part_held_back"], true);
        assert_eq!(record["notes"].as_array().unwrap().len(), 1);
        assert!(!record.to_string().contains(&held.to_string()) && !record.to_string().contains("Why?"));
        let said = house.writes("jordan", WriteMyRecord, move |tx, scope| say(tx, scope, held, Said::Comment, "And?"));
        assert!(matches!(said, Err(Fault::NotFound)));
    });
}

#[test]
fn nobody_reads_the_notes_of_another_through_these_pages() {
    house(|house| {
        let id = house.noted();
        let robin = house.cast.far.robin;
        let other = house.reads("jordan", SeeMyRecord, move |tx, scope| Ok(store::find(tx, scope, robin, id)?));
        assert!(other.unwrap().is_none());
        for who in ["sol", "ana", "marcus", "ruth"] {
            assert!(house.cast.actor(who).may(SeeMyRecord, &house.cast.request()).is_err(), "{who}");
        }
    });
}

#[test]
fn what_the_person_says_stays_as_it_was_said() {
    house(|house| {
        let id = house.noted();
        let said = house.writes("jordan", WriteMyRecord, move |tx, scope| {
            say(tx, scope, id, Said::Disagreement, "It was my idea to go.")
        });
        said.unwrap();
        assert_eq!(house.list()[0].comments, 1);
        let jordan = house.cast.jordan;
        let found =
            house.reads("jordan", SeeMyRecord, move |tx, scope| Ok(store::all_said(tx, scope, jordan)?)).unwrap();
        assert_eq!((found[0].kind, found[0].said_as), (Said::Disagreement, SaidAs::Participant));
        let (organization, ana) = (house.cast.organization, house.cast.account("ana"));
        let owed: Option<i64> =
            house.cast.write(house.db, move |tx| {
                tx.one(
                sql!("SELECT 1 FROM promises WHERE organization_id = $1 AND owner_id = $2 AND kind = 'answer_comment'
                        AND closed_at IS NULL AND rule = 'note.comment'"),
                &[&organization, &ana],
            )
            });
        assert_eq!(owed, Some(1), "the author owes an answer");
    });
}

#[test]
fn a_note_that_was_sent_waits_and_is_answered_until_it_is_signed() {
    house(|house| {
        let (id, jordan) = (house.send(), house.cast.jordan);
        let waiting = move |tx: &mut Tx<'_>, scope: &Scope| Ok(store::waiting(tx, scope, jordan)?);
        assert!(!house.reads("jordan", SeeMyRecord, waiting).unwrap()[0].is_answered);
        for view in [View::Agrees, View::Disagrees] {
            let became =
                house.writes("jordan", WriteMyRecord, move |tx, scope| answer(tx, scope, id, Some(view), "Mine."));
            assert_eq!(became.unwrap(), None, "an answer may change while nothing is signed");
        }
        assert!(house.reads("jordan", SeeMyRecord, waiting).unwrap()[0].is_answered);
        let (organization, contact) = (house.cast.organization, house.noted());
        house.cast.write(house.db, move |tx| {
            tx.run(
                sql!(
                    "UPDATE contact_responses SET contact_id = $3, version = 1 WHERE organization_id = $1 AND id = $2"
                ),
                &[&organization, &id, &contact],
            )
        });
        assert!(house.reads("jordan", SeeMyRecord, waiting).unwrap().is_empty());
        let late =
            house.writes("jordan", WriteMyRecord, move |tx, scope| answer(tx, scope, id, None, "One more thing."));
        assert_eq!(late.unwrap(), Some(contact));
        let said =
            house.reads("jordan", SeeMyRecord, move |tx, scope| Ok(store::all_said(tx, scope, jordan)?)).unwrap();
        assert_eq!(said[0].words, "One more thing.", "late words stand beside the note, not lost");
        let sent =
            house.reads("jordan", SeeMyRecord, move |tx, scope| Ok(store::sent(tx, scope, jordan, id)?)).unwrap();
        assert_eq!(sent.unwrap().words, "Mine.");
    });
}

/// Every path of keys in a value, without places in lists.
fn paths(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(all) => {
            for (key, inner) in all {
                let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                found.insert(path.clone());
                paths(inner, &path, found);
            }
        }
        Value::Array(all) => all.iter().for_each(|one| paths(one, at, found)),
        _ => {}
    }
}

#[test]
fn the_whole_record_has_every_note_and_says_what_each_key_means() {
    house(|house| {
        let id = house.noted();
        let said =
            house.writes("jordan", WriteMyRecord, move |tx, scope| say(tx, scope, id, Said::Comment, "Thank you."));
        said.unwrap();
        let record = house.record();
        let note = &record["notes"][0];
        assert_eq!(note["parts"][0]["words"], "We walked to the library.");
        assert_eq!(note["your_words"], "I liked the walk.");
        assert_eq!(note["together"]["view"], "agrees");
        assert_eq!(note["next_steps"][0]["words"], "text a friend");
        assert_eq!(note["said"][0]["words"], "Thank you.");
        assert_eq!(record["supported_by"][0]["name"], "Ana Morales");
        let mut found = BTreeSet::new();
        let mut without_keys = record.clone();
        without_keys["keys"] = Value::Null;
        paths(&without_keys, "", &mut found);
        let documented: BTreeSet<String> = KEYS.iter().map(|(key, _)| (*key).to_owned()).collect();
        for path in &found {
            let parent = path.rsplit_once('.').map_or(path.as_str(), |(parent, _)| parent);
            assert!(documented.contains(path) || documented.contains(parent), "{path} is not documented");
        }
        assert_eq!(record["keys"].as_object().unwrap().len(), KEYS.len());
    });
}

#[test]
fn a_long_record_is_read_to_its_end() {
    house(|house| {
        for _ in 0..3 {
            house.noted();
        }
        let jordan = house.cast.jordan;
        let first = (Timestamp::UNIX_EPOCH, ContactId::from(uuid::Uuid::nil()));
        let one =
            house.reads("jordan", SeeMyRecord, move |tx, scope| Ok(store::some(tx, scope, jordan, first, 1)?)).unwrap();
        let after = (one[0].facts.starts_at, one[0].id);
        let rest =
            house.reads("jordan", SeeMyRecord, move |tx, scope| Ok(store::some(tx, scope, jordan, after, 9)?)).unwrap();
        assert_eq!(rest.len(), 2);
        assert_eq!(house.record()["notes"].as_array().unwrap().len(), 3);
    });
}
