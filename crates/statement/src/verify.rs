//! Verification: what holds, what does not, and what was not looked at, one sentence each. It needs
//! nothing but the certificate, the file and a key that came another way.

use crate::attachment::certificate_in;
use crate::certificate::{Certificate, certificate_id};
use crate::codec::Fingerprint;
use crate::commitment::Opening;
use crate::envelope::pre_authentication_encoding;
use crate::format::Statement;
use crate::plain::plain;
use crate::words::ASSERTION;
use std::fmt;
use std::io::Read;
use vault::signing::VerifyingKey;

/// Result of verifying one certificate.
#[derive(Debug, Clone)]
pub struct Report {
    /// The answer.
    pub verdict: Verdict,
    /// How it came about, in the order of the checks.
    pub checks: Vec<Check>,
    /// What the certificate says, when it is readable. Only as trustworthy as the verdict, and as
    /// raw as the people who typed it: use [`crate::plain`] before printing.
    pub contents: Option<Contents>,
}

/// What a readable certificate says.
#[derive(Debug, Clone)]
pub struct Contents {
    /// The signed statement.
    pub statement: Statement,
    /// The values it shows.
    pub openings: Vec<Opening>,
    /// SHA-256 of the statement bytes: how a successor names it.
    pub hash: Fingerprint,
    /// Identifier of the key that the certificate claims.
    pub key_id: String,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every check passed, with an issuer key that was given. Exit code 0.
    Valid,
    /// Everything fits together, but no issuer key was given: anybody can make such a certificate
    /// with a key of their own. Exit code 3.
    Consistent,
    /// At least one check failed. Exit code 1.
    Invalid,
}

impl Verdict {
    /// Exit code of `countersign verify`: 0 valid, 3 consistent, 1 invalid. (2 is wrong usage.)
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Consistent => 3,
            Self::Invalid => 1,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Valid => "valid",
            Self::Consistent => "consistent, issuer NOT verified",
            Self::Invalid => "INVALID",
        })
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What, in two or three words.
    pub name: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// One sentence; free of control characters.
    pub detail: String,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// There was nothing to compare with.
    Skipped,
}

/// Verifies a certificate (JSON, or a PDF with the JSON attached) against the file and the issuer's
/// key. Without a file nothing is said about a file; without a key the best answer is
/// [`Verdict::Consistent`].
pub fn verify(
    certificate: &[u8],
    file: Option<&mut dyn Read>,
    issuer: Option<&VerifyingKey>,
) -> Report {
    let mut checks = Checks::default();
    let contents = match certificate_in(certificate).and_then(Certificate::read) {
        Ok(certificate) => {
            checks.pass(
                "format",
                "the certificate is complete and in the known form",
            );
            checks.all_of(&certificate, file, issuer);
            Some(Contents::of(certificate))
        }
        Err(reason) => {
            checks.fail("format", reason);
            None
        }
    };
    checks.report(contents, issuer.is_some())
}

/// Verifies certificates of one review, oldest first: each must name the one before it.
pub fn verify_chain(certificates: &[&[u8]], issuer: Option<&VerifyingKey>) -> Vec<Report> {
    let mut reports: Vec<Report> = Vec::new();
    for certificate in certificates {
        let mut report = verify(certificate, None, issuer);
        if let Some(contents) = &report.contents {
            let check = match reports.last() {
                None => beginning(contents),
                Some(before) => succession(contents, before.contents.as_ref()),
            };
            if check.outcome == Outcome::Failed {
                report.verdict = Verdict::Invalid;
            }
            report.checks.push(check);
        }
        reports.push(report);
    }
    reports
}

fn beginning(contents: &Contents) -> Check {
    let (outcome, detail) = match contents.statement.predecessor {
        None => (Outcome::Passed, "this is a first decision".to_owned()),
        Some(hash) => (
            Outcome::Skipped,
            format!("it replaces the statement {hash}, which was not given"),
        ),
    };
    Check {
        name: "predecessor",
        outcome,
        detail,
    }
}

/// `before` is absent where the certificate before is unreadable.
fn succession(contents: &Contents, before: Option<&Contents>) -> Check {
    let follows = before.is_some_and(|before| {
        contents.statement.predecessor == Some(before.hash)
            && contents.statement.review == before.statement.review
    });
    let (outcome, detail) = if follows {
        (Outcome::Passed, "it replaces the statement given before it")
    } else {
        (
            Outcome::Failed,
            "it does not replace the statement given before it",
        )
    };
    Check {
        name: "predecessor",
        outcome,
        detail: detail.to_owned(),
    }
}

impl Contents {
    fn of(certificate: Certificate) -> Self {
        Self {
            hash: Fingerprint(vault::sha256(&certificate.bytes)),
            key_id: certificate.key.key_id(),
            openings: certificate.wire.openings,
            statement: certificate.statement,
        }
    }
}

#[derive(Default)]
struct Checks(Vec<Check>);

impl Checks {
    fn all_of(
        &mut self,
        certificate: &Certificate,
        file: Option<&mut dyn Read>,
        issuer: Option<&VerifyingKey>,
    ) {
        self.signature(certificate);
        self.issuer(certificate, issuer);
        self.fixed_parts(certificate);
        self.openings(certificate);
        match file {
            Some(file) => self.file(certificate, file),
            None => self.add("file", Outcome::Skipped, "no file was given"),
        }
    }

    fn signature(&mut self, certificate: &Certificate) {
        let message = pre_authentication_encoding(&certificate.bytes);
        if certificate.key.verify(&message, &certificate.signature) {
            self.pass("signature", "the signature matches the statement");
        } else {
            self.fail("signature", "the signature does not match the statement");
        }
    }

    /// SECURITY: the key inside the certificate proves nothing by itself;
    /// guarded by test a_certificate_of_another_issuer_is_never_valid.
    fn issuer(&mut self, certificate: &Certificate, issuer: Option<&VerifyingKey>) {
        let claimed = certificate.key.key_id();
        if certificate.statement.issuer.key != claimed {
            let named = &certificate.statement.issuer.key;
            self.fail(
                "issuer",
                format!("the statement names key {named}, the certificate brings key {claimed}"),
            );
            return;
        }
        match issuer {
            Some(issuer) if *issuer == certificate.key => {
                self.pass("issuer", "it was signed with the issuer key that you gave");
            }
            Some(issuer) => self.fail(
                "issuer",
                format!(
                    "it was signed with key {claimed}, the issuer key you gave is {}",
                    issuer.key_id()
                ),
            ),
            None => self.add(
                "issuer",
                Outcome::Skipped,
                format!("no issuer key was given; the certificate claims key {claimed}"),
            ),
        }
    }

    fn fixed_parts(&mut self, certificate: &Certificate) {
        let id = certificate_id(&certificate.bytes);
        if certificate.wire.id == id {
            self.pass("certificate id", "the identifier belongs to this statement");
        } else {
            self.fail(
                "certificate id",
                format!(
                    "the statement has the identifier {id}, the certificate says {}",
                    certificate.wire.id
                ),
            );
        }
        if certificate.wire.assertion != ASSERTION {
            self.fail(
                "assertion",
                "the sentence about what is asserted was changed",
            );
        }
    }

    fn openings(&mut self, certificate: &Certificate) {
        let openings = &certificate.wire.openings;
        let ordered = openings.windows(2).all(|pair| match pair {
            [first, second] => first.field < second.field,
            _ => true,
        });
        if !ordered {
            self.fail("openings", "openings are repeated or out of order");
        }
        for opening in openings {
            let field = opening.field;
            match certificate.statement.commitments.of(field) {
                Some(commitment) if commitment == opening.commitment() => self.add(
                    "opening",
                    Outcome::Passed,
                    format!("the {field} is the one that was signed"),
                ),
                Some(_) => self.fail(
                    "opening",
                    format!("the opening of '{field}' does not match its commitment"),
                ),
                None => self.fail(
                    "opening",
                    format!("the statement has no commitment to a {field}"),
                ),
            }
        }
    }

    fn file(&mut self, certificate: &Certificate, file: &mut dyn Read) {
        let expected = &certificate.statement.file;
        let (size, sha256) = match measure(file) {
            Ok(measured) => measured,
            Err(error) => return self.fail("file", format!("the file cannot be read: {error}")),
        };
        if size != expected.size {
            let difference = size.abs_diff(expected.size);
            let unit = if difference == 1 { "byte" } else { "bytes" };
            let direction = if size > expected.size { "more" } else { "less" };
            self.fail(
                "file size",
                format!(
                    "the file has {difference} {unit} {direction}: {size} instead of {}",
                    expected.size
                ),
            );
        }
        if sha256 == expected.sha256 {
            self.pass("file", "the file is exactly the one that was decided on");
        } else {
            self.fail(
                "file fingerprint",
                format!(
                    "the file's SHA-256 is {sha256}, the certificate says {}",
                    expected.sha256
                ),
            );
        }
    }

    fn pass(&mut self, name: &'static str, detail: &str) {
        self.add(name, Outcome::Passed, detail);
    }

    fn fail(&mut self, name: &'static str, detail: impl Into<String>) {
        self.add(name, Outcome::Failed, detail);
    }

    /// SECURITY: a certificate may hold terminal escapes; no control character leaves here;
    /// guarded by test details_never_carry_control_characters.
    fn add(&mut self, name: &'static str, outcome: Outcome, detail: impl Into<String>) {
        let detail = plain(&detail.into());
        self.0.push(Check {
            name,
            outcome,
            detail,
        });
    }

    fn report(self, contents: Option<Contents>, anchored: bool) -> Report {
        let failed = self.0.iter().any(|check| check.outcome == Outcome::Failed);
        let verdict = match (failed || contents.is_none(), anchored) {
            (true, _) => Verdict::Invalid,
            (false, true) => Verdict::Valid,
            (false, false) => Verdict::Consistent,
        };
        Report {
            verdict,
            checks: self.0,
            contents,
        }
    }
}

fn measure(file: &mut dyn Read) -> std::io::Result<(u64, Fingerprint)> {
    let mut hash = vault::Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hash.update(buffer.get(..count).unwrap_or_default());
        size += count as u64;
    }
    Ok((size, Fingerprint(hash.finish())))
}
