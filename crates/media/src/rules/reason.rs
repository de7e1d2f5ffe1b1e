//! Why there is no preview, as a sentence: what happened, what is safe, what to do.

/// The sentence of a stored code.
pub(crate) fn sentence(code: &str) -> &'static str {
    match code {
        "password" => {
            "No preview: the document asks for a password. The original is safe. Download it, or upload a version without one."
        }
        "damaged" => {
            "No preview: the file is damaged or not what its name says. The original is kept as it came. Upload it again if it should open."
        }
        "too_large" => {
            "No preview: the file is too large to draw here. The original is safe and can be downloaded."
        }
        "timeout" => {
            "No preview: drawing it took too long and was stopped. The original is safe and can be downloaded."
        }
        "crashed" => "No preview: drawing it failed. The original is safe and can be downloaded.",
        "unavailable" | "source" => {
            "No preview: the server could not start drawing it. The original is safe. Tell the person who runs the server."
        }
        _ => "No preview for this kind of file. It can be downloaded, commented on and approved.",
    }
}

#[cfg(test)]
mod tests {
    use mediabox::PreviewFailure;

    use super::*;

    #[test]
    fn every_way_to_fail_is_a_sentence_that_says_what_is_safe_and_what_to_do() {
        use PreviewFailure::{
            Crashed, Damaged, Password, Source, Timeout, TooLarge, Unavailable, Unsupported,
        };
        let cases = [
            (
                Password,
                "asks for a password",
                "Download it, or upload a version without one.",
            ),
            (
                Damaged,
                "is damaged or not what its name says",
                "Upload it again if it should open.",
            ),
            (TooLarge, "is too large to draw here", "can be downloaded."),
            (
                Timeout,
                "took too long and was stopped",
                "can be downloaded.",
            ),
            (Crashed, "drawing it failed", "can be downloaded."),
            (
                Source,
                "could not start drawing it",
                "Tell the person who runs the server.",
            ),
            (
                Unavailable,
                "could not start drawing it",
                "Tell the person who runs the server.",
            ),
            (
                Unsupported,
                "for this kind of file",
                "It can be downloaded, commented on and approved.",
            ),
        ];
        for (failure, happened, to_do) in cases {
            let words = sentence(failure.code());
            assert!(words.starts_with("No preview"), "{words}");
            assert!(
                words.contains(happened) && words.ends_with(to_do),
                "{words}"
            );
            let safe = words.contains("The original") || failure == Unsupported;
            assert!(safe, "{words}");
        }
    }
}
