//! `Content-Disposition` for any name (RFC 6266, RFC 8187): always an attachment.

/// The header's value for a file of this name.
// SECURITY: an inline upload would run under our origin; guarded by test `every_name_becomes_an_attachment`.
pub fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() || " ._-()".contains(letter) {
                letter
            } else {
                '_'
            }
        })
        .collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        percent(name)
    )
}

fn percent(name: &str) -> String {
    name.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_becomes_an_attachment() {
        for name in [
            "a.png",
            "\"; filename=evil.html",
            "a\r\nSet-Cookie: x=y",
            "Übersicht ☃.pdf",
            "",
            "../../etc/passwd",
        ] {
            let header = attachment(name);

            assert!(header.starts_with("attachment; filename=\""), "{header}");
            assert!(
                header.is_ascii() && !header.contains(['\r', '\n']),
                "{header}"
            );
            assert_eq!(header.matches('"').count(), 2, "{header}");
        }
    }
}
