//! Specific events: what every write commits beside itself. The audit log and the live stream both read them.
//! A generic "something changed" does not exist.

use crate::{
    CommentId, DecisionId, EventId, FileId, GroupId, Millis, PersonId, ProjectId, ReviewId, TeamId,
    VersionId,
};

macro_rules! event_kinds {
    ($($variant:ident $token:literal;)*) => {
        /// What happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "each variant is the past tense that its token spells out")]
        pub enum EventKind { $($variant,)* }

        impl EventKind {
            /// Every kind, for the reviewed snapshot of operations and events.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in the database, the audit log and the event stream.
            pub fn token(self) -> &'static str {
                match self { $(Self::$variant => $token,)* }
            }

            /// The kind of a word.
            pub fn parse(token: &str) -> Option<Self> {
                match token { $($token => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

/// Which log an event belongs to; each has its own retention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stream {
    /// Who looked at and took away what; kept at least 14 days.
    Access,
    /// Changes to people, rights and settings; kept at least 12 months.
    System,
    /// Files, reviews, comments and decisions; kept as long as the contract.
    Evidence,
}

impl Stream {
    /// The word in the database.
    pub fn token(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::System => "system",
            Self::Evidence => "evidence",
        }
    }
}

impl EventKind {
    /// The log it belongs to.
    pub fn stream(self) -> Stream {
        match self.token().split_once('.').map_or("", |(area, _)| area) {
            "sign_in" | "session" | "content" | "certificate" | "link" | "notification" => {
                Stream::Access
            }
            "team" | "group" | "reviewer" | "guest" | "mail" | "demo" => Stream::System,
            _ => Stream::Evidence,
        }
    }
}

event_kinds! {
    SetupCodeCreated "setup.code_created";
    TeamCreated "team.created";
    TeamMemberInvited "team.member_invited";
    TeamInvitationRevoked "team.invitation_revoked";
    TeamMemberJoined "team.member_joined";
    SignInSucceeded "sign_in.succeeded";
    SignInFailed "sign_in.failed";
    SignInLinkCreated "sign_in.link_created";
    SignedOut "sign_in.signed_out";
    SessionRevoked "session.revoked";
    PasswordChanged "password.changed";
    ProjectCreated "project.created";
    ProjectRenamed "project.renamed";
    ProjectTrashed "project.trashed";
    ProjectRestored "project.restored";
    ProjectErased "project.erased";
    ProjectStarred "project.starred";
    ProjectUnstarred "project.unstarred";
    ProjectArchived "project.archived";
    ProjectUnarchived "project.unarchived";
    SectionCreated "section.created";
    SectionChanged "section.changed";
    SectionDeleted "section.deleted";
    UploadStarted "upload.started";
    UploadAdvanced "upload.advanced";
    UploadCancelled "upload.cancelled";
    UploadExpired "upload.expired";
    FileCreated "file.created";
    VersionAdded "version.added";
    FileRenamed "file.renamed";
    FileMoved "file.moved";
    FileMovedAway "file.moved_away";
    FileMovedIn "file.moved_in";
    FileTrashed "file.trashed";
    FileRestored "file.restored";
    FileErased "file.erased";
    ErasureCompleted "erasure.completed";
    PreviewReady "preview.ready";
    PreviewFailed "preview.failed";
    TilesReady "tiles.ready";
    TilesFailed "tiles.failed";
    PreviewErased "preview.erased";
    GroupCreated "group.created";
    GroupChanged "group.changed";
    GroupDeleted "group.deleted";
    GroupPasswordChanged "group.password_changed";
    ReviewerInvited "reviewer.invited";
    ReviewerChanged "reviewer.changed";
    ReviewerRemoved "reviewer.removed";
    LinkCreated "link.created";
    LinkRotated "link.rotated";
    LinkOpened "link.opened";
    GuestNamed "guest.named";
    GuestCodeAsked "guest.code_asked";
    GuestCodeMade "guest.code_made";
    GuestCodeWithheld "guest.code_withheld";
    GuestCodeRefused "guest.code_refused";
    GuestProved "guest.proved";
    GuestLeft "guest.left";
    ReviewStarted "review.started";
    ReviewOpened "review.opened";
    ReviewStatusSet "review.status_set";
    ReviewDueSet "review.due_set";
    ReviewLocked "review.locked";
    ReviewUnlocked "review.unlocked";
    CommentCreated "comment.created";
    CommentEdited "comment.edited";
    CommentDeleted "comment.deleted";
    CommentRestored "comment.restored";
    CommentResolved "comment.resolved";
    CommentReopened "comment.reopened";
    CommentLiked "comment.liked";
    CommentUnliked "comment.unliked";
    CommentPinned "comment.pinned";
    CommentUnpinned "comment.unpinned";
    CommentCopied "comment.copied";
    AttachmentStored "attachment.stored";
    AttachmentErased "attachment.erased";
    DecisionMade "decision.made";
    DecisionWithdrawn "decision.withdrawn";
    ContentDownloaded "content.downloaded";
    AttachmentDownloaded "content.attachment_downloaded";
    CertificateDownloaded "certificate.downloaded";
    NotificationTold "notification.told";
    NotificationRead "notification.read";
    NotificationSettingsChanged "notification.settings_changed";
    MailSent "mail.sent";
    MailBounced "mail.bounced";
    MailFailed "mail.failed";
    MailSettled "mail.settled";
    MailRetried "mail.retried";
    DemoSeeded "demo.seeded";
}

/// One thing that happened, as a use case tells it: `Event::new(EventKind::…, team).project(…).file(…)`.
#[derive(Debug, Clone)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// In which team; none for what concerns the installation.
    pub team: Option<TeamId>,
    /// In which project.
    pub project: Option<ProjectId>,
    /// To which file.
    pub file: Option<FileId>,
    /// To which version.
    pub version: Option<VersionId>,
    /// In which reviewer group.
    pub group: Option<GroupId>,
    /// To which review.
    pub review: Option<ReviewId>,
    /// To which comment.
    pub comment: Option<CommentId>,
    /// To which decision.
    pub decision: Option<DecisionId>,
    /// To which person, other than the actor.
    pub person: Option<PersonId>,
    /// Whether only the team may learn of it.
    pub team_only: bool,
    /// Values that identify somebody or were typed, by field name. Sealed under the key of the person they describe
    /// (`person`, else the actor, else the team); the log holds salted commitments of them.
    pub details: Vec<(&'static str, String)>,
}

impl Event {
    /// An event of a team.
    pub fn new(kind: EventKind, team: TeamId) -> Self {
        Self {
            team: Some(team),
            ..Self::installation(kind)
        }
    }

    /// An event that belongs to no team.
    pub fn installation(kind: EventKind) -> Self {
        Self {
            kind,
            team: None,
            project: None,
            file: None,
            version: None,
            group: None,
            review: None,
            comment: None,
            decision: None,
            person: None,
            team_only: false,
            details: Vec::new(),
        }
    }

    /// Names the project.
    #[must_use]
    pub fn project(mut self, id: ProjectId) -> Self {
        self.project = Some(id);
        self
    }

    /// Names the file.
    #[must_use]
    pub fn file(mut self, id: FileId) -> Self {
        self.file = Some(id);
        self
    }

    /// Names the version.
    #[must_use]
    pub fn version(mut self, id: VersionId) -> Self {
        self.version = Some(id);
        self
    }

    /// Names the reviewer group.
    #[must_use]
    pub fn group(mut self, id: GroupId) -> Self {
        self.group = Some(id);
        self
    }

    /// Names the review.
    #[must_use]
    pub fn review(mut self, id: ReviewId) -> Self {
        self.review = Some(id);
        self
    }

    /// Names the comment.
    #[must_use]
    pub fn comment(mut self, id: CommentId) -> Self {
        self.comment = Some(id);
        self
    }

    /// Names the decision.
    #[must_use]
    pub fn decision(mut self, id: DecisionId) -> Self {
        self.decision = Some(id);
        self
    }

    /// Names the person it happened to.
    #[must_use]
    pub fn person(mut self, id: PersonId) -> Self {
        self.person = Some(id);
        self
    }

    /// Keeps it from everybody outside the team.
    #[must_use]
    pub fn team_only(mut self, yes: bool) -> Self {
        self.team_only = yes;
        self
    }

    /// Adds a value that must be sealed.
    #[must_use]
    pub fn detail(mut self, field: &'static str, value: impl Into<String>) -> Self {
        self.details.push((field, value.into()));
        self
    }
}

/// A committed, numbered event as the live stream carries it: ids only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveEvent {
    /// Its place in the installation's order, from 1 without gaps.
    pub sequence: i64,
    /// Its id.
    pub id: EventId,
    /// When it was committed.
    pub at: Millis,
    /// What happened.
    pub kind: EventKind,
    /// In which team.
    pub team: Option<TeamId>,
    /// In which project.
    pub project: Option<ProjectId>,
    /// To which file.
    pub file: Option<FileId>,
    /// To which version.
    pub version: Option<VersionId>,
    /// In which group.
    pub group: Option<GroupId>,
    /// To which review.
    pub review: Option<ReviewId>,
    /// To which comment.
    pub comment: Option<CommentId>,
    /// To which decision.
    pub decision: Option<DecisionId>,
    /// To which person.
    pub person: Option<PersonId>,
    /// Who did it.
    pub actor: Option<PersonId>,
    /// Whether only the team may learn of it.
    pub team_only: bool,
}
