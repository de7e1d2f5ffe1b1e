//! How soon after an upload its first picture is there: a document of forty pages and a picture of sixty megapixels.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use image::{ImageEncoder, Rgb, RgbImage};

use crate::client::Client;
use crate::report::{Report, median};
use crate::screens::{new_project, upload};

/// Measures both, each several times with other bytes.
pub(crate) async fn measure(member: &Client, report: &mut Report, quick: bool) -> Result<()> {
    let rounds = if quick { 1 } else { 5 };
    let (mut documents, mut pictures) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        documents.push(first_picture(member, "brochure.pdf", &document(round)).await?);
    }
    report.figure("pdf_thumb_ms", median(&documents), "at most 1000");
    for round in 0..rounds.min(3) {
        pictures.push(first_picture(member, "poster.png", &picture(round)?).await?);
    }
    report.figure("image_thumb_ms", median(&pictures), "at most 3000");
    Ok(())
}

/// Milliseconds from the end of the upload to the thumbnail.
async fn first_picture(member: &Client, name: &str, bytes: &[u8]) -> Result<f64> {
    let (project, _) = new_project(member, 0).await?;
    let version = upload(member, &project, name, bytes).await?;
    let begun = Instant::now();
    let mut connection = member.connect().await?;
    let path = format!("/api/v1/versions/{version}/thumbnail");
    while begun.elapsed() < Duration::from_mins(1) {
        if connection.request("GET", &path, "", &[]).await?.status == 200 {
            return Ok(begun.elapsed().as_secs_f64() * 1000.0);
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bail!("{name} got no thumbnail")
}

/// Forty pages of words and lines, in the font that every reader has.
fn document(round: u32) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut kids = String::new();
    for page in 0..40 {
        let mut content = String::new();
        for line in 0..50 {
            let (x, y) = (60, 780 - line * 14);
            _ = write!(
                content,
                "BT /F1 10 Tf {x} {y} Td (Page {page}, line {line} of brochure {round}: the funnel should be our new red.) Tj ET\n\
                 0.{} 0.2 0.4 RG {x} {} m 520 {} l S\n",
                line % 10,
                y - 3,
                y - 3
            );
        }
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}endstream",
            content.len()
        ));
        let stream = objects.len();
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {stream} 0 R >>"
        ));
        _ = write!(kids, "{} 0 R ", objects.len());
    }
    objects[1] = format!("<< /Type /Pages /Count 40 /Kids [{kids}] >>");
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(bytes.len());
        bytes.extend_from_slice(format!("{number} 0 obj\n{object}\nendobj\n").as_bytes());
    }
    let table = bytes.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        _ = writeln!(end, "{place:010} 00000 n ");
    }
    _ = write!(
        end,
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    );
    bytes.extend_from_slice(end.as_bytes());
    bytes
}

/// 9,000 × 6,667 pixels with soft colours and some grain, as a photograph has them.
fn picture(round: u32) -> Result<Vec<u8>> {
    let (width, height) = (9_000, 6_667);
    let mut grain = 0x2545_F491_u32 ^ round;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        grain ^= grain << 13;
        grain ^= grain >> 17;
        grain ^= grain << 5;
        let tone = |value: u32| u8::try_from((value + (grain & 3)) & 255).unwrap_or_default();
        Rgb([tone(x / 40), tone(y / 30), tone((x + y) / 64)])
    });
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new_with_quality(
        &mut bytes,
        image::codecs::png::CompressionType::Fast,
        image::codecs::png::FilterType::Sub,
    )
    .write_image(
        picture.as_raw(),
        width,
        height,
        image::ExtendedColorType::Rgb8,
    )
    .context("cannot write the picture")?;
    Ok(bytes)
}
