//! Keys for programs: the signed-in person's own, and those of teams that they manage (`of_team`).

pub mod of_team;
mod ring;
mod scope;

use gateway_api::{AccessKey, AccessKeyList, ChangeAccessKey, CreateAccessKey, CreatedAccessKey};
use http::StatusCode;

use self::ring::Keyring;
pub(super) use self::ring::{Locksmith, check_temporary};
use super::extract::{Identified, Json, OfId};
use crate::error::Error;
use crate::identity::SignedIn;
use crate::policy::AccessKeyId;

impl Identified for AccessKeyId {
    fn identified(id: &str) -> Result<Self, Error> {
        Self::parse(id).ok_or(Error::NoSuchAccessKey)
    }
}

/// The caller's keys, newest first; revoked ones are gone.
#[utoipa::path(get, path = "/api/access-keys", tag = "access keys",
    responses((status = 200, body = AccessKeyList)))]
pub async fn list(
    SignedIn(person): SignedIn,
    locksmith: Locksmith,
) -> Result<Json<AccessKeyList>, Error> {
    Keyring::own(person).list(&locksmith).await
}

/// Makes a key, lasting or temporary; its secret is in the answer and nowhere else.
#[utoipa::path(post, path = "/api/access-keys", tag = "access keys", request_body = CreateAccessKey,
    responses((status = 201, body = CreatedAccessKey), (status = 400, body = gateway_api::Problem),
        (status = 403, body = gateway_api::Problem), (status = 404, body = gateway_api::Problem),
        (status = 409, body = gateway_api::Problem)))]
pub async fn create(
    SignedIn(person): SignedIn,
    locksmith: Locksmith,
    Json(wanted): Json<CreateAccessKey>,
) -> Result<(StatusCode, Json<CreatedAccessKey>), Error> {
    Keyring::own(person).make(&locksmith, wanted).await
}

/// Renews a key, puts it to sleep or wakes it.
#[utoipa::path(put, path = "/api/access-keys/{id}", tag = "access keys",
    params(("id" = String, Path)), request_body = ChangeAccessKey,
    responses((status = 200, body = AccessKey), (status = 404, body = gateway_api::Problem)))]
pub async fn change(
    SignedIn(person): SignedIn,
    OfId(id): OfId<AccessKeyId>,
    locksmith: Locksmith,
    Json(wanted): Json<ChangeAccessKey>,
) -> Result<Json<AccessKey>, Error> {
    Keyring::own(person).change(&locksmith, &id, &wanted).await
}

/// Ends a key for good.
#[utoipa::path(delete, path = "/api/access-keys/{id}", tag = "access keys",
    params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = gateway_api::Problem)))]
pub async fn revoke(
    SignedIn(person): SignedIn,
    OfId(id): OfId<AccessKeyId>,
    locksmith: Locksmith,
) -> Result<StatusCode, Error> {
    Keyring::own(person).revoke(&locksmith, &id).await
}
