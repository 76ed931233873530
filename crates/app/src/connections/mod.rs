//! Connections: so many at once, so many of one address, each with so long for the head of a request and for taking an
//! answer, so that callers who are slow or open many hold up a bounded part of the house.

mod patience;
mod peers;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use patience::Patient;
use peers::Peers;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream, lookup_host};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;
use wasl_platform::web::Peer;

pub use peers::counted_as;

/// When the system gives no more connections (files run out), the door opens again after this pause.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);
/// Connections that the system keeps at the door for us.
const BACKLOG: u32 = 1_024;
/// What the system holds of an answer for one connection, in bytes. Without a bound it grows to megabytes; and since the
/// system tells of room by large parts of it, a slow caller would seem to take nothing for minutes.
const HELD_BYTES_MAX: u32 = 128 * 1024;

#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub connections_max: usize,
    /// Of one address, beyond which a connection is closed at once; none: no bound.
    pub per_address_max: Option<usize>,
    /// Whom a caller's connection is counted for.
    pub counted_as: fn(IpAddr) -> Option<IpAddr>,
    /// A head that takes longer ends its connection; so does idling between two requests.
    pub head_wait: Duration,
    /// An answer of which nothing is taken for so long ends its connection.
    pub unread_wait: Duration,
}

/// Listens at the first address that `listen` names and that is free.
pub async fn listen_at(listen: &str) -> io::Result<TcpListener> {
    let mut trouble = io::Error::new(io::ErrorKind::AddrNotAvailable, "it names no address");
    for address in lookup_host(listen).await? {
        match listen_there(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => trouble = error,
        }
    }
    Err(trouble)
}

fn listen_there(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A restart takes the port over while old connections of it are still ending.
    socket.set_reuseaddr(true)?;
    // Every connection taken here inherits it.
    socket.set_send_buffer_size(HELD_BYTES_MAX)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Answers until `stop` says so, then finishes the requests under way. Dropping the future ends them all.
pub async fn answer_all(listener: TcpListener, router: Router, bounds: Bounds, mut stop: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(bounds.connections_max));
    let peers = Peers::new(bounds.per_address_max, bounds.counted_as);
    let mut open = JoinSet::new();
    loop {
        while open.try_join_next().is_some() {}
        let place = tokio::select! {
            place = Arc::clone(&room).acquire_owned() => place,
            () = told_to_stop(&mut stop) => break,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = told_to_stop(&mut stop) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Some(seat) = peers.admit(peer.ip()) else {
                    metrics::counter!("wasl_connections_ended_total", "why" => "address").increment(1);
                    continue;
                };
                let (router, stop) = (router.clone(), stop.clone());
                open.spawn(async move {
                    // Given up after the connection: whoever takes the place finds this one gone.
                    let _held = (place, seat);
                    answer_one(stream, peer, router, bounds, stop).await;
                });
            }
            Err(error) => {
                tracing::warn!(cause = %error, "a connection could not be taken");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn answer_one(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    bounds: Bounds,
    mut stop: watch::Receiver<bool>,
) {
    // Answers are written whole: nothing is won by waiting for more.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(cause = %error, "a connection ended before it began");
    }
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(bounds.head_wait);
    let stream = Patient::new(stream, bounds.unread_wait, give_up);
    let connection = server.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = told_to_stop(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.as_mut().await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(cause = %error, "a connection was broken off");
    }
}

/// What was not taken is dropped with the connection: the system would else go on offering it.
fn give_up(stream: &TcpStream) {
    metrics::counter!("wasl_connections_ended_total", "why" => "unread").increment(1);
    if let Err(error) = stream.set_zero_linger() {
        tracing::debug!(cause = %error, "a connection ended before it was left");
    }
}

/// The sender lives as long as the server: an error means it is gone, which is a stop as well.
async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|is_stopping| *is_stopping).await;
}
