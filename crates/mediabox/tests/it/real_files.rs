//! Files as people upload them.

use crate::{launcher, make};
use bytes::Bytes;
use image::{DynamicImage, ImageFormat};
use mediabox::{MediaKind, MediaType, PartName, Preview, PreviewFailure, RangeSource, sniff};
use std::io;

async fn preview(file: Vec<u8>) -> Result<Preview, PreviewFailure> {
    let kind = sniff(&file[..file.len().min(4096)], "");
    launcher()
        .preview(kind, file.len() as u64, Bytes::from(file))
        .await
}

fn picture(preview: &Preview, name: PartName) -> DynamicImage {
    image::load_from_memory(&preview.part(name).unwrap().bytes).unwrap()
}

#[tokio::test]
async fn every_picture_format_gives_a_thumbnail_and_display_pictures() {
    let original = make::halves(2600, 650, 255);
    let formats = [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::WebP,
        ImageFormat::Tiff,
        ImageFormat::Bmp,
    ];
    for format in formats {
        let made = preview(make::encoded(&original, format)).await.unwrap();
        assert_eq!(
            (made.width, made.height, made.pages),
            (2600, 650, 1),
            "{format:?}"
        );
        for (name, size) in [
            (PartName::Thumbnail, (480, 120)),
            (PartName::Small, (1080, 270)),
            (PartName::Display, (2560, 640)),
        ] {
            let small = picture(&made, name).to_rgb8();
            assert_eq!(small.dimensions(), size, "{format:?} {name:?}");
            let left = small.get_pixel(10, 10).0;
            let right = small.get_pixel(size.0 - 10, 10).0;
            assert!(left[0] > 180 && left[2] < 60, "{format:?} {left:?}");
            assert!(right[2] > 180 && right[0] < 60, "{format:?} {right:?}");
        }
    }
}

#[tokio::test]
async fn a_small_picture_is_never_enlarged() {
    let made = preview(make::encoded(&make::halves(40, 30, 255), ImageFormat::Jpeg))
        .await
        .unwrap();
    assert_eq!(picture(&made, PartName::Thumbnail).width(), 40);
    assert_eq!(picture(&made, PartName::Display).width(), 40);
    assert!(made.part(PartName::Small).is_none());
}

#[tokio::test]
async fn a_transparent_picture_stays_transparent() {
    let made = preview(make::encoded(&make::halves(900, 600, 0), ImageFormat::Png))
        .await
        .unwrap();
    let thumbnail = made.part(PartName::Thumbnail).unwrap();
    assert_eq!(thumbnail.media_type, MediaType::Png);
    let pixels = picture(&made, PartName::Thumbnail).to_rgba8();
    assert_eq!(pixels.get_pixel(5, 5).0[3], 0);
    assert_eq!(pixels.get_pixel(475, 5).0[3], 255);
}

#[tokio::test]
async fn an_unscaled_lossless_picture_is_shown_without_loss() {
    let original = make::halves(800, 600, 255);
    let made = preview(make::encoded(&original, ImageFormat::Png))
        .await
        .unwrap();
    assert_eq!(
        made.part(PartName::Display).unwrap().media_type,
        MediaType::Png
    );
    assert_eq!(
        picture(&made, PartName::Display).to_rgb8(),
        original.to_rgb8()
    );
}

#[tokio::test]
async fn exif_orientation_is_applied_and_metadata_is_gone() {
    // 6: the camera was turned clockwise, so the left half is on top.
    let file = make::jpeg_with_orientation(&make::halves(600, 300, 255), 6);
    let made = preview(file).await.unwrap();
    assert_eq!((made.width, made.height), (300, 600));
    let upright = picture(&made, PartName::Display).to_rgb8();
    assert_eq!(upright.dimensions(), (300, 600));
    assert!(upright.get_pixel(150, 20).0[0] > 180);
    assert!(upright.get_pixel(150, 580).0[2] > 180);
    let bytes = &made.part(PartName::Display).unwrap().bytes;
    assert!(!bytes.windows(4).any(|window| window == b"Exif"));
}

#[tokio::test]
async fn a_wide_gamut_profile_is_converted_to_srgb() {
    use image::ImageEncoder;
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let original = DynamicImage::ImageRgb8(image::RgbImage::from_pixel(
        64,
        64,
        image::Rgb([200, 100, 50]),
    ));
    let mut file = Vec::new();
    let mut encoder = image::codecs::png::PngEncoder::new(&mut file);
    encoder.set_icc_profile(profile).unwrap();
    encoder
        .write_image(original.as_bytes(), 64, 64, original.color().into())
        .unwrap();
    let made = preview(file).await.unwrap();
    let pixel = picture(&made, PartName::Display)
        .to_rgb8()
        .get_pixel(32, 32)
        .0;
    // Display P3 (200, 100, 50) lies at about (212, 96, 35) in sRGB.
    assert!(
        pixel[0] > 206 && pixel[1] < 100 && pixel[2] < 45,
        "{pixel:?}"
    );
}

#[tokio::test]
async fn a_document_gives_its_pages_and_a_thumbnail_of_the_first() {
    let file = make::pdf(&[(595.0, 842.0), (842.0, 595.0), (200.0, 200.0)]);
    let made = preview(file).await.unwrap();
    assert_eq!((made.width, made.height, made.pages), (595, 842, 3));
    let sizes: Vec<_> = made
        .page_sizes
        .iter()
        .map(|size| (size.width, size.height))
        .collect();
    assert_eq!(sizes, [(595.0, 842.0), (842.0, 595.0), (200.0, 200.0)]);
    let thumbnail = picture(&made, PartName::Thumbnail).to_rgb8();
    assert_eq!(thumbnail.height(), 480);
    assert!(thumbnail.get_pixel(20, 240).0[1] > 100 && thumbnail.get_pixel(20, 240).0[0] < 60);
    assert_eq!(thumbnail.get_pixel(330, 240).0, [255, 255, 255]);
    assert!(made.part(PartName::Display).is_none());
}

#[tokio::test]
async fn a_large_file_is_pulled_in_ascending_ranges() {
    struct Recorder(Bytes, std::sync::Arc<std::sync::Mutex<Vec<(u64, u32)>>>);
    impl RangeSource for Recorder {
        async fn range(&mut self, offset: u64, length: u32) -> io::Result<Bytes> {
            self.1.lock().unwrap().push((offset, length));
            self.0.range(offset, length).await
        }
    }
    let original = make::halves(2000, 1500, 255);
    let file = Bytes::from(make::encoded(&original, ImageFormat::Bmp));
    let asked = std::sync::Arc::default();
    let source = Recorder(file.clone(), std::sync::Arc::clone(&asked));
    let length = file.len() as u64;
    launcher()
        .preview(MediaKind::Image, length, source)
        .await
        .unwrap();
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 3);
    let mut next = 0;
    for &(offset, length) in asked.iter() {
        assert_eq!(offset, next);
        next += u64::from(length);
    }
    assert_eq!(next, length);
}
