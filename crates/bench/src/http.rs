//! A load of keep-alive clients that costs little itself: requests are ready bytes, answers are measured by their length.

use crate::figure::Run;
use anyhow::{Context, Result, bail, ensure};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Makes the bytes of the request with this number.
pub type Maker = Arc<dyn Fn(usize) -> Vec<u8> + Send + Sync>;

/// A GET of `path` with extra header lines.
pub fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n").into_bytes()
}

/// A POST of JSON.
pub fn post(path: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// `clients` connections that ask one after the other for `lasting`; a short run before it is thrown away.
/// An answer that is not 2xx ends the load with an error.
pub async fn load(address: SocketAddr, clients: usize, lasting: Duration, maker: Maker) -> Result<Run> {
    let number = Arc::new(AtomicUsize::new(0));
    run(address, clients, lasting / 5, &maker, &number).await?;
    run(address, clients, lasting, &maker, &number).await
}

async fn run(
    address: SocketAddr,
    clients: usize,
    lasting: Duration,
    maker: &Maker,
    number: &Arc<AtomicUsize>,
) -> Result<Run> {
    let stop = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| tokio::spawn(client(address, Arc::clone(maker), Arc::clone(number), Arc::clone(&stop))))
        .collect();
    tokio::time::sleep(lasting).await;
    stop.store(true, Ordering::Relaxed);
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.context("a client fell over")??);
    }
    Ok(Run { took: began.elapsed(), times })
}

async fn client(
    address: SocketAddr,
    maker: Maker,
    number: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) -> Result<Vec<Duration>> {
    let mut asked = Asker::connect(address).await?;
    let mut times = Vec::with_capacity(4_096);
    while !stop.load(Ordering::Relaxed) {
        let request = maker(number.fetch_add(1, Ordering::Relaxed));
        let began = Instant::now();
        asked.ask(&request).await?;
        times.push(began.elapsed());
    }
    Ok(times)
}

/// One keep-alive connection.
pub struct Asker {
    stream: TcpStream,
    held: Vec<u8>,
}

impl Asker {
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, held: Vec::with_capacity(64 * 1024) })
    }

    /// Sends one request and reads its answer to the end; the body, when the status is 2xx.
    pub async fn ask(&mut self, request: &[u8]) -> Result<&[u8]> {
        self.stream.write_all(request).await?;
        self.held.clear();
        let (head, length) = loop {
            ensure!(self.stream.read_buf(&mut self.held).await? > 0, "the server hung up");
            if let Some(head) = find(&self.held, b"\r\n\r\n") {
                break (head + 4, body_length(&self.held[..head])?);
            }
        };
        while self.held.len() < head + length {
            ensure!(self.stream.read_buf(&mut self.held).await? > 0, "the server hung up");
        }
        let body = &self.held[head..];
        let status = self.held.get(9..12).unwrap_or_default();
        if !status.starts_with(b"2") {
            bail!("{}: {}", String::from_utf8_lossy(status), String::from_utf8_lossy(body));
        }
        Ok(body)
    }
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}

fn body_length(head: &[u8]) -> Result<usize> {
    let head = std::str::from_utf8(head).context("an answer's head is not text")?;
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    line.context("an answer without Content-Length")?.trim().parse().context("an answer's Content-Length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_whatever_their_case() {
        assert_eq!(body_length(b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\nx: y").expect("length"), 12);
        assert!(body_length(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked").is_err());
        assert_eq!(find(b"ab\r\n\r\ncd", b"\r\n\r\n"), Some(2));
    }
}
