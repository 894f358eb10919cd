//! Who is signed in.

use axum::extract::State;
use gateway_api::Session;

use super::extract::Json;
use crate::app::Portal;
use crate::error::Error;
use crate::identity::{CurrentSession, Identity};

/// Answers strangers too: the page asks this before it draws.
#[utoipa::path(get, path = "/api/session", tag = "session", responses((status = 200, body = Session)))]
pub async fn show(
    CurrentSession(session): CurrentSession,
    State(identity): State<Identity>,
    State(portal): State<Portal>,
) -> Result<Json<Session>, Error> {
    let ends_at = session.as_ref().map(|session| session.ends_at.to_string());
    let person = session.map(|session| gateway_api::Person {
        handle: session.person.handle.to_string(),
        name: session.person.name,
        email: session.person.email,
        groups: session.person.groups,
    });
    Ok(Json(Session {
        person,
        ends_at,
        french: portal.french.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sign_in_available: identity.sign_in_available().await,
    }))
}
