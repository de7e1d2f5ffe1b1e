//! What the service's refusals mean, in words for whoever runs the server. Never carries content or credentials.

use std::error::Error;
use std::io;

use object_store::client::{HttpError, HttpErrorKind};

use super::S3Settings;

/// Where the bucket is, for messages.
#[derive(Debug)]
pub(super) struct Place {
    bucket: String,
    service: String,
}

impl Place {
    pub(super) fn of(settings: &S3Settings) -> Self {
        Self {
            bucket: settings.bucket.clone(),
            service: settings
                .endpoint
                .clone()
                .unwrap_or_else(|| "Amazon S3".to_owned()),
        }
    }

    /// The fault with its meaning as the kind and a sentence that says what to do.
    pub(super) fn fault(&self, error: &object_store::Error) -> io::Error {
        let told = error.to_string();
        let code = between(&told, "<Code>", "</Code>").unwrap_or_default();
        let status = between(&told, "status code: ", " ").and_then(|status| status.parse().ok());
        let (kind, sentence) = self
            .known_code(code)
            .or_else(|| transport(error).map(|kind| self.unreachable(kind)))
            .or_else(|| self.known_status(status))
            .unwrap_or_else(|| (io::ErrorKind::Other, String::new()));
        if sentence.is_empty() {
            return io::Error::new(kind, without_request(&told));
        }
        io::Error::new(kind, sentence)
    }

    fn known_code(&self, code: &str) -> Option<(io::ErrorKind, String)> {
        let Self { bucket, service } = self;
        let found = match code {
            "NoSuchKey" => (io::ErrorKind::NotFound, String::new()),
            "NoSuchBucket" => (
                io::ErrorKind::NotConnected,
                format!(
                    "there is no bucket {bucket:?} at {service}: create it, or correct store.bucket"
                ),
            ),
            "InvalidAccessKeyId"
            | "SignatureDoesNotMatch"
            | "InvalidToken"
            | "ExpiredToken"
            | "NotSignedUp" => (
                io::ErrorKind::PermissionDenied,
                format!(
                    "{service} does not accept the credentials ({code}): correct store.access_key and store.secret_key"
                ),
            ),
            "RequestTimeTooSkewed" => (
                io::ErrorKind::PermissionDenied,
                format!(
                    "the clocks of this machine and of {service} differ by too much: set this machine's clock"
                ),
            ),
            "AuthorizationHeaderMalformed"
            | "PermanentRedirect"
            | "IllegalLocationConstraintException" => (
                io::ErrorKind::NotConnected,
                format!("the bucket {bucket:?} lies in another region: correct store.region"),
            ),
            "AccessDenied" | "AllAccessDisabled" => (
                io::ErrorKind::PermissionDenied,
                format!(
                    "the credentials may not use the bucket {bucket:?}: allow them to read, write, list and delete in it"
                ),
            ),
            _ if code.contains("StorageFull") || code.contains("Quota") => (
                io::ErrorKind::StorageFull,
                format!("the bucket {bucket:?} at {service} has no room left"),
            ),
            "SlowDown" | "ServiceUnavailable" | "InternalError" | "RequestTimeout" => (
                io::ErrorKind::TimedOut,
                format!("{service} is overloaded ({code}); it was tried several times"),
            ),
            _ => return None,
        };
        Some(found)
    }

    fn known_status(&self, status: Option<u16>) -> Option<(io::ErrorKind, String)> {
        let Self { bucket, service } = self;
        let found = match status? {
            404 => (io::ErrorKind::NotFound, String::new()),
            416 => (io::ErrorKind::UnexpectedEof, String::new()),
            401 | 403 => (
                io::ErrorKind::PermissionDenied,
                format!(
                    "{service} refuses access to the bucket {bucket:?}: check store.access_key, store.secret_key and what they may do"
                ),
            ),
            301 | 302 | 307 | 308 => (
                io::ErrorKind::NotConnected,
                format!(
                    "the bucket {bucket:?} lies elsewhere: correct store.region or store.endpoint"
                ),
            ),
            507 => (
                io::ErrorKind::StorageFull,
                format!("the bucket {bucket:?} at {service} has no room left"),
            ),
            429 | 500..=599 => (
                io::ErrorKind::TimedOut,
                format!(
                    "{service} fails (status {}); it was tried several times",
                    status?
                ),
            ),
            _ => return None,
        };
        Some(found)
    }

    fn unreachable(&self, kind: HttpErrorKind) -> (io::ErrorKind, String) {
        let service = &self.service;
        match kind {
            HttpErrorKind::Timeout => (
                io::ErrorKind::TimedOut,
                format!("{service} does not answer in time"),
            ),
            HttpErrorKind::Connect
            | HttpErrorKind::Request
            | HttpErrorKind::Interrupted
            | HttpErrorKind::Decode
            | HttpErrorKind::Unknown
            | _ => (
                io::ErrorKind::NotConnected,
                format!(
                    "{service} cannot be reached: check store.endpoint, the network, and for a private certificate store.ca_file"
                ),
            ),
        }
    }
}

fn transport(error: &object_store::Error) -> Option<HttpErrorKind> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<HttpError>() {
            return Some(error.kind());
        }
        cause = error.source();
    }
    None
}

/// The service's own words without the address of the request, which names the object.
fn without_request(told: &str) -> String {
    let words = told.rsplit(" - ").next().unwrap_or(told);
    words.chars().take(300).collect()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}
