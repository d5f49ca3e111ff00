//! Loading from made-up sources.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use super::*;
use proptest::prelude::*;
use std::time::Duration;

fn file(text: &str) -> Sources {
    Sources { file: Some((PathBuf::from("accompany.toml"), text.to_owned())), ..Default::default() }
}

fn environment(pairs: &[(&str, &str)]) -> Sources {
    let environment = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Sources { environment, ..Default::default() }
}

fn loaded(text: &str) -> Config {
    Config::load(&file(text)).unwrap()
}

fn refusal(sources: &Sources) -> String {
    Config::load(sources).unwrap_err().to_string()
}

#[test]
fn nothing_set_gives_a_working_configuration() {
    let config = Config::load(&Sources::default()).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public_url.as_str(), "http://localhost:8080/");
    assert_eq!(config.database, Database::Sqlite(PathBuf::from("accompany-data/accompany.db")));
    assert!(matches!(&config.files, FilesConfig::Folder(path) if path.ends_with("accompany-data/files")));
    assert!(config.mail.is_none() && config.tls.is_none() && config.trusted_proxies.is_empty());
    assert_eq!(config.sessions.idle, Duration::from_secs(30 * 60));
    assert_eq!(config.limits.attachment_bytes, 20 * 1024 * 1024);
}

#[test]
fn flags_win_over_environment_and_environment_over_the_file() {
    let mut sources = file("listen = \"127.0.0.1:1\"\nlog = \"debug\"\ntime_zone = \"Asia/Tokyo\"");
    sources.environment = environment(&[("ACCOMPANY_LISTEN", "127.0.0.1:2"), ("ACCOMPANY_LOG", "warn")]).environment;
    sources.flags = vec![("listen", "127.0.0.1:3".to_owned())];
    let config = Config::load(&sources).unwrap();
    assert_eq!((config.listen.port(), config.log), (3, LogLevel::Warn));
    assert_eq!(config.time_zone.iana_name(), Some("Asia/Tokyo"));
}

#[test]
fn a_misspelled_name_is_told_with_its_line_and_the_likely_one() {
    let told = refusal(&file("log = \"info\"\n\n[mail]\nhosst = \"smtp.example\"\n"));
    assert!(told.contains("mail.hosst (accompany.toml line 4)"), "{told}");
    assert!(told.contains("Did you mean mail.host?"), "{told}");
    let told = refusal(&environment(&[("ACCOMPANY_LISEN", "127.0.0.1:2")]));
    assert!(
        told.contains("ACCOMPANY_LISEN (environment)") && told.contains("Did you mean ACCOMPANY_LISTEN?"),
        "{told}"
    );
    let told = refusal(&file("zzzz = 1"));
    assert!(told.contains("no such setting") && !told.contains("Did you mean"), "{told}");
}

#[test]
fn a_bad_value_is_told_with_what_it_must_be() {
    let told = refusal(&environment(&[("ACCOMPANY_LISTEN", "8080")]));
    assert!(told.contains("ACCOMPANY_LISTEN (environment): \"8080\" can't be used"), "{told}");
    assert!(told.contains("127.0.0.1:8080"), "{told}");
}

#[test]
fn every_kind_of_bad_value_is_refused_under_its_own_name() {
    let bad = [
        ("public_url", "peers.example"),
        ("public_url", "https://peers.example/app"),
        ("database_url", "mysql://x"),
        ("database_url", "sqlite:"),
        ("database_readers", "0"),
        ("database_readers", "many"),
        ("database_connections", "0"),
        ("database_pooler", "session"),
        ("database_replica_url", "postgres://replica/x"),
        ("log", "loud"),
        ("log_format", "xml"),
        ("time_zone", "Mars/Olympus"),
        ("mail.port", "70000"),
        ("mail.security", "ssl"),
        ("mail.from", "not an address"),
        ("files.kind", "ftp"),
        ("files.endpoint", "s3"),
        ("tls.key", "key.pem"),
        ("tls.certificate", "chain.pem"),
        ("sessions.idle_minutes", "0"),
        ("sessions.absolute_hours", "-1"),
        ("sessions.idle_minutes", "1000"),
        ("limits.body_mb", "1"),
        ("limits.attachment_mb", "ten"),
        ("trusted_proxies", "10.0.0.0/33"),
        ("mail.user", "ana"),
        ("mail.password", "secret"),
    ];
    for (name, value) in bad {
        let sources = Sources {
            flags: vec![(KEYS.iter().find(|key| key.name == name).unwrap().name, value.to_owned())],
            ..Default::default()
        };
        let error = Config::load(&sources).expect_err(&format!("{name} = {value} was taken"));
        let section = name.split(['.', '_']).next().unwrap();
        assert!(error.problems[0].key.contains(section), "{name} = {value}: {error}");
        assert_eq!(error.problems.len(), 1, "{name} = {value}: {error}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let error = Config::load(&file("listen = \"x\"\nlog = \"y\"\nwhat = 1\n[mail]\nport = 0.5")).unwrap_err();
    assert_eq!(error.problems.len(), 4, "{error}");
}

#[test]
fn text_that_is_not_toml_is_told_with_its_line() {
    let told = refusal(&file("log = \"info\"\nlisten = 127.0.0.1\n"));
    assert!(told.contains("line 2") && told.contains("not TOML"), "{told}");
}

#[test]
fn mail_needs_a_sender_and_a_protected_line() {
    let told = refusal(&file("[mail]\nhost = \"smtp.example\""));
    assert!(told.contains("mail.from") && told.contains("ACCOMPANY_MAIL_FROM"), "{told}");
    let told = refusal(&file("[mail]\nhost = \"smtp.example\"\nsecurity = \"none\"\nfrom = \"a@peers.example\""));
    assert!(told.contains("mail.security"), "{told}");
    let config = loaded("[mail]\nhost = \"127.0.0.1\"\nsecurity = \"none\"\nfrom = \"Peers <a@peers.example>\"");
    assert_eq!(config.mail.unwrap().port, 25);
    let config = loaded("[mail]\nhost = \"smtp.example\"\nfrom = \"a@peers.example\"\nuser = \"u\"\npassword = \"p\"");
    let mail = config.mail.unwrap();
    assert_eq!((mail.port, mail.security), (465, MailSecurity::Tls));
    assert_eq!(mail.login.unwrap().1.reveal(), "p");
}

#[test]
fn s3_needs_bucket_and_keys_and_says_all_three() {
    let error = Config::load(&file("[files]\nkind = \"s3\"")).unwrap_err();
    let keys: Vec<_> = error.problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["files.bucket", "files.access_key", "files.secret_key"]);
    let config = loaded("[files]\nkind = \"s3\"\nbucket = \"b\"\naccess_key = \"a\"\nsecret_key = \"s\"");
    assert!(matches!(config.files, FilesConfig::S3 { .. }));
}

#[test]
fn a_secret_may_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("url");
    std::fs::write(&path, "postgres://u:hidden-word@db.example/peers\n").unwrap();
    let config = Config::load(&environment(&[("ACCOMPANY_DATABASE_URL_FILE", path.to_str().unwrap())])).unwrap();
    let Database::Postgres(url) = &config.database else { panic!("{:?}", config.database) };
    assert_eq!(url.reveal(), "postgres://u:hidden-word@db.example/peers");
    let told = refusal(&environment(&[("ACCOMPANY_DATABASE_URL_FILE", "nowhere/at-all")]));
    assert!(told.contains("nowhere/at-all"), "{told}");
    // Only secrets have one.
    assert!(refusal(&environment(&[("ACCOMPANY_LISTEN_FILE", "x")])).contains("no such setting"));
}

#[test]
fn no_output_shows_a_secret() {
    let text = "database_url = \"postgres://u:hidden-word@db/x\"\n[mail]\nhost = \"m.example\"\nfrom = \"a@b.example\"\nuser = \"u\"\npassword = \"hidden-word\"";
    let config = loaded(text);
    assert!(!config.explain().contains("hidden-word") && !format!("{config:?}").contains("hidden-word"));
    assert!(config.explain().contains("mail.password = (hidden)  (accompany.toml line 6)"), "{}", config.explain());
    assert!(config.explain().contains("listen = 127.0.0.1:8080  (default)"));
    assert!(!refusal(&file("database_url = \"hidden-word\"")).contains("hidden-word"));
}

#[test]
fn proxies_are_a_list_or_text_with_commas() {
    let listed = loaded("trusted_proxies = [\"10.0.0.0/8\", \"::1\"]");
    let text = loaded("trusted_proxies = \"10.0.0.0/8, ::1\"");
    assert_eq!(listed.trusted_proxies, text.trusted_proxies);
    let [wide, single] = listed.trusted_proxies[..] else { panic!("{:?}", listed.trusted_proxies) };
    assert!(wide.contains("10.9.8.7".parse().unwrap()) && wide.contains("::ffff:10.9.8.7".parse().unwrap()));
    assert!(!wide.contains("11.0.0.1".parse().unwrap()) && !wide.contains("::1".parse().unwrap()));
    assert!(single.contains("::1".parse().unwrap()) && !single.contains("::2".parse().unwrap()));
}

#[test]
fn the_file_is_found_in_the_data_folder_or_where_it_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap().to_owned();
    let none = Sources::gather(None, vec![("data", data.clone())], []).unwrap();
    assert!(none.file.is_none());
    std::fs::write(folder.path().join("accompany.toml"), "log = \"trace\"").unwrap();
    let found = Sources::gather(None, vec![], [("ACCOMPANY_DATA".to_owned(), data)]).unwrap();
    assert_eq!(Config::load(&found).unwrap().log, LogLevel::Trace);
    let missing = Sources::gather(Some(folder.path().join("other.toml")), vec![], []).unwrap_err();
    assert!(missing.to_string().contains("other.toml"), "{missing}");
}

#[test]
fn the_reference_names_every_setting_once() {
    let table = Config::reference_markdown();
    for key in KEYS {
        assert_eq!(table.matches(&format!("| `{}` |", key.name)).count(), 1, "{}", key.name);
        assert!(table.contains(&format!("| `{}` |", key.variable())), "{}", key.name);
    }
    assert_eq!(table.lines().count(), KEYS.len() + 2);
}

proptest! {
    #[test]
    fn no_file_makes_loading_panic(text in any::<String>()) {
        let _ = Config::load(&file(&text));
    }

    #[test]
    fn a_network_contains_its_own_addresses(address in any::<[u8; 4]>(), other in any::<[u8; 4]>(), bits in 0..=32u32) {
        let network: Network = format!("{}/{bits}", std::net::Ipv4Addr::from(address)).parse().unwrap();
        prop_assert!(network.contains(address.into()));
        let shared = (u32::from_be_bytes(address) ^ u32::from_be_bytes(other)).leading_zeros();
        prop_assert_eq!(network.contains(other.into()), shared >= bits);
    }
}
