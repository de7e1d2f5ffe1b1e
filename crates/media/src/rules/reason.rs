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
