//! Certificates that somebody touched.

use crate::make;
use proptest::prelude::*;
use statement::{Outcome, Verdict, certificate_pdf, verify};

fn verdict(certificate: &[u8]) -> Verdict {
    let key = make::key(7).verifying_key();
    verify(certificate, Some(&mut make::file()), Some(&key)).verdict
}

fn reason(certificate: &[u8]) -> String {
    let report = verify(certificate, None, None);
    assert_eq!(report.verdict, Verdict::Invalid);
    let failed = report
        .checks
        .into_iter()
        .find(|check| check.outcome == Outcome::Failed);
    failed.unwrap().detail
}

#[test]
fn flipping_any_byte_of_a_certificate_is_noticed() {
    let certificate = make::certificate(make::draft());
    assert_eq!(verdict(&certificate), Verdict::Valid);
    for position in 0..certificate.len() {
        for mask in [0x01, 0x20] {
            let mut altered = certificate.clone();
            altered[position] ^= mask;
            assert_eq!(
                verdict(&altered),
                Verdict::Invalid,
                "byte {position} mask {mask:#x}"
            );
        }
    }
}

#[test]
fn cutting_or_extending_a_certificate_is_noticed() {
    let certificate = make::certificate(make::draft());
    for length in 0..certificate.len() {
        assert_eq!(
            verdict(&certificate[..length]),
            Verdict::Invalid,
            "{length}"
        );
    }
    for extra in [&b" "[..], b"\n", b"{}", b"\0"] {
        assert_eq!(verdict(&[&certificate, extra].concat()), Verdict::Invalid);
    }
}

#[test]
fn flipping_any_byte_of_the_attachment_is_noticed() {
    let json = make::certificate(make::draft());
    let pdf = certificate_pdf(&json, None).unwrap();
    assert_eq!(verdict(&pdf), Verdict::Valid);
    // The attachment as it stands in the file, without the hundred kilobytes around it.
    let start = pdf
        .windows(json.len())
        .position(|window| window == json)
        .unwrap();
    let end = start + json.len();
    let short = [b"%PDF-1.7\n", &pdf[start - 40..end + 40]].concat();
    assert_eq!(verdict(&short), Verdict::Valid);
    for position in 49..49 + json.len() {
        let mut altered = short.clone();
        altered[position] ^= 0x01;
        assert_eq!(verdict(&altered), Verdict::Invalid, "byte {position}");
    }
}

#[test]
fn a_pdf_without_or_with_two_certificates_is_refused() {
    let json = make::certificate(make::draft());
    let pdf = certificate_pdf(&json, None).unwrap();
    for altered in [
        b"%PDF-1.7\nnothing".to_vec(),
        [pdf.as_slice(), &json].concat(),
    ] {
        assert!(reason(&altered).starts_with("no certificate is attached to this PDF"));
    }
}

#[test]
fn another_format_or_type_is_named() {
    let text = String::from_utf8(make::certificate(make::draft())).unwrap();
    let other = text.replace("countersign-certificate/1", "countersign-certificate/2");
    assert_eq!(
        reason(other.as_bytes()),
        "unknown certificate format 'countersign-certificate/2'"
    );
    assert_eq!(reason(b"{}"), "no certificate format found");
    assert_eq!(reason(b"hello"), "no certificate format found");
}

#[test]
fn unknown_and_repeated_fields_are_refused() {
    let text = String::from_utf8(make::certificate(make::draft())).unwrap();
    let unknown = text.replacen("{\n", "{\n  \"note\": \"hi\",\n", 1);
    assert!(reason(unknown.as_bytes()).starts_with("unknown field `note`"));
    let id = text
        .lines()
        .find(|line| line.contains("\"id\": \"CS-"))
        .unwrap();
    let repeated = text.replacen(id, &format!("{id}\n{id}"), 1);
    assert!(reason(repeated.as_bytes()).starts_with("duplicate field `id`"));
    let repeated = text.replacen("\"openings\": [", "\"openings\": [],\n  \"openings\": [", 1);
    assert!(reason(repeated.as_bytes()).starts_with("duplicate field `openings`"));
}

#[test]
fn another_spelling_of_the_same_json_is_refused() {
    let text = String::from_utf8(make::certificate(make::draft())).unwrap();
    let compact: serde_json::Value = serde_json::from_str(&text).unwrap();
    let expected = "the certificate is not in the form that Countersign writes";
    assert_eq!(reason(compact.to_string().as_bytes()), expected);
    assert_eq!(
        reason(text.replacen("Ingrid", "\\u0049ngrid", 1).as_bytes()),
        expected
    );
}

#[test]
fn details_never_carry_control_characters() {
    let evil = b"{\"format\": \"x\\u001b[2J\\u202e\"}";
    let detail = reason(evil);
    assert!(!detail.contains(['\u{1b}', '\u{202e}']), "{detail:?}");
}

proptest! {
    #[test]
    fn random_edits_never_make_another_valid_certificate(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..6)
    ) {
        let certificate = make::certificate(make::draft());
        let mut altered = certificate.clone();
        for (place, byte, kind) in edits {
            let position = place.index(altered.len());
            match kind {
                0 => altered[position] = byte,
                1 => altered.insert(position, byte),
                _ => { altered.remove(position); }
            }
        }
        if altered != certificate {
            prop_assert_eq!(verdict(&altered), Verdict::Invalid);
        }
    }

    #[test]
    fn verification_never_panics(input in prop::collection::vec(any::<u8>(), 0..2000), pdf: bool) {
        let input = if pdf { [b"%PDF-1.7 {\n  \"format\": \"countersign-certificate/1\"", input.as_slice()].concat() } else { input };
        prop_assert_eq!(verdict(&input), Verdict::Invalid);
    }
}
