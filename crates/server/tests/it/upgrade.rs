//! An installation that an earlier release left behind opens with today's program: rows, keys and sealed fields are all
//! still there. `scripts/keep-schema` keeps one for each release.

use std::path::{Path, PathBuf};
use std::process::Command;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use identity::Facts;
use kernel::Actor;
use serde_json::Value;
use server::compose::{self, Composed, Looked};
use server::config::Config;
use server::demo;
use tower::ServiceExt;

/// Where installations are kept, a folder for each release.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn releases() -> Vec<PathBuf> {
    let mut releases: Vec<PathBuf> = std::fs::read_dir(kept())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    releases.sort();
    releases
}

/// An installation that was copied, so that today's migrations may change it.
struct Installation {
    folder: tempfile::TempDir,
    router: Router,
    composed: Composed,
    cookie: String,
}

#[tokio::test]
async fn an_installation_of_each_release_opens_with_everything_that_was_sealed_in_it() {
    assert!(!releases().is_empty(), "no release was kept");
    for release in releases() {
        let installation = opened(&release).await;

        let overview = installation.get("/api/v1/overview").await;
        let projects = overview["projects"].as_array().unwrap();
        let project = |name: &str| projects.iter().find(|project| project["name"] == name);
        assert!(project("Summer 2027 launch").is_some(), "{overview}");
        everything_in_the_campaign(&installation, &project("Summer 2027 launch").unwrap()["id"])
            .await;
        everything_in_the_archive(&installation).await;

        // Writing goes on where it stopped: the numbers of events continue.
        audit::Sequencer::new(installation.composed.app.clone())
            .number_all()
            .await
            .unwrap();
        installation.close().await;
    }
}

/// Names, comments, markers, decisions and people of the demo.
async fn everything_in_the_campaign(installation: &Installation, project: &Value) {
    let project = project.as_str().unwrap();
    let path = format!("/api/v1/projects/{project}/dashboard");
    let dashboard = installation.get(&path).await;
    let files = dashboard["files"].as_array().unwrap();
    assert!(files.len() > 5, "{dashboard}");
    assert_eq!(dashboard["groups"][0]["name"], "Internal");
    for file in files {
        assert!(!file["name"].as_str().unwrap().is_empty());
    }
    let mut said = String::new();
    for review in reviews_of(&dashboard) {
        let page = installation.get(&format!("/api/v1/reviews/{review}")).await;
        assert_eq!(page["version"]["sha256"].as_str().unwrap().len(), 64);
        for decision in page["decisions"].as_array().unwrap() {
            installation
                .verified(decision["id"].as_str().unwrap())
                .await;
        }
        let comments = installation
            .get(&format!("/api/v1/reviews/{review}/comments"))
            .await;
        said += &comments.to_string();
    }
    assert!(said.contains("Love the shorter headline."), "{said}");
    assert!(said.contains("Henrik Dahl"), "{said}");
    assert!(said.contains("xywh=percent:34,18,0,0"), "{said}");
}

/// What was put there besides the demo: an archived project with a withdrawn decision and a like.
async fn everything_in_the_archive(installation: &Installation) {
    let marks = installation.get("/api/v1/project-marks").await;
    let project = marks["archived"][0]["id"].as_str().unwrap();
    assert_eq!(marks["archived"][0]["name"], "Kept for later versions");
    assert_eq!(marks["favourites"][0], project);
    let path = format!("/api/v1/projects/{project}/dashboard");
    let dashboard = installation.get(&path).await;
    assert_eq!(
        dashboard["files"].as_array().unwrap().len(),
        1,
        "the other one is in the trash"
    );
    let file = &dashboard["files"][0];
    assert_eq!(file["name"], "Kept.bin");
    let review = reviews_of(&dashboard).pop().unwrap();
    let comments = installation
        .get(&format!("/api/v1/reviews/{review}/comments"))
        .await;
    let comment = &comments["comments"][0];
    assert_eq!(
        comment["body"]["blocks"][0]["spans"][0]["text"],
        "Kept words: the moon glow clips, “zu hell”."
    );
    let page = installation.get(&format!("/api/v1/reviews/{review}")).await;
    assert_eq!(page["review"]["status"], "request");
    assert_eq!(page["decisions"].as_array().unwrap().len(), 3, "{page}");

    let version = file["version"]["id"].as_str().unwrap();
    let bytes = installation
        .bytes(&format!("/api/v1/versions/{version}/content"))
        .await;
    let digest = vault::hex(&vault::sha256(&bytes));
    assert_eq!(page["version"]["sha256"], digest.as_str());
}

fn reviews_of(dashboard: &Value) -> Vec<String> {
    let cells = |file: &Value| file["cells"].as_array().unwrap().clone();
    let files = dashboard["files"].as_array().unwrap();
    let ids = files.iter().flat_map(cells).filter_map(|cell| {
        let id = cell["review"]["id"].as_str()?;
        Some(id.to_owned())
    });
    ids.collect()
}

#[test]
fn no_applied_migration_was_changed_or_taken_away() {
    let list = std::fs::read_to_string(kept().join("migrations.txt")).unwrap();
    let mut released = 0;
    let migrations = [server::schema::migrations(), keystore::MIGRATIONS.to_vec()].concat();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let [name, sqlite, postgres] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line:?} is no name with two digests");
        };
        let migration = migrations
            .iter()
            .find(|m| format!("{:04}_{}", m.number, m.name) == name)
            .unwrap_or_else(|| panic!("{name} was released and is gone"));
        for (digest, text) in [(sqlite, migration.sqlite), (postgres, migration.postgres)] {
            assert_eq!(
                vault::hex(&vault::sha256(text.as_bytes())),
                digest,
                "{name} was released: write a new migration instead of changing it"
            );
        }
        released += 1;
    }
    assert!(released > 20, "the list is there");
}

/// The kept installation in a folder of its own, opened as the program opens it.
async fn opened(release: &Path) -> Installation {
    let folder = tempfile::tempdir().unwrap();
    let mut variables = vec![
        ("DATA__DIR".to_owned(), place(&folder, "data")),
        ("KEYS__DIR".to_owned(), place(&folder, "keys")),
    ];
    let engine = match std::env::var("TEST_DATABASE_URL") {
        Err(_) => "sqlite",
        Ok(server) => {
            for (what, file) in [("MAIN", "countersign.sql"), ("KEYSTORE", "keystore.sql")] {
                let address = loaded(&server, &release.join("postgres").join(file));
                variables.push((format!("DATABASE__{what}"), address));
            }
            "postgres"
        }
    };
    copy(
        &release.join(engine).join("keys"),
        &folder.path().join("keys"),
    );
    copy(&release.join(engine), &folder.path().join("data"));
    std::fs::remove_dir_all(folder.path().join("data/keys")).unwrap();
    let named = variables
        .into_iter()
        .map(|(name, value)| (format!("COUNTERSIGN_{name}"), value));
    let config = Config::load(None, named).unwrap();
    let looked = compose::look(&config).await.unwrap();
    assert!(
        matches!(looked, Looked::Behind { .. }),
        "an earlier version"
    );
    let composed = compose::app(&config).await.unwrap();
    let cookie = signed_in(&composed).await;
    Installation {
        router: crate::world::serving(&composed.app, &crate::world::guard()),
        composed,
        cookie,
        folder,
    }
}

async fn signed_in(composed: &Composed) -> String {
    let app = &composed.app;
    let person = demo::owner(app).await.unwrap();
    let token = identity::links::create(app, &Actor::system(), person)
        .await
        .unwrap();
    let secret = identity::Secret::new(token.to_text().to_string());
    let entered = access::sign_in::with_link(app, &secret, &Facts::default(), None)
        .await
        .unwrap();
    let token = entered.opened.session.token();
    format!("{}={}", webkit::MEMBER_COOKIE, token.as_str())
}

impl Installation {
    async fn get(&self, path: &str) -> Value {
        let bytes = self.bytes(path).await;
        serde_json::from_slice(&bytes).unwrap()
    }

    async fn bytes(&self, path: &str) -> Vec<u8> {
        let request = Request::builder().uri(path);
        let request = request.header(header::COOKIE, &self.cookie);
        let request = request.body(Body::empty()).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(status.is_success(), "{path}: {status} {body:?}");
        body.to_vec()
    }

    /// A certificate from before the upgrade still holds under the installation's key.
    async fn verified(&self, decision: &str) {
        let path = format!("/api/v1/decisions/{decision}/certificate.json");
        let certificate = self.bytes(&path).await;
        let key = self.bytes("/api/v1/issuer-key").await;
        let key = vault::signing::VerifyingKey::from_pem(std::str::from_utf8(&key).unwrap());
        let report = statement::verify(&certificate, None, Some(&key.unwrap()));
        assert_eq!(report.verdict, statement::Verdict::Valid, "{report:?}");
    }

    async fn close(self) {
        self.composed.app.database().close().await.unwrap();
        self.composed.keys.close().await.unwrap();
        self.folder.close().unwrap();
    }
}

/// A new database with a dump in it; its address.
fn loaded(server: &str, dump: &Path) -> String {
    let name = format!("upgrade_{}", vault::hex(&vault::random_bytes::<8>()));
    let psql = |address: &str, words: &[&std::ffi::OsStr]| {
        let mut command = Command::new("psql");
        command
            .args([address, "-q", "-v", "ON_ERROR_STOP=1"])
            .args(words);
        let outcome = command.output().unwrap();
        assert!(outcome.status.success(), "{outcome:?}");
    };
    let create = format!("CREATE DATABASE {name}");
    psql(server, &["-c".as_ref(), create.as_ref()]);
    let mut words: Vec<String> = server.split(' ').map(str::to_owned).collect();
    words.retain(|word| !word.starts_with("dbname="));
    words.push(format!("dbname={name}"));
    let address = words.join(" ");
    psql(&address, &["-f".as_ref(), dump.as_os_str()]);
    address
}

fn place(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

/// A folder with everything in it, private as the program wants its keys.
fn copy(from: &Path, to: &Path) {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(to)
        .unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (
            entry.as_ref().unwrap().path(),
            to.join(entry.unwrap().file_name()),
        );
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).unwrap();
            std::fs::set_permissions(&to, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
    }
}
