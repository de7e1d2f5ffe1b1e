//! Measures durable transactions per second: `cargo run --release -p db --example commits -- [CLIENTS] [SECONDS]`.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use db::{Database, Execute, Migration, Options, Query, args};
use uuid::Uuid;

db::statements! {
    INSERT = "INSERT INTO entries (id, parent, at, state, sealed) VALUES ($1, $2, $3, 'open', $4)";
    UPDATE = "UPDATE entries SET state = $2, at = $3 WHERE id = $1";
    SELECT = "SELECT at FROM entries WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM (SELECT 1 FROM entries WHERE parent = $1 LIMIT 20) AS few";
}

const TEXT: &str = "CREATE TABLE entries (id BLOB PRIMARY KEY NOT NULL, parent BLOB NOT NULL, at BIGINT NOT NULL,
    state TEXT NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID; CREATE INDEX entries_parent ON entries (parent);";

async fn one_transaction(database: &Database, number: u64) -> db::Result<()> {
    let (first, parent) = (
        Uuid::from_u128(u128::from(number) << 64),
        Uuid::from_u128(u128::from(number % 100)),
    );
    let second = Uuid::from_u128((u128::from(number) << 64) + 1);
    let sealed = vault::Sealed::from_stored(vec![7; 160]);
    let mut tx = database.write().await?;
    tx.one::<i64>(&COUNT, &args![parent]).await?;
    tx.execute(&INSERT, &args![first, parent, number, &sealed])
        .await?;
    tx.row::<i64>(&SELECT, &args![first]).await?;
    tx.execute(&UPDATE, &args![first, "done", number]).await?;
    tx.execute(&INSERT, &args![second, parent, number, sealed])
        .await?;
    tx.row::<i64>(&SELECT, &args![second]).await?;
    tx.commit().await
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse::<u64>().ok());
    let clients = arguments.next().unwrap_or(50);
    let lasting = Duration::from_secs(arguments.next().unwrap_or(5));
    let directory = tempfile::tempdir_in(".")?;
    let database = Database::sqlite(directory.path().join("x.db"), Options::default()).await?;
    let entries = Migration {
        number: 1,
        name: "entries",
        sqlite: TEXT,
        postgres: TEXT,
    };
    database.migrate(&[entries]).await?;
    let numbers = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let (database, numbers) = (database.clone(), Arc::clone(&numbers));
        tasks.spawn(async move {
            let mut slowest = Duration::ZERO;
            while start.elapsed() < lasting {
                let begun = Instant::now();
                one_transaction(&database, numbers.fetch_add(1, Ordering::Relaxed)).await?;
                slowest = slowest.max(begun.elapsed());
            }
            Ok::<_, db::DbError>(slowest)
        });
    }
    let mut slowest = Duration::ZERO;
    while let Some(task) = tasks.join_next().await {
        slowest = slowest.max(task??);
    }
    let count = numbers.load(Ordering::Relaxed);
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = count as f64 / start.elapsed().as_secs_f64();
    writeln!(
        std::io::stdout(),
        "{clients} clients: {rate:.0} transactions/s, slowest {slowest:?}"
    )?;
    Ok(())
}
