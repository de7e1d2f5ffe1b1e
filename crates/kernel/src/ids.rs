//! Typed identifiers: a UUIDv7 in the database, a prefixed word (`fil_0190…`) on the wire.
//! An id is never a secret; tokens are made by `vault::token`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// What an [`Id`] identifies.
pub trait Kind: Send + Sync + 'static {
    /// Three letters that precede the identifier on the wire.
    const PREFIX: &'static str;
}

/// A UUIDv7 that says what it identifies.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

impl<K: Kind> Id<K> {
    /// Takes a UUID that is known to identify a `K`: fresh from [`crate::Ids`] or read from a column.
    pub fn from_uuid(uuid: Uuid) -> Self {
        Self {
            uuid,
            kind: PhantomData,
        }
    }
}

impl<K> Id<K> {
    /// The bare identifier, as stored.
    pub fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.uuid.simple())
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an identifier of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of this kind")]
pub struct MalformedId;

impl<K: Kind> FromStr for Id<K> {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, MalformedId> {
        let (prefix, rest) = text.split_once('_').ok_or(MalformedId)?;
        let canonical = rest.len() == 32 && !rest.bytes().any(|byte| byte.is_ascii_uppercase());
        if prefix != K::PREFIX || !canonical {
            return Err(MalformedId);
        }
        Uuid::try_parse(rest)
            .map(Self::from_uuid)
            .map_err(|_| MalformedId)
    }
}
impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
impl<K> From<Id<K>> for db::Value {
    fn from(id: Id<K>) -> Self {
        Self::from(id.uuid)
    }
}

macro_rules! kinds {
    ($($alias:ident $kind:ident $prefix:literal $what:literal;)*) => {$(
        #[doc = concat!("Marks an [`Id`] of ", $what, ".")]
        #[derive(Debug)]
        pub enum $kind {}
        impl Kind for $kind {
            const PREFIX: &'static str = $prefix;
        }
        #[doc = concat!("Identifies ", $what, ".")]
        pub type $alias = Id<$kind>;
    )*};
}

kinds! {
    TeamId TeamKind "tea" "a team";
    PersonId PersonKind "per" "a person, with or without an account";
    SessionId SessionKind "ses" "a browser session";
    InvitationId InvitationKind "inv" "an invitation to a team";
    ProjectId ProjectKind "pro" "a project";
    SectionId SectionKind "sec" "a section of a project";
    FileId FileKind "fil" "a file";
    VersionId VersionKind "ver" "a version of a file";
    BlobId BlobKind "blo" "the sealed bytes of a version";
    UploadId UploadKind "upl" "a resumable upload";
    GroupId GroupKind "grp" "a reviewer group";
    LinkId LinkKind "lnk" "a review link";
    ReviewId ReviewKind "rev" "a review";
    DecisionId DecisionKind "dec" "a decision";
    CommentId CommentKind "cmt" "a comment";
    AttachmentId AttachmentKind "att" "a file attached to a comment";
    EventId EventIdKind "evt" "an event";
    KeystoreId KeystoreKind "key" "a key in the keystore";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_wire() {
        let id = FileId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));

        let text = id.to_string();

        assert_eq!(text, "fil_01900000000070008000000000000001");
        assert_eq!(text.parse(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_or_spelling_is_refused() {
        for text in [
            "ver_01900000000070008000000000000001",
            "fil_0190000000007000800000000000001",
            "fil_0190000000007000800000000000000A",
            "fil_01900000-0000-7000-8000-000000000001",
            "fil",
            "",
            "_",
        ] {
            assert_eq!(text.parse::<FileId>(), Err(MalformedId), "{text}");
        }
    }
}
