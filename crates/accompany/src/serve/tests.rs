#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod census;
mod clock;
mod consent;
mod contacts;
mod gates;
mod library;
mod moved_in;
mod own_drafts;
mod own_space;
mod own_words;
mod photos;
mod reading;
mod refusals;
mod routable;
mod samples;
mod samples_community;
mod together;
mod way;

use axum::{
    Router,
    body::Body,
    http::{Request, Response, header},
};
use ground::{App, app::Parts, testing::Cast};
use kit::{
    config::{Config, Sources},
    files::Files,
    mail::Mailer,
    secrets::{Cost, Hasher, Relying, SealKey},
    testing::TestDb,
};
use tower::ServiceExt;

/// The whole program over a test's database, with the cast signed in.
pub struct House {
    pub app: App,
    pub router: Router,
    pub cast: Cast,
    _folder: tempfile::TempDir,
}

impl House {
    pub fn on(test: &TestDb) -> Self {
        let folder = tempfile::TempDir::new().unwrap();
        let mut flags = vec![("data", folder.path().display().to_string())];
        // Some tests ask for every page as every role.
        flags.extend([("limits.account_per_minute", "0".to_owned()), ("limits.visitor_per_minute", "0".to_owned())]);
        let config = Config::load(&Sources { flags, ..Sources::default() }).unwrap();
        let cast = Cast::on(&test.db);
        let seal = SealKey::from_rng(&mut cast.clock.moment().rng());
        let app = App::new(Parts {
            db: test.db.clone(),
            clock: cast.clock.clone(),
            messages: ground::schema::messages().unwrap(),
            areas: crate::areas::ALL,
            hasher: Hasher::new(Cost::FOR_TESTS, 2, 8).unwrap(),
            seal,
            passkeys: Relying::new(&config.public_url, "Accompany").ok(),
            mailer: Mailer::off(),
            files: Files::open(&config.files).unwrap(),
            refer: care::referrals::from_public,
            config,
        });
        let router = super::router(app.clone(), super::health::Figures::default());
        Self { app, router, cast, _folder: folder }
    }

    /// Asks for a path as somebody of the cast, or as nobody.
    pub async fn ask(&self, method: &str, path: &str, who: Option<&str>) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(who) = who {
            request = request.header(header::COOKIE, format!("session={}", self.cast.cookie(who)));
        }
        if method != "GET" {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }
}
