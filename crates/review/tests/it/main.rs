//! Reviews against a real database, real keys and real files: mostly the bugs that must be impossible here.

mod comments;
mod dashboard;
mod decisions;
mod groups;
mod guests;
mod http;
mod links;
mod reviews;
mod schema;
mod stored;
mod studio;
