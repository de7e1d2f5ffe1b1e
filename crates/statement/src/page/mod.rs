//! The certificate as one A4 page, PDF/A-3 with `certificate.json` attached. Everything printed is
//! read from the JSON; the page adds nothing that is not in there but the picture of the file.

mod art;
mod canvas;
mod chips;
mod clock;
mod sections;
mod text;

use crate::certificate::{CERTIFICATE_FORMAT, Certificate};
use crate::commitment::Field;
use crate::error::StatementError;
use canvas::Canvas;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};
use text::Fonts;

/// Makes the page for a certificate made by [`crate::certificate_json`]. `thumbnail` is a JPEG or
/// PNG made by ourselves; one that cannot be used is left out.
pub fn certificate_pdf(
    certificate_json: &[u8],
    thumbnail: Option<&[u8]>,
) -> Result<Vec<u8>, StatementError> {
    let certificate =
        Certificate::read(certificate_json).map_err(|_| StatementError::Malformed {
            what: "certificate",
        })?;
    match print(&certificate, certificate_json, thumbnail) {
        // A picture may turn out to be broken only when the file is written.
        Err(_) if thumbnail.is_some() => print(&certificate, certificate_json, None),
        outcome => outcome,
    }
}

fn print(
    certificate: &Certificate,
    json: &[u8],
    thumbnail: Option<&[u8]>,
) -> Result<Vec<u8>, StatementError> {
    let fonts = Fonts::load().ok_or(StatementError::Malformed { what: "font" })?;
    let mut document = Document::new_with(settings()?);
    document.set_metadata(metadata(certificate));
    attach(&mut document, certificate, json)?;
    let size = PageSettings::from_wh(canvas::A4.0, canvas::A4.1)
        .ok_or(StatementError::Malformed { what: "page size" })?;
    let mut page = document.start_page_with(size);
    let mut canvas = Canvas::new(page.surface(), &fonts);
    sections::draw(&mut canvas, certificate, thumbnail);
    canvas.finish();
    page.finish();
    document.finish().map_err(|error| StatementError::Page {
        reason: format!("{error:?}"),
    })
}

fn settings() -> Result<SerializeSettings, StatementError> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A3_B)
        .finish()
        .map_err(|_| StatementError::Malformed {
            what: "PDF version",
        })?;
    Ok(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    })
}

/// Nothing in here comes from a person: readers show metadata without escaping.
fn metadata(certificate: &Certificate) -> Metadata {
    let decision = certificate.statement.decision.label();
    let metadata = Metadata::new()
        .title(format!("{} · {decision}", certificate.wire.id))
        .description(format!("Certificate of a decision ({CERTIFICATE_FORMAT})"))
        .creator("Countersign".to_owned())
        .language("en".to_owned())
        .document_id(certificate.wire.id.clone());
    match clock::document_time(certificate.statement.claimed.time) {
        Some(time) => metadata.creation_date(time),
        None => metadata,
    }
}

/// Uncompressed, so that the verifier finds it without parsing PDF.
fn attach(
    document: &mut Document,
    certificate: &Certificate,
    json: &[u8],
) -> Result<(), StatementError> {
    let file = EmbeddedFile {
        path: "certificate.json".to_owned(),
        mime_type: MimeType::new("application/json"),
        description: Some("The certificate itself. This page only shows it.".to_owned()),
        association_kind: AssociationKind::Source,
        data: json.to_vec().into(),
        modification_date: clock::document_time(certificate.statement.claimed.time),
        compress: Some(false),
        location: None,
    };
    document
        .embed_file(file)
        .ok_or(StatementError::Malformed { what: "attachment" })
}

impl Certificate {
    /// An opened value made safe for the page; a blank one counts as none.
    fn shown(&self, field: Field) -> Option<String> {
        let value = crate::plain::plain(self.value(field)?);
        (!value.trim().is_empty()).then_some(value)
    }
}
