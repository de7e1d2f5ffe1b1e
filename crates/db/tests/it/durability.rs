//! A process that is killed in the middle of its commits keeps everything it acknowledged.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;

use db::{Database, Execute, Options, Query, args};

use crate::*;

const DIRECTORY: &str = "DB_DURABILITY_DIRECTORY";

/// Not a test: the process that is killed.
#[test]
#[ignore = "run as the child of the test below"]
fn child() {
    #[expect(clippy::disallowed_methods, reason = "the parent names the directory")]
    let Ok(directory) = std::env::var(DIRECTORY) else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let path = std::path::Path::new(&directory).join("x.db");
        let database = Database::sqlite(path, Options::default()).await.unwrap();
        database.migrate(&[NOTES]).await.unwrap();
        let writers = (0..16_i64).map(|writer| write_for_ever(database.clone(), writer));
        futures::future::join_all(writers).await;
    });
}

async fn write_for_ever(database: Database, writer: i64) {
    for round in 0.. {
        let slot = round * 16 + writer;
        let note = id();
        let mut tx = database.write().await.unwrap();
        tx.execute(&INSERT_NOTE, &args![note, slot, "memo"])
            .await
            .unwrap();
        tx.execute(&INSERT_LINE, &args![id(), note]).await.unwrap();
        tx.commit().await.unwrap();
        let mut output = std::io::stdout();
        writeln!(output, "acknowledged {slot}").unwrap();
    }
}

#[tokio::test]
async fn everything_acknowledged_before_kill_is_there() {
    let directory = tempfile::tempdir().unwrap();
    #[expect(
        clippy::disallowed_methods,
        reason = "the process to kill is this test binary"
    )]
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::child", "--ignored", "--nocapture"])
        .env(DIRECTORY, directory.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let listener = std::thread::spawn(move || {
        let lines = output.lines().map_while(Result::ok);
        let slot = |line: String| line.strip_prefix("acknowledged ")?.parse::<i64>().ok();
        lines.filter_map(slot).collect::<Vec<_>>()
    });
    tokio::time::sleep(Duration::from_millis(1500)).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let acknowledged = listener.join().unwrap();
    assert!(
        acknowledged.len() > 100,
        "only {} commits",
        acknowledged.len()
    );

    let path = directory.path().join("x.db");
    let database = Database::sqlite(path, Options::default()).await.unwrap();
    let mut reader = database.read().await.unwrap();
    let kept = reader.rows::<i64>(&SELECT_SLOTS, &[]).await.unwrap();
    let kept: HashSet<i64> = kept.into_iter().collect();
    let lost = acknowledged
        .iter()
        .filter(|slot| !kept.contains(slot))
        .count();
    assert_eq!(
        lost,
        0,
        "{lost} of {} acknowledged commits are gone",
        acknowledged.len()
    );
    let lines = db::Statement {
        name: "LINES",
        sql: "SELECT COUNT(*) FROM lines",
    };
    let lines: i64 = reader.one(&lines, &[]).await.unwrap();
    assert_eq!(
        usize::try_from(lines).unwrap(),
        kept.len(),
        "no transaction is halved"
    );
}
