//! What verification says, and that it says it precisely.

use crate::make;
use statement::{
    Check, Decision, Field, Level, Outcome, Report, Verdict, certificate_json, verify, verify_chain,
};

fn failures(report: &Report) -> Vec<&str> {
    let failed = |check: &&Check| check.outcome == Outcome::Failed;
    report
        .checks
        .iter()
        .filter(failed)
        .map(|check| check.detail.as_str())
        .collect()
}

#[test]
fn the_right_file_and_the_right_key_make_it_valid() {
    let key = make::key(7).verifying_key();
    let report = verify(
        &make::certificate(make::draft()),
        Some(&mut make::file()),
        Some(&key),
    );
    assert_eq!(report.verdict, Verdict::Valid);
    assert_eq!(report.verdict.exit_code(), 0);
    let contents = report.contents.unwrap();
    assert_eq!(contents.statement.decision, Decision::Approve);
    assert_eq!(contents.statement.identity.level, Level::Mailbox);
    assert_eq!(contents.openings.len(), 6);
}

#[test]
fn without_a_key_it_is_only_consistent_and_says_so() {
    let report = verify(
        &make::certificate(make::draft()),
        Some(&mut make::file()),
        None,
    );
    assert_eq!(report.verdict, Verdict::Consistent);
    assert_eq!(report.verdict.exit_code(), 3);
    assert_eq!(
        report.verdict.to_string(),
        "consistent, issuer NOT verified"
    );
    let issuer = report
        .checks
        .iter()
        .find(|check| check.name == "issuer")
        .unwrap();
    assert_eq!(issuer.outcome, Outcome::Skipped);
}

#[test]
fn a_certificate_of_another_issuer_is_never_valid() {
    let forger = make::key(8);
    let forged = make::signed_with(make::draft(), &forger);
    let certificate = certificate_json(&forged, &forger.verifying_key()).unwrap();
    let genuine = make::key(7).verifying_key();
    let report = verify(&certificate, Some(&mut make::file()), Some(&genuine));
    assert_eq!(report.verdict, Verdict::Invalid);
    let expected = format!(
        "it was signed with key {}, the issuer key you gave is {}",
        forger.verifying_key().key_id(),
        genuine.key_id()
    );
    assert_eq!(failures(&report), [expected]);
    // The forger's statement under the genuine key's name fails as well.
    let relabelled = certificate_json(&forged, &genuine).unwrap();
    let report = verify(&relabelled, None, Some(&genuine));
    assert_eq!(report.verdict, Verdict::Invalid);
    assert!(failures(&report).contains(&"the signature does not match the statement"));
}

#[test]
fn a_changed_file_is_described_to_the_byte() {
    let key = make::key(7).verifying_key();
    let certificate = make::certificate(make::draft());
    let size = make::FILE.len();
    let check = |file: &[u8]| {
        let mut reader = file;
        let report = verify(&certificate, Some(&mut reader), Some(&key));
        assert_eq!(report.verdict, Verdict::Invalid);
        report
    };

    let longer = [make::FILE, b"!"].concat();
    let report = check(&longer);
    assert_eq!(
        failures(&report)[0],
        format!("the file has 1 byte more: {} instead of {size}", size + 1)
    );
    assert_eq!(failures(&report).len(), 2);

    let report = check(&make::FILE[..size - 2]);
    assert_eq!(
        failures(&report)[0],
        format!("the file has 2 bytes less: {} instead of {size}", size - 2)
    );

    let mut flipped = make::FILE.to_vec();
    flipped[3] ^= 1;
    let report = check(&flipped);
    let found = statement::Fingerprint(vault::sha256(&flipped));
    let expected = statement::Fingerprint(vault::sha256(make::FILE));
    assert_eq!(
        failures(&report),
        [format!(
            "the file's SHA-256 is {found}, the certificate says {expected}"
        )]
    );
}

#[test]
fn an_opening_that_was_swapped_is_named() {
    let key = make::key(7);
    let mut signed = make::signed();
    for opening in &mut signed.openings {
        if opening.field == Field::SignerName {
            opening.value = "Mallory".to_owned();
        }
    }
    let certificate = certificate_json(&signed, &key.verifying_key()).unwrap();
    let report = verify(&certificate, None, Some(&key.verifying_key()));
    assert_eq!(
        failures(&report),
        ["the opening of 'signer name' does not match its commitment"]
    );
}

#[test]
fn a_certificate_made_after_erasure_is_valid_and_names_nobody() {
    let key = make::key(7);
    let mut signed = make::signed();
    signed
        .openings
        .retain(|opening| !opening.field.is_personal());
    let certificate = certificate_json(&signed, &key.verifying_key()).unwrap();
    let text = String::from_utf8(certificate.clone()).unwrap();
    assert!(!text.contains("Ingrid") && !text.contains("nordlys"));
    let report = verify(
        &certificate,
        Some(&mut make::file()),
        Some(&key.verifying_key()),
    );
    assert_eq!(report.verdict, Verdict::Valid);
}

#[test]
fn the_statement_itself_names_nobody() {
    let mut draft = make::draft();
    draft.names.sentence = Some("Lovely".to_owned());
    let signed = make::signed_with(draft, &make::key(7));
    let text = String::from_utf8(signed.bytes).unwrap();
    for word in [
        "Ingrid",
        "nordlys",
        "fjord",
        "Summer",
        "Client",
        "Larkfield Studio",
        "Lovely",
    ] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn fresh_salts_make_the_same_decision_unlinkable() {
    let key = make::key(7);
    let one = make::draft().sign(&key).unwrap();
    let two = make::draft().sign(&key).unwrap();
    let salts: std::collections::HashSet<_> = one
        .openings
        .iter()
        .chain(&two.openings)
        .map(|opening| opening.salt)
        .collect();
    assert_eq!(salts.len(), 12);
    assert_ne!(one.hash(), two.hash());
    assert_ne!(one.certificate_id(), two.certificate_id());
}

#[test]
fn a_changed_mind_names_its_predecessor() {
    let key = make::key(7);
    let first = make::signed();
    let mut draft = make::draft();
    draft.decision = Decision::RequestChanges;
    draft.predecessor = Some(first.hash());
    let second = make::signed_with(draft.clone(), &key);
    let certificates: Vec<Vec<u8>> = [&first, &second]
        .map(|signed| certificate_json(signed, &key.verifying_key()).unwrap())
        .into();
    let anchor = key.verifying_key();
    let verdicts = |order: &[usize]| -> Vec<Verdict> {
        let given: Vec<&[u8]> = order
            .iter()
            .map(|&index| certificates[index].as_slice())
            .collect();
        verify_chain(&given, Some(&anchor))
            .iter()
            .map(|report| report.verdict)
            .collect()
    };
    assert_eq!(verdicts(&[0, 1]), [Verdict::Valid, Verdict::Valid]);
    assert_eq!(verdicts(&[1, 0]), [Verdict::Valid, Verdict::Invalid]);
    assert_eq!(verdicts(&[0, 0]), [Verdict::Valid, Verdict::Invalid]);

    draft.review = "rev_01900000000070008000000000000099".to_owned();
    let elsewhere = make::signed_with(draft, &key);
    let elsewhere = certificate_json(&elsewhere, &anchor).unwrap();
    let reports = verify_chain(&[&certificates[0], &elsewhere], Some(&anchor));
    assert_eq!(reports[1].verdict, Verdict::Invalid);
}

#[test]
fn a_withdrawal_names_what_it_takes_back() {
    let key = make::key(7);
    let first = make::signed();
    let mut draft = make::draft();
    draft.decision = Decision::Withdraw;
    let alone = make::signed_with(draft.clone(), &key);
    let alone = certificate_json(&alone, &key.verifying_key());
    draft.predecessor = Some(first.hash());
    let second = make::signed_with(draft, &key);
    let anchor = key.verifying_key();
    let given = [&first, &second].map(|signed| certificate_json(signed, &anchor).unwrap());

    let reports = verify_chain(&[&given[0], &given[1]], Some(&anchor));

    assert!(
        reports
            .iter()
            .all(|report| report.verdict == Verdict::Valid)
    );
    let stands =
        alone.is_ok_and(|alone| verify(&alone, None, Some(&anchor)).verdict == Verdict::Valid);
    assert!(!stands, "it takes nothing back");
}

#[test]
fn a_reader_that_breaks_is_not_mistaken_for_a_file() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::PermissionDenied.into())
        }
    }
    let report = verify(&make::certificate(make::draft()), Some(&mut Broken), None);
    assert_eq!(
        failures(&report),
        ["the file cannot be read: permission denied"]
    );
}
