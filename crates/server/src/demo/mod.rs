//! The demo team: an imaginary studio with projects, people, comments and decisions, made through the same use cases
//! as everything else. Only an installation without a team gets one.

mod past;
mod people;
mod scene;
mod sql;
mod story;

use anyhow::{Context, Result, bail};
use kernel::tx::Reading as _;
use kernel::{Actor, App, PersonId};
use uuid::Uuid;

/// Makes the demo team unless there is one already.
///
/// # Errors
/// When the installation has a team that is not the demo's.
pub async fn seed(app: &App) -> Result<()> {
    if owner_of_demo(app).await?.is_some() {
        return Ok(());
    }
    if !access::setup::needed(app).await? {
        bail!("this installation has a team of its own; the demo is for empty installations");
    }
    let then = past::App::days_ago(app, 6);
    let cast = people::hire(&then).await.context("the demo's people")?;
    story::tell(&then, &cast)
        .await
        .context("the demo's story")?;
    Ok(())
}

/// The owner of the demo team, to sign in as.
///
/// # Errors
/// When there is no demo team: nobody signs in as somebody else in a real one.
pub async fn owner(app: &App) -> Result<PersonId> {
    owner_of_demo(app)
        .await?
        .context("this installation has no demo team")
}

async fn owner_of_demo(app: &App) -> Result<Option<PersonId>> {
    let mut reader = app.read(&Actor::system()).await?;
    let found: Option<Uuid> = reader.row(&sql::DEMO_OWNER, &[]).await?;
    Ok(found.map(PersonId::from_uuid))
}
