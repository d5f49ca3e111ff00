//! A small browser: one request a connection, cookies by hand, plainly or through TLS.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// A request and what makes it this person's.
pub struct Browser<'c> {
    pub address: SocketAddr,
    /// The value of the session's cookie.
    pub session: Option<&'c str>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }

    /// The value of the session's cookie that the answer sets.
    pub fn session(&self) -> Option<String> {
        let cookies = self.head.lines().filter(|line| line.to_lowercase().starts_with("set-cookie"));
        let values = cookies.filter_map(|line| line.split_once("session=")).map(|(_, rest)| rest);
        values.filter_map(|rest| rest.split(';').next()).map(str::to_owned).next()
    }
}

impl<'c> Browser<'c> {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, session: None }
    }

    pub fn of(address: SocketAddr, session: &'c str) -> Self {
        Self { address, session: Some(session) }
    }

    pub fn get(&self, path: &str) -> std::io::Result<Answer> {
        self.send("GET", path, "", "")
    }

    /// Sends a form.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> std::io::Result<Answer> {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", quoted(name), quoted(value))).collect();
        self.send("POST", path, "application/x-www-form-urlencoded", &pairs.join("&"))
    }

    pub fn post_json(&self, path: &str, body: &serde_json::Value) -> std::io::Result<Answer> {
        let request = self.request("POST", path, "application/json", &body.to_string());
        self.exchange(&request.replacen("\r\n", "\r\nAccept: application/json\r\n", 1))
    }

    /// The bytes of a request.
    pub fn request(&self, method: &str, path: &str, kind: &str, body: &str) -> String {
        let cookie = self.session.map(|value| format!("Cookie: session={value}\r\n")).unwrap_or_default();
        let kind = if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\n") };
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{cookie}{kind}Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: &str) -> std::io::Result<Answer> {
        self.exchange(&self.request(method, path, kind, body))
    }

    /// Sends a request as it is, and reads its answer.
    pub fn exchange(&self, request: &str) -> std::io::Result<Answer> {
        let mut line = TcpStream::connect(self.address)?;
        line.set_read_timeout(Some(Duration::from_secs(30)))?;
        line.write_all(request.as_bytes())?;
        read_answer(&mut line)
    }
}

/// Reads an answer to the end of its line. A line that ends before the answer does is an error: nothing was
/// acknowledged then.
pub fn read_answer(line: &mut impl Read) -> std::io::Result<Answer> {
    let mut bytes = Vec::new();
    line.read_to_end(&mut bytes)?;
    let cut = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(cut)?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(cut)?;
    let mut answer = Answer { status, head, body: String::new() };
    let body = &bytes[end + 4..];
    let body = match (answer.header("transfer-encoding"), answer.header("content-length")) {
        (Some("chunked"), _) => joined(body).ok_or_else(cut)?,
        (_, Some(length)) if length.parse() != Ok(body.len()) => return Err(cut()),
        _ => body.to_vec(),
    };
    answer.body = String::from_utf8_lossy(&body).into_owned();
    Ok(answer)
}

fn joined(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(rest.get(end + 2..end + 2 + length)?);
        rest = rest.get(end + 4 + length..)?;
    }
}

fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
