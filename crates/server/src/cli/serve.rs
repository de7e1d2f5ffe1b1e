//! `countersign serve`: starts everything, says how to sign in, and stops in order.

use std::sync::Arc;

use anyhow::{Context, Result};
use kernel::{Actor, App, Clock, SystemClock};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::say;
use crate::compose::{self, Composed};
use crate::config::Config;
use crate::listener::{self, ConnectionLimits};
use crate::tls::{self, CertificateSource};
use crate::{demo, observe, router};

pub(crate) async fn serve(config: Config, with_demo: bool) -> Result<()> {
    observe::start_logging();
    observe::forbid_core_dumps()?;
    let metrics = observe::start_metrics()?;
    let composed = compose::app(&config).await?;
    let app = composed.app.clone();
    let tls = tls::acceptor(&certificate(&config))?;
    let listener = TcpListener::bind(&config.http.listen)
        .await
        .with_context(|| {
            format!(
                "cannot listen on {}: is another server running?",
                config.http.listen
            )
        })?;

    let work = CancellationToken::new();
    let accept = CancellationToken::new();
    let tasks = TaskTracker::new();
    start_work(&composed, &tasks, &work);
    if !config.metrics.listen.is_empty() {
        tasks.spawn(observe::serve_metrics(
            config.metrics.listen.clone(),
            metrics,
            work.clone(),
        ));
    }
    let limits = ConnectionLimits {
        total: config.http.max_connections,
        per_address: config.http.max_connections_per_address,
    };
    let serving = tasks.spawn(listener::serve(
        listener,
        tls,
        router::router(&app),
        limits,
        accept.clone(),
    ));
    greet(&app, with_demo).await?;

    observe::told_to_stop().await?;
    say("Stopping: running requests may finish.");
    accept.cancel();
    serving.await.context("the listener failed")?;
    work.cancel();
    tasks.close();
    tasks.wait().await;
    close(&composed).await
}

/// `countersign demo`: the demo team without the server.
pub(crate) async fn demo(config: Config) -> Result<()> {
    observe::start_logging();
    let composed = compose::app(&config).await?;
    let tasks = TaskTracker::new();
    let work = CancellationToken::new();
    start_work(&composed, &tasks, &work);
    greet(&composed.app, true).await?;
    work.cancel();
    tasks.close();
    tasks.wait().await;
    close(&composed).await
}

fn start_work(composed: &Composed, tasks: &TaskTracker, stop: &CancellationToken) {
    let app = &composed.app;
    tasks.spawn(audit::Sequencer::new(app.clone()).run(stop.clone()));
    tasks.spawn(crate::housekeeping::run(app.clone(), stop.clone()));
    tasks.spawn(notify::Teller::new(app.clone()).run(stop.clone()));
    tasks.spawn(notify::mornings::run(app.clone(), stop.clone()));
    if let Some(courier) = &composed.courier {
        let postman = notify::Postman::new(app.clone(), courier.clone());
        tasks.spawn(postman.run(stop.clone()));
    }
    let mut handlers = media::handlers(app);
    handlers.extend(files::handlers(app));
    handlers.extend(review::handlers(app));
    let runner = Arc::new(jobs::Runner::new(
        app.database().clone(),
        Arc::new(|| SystemClock.now()),
        handlers,
    ));
    let (woken, app, stopped) = (Arc::clone(&runner), app.clone(), stop.clone());
    tasks.spawn(async move {
        loop {
            tokio::select! {
                () = app.jobs_waiting() => woken.notify(),
                () = stopped.cancelled() => break,
            }
        }
    });
    let stop = stop.clone();
    tasks.spawn(async move { runner.run(stop).await });
}

/// Says where the server is and how to get in. The links go to the terminal and never to the log.
async fn greet(app: &App, with_demo: bool) -> Result<()> {
    let origin = app.settings().public_origin.clone();
    if with_demo {
        demo::seed(app).await.context("the demo team")?;
        let token = identity::links::create(app, &Actor::system(), demo::owner(app).await?).await?;
        say(&format!(
            "\n  Countersign is ready on {origin}\n\n  Sign in to the demo team with this link, once, within 10 minutes:\n\n    {origin}/sign-in#{}\n\n  The browser will warn about the self-signed certificate of this machine.\n  Another link: countersign demo\n",
            token.to_text().as_str()
        ));
        return Ok(());
    }
    match access::setup::code(app).await? {
        Some(code) => say(&format!(
            "\n  Countersign is ready on {origin}\n\n  There is no team yet. Create it with this link, within an hour:\n\n    {origin}/setup#{code}\n"
        )),
        None => say(&format!("\n  Countersign is ready on {origin}\n")),
    }
    Ok(())
}

fn certificate(config: &Config) -> CertificateSource {
    if config.http.certificate.is_empty() {
        let host = config.http.public_origin.trim_start_matches("https://");
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        let mut names = vec![
            host.to_owned(),
            "localhost".to_owned(),
            "127.0.0.1".to_owned(),
            "::1".to_owned(),
        ];
        names.dedup();
        CertificateSource::SelfSigned {
            folder: config.keys.dir.clone(),
            names,
        }
    } else {
        CertificateSource::Files {
            chain: config.http.certificate.clone().into(),
            key: config.http.certificate_key.clone().into(),
        }
    }
}

async fn close(composed: &Composed) -> Result<()> {
    composed.app.database().close().await?;
    composed.keys.close().await?;
    Ok(())
}
