//! How words on the wire that stand for enums of crates below are described: from the enums, so that neither can
//! differ from the other.

use std::borrow::Cow;

use kernel::{Action, Role};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// Describes a field that holds a member's role.
#[derive(Debug)]
pub enum RoleWord {}

/// Describes a field that holds what the viewer may do.
#[derive(Debug)]
pub enum AbilityWord {}

/// Describes a body that is the bytes of a file.
#[derive(Debug)]
pub enum FileBytes {}

/// The description of one of several words.
pub fn one_of(about: &str, words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(about))
        .enum_values(Some(words))
        .into()
}

impl PartialSchema for FileBytes {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .description(Some("The bytes of a file, as they are."))
            .into()
    }
}

impl ToSchema for FileBytes {}

impl PartialSchema for RoleWord {
    fn schema() -> RefOr<Schema> {
        one_of("A member's role.", Role::ALL.map(Role::token))
    }
}

impl ToSchema for RoleWord {
    fn name() -> Cow<'static, str> {
        "Role".into()
    }
}

impl AbilityWord {
    /// Every project of the team, projects without a grant included.
    pub const SEE_ALL_PROJECTS: &'static str = "see_all_projects";
    /// Answer a comment.
    pub const REPLY: &'static str = "reply";
    /// Add a version to the file under review.
    pub const UPLOAD_VERSION: &'static str = "upload_version";
    /// Put a project away.
    pub const ARCHIVE: &'static str = "archive";
    /// Bring an archived project back.
    pub const UNARCHIVE: &'static str = "unarchive";
    /// Put files of a project into the trash.
    pub const DELETE_FILES: &'static str = "delete_files";
    /// The words beside those of the permission table.
    const MORE: [&'static str; 6] = [
        Self::SEE_ALL_PROJECTS,
        Self::REPLY,
        Self::UPLOAD_VERSION,
        Self::ARCHIVE,
        Self::UNARCHIVE,
        Self::DELETE_FILES,
    ];
}

impl PartialSchema for AbilityWord {
    fn schema() -> RefOr<Schema> {
        let actions = Action::ALL.iter().map(|action| action.token());
        let words = actions.chain(Self::MORE);
        one_of("Something that the viewer may do.", words)
    }
}

impl ToSchema for AbilityWord {
    fn name() -> Cow<'static, str> {
        "Ability".into()
    }
}
