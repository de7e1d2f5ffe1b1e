//! The product under measurement: started on loopback with data of its own, ended by its own process handle.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tempfile::TempDir;

use crate::client::Client;

/// A running server.
pub(crate) struct Product {
    child: Child,
    pub(crate) port: u16,
    pub(crate) folder: TempDir,
    output: PathBuf,
}

impl Product {
    /// Milliseconds from start to the first answered request, median of five.
    pub(crate) async fn cold_start(binary: &Path) -> Result<f64> {
        let mut times = Vec::new();
        for _ in 0..5 {
            let begun = Instant::now();
            let product = Self::spawn(binary)?;
            product.wait_until_it_answers().await?;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        Ok(crate::report::median(&times))
    }

    /// Starts a server with the demo team and waits until its start-up work is done.
    pub(crate) async fn start(binary: &Path) -> Result<Self> {
        Self::spawn(binary)?.started().await
    }

    /// The same with the rules that come with the server, whatever release of the Core Rule Set the machine has.
    pub(crate) async fn start_without_rule_set(binary: &Path) -> Result<Self> {
        let empty = tempfile::tempdir()?;
        std::fs::create_dir(empty.path().join("rules"))?;
        std::fs::write(empty.path().join("crs-setup.conf"), "")?;
        let named = [("COUNTERSIGN_GUARD__CRS_DIR", empty.path())];
        Self::spawn_with(binary, &named)?.started().await
    }

    async fn started(self) -> Result<Self> {
        let product = self;
        product.wait_until_it_answers().await?;
        for _ in 0..600 {
            if product.link().is_some() {
                tokio::time::sleep(Duration::from_secs(5)).await;
                return Ok(product);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("the server printed no sign-in link")
    }

    fn spawn(binary: &Path) -> Result<Self> {
        Self::spawn_with(binary, &[])
    }

    fn spawn_with(binary: &Path, settings: &[(&str, &Path)]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let output = folder.path().join("output");
        let file = std::fs::File::create(&output)?;
        let child = Command::new(std::fs::canonicalize(binary)?)
            .args(["serve", "--demo"])
            .current_dir(folder.path())
            .env("COUNTERSIGN_HTTP__LISTEN", format!("127.0.0.1:{port}"))
            .env(
                "COUNTERSIGN_HTTP__PUBLIC_ORIGIN",
                format!("https://localhost:{port}"),
            )
            .env("COUNTERSIGN_METRICS__LISTEN", "")
            // A thousand open streams come from one address here.
            .env("COUNTERSIGN_HTTP__MAX_CONNECTIONS_PER_ADDRESS", "4096")
            .envs(settings.iter().copied())
            .stdout(file.try_clone()?)
            .stderr(Stdio::from(file))
            .spawn()
            .context("cannot start the server")?;
        Ok(Self {
            child,
            port,
            folder,
            output,
        })
    }

    async fn wait_until_it_answers(&self) -> Result<()> {
        let client = Client::new(self.port)?;
        for _ in 0..4000 {
            if let Ok(mut connection) = client.connect().await
                && connection
                    .request("GET", "/api/v1/health/live", "", &[])
                    .await
                    .is_ok()
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        bail!(
            "the server does not answer: {}",
            std::fs::read_to_string(&self.output)?
        )
    }

    fn link(&self) -> Option<String> {
        let text = std::fs::read_to_string(&self.output).ok()?;
        let (_, rest) = text.split_once("/sign-in#")?;
        Some(rest.lines().next()?.trim().to_owned())
    }

    /// Signs in through the printed link.
    pub(crate) async fn sign_in(&self) -> Result<Client> {
        let client = Client::new(self.port)?;
        let body = json!({ "token": self.link().context("no link")? }).to_string();
        let answer = client
            .connect()
            .await?
            .request(
                "POST",
                "/api/v1/sign-in/link",
                "content-type: application/json\r\n",
                body.as_bytes(),
            )
            .await?;
        let cookie = answer.header("set-cookie").context("no cookie")?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(client.with_cookie(cookie))
    }

    /// Resident memory in MiB.
    pub(crate) fn resident_mib(&self) -> Result<f64> {
        resident_mib(self.child.id())
    }

    /// Watches the resident memory until asked for the highest.
    pub(crate) fn watch_memory(&self) -> MemoryWatch {
        let process = self.child.id();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let watching = std::thread::spawn(move || {
            let mut highest = 0.0_f64;
            while !stopped.load(Ordering::Relaxed) {
                highest = resident_mib(process)?.max(highest);
                std::thread::sleep(Duration::from_millis(20));
            }
            Ok(highest)
        });
        MemoryWatch { stop, watching }
    }

    /// Seconds of processor time so far.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        cpu_seconds(self.child.id())
    }
}

impl Drop for Product {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A thread that looks at a process's memory fifty times a second.
pub(crate) struct MemoryWatch {
    stop: Arc<AtomicBool>,
    watching: std::thread::JoinHandle<Result<f64>>,
}

impl MemoryWatch {
    /// The highest resident memory so far, in MiB; the watch ends.
    pub(crate) async fn highest(self) -> Result<f64> {
        self.stop.store(true, Ordering::Relaxed);
        let joined = tokio::task::spawn_blocking(move || self.watching.join()).await?;
        joined.unwrap_or_else(|_| bail!("the watch ended early"))
    }
}

pub(crate) fn resident_mib(process: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .context("VmRSS")?;
    let kib: f64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
    Ok(kib / 1024.0)
}

/// Seconds of processor time of a process.
pub(crate) fn cpu_seconds(process: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("stat")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
    Ok(ticks / 100.0)
}

/// A port that nobody uses now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .port())
}
