//! The routes as a browser sees them: statuses, cookies and JSON.

use axum::Extension;
use axum::body::Body;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use kernel::{Actor, App};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::people::{MARA, PASSWORD, is_alive, mara, session, start, try_password};

#[tokio::test]
async fn the_list_of_sessions_marks_the_one_that_asks() {
    let test = start().await;
    let person = mara(&test.app).await;
    session(&test.app, person).await;
    let (member, _) = session(&test.app, person).await;
    let now = test.app.now();

    let response = send(
        &test.app,
        Actor::member(member.clone()),
        Method::GET,
        "/api/v1/sessions",
        None,
    )
    .await;

    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let list = read(response).await["sessions"].as_array().unwrap().clone();
    let own = json!({
        "id": member.session.to_string(), "current": true, "created_at": now, "last_seen_at": now,
        "browser": "Quillfeather/7.1 (Tests)", "address": "198.51.100.1"
    });
    assert!(list.len() == 2 && list.contains(&own), "{list:?}");
    assert_eq!(
        list.iter()
            .filter(|session| session["current"] == true)
            .count(),
        1
    );
}

#[tokio::test]
async fn signing_out_removes_the_cookie_even_when_the_session_has_ended() {
    let test = start().await;
    let (member, token) = session(&test.app, mara(&test.app).await).await;

    for actor in [Actor::member(member), Actor::anonymous()] {
        let response = send(&test.app, actor, Method::POST, "/api/v1/sign-out", None).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        let cookie = response.headers()[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            cookie.starts_with("__Host-session=;") && cookie.contains("Max-Age=0"),
            "{cookie}"
        );
    }
    assert!(!is_alive(&test.app, &token).await);
}

#[tokio::test]
async fn a_changed_password_comes_with_a_new_cookie() {
    let test = start().await;
    let (member, before) = session(&test.app, mara(&test.app).await).await;
    let actor = Actor::member(member);
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });

    let weak = change(PASSWORD, "larkfield1");
    let weak = send(
        &test.app,
        actor.clone(),
        Method::POST,
        "/api/v1/password",
        Some(weak),
    )
    .await;
    assert_eq!(weak.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let weak = read(weak).await;
    assert_eq!(
        (&weak["code"], &weak["field"]),
        (&json!("weak_password"), &json!("new"))
    );

    let good = change(PASSWORD, "violet-gravel-omnibus-7");
    let good = send(
        &test.app,
        actor,
        Method::POST,
        "/api/v1/password",
        Some(good),
    )
    .await;
    assert_eq!(good.status(), StatusCode::NO_CONTENT);
    assert_eq!(good.headers().get_all(header::SET_COOKIE).iter().count(), 2);
    assert!(!is_alive(&test.app, &before).await);
    assert!(
        try_password(&test.app, MARA, "violet-gravel-omnibus-7", 2)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_password_is_judged_in_sentences() {
    let test = start().await;
    for (password, context, ok) in [
        ("salt-harbour-lantern", json!([]), true),
        ("larkfield1", json!(["Larkfield Studio"]), false),
        ("abc", json!([]), false),
    ] {
        let question = json!({ "password": password, "context": context });
        let response = send(
            &test.app,
            Actor::anonymous(),
            Method::POST,
            "/api/v1/password-strength",
            Some(question),
        )
        .await;
        let judged = read(response).await;
        assert_eq!(judged["ok"], ok, "{judged}");
        assert!(judged["score"].is_u64());
        let advice = judged["advice"].as_array().unwrap();
        assert_eq!(advice.is_empty(), ok);
        assert!(
            advice
                .iter()
                .all(|line| line.as_str().unwrap().ends_with('.')),
            "{judged}"
        );
    }
}

#[tokio::test]
async fn strangers_have_no_sessions_and_no_password() {
    let test = start().await;
    let change = json!({ "current": "a", "new": "b" });
    for (method, path, body) in [
        (Method::GET, "/api/v1/sessions", None),
        (Method::DELETE, "/api/v1/sessions", None),
        (
            Method::DELETE,
            "/api/v1/sessions/ses_01900000000070008000000000000001",
            None,
        ),
        (Method::POST, "/api/v1/password", Some(change)),
    ] {
        let response = send(&test.app, Actor::anonymous(), method, path, body).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(read(response).await["code"], "unauthenticated");
    }
}

async fn send(
    app: &App,
    actor: Actor,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Response<Body> {
    let (router, _) = identity::routes().split_for_parts();
    let router = router.layer(Extension(actor)).with_state(app.clone());
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/json");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    router.oneshot(request.body(body).unwrap()).await.unwrap()
}

async fn read(response: Response<Body>) -> Value {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    serde_json::from_slice(&bytes).unwrap()
}
