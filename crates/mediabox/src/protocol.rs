//! Frames and messages between the launcher and the worker: `kind u8, length u32 big-endian, bytes`.
//! Pure data and framing; who may say what and when is the launcher's and the worker's business.

use crate::preview::{MediaType, PageSize, PartName};
use crate::pyramid::Place;
use crate::sniff::MediaKind;
use serde::{Deserialize, Serialize};

/// Version both sides must agree on. They are the same binary; this catches a wrong path.
pub const VERSION: u32 = 3;
/// Bytes of a frame header.
pub(crate) const HEADER: usize = 5;
/// Longest range the worker asks for, and longest frame of bytes.
pub(crate) const RANGE: u32 = 4 * 1024 * 1024;
/// Longest control message: room for 10,000 page sizes.
pub(crate) const CONTROL: u32 = 1024 * 1024;
/// Most page sizes reported.
pub(crate) const PAGE_SIZES: usize = 10_000;

/// What a frame carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FrameKind {
    /// One JSON message.
    Control,
    /// Raw bytes of the file (to the worker) or of a part (to the parent).
    Bytes,
}

/// First message of the worker decides about the rest.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum FromWorker {
    /// The sandbox is closed; nothing of the file has been read.
    Hello {
        version: u32,
        sandbox: SandboxReport,
    },
    /// Send these bytes of the file as one frame.
    Need { offset: u64, length: u32 },
    /// Frames of exactly the announced length follow.
    Part(PartHead),
    /// Frames of exactly the announced length follow.
    Tile(TileHead),
    /// All parts were sent.
    Done(Measures),
    /// The file yields no preview.
    Failed { fault: FileFault },
}

/// Announces a part.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PartHead {
    pub(crate) name: PartName,
    pub(crate) media_type: MediaType,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Bytes that follow.
    pub(crate) length: u64,
}

/// Announces a tile.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TileHead {
    pub(crate) place: Place,
    pub(crate) media_type: MediaType,
    /// Bytes that follow.
    pub(crate) length: u32,
}

/// What was learnt about the file besides its pictures.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Measures {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pages: u32,
    pub(crate) page_sizes: Vec<PageSize>,
}

/// The parent says one thing: what to do.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum ToWorker {
    /// Make something of a file of this kind and length in bytes.
    Task {
        want: Want,
        kind: MediaKind,
        length: u64,
    },
}

/// What is wanted of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Want {
    /// Measures and the pictures that are shown first.
    Pictures,
    /// The tiles of a picture that is larger than those.
    Tiles,
}

/// What the worker may blame on the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileFault {
    Password,
    Damaged,
    TooLarge,
    Unsupported,
}

/// Which sandbox layers hold in the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxReport {
    /// `PR_SET_NO_NEW_PRIVS` and not dumpable.
    pub privileges: Layer,
    /// Resource limits.
    pub limits: Layer,
    /// Landlock with no rule; `Partial` on kernels before 6.12.
    pub landlock: Layer,
    /// The system call allow-list.
    pub seccomp: Layer,
}

impl SandboxReport {
    /// Whether untrusted bytes may be given to this worker: seccomp alone already denies files,
    /// sockets and programs; without it the rest is not enough.
    pub fn is_sufficient(&self) -> bool {
        self.seccomp == Layer::Active && self.limits == Layer::Active
    }

    /// Whether every layer holds completely.
    pub fn is_complete(&self) -> bool {
        self.is_sufficient() && self.privileges == Layer::Active && self.landlock == Layer::Active
    }
}

/// State of one sandbox layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Everything asked for is enforced.
    Active,
    /// The kernel enforces a part of it.
    Partial,
    /// Not enforced.
    Missing,
}

/// A frame or message that this protocol does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ProtocolError {
    #[error("unknown frame kind")]
    Kind,
    #[error("frame too long")]
    Length,
    #[error("malformed message")]
    Message,
}

/// Header of a frame. `length` must be within the limit of its kind.
pub(crate) fn encode_header(kind: FrameKind, length: u32) -> [u8; HEADER] {
    let [a, b, c, d] = length.to_be_bytes();
    let kind = match kind {
        FrameKind::Control => 1,
        FrameKind::Bytes => 2,
    };
    [kind, a, b, c, d]
}

/// Reads a header and checks the length against the limit of its kind.
pub(crate) fn decode_header(header: [u8; HEADER]) -> Result<(FrameKind, u32), ProtocolError> {
    let [kind, a, b, c, d] = header;
    let length = u32::from_be_bytes([a, b, c, d]);
    let (kind, limit) = match kind {
        1 => (FrameKind::Control, CONTROL),
        2 => (FrameKind::Bytes, RANGE),
        _ => return Err(ProtocolError::Kind),
    };
    if length > limit {
        return Err(ProtocolError::Length);
    }
    Ok((kind, length))
}

/// A control message as one frame, header included.
pub(crate) fn encode_message<M: Serialize>(message: &M) -> Result<Vec<u8>, ProtocolError> {
    let body = serde_json::to_vec(message).map_err(|_| ProtocolError::Message)?;
    let length = u32::try_from(body.len()).map_err(|_| ProtocolError::Length)?;
    if length > CONTROL {
        return Err(ProtocolError::Length);
    }
    let mut frame = encode_header(FrameKind::Control, length).to_vec();
    frame.extend_from_slice(&body);
    Ok(frame)
}

/// Reads the body of a control frame.
pub(crate) fn decode_message<'a, M: Deserialize<'a>>(body: &'a [u8]) -> Result<M, ProtocolError> {
    serde_json::from_slice(body).map_err(|_| ProtocolError::Message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_survive_and_oversized_or_unknown_ones_do_not() {
        let header = encode_header(FrameKind::Bytes, 70_000);
        assert_eq!(decode_header(header), Ok((FrameKind::Bytes, 70_000)));
        assert_eq!(decode_header([2, 255, 0, 0, 0]), Err(ProtocolError::Length));
        assert_eq!(decode_header([1, 0, 16, 0, 1]), Err(ProtocolError::Length));
        assert_eq!(decode_header([0, 0, 0, 0, 0]), Err(ProtocolError::Kind));
    }

    #[test]
    fn the_longest_list_of_page_sizes_fits_into_one_message() {
        let widest = PageSize {
            width: -1.234_567_9e-30,
            height: -1.234_567_9e-30,
        };
        let done = FromWorker::Done(Measures {
            width: u32::MAX,
            height: u32::MAX,
            pages: u32::MAX,
            page_sizes: vec![widest; PAGE_SIZES],
        });
        assert!(encode_message(&done).is_ok());
    }

    #[test]
    fn messages_with_unknown_fields_are_refused() {
        let body = br#"{"say":"need","offset":0,"length":1,"extra":true}"#;
        assert!(decode_message::<FromWorker>(body).is_err());
    }
}
