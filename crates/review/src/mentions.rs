//! Who can be called in a comment: whoever has access to it, and nobody else.

use std::collections::BTreeSet;

use db::args;
use identity::http::person::PersonDto;
use kernel::tx::Reading;
use kernel::{Actor, Error, Id, PersonId, Result};
use uuid::Uuid;

use crate::people::{People, Viewer};
use crate::reviewers;
use crate::reviews::Review;
use crate::sql;

/// The people that the actor can call in a comment of this review: for members the team and the group's reviewers,
/// for guests those of them who already show themselves in this review.
pub(crate) async fn everybody(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
) -> Result<BTreeSet<PersonId>> {
    let mut people: BTreeSet<PersonId> = reviewers::of_group(reader, review.group)
        .await?
        .into_iter()
        .map(|reviewer| reviewer.person)
        .collect();
    if who.in_team(review.team).is_some() {
        people.extend(team(reader, review).await?);
    } else {
        let authors: Vec<Uuid> = reader
            .rows(&sql::COMMENT_AUTHORS, &args![review.id])
            .await?;
        let members = team(reader, review).await?;
        people.extend(
            authors
                .into_iter()
                .map(Id::from_uuid)
                .filter(|author| members.contains(author)),
        );
        people.extend(
            review
                .started_by
                .filter(|starter| members.contains(starter)),
        );
    }
    Ok(people)
}

/// The same as the viewer may see them, without the viewer.
pub(crate) async fn shown(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
    viewer: &Viewer,
) -> Result<Vec<PersonDto>> {
    let mut ids = everybody(reader, who, review).await?;
    if let Some(own) = viewer.person {
        ids.remove(&own);
    }
    let people = People::read(reader, viewer, ids.iter().copied()).await?;
    let mut shown: Vec<PersonDto> = ids.into_iter().map(|id| people.person(id)).collect();
    shown.sort_by_cached_key(|person| person.name.to_lowercase());
    Ok(shown)
}

/// Refuses a mention of somebody who could not read the comment.
///
/// SECURITY: guarded by test `only_people_with_access_can_be_mentioned`.
pub(crate) async fn refuse_strangers(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
    called: &BTreeSet<PersonId>,
    team_only: bool,
) -> Result<()> {
    if called.is_empty() {
        return Ok(());
    }
    let allowed = readers(reader, who, review, team_only).await?;
    if called.is_subset(&allowed) {
        return Ok(());
    }
    Err(Error::Invalid {
        field: "body",
        code: "mention_without_access",
        detail: "Somebody you mention cannot see this comment. Invite them to the group first, or leave the name out.",
    })
}

/// Everybody who may be named to the readers of a comment in this review.
pub(crate) async fn readers(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
    team_only: bool,
) -> Result<BTreeSet<PersonId>> {
    let mut known = everybody(reader, who, review).await?;
    if team_only {
        let members = team(reader, review).await?;
        known.retain(|person| members.contains(person));
    }
    Ok(known)
}

async fn team(reader: &mut impl Reading, review: &Review) -> Result<BTreeSet<PersonId>> {
    let members = access::teams::members(reader, review.team).await?;
    Ok(members.into_iter().map(|member| member.card.id).collect())
}
