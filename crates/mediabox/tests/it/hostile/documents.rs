//! PDF files with loops, bombs and locks.

use super::{CRASHED, Case, DAMAGED, PASSWORD, PREVIEW, UNSUPPORTED};
use crate::make;
use mediabox::MediaKind;
use std::fmt::Write;

fn document(name: &'static str, file: Vec<u8>, ending: &'static str) -> Case {
    Case {
        name,
        kind: MediaKind::Pdf,
        file,
        ending,
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = wrecks();
    cases.extend(loops());
    cases.extend(bombs());
    cases.extend(locks());
    cases
}

fn wrecks() -> Vec<Case> {
    let good = make::pdf(&[(300.0, 300.0), (300.0, 300.0)]);
    let broken_table = replaced(&good, b"startxref", b"startxxxx");
    let mut zip = good.clone();
    zip.extend_from_slice(b"PK\x03\x04\x14\0\0\0\0\0PK\x05\x06");
    zip.extend_from_slice(&[0; 18]);
    let prefixed = [b"<html><script>alert(1)</script>".to_vec(), good.clone()].concat();
    vec![
        document("truncated pdf", good[..good.len() / 3].to_vec(), DAMAGED),
        document("pdf header only", b"%PDF-1.7\n".to_vec(), DAMAGED),
        document("broken xref", broken_table, PREVIEW),
        document("pdf and zip", zip, PREVIEW),
        document("html before pdf", prefixed, PREVIEW),
        document(
            "noise in a document",
            [b"%PDF-1.4\n".to_vec(), make::noise(200_000)].concat(),
            DAMAGED,
        ),
        document("picture as document", make::png_claiming(10, 10), DAMAGED),
        document(
            "no pages",
            tree("<< /Type /Pages /Kids [] /Count 0 >>", &[]),
            DAMAGED,
        ),
        document("giant page", giant_page(), DAMAGED),
        document("page of no size", resized("[0 0 0 0]"), PREVIEW),
        document("page of negative size", resized("[200 200 0 0]"), PREVIEW),
    ]
}

fn replaced(file: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = file
        .windows(from.len())
        .rposition(|window| window == from)
        .unwrap();
    [&file[..at], to, &file[at + from.len()..]].concat()
}

/// A document whose page tree is object 2.
fn tree(pages: &str, others: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        pages.to_owned(),
    ];
    objects.extend(others.iter().map(|&other| other.to_owned()));
    make::pdf_of_objects(&objects, "")
}

fn loops() -> Vec<Case> {
    let own_parent = tree(
        "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>",
        &[],
    );
    let exponential = tree(
        "<< /Type /Pages /Kids [3 0 R 3 0 R 3 0 R 3 0 R] /Count 4 >>",
        &["<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R 2 0 R] /Count 99999999 >>"],
    );
    let nested = format!("{}{}", "[".repeat(2_000_000), "]".repeat(2_000_000));
    let own_object = tree("2 0 R", &[]);
    let mut own_table = make::pdf(&[(100.0, 100.0)]);
    own_table = replaced(&own_table, b"%%EOF", b"     ");
    let table = own_table.len();
    own_table.extend_from_slice(
        format!("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Prev {table} >>\nstartxref\n{table}\n%%EOF").as_bytes(),
    );
    vec![
        document("recursive pages", own_parent, DAMAGED),
        document("exponential pages", exponential, DAMAGED),
        document("deeply nested arrays", tree(&nested, &[]), DAMAGED),
        document("object that is itself", own_object, DAMAGED),
        document("table that is its own predecessor", own_table, PREVIEW),
        document("form that draws itself", self_drawing_form(), PREVIEW),
        document("pattern of itself", own_pattern(), PREVIEW),
        document("letter that writes itself", own_letter(), PREVIEW),
        document("mask of itself", own_mask(), PREVIEW),
        document("object stream in itself", own_object_stream(), DAMAGED),
        document("stream as long as itself", own_length(), PREVIEW),
    ]
}

fn bombs() -> Vec<Case> {
    vec![
        document(
            "page that inflates to 1 GB",
            inflating_page(1 << 30),
            PREVIEW,
        ),
        document("picture of 10,000 megapixels", giant_picture(), PREVIEW),
        document(
            "a million saved states",
            page_with(&"q ".repeat(1_000_000), "", &[]),
            PREVIEW,
        ),
        document(
            "200,000 rectangles over each other",
            page_with(&"0 0 200 200 re f ".repeat(200_000), "", &[]),
            CRASHED,
        ),
        document("hundred filters", filters(100), PREVIEW),
    ]
}

fn locks() -> Vec<Case> {
    vec![
        document("encrypted", encrypted(), PASSWORD),
        document(
            "encrypted by nobody knows what",
            strange_encryption(),
            UNSUPPORTED,
        ),
        document(
            "encrypted with an empty password",
            make::locked_pdf(b"", b"owner"),
            PREVIEW,
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

fn resized(media_box: &str) -> Vec<u8> {
    let page = page_with("0 0 10 10 re f", "", &[]);
    let text = String::from_utf8(page).unwrap();
    text.replace("[0 0 200 200]", media_box).into_bytes()
}

fn own_pattern() -> Vec<u8> {
    let pattern = "<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 \
                   /Resources << /Pattern << /P 5 0 R >> >> /Length 36 >>\nstream\n/Pattern cs /P scn 0 0 9 9 re f      \nendstream";
    page_with(
        "/Pattern cs /P scn 0 0 99 99 re f",
        "/Pattern << /P 5 0 R >>",
        &[pattern.to_owned()],
    )
}

fn own_letter() -> Vec<u8> {
    let font = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97 \
                /Widths [9] /Encoding << /Type /Encoding /Differences [97 /a] >> /CharProcs << /a 6 0 R >> \
                /Resources << /Font << /F 5 0 R >> >> >>";
    let letter = "<< /Length 29 >>\nstream\nBT /F 9 Tf (a) Tj ET         \nendstream";
    page_with(
        "BT /F 9 Tf (a) Tj ET",
        "/Font << /F 5 0 R >>",
        &[font.to_owned(), letter.to_owned()],
    )
}

fn own_mask() -> Vec<u8> {
    let state = "<< /Type /ExtGState /SMask << /Type /Mask /S /Luminosity /G 6 0 R >> >>";
    let group = "<< /Type /XObject /Subtype /Form /BBox [0 0 99 99] /Group << /S /Transparency >> /Length 24 \
                 /Resources << /ExtGState << /G 5 0 R >> >> >>\nstream\n/G gs 0 0 9 9 re f      \nendstream";
    page_with(
        "/G gs 0 0 99 99 re f",
        "/ExtGState << /G 5 0 R >>",
        &[state.to_owned(), group.to_owned()],
    )
}

/// The catalogue lies in an object stream that lies in itself.
fn own_object_stream() -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let stream = file.len();
    file.extend_from_slice(b"2 0 obj\n<< /Type /ObjStm /N 2 /First 8 /Length 20 /Extends 2 0 R >>\nstream\n1 0 2 4 <<>><<>>    \nendstream\nendobj\n");
    let table = file.len();
    let offset = u8::try_from(stream).unwrap();
    file.extend_from_slice(
        b"3 0 obj\n<< /Type /XRef /Size 4 /W [1 1 1] /Root 1 0 R /Length 12 >>\nstream\n",
    );
    file.extend_from_slice(&[0, 0, 0, 2, 2, 0, 2, 2, 1, 1, offset, 0]);
    file.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{table}\n%%EOF").as_bytes());
    file
}

fn own_length() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>".to_owned(),
        "<< /Length 4 0 R >>\nstream\n0 0 9 9 re f\nendstream".to_owned(),
    ];
    make::pdf_of_objects(&objects, "")
}

/// Its content is white space, deflated.
fn inflating_page(length: usize) -> Vec<u8> {
    page_of_stream("/Filter /FlateDecode", &make::deflated_zeros(length))
}

fn filters(count: usize) -> Vec<u8> {
    page_of_stream(
        &format!("/Filter [{}]", "/ASCIIHexDecode ".repeat(count)),
        b"30>",
    )
}

fn page_of_stream(entries: &str, stream: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>\nendobj\n".to_vec();
    file.extend_from_slice(
        format!(
            "4 0 obj\n<< {entries} /Length {} >>\nstream\n",
            stream.len()
        )
        .as_bytes(),
    );
    file.extend_from_slice(stream);
    file.extend_from_slice(b"\nendstream\nendobj\ntrailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF");
    file
}

fn giant_picture() -> Vec<u8> {
    let picture = "<< /Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB \
                   /BitsPerComponent 8 /Length 4 >>\nstream\nabcd\nendstream";
    page_with(
        "200 0 0 200 0 0 cm /I Do",
        "/XObject << /I 5 0 R >>",
        &[picture.to_owned()],
    )
}
