//! A handler of the same framework that answers with so many bytes and does nothing else.

use std::{collections::BTreeMap, time::Instant};

use axum::{Router, extract::Path, http::header, routing::get};

use crate::{
    Stop,
    run::{Ask, Line, Server, float},
};

/// Answers `/{bytes}` with that many bytes until it is ended; prints its address first.
///
/// # Errors
/// When it cannot listen.
pub fn serve() -> Result<(), Stop> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Stop::because)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(Stop::because)?;
        println!("listening on http://{}", listener.local_addr().map_err(Stop::because)?);
        let router = Router::new().route("/{bytes}", get(page));
        axum::serve(listener, router).await.map_err(Stop::because)
    })
}

async fn page(Path(bytes): Path<usize>) -> ([(header::HeaderName, &'static str); 1], String) {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], "a".repeat(bytes))
}

/// Microseconds of processor time for an answer of each size, by the page's name.
///
/// # Errors
/// When the bare program does not start.
pub async fn measure(sizes: &[(String, u64)], seconds: f64) -> Result<BTreeMap<String, f64>, Stop> {
    let program = std::env::current_exe().map_err(Stop::because)?;
    let server = Server::start(&program, &["bare".to_owned()], &[])?;
    let mut line = Line::new(server.address);
    let mut found = BTreeMap::new();
    for (name, bytes) in sizes {
        let path = format!("/{bytes}");
        let (before, begun, mut count) = (server.used().await, Instant::now(), 0_u64);
        while begun.elapsed().as_secs_f64() < seconds {
            line.ask(&Ask::get(&path), false).await.map_err(Stop::because)?;
            count += 1;
        }
        let used = server.used().await.since(&before);
        found.insert(name.clone(), used.cpu_seconds * 1e6 / float(count.max(1)));
    }
    Ok(found)
}
