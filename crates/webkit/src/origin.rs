//! The layer against forged requests (ASVS 3.5): a request that can change something must carry our own `Origin`, and
//! a browser's own word about where it comes from must not contradict it. Cookies are `SameSite=Strict` besides.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, header};
use kernel::App;

use crate::Problem;

/// Addresses that mail programs post to (RFC 8058). They come from no page, and what they may do stands signed in the
/// address itself; no cookie plays a part.
///
/// SECURITY: guarded by test `only_a_signed_address_is_open_to_mail_programs`.
const FOR_MAIL_PROGRAMS: &str = "/api/v1/unsubscribe/";

/// Refuses state changes from elsewhere.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let known_by_itself = is_for_mail_programs(request.uri().path());
    if changes_state(request.method())
        && !known_by_itself
        && !is_ours(request.headers(), &app.settings().public_origin)
    {
        return Problem::foreign_origin().into_response();
    }
    next.run(request).await
}

fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_for_mail_programs(path: &str) -> bool {
    path.strip_prefix(FOR_MAIL_PROGRAMS)
        .is_some_and(|word| !word.is_empty() && word != "look" && !word.contains('/'))
}

fn is_ours(headers: &HeaderMap, own: &str) -> bool {
    let origin = headers
        .get(header::ORIGIN)
        .and_then(|value| value.to_str().ok());
    let site = headers
        .get("sec-fetch-site")
        .and_then(|value| value.to_str().ok());
    origin == Some(own) && site.is_none_or(|site| site == "same-origin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_signed_address_is_open_to_mail_programs() {
        let cases = [
            ("/api/v1/unsubscribe/abc", true),
            ("/api/v1/unsubscribe", false),
            ("/api/v1/unsubscribe/", false),
            ("/api/v1/unsubscribe/look", false),
            ("/api/v1/unsubscribe/abc/def", false),
            ("/api/v1/unsubscribe/../projects", false),
            ("/api/v1/projects", false),
        ];
        for (path, expected) in cases {
            assert_eq!(is_for_mail_programs(path), expected, "{path}");
        }
    }

    #[test]
    fn only_our_own_origin_may_change_state() {
        let cases = [
            (Some("https://localhost:8443"), None, true),
            (Some("https://localhost:8443"), Some("same-origin"), true),
            (Some("https://localhost:8443"), Some("cross-site"), false),
            (Some("https://localhost:8443"), Some("same-site"), false),
            (Some("https://localhost"), None, false),
            (Some("http://localhost:8443"), None, false),
            (Some("https://localhost:8443.example"), None, false),
            (Some("null"), None, false),
            (None, None, false),
        ];
        for (origin, site, expected) in cases {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            if let Some(site) = site {
                headers.insert("sec-fetch-site", site.parse().unwrap());
            }
            assert_eq!(
                is_ours(&headers, "https://localhost:8443"),
                expected,
                "{origin:?} {site:?}"
            );
        }
    }
}
