//! The server's word on itself, shown on the first-run page and by `countersign doctor`.

use axum::extract::State;
use courier::{Courier, CourierError};
use kernel::{Actor, App};
use mediabox::{Launcher, Limits};
use serde::Serialize;
use vault::Protection;
use webkit::{Problem, Problems, Reply};

/// One thing that was looked at.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// Whether it is in order.
    pub ok: bool,
    /// What was found and, where it is not in order, what to do.
    pub detail: &'static str,
}

/// What the first-run page shows.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Setup {
    /// Whether there is no team yet.
    needed: bool,
    /// The server's word on itself.
    checks: Vec<Check>,
}

/// Whether a first team is needed, and how the server is.
#[utoipa::path(get, path = "/api/v1/setup", tag = "first run", responses((status = 200, body = Setup), Problems))]
pub(crate) async fn show(State(app): State<App>) -> Result<Reply<Setup>, Problem> {
    let needed = access::setup::needed(&app).await?;
    // Once there is a team, strangers learn nothing about the server.
    let checks = if needed {
        checks(&app).await
    } else {
        Vec::new()
    };
    Ok(Reply(Setup { needed, checks }))
}

/// Looks at everything.
pub async fn checks(app: &App) -> Vec<Check> {
    vec![
        database(app).await,
        keys(app),
        sandbox(app).await,
        transport(app),
        work(app).await,
    ]
}

/// Whether letters can be sent: connects, encrypts and signs in, and sends nothing. Only for whoever is at the machine,
/// since it speaks to another server.
pub async fn mail(courier: Option<&Courier>) -> Check {
    let outcome = match courier {
        Some(courier) => Some(courier.probe().await),
        None => None,
    };
    let (ok, detail) = match outcome {
        None => (
            true,
            "no mail server is set up: admins pass invitations on from the outbox of the team page",
        ),
        Some(Ok(())) => (
            true,
            "the mail server answers, its certificate is trusted, and it accepts the login",
        ),
        Some(Err(CourierError::Unreachable)) => (
            false,
            "the mail server does not answer: check mail.host and mail.port, and whether a firewall stands between",
        ),
        Some(Err(CourierError::NoEncryption)) => (
            false,
            "the mail server offers no STARTTLS, so nothing is sent: set mail.security to tls if it speaks TLS from the first byte",
        ),
        Some(Err(CourierError::Certificate)) => (
            false,
            "the mail server's certificate is not trusted, or its name is not mail.host: set mail.authority to the PEM file of its authority",
        ),
        Some(Err(CourierError::Login(_))) => (
            false,
            "the mail server refuses the login: check mail.username and the password",
        ),
        Some(Err(CourierError::Later(_))) => (
            false,
            "the mail server asks to come back later: look again in a while",
        ),
        Some(Err(
            CourierError::Settings(_)
            | CourierError::Letter(_)
            | CourierError::Sender(_)
            | CourierError::Mailbox(_)
            | CourierError::Refused(_)
            | CourierError::Garbled,
        )) => (
            false,
            "the mail server does not speak SMTP as it should: check mail.port and mail.security",
        ),
    };
    Check {
        name: "Mail",
        ok,
        detail,
    }
}

async fn database(app: &App) -> Check {
    let ok = app.read(&Actor::system()).await.is_ok();
    let detail = if ok {
        "rows can be read, and both databases have this version's schema"
    } else {
        "rows cannot be read"
    };
    Check {
        name: "Database",
        ok,
        detail,
    }
}

fn keys(app: &App) -> Check {
    let (ok, detail) = match app.provider().protection() {
        Protection::BesideData => (
            false,
            "the root key lies on the same disk as the data: whoever takes the disk can read it. Move keys.dir to another disk",
        ),
        Protection::SeparateFile => (
            true,
            "the root key is a file outside the data: copies of the data alone cannot be read. Whoever has both can. Keep a copy of it apart",
        ),
        Protection::Passphrase => (true, "the root key needs a passphrase at start"),
        Protection::External => (true, "the root key never leaves its own service"),
        _ => (
            false,
            "the root key lies somewhere that this version does not know",
        ),
    };
    Check {
        name: "Root key",
        ok,
        detail,
    }
}

async fn sandbox(app: &App) -> Check {
    let (program, arguments) = app.settings().preview_worker.clone();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let report = Launcher::new(program, &arguments, Limits::default())
        .probe()
        .await;
    let (ok, detail) = match report {
        Ok(report) if report.is_complete() => (
            true,
            "uploaded files are opened only by a separate process without files, network and rights",
        ),
        Ok(report) if report.is_sufficient() => (
            true,
            "uploaded files are opened only by a separate process; this kernel enforces its sandbox in part (an older Landlock)",
        ),
        Ok(_) => (
            false,
            "this kernel lacks what the sandbox needs (seccomp), so no previews are made. Use a newer kernel",
        ),
        Err(_) => (
            false,
            "the preview worker cannot be started, so no previews are made",
        ),
    };
    Check {
        name: "Preview sandbox",
        ok,
        detail,
    }
}

/// Jobs that were given up, and those that go on although they keep failing, such as promised erasures.
async fn work(app: &App) -> Check {
    let counted = async {
        let mut reader = app.database().read().await?;
        let failed = jobs::failed(&mut reader, 1).await?.len();
        let struggling = jobs::struggling(&mut reader, 1).await?.len();
        Ok::<_, db::DbError>((failed, struggling))
    };
    let (ok, detail) = match counted.await {
        Ok((0, 0)) => (true, "nothing that runs in the background keeps failing"),
        Ok((0, _)) => (
            false,
            "something that was promised, such as an erasure, keeps failing and is tried every hour. The log says why",
        ),
        Ok(_) => (
            false,
            "something that runs in the background was given up. The log says what and why",
        ),
        Err(_) => (false, "what runs in the background cannot be looked at"),
    };
    Check {
        name: "Background work",
        ok,
        detail,
    }
}

fn transport(app: &App) -> Check {
    let ok = app.settings().public_origin.starts_with("https://");
    Check {
        name: "Transport",
        ok,
        detail: "TLS 1.2 and 1.3 only, with post-quantum key exchange first",
    }
}
