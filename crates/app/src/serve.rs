//! The server: listens, works off outbox and jobs, and leaves in order: no new requests, old ones finished, the store closed.

use crate::connections::{Bounds, answer_all, counted_as, listen_at};
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
use wasl_platform::jobs::run_job_worker;
use wasl_platform::outbox::run_worker;
use wasl_platform::web::{build_router, keep_metrics, metrics_router};
use wasl_platform::{Config, House};

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
    let bounds = bounds_of(config)?;
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

fn bounds_of(config: &Config) -> anyhow::Result<Bounds> {
    // Behind a proxy all callers come from its address: there the proxy keeps this bound.
    let is_direct = config.public_url.is_empty();
    let per_address_max = usize::try_from(config.connections_per_address_max)?;
    Ok(Bounds {
        connections_max: usize::try_from(config.connections_max.max(1))?,
        per_address_max: (is_direct && per_address_max > 0).then_some(per_address_max),
        counted_as,
        head_wait: Duration::from_secs(config.head_seconds.max(1)),
        unread_wait: Duration::from_secs(config.unread_seconds.max(1)),
    })
}

async fn bind(listen: &str) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let listener = listen_at(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_a_share_unless_it_may_be_a_proxy() {
        let check = |max: u32, public_url: &str, expect: Option<usize>| {
            let public_url = public_url.to_owned();
            let config = Config { connections_per_address_max: max, public_url, ..Config::default() };
            assert_eq!(bounds_of(&config).expect("bounds").per_address_max, expect);
        };
        check(7, "", Some(7));
        check(0, "", None);
        check(7, "https://wasl.example", None);
    }
}
