//! The life of a note: signed in time or late, co-signed or returned, added to, entered in error; and today's drafts.

use jiff::Timestamp;

use super::clock::{Clock, days_between, minutes_after};
use super::dice::Dice;
use super::fill::Life;
use super::words::words;
use super::world::{Contact, ContactOutcome, Mark, NoteLife, NoteState as State, StaffId};

/// Hours to sign, and the share of notes that is co-signed, by program (see the cast).
const RULES: [(i32, u32); 3] = [(48, 100), (72, 0), (48, 20)];
/// Who co-signs, by program.
pub const LEADS: [StaffId; 3] = [5, 5, 6];

pub fn lead(program: u32) -> StaffId {
    usize::try_from(program).ok().and_then(|at| LEADS.get(at)).copied().unwrap_or(5)
}

pub fn of_note(
    staff: StaffId,
    program: u32,
    outcome: ContactOutcome,
    end: Timestamp,
    person: &Life,
    dice: &mut Dice,
    clock: &Clock,
) -> NoteLife {
    let (hours, share) = usize::try_from(program).ok().and_then(|at| RULES.get(at)).copied().unwrap_or((48, 0));
    let age = days_between(clock.date(end), clock.today);
    let now = clock.at(clock.today, 8 * 60 + 30);
    let wait = if dice.chance(6) { dice.between(hours * 60 + 60, hours * 60 + 4000) } else { dice.between(5, 20 * 60) };
    let signed = minutes_after(end, wait).min(minutes_after(now, -20));
    let is_draft = (staff == 0 && age <= 3) || (age <= 4 && dice.chance(12));
    let mut life = NoteLife {
        state: State::Signed,
        signed_at: Some(signed),
        is_late: wait > hours * 60 && age > 3,
        cosigned: None,
        returned: None,
        addenda: Vec::new(),
        entered_in_error: None,
    };
    if is_draft {
        life.state = State::Draft;
        life.signed_at = None;
        life.is_late = false;
        return life;
    }
    if dice.chance(share) && outcome == ContactOutcome::Held && staff != lead(program) {
        cosign(&mut life, program, age, signed, now, person, dice);
    }
    if age > 5 && dice.chance(2) {
        let at = minutes_after(signed, dice.between(300, 4000)).min(now);
        life.addenda.push(Mark { by: staff, at, words: person.fill(dice.text(&words().short.addenda), &[]) });
    }
    if age > 9 && dice.below(300) == 0 {
        let at = minutes_after(signed, 900).min(now);
        life.state = State::EnteredInError;
        life.entered_in_error = Some(Mark { by: staff, at, words: dice.text(&words().short.errors).to_owned() });
    }
    life
}

/// A note that was signed five minutes after the contact.
pub fn signed_at_once(contact: &Contact) -> NoteLife {
    let is_cosigned = contact.program == 0;
    NoteLife {
        state: if is_cosigned { State::AwaitingCosign } else { State::Signed },
        signed_at: Some(minutes_after(contact.end, 5)),
        is_late: false,
        cosigned: None,
        returned: None,
        addenda: Vec::new(),
        entered_in_error: None,
    }
}

fn cosign(
    life: &mut NoteLife,
    program: u32,
    age: i32,
    signed: Timestamp,
    now: Timestamp,
    person: &Life,
    dice: &mut Dice,
) {
    let by = lead(program);
    let short = &words().short;
    let was_returned = dice.chance(4);
    if was_returned {
        let at = minutes_after(signed, dice.between(60, 900)).min(now);
        life.returned = Some(Mark { by, at, words: person.fill(dice.text(&short.returns), &[]) });
    }
    if age <= 3 || (was_returned && age <= 8) {
        life.state = if was_returned { State::Returned } else { State::AwaitingCosign };
        return;
    }
    let words = if dice.chance(20) { person.fill(dice.text(&short.cosigns), &[]) } else { String::new() };
    life.state = State::CoSigned;
    life.cosigned = Some(Mark { by, at: minutes_after(signed, dice.between(920, 2700)).min(now), words });
}

/// Of Ana's newest notes two are still drafts; she signed the others, and they wait for Marcus.
pub fn leave_two_drafts(contacts: &mut [Contact], now: Timestamp) {
    let is_anas = |one: &&mut Contact| one.staff == 0 && one.life.state == State::Draft;
    for contact in contacts.iter_mut().rev().filter(is_anas).skip(2) {
        let is_cosigned = contact.program == 0 && contact.outcome == ContactOutcome::Held;
        contact.life.state = if is_cosigned { State::AwaitingCosign } else { State::Signed };
        contact.life.signed_at = Some(minutes_after(contact.end, 75).min(minutes_after(now, -20)));
    }
}

/// Marcus has at least six notes of the first program to read.
pub fn leave_some_to_read(contacts: &mut [Contact]) {
    let is_waiting = |one: &&Contact| one.program == 0 && one.life.state == State::AwaitingCosign;
    let missing = 6_usize.saturating_sub(contacts.iter().filter(is_waiting).count());
    let is_read = |one: &&mut Contact| one.program == 0 && one.life.cosigned.is_some() && one.life.returned.is_none();
    for contact in contacts.iter_mut().rev().filter(is_read).take(missing) {
        contact.life.cosigned = None;
        contact.life.state = State::AwaitingCosign;
    }
}

/// Ana's newest co-signed note goes back to her with a question, so that every demo day shows one.
pub fn return_one(contacts: &mut [Contact], clock: &Clock) {
    let is_fit =
        |one: &&mut Contact| one.staff == 0 && one.outcome == ContactOutcome::Held && one.life.cosigned.is_some();
    let Some(contact) = contacts.iter_mut().rev().find(is_fit) else { return };
    let at = contact.life.cosigned.take().map_or_else(|| clock.at(clock.today, 8 * 60), |mark| mark.at);
    let words = "What did you two agree for next time? I can't see who does what.".to_owned();
    contact.life.state = State::Returned;
    contact.sections.retain(|section| section.key != "next");
    contact.next_steps.clear();
    contact.life.returned = Some(Mark { by: lead(contact.program), at, words });
}
