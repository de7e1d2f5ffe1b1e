//! Decisions and their certificates over HTTP.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use kernel::App;
use kernel::ids::{DecisionKind, ReviewKind};
use webkit::{Anyone, Created, Known, PathId, Problem, Problems, Reply, Valid, attachment};

use crate::wire::{DecisionDto, DecisionPageDto, NewDecision, Withdrawal};
use crate::{certificates, decisions};

/// Record your decision on a review, and send the comments that were kept back for it.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/decisions", tag = "decisions", params(("id" = String, Path)),
    request_body = NewDecision, responses((status = 201, body = DecisionDto), Problems))]
pub(crate) async fn create(
    State(app): State<App>,
    Known(who): Known,
    PathId(review): PathId<ReviewKind>,
    Valid(input): Valid<NewDecision>,
) -> Result<Created<DecisionDto>, Problem> {
    Ok(Created(decisions::decide(&app, &who, review, input).await?))
}

/// Take your decision back: a new signed statement that names it.
#[utoipa::path(post, path = "/api/v1/decisions/{id}/withdraw", tag = "decisions", params(("id" = String, Path)),
    request_body = Withdrawal, responses((status = 201, body = DecisionDto), Problems))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<DecisionKind>,
    Valid(input): Valid<Withdrawal>,
) -> Result<Created<DecisionDto>, Problem> {
    Ok(Created(decisions::withdraw(&app, &who, id, input).await?))
}

/// A decision with everything its certificate says.
#[utoipa::path(get, path = "/api/v1/decisions/{id}", tag = "decisions", params(("id" = String, Path)),
    responses((status = 200, body = DecisionPageDto), Problems))]
pub(crate) async fn show(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<DecisionKind>,
) -> Result<Reply<DecisionPageDto>, Problem> {
    Ok(Reply(certificates::page(&app, &who, id).await?))
}

/// The certificate as JSON, to be verified offline.
#[utoipa::path(get, path = "/api/v1/decisions/{id}/certificate.json", tag = "decisions", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/json"), Problems))]
pub(crate) async fn certificate_json(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<DecisionKind>,
) -> Result<Response, Problem> {
    let file = certificates::json(&app, &who, id).await?;
    Ok(saved(
        "application/json",
        &format!("{}.json", file.number),
        file.bytes,
    ))
}

/// The certificate as PDF with the JSON inside.
#[utoipa::path(get, path = "/api/v1/decisions/{id}/certificate.pdf", tag = "decisions", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/pdf"), Problems))]
pub(crate) async fn certificate_pdf(
    State(app): State<App>,
    Known(who): Known,
    PathId(id): PathId<DecisionKind>,
) -> Result<Response, Problem> {
    let file = certificates::pdf(&app, &who, id).await?;
    Ok(saved(
        "application/pdf",
        &format!("{}.pdf", file.number),
        file.bytes,
    ))
}

/// The public key that certificates are verified with.
#[utoipa::path(get, path = "/api/v1/issuer-key", tag = "decisions",
    responses((status = 200, content_type = "application/x-pem-file", body = String), Problems))]
pub(crate) async fn issuer_key(State(app): State<App>, _who: Anyone) -> Result<Response, Problem> {
    let pem = certificates::issuer_key(&app).await?;
    Ok(saved(
        "application/x-pem-file",
        "issuer.pub",
        pem.into_bytes(),
    ))
}

fn saved(content_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&attachment(name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
