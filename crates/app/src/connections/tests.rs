//! One address and its share, at the socket. The callers of a test are all on this machine, so here they are counted.

use super::*;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn opened(address: SocketAddr, said: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    // The server may have closed it by now.
    let _ = stream.write_all(said.as_bytes()).await;
    stream
}

async fn heard(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all).await;
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test]
async fn an_address_that_holds_its_share_gets_no_more_until_one_is_gone() {
    let listener = listen_at("127.0.0.1:0").await.expect("listening");
    let address = listener.local_addr().expect("an address");
    let bounds = Bounds {
        connections_max: 10,
        per_address_max: Some(2),
        counted_as: Some,
        head_wait: Duration::from_secs(3_600),
        unread_wait: Duration::from_secs(3_600),
    };
    let (tell, stop) = watch::channel(false);
    let router = Router::new().route("/", get(|| async { "ok" }));
    let server = tokio::spawn(answer_all(listener, router, bounds, stop));
    // Answered and kept open: both are counted by now.
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut stream = opened(address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").await;
        let mut some = [0; 12];
        stream.read_exact(&mut some).await.expect("an answer");
        assert_eq!(&some, b"HTTP/1.1 200");
        held.push(stream);
    }
    let last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assert_eq!(heard(opened(address, last).await).await, "");
    held.pop();
    // The server hears of the end a moment later.
    while heard(opened(address, last).await).await.is_empty() {
        tokio::task::yield_now().await;
    }
    tell.send(true).expect("heard");
    drop(held);
    server.await.expect("it ends");
}
