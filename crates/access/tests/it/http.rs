//! The routes as a browser sees them: statuses, cookies and JSON.

use axum::Extension;
use axum::body::Body;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use kernel::{Actor, App, Role};
use serde_json::{Value, json};
use tower::ServiceExt;
use webkit::VisitorFacts;

use crate::people::{MARA, PASSWORD, invite, member, owner, start};

#[tokio::test]
async fn a_right_password_sets_two_cookies_that_scripts_cannot_read() {
    let test = start().await;
    owner(&test.app).await;

    let body = json!({ "email": MARA, "password": PASSWORD });
    let response = send(
        &test.app,
        Actor::anonymous(),
        Method::POST,
        "/api/v1/sign-in",
        Some(body),
    )
    .await;

    assert_eq!(response.status(), StatusCode::OK);
    let cookies: Vec<String> = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect();
    assert!(
        cookies[0].starts_with("__Host-session=") && cookies[1].starts_with("__Host-device="),
        "{cookies:?}"
    );
    for cookie in &cookies {
        assert!(
            cookie.contains("Path=/;") && cookie.contains("Secure; HttpOnly; SameSite=Strict"),
            "{cookie}"
        );
    }
    let me = read(response).await;
    assert_eq!(me["member"]["person"]["name"], "Mara Lindqvist");
    assert_eq!(me["member"]["person"]["initials"], "ML");
    assert_eq!(me["member"]["role"], "owner");
    assert_eq!(me["member"]["email"], MARA);
    assert_eq!(me["member"]["team"]["name"], "Larkfield Studio");
    assert_eq!(
        me["member"]["abilities"],
        json!([
            "create_project",
            "manage_members",
            "read_audit",
            "see_all_projects"
        ])
    );
    assert_eq!(me["guest"], Value::Null);
    assert_eq!(me["setup_needed"], false);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_bytes() {
    let test = start().await;
    owner(&test.app).await;

    let mut answers = Vec::new();
    for email in [MARA, "nobody@larkfield.example", "x"] {
        let body = json!({ "email": email, "password": "wrong" });
        let response = send(
            &test.app,
            Actor::anonymous(),
            Method::POST,
            "/api/v1/sign-in",
            Some(body),
        )
        .await;
        let (parts, body) = response.into_parts();
        answers.push((
            parts.status,
            format!("{:?}", parts.headers),
            body.collect().await.unwrap().to_bytes(),
        ));
    }

    assert_eq!(answers[0].0, StatusCode::UNAUTHORIZED);
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
}

#[tokio::test]
async fn the_fourth_wrong_password_says_how_long_to_wait() {
    let test = start().await;
    owner(&test.app).await;
    let body = json!({ "email": MARA, "password": "wrong" });
    for _ in 0..3 {
        send(
            &test.app,
            Actor::anonymous(),
            Method::POST,
            "/api/v1/sign-in",
            Some(body.clone()),
        )
        .await;
    }

    let response = send(
        &test.app,
        Actor::anonymous(),
        Method::POST,
        "/api/v1/sign-in",
        Some(body),
    )
    .await;

    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(response.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(read(response).await["code"], "too_many");
}

#[tokio::test]
async fn the_team_page_shows_links_to_those_who_manage_members_only() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let una = member(&test.app, &owner, "una@larkfield.example", Role::Member).await;
    invite(&test.app, &owner, "ivo@larkfield.example", Role::Member)
        .await
        .unwrap();

    let get = |member: &kernel::Member| {
        let actor = Actor::member(member.clone());
        let app = test.app.clone();
        async move { read(send(&app, actor, Method::GET, "/api/v1/team/members", None).await).await }
    };
    let (for_owner, for_una) = (get(&owner).await, get(&una).await);

    assert_eq!(for_owner["members"][0]["name"], "Mara Lindqvist");
    assert_eq!(for_owner["members"][0]["role"], "owner");
    assert_eq!(for_owner["members"][0]["guest"], false);
    assert!(for_owner["members"][0]["joined_at"].is_i64());
    assert_eq!(for_owner["invitations"][0]["role"], "member");
    let url = for_owner["invitations"][0]["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://localhost:8443/invitation/inv_") && url.contains('#'),
        "{url}"
    );
    assert_eq!(for_owner["abilities"], json!(["manage_members"]));
    assert_eq!(for_una["members"].as_array().unwrap().len(), 2);
    assert_eq!(
        (&for_una["invitations"], &for_una["abilities"]),
        (&json!([]), &json!([]))
    );
}

#[tokio::test]
async fn strangers_reach_nothing_of_the_team() {
    let test = start().await;
    owner(&test.app).await;
    let invited = json!({ "email": "x@larkfield.example", "name": "X", "role": "member" });
    for (method, path, body) in [
        (Method::GET, "/api/v1/team/members", None),
        (Method::POST, "/api/v1/team/invitations", Some(invited)),
        (
            Method::DELETE,
            "/api/v1/team/invitations/inv_01900000000070008000000000000001",
            None,
        ),
    ] {
        let response = send(&test.app, Actor::anonymous(), method, path, body).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn an_invitation_is_looked_at_and_accepted_over_http() {
    let test = start().await;
    let owner = owner(&test.app).await;
    let actor = Actor::member(owner);
    let body = json!({ "email": "ivo@larkfield.example", "name": "Ivo", "role": "manager" });
    let made = send(
        &test.app,
        actor,
        Method::POST,
        "/api/v1/team/invitations",
        Some(body),
    )
    .await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let made = read(made).await;
    let secret = made["url"]
        .as_str()
        .unwrap()
        .split_once('#')
        .unwrap()
        .1
        .to_owned();
    let path = |end: &str| format!("/api/v1/invitations/{}/{end}", made["id"].as_str().unwrap());

    let look = json!({ "secret": secret });
    let look = send(
        &test.app,
        Actor::anonymous(),
        Method::POST,
        &path("look"),
        Some(look),
    )
    .await;
    let expected =
        json!({ "team_name": "Larkfield Studio", "email": "ivo@larkfield.example", "name": "Ivo" });
    assert_eq!(read(look).await, expected);

    let accept = json!({ "secret": secret, "name": "Ivo Baptiste", "password": PASSWORD });
    let accepted = send(
        &test.app,
        Actor::anonymous(),
        Method::POST,
        &path("accept"),
        Some(accept.clone()),
    )
    .await;
    assert_eq!(accepted.status(), StatusCode::OK);
    assert_eq!(read(accepted).await["member"]["role"], "manager");
    let again = send(
        &test.app,
        Actor::anonymous(),
        Method::POST,
        &path("accept"),
        Some(accept),
    )
    .await;
    assert_eq!(again.status(), StatusCode::FORBIDDEN);
    assert_eq!(read(again).await["code"], "link_used");
}

async fn send(
    app: &App,
    actor: Actor,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Response<Body> {
    let facts = VisitorFacts {
        address: "198.51.100.9".parse().ok(),
        ..VisitorFacts::default()
    };
    let (router, _) = access::routes().split_for_parts();
    let router = router
        .layer(Extension(actor))
        .layer(Extension(facts))
        .with_state(app.clone());
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
