//! The same page in a team that has grown: a million comments and a hundred thousand files in other projects. The rows
//! are made in the database itself; what is sealed in them is noise, since nobody opens it.

use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::Connection;

use crate::client::Client;
use crate::product::Product;
use crate::report::{Report, median};
use crate::screens::Dashboard;

/// Measures the dashboard's first page before and after the team grew.
pub(crate) async fn measure(
    product: &Product,
    member: &Client,
    dashboard: &Dashboard,
    report: &mut Report,
    quick: bool,
) -> Result<()> {
    let mut connection = member.connect().await?;
    let small = median(&connection.time(&dashboard.path, 200).await?);
    let projects = if quick { 2 } else { 49 };
    grow(
        &product.folder.path().join("data/countersign.db"),
        &dashboard.project,
        projects,
    )?;
    let mut connection = member.connect().await?;
    // Once round without counting: the database has moved in the cache.
    connection.time(&dashboard.path, 20).await?;
    let large = median(&connection.time(&dashboard.path, 200).await?);
    report.figure("dashboard_grown_p50_ms", large, "for information");
    report.figure("dashboard_scale_ratio", large / small, "at most 1.5");
    Ok(())
}

/// Adds projects of 2,000 files with 5 groups and about 21,000 comments each.
fn grow(database: &Path, project: &str, projects: u32) -> Result<()> {
    let mut connection = Connection::open(database)?;
    connection.busy_timeout(std::time::Duration::from_mins(1))?;
    let id = uuid::Uuid::parse_str(project.split_once('_').context("a project id")?.1)?;
    for _ in 0..projects {
        let tx = connection.transaction()?;
        tx.execute_batch(
            "CREATE TEMP TABLE grown_files (file BLOB, version BLOB, position INTEGER);
             CREATE TEMP TABLE grown_groups (id BLOB);
             CREATE TEMP TABLE grown (project BLOB, section BLOB, team BLOB, person BLOB);",
        )?;
        tx.execute(
            "INSERT INTO temp.grown SELECT randomblob(16), randomblob(16), team, created_by FROM files_projects WHERE id = ?1",
            [id.as_bytes()],
        )?;
        tx.execute_batch(PROJECT)?;
        tx.execute_batch("DROP TABLE grown_files; DROP TABLE grown_groups; DROP TABLE grown;")?;
        tx.commit()?;
    }
    Ok(())
}

const PROJECT: &str = "
INSERT INTO temp.grown_files
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
    SELECT randomblob(16), randomblob(16), i FROM n;
INSERT INTO temp.grown_groups
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT randomblob(16) FROM n;
INSERT INTO files_projects (id, team, sealed, created_by, created_at)
    SELECT project, team, randomblob(120), person, 0 FROM temp.grown;
INSERT INTO files_sections (id, project, position, sealed, created_at)
    SELECT section, project, 0, randomblob(120), 0 FROM temp.grown;
INSERT INTO files_files (id, team, project, section, position, newest, pinned, sealed, created_by, created_at)
    SELECT f.file, g.team, g.project, g.section, f.position, f.version, 0, randomblob(136), g.person, 0
    FROM temp.grown_files f, temp.grown g;
INSERT INTO files_versions (id, file, project, team, blob, number, size, kind, sealed, manifest, created_by, created_at)
    SELECT f.version, f.file, g.project, g.team, randomblob(16), 1, 1000, 'other', randomblob(200), randomblob(300), g.person, 0
    FROM temp.grown_files f, temp.grown g;
INSERT INTO review_groups (id, team, project, position, switches, password_epoch, reviewers_numbered, created_at, created_by, sealed)
    SELECT n.id, g.team, g.project, 0, 0, 0, 0, 0, g.person, randomblob(120) FROM temp.grown_groups n, temp.grown g;
INSERT INTO review_reviews (id, team, project, review_group, file, version, version_number, status, by_hand, locked, started_at)
    SELECT randomblob(16), g.team, g.project, n.id, f.file, f.version, 1, 'review', 0, 0, 0
    FROM temp.grown_files f, temp.grown_groups n, temp.grown g;
INSERT INTO review_comments (id, team, project, review, author, author_key, client_id, team_only, wording, created_at, sealed, number, shared_number)
    WITH RECURSIVE twice (i) AS (SELECT 1 UNION ALL SELECT 2)
    SELECT randomblob(16), g.team, g.project, v.id, g.person, g.person, randomblob(16), 0, 0, i, randomblob(264), i, i
    FROM review_reviews v, twice, temp.grown g WHERE v.project = g.project;
INSERT INTO review_comments (id, team, project, review, author, author_key, client_id, team_only, wording, created_at, sealed, number, shared_number)
    SELECT randomblob(16), g.team, g.project, v.id, g.person, g.person, randomblob(16), 0, 0, 3, randomblob(264), 3, 3
    FROM review_reviews v, temp.grown g WHERE v.project = g.project LIMIT 450;
";
