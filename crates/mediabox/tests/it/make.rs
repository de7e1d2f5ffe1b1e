//! Makes the files the tests need: real ones with real encoders, broken ones by hand.

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Rect};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use std::io::Cursor;

/// Red left half, blue right half; `alpha` applies to the left half.
pub(crate) fn halves(width: u32, height: u32, alpha: u8) -> DynamicImage {
    DynamicImage::ImageRgba8(RgbaImage::from_fn(width, height, |x, _| {
        if x < width / 2 {
            Rgba([220, 10, 10, alpha])
        } else {
            Rgba([10, 10, 220, 255])
        }
    }))
}

pub(crate) fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let plain = matches!(format, ImageFormat::Jpeg | ImageFormat::Bmp);
    let picture = if plain {
        DynamicImage::ImageRgb8(picture.to_rgb8())
    } else {
        picture.clone()
    };
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PDF with one filled rectangle per page.
pub(crate) fn pdf(sizes: &[(f32, f32)]) -> Vec<u8> {
    let mut document = krilla::Document::new();
    for &(width, height) in sizes {
        let mut page = document.start_page_with(PageSettings::from_wh(width, height).unwrap());
        let mut surface = page.surface();
        surface.set_fill(Some(Fill {
            paint: rgb::Color::new(20, 120, 60).into(),
            ..Fill::default()
        }));
        let mut path = PathBuilder::new();
        path.push_rect(Rect::from_xywh(0.0, 0.0, width / 2.0, height).unwrap());
        surface.draw_path(&path.finish().unwrap());
        surface.finish();
        page.finish();
    }
    document.finish().unwrap()
}

/// A PDF from object bodies, numbered from 1, with a correct cross-reference table.
pub(crate) fn pdf_of_objects(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, body) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", index + 1).as_bytes());
    }
    let table = file.len();
    file.extend_from_slice(
        format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes(),
    );
    for offset in offsets {
        file.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    file.extend_from_slice(
        format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n")
            .as_bytes(),
    );
    file
}

/// `length` zeros in the zlib format, a multiple of a mebibyte and more: one piece, repeated.
pub(crate) fn deflated_zeros(length: usize) -> Vec<u8> {
    const PIECE: usize = 1024 * 1024;
    let deflated = |length: usize| {
        let mut raw = flate2::Compress::new(flate2::Compression::fast(), false);
        let mut piece = Vec::with_capacity(PIECE / 16);
        raw.compress_vec(&vec![0; length], &mut piece, flate2::FlushCompress::Full)
            .unwrap();
        piece
    };
    let mut file = vec![0x78, 0x01];
    file.extend(deflated(PIECE).repeat(length / PIECE));
    file.extend(deflated(length % PIECE));
    // An empty last block, and the sum of so many zeros.
    file.extend_from_slice(&[3, 0]);
    let sum = u32::try_from(length % 65_521).unwrap() << 16 | 1;
    file.extend_from_slice(&sum.to_be_bytes());
    file
}

/// What fills a short password up (ISO 32000-1, algorithm 2).
const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];

/// A document of one page under the standard handler, revision 2: RC4 with 40 bits.
pub(crate) fn locked_pdf(user: &[u8], owner: &[u8]) -> Vec<u8> {
    let pad = |password: &[u8]| [password, &PADDING].concat()[..32].to_vec();
    let owner_key = &md5(&pad(owner))[..5];
    let owner_entry = rc4(owner_key, &pad(user));
    let rights = (-4_i32).to_le_bytes();
    let seed = [
        &pad(user)[..],
        &owner_entry,
        &rights,
        &[0, 0x11, 0x22, 0x33],
    ]
    .concat();
    let key = md5(&seed)[..5].to_vec();
    let user_entry = rc4(&key, &PADDING);
    // The key of object 4, generation 0.
    let object_key = md5(&[&key[..], &[4, 0, 0, 0, 0]].concat())[..10].to_vec();
    let content = rc4(&object_key, b"0 0 100 100 re f");
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let mut file = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>\nendobj\n4 0 obj\n<< /Length 16 >>\nstream\n".to_vec();
    file.extend_from_slice(&content);
    file.extend_from_slice(b"\nendstream\nendobj\n");
    let encrypt = format!(
        "<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{}> /U <{}> >>",
        hex(&owner_entry),
        hex(&user_entry)
    );
    file.extend_from_slice(format!("trailer\n<< /Size 5 /Root 1 0 R /Encrypt {encrypt} /ID [<00112233> <00112233>] >>\n%%EOF").as_bytes());
    file
}

fn md5(bytes: &[u8]) -> Vec<u8> {
    use md5::Digest;
    md5::Md5::digest(bytes).to_vec()
}

fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: Vec<u8> = (0..=255).collect();
    let mut j = 0_u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
        state.swap(i, j as usize);
    }
    let (mut i, mut j) = (0_u8, 0_u8);
    let next = |byte: &u8| {
        i = i.wrapping_add(1);
        j = j.wrapping_add(state[i as usize]);
        state.swap(i as usize, j as usize);
        byte ^ state[state[i as usize].wrapping_add(state[j as usize]) as usize]
    };
    bytes.iter().map(next).collect()
}

/// A PNG whose header promises more than its data hold.
pub(crate) fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 6, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(png_chunk(*b"IHDR", &header));
    file.extend(png_chunk(*b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]));
    file.extend(png_chunk(*b"IEND", &[]));
    file
}

/// A PNG that really inflates to one colour of that size.
pub(crate) fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    let picture = DynamicImage::ImageLuma8(image::GrayImage::new(width, height));
    encoded(&picture, ImageFormat::Png)
}

pub(crate) fn png_chunk(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend_from_slice(&kind);
    chunk.extend_from_slice(body);
    let sum = crc(&chunk[4..]);
    chunk.extend_from_slice(&sum.to_be_bytes());
    chunk
}

fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for &byte in bytes {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (0_u32.wrapping_sub(sum & 1)));
        }
    }
    !sum
}

/// A JPEG with an EXIF block that holds nothing but the orientation.
pub(crate) fn jpeg_with_orientation(picture: &DynamicImage, orientation: u8) -> Vec<u8> {
    let jpeg = encoded(picture, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    let mut file = jpeg[..2].to_vec();
    file.extend_from_slice(&[0xff, 0xe1]);
    file.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    file.extend_from_slice(&exif);
    file.extend_from_slice(&jpeg[2..]);
    file
}

/// Bytes without any structure, the same in each run.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}
