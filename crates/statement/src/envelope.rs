//! What exactly is signed: the DSSE pre-authentication encoding of the stored statement bytes.

/// Payload type of a decision statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.countersign.decision+json";

/// `"DSSEv1" SP LEN(type) SP type SP LEN(body) SP body`, lengths in decimal (DSSE v1.0).
pub fn pre_authentication_encoding(statement: &[u8]) -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {PAYLOAD_TYPE} {} ",
        PAYLOAD_TYPE.len(),
        statement.len()
    );
    [head.as_bytes(), statement].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_type_are_bound() {
        assert_eq!(
            pre_authentication_encoding(b"{}"),
            b"DSSEv1 41 application/vnd.countersign.decision+json 2 {}"
        );
    }
}
