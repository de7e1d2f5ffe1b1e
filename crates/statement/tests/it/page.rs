//! The printed page: it renders, it carries the JSON, it survives every name.

use crate::make;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use statement::{
    Decision, Identity, Level, Method, StatementDraft, Verdict, certificate_json, certificate_pdf,
    verify,
};

fn pdf(draft: StatementDraft) -> Vec<u8> {
    certificate_pdf(&make::certificate(draft), None).unwrap()
}

/// Renders the only page; returns the number of pixels that are not white.
fn ink(pdf: &[u8], keep: &str) -> usize {
    let document = Pdf::new(pdf.to_vec()).unwrap();
    assert_eq!(document.pages().len(), 1);
    let settings = PixmapSettings {
        x_scale: 2.0,
        y_scale: 2.0,
        bg_color: WHITE,
    };
    let pixels = hayro::render(
        &document.pages()[0],
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let ink = pixels.data().iter().filter(|pixel| pixel.r < 250).count();
    // `CERTIFICATE_PAGES=DIRECTORY cargo test -p statement page` leaves pages to look at.
    if let Some(directory) = std::env::var_os("CERTIFICATE_PAGES") {
        let path = std::path::Path::new(&directory).join(keep);
        keep_file(&path.with_extension("pdf"), pdf);
        keep_file(&path.with_extension("png"), &pixels.into_png().unwrap());
    }
    ink
}

#[expect(clippy::disallowed_methods, reason = "pages for people, on demand")]
fn keep_file(path: &std::path::Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn the_page_renders_and_verifies() {
    let key = make::key(7).verifying_key();
    let page = pdf(make::draft());
    let report = verify(&page, Some(&mut make::file()), Some(&key));
    assert_eq!(report.verdict, Verdict::Valid, "{:?}", report.checks);
    assert!(page.len() < 300_000, "{} bytes", page.len());
    assert!(ink(&page, "approve") > 20_000);
}

#[test]
fn the_same_certificate_gives_the_same_page() {
    assert_eq!(pdf(make::draft()), pdf(make::draft()));
}

#[test]
fn every_decision_and_identity_level_has_a_page() {
    let cases = [
        (
            Decision::ApproveWithChanges,
            Level::Passkey,
            Method::Passkey,
        ),
        (Decision::RequestChanges, Level::Link, Method::SelfAsserted),
        (Decision::Reject, Level::Eid, Method::ElectronicIdentity),
        (Decision::Withdraw, Level::Mailbox, Method::MailedCode),
        (Decision::Approve, Level::Sso, Method::SingleSignOn),
        (Decision::Approve, Level::Mfa, Method::SecondFactor),
        (Decision::Approve, Level::Password, Method::Password),
    ];
    for (decision, level, method) in cases {
        let mut draft = make::draft();
        draft.decision = decision;
        decision.meaning().clone_into(&mut draft.meaning.text);
        draft.identity = Identity {
            level,
            method,
            at: None,
        };
        draft.predecessor = Some(make::signed().hash());
        draft.names.sentence = Some("Please make the sky a little warmer.".to_owned());
        assert!(ink(&pdf(draft), &format!("{decision:?}-{level:?}")) > 20_000);
    }
}

#[test]
fn names_of_any_script_and_length_fit_on_the_page() {
    let names = [
        ("林美玲", "最終版.pdf", "scripts"),
        ("محمد الفاتح", "ملف.pdf", "arabic"),
        (
            "Þórdís Ægisdóttir Љубица Ωμέγα",
            "Ёлка 🎄 final.png",
            "mixed",
        ),
        (
            "\u{202e}gnp.exe\u{0}\u{1b}[31m",
            "a\nb\tc\u{feff}",
            "hidden",
        ),
        ("", "", "empty"),
        (
            &"Maximilian-Ferdinand von ".repeat(12),
            &"long ".repeat(60),
            "long",
        ),
        (
            "Ingrid Solberg of the Larkfield Department of Pictures, North",
            "Report.pdf",
            "three-lines",
        ),
        (&"W".repeat(300), &"'\"`$(rm)\\".repeat(20), "wide"),
    ];
    for (person, file, keep) in names {
        let mut draft = make::draft();
        draft.names.signer_name = person.to_owned();
        draft.names.signer_email = Some(format!("{person}@example.org"));
        draft.names.file_name = file.to_owned();
        draft.names.project_name = person.to_owned();
        draft.names.team_name = file.to_owned();
        draft.names.sentence = Some(person.to_owned());
        let key = make::key(7).verifying_key();
        let page = pdf(draft);
        assert_eq!(
            verify(&page, None, Some(&key)).verdict,
            Verdict::Valid,
            "{keep}"
        );
        assert!(ink(&page, keep) > 15_000, "{keep}");
    }
}

#[test]
fn a_page_without_names_has_no_name() {
    let key = make::key(7).verifying_key();
    let mut signed = make::signed();
    signed.openings.clear();
    let json = certificate_json(&signed, &key).unwrap();
    let page = certificate_pdf(&json, None).unwrap();
    assert!(ink(&page, "erased") > 15_000);
}

#[test]
fn a_thumbnail_is_shown_beside_the_name() {
    let thumbnail = include_bytes!("thumbnail.jpg");
    let json = make::certificate(make::draft());
    let with = certificate_pdf(&json, Some(thumbnail)).unwrap();
    let without = certificate_pdf(&json, None).unwrap();
    assert!(ink(&with, "thumbnail") > ink(&without, "approve"));
}

#[test]
fn a_thumbnail_that_is_no_picture_is_left_out() {
    let json = make::certificate(make::draft());
    let mut broken = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0".to_vec();
    broken.extend_from_slice(&[
        0x4b, 0x6d, 0x29, 0xdc, 0, 0, 0, 4, b'I', b'D', b'A', b'T', 1, 2,
    ]);
    for thumbnail in [&b""[..], b"\xff\xd8\xff", b"<svg/>", &broken] {
        assert!(certificate_pdf(&json, Some(thumbnail)).is_ok());
    }
}

#[test]
fn only_a_certificate_becomes_a_page() {
    assert!(certificate_pdf(b"{}", None).is_err());
}
