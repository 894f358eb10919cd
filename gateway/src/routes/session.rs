//! Who is signed in, and for how long.

use axum::extract::State;
use gateway_api::{S3Side, Session};
use http::HeaderMap;

use super::extract::Json;
use crate::app::Portal;
use crate::error::Error;
use crate::identity::{self, Identity};

/// Answers strangers too: the page asks this before it draws, and again when the session is about to end, which must
/// not keep it alive.
#[utoipa::path(get, path = "/api/session", tag = "session", responses((status = 200, body = Session)))]
pub async fn show(
    headers: HeaderMap,
    State(identity): State<Identity>,
    State(portal): State<Portal>,
) -> Result<Json<Session>, Error> {
    let session = identity.look_at_session(&headers).await?;
    Ok(Json(view(session, &identity, portal).await))
}

/// Keeps the session from going idle, because the person said so; its absolute end stays.
#[utoipa::path(post, path = "/api/session/renewal", tag = "session",
    responses((status = 200, body = Session), (status = 401, body = gateway_api::Problem)))]
pub async fn renew(
    headers: HeaderMap,
    State(identity): State<Identity>,
    State(portal): State<Portal>,
) -> Result<Json<Session>, Error> {
    let session = identity.renew_session(&headers).await?;
    let session = session.ok_or(identity::Error::NotSignedIn)?;
    Ok(Json(view(Some(session), &identity, portal).await))
}

async fn view(session: Option<identity::Session>, identity: &Identity, portal: Portal) -> Session {
    let end = session.as_ref().map(|session| session.idle_ends_at.min(session.ends_at));
    Session {
        ends_at: session.as_ref().map(|session| session.ends_at.to_string()),
        ends_in_seconds: end.map(|end| identity.seconds_until(end)),
        renewable: session.as_ref().is_some_and(|session| session.idle_ends_at < session.ends_at),
        person: session.map(|session| gateway_api::Person {
            handle: session.person.handle.to_string(),
            name: session.person.name,
            email: session.person.email,
            groups: session.person.groups,
        }),
        s3: Some(S3Side { endpoint: portal.s3_endpoint, region: portal.s3_region }),
        french: portal.french,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        sign_in_available: identity.sign_in_available().await,
    }
}
