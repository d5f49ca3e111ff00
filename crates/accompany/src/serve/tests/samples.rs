//! One real record of every kind that a path can name, here and in the other organization.

use ground::{
    access::Scope,
    ids::{AccountId, OrganizationId, ParticipantId, ProgramId, RecordId},
    rules::matrix::Permission,
    testing::add_participant,
};
use jiff::Timestamp;
use kit::{
    clock::Moment,
    db::{DbError, Tenant, Tx},
    files::FileKey,
    ids::Id,
    sql,
};

use super::{
    House,
    samples_community::{self, Place},
};

/// The ids that stand for each kind of path parameter, here and in the other organization.
pub struct Samples {
    pub here: Ids,
    pub there: Ids,
}

/// Words that only their owner may ever read.
pub const SECRET: &str = "the heron at half past four";

pub type Ids = Vec<(&'static str, String)>;

impl Samples {
    pub async fn of(house: &House) -> Self {
        let cast = &house.cast;
        let mut here = Corner {
            organization: cast.organization,
            program: cast.program,
            participant: cast.jordan,
            author: cast.account("ana"),
            colleague: cast.account("mei"),
            file: uuid::Uuid::nil(),
        };
        let mut there = Corner {
            organization: cast.far.organization,
            program: cast.far.program,
            participant: cast.far.robin,
            author: cast.account("omar"),
            colleague: cast.account("omar"),
            file: uuid::Uuid::nil(),
        };
        for corner in [&mut here, &mut there] {
            corner.file = corner.keep_a_file(house).await;
        }
        let (at, site, far_site) = (house.app.moment(), cast.site, cast.far.site);
        let (ruth, tess) = (cast.scope("ruth", Permission::MergePeople), cast.scope("tess", Permission::MergePeople));
        let mut samples = house
            .app
            .db
            .write(Tenant::System, move |tx| {
                let mut found = Self { here: here.furnish(tx, &at)?, there: there.furnish(tx, &at)? };
                found.here.push(("merge", here.merge_a_twin(tx, &at, &ruth)?));
                found.there.push(("merge", there.merge_a_twin(tx, &at, &tess)?));
                Ok::<_, DbError>(found)
            })
            .await
            .unwrap();
        let place = ground::drafts::Sheet::new("request", "/me/requests/new", cast.jordan);
        let ticket = place.ticket(&house.app, &cast.scope("jordan", Permission::WriteMyRecord)).unwrap();
        samples.here.push(("ticket", ticket));
        samples.there.push(("ticket", kit::web::to_base64url(b"a ticket of another house")));
        let (here_on, there_on) = (cast.organization, cast.far.organization);
        let services = house.app.db.write(Tenant::System, move |tx| {
            let now = Timestamp::UNIX_EPOCH;
            Ok::<_, DbError>((keep_a_service(tx, here_on, now)?, keep_a_service(tx, there_on, now)?))
        });
        let (here_services, there_services) = services.await.unwrap();
        samples.here.extend(here_services);
        samples.there.extend(there_services);
        samples.here.push(("plan_section", "stressors".to_owned()));
        samples.here.push(("checklist", "role_clear".to_owned()));
        samples.there.push(("checklist", "of_another_house".to_owned()));
        // A section of nobody here.
        samples.there.push(("plan_section", "of_another_house".to_owned()));
        samples.here.push(("known_line", "us.nami".to_owned()));
        samples.there.push(("known_line", "of_another_house".to_owned()));
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
    /// Whose membership, session and passkey are looked at.
    colleague: AccountId,
    /// A file in the store, which an attachment and an import name.
    file: uuid::Uuid,
}

impl Corner {
    /// One record of every kind that a path can name.
    fn furnish(&self, tx: &mut Tx<'_>, at: &Moment) -> Result<Ids, DbError> {
        let kinds = [
            "contact",
            "goal",
            "step",
            "rating",
            "referral",
            "promise",
            "draft",
            "supporter",
            "plan",
            "membership",
            "session",
            "passkey",
            "import",
            "request",
            "hold",
            "breach",
            "duty",
            "response",
            "consent",
            "restriction",
            "emergency",
            "plan_entry",
            "plan_tool",
            "plan_paper",
            "plan_template",
            "circle_member",
            "message",
            "closure",
            "attempt",
            "change",
            "library_item",
            "library_path",
            "library_send",
        ];
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
            sql!("INSERT INTO consents (organization_id, id, participant_id, kind, template, template_version, language,
                    from_program_id, elements, body, missing, signed_name, signature, signed_device, signer_role,
                    revoked_words, created_at, created_by, version)
                  VALUES ($1, $2, $3, 'roi_general', 'roi_general', 1, 'en', $4, $5, 'I agree.', $6, '', '', '', '', '', $7,
                    $8, 1)"),
            &[
                organization,
                &id("consent"),
                participant,
                program,
                &serde_json::json!({}),
                &serde_json::json!([]),
                now,
                author,
            ],
        )?;
        tx.run(
            sql!(
                "INSERT INTO restrictions (organization_id, id, participant_id, to_name, information, words, asked_at,
                    answer_words)
                  VALUES ($1, $2, $3, 'Harbor Clinic', 'notes', '', $4, '')"
            ),
            &[organization, &id("restriction"), participant, now],
        )?;
        tx.run(
            sql!("INSERT INTO emergency_accesses (organization_id, id, participant_id, account_id, reason, starts_at, ends_at,
                    review_words)
                  VALUES ($1, $2, $3, $4, 'collapsed in the lobby', $5, $5, '')"),
            &[organization, &id("emergency"), participant, author, now],
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
        self.try_to_reach(tx, id("referral"), id("attempt"), *now)?;
        self.change_status(tx, id("change"), *now)?;
        self.sign_a_note(tx, id("contact"), *now)?;
        self.send_to_read(tx, id("response"), id("draft"), *now)?;
        self.promise_a_step(tx, id("contact"), id("step"))?;
        self.plan_a_call(tx, id("plan"))?;
        self.attach(tx, id("contact"), *now)?;
        let own = ["plan_entry", "plan_tool", "plan_paper", "plan_template", "circle_member"].map(id);
        self.keep_a_plan(tx, own, *now)?;
        self.write_to_them(tx, id("message"), id("closure"), *now)?;
        self.begin_an_import(tx, id("import"), *now)?;
        self.ask(tx, id("request"), id("hold"), *now)?;
        self.lose_a_letter(tx, id("breach"), id("duty"), *now)?;
        self.keep_a_library(tx, ["library_item", "library_path", "library_send"].map(id), *now)?;
        self.let_in(tx, at, id("membership"), id("session"), id("passkey"))?;
        let invitation = self.invite(tx, at)?;
        let place = Place {
            organization: self.organization,
            program: self.program,
            participant: self.participant,
            referral: id("referral"),
            author: self.author,
        };
        let community = samples_community::furnish(tx, at, &place)?;
        let known = ids.iter().map(|(kind, id)| (*kind, id.to_string()));
        let more = [
            ("participant", participant.to_string()),
            ("program", program.to_string()),
            ("attachment", self.file.to_string()),
            ("library_file", self.file.to_string()),
            ("invitation", invitation),
            ("assignment", self.assignment(tx)?),
            ("hand_over", self.hand_over(tx, at)?),
        ];
        Ok(known.chain(more).chain(community).collect())
    }

    /// What belongs to the person alone. The secret words are looked for in everybody else's pages.
    fn keep_a_plan(&self, tx: &mut Tx<'_>, ids: [RecordId; 5], now: Timestamp) -> Result<(), DbError> {
        let [entry, tool, paper, template, member] = ids;
        let (organization, participant) = (&self.organization, &self.participant);
        tx.run(
            sql!(
                "INSERT INTO plan_entries (organization_id, id, participant_id, section, version, words, saved_at)
                  VALUES ($1, $2, $3, 'stressors', 1, $4, $5)"
            ),
            &[organization, &entry, participant, &SECRET, &now],
        )?;
        tx.run(
            sql!(
                "INSERT INTO plan_tools (organization_id, id, participant_id, name, words, created_at)
                  VALUES ($1, $2, $3, $4, '', $5)"
            ),
            &[organization, &tool, participant, &SECRET, &now],
        )?;
        tx.run(
            sql!(
                "INSERT INTO plan_papers (organization_id, id, participant_id, kind, agent, agent_phone, alternate,
                    original_at, witnesses, words, created_at)
                  VALUES ($1, $2, $3, 'other', $4, '', '', $4, '', '', $5)"
            ),
            &[organization, &paper, participant, &SECRET, &now],
        )?;
        tx.run(
            sql!(
                "INSERT INTO plan_templates (organization_id, id, title, licence, file_name, content_type, size_bytes,
                    sha256, created_at)
                  VALUES ($1, $2, 'Our sheet', 'made here', 'sheet.txt', 'text/plain', 5, $3, $4)"
            ),
            &[organization, &template, &vec![0_u8; 32], &now],
        )?;
        tx.run(
            sql!("INSERT INTO circle_members (organization_id, id, participant_id, kind, name, closeness, gives, may_know,
                    created_at, version)
                  VALUES ($1, $2, $3, 'person', $4, 'inner', '', '', $5, 1)"),
            &[organization, &member, participant, &SECRET, &now],
        )?;
        Ok(())
    }

    /// A few words on the person's own page, and an account that was closed.
    fn write_to_them(
        &self,
        tx: &mut Tx<'_>,
        message: RecordId,
        closure: RecordId,
        now: Timestamp,
    ) -> Result<(), DbError> {
        tx.run(
            sql!(
                "INSERT INTO own_messages (organization_id, id, participant_id, program_id, words, sent_at, sent_by,
                    sent_name, answer_words)
                 VALUES ($1, $2, $3, $4, 'bring the form', $5, $6, 'Ana Morales', '')"
            ),
            &[&self.organization, &message, &self.participant, &self.program, &now, &self.author],
        )?;
        tx.run(
            sql!(
                "INSERT INTO own_closures (organization_id, id, participant_id, account_id, is_own, kept, closed_at,
                    closed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $4)"
            ),
            &[&self.organization, &closure, &self.participant, &self.colleague, &false, &serde_json::json!([]), &now],
        )?;
        Ok(())
    }

    fn try_to_reach(&self, tx: &mut Tx<'_>, referral: RecordId, id: RecordId, now: Timestamp) -> Result<(), DbError> {
        tx.run(
            sql!(
                "INSERT INTO referral_attempts (organization_id, id, referral_id, participant_id, at, mode, outcome, words,
                    made_by)
                 VALUES ($1, $2, $3, $4, $5, 'phone', 'no_answer', '', $6)"
            ),
            &[&self.organization, &id, &referral, &self.participant, &now, &self.author],
        )?;
        Ok(())
    }

    fn change_status(&self, tx: &mut Tx<'_>, id: RecordId, now: Timestamp) -> Result<(), DbError> {
        tx.run(
            sql!(
                "INSERT INTO status_changes (organization_id, id, enrollment_id, participant_id, from_status, to_status, at,
                    reason, words, own_view, changed_by)
                 SELECT $1, $2, e.id, e.participant_id, 'paused', e.status, $4, '', '', '', $5 FROM enrollments e
                 WHERE e.organization_id = $1 AND e.participant_id = $3"
            ),
            &[&self.organization, &id, &self.participant, &now, &self.author],
        )?;
        Ok(())
    }

    fn sign_a_note(&self, tx: &mut Tx<'_>, id: RecordId, now: Timestamp) -> Result<(), DbError> {
        let facts = serde_json::json!({
            "kind": "one_on_one", "outcome": "reached", "starts_at": now, "ends_at": now, "setting": "community",
            "place": "", "mode": "in_person", "present": [], "areas": [], "competencies": [], "goals": [],
            "template": "peer_narrative", "template_version": 1
        });
        let part =
            serde_json::json!({"key": "together", "label": "What we did together", "words": "walked to the library"});
        let (empty, sections) = (serde_json::json!([]), serde_json::json!([part]));
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
            &[&self.organization, &id, &sections, &facts, &now, &self.author],
        )?;
        Ok(())
    }

    /// A note that waits for the person to read it.
    fn send_to_read(&self, tx: &mut Tx<'_>, id: RecordId, draft: RecordId, now: Timestamp) -> Result<(), DbError> {
        tx.run(
            sql!(
                "INSERT INTO contact_responses (organization_id, id, draft_id, participant_id, program_id, shown, sent_at,
                    sent_by, sent_name, words)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'Ana Morales', '')"
            ),
            &[
                &self.organization,
                &id,
                &draft,
                &self.participant,
                &self.program,
                &serde_json::json!([]),
                &now,
                &self.author,
            ],
        )?;
        Ok(())
    }

    /// The step of a goal and the step of a note go by one id, since paths call both a step.
    fn promise_a_step(&self, tx: &mut Tx<'_>, contact: RecordId, id: RecordId) -> Result<(), DbError> {
        tx.run(
            sql!(
                "INSERT INTO contact_steps (organization_id, id, contact_id, version, participant_id, words, owner, position)
                 VALUES ($1, $2, $3, 1, $4, 'bring the form', 'peer', 1)"
            ),
            &[&self.organization, &id, &contact, &self.participant],
        )?;
        Ok(())
    }

    fn plan_a_call(&self, tx: &mut Tx<'_>, id: RecordId) -> Result<(), DbError> {
        tx.run(
            sql!(
                "INSERT INTO call_plans (organization_id, id, participant_id, program_id, account_id, kind, weekdays,
                    at_time, every_weeks, starts_on, words, created_by, version)
                 VALUES ($1, $2, $3, $4, $5, 'call', $6, '14:00', 1, $7, '', $5, 1)"
            ),
            &[
                &self.organization,
                &id,
                &self.participant,
                &self.program,
                &self.author,
                &serde_json::json!([2]),
                &jiff::civil::date(2026, 5, 1),
            ],
        )?;
        Ok(())
    }

    async fn keep_a_file(&self, house: &House) -> uuid::Uuid {
        let file: RecordId = house.app.moment().id();
        let key = FileKey { organization: self.organization.uuid(), file: file.uuid() };
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"Name\nAda\n"))]);
        house.app.files.keep(key, 1 << 20, body).await.unwrap();
        file.uuid()
    }

    fn attach(&self, tx: &mut Tx<'_>, contact: RecordId, now: Timestamp) -> Result<(), DbError> {
        tx.run(
            sql!(
                "INSERT INTO attachments (organization_id, id, contact_id, participant_id, file_name, content_type,
                    size_bytes, sha256, words, created_at, created_by)
                 VALUES ($1, $2, $3, $4, 'names.txt', 'text/plain', 9, $5, '', $6, $7)"
            ),
            &[&self.organization, &self.file, &contact, &self.participant, &vec![7_u8; 32], &now, &self.author],
        )?;
        Ok(())
    }

    fn begin_an_import(&self, tx: &mut Tx<'_>, id: RecordId, now: Timestamp) -> Result<(), DbError> {
        let mapping = serde_json::json!({"name": "", "target": "participants"});
        tx.run(
            sql!(
                "INSERT INTO imports (organization_id, id, target, program_id, file_name, file_id, problems_id, mapping,
                    report, status, rows_total, rows_done, words, created_at, created_by)
                 VALUES ($1, $2, 'participants', $3, 'names.csv', $4, $4, $5, $6, 'new', 0, 0, '', $7, $8)"
            ),
            &[&self.organization, &id, &self.program, &self.file, &mapping, &serde_json::json!({}), &now, &self.author],
        )?;
        Ok(())
    }

    /// The person asked for a copy, and a court asked to keep the record.
    fn ask(&self, tx: &mut Tx<'_>, request: RecordId, hold: RecordId, now: Timestamp) -> Result<(), DbError> {
        tx.run(
            sql!(
                "INSERT INTO record_requests (organization_id, id, participant_id, kind, words, subject, state,
                    is_in_person, asked_at, due_at, rule, checked_how, answer_words, denial_reason, disagreement, version)
                 VALUES ($1, $2, $3, 'copy', 'all of it', '', 'received', $4, $5, $5, 'rights.copy', '', '', '', '', 1)"
            ),
            &[&self.organization, &request, &self.participant, &true, &now],
        )?;
        tx.run(
            sql!(
                "INSERT INTO legal_holds (organization_id, id, participant_id, asked_by, why, placed_at, release_words)
                 VALUES ($1, $2, $3, 'County court', 'a case', $4, '')"
            ),
            &[&self.organization, &hold, &self.participant, &now],
        )?;
        Ok(())
    }

    fn lose_a_letter(&self, tx: &mut Tx<'_>, breach: RecordId, duty: RecordId, now: Timestamp) -> Result<(), DbError> {
        tx.run(
            sql!(
                "INSERT INTO breaches (organization_id, id, words, discovered_at, people_count, is_in_new_york,
                    factor_information, factor_recipient, factor_acquired, factor_mitigated, closing_words, created_at,
                    version)
                 VALUES ($1, $2, 'a letter to the wrong door', $3, 1, $4, '', '', '', '', '', $3, 1)"
            ),
            &[&self.organization, &breach, &now, &true],
        )?;
        tx.run(
            sql!(
                "INSERT INTO breach_duties (organization_id, id, breach_id, clock, due_at, done_words)
                 VALUES ($1, $2, $3, 'breach.individuals', $4, '')"
            ),
            &[&self.organization, &duty, &breach, &now],
        )?;
        Ok(())
    }

    /// An item that everybody sees, with a file, in a path, sent to the person.
    fn keep_a_library(
        &self,
        tx: &mut Tx<'_>,
        [item, path, send]: [RecordId; 3],
        now: Timestamp,
    ) -> Result<(), DbError> {
        let (organization, author, words) = (&self.organization, &self.author, &serde_json::json!(["sleep"]));
        tx.run(
            sql!(
                "INSERT INTO library_items (organization_id, id, state, version, published_version, owner_id, title,
                    sort_key, kind, language, sent_count, helped_count, not_helped_count, created_at, changed_at, revision)
                 VALUES ($1, $2, 'published', 1, 1, $3, 'Sleep', 'sleep', 'article', 'en', 1, 0, 0, $4, $4, 1)"
            ),
            &[organization, &item, author, &now],
        )?;
        tx.run(
            sql!(
                "INSERT INTO library_versions (organization_id, item_id, version, kind, language, topics, formats, audiences,
                    title, summary, body, link, level_words, source, licence, credits, saved_at, saved_name)
                 VALUES ($1, $2, 1, 'article', 'en', $3, $3, $3, 'Sleep', '', 'Rest.', '', '', '', '', '', $4, 'Ana')"
            ),
            &[organization, &item, words, &now],
        )?;
        tx.run(
            sql!(
                "INSERT INTO library_shelf (organization_id, item_id, version, kind, language, title, sort_key, summary,
                    topics, formats, audiences, rank, published_at)
                 VALUES ($1, $2, 1, 'article', 'en', 'Sleep', 'sleep', '', $3, $3, $3, 0, $4)"
            ),
            &[organization, &item, words, &now],
        )?;
        tx.run(
            sql!(
                "INSERT INTO library_files (organization_id, id, item_id, file_name, content_type, size_bytes, sha256, words,
                    created_at)
                 VALUES ($1, $2, $3, 'names.txt', 'text/plain', 9, $4, '', $5)"
            ),
            &[organization, &self.file, &item, &vec![7_u8; 32], &now],
        )?;
        tx.run(
            sql!(
                "INSERT INTO library_paths (organization_id, id, title, sort_key, summary, language, published_at,
                    created_at, version)
                 VALUES ($1, $2, 'Nights', 'nights', '', 'en', $3, $3, 1)"
            ),
            &[organization, &path, &now],
        )?;
        tx.run(
            sql!("INSERT INTO library_path_steps (organization_id, path_id, item_id, position) VALUES ($1, $2, $3, 1)"),
            &[organization, &path, &item],
        )?;
        tx.run(
            sql!(
                "INSERT INTO library_sends (organization_id, id, item_id, participant_id, words, sent_at, sent_by, sent_name,
                    answer)
                 VALUES ($1, $2, $3, $4, '', $5, $6, 'Ana', '')"
            ),
            &[organization, &send, &item, &self.participant, &now, author],
        )?;
        Ok(())
    }

    /// A second membership, session and passkey of the colleague: taking them away leaves the first ones.
    fn let_in(
        &self,
        tx: &mut Tx<'_>,
        at: &Moment,
        membership: RecordId,
        session: RecordId,
        passkey: RecordId,
    ) -> Result<(), DbError> {
        let (organization, who, now) = (&self.organization, &self.colleague, &at.now);
        tx.run(
            sql!(
                "INSERT INTO memberships (organization_id, id, account_id, program_id, role, starts_at)
                 VALUES ($1, $2, $3, $4, 'peer_specialist', $5)"
            ),
            &[organization, &membership, who, &self.program, now],
        )?;
        let later = at.now.saturating_add(jiff::SignedDuration::from_hours(48)).unwrap();
        tx.run(
            sql!(
                "INSERT INTO sessions (organization_id, id, account_id, token_digest, created_at, seen_at, expires_at, how,
                    device, address)
                 VALUES ($1, $2, $3, $4, $5, $5, $6, 'password', 'A telephone', '')"
            ),
            &[organization, &session, who, &at.random::<32>().to_vec(), now, &later],
        )?;
        tx.run(
            sql!(
                "INSERT INTO passkeys (organization_id, id, account_id, credential_id, credential, name, created_at)
                 VALUES ($1, $2, $3, $4, $5, 'A telephone', $6)"
            ),
            &[organization, &passkey, who, &at.random::<16>().to_vec(), &serde_json::json!({}), now],
        )?;
        Ok(())
    }

    /// Invites somebody; answers how paths name the invitation.
    fn invite(&self, tx: &mut Tx<'_>, at: &Moment) -> Result<String, DbError> {
        let digest = at.random::<32>().to_vec();
        let later = at.now.saturating_add(jiff::SignedDuration::from_hours(48)).unwrap();
        tx.run(
            sql!(
                "INSERT INTO links (token_digest, organization_id, purpose, email, name, role, program_id, created_at,
                    expires_at)
                 VALUES ($1, $2, 'invitation', 'new@open-door.example', 'Sky', 'peer_specialist', $3, $4, $5)"
            ),
            &[&digest, &self.organization, &self.program, &at.now, &later],
        )?;
        Ok(kit::web::to_base64url(&digest))
    }

    fn assignment(&self, tx: &mut Tx<'_>) -> Result<String, DbError> {
        let found: Option<RecordId> = tx.one(
            sql!("SELECT id FROM assignments WHERE organization_id = $1 AND participant_id = $2"),
            &[&self.organization, &self.participant],
        )?;
        Ok(found.unwrap().to_string())
    }

    fn hand_over(&self, tx: &mut Tx<'_>, at: &Moment) -> Result<String, DbError> {
        let id: RecordId = at.id();
        tx.run(
            sql!(
                "INSERT INTO hand_overs (organization_id, id, from_account_id, at, handed_by, moved)
                 VALUES ($1, $2, $3, $4, $3, $5)"
            ),
            &[
                &self.organization,
                &id,
                &self.colleague,
                &at.now,
                &serde_json::json!({"ended": [], "begun": [], "replaced": [], "promises": []}),
            ],
        )?;
        Ok(id.to_string())
    }

    /// Merges a second record of the person into the first; answers the merge.
    fn merge_a_twin(&self, tx: &mut Tx<'_>, at: &Moment, by: &Scope) -> Result<String, DbError> {
        let twin: ParticipantId = at.id();
        add_participant(tx, at, self.organization, self.program, twin, "Jordy R")?;
        let take = care::merging::Take { from_merged: Vec::new() };
        let merged = care::merging::merge(tx, by, self.participant, twin, &take, "one person").unwrap();
        let Ok(id) = merged else { panic!("two records of one person were not merged") };
        Ok(id.to_string())
    }
}

/// A service in a place, with its agency, a term, a check and an import, of an organization's directory.
fn keep_a_service(tx: &mut Tx<'_>, organization: OrganizationId, now: Timestamp) -> Result<Ids, DbError> {
    let ids = hsds::Ids::of(&organization.to_string());
    let id = |kind: &str| ids.made(kind, "sample").to_string();
    let listing = serde_json::json!({
        "organizations": [{ "id": id("agency"), "name": "Mill Street Neighbors", "description": "" }],
        "locations": [{ "id": id("location"), "location_type": "physical", "latitude": 43.3, "longitude": -76.4 }],
        "services": [{ "id": id("service"), "organization_id": id("agency"), "name": "Food pantry", "status": "active" }],
        "service_at_locations": [
            { "id": id("service_at_location"), "service_id": id("service"), "location_id": id("location") }],
        "taxonomies": [{ "id": id("taxonomy"), "name": "Needs", "description": "" }],
        "taxonomy_terms": [{ "id": id("taxonomy_term"), "name": "Food", "description": "", "taxonomy_id": id("taxonomy") }],
    });
    let listing = hsds::from_json(listing.to_string().as_bytes(), "sample.json", "sample");
    assert!(listing.problems.is_empty(), "{:?}", listing.problems);
    let keeper = community::directory::Keeper { organization, now };
    community::directory::bring_in(tx, keeper, &listing, "sample")?;
    let service = ids.made("service", "sample");
    tx.run(
        sql!("INSERT INTO service_checks (organization_id, id, service_id, checked_at, checked_by_name, way, words, before)
              VALUES ($1, $2, $3, $4, 'Ana', 'called', '', $5)"),
        &[&organization, &ids.made("service_check", "sample"), &service, &now, &serde_json::json!({})],
    )?;
    tx.run(
        sql!("INSERT INTO directory_imports (organization_id, id, source, file_name, stage, counts, problems, plain, created_at)
              VALUES ($1, $2, 'sample', 'sample.csv', 'looked_at', $3, $4, $5, $6)"),
        &[
            &organization,
            &ids.made("directory_import", "sample"),
            &serde_json::json!({}),
            &serde_json::json!([]),
            &serde_json::json!({ "columns": ["Program"], "fields": { "0": "service" } }),
            &now,
        ],
    )?;
    let kinds = ["agency", "location", "service", "service_at_location", "taxonomy", "taxonomy_term", "service_check"];
    let kinds = kinds.into_iter().chain(["directory_import"]);
    Ok(kinds.map(|kind| (kind, id(kind))).collect())
}
