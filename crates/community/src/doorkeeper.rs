//! What keeps programs that fill in every form they find away from the public ones, without asking anybody outside and
//! without a riddle for people: a sealed note of when the page was opened, a field that people leave empty, and a limit
//! by address. Whatever is refused, the words stay on the page.

use ground::{App, Visit};
use jiff::{SignedDuration, Timestamp};
use kit::{
    faults::Fault,
    forms::{Errors, Form},
    ids::Id,
    messages::AsArg,
};
use uuid::Uuid;

/// The field with the sealed note.
pub const STAMP: &str = "begun";
/// The field that people do not see and leave empty.
pub const EMPTY: &str = "website";
/// Where what is wrong with the form as a whole is said.
pub const WHOLE: &str = "send";

/// Nobody reads and fills in a form faster than this.
const AT_LEAST: SignedDuration = SignedDuration::from_secs(3);
/// A page that was open for longer is stamped anew.
const AT_MOST: SignedDuration = SignedDuration::from_hours(48);
const ID_BYTES: usize = 16;

/// When a form was opened, and the id that what comes of it will have: sent twice, it is still one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub id: Uuid,
    at: Timestamp,
}

/// What is wrong with a stamp; each is the end of a message key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Missing,
    Early,
    Late,
}

impl Wrong {
    const fn message(self) -> &'static str {
        match self {
            Self::Missing | Self::Late => "public-form-late",
            Self::Early => "public-form-early",
        }
    }
}

impl Stamp {
    /// The sealed note of a form that is opened now. `form` names it, so that a note of one form opens no other.
    ///
    /// # Errors
    /// Those of sealing.
    pub fn sealed(app: &App, visit: &Visit, form: &str) -> Result<String, Fault> {
        let at = &visit.request.at;
        let id = kit::ids::uuid_v7(at.now, at.random());
        let plain = [id.as_bytes().as_slice(), &at.now.as_second().to_be_bytes()].concat();
        let sealed = app.seal.seal(&plain, &context(form), &mut at.rng());
        sealed.map(|bytes| kit::web::to_base64url(&bytes)).map_err(|error| Fault::Internal(error.to_string()))
    }

    fn read(app: &App, form: &str, text: &str) -> Option<Self> {
        let plain = app.seal.open(&kit::web::from_base64url(text)?, &context(form)).ok()?;
        let (id, seconds) = plain.split_at_checked(ID_BYTES)?;
        let at = Timestamp::from_second(i64::from_be_bytes(seconds.try_into().ok()?)).ok()?;
        Some(Self { id: Uuid::from_slice(id).ok()?, at })
    }

    fn check(self, now: Timestamp) -> Result<Self, Wrong> {
        let open_for = now.duration_since(self.at);
        if open_for < AT_LEAST {
            return Err(Wrong::Early);
        }
        if open_for > AT_MOST { Err(Wrong::Late) } else { Ok(self) }
    }
}

fn context(form: &str) -> String {
    format!("public form:{form}")
}

/// Lets a form in that a person sent, and takes one of those that the address may send. What is wrong is said in the
/// errors; the field that people leave empty is emptied, and a note that serves no more is taken out.
///
/// # Errors
/// What is wrong, at [`WHOLE`].
pub fn let_in(app: &App, visit: &Visit, name: &str, form: &mut Form) -> Result<Stamp, Errors> {
    let refused = |words: String| Errors::one(WHOLE, words);
    if form.text(EMPTY).is_some() {
        form.set(EMPTY, "");
        return Err(refused(visit.t("public-form-empty")));
    }
    let now = visit.request.now();
    let stamp = Stamp::read(app, name, form.get(STAMP)).ok_or(Wrong::Missing).and_then(|stamp| stamp.check(now));
    let stamp = stamp.map_err(|wrong| {
        // Who was fast sends the same page again; one that was open for too long begins anew.
        if wrong != Wrong::Early {
            form.set(STAMP, "");
        }
        refused(visit.t(wrong.message()))
    })?;
    app.takes_public_form(&visit.request.address, now).map_err(|soon| {
        let minutes = soon.until.duration_since(now).as_mins().max(0).saturating_add(1);
        refused(visit.words.with("public-form-wait", &[("count", minutes.as_arg())]))
    })?;
    Ok(stamp)
}

/// The id that the record of this form has.
pub fn id_of<T: Id>(stamp: Stamp) -> T {
    T::from(stamp.id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn only_a_form_that_was_open_for_a_while_is_taken() {
        let at: Timestamp = "2026-05-14T18:00:00Z".parse().unwrap();
        let stamp = Stamp { id: Uuid::nil(), at };
        let after = |seconds: i64| stamp.check(at + SignedDuration::from_secs(seconds));
        assert_eq!(after(1), Err(Wrong::Early));
        assert_eq!(after(-60), Err(Wrong::Early), "from the future");
        assert_eq!(after(3), Ok(stamp));
        assert_eq!(after(47 * 3600), Ok(stamp));
        assert_eq!(after(49 * 3600), Err(Wrong::Late));
    }
}
