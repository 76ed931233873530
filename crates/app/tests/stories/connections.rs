//! The server at its socket: slow callers are sent away, so many and no more are held at once, and a stopping server ends
//! what idles. Order decides here, not time: nothing is measured.

use std::io::Read;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wasl::{Served, open_house, serve};
use wasl_platform::Config;

async fn served(folder: &tempfile::TempDir, connections_max: u32, change: fn(&mut Config)) -> Served {
    let mut config = Config {
        data_dir: folder.path().to_owned(),
        listen: "127.0.0.1:0".to_owned(),
        head_seconds: 1,
        connections_max,
        ..Config::default()
    };
    change(&mut config);
    let house = open_house(config).await.expect("a house");
    serve(&house).await.expect("served")
}

async fn opened(served: &Served, said: &str) -> TcpStream {
    let mut stream = TcpStream::connect(served.address).await.expect("connected");
    stream.write_all(said.as_bytes()).await.expect("said");
    stream
}

/// All that comes until the server ends the connection.
async fn heard(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut all).await;
    String::from_utf8_lossy(&all).into_owned()
}

const HALF: &str = "GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ";
const LAST: &str = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_slow_head_ends_its_connection_and_nobody_else_s() {
    let folder = tempfile::tempdir().expect("folder");
    let served = served(&folder, 10, |_| {}).await;
    let slow = opened(&served, HALF).await;
    let quick = heard(opened(&served, LAST).await).await;
    assert!(quick.starts_with("HTTP/1.1 200") && quick.ends_with("ok"), "{quick}");
    let answer = heard(slow).await;
    assert!(!answer.contains(" 200 "), "{answer}");
    served.drain().await.expect("drained");
}

#[tokio::test]
async fn beyond_the_bound_one_waits_until_another_is_gone() {
    let folder = tempfile::tempdir().expect("folder");
    let served = served(&folder, 2, |_| {}).await;
    let held = [opened(&served, HALF).await, opened(&served, HALF).await];
    let third = heard(opened(&served, LAST).await).await;
    assert!(third.starts_with("HTTP/1.1 200"), "{third}");
    // It was answered, so the server had ended one of the two: that is already to be seen.
    let gone = held.into_iter().map(|stream| stream.into_std().expect("a socket")).filter(|mut stream| {
        let mut byte = [0; 1];
        !matches!(stream.read(&mut byte), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
    });
    assert!(gone.count() >= 1, "three were held at once");
    served.drain().await.expect("drained");
}

#[tokio::test]
async fn who_never_reads_an_answer_ends_and_makes_room_for_the_next() {
    let folder = tempfile::tempdir().expect("folder");
    let patient = |config: &mut Config| (config.head_seconds, config.unread_seconds) = (3_600, 1);
    let served = served(&folder, 1, patient).await;
    let mut greedy = opened(&served, "").await;
    // Asks and asks until nothing of what it is answered finds room, and then waits to be heard.
    let asked =
        tokio::spawn(
            async move { while greedy.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await.is_ok() {} },
        );
    // There is one place, and the greedy one has it until it is left.
    let next = heard(opened(&served, LAST).await).await;
    assert!(next.starts_with("HTTP/1.1 200"), "{next}");
    asked.await.expect("its connection has ended");
    served.drain().await.expect("drained");
}

#[tokio::test]
async fn callers_on_this_machine_have_no_share_to_keep_to() {
    let folder = tempfile::tempdir().expect("folder");
    let served = served(&folder, 10, |config| config.connections_per_address_max = 1).await;
    let _held = [opened(&served, HALF).await, opened(&served, HALF).await];
    let third = heard(opened(&served, LAST).await).await;
    assert!(third.starts_with("HTTP/1.1 200"), "{third}");
    served.drain().await.expect("drained");
}

#[tokio::test]
async fn a_stopping_server_ends_what_idles_and_closes_the_store() {
    let folder = tempfile::tempdir().expect("folder");
    let served = served(&folder, 10, |config| config.head_seconds = 3_600).await;
    let mut idle = opened(&served, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let mut some = [0; 12];
    idle.read_exact(&mut some).await.expect("an answer");
    assert_eq!(&some, b"HTTP/1.1 200");
    let address = served.address;
    served.drain().await.expect("drained");
    heard(idle).await;
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    let again = open_house(Config { data_dir: folder.path().to_owned(), ..Config::default() }).await;
    again.expect("the store was let go").db.close().await.expect("closed");
}

async fn metrics_of(served: &Served) -> String {
    let asked = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    heard(opened(served, asked).await).await.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn figures_are_for_this_machine_and_not_behind_a_proxy() {
    let folder = tempfile::tempdir().expect("folder");
    let near = served(&folder, 10, |_| {}).await;
    assert_eq!(metrics_of(&near).await, "HTTP/1.1 200 OK");
    near.drain().await.expect("drained");
    let fronted = served(&folder, 10, |config| config.public_url = "https://wasl.example".to_owned()).await;
    assert_eq!(metrics_of(&fronted).await, "HTTP/1.1 404 Not Found");
    fronted.drain().await.expect("drained");
}

/// Whoever is told that we are ready may stop us at once: in order, not by the signal's own way, which ends the process.
#[tokio::test]
async fn it_is_stopped_in_order_from_its_first_answer_on() {
    let folder = tempfile::tempdir().expect("folder");
    let served = served(&folder, 10, |_| {}).await;
    let answer = heard(opened(&served, &LAST.replace("/health", "/ready")).await).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let own = std::process::id().to_string();
    let told = std::process::Command::new("kill").args(["-TERM", &own]).status().expect("kill");
    assert!(told.success());
    served.until_stopped().await.expect("drained");
}
