//! Extractors for everything that can be wrong with a request before a use case runs.

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use http::header;
use http::request::Parts;
use http_body_util::{BodyExt, Limited};
use kernel::ids::{Id, Kind};
use kernel::{App, Error};
use serde::de::DeserializeOwned;

use crate::Problem;

/// The largest JSON body in bytes; what people type fits many times over.
pub const BODY_LIMIT: usize = 256 * 1024;

/// A JSON body of type `T`; unknown fields are refused where `T` says so.
#[derive(Debug)]
pub struct Valid<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Valid<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        if !is_json(&request) {
            return Err(Problem::new(
                http::StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Not JSON",
                "not_json",
                "Send the body as application/json.",
            ));
        }
        let body = Limited::new(request.into_body(), BODY_LIMIT);
        let bytes = body
            .collect()
            .await
            .map_err(|error| broken_body(error.as_ref()))?
            .to_bytes();
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| malformed("body"))
    }
}

fn is_json(request: &Request) -> bool {
    request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("application/json"))
}

fn broken_body(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Problem {
    if error.is::<http_body_util::LengthLimitError>() {
        Problem::too_large()
    } else {
        malformed("body")
    }
}

fn malformed(field: &'static str) -> Problem {
    Error::Invalid {
        field,
        code: "malformed",
        detail: "The request is not in the form that this operation takes. Nothing was changed.",
    }
    .into()
}

/// One typed id in the path. A malformed one is 404, like one that does not exist.
#[derive(Debug)]
pub struct PathId<K: Kind>(pub Id<K>);

impl<K: Kind> FromRequestParts<App> for PathId<K> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::NotFound)?;
        text.parse().map(Self).map_err(|_| Error::NotFound.into())
    }
}

/// Two typed ids in the path.
#[derive(Debug)]
pub struct PathIds<A: Kind, B: Kind>(pub Id<A>, pub Id<B>);

impl<A: Kind, B: Kind> FromRequestParts<App> for PathIds<A, B> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Path((first, second)) = Path::<(String, String)>::from_request_parts(parts, app)
            .await
            .map_err(|_| Error::NotFound)?;
        match (first.parse(), second.parse()) {
            (Ok(first), Ok(second)) => Ok(Self(first, second)),
            _ => Err(Error::NotFound.into()),
        }
    }
}

/// The words after the question mark.
#[derive(Debug)]
pub struct Words<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Words<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Query(words) = Query::<T>::from_request_parts(parts, app)
            .await
            .map_err(|_| malformed("query"))?;
        Ok(Self(words))
    }
}
