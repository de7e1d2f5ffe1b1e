//! Our own parsers of what a worker or a stranger says, as their files are in the product, without the decoders of
//! `mediabox`: those are other people's, and run without rights.

#![allow(dead_code, unreachable_pub, missing_docs)]

// Rules of `review` name those of `identity` by its crate; its file is part of this one.
extern crate self as identity;

pub mod comments;
pub mod guarding;
pub mod rules;
pub mod uploads;
pub mod words;

#[path = "../../crates/mediabox/src/pack.rs"]
pub mod pack;
#[path = "../../crates/mediabox/src/preview.rs"]
pub mod preview;
#[path = "../../crates/mediabox/src/protocol.rs"]
mod protocol;
#[path = "../../crates/mediabox/src/pyramid.rs"]
pub mod pyramid;
#[path = "../../crates/mediabox/src/sniff.rs"]
pub mod sniff;

use protocol::{FrameKind, FromWorker, HEADER, ToWorker};

/// Reads bytes as a stream of frames, as launcher and worker do. Whatever is understood must be written back in a form
/// that is understood the same way.
pub fn read_frames(mut bytes: &[u8]) {
    while let Some((header, rest)) = bytes.split_first_chunk::<HEADER>() {
        let Ok((kind, length)) = protocol::decode_header(*header) else {
            return;
        };
        assert_eq!(protocol::encode_header(kind, length), *header);
        let body = rest.get(..length as usize).unwrap_or(rest);
        if kind == FrameKind::Control {
            read_message(body);
        }
        bytes = rest.get(length as usize..).unwrap_or_default();
    }
}

/// Reads one message of either side.
pub fn read_message(body: &[u8]) {
    if let Ok(message) = protocol::decode_message::<FromWorker>(body) {
        if let Ok(frame) = protocol::encode_message(&message) {
            let again = protocol::decode_message::<FromWorker>(&frame[HEADER..]);
            let again = again.expect("a message that was written can be read");
            assert_eq!(format!("{message:?}"), format!("{again:?}"));
        }
    }
    if let Ok(message) = protocol::decode_message::<ToWorker>(body) {
        let frame = protocol::encode_message(&message).expect("a task is short");
        protocol::decode_message::<ToWorker>(&frame[HEADER..]).expect("a task can be read");
    }
}
