//! `countersign serve`: starts everything, says how to sign in, and stops in order.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use kernel::{Actor, App, Clock, SystemClock};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::acme::{self, Authority, Renewal};
use crate::cli::guard::{described, ended};
use crate::cli::say;
use crate::compose::{self, Composed};
use crate::config::Config;
use crate::guarding::{self, Guard};
use crate::listener::{self, Ending, Rules};
use crate::proxies::Trust;
use crate::tls::{CertificateSource, Certificates};
use crate::unread::Limits;
use crate::{demo, observe, router};

pub(crate) async fn serve(config: Config, with_demo: bool) -> Result<()> {
    observe::start_logging();
    observe::forbid_core_dumps()?;
    observe::raise_open_files()?;
    let metrics = observe::start_metrics()?;
    // Before anybody is let in, and on this thread: what loading used for a while is used again by what follows.
    let guard = guard(&config)?;
    let composed = compose::app(&config).await?;
    let app = composed.app.clone();
    acme::settle(&config.keys.dir, composed.provider.as_ref())?;
    let certificates = Certificates::open(certificate(&config), now)?;
    let tls = certificates.acceptor()?;
    let listener = TcpListener::bind(&config.http.listen)
        .await
        .with_context(|| {
            format!(
                "cannot listen on {}: is another server running?",
                config.http.listen
            )
        })?;

    let work = CancellationToken::new();
    let ending = Ending::default();
    let tasks = TaskTracker::new();
    start_work(&composed, &tasks, &work);
    tasks.spawn(Arc::clone(&certificates).watch(work.clone()));
    if let Some(renewal) = renewal(&config, &composed, &certificates) {
        tasks.spawn(renewal.run(work.clone()));
    }
    tasks.spawn(observe::gather_metrics(metrics.clone(), work.clone()));
    if !config.metrics.listen.is_empty() {
        tasks.spawn(observe::serve_metrics(
            config.metrics.listen.clone(),
            metrics,
            work.clone(),
        ));
    }
    let serving = tasks.spawn(listener::serve(
        listener,
        tls,
        router::router(&app, &guard),
        rules(&config),
        ending.clone(),
    ));
    greet(&app, with_demo).await?;

    observe::told_to_stop().await?;
    announce(&config, &ending).await?;
    say("Stopping: running requests may finish.");
    ending.begun.cancel();
    serving.await.context("the listener failed")?;
    work.cancel();
    tasks.close();
    tasks.wait().await;
    close(&composed).await
}

/// Loads the guard's rules, and tells operators what they shall know about them from the start.
fn guard(config: &Config) -> Result<Arc<Guard>> {
    let config = &config.guard;
    let guard = Guard::new(
        guarding::load(&config.crs_dir)?,
        config,
        Arc::new(SystemClock),
    )?;
    tracing::info!(guard.mode = %config.mode, "the guard is ready: {}", described(guard.loaded()));
    for exclusion in guard.expired() {
        tracing::warn!("{}", ended(&exclusion));
    }
    Ok(Arc::new(guard))
}

fn rules(config: &Config) -> Rules {
    let http = &config.http;
    Rules {
        total: http.max_connections,
        per_address: http.max_connections_per_address,
        trust: Trust {
            proxy_protocol_from: http.proxy_protocol_from.clone(),
            proxies: http.trusted_proxies.clone(),
            header: http.forwarded_header,
        },
        http2: Limits::default(),
        drain: Duration::from_secs(http.drain_seconds),
    }
}

/// Says through the health check that the end is near, long enough for a load balancer to notice. A second signal
/// makes it short.
async fn announce(config: &Config, ending: &Ending) -> Result<()> {
    ending.announced.cancel();
    let seconds = config.http.announce_stop_seconds;
    if seconds == 0 {
        return Ok(());
    }
    say(&format!(
        "Stopping in {seconds} seconds: the health check says so already."
    ));
    tokio::select! {
        () = tokio::time::sleep(Duration::from_secs(seconds)) => Ok(()),
        told = observe::told_to_stop() => told,
    }
}

fn now() -> i64 {
    SystemClock.now()
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

pub(crate) fn certificate(config: &Config) -> CertificateSource {
    if !config.http.certificate.is_empty() {
        return CertificateSource::Files {
            chain: config.http.certificate.clone().into(),
            key: config.http.certificate_key.clone().into(),
        };
    }
    let mut names = vec![
        config.http.host().to_owned(),
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
    ];
    names.dedup();
    let own = CertificateSource::SelfSigned {
        folder: config.keys.dir.clone(),
        names,
    };
    let Some(directory) = config.acme.address() else {
        return own;
    };
    CertificateSource::Authority {
        file: acme::certificate_of(directory, &config.keys.dir),
        until: Box::new(own),
    }
}

/// Keeps the certificate of an authority in force, where one is configured.
fn renewal(
    config: &Config,
    composed: &Composed,
    certificates: &Arc<Certificates>,
) -> Option<Renewal> {
    let ca_file = &config.acme.ca_file;
    let directory = config.acme.address()?;
    let authority = Authority {
        directory: directory.to_owned(),
        contact: config.acme.contact.clone(),
        root: (!ca_file.is_empty()).then(|| ca_file.into()),
        host: config.http.host().to_owned(),
        folder: acme::folder_of(directory, &config.keys.dir),
    };
    let (certificates, provider) = (Arc::clone(certificates), Arc::clone(&composed.provider));
    Some(Renewal::new(
        authority,
        certificates,
        provider,
        Arc::new(SystemClock),
    ))
}

async fn close(composed: &Composed) -> Result<()> {
    composed.app.database().close().await?;
    composed.keys.close().await?;
    Ok(())
}
