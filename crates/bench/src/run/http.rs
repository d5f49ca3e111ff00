//! A lean HTTP/1.1 line that is kept open: the driver shares the machine with what it measures.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Bytes read at once.
const CHUNK: usize = 32 * 1024;

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    pub method: &'static str,
    pub path: &'a str,
    /// The value of the session's cookie.
    pub session: Option<&'a str>,
    /// The kind of body and the body.
    pub body: Option<(&'static str, &'a str)>,
    /// Whether to take a compressed answer, as browsers do.
    pub is_compressed: bool,
}

impl<'a> Ask<'a> {
    pub fn get(path: &'a str) -> Self {
        Self { method: "GET", path, session: None, body: None, is_compressed: false }
    }
}

/// What came back. The body itself is only counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub bytes: usize,
    pub location: Option<String>,
    pub session: Option<String>,
    pub body: Option<String>,
}

/// A connection to the program, made again when it was cut.
pub struct Line {
    to: SocketAddr,
    host: String,
    stream: Option<TcpStream>,
    read: Vec<u8>,
    written: String,
}

impl Line {
    pub fn new(to: SocketAddr) -> Self {
        Self { to, host: to.to_string(), stream: None, read: Vec::with_capacity(CHUNK), written: String::new() }
    }

    /// Sends a request and waits for the whole answer; `keep` keeps its body.
    ///
    /// # Errors
    /// When the line is cut or the answer is none.
    pub async fn ask(&mut self, ask: &Ask<'_>, keep: bool) -> io::Result<Answer> {
        let done = self.exchange(ask, keep).await;
        if done.is_err() {
            self.stream = None;
        }
        done
    }

    async fn exchange(&mut self, ask: &Ask<'_>, keep: bool) -> io::Result<Answer> {
        self.write_out(ask);
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.to).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        let Some(stream) = &mut self.stream else { return Err(io::ErrorKind::NotConnected.into()) };
        stream.write_all(self.written.as_bytes()).await?;
        self.read.clear();
        let (mut answer, from, framing) = loop {
            more(stream, &mut self.read).await?;
            if let Some(head) = head(&self.read)? {
                break head;
            }
        };
        let end = match framing {
            Framing::Length(length) => {
                while self.read.len() < from + length {
                    more(stream, &mut self.read).await?;
                }
                from + length
            }
            Framing::Chunked => loop {
                match end_of_chunks(&self.read, from)? {
                    Some(end) => break end,
                    None => more(stream, &mut self.read).await?,
                }
            },
        };
        answer.bytes = end - from;
        let body = self.read.get(from..end).filter(|_| keep);
        answer.body = body.map(|body| String::from_utf8_lossy(body).into_owned());
        Ok(answer)
    }

    fn write_out(&mut self, ask: &Ask<'_>) {
        let out = &mut self.written;
        out.clear();
        for part in [ask.method, " ", ask.path, " HTTP/1.1\r\nhost: ", &self.host, "\r\n"] {
            out.push_str(part);
        }
        if ask.is_compressed {
            out.push_str("accept-encoding: gzip, deflate, br\r\n");
        }
        for part in ask.session.iter().flat_map(|session| ["cookie: session=", *session, "\r\n"]) {
            out.push_str(part);
        }
        if ask.method != "GET" {
            let (kind, body) = ask.body.unwrap_or(("application/x-www-form-urlencoded", ""));
            let length = body.len().to_string();
            for part in ["content-type: ", kind, "\r\ncontent-length: ", &length, "\r\n\r\n", body] {
                out.push_str(part);
            }
        } else {
            out.push_str("\r\n");
        }
    }
}

async fn more(stream: &mut TcpStream, read: &mut Vec<u8>) -> io::Result<()> {
    read.reserve(CHUNK);
    match stream.read_buf(read).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

/// How an answer says where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    Length(usize),
    Chunked,
}

/// The head of an answer once it is whole, and where its body begins.
fn head(read: &[u8]) -> io::Result<Option<(Answer, usize, Framing)>> {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut parsed = httparse::Response::new(&mut headers);
    let bad = |error: httparse::Error| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
    let httparse::Status::Complete(from) = parsed.parse(read).map_err(bad)? else { return Ok(None) };
    let mut answer = Answer { status: parsed.code.unwrap_or_default(), ..Answer::default() };
    let mut framing = Framing::Length(0);
    for header in parsed.headers.iter() {
        let text = || String::from_utf8_lossy(header.value).into_owned();
        if header.name.eq_ignore_ascii_case("content-length") {
            framing = Framing::Length(text().trim().parse().unwrap_or_default());
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            framing = Framing::Chunked;
        } else if header.name.eq_ignore_ascii_case("location") {
            answer.location = Some(text());
        } else if header.name.eq_ignore_ascii_case("set-cookie") {
            let text = text();
            let session = text.strip_prefix("session=").and_then(|rest| rest.split(';').next());
            answer.session = session.map(str::to_owned).or(answer.session);
        }
    }
    Ok(Some((answer, from, framing)))
}

/// Where chunks that begin at `at` end, once all are there.
fn end_of_chunks(read: &[u8], mut at: usize) -> io::Result<Option<usize>> {
    loop {
        let rest = read.get(at..).unwrap_or_default();
        let bad = |_| io::Error::from(io::ErrorKind::InvalidData);
        match httparse::parse_chunk_size(rest).map_err(bad)? {
            httparse::Status::Partial => return Ok(None),
            httparse::Status::Complete((line, size)) => {
                at += line + usize::try_from(size).unwrap_or_default() + 2;
                if at > read.len() {
                    return Ok(None);
                }
                if size == 0 {
                    return Ok(Some(at));
                }
            }
        }
    }
}

/// A form's body.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", quoted(name), quoted(value))).collect();
    pairs.join("&")
}

/// Text as a part of an address or of a form.
pub fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn an_answer_says_where_it_ends() {
        let plain = b"HTTP/1.1 303 See Other\r\nLocation: /day\r\nSet-Cookie: session=abc; Path=/\r\nContent-Length: 2\r\n\r\nok";
        let (answer, from, framing) = head(plain).unwrap().unwrap();
        assert_eq!(
            (answer.status, answer.location.as_deref(), answer.session.as_deref()),
            (303, Some("/day"), Some("abc"))
        );
        assert_eq!((from, framing), (plain.len() - 2, Framing::Length(2)));
        assert_eq!(head(plain.get(..40).unwrap()).unwrap(), None);
    }

    #[test]
    fn chunks_end_with_an_empty_one() {
        let all = b"3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
        assert_eq!(end_of_chunks(all, 0).unwrap(), Some(all.len()));
        for cut in 0..all.len() {
            assert_eq!(end_of_chunks(all.get(..cut).unwrap(), 0).unwrap(), None, "cut at {cut}");
        }
    }

    #[test]
    fn words_are_quoted() {
        assert_eq!(form(&[("a b", "it’s & so")]), "a%20b=it%E2%80%99s%20%26%20so");
    }
}
