//! Open Door with a note or two: what the tests of contacts start from.

use ground::{
    access::Scope,
    ids::{DraftId, ParticipantId},
    rules::matrix::Permission,
    schema,
    testing::Cast,
};
use kit::{
    db::{Db, Tx},
    faults::Fault,
    forms::Form,
    messages::Words,
    sql,
    testing::both,
};

use super::super::{
    contact::{Contact, ContactId, Kind},
    new,
    sign::{self, Hurdles, Outcome},
    store,
};

/// The cast, and what a test needs to write.
pub struct House<'d> {
    pub cast: Cast,
    pub db: &'d Db,
}

/// Runs a test with the cast on both engines.
pub fn house(test: impl Fn(&House<'_>)) {
    both(&schema::steps().unwrap(), |on| test(&House { cast: Cast::on(&on.db), db: &on.db }));
}

pub fn words() -> Words {
    schema::messages().unwrap().language("en")
}

/// A note that passes the meter: 45 minutes in the library, on the day and one hour before [`ground::testing::START`].
pub fn note() -> Form {
    Form::from_pairs([
        ("kind", "one_on_one"),
        ("template", "peer_narrative"),
        ("outcome", "reached"),
        ("date", "2026-05-14"),
        ("start", "12:05"),
        ("end", "12:50"),
        ("mode", "in_person"),
        ("place", "community"),
        ("place_words", "library"),
        ("present", "participant"),
        ("areas", "coping_skills"),
        ("section.mattered", "Jordan wanted to feel okay about going back to school."),
        ("section.together", "I shared that I took a term off and what helped me come back."),
        ("section.own_words", "“It feels less like failing.”"),
        ("section.next", "Jordan texts a friend; I bring the form next Thursday."),
    ])
}

/// The same note with some fields changed.
pub fn note_with(changes: &[(&str, &str)]) -> Form {
    let mut form = note();
    for (name, value) in changes {
        form.set(name, *value);
    }
    form
}

impl House<'_> {
    /// Does something as somebody of the cast who may write contacts.
    pub fn writes<T: Send + 'static>(
        &self,
        who: &str,
        work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
    ) -> T {
        self.tries(who, Permission::WriteContacts, work).unwrap()
    }

    /// Does something under a permission; what came of it, or why not.
    pub fn tries<T: Send + 'static>(
        &self,
        who: &str,
        permission: Permission,
        work: impl FnOnce(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let scope = self.cast.scope(who, permission);
        self.db.write_now(scope.tenant(), move |tx| work(tx, &scope))
    }

    /// Begins a note about Jordan as Ana.
    pub fn begin(&self) -> DraftId {
        self.begin_about(Some(self.cast.jordan), Kind::OneOnOne)
    }

    pub fn begin_about(&self, person: Option<ParticipantId>, kind: Kind) -> DraftId {
        self.writes("ana", move |tx, scope| {
            Ok(new::begin(tx, scope, person, kind, super::super::contact::Mode::InPerson, &words())?.unwrap())
        })
    }

    /// Sends a draft to be signed as Ana.
    pub fn send(&self, draft: DraftId, form: Form) -> Outcome {
        self.writes("ana", move |tx, scope| sign::sign_draft(tx, scope, draft, &form, &words()))
    }

    /// Signs a note about Jordan as Ana.
    pub fn signed(&self, form: Form) -> ContactId {
        let draft = self.begin();
        match self.send(draft, form) {
            Outcome::Signed(id) => id,
            Outcome::NotYet(hurdles) => panic!("not signed: {hurdles:?}"),
        }
    }

    /// What stands before the signature of a note about Jordan.
    pub fn hurdles(&self, form: Form) -> Hurdles {
        let draft = self.begin();
        match self.send(draft, form) {
            Outcome::Signed(_) => panic!("signed"),
            Outcome::NotYet(hurdles) => *hurdles,
        }
    }

    /// The contact as somebody who may read notes sees it.
    pub fn seen(&self, who: &str, id: ContactId) -> Option<Contact> {
        self.tries(who, Permission::SeeContacts, move |tx, scope| Ok(store::find(tx, scope, id)?)).unwrap()
    }

    /// Jordan's counters.
    pub fn counters(&self) -> (i64, Option<jiff::Timestamp>) {
        let (organization, jordan) = (self.cast.organization, self.cast.jordan);
        let statement =
            sql!("SELECT contacts_count, last_contact_at FROM participants WHERE organization_id = $1 AND id = $2");
        self.cast.write(self.db, move |tx| tx.one(statement, &[&organization, &jordan])).unwrap()
    }

    /// The open promises of Open Door as (kind, words), in the order of their dates.
    pub fn promises(&self) -> Vec<(String, String)> {
        let organization = self.cast.organization;
        let statement = sql!(
            "SELECT kind, words FROM promises WHERE organization_id = $1 AND closed_at IS NULL ORDER BY due_at, id LIMIT 50"
        );
        self.cast.write(self.db, move |tx| tx.list(statement, &[&organization]))
    }

    pub fn promise_kinds(&self) -> Vec<String> {
        let mut kinds: Vec<String> = self.promises().into_iter().map(|(kind, _)| kind).collect();
        kinds.sort();
        kinds
    }

    /// Sets the rules of Walking Together.
    pub fn set_cosign(&self, rule: &'static str, percent: i64) {
        let (organization, program) = (self.cast.organization, self.cast.program);
        let statement =
            sql!("UPDATE programs SET cosign = $3, cosign_percent = $4 WHERE organization_id = $1 AND id = $2");
        self.cast.write(self.db, move |tx| tx.run(statement, &[&organization, &program, &rule, &percent]));
    }

    /// Gives somebody another role.
    pub fn make(&self, who: &str, role: &'static str) {
        let (organization, account) = (self.cast.organization, self.cast.account(who));
        let statement = sql!("UPDATE memberships SET role = $3 WHERE organization_id = $1 AND account_id = $2");
        self.cast.write(self.db, move |tx| tx.run(statement, &[&organization, &account, &role]));
    }
}
