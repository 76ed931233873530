//! Connections: at most so many at once, each with so long for the head of a request, so that callers who send slowly or
//! open many hold up a bounded part of the house. Beyond the bound callers wait at the door.

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;
use wasl_platform::web::Peer;

/// When the system gives no more connections (files run out), the door opens again after this pause.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub connections_max: usize,
    /// A head that takes longer ends its connection; so does idling between two requests.
    pub head_wait: Duration,
}

/// Answers until `stop` says so, then finishes the requests under way. Dropping the future ends them all.
pub async fn answer_all(listener: TcpListener, router: Router, bounds: Bounds, mut stop: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(bounds.connections_max));
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
                let (router, stop) = (router.clone(), stop.clone());
                open.spawn(async move {
                    // Given up after the connection: whoever takes the place finds this one gone.
                    let _place = place;
                    answer_one(stream, peer, router, bounds.head_wait, stop).await;
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
    head_wait: Duration,
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
    server.timer(TokioTimer::new()).header_read_timeout(head_wait);
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

/// The sender lives as long as the server: an error means it is gone, which is a stop as well.
async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|is_stopping| *is_stopping).await;
}
