//! A version on the wire, the same in every area.

use std::borrow::Cow;

use identity::PersonCard;
use identity::http::person::PersonDto;
use kernel::VersionId;
use mediabox::MediaKind;
use serde::Serialize;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::Version;
use crate::versions::KINDS;

/// A version of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Version)]
pub struct VersionDto {
    /// Which one.
    #[schema(value_type = String)]
    pub id: VersionId,
    /// Its place in the file's history, from 1.
    pub number: u32,
    /// Its size in bytes.
    pub size: u64,
    /// What it is.
    #[schema(value_type = KindWord)]
    pub kind: &'static str,
    /// Its extension in upper case, may be empty.
    pub extension: String,
    /// When it was complete, in UTC milliseconds.
    pub created_at: i64,
    /// Who uploaded it.
    #[schema(required)]
    pub created_by: Option<PersonDto>,
}

impl VersionDto {
    /// The version with the card of whoever uploaded it.
    pub fn new(version: &Version, created_by: Option<&PersonCard>) -> Self {
        Self {
            id: version.id,
            number: version.number,
            size: version.size,
            kind: version.kind.token(),
            extension: version.extension.clone(),
            created_at: version.created_at,
            created_by: created_by.map(PersonDto::new),
        }
    }
}

/// Describes a field that holds what a file is.
#[derive(Debug)]
pub enum KindWord {}

impl PartialSchema for KindWord {
    fn schema() -> RefOr<Schema> {
        let words = KINDS.map(MediaKind::token);
        webkit::described::one_of("What a file is, as far as review is concerned.", words)
    }
}

impl ToSchema for KindWord {
    fn name() -> Cow<'static, str> {
        "Kind".into()
    }
}
