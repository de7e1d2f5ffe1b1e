//! How much a team keeps, over HTTP.

use axum::extract::State;
use kernel::App;
use serde::Serialize;
use webkit::{Problem, Problems, Reply, SignedIn};

use crate::usage::{self, Usage};

/// What your team keeps, and what it may keep.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = StorageUse)]
pub(crate) struct UsageDto {
    /// Bytes of all versions, of the trash, and announced bytes of uploads under way.
    used: u64,
    /// The most bytes; none without a limit.
    #[schema(required)]
    limit: Option<u64>,
    /// The most bytes of one file.
    largest_file: u64,
}

impl From<Usage> for UsageDto {
    fn from(
        Usage {
            used,
            limit,
            largest_file,
        }: Usage,
    ) -> Self {
        Self {
            used,
            limit,
            largest_file,
        }
    }
}

/// How much your team keeps.
#[utoipa::path(get, path = "/api/v1/team/storage", tag = "team",
    responses((status = 200, body = UsageDto), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(who, _): SignedIn,
) -> Result<Reply<UsageDto>, Problem> {
    Ok(Reply(usage::show(&app, &who).await?.into()))
}
