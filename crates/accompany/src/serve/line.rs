//! Connections: how many may be open, and how long one may keep us waiting.
//!
//! hyper looks after a connection once it knows which HTTP is spoken there. Before that, and when the other side stops
//! reading an answer, the limits are here.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready as done},
    time::Duration,
};

use axum_server::{Server, accept::Accept};
use hyper_util::rt::TokioTimer;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep, timeout},
};

/// So many bytes say which HTTP is spoken: hyper's own time begins after them.
const PREFACE: usize = 24;
/// The most that a request's head may be, in bytes.
const HEAD_BYTES: usize = 64 * 1024;
/// Requests of one HTTP/2 connection at a time.
const STREAMS: u32 = 64;
/// Files that are open besides connections: the database's, attachments, mail.
const OTHER_FILES: usize = 256;
/// How long somebody who is turned away may take to hear it.
const FAREWELL: Duration = Duration::from_secs(1);
const NO_SEAT: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n\
    Content-Type: text/plain\r\nContent-Length: 36\r\n\r\nWe are very busy. Try again shortly.";

/// Seats for connections; cheap to clone.
#[derive(Debug, Clone)]
pub struct Door(Arc<Seats>);

#[derive(Debug)]
struct Seats {
    bound: usize,
    /// How long the other side may keep us waiting.
    patience: Duration,
    taken: AtomicUsize,
}

/// A seat taken; free again when dropped.
#[derive(Debug)]
struct Seat(Arc<Seats>);

impl Door {
    /// A door for at most `most` connections, fewer when the system does not let us open as many files.
    pub fn new(most: usize, patience: Duration) -> Self {
        let bound = most.min(raise_file_limit().saturating_sub(OTHER_FILES)).max(1);
        Self(Arc::new(Seats { bound, patience, taken: AtomicUsize::new(0) }))
    }

    /// Connections that are open, and how many may be.
    pub fn open(&self) -> (usize, usize) {
        (self.0.taken.load(Ordering::Relaxed), self.0.bound)
    }

    fn seat(&self) -> Option<Seat> {
        let seat = Seat(self.0.clone());
        let before = self.0.taken.fetch_add(1, Ordering::Relaxed);
        // Dropping the seat gives the count back.
        (before < self.0.bound).then_some(seat)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Asks the system for as many open files as it gives; answers how many that is.
fn raise_file_limit() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.or(limit.current);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: most, maximum: limit.maximum });
    let files = if raised.is_ok() { most } else { limit.current };
    files.map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX))
}

/// Sets the times and sizes that hyper keeps.
pub fn bound<A>(server: &mut Server<SocketAddr, A>, patience: Duration) {
    let builder = server.http_builder();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(patience).max_buf_size(HEAD_BYTES);
    let most = u32::try_from(HEAD_BYTES).unwrap_or(u32::MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(patience)
        .keep_alive_timeout(patience)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(most);
}

impl<S: Send + 'static> Accept<TcpStream, S> for Door {
    type Stream = Line;
    type Service = S;
    type Future = Pin<Box<dyn Future<Output = io::Result<(Line, S)>> + Send>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let seat = self.seat();
        Box::pin(async move {
            let Some(seat) = seat else {
                turn_away(stream).await;
                return Err(io::Error::other("every connection is taken"));
            };
            // Without it some answers wait for the other side's acknowledgment; they leave all the same.
            let _ = stream.set_nodelay(true);
            Ok((Line { stream, seat, heard: 0, hearing: None, taking: None }, service))
        })
    }
}

/// Says why nobody is served here. Best effort: who speaks TLS sees the line end, and who takes nothing is not waited
/// for.
async fn turn_away(mut stream: TcpStream) {
    metrics::counter!("accompany_refused_total", "why" => "connections").increment(1);
    // A new stream is not known to be writable yet: writing at once would lose the words.
    let _ = timeout(FAREWELL, async {
        stream.write_all(NO_SEAT).await?;
        stream.shutdown().await
    })
    .await;
}

/// A connection with its seat.
#[derive(Debug)]
pub struct Line {
    stream: TcpStream,
    seat: Seat,
    /// Bytes that came, up to [`PREFACE`].
    heard: usize,
    hearing: Option<Pin<Box<Sleep>>>,
    taking: Option<Pin<Box<Sleep>>>,
}

/// Waits no longer than `within` since the first time it was asked.
fn wait(timer: &mut Option<Pin<Box<Sleep>>>, within: Duration, cx: &mut Context<'_>) -> Poll<io::Error> {
    let timer = timer.get_or_insert_with(|| Box::pin(sleep(within)));
    done!(timer.as_mut().poll(cx));
    metrics::counter!("accompany_refused_total", "why" => "slow").increment(1);
    Poll::Ready(io::ErrorKind::TimedOut.into())
}

impl AsyncRead for Line {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        match Pin::new(&mut this.stream).poll_read(cx, buf) {
            Poll::Ready(read) => {
                this.heard = this.heard.saturating_add(buf.filled().len().saturating_sub(before)).min(PREFACE);
                if this.heard == PREFACE {
                    this.hearing = None;
                }
                Poll::Ready(read)
            }
            Poll::Pending if this.heard < PREFACE => wait(&mut this.hearing, this.seat.0.patience, cx).map(Err),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl Line {
    fn taken<T>(&mut self, taken: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if taken.is_ready() {
            self.taking = None;
            return taken;
        }
        wait(&mut self.taking, self.seat.0.patience, cx).map(Err)
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let taken = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.taken(taken, cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let taken = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
        this.taken(taken, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
