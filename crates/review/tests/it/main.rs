//! Reviews against a real database, real keys and real files: mostly the bugs that must be impossible here.

#![cfg(test)]
#![expect(clippy::too_many_lines, reason = "each test tells one story whole")]

mod attachments;
mod attachments_arriving;
mod codes;
mod comments;
mod copies;
mod dashboard;
mod decisions;
mod groups;
mod guests;
mod http;
mod likes;
mod limits;
mod link_passwords;
mod links;
mod links_that_end;
mod moving;
mod reviewer_uploads;
mod reviews;
mod schema;
mod speed;
mod stored;
mod studio;
mod takeaway;
mod withdrawals;
