//! A team and its guests do everything the API offers to the same project at the same time. Whatever they are told, no
//! answer is a failure of ours, and on PostgreSQL no two of their transactions wait for one another.

use std::sync::Arc;

use axum::http::StatusCode;
use futures::future::join_all;
use kernel::App;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::tiles::try_upload;
use crate::unauthorised::{Door, Operation, operations, path};
use crate::world::{Caller, World, world};

/// People at work, and what each of them does.
const PEOPLE: u32 = 16;
const DEEDS: u32 = 60;

/// What would end the others' work for good.
const LEFT_OUT: [(&str, &str); 3] = [
    ("DELETE", "/api/v1/groups/{group}"),
    ("DELETE", "/api/v1/sessions"),
    ("POST", "/api/v1/password"),
];

/// What is undone at once, for the others to have something to do.
const UNDONE: [(&str, &str, &str, &str); 3] = [
    (
        "DELETE",
        "/api/v1/projects/{project}",
        "POST",
        "/api/v1/projects/{project}/restore",
    ),
    (
        "PUT",
        "/api/v1/projects/{project}/archive",
        "DELETE",
        "/api/v1/projects/{project}/archive",
    ),
    (
        "DELETE",
        "/api/v1/files/{file}",
        "POST",
        "/api/v1/files/{file}/restore",
    ),
];

/// Numbers that are the same in every run: Knuth's linear congruential generator for 64 bits.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

/// What is done often in one place and is not in the table, or would say the same twice there.
fn changed(world: &World, operation: &mut Operation, chance: &mut Chance, elsewhere: &str) {
    let client_id = world.test.app.mint::<kernel::ids::CommentKind>().uuid();
    let place = chance.below(4);
    let body = match (operation.method, operation.path) {
        ("POST", "/api/v1/reviews/{review}/comments") => json!({
            "body": { "blocks": [{ "spans": [{ "text": "words" }] }] }, "client_id": client_id,
        }),
        ("PATCH", "/api/v1/files/{file}") => {
            json!({ "name": format!("{place}.png"), "position": place })
        }
        ("PATCH", "/api/v1/sections/{section}") => {
            json!({ "name": format!("Section {place}"), "position": place })
        }
        ("PATCH", "/api/v1/reviews/{review}") => json!({ "locked": place == 0 }),
        ("POST", "/api/v1/files/{file}/move") if place > 1 => {
            json!({ "project": elsewhere, "close_reviews": true })
        }
        _ => return,
    };
    operation.body = Some(body);
}

/// How many deeds were done, and what the server failed at.
async fn work(world: &World, who: &Caller, number: u32, elsewhere: &str) -> (u32, Vec<String>) {
    let mut chance = Chance(u64::from(number));
    let mut done = 0;
    let mut failures = Vec::new();
    for _ in 0..DEEDS {
        if chance.below(8) == 0 {
            let sent = try_upload(world, &format!("{number}.txt"), b"words".to_vec()).await;
            let status = sent.err().filter(StatusCode::is_server_error);
            failures.extend(status.map(|status| format!("an upload: {status}")));
            continue;
        }
        let mut all = operations(&world.ids);
        all.retain(|operation| {
            operation.method != "GET"
                && !matches!(operation.door, Door::Public | Door::Signed)
                && !LEFT_OUT.contains(&(operation.method, operation.path))
        });
        let mut operation = all.swap_remove(chance.below(all.len()));
        changed(world, &mut operation, &mut chance, elsewhere);
        let mut deeds = vec![(
            operation.method,
            path(&operation, &world.ids),
            operation.body.clone(),
        )];
        for (method, done, back, undone) in UNDONE {
            if (method, done) == (operation.method, operation.path) {
                operation.path = undone;
                deeds.push((back, path(&operation, &world.ids), None));
            }
        }
        for (method, path, body) in deeds {
            let answer = world.call(who, method, &path, body.as_ref()).await;
            done += u32::from(answer.status.is_success());
            if answer.status.is_server_error() {
                failures.push(format!(
                    "{method} {path}: {} {}",
                    answer.status, answer.body
                ));
            }
        }
    }
    (done, failures)
}

/// What the server does beside its people: numbers events, tells of them, moves keys and forgets.
fn work_of_the_server(app: &App, stop: &CancellationToken) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(audit::Sequencer::new(app.clone()).run(stop.clone()));
    tasks.spawn(notify::Teller::new(app.clone()).run(stop.clone()));
    let mut handlers = files::handlers(app);
    handlers.extend(review::handlers(app));
    let clock = app.clone();
    let now = Arc::new(move || clock.now());
    let runner = jobs::Runner::new(app.database().clone(), now, handlers);
    let stop = stop.clone();
    tasks.spawn(async move { runner.run(stop).await });
    tasks
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_team_that_does_everything_at_once_is_never_failed() {
    let world = world().await;
    let made: Value = world
        .call(
            &world.owner,
            "POST",
            "/api/v1/projects",
            Some(&json!({ "name": "Elsewhere" })),
        )
        .await
        .ok();
    let elsewhere = made["id"].as_str().unwrap();
    let stop = CancellationToken::new();
    let background = work_of_the_server(&world.test.app, &stop);

    let people = (0..PEOPLE).map(|number| {
        let who = match number % 4 {
            0 | 1 => &world.owner,
            2 => &world.member,
            _ => &world.guest,
        };
        work(&world, who, number, elsewhere)
    });
    let (done, failures): (Vec<u32>, Vec<_>) = join_all(people).await.into_iter().unzip();

    stop.cancel();
    background.join_all().await;
    let mut failures = failures.concat();
    failures.extend(unreadable(&world).await);
    assert!(failures.is_empty(), "{failures:#?}");
    let done: u32 = done.iter().sum();
    assert!(
        done > PEOPLE * DEEDS / 10,
        "{done} deeds are too few to prove anything"
    );
}

/// What cannot be read afterwards, by somebody who may.
async fn unreadable(world: &World) -> Vec<String> {
    let mut failures = Vec::new();
    for operation in operations(&world.ids) {
        if operation.method == "GET" {
            let path = path(&operation, &world.ids);
            let answer = world.call(&world.owner, "GET", &path, None).await;
            if answer.status.is_server_error() {
                failures.push(format!("afterwards, GET {path}: {}", answer.body));
            }
        }
    }
    failures
}
