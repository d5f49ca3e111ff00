//! One request as handlers see it: who is there, in which language, at which moment, and what to say on the next page.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::Response,
};
use kit::{faults::Fault, messages::Words, web::Answer};

use crate::{
    App,
    access::{Actor, Request, Scope},
    layout::{Flash, Page},
    public::Face,
    reading::TextSize,
    rules::{
        Rules,
        matrix::{Condition, Permission},
    },
};

/// A request from a browser. The session layer makes it; handlers take it as an argument.
#[derive(Clone)]
pub struct Visit {
    pub actor: Option<Actor>,
    pub request: Request,
    pub words: Words,
    pub nonce: String,
    pub path: String,
    /// The host name that the browser asked for, without the port.
    pub host: String,
    pub theme: String,
    pub text_size: TextSize,
    pub flash: Vec<Flash>,
    /// True when the answer should be data instead of a page.
    pub wants_json: bool,
    /// Whose public pages the visitor is on, once that is known.
    site: Arc<OnceLock<Face>>,
    app: App,
}

impl Visit {
    /// Puts together what the session layer found out.
    #[expect(clippy::too_many_arguments, reason = "called once, by the session layer")]
    pub fn new(
        app: App,
        actor: Option<Actor>,
        request: Request,
        words: Words,
        text_size: TextSize,
        nonce: String,
        path: String,
        host: String,
        flash: Vec<Flash>,
        wants_json: bool,
    ) -> Self {
        let theme = actor.as_ref().map_or_else(|| "auto".to_owned(), |actor| actor.theme.clone());
        Self {
            actor,
            request,
            words,
            nonce,
            path,
            host,
            theme,
            text_size,
            flash,
            wants_json,
            site: Arc::default(),
            app,
        }
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// [`Fault::SignIn`] when nobody is.
    pub fn actor(&self) -> Result<&Actor, Fault> {
        self.actor.as_ref().ok_or(Fault::SignIn)
    }

    /// The proof that the person who is signed in may do this.
    ///
    /// # Errors
    /// [`Fault::SignIn`], or [`Fault::NotFound`] when they may not.
    pub fn may(&self, permission: Permission) -> Result<Scope, Fault> {
        Ok(self.actor()?.may(permission, &self.request)?)
    }

    pub fn can(&self, permission: Permission) -> bool {
        self.actor.as_ref().is_some_and(|actor| actor.can(permission))
    }

    /// The proof that somebody may read notes. A grant of what is shared only gives nothing yet: no note is shared with
    /// a wider team before there is a way to share one.
    ///
    /// # Errors
    /// [`Fault::NotFound`], [`Fault::SignIn`].
    pub fn may_read_notes(&self) -> Result<Scope, Fault> {
        let scope = self.may(Permission::SeeContacts)?;
        let grant = Rules::shipped().matrix.grant(scope.acting_as, Permission::SeeContacts);
        let is_shared_only = grant.is_some_and(|grant| grant.when.contains(&Condition::SharedOnly));
        if is_shared_only { Err(Fault::NotFound) } else { Ok(scope) }
    }

    /// Whether the visitor reads notes: without it, nothing leads to them.
    pub fn reads_notes(&self) -> bool {
        self.may_read_notes().is_ok()
    }

    /// The visitor is on the public pages of an organization that look like this.
    pub(crate) fn stand_on(&self, face: Face) {
        // The first answer stays: a request is for one site.
        _ = self.site.set(face);
    }

    pub(crate) fn face(&self) -> Option<&Face> {
        self.site.get()
    }

    /// The message for a key in the visitor's language.
    pub fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// The rules in the visitor's language: what they decide is the same in each, what people read of them is not.
    pub fn rules(&self) -> &'static Rules {
        Rules::read_in(self.words.tag())
    }

    /// Every language that pages can be read in, with the tag.
    pub fn languages(&self) -> Vec<(String, Words)> {
        self.app.messages.languages().map(|tag| (tag.to_owned(), self.app.messages.language(tag))).collect()
    }

    /// The organization's time zone, in which times are shown when no program is at hand.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        let name = self.actor.as_ref().map_or("UTC", |actor| actor.time_zone.as_str());
        jiff::tz::TimeZone::get(name).unwrap_or(jiff::tz::TimeZone::UTC)
    }

    /// The frame around a page whose title is the message `title`.
    pub fn page(&self, title: &str) -> Page {
        self.page_titled(self.words.t(title))
    }

    /// The frame around a page with a title that is made already. A title never names a person: it shows in the list
    /// of windows and in the history of a shared telephone.
    pub fn page_titled(&self, title: String) -> Page {
        Page::new(&self.app, self, title)
    }

    /// Goes to a page after a change, and says there what was done.
    ///
    /// # Errors
    /// When the words do not fit a header.
    pub fn see(&self, path: impl AsRef<str>, flash: Flash) -> Answer {
        let answer = kit::web::see(path)?;
        with_flash(answer, &flash)
    }
}

fn with_flash(mut answer: Response, flash: &Flash) -> Answer {
    let text = serde_json::to_vec(flash).map_err(|error| Fault::Internal(error.to_string()))?;
    let cookie = format!("flash={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60", kit::web::to_base64url(&text));
    let value = HeaderValue::from_str(&cookie).map_err(|error| Fault::Internal(error.to_string()))?;
    answer.headers_mut().append(header::SET_COOKIE, value);
    Ok(answer)
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Fault::Internal("the session layer is missing".to_owned()))
    }
}
