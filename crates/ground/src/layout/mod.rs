//! The frame around every page: navigation, who is signed in, what was just done, help right now.

pub mod chart;
pub mod parts;
pub mod when;

use std::borrow::Cow;

use kit::messages::AsArg;
use serde::{Deserialize, Serialize};

use crate::{
    App, Visit,
    access::Actor,
    area::NavPlace,
    layout::parts::Choice,
    public::Face,
    reading::{self, TextSize},
    rules::matrix::{Permission, Role},
    sign_in::NEUTRAL,
};

/// A line said once, on the page after a change.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flash {
    pub text: String,
    /// `ok`, `info`, `warn` or `bad`.
    pub tone: String,
    /// Where to POST to take the change back.
    pub undo: Option<String>,
}

impl Flash {
    pub fn ok(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: "ok".to_owned(), undo: None }
    }

    pub fn warn(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: "warn".to_owned(), undo: None }
    }

    pub fn or_undo(mut self, path: impl Into<String>) -> Self {
        self.undo = Some(path.into());
        self
    }
}

/// Places that a phone's bar has room for; with more, the last one leads to all of them.
const NEAR: usize = 5;

/// A place in the navigation as shown.
pub struct NavItem {
    pub label: String,
    pub href: &'static str,
    pub icon: &'static str,
    pub is_current: bool,
    pub count: Option<i64>,
}

/// Who is signed in, as shown.
pub struct Who {
    pub name: String,
    pub role: String,
    pub organization: String,
    pub account_id: String,
}

/// What the script needs to keep the words of a page's form while they are written (see `drafts::desk`).
pub struct Keeping {
    /// Under which name a copy stays on the device.
    pub key: String,
    /// Where pauses are saved to.
    pub url: String,
    pub account: String,
    pub version: i64,
    /// When the words were written that the form begins with; none: it begins empty.
    pub since: Option<when::When>,
}

/// The frame around a page. Templates extend `base.html` and have a field `page` of this type.
pub struct Page {
    pub title: String,
    pub lang: String,
    pub nonce: String,
    pub path: String,
    pub nav: Vec<NavItem>,
    pub who: Option<Who>,
    pub flash: Vec<Flash>,
    pub theme: String,
    pub text_size: TextSize,
    /// The languages and the sizes of text to choose from, in the foot of every page.
    pub languages: Vec<Choice>,
    pub text_sizes: Vec<Choice>,
    /// Others use the device too: scripts keep nothing on it.
    pub is_device_shared: bool,
    /// Where the button leads that leaves quickly; shown to participants and supporters.
    pub leaving: Option<&'static str>,
    /// Whether the person may write contacts: shows the quick way to add one.
    pub can_add_contact: bool,
    /// The page has a form whose words are kept while they are written.
    pub keeping: Option<Keeping>,
    /// On the public pages of an organization: how they look, and where else one can go there.
    pub face: Option<Face>,
    pub site_nav: Vec<NavItem>,
    words: kit::messages::Words,
}

impl Page {
    pub(crate) fn new(app: &App, visit: &Visit, title: String) -> Self {
        Self {
            title,
            lang: visit.words.tag().to_owned(),
            nonce: visit.nonce.clone(),
            path: visit.path.clone(),
            nav: nav(app, visit),
            who: who(visit),
            flash: visit.flash.clone(),
            theme: visit.theme.clone(),
            text_size: visit.text_size,
            languages: reading::languages(visit, visit.words.tag()),
            text_sizes: reading::text_sizes(visit, visit.text_size.word()),
            is_device_shared: visit.actor.as_ref().is_some_and(|actor| actor.is_device_shared),
            leaving: may_leave(visit).then_some(NEUTRAL),
            can_add_contact: visit.can(Permission::WriteContacts),
            keeping: None,
            face: visit.face().cloned(),
            site_nav: if visit.face().is_some() { site_nav(app, visit) } else { Vec::new() },
            words: visit.words.clone(),
        }
    }

    /// Keeps the words of the form on this page.
    #[must_use]
    pub fn keeping(mut self, keeping: Keeping) -> Self {
        self.keeping = Some(keeping);
        self
    }

    /// The message for a key.
    pub fn t(&self, key: &str) -> Cow<'_, str> {
        self.words.said(key)
    }

    /// The message for a key with one value in it.
    pub fn n(&self, key: &str, name: &str, value: impl AsArg) -> String {
        self.words.with(key, &[(name, value.as_arg())])
    }

    /// The message for a key with two values in it.
    pub fn n2(&self, key: &str, first: &str, one: impl AsArg, second: &str, two: impl AsArg) -> String {
        self.words.with(key, &[(first, one.as_arg()), (second, two.as_arg())])
    }

    /// Whether there are more places than a phone's bar has room for.
    pub fn has_far_places(&self) -> bool {
        self.nav.len() > NEAR
    }

    /// Whether the place is left to the page of all places on a phone.
    pub fn is_far(&self, place: &usize) -> bool {
        self.has_far_places() && place.saturating_add(1) >= NEAR
    }

    /// Whether this page is under a place that a phone's bar does not show.
    pub fn is_at_far_place(&self) -> bool {
        self.path == "/more" || self.nav.iter().enumerate().any(|(at, item)| item.is_current && self.is_far(&at))
    }

    /// The address of a built file, which changes with its content.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }
}

/// Quick leave stands on every page of those whom the record is about, and of those who stand by them.
fn may_leave(visit: &Visit) -> bool {
    const OWN: [&str; 3] = ["/me", "/shared", "/join"];
    let role = visit.actor.as_ref().and_then(Actor::main_role);
    OWN.iter().any(|place| is_at(visit, place)) || matches!(role, Some(Role::Participant | Role::Supporter))
}

/// Whether the visitor is at a place, or at one under it.
fn is_at(visit: &Visit, place: &str) -> bool {
    visit.path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn nav(app: &App, visit: &Visit) -> Vec<NavItem> {
    let mut places: Vec<&NavPlace> = app.areas.iter().flat_map(|area| area.nav).collect();
    places.retain(|place| visit.can(place.permission));
    places.sort_by_key(|place| place.order);
    // A place inside another is the nearer one.
    let here = places.iter().map(|place| place.path).filter(|path| is_at(visit, path)).max_by_key(|path| path.len());
    let item = |place: &NavPlace| NavItem {
        label: visit.words.t(place.label),
        href: place.path,
        icon: place.icon,
        is_current: here == Some(place.path),
        count: None,
    };
    places.into_iter().map(item).collect()
}

/// The public pages in their order: path, label, icon. Those that no area has are left out.
const SITE: [(&str, &str, &str); 6] = [
    ("/about", "public-nav-about", "info"),
    ("/groups", "public-nav-groups", "team"),
    ("/library", "public-nav-library", "note"),
    ("/directory", "public-nav-directory", "place"),
    ("/refer", "public-nav-refer", "heart"),
    ("/help-now", "public-nav-help", "help"),
];

fn site_nav(app: &App, visit: &Visit) -> Vec<NavItem> {
    let item = |(path, label, icon): (&'static str, &str, &'static str)| NavItem {
        label: visit.words.t(label),
        href: path,
        icon,
        is_current: is_at(visit, path),
        count: None,
    };
    SITE.into_iter().filter(|(path, ..)| app.has_public_page(path)).map(item).collect()
}

fn who(visit: &Visit) -> Option<Who> {
    let actor = visit.actor.as_ref()?;
    Some(Who {
        name: actor.name.clone(),
        role: actor.main_role().map(|role| role_label(visit, role)).unwrap_or_default(),
        organization: actor.organization_name.clone(),
        account_id: actor.account.to_string(),
    })
}

/// What a role is called.
pub fn role_label(visit: &Visit, role: Role) -> String {
    visit.words.t(&format!("role-{}", role.word().replace('_', "-")))
}
