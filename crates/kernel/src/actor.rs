//! Who is acting. A browser may be a member of one team and, beside that, hold any number of review links; which of
//! them counts is decided per resource, so one person can follow links of several teams at once.

use crate::{GroupId, LinkId, PersonId, ProjectId, SessionId, TeamId};

/// A member's role in the team, in order of rising power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Uploads, comments, decides, starts reviews.
    Member,
    /// Also manages projects and reviewer groups.
    Manager,
    /// Also manages members.
    Admin,
    /// Also manages admins.
    Owner,
}

impl Role {
    /// Every role, weakest first.
    pub const ALL: [Self; 4] = [Self::Member, Self::Manager, Self::Admin, Self::Owner];

    /// The word in the database and on the wire.
    pub fn token(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Manager => "manager",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// The role of a word.
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.token() == token)
    }
}

/// What somebody has shown when they signed in, from weak to strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// A one-time link that the operator passed on.
    OneTimeLink,
    /// A password.
    Password,
}

impl Proof {
    /// Every proof, weakest first.
    pub const ALL: [Self; 2] = [Self::OneTimeLink, Self::Password];

    /// The word in the database.
    pub fn token(self) -> &'static str {
        match self {
            Self::OneTimeLink => "one_time_link",
            Self::Password => "password",
        }
    }

    /// The proof of a word.
    pub fn parse(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|proof| proof.token() == token)
    }
}

/// A signed-in member of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The session they act in.
    pub session: SessionId,
    /// Who they are.
    pub person: PersonId,
    /// Their team.
    pub team: TeamId,
    /// What they may do there.
    pub role: Role,
    /// What they have shown about themselves.
    pub proof: Proof,
}

/// What a review link that somebody opened allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestGrant {
    /// The session the link was opened in.
    pub session: SessionId,
    /// The team that owns the group.
    pub team: TeamId,
    /// The group's project.
    pub project: ProjectId,
    /// The group the link leads to.
    pub group: GroupId,
    /// The link.
    pub link: LinkId,
    /// Who the guest says they are, once they have said it.
    pub person: Option<PersonId>,
    /// Whether a code that was mailed to that person came back from this session.
    pub mailbox: bool,
}

/// A guest during one upload that their group's settings allow. The review area makes it after it has asked the table
/// about the review; it reaches adding versions in one project and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uploader {
    /// The session they act in.
    pub session: SessionId,
    /// The project's team.
    pub team: TeamId,
    /// Into which project.
    pub project: ProjectId,
    /// Who they are.
    pub person: PersonId,
}

/// Who is acting in one request or job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actor {
    member: Option<Member>,
    grants: Vec<GuestGrant>,
    uploader: Option<Uploader>,
    played: bool,
    system: bool,
}

impl Actor {
    /// Nobody.
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// The installation itself: jobs and the command line. It passes the permission table for everything.
    pub fn system() -> Self {
        Self {
            system: true,
            ..Self::default()
        }
    }

    /// A member.
    pub fn member(member: Member) -> Self {
        Self {
            member: Some(member),
            ..Self::default()
        }
    }

    /// A browser with an optional member and the links it has opened.
    pub fn browser(member: Option<Member>, grants: Vec<GuestGrant>) -> Self {
        Self {
            member,
            grants,
            ..Self::default()
        }
    }

    /// A guest during one upload.
    pub fn uploading(uploader: Uploader) -> Self {
        Self {
            uploader: Some(uploader),
            ..Self::default()
        }
    }

    /// A guest whose part the installation itself plays, as the demo does before anybody has opened a link.
    pub fn played(grant: GuestGrant) -> Self {
        Self {
            grants: vec![grant],
            played: true,
            ..Self::default()
        }
    }

    /// Whether the installation plays this part: no browser is behind it whose link or session could have ended.
    pub fn is_played(&self) -> bool {
        self.played
    }

    /// The upload that a guest is allowed.
    pub fn uploader(&self) -> Option<&Uploader> {
        self.uploader.as_ref()
    }

    /// Whether this is the installation itself.
    pub fn is_system(&self) -> bool {
        self.system
    }

    /// Whether nobody is known at all.
    pub fn is_anonymous(&self) -> bool {
        !self.system && self.member.is_none() && self.grants.is_empty() && self.uploader.is_none()
    }

    /// The signed-in member, whatever the team.
    pub fn as_member(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    /// The member, if they belong to this team.
    pub fn in_team(&self, team: TeamId) -> Option<&Member> {
        self.member.as_ref().filter(|member| member.team == team)
    }

    /// The opened links.
    pub fn grants(&self) -> &[GuestGrant] {
        &self.grants
    }

    /// The opened link of this group.
    pub fn grant(&self, group: GroupId) -> Option<&GuestGrant> {
        self.grants.iter().find(|grant| grant.group == group)
    }

    /// The person who acts on something of this team and group: the member before the guest.
    pub fn person_for(&self, team: TeamId, group: Option<GroupId>) -> Option<PersonId> {
        if let Some(member) = self.in_team(team) {
            return Some(member.person);
        }
        if let Some(uploader) = self.uploader.filter(|uploader| uploader.team == team) {
            return Some(uploader.person);
        }
        group
            .and_then(|group| self.grant(group))
            .and_then(|grant| grant.person)
    }

    /// The session in which somebody acts on something of this team and group.
    pub fn session_for(&self, team: TeamId, group: Option<GroupId>) -> Option<SessionId> {
        let member = self.in_team(team).map(|member| member.session);
        let uploader = self.uploader.filter(|uploader| uploader.team == team);
        let direct = member.or(uploader.map(|uploader| uploader.session));
        direct.or_else(|| {
            group
                .and_then(|group| self.grant(group))
                .map(|grant| grant.session)
        })
    }

    /// Every team whose things they may reach; none for the installation itself and for nobody.
    pub fn teams(&self) -> Vec<uuid::Uuid> {
        let member = self.member.iter().map(|member| member.team);
        let uploader = self.uploader.iter().map(|uploader| uploader.team);
        let grants = self.grants.iter().map(|grant| grant.team);
        member
            .chain(uploader)
            .chain(grants)
            .map(TeamId::uuid)
            .collect()
    }

    /// The session of what concerns no team.
    pub fn session(&self) -> Option<SessionId> {
        self.member
            .as_ref()
            .map(|member| member.session)
            .or_else(|| self.grants.first().map(|grant| grant.session))
    }
}
