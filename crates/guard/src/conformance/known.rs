//! Tests of the Core Rule Set that fail here, and why. They count as failures all the same.

/// Names of tests with the reason.
const KNOWN: &[(&str, &str)] = &[(
    "920620-1",
    "expects a server that joins repeated headers before rules see them; here both Content-Type headers are seen, \
     which is what the rule is looking for",
)];

/// Why a test is known to fail.
pub fn known(name: &str) -> Option<&'static str> {
    KNOWN
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, reason)| *reason)
}
