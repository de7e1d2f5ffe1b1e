//! The page of a group: its settings, its people, its link.

use files::projects;
use kernel::{Action, Actor, App, Error, GroupId, Result};

use crate::groups::{self, key_of};
use crate::people::{People, Viewer};
use crate::wire::{GroupPageDto, LinkDto, NamedDto, ReviewerDto};
use crate::{links, reviewers};

/// A group with its people and its link.
pub async fn show(app: &App, who: &Actor, id: GroupId) -> Result<GroupPageDto> {
    let mut reader = app.read(who).await?;
    let group = groups::open(&mut reader, who, Action::See, id).await?;
    let project = projects::open(&mut reader, who, Action::See, group.project).await?;
    let viewer = Viewer::of_group(who, group.team, id, group.settings.anonymous);
    let links = links::of_group(&mut reader, &group).await?;
    let listed = reviewers::of_group(&mut reader, id).await?;
    let link = links
        .iter()
        .find(|link| link.person.is_none())
        .ok_or(Error::broken("a group has no link"))?;
    let ids = listed
        .iter()
        .map(|reviewer| reviewer.person)
        .chain([link.created_by]);
    let people = People::read(&mut reader, &viewer, ids).await?;
    drop(reader);
    let abilities = kernel::abilities(who, &*group, &[Action::ManageGroups, Action::StartReview]);
    let manages = abilities.contains(&Action::ManageGroups.token());
    let key = key_of(app, group.project).await?.ok_or(Error::NotFound)?;
    let mut reviewers = Vec::with_capacity(listed.len());
    for reviewer in listed {
        let own = links
            .iter()
            .find(|link| link.person == Some(reviewer.person))
            .filter(|_| manages);
        let url = own.map(|link| link.url(app, &key)).transpose()?;
        reviewers.push(ReviewerDto {
            url,
            ..reviewer.dto(&people)
        });
    }
    Ok(GroupPageDto {
        link: LinkDto {
            id: link.id,
            url: link.url(app, &key)?,
            created_at: link.created_at,
            created_by: people.name(link.created_by),
            expires_at: group.link_expires_at,
        },
        sends_mail: app.settings().sends_mail,
        group: group.dto(app, Some(&key))?,
        project: NamedDto {
            id: project.id.to_string(),
            name: project.name.clone(),
        },
        reviewers,
        abilities,
    })
}
