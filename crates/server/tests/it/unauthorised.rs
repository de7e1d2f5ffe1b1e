//! Every operation of the API, called by those who may not. An operation that is missing here fails the test, so a new
//! one cannot be forgotten.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{Caller, Ids, World, world};

/// What an operation asks of its caller.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Door {
    /// Anybody; what it gives depends on a secret in the body.
    Public,
    /// Anybody from anywhere: what it does stands signed in the path, for mail programs.
    Signed,
    /// A member, about their own team or session only.
    Own,
    /// A member of the thing's team; guests are strangers to it.
    Team,
    /// A manager of the thing's team.
    Manager,
    /// An admin of their own team.
    Admin,
    /// A member of the thing's team, or a guest of its group.
    Group,
}

pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) door: Door,
    pub(crate) body: Option<Value>,
}

fn operation(method: &'static str, path: &'static str, door: Door, body: Value) -> Operation {
    Operation {
        method,
        path,
        door,
        body: Some(body),
    }
}

fn bare(method: &'static str, path: &'static str, door: Door) -> Operation {
    Operation {
        method,
        path,
        door,
        body: None,
    }
}

pub(crate) fn operations(ids: &Ids) -> Vec<Operation> {
    use Door::{Admin, Group, Manager, Own, Public, Signed, Team};
    let words = json!({ "blocks": [{ "spans": [{ "text": "words" }] }] });
    let client_id = "0190a000-0000-4000-8000-000000000001";
    vec![
        bare("GET", "/api/v1/health/live", Public),
        bare("GET", "/api/v1/health/ready", Public),
        bare("GET", "/api/v1/openapi.json", Public),
        bare("GET", "/api/v1/issuer-key", Public),
        bare("GET", "/api/v1/me", Public),
        bare("GET", "/api/v1/setup", Public),
        bare("OPTIONS", "/api/v1/uploads", Public),
        operation(
            "POST",
            "/api/v1/setup",
            Public,
            json!({ "code": "K7QF-93MD-XT2C", "team_name": "x", "name": "x", "email": "x@x.example", "password": "correct horse battery" }),
        ),
        operation(
            "POST",
            "/api/v1/sign-in",
            Public,
            json!({ "email": "x@x.example", "password": "x" }),
        ),
        operation(
            "POST",
            "/api/v1/sign-in/link",
            Public,
            json!({ "token": "x" }),
        ),
        operation(
            "POST",
            "/api/v1/password-strength",
            Public,
            json!({ "password": "x", "context": [] }),
        ),
        operation(
            "POST",
            "/api/v1/invitations/{invitation}/look",
            Public,
            json!({ "secret": "x" }),
        ),
        operation(
            "POST",
            "/api/v1/invitations/{invitation}/accept",
            Public,
            json!({ "secret": "x", "name": "x", "password": "correct horse battery" }),
        ),
        operation(
            "POST",
            "/api/v1/review-links/{link}/open",
            Public,
            json!({ "secret": "x" }),
        ),
        bare("POST", "/api/v1/reviews/{review}/versions", Team),
        operation(
            "POST",
            "/api/v1/review-links/{link}/code",
            Public,
            json!({ "secret": "x", "email": "ines@nordlys.example", "name": "x" }),
        ),
        operation(
            "POST",
            "/api/v1/review-links/{link}/code/check",
            Public,
            json!({ "secret": "x", "code": "123456" }),
        ),
        bare("POST", "/api/v1/sign-out", Public),
        bare("DELETE", "/api/v1/guest/session", Public),
        bare("GET", "/api/v1/overview", Own),
        bare("GET", "/api/v1/places", Own),
        bare("GET", "/api/v1/sessions", Own),
        bare("DELETE", "/api/v1/sessions", Own),
        bare("DELETE", "/api/v1/sessions/{session}", Team),
        operation(
            "POST",
            "/api/v1/password",
            Own,
            json!({ "current": "x", "new": "correct horse battery" }),
        ),
        bare("GET", "/api/v1/team/members", Own),
        bare("GET", "/api/v1/team/storage", Own),
        operation(
            "POST",
            "/api/v1/team/invitations",
            Admin,
            json!({ "email": "new@larkfield.example", "name": "New", "role": "member" }),
        ),
        bare("DELETE", "/api/v1/team/invitations/{invitation}", Team),
        operation("POST", "/api/v1/projects", Own, json!({ "name": "x" })),
        operation(
            "PATCH",
            "/api/v1/projects/{project}",
            Team,
            json!({ "name": "x" }),
        ),
        bare("DELETE", "/api/v1/projects/{project}", Manager),
        bare("POST", "/api/v1/projects/{project}/restore", Manager),
        bare("GET", "/api/v1/projects/{project}/dashboard", Team),
        bare("GET", "/api/v1/projects/{project}/content.zip", Team),
        bare("GET", "/api/v1/project-marks", Own),
        bare("PUT", "/api/v1/projects/{project}/favourite", Team),
        bare("DELETE", "/api/v1/projects/{project}/favourite", Team),
        bare("PUT", "/api/v1/projects/{project}/archive", Manager),
        bare("DELETE", "/api/v1/projects/{project}/archive", Manager),
        operation(
            "POST",
            "/api/v1/projects/{project}/groups",
            Manager,
            json!({ "name": "x" }),
        ),
        operation(
            "POST",
            "/api/v1/projects/{project}/sections",
            Team,
            json!({ "name": "x" }),
        ),
        operation(
            "PATCH",
            "/api/v1/sections/{section}",
            Team,
            json!({ "name": "x" }),
        ),
        bare("DELETE", "/api/v1/sections/{section}", Team),
        operation(
            "PATCH",
            "/api/v1/files/{file}",
            Team,
            json!({ "name": "x" }),
        ),
        bare("DELETE", "/api/v1/files/{file}", Team),
        bare("POST", "/api/v1/files/{file}/restore", Team),
        operation(
            "POST",
            "/api/v1/files/{file}/move",
            Team,
            json!({ "project": ids.project, "close_reviews": true }),
        ),
        bare("POST", "/api/v1/uploads", Own),
        bare("HEAD", "/api/v1/uploads/{upload}", Team),
        bare("PATCH", "/api/v1/uploads/{upload}", Team),
        bare("DELETE", "/api/v1/uploads/{upload}", Team),
        bare("GET", "/api/v1/versions/{version}/content", Group),
        bare("GET", "/api/v1/versions/{version}/display", Group),
        bare("GET", "/api/v1/versions/{version}/thumbnail", Group),
        bare(
            "GET",
            "/api/v1/versions/{version}/tiles/{level}/{x}/{y}",
            Group,
        ),
        bare("GET", "/api/v1/versions/{version}/preview", Group),
        bare("GET", "/api/v1/groups/{group}", Group),
        bare("GET", "/api/v1/groups/{group}/content.zip", Group),
        operation(
            "PATCH",
            "/api/v1/groups/{group}",
            Manager,
            json!({ "name": "x" }),
        ),
        bare("DELETE", "/api/v1/groups/{group}", Manager),
        bare("POST", "/api/v1/groups/{group}/link/rotate", Manager),
        operation(
            "PUT",
            "/api/v1/groups/{group}/password",
            Manager,
            json!({ "password": null }),
        ),
        operation(
            "POST",
            "/api/v1/groups/{group}/reviewers",
            Manager,
            json!({ "email": "x@x.example", "name": "x" }),
        ),
        operation(
            "PATCH",
            "/api/v1/groups/{group}/reviewers/{person}",
            Manager,
            json!({ "decides": true }),
        ),
        bare(
            "DELETE",
            "/api/v1/groups/{group}/reviewers/{person}",
            Manager,
        ),
        operation(
            "PUT",
            "/api/v1/guest/identity",
            Group,
            json!({ "group": ids.group, "name": "x", "email": "x@x.example" }),
        ),
        operation(
            "POST",
            "/api/v1/reviews",
            Team,
            json!({ "versions": [ids.version], "groups": [ids.group] }),
        ),
        bare("GET", "/api/v1/reviews/{review}", Group),
        operation(
            "PATCH",
            "/api/v1/reviews/{review}",
            Team,
            json!({ "due_at": null }),
        ),
        bare("GET", "/api/v1/reviews/{review}/comments", Group),
        operation(
            "POST",
            "/api/v1/reviews/{review}/comments",
            Group,
            json!({ "body": words, "client_id": client_id }),
        ),
        operation(
            "POST",
            "/api/v1/reviews/{review}/decisions",
            Group,
            json!({ "verdict": "approve", "sha256": ids.sha256, "locale": "en", "zone": "Europe/Oslo" }),
        ),
        operation(
            "PATCH",
            "/api/v1/comments/{comment}",
            Group,
            json!({ "body": words }),
        ),
        bare("DELETE", "/api/v1/comments/{comment}", Group),
        bare("POST", "/api/v1/comments/{comment}/restore", Group),
        bare("POST", "/api/v1/comments/{comment}/resolve", Group),
        bare("POST", "/api/v1/comments/{comment}/reopen", Group),
        bare("PUT", "/api/v1/comments/{comment}/like", Group),
        bare("DELETE", "/api/v1/comments/{comment}/like", Group),
        bare("POST", "/api/v1/reviews/{review}/attachments", Group),
        bare("GET", "/api/v1/attachments/{attachment}", Group),
        bare("PUT", "/api/v1/comments/{comment}/pin", Team),
        bare("DELETE", "/api/v1/comments/{comment}/pin", Team),
        operation(
            "POST",
            "/api/v1/reviews/{review}/comments/copy",
            Team,
            json!({ "from": ids.review, "comments": [{ "comment": ids.comment }] }),
        ),
        operation(
            "POST",
            "/api/v1/decisions/{decision}/withdraw",
            Group,
            json!({ "locale": "en", "zone": "Europe/Oslo" }),
        ),
        bare("GET", "/api/v1/decisions/{decision}", Group),
        bare(
            "GET",
            "/api/v1/decisions/{decision}/certificate.json",
            Group,
        ),
        bare("GET", "/api/v1/decisions/{decision}/certificate.pdf", Group),
        bare("GET", "/api/v1/events", Own),
        bare("GET", "/api/v1/inbox", Own),
        bare("GET", "/api/v1/inbox/unread", Own),
        operation(
            "POST",
            "/api/v1/inbox/mark",
            Own,
            json!({ "all": true, "read": true }),
        ),
        bare("GET", "/api/v1/notification-settings", Own),
        operation(
            "PATCH",
            "/api/v1/notification-settings",
            Own,
            json!({ "digest_minutes": 30 }),
        ),
        bare("GET", "/api/v1/team/outbox", Admin),
        operation(
            "POST",
            "/api/v1/team/outbox/{mail}",
            Team,
            json!({ "step": "done" }),
        ),
        operation(
            "POST",
            "/api/v1/unsubscribe/look",
            Public,
            json!({ "token": "x" }),
        ),
        operation(
            "POST",
            "/api/v1/unsubscribe",
            Public,
            json!({ "token": "x", "on": false }),
        ),
        bare("GET", "/api/v1/unsubscribe/{token}", Public),
        bare("POST", "/api/v1/unsubscribe/{token}", Signed),
    ]
}

/// The path of an operation on the demo team's things.
pub(crate) fn path(operation: &Operation, ids: &Ids) -> String {
    let absent = "01900000000070008000000000000000";
    [
        ("{project}", ids.project.clone()),
        ("{section}", ids.section.clone()),
        ("{file}", ids.file.clone()),
        ("{version}", ids.version.clone()),
        ("{group}", ids.group.clone()),
        ("{person}", ids.person.clone()),
        ("{review}", ids.review.clone()),
        ("{comment}", ids.comment.clone()),
        ("{decision}", ids.decision.clone()),
        ("{invitation}", format!("inv_{absent}")),
        ("{link}", format!("lnk_{absent}")),
        ("{session}", format!("ses_{absent}")),
        ("{upload}", format!("upl_{absent}")),
        ("{attachment}", format!("att_{absent}")),
        ("{level}", "0".to_owned()),
        ("{x}", "0".to_owned()),
        ("{y}", "0".to_owned()),
        ("{mail}", format!("mal_{absent}")),
        ("{token}", "unsigned".to_owned()),
    ]
    .iter()
    .fold(operation.path.to_owned(), |path, (name, id)| {
        path.replace(name, id)
    })
}

async fn status(world: &World, who: &Caller, operation: &Operation) -> StatusCode {
    let path = path(operation, &world.ids);
    world
        .call(who, operation.method, &path, operation.body.as_ref())
        .await
        .status
}

fn shape(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn every_operation_of_the_api_is_in_this_table() {
    let described: BTreeSet<String> = server::router::api()
        .1
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| {
            let item = serde_json::to_value(item).unwrap();
            let methods: Vec<String> = item
                .as_object()
                .unwrap()
                .keys()
                .map(|method| method.to_uppercase())
                .collect();
            methods
                .into_iter()
                .map(|method| format!("{method} {}", shape(path)))
                .collect::<Vec<_>>()
        })
        .collect();
    let listed: BTreeSet<String> = operations(&Ids::default())
        .iter()
        .map(|operation| format!("{} {}", operation.method, shape(operation.path)))
        .collect();

    let missing: Vec<_> = described.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&described).collect();

    assert!(
        missing.is_empty(),
        "say in operations() who may call: {missing:?}"
    );
    assert!(gone.is_empty(), "no longer there: {gone:?}");
}

#[tokio::test]
async fn nobody_gets_through_a_door_that_is_not_theirs() {
    let world = world().await;
    let nobody = Caller {
        cookie: None,
        origin: world.owner.origin.clone(),
    };
    let mut wrong = Vec::new();
    for operation in operations(&world.ids) {
        let mut check = |who: &str, found: StatusCode, allowed: &[u16]| {
            if !allowed.contains(&found.as_u16()) {
                wrong.push(format!(
                    "{who}: {} {} answered {found}, expected {allowed:?}",
                    operation.method, operation.path
                ));
            }
        };
        let forged = Caller {
            cookie: world.owner.cookie.clone(),
            origin: None,
        };
        if operation.door == Door::Signed {
            check(
                "an unsigned word",
                status(&world, &forged, &operation).await,
                &[404],
            );
            continue;
        }
        if !matches!(operation.method, "GET" | "HEAD" | "OPTIONS") {
            check(
                "a foreign page",
                status(&world, &forged, &operation).await,
                &[403],
            );
            let elsewhere = Caller {
                origin: Some("https://elsewhere.example".to_owned()),
                ..forged
            };
            check(
                "a foreign page",
                status(&world, &elsewhere, &operation).await,
                &[403],
            );
        }
        if operation.door == Door::Public {
            continue;
        }
        check("nobody", status(&world, &nobody, &operation).await, &[401]);
        check(
            "a revoked session",
            status(&world, &world.revoked, &operation).await,
            &[401],
        );
        if operation.door != Door::Own && operation.door != Door::Admin {
            check(
                "another team's owner",
                status(&world, &world.stranger, &operation).await,
                &[404],
            );
        }
        // Guests of another group: no account where one is needed, and no such thing where the group is not theirs.
        if operation.path != "/api/v1/events" {
            check(
                "another group's guest",
                status(&world, &world.other_guest, &operation).await,
                &[401, 404],
            );
        }
        if matches!(operation.door, Door::Team | Door::Manager | Door::Admin) {
            check(
                "this group's guest",
                status(&world, &world.guest, &operation).await,
                &[401, 403, 404],
            );
        }
        if matches!(operation.door, Door::Manager | Door::Admin) {
            check(
                "a plain member",
                status(&world, &world.member, &operation).await,
                &[403],
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{} doors are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[tokio::test]
async fn an_id_that_is_malformed_or_of_another_kind_is_404() {
    let world = world().await;
    for path in [
        "/api/v1/reviews/rev_xyz".to_owned(),
        "/api/v1/reviews/%7f".to_owned(),
        format!("/api/v1/reviews/{}", world.ids.project),
        format!("/api/v1/projects/{}/dashboard", world.ids.review),
        "/api/v1/versions/ver_01900000000070008000000000000000/content".to_owned(),
    ] {
        assert_eq!(
            world.call(&world.owner, "GET", &path, None).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn malformed_bodies_get_a_clear_answer_and_change_nothing() {
    let world = world().await;
    let path = format!("/api/v1/reviews/{}/comments", world.ids.review);
    let before = world.call(&world.owner, "GET", &path, None).await.ok();
    for body in [
        json!(null),
        json!([]),
        json!({}),
        json!({ "body": 7 }),
        json!({ "unknown": true }),
        json!("words"),
    ] {
        let answer = world.call(&world.owner, "POST", &path, Some(&body)).await;

        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(
            answer.body["detail"].as_str().unwrap().ends_with('.'),
            "{}",
            answer.body
        );
        assert_eq!(
            answer.body["incident"],
            Value::Null,
            "our fault: {}",
            answer.body
        );
    }
    assert_eq!(
        world.call(&world.owner, "GET", &path, None).await.ok(),
        before
    );
}
