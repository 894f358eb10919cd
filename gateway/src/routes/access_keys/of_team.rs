//! The keys of a team: for its managers alone. Where and when a program works is nothing that every member need know, and
//! whoever may make keys for others to keep must be somebody who can be asked.

use gateway_api::{
    AccessKey, AccessKeyList, Act, ChangeAccessKey, CreateAccessKey, CreatedAccessKey,
};
use http::StatusCode;

use super::ring::{Keyring, Locksmith};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::AccessKeyId;
use crate::routes::extract::{Json, OfId};
use crate::routes::teams::OfTeam;

/// The team's keys, newest first; revoked ones are gone.
#[utoipa::path(get, path = "/api/teams/{team}/access-keys", tag = "access keys", params(("team" = String, Path)),
    responses((status = 200, body = AccessKeyList), (status = 403, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem)))]
pub async fn list(
    SignedIn(person): SignedIn,
    team: OfTeam,
    locksmith: Locksmith,
) -> Result<Json<AccessKeyList>, Error> {
    Keyring::of_team(person, &team, &locksmith, None).await?.list(&locksmith).await
}

/// Makes a key that acts for the team, whoever manages it later; its secret is in the answer and nowhere else.
#[utoipa::path(post, path = "/api/teams/{team}/access-keys", tag = "access keys", params(("team" = String, Path)),
    request_body = CreateAccessKey,
    responses((status = 201, body = CreatedAccessKey), (status = 400, body = gateway_api::Problem),
        (status = 403, body = gateway_api::Problem), (status = 404, body = gateway_api::Problem),
        (status = 409, body = gateway_api::Problem)))]
pub async fn create(
    SignedIn(person): SignedIn,
    team: OfTeam,
    locksmith: Locksmith,
    Json(wanted): Json<CreateAccessKey>,
) -> Result<(StatusCode, Json<CreatedAccessKey>), Error> {
    let keyring = Keyring::of_team(person, &team, &locksmith, Some(Act::CreateKey)).await?;
    keyring.make(&locksmith, wanted).await
}

/// Renews a key of the team, puts it to sleep or wakes it.
#[utoipa::path(put, path = "/api/teams/{team}/access-keys/{id}", tag = "access keys",
    params(("team" = String, Path), ("id" = String, Path)), request_body = ChangeAccessKey,
    responses((status = 200, body = AccessKey), (status = 403, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem)))]
pub async fn change(
    SignedIn(person): SignedIn,
    team: OfTeam,
    OfId(id): OfId<AccessKeyId>,
    locksmith: Locksmith,
    Json(wanted): Json<ChangeAccessKey>,
) -> Result<Json<AccessKey>, Error> {
    let act = match (wanted.days, wanted.disabled) {
        (None, Some(true)) => Act::DisableKey,
        (None, Some(false)) => Act::EnableKey,
        _ => Act::RenewKey,
    };
    let keyring = Keyring::of_team(person, &team, &locksmith, Some(act)).await?;
    keyring.change(&locksmith, &id, &wanted).await
}

/// Ends a key of the team for good.
#[utoipa::path(delete, path = "/api/teams/{team}/access-keys/{id}", tag = "access keys",
    params(("team" = String, Path), ("id" = String, Path)),
    responses((status = 204), (status = 403, body = gateway_api::Problem),
        (status = 404, body = gateway_api::Problem)))]
pub async fn revoke(
    SignedIn(person): SignedIn,
    team: OfTeam,
    OfId(id): OfId<AccessKeyId>,
    locksmith: Locksmith,
) -> Result<StatusCode, Error> {
    let keyring = Keyring::of_team(person, &team, &locksmith, Some(Act::RevokeKey)).await?;
    keyring.revoke(&locksmith, &id).await
}
