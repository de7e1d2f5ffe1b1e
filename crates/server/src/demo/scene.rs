//! What happens in a scene of the story: somebody uploads, asks, says or decides something, through the same use cases as
//! everybody.

use anyhow::{Context, Result};
use bytes::Bytes;
use files::{Finished, NewUpload};
use kernel::{
    Actor, FileId, GroupId, GuestGrant, Member, PersonId, ProjectId, ReviewId, SectionId, VersionId,
};
use serde_json::{Value, json};

use crate::demo::past::App;
use crate::demo::people::Cast;

const ZONE: &str = "Europe/Oslo";

/// One project while it is being filled.
pub(super) struct Scene<'a> {
    pub(super) app: &'a App,
    pub(super) owner: Actor,
    pub(super) project: ProjectId,
}

/// Somebody outside the team, in one group.
pub(super) struct Guest {
    pub(super) actor: Actor,
}

impl<'a> Scene<'a> {
    pub(super) async fn open(app: &'a App, owner: &Member, name: &str) -> Result<Self> {
        let owner = member(owner);
        let project = files::projects::create(app, &owner, name).await?;
        Ok(Self {
            app,
            owner,
            project,
        })
    }

    pub(super) async fn section(&self, name: &str) -> Result<SectionId> {
        Ok(files::sections::create(self.app, &self.owner, self.project, name).await?)
    }

    pub(super) async fn group(&self, name: &str, members: &[&Member]) -> Result<GroupId> {
        let group = review::groups::create(self.app, &self.owner, self.project, name)
            .await?
            .id;
        for member in members {
            let mut reader = self.app.read(&self.owner).await?;
            let card = identity::persons::card_of(&mut reader, member.person)
                .await?
                .context("a member")?;
            drop(reader);
            let input = json!({ "email": card.email.unwrap_or_default(), "name": card.name });
            review::reviewers::invite(self.app, &self.owner, group, serde_json::from_value(input)?)
                .await?;
        }
        Ok(group)
    }

    pub(super) async fn guest(
        &self,
        cast: &Cast,
        group: GroupId,
        name: &str,
        email: &str,
    ) -> Result<Guest> {
        let input = json!({ "email": email, "name": name });
        let reviewer =
            review::reviewers::invite(self.app, &self.owner, group, serde_json::from_value(input)?)
                .await?;
        let person: PersonId = reviewer.person.id;
        let grant = GuestGrant {
            session: self.app.mint(),
            team: cast.team,
            project: self.project,
            group,
            link: self.app.mint(),
            person: Some(person),
            mailbox: false,
        };
        Ok(Guest {
            actor: Actor::played(grant),
        })
    }

    pub(super) async fn upload(
        &self,
        section: SectionId,
        file: Option<FileId>,
        name: &str,
        bytes: &'static [u8],
    ) -> Result<Finished> {
        let new = NewUpload {
            project: self.project,
            section: Some(section),
            file,
            size: u64::try_from(bytes.len())?,
            filename: name.to_owned(),
            relative_path: None,
            metadata: String::new(),
        };
        Ok(files::store(self.app, &self.owner, new, Bytes::from_static(bytes)).await?)
    }

    pub(super) async fn start(
        &self,
        version: VersionId,
        groups: &[GroupId],
        due_at: Option<i64>,
    ) -> Result<Vec<ReviewId>> {
        let zone = due_at.map(|_| ZONE);
        let input =
            json!({ "versions": [version], "groups": groups, "due_at": due_at, "due_zone": zone });
        Ok(review::reviews::start(self.app, &self.owner, serde_json::from_value(input)?).await?)
    }

    #[expect(clippy::too_many_arguments, reason = "one for each part of a comment")]
    pub(super) async fn say(
        &self,
        who: &Actor,
        review: ReviewId,
        text: &str,
        marker: Option<Value>,
        parent: Option<kernel::CommentId>,
        team_only: bool,
    ) -> Result<kernel::CommentId> {
        self.app.pass(4);
        let input = json!({
            "body": { "blocks": [{ "spans": [{ "text": text }] }] },
            "markers": marker.into_iter().collect::<Vec<_>>(),
            "parent": parent,
            "team_only": team_only,
            "client_id": self.app.mint::<kernel::ids::CommentKind>().uuid(),
        });
        Ok(
            review::comments::create(self.app, who, review, serde_json::from_value(input)?)
                .await?
                .id,
        )
    }

    pub(super) async fn decide(
        &self,
        who: &Actor,
        review: ReviewId,
        verdict: &str,
        sentence: Option<&str>,
        bytes: &[u8],
    ) -> Result<()> {
        self.app.pass(7);
        let input = json!({
            "verdict": verdict,
            "sentence": sentence,
            "sha256": vault::hex(&vault::sha256(bytes)),
            "locale": "en",
            "zone": ZONE,
        });
        review::decisions::decide(self.app, who, review, serde_json::from_value(input)?).await?;
        Ok(())
    }
}

pub(super) fn member(member: &Member) -> Actor {
    Actor::member(member.clone())
}

pub(super) fn two(reviews: &[ReviewId]) -> Result<[ReviewId; 2]> {
    reviews
        .try_into()
        .context("one review for each of two groups")
}

fn target(version: VersionId, bytes: &[u8]) -> Value {
    json!({ "version": version, "sha256": vault::hex(&vault::sha256(bytes)) })
}

pub(super) fn pin(version: VersionId, bytes: &[u8], x: f64, y: f64) -> Option<Value> {
    region(version, bytes, x, y, 0.0, 0.0)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a comment takes its marker as an option"
)]
pub(super) fn region(
    version: VersionId,
    bytes: &[u8],
    x: f64,
    y: f64,
    width: f64,
    height: f64,
) -> Option<Value> {
    let value = format!("xywh=percent:{x},{y},{width},{height}");
    Some(
        json!({ "target": target(version, bytes), "selectors": [{ "type": "FragmentSelector", "value": value }] }),
    )
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a comment takes its marker as an option"
)]
pub(super) fn quote(version: VersionId, bytes: &[u8]) -> Option<Value> {
    let selectors = json!([
        { "type": "FragmentSelector", "value": "page=2" },
        { "type": "TextQuoteSelector", "exact": "First sailing is 10 June.", "prefix": "", "suffix": "" },
    ]);
    Some(json!({ "target": target(version, bytes), "selectors": selectors }))
}
