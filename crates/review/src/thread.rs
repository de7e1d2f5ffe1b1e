//! Comments as one viewer may see them: filtered before they are counted, opened once per author, named once per
//! request.

use std::collections::{HashMap, HashSet};
use std::fmt;

use db::args;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, CommentId, Error, GroupId, Guarded, Id, Permission, PersonId, Resource,
    Result, may,
};
use keystore::{KeyId, KeystoreError};
use uuid::Uuid;
use vault::Key;
use webkit::AbilityWord;

use crate::comment_row::{Comment, Origin, Words, resource};
use crate::groups::{self, key_of};
use crate::people::{People, Viewer};
use crate::reviews::Review;
use crate::sql;
use crate::wire::{AttachmentDto, CommentDto, CopiedDto, LikesDto, PinnedDto, ResolvedDto};

/// How many of those who like a comment are named; the others are counted.
const LIKES_NAMED: usize = 50;

/// Who likes which comment, in the order in which they said so.
type Likes = HashMap<CommentId, Vec<PersonId>>;

/// Bytes in lower-case hexadecimal.
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// All comments of a review that the actor may know, oldest first.
pub(crate) async fn of_review(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
) -> Result<Vec<CommentDto>> {
    let mut comments: Vec<Comment> = reader.rows(&sql::COMMENTS, &args![review.id]).await?;
    // SECURITY: before anything is counted or numbered; guarded by test `team_only_comments_never_reach_a_guest`.
    comments.retain(|comment| is_visible(who, comment, review));
    keep_what_is_read(&mut comments);
    let likes = reader
        .rows(&sql::LIKES_OF_REVIEW, &args![review.id])
        .await?;
    let extras = Extras::read(reader, who, review, &comments, likes).await?;
    let opened = open(reader.app(), &comments).await?;
    show(reader, who, review, (&comments, opened), &extras).await
}

/// A comment that its transaction has just stored, as [`one`] would read it back.
pub(crate) async fn written(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
    (comment, words): (&Comment, Words),
) -> Result<CommentDto> {
    let comment = std::slice::from_ref(comment);
    let opened = vec![Some(words)];
    only(show(reader, who, review, (comment, opened), &Extras::default()).await?)
}

/// One comment that the actor has just written or changed.
pub(crate) async fn one(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
    id: CommentId,
) -> Result<CommentDto> {
    let comment: Comment = reader
        .row(&sql::COMMENT, &args![id])
        .await?
        .ok_or(Error::NotFound)?;
    if !is_visible(who, &comment, review) {
        return Err(Error::NotFound);
    }
    let likes = reader.rows(&sql::LIKES_OF_COMMENT, &args![id]).await?;
    let comment = std::slice::from_ref(&comment);
    let extras = Extras::read(reader, who, review, comment, likes).await?;
    let opened = open(reader.app(), comment).await?;
    only(show(reader, who, review, (comment, opened), &extras).await?)
}

fn only(shown: Vec<CommentDto>) -> Result<CommentDto> {
    shown
        .into_iter()
        .next()
        .ok_or(Error::broken("a comment is there and is not"))
}

fn is_visible(who: &Actor, comment: &Comment, review: &Review) -> bool {
    may(who, Action::See, &resource(comment, review)) == Permission::Granted
}

/// Deleted comments stay only where replies stand on them; replies of what the viewer does not see are not shown.
fn keep_what_is_read(comments: &mut Vec<Comment>) {
    let answered: HashSet<CommentId> = comments
        .iter()
        .filter(|one| one.deleted_at.is_none())
        .filter_map(|one| one.parent)
        .collect();
    comments.retain(|one| one.deleted_at.is_none() || answered.contains(&one.id));
    let roots: HashSet<CommentId> = comments
        .iter()
        .filter(|one| one.parent.is_none())
        .map(|one| one.id)
        .collect();
    comments.retain(|one| one.parent.is_none_or(|parent| roots.contains(&parent)));
}

/// What stands beside the comments: likes, and the names of the groups that copies came from.
#[derive(Default)]
struct Extras {
    likes: Likes,
    groups: HashMap<GroupId, String>,
}

impl Extras {
    async fn read(
        reader: &mut impl Reading,
        who: &Actor,
        review: &Review,
        comments: &[Comment],
        likes: Vec<(Uuid, Uuid)>,
    ) -> Result<Self> {
        let mut found = Self::default();
        for (comment, person) in likes {
            let people = found.likes.entry(Id::from_uuid(comment)).or_default();
            people.push(Id::from_uuid(person));
        }
        let mut origins = comments.iter().filter_map(|comment| comment.origin);
        let is_member = who.is_system() || who.in_team(review.team).is_some();
        // SECURITY: a guest does not learn which other groups there are; guarded by test
        // `a_copy_names_nobody_of_the_other_group`.
        if is_member && origins.any(|origin| origin.group != review.group) {
            let app = reader.app().clone();
            let key = key_of(&app, review.project).await?;
            for group in groups::of_project(reader, review.project).await? {
                found
                    .groups
                    .insert(group.id, group.name(&app, key.as_ref())?);
            }
        }
        Ok(found)
    }

    fn of(&self, comment: CommentId) -> &[PersonId] {
        self.likes
            .get(&comment)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn likes(&self, comment: &Comment, viewer: &Viewer, people: &People) -> LikesDto {
        if comment.deleted_at.is_some() {
            return LikesDto::default();
        }
        let likes = self.of(comment.id);
        LikesDto {
            count: likes.len(),
            own: viewer.person.is_some_and(|own| likes.contains(&own)),
            people: likes
                .iter()
                .take(LIKES_NAMED)
                .map(|person| people.person(*person))
                .collect(),
        }
    }

    fn copied(&self, comment: &Comment, review: &Review, sure: Option<u8>) -> Option<Copied<'_>> {
        // What was deleted stands for its replies and says nothing more.
        let origin = comment.origin.filter(|_| comment.deleted_at.is_none())?;
        Some(Copied {
            origin,
            sure,
            is_from_here: origin.group == review.group,
            group: self.groups.get(&origin.group).map(String::as_str),
        })
    }
}

/// Where a copy came from, before anybody is named.
struct Copied<'a> {
    origin: Origin,
    sure: Option<u8>,
    is_from_here: bool,
    group: Option<&'a str>,
}

impl Copied<'_> {
    fn dto(&self, viewer: &Viewer, people: &People) -> CopiedDto {
        // SECURITY: a guest does not learn who reviews in other groups; guarded by test
        // `a_copy_names_nobody_of_the_other_group`.
        let may_know = viewer.is_member || self.is_from_here;
        CopiedDto {
            version_number: self.origin.version_number,
            group: self.group.filter(|_| !self.is_from_here).map(str::to_owned),
            author: may_know.then(|| people.person(self.origin.author)),
            sure: self.sure,
        }
    }
}

async fn show(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
    (comments, mut opened): (&[Comment], Vec<Option<Words>>),
    extras: &Extras,
) -> Result<Vec<CommentDto>> {
    let viewer = Viewer::of_group(who, review.team, review.group, review.settings.anonymous);
    let people = People::read(reader, &viewer, everybody(comments, &opened, extras)).await?;
    // SECURITY: a guest's numbers have no gap that tells of the team's own threads; guarded by
    // test `team_only_comments_never_reach_a_guest`.
    let counts_all = may(who, Action::TeamOnly, &review.resource()) == Permission::Granted;
    let shown = comments
        .iter()
        .zip(opened.iter_mut())
        .map(|(comment, words)| {
            let words = words.take().unwrap_or_default();
            CommentDto {
                id: comment.id,
                number: if counts_all {
                    comment.numbers.team
                } else {
                    comment.numbers.shared
                },
                parent: comment.parent,
                author: people.person(comment.author),
                copied: extras
                    .copied(comment, review, words.sure)
                    .map(|copied| copied.dto(&viewer, &people)),
                body: words.body.named(|person| people.name(person)),
                markers: words.markers,
                attachments: words.files.into_iter().map(AttachmentDto::from).collect(),
                likes: extras.likes(comment, &viewer, &people),
                pinned: comment
                    .pinned
                    .filter(|_| comment.deleted_at.is_none())
                    .map(|(at, by)| PinnedDto {
                        by: people.person(by),
                        at,
                    }),
                team_only: comment.team_only,
                created_at: comment.created_at,
                edited_at: comment.edited_at,
                resolved: comment
                    .resolved_at
                    .zip(comment.resolved_by)
                    .map(|(at, by)| ResolvedDto {
                        by: people.person(by),
                        at,
                    }),
                deleted: comment.deleted_at.is_some(),
                abilities: abilities(who, comment, review),
            }
        });
    Ok(shown.collect())
}

/// The words of each comment; none of what was deleted or whose author was erased.
async fn open(app: &App, comments: &[Comment]) -> Result<Vec<Option<Words>>> {
    let mut keys: HashMap<KeyId, Option<Key>> = HashMap::new();
    for id in comments.iter().map(|comment| comment.author_key) {
        if keys.contains_key(&id) {
            continue;
        }
        let key = match app.keystore().key(id).await {
            Ok(key) => Some(key),
            Err(KeystoreError::Missing) => None,
            Err(error) => return Err(error.into()),
        };
        keys.insert(id, key);
    }
    let words = |comment: &Comment| {
        let key = keys.get(&comment.author_key).and_then(Option::as_ref);
        key.filter(|_| comment.deleted_at.is_none())
            .map(|key| app.open_with(key, comment.slot(), &comment.sealed))
            .transpose()
    };
    comments.iter().map(words).collect()
}

fn everybody(comments: &[Comment], opened: &[Option<Words>], extras: &Extras) -> HashSet<PersonId> {
    let mut people: HashSet<PersonId> = HashSet::new();
    for (comment, words) in comments.iter().zip(opened) {
        people.insert(comment.author);
        people.extend(comment.resolved_by);
        people.extend(comment.pinned.map(|(_, by)| by));
        people.extend(comment.origin.map(|origin| origin.author));
        people.extend(extras.of(comment.id).iter().take(LIKES_NAMED));
        people.extend(words.iter().flat_map(|words| words.body.mentions()));
    }
    people
}

fn abilities(who: &Actor, comment: &Comment, review: &Review) -> Vec<&'static str> {
    struct Shown(Resource);
    impl Guarded for Shown {
        fn resource(&self) -> Resource {
            self.0
        }
    }
    if comment.deleted_at.is_some() {
        return Vec::new();
    }
    let resource = resource(comment, review);
    let mut words = kernel::abilities(
        who,
        &Shown(resource),
        &[Action::Edit, Action::Delete, Action::Like],
    );
    if comment.origin.is_some() {
        // Copied words stay as they were written.
        words.retain(|word| *word != Action::Edit.token());
    }
    if comment.parent.is_none() {
        let of_roots = [Action::Resolve, Action::Pin];
        words.extend(kernel::abilities(who, &Shown(resource), &of_roots));
        if may(who, Action::Comment, &resource) == Permission::Granted {
            words.push(AbilityWord::REPLY);
        }
    }
    words
}
