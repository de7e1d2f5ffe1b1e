//! The one permission table: who may do what to which kind of thing. Pure; the whole matrix is a reviewed snapshot.

use crate::actor::{Actor, Role};
use crate::{GroupId, PersonId, ProjectId, TeamId};

macro_rules! actions {
    ($($variant:ident $token:literal $what:literal;)*) => {
        /// Everything that can be done to a resource.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $what] $variant,)*
        }
        impl Action {
            /// Every action, for the matrix.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in `abilities`.
            pub fn token(self) -> &'static str {
                match self { $(Self::$variant => $token,)* }
            }
        }
    };
}

actions! {
    See "see" "Know that it exists and read it.";
    CreateProject "create_project" "Create a project in the team.";
    ManageMembers "manage_members" "Invite and remove members.";
    ReadAudit "read_audit" "Read the team's audit log.";
    Rename "rename" "Change its name or order.";
    Delete "delete" "Move it to the trash, or bring it back.";
    DeleteProject "delete_project" "Move the whole project to the trash, or bring it back.";
    Upload "upload" "Add files and versions.";
    ManageGroups "manage_groups" "Create reviewer groups and change their settings, reviewers and link.";
    StartReview "start_review" "Start a review of a version in a group.";
    Comment "comment" "Write a comment or a reply.";
    TeamOnly "team_only" "Read and write comments that only the team sees.";
    Resolve "resolve" "Resolve and reopen a comment.";
    Like "like" "Show that one agrees with a comment.";
    Pin "pin" "Keep a comment on top of the others.";
    CopyComments "copy_comments" "Copy comments of another review into this one.";
    Edit "edit" "Change one's own words.";
    Decide "decide" "Record a decision.";
    Download "download" "Take the original bytes away.";
    SetStatus "set_status" "Set a review's status by hand.";
    SetDue "set_due" "Change a review's due date.";
    Lock "lock" "Close or open a review for decisions and comments.";
    SeePeople "see_people" "See the reviewers of the group by name.";
}

/// The answer of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Yes.
    Granted,
    /// No, and the actor may know that it exists (403).
    Forbidden,
    /// No, and it does not exist for this actor (404).
    Invisible,
}

/// What a review's group and state allow to guests, computed by the review area from its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent switches"
)]
pub struct GuestSwitches {
    /// Comments are open in this status.
    pub comment: bool,
    /// The original may be taken away in this status.
    pub download: bool,
    /// Reviewers see each other.
    pub people: bool,
    /// A new version may be added in this status.
    pub upload: bool,
}

/// A thing with the facts that permission depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// The team itself.
    Team(TeamId),
    /// A project and everything in it that is not bound to a group: sections, files, versions, uploads.
    Project {
        /// Its team.
        team: TeamId,
        /// The project.
        project: ProjectId,
    },
    /// A reviewer group.
    Group {
        /// Its team.
        team: TeamId,
        /// The group.
        group: GroupId,
    },
    /// A review, and the version under review as its group sees it.
    Review {
        /// Its team.
        team: TeamId,
        /// Its group.
        group: GroupId,
        /// Whether the review is closed for comments and decisions.
        locked: bool,
        /// What the group's settings allow to guests in the review's status.
        switches: GuestSwitches,
    },
    /// A comment of a review.
    Comment {
        /// Its team.
        team: TeamId,
        /// Its review's group.
        group: GroupId,
        /// Who wrote it.
        author: PersonId,
        /// Whether only the team may know it.
        team_only: bool,
        /// Whether the review is closed.
        locked: bool,
        /// As for the review.
        switches: GuestSwitches,
    },
}

impl Resource {
    fn team(&self) -> TeamId {
        match *self {
            Self::Team(team)
            | Self::Project { team, .. }
            | Self::Group { team, .. }
            | Self::Review { team, .. }
            | Self::Comment { team, .. } => team,
        }
    }

    fn group(&self) -> Option<GroupId> {
        match *self {
            Self::Team(_) | Self::Project { .. } => None,
            Self::Group { group, .. }
            | Self::Review { group, .. }
            | Self::Comment { group, .. } => Some(group),
        }
    }
}

/// Decides. The caller turns `Invisible` into 404 and `Forbidden` into 403.
pub fn may(actor: &Actor, action: Action, resource: &Resource) -> Permission {
    if actor.is_system() {
        return Permission::Granted;
    }
    if let Some(member) = actor.in_team(resource.team()) {
        return yes_or_forbidden(member_may(member.role, member.person, action, resource));
    }
    // SECURITY: guarded by the reviewed matrix, column `uploader`.
    if let (Some(uploader), Resource::Project { team, project }) = (actor.uploader(), *resource)
        && (uploader.team, uploader.project) == (team, project)
    {
        return yes_or_forbidden(action == Action::Upload);
    }
    let Some(grant) = resource.group().and_then(|group| actor.grant(group)) else {
        return Permission::Invisible;
    };
    if let Resource::Comment {
        team_only: true, ..
    } = resource
    {
        return Permission::Invisible;
    }
    yes_or_forbidden(guest_may(grant.person, action, resource))
}

fn yes_or_forbidden(yes: bool) -> Permission {
    if yes {
        Permission::Granted
    } else {
        Permission::Forbidden
    }
}

fn member_may(role: Role, person: PersonId, action: Action, resource: &Resource) -> bool {
    match action {
        Action::See
        | Action::SeePeople
        | Action::CreateProject
        | Action::Upload
        | Action::StartReview
        | Action::Rename
        | Action::SetDue
        | Action::TeamOnly
        | Action::Download => true,
        Action::ManageGroups | Action::SetStatus | Action::Lock | Action::DeleteProject => {
            role >= Role::Manager
        }
        Action::ManageMembers | Action::ReadAudit => role >= Role::Admin,
        // Files and comments go to the trash and can be brought back; whole projects and groups need a manager.
        Action::Delete => match resource {
            Resource::Comment { author, locked, .. } => {
                !locked && (*author == person || role >= Role::Manager)
            }
            Resource::Team(_) | Resource::Group { .. } => role >= Role::Manager,
            Resource::Project { .. } | Resource::Review { .. } => true,
        },
        Action::Comment
        | Action::Decide
        | Action::Resolve
        | Action::Like
        | Action::Pin
        | Action::CopyComments => !closed(resource),
        Action::Edit => is_own_and_open(person, resource),
    }
}

fn guest_may(person: Option<PersonId>, action: Action, resource: &Resource) -> bool {
    match action {
        Action::See => true,
        // Before the name is asked nobody is known; the use case answers `needs_identity`.
        Action::Comment | Action::Like => !closed(resource) && switches(resource).comment,
        Action::Decide => matches!(resource, Resource::Review { .. }) && !closed(resource),
        Action::Download => switches(resource).download,
        Action::Upload => {
            matches!(resource, Resource::Review { .. })
                && !closed(resource)
                && switches(resource).upload
        }
        Action::SeePeople => switches(resource).people,
        Action::Edit | Action::Delete | Action::Resolve => {
            switches(resource).comment
                && person.is_some_and(|person| is_own_and_open(person, resource))
        }
        Action::CreateProject
        | Action::ManageMembers
        | Action::ReadAudit
        | Action::Rename
        | Action::DeleteProject
        | Action::ManageGroups
        | Action::StartReview
        | Action::TeamOnly
        | Action::Pin
        | Action::CopyComments
        | Action::SetStatus
        | Action::SetDue
        | Action::Lock => false,
    }
}

fn closed(resource: &Resource) -> bool {
    match resource {
        Resource::Review { locked, .. } | Resource::Comment { locked, .. } => *locked,
        Resource::Team(_) | Resource::Project { .. } | Resource::Group { .. } => false,
    }
}

fn switches(resource: &Resource) -> GuestSwitches {
    match resource {
        Resource::Review { switches, .. } | Resource::Comment { switches, .. } => *switches,
        Resource::Team(_) | Resource::Project { .. } | Resource::Group { .. } => {
            GuestSwitches::default()
        }
    }
}

fn is_own_and_open(person: PersonId, resource: &Resource) -> bool {
    match resource {
        Resource::Comment { author, locked, .. } => *author == person && !locked,
        Resource::Team(_)
        | Resource::Project { .. }
        | Resource::Group { .. }
        | Resource::Review { .. } => false,
    }
}
