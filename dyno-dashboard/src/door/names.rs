//! The names of this machine by which a request may ask.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{StatusCode, header};

use crate::api::Refusal;

/// The names of one loopback address. `None` is any port, and then any address of this machine alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names {
    ip: IpAddr,
    port: Option<u16>,
}

impl Names {
    pub(super) fn of(address: SocketAddr) -> Self {
        Self { ip: address.ip(), port: Some(address.port()) }
    }

    pub(super) fn any_loopback() -> Self {
        Self { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), port: None }
    }

    /// Looks at each name that the request gives; all must be this machine's.
    pub(super) fn check(&self, request: &Request) -> Result<(), Refusal> {
        // A target may be written as a whole address, which then counts as well.
        let target = request.uri().authority();
        let is_ours = |authority: &Authority| self.is_ours(authority);
        if host(request).as_ref().is_some_and(is_ours) && target.is_none_or(is_ours) {
            return Ok(());
        }
        let error = "this name is not one of the dashboard's, which answers to `localhost` and the loopback address with its port";
        Err(Refusal::new(
            StatusCode::MISDIRECTED_REQUEST,
            error,
            "ask for `127.0.0.1` with the port; a router in an app with another name needs `DYNO_TOKEN`",
        ))
    }

    fn is_ours(&self, authority: &Authority) -> bool {
        let Self { ip, port } = self;
        // User and password are for nobody here.
        let is_plain = !authority.as_str().contains('@');
        let host = authority.host();
        let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let is_here = match (port, literal.parse::<IpAddr>()) {
            (Some(_), Ok(asked)) => asked == *ip,
            (None, Ok(asked)) => asked.is_loopback(),
            (_, Err(_)) => host.eq_ignore_ascii_case("localhost"),
        };
        let asked = if authority.as_str().ends_with(host) { Some(80) } else { authority.port_u16() };
        is_plain && is_here && (port.is_none() || *port == asked)
    }
}

/// The one name that was asked for.
pub(super) fn host(request: &Request) -> Option<Authority> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let named = hosts.next()?.to_str().ok()?.parse().ok();
    named.filter(|_| hosts.next().is_none())
}
