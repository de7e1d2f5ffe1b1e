//! Comments as one viewer may see them: filtered before they are counted, opened once per author, named once per
//! request.

use std::collections::{HashMap, HashSet};
use std::fmt;

use db::args;
use kernel::tx::Reading;
use kernel::{
    Action, Actor, App, CommentId, Error, Guarded, Permission, PersonId, Resource, Result, may,
};
use keystore::{KeyId, KeystoreError};
use vault::Key;
use webkit::AbilityWord;

use crate::comment_row::{Comment, Words, resource};
use crate::people::{People, Viewer};
use crate::reviews::Review;
use crate::sql;
use crate::wire::{CommentDto, ResolvedDto};

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
    show(reader, who, review, &comments).await
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
    let shown = show(reader, who, review, std::slice::from_ref(&comment)).await?;
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

async fn show(
    reader: &mut impl Reading,
    who: &Actor,
    review: &Review,
    comments: &[Comment],
) -> Result<Vec<CommentDto>> {
    let app = reader.app().clone();
    let mut opened: Vec<Option<Words>> = open(&app, comments).await?;
    let viewer = Viewer::of_group(who, review.team, review.group, review.settings.anonymous);
    let people = People::read(reader, &viewer, everybody(comments, &opened)).await?;
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
                body: words.body.named(|person| people.name(person)),
                markers: words.markers,
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

fn everybody(comments: &[Comment], opened: &[Option<Words>]) -> HashSet<PersonId> {
    let mut people: HashSet<PersonId> = HashSet::new();
    for (comment, words) in comments.iter().zip(opened) {
        people.insert(comment.author);
        people.extend(comment.resolved_by);
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
    let mut words = kernel::abilities(who, &Shown(resource), &[Action::Edit, Action::Delete]);
    if comment.parent.is_none() {
        words.extend(kernel::abilities(who, &Shown(resource), &[Action::Resolve]));
        if may(who, Action::Comment, &resource) == Permission::Granted {
            words.push(AbilityWord::REPLY);
        }
    }
    words
}
