//! Starting, stopping, and settings that are wrong.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::{
    browser::{Browser, read_answer},
    program::{Place, Serving, configure, mode},
};

#[test]
fn the_first_start_makes_its_folder_and_prints_how_to_begin() {
    for place in Place::each() {
        let mut serving = place.serve();
        assert!(serving.line.starts_with("Accompany is listening on http://127.0.0.1:"), "{}", serving.line);
        let link = serving.next_line();
        let path = link.trim().split("http://").nth(1).and_then(|rest| rest.split_once('/')).unwrap().1.to_owned();
        assert!(path.starts_with("setup?token="), "{link}");
        let page = Browser::new(serving.address).get(&format!("/{path}")).unwrap();
        assert_eq!(page.status, 200, "{}", page.body);
        let dead = Browser::new(serving.address).get("/setup?token=madeup").unwrap();
        assert_eq!(dead.status, 404);
        assert_eq!(mode(&place.data()), 0o700);
        assert_eq!(mode(&place.data().join("seal.key")), 0o600);
        let (status, _) = serving.terminate();
        assert!(status.success(), "{status}");
    }
}

#[test]
fn a_later_start_asks_nobody_to_set_up() {
    let place = Place::sqlite();
    place.cast();
    let (status, said) = place.serve().terminate();
    assert!(status.success() && said.is_empty(), "{said}");
}

#[test]
fn those_who_run_it_can_ask_how_it_is() {
    for place in Place::each() {
        let serving = place.serve();
        let browser = Browser::new(serving.address);
        assert_eq!(browser.get("/healthz").unwrap().status, 200);
        assert_eq!(browser.get("/readyz").unwrap().body, "ready\n");
        let figures = browser.get("/metrics").unwrap();
        assert!(figures.body.contains("accompany_requests_total"), "{}", figures.body);
    }
}

/// A request that is under way when the signal to stop comes is answered; then the program ends well.
#[test]
fn an_answer_in_progress_is_finished_before_the_program_stops() {
    let place = Place::sqlite();
    let mut serving = place.serve();
    let browser = Browser::new(serving.address);
    let request = browser.request(
        "POST",
        "/sign-in",
        "application/x-www-form-urlencoded",
        "email=ana%40open-door.example&password=made-up+words",
    );
    let (begin, end) = request.split_at(request.len() - 5);
    let mut line = TcpStream::connect(serving.address).unwrap();
    // With "100 Continue" the program itself says that it is reading this request.
    let begin = begin.replacen("\r\n", "\r\nExpect: 100-continue\r\n", 1);
    line.write_all(begin.as_bytes()).unwrap();
    let mut heard = Vec::new();
    while !heard.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        line.read_exact(&mut byte).unwrap();
        heard.push(byte[0]);
    }
    assert!(heard.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&heard));
    serving.ask_to_stop();
    line.write_all(end.as_bytes()).unwrap();
    let answer = read_answer(&mut line).unwrap();
    assert!((200..500).contains(&answer.status), "{}", answer.head);
    assert!(serving.wait().success());
}

#[test]
fn a_mail_server_that_is_away_keeps_nobody_from_starting() {
    let place = Place::sqlite();
    configure(&place, "[mail]\nhost = \"127.0.0.1\"\nport = 1\nsecurity = \"none\"\nfrom = \"peers@example.org\"\n");
    let serving = place.serve();
    assert_eq!(Browser::new(serving.address).get("/readyz").unwrap().status, 200);
    assert!(serving.terminate().0.success());
}

#[test]
fn a_misspelled_setting_stops_the_program_and_is_named() {
    let place = Place::sqlite();
    configure(&place, "lisen = \"127.0.0.1:0\"\n");
    let complained = place.run(&["serve"]).refused();
    assert!(complained.contains("lisen") && complained.contains("listen"), "{complained}");
    assert!(complained.contains("line 1"), "{complained}");
    assert!(!place.database_file().exists(), "nothing is made before the settings are right");
}

#[test]
fn a_misspelled_variable_and_a_bad_value_are_told_together() {
    let place = Place::sqlite();
    let mut command = place.command(&["serve"]);
    command.env("ACCOMPANY_MAIL_HOTS", "mail.example.org").env("ACCOMPANY_TIME_ZONE", "Atlantis");
    let output = command.output().unwrap();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(complained.contains("ACCOMPANY_MAIL_HOTS") && complained.contains("Atlantis"), "{complained}");
}

#[test]
fn a_taken_port_is_said_plainly() {
    let (first, second) = (Place::sqlite(), Place::sqlite());
    let serving = first.serve();
    let address = serving.address.to_string();
    let complained = second.run(&["serve", "--listen", &address]).refused();
    assert!(complained.contains(&address), "{complained}");
}

#[test]
fn a_dry_run_lists_the_steps_and_applies_none() {
    for place in Place::each() {
        let listed = place.run(&["migrate", "--dry-run"]).fine();
        assert!(listed.contains("would apply 0001 ground"), "{listed}");
        assert!(place.run(&["migrate", "--dry-run"]).fine().contains("would apply 0001 ground"));
        place.run(&["migrate"]).fine();
        let after = place.run(&["migrate", "--dry-run"]).fine();
        assert!(after.starts_with("0 of "), "{after}");
    }
}

#[test]
fn a_further_organization_gets_a_link_of_its_own() {
    let place = Place::sqlite();
    place.cast();
    let said = place.run(&["organization", "add", "Harbor House"]).fine();
    let token = said.split("token=").nth(1).unwrap().trim();
    let serving = place.serve();
    let page = Browser::new(serving.address).get(&format!("/setup?token={token}")).unwrap();
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(said.contains("Harbor House"), "{said}");
}

/// From nothing to a director who is signed in, over HTTP alone; then signing in again by password.
#[test]
fn the_set_up_link_makes_an_organization_and_its_director() {
    for place in Place::each() {
        let mut serving = place.serve();
        let link = serving.next_line();
        let token = link.trim().split("token=").nth(1).unwrap();
        let browser = Browser::new(serving.address);
        let password = "quiet harbor lantern 61";
        let fields = [
            ("token", token),
            ("organization", "Harbor House"),
            ("time_zone", "America/New_York"),
            ("site", "Main house"),
            ("program", "Walking Together"),
            ("kind", "one_on_one"),
            ("setting", "outpatient"),
            ("name", "Ruth Okafor"),
            ("email", "ruth@harbor.example"),
            ("password", password),
            ("password_again", password),
        ];
        let made = browser.post("/setup", &fields).unwrap();
        assert_eq!(made.status, 303, "{}", made.body);
        let cookie = made.session().unwrap();
        assert_eq!(Browser::of(serving.address, &cookie).get("/people").unwrap().status, 200);
        assert_eq!(browser.post("/setup", &fields).unwrap().status, 404, "the link works once");
        let entered = browser.post("/sign-in", &[("email", "ruth@harbor.example"), ("password", password)]).unwrap();
        assert_eq!(entered.status, 303, "{}", entered.body);
        let cookie = entered.session().unwrap();
        assert_eq!(Browser::of(serving.address, &cookie).get("/people").unwrap().status, 200);
        assert!(serving.terminate().0.success());
        place.run(&["verify"]).fine();
    }
}

/// Two programs on one folder share it; a third one is not hindered by one that was killed.
#[test]
fn a_killed_program_leaves_no_lock_behind() {
    let place = Place::sqlite();
    let mut first = place.serve();
    first.kill();
    let second: Serving = place.serve();
    assert_eq!(Browser::new(second.address).get("/readyz").unwrap().status, 200);
}
