//! Tiles of large pictures: all of them, at their place, with bounded memory.

use crate::alone::{Watch, is_alone};
use crate::{launcher, launcher_in_mode, make};
use bytes::Bytes;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use mediabox::{MediaKind, MediaType, PartName, Place, PreviewFailure, Pyramid, TILE, TileSink};
use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, Instant};

#[derive(Default)]
struct Kept(BTreeMap<u32, (MediaType, Vec<u8>)>);

impl TileSink for Kept {
    async fn tile(&mut self, number: u32, kind: MediaType, bytes: Vec<u8>) -> io::Result<()> {
        assert!(self.0.insert(number, (kind, bytes)).is_none());
        Ok(())
    }
}

async fn tiles(file: Vec<u8>, pyramid: Pyramid) -> Result<Kept, PreviewFailure> {
    let launcher = launcher();
    let seat = launcher.tile_seat().unwrap();
    let mut kept = Kept::default();
    let length = file.len() as u64;
    launcher
        .tiles(seat, pyramid, length, Bytes::from(file), &mut kept)
        .await?;
    Ok(kept)
}

/// Each square of 100 pixels has a colour of its own.
fn chart(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, colour))
}

fn colour(x: u32, y: u32) -> Rgb<u8> {
    let part = |value: u32| u8::try_from(value % 8 * 32).unwrap();
    Rgb([part(x / 100), part(y / 100), 128])
}

fn near(a: Rgb<u8>, b: Rgb<u8>) -> bool {
    a.0.iter().zip(b.0).all(|(a, b)| a.abs_diff(b) < 12)
}

fn tile(kept: &Kept, pyramid: Pyramid, place: Place) -> RgbImage {
    let (_, bytes) = &kept.0[&pyramid.number(place).unwrap()];
    image::load_from_memory(bytes).unwrap().to_rgb8()
}

#[tokio::test]
async fn tiles_of_every_format_show_every_part_of_the_picture() {
    let (width, height) = (5300, 3100);
    let pyramid = Pyramid::of(width, height).unwrap();
    let original = chart(width, height);
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Tiff,
        ImageFormat::WebP,
    ] {
        let kept = tiles(make::encoded(&original, format), pyramid)
            .await
            .unwrap();
        assert_eq!(kept.0.len(), pyramid.tiles() as usize, "{format:?}");
        for level in 0..pyramid.levels() {
            let (columns, rows) = pyramid.grid(level).unwrap();
            for (x, y) in [
                (0, 0),
                (columns - 1, 0),
                (columns / 2, rows / 2),
                (columns - 1, rows - 1),
            ] {
                let found = tile(&kept, pyramid, Place { level, x, y });
                // The middle of a square inside the tile.
                let (left, top) = ((x * TILE) << level, (y * TILE) << level);
                let at = |start: u32, end: u32| (start.div_ceil(100) * 100 + 50).min(end - 1);
                let (across, down) = (at(left, width), at(top, height));
                let pixel = *found.get_pixel((across - left) >> level, (down - top) >> level);
                assert!(
                    near(pixel, colour(across, down)),
                    "{format:?} level {level} ({x}, {y}): {pixel:?} {:?}",
                    colour(across, down)
                );
            }
        }
    }
}

#[tokio::test]
async fn drawings_keep_their_own_pixels_and_photographs_stay_small() {
    let drawing = make::halves(3000, 600, 255);
    let pyramid = Pyramid::of(3000, 600).unwrap();
    let kept = tiles(make::encoded(&drawing, ImageFormat::Png), pyramid)
        .await
        .unwrap();
    let place = Place {
        level: 0,
        x: 2,
        y: 1,
    };
    assert_eq!(kept.0[&pyramid.number(place).unwrap()].0, MediaType::WebP);
    let exact = drawing.crop_imm(2 * TILE, TILE, TILE, 600 - TILE).to_rgb8();
    assert_eq!(tile(&kept, pyramid, place), exact);

    let noise = make::noise(3000 * 600 * 3);
    let photograph = DynamicImage::ImageRgb8(RgbImage::from_raw(3000, 600, noise).unwrap());
    let kept = tiles(make::encoded(&photograph, ImageFormat::Jpeg), pyramid)
        .await
        .unwrap();
    assert!(kept.0.values().all(|(kind, _)| *kind == MediaType::Jpeg));
}

#[tokio::test]
async fn a_turned_photograph_has_upright_tiles_and_a_transparent_one_stays_transparent() {
    let file = make::jpeg_with_orientation(&make::halves(4000, 1000, 255), 6);
    let pyramid = Pyramid::of(1000, 4000).unwrap();
    let kept = tiles(file, pyramid).await.unwrap();
    let above = tile(
        &kept,
        pyramid,
        Place {
            level: 0,
            x: 0,
            y: 0,
        },
    );
    let below = tile(
        &kept,
        pyramid,
        Place {
            level: 0,
            x: 1,
            y: 7,
        },
    );
    assert!(above.get_pixel(200, 200).0[0] > 180, "red is above");
    assert!(below.get_pixel(200, 200).0[2] > 180, "blue is below");

    let pyramid = Pyramid::of(6000, 3000).unwrap();
    let file = make::encoded(&make::halves(6000, 3000, 0), ImageFormat::Png);
    let kept = tiles(file, pyramid).await.unwrap();
    let (kind, bytes) = &kept.0[&0];
    assert_eq!(*kind, MediaType::WebP);
    assert_eq!(
        image::load_from_memory(bytes)
            .unwrap()
            .to_rgba8()
            .get_pixel(9, 9)
            .0[3],
        0
    );
}

#[tokio::test]
async fn a_picture_whose_size_is_not_what_was_said_is_refused() {
    let file = make::encoded(&chart(3000, 600), ImageFormat::Png);
    for said in [(3000, 5000), (9000, 600), (2600, 600)] {
        let pyramid = Pyramid::of(said.0, said.1).unwrap();
        let failure = tiles(file.clone(), pyramid).await.err();
        assert_eq!(failure, Some(PreviewFailure::Crashed), "{said:?}");
    }
    let small = make::encoded(&chart(900, 600), ImageFormat::Png);
    let failure = tiles(small, Pyramid::of(3000, 600).unwrap()).await.err();
    assert_eq!(failure, Some(PreviewFailure::Unsupported));
}

/// A store without room.
struct Full;

impl TileSink for Full {
    async fn tile(&mut self, _: u32, _: MediaType, _: Vec<u8>) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }
}

#[tokio::test]
async fn damaged_pictures_and_full_disks_end_in_order() {
    let mut file = make::encoded(&chart(6000, 4000), ImageFormat::Png);
    file.truncate(file.len() / 2);
    let pyramid = Pyramid::of(6000, 4000).unwrap();
    assert_eq!(
        tiles(file, pyramid).await.err(),
        Some(PreviewFailure::Damaged)
    );

    let file = make::encoded(&chart(3000, 600), ImageFormat::Png);
    let launcher = launcher();
    let seat = launcher.tile_seat().unwrap();
    assert!(launcher.tile_seat().is_none(), "one picture at a time");
    let length = file.len() as u64;
    let pyramid = Pyramid::of(3000, 600).unwrap();
    let made = launcher
        .tiles(seat, pyramid, length, Bytes::from(file), &mut Full)
        .await;
    assert_eq!(made, Err(PreviewFailure::Source));
    assert!(launcher.tile_seat().is_some(), "the seat is free again");
}

#[tokio::test]
async fn a_worker_that_sends_other_tiles_counts_as_crashed() {
    for mode in [
        "tile-outside",
        "tile-twice",
        "tile-html",
        "tiles-missing",
        "html-part",
    ] {
        let launcher = launcher_in_mode(mode, Duration::from_secs(20));
        let seat = launcher.tile_seat().unwrap();
        let pyramid = Pyramid::of(3000, 600).unwrap();
        let made = launcher
            .tiles(
                seat,
                pyramid,
                10,
                Bytes::from_static(b"0123456789"),
                &mut Kept::default(),
            )
            .await;
        assert_eq!(made, Err(PreviewFailure::Crashed), "{mode}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_megapixels_are_cut_within_bounds() {
    if !is_alone("tiles::a_hundred_megapixels_are_cut_within_bounds") {
        return;
    }
    let (width, height) = (12_500, 8_000);
    let file = make::encoded(&chart(width, height), ImageFormat::Png);
    let length = file.len() as u64;
    let watch = Watch::new();
    let (mut picture_time, mut tile_time) = (Duration::ZERO, Duration::ZERO);
    std::thread::scope(|scope| {
        scope.spawn(|| watch.look());
        let started = Instant::now();
        let launcher = launcher();
        let file = Bytes::from(file);
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                let source = file.clone();
                let made = launcher.preview(MediaKind::Image, length, source).await;
                let made = made.unwrap();
                assert_eq!((made.width, made.height), (width, height));
                assert_eq!(made.part(PartName::Display).unwrap().width, 2560);
                picture_time = started.elapsed();
                let seat = launcher.tile_seat().unwrap();
                let pyramid = Pyramid::of(width, height).unwrap();
                let mut kept = Kept::default();
                let cut = launcher.tiles(seat, pyramid, length, file, &mut kept);
                cut.await.unwrap();
                tile_time = started.elapsed().saturating_sub(picture_time);
            });
        });
        watch.stop();
    });
    let peak = watch.peak();
    eprintln!("pictures {picture_time:?}, tiles {tile_time:?}, {peak} MiB, file {length}");
    assert!(peak > 0 && peak < 400, "the worker held {peak} MiB");
    assert!(picture_time < Duration::from_mins(2), "{picture_time:?}");
    assert!(tile_time < Duration::from_mins(8), "{tile_time:?}");
}
