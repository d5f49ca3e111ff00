//! The life of a note on both engines.

use ground::{
    drafts,
    ids::{ProgramId, RecordId},
    rules::matrix::Permission,
};
use kit::{db::statements_so_far, sql};

use super::{
    super::{
        acts, attempts,
        contact::{Kind, Status},
        programs,
        sign::{self, Outcome},
        store, units,
    },
    world::{house, note, note_with, words},
};

#[test]
fn a_note_is_written_signed_and_read_again() {
    house(|house| {
        let draft = house.begin();
        assert_eq!(house.promise_kinds(), ["sign"]);
        house.writes("ana", move |tx, scope| {
            sign::save_form(tx, scope, draft, &note_with(&[("section.mattered", "Half a thought")]))?;
            let kept = drafts::find(tx, scope, draft)?.unwrap();
            assert_eq!(kept.fields.text("section.mattered"), "Half a thought");
            Ok(())
        });
        let Outcome::Signed(id) = house.send(draft, note_with(&[("draft_base", "1")])) else { panic!("not signed") };
        let contact = house.seen("ana", id).unwrap();
        assert_eq!((contact.minutes, contact.version, contact.is_late), (45, 1, false));
        assert_eq!(contact.status, Status::AwaitingCosign);
        let keys: Vec<&str> = contact.sections.0.iter().map(|section| section.key.as_str()).collect();
        assert_eq!(keys, ["mattered", "together", "own_words", "next"]);
        assert_eq!(house.promise_kinds(), ["cosign"], "the promise to sign is kept, a second signature is asked for");
        assert_eq!(house.counters(), (1, Some(contact.facts.starts_at)));
        house.writes("ana", move |tx, scope| {
            assert!(drafts::find(tx, scope, draft)?.unwrap().submitted_as.is_some());
            Ok(())
        });
    });
}

#[test]
fn sending_the_same_draft_twice_signs_once() {
    house(|house| {
        let draft = house.begin();
        let (Outcome::Signed(first), Outcome::Signed(again)) = (house.send(draft, note()), house.send(draft, note()))
        else {
            panic!("not signed")
        };
        assert_eq!(first, again);
        assert_eq!(house.counters().0, 1);
    });
}

#[test]
fn what_is_missing_is_said_beside_its_field_and_the_words_stay() {
    house(|house| {
        let draft = house.begin();
        let form = note_with(&[("start", ""), ("end", "11:00"), ("date", "2026-05-20")]);
        let Outcome::NotYet(hurdles) = house.send(draft, form) else { panic!("signed") };
        assert!(hurdles.errors.of("start").is_some());
        house.writes("ana", move |tx, scope| {
            let kept = drafts::find(tx, scope, draft)?.unwrap();
            assert_eq!(kept.fields.text("section.next"), note().get("section.next"));
            Ok(())
        });
        let future = house.hurdles(note_with(&[("date", "2026-05-20")]));
        assert!(future.errors.of("date").is_some());
        let backward = house.hurdles(note_with(&[("end", "11:00")]));
        assert!(backward.errors.of("end").is_some());
        let mut empty = note();
        for key in ["mattered", "together", "own_words", "next"] {
            empty.set(&format!("section.{key}"), " ");
        }
        assert!(house.hurdles(empty).errors.of("section.mattered").is_some());
    });
}

#[test]
fn another_contact_at_the_same_time_is_shown_before_signing() {
    house(|house| {
        let first = house.signed(note());
        let hurdles = house.hurdles(note_with(&[("start", "12:30"), ("end", "13:00")]));
        assert_eq!(hurdles.overlaps.iter().map(|other| other.id).collect::<Vec<_>>(), [first]);
        assert!(house.hurdles(note_with(&[("start", "12:49"), ("end", "13:00")])).overlaps.len() == 1);
        house.signed(note_with(&[("start", "12:50"), ("end", "13:00")]));
        house.signed(note_with(&[("start", "12:30"), ("end", "13:30"), ("overlap_ok", "yes")]));
    });
}

#[test]
fn a_note_signed_after_the_programs_hours_is_marked_late() {
    house(|house| {
        let in_time = house.signed(note_with(&[("date", "2026-05-12"), ("start", "13:30"), ("end", "14:00")]));
        let late = house.signed(note_with(&[("date", "2026-05-12"), ("start", "13:00"), ("end", "13:29")]));
        assert!(!house.seen("ana", in_time).unwrap().is_late, "exactly 48 hours is in time");
        assert!(house.seen("ana", late).unwrap().is_late);
    });
}

#[test]
fn a_try_is_signed_with_one_tap_and_twice_is_once() {
    house(|house| {
        let jordan = house.cast.jordan;
        let once = house.cast.clock.moment().id::<ground::ids::DraftId>().to_string();
        let form =
            kit::forms::Form::from_pairs([("once", once.as_str()), ("mode", "phone"), ("outcome", "left_message")]);
        let (first, again) = house.writes("ana", move |tx, scope| {
            let first = attempts::sign(tx, scope, jordan, &form, &words())?;
            Ok((first, attempts::sign(tx, scope, jordan, &form, &words())?))
        });
        assert_eq!(first, again);
        let contact = house.seen("ana", first).unwrap();
        assert_eq!((contact.status, contact.units), (Status::Signed, None), "not co-signed, never billed");
        assert_eq!(house.counters(), (1, None), "a try is counted, and is not being in touch");
    });
}

#[test]
fn a_supervisor_co_signs_and_nobody_co_signs_their_own() {
    house(|house| {
        let id = house.signed(note());
        let own = house.tries("ana", Permission::WriteContacts, move |tx, scope| {
            acts::cosign(tx, scope, id, None).map_err(Into::into)
        });
        assert!(own.is_err(), "four eyes");
        house
            .tries("marcus", Permission::CosignContacts, move |tx, scope| {
                acts::cosign(tx, scope, id, Some(1)).map_err(Into::into)
            })
            .unwrap();
        assert_eq!(house.seen("ana", id).unwrap().status, Status::Cosigned);
        assert!(house.promises().is_empty());
        let again = house.tries("marcus", Permission::CosignContacts, move |tx, scope| {
            acts::cosign(tx, scope, id, Some(1)).map_err(Into::into)
        });
        assert!(again.is_err(), "not waiting any more");
    });
}

#[test]
fn a_returned_note_is_signed_again_as_a_new_version_and_both_are_kept() {
    house(|house| {
        let id = house.signed(note());
        let comment = kit::forms::Form::from_pairs([("return_words", "Which form is it?"), ("version", "1")]);
        let silent = kit::forms::Form::from_pairs([("return_words", " ")]);
        let refused = house.tries("marcus", Permission::CosignContacts, move |tx, scope| {
            acts::return_note(tx, scope, id, &silent, &words()).map_err(Into::into)
        });
        assert!(refused.is_err(), "a return says why");
        house
            .tries("marcus", Permission::CosignContacts, move |tx, scope| {
                acts::return_note(tx, scope, id, &comment, &words()).map_err(Into::into)
            })
            .unwrap();
        assert_eq!(house.promise_kinds(), ["returned"]);
        let draft = house.writes("ana", move |tx, scope| acts::revise(tx, scope, id, &words()).map_err(Into::into));
        let again = house.writes("ana", move |tx, scope| acts::revise(tx, scope, id, &words()).map_err(Into::into));
        assert_eq!(draft, again, "one draft for the answer");
        let kept = house.writes("ana", move |tx, scope| Ok(drafts::find(tx, scope, draft)?.unwrap().fields.to_form()));
        assert_eq!(kept.get("section.mattered"), note().get("section.mattered"));
        assert_eq!((kept.get("start"), kept.get("end")), ("12:05", "12:50"));
        let mut better = kept;
        better.set("section.next", "I bring the disability-services form next Thursday.");
        let Outcome::Signed(signed) = house.send(draft, better) else { panic!("not signed") };
        assert_eq!(signed, id);
        let contact = house.seen("ana", id).unwrap();
        assert_eq!((contact.version, contact.status), (2, Status::AwaitingCosign));
        assert_eq!(house.promise_kinds(), ["cosign"]);
        assert_eq!(house.counters().0, 1);
        let versions =
            house.tries("ana", Permission::SeeContacts, move |tx, scope| Ok(store::versions(tx, scope, id)?)).unwrap();
        assert_eq!(versions.len(), 2);
        assert_eq!(versions[0].sections.0[3].words, note().get("section.next"), "the first words are untouched");
        let stale = house.tries("marcus", Permission::CosignContacts, move |tx, scope| {
            acts::cosign(tx, scope, id, Some(1)).map_err(Into::into)
        });
        assert!(stale.is_err(), "a second signature is for the words that were read");
    });
}

#[test]
fn addenda_stand_beside_and_change_nothing() {
    house(|house| {
        let id = house.signed(note());
        house.writes("ana", move |tx, scope| {
            acts::addend(tx, scope, id, "Jordan called: the form is in.").map_err(Into::into)
        });
        house
            .tries("marcus", Permission::CosignContacts, move |tx, scope| {
                acts::addend(tx, scope, id, "Thank you both.").map_err(Into::into)
            })
            .unwrap();
        let contact = house.seen("ana", id).unwrap();
        assert_eq!(contact.version, 1);
        let history =
            house.tries("ana", Permission::SeeContacts, move |tx, scope| Ok(store::history(tx, scope, id)?)).unwrap();
        let added: Vec<&str> =
            history.iter().filter(|done| done.act.is_none()).map(|done| done.words.as_str()).collect();
        assert_eq!(added, ["Jordan called: the form is in.", "Thank you both."]);
    });
}

#[test]
fn an_entry_in_error_stays_readable_and_counts_no_more() {
    house(|house| {
        let earlier = house.signed(note_with(&[("date", "2026-05-13")]));
        let id = house.signed(note_with(&[("step1", "Bring the form"), ("step1_who", "peer")]));
        let earlier_at = house.seen("ana", earlier).unwrap().facts.starts_at;
        assert_eq!(house.counters().0, 2);
        let silent = house.tries("ana", Permission::WriteContacts, move |tx, scope| {
            acts::enter_in_error(tx, scope, id, "").map_err(Into::into)
        });
        assert!(silent.is_err());
        house.writes("ana", move |tx, scope| {
            acts::enter_in_error(tx, scope, id, "It was Sam, not Jordan.").map_err(Into::into)
        });
        let contact = house.seen("ana", id).unwrap();
        assert_eq!((contact.status, contact.units), (Status::EnteredInError, None));
        assert!(!contact.sections.0.is_empty(), "still readable");
        assert_eq!(house.counters(), (1, Some(earlier_at)));
        assert_eq!(house.promise_kinds(), ["cosign"], "only the earlier note still waits");
    });
}

#[test]
fn next_steps_become_promises_on_the_authors_day_and_say_whose_they_are() {
    house(|house| {
        house.set_cosign("none", 0);
        house.signed(note_with(&[
            ("step1", "Bring the form"),
            ("step1_who", "peer"),
            ("step1_by", "2026-05-21"),
            ("step2", "Text a friend about Saturday"),
            ("step2_who", "participant"),
        ]));
        let (ana, program, organization) = (house.cast.account("ana"), house.cast.program, house.cast.organization);
        let found: Vec<(String, Option<ground::ids::AccountId>, Option<ProgramId>)> =
            house.cast.write(house.db, move |tx| {
                tx.list(
                    sql!(
                        "SELECT words, owner_id, program_id FROM promises
                         WHERE organization_id = $1 AND kind = 'next_step' AND closed_at IS NULL ORDER BY words LIMIT 9"
                    ),
                    &[&organization],
                )
            });
        let of_ana = |words: &str| (words.to_owned(), Some(ana), Some(program));
        assert_eq!(found, [of_ana("Bring the form"), of_ana("Jordan Rivera: Text a friend about Saturday")]);
    });
}

#[test]
fn a_hard_moment_asks_for_a_time_to_talk_again() {
    house(|house| {
        let crisis = |date: &str| {
            note_with(&[
                ("kind", "crisis_support"),
                ("template", "crisis_support"),
                ("section.happened", "“Everything at once,” Jordan said."),
                ("section.did", "I stayed and we breathed together."),
                ("follow_date", date),
                ("follow_time", "12:00"),
            ])
        };
        assert!(house.hurdles(crisis("")).errors.of("follow_date").is_some());
        assert!(house.hurdles(crisis("2026-05-20")).errors.of("follow_date").is_some(), "later than three days");
        house.signed(crisis("2026-05-15"));
        assert!(house.promise_kinds().contains(&"crisis_follow_up".to_owned()));
    });
}

#[test]
fn who_may_not_read_notes_finds_none() {
    house(|house| {
        let id = house.signed(note());
        assert!(house.seen("marcus", id).is_some());
        assert!(house.seen("lee", id).is_some(), "an auditor reads");
        assert!(house.seen("mei", id).is_none(), "Mei does not support Jordan");
        assert!(house.seen("omar", id).is_none(), "another organization");
        assert!(house.cast.actor("ruth").may(Permission::SeeContacts, &house.cast.request()).is_err());
        let (jordan, robin) = (house.cast.jordan, house.cast.far.robin);
        let foreign = house.tries("ana", Permission::WriteContacts, move |tx, scope| {
            super::super::new::begin(
                tx,
                scope,
                Some(robin),
                Kind::OneOnOne,
                super::super::contact::Mode::InPerson,
                &words(),
            )
        });
        assert!(foreign.is_err());
        let not_hers = house.tries("mei", Permission::WriteContacts, move |tx, scope| {
            super::super::new::begin(
                tx,
                scope,
                Some(jordan),
                Kind::OneOnOne,
                super::super::contact::Mode::InPerson,
                &words(),
            )
        });
        assert!(not_hers.is_err());
    });
}

#[test]
fn a_page_of_the_timeline_costs_the_same_however_long_the_history() {
    house(|house| {
        house.set_cosign("none", 0);
        let jordan = house.cast.jordan;
        let cost = |house: &super::world::House<'_>| {
            house
                .tries("ana", Permission::SeeContacts, move |tx, scope| {
                    let before = statements_so_far();
                    let lines = store::list_of_person(tx, scope, jordan, None, None, 21)?;
                    Ok((statements_so_far() - before, lines.len()))
                })
                .unwrap()
        };
        house.signed(note());
        let (one, _) = cost(house);
        for day in 1..=12 {
            house.signed(note_with(&[("date", &format!("2026-05-{day:02}"))]));
        }
        let (many, rows) = cost(house);
        assert_eq!((one, many, rows), (1, 1, 13));
        let pages = house
            .tries("ana", Permission::SeeContacts, move |tx, scope| {
                let mut seen = Vec::new();
                let mut after = None;
                loop {
                    let lines = store::list_of_person(tx, scope, jordan, Some(Kind::OneOnOne), after, 5)?;
                    let Some(last) = lines.last() else { return Ok(seen) };
                    after = Some((last.starts_at, last.id));
                    seen.extend(lines.into_iter().map(|line| line.starts_at));
                }
            })
            .unwrap();
        assert_eq!(pages.len(), 13);
        assert!(pages.windows(2).all(|pair| pair[0] > pair[1]), "the latest first, none twice");
    });
}

#[test]
fn a_second_device_stands_before_the_signature() {
    house(|house| {
        let draft = house.begin();
        house.writes("ana", move |tx, scope| {
            sign::save_form(tx, scope, draft, &note_with(&[("section.mattered", "From the telephone")]))?;
            Ok(())
        });
        let mut stale = note();
        stale.set("draft_base", "0");
        let Outcome::NotYet(hurdles) = house.send(draft, stale) else { panic!("signed over other words") };
        assert_eq!(hurdles.others.len(), 1);
        assert_eq!(hurdles.others[0].fields.text("section.mattered"), "From the telephone");
        let mut seen = note();
        seen.set("draft_base", hurdles.version.to_string());
        assert!(matches!(house.send(draft, seen), Outcome::Signed(_)));
    });
}

#[test]
fn units_follow_from_the_minutes_and_each_hold_names_its_rule() {
    house(|house| {
        let units_of = |id| {
            let contact = house.seen("ana", id).unwrap();
            assert_eq!(contact.unit_rule.as_deref(), Some("generic.h0038"));
            assert!(contact.unit_rule_version.is_some());
            let holds = units::holds_of(&contact.holds);
            assert!(holds.iter().all(|hold| hold.rule_id == "generic.h0038" && !hold.fix.is_empty()));
            let texts: Vec<String> = holds.into_iter().map(|hold| hold.text).collect();
            (contact.units, contact.units_ready, texts)
        };
        let id = house.signed(note());
        assert_eq!(units_of(id), (Some(3), Some(3), vec![]), "45 minutes by a peer specialist");
        house.make("ana", "volunteer_peer");
        let id = house.signed(note_with(&[("date", "2026-05-13")]));
        let held = vec!["The note does not say: Your credential.".to_owned()];
        assert_eq!(units_of(id), (Some(3), Some(0), held), "a volunteer's note is held until somebody looks at it");
    });
}

/// Ana works in Harbor Respite too, and Jordan is with both.
fn in_two_programs(house: &super::world::House<'_>) -> ProgramId {
    let (organization, other) = (house.cast.organization, house.cast.other_program);
    let (jordan, ana, moment) = (house.cast.jordan, house.cast.account("ana"), house.cast.clock.moment());
    house.cast.write(house.db, move |tx| {
        tx.run(
            sql!(
                "INSERT INTO memberships (organization_id, id, account_id, program_id, role, starts_at)
                 VALUES ($1, $2, $3, $4, 'peer_specialist', $5)"
            ),
            &[&organization, &moment.id::<RecordId>(), &ana, &other, &moment.now],
        )?;
        tx.run(
            sql!(
                "INSERT INTO enrollments (organization_id, id, participant_id, program_id, status, standing, sort_key,
                    status_since, version)
                 VALUES ($1, $2, $3, $4, 'active', 'here', 'jordan', $5, 1)"
            ),
            &[&organization, &moment.id::<RecordId>(), &jordan, &other, &moment.now],
        )?;
        tx.run(
            sql!(
                "UPDATE programs SET cosign = 'none', sign_within_hours = 1, note_template = 'girp'
                 WHERE organization_id = $1 AND id = $2"
            ),
            &[&organization, &other],
        )
    });
    other
}

#[test]
fn who_works_in_two_programs_says_which_one_a_note_is_for() {
    house(|house| {
        house.set_cosign("all", 100);
        let (jordan, first) = (house.cast.jordan, house.cast.program);
        let one = house.writes("ana", move |tx, scope| Ok(programs::possible(tx, scope, Some(jordan))?));
        assert!(programs::choices(&one, first).is_empty(), "nothing to choose");
        let other = in_two_programs(house);
        let two = house.writes("ana", move |tx, scope| Ok(programs::possible(tx, scope, Some(jordan))?));
        assert_eq!(programs::choices(&two, first).iter().filter(|one| one.is_chosen).count(), 1);
        assert_eq!(two.len(), 2);
        let usual = house.seen("marcus", house.signed(note())).unwrap();
        assert_eq!((usual.program, usual.status), (first, Status::AwaitingCosign), "as before, when nothing is chosen");
        let chosen = note_with(&[("program", &other.to_string()), ("start", "10:00"), ("end", "10:30")]);
        let id = house.signed(chosen);
        let organization = house.cast.organization;
        let (program, status, is_late): (ProgramId, Status, bool) = house
            .cast
            .write(house.db, move |tx| {
                tx.one(
                    sql!("SELECT program_id, status, is_late FROM contacts WHERE organization_id = $1 AND id = $2"),
                    &[&organization, &id],
                )
            })
            .unwrap();
        assert_eq!((program, status, is_late), (other, Status::Signed, true), "its hours and its rule hold");
    });
}

#[test]
fn a_chosen_program_stays_with_the_draft_and_brings_its_template() {
    house(|house| {
        let (first, other) = (house.cast.program, in_two_programs(house));
        let draft = house.begin();
        let kept = house.writes("ana", move |tx, scope| {
            let asked = note_with(&[("program", &other.to_string()), ("kind", "one_on_one")]);
            let form = programs::with_template(tx, scope, draft, asked)?;
            sign::save_form(tx, scope, draft, &form)?;
            Ok((form.get("template").to_owned(), drafts::find(tx, scope, draft)?.unwrap()))
        });
        assert_eq!((kept.0.as_str(), kept.1.program), ("girp", Some(other)));
        assert_eq!(kept.1.fields.text("program"), other.to_string());
        let far = house.cast.far.program;
        let stays = house.writes("ana", move |tx, scope| {
            let asked = note_with(&[("program", &far.to_string())]);
            sign::save_form(tx, scope, draft, &asked)?;
            Ok(drafts::find(tx, scope, draft)?.unwrap().program)
        });
        assert_eq!(stays, Some(other), "another organization's program cannot be chosen");
        assert_ne!(first, other);
    });
}
