//! Files made to hurt. Each must end quickly, with a clear code, and leave the parent unharmed.

use crate::{launcher, make};
use bytes::Bytes;
use image::ImageFormat;
use mediabox::{MediaKind, PreviewFailure};
use std::fmt::Write;
use std::time::{Duration, Instant};

struct Case {
    name: &'static str,
    kind: MediaKind,
    file: Vec<u8>,
    /// Acceptable endings; "preview" where a lenient decoder may still draw something.
    endings: &'static [&'static str],
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_files_end_in_a_clear_failure() {
    let launcher = launcher();
    for case in pictures().into_iter().chain(wrecks()).chain(documents()) {
        let started = Instant::now();
        let outcome = launcher
            .preview(case.kind, case.file.len() as u64, Bytes::from(case.file))
            .await;
        let ending = match &outcome {
            Ok(_) => "preview",
            Err(failure) => failure.code(),
        };
        assert!(case.endings.contains(&ending), "{}: {ending}", case.name);
        let took = started.elapsed();

        assert!(
            took < Duration::from_secs(30),
            "{} took {took:?}",
            case.name
        );
    }
    // The parent still works.
    let file = make::encoded(&make::halves(10, 10, 255), ImageFormat::Png);
    let length = file.len() as u64;
    assert!(
        launcher
            .preview(MediaKind::Image, length, Bytes::from(file))
            .await
            .is_ok()
    );
}

fn picture(name: &'static str, file: Vec<u8>, endings: &'static [&'static str]) -> Case {
    Case {
        name,
        kind: MediaKind::Image,
        file,
        endings,
    }
}

/// Pictures that lie about themselves.
fn pictures() -> Vec<Case> {
    let png = make::encoded(&make::halves(400, 300, 255), ImageFormat::Png);
    let mut polyglot = png.clone();
    polyglot.extend_from_slice(b"<script>alert(1)</script>%PDF-1.7\nPK\x03\x04");
    let mut chunks = png[..33].to_vec();
    for _ in 0..2000 {
        chunks.extend(make::png_chunk(*b"zTXt", &[0; 64]));
    }
    chunks.extend_from_slice(&png[33..]);
    let lenient = &["damaged", "preview"];
    vec![
        picture(
            "gigapixel header",
            make::png_claiming(60_000, 60_000),
            &["too_large"],
        ),
        picture(
            "widest header",
            make::png_claiming(2_147_483_647, 1),
            &["too_large"],
        ),
        picture("png 0x0", make::png_claiming(0, 0), &["damaged"]),
        picture(
            "decompression bomb",
            make::png_bomb(15_000, 14_000),
            &["too_large"],
        ),
        picture("endless text chunks", chunks, lenient),
        picture("gif 0x0", b"GIF89a\0\0\0\0\0\0\0;".to_vec(), &["damaged"]),
        picture("noise", make::noise(100_000), &["unsupported", "damaged"]),
        picture("polyglot", polyglot, &["preview"]),
        picture(
            "document as picture",
            make::pdf(&[(100.0, 100.0)]),
            &["unsupported"],
        ),
    ]
}

/// Pictures that end too early or never.
fn wrecks() -> Vec<Case> {
    let good = make::halves(400, 300, 255);
    let png = make::encoded(&good, ImageFormat::Png);
    let jpeg = make::encoded(&good, ImageFormat::Jpeg);
    let looping = b"II*\0\x08\0\0\0\x02\0\
        \0\x01\x03\0\x01\0\0\0\x10\0\0\0\
        \x01\x01\x03\0\x01\0\0\0\x10\0\0\0\
        \x08\0\0\0";
    let mut frames = b"GIF89a\x10\0\x10\0\0\0\0".to_vec();
    frames.extend_from_slice(&b",\0\0\0\0\x10\0\x10\0\0\x02\x01\x44\0".repeat(10_000));
    let lenient = &["damaged", "preview"];
    vec![
        picture("zero length", Vec::new(), &["damaged"]),
        picture("one byte", vec![0x89], &["unsupported"]),
        picture("truncated png", png[..png.len() / 2].to_vec(), &["damaged"]),
        picture("png header only", png[..24].to_vec(), &["damaged"]),
        picture("truncated jpeg", jpeg[..jpeg.len() / 2].to_vec(), lenient),
        picture(
            "jpeg start only",
            b"\xff\xd8\xff\xe0".to_vec(),
            &["damaged"],
        ),
        picture("gif without end", frames, lenient),
        picture(
            "looping tiff",
            looping.to_vec(),
            &["damaged", "unsupported"],
        ),
    ]
}

fn document(name: &'static str, file: Vec<u8>, endings: &'static [&'static str]) -> Case {
    Case {
        name,
        kind: MediaKind::Pdf,
        file,
        endings,
    }
}

fn documents() -> Vec<Case> {
    let good = make::pdf(&[(300.0, 300.0), (300.0, 300.0)]);
    let text = String::from_utf8_lossy(&good).into_owned();
    let broken_table = text.replace("xref\n", "xrfe\n").into_bytes();
    let own_parent = make::pdf_of_objects(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>".to_owned(),
        ],
        "",
    );
    let million = make::pdf_of_objects(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R 3 0 R 3 0 R 3 0 R] /Count 4 >>".to_owned(),
            "<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R 2 0 R] /Count 99999999 >>".to_owned(),
        ],
        "",
    );
    let nested = format!("{}{}", "[".repeat(2_000_000), "]".repeat(2_000_000));
    let deep = make::pdf_of_objects(
        &["<< /Type /Catalog /Pages 2 0 R >>".to_owned(), nested],
        "",
    );
    let endings = &["damaged", "crashed", "timeout"];
    vec![
        document(
            "truncated pdf",
            good[..good.len() / 3].to_vec(),
            &["damaged", "preview"],
        ),
        document("pdf header only", b"%PDF-1.7\n".to_vec(), &["damaged"]),
        document("broken xref", broken_table, &["preview", "damaged"]),
        document("recursive pages", own_parent, endings),
        document("exponential pages", million, endings),
        document("deeply nested arrays", deep, endings),
        document(
            "form that draws itself",
            self_drawing_form(),
            &["preview", "crashed"],
        ),
        document("giant page", giant_page(), &["preview", "damaged"]),
        document("encrypted", encrypted(), &["password"]),
        document(
            "encrypted by nobody knows what",
            strange_encryption(),
            &["damaged", "unsupported"],
        ),
        document(
            "noise in a document",
            [b"%PDF-1.4\n".to_vec(), make::noise(200_000)].concat(),
            &["damaged"],
        ),
        document(
            "picture as document",
            make::png_claiming(10, 10),
            &["damaged"],
        ),
    ]
}

fn page_with(content: &str, resources: &str, extra: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R \
             /Resources << {resources} >> >>"
        ),
        format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ),
    ];
    objects.extend_from_slice(extra);
    make::pdf_of_objects(&objects, "")
}

fn self_drawing_form() -> Vec<u8> {
    let form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 \
                /Resources << /XObject << /F 5 0 R >> >> >>\nstream\n/F Do\nendstream";
    page_with("/F Do", "/XObject << /F 5 0 R >>", &[form.to_owned()])
}

fn giant_page() -> Vec<u8> {
    let page = page_with("0 0 10 10 re f", "", &[]);
    let text = String::from_utf8(page).unwrap();
    text.replace("[0 0 200 200]", "[0 0 9e9 9e9]").into_bytes()
}

/// Standard handler, RC4 40 bit, with check values that no empty password matches.
fn encrypted() -> Vec<u8> {
    let mut hex = String::new();
    for byte in make::noise(32) {
        write!(hex, "{byte:02x}").unwrap();
    }
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [] /Count 0 >>".to_owned(),
        format!("<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <{hex}> /U <{hex}> >>"),
    ];
    make::pdf_of_objects(&objects, "/Encrypt 3 0 R /ID [<00112233> <00112233>]")
}

fn strange_encryption() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [] /Count 0 >>".to_owned(),
        "<< /Filter /Nobody /V 99 /R 99 >>".to_owned(),
    ];
    make::pdf_of_objects(&objects, "/Encrypt 3 0 R /ID [<00> <00>]")
}

#[tokio::test]
async fn kinds_without_a_decoder_are_refused_without_a_worker() {
    let nowhere = mediabox::Launcher::new("/nonexistent", &[], mediabox::Limits::default());
    for kind in [
        MediaKind::Svg,
        MediaKind::Video,
        MediaKind::Office,
        MediaKind::Other,
    ] {
        let outcome = nowhere
            .preview(kind, 10, Bytes::from_static(&[0; 10]))
            .await;
        assert_eq!(outcome, Err(PreviewFailure::Unsupported));
    }
    let outcome = nowhere
        .preview(MediaKind::Image, u64::MAX, Bytes::new())
        .await;
    assert_eq!(outcome, Err(PreviewFailure::TooLarge));
    let outcome = nowhere
        .preview(MediaKind::Image, 10, Bytes::from_static(&[0; 10]))
        .await;
    assert_eq!(outcome, Err(PreviewFailure::Unavailable));
}
