//! PostgreSQL over TLS with an authority made here: a server of its own, which refuses connections in plain text.

use std::path::{Path, PathBuf};
use std::process::Command;

use db::{Database, DbError};

/// A running server; stopped and removed when dropped.
struct Server {
    folder: PathBuf,
    port: u16,
    authority: String,
    other: String,
}

const USER: &str = "postgres";

/// An authority, and what it signed for these names: certificate and key in PEM.
fn authority(names: &[&str]) -> (String, String, String) {
    let mut wanted = rcgen::CertificateParams::new(Vec::new()).unwrap();
    wanted.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let common = format!("Authority {:x}", unique());
    wanted
        .distinguished_name
        .push(rcgen::DnType::CommonName, common);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = wanted.self_signed(&key).unwrap();
    let issuer = rcgen::Issuer::new(wanted, key);
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let leaf_key = rcgen::KeyPair::generate().unwrap();
    let leaf = rcgen::CertificateParams::new(names)
        .unwrap()
        .signed_by(&leaf_key, &issuer)
        .unwrap();
    (certificate.pem(), leaf.pem(), leaf_key.serialize_pem())
}

impl Server {
    fn start() -> Self {
        let (authority, certificate, key) = authority(&["localhost"]);
        let folder = std::env::temp_dir().join(format!("countersign-tls-{:x}", unique()));
        std::fs::create_dir(&folder).unwrap();
        own(&folder);
        let data = folder.join("db");
        as_postgres(
            "initdb",
            &[
                "-D",
                text(&data),
                "-U",
                "countersign",
                "-A",
                "trust",
                "--no-sync",
            ],
        );
        for (name, content) in [
            ("server.crt", certificate.as_str()),
            ("server.key", &key),
            (
                "pg_hba.conf",
                "hostssl all scram 127.0.0.1/32 scram-sha-256\nhostssl all countersign 127.0.0.1/32 trust\n",
            ),
        ] {
            std::fs::write(data.join(name), content).unwrap();
            own(&data.join(name));
        }
        run(Command::new("chmod")
            .arg("600")
            .arg(data.join("server.key")));
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let options = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c ssl=on -c fsync=off",
            folder.display()
        );
        let log = folder.join("log");
        as_postgres(
            "pg_ctl",
            &[
                "-D",
                text(&data),
                "-w",
                "-l",
                text(&log),
                "-o",
                &options,
                "start",
            ],
        );
        Self {
            folder,
            port,
            authority,
            other: self::authority(&["localhost"]).0,
        }
    }

    async fn connect(&self, parameters: &str, authority: Option<&str>) -> Result<(), DbError> {
        let address = format!("port={} dbname=postgres {parameters}", self.port);
        let database = Database::postgres(&address, authority.map(str::as_bytes)).await?;
        database.read().await.map(drop)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.join("db");
        as_postgres("pg_ctl", &["-D", text(&data), "-m", "immediate", "stop"]);
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn unique() -> u128 {
    u128::from_be_bytes(vault::random_bytes::<16>())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.starts_with(b"0")
}

fn own(path: &Path) {
    if is_root() {
        run(Command::new("chown").arg(USER).arg(path));
    }
}

/// Debian keeps each release of it in a folder of its own, off the path: here the newest.
fn installed(program: &str) -> Option<PathBuf> {
    let releases = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let newest = releases
        .filter(|release| release.path().join("bin").join(program).exists())
        .max_by_key(|release| release.file_name().to_string_lossy().parse::<u32>().ok())?;
    Some(newest.path().join("bin").join(program))
}

/// The server refuses to run as root.
fn as_postgres(program: &str, arguments: &[&str]) {
    let program = installed(program).unwrap_or_else(|| PathBuf::from(program));
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid", USER, "--regid", USER, "--clear-groups"])
            .arg(program);
        command
    } else {
        Command::new(program)
    };
    // Its own home may be closed to that user, and a client looks there for certificates.
    run(command
        .args(arguments)
        .current_dir("/")
        .env("HOME", "/nonexistent"));
}

fn run(command: &mut Command) {
    let output = command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    assert!(output.unwrap().success(), "{command:?}");
}

/// The connection fails, and says why.
fn fails(outcome: Result<(), DbError>, why: &str) {
    let error = outcome.unwrap_err().to_string();
    assert!(error.contains(why), "{why}: {error}");
}

#[tokio::test]
async fn sslmode_is_kept_to_with_a_real_server() {
    // As everything about PostgreSQL: where it is there.
    if std::env::var("TEST_DATABASE_URL").is_err() {
        return;
    }
    let server = tokio::task::spawn_blocking(Server::start).await.unwrap();
    let (right, wrong) = (Some(server.authority.as_str()), Some(server.other.as_str()));
    let by_name = "host=localhost hostaddr=127.0.0.1 user=countersign";
    let by_address = "host=127.0.0.1 user=countersign";

    let to = |parameters: &str, mode: &str| format!("{parameters} sslmode={mode}");
    // The whole check.
    server
        .connect(&to(by_name, "verify-full"), right)
        .await
        .unwrap();
    fails(
        server.connect(&to(by_name, "verify-full"), wrong).await,
        "UnknownIssuer",
    );
    fails(
        server.connect(&to(by_address, "verify-full"), right).await,
        "not valid for name",
    );
    // Any name of the right authority.
    server
        .connect(&to(by_address, "verify-ca"), right)
        .await
        .unwrap();
    fails(
        server.connect(&to(by_address, "verify-ca"), wrong).await,
        "UnknownIssuer",
    );
    // An authority that is named is asked; without one anybody will do.
    fails(
        server.connect(&to(by_name, "require"), wrong).await,
        "UnknownIssuer",
    );
    server.connect(&to(by_name, "require"), None).await.unwrap();
    server.connect(&to(by_name, "prefer"), None).await.unwrap();
    // Plain text, which this server refuses.
    fails(
        server.connect(&to(by_name, "disable"), right).await,
        "pg_hba",
    );
}

#[tokio::test]
async fn a_password_is_bound_to_the_channel() {
    if std::env::var("TEST_DATABASE_URL").is_err() {
        return;
    }
    let server = tokio::task::spawn_blocking(Server::start).await.unwrap();
    let right = Some(server.authority.as_str());
    let psql = format!(
        "host=127.0.0.1 port={} user=countersign dbname=postgres sslmode=require",
        server.port
    );
    as_postgres(
        "psql",
        &[
            &psql,
            "-c",
            "CREATE ROLE scram LOGIN PASSWORD 'otters-cross'",
        ],
    );
    let address =
        "host=localhost hostaddr=127.0.0.1 user=scram sslmode=verify-full channel_binding=require";

    let bound = format!("{address} password=otters-cross");
    server.connect(&bound, right).await.unwrap();
    fails(
        server
            .connect(&format!("{address} password=lakes-freeze"), right)
            .await,
        "password authentication failed",
    );
}
