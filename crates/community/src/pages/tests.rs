#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use ground::rules::matrix::Permission::KeepPublicPages;
use kit::{db::DbError, files::FileKind};

use super::{
    face::{FaceSettings, LogoId, NewPartner, PartnerId, Said},
    show::{Words, paragraphs},
    store,
};
use ground::testing::{attempt, on_both, read, write};

fn said(language: &str, lead: &str) -> Said {
    Said { language: language.to_owned(), lead: lead.to_owned(), about: String::new() }
}

fn settings(name: &str, host: Option<&str>) -> FaceSettings {
    FaceSettings {
        name: name.to_owned(),
        accent: "#0f5c5c".to_owned(),
        host: host.map(str::to_owned),
        ..FaceSettings::default()
    }
}

#[test]
fn the_front_is_saved_once_for_each_version() {
    on_both(|on, cast| {
        let ruth = cast.scope("ruth", KeepPublicPages);
        let save = |name: &'static str, version: i64| {
            write(on, &ruth, move |tx, scope| {
                store::save(tx, scope, &settings(name, Some("open-door.example")), version)
            })
        };
        assert!(save("Open Door", 0), "before anything is written it is version 0");
        assert!(!save("Closed Door", 0), "on {}", on.engine);
        assert!(save("Open Door Peers", 1));
        let front = read(on, &ruth, |tx, scope| store::front(tx, scope.organization));
        assert_eq!((front.name.as_str(), front.accent.as_str(), front.version), ("Open Door Peers", "#0f5c5c", 2));
        let host = read(on, &ruth, |tx, scope| store::host(tx, scope.organization));
        assert_eq!(host.as_deref(), Some("open-door.example"));
    });
}

#[test]
fn two_organizations_never_share_a_host_name() {
    on_both(|on, cast| {
        let save = |who: &str, host: Option<&'static str>| -> Result<bool, DbError> {
            let scope = cast.scope(who, KeepPublicPages);
            attempt(on, &scope, move |tx, scope| store::save(tx, scope, &settings("", host), 0))
        };
        assert!(save("ruth", Some("peers.example")).unwrap());
        assert!(matches!(save("tess", Some("peers.example")), Err(DbError::Conflict { .. })), "on {}", on.engine);
        // Nothing of it stays.
        let front = read(on, &cast.scope("tess", KeepPublicPages), |tx, scope| store::front(tx, scope.organization));
        assert_eq!(front.version, 0);
        assert!(save("tess", None).unwrap());
    });
}

#[test]
fn a_logo_comes_and_goes_and_changes_the_version_that_browsers_keep() {
    on_both(|on, cast| {
        let ruth = cast.scope("ruth", KeepPublicPages);
        let id: LogoId = cast.clock.moment().id();
        write(on, &ruth, move |tx, scope| store::set_logo(tx, scope, Some((id, FileKind::Png)), "An open door"));
        let logo = read(on, &ruth, |tx, scope| store::logo(tx, scope.organization));
        assert_eq!(logo, Some((id, "image/png".to_owned())));
        let version = read(on, &ruth, |tx, scope| store::front(tx, scope.organization)).version;
        write(on, &ruth, |tx, scope| store::set_logo(tx, scope, None, ""));
        assert_eq!(read(on, &ruth, |tx, scope| store::logo(tx, scope.organization)), None);
        let after = read(on, &ruth, |tx, scope| store::front(tx, scope.organization));
        assert!(after.version > version && after.logo_alt.is_empty(), "on {}", on.engine);
    });
}

#[test]
fn partners_come_by_name_and_belong_to_one_organization() {
    on_both(|on, cast| {
        let ruth = cast.scope("ruth", KeepPublicPages);
        let add = |name: &'static str| -> PartnerId {
            let new = NewPartner { name: name.to_owned(), words: String::new(), url: String::new() };
            write(on, &ruth, move |tx, scope| store::add_partner(tx, scope, &new))
        };
        let (_, ocean) = (add("Tenants' Union"), add("Óceano Clinic"));
        let names = || {
            let all = read(on, &ruth, |tx, scope| store::partners(tx, scope.organization));
            all.into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(names(), ["Óceano Clinic", "Tenants' Union"]);
        let tess = cast.scope("tess", KeepPublicPages);
        assert!(!write(on, &tess, move |tx, scope| store::keep_partner(tx, scope, ocean, false)));
        assert!(write(on, &ruth, move |tx, scope| store::keep_partner(tx, scope, ocean, false)));
        assert_eq!(names(), ["Tenants' Union"], "on {}", on.engine);
    });
}

#[test]
fn words_are_shown_in_the_language_in_which_they_are_there() {
    let both = [said("en", "We walk with you"), said("es", "Vamos con usted")];
    let lead = |said: &[Said], language: &str| Words::of(said, language, |one| &one.lead);
    assert_eq!(lead(&both, "es").parts, ["Vamos con usted"]);
    let english = [said("en", "We walk with you"), said("es", "")];
    let shown = lead(&english, "es");
    assert_eq!((shown.language.as_str(), shown.parts.len()), ("en", 1), "what is read out loud says its language");
    assert_eq!(lead(&[], "en"), Words::default());
}

#[test]
fn an_empty_line_begins_a_paragraph() {
    assert_eq!(paragraphs("One\nstill one\n\n\n\n two \n"), ["One\nstill one", "two"]);
    assert!(paragraphs(" \n\n ").is_empty());
}
