//! Reading a signature from a form: drawn, typed, or from a paper.

use ground::Visit;
use jiff::{Timestamp, tz::TimeZone};
use kit::forms::{Errors, Form};

use super::{
    consent::{How, drawn_line},
    store::Signature,
};

/// The longest name, right or device that is kept, in characters.
const LONGEST: usize = 200;

/// What a browser says of itself, cut to what is kept with a signature.
pub fn device(headers: &axum::http::HeaderMap) -> String {
    let said = headers.get(axum::http::header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    said.chars().take(LONGEST).collect()
}

/// The signature that the form carries, made at the moment of the visit. The name is always typed; a drawn line comes with
/// it where there is one.
pub fn on_screen(visit: &Visit, form: &Form, device: String) -> Result<Signature, Errors> {
    let mut errors = Errors::default();
    let (name, role) = named(visit, form, &mut errors);
    if !form.is_ticked("agree") {
        errors.add("agree", visit.t("consents-error-agree"));
    }
    errors.check()?;
    let line = drawn_line(form.get("line")).unwrap_or_default().to_owned();
    let how = if line.is_empty() { How::Typed } else { How::Drawn };
    Ok(Signature { how, name, line, device, role, at: visit.request.now() })
}

/// A signature that stands on a paper, from the noon of its day.
pub fn on_paper(visit: &Visit, form: &Form, zone: &TimeZone) -> Result<Signature, Errors> {
    let mut errors = Errors::default();
    let (name, role) = named(visit, form, &mut errors);
    let at = form.date("signed_on").and_then(|day| noon(day, zone)).map(|at| at.min(visit.request.now()));
    let today = visit.request.now().to_zoned(zone.clone()).date();
    let at = at.filter(|_| form.date("signed_on").is_some_and(|day| day <= today));
    if at.is_none() {
        errors.add("signed_on", visit.t("consents-error-signed-on"));
    }
    let place = form.text("paper_place").unwrap_or_default().chars().take(LONGEST).collect();
    match (errors.check(), at) {
        (Ok(()), Some(at)) => Ok(Signature { how: How::Paper, name, line: String::new(), device: place, role, at }),
        (Err(errors), _) => Err(errors),
        (Ok(()), None) => Err(Errors::one("signed_on", visit.t("consents-error-signed-on"))),
    }
}

fn noon(day: jiff::civil::Date, zone: &TimeZone) -> Option<Timestamp> {
    day.at(12, 0, 0, 0).to_zoned(zone.clone()).ok().map(|there| there.timestamp())
}

fn named(visit: &Visit, form: &Form, errors: &mut Errors) -> (String, String) {
    let cut = |field: &str| form.text(field).unwrap_or_default().chars().take(LONGEST).collect::<String>();
    let name = cut("signed_name");
    if name.is_empty() {
        errors.add("signed_name", visit.t("consents-error-name"));
    }
    (name, cut("signer_role"))
}
