//! Listening, plainly or with the server's own certificate, until told to stop.

use std::{net::SocketAddr, time::Duration};

use axum::Router;
use axum_server::{Handle, tls_rustls::RustlsConfig};
use ground::{App, organizations};
use kit::db::{DbError, Tenant};

use crate::commands::Stop;

/// How long answers in progress may take to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until SIGTERM or Ctrl-C.
pub async fn until_stopped(app: App, router: Router) -> Result<(), Stop> {
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    tokio::spawn(announce(handle.clone(), app.clone()));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let address = app.config.listen;
    let served = match &app.config.tls {
        Some(tls) => {
            let files = RustlsConfig::from_pem_file(&tls.certificate, &tls.key).await.map_err(Stop::because)?;
            axum_server::bind_rustls(address, files).handle(handle).serve(service).await
        }
        None => axum_server::bind(address).handle(handle).serve(service).await,
    };
    served.map_err(|error| Stop(format!("cannot listen on {address}: {error}")))
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

async fn stop_on_signal(handle: Handle<SocketAddr>) {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
    handle.graceful_shutdown(Some(GRACE));
}
