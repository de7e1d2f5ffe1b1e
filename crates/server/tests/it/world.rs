//! The demo team, a second team, a plain member and guests, all reached through the real router.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::middleware::map_request;
use http_body::Body as _;
use http_body_util::BodyExt;
use identity::{Facts, NewPerson};
use kernel::{Actor, App, PersonId, Role, SystemClock, TeamId};
use serde_json::{Value, json};
use server::config::Config;
use server::guarding::{self, Guard, Loaded};
use server::{demo, router, schema};
use testkit::TestApp;
use tower::ServiceExt;

/// Who is asking: a cookie, or nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    pub(crate) cookie: Option<String>,
    /// Without it a state change counts as foreign.
    pub(crate) origin: Option<String>,
}

/// The guard as it is without a settings file, compiled once for all tests.
pub(crate) fn guard() -> Arc<Guard> {
    static GUARD: OnceLock<Arc<Guard>> = OnceLock::new();
    Arc::clone(GUARD.get_or_init(|| guard_of(guarding::load("").unwrap())))
}

/// The router, and before it what every client adds to its requests.
pub(crate) fn serving(app: &App, guard: &Arc<Guard>) -> Router {
    router::router(app, guard).layer(map_request(as_sent))
}

async fn as_sent(mut request: Request<Body>) -> Request<Body> {
    let length = request.body().size_hint().exact();
    let headers = request.headers_mut();
    headers
        .entry(header::HOST)
        .or_insert(HeaderValue::from_static("localhost:8443"));
    if let Some(length) = length {
        headers
            .entry(header::CONTENT_LENGTH)
            .or_insert(length.into());
    }
    request
}

pub(crate) fn guard_of(loaded: Loaded) -> Arc<Guard> {
    let config = Config::load(None, std::iter::empty()).unwrap();
    Arc::new(Guard::new(loaded, &config.guard, Arc::new(SystemClock)).unwrap())
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
    pub(crate) cookies: Vec<String>,
}

pub(crate) struct World {
    pub(crate) test: TestApp,
    pub(crate) router: Router,
    pub(crate) owner: Caller,
    pub(crate) member: Caller,
    pub(crate) stranger: Caller,
    pub(crate) revoked: Caller,
    /// Opened the Legal group's link.
    pub(crate) other_guest: Caller,
    /// Opened the Client group's link.
    pub(crate) guest: Caller,
    pub(crate) ids: Ids,
}

/// One of everything in the demo team, as words of a path.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    pub(crate) project: String,
    pub(crate) section: String,
    pub(crate) file: String,
    pub(crate) version: String,
    pub(crate) group: String,
    pub(crate) person: String,
    pub(crate) review: String,
    pub(crate) comment: String,
    pub(crate) decision: String,
    pub(crate) sha256: String,
}

pub(crate) async fn world() -> World {
    world_over(TestApp::new(&[&areas()]).await).await
}

/// The same, with the real program making previews.
pub(crate) async fn world_with_worker() -> World {
    let test = TestApp::new(&[&areas()]).await;
    world_over(test.with_worker(env!("CARGO_BIN_EXE_countersign")).await).await
}

/// The same, on a server that sends mail.
pub(crate) async fn world_that_sends_mail() -> World {
    let mut world = world().await;
    let app = world.test.app.with_settings(kernel::Settings {
        sends_mail: true,
        ..world.test.app.settings().clone()
    });
    world.router = serving(&app, &guard());
    world
}

async fn world_over(test: TestApp) -> World {
    demo::seed(&test.app).await.expect("the demo team");
    let router = serving(&test.app, &guard());
    let person = demo::owner(&test.app).await.unwrap();
    let mut reader = test.app.read(&Actor::system()).await.unwrap();
    let team = access::teams::membership(&mut reader, person)
        .await
        .unwrap()
        .unwrap()
        .team;
    drop(reader);
    let owner = signed_in(&test, person).await;
    let member = signed_in(
        &test,
        join(&test, Some(team), "Nadia Berg", Role::Member).await,
    )
    .await;
    let stranger = signed_in(&test, join(&test, None, "Otto Fremd", Role::Owner).await).await;
    let revoked = signed_in(&test, person).await;
    let mut world = World {
        test,
        router,
        owner,
        member,
        stranger,
        revoked,
        other_guest: Caller::default(),
        guest: Caller::default(),
        ids: Ids::default(),
    };
    world
        .call(&world.revoked, "POST", "/api/v1/sign-out", None)
        .await
        .expect(StatusCode::NO_CONTENT);
    world.find_ids().await;
    world
}

/// The migrations of the areas; testkit brings the kernel's and the queue's.
pub(crate) fn areas() -> Vec<db::Migration> {
    schema::migrations()
        .into_iter()
        .filter(|migration| migration.number > 2)
        .collect()
}

async fn join(test: &TestApp, team: Option<TeamId>, name: &str, role: Role) -> PersonId {
    let mut tx = test.app.write(&Actor::system()).await.unwrap();
    let team = match team {
        Some(team) => team,
        None => access::teams::create(&mut tx, "Fremd & Söhne")
            .await
            .unwrap(),
    };
    let email = format!("{}@fremd.example", name.replace(' ', ".").to_lowercase());
    let new = NewPerson {
        team: None,
        name: name.to_owned(),
        email: Some(email),
        verified: true,
    };
    let person = identity::persons::create(&mut tx, &new).await.unwrap();
    access::teams::join(&mut tx, team, person, role)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    person
}

async fn signed_in(test: &TestApp, person: PersonId) -> Caller {
    let token = identity::links::create(&test.app, &Actor::system(), person)
        .await
        .unwrap();
    let secret = identity::Secret::new(token.to_text().to_string());
    let entered = access::sign_in::with_link(&test.app, &secret, &Facts::default(), None)
        .await
        .unwrap();
    Caller {
        cookie: Some(format!(
            "{}={}",
            webkit::MEMBER_COOKIE,
            entered.opened.session.token().as_str()
        )),
        origin: Some(test.app.settings().public_origin.clone()),
    }
}

impl Answer {
    pub(crate) fn expect(self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.body);
        self.body
    }
}

impl World {
    /// The demo's owner with a session of its own.
    pub(crate) async fn sign_in_owner(&self) -> Caller {
        let person = demo::owner(&self.test.app).await.unwrap();
        signed_in(&self.test, person).await
    }

    pub(crate) async fn call(
        &self,
        who: &Caller,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = &who.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(origin) = &who.origin {
            request = request.header(header::ORIGIN, origin);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request = request.header("tus-resumable", "1.0.0");
        if method == "PATCH" && path.contains("/uploads/") {
            request = request
                .header(header::CONTENT_TYPE, "application/offset+octet-stream")
                .header("upload-offset", "0");
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        let response = self
            .router
            .clone()
            .oneshot(request.body(Body::from(body)).unwrap())
            .await
            .unwrap();
        read(response).await
    }

    /// Opens a group's link as a new guest.
    pub(crate) async fn open_link(&self, group: &str) -> Caller {
        let nobody = Caller {
            cookie: None,
            origin: self.owner.origin.clone(),
        };
        self.open_link_in(&nobody, group).await
    }

    /// Opens a group's link in a browser that may have opened others.
    pub(crate) async fn open_link_in(&self, browser: &Caller, group: &str) -> Caller {
        let page = self
            .call(&self.owner, "GET", &format!("/api/v1/groups/{group}"), None)
            .await
            .ok();
        let url = page["link"]["url"].as_str().unwrap().to_owned();
        let (id, secret) = url.split_once("/r/").unwrap().1.split_once('#').unwrap();
        let path = format!("/api/v1/review-links/{id}/open");
        let answer = self
            .call(browser, "POST", &path, Some(&json!({ "secret": secret })))
            .await;
        let cookie = answer
            .cookies
            .iter()
            .find(|cookie| cookie.starts_with(webkit::GUEST_COOKIE))
            .cloned();
        answer.ok();
        Caller {
            cookie: cookie.or_else(|| browser.cookie.clone()),
            origin: self.owner.origin.clone(),
        }
    }

    async fn find_ids(&mut self) {
        let overview = self
            .call(&self.owner, "GET", "/api/v1/overview", None)
            .await
            .ok();
        let projects = overview["projects"].as_array().unwrap();
        let project = projects
            .iter()
            .find(|project| project["name"] == "Summer 2027 launch")
            .unwrap();
        let id = project["id"].as_str().unwrap().to_owned();
        let dashboard = self
            .call(
                &self.owner,
                "GET",
                &format!("/api/v1/projects/{id}/dashboard"),
                None,
            )
            .await
            .ok();
        let groups = dashboard["groups"].as_array().unwrap();
        let group = |name: &str| {
            groups.iter().find(|group| group["name"] == name).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        let (legal, client) = (group("Legal"), group("Client"));
        let files = dashboard["files"].as_array().unwrap();
        let file = files
            .iter()
            .find(|file| file["name"].as_str().unwrap().starts_with("Key visual A"))
            .unwrap();
        let cell = file["cells"]
            .as_array()
            .unwrap()
            .iter()
            .find(|cell| cell["group"] == client.as_str())
            .unwrap();
        let review = cell["review"]["id"].as_str().unwrap().to_owned();
        let page = self
            .call(
                &self.owner,
                "GET",
                &format!("/api/v1/reviews/{review}"),
                None,
            )
            .await
            .ok();
        let comments = self
            .call(
                &self.owner,
                "GET",
                &format!("/api/v1/reviews/{review}/comments"),
                None,
            )
            .await
            .ok();
        let reviewers = self
            .call(
                &self.owner,
                "GET",
                &format!("/api/v1/groups/{client}"),
                None,
            )
            .await
            .ok();
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        self.ids = Ids {
            project: id,
            section: word(&file["section"]),
            file: word(&file["id"]),
            version: word(&file["version"]["id"]),
            group: client.clone(),
            person: word(&reviewers["reviewers"][0]["person"]["id"]),
            review,
            comment: word(&comments["comments"][0]["id"]),
            decision: word(&page["decisions"][0]["id"]),
            sha256: word(&page["version"]["sha256"]),
        };
        self.other_guest = self.open_link(&legal).await;
        self.guest = self.open_link(&client).await;
    }
}

async fn read(response: Response<Body>) -> Answer {
    let status = response.status();
    let cookies = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split(';').next().map(str::to_owned))
        .collect();
    let streams = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "text/event-stream");
    let bytes = if streams {
        bytes::Bytes::new()
    } else {
        response.into_body().collect().await.unwrap().to_bytes()
    };
    Answer {
        status,
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        cookies,
    }
}
