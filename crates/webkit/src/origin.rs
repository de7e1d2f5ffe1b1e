//! The layer against forged requests (ASVS 3.5): a request that can change something must carry our own `Origin`, and
//! a browser's own word about where it comes from must not contradict it. Cookies are `SameSite=Strict` besides.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, header};
use kernel::App;

use crate::Problem;

/// Refuses state changes from elsewhere.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    if changes_state(request.method()) && !is_ours(request.headers(), &app.settings().public_origin)
    {
        return Problem::foreign_origin().into_response();
    }
    next.run(request).await
}

fn changes_state(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
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
