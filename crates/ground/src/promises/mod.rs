//! The ledger of open promises: whatever was started has an owner and a date until something shows that it is done.
//!
//! What lives here: opening, closing, handing over, snoozing; the reading of somebody's day. What doesn't: which deeds
//! promise what (each area says so in its own transaction), and deadlines (`rules/clocks.toml`).

mod act;
mod acts;
mod card;
mod day;
mod due;
mod look;
mod pages;
mod reading;
mod store;
mod team;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

pub use self::{
    act::Unchangeable,
    card::kind_label,
    due::{Deadline, from_clock, needs_supervisor, patience, start_of},
    look::look_around,
    pages::{Behind, first_page},
    reading::{After, Line, from_the_start, one as reachable},
    store::{
        Kept, close, close_about, close_all_of, count_closed_with, find, give, hand_over, hand_over_all, hasten,
        move_to, open, open_quietly, reopen, reopen_kept, reopen_one, show_by, snooze,
    },
};
use crate::{
    area::{Area, Guard, NavPlace, Route},
    ids::{AccountId, ParticipantId, ProgramId, PromiseId, RecordId},
    rules::matrix::Permission,
};

/// My day, the team's day, and what can be done with a promise.
pub const AREA: Area = Area {
    name: "day",
    routes,
    nav: &[NavPlace { label: "day-nav", path: "/day", icon: "day", permission: Permission::SeeMyDay, order: 10 }],
};

/// Whoever has a day may keep, put off, hand over and let go what stands on it; supervisors what their team has.
const OWNER: Permission = Permission::SeeMyDay;

fn routes() -> Vec<Route> {
    let owner = Guard::Needs(OWNER);
    vec![
        Route::get("/day", owner, pages::day),
        Route::get("/team/day", Guard::Needs(Permission::ManageTeamPromises), team::day),
        Route::get("/promises/{promise}", Guard::Needs(Permission::SeePromises), pages::show),
        Route::post("/promises/{promise}/closure", owner, acts::close),
        Route::post("/promises/{promise}/closure/undo", owner, acts::undo_close),
        Route::post("/promises/{promise}/snooze", owner, acts::snooze),
        Route::post("/promises/{promise}/snooze/undo", owner, acts::undo_snooze),
        Route::post("/promises/{promise}/handover", owner, acts::hand_over),
        Route::post("/promises/{promise}/handover/undo", owner, acts::undo_hand_over),
    ]
}

kit::word_enum! {
    /// What was promised.
    pub enum Kind {
        /// A first meeting in person within the program's target.
        FirstMeeting = "first_meeting",
        /// The next try to reach somebody who was referred.
        Attempt = "attempt",
        /// Choosing who supports a person.
        Assign = "assign",
        /// Finishing and signing words that were begun.
        Sign = "sign",
        /// Answering a note that a supervisor returned.
        Returned = "returned",
        Cosign = "cosign",
        /// A next step that somebody took on in a contact.
        NextStep = "next_step",
        GoalReview = "goal_review",
        GoalStep = "goal_step",
        Call = "call",
        Visit = "visit",
        /// Following up after a hard moment.
        CrisisFollowUp = "crisis_follow_up",
        /// Somebody who has not been in contact for a while.
        CheckIn = "check_in",
        /// Deciding, as people, what to do when planned calls stay unanswered.
        Decide = "decide",
        /// Answering what a person asked of their record.
        Answer = "answer",
        /// Telling those who must hear of a breach.
        BreachDuty = "breach_duty",
        /// Answering what a person said of a note about them.
        AnswerComment = "answer_comment",
        /// Reading what a person answered to a message.
        ReadAnswer = "read_answer",
        /// Looking again at a note that is held back from the person.
        HidingReview = "hiding_review",
        /// Asking whether a consent that ends should go on.
        Renew = "renew",
        /// Answering a person's wish that somebody be kept out.
        AnswerWish = "answer_wish",
        /// Looking at a use of emergency access.
        ReviewEmergency = "review_emergency",
        /// Looking again at an item of the library.
        ReviewLibraryItem = "review_library_item",
        /// Mending a link of an item that opens no more.
        MendLibraryLink = "mend_library_link",
        /// Making sure that what the directory says of a service is still true.
        RecheckService = "recheck_service",
        /// Trying one of the organization's help lines again.
        HelpLine = "help_line",
        /// Asking how a connection to a service goes on.
        FollowConnection = "follow_connection",
    }
}

kit::word_enum! {
    /// How a promise ended.
    pub enum Closing {
        Done = "done",
        LetGo = "let_go",
        Replaced = "replaced",
    }
}

/// A promise that is about to be opened.
#[derive(Debug, Clone)]
pub struct NewPromise {
    pub kind: Kind,
    /// What is promised, in words for the owner's day.
    pub words: String,
    pub participant: Option<ParticipantId>,
    pub program: Option<ProgramId>,
    /// Nobody: it waits in the program's queue.
    pub owner: Option<AccountId>,
    pub due_at: Timestamp,
    /// Whether the hour matters, or only the day.
    pub has_time: bool,
    pub origin_kind: &'static str,
    pub origin: RecordId,
    /// The rule that set the date, empty when a person did.
    pub rule: String,
    pub rule_version: i64,
}

/// What shows that a promise is kept.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    pub kind: Option<String>,
    pub record: Option<RecordId>,
    pub words: String,
}

/// A promise as it stands.
#[derive(Debug, Clone)]
pub struct Promise {
    pub id: PromiseId,
    pub kind: Kind,
    pub words: String,
    pub participant: Option<ParticipantId>,
    pub program: Option<ProgramId>,
    pub owner: Option<AccountId>,
    pub due_at: Timestamp,
    pub has_time: bool,
    pub origin_kind: String,
    pub origin: RecordId,
    pub rule: String,
    pub rule_version: i64,
    pub opened_at: Timestamp,
    pub snoozed_until: Option<Timestamp>,
    pub snooze_words: String,
    pub closed_at: Option<Timestamp>,
    pub closing: Option<Closing>,
    pub evidence_words: String,
    /// Who gave it to the owner, while they may take it back.
    pub handed_by: Option<AccountId>,
    pub version: i64,
}

kit::from_row!(Promise {
    id,
    kind,
    words,
    participant,
    program,
    owner,
    due_at,
    has_time,
    origin_kind,
    origin,
    rule,
    rule_version,
    opened_at,
    snoozed_until,
    snooze_words,
    closed_at,
    closing,
    evidence_words,
    handed_by,
    version,
});
