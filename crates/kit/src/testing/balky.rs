//! A line to PostgreSQL that can be cut, or whose answers can be held back: a failing network in one process.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    thread,
};

const WHOLE: u8 = 0;
const WITHOUT_ANSWERS: u8 = 1;
const AWAY: u8 = 2;

/// A port before the server that forwards what it is given, as long as it is told to.
#[derive(Clone)]
pub struct Balky(Arc<State>);

struct State {
    server: SocketAddr,
    user: String,
    port: u16,
    mood: AtomicU8,
    open: Mutex<Vec<TcpStream>>,
}

impl Balky {
    /// Listens before the server of this address. Its threads end with the test's process.
    pub fn before(server: &str) -> Self {
        let there: postgres::Config = server.parse().unwrap();
        let port = there.get_ports().first().copied().unwrap_or(5432);
        let user = there.get_user().unwrap_or("postgres").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let state = State {
            server: SocketAddr::from(([127, 0, 0, 1], port)),
            user,
            port: listener.local_addr().unwrap().port(),
            mood: AtomicU8::new(WHOLE),
            open: Mutex::default(),
        };
        let balky = Self(Arc::new(state));
        let at_the_door = balky.clone();
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                if at_the_door.mood() != AWAY {
                    at_the_door.forward(caller);
                }
            }
        });
        balky
    }

    /// The address of a database through it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{}@127.0.0.1:{}/{database}", self.0.user, self.0.port)
    }

    /// From now on what the server answers is swallowed, and the line is cut with the first of it.
    pub fn keep_answers_back(&self) {
        self.0.mood.store(WITHOUT_ANSWERS, Ordering::SeqCst);
    }

    /// New lines are whole again.
    pub fn answer_again(&self) {
        self.0.mood.store(WHOLE, Ordering::SeqCst);
    }

    /// Cuts every line, and every new one at once.
    pub fn leave(&self) {
        self.0.mood.store(AWAY, Ordering::SeqCst);
        for line in self.0.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // It may be closed already.
            drop(line.shutdown(Shutdown::Both));
        }
    }

    /// New lines are whole again.
    pub fn come_back(&self) {
        self.answer_again();
    }

    fn mood(&self) -> u8 {
        self.0.mood.load(Ordering::SeqCst)
    }

    fn forward(&self, caller: TcpStream) {
        let server = TcpStream::connect(self.0.server).unwrap();
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.extend([caller.try_clone().unwrap(), server.try_clone().unwrap()]);
        let (mut from_caller, mut to_server) = (caller.try_clone().unwrap(), server.try_clone().unwrap());
        thread::spawn(move || {
            // Ends when either side hangs up.
            drop(std::io::copy(&mut from_caller, &mut to_server));
            drop(to_server.shutdown(Shutdown::Both));
        });
        let balky = self.clone();
        thread::spawn(move || balky.answer(server, caller));
    }

    fn answer(&self, mut server: TcpStream, mut caller: TcpStream) {
        let mut room = [0_u8; 16 * 1024];
        while let Ok(count @ 1..) = server.read(&mut room) {
            let is_kept_back = self.mood() != WHOLE;
            if is_kept_back || caller.write_all(room.get(..count).unwrap_or_default()).is_err() {
                break;
            }
        }
        drop(caller.shutdown(Shutdown::Both));
        drop(server.shutdown(Shutdown::Both));
    }
}
