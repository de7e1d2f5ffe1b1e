//! The routes: what a handler adds to its use case.

use ::http::{Request, StatusCode, header};
use axum::body::Body;
use http_body_util::BodyExt;
use kernel::Actor;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::studio::{PDF, Studio, parts, sha256};

#[tokio::test]
async fn a_guest_comes_in_comments_and_signs() {
    let studio = Studio::new().await;
    let (id, secret) = parts(&studio.url(studio.group).await);
    let nobody = Actor::anonymous();

    let (status, opened) = send(
        &studio,
        &nobody,
        "POST",
        &format!("/review-links/{id}/open"),
        json!({ "secret": secret }),
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(opened["review"], studio.review.to_string());
    let guest = studio.guest(studio.group).await;
    let who = guest.actor(&studio.app).await;
    let identity = json!({ "group": studio.group.to_string(), "name": "Ingrid", "email": "ingrid@client.example" });
    let (status, _) = send(&studio, &who, "PUT", "/guest/identity", identity).await;
    assert_eq!(status, StatusCode::OK);

    let who = guest.actor(&studio.app).await;
    let comment = json!({
        "body": { "blocks": [{ "spans": [{ "text": "Move this" }, { "link": "https://example.com", "text": "so" }] }] },
        "markers": [{ "target": { "version": studio.file.version.to_string(), "sha256": sha256(PDF) },
            "selectors": [{ "type": "SvgSelector", "shape": "rectangle", "points": [[0.1, 0.1], [0.2, 0.2]], "page": 1 }] }],
        "client_id": "0190a000-0000-7000-8000-000000000001"
    });
    let (status, said) = send(
        &studio,
        &who,
        "POST",
        &format!("/reviews/{}/comments", studio.review),
        comment.clone(),
    )
    .await;
    assert_eq!(status, StatusCode::CREATED, "{said}");
    assert_eq!(said["body"], comment["body"]);
    assert_eq!(said["markers"], comment["markers"]);

    let decision = json!({ "verdict": "approve", "sha256": sha256(PDF), "locale": "en", "zone": "Europe/Berlin" });
    let (status, decided) = send(
        &studio,
        &who,
        "POST",
        &format!("/reviews/{}/decisions", studio.review),
        decision,
    )
    .await;
    assert_eq!(status, StatusCode::CREATED, "{decided}");
    let path = format!(
        "/decisions/{}/certificate.json",
        decided["id"].as_str().unwrap()
    );
    let (status, certificate) = send(&studio, &who, "GET", &path, Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(certificate["format"], "countersign-certificate/1");
    let (status, page) = send(
        &studio,
        &who,
        "GET",
        &format!("/reviews/{}", studio.review),
        Value::Null,
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(page["review"]["status"], "approve");
    assert_eq!(page["version"]["sha256"], sha256(PDF));
    assert_eq!(page["version"]["kind"], "pdf");
}

#[tokio::test]
async fn closed_doors_answer_with_their_own_status() {
    let studio = Studio::new().await;
    let nobody = Actor::anonymous();
    let (id, secret) = parts(&studio.url(studio.group).await);
    let path = format!("/review-links/{id}/open");
    let password = crate::studio::secret_of("violet anchor 41 pines");
    review::groups::set_password(&studio.app, &studio.owner, studio.group, Some(password))
        .await
        .unwrap();

    let (status, problem) =
        send(&studio, &nobody, "POST", &path, json!({ "secret": secret })).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::UNAUTHORIZED, Some("password_needed"))
    );
    review::links::rotate(&studio.app, &studio.owner, studio.group)
        .await
        .unwrap();
    let (status, problem) =
        send(&studio, &nobody, "POST", &path, json!({ "secret": secret })).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::GONE, Some("link_revoked"))
    );
}

#[tokio::test]
async fn nobody_gets_in_without_a_session() {
    let studio = Studio::new().await;
    let nobody = Actor::anonymous();
    let review = studio.review;
    for (method, path) in [
        ("GET", format!("/reviews/{review}")),
        ("GET", format!("/reviews/{review}/comments")),
        ("GET", format!("/groups/{}", studio.group)),
        ("GET", format!("/projects/{}/dashboard", studio.project)),
        ("GET", "/overview".to_owned()),
        ("DELETE", format!("/groups/{}", studio.group)),
    ] {
        assert_eq!(
            send(&studio, &nobody, method, &path, Value::Null).await.0,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    // The issuer's key is for everybody.
    assert_eq!(
        send(&studio, &nobody, "GET", "/issuer-key", Value::Null)
            .await
            .0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn unknown_fields_and_filters_are_refused() {
    let studio = Studio::new().await;
    let review = studio.review;
    let cases = [
        (
            "PATCH",
            format!("/reviews/{review}"),
            json!({ "state": "approve" }),
        ),
        (
            "PATCH",
            format!("/reviews/{review}"),
            json!({ "status": "approved" }),
        ),
        (
            "POST",
            format!("/reviews/{review}/comments"),
            json!({ "body": { "html": "<b>" }, "client_id": "x" }),
        ),
        (
            "GET",
            format!("/projects/{}/dashboard?status=maybe", studio.project),
            Value::Null,
        ),
    ];
    for (method, path, body) in cases {
        let (status, problem) = send(&studio, &studio.owner, method, &path, body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {problem}");
    }
}

#[tokio::test]
async fn a_request_without_a_password_takes_none_away() {
    let studio = Studio::new().await;
    let path = format!("/groups/{}/password", studio.group);
    let set = json!({ "password": "violet anchor 41 pines" });
    let is_set = async || {
        let page = review::group_page::show(&studio.app, &studio.owner, studio.group).await;
        page.unwrap().group.settings.password_set
    };
    let (status, _) = send(&studio, &studio.owner, "PUT", &path, set).await;
    assert_eq!(status, StatusCode::NO_CONTENT);

    let (status, _) = send(&studio, &studio.owner, "PUT", &path, json!({})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(is_set().await);

    let none = json!({ "password": null });
    let (status, _) = send(&studio, &studio.owner, "PUT", &path, none).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert!(!is_set().await);
}

async fn send(
    studio: &Studio,
    who: &Actor,
    method: &str,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    let (router, _) = review::routes().split_for_parts();
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/v1{path}"))
        .header(header::CONTENT_TYPE, "application/json")
        .extension(who.clone())
        .body(if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        })
        .unwrap();
    let response = router
        .with_state(studio.app.clone())
        .oneshot(request)
        .await
        .unwrap();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
}
