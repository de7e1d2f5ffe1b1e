//! GIF, TIFF, WebP, BMP and formats without a decoder.

use super::pictures::picture;
use super::{Case, DAMAGED, PREVIEW, TOO_LARGE, UNSUPPORTED};
use crate::make;
use image::{DynamicImage, ImageFormat};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = gifs();
    cases.extend(tiffs());
    cases.extend(others());
    cases
}

fn gifs() -> Vec<Case> {
    let mut frames = gif_header(16, 16);
    frames.extend_from_slice(&b",\0\0\0\0\x10\0\x10\0\0\x02\x01\x44\0".repeat(100_000));
    let mut outside = gif_header(16, 16);
    outside.extend_from_slice(b",\xff\xff\xff\xff\xff\xff\xff\xff\0\x02\x01\x44\0;");
    let mut endless = gif_header(100, 100);
    endless.extend_from_slice(b",\0\0\0\0\x64\0\x64\0\0\x08");
    endless.extend_from_slice(&b"\xff".repeat(256 * 2_000));
    vec![
        picture("gif 0 by 0", b"GIF89a\0\0\0\0\0\0\0;".to_vec(), DAMAGED),
        picture(
            "gif of 4,295 megapixels",
            gif_header(65_535, 65_535),
            DAMAGED,
        ),
        picture("gif of 100,000 frames without end", frames, DAMAGED),
        picture("gif with a frame outside", outside, TOO_LARGE),
        picture("gif whose codes never end", endless, DAMAGED),
        picture("animated gif", animated(), PREVIEW),
    ]
}

fn gif_header(width: u16, height: u16) -> Vec<u8> {
    let mut file = b"GIF89a".to_vec();
    file.extend_from_slice(&width.to_le_bytes());
    file.extend_from_slice(&height.to_le_bytes());
    // A palette of two colours.
    file.extend_from_slice(&[0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
    file
}

fn animated() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut file);
    for _ in 0..50 {
        let frame = image::Frame::new(make::halves(120, 80, 255).to_rgba8());
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    file
}

/// A TIFF of one directory with these entries: tag, type, count, value.
fn tiff(entries: &[(u16, u16, u32, u32)]) -> Vec<u8> {
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    file.extend_from_slice(&u16::try_from(entries.len()).unwrap().to_le_bytes());
    for (tag, kind, count, value) in entries {
        file.extend_from_slice(&tag.to_le_bytes());
        file.extend_from_slice(&kind.to_le_bytes());
        file.extend_from_slice(&count.to_le_bytes());
        file.extend_from_slice(&value.to_le_bytes());
    }
    file.extend_from_slice(&[0; 4]);
    file
}

const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const BITS: u16 = 258;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const STRIPS: u16 = 273;
const SAMPLES: u16 = 277;
const ROWS: u16 = 278;
const LENGTHS: u16 = 279;

fn grey(width: u32, height: u32, compression: u32, strip: (u32, u32)) -> Vec<u8> {
    tiff(&[
        (WIDTH, 4, 1, width),
        (HEIGHT, 4, 1, height),
        (BITS, 3, 1, 8),
        (COMPRESSION, 3, 1, compression),
        (PHOTOMETRIC, 3, 1, 1),
        (STRIPS, 4, 1, strip.0),
        (SAMPLES, 3, 1, 1),
        (ROWS, 4, 1, height),
        (LENGTHS, 4, 1, strip.1),
    ])
}

fn tiffs() -> Vec<Case> {
    let looping = b"II*\0\x08\0\0\0\x02\0\
        \0\x01\x03\0\x01\0\0\0\x10\0\0\0\
        \x01\x01\x03\0\x01\0\0\0\x10\0\0\0\
        \x08\0\0\0";
    let mut bomb = grey(14_000, 14_000, 8, (122, 0));
    let zeros = make::deflated_zeros(14_000 * 14_000);
    let length = u32::try_from(zeros.len()).unwrap();
    let at = bomb.len() - 8;
    bomb[at..at + 4].copy_from_slice(&length.to_le_bytes());
    assert_eq!(bomb.len(), 122);
    bomb.extend(zeros);
    let wide = DynamicImage::ImageRgb16(make::halves(300, 200, 255).to_rgb16());
    vec![
        picture(
            "tiff whose directory is its own successor",
            looping.to_vec(),
            DAMAGED,
        ),
        picture(
            "tiff of 3,600 megapixels",
            grey(60_000, 60_000, 1, (122, 10)),
            TOO_LARGE,
        ),
        picture("tiff 0 by 0", grey(0, 0, 1, (122, 10)), DAMAGED),
        picture(
            "tiff with a strip outside",
            grey(100, 100, 1, (4_000_000_000, 10_000)),
            DAMAGED,
        ),
        picture("tiff that inflates to 196 MB", bomb, PREVIEW),
        picture(
            "tiff with 4,294,967,295 values in a tag",
            tiff(&[(WIDTH, 4, u32::MAX, 8), (HEIGHT, 4, u32::MAX, 8)]),
            TOO_LARGE,
        ),
        picture(
            "tiff with a compression nobody knows",
            grey(100, 100, 60_000, (122, 100)),
            UNSUPPORTED,
        ),
        picture(
            "tiff of 16 bits",
            make::encoded(&wide, ImageFormat::Tiff),
            PREVIEW,
        ),
    ]
}

fn others() -> Vec<Case> {
    let mut webp = b"RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f\x2f".to_vec();
    // 16,384 by 16,384 pixels.
    webp.extend_from_slice(&[0xff, 0xff, 0xff, 0x0f]);
    webp.extend_from_slice(&[0; 64]);
    let bmp = make::encoded(&make::halves(60, 40, 255), ImageFormat::Bmp);
    let resized = |width: i32, height: i32| {
        let mut file = bmp.clone();
        file[18..22].copy_from_slice(&width.to_le_bytes());
        file[22..26].copy_from_slice(&height.to_le_bytes());
        file
    };
    vec![
        picture("webp of 268 megapixels", webp, DAMAGED),
        picture("webp of nothing", b"RIFF\x04\0\0\0WEBP".to_vec(), DAMAGED),
        picture("bmp upside down", resized(60, -40), PREVIEW),
        picture("bmp of 4 gigapixels", resized(65_000, 65_000), TOO_LARGE),
        picture("bmp of negative width", resized(-60, 40), DAMAGED),
        picture("bmp of the smallest height", resized(60, i32::MIN), DAMAGED),
        picture(
            "photoshop file",
            b"8BPS\0\x01\0\0\0\0\0\0\0\x03".to_vec(),
            UNSUPPORTED,
        ),
        picture(
            "heic file",
            b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".to_vec(),
            UNSUPPORTED,
        ),
        picture(
            "avif file",
            b"\0\0\0\x18ftypavif\0\0\0\0avifmif1".to_vec(),
            UNSUPPORTED,
        ),
    ]
}
