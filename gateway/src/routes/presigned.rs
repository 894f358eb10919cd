//! Addresses that read one object, for programs without a key. Each is signed with a temporary key of its own, of whoever
//! asks: it ends with the key, and opens no more than its owner may read at each use.

use gateway_api::{Act, CreatePresigned, Presigned, Problem};
use http::StatusCode;
use jiff::Timestamp;

use super::access_keys::{Locksmith, check_temporary};
use super::extract::{InBucket, Json, OfKey};
use crate::app::Portal;
use crate::error::Error;
use crate::identity::{SignedIn, TemporaryKey, TemporaryWish};
use crate::policy::{Caller, KeyScope, Person, Reach};
use crate::s3::names::{Bucket, Key, NameError};
use crate::s3::operation::{Operation, ReadConditions};
use crate::s3::presign::{self, Signatory};
use crate::s3::verify::PRESIGNED_SECONDS_MAX;

/// Of the name that the list of keys shows; what is longer loses its beginning.
const NAME_CHARACTERS_MAX: usize = 100;

/// Makes an address that reads the object until it ends, its key is revoked, or the caller may read it no more. Whether
/// there is an object of this key is not asked.
#[utoipa::path(post, path = "/api/instances/{instance}/buckets/{bucket}/presigned", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query)), request_body = CreatePresigned,
    responses((status = 201, body = Presigned), (status = 400, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    SignedIn(person): SignedIn,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    locksmith: Locksmith,
    Json(CreatePresigned { seconds }): Json<CreatePresigned>,
) -> Result<(StatusCode, Json<Presigned>), Error> {
    let (owner, now) = (person.id, Timestamp::now());
    let made = issue(&locksmith, person, &bucket, &key, seconds, now).await;
    locksmith.scribe.record(Act::Presign, owner, &made, |entry| {
        entry.instance = Some(bucket.instance.to_string());
        entry.bucket = Some(bucket.name.to_string());
        entry.key = Some(key.as_str().to_owned());
        entry.access_key = made.as_ref().ok().map(|made| made.record.id.clone());
    });
    let TemporaryKey { record, secret, session_token } = made?;
    let Portal { s3_endpoint, s3_region, .. } = &locksmith.portal;
    let signatory = Signatory {
        access_key: record.id.as_str(),
        secret_key: &secret,
        session_token: &session_token,
        region: s3_region,
    };
    let address = presign::address(s3_endpoint, &bucket.name, &key, signatory, seconds, now);
    let expires_at = record.expires_at.to_string();
    let presigned = Presigned { address, expires_at, access_key: record.id.to_string() };
    Ok((StatusCode::CREATED, Json(presigned)))
}

/// A key that reads this one object, for whoever may read it now. Its secret signs one address and is told to nobody.
async fn issue(
    locksmith: &Locksmith,
    person: Person,
    bucket: &Bucket,
    key: &Key,
    seconds: u32,
    now: Timestamp,
) -> Result<TemporaryKey, Error> {
    let Locksmith { gate, access_keys, .. } = locksmith;
    let (owner, bucket, key) = (person.id, bucket.clone(), key.clone());
    let operation = Operation::GetObject {
        bucket: bucket.clone(),
        key: key.clone(),
        range: None,
        conditions: ReadConditions::default(),
    };
    gate.permit(&Caller::Person(person), operation).await?;
    if gate.policy().is_public(&bucket.instance) {
        return Err(Error::Malformed("public data is read without a key".to_owned()));
    }
    // Programs leave such segments out before they send, and then ask for another object.
    if key.has_dot_segment() {
        return Err(Error::KeyName(NameError::KeyDots));
    }
    check_temporary(seconds, access_keys.temporary_seconds_max().min(PRESIGNED_SECONDS_MAX))?;
    let name = name(&bucket, &key);
    let Bucket { instance, name: bucket } = bucket;
    let scope = KeyScope { instance, reach: Reach::Object(bucket, key), read_only: true };
    let wish = TemporaryWish {
        owner: owner.into(),
        made_by: None,
        name,
        scope,
        sources: Vec::new(),
        groups: None,
        seconds,
    };
    Ok(access_keys.issue(wish, now).await?)
}

/// `anne.roy/2026/a.csv`, as far as a name holds it.
fn name(bucket: &Bucket, key: &Key) -> String {
    let whole = format!("{}/{}", bucket.name, key.as_str()).replace(char::is_control, "\u{fffd}");
    let too_many = whole.chars().count().saturating_sub(NAME_CHARACTERS_MAX);
    if too_many == 0 {
        return whole;
    }
    let end: String = whole.chars().skip(too_many + 1).collect();
    format!("…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::names::{BucketName, InstanceId};

    #[test]
    fn any_object_has_a_name_that_a_key_can_bear() {
        let check = |key: &str, expected: &str| {
            let bucket = Bucket {
                instance: InstanceId::parse("minimal").unwrap(),
                name: BucketName::parse("notes").unwrap(),
            };
            let told = name(&bucket, &Key::parse(key).unwrap());
            assert_eq!(told, expected);
            assert!(told.chars().count() <= NAME_CHARACTERS_MAX);
        };
        check("a/b.csv", "notes/a/b.csv");
        check(" ", "notes/ ");
        check("a\nb", "notes/a\u{fffd}b");
        check(&"é".repeat(94), &format!("notes/{}", "é".repeat(94)));
        check(&"é".repeat(95), &format!("…tes/{}", "é".repeat(95)));
        check(&" ".repeat(300), &format!("…{}", " ".repeat(99)));
    }
}
