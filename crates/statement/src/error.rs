//! Why a statement or certificate cannot be made. Verification never errs; it reports.

/// Failure to make a statement, a certificate or its page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// Stored bytes or given values do not have the documented form.
    #[error("malformed {what}")]
    Malformed {
        /// What is malformed.
        what: &'static str,
    },
    /// The signature could not be made.
    #[error("cannot sign the statement")]
    Sign(#[from] vault::VaultError),
    /// The page could not be made.
    #[error("cannot make the certificate page: {reason}")]
    Page {
        /// What the PDF writer refused; holds nothing of the certificate.
        reason: String,
    },
}
