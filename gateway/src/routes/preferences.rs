//! How the signed-in person wants the page. It is theirs alone: no address names anybody else's.

use axum::extract::State;
use gateway_api::{ChangePreferences, PREFERENCES_BYTES_MAX, Preferences};

use super::extract::Json;
use crate::database::{Database, Keeping};
use crate::error::Error;
use crate::identity::SignedIn;

/// Empty before the first change.
#[utoipa::path(get, path = "/api/preferences", tag = "preferences", responses((status = 200, body = Preferences)))]
pub async fn show(
    SignedIn(person): SignedIn,
    State(database): State<Database>,
) -> Result<Json<Preferences>, Error> {
    let (version, values) = database.preferences(person.id).await?;
    Ok(Json(Preferences { version, values }))
}

/// Writes the named values and no other.
#[utoipa::path(put, path = "/api/preferences", tag = "preferences", request_body = ChangePreferences,
    responses((status = 200, body = Preferences), (status = 413, body = gateway_api::Problem)))]
pub async fn change(
    SignedIn(person): SignedIn,
    State(database): State<Database>,
    Json(change): Json<ChangePreferences>,
) -> Result<Json<Preferences>, Error> {
    match database.change_preferences(person.id, change.values, PREFERENCES_BYTES_MAX).await? {
        Keeping::Kept(version, values) => Ok(Json(Preferences { version, values })),
        Keeping::Full => {
            let limit = u64::try_from(PREFERENCES_BYTES_MAX).unwrap_or(u64::MAX);
            Err(Error::TooLarge { what: "bytes of preferences", limit })
        }
    }
}
