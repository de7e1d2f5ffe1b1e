//! The people of a group: invited by address, or known because they said who they are behind the group's link.

use db::{FromRow, Row, args};
use identity::persons;
use kernel::tx::Reading;
use kernel::{Actor, App, Error, EventKind, GroupId, Id, Millis, PersonId, Result, Tx};

use crate::groups::{self, Group};
use crate::people::{People, Viewer};
use crate::rules::level::IdentityLevel;
use crate::wire::{NewReviewer, ReviewerDto};
use crate::{decisions, links, sql};

/// The most people that are invited to one group.
const REVIEWERS: usize = 200;

/// How somebody came to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A member asked them.
    Invited,
    /// They opened the group's link and said who they are.
    Link,
}

impl Origin {
    pub(crate) fn token(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Link => "link",
        }
    }
}

/// Somebody of a group.
#[derive(Debug, Clone)]
pub(crate) struct Reviewer {
    pub(crate) group: GroupId,
    pub(crate) person: PersonId,
    pub(crate) origin: Origin,
    pub(crate) decides: bool,
    invited_at: Millis,
    last_seen_at: Option<Millis>,
    /// When a mailed code last came back from them.
    pub(crate) proved_at: Option<Millis>,
}

impl FromRow for Reviewer {
    fn from_row(row: &Row) -> db::Result<Self> {
        Ok(Self {
            group: Id::from_uuid(row.uuid(0)?),
            person: Id::from_uuid(row.uuid(1)?),
            origin: match row.text(2)? {
                "invited" => Origin::Invited,
                "link" => Origin::Link,
                _ => return Err(row.inconsistent("unknown origin")),
            },
            decides: row.bool(3)?,
            invited_at: row.int(4)?,
            last_seen_at: row.opt_int(5)?,
            proved_at: row.opt_int(6)?,
        })
    }
}

impl Reviewer {
    pub(crate) fn dto(&self, people: &People) -> ReviewerDto {
        let person = people.person(self.person);
        let level = match (person.guest, self.last_seen_at) {
            (false, _) => Some(IdentityLevel::Password),
            (true, _) if self.proved_at.is_some() => Some(IdentityLevel::Mailbox),
            (true, None) if self.origin == Origin::Invited => None,
            (true, _) => Some(IdentityLevel::Link),
        };
        ReviewerDto {
            person,
            level,
            decides: self.decides,
            last_seen_at: self.last_seen_at,
            invited_at: self.invited_at,
            url: None,
        }
    }
}

/// The people of a group, in the order in which they came.
pub(crate) async fn of_group(reader: &mut impl Reading, group: GroupId) -> Result<Vec<Reviewer>> {
    reader.rows(&sql::REVIEWERS, &args![group]).await
}

/// Invites somebody by address: the team's member who has it, else a guest with a link of their own.
pub async fn invite(
    app: &App,
    who: &Actor,
    id: GroupId,
    input: NewReviewer,
) -> Result<ReviewerDto> {
    let account = persons::by_address(app, &input.email).await?;
    let mut tx = app.write(who).await?;
    let group = groups::open_locked(&mut tx, who, id).await?;
    let inviter = who.in_team(group.team).ok_or(Error::NotFound)?.person;
    let listed = of_group(&mut tx, id).await?;
    // SECURITY: whoever has the link can add names without end, and must not keep the team from inviting; guarded by
    // test `guests_who_walked_in_take_no_place_of_the_invited`.
    let invited = listed.iter().filter(|one| one.origin == Origin::Invited);
    if invited.count() >= REVIEWERS {
        return Err(Error::Conflict {
            code: "too_many",
            detail: "A group can have 200 reviewers. Remove one first.",
        });
    }
    let member = match account {
        // SECURITY: an account of another team is nobody here; guarded by test `an_account_of_another_team_is_a_guest`.
        Some(person) => is_member(&mut tx, &group, person).await?.then_some(person),
        None => None,
    };
    refuse_twice(&mut tx, &listed, member, &input.email).await?;
    let person = match member {
        Some(person) => person,
        None => invite_guest(&mut tx, &group, &input, inviter).await?,
    };
    list(&mut tx, &group, person, Origin::Invited, Some(inviter)).await?;
    tx.emit(
        group
            .event(EventKind::ReviewerInvited)
            .person(person)
            .detail("email", input.email.trim()),
    );
    tx.commit().await?;
    one(app, who, &group, person).await
}

/// Changes whether a decision is asked of somebody.
pub async fn change(
    app: &App,
    who: &Actor,
    id: GroupId,
    person: PersonId,
    decides: bool,
) -> Result<ReviewerDto> {
    let mut tx = app.write(who).await?;
    let group = groups::open_locked(&mut tx, who, id).await?;
    let reviewer: Reviewer = tx
        .row(&sql::REVIEWER, &args![id, person])
        .await?
        .ok_or(Error::NotFound)?;
    if reviewer.decides != decides {
        tx.execute_one(&sql::SET_DECIDES, &args![id, person, decides])
            .await?;
        tx.emit(group.event(EventKind::ReviewerChanged).person(person));
        decisions::settle_waiting(&mut tx, &group).await?;
    }
    tx.commit().await?;
    one(app, who, &group, person).await
}

/// Removes somebody. They are out with the commit; what they decided stays on record.
pub async fn remove(app: &App, who: &Actor, id: GroupId, person: PersonId) -> Result<()> {
    let mut tx = app.write(who).await?;
    let group = groups::open_locked(&mut tx, who, id).await?;
    tx.row::<Reviewer>(&sql::REVIEWER, &args![id, person])
        .await?
        .ok_or(Error::NotFound)?;
    // SECURITY: grants, own link and the group's link, which nobody can tell whether they know, end in this
    // transaction; guarded by tests `a_removed_reviewers_link_stops_at_once`,
    // `removing_somebody_always_replaces_the_groups_link`, `the_unnamed_browser_of_a_removed_reviewer_is_out`.
    let now = tx.now();
    tx.execute(&sql::REVOKE_GRANTS_OF_PERSON, &args![id, person, now])
        .await?;
    tx.execute(&sql::REVOKE_PERSONAL_LINK, &args![id, person, now])
        .await?;
    // SECURITY: what they said was said without a name; guarded by test
    // `a_removed_member_of_an_anonymous_group_stays_without_a_name`.
    tx.execute_one(&sql::KEEP_NUMBER, &args![id, person])
        .await?;
    tx.execute_one(&sql::DELETE_REVIEWER, &args![id, person])
        .await?;
    tx.emit(group.event(EventKind::ReviewerRemoved).person(person));
    links::replace_without(&mut tx, who, &group, person).await?;
    decisions::settle_waiting(&mut tx, &group).await?;
    tx.commit().await
}

/// Lists somebody in a group under the next number. The caller emits.
pub(crate) async fn list(
    tx: &mut Tx,
    group: &Group,
    person: PersonId,
    origin: Origin,
    inviter: Option<PersonId>,
) -> Result<()> {
    let number: Option<u32> = tx.row(&sql::NEXT_NUMBER, &args![group.id]).await?;
    let number = number.ok_or(Error::broken("a group is gone while somebody joins it"))?;
    let now = tx.now();
    let arguments = args![group.id, person, number, origin.token(), true, now, inviter];
    tx.execute_one(&sql::INSERT_REVIEWER, &arguments).await
}

async fn one(app: &App, who: &Actor, group: &Group, person: PersonId) -> Result<ReviewerDto> {
    let mut reader = app.read(who).await?;
    let viewer = Viewer::of_group(who, group.team, group.id, group.settings.anonymous);
    let reviewer: Reviewer = reader
        .row(&sql::REVIEWER, &args![group.id, person])
        .await?
        .ok_or(Error::NotFound)?;
    let links = links::of_group(&mut reader, group).await?;
    let people = People::read(&mut reader, &viewer, [person]).await?;
    let url = match (
        links.iter().find(|link| link.person == Some(person)),
        groups::key_of(app, group.project).await?,
    ) {
        (Some(link), Some(key)) => Some(link.url(app, &key)?),
        (None, _) | (_, None) => None,
    };
    Ok(ReviewerDto {
        url,
        ..reviewer.dto(&people)
    })
}

async fn is_member(tx: &mut Tx, group: &Group, person: PersonId) -> Result<bool> {
    let member = access::teams::membership(tx, person).await?;
    Ok(member.is_some_and(|member| member.team == group.team))
}

async fn invite_guest(
    tx: &mut Tx,
    group: &Group,
    input: &NewReviewer,
    inviter: PersonId,
) -> Result<PersonId> {
    let new = persons::NewPerson {
        team: Some(group.team),
        name: input.name.clone(),
        email: Some(input.email.clone()),
        verified: false,
    };
    let person = persons::create(tx, &new).await?;
    let place = links::Place {
        team: group.team,
        project: group.project,
        group: group.id,
    };
    links::make(tx, place, Some(person), inviter).await?;
    Ok(person)
}

/// Addresses are sealed, so the comparison happens here and not in the database.
async fn refuse_twice(
    tx: &mut Tx,
    listed: &[Reviewer],
    member: Option<PersonId>,
    email: &str,
) -> Result<()> {
    let email = persons::clean_address(email)?;
    let invited: Vec<PersonId> = listed
        .iter()
        .filter(|one| one.origin == Origin::Invited)
        .map(|one| one.person)
        .collect();
    let cards = persons::cards(tx, &invited).await?;
    let twice = cards
        .values()
        .any(|card| Some(card.id) == member || card.email.as_deref() == Some(&email));
    if twice || member.is_some_and(|member| listed.iter().any(|one| one.person == member)) {
        return Err(Error::Conflict {
            code: "already_invited",
            detail: "Somebody with this address is already a reviewer of this group.",
        });
    }
    Ok(())
}

/// Whether somebody may decide as far as the group's list says: whoever is not listed may.
pub(crate) async fn may_decide(
    reader: &mut impl Reading,
    group: GroupId,
    person: PersonId,
) -> Result<bool> {
    let reviewer: Option<Reviewer> = reader.row(&sql::REVIEWER, &args![group, person]).await?;
    Ok(reviewer.is_none_or(|reviewer| reviewer.decides))
}
