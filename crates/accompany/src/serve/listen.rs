//! Listening, plainly or with the server's own certificate, until told to stop.

use std::{net::SocketAddr, path::Path, time::Duration};

use axum::Router;
use axum_server::{
    Handle, Server,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use ground::{App, organizations};
use kit::db::{DbError, Tenant};
use tokio::{
    net::{TcpListener, TcpSocket},
    signal::unix::{Signal, SignalKind, signal},
};

use super::line::{self, Door};
use crate::commands::Stop;

/// How long answers in progress may take to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until SIGTERM or Ctrl-C.
pub async fn until_stopped(app: App, router: Router, door: Door) -> Result<(), Stop> {
    let handle = Handle::new();
    // Heard before anybody is told the address: a signal that came earlier would end the program in the middle.
    let signals = Signals::hear().map_err(Stop::because)?;
    tokio::spawn(stop_on_signal(handle.clone(), signals));
    tokio::spawn(announce(handle.clone(), app.clone()));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let (address, patience) = (app.config.listen, app.config.limits.patience);
    let listener = listener(address).map_err(|error| Stop(format!("cannot listen on {address}: {error}")))?;
    let served = match &app.config.tls {
        Some(tls) => {
            let files = certificate(&tls.certificate, &tls.key).await?;
            let mut server = Server::from_listener(listener).acceptor(RustlsAcceptor::new(files).acceptor(door));
            line::bound(&mut server, patience);
            server.handle(handle).serve(service).await
        }
        None => {
            let mut server = Server::from_listener(listener).acceptor(door);
            line::bound(&mut server, patience);
            server.handle(handle).serve(service).await
        }
    };
    served.map_err(|error| Stop(format!("cannot listen on {address}: {error}")))
}

/// Connections that the system may hold until we take them: a crowd that comes at once waits a moment instead of being
/// told to try again a second later.
const BACKLOG: u32 = 4096;

fn listener(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A restart does not wait for connections of the program before to be forgotten.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// The server's own certificate, read from its files.
///
/// # Errors
/// When they cannot be read or do not fit one another.
pub async fn certificate(chain: &Path, key: &Path) -> Result<RustlsConfig, Stop> {
    let read = RustlsConfig::from_pem_file(chain, key).await;
    read.map_err(|error| {
        Stop(format!("cannot use the certificate {} with {}: {error}", chain.display(), key.display()))
    })
}

/// Prints the one line with the address, once the program listens.
async fn announce(handle: Handle<SocketAddr>, app: App) {
    if let Some(address) = handle.listening().await {
        let scheme = if app.config.tls.is_some() { "https" } else { "http" };
        println!("Accompany is listening on {scheme}://{address}");
        match setup_link(&app).await {
            Ok(None) => {}
            Ok(Some(link)) => println!("Nothing is set up yet. Open this link once to begin: {link}"),
            Err(error) => eprintln!("accompany: no set-up link could be made: {error}"),
        }
    }
}

/// A fresh one-time link for the first set-up, as long as there is no organization.
async fn setup_link(app: &App) -> Result<Option<String>, DbError> {
    let at = app.moment();
    let made = app.db.write(Tenant::System, move |tx| {
        let is_new = organizations::needs_setup(tx)?;
        is_new.then(|| organizations::setup_link(tx, &at)).transpose()
    });
    Ok(made.await?.map(|token| app.outside(&format!("/setup?token={token}"))))
}

/// The signals to stop, heard from the moment this is made.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn hear() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }
}

async fn stop_on_signal(handle: Handle<SocketAddr>, mut signals: Signals) {
    tokio::select! {
        _ = signals.terminate.recv() => {}
        _ = signals.interrupt.recv() => {}
    }
    handle.graceful_shutdown(Some(GRACE));
}
