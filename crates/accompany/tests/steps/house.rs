//! A made-up world, and the program over it, asked without a socket.

use std::{cell::RefCell, collections::BTreeMap};

use accompany::within;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use bench::{
    manifest::{Manifest, PASSWORD},
    world::{self, Plan},
};
use kit::{
    clock::Clock,
    config::{Config, Sources},
    db::work,
};
use stats_alloc::Region;
use tower::ServiceExt;

use super::{ALLOCATOR, Figures};

/// Contacts of the two worlds; a quarter of each is one person's.
pub const FEW: usize = 8_000;
pub const MANY: usize = 24_000;

/// The name under which the first organization of a world has its public pages.
const HOST: &str = "127.0.0.1";
const FORM: &str = "application/x-www-form-urlencoded";

/// What is sent, and by whom.
pub struct Ask {
    pub who: Option<String>,
    pub path: String,
    /// The body with its type; none for a page.
    pub body: Option<(&'static str, String)>,
    pub expected: StatusCode,
}

impl Ask {
    pub fn page(who: &str, path: impl Into<String>) -> Self {
        Self { who: Some(who.to_owned()), path: path.into(), body: None, expected: StatusCode::OK }
    }

    pub fn public(path: &str) -> Self {
        Self { who: None, path: path.to_owned(), body: None, expected: StatusCode::OK }
    }

    pub fn form(who: &str, path: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        let body = Some((FORM, pairs.join("&")));
        Self { who: Some(who.to_owned()), path: path.into(), body, expected: StatusCode::SEE_OTHER }
    }

    pub fn json(who: &str, path: impl Into<String>, body: &serde_json::Value) -> Self {
        let body = Some(("application/json", body.to_string()));
        Self { who: Some(who.to_owned()), path: path.into(), body, expected: StatusCode::OK }
    }
}

/// Makes the request that is measured; called twice, and may ask for other things first.
pub type Step = fn(&House) -> Ask;

pub struct House {
    pub world: Manifest,
    pub plan: Plan,
    runtime: tokio::runtime::Runtime,
    router: Router,
    /// Sessions by address.
    sessions: RefCell<BTreeMap<String, String>>,
    _folder: tempfile::TempDir,
}

impl House {
    pub fn with(contacts: usize) -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let now = "2026-11-20T15:00:00Z".parse().unwrap();
        let plan = Plan { participants: 100, contacts, organizations: 2, seed: 7, now };
        let (world, _) = world::make(&plan, world::Place::Sqlite(&folder.path().join("accompany.db"))).unwrap();
        let mut flags = vec![("data", folder.path().display().to_string())];
        flags.extend([("limits.account_per_minute", "0".to_owned()), ("limits.visitor_per_minute", "0".to_owned())]);
        let config = Config::load(&Sources { flags, ..Sources::default() }).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        // The same dice each time: what is random has the same length.
        let router = runtime.block_on(within(config, Clock::fixed(now, plan.seed))).unwrap();
        Self { world, plan, runtime, router, sessions: RefCell::default(), _folder: folder }
    }

    /// What a step takes when it is taken for the second time.
    pub fn second(&self, name: &str, step: Step) -> Figures {
        self.answer(name, step(self));
        let ask = step(self);
        let request = self.request(&ask);
        let before = work::so_far();
        let memory = Region::new(ALLOCATOR);
        let (status, body) = self.send(request);
        let (memory, work) = (memory.change(), work::so_far().since(before));
        assert_eq!(status, ask.expected, "{name} at {}: {}", ask.path, String::from_utf8_lossy(&body));
        let allocations = u64::try_from(memory.allocations + memory.reallocations).unwrap();
        let work::Work { statements, steps, scanned, sorts } = work;
        Figures { statements, steps, scanned, sorts, allocations }
    }

    /// Where a form leads to.
    pub fn answer(&self, name: &str, ask: Ask) -> String {
        let request = self.request(&ask);
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap();
            let location = answer.headers().get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned());
            let status = answer.status();
            let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            assert_eq!(status, ask.expected, "{name}: {}", String::from_utf8_lossy(&body));
            location.unwrap_or_default()
        })
    }

    fn send(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap();
            let status = answer.status();
            (status, to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec())
        })
    }

    fn request(&self, ask: &Ask) -> Request<Body> {
        let mut request = Request::builder().uri(&ask.path).header(header::HOST, HOST);
        if let Some(who) = &ask.who {
            request = request.header(header::COOKIE, format!("session={}", self.session(who)));
        }
        match &ask.body {
            None => request.body(Body::empty()).unwrap(),
            Some((kind, body)) => {
                request.method("POST").header(header::CONTENT_TYPE, *kind).body(Body::from(body.clone())).unwrap()
            }
        }
    }

    fn session(&self, who: &str) -> String {
        if let Some(known) = self.sessions.borrow().get(who) {
            return known.clone();
        }
        let body = format!("email={}&password={}", quoted(who), quoted(PASSWORD));
        let request = Request::post("/sign-in").header(header::CONTENT_TYPE, FORM).body(Body::from(body)).unwrap();
        let answer = self.runtime.block_on(self.router.clone().oneshot(request)).unwrap();
        let cookies = answer.headers().get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut values = cookies.filter_map(|cookie| cookie.strip_prefix("session=")?.split(';').next());
        let session = values.next().unwrap_or_else(|| panic!("{who} is not let in: {}", answer.status())).to_owned();
        self.sessions.borrow_mut().insert(who.to_owned(), session.clone());
        session
    }
}

pub fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
