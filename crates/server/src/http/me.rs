//! `GET /me`: who this browser is, as member and as guest.

use axum::extract::State;
use kernel::App;
use serde::Serialize;
use webkit::{Anyone, Problem, Problems, Reply};

/// Who this browser is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Me {
    /// The signed-in member.
    #[schema(required)]
    member: Option<access::http::me::MemberPart>,
    /// The review links opened in this browser.
    #[schema(required)]
    guest: Option<review::http::guests::GuestPart>,
    /// Whether the installation has no team yet.
    setup_needed: bool,
    /// The product.
    product: Product,
}

/// The product and what protects its keys.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Product {
    /// The version of the server.
    version: &'static str,
    /// Who else gets the keys when they get the data.
    key_protection: access::http::me::KeyProtection,
}

/// Who this browser is.
#[utoipa::path(get, path = "/api/v1/me", tag = "sign-in", responses((status = 200, body = Me), Problems))]
pub(crate) async fn show(State(app): State<App>, who: Anyone) -> Result<Reply<Me>, Problem> {
    let member = match who.0.as_member() {
        Some(member) => Some(access::http::me::member_part(&app, &who.0, member).await?),
        None => None,
    };
    let guest = review::http::guests::guest_part(&app, &who.0).await?;
    let setup_needed = member.is_none() && guest.is_none() && access::setup::needed(&app).await?;
    Ok(Reply(Me {
        member,
        guest,
        setup_needed,
        product: product(&app),
    }))
}

fn product(app: &App) -> Product {
    Product {
        version: env!("CARGO_PKG_VERSION"),
        key_protection: app.provider().protection().into(),
    }
}
