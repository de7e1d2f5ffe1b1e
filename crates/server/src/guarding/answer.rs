//! What somebody gets whose request was stopped: a problem for programs, a page for people, with the number under which
//! the log says why. Which rule it was is told to operators only.

use ::guard::Decision;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use kernel::Error;
use webkit::Problem;

use super::Verdict;

/// What the page may do: show the mark in its colours. Not `sandbox`, under which tools for accessibility cannot look at it.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

pub(super) fn to(id: &str, verdict: &Verdict, wants_page: bool) -> Response {
    // The same words that a broken body gets from every operation.
    if verdict.decision
        == (Decision::Refuse {
            status: 400,
            rule: 0,
        })
    {
        return unreadable().into_response();
    }
    let mut response = if wants_page {
        page(id)
    } else {
        Problem::stopped(id).into_response()
    };
    response
        .headers_mut()
        .insert("countersign-guard", HeaderValue::from_static("refused"));
    response
}

pub(super) fn unreadable() -> Problem {
    Problem::from(Error::Invalid {
        field: "body",
        code: "malformed",
        detail: "The request could not be read. Nothing was changed.",
    })
}

/// The number is ours, so it needs no escaping.
fn page(id: &str) -> Response {
    let text = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"stylesheet\" href=\"/stopped.css\">\n<title>Request stopped</title>\n</head>\n<body>\n<main>\n<img src=\"/mark.svg\" alt=\"Countersign\">\n\
         <h1>This request was stopped</h1>\n\
         <p>It looks like an attack on the server, so nothing was done.</p>\n\
         <p>If you came here by a link, the link may be damaged: copy it again from where you got it. If you meant what \
         you did, tell the person who runs this server the number below; they can see what was wrong with it.</p>\n\
         <p>Incident <code>{id}</code></p>\n<p><a href=\"/\">Go to the start page</a></p>\n\
         </main>\n</body>\n</html>\n"
    );
    let mut response = (StatusCode::FORBIDDEN, text).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(PAGE_POLICY),
    );
    response
}
