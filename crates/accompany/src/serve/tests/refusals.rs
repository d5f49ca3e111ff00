//! The walk of every route as every role, with its own organization's ids and with another's: who gets in is what the
//! guard says, what belongs to another organization is not there, and nothing fails.

use axum::http::StatusCode;
use ground::{
    Guard,
    area::Verb,
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId, RecordId},
};
use jiff::Timestamp;
use kit::{
    clock::Moment,
    db::{DbError, Tenant, Tx},
    sql,
    testing::{TestDb, both},
};

use super::House;

const PEOPLE: [&str; 7] = ["ruth", "marcus", "ana", "mei", "jo", "lee", "kim"];

/// The ids that stand for each kind of path parameter, here and in the other organization.
struct Samples {
    here: Ids,
    there: Ids,
}

type Ids = Vec<(&'static str, String)>;

/// What has no sample is asked for by an id that nothing has.
const NOBODY: &str = "018f0000-0000-7000-8000-000000000000";

impl Samples {
    async fn of(house: &House) -> Self {
        let cast = &house.cast;
        let here = Corner {
            organization: cast.organization,
            program: cast.program,
            participant: cast.jordan,
            author: cast.account("ana"),
        };
        let there = Corner {
            organization: cast.far.organization,
            program: cast.far.program,
            participant: cast.far.robin,
            author: cast.account("omar"),
        };
        let (at, site, far_site) = (house.app.moment(), cast.site, cast.far.site);
        let mut samples = house
            .app
            .db
            .write(Tenant::System, move |tx| {
                Ok::<_, DbError>(Self { here: here.furnish(tx, &at)?, there: there.furnish(tx, &at)? })
            })
            .await
            .unwrap();
        samples.here.extend([("site", site.to_string()), ("account", cast.account("mei").to_string())]);
        samples.there.extend([("site", far_site.to_string()), ("account", cast.account("omar").to_string())]);
        samples
    }
}

/// Where a set of sample records belongs.
struct Corner {
    organization: OrganizationId,
    program: ProgramId,
    participant: ParticipantId,
    author: AccountId,
}

impl Corner {
    /// One record of every kind that a path can name.
    fn furnish(&self, tx: &mut Tx<'_>, at: &Moment) -> Result<Ids, DbError> {
        let kinds = ["contact", "goal", "step", "rating", "referral", "promise", "draft", "supporter"];
        let ids: Vec<(&'static str, RecordId)> = kinds.into_iter().map(|kind| (kind, at.id())).collect();
        let id = |kind: &str| ids.iter().find(|(name, _)| *name == kind).map(|(_, id)| *id).unwrap();
        let (organization, program, participant) = (&self.organization, &self.program, &self.participant);
        let (author, now, today) = (&self.author, &at.now, &jiff::civil::date(2026, 5, 14));
        tx.run(
            sql!("INSERT INTO goals (organization_id, id, participant_id, domain, own_domain, words, why, status, started_on,
                    ending_words, created_at, version)
                  VALUES ($1, $2, $3, 'school', '', 'go back in the spring', '', 'active', $4, '', $5, 1)"),
            &[organization, &id("goal"), participant, today, now],
        )?;
        tx.run(
            sql!("INSERT INTO goal_steps (organization_id, id, goal_id, participant_id, words, owner, owner_name, position, version)
                  VALUES ($1, $2, $3, $4, 'call the college', 'peer', '', 1, 1)"),
            &[organization, &id("step"), &id("goal"), participant],
        )?;
        tx.run(
            sql!(
                "INSERT INTO goal_ratings (organization_id, id, goal_id, participant_id, rating, words, rated_on)
                  VALUES ($1, $2, $3, $4, 4, '', $5)"
            ),
            &[organization, &id("rating"), &id("goal"), participant, today],
        )?;
        tx.run(
            sql!("INSERT INTO referrals (organization_id, id, participant_id, program_id, received_at, source, source_name,
                    source_contact, reason, own_view, attempts_count, outcome_words, referred_to, version)
                  VALUES ($1, $2, $3, $4, $5, 'self', '', '', 'wants company', '', 0, '', '', 1)"),
            &[organization, &id("referral"), participant, program, now],
        )?;
        tx.run(
            sql!("INSERT INTO supporters (organization_id, id, participant_id, name, relationship, phone, email, may_know, note,
                    created_at, version)
                  VALUES ($1, $2, $3, 'Sam', 'friend', '', '', $4, '', $5, 1)"),
            &[organization, &id("supporter"), participant, &serde_json::json!([]), now],
        )?;
        tx.run(
            sql!("INSERT INTO drafts (organization_id, id, account_id, kind, participant_id, fields, stamps, version, created_at, saved_at)
                  VALUES ($1, $2, $3, 'contacts', $4, $5, $5, 1, $6, $6)"),
            &[organization, &id("draft"), author, participant, &serde_json::json!({}), now],
        )?;
        tx.run(
            sql!("INSERT INTO promises (organization_id, id, kind, words, participant_id, program_id, owner_id, due_at, has_time,
                    origin_kind, origin_id, rule, rule_version, opened_at, snooze_words, evidence_words, version)
                  VALUES ($1, $2, 'next_step', 'bring the form', $3, $4, $5, $6, $7, 'contact', $8, '', 0, $6, '', '', 1)"),
            &[organization, &id("promise"), participant, program, author, now, &false, &id("contact")],
        )?;
        self.sign_a_note(tx, id("contact"), *now)?;
        let known = ids.iter().map(|(kind, id)| (*kind, id.to_string()));
        let more = [("participant", participant.to_string()), ("program", program.to_string())];
        Ok(known.chain(more).collect())
    }

    fn sign_a_note(&self, tx: &mut Tx<'_>, id: RecordId, now: Timestamp) -> Result<(), DbError> {
        let (empty, sections) = (serde_json::json!([]), serde_json::json!({"together": "walked to the library"}));
        tx.run(
            sql!("INSERT INTO contacts (organization_id, id, program_id, participant_id, author_id, kind, outcome, starts_at,
                    ends_at, minutes, setting, place, mode, present, areas, competencies, template, template_version, status,
                    version, signed_at, is_late, needs_cosign, returned_words, error_words, addenda_count, holds)
                  VALUES ($1, $2, $3, $4, $5, 'one_on_one', 'reached', $6, $6, 30, 'community', '', 'in_person', $7, $7, $7,
                    'peer_narrative', 1, 'awaiting_cosign', 1, $6, $8, $9, '', '', 0, $7)"),
            &[&self.organization, &id, &self.program, &self.participant, &self.author, &now, &empty, &false, &true],
        )?;
        tx.run(
            sql!("INSERT INTO contact_versions (organization_id, contact_id, version, sections, participant_words, facts,
                    signed_at, signed_by, signed_name)
                  VALUES ($1, $2, 1, $3, '', $4, $5, $6, 'Ana Morales')"),
            &[&self.organization, &id, &sections, &serde_json::json!({}), &now, &self.author],
        )?;
        Ok(())
    }
}

fn fill(path: &str, ids: &[(&str, String)]) -> String {
    let mut out = String::new();
    for (number, part) in path.split(['{', '}']).enumerate() {
        // Every second part stood in braces.
        if number % 2 == 0 {
            out.push_str(part);
        } else {
            let found = ids.iter().find(|(name, _)| *name == part);
            out.push_str(found.map_or(NOBODY, |(_, id)| id));
        }
    }
    out
}

fn method(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Delete => "DELETE",
    }
}

fn on_each_engine(test: impl AsyncFn(&House)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    both(&ground::schema::steps().unwrap(), |on: &TestDb| runtime.block_on(async { test(&House::on(on)).await }));
}

#[test]
fn nobody_gets_in_without_signing_in() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()) {
            if route.guard == Guard::Public {
                continue;
            }
            let path = fill(route.path, &samples.here);
            let status = house.ask(method(route.verb), &path, None).await.status();
            let is_refused = matches!(status, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED);
            assert!(is_refused, "{} {path} answers {status} to nobody", method(route.verb));
        }
    });
}

#[test]
fn who_lacks_the_permission_finds_nothing_there() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()) {
            let Guard::Needs(permission) = route.guard else { continue };
            for who in PEOPLE.iter().filter(|who| !house.cast.actor(who).can(permission)) {
                let path = fill(route.path, &samples.here);
                let status = house.ask(method(route.verb), &path, Some(who)).await.status();
                assert_eq!(status, StatusCode::NOT_FOUND, "{} {path} as {who}", method(route.verb));
            }
        }
    });
}

#[test]
fn another_organizations_records_are_not_there() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()) {
            if !route.path.contains('{') || route.guard == Guard::Public {
                continue;
            }
            for who in PEOPLE {
                let verb = method(route.verb);
                let status = house.ask(verb, &fill(route.path, &samples.there), Some(who)).await.status();
                let of_nothing = house.ask(verb, &fill(route.path, &[]), Some(who)).await.status();
                // A form may be refused before the record is looked for; then both read the same.
                assert_eq!(status, of_nothing, "{verb} {} as {who}", route.path);
                let is_refused = matches!(status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY);
                assert!(is_refused, "{verb} {} as {who} answers {status}", route.path);
            }
        }
    });
}

#[test]
fn no_route_fails_for_those_who_may_use_it() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        for route in house.app.areas.iter().flat_map(|area| (area.routes)()) {
            for who in PEOPLE {
                let path = fill(route.path, &samples.here);
                let status = house.ask(method(route.verb), &path, Some(who)).await.status();
                assert!(!status.is_server_error(), "{} {path} as {who} answers {status}", method(route.verb));
            }
        }
    });
}
