//! The server: listens, works off the outbox, and leaves in order: no new requests, old ones finished, the store closed.

use crate::marks::keep_signing;
use crate::wire::modules;
use anyhow::Context;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use wasl_platform::House;
use wasl_platform::jobs::run_job_worker;
use wasl_platform::outbox::run_worker;
use wasl_platform::web::{build_router, keep_metrics};

/// A server that runs.
pub struct Served {
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    server: JoinHandle<std::io::Result<()>>,
    workers: Vec<JoinHandle<()>>,
    house: House,
}

/// Binds `config.listen` and begins to answer.
pub async fn serve(house: &House) -> anyhow::Result<Served> {
    crate::marks::check(house).await?;
    let listen = house.config.listen.clone();
    let listener = TcpListener::bind(&listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let router = build_router(house.clone(), modules(), wasl_ui::routes());
    let mut heard = stopped.clone();
    let server = tokio::spawn(async move {
        axum::serve(listener, router)
            .with_graceful_shutdown(async move {
                // The sender lives as long as the server: an error means it is gone, which is a stop as well.
                let _ = heard.wait_for(|is_stopping| *is_stopping).await;
            })
            .await
    });
    let mut workers: Vec<JoinHandle<()>> =
        (0..house.config.workers).map(|_| tokio::spawn(run_worker(house.clone(), stopped.clone()))).collect();
    workers.extend((0..house.config.workers).map(|_| tokio::spawn(run_job_worker(house.clone(), stopped.clone()))));
    workers.push(tokio::spawn(keep_signing(house.clone(), stopped.clone())));
    workers.push(tokio::spawn(keep_metrics(stopped.clone())));
    tracing::info!(%address, "listening");
    Ok(Served { address, stop, server, workers, house: house.clone() })
}

impl Served {
    /// Waits for SIGTERM or Ctrl-C, then drains.
    pub async fn until_stopped(self) -> anyhow::Result<()> {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = terminate.recv() => {}
            result = tokio::signal::ctrl_c() => result?,
        }
        tracing::info!("stopping: finishing what is under way");
        self.drain().await
    }

    /// Stops listening, finishes requests and deliveries within `drain_seconds`, closes the store.
    pub async fn drain(self) -> anyhow::Result<()> {
        let _ = self.stop.send(true);
        let patience = Duration::from_secs(self.house.config.drain_seconds);
        if tokio::time::timeout(patience, self.server).await.is_err() {
            tracing::warn!("requests were still under way and are dropped");
        }
        for worker in self.workers {
            if tokio::time::timeout(patience, worker).await.is_err() {
                tracing::warn!("a worker did not finish in time; its batch is undone and comes again");
            }
        }
        self.house.db.close().await.context("closing the database")
    }
}
