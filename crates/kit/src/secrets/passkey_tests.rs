//! Whole ceremonies with a passkey made of software in place of a phone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use webauthn_authenticator_rs::WebauthnAuthenticator;
use webauthn_authenticator_rs::softpasskey::SoftPasskey;

const ANA: Uuid = Uuid::from_u128(0xa2a);

fn origin() -> Url {
    Url::parse("https://peers.example").unwrap()
}

fn site() -> Relying {
    Relying::new(&origin(), "Harbor House").unwrap()
}

fn phone() -> SoftPasskey {
    SoftPasskey::new(true)
}

fn make(phone: &mut SoftPasskey) -> NewPasskey {
    let ceremony = site().start_registration(ANA, "ana@harbor.example", "Ana", vec![]).unwrap();
    let question = serde_json::from_value(ceremony.for_browser).unwrap();
    let answer = phone.do_registration(origin(), question).unwrap();
    site().finish_registration(ceremony.to_keep, serde_json::to_value(answer).unwrap()).unwrap()
}

fn answer(phone: &mut SoftPasskey, at: Url, question: Value) -> Value {
    let question = serde_json::from_value(question).unwrap();
    serde_json::to_value(phone.do_authentication(at, question).unwrap()).unwrap()
}

#[test]
fn a_passkey_is_made_and_signs_in() {
    let mut phone = phone();
    let made = make(&mut phone);
    let keys = [made.key.clone()];
    let ceremony = site().start_sign_in(&keys).unwrap();
    let answer = answer(&mut phone, origin(), ceremony.for_browser);
    let used = site().finish_sign_in(ceremony.to_keep, answer, &keys).unwrap();
    assert_eq!(used.id, made.id);
    assert_ne!(used.updated.expect("the counter went up"), made.key);
}

#[test]
fn a_copied_key_with_an_old_counter_is_refused() {
    let mut phone = phone();
    let keys = [make(&mut phone).key];
    let ceremony = site().start_sign_in(&keys).unwrap();
    let first = answer(&mut phone, origin(), ceremony.for_browser);
    let updated = [site().finish_sign_in(ceremony.to_keep.clone(), first.clone(), &keys).unwrap().updated.unwrap()];
    let again = site().start_sign_in(&updated).unwrap();
    assert!(matches!(site().finish_sign_in(again.to_keep, first, &updated), Err(PasskeyError::Refused(_))));
}

#[test]
fn another_site_is_refused() {
    let mut phone = phone();
    let keys = [make(&mut phone).key];
    let ceremony = site().start_sign_in(&keys).unwrap();
    let mut forged = answer(&mut phone, origin(), ceremony.for_browser);
    let elsewhere =
        json!({"type": "webauthn.get", "challenge": "AAAA", "origin": "https://peers.example.evil.example"});
    forged["response"]["clientDataJSON"] = Value::from(URL_SAFE_NO_PAD.encode(elsewhere.to_string()));
    assert!(matches!(site().finish_sign_in(ceremony.to_keep, forged, &keys), Err(PasskeyError::Refused(_))));
}

#[test]
fn a_key_of_somebody_else_is_refused() {
    let (mut ana, mut ruth) = (phone(), phone());
    let (of_ana, of_ruth) = (make(&mut ana), make(&mut ruth));
    let ceremony = site().start_sign_in(&[of_ana.key]).unwrap();
    let mut question = ceremony.for_browser;
    question["publicKey"]["allowCredentials"][0]["id"] = Value::from(URL_SAFE_NO_PAD.encode(&of_ruth.id));
    let answer = answer(&mut ruth, origin(), question);
    let keys = [of_ruth.key];
    assert!(matches!(site().finish_sign_in(ceremony.to_keep, answer, &keys), Err(PasskeyError::Refused(_))));
}

#[test]
fn a_device_that_has_one_is_told_not_to_make_another() {
    let made = make(&mut phone());
    let ceremony = site().start_registration(ANA, "ana@harbor.example", "Ana", vec![made.id.clone()]).unwrap();
    let options = &ceremony.for_browser["publicKey"];
    assert_eq!(options["excludeCredentials"][0]["id"], Value::from(URL_SAFE_NO_PAD.encode(&made.id)));
    assert_eq!(options["authenticatorSelection"]["residentKey"], "preferred");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
}

#[test]
fn a_passkey_found_by_the_device_signs_in_without_a_name() {
    let mut phone = phone();
    let made = make(&mut phone);
    let ceremony = site().start_discovery().unwrap();
    assert_eq!(ceremony.for_browser["mediation"], "conditional");
    assert_eq!(ceremony.for_browser["publicKey"]["allowCredentials"], json!([]));
    // The software passkey keeps no list of its own, so what a phone would look up is handed to it.
    let mut question = ceremony.for_browser;
    let id = URL_SAFE_NO_PAD.encode(&made.id);
    question["publicKey"]["allowCredentials"] = json!([{"type": "public-key", "id": id}]);
    let mut answer = answer(&mut phone, origin(), question);
    answer["response"]["userHandle"] = Value::from(URL_SAFE_NO_PAD.encode(ANA.as_bytes()));
    assert_eq!(site().claimed(&answer).unwrap(), (ANA, made.id.clone()));
    let used = site().finish_discovery(ceremony.to_keep.clone(), answer.clone(), &made.key).unwrap();
    assert_eq!(used.id, made.id);
    let other = make(&mut SoftPasskey::new(true)).key;
    assert!(matches!(site().finish_discovery(ceremony.to_keep, answer, &other), Err(PasskeyError::Refused(_))));
}

#[test]
fn an_answer_that_is_not_one_is_unreadable() {
    let ceremony = site().start_discovery().unwrap();
    let nonsense = site().finish_discovery(ceremony.to_keep, json!({"id": 7}), &Value::Null);
    assert!(matches!(nonsense, Err(PasskeyError::Unreadable(_))));
    assert!(site().claimed(&json!(null)).is_err());
}

#[test]
fn addresses_where_browsers_offer_no_passkeys_are_named() {
    for address in ["http://peers.example", "https://192.0.2.7", "http://127.0.0.1:8080"] {
        let error = Relying::new(&Url::parse(address).unwrap(), "Harbor House").unwrap_err();
        assert!(error.to_string().contains(address), "{error}");
    }
    assert!(Relying::new(&Url::parse("http://localhost:8080").unwrap(), "Harbor House").is_ok());
}
