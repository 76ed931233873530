//! A caller who takes nothing of an answer for too long is left: the stream fails, and its connection with it. Each piece
//! that finds room begins the wait anew, so a download that moves lives.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A stream that waits so long and no longer for the other side to take something.
pub struct Patient<S> {
    stream: S,
    wait: Duration,
    /// Rings when the other side has taken nothing for `wait`; set only while something is to be written.
    alarm: Option<Pin<Box<Sleep>>>,
    /// What is done with the stream before it is left.
    leave: fn(&S),
}

impl<S: Unpin> Patient<S> {
    pub fn new(stream: S, wait: Duration, leave: fn(&S)) -> Self {
        Self { stream, wait, alarm: None, leave }
    }

    /// A write that went on calls the alarm off; one that could not sets it, or ends by it.
    fn judge<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.alarm = None;
            return written;
        }
        let wait = self.wait;
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep(wait)));
        if alarm.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        (self.leave)(&self.stream);
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "nothing of the answer was taken for too long")))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, room: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, room)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.judge(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.judge(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    #[tokio::test]
    async fn nothing_taken_is_an_end() {
        static LEFT: AtomicUsize = AtomicUsize::new(0);
        let (ours, _theirs) = duplex(4);
        let mut patient = Patient::new(ours, Duration::from_millis(1), |_: &DuplexStream| {
            LEFT.fetch_add(1, Ordering::SeqCst);
        });
        let ended = patient.write_all(b"more than four").await.expect_err("nobody reads");
        assert_eq!((ended.kind(), LEFT.load(Ordering::SeqCst)), (io::ErrorKind::TimedOut, 1));
    }

    #[tokio::test]
    async fn each_byte_taken_begins_the_wait_anew() {
        let (ours, mut theirs) = duplex(1);
        let mut patient = Patient::new(ours, Duration::from_secs(3_600), |_| {});
        let mut taken = Vec::new();
        for byte in b"slow" {
            patient.write_all(&[*byte]).await.expect("written");
            assert!(patient.alarm.is_none(), "nothing waits to be taken");
            let mut cx = Context::from_waker(std::task::Waker::noop());
            assert!(Pin::new(&mut patient).poll_write(&mut cx, b"x").is_pending(), "there is no room");
            assert!(patient.alarm.is_some());
            taken.push(theirs.read_u8().await.expect("read"));
        }
        assert_eq!(taken, b"slow");
    }
}
