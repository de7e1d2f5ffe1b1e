#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod attachment;
mod certificate;
mod codec;
mod comments;
mod commitment;
mod draft;
mod envelope;
mod error;
mod format;
mod page;
mod plain;
mod verify;
mod words;

pub use certificate::{CERTIFICATE_FORMAT, certificate_id, certificate_json};
pub use codec::Fingerprint;
pub use comments::{comment_leaf, comment_root};
pub use commitment::{Field, Opening, commit};
pub use draft::{FileFacts, Names, SignedStatement, StatementDraft};
pub use envelope::{PAYLOAD_TYPE, pre_authentication_encoding};
pub use error::StatementError;
pub use format::{
    Claimed, CommentSet, Commitments, File, Identity, Issuer, Meaning, STATEMENT_TYPE, Statement,
};
pub use page::certificate_pdf;
pub use plain::plain;
pub use verify::{Check, Contents, Outcome, Report, Verdict, verify, verify_chain};
pub use words::{ASSERTION, Decision, Level, Method};
