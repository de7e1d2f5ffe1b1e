//! PNG and JPEG files that lie about themselves.

use super::{Case, DAMAGED, PREVIEW, TOO_LARGE, UNSUPPORTED};
use crate::make;
use image::{DynamicImage, ImageEncoder, ImageFormat};
use mediabox::MediaKind;

pub(super) fn picture(name: &'static str, file: Vec<u8>, ending: &'static str) -> Case {
    Case {
        name,
        kind: MediaKind::Image,
        file,
        ending,
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = headers();
    cases.extend(bombs());
    cases.extend(mixtures());
    cases.extend(photographs());
    cases
}

fn good() -> DynamicImage {
    make::halves(400, 300, 255)
}

fn headers() -> Vec<Case> {
    let png = make::encoded(&good(), ImageFormat::Png);
    let mut other_sum = png.clone();
    other_sum[30] ^= 0xff;
    let mut no_palette = make::png_claiming(10, 10);
    no_palette[25] = 3;
    vec![
        picture("zero length", Vec::new(), DAMAGED),
        picture("one byte", vec![0x89], UNSUPPORTED),
        picture("noise", make::noise(100_000), UNSUPPORTED),
        picture("only zeros", vec![0; 100_000], UNSUPPORTED),
        picture(
            "png of 3,600 megapixels",
            make::png_claiming(60_000, 60_000),
            TOO_LARGE,
        ),
        picture(
            "png of a gigapixel without data",
            make::png_claiming(40_000, 25_000),
            DAMAGED,
        ),
        picture(
            "png wider than anything",
            make::png_claiming(2_147_483_647, 1),
            TOO_LARGE,
        ),
        picture("png 0 by 0", make::png_claiming(0, 0), DAMAGED),
        picture("png 0 wide", make::png_claiming(0, 100), DAMAGED),
        picture("png with a wrong checksum", other_sum, DAMAGED),
        picture("png without its palette", no_palette, DAMAGED),
        picture("png header only", png[..24].to_vec(), DAMAGED),
        picture(
            "interlaced png of 400 megapixels",
            interlaced(20_000, 20_000),
            TOO_LARGE,
        ),
        picture("jpeg start only", b"\xff\xd8\xff\xe0".to_vec(), DAMAGED),
        picture(
            "jpeg of 4,295 megapixels",
            jpeg_claiming(65_535, 65_535),
            TOO_LARGE,
        ),
        picture("jpeg 0 by 0", jpeg_claiming(0, 0), DAMAGED),
    ]
}

/// Files that grow when they are opened.
fn bombs() -> Vec<Case> {
    vec![
        picture(
            "png that inflates to 210 MB",
            make::png_bomb(15_000, 14_000),
            PREVIEW,
        ),
        picture(
            "png text that inflates to 1 GB",
            with_chunk(*b"zTXt", b"a\0\0", 1 << 30),
            PREVIEW,
        ),
        picture(
            "png profile that inflates to 1 GB",
            with_chunk(*b"iCCP", b"a\0\0", 1 << 30),
            PREVIEW,
        ),
        picture("png of 20,000 text chunks", text_chunks(20_000), PREVIEW),
        picture("png in pieces of one byte", scattered(), PREVIEW),
        picture("jpeg with 4 MB of metadata", heavy_metadata(), PREVIEW),
        picture("jpeg with separate scans", separate_scans(), UNSUPPORTED),
    ]
}

/// Files that are two things at once.
fn mixtures() -> Vec<Case> {
    let png = make::encoded(&good(), ImageFormat::Png);
    let mut with_script = png.clone();
    with_script.extend_from_slice(b"<script>alert(1)</script>%PDF-1.7\nPK\x03\x04");
    let jpeg = make::encoded(&good(), ImageFormat::Jpeg);
    let comment = b"<html><script>alert(document.domain)</script>";
    let mut with_page = jpeg[..2].to_vec();
    with_page.extend_from_slice(&[0xff, 0xfe]);
    with_page.extend_from_slice(&u16::try_from(comment.len() + 2).unwrap().to_be_bytes());
    with_page.extend_from_slice(comment);
    with_page.extend_from_slice(&jpeg[2..]);
    let script = b"GIF89a/*\x01\0\0\0\0*/=1;alert(1)//".to_vec();
    vec![
        picture("png and script and pdf and zip", with_script, PREVIEW),
        picture("jpeg and html", with_page, PREVIEW),
        picture("gif and javascript", script, DAMAGED),
        picture(
            "document as picture",
            make::pdf(&[(100.0, 100.0)]),
            UNSUPPORTED,
        ),
        picture(
            "web page as picture",
            b"<!doctype html><title>a</title>".to_vec(),
            UNSUPPORTED,
        ),
        picture(
            "program as picture",
            b"\x7fELF\x02\x01\x01\0".repeat(100),
            UNSUPPORTED,
        ),
    ]
}

/// Unusual, but honest.
fn photographs() -> Vec<Case> {
    let wide = DynamicImage::ImageRgb16(good().to_rgb16());
    let mut turned = Vec::new();
    for (name, orientation) in [
        ("jpeg turned by 3", 3),
        ("jpeg turned by 8", 8),
        ("jpeg turned by 200", 200),
    ] {
        turned.push(picture(
            name,
            make::jpeg_with_orientation(&good(), orientation),
            PREVIEW,
        ));
    }
    turned.extend([
        picture(
            "png of 16 bits",
            make::encoded(&wide, ImageFormat::Png),
            PREVIEW,
        ),
        picture(
            "png with a profile of noise",
            with_profile(make::noise(3_000)),
            PREVIEW,
        ),
        picture(
            "png with the profile of grey",
            with_profile(grey_profile()),
            PREVIEW,
        ),
        picture(
            "png with a profile cut short",
            with_profile(short_profile()),
            PREVIEW,
        ),
        picture("cmyk jpeg without data", cmyk(), DAMAGED),
    ]);
    turned
}

fn interlaced(width: u32, height: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 1]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(make::png_chunk(*b"IHDR", &header));
    file.extend(make::png_chunk(*b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]));
    file.extend(make::png_chunk(*b"IEND", &[]));
    file
}

/// A JPEG header for that many pixels of three components, and nothing behind it.
fn jpeg_claiming(width: u16, height: u16) -> Vec<u8> {
    let mut file = vec![0xff, 0xd8, 0xff, 0xc0, 0, 17, 8];
    file.extend_from_slice(&height.to_be_bytes());
    file.extend_from_slice(&width.to_be_bytes());
    file.extend_from_slice(&[
        3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0,
    ]);
    file
}

fn cmyk() -> Vec<u8> {
    let mut file = vec![0xff, 0xd8, 0xff, 0xee, 0, 14];
    file.extend_from_slice(b"Adobe\0\x64\0\0\0\0\x02");
    file.extend_from_slice(&[0xff, 0xc0, 0, 20, 8, 0, 16, 0, 16, 4]);
    file.extend_from_slice(&[1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]);
    file.extend_from_slice(&[0xff, 0xd9]);
    file
}

/// A good PNG with one more chunk, whose deflated part grows to `length` zeros.
fn with_chunk(kind: [u8; 4], start: &[u8], length: usize) -> Vec<u8> {
    let mut body = start.to_vec();
    body.extend(make::deflated_zeros(length));
    let png = make::encoded(&good(), ImageFormat::Png);
    let mut file = png[..33].to_vec();
    file.extend(make::png_chunk(kind, &body));
    file.extend_from_slice(&png[33..]);
    file
}

fn text_chunks(count: usize) -> Vec<u8> {
    let png = make::encoded(&good(), ImageFormat::Png);
    let mut file = png[..33].to_vec();
    for _ in 0..count {
        file.extend(make::png_chunk(*b"zTXt", &[0; 64]));
    }
    file.extend_from_slice(&png[33..]);
    file
}

/// Every byte of the pixels in a chunk of its own.
fn scattered() -> Vec<u8> {
    let png = make::encoded(&good(), ImageFormat::Png);
    let length = u32::from_be_bytes(png[33..37].try_into().unwrap()) as usize;
    assert_eq!(&png[37..41], b"IDAT");
    let mut file = png[..33].to_vec();
    for byte in &png[41..41 + length] {
        file.extend(make::png_chunk(*b"IDAT", &[*byte]));
    }
    file.extend_from_slice(&png[41 + length + 4..]);
    file
}

/// Tables of its own make this encoder write a scan for each component.
fn separate_scans() -> Vec<u8> {
    let picture = make::halves(400, 300, 255).to_rgb8();
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
    encoder.set_optimized_huffman_tables(true);
    encoder
        .encode(&picture, 400, 300, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    bytes
}

fn heavy_metadata() -> Vec<u8> {
    let jpeg = make::encoded(&good(), ImageFormat::Jpeg);
    let mut file = jpeg[..2].to_vec();
    for number in 0..64_u8 {
        file.extend_from_slice(&[0xff, 0xe1 + number % 14, 0xff, 0xff]);
        file.extend(make::noise(65_533));
    }
    file.extend_from_slice(&jpeg[2..]);
    file
}

fn with_profile(profile: Vec<u8>) -> Vec<u8> {
    let mut file = Vec::new();
    let picture = good().to_rgb8();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut file);
    encoder.set_icc_profile(profile).unwrap();
    encoder
        .write_image(&picture, 400, 300, image::ExtendedColorType::Rgb8)
        .unwrap();
    file
}

fn grey_profile() -> Vec<u8> {
    moxcms::ColorProfile::new_gray_with_gamma(2.2)
        .encode()
        .unwrap()
}

fn short_profile() -> Vec<u8> {
    let whole = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    whole[..whole.len() / 2].to_vec()
}
