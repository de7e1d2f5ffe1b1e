//! What keys exist and which of them wraps which.

use uuid::Uuid;

/// Names a key by what it protects: the id of the team, project, stored file or person. Author,
/// identity and issuer keys have ids of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub Uuid);

/// The kind of a key, bound into its wrapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// A team's; wraps its projects and guests.
    Team,
    /// A project's; seals its names and comments' places, wraps its files and author keys.
    Project,
    /// One stored file's.
    Blob,
    /// A person's; seals name, address and whatever else describes the person.
    Person,
    /// What one person (the owner) wrote in one project (the parent).
    Author,
    /// The installation's; wraps the persons with an account. There is one.
    Identity,
    /// The seed of the key that signs decisions. There is one.
    Issuer,
}

/// A key to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewKey {
    /// Its id.
    pub id: KeyId,
    /// Its kind.
    pub kind: KeyKind,
    /// The key that wraps it; `None` for kinds that hang below the root.
    pub parent: Option<KeyId>,
    /// The person whose words it seals; for author keys only.
    pub owner: Option<Uuid>,
}

impl KeyKind {
    const ALL: [Self; 7] = [
        Self::Team,
        Self::Project,
        Self::Blob,
        Self::Person,
        Self::Author,
        Self::Identity,
        Self::Issuer,
    ];

    /// The token in the database and in the wrapping's context; it must never change.
    pub fn token(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Project => "project",
            Self::Blob => "blob",
            Self::Person => "person",
            Self::Author => "author",
            Self::Identity => "identity",
            Self::Issuer => "issuer",
        }
    }

    pub(crate) fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.token() == token)
    }

    /// Whether a key of this kind may hang below a parent of that kind (`None` is the root key).
    pub(crate) fn hangs_below(self, parent: Option<Self>) -> bool {
        match self {
            Self::Team | Self::Identity | Self::Issuer => parent.is_none(),
            Self::Project => parent == Some(Self::Team),
            Self::Person => matches!(parent, Some(Self::Team | Self::Identity)),
            Self::Blob | Self::Author => parent == Some(Self::Project),
        }
    }

    pub(crate) fn has_owner(self) -> bool {
        self == Self::Author
    }
}
