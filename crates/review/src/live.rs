//! Which events of the live stream an actor may hear of. Asked for every single event, with the actor of that moment.

use kernel::{Actor, EventKind, LiveEvent};

/// Whether the actor may learn that this happened. Members hear everything of their team; guests hear what happens to
/// the reviews of their group, and nothing that only the team may know.
///
/// SECURITY: guarded by test `guests_hear_of_their_group_alone`.
pub fn visible(actor: &Actor, event: &LiveEvent) -> bool {
    let Some(team) = event.team else {
        return actor.is_system();
    };
    if actor.is_system() {
        return true;
    }
    if let Some(member) = actor.in_team(team) {
        return !is_personal(event.kind) || event.person == Some(member.person);
    }
    let granted = event
        .group
        .is_some_and(|group| actor.grant(group).is_some());
    granted && !event.team_only && is_for_guests(event.kind)
}

/// Whether such an event is between the server and one person.
///
/// SECURITY: guarded by test `what_one_person_is_told_nobody_else_hears`.
fn is_personal(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::NotificationTold
            | EventKind::NotificationRead
            | EventKind::NotificationSettingsChanged
    )
}

/// Whether such an event can take away or give access, so that a listener must be looked at again.
pub fn changes_access(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::ReviewerRemoved
            | EventKind::LinkRotated
            | EventKind::GroupChanged
            | EventKind::GroupPasswordChanged
            | EventKind::GroupDeleted
            | EventKind::ProjectTrashed
            | EventKind::FileTrashed
            | EventKind::FileMovedAway
            | EventKind::SessionRevoked
            | EventKind::SignedOut
            | EventKind::TeamInvitationRevoked
    )
}

fn is_for_guests(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::ReviewStarted
            | EventKind::ReviewStatusSet
            | EventKind::ReviewDueSet
            | EventKind::ReviewLocked
            | EventKind::ReviewUnlocked
            | EventKind::GroupChanged
            | EventKind::CommentCreated
            | EventKind::CommentEdited
            | EventKind::CommentDeleted
            | EventKind::CommentRestored
            | EventKind::CommentResolved
            | EventKind::CommentReopened
            | EventKind::CommentLiked
            | EventKind::CommentUnliked
            | EventKind::CommentPinned
            | EventKind::CommentUnpinned
            | EventKind::CommentCopied
            | EventKind::DecisionMade
            | EventKind::DecisionWithdrawn
            | EventKind::PreviewReady
            | EventKind::PreviewFailed
            | EventKind::TilesReady
            | EventKind::TilesFailed
    )
}

#[cfg(test)]
mod tests {
    use kernel::{EventId, GroupId, GuestGrant, Id, ProjectId, TeamId};
    use uuid::Uuid;

    use super::*;

    fn id<K: kernel::ids::Kind>(number: u128) -> Id<K> {
        Id::from_uuid(Uuid::from_u128(number))
    }

    fn guest() -> Actor {
        let grant = GuestGrant {
            session: id::<kernel::ids::SessionKind>(1),
            team: id(2),
            project: id(3),
            group: id(4),
            link: id(5),
            person: None,
            mailbox: false,
        };
        Actor::browser(None, vec![grant])
    }

    fn event(kind: EventKind, team: TeamId, group: Option<GroupId>, team_only: bool) -> LiveEvent {
        LiveEvent {
            sequence: 1,
            id: id::<kernel::ids::EventIdKind>(9) as EventId,
            at: 0,
            kind,
            team: Some(team),
            project: Some(id(3) as ProjectId),
            file: None,
            version: None,
            group,
            review: None,
            comment: None,
            decision: None,
            person: None,
            actor: None,
            team_only,
        }
    }

    #[test]
    fn guests_hear_of_their_group_alone() {
        let team = id(2);
        let cases = [
            (EventKind::CommentCreated, team, Some(id(4)), false, true),
            (EventKind::CommentCreated, team, Some(id(4)), true, false),
            (EventKind::CommentResolved, team, Some(id(4)), true, false),
            (EventKind::CommentCreated, team, Some(id(7)), false, false),
            (EventKind::CommentCreated, team, None, false, false),
            (EventKind::ReviewerInvited, team, Some(id(4)), false, false),
            (EventKind::FileCreated, team, None, false, false),
            (EventKind::CommentLiked, team, Some(id(4)), false, true),
            (EventKind::CommentLiked, team, Some(id(4)), true, false),
            (EventKind::CommentPinned, team, Some(id(4)), true, false),
            (EventKind::CommentCopied, team, Some(id(4)), true, false),
            (EventKind::CommentCopied, team, Some(id(7)), false, false),
            (EventKind::DecisionMade, team, Some(id(4)), false, true),
            (EventKind::DecisionWithdrawn, team, Some(id(4)), false, true),
            (EventKind::PreviewReady, team, Some(id(4)), false, true),
            (EventKind::PreviewReady, team, None, false, false),
        ];
        for (kind, team, group, team_only, expected) in cases {
            assert_eq!(
                visible(&guest(), &event(kind, team, group, team_only)),
                expected,
                "{kind:?} {team_only}"
            );
        }
    }

    #[test]
    fn what_one_person_is_told_nobody_else_hears() {
        let team = id(2);
        let member = |person| {
            Actor::member(kernel::Member {
                session: id(1),
                person,
                team,
                role: kernel::Role::Owner,
                proof: kernel::Proof::Password,
            })
        };
        let mut told = event(EventKind::NotificationTold, team, None, false);
        told.person = Some(id(11));

        assert!(visible(&member(id(11)), &told));
        assert!(!visible(&member(id(12)), &told));
        assert!(!visible(&guest(), &told));
    }

    #[test]
    fn nobody_hears_of_anything() {
        let heard = event(EventKind::CommentCreated, id(2), Some(id(4)), false);
        assert!(!visible(&Actor::anonymous(), &heard));
    }
}
