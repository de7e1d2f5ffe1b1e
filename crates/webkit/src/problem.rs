//! The single shape of an error on the wire: RFC 9457 problem+json with a stable `code`. Internal causes are logged
//! here, once, and never leave the server.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use kernel::Error;
use serde::Serialize;
use utoipa::openapi::{RefOr, response::Response as ResponseDoc};

/// Seconds after which a crowd has gone, most likely.
const CROWDED: u32 = 5;

/// An error as the client sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A page that explains the code.
    #[serde(rename = "type")]
    #[schema(example = "about:blank#not_found")]
    kind: String,
    /// The meaning in a few words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// A stable word for scripts.
    code: &'static str,
    /// What happened, what is safe and what to do, for people.
    detail: &'static str,
    /// The input's field, for invalid input.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    field: Option<&'static str>,
    /// Seconds to wait before trying again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    retry_after: Option<u32>,
    /// The number under which the log holds the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    incident: Option<String>,
}

impl Problem {
    /// A problem of one status, code and sentence.
    pub fn new(
        status: StatusCode,
        title: &'static str,
        code: &'static str,
        detail: &'static str,
    ) -> Self {
        Self {
            kind: format!("about:blank#{code}"),
            title,
            status: status.as_u16(),
            code,
            detail,
            field: None,
            retry_after: None,
            incident: None,
        }
    }

    /// The request lacks a same-origin `Origin`.
    pub fn foreign_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "Foreign origin",
            "csrf",
            "This request did not come from Countersign's own pages, so nothing was changed.",
        )
    }

    /// The body is larger than the operation takes.
    pub fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Too large",
            "too_large",
            "This is larger than the server accepts here. Nothing was changed.",
        )
    }

    /// The guard stopped the request; `incident` is the number under which the log says why.
    pub fn stopped(incident: &str) -> Self {
        let mut problem = Self::new(
            StatusCode::FORBIDDEN,
            "Request stopped",
            "request_stopped",
            "This looks like an attack on the server, so it was stopped and nothing was changed. If you meant it, give the number to the person who runs the server.",
        );
        problem.incident = Some(incident.to_owned());
        problem
    }

    /// More waits to be read than the server has room for.
    pub fn crowded() -> Self {
        let mut problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Not available",
            "busy",
            "The server is very busy. Nothing was changed. Try again in a moment.",
        );
        problem.retry_after = Some(CROWDED);
        problem
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::new(
                StatusCode::NOT_FOUND,
                "Not found",
                "not_found",
                "It is not here: it may have been moved or deleted, or you may not have access to it.",
            ),
            Error::Forbidden => Self::new(
                StatusCode::FORBIDDEN,
                "Not allowed",
                "forbidden",
                "You can see this but not do that. Ask somebody who manages the project.",
            ),
            Error::Unauthenticated => Self::new(
                StatusCode::UNAUTHORIZED,
                "Not signed in",
                "unauthenticated",
                "Sign in, or open your review link again.",
            ),
            Error::Invalid {
                field,
                code,
                detail,
            } => {
                let mut problem = Self::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "Invalid input",
                    code,
                    detail,
                );
                problem.field = Some(field);
                problem
            }
            Error::Conflict { code, detail } => {
                Self::new(StatusCode::CONFLICT, "Conflict", code, detail)
            }
            Error::Refused { code, detail } => {
                Self::new(StatusCode::FORBIDDEN, "Refused", code, detail)
            }
            Error::TooMany { retry_after } => {
                let mut problem = Self::new(
                    StatusCode::TOO_MANY_REQUESTS,
                    "Too many tries",
                    "too_many",
                    "Too many tries. Wait a little and try again.",
                );
                problem.retry_after = Some(retry_after);
                problem
            }
            Error::Unavailable { code, detail } => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Not available",
                code,
                detail,
            ),
            Error::Internal(report) => internal(&report),
        }
    }
}

/// Logs the cause once and keeps only the number under which it stands.
fn internal(report: &kernel::error::Report) -> Problem {
    let incident = vault::hex(&vault::random_bytes::<5>());
    tracing::error!(incident.id = %incident, cause = %report.chain(), "a request failed through our fault");
    let mut problem = Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something failed on the server",
        "internal",
        "Something failed on the server. What you did was not saved. Try again; if it stays, give the number to the person who runs the server.",
    );
    problem.incident = Some(incident);
    problem
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Describes the errors that every operation may answer with.
#[derive(Debug, Clone, Copy)]
pub struct Problems;

impl utoipa::IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<ResponseDoc>> {
        let described = |status: &str, what: &str| (status.to_owned(), described_problem(what));
        BTreeMap::from([
            described("401", "Nobody is signed in"),
            described("403", "Visible, but not allowed"),
            described("404", "Not there, or not visible"),
            described("409", "Contradicts what is stored"),
            described("413", "Too large"),
            described("415", "Not JSON"),
            described("422", "Cannot be accepted"),
            described("429", "Too many tries"),
            described("500", "Failed on the server"),
            described("503", "Not available now"),
        ])
    }
}

/// Describes one error of an operation: what it means there, in the shape that every error has.
pub fn described_problem(what: &str) -> RefOr<ResponseDoc> {
    let schema = utoipa::openapi::Ref::from_schema_name("Problem");
    let content = utoipa::openapi::ContentBuilder::new()
        .schema(Some(schema))
        .build();
    let response = utoipa::openapi::ResponseBuilder::new()
        .description(what)
        .content("application/problem+json", content)
        .build();
    RefOr::T(response)
}
