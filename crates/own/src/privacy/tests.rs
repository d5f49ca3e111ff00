#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::gate::Flag;
use kit::faults::Fault;

use super::{
    pages::{set_mark_now, switch},
    *,
};
use crate::gate_testing::{read, sees_note, write, write_note};
use ground::testing::on_both;

const WHY: &str = "We send no electronic bills at all";

#[test]
fn a_rule_is_switched_off_with_a_reason_that_stays() {
    on_both(|on, cast| {
        let ruth = cast.scope("ruth", ManagePrivacy);
        write(on, &ruth, |tx, scope| switch(tx, scope, Flag::Hipaa, false, WHY, String::new())).unwrap();
        let rows = read(on, &ruth, |tx, scope| Ok(flags(tx, scope)?));
        let row = rows.first().unwrap();
        assert_eq!((row.flag, row.is_on, row.reason.as_str()), (Flag::Hipaa, false, WHY));
        assert_eq!(row.changed_by.as_deref(), Some("Ruth Okafor"));
        write(on, &ruth, |tx, scope| switch(tx, scope, Flag::Hipaa, true, "", String::new())).unwrap();
        assert!(read(on, &ruth, |tx, scope| Ok(flags(tx, scope)?)).iter().all(|row| row.is_on));
    });
}

#[test]
fn part_2_stays_on_while_a_program_is_under_it() {
    on_both(|on, cast| {
        let (ruth, program) = (cast.scope("ruth", ManagePrivacy), cast.program);
        let off = |refusal: &str| {
            let refusal = refusal.to_owned();
            write(on, &ruth, move |tx, scope| switch(tx, scope, Flag::Part2, false, WHY, refusal))
        };
        write(on, &ruth, move |tx, scope| set_mark_now(tx, scope, program, true, WHY, String::new())).unwrap();
        assert!(matches!(off("first take it out"), Err(Fault::Conflict(words)) if words == "first take it out"));
        write(on, &ruth, move |tx, scope| set_mark_now(tx, scope, program, false, WHY, String::new())).unwrap();
        off("").unwrap();
    });
}

#[test]
fn marking_a_program_closes_it_to_those_outside_it() {
    on_both(|on, cast| {
        write_note(on, cast);
        let (ruth, program) = (cast.scope("ruth", ManagePrivacy), cast.program);
        assert!(sees_note(on, cast, "marcus"));
        write(on, &ruth, move |tx, scope| set_mark_now(tx, scope, program, true, WHY, String::new())).unwrap();
        assert!(sees_note(on, cast, "marcus"), "he is inside it");
        assert!(!sees_note(on, cast, "pat"));
    });
}

#[test]
fn no_program_is_put_under_a_rule_that_is_off() {
    on_both(|on, cast| {
        let (ruth, program) = (cast.scope("ruth", ManagePrivacy), cast.program);
        write(on, &ruth, |tx, scope| switch(tx, scope, Flag::Part2, false, WHY, String::new())).unwrap();
        let mark = write(on, &ruth, move |tx, scope| {
            set_mark_now(tx, scope, program, true, WHY, "switch it on first".to_owned())
        });
        assert!(matches!(mark, Err(Fault::Conflict(words)) if words == "switch it on first"), "on {}", on.engine);
        write(on, &ruth, |tx, scope| switch(tx, scope, Flag::Part2, true, "", String::new())).unwrap();
        write(on, &ruth, move |tx, scope| set_mark_now(tx, scope, program, true, WHY, String::new())).unwrap();
    });
}
