//! Everything that a group reviews as one archive: for reviewers whose group allows downloads, and for the team.

use std::collections::HashMap;

use db::args;
use files::downloads::{Archive, Taken};
use files::files as listing;
use files::{projects, versions};
use kernel::tx::Reading;
use kernel::{Action, Actor, App, Error, EventKind, FileId, GroupId, Result, VersionId, grant};

use crate::groups::{self, key_of};
use crate::reviews::{Review, newest_by_cell};
use crate::signed::name_of;
use crate::sql;

/// The newest version of each file that is reviewed in a group, as far as the actor may take it away.
///
/// # Errors
/// [`Error::Forbidden`] when the group allows none of them, [`Error::Conflict`] `nothing_to_download` without files.
// SECURITY: what a group's switches keep from guests must not leave in an archive either; guarded by test
// `an_archive_holds_what_the_group_allows`.
pub async fn of_group(app: &App, who: &Actor, id: GroupId) -> Result<Archive> {
    let mut reader = app.read(who).await?;
    let group = groups::open(&mut reader, who, Action::See, id).await?;
    let project = projects::get(&mut reader, group.project)
        .await?
        .ok_or(Error::NotFound)?;
    let reviews: Vec<Review> = reader.rows(&sql::REVIEWS_OF_GROUP, &args![id]).await?;
    let mut newest: Vec<&Review> = newest_by_cell(&reviews).into_values().collect();
    newest.sort_unstable_by_key(|review| review.id);
    let ids: Vec<VersionId> = newest.iter().map(|review| review.version).collect();
    let versions = versions::many(&mut reader, &ids).await?;
    let ids: Vec<FileId> = newest.iter().map(|review| review.file).collect();
    let files = listing::many(&mut reader, &ids).await?;
    drop(reader);
    let names: HashMap<FileId, listing::File> = files
        .into_iter()
        .map(|(id, found)| (id, found.file))
        .collect();
    let mut taken = Vec::with_capacity(newest.len());
    let mut kept_back = false;
    for review in newest {
        let (Some(version), Some(file)) = (versions.get(&review.version), names.get(&review.file))
        else {
            continue;
        };
        // A file that moved to another project has left its reviewers behind.
        if version.project != review.project {
            continue;
        }
        match grant(who, Action::Download, review.clone()) {
            Ok(_) => taken.push(Taken {
                name: name_of(file.clone(), version),
                version: version.clone(),
                folder: None,
                event: review.event(EventKind::ContentDownloaded),
            }),
            Err(Error::Forbidden) => kept_back = true,
            Err(other) => return Err(other),
        }
    }
    if taken.is_empty() && kept_back {
        return Err(Error::Forbidden);
    }
    let key = key_of(app, group.project).await?;
    let group = group.name(app, key.as_ref())?;
    Archive::of(&format!("{} ({group})", project.name), taken)
}
