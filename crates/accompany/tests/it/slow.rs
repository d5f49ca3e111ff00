//! The other side of a line, at its worst: slow, silent, far too long, in thousands, or not speaking HTTP at all.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;

use crate::{
    browser::{Browser, read_answer},
    program::{Place, Serving, figure, until},
    sudden::begin_draft,
};

/// The program with little patience.
fn serve(place: &Place, seconds: &str) -> Serving {
    place.serve_with(&[
        ("ACCOMPANY_LIMITS_PATIENCE_SECONDS", seconds),
        ("ACCOMPANY_LIMITS_BODY_MB", "1"),
        ("ACCOMPANY_LIMITS_ATTACHMENT_MB", "1"),
        ("ACCOMPANY_LIMITS_VISITOR_PER_MINUTE", "0"),
    ])
}

fn connect(address: SocketAddr) -> TcpStream {
    let line = TcpStream::connect(address).unwrap();
    line.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    line
}

/// Sends a little, again and again, until the program ends the line; answers what it said. Fails after half a minute.
fn drip(line: &mut TcpStream, piece: &[u8]) -> String {
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut said = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        assert!(Instant::now() < deadline, "the line is still open after half a minute");
        let is_cut = line.write_all(piece).is_err();
        // Waits a tenth of a second when nothing comes.
        match line.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => said.extend_from_slice(&buffer[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) && !is_cut => {}
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn a_line_that_drips_or_says_nothing_is_ended() {
    let place = Place::sqlite();
    let serving = serve(&place, "1");
    let mut silent = connect(serving.address);
    assert_eq!(drip(&mut silent, b""), "", "a line that says nothing");
    // The first letter could begin either version of HTTP.
    let mut undecided = connect(serving.address);
    undecided.write_all(b"P").unwrap();
    assert_eq!(drip(&mut undecided, b""), "");
    let mut head = connect(serving.address);
    head.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
    assert!(!drip(&mut head, b"a").contains("200"), "a head without an end");
    let mut idle = connect(serving.address);
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let said = drip(&mut idle, b"");
    assert!(said.contains("alive"), "answered first, then ended: {said}");
    let mut body = connect(serving.address);
    let start = "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
        Content-Length: 100000\r\n\r\nemail=";
    body.write_all(start.as_bytes()).unwrap();
    let said = drip(&mut body, b"a");
    assert!(!said.contains("HTTP/1.1 200") && !said.contains("HTTP/1.1 303"), "{said}");
    assert!(figure(serving.address, "accompany_refused_total{why=\"slow\"}") >= 1.0);
    let left = figure(serving.address, "accompany_connections_open");
    assert!(left <= 2.0, "{left} connections are left");
}

#[test]
fn an_answer_that_nobody_takes_is_given_up() {
    let place = Place::sqlite();
    let serving = serve(&place, "1");
    let page = Browser::new(serving.address).get("/sign-in").unwrap().body;
    let style = page.split('"').find(|word| word.starts_with("/assets/") && word.ends_with(".css")).unwrap();
    // Asks for far more than fits on the way, and takes none of it.
    let mut line = connect(serving.address);
    let request = format!("GET {style} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(100);
    let deadline = Instant::now() + Duration::from_secs(30);
    while line.write_all(request.as_bytes()).is_ok() {
        assert!(Instant::now() < deadline, "somebody who takes nothing is still served");
        if figure(serving.address, "accompany_connections_open") < 1.5 {
            break;
        }
    }
    until("the line is ended", || figure(serving.address, "accompany_connections_open") < 1.5);
}

#[test]
fn a_body_that_is_too_long_is_refused_in_words_and_not_cut_off() {
    let place = Place::sqlite();
    let cast = place.cast();
    let serving = serve(&place, "5");
    let ana = Browser::of(serving.address, cast.cookie("ana"));
    let path = format!("/people/{}/contacts", cast.jordan);
    let long = format!("kind=one_on_one&words={}", "word+".repeat(600_000));
    let told = ana.request("POST", &path, "application/x-www-form-urlencoded", &long);
    let head_end = told.find("\r\n\r\n").unwrap();
    let head = told[..head_end].replace(&format!("Content-Length: {}", long.len()), "Transfer-Encoding: chunked");
    let untold = format!("{head}\r\n\r\n{:x}\r\n{long}\r\n0\r\n\r\n", long.len());
    for request in [told, untold] {
        let answer = ana.exchange(&request).unwrap();
        assert_eq!(answer.status, 413, "{}", answer.head);
        assert!(answer.body.contains("That is too big to send") && answer.body.contains("1 MB"), "{}", answer.body);
    }
    let draft = begin_draft(&place.database(), &cast);
    let save = json!({ "client": draft, "sequence": 1, "base": 0, "fields": { "narrative": long } });
    let answer = ana.post_json(&format!("/drafts/{draft}/entries"), &save).unwrap();
    assert_eq!(answer.status, 413, "{} {}", answer.head, answer.body);
    assert!(answer.body.contains("1 MB"), "a program is told the most too: {}", answer.body);
    assert_eq!(ana.get("/people").unwrap().status, 200);
}

#[test]
fn what_is_not_http_gets_no_further() {
    let place = Place::sqlite();
    let serving = serve(&place, "1");
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "a".repeat(200_000));
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X-Many: a\r\n".repeat(1_000));
    let texts: [&[u8]; 7] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 this is TLS on a plain line",
        b"EHLO mail.example.org\r\n\r\n",
        b"GET /people HTTP/9.9\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nnot a number\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ];
    for text in texts {
        let mut line = connect(serving.address);
        drop(line.write_all(text));
        let said = drip(&mut line, b"");
        let status = said.split(' ').nth(1).unwrap_or_default().to_owned();
        assert!(status.is_empty() || status.starts_with('4'), "{said}");
    }
    assert_eq!(Browser::new(serving.address).get("/healthz").unwrap().status, 200);
}

/// Opens lines until there are so many.
fn crowd(address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).unwrap();
    (0..count).map(|_| TcpStream::connect(address).unwrap()).collect()
}

#[test]
fn thousands_who_say_nothing_keep_nobody_out_and_are_ended() {
    let place = Place::sqlite();
    let cast = place.cast();
    let serving = serve(&place, "8");
    let idle = crowd(serving.address, 4_000);
    until("they are in", || figure(serving.address, "accompany_connections_open") >= 4_000.0);
    let ana = Browser::of(serving.address, cast.cookie("ana"));
    for _ in 0..10 {
        assert_eq!(ana.get("/people").unwrap().status, 200);
    }
    until("they are ended", || figure(serving.address, "accompany_connections_open") < 10.0);
    drop(idle);
}

/// Bytes that came and were not read yet; does not wait.
fn spoken(line: &TcpStream) -> usize {
    line.set_nonblocking(true).unwrap();
    let count = line.peek(&mut [0; 1]);
    line.set_nonblocking(false).unwrap();
    match count {
        Ok(0) => panic!("the line was cut without a word"),
        Ok(count) => count,
        Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
        Err(error) => panic!("the line was cut without a word: {error}"),
    }
}

#[test]
fn when_every_connection_is_taken_the_next_is_told_so() {
    let place = Place::sqlite();
    let serving =
        place.serve_with(&[("ACCOMPANY_LIMITS_CONNECTIONS", "20"), ("ACCOMPANY_LIMITS_PATIENCE_SECONDS", "20")]);
    // Lines that come together are seated in any order: one of them finds no seat, whichever it is.
    let mut lines = crowd(serving.address, 21);
    let mut said = None;
    until("one is turned away", || {
        said = lines.iter().position(|line| spoken(line) > 0);
        said.is_some()
    });
    let answer = read_answer(&mut lines.remove(said.unwrap())).unwrap();
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{}", answer.head);
    assert!(lines.iter().all(|line| spoken(line) == 0), "the others have their seats");
    let mut taken = lines;
    taken.truncate(10);
    until("there is room again", || {
        Browser::new(serving.address).get("/healthz").is_ok_and(|answer| answer.status == 200)
    });
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(Browser::new(serving.address).get("/readyz").unwrap().status, 200));
        }
    });
}
