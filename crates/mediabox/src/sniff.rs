//! The kind of a file from its first bytes. Signatures only: nothing is parsed here, so this may run
//! in the server. The name is asked only where the bytes say "a container of something".

use serde::{Deserialize, Serialize};

/// What a file is, as far as review is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// Raster picture.
    Image,
    /// PDF document.
    Pdf,
    /// Scalable vector graphics.
    Svg,
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// Word processor, sheet or slides.
    Office,
    /// Compressed container.
    Archive,
    /// Web page.
    Html,
    /// Everything else.
    Other,
}

impl MediaKind {
    /// Stable token for storage.
    pub fn token(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Pdf => "pdf",
            Self::Svg => "svg",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Office => "office",
            Self::Archive => "archive",
            Self::Html => "html",
            Self::Other => "other",
        }
    }
}

/// Kind and MIME type of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// What it is.
    pub kind: MediaKind,
    /// MIME type; `application/octet-stream` where the bytes do not tell.
    pub media_type: &'static str,
}

/// Kind of a file from its first bytes (4 KiB are enough) and its name.
pub fn sniff(head: &[u8], name: &str) -> MediaKind {
    signature(head, name).kind
}

/// Kind and MIME type of a file from its first bytes (4 KiB are enough) and its name.
pub fn signature(head: &[u8], name: &str) -> Signature {
    let found = fixed(head)
        .or_else(|| riff(head))
        .or_else(|| iso_media(head))
        .or_else(|| zip(head, name))
        .or_else(|| ole(head, name))
        .or_else(|| bitmap(head))
        .or_else(|| frames(head, name))
        .or_else(|| pdf_after_prefix(head))
        .or_else(|| text(head));
    found.unwrap_or(of(MediaKind::Other, "application/octet-stream"))
}

const fn of(kind: MediaKind, media_type: &'static str) -> Signature {
    Signature { kind, media_type }
}

/// Signatures at a fixed offset, the strongest first.
const FIXED: &[(usize, &[u8], Signature)] = &[
    (0, b"\x89PNG\r\n\x1a\n", of(MediaKind::Image, "image/png")),
    (0, b"\xff\xd8\xff", of(MediaKind::Image, "image/jpeg")),
    (0, b"GIF87a", of(MediaKind::Image, "image/gif")),
    (0, b"GIF89a", of(MediaKind::Image, "image/gif")),
    (0, b"II*\0", of(MediaKind::Image, "image/tiff")),
    (0, b"MM\0*", of(MediaKind::Image, "image/tiff")),
    (0, b"II+\0", of(MediaKind::Image, "image/tiff")),
    (0, b"MM\0+", of(MediaKind::Image, "image/tiff")),
    (
        0,
        b"8BPS",
        of(MediaKind::Image, "image/vnd.adobe.photoshop"),
    ),
    (0, b"%PDF-", of(MediaKind::Pdf, "application/pdf")),
    (0, b"\x1aE\xdf\xa3", of(MediaKind::Video, "video/webm")),
    (0, b"\0\0\x01\xba", of(MediaKind::Video, "video/mpeg")),
    (0, b"\0\0\x01\xb3", of(MediaKind::Video, "video/mpeg")),
    (0, b"FLV\x01", of(MediaKind::Video, "video/x-flv")),
    (
        0,
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
        of(MediaKind::Video, "video/x-ms-asf"),
    ),
    (0, b"ID3", of(MediaKind::Audio, "audio/mpeg")),
    (0, b"fLaC", of(MediaKind::Audio, "audio/flac")),
    (0, b"{\\rtf", of(MediaKind::Office, "application/rtf")),
    (
        0,
        b"\x1f\x8b\x08",
        of(MediaKind::Archive, "application/gzip"),
    ),
    (
        0,
        b"7z\xbc\xaf\x27\x1c",
        of(MediaKind::Archive, "application/x-7z-compressed"),
    ),
    (
        0,
        b"Rar!\x1a\x07",
        of(MediaKind::Archive, "application/vnd.rar"),
    ),
    (0, b"BZh", of(MediaKind::Archive, "application/x-bzip2")),
    (0, b"\xfd7zXZ\0", of(MediaKind::Archive, "application/x-xz")),
    (
        0,
        b"\x28\xb5\x2f\xfd",
        of(MediaKind::Archive, "application/zstd"),
    ),
    (257, b"ustar", of(MediaKind::Archive, "application/x-tar")),
];

fn fixed(head: &[u8]) -> Option<Signature> {
    FIXED
        .iter()
        .find(|(offset, magic, _)| has(head, *offset, magic))
        .map(|(_, _, signature)| *signature)
}

fn riff(head: &[u8]) -> Option<Signature> {
    if has(head, 0, b"FORM") && (has(head, 8, b"AIFF") || has(head, 8, b"AIFC")) {
        return Some(of(MediaKind::Audio, "audio/aiff"));
    }
    if !has(head, 0, b"RIFF") {
        return None;
    }
    match head.get(8..12)? {
        b"WEBP" => Some(of(MediaKind::Image, "image/webp")),
        b"WAVE" => Some(of(MediaKind::Audio, "audio/wav")),
        b"AVI " => Some(of(MediaKind::Video, "video/x-msvideo")),
        _ => None,
    }
}

/// ISO base media: the major brand tells pictures, sound and video apart.
fn iso_media(head: &[u8]) -> Option<Signature> {
    if !has(head, 4, b"ftyp") {
        return None;
    }
    Some(match head.get(8..12)? {
        b"avif" | b"avis" => of(MediaKind::Image, "image/avif"),
        b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" | b"msf1" => {
            of(MediaKind::Image, "image/heic")
        }
        b"M4A " | b"M4B " | b"M4P " => of(MediaKind::Audio, "audio/mp4"),
        b"qt  " => of(MediaKind::Video, "video/quicktime"),
        _ => of(MediaKind::Video, "video/mp4"),
    })
}

/// Office documents are ZIP files; their first entry or their name tells.
fn zip(head: &[u8], name: &str) -> Option<Signature> {
    if !has(head, 0, b"PK\x03\x04") && !has(head, 0, b"PK\x05\x06") {
        return None;
    }
    let open_document = b"mimetypeapplication/vnd.oasis.opendocument.";
    if has(head, 30, open_document) {
        let text = has(head, 30 + open_document.len(), b"text");
        let sheet = has(head, 30 + open_document.len(), b"spreadsheet");
        return Some(of(
            MediaKind::Office,
            match (text, sheet) {
                (true, _) => "application/vnd.oasis.opendocument.text",
                (_, true) => "application/vnd.oasis.opendocument.spreadsheet",
                _ => "application/vnd.oasis.opendocument.presentation",
            },
        ));
    }
    let packaged = find(head, b"[Content_Types].xml") || find(head, b"_rels/.rels");
    Some(match (packaged, extension(name).as_str()) {
        (true, "docx" | "docm") => of(
            MediaKind::Office,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (true, "pptx" | "pptm") => of(
            MediaKind::Office,
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (true, "xlsx" | "xlsm") => of(
            MediaKind::Office,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        _ => of(MediaKind::Archive, "application/zip"),
    })
}

fn ole(head: &[u8], name: &str) -> Option<Signature> {
    if !has(head, 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return None;
    }
    Some(match extension(name).as_str() {
        "doc" => of(MediaKind::Office, "application/msword"),
        "xls" => of(MediaKind::Office, "application/vnd.ms-excel"),
        "ppt" => of(MediaKind::Office, "application/vnd.ms-powerpoint"),
        _ => of(MediaKind::Other, "application/x-ole-storage"),
    })
}

/// "BM" is short; the size of the second header must be one that exists.
fn bitmap(head: &[u8]) -> Option<Signature> {
    let size = head.get(14..18)?;
    let known = matches!(size, [12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]);
    (has(head, 0, b"BM") && known).then_some(of(MediaKind::Image, "image/bmp"))
}

/// Streams that are recognised by a repeating sync pattern.
fn frames(head: &[u8], name: &str) -> Option<Signature> {
    if has(head, 0, b"G") && has(head, 188, b"G") && has(head, 376, b"G") {
        return Some(of(MediaKind::Video, "video/mp2t"));
    }
    if has(head, 0, b"OggS") {
        let video = extension(name) == "ogv" || find(head, b"\x80theora");
        return Some(if video {
            of(MediaKind::Video, "video/ogg")
        } else {
            of(MediaKind::Audio, "audio/ogg")
        });
    }
    match head {
        [0xff, 0xf1 | 0xf9, ..] => Some(of(MediaKind::Audio, "audio/aac")),
        [0xff, 0xfb | 0xfa | 0xf3 | 0xf2, ..] => Some(of(MediaKind::Audio, "audio/mpeg")),
        _ => None,
    }
}

/// PDF allows its header anywhere in the first 1024 bytes (ISO 32000-1, appendix H.3.4.1).
fn pdf_after_prefix(head: &[u8]) -> Option<Signature> {
    let start = head.get(..1024).unwrap_or(head);
    find(start, b"%PDF-").then_some(of(MediaKind::Pdf, "application/pdf"))
}

/// Tags that a browser would take as the beginning of a page.
const WEB: &[&[u8]] = &[
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<iframe",
    b"<title",
    b"<meta",
];

/// Markup, by its first tag after a byte order mark, white space and prologue.
fn text(head: &[u8]) -> Option<Signature> {
    let start = head.get(..1024).unwrap_or(head).to_ascii_lowercase();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let start = start.trim_ascii_start();
    if !start.starts_with(b"<") {
        return None;
    }
    if WEB.iter().any(|tag| start.starts_with(tag)) {
        return Some(of(MediaKind::Html, "text/html"));
    }
    let prologue = [&b"<?xml"[..], b"<!--", b"<!doctype svg", b"<svg"];
    if prologue.iter().any(|tag| start.starts_with(tag)) {
        if find(start, b"<svg") {
            return Some(of(MediaKind::Svg, "image/svg+xml"));
        }
        if find(start, b"<html") || find(start, b"<!doctype html") {
            return Some(of(MediaKind::Html, "text/html"));
        }
    }
    None
}

fn has(head: &[u8], offset: usize, magic: &[u8]) -> bool {
    head.get(offset..)
        .is_some_and(|rest| rest.starts_with(magic))
}

fn find(head: &[u8], needle: &[u8]) -> bool {
    head.windows(needle.len()).any(|window| window == needle)
}

fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((_, extension)) => extension.to_ascii_lowercase(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Case = (&'static [u8], &'static str, MediaKind, &'static str);
    const CASES: &[Case] = &[
        (
            b"\x89PNG\r\n\x1a\n\0\0",
            "a.jpg",
            MediaKind::Image,
            "image/png",
        ),
        (b"\xff\xd8\xff\xe0", "", MediaKind::Image, "image/jpeg"),
        (
            b"RIFF\x10\0\0\0WEBPVP8 ",
            "",
            MediaKind::Image,
            "image/webp",
        ),
        (b"RIFF\x10\0\0\0WAVEfmt ", "", MediaKind::Audio, "audio/wav"),
        (
            b"BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0",
            "",
            MediaKind::Image,
            "image/bmp",
        ),
        (
            b"BMW is a car, not a bitmap",
            "",
            MediaKind::Other,
            "application/octet-stream",
        ),
        (b"\0\0\0\x18ftypmp42", "", MediaKind::Video, "video/mp4"),
        (b"\0\0\0\x18ftypavif", "", MediaKind::Image, "image/avif"),
        (b"\0\0\0\x18ftypM4A ", "", MediaKind::Audio, "audio/mp4"),
        (b"%PDF-1.7", "", MediaKind::Pdf, "application/pdf"),
        (b"junk\n%PDF-1.7", "", MediaKind::Pdf, "application/pdf"),
        (
            b"PK\x03\x04 [Content_Types].xml",
            "a.zip",
            MediaKind::Archive,
            "application/zip",
        ),
        (
            b"PK\x03\x04 plain",
            "a.docx",
            MediaKind::Archive,
            "application/zip",
        ),
        (
            b"\xef\xbb\xbf <!DOCTYPE HTML>",
            "a.png",
            MediaKind::Html,
            "text/html",
        ),
        (
            b"<?xml version='1.0'?><svg/>",
            "",
            MediaKind::Svg,
            "image/svg+xml",
        ),
        (
            b"<?xml version='1.0'?><note/>",
            "",
            MediaKind::Other,
            "application/octet-stream",
        ),
        (b"OggS\0\0", "a.ogv", MediaKind::Video, "video/ogg"),
        (b"", "a.pdf", MediaKind::Other, "application/octet-stream"),
    ];

    #[test]
    fn known_first_bytes_give_their_kind_and_type() {
        for (head, name, kind, media_type) in CASES {
            let found = signature(head, name);
            assert_eq!(
                (found.kind, found.media_type),
                (*kind, *media_type),
                "{name} {head:?}"
            );
        }
    }

    #[test]
    fn signatures_far_into_the_file_are_found() {
        let mut tar = vec![0; 257];
        tar.extend_from_slice(b"ustar\x0000");
        let mut stream = vec![0; 400];
        for at in [0, 188, 376] {
            stream[at] = b'G';
        }
        assert_eq!(sniff(&tar, ""), MediaKind::Archive);
        assert_eq!(sniff(&stream, ""), MediaKind::Video);
    }

    #[test]
    fn office_documents_need_both_the_container_and_the_name() {
        let container = b"PK\x03\x04................[Content_Types].xml";
        assert_eq!(sniff(container, "Plan.DOCX"), MediaKind::Office);
        assert_eq!(sniff(container, "Plan"), MediaKind::Archive);
    }
}
