//! Is a server there, and does its store answer? Asked as a load balancer asks.

use super::Finding;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use wasl_platform::Config;

const ABOUT: &str = "server";
/// Longest wait for an answer.
const ANSWER_MAX: Duration = Duration::from_secs(5);
/// Bytes of an answer that are read: its first line.
const ANSWER_BYTES_MAX: usize = 512;

pub async fn look(config: &Config) -> Finding {
    // Who listens everywhere is asked on this machine.
    let address = config.listen.replacen("0.0.0.0:", "127.0.0.1:", 1).replacen("[::]:", "[::1]:", 1);
    match timeout(ANSWER_MAX, ask(&address)).await {
        Ok(Ok(line)) if line.contains(" 200 ") => Finding::ok(ABOUT, format!("it is ready at {address}")),
        Ok(Ok(line)) => {
            let told = format!("it answers at {address}, and not that it is ready: {line}");
            Finding::bad(ABOUT, told, "its store is away, or something else listens there: look at its log")
        }
        Ok(Err(error)) => {
            Finding::warn(ABOUT, format!("nobody answers at {address}: {error}"), "start it, if it should run here")
        }
        Err(_) => {
            let told = format!("no answer from {address} within {} seconds", ANSWER_MAX.as_secs());
            Finding::bad(ABOUT, told, "it is overwhelmed, or something else listens there: look at its log")
        }
    }
}

async fn ask(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = vec![0; ANSWER_BYTES_MAX];
    let read = stream.read(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer[..read]).into_owned();
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
