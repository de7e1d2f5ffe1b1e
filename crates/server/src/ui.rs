//! The web interface, embedded: hashed assets are immutable, pages are never cached, and each carries the strict
//! content security policy that it was tested under.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Assets;

/// The policy of pages: own scripts and styles only, no inline code or style, no HTML from strings.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; media-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types app default";

/// The policy of the PDF workers, which alone may compile WebAssembly.
pub const PDF_WORKER_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; font-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Serves an asset by its path, or the page for any other path.
pub async fn serve(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if path.starts_with("api/") {
        return webkit::Problem::from(kernel::Error::NotFound).into_response();
    }
    if !matches!(*request.method(), http::Method::GET | http::Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let encodings = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    if path.is_empty() || Assets::get(path).is_none() {
        if path.starts_with("assets/") {
            return StatusCode::NOT_FOUND.into_response();
        }
        return file(page(path), &encodings).unwrap_or_else(not_built);
    }
    file(path, &encodings).unwrap_or_else(not_built)
}

/// Reviews and review links have a page that names what they need at once; otherwise it is the same.
fn page(path: &str) -> &'static str {
    if path.starts_with("r/") || path.starts_with("review/") {
        "review.html"
    } else {
        "index.html"
    }
}

fn file(path: &str, encodings: &str) -> Option<Response> {
    let (encoding, asset) = compressed(path, encodings)?;
    let mime = mime_guess::from_path(path).first_or_octet_stream();
    let mime = if path.rsplit('.').next() == Some("mjs") {
        "text/javascript".to_owned()
    } else {
        mime.to_string()
    };
    // What is built in is lent, not copied: a copy for every answer that nobody reads would take all memory.
    let mut response = asset.data.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&mime).ok()?);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let cache = if path.starts_with("assets/") {
        IMMUTABLE
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy(path)),
    );
    Some(response)
}

fn compressed(
    path: &str,
    encodings: &str,
) -> Option<(Option<&'static str>, rust_embed::EmbeddedFile)> {
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if encodings.contains(encoding)
            && let Some(asset) = Assets::get(&format!("{path}{suffix}"))
        {
            return Some((Some(encoding), asset));
        }
    }
    Assets::get(path).map(|asset| (None, asset))
}

fn policy(path: &str) -> &'static str {
    let is_pdf_worker = path.starts_with("assets/pdf.") && path.contains("worker")
        || path.starts_with("assets/pdf.") && path.contains("renderer");
    if is_pdf_worker {
        PDF_WORKER_POLICY
    } else {
        PAGE_POLICY
    }
}

fn not_built() -> Response {
    let text =
        "The web interface was not built into this binary. Build web/ first (make run does).\n";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn reviews_and_review_links_have_a_page_of_their_own() {
        for path in ["r/lnk_0", "review/rev_0"] {
            assert_eq!(page(path), "review.html", "{path}");
        }
        for path in ["", "reviews", "sign-in", "projects/prj_0", "rx/review/"] {
            assert_eq!(page(path), "index.html", "{path}");
        }
    }
}
