//! How words on the wire that stand for enums of crates below are described: from the enums, so that neither can
//! differ from the other.

use std::borrow::Cow;

use kernel::{Action, Role};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Describes a field that holds a member's role.
#[derive(Debug)]
pub enum RoleWord {}

/// Describes a field that holds what the viewer may do.
#[derive(Debug)]
pub enum AbilityWord {}

/// The description of one of several words.
pub fn one_of(about: &str, words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(about))
        .enum_values(Some(words))
        .into()
}

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
    /// The words beside those of the permission table.
    const MORE: [&'static str; 3] = [Self::SEE_ALL_PROJECTS, Self::REPLY, Self::UPLOAD_VERSION];
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
