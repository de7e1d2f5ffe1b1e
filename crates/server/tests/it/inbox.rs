//! Notifications over the wire: the inbox, its settings, the outbox and the link that ends mails.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::Actor;
use notify::rules::kind::Topic;
use notify::unsubscribe::Subscription;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::{Caller, World, world};

async fn tell(world: &World) {
    let app = world.test.app.clone();
    audit::Sequencer::new(app.clone())
        .number_all()
        .await
        .unwrap();
    notify::Teller::new(app).tell_all().await.unwrap();
}

async fn me(world: &World, who: &Caller) -> Value {
    let me = world.call(who, "GET", "/api/v1/me", None).await.ok();
    me["member"]["person"]["id"].clone()
}

async fn call_member(world: &World, team_only: bool) -> String {
    let person = me(world, &world.member).await;
    let client_id = world.test.app.mint::<kernel::ids::CommentKind>().uuid();
    let body = json!({
        "body": { "blocks": [{ "spans": [{ "text": "Please look " }, { "mention": person, "name": "" }] }] },
        "client_id": client_id,
        "team_only": team_only,
    });
    let path = format!("/api/v1/reviews/{}/comments", world.ids.review);
    let comment = world
        .call(&world.owner, "POST", &path, Some(&body))
        .await
        .ok();
    comment["id"].as_str().unwrap().to_owned()
}

async fn get(world: &World, who: &Caller, path: &str) -> Value {
    world.call(who, "GET", path, None).await.ok()
}

#[tokio::test]
async fn a_mention_is_in_the_inbox_until_it_is_read() {
    let world = world().await;
    let comment = call_member(&world, true).await;
    tell(&world).await;

    let inbox = get(&world, &world.member, "/api/v1/inbox?unread=true").await;

    let item = &inbox["items"][0];
    assert_eq!(item["kind"], "mention");
    assert_eq!(item["comment"], comment.as_str());
    assert_eq!(item["place"]["review"], world.ids.review.as_str());
    assert_eq!(item["words"], "Please look @Nadia Berg");
    assert_eq!(item["team_only"], true);
    assert_eq!(
        get(&world, &world.member, "/api/v1/inbox/unread").await,
        json!({ "unread": 1, "more": false })
    );
    let mark = json!({ "items": [item["id"]], "read": true });
    world
        .call(&world.member, "POST", "/api/v1/inbox/mark", Some(&mark))
        .await
        .expect(StatusCode::NO_CONTENT);
    let unread = get(&world, &world.member, "/api/v1/inbox?unread=true").await;
    assert_eq!(unread["items"], json!([]));
    let all = get(&world, &world.member, "/api/v1/inbox").await;
    assert_eq!(all["items"][0]["unread"], false);
}

#[tokio::test]
async fn malformed_marks_are_refused() {
    let world = world().await;
    let many: Vec<String> = (0..201)
        .map(|number| format!("itm_{number:032x}"))
        .collect();
    for body in [
        json!({ "items": ["rev_01900000000070008000000000000000"], "read": true }),
        json!({ "items": ["itm_x"], "read": true }),
        json!({ "items": many, "read": true }),
        json!({ "all": true }),
        json!({ "everything": true, "read": true }),
    ] {
        let answer = world
            .call(&world.member, "POST", "/api/v1/inbox/mark", Some(&body))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
    let answer = world
        .call(&world.member, "GET", "/api/v1/inbox?before=x", None)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn choices_are_kept_and_shown() {
    let world = world().await;
    let change = json!({
        "topics": [{ "topic": "mention", "in_app": true, "email": false }],
        "digest_minutes": 120,
        "zone": "europe/oslo",
    });

    let path = "/api/v1/notification-settings";
    world
        .call(&world.member, "PATCH", path, Some(&change))
        .await
        .ok();

    let shown = get(&world, &world.member, path).await;
    assert_eq!(shown["digest_minutes"], 120);
    assert_eq!(shown["zone"], "Europe/Oslo");
    assert_eq!(shown["topics"][0]["email"], false);
    assert_eq!(shown["email"], "nadia.berg@fremd.example");
    assert_eq!(
        get(&world, &world.owner, path).await["topics"][0]["email"],
        true
    );
    let unknown = json!({ "topics": [{ "topic": "gossip", "in_app": true, "email": true }] });
    let answer = world
        .call(&world.member, "PATCH", path, Some(&unknown))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_outbox_has_the_invitations_of_a_server_without_mail() {
    let world = world().await;
    let new = json!({ "email": "new@larkfield.example", "name": "New Person", "role": "member" });
    let invited = world
        .call(&world.owner, "POST", "/api/v1/team/invitations", Some(&new))
        .await
        .ok();
    tell(&world).await;

    let outbox = get(&world, &world.owner, "/api/v1/team/outbox").await;

    assert_eq!(outbox["sends_mail"], false);
    let own = outbox["invitations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "New Person")
        .unwrap();
    assert_eq!(own["url"], invited["url"]);
    let path = format!("/api/v1/team/outbox/{}", own["id"].as_str().unwrap());
    let done = json!({ "step": "done" });
    let forbidden = world.call(&world.member, "POST", &path, Some(&done)).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    world
        .call(&world.owner, "POST", &path, Some(&done))
        .await
        .expect(StatusCode::NO_CONTENT);
}

async fn from_elsewhere(world: &World, method: &str, path: &str) -> (StatusCode, Option<String>) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(if method == "GET" {
            ""
        } else {
            "List-Unsubscribe=One-Click"
        }))
        .unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    let location = response
        .headers()
        .get(header::LOCATION)
        .map(|value| value.to_str().unwrap().to_owned());
    (response.status(), location)
}

#[tokio::test]
async fn a_mail_program_ends_mails_by_one_click_and_a_scanner_changes_nothing() {
    let world = world().await;
    let person = server::demo::owner(&world.test.app).await.unwrap();
    let mut reader = world.test.app.read(&Actor::system()).await.unwrap();
    let team = access::teams::membership(&mut reader, person)
        .await
        .unwrap()
        .unwrap()
        .team;
    drop(reader);
    let token = Subscription {
        team,
        person,
        topic: Topic::Mention,
    }
    .token(&world.test.app);
    let path = format!("/api/v1/unsubscribe/{token}");
    let settings = "/api/v1/notification-settings";

    let looked = from_elsewhere(&world, "GET", &path).await;

    assert_eq!(looked.0, StatusCode::SEE_OTHER);
    assert_eq!(looked.1, Some(format!("/unsubscribe#{token}")));
    let shown = get(&world, &world.owner, settings).await;
    assert_eq!(shown["topics"][0]["email"], true, "looking changes nothing");
    let clicked = from_elsewhere(&world, "POST", &path).await;
    assert_eq!(clicked.0, StatusCode::NO_CONTENT);
    let shown = get(&world, &world.owner, settings).await;
    assert_eq!(shown["topics"][0]["email"], false);
    assert_eq!(
        from_elsewhere(&world, "POST", "/api/v1/unsubscribe/forged")
            .await
            .0,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        from_elsewhere(&world, "GET", "/api/v1/unsubscribe/forged")
            .await
            .0,
        StatusCode::NOT_FOUND
    );
}
