//! The walk of every page about a person, as every role, in every state of consent: what a closed program wrote is there
//! for those who may have it, and reads as not there for everybody else.

use std::io::{Cursor, Read as _};

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use futures_util::StreamExt as _;
use ground::{
    Guard,
    area::Verb,
    gate::{self, ConsentId, Information, Opening, Purpose, Recipient},
    rules::matrix::Permission,
};
use jiff::SignedDuration;
use kit::{
    db::{DbError, Tx},
    sql,
};
use tower::ServiceExt;

use super::{
    House,
    contacts::{coded, get, on_each_engine, post},
    refusals::{NOBODY, fill, of_nothing},
    samples::Samples,
};

/// What the closed program wrote about Jordan, by the kind of information: words that stand on its pages.
const NOTES: [&str; 2] = ["walked to the library", "bring the form"];
const GOALS: [&str; 2] = ["go back in the spring", "call the college"];
const OTHERS: [&str; 3] = ["wants company", "Harbor pantry", PROGRAM];
/// The name of the program: on pages that everybody may open it says nothing of anybody.
const PROGRAM: &str = "Walking Together";

/// A state of consent between Jordan and Pat, who supervises another program that Jordan is in too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    None,
    Complete,
    OnlyGoals,
    /// Signed, but an element of 42 CFR 2.31 is missing: it opens nothing.
    Incomplete,
    Expired,
    Revoked,
    OtherPurpose,
    OtherRecipient,
    /// A complete consent, and later a wish that Pat be kept out.
    Restricted,
    Emergency,
    EmergencyOver,
}

impl State {
    const ALL: [Self; 11] = [
        Self::None,
        Self::Complete,
        Self::OnlyGoals,
        Self::Incomplete,
        Self::Expired,
        Self::Revoked,
        Self::OtherPurpose,
        Self::OtherRecipient,
        Self::Restricted,
        Self::Emergency,
        Self::EmergencyOver,
    ];

    fn opens_notes(self) -> bool {
        matches!(self, Self::Complete | Self::Emergency)
    }

    fn opens_goals(self) -> bool {
        matches!(self, Self::Complete | Self::OnlyGoals | Self::Emergency)
    }
}

/// Jordan is in both programs; the first is under Part 2 and wrote everything.
async fn close_the_program(house: &House) {
    let cast = &house.cast;
    let (organization, jordan, first, second) = (cast.organization, cast.jordan, cast.program, cast.other_program);
    let ruth = cast.scope("ruth", Permission::ManagePrivacy);
    house
        .app
        .write(&ruth, move |tx, scope| {
            let enrollment: gate::OpeningId = scope.at.id();
            tx.run(
                sql!(
                    "INSERT INTO enrollments (organization_id, id, participant_id, program_id, status, standing, sort_key,
                        status_since, version) VALUES ($1, $2, $3, $4, 'active', 'here', 'jordan', $5, 1)"
                ),
                &[&organization, &enrollment, &jordan, &second, &scope.now],
            )?;
            tx.run(
                sql!("UPDATE goals SET program_id = $2 WHERE organization_id = $1 AND participant_id = $3"),
                &[&organization, &first, &jordan],
            )?;
            gate::mark_part2(tx, scope, first, "The program treats substance use.")
        })
        .await
        .unwrap_or_else(|error: DbError| panic!("{error}"));
}

async fn bring_about(house: &House, state: State) {
    let cast = &house.cast;
    let (jordan, from) = (cast.jordan, cast.program);
    let (pat, kim) = (cast.account("pat"), cast.account("kim"));
    let scope = cast.scope("jordan", Permission::DecideSharing);
    house
        .app
        .write(&scope, move |tx, scope| {
            for table in [
                sql!("DELETE FROM openings WHERE organization_id = $1"),
                sql!("DELETE FROM consents WHERE organization_id = $1"),
                sql!("DELETE FROM restrictions WHERE organization_id = $1"),
                sql!("DELETE FROM emergency_accesses WHERE organization_id = $1"),
            ] {
                tx.run(table, &[&scope.organization])?;
            }
            let consent = sign(tx, scope, jordan, from)?;
            let whom = if state == State::OtherRecipient { kim } else { pat };
            let information = if state == State::OnlyGoals { Information::Goals } else { Information::Everything };
            let purpose = if state == State::OtherPurpose { Purpose::Billing } else { Purpose::Support };
            let over = scope.now - SignedDuration::from_mins(1);
            let opening = Opening {
                consent,
                participant: jordan,
                from: Some(from),
                to: Recipient::Account(whom),
                information,
                purpose,
                starts_at: scope.now - SignedDuration::from_hours(1),
                ends_at: Some(over).filter(|_| state == State::Expired),
            };
            if !matches!(state, State::None | State::Incomplete | State::Emergency | State::EmergencyOver) {
                gate::open(tx, scope, &opening)?;
            }
            match state {
                State::Revoked => drop(gate::close_openings(tx, scope, consent)?),
                State::Restricted => restrict(tx, scope, jordan, pat)?,
                State::Emergency => break_glass(tx, scope, jordan, pat, SignedDuration::from_hours(4))?,
                State::EmergencyOver => break_glass(tx, scope, jordan, pat, SignedDuration::ZERO)?,
                _ => {}
            }
            Ok(())
        })
        .await
        .unwrap_or_else(|error: DbError| panic!("{error}"));
}

type Person = ground::ids::ParticipantId;
type Account = ground::ids::AccountId;

fn sign(
    tx: &mut Tx<'_>,
    scope: &ground::access::Scope,
    jordan: Person,
    from: ground::ids::ProgramId,
) -> Result<ConsentId, DbError> {
    let id: ConsentId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO consents (organization_id, id, participant_id, kind, template, template_version, language,
                from_program_id, elements, body, missing, signed_at, signed_how, signed_name, signature, signed_device,
                signer_role, revoked_words, created_at, version)
             VALUES ($1, $2, $3, 'part2_disclosure', 'part2_disclosure', 1, 'en', $4, $5, '', $6, $7, 'typed',
                'Jordan Rivera', '', '', '', '', $7, 1)"
        ),
        &[&scope.organization, &id, &jordan, &from, &serde_json::json!({}), &serde_json::json!([]), &scope.now],
    )?;
    Ok(id)
}

fn restrict(tx: &mut Tx<'_>, scope: &ground::access::Scope, jordan: Person, pat: Account) -> Result<(), DbError> {
    let id: gate::RestrictionId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO restrictions (organization_id, id, participant_id, to_account_id, to_name, information, words,
                asked_at, agreed_at, answer_words)
             VALUES ($1, $2, $3, $4, '', 'everything', 'We are neighbors', $5, $5, '')"
        ),
        &[&scope.organization, &id, &jordan, &pat, &scope.now],
    )?;
    Ok(())
}

fn break_glass(
    tx: &mut Tx<'_>,
    scope: &ground::access::Scope,
    jordan: Person,
    pat: Account,
    length: SignedDuration,
) -> Result<(), DbError> {
    let id: gate::EmergencyId = scope.at.id();
    tx.run(
        sql!(
            "INSERT INTO emergency_accesses (organization_id, id, participant_id, account_id, reason, starts_at, ends_at,
                review_words) VALUES ($1, $2, $3, $4, 'Jordan collapsed at the desk', $5, $6, '')"
        ),
        &[&scope.organization, &id, &jordan, &pat, &scope.now, &(scope.now + length)],
    )?;
    Ok(())
}

/// A page without what differs from request to request, and without the id that was asked for.
fn plain(page: &str, path: &str) -> String {
    let asked = path.rsplit('/').find(|part| part.len() == NOBODY.len()).unwrap_or(NOBODY);
    let mut out = page.replace(asked, NOBODY);
    while let Some(at) = out.find("nonce=\"") {
        let end = out[at + 7..].find('"').unwrap() + at + 8;
        out.replace_range(at..end, "");
    }
    out
}

#[test]
fn what_a_closed_program_wrote_is_there_only_for_those_who_may_have_it() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        close_the_program(house).await;
        for state in State::ALL {
            bring_about(house, state).await;
            walk(house, &samples, "pat", state).await;
            for who in ["kim", "sol", "jordan"] {
                walk(house, &samples, who, State::None).await;
            }
            let contact = fill("/contacts/{contact}", &samples.here);
            let inside = get(house, "marcus", &contact).await;
            assert_eq!(inside.status, StatusCode::OK, "inside the program nothing changes: {state:?}");
        }
    });
}

/// Opens every page with a record in its path, and the lists, and looks for words that should not be there.
async fn walk(house: &House, samples: &Samples, who: &str, state: State) {
    let closed: Vec<&str> =
        [(state.opens_notes(), &NOTES[..]), (state.opens_goals(), &GOALS), (state.opens_notes(), &OTHERS)]
            .into_iter()
            .filter(|(is_open, _)| !is_open)
            .flat_map(|(_, words)| words.to_vec())
            .collect();
    // What belongs to the account itself, and the program's own public name in choices, says nothing of Jordan.
    let own = ["/account", "/admin", "/team", "/me", "/shared"];
    let routes = house.app.areas.iter().flat_map(|area| (area.routes)());
    for route in
        routes.filter(|route| route.verb == Verb::Get && !own.iter().any(|start| route.path.starts_with(start)))
    {
        let path = fill(route.path, &samples.here);
        let seen = get(house, who, &path).await;
        let is_told = |words: &&&str| route.guard != Guard::Public || **words != PROGRAM;
        for words in closed.iter().filter(is_told) {
            assert!(!seen.page.contains(words), "{path} tells {who} “{words}” ({state:?})");
        }
    }
    takes_nothing_out(house, samples, who, &closed, state).await;
    let one = |path: &'static str| async move { (path, get(house, who, &fill(path, &samples.here)).await) };
    for (path, is_open) in [("/contacts/{contact}", state.opens_notes()), ("/goals/{goal}", state.opens_goals())] {
        let (path, seen) = one(path).await;
        if is_open {
            assert_eq!(seen.status, StatusCode::OK, "{path} as {who} ({state:?})");
            continue;
        }
        let nothing = get(house, who, &of_nothing(path)).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path} as {who} ({state:?})");
        assert_eq!(plain(&seen.page, &fill(path, &samples.here)), plain(&nothing.page, &of_nothing(path)));
    }
}

/// Searches, files and what goes outside: what is closed on the pages is closed in each of them too.
async fn takes_nothing_out(house: &House, samples: &Samples, who: &str, closed: &[&str], state: State) {
    for asked in ["Jordan Rivera", "jordan rivra", "library", "college", "heron"] {
        let path = format!("/people?q={}", coded(asked));
        let found = get(house, who, &path).await;
        for words in closed {
            assert!(!found.page.contains(words), "{path} tells {who} “{words}” ({state:?})");
        }
    }
    let exports = house.app.areas.iter().flat_map(|area| (area.routes)());
    for route in exports.filter(|route| route.verb == Verb::Post && route.path.contains("export")) {
        let path = fill(route.path, &samples.here);
        for (file, text) in taken(house, who, &path).await {
            for words in closed {
                assert!(!text.contains(words), "{path}: {file} tells {who} “{words}” ({state:?})");
            }
        }
    }
    let release = fill("/people/{participant}/releases", &samples.here);
    let program = house.cast.program.to_string();
    let wish = [
        ("to", "County court"),
        ("from", program.as_str()),
        ("information", "notes"),
        ("information", "goals"),
        ("information", "record"),
        ("purpose", "proceedings"),
        ("basis", "court_order"),
        ("reason", "Order of the county court of May 12"),
    ];
    let given = post(house, who, &release, &wish).await;
    // The form that comes back when it is refused names programs and says nothing of Jordan.
    for words in closed.iter().filter(|words| !OTHERS.contains(words)) {
        assert!(!given.page.contains(words), "{release} tells {who} “{words}” ({state:?})");
    }
}

/// Asks for everything of a program or a person.
async fn take(house: &House, who: &str, path: &str) -> Response<Body> {
    let why = format!("why-{}=moving", house.cast.program);
    let request = Request::post(path)
        .header(header::COOKIE, format!("session={}", house.cast.cookie(who)))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    house.router.clone().oneshot(request.body(Body::from(why)).unwrap()).await.unwrap()
}

/// The files that somebody takes out; nothing when it is not theirs to take.
async fn taken(house: &House, who: &str, path: &str) -> Vec<(String, String)> {
    let answer = take(house, who, path).await;
    if answer.status() != StatusCode::OK {
        return Vec::new();
    }
    let bytes = to_bytes(answer.into_body(), 50_000_000).await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let read = |name: String| {
        let mut text = String::new();
        zip.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
        (name, text)
    };
    names.into_iter().map(read).collect()
}

#[test]
fn those_inside_take_out_what_a_closed_program_wrote() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        close_the_program(house).await;
        let path = fill("/people/{participant}/export", &samples.here);
        let all = |files: Vec<(String, String)>| files.into_iter().map(|(_, text)| text).collect::<String>();
        let inside = all(taken(house, "marcus", &path).await);
        assert!(GOALS.iter().chain(&NOTES).all(|words| inside.contains(words)), "{inside}");
        let outside = all(taken(house, "pat", &path).await);
        assert!(!outside.is_empty(), "Pat takes out what the other program may");
        assert!(!GOALS.iter().chain(&NOTES).any(|words| outside.contains(words)), "{outside}");
    });
}

/// Gives Jordan's goal so many words that an export of it leaves in several pieces.
async fn write_at_length(house: &House) {
    let moment = house.app.moment();
    let words: String = (0..2_000).map(|_| kit::web::to_base64url(&moment.random::<128>())).collect();
    let (organization, jordan) = (house.cast.organization, house.cast.jordan);
    let scope = house.cast.scope("jordan", Permission::DecideSharing);
    let lengthen = sql!("UPDATE goals SET words = $3 WHERE organization_id = $1 AND participant_id = $2");
    let changed = house.app.write(&scope, move |tx, _| tx.run(lengthen, &[&organization, &jordan, &words])).await;
    assert!(changed.unwrap_or_else(|error: DbError| panic!("{error}")) > 0);
}

#[test]
fn a_consent_that_is_taken_back_stops_a_file_on_its_way() {
    on_each_engine(async |house| {
        let samples = Samples::of(house).await;
        close_the_program(house).await;
        write_at_length(house).await;
        bring_about(house, State::Complete).await;
        let path = fill("/people/{participant}/export", &samples.here);
        let whole = to_bytes(take(house, "marcus", &path).await.into_body(), 50_000_000).await.unwrap();
        let mut pieces = take(house, "marcus", &path).await.into_body().into_data_stream();
        let first = pieces.next().await.unwrap().unwrap();
        assert!(first.len() < whole.len() / 2, "{} of {}", first.len(), whole.len());
        bring_about(house, State::Revoked).await;
        assert!(pieces.next().await.unwrap().is_err(), "not one more piece, and no regular end");
        let audit = get(house, "ruth", &format!("/people/{}/audit?action=refuse", house.cast.jordan)).await;
        assert!(audit.page.contains("Marcus Bell"), "the audit says that it was stopped");
    });
}
