//! Passkeys (WebAuthn). Every step takes and gives JSON: one part goes to the browser, the other is kept on the
//! server until the answer comes, used once, and deleted.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

/// The site for which passkeys are made: a domain, the origin of its pages, and a name that people know.
#[derive(Debug, Clone)]
pub struct Relying {
    webauthn: Webauthn,
}

/// A ceremony that has begun.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// What `navigator.credentials.create` or `.get` needs (binary values as base64url).
    pub for_browser: Value,
    /// What the server keeps. Never send it out; delete it when the answer has been read, right or wrong.
    pub to_keep: Value,
}

/// What names a credential among all others.
pub type CredentialId = Vec<u8>;

/// A passkey that was just made.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// Unique among all passkeys.
    pub id: CredentialId,
    /// Public key and counters, to be stored and passed in again.
    pub key: Value,
}

/// A passkey that somebody just proved to hold.
#[derive(Debug, Clone)]
pub struct UsedPasskey {
    /// Which one.
    pub id: CredentialId,
    /// The stored key with new counters, when they changed and must be stored.
    pub updated: Option<Value>,
}

/// Why a passkey step failed.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The answer doesn't fit the question, the site or the key: an ordinary refusal.
    #[error("this passkey was not accepted. Try again, or sign in another way")]
    Refused(#[source] WebauthnError),
    /// The browser's answer can't be read.
    #[error("the browser's answer can't be read")]
    Unreadable(#[source] serde_json::Error),
    /// What was stored can't be read: a defect.
    #[error("a stored passkey can't be read")]
    Stored(#[source] serde_json::Error),
    /// Domain and origin don't fit each other.
    #[error("passkeys can't work at this address: {0}")]
    Site(String),
}

impl Relying {
    /// A site at the origin of `public_url`, whose host is the passkeys' domain.
    /// Browsers offer passkeys on `https` and on `localhost` only.
    pub fn new(public_url: &Url, name: &str) -> Result<Self, PasskeyError> {
        let site = |why: &str| PasskeyError::Site(format!("{public_url}: {why}"));
        let domain = public_url.domain().ok_or_else(|| site("the address must have a name, not a number"))?;
        if public_url.scheme() != "https" && domain != "localhost" {
            return Err(site("the address must start with https://"));
        }
        let webauthn = WebauthnBuilder::new(domain, public_url)
            .and_then(|builder| builder.rp_name(name).build())
            .map_err(|error| site(&error.to_string()))?;
        Ok(Self { webauthn })
    }

    /// Begins making a passkey. `user` must not tell who the person is (a random id); the devices in `existing`
    /// (ids of passkeys the person has) won't make a second one.
    pub fn start_registration(
        &self,
        user: Uuid,
        account: &str,
        display_name: &str,
        existing: Vec<CredentialId>,
    ) -> Result<Ceremony, PasskeyError> {
        let (question, state) = self
            .webauthn
            .start_passkey_registration(user, account, display_name, Some(existing))
            .map_err(PasskeyError::Refused)?;
        let mut ceremony = Ceremony { for_browser: json(&question)?, to_keep: json(&state)? };
        // A key that the device can find by itself signs in without typing a name. A wish, not a demand:
        // older security keys have no room, and the answer is accepted either way.
        if let Some(Value::Object(wishes)) = ceremony.for_browser.pointer_mut("/publicKey/authenticatorSelection") {
            wishes.insert("residentKey".to_owned(), Value::from("preferred"));
        }
        Ok(ceremony)
    }

    /// Checks the browser's answer and gives the passkey to store.
    pub fn finish_registration(&self, kept: Value, answer: Value) -> Result<NewPasskey, PasskeyError> {
        let state: PasskeyRegistration = stored(kept)?;
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let key = self.webauthn.finish_passkey_registration(&answer, &state).map_err(PasskeyError::Refused)?;
        Ok(NewPasskey { id: key.cred_id().to_vec(), key: json(&key)? })
    }

    /// Begins a sign-in for a known account with one of its stored keys (as a second factor).
    pub fn start_sign_in(&self, keys: &[Value]) -> Result<Ceremony, PasskeyError> {
        let keys = keys.iter().cloned().map(stored).collect::<Result<Vec<Passkey>, _>>()?;
        let (question, state) = self.webauthn.start_passkey_authentication(&keys).map_err(PasskeyError::Refused)?;
        Ok(Ceremony { for_browser: json(&question)?, to_keep: json(&state)? })
    }

    /// Checks the answer to [`Relying::start_sign_in`].
    pub fn finish_sign_in(&self, kept: Value, answer: Value, keys: &[Value]) -> Result<UsedPasskey, PasskeyError> {
        let state: PasskeyAuthentication = stored(kept)?;
        let answer: PublicKeyCredential = read(answer)?;
        let result = self.webauthn.finish_passkey_authentication(&answer, &state).map_err(PasskeyError::Refused)?;
        used(&result, keys)
    }

    /// Begins a sign-in of whoever has a passkey for this site, no name typed (the browser's autofill list).
    pub fn start_discovery(&self) -> Result<Ceremony, PasskeyError> {
        let (question, state) = self.webauthn.start_discoverable_authentication().map_err(PasskeyError::Refused)?;
        Ok(Ceremony { for_browser: json(&question)?, to_keep: json(&state)? })
    }

    /// Whom an answer to [`Relying::start_discovery`] claims to be (the `user` given at registration) and with which
    /// passkey. Not proven yet: look up that user's stored key and call [`Relying::finish_discovery`].
    pub fn claimed(&self, answer: &Value) -> Result<(Uuid, CredentialId), PasskeyError> {
        let answer: PublicKeyCredential = read(answer.clone())?;
        let claim = self.webauthn.identify_discoverable_authentication(&answer);
        claim.map(|(user, id)| (user, id.to_vec())).map_err(PasskeyError::Refused)
    }

    /// Checks the answer to [`Relying::start_discovery`] against the stored key that [`Relying::claimed`] named.
    pub fn finish_discovery(&self, kept: Value, answer: Value, key: &Value) -> Result<UsedPasskey, PasskeyError> {
        let state: DiscoverableAuthentication = stored(kept)?;
        let answer: PublicKeyCredential = read(answer)?;
        let known = DiscoverableKey::from(stored::<Passkey>(key.clone())?);
        let result = self
            .webauthn
            .finish_discoverable_authentication_v2(&answer, state, &known)
            .map_err(PasskeyError::Refused)?;
        used(&result, std::slice::from_ref(key))
    }
}

/// A counter that went up must be stored: one that stands still or falls next time tells of a copied key.
fn used(result: &AuthenticationResult, keys: &[Value]) -> Result<UsedPasskey, PasskeyError> {
    let mut updated = None;
    for value in keys {
        let mut key: Passkey = stored(value.clone())?;
        if key.update_credential(result) == Some(true) {
            updated = Some(json(&key)?);
        }
    }
    Ok(UsedPasskey { id: result.cred_id().to_vec(), updated })
}

fn json(value: &impl Serialize) -> Result<Value, PasskeyError> {
    serde_json::to_value(value).map_err(PasskeyError::Stored)
}

fn stored<T: DeserializeOwned>(value: Value) -> Result<T, PasskeyError> {
    serde_json::from_value(value).map_err(PasskeyError::Stored)
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, PasskeyError> {
    serde_json::from_value(value).map_err(PasskeyError::Unreadable)
}

#[cfg(test)]
#[path = "passkey_tests.rs"]
mod tests;
