//! What operators see: logs, metrics, signals. And what nobody may see: core dumps.

use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::routing::get;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// How often measurements are counted together.
const GATHER: Duration = Duration::from_secs(5);

/// Writes log lines to standard error; JSON where that is no terminal.
pub fn start_logging() {
    let filter =
        EnvFilter::try_from_env("COUNTERSIGN_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let to_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first.
    let started = if to_terminal {
        lines.try_init()
    } else {
        lines.json().try_init()
    };
    drop(started);
}

/// Keys and opened text live in this process's memory; a core dump would put them on disk.
pub fn forbid_core_dumps() -> Result<()> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )
    .context("cannot forbid core dumps")?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable).context("cannot forbid core dumps")
}

/// Lets this process open as many files as the machine allows: each connection is one, and the limit that a shell sets by
/// default is below `http.max_connections`.
pub fn raise_open_files() -> Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: maximum,
            maximum,
        },
    )
    .context("cannot raise the limit of open files")
}

/// Begins to collect metrics.
pub fn start_metrics() -> Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets(&[
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
        ])
        .context("metrics")?
        .install_recorder()
        .context("metrics")
}

/// Counts together what was measured, every few seconds until told to stop. Every measured request lies by itself until
/// then, and where nobody fetches `/metrics` nothing else would ever gather them.
pub async fn gather_metrics(handle: PrometheusHandle, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(GATHER) => handle.run_upkeep(),
            () = stop.cancelled() => return,
        }
    }
}

/// Serves `/metrics` on its own port, for this machine.
pub async fn serve_metrics(address: String, handle: PrometheusHandle, stop: CancellationToken) {
    let listener = match TcpListener::bind(&address).await {
        Ok(listener) => listener,
        Err(error) => {
            tracing::warn!(metrics.address = %address, cause = %error, "metrics are not served");
            return;
        }
    };
    let router = Router::new().route("/metrics", get(move || std::future::ready(handle.render())));
    let served = axum::serve(listener, router)
        .with_graceful_shutdown(stop.cancelled_owned())
        .await;
    if let Err(error) = served {
        tracing::warn!(cause = %error, "metrics stopped");
    }
}

/// Completes at SIGTERM or SIGINT.
pub async fn told_to_stop() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    #[test]
    fn as_many_files_may_be_open_as_the_machine_allows() {
        let maximum = getrlimit(Resource::Nofile).maximum;
        let less = Rlimit {
            current: maximum.map(|most| most / 2),
            maximum,
        };
        setrlimit(Resource::Nofile, less).unwrap();

        super::raise_open_files().unwrap();

        assert_eq!(getrlimit(Resource::Nofile).current, maximum);
    }
}
