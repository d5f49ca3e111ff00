//! A made-up world is one that the program itself could have written: it is looked over, and every page of it opens.

use bench::{
    manifest::{Manifest, PASSWORD},
    world::{self, Plan},
};
use kit::{
    db::{DbError, Tenant},
    sql,
};

use crate::{browser::Browser, program::Place};

fn plan() -> Plan {
    let now = "2026-11-20T15:00:00Z".parse().unwrap();
    Plan { participants: 150, contacts: 20_000, organizations: 2, seed: 7, now }
}

fn make(place: &Place) -> Manifest {
    std::fs::create_dir_all(place.data()).unwrap();
    let file = place.database_file();
    let to = place.database_url().map_or(world::Place::Sqlite(&file), world::Place::Postgres);
    world::make(&plan(), to).unwrap().0
}

#[test]
fn a_made_up_world_is_whole() {
    for place in Place::each() {
        let manifest = make(&place);
        let said = place.run(&["verify"]).fine();
        assert_eq!(said.matches("the audit's chain of").count(), 2, "{said}");
        assert!(!said.contains("chain of 0 entries"), "{said}");
        assert_eq!((manifest.heavy.len(), manifest.light.is_empty()), (1, false));
        let db = place.database();
        // Counters of people, and a promise for each note that waits for a second signature.
        let text = sql!(
            "SELECT COUNT(*), COALESCE(CAST(SUM(CASE WHEN p.contacts_count <> (SELECT COUNT(*) FROM contacts c
                    WHERE c.organization_id = p.organization_id AND c.participant_id = p.id
                    AND c.status <> 'entered_in_error') THEN 1 ELSE 0 END) AS BIGINT), 0),
                COALESCE(CAST(SUM(CASE WHEN p.last_contact_at IS DISTINCT FROM (SELECT MAX(c.starts_at) FROM contacts c
                    WHERE c.organization_id = p.organization_id AND c.participant_id = p.id AND c.outcome = 'reached'
                    AND c.status <> 'entered_in_error' AND c.kind NOT IN ('team', 'non_service', 'family'))
                    THEN 1 ELSE 0 END) AS BIGINT), 0)
             FROM participants p"
        );
        let read = db.read_now(Tenant::System, |tx| tx.one::<(i64, i64, i64)>(text, &[]));
        assert_eq!(read.map_err(|error: DbError| error).unwrap(), Some((150, 0, 0)), "counters");
        let text = sql!(
            "SELECT (SELECT COUNT(*) FROM contacts), (SELECT COUNT(*) FROM contacts WHERE status = 'awaiting_cosign'),
                (SELECT COUNT(*) FROM promises WHERE kind = 'cosign' AND closed_at IS NULL)"
        );
        let read = db.read_now(Tenant::System, |tx| tx.one::<(i64, i64, i64)>(text, &[]));
        let (contacts, waiting, promised) = read.map_err(|error: DbError| error).unwrap().unwrap();
        assert_eq!((contacts, waiting), (20_000, promised));
        assert!(waiting > 0, "notes wait for a second signature");
    }
}

#[test]
fn every_page_of_a_made_up_world_opens() {
    for place in Place::each() {
        let manifest = make(&place);
        let serving = place.serve();
        let visitor = Browser::new(serving.address);
        for path in ["/library", "/library?q=evenng", "/directory", "/directory?q=pantri", "/sign-in"] {
            assert_eq!(visitor.get(path).unwrap().status, 200, "{path}");
        }
        let worker = manifest.workers.iter().find(|peer| peer.contacts.len() > 1 && peer.people.len() > 1).unwrap();
        let mut paths = ["/day", "/people", "/contacts", "/drafts"].map(str::to_owned).to_vec();
        for person in worker.people.iter().take(2) {
            let parts = ["", "/contacts", "/goals", "/status", "/about", "/calls", "/edit"];
            paths.extend(parts.iter().map(|part| format!("/people/{person}{part}")));
        }
        for contact in worker.contacts.iter().take(4) {
            paths.extend(["", "/versions", "/print"].iter().map(|part| format!("/contacts/{contact}{part}")));
        }
        open(&visitor, &worker.email, &paths);
        let (peer, person) = manifest.heavy.first().unwrap();
        open(&visitor, peer, &[format!("/people/{person}"), format!("/people/{person}/contacts")]);
        let (lead, name) = manifest.names.first().unwrap();
        open(&visitor, lead, &[format!("/people?q={}", name.replace(' ', "+"))]);
        let lead = manifest.supervisors.first().unwrap();
        open(&visitor, lead, &["/cosign", "/team/day", "/team", "/referrals"].map(str::to_owned));
        open(&visitor, manifest.directors.first().unwrap(), &["/admin", "/team", "/admin/programs"].map(str::to_owned));
        let participant = manifest.participants_with_account.first().unwrap();
        open(&visitor, participant, &["/me", "/me/notes", "/me/looked", "/me/record"].map(str::to_owned));
    }
}

/// Signs in and opens each path.
fn open(visitor: &Browser<'_>, email: &str, paths: &[String]) {
    let answer = visitor.post("/sign-in", &[("email", email), ("password", PASSWORD)]).unwrap();
    let session = answer.session().unwrap_or_else(|| panic!("{email}: {}", answer.head));
    let browser = Browser::of(visitor.address, &session);
    for path in paths {
        let page = browser.get(path).unwrap();
        assert_eq!(page.status, 200, "{email} at {path}: {}", page.body);
    }
}
