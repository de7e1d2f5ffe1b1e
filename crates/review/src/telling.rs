//! What the notifications ask of reviews: whom something concerns, and what it says to one person at this moment.
//! Whoever may not see a thing now gets nothing of it, not even that it exists.

use std::collections::BTreeSet;

use db::{FromRow, Row, args};
use files::files as listing;
use files::projects;
use files::versions::Version;
use identity::http::person::PersonDto;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, CommentId, DecisionId, Error, GroupId, GuestGrant, Id, Millis, PersonId, Result,
    ReviewId, TeamId, grant,
};
use uuid::Uuid;

use crate::comment_row::{Comment, OnReview};
use crate::groups::{Group, key_of};
use crate::people::{People, Viewer};
use crate::reviewers::{self, Origin};
use crate::reviews::{self, Review};
use crate::rules::body::{Block, Body, Span};
use crate::rules::due::{Due, known_zone};
use crate::rules::status::Status;
use crate::rules::verdict::Verdict;
use crate::signed::name_of;
use crate::{ledger, links, sql, thread};

/// The most letters of somebody's words that are repeated elsewhere.
const EXCERPT: usize = 280;

/// A review in words.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Which.
    pub review: ReviewId,
    /// Of which team.
    pub team: TeamId,
    /// In which group.
    pub group: GroupId,
    /// The group's name.
    pub group_name: String,
    /// The project's name.
    pub project_name: String,
    /// The file's name.
    pub file_name: String,
    /// The version's number.
    pub version_number: u32,
    /// Where it stands.
    pub status: Status,
    /// Whether it is closed.
    pub locked: bool,
    /// When it is due.
    pub due: Option<Due>,
    /// Who started it.
    pub started_by: Option<PersonDto>,
}

/// What somebody wrote.
#[derive(Debug, Clone)]
pub struct Said {
    /// Who.
    pub person: PersonDto,
    /// The beginning of it.
    pub words: String,
    /// Whether only the team knows it.
    pub team_only: bool,
}

/// What somebody decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Who.
    pub person: PersonDto,
    /// What.
    pub verdict: Verdict,
}

/// Whom a comment concerns.
#[derive(Debug, Clone)]
pub struct Concerned {
    /// On which review.
    pub review: ReviewId,
    /// Who wrote it.
    pub author: PersonId,
    /// Who wrote the comment it replies to.
    pub answered: Option<PersonId>,
    /// Who is called in it.
    pub called: BTreeSet<PersonId>,
}

/// A review that falls due, with those who are still awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Falling {
    /// Which.
    pub review: ReviewId,
    /// Of which team.
    pub team: TeamId,
    /// In which group.
    pub group: GroupId,
    /// When.
    pub due: Due,
    /// Who started it.
    pub started_by: Option<PersonId>,
    /// Of whom a decision is awaited.
    pub awaited: Vec<PersonId>,
}

/// An invitation to a group as it is written to whom it is for.
#[derive(Debug, Clone)]
pub struct GroupLetter {
    /// Which team invites.
    pub team_name: String,
    /// Into which project.
    pub project_name: String,
    /// Into which group.
    pub group_name: String,
    /// Their own link.
    pub url: String,
    /// Whether the link was opened already.
    pub opened: bool,
    /// Whether opening it asks for a mailed code.
    pub asks_code: bool,
}

/// A review as somebody sees it now; nothing when they do not.
pub async fn scene(
    reader: &mut impl Reading,
    who: &Actor,
    review: ReviewId,
) -> Result<Option<Scene>> {
    let Some((review, version)) = with_version(reader, who, review).await? else {
        return Ok(None);
    };
    let app = reader.app().clone();
    let Some(file) = listing::get(reader, review.file).await? else {
        return Ok(None);
    };
    let Some(project) = projects::get(reader, review.project).await? else {
        return Ok(None);
    };
    let group: Option<Group> = reader.row(&sql::GROUP, &args![review.group]).await?;
    let group = group.ok_or(Error::broken("a review without its group"))?;
    let key = key_of(&app, review.project).await?;
    let viewer = Viewer::of_group(who, review.team, review.group, review.settings.anonymous);
    let people = People::read(reader, &viewer, review.started_by).await?;
    Ok(Some(Scene {
        review: review.id,
        team: review.team,
        group: review.group,
        group_name: group.name(&app, key.as_ref())?,
        project_name: project.name,
        // SECURITY: guarded by test `a_guest_is_not_told_the_name_of_a_version_that_was_not_shown`.
        file_name: if viewer.is_member {
            file.name
        } else {
            name_of(file, &version)
        },
        version_number: review.version_number,
        status: review.status,
        locked: review.locked,
        due: review.due,
        started_by: review.started_by.map(|person| people.person(person)),
    }))
}

/// What a comment says to somebody now; nothing when it was deleted or is not for them.
///
/// SECURITY: asked when somebody is told and again when it is shown; guarded by test
/// `what_is_not_for_guests_reaches_no_guest`.
pub async fn comment(
    reader: &mut impl Reading,
    who: &Actor,
    id: CommentId,
) -> Result<Option<Said>> {
    let Some(comment): Option<Comment> = reader.row(&sql::COMMENT, &args![id]).await? else {
        return Ok(None);
    };
    let Some(review) = visible(reader, who, comment.review).await? else {
        return Ok(None);
    };
    let found = OnReview {
        comment,
        review: review.clone(),
    };
    if found.comment.deleted_at.is_some() || grant(who, Action::See, found).is_err() {
        return Ok(None);
    }
    let shown = thread::one(reader, who, &review, id).await?;
    Ok(Some(Said {
        words: excerpt(&shown.body),
        person: shown.author,
        team_only: shown.team_only,
    }))
}

/// What a decision says to somebody now.
pub async fn decision(
    reader: &mut impl Reading,
    who: &Actor,
    id: DecisionId,
) -> Result<Option<Decided>> {
    let decision = ledger::get(reader, id).await?;
    let Some(review) = visible(reader, who, decision.review).await? else {
        return Ok(None);
    };
    let viewer = Viewer::of_group(who, review.team, review.group, review.settings.anonymous);
    let people = People::read(reader, &viewer, [decision.person]).await?;
    Ok(Some(Decided {
        person: people.person(decision.person),
        verdict: decision.verdict,
    }))
}

/// Whom a comment concerns; nothing once it was deleted. Whether they may know of it is asked of [`comment`].
pub async fn concerned(reader: &mut impl Reading, id: CommentId) -> Result<Option<Concerned>> {
    let Some(comment): Option<Comment> = reader.row(&sql::COMMENT, &args![id]).await? else {
        return Ok(None);
    };
    if comment.deleted_at.is_some() {
        return Ok(None);
    }
    let answered = match comment.parent {
        Some(parent) => reader
            .row::<Comment>(&sql::COMMENT, &args![parent])
            .await?
            .map(|parent| parent.author),
        None => None,
    };
    let called: Vec<Uuid> = reader.rows(&sql::MENTIONED, &args![id]).await?;
    Ok(Some(Concerned {
        review: comment.review,
        author: comment.author,
        answered,
        called: called.into_iter().map(Id::from_uuid).collect(),
    }))
}

/// Whether a mail says that a review of this group has started; the inbox does so anyway.
pub async fn mails_start(reader: &mut impl Reading, group: GroupId) -> Result<bool> {
    let group: Option<Group> = reader.row(&sql::GROUP, &args![group]).await?;
    Ok(group.is_some_and(|group| group.settings.started_mails))
}

/// Whether what happens in a review is gathered into mails.
pub async fn mails_activity(reader: &mut impl Reading, review: ReviewId) -> Result<bool> {
    let review: Option<Review> = reader.row(&sql::REVIEW, &args![review]).await?;
    Ok(review.is_some_and(|review| review.settings.activity_mails))
}

/// Who takes part in a review: who started it, who is listed, who has written where everybody of the group reads it.
pub async fn taking_part(
    reader: &mut impl Reading,
    review: ReviewId,
) -> Result<BTreeSet<PersonId>> {
    let Some(review): Option<Review> = reader.row(&sql::REVIEW, &args![review]).await? else {
        return Ok(BTreeSet::new());
    };
    let authors: Vec<Uuid> = reader
        .rows(&sql::COMMENT_AUTHORS, &args![review.id])
        .await?;
    let listed = reviewers::of_group(reader, review.group).await?;
    let mut people: BTreeSet<PersonId> = authors.into_iter().map(Id::from_uuid).collect();
    people.extend(listed.into_iter().map(|reviewer| reviewer.person));
    people.extend(review.started_by);
    Ok(people)
}

/// Who started a review.
pub async fn starter(reader: &mut impl Reading, review: ReviewId) -> Result<Option<PersonId>> {
    let review: Option<Review> = reader.row(&sql::REVIEW, &args![review]).await?;
    Ok(review.and_then(|review| review.started_by))
}

/// Of whom a decision is asked in a group.
pub async fn asked(reader: &mut impl Reading, group: GroupId) -> Result<Vec<PersonId>> {
    let listed = reviewers::of_group(reader, group).await?;
    let asked = listed.into_iter().filter(|reviewer| reviewer.decides);
    Ok(asked.map(|reviewer| reviewer.person).collect())
}

/// The reviews of a group that await decisions, at most fifty.
pub async fn waiting(reader: &mut impl Reading, group: GroupId) -> Result<Vec<ReviewId>> {
    let reviews: Vec<Review> = reader.rows(&sql::WAITING_REVIEWS, &args![group]).await?;
    Ok(reviews
        .into_iter()
        .take(50)
        .map(|review| review.id)
        .collect())
}

/// The awaited reviews that fall due after one moment and not after another, by date.
pub async fn falling_due(
    reader: &mut impl Reading,
    after: Millis,
    until: Millis,
) -> Result<Vec<Falling>> {
    let rows: Vec<FallingRow> = reader.rows(&sql::DUE_BETWEEN, &args![after, until]).await?;
    Ok(together(rows))
}

/// Those of them that await one person.
pub async fn falling_due_of(
    reader: &mut impl Reading,
    person: PersonId,
    after: Millis,
    until: Millis,
) -> Result<Vec<Falling>> {
    let arguments = args![person, after, until];
    let rows: Vec<FallingRow> = reader.rows(&sql::DUE_OF, &arguments).await?;
    Ok(together(rows))
}

/// The rows of one review stand together; each names one who is awaited.
fn together(rows: Vec<FallingRow>) -> Vec<Falling> {
    let mut found: Vec<Falling> = Vec::new();
    for FallingRow { falling, person } in rows {
        let same = found
            .last()
            .is_some_and(|last| last.review == falling.review);
        if !same {
            found.push(falling);
        }
        if let Some(last) = found.last_mut() {
            last.awaited.extend(person);
        }
    }
    found
}

/// What an invitation to a group says to the guest it is for; nothing once they were removed or have no link that
/// leads in. For sending it: who may see the link otherwise is the group page's.
pub async fn letter_to_guest(
    reader: &mut impl Reading,
    group: GroupId,
    person: PersonId,
) -> Result<Option<GroupLetter>> {
    let Some((group, link)) = standing(reader, group, person).await? else {
        return Ok(None);
    };
    let app = reader.app().clone();
    let Some(project) = projects::get(reader, group.project).await? else {
        return Ok(None);
    };
    let Some(key) = key_of(&app, group.project).await? else {
        return Ok(None);
    };
    let opened: Option<i64> = reader.row(&sql::LINK_WAS_OPENED, &args![link.id]).await?;
    Ok(Some(GroupLetter {
        team_name: access::teams::name(reader, group.team).await?,
        project_name: project.name,
        group_name: group.name(&app, Some(&key))?,
        url: link.url(&app, &key)?,
        opened: opened.is_some(),
        asks_code: group.settings.mailed_code,
    }))
}

/// A guest with what their own link allows now, as if they had opened it; nothing when it leads in no more.
pub async fn guest(
    reader: &mut impl Reading,
    group: GroupId,
    person: PersonId,
) -> Result<Option<Actor>> {
    let Some((group, link)) = standing(reader, group, person).await? else {
        return Ok(None);
    };
    let grant = GuestGrant {
        session: Id::from_uuid(Uuid::nil()),
        team: group.team,
        project: group.project,
        group: group.id,
        link: link.id,
        person: Some(person),
        mailbox: false,
    };
    Ok(Some(Actor::browser(None, vec![grant])))
}

/// Whether somebody is listed in a group as one of whom a decision is asked.
pub async fn is_asked(reader: &mut impl Reading, group: GroupId, person: PersonId) -> Result<bool> {
    Ok(asked(reader, group).await?.contains(&person))
}

async fn standing(
    reader: &mut impl Reading,
    group: GroupId,
    person: PersonId,
) -> Result<Option<(Group, links::Link)>> {
    let Some(group): Option<Group> = reader.row(&sql::GROUP, &args![group]).await? else {
        return Ok(None);
    };
    let now = reader.app().now();
    if group.link_expires_at.is_some_and(|at| at <= now) {
        return Ok(None);
    }
    let listed = reviewers::of_group(reader, group.id).await?;
    let invited = listed
        .iter()
        .any(|one| one.person == person && one.origin == Origin::Invited);
    let links = links::of_group(reader, &group).await?;
    let own = links.into_iter().find(|link| link.person == Some(person));
    Ok(own.filter(|_| invited).map(|link| (group, link)))
}

async fn visible(
    reader: &mut impl Reading,
    who: &Actor,
    review: ReviewId,
) -> Result<Option<Review>> {
    let found = with_version(reader, who, review).await?;
    Ok(found.map(|(review, _)| review))
}

async fn with_version(
    reader: &mut impl Reading,
    who: &Actor,
    review: ReviewId,
) -> Result<Option<(Review, Version)>> {
    match reviews::open(reader, who, Action::See, review).await {
        Ok((review, version)) => Ok(Some((review.into_inner(), version))),
        Err(Error::NotFound | Error::Forbidden) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The beginning of a comment as plain text on one line.
fn excerpt(body: &Body) -> String {
    let paragraph = |block: &Block| block.spans.iter().map(plain).collect::<String>();
    let words: Vec<String> = body.blocks.iter().map(paragraph).collect();
    let words = words.join(" ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    let mut short: String = line.chars().take(EXCERPT - 1).collect();
    short.push('…');
    short
}

fn plain(span: &Span) -> String {
    match span {
        Span::Text { text } | Span::Link { text, .. } => text.clone(),
        Span::Mention { name, .. } => format!("@{name}"),
    }
}

struct FallingRow {
    falling: Falling,
    person: Option<PersonId>,
}

impl FromRow for FallingRow {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            falling: Falling {
                review: Id::from_uuid(row.uuid(0)?),
                team: Id::from_uuid(row.uuid(1)?),
                group: Id::from_uuid(row.uuid(2)?),
                due: Due {
                    at: row.int(3)?,
                    zone: row.opt_text(4)?.and_then(known_zone).unwrap_or("UTC"),
                },
                started_by: row.opt_uuid(5)?.map(Id::from_uuid),
                awaited: Vec::new(),
            },
            person: row.opt_uuid(6)?.map(Id::from_uuid),
        })
    }
}
