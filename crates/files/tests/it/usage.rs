//! What a team keeps: counted exactly, also when uploads begin at the same moment, and refused before the first byte.

use std::collections::HashMap;

use http::{Request, StatusCode};
use kernel::{Millis, Role};

use crate::fixture::{Answer, Fixture, describe, make_team, member, tus};

const DAY: Millis = 24 * 3_600_000;
/// The largest file of the test settings; a team may keep four of them.
const LARGEST: u64 = 1 << 30;

async fn used(fixture: &Fixture) -> u64 {
    let usage = files::usage::show(&fixture.app, &fixture.who)
        .await
        .unwrap();
    assert_eq!(
        (usage.limit, usage.largest_file),
        (Some(4 * LARGEST), LARGEST)
    );
    usage.used
}

async fn announce(fixture: &Fixture, size: u64) -> Answer {
    let project = fixture.project.to_string();
    let metadata = describe(&[("project", &project), ("filename", "a.bin")]);
    let request = tus("POST", "/api/v1/uploads")
        .header("upload-length", size)
        .header("upload-metadata", metadata);
    fixture.send(request, "").await
}

#[tokio::test]
async fn a_full_team_is_told_before_the_first_byte() {
    let fixture = Fixture::new().await;
    for _ in 0..4 {
        assert_eq!(
            announce(&fixture, LARGEST).await.status,
            StatusCode::CREATED
        );
    }

    let full = announce(&fixture, 1).await;

    assert_eq!(
        (full.status, full.code().as_str()),
        (StatusCode::PAYLOAD_TOO_LARGE, "team_full")
    );
    assert!(
        full.text().contains("nothing was uploaded"),
        "{}",
        full.text()
    );
    assert_eq!(used(&fixture).await, 4 * LARGEST);
    assert_eq!(announce(&fixture, 0).await.status, StatusCode::CREATED);
    assert_eq!(fixture.events().await["upload.started"], 5);
}

#[tokio::test]
async fn uploads_that_begin_at_the_same_moment_cannot_pass_the_limit_together() {
    let fixture = Fixture::new().await;

    let begun = (0..12).map(|_| announce(&fixture, LARGEST / 2));
    let answers = futures::future::join_all(begun).await;

    let mut counted: HashMap<StatusCode, usize> = HashMap::new();
    for answer in answers {
        *counted.entry(answer.status).or_default() += 1;
    }
    assert_eq!(counted[&StatusCode::CREATED], 8);
    assert_eq!(counted[&StatusCode::PAYLOAD_TOO_LARGE], 4);
    assert_eq!(used(&fixture).await, 4 * LARGEST);
}

#[tokio::test]
async fn room_comes_back_when_bytes_are_gone_for_good() {
    let fixture = Fixture::new().await;
    let kept = fixture.upload("kept.txt", b"12345").await;
    let gone = fixture.upload("gone.txt", b"1234567").await;
    let cancelled = fixture.begin("cancelled.bin", 100).await;
    fixture.begin("forgotten.bin", 1000).await;
    assert_eq!(used(&fixture).await, 1112);

    fixture.send(tus("DELETE", &cancelled), "").await;
    fixture.run_jobs().await;
    assert_eq!(used(&fixture).await, 1012);
    files::files::trash(&fixture.app, &fixture.who, gone.file)
        .await
        .unwrap();
    assert_eq!(used(&fixture).await, 1012, "the trash counts");
    fixture.test.clock.advance(7 * DAY);
    fixture.run_jobs().await;
    assert_eq!(used(&fixture).await, 12, "an upload that expired does not");
    fixture.test.clock.advance(23 * DAY);
    fixture.run_jobs().await;
    fixture.run_jobs().await;
    assert_eq!(used(&fixture).await, 5);

    // What came before is there still, and a whole project gives back everything at once.
    assert_eq!(fixture.version(kept).await.size, 5);
    fixture.begin("open.bin", 50).await;
    files::projects::trash(&fixture.app, &fixture.who, fixture.project)
        .await
        .unwrap();
    fixture.test.clock.advance(30 * DAY);
    fixture.run_jobs().await;
    fixture.run_jobs().await;
    assert_eq!(used(&fixture).await, 0);
}

#[tokio::test]
async fn each_team_has_its_own_room() {
    let fixture = Fixture::new().await;
    announce(&fixture, LARGEST).await;
    let other = member(&fixture.app, make_team(&fixture.app).await, Role::Member);

    let answer = fixture
        .send_as(&other, Request::get("/api/v1/team/storage"), "")
        .await;

    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.text().starts_with("{\"used\":0,"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn versions_from_before_the_limit_existed_are_counted() {
    const TEAMS: db::Statement = db::Statement {
        name: "TEST_USAGE",
        sql: "SELECT bytes FROM files_usage ORDER BY bytes",
    };
    const FILLED: &str = include_str!("../../migrations/0021_usage/sqlite.sql");
    let fixture = Fixture::new().await;
    fixture.upload("a.txt", b"12345").await;
    fixture.begin("b.bin", 30).await;
    let again: &'static str = Box::leak(
        FILLED
            .split_once("INSERT INTO files_usage")
            .map(|(_, rest)| {
                format!("DELETE FROM files_usage; INSERT INTO files_usage{rest}").into_boxed_str()
            })
            .unwrap(),
    );
    let migration = db::Migration {
        number: 9000,
        name: "usage_again",
        sqlite: again,
        postgres: again,
    };
    let known = [
        kernel::MIGRATIONS,
        jobs::MIGRATIONS,
        files::MIGRATIONS,
        &[migration],
    ]
    .concat();

    fixture.app.database().migrate(&known).await.unwrap();

    let mut reader = fixture.app.database().read().await.unwrap();
    let counted: Vec<i64> = db::Query::rows(&mut reader, &TEAMS, &[]).await.unwrap();
    assert_eq!(counted, [35]);
}
