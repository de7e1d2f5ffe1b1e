//! Who somebody says they are in a header counts for nothing: bytes, previews and everything else need the session.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;

use crate::world::{World, world};

/// Headers by which proxies, gateways and other products name the person behind a request.
fn claims(world: &World) -> Vec<(&'static str, String)> {
    let person = world.ids.person.clone();
    let address = "mara@larkfield.example".to_owned();
    vec![
        ("x-forwarded-user", address.clone()),
        ("x-forwarded-email", address.clone()),
        ("x-remote-user", "mara".to_owned()),
        ("remote-user", "mara".to_owned()),
        ("x-auth-request-email", address),
        ("x-user-id", person.clone()),
        ("x-person", person),
        ("x-forwarded-for", "127.0.0.1".to_owned()),
        ("x-real-ip", "127.0.0.1".to_owned()),
        ("x-original-url", "/api/v1/health/live".to_owned()),
        ("x-rewrite-url", "/api/v1/health/live".to_owned()),
        ("authorization", "Basic bWFyYTptYXJh".to_owned()),
        ("authorization", format!("Bearer {}", "A".repeat(43))),
    ]
}

fn places(world: &World) -> Vec<String> {
    let ids = &world.ids;
    let of_version = ["content", "display", "thumbnail", "preview", "tiles/0/0/0"];
    let mut places: Vec<String> = of_version
        .iter()
        .map(|what| format!("/api/v1/versions/{}/{what}", ids.version))
        .collect();
    places.extend([
        format!("/api/v1/projects/{}/content.zip", ids.project),
        format!("/api/v1/groups/{}/content.zip", ids.group),
        format!("/api/v1/decisions/{}/certificate.pdf", ids.decision),
        format!("/api/v1/reviews/{}/comments", ids.review),
        "/api/v1/overview".to_owned(),
        "/api/v1/events".to_owned(),
    ]);
    places
}

#[tokio::test]
async fn no_header_makes_somebody_of_nobody() {
    let world = world().await;
    for place in places(&world) {
        for (name, value) in claims(&world) {
            let request = Request::builder().uri(&place).header(name, &value);
            let request = request.body(Body::empty()).unwrap();

            let answer = world.router.clone().oneshot(request).await.unwrap();

            let status = answer.status();
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{place} with {name}");
        }
    }
}

#[tokio::test]
async fn no_header_makes_a_guest_a_member() {
    let world = world().await;
    let cookie = world.guest.cookie.clone().unwrap();
    for (name, value) in claims(&world) {
        let request = Request::builder()
            .uri("/api/v1/overview")
            .header(header::COOKIE, &cookie)
            .header(name, &value);
        let request = request.body(Body::empty()).unwrap();

        let answer = world.router.clone().oneshot(request).await.unwrap();

        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{name}");
    }
}
