//! The server: listens, works off outbox and jobs, and leaves in order: no new requests, old ones finished, the store closed.

use crate::connections::{Bounds, answer_all};
use crate::marks::keep_signing;
use crate::wire::modules;
use anyhow::Context;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use wasl_platform::House;
use wasl_platform::jobs::run_job_worker;
use wasl_platform::outbox::run_worker;
use wasl_platform::web::{build_router, keep_metrics, metrics_router};

/// A server that runs.
pub struct Served {
    pub address: SocketAddr,
    terminate: Signal,
    stop: watch::Sender<bool>,
    servers: Vec<JoinHandle<()>>,
    workers: Vec<JoinHandle<()>>,
    house: House,
}

/// Binds `config.listen` and begins to answer.
pub async fn serve(house: &House) -> anyhow::Result<Served> {
    crate::marks::check(house).await?;
    let config = &house.config;
    // Heard before anybody can ask whether we are ready: who is told so may stop us at once.
    let terminate = signal(SignalKind::terminate())?;
    let (listener, address) = bind(&config.listen).await?;
    let (stop, stopped) = watch::channel(false);
    let bounds = Bounds {
        connections_max: usize::try_from(config.connections_max.max(1))?,
        head_wait: Duration::from_secs(config.head_seconds.max(1)),
    };
    let router = build_router(house.clone(), modules(), wasl_ui::routes());
    let mut servers = vec![tokio::spawn(answer_all(listener, router, bounds, stopped.clone()))];
    if !config.metrics_listen.is_empty() {
        let (listener, address) = bind(&config.metrics_listen).await?;
        tracing::info!(%address, "figures are told here");
        servers.push(tokio::spawn(answer_all(listener, metrics_router(), bounds, stopped.clone())));
    }
    let mut workers: Vec<JoinHandle<()>> =
        (0..config.workers).map(|_| tokio::spawn(run_worker(house.clone(), stopped.clone()))).collect();
    workers.extend((0..config.workers).map(|_| tokio::spawn(run_job_worker(house.clone(), stopped.clone()))));
    workers.push(tokio::spawn(keep_signing(house.clone(), stopped.clone())));
    workers.push(tokio::spawn(keep_metrics(stopped.clone())));
    tracing::info!(%address, "listening");
    Ok(Served { address, terminate, stop, servers, workers, house: house.clone() })
}

async fn bind(listen: &str) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

impl Served {
    /// Waits for SIGTERM or Ctrl-C, then drains.
    pub async fn until_stopped(mut self) -> anyhow::Result<()> {
        tokio::select! {
            _ = self.terminate.recv() => {}
            result = tokio::signal::ctrl_c() => result?,
        }
        tracing::info!("stopping: finishing what is under way");
        self.drain().await
    }

    /// Stops listening, finishes requests, deliveries and jobs, all within `drain_seconds`, and closes the store.
    /// What is not finished then is broken off: its transaction is undone, its job comes again.
    pub async fn drain(self) -> anyhow::Result<()> {
        let _ = self.stop.send(true);
        let deadline = Instant::now() + Duration::from_secs(self.house.config.drain_seconds);
        for server in self.servers {
            if is_cut_off(server, deadline).await {
                tracing::warn!("requests were still under way and are dropped");
            }
        }
        for worker in self.workers {
            if is_cut_off(worker, deadline).await {
                tracing::warn!("a worker did not finish in time; its work is undone and comes again");
            }
        }
        self.house.db.close().await.context("closing the database")
    }
}

/// Waits until the deadline and not longer; then the task is ended.
async fn is_cut_off(mut task: JoinHandle<()>, deadline: Instant) -> bool {
    let is_late = timeout_at(deadline, &mut task).await.is_err();
    if is_late {
        task.abort();
    }
    is_late
}
