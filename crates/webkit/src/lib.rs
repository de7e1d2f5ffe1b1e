#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod attachment;
pub mod cookies;
pub mod described;
pub mod doorkeeper;
pub mod headers;
pub mod input;
pub mod origin;
pub mod problem;
pub mod reply;
pub mod who;

pub use attachment::attachment;
pub use cookies::{GUEST_COOKIE, MEMBER_COOKIE, SetCookie};
pub use described::{AbilityWord, FileBytes, RoleWord};
pub use doorkeeper::{Doorkeeper, Visitor};
pub use input::{PathId, PathIds, Valid, Words};
pub use problem::{Problem, Problems, described_problem};
pub use reply::{Created, NoContent, Reply};
pub use who::{Anyone, Known, SignedIn, VisitorFacts};

/// The router of an area: routes and their description are registered together.
pub type Routes = utoipa_axum::router::OpenApiRouter<kernel::App>;
