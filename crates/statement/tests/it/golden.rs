//! The written form. When this test fails, certificates that people already hold are at stake:
//! give the new layout a new number and keep reading the old one.

use crate::make;
use statement::{Fingerprint, Statement, Verdict, verify};

const CERTIFICATE: &[u8] = include_bytes!("golden/certificate.json");
const STATEMENT: &str = include_str!("golden/statement.json");

#[test]
fn statement_and_certificate_are_written_as_always() {
    let signed = make::signed();
    assert_eq!(
        String::from_utf8(signed.bytes.clone()).unwrap(),
        STATEMENT.trim_end()
    );
    let certificate = make::certificate(make::draft());
    assert_eq!(
        String::from_utf8(certificate).unwrap(),
        String::from_utf8_lossy(CERTIFICATE)
    );
    assert_eq!(
        Statement::from_bytes(&signed.bytes)
            .unwrap()
            .to_bytes()
            .unwrap(),
        signed.bytes
    );
}

#[test]
fn the_golden_certificate_stays_valid() {
    let key = make::key(7).verifying_key();
    let report = verify(CERTIFICATE, Some(&mut make::file()), Some(&key));
    assert_eq!(report.verdict, Verdict::Valid, "{:?}", report.checks);
}

/// HMAC-SHA-256 computed with Python's hmac module over the documented encoding.
#[test]
fn a_commitment_agrees_with_an_independent_computation() {
    let made = statement::commit(
        &Fingerprint([1; 32]),
        statement::Field::SignerName,
        "Ingrid Solberg",
    );
    assert_eq!(
        made.to_string(),
        include_str!("golden/commitment.txt").trim_end()
    );
}
