//! What a preview is and how making one fails. Plain values, shared by parent and worker.

use serde::{Deserialize, Serialize};

/// Longest edge of the thumbnail, in pixels.
pub(crate) const THUMBNAIL_EDGE: u32 = 480;
/// Longest edge of the small display picture, in pixels: about as many as a phone has across.
pub(crate) const SMALL_EDGE: u32 = 1080;
/// Most pixels across at which the small display picture still looks sharp.
pub const SMALL_SUFFICES: u32 = 1240;
/// Longest edge of the display picture, in pixels.
pub(crate) const DISPLAY_EDGE: u32 = 2560;

/// A finished preview of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Width as displayed: pixels after EXIF orientation, or points of the first page.
    pub width: u32,
    /// Height as displayed: pixels after EXIF orientation, or points of the first page.
    pub height: u32,
    /// Number of pages; 1 for a picture.
    pub pages: u32,
    /// Size of each page of a document, at most the first 10,000; empty for a picture.
    pub page_sizes: Vec<PageSize>,
    /// The pictures made. A document whose first page cannot be drawn has none.
    pub parts: Vec<Part>,
}

impl Preview {
    /// The part of that name, when it was made.
    pub fn part(&self, name: PartName) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }
}

/// Size of a document page in points (1/72 inch), rotation applied.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSize {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
}

/// One derived picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is for.
    pub name: PartName,
    /// Its format.
    pub media_type: MediaType,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The encoded picture. It carries no metadata of the original.
    pub bytes: Vec<u8>,
}

/// Purpose of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartName {
    /// At most 480 pixels on the longer edge.
    Thumbnail,
    /// At most 1080 pixels on the longer edge; pictures only, where the display picture is larger.
    Small,
    /// At most 2560 pixels on the longer edge; pictures only.
    Display,
}

impl PartName {
    pub(crate) fn longest_edge(self) -> u32 {
        match self {
            Self::Thumbnail => THUMBNAIL_EDGE,
            Self::Small => SMALL_EDGE,
            Self::Display => DISPLAY_EDGE,
        }
    }
}

/// Formats a part or a tile can have; every browser draws them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaType {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
    /// `image/webp`, without loss; tiles only.
    WebP,
}

impl MediaType {
    /// The MIME type to send with the bytes.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }

    /// Whether bytes begin as every picture of this format does.
    pub(crate) fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Jpeg => bytes.starts_with(&[0xff, 0xd8, 0xff]),
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::WebP => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        }
    }
}

/// Why there is no preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PreviewFailure {
    /// The document asks for a password.
    #[error("the document is protected by a password")]
    Password,
    /// The bytes are not a valid file of their kind.
    #[error("the file is damaged")]
    Damaged,
    /// More bytes, pixels or memory than a preview may cost.
    #[error("the file is too large for a preview")]
    TooLarge,
    /// No decoder for this kind of file.
    #[error("no preview for this kind of file")]
    Unsupported,
    /// Out of wall-clock or CPU time.
    #[error("making the preview took too long")]
    Timeout,
    /// The worker died or broke the protocol.
    #[error("the preview worker crashed")]
    Crashed,
    /// The file's bytes could not be read.
    #[error("the file could not be read")]
    Source,
    /// The worker could not be started, or its sandbox is not tight enough.
    #[error("the preview worker is not available")]
    Unavailable,
}

impl PreviewFailure {
    /// Stable code for storage and for clients.
    pub fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Damaged => "damaged",
            Self::TooLarge => "too_large",
            Self::Unsupported => "unsupported",
            Self::Timeout => "timeout",
            Self::Crashed => "crashed",
            Self::Source => "source",
            Self::Unavailable => "unavailable",
        }
    }

    /// Whether the same file may succeed later: the fault lies with this installation.
    pub fn is_temporary(self) -> bool {
        match self {
            Self::Source | Self::Unavailable => true,
            Self::Password
            | Self::Damaged
            | Self::TooLarge
            | Self::Unsupported
            | Self::Timeout
            | Self::Crashed => false,
        }
    }
}
