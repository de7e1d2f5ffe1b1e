//! Guests who leave a device.

use axum::http::StatusCode;
use serde_json::json;

use crate::events::{kinds_after, last};
use crate::world::{world, world_that_sends_mail};

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

#[tokio::test]
async fn who_leaves_while_a_group_asks_for_more_has_left_it_too() {
    let world = world_that_sends_mail().await;
    let review = format!("/api/v1/reviews/{}", world.ids.review);
    world.call(&world.guest, "GET", &review, None).await.ok();
    let group = format!("/api/v1/groups/{}", world.ids.group);
    let asks_for_code = async |on: bool| {
        let settings = json!({ "settings": { "mailed_code": on } });
        let changed = world.call(&world.owner, "PATCH", &group, Some(&settings));
        changed.await.ok();
    };
    asks_for_code(true).await;
    let closed = world.call(&world.guest, "GET", &review, None).await;
    assert_eq!(closed.status, StatusCode::UNAUTHORIZED);

    let before = last(&world).await;
    let left = world.call(&world.guest, "DELETE", "/api/v1/guest/session", None);
    assert_eq!(left.await.status, StatusCode::NO_CONTENT);
    assert_eq!(kinds_after(&world, before).await, ["guest.left"]);

    asks_for_code(false).await;
    let closed = world.call(&world.guest, "GET", &review, None).await;
    assert_eq!(closed.status, StatusCode::UNAUTHORIZED);
}
