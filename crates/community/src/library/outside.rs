//! Trying a link that leads out, without becoming somebody's way into a private network.
//!
//! Only `http` and `https`, no user names, and no address that is private, local or reserved: not as it is written, not as
//! it resolves, and not where it redirects to. What comes back is looked at no further than its status.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use reqwest::{
    Client, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::{Attempt, Policy},
};
use url::{Host, Url};

/// How long one try may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Pages that a link may lead through.
const MOST_REDIRECTS: usize = 5;

/// What came of trying a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// `ok`, `dead`, `refused` or `unreached`, as `library_links.found` keeps it.
    pub found: &'static str,
    /// The status, or why not; no more than that.
    pub words: String,
}

/// Whether a request may go to an address.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or_else(|| is_public_v6(v6), is_public_v4),
    }
}

/// RFC 6890 and its like: everything that is not the open internet.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let is_shared = first == 100 && (64..128).contains(&second);
    let is_protocol = first == 192 && second == 0 && third == 0;
    let is_benchmark = first == 198 && (18..20).contains(&second);
    let is_relay = first == 192 && second == 88 && third == 99;
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || first == 0
        || first >= 240
        || is_shared
        || is_protocol
        || is_benchmark
        || is_relay)
}

/// Only global unicast (2000::/3), without what carries another address inside or is for documents.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let is_global = (0x2000..0x4000).contains(&first);
    let carries_another = first == 0x2002 || (first == 0x2001 && second == 0);
    let is_documentation = first == 0x2001 && second == 0x0db8;
    is_global && !carries_another && !is_documentation
}

/// Whether a link may be tried at all; names are looked at again once they are resolved.
pub fn may_try(url: &Url) -> bool {
    let has_scheme = matches!(url.scheme(), "http" | "https");
    let is_open = match url.host() {
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.into()),
        Some(Host::Domain(name)) => !name.eq_ignore_ascii_case("localhost") && name.contains('.'),
        None => false,
    };
    has_scheme && is_open && url.username().is_empty() && url.password().is_none()
}

/// Resolves names to public addresses alone, so that what is asked is what was looked at.
#[derive(Debug, Clone, Copy)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let open: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if open.is_empty() {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "no public address").into());
            }
            let addresses: Addrs = Box::new(open.into_iter());
            Ok(addresses)
        })
    }
}

/// A line to the outside for one round of links.
///
/// # Errors
/// When it cannot be built.
pub fn line() -> Result<Client, String> {
    let follow = Policy::custom(|attempt: Attempt<'_>| {
        let is_too_far = attempt.previous().len() > MOST_REDIRECTS;
        if is_too_far || !may_try(attempt.url()) { attempt.stop() } else { attempt.follow() }
    });
    Client::builder()
        .dns_resolver(std::sync::Arc::new(PublicOnly))
        .redirect(follow)
        .no_proxy()
        .timeout(PATIENCE)
        .user_agent("Accompany link check")
        .build()
        .map_err(|error| error.to_string())
}

/// Tries a link: first by its head, then, where a server knows no heads, by asking for the page.
pub async fn try_link(line: &Client, link: &str) -> Tried {
    let Some(url) = Url::parse(link).ok().filter(may_try) else {
        return Tried { found: "refused", words: String::new() };
    };
    match line.head(url.clone()).send().await {
        Ok(answer) if answer.status().is_success() => of_status(answer.status()),
        _ => match line.get(url).send().await {
            Ok(answer) => of_status(answer.status()),
            Err(error) => Tried { found: "unreached", words: reason(&error).to_owned() },
        },
    }
}

/// A page that wants a sign-in, or is busy, is there.
pub fn of_status(status: StatusCode) -> Tried {
    let is_there = status.is_success() || matches!(status.as_u16(), 401 | 403 | 405 | 429 | 503);
    Tried { found: if is_there { "ok" } else { "dead" }, words: status.as_u16().to_string() }
}

fn reason(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "connect"
    } else if error.is_redirect() {
        "redirect"
    } else {
        "request"
    }
}
