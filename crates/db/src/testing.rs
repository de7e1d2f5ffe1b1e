//! Throw-away databases for tests of this and other crates. Not used by the product.

use std::path::PathBuf;

use tokio_postgres::Config;

use crate::transport::Address;
use crate::{Column, Database, DbError, Migration, Options, Result};

/// An empty database that disappears when dropped: a SQLite file in a new directory, or, when the variable
/// `TEST_DATABASE_URL` is set, a new schema in that PostgreSQL.
pub struct TestDatabase {
    database: Database,
    place: Place,
}

enum Place {
    Directory(PathBuf),
    Schema { config: Box<Config>, name: String },
}

impl TestDatabase {
    /// An empty database on the engine under test.
    pub async fn empty() -> Result<Self> {
        match server()? {
            Some(config) => Self::postgres(config).await,
            None => Self::sqlite().await,
        }
    }

    /// A database on the engine under test with a schema.
    pub async fn migrated(migrations: &[Migration]) -> Result<Self> {
        let test = Self::empty().await?;
        test.database.migrate(migrations).await?;
        Ok(test)
    }

    /// One empty database for each engine that can be tested here: SQLite always, PostgreSQL when the variable is set.
    pub async fn all() -> Result<Vec<Self>> {
        let mut all = vec![Self::sqlite().await?];
        if let Some(config) = server()? {
            all.push(Self::postgres(config).await?);
        }
        Ok(all)
    }

    /// An empty SQLite database.
    pub async fn sqlite() -> Result<Self> {
        let directory = std::env::temp_dir().join(format!("countersign-test-{}", random_name()));
        std::fs::create_dir(&directory)
            .map_err(|error| DbError::Storage(error.to_string().into()))?;
        let database = Database::sqlite(directory.join("test.db"), Options::default()).await?;
        Ok(Self {
            database,
            place: Place::Directory(directory),
        })
    }

    async fn postgres(config: Config) -> Result<Self> {
        let name = format!("test_{}", random_name());
        administer(&config, format!("CREATE SCHEMA {name}")).await?;
        let database = connect(&config, &name).await?;
        Ok(Self {
            database,
            place: Place::Schema {
                config: Box::new(config),
                name,
            },
        })
    }

    /// A handle on the database.
    pub fn database(&self) -> Database {
        self.database.clone()
    }

    /// A second handle with connections of its own, as another node has it.
    pub async fn node(&self) -> Result<Database> {
        match &self.place {
            Place::Directory(directory) => {
                Database::sqlite(directory.join("test.db"), Options::default()).await
            }
            Place::Schema { config, name } => connect(config, name).await,
        }
    }

    /// The SQLite file, to look at its bytes; `None` on PostgreSQL.
    pub fn file(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Directory(directory) => Some(directory.join("test.db")),
            Place::Schema { .. } => None,
        }
    }
}

/// The columns that the migrations make on each engine that can be tested here; equal lists mean equal dialects.
pub async fn columns_per_engine(migrations: &[Migration]) -> Result<Vec<Vec<Column>>> {
    let mut lists = Vec::new();
    for test in TestDatabase::all().await? {
        test.database.migrate(migrations).await?;
        lists.push(test.database.columns().await?);
    }
    Ok(lists)
}

async fn connect(config: &Config, schema: &str) -> Result<Database> {
    let mut inside = config.clone();
    let given = config.get_options().unwrap_or_default();
    inside.options(format!("{given} -c search_path={schema}"));
    inside.application_name(schema);
    let options = Options {
        connections: 6,
        ..Options::default()
    };
    Database::postgres_with(Address::of(inside, None, None)?, options).await
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        match &self.place {
            Place::Directory(directory) => drop(std::fs::remove_dir_all(directory)),
            Place::Schema { config, name } => {
                // The test's connections may hold locks, and cannot be driven while `drop` blocks.
                let sql = format!(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE application_name = '{name}'; DROP SCHEMA {name} CASCADE"
                );
                let config = config.clone();
                // A runtime of its own, since `drop` cannot wait on the test's.
                let dropped = std::thread::spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build();
                    runtime.map(|runtime| runtime.block_on(administer(&config, sql)).is_ok())
                });
                drop(dropped.join());
            }
        }
    }
}

async fn administer(config: &Config, sql: String) -> Result<()> {
    let options = Options {
        connections: 1,
        ..Options::default()
    };
    let address = Address::of(config.clone(), None, None)?;
    let postgres = crate::postgres::Postgres::connect(address, options).await?;
    let session = postgres.separate_session().await?;
    session.control("SET lock_timeout = '5s'").await?;
    session.control(&sql).await
}

fn server() -> Result<Option<Config>> {
    #[expect(clippy::disallowed_methods, reason = "only tests read this variable")]
    match std::env::var("TEST_DATABASE_URL") {
        Err(_) => Ok(None),
        Ok(url) => match url.parse() {
            Ok(config) => Ok(Some(config)),
            Err(_) => Err(DbError::Connection(
                "TEST_DATABASE_URL cannot be parsed".into(),
            )),
        },
    }
}

fn random_name() -> String {
    format!("{:032x}", u128::from_be_bytes(vault::random_bytes::<16>()))
}
