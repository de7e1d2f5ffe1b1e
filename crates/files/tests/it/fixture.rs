//! One team with two members, its router, and a small tus client.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use files::{Finished, Version};
use futures::TryStreamExt;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt;
use kernel::sealing::team_key;
use kernel::{
    Action, Actor, App, FileId, Member, PersonId, ProjectId, Proof, Role, SessionId, TeamId,
};
use keystore::{KeyKind, NewKey};
use testkit::TestApp;
use tower::ServiceExt;

pub(crate) const MIB: usize = 1024 * 1024;

pub(crate) struct Fixture {
    pub(crate) test: TestApp,
    pub(crate) app: App,
    pub(crate) team: TeamId,
    pub(crate) who: Actor,
    pub(crate) project: ProjectId,
    pub(crate) router: Router,
}

/// An answer with its body read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let test = TestApp::new(&[files::MIGRATIONS]).await;
        let app = test.app.clone();
        let team = make_team(&app).await;
        let who = member(&app, team, Role::Manager);
        let project = files::projects::create(&app, &who, "Spring campaign")
            .await
            .unwrap();
        let router = router(&app);
        Self {
            test,
            app,
            team,
            who,
            project,
            router,
        }
    }

    /// The same data in a process that remembers nothing.
    pub(crate) async fn restart(&mut self) {
        self.app = self.test.restarted().await;
        self.router = router(&self.app);
    }

    pub(crate) async fn send(
        &self,
        request: http::request::Builder,
        body: impl Into<Body>,
    ) -> Answer {
        self.send_as(&self.who, request, body).await
    }

    pub(crate) async fn send_as(
        &self,
        who: &Actor,
        request: http::request::Builder,
        body: impl Into<Body>,
    ) -> Answer {
        let request = request.extension(who.clone()).body(body.into()).unwrap();
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    pub(crate) async fn json(&self, method: &str, path: &str, body: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"));
        self.send(
            request.header("content-type", "application/json"),
            body.to_owned(),
        )
        .await
    }

    /// Starts an upload to the fixture's project and returns its path.
    pub(crate) async fn begin(&self, filename: &str, size: usize) -> String {
        let project = self.project.to_string();
        let answer = self
            .begin_with(&[("project", &project), ("filename", filename)], size)
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.header("location").to_owned()
    }

    pub(crate) async fn begin_with(&self, metadata: &[(&str, &str)], size: usize) -> Answer {
        let request = tus("POST", "/api/v1/uploads")
            .header("upload-length", size)
            .header("upload-metadata", describe(metadata));
        self.send(request, Body::empty()).await
    }

    pub(crate) async fn patch(
        &self,
        upload: &str,
        offset: usize,
        bytes: impl Into<Body>,
    ) -> Answer {
        self.send(patch(upload, offset), bytes).await
    }

    /// Where the upload stands.
    pub(crate) async fn offset(&self, upload: &str) -> usize {
        let answer = self.send(tus("HEAD", upload), Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.header("upload-offset").parse().unwrap()
    }

    /// Uploads bytes in one request after the first.
    pub(crate) async fn upload(&self, filename: &str, bytes: &[u8]) -> Finished {
        let upload = self.begin(filename, bytes.len()).await;
        let answer = self.patch(&upload, 0, bytes.to_vec()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.text());
        answer.finished()
    }

    pub(crate) async fn version(&self, finished: Finished) -> Version {
        let mut reader = self.app.read(&self.who).await.unwrap();
        let version = files::versions::open(&mut reader, &self.who, Action::See, finished.version);
        version.await.unwrap().into_inner()
    }

    /// The stored bytes of a version.
    pub(crate) async fn bytes(&self, version: &Version) -> Vec<u8> {
        let reader = files::content::reader(&self.app, version).await.unwrap();
        let frames: Vec<_> = reader.range(0..version.size).try_collect().await.unwrap();
        frames.concat()
    }

    pub(crate) async fn names(&self) -> Vec<String> {
        self.page()
            .await
            .into_iter()
            .map(|listed| listed.file.name)
            .collect()
    }

    pub(crate) async fn page(&self) -> Vec<files::Listed> {
        let mut reader = self.app.read(&self.who).await.unwrap();
        let project = files::projects::open(&mut reader, &self.who, Action::See, self.project)
            .await
            .unwrap();
        files::files::page(&mut reader, &project, None, 200)
            .await
            .unwrap()
            .files
    }

    pub(crate) async fn sections(&self) -> Vec<files::Section> {
        let mut reader = self.app.read(&self.who).await.unwrap();
        let project = files::projects::open(&mut reader, &self.who, Action::See, self.project)
            .await
            .unwrap();
        files::sections::list(&mut reader, &project).await.unwrap()
    }

    /// Who took bytes away, download by download.
    pub(crate) async fn takers(&self) -> Vec<Option<uuid::Uuid>> {
        const TAKERS: db::Statement = db::Statement {
            name: "TEST_TAKERS",
            sql: "SELECT actor FROM kernel_events WHERE kind = 'content.downloaded'",
        };
        let mut reader = self.app.database().read().await.unwrap();
        db::Query::rows(&mut reader, &TAKERS, &[]).await.unwrap()
    }

    /// The objects in which a version's bytes lie.
    pub(crate) async fn objects_of(&self, version: &Version) -> Vec<uuid::Uuid> {
        const OBJECTS: db::Statement = db::Statement {
            name: "TEST_OBJECTS",
            sql: "SELECT object FROM files_parts WHERE blob = $1",
        };
        let mut reader = self.app.database().read().await.unwrap();
        db::Query::rows(&mut reader, &OBJECTS, &db::args![version.blob])
            .await
            .unwrap()
    }

    pub(crate) async fn file(&self, id: FileId) -> files::File {
        let mut reader = self.app.read(&self.who).await.unwrap();
        files::files::open(&mut reader, &self.who, Action::See, id)
            .await
            .unwrap()
            .into_inner()
    }

    /// How many objects the store has.
    pub(crate) async fn objects(&self) -> usize {
        let mut count = 0;
        for shard in 0..=255 {
            count += self.app.blobs().list(shard).await.unwrap().len();
        }
        count
    }

    /// How often each kind of event was committed.
    pub(crate) async fn events(&self) -> HashMap<String, i64> {
        const KINDS: db::Statement = db::Statement {
            name: "TEST_EVENT_KINDS",
            sql: "SELECT kind, CAST(COUNT(*) AS BIGINT) FROM kernel_events GROUP BY kind",
        };
        struct Kind(String, i64);
        impl db::FromRow for Kind {
            fn from_row(row: &db::Row) -> db::Result<Self> {
                Ok(Self(row.text(0)?.to_owned(), row.int(1)?))
            }
        }
        let mut reader = self.app.database().read().await.unwrap();
        let kinds: Vec<Kind> = db::Query::rows(&mut reader, &KINDS, &[]).await.unwrap();
        kinds
            .into_iter()
            .map(|Kind(kind, count)| (kind, count))
            .collect()
    }

    /// Runs every job that is due.
    pub(crate) async fn run_jobs(&self) {
        self.run_jobs_but("").await;
    }

    /// All that are due; those of one kind are given up.
    pub(crate) async fn run_jobs_but(&self, given_up: &str) {
        let clock = Arc::clone(&self.test.clock);
        let mut handlers = files::handlers(&self.app);
        handlers.retain(|handler| handler.kind() != given_up);
        for kind in ["media.preview", "media.forget_file", "media.forget_project"] {
            handlers.push(Arc::new(NoPreviews(kind)));
        }
        let now = Arc::new(move || kernel::Clock::now(&*clock));
        jobs::Runner::new(self.app.database().clone(), now, handlers)
            .run_due()
            .await
            .unwrap();
    }
}

/// The area above has work of its own with these.
struct NoPreviews(&'static str);

#[async_trait::async_trait]
impl jobs::Handler for NoPreviews {
    fn kind(&self) -> &'static str {
        self.0
    }

    async fn run(&self, _: &jobs::Job) -> Result<(), jobs::JobError> {
        Ok(())
    }
}

impl Answer {
    pub(crate) async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {self:?}"))
            .to_str()
            .unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn code(&self) -> String {
        let text = self.text();
        let (_, rest) = text
            .split_once("\"code\":\"")
            .unwrap_or_else(|| panic!("no problem: {text}"));
        rest.split('"').next().unwrap().to_owned()
    }

    /// The id of what was made.
    pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(&self) -> T {
        let text = self.text();
        text.split('"')
            .nth(3)
            .unwrap_or_else(|| panic!("no id in {text}"))
            .parse()
            .unwrap()
    }

    pub(crate) fn finished(&self) -> Finished {
        Finished {
            file: self.header("countersign-file").parse().unwrap(),
            version: self.header("countersign-version").parse().unwrap(),
        }
    }
}

pub(crate) fn tus(method: &str, path: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("tus-resumable", "1.0.0")
}

pub(crate) fn patch(upload: &str, offset: usize) -> http::request::Builder {
    tus("PATCH", upload)
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", offset)
}

pub(crate) fn describe(metadata: &[(&str, &str)]) -> String {
    let pair = |(key, value): &(&str, &str)| format!("{key} {}", STANDARD.encode(value));
    metadata.iter().map(pair).collect::<Vec<_>>().join(",")
}

pub(crate) fn checksum(bytes: &[u8]) -> String {
    format!("sha256 {}", STANDARD.encode(vault::sha256(bytes)))
}

/// Bytes that are different everywhere.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let mut bytes = Vec::with_capacity(length + 4);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

pub(crate) async fn make_team(app: &App) -> TeamId {
    let team: TeamId = app.mint();
    let key = NewKey {
        id: team_key(team),
        kind: KeyKind::Team,
        parent: None,
        owner: None,
    };
    app.keystore().create(&[key]).await.unwrap();
    app.keystore().activate(&[team_key(team)]).await.unwrap();
    team
}

pub(crate) fn member(app: &App, team: TeamId, role: Role) -> Actor {
    let (session, person): (SessionId, PersonId) = (app.mint(), app.mint());
    Actor::member(Member {
        session,
        person,
        team,
        role,
        proof: Proof::Password,
    })
}

pub(crate) fn router(app: &App) -> Router {
    let (router, _) = files::routes().split_for_parts();
    router.with_state(app.clone())
}
