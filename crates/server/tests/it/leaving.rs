//! Guests who leave a device.

use axum::http::StatusCode;
use serde_json::json;

use crate::events::{kinds_after, last};
use crate::world::world;

#[tokio::test]
async fn a_guest_who_leaves_is_nobody_with_the_old_cookie_and_the_link_works_again() {
    let world = world().await;
    let name = json!({ "group": world.ids.group, "name": "Gast", "email": "gast@nordlys.example" });
    world
        .call(&world.guest, "PUT", "/api/v1/guest/identity", Some(&name))
        .await
        .ok();
    let review = format!("/api/v1/reviews/{}", world.ids.review);
    world.call(&world.guest, "GET", &review, None).await.ok();
    let before = last(&world).await;

    for expected in [vec!["guest.left"], vec![]] {
        let before = last(&world).await;
        let answer = world
            .call(&world.guest, "DELETE", "/api/v1/guest/session", None)
            .await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(kinds_after(&world, before).await, expected);
    }

    let closed = world.call(&world.guest, "GET", &review, None).await;
    assert_eq!(closed.status, StatusCode::UNAUTHORIZED);
    let others = world
        .call(&world.other_guest, "GET", "/api/v1/me", None)
        .await
        .ok();
    assert!(others["guest"].is_object(), "another guest stays");
    let again = world.open_link_in(&world.guest, &world.ids.group).await;
    world.call(&again, "GET", &review, None).await.ok();
    assert_eq!(
        kinds_after(&world, before)
            .await
            .first()
            .map(String::as_str),
        Some("guest.left")
    );
}
