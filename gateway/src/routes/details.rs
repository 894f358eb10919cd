//! What is stored beside the bytes of one object: shown, and edited.

use std::collections::BTreeMap;

use axum::extract::State;
use gateway_api::{EditDetails, METADATA_BYTES_MAX, ObjectDetails, Problem};
use http::{HeaderName, HeaderValue};

use super::extract::{InBucket, Json, OfKey};
use super::gate::Gate;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::names::{Bucket, Key};
use crate::s3::operation::{
    CopiedAttributes, CopySource, ObjectHeaders, Operation, WriteCondition,
};
use crate::s3::words;
use crate::upstream::{self, CopyPermits, Course, Seen, Upstream};

/// Everything known about one object.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/details", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query)),
    responses((status = 200, body = ObjectDetails), (status = 404, body = Problem)))]
pub async fn show(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Json<ObjectDetails>, Error> {
    described(&gate, &upstream, &caller, bucket, key).await.map(Json)
}

/// Replaces what is stored beside the bytes, by a copy of the object onto itself.
#[utoipa::path(put, path = "/api/instances/{instance}/buckets/{bucket}/details", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query)), request_body = EditDetails,
    responses((status = 200, body = ObjectDetails), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 412, body = Problem)))]
pub async fn edit(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
    Json(wanted): Json<EditDetails>,
) -> Result<Json<ObjectDetails>, Error> {
    let seen = Seen { etag: wanted.etag.clone(), size: None };
    let operation = Operation::CopyObject {
        bucket: bucket.clone(),
        key: key.clone(),
        source: CopySource { bucket: bucket.name.clone(), key: key.clone(), etag: None },
        condition: WriteCondition::Always,
        attributes: CopiedAttributes::Replaced(Box::new(headers(wanted)?)),
    };
    let permits = CopyPermits::Within(gate.permit(&caller, operation).await?.into());
    let copying = upstream.clone();
    // On its own: an upload that is begun for a large object is ended, also when the person leaves.
    let edited =
        tokio::spawn(async move { copying.copy_object(&permits, &seen, &Course::default()).await });
    edited.await.map_err(|_| Error::Panicked)??;
    described(&gate, &upstream, &caller, bucket, key).await.map(Json)
}

async fn described(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: Bucket,
    key: Key,
) -> Result<ObjectDetails, Error> {
    let s3_uri = format!("s3://{}/{}", bucket.name, key.as_str());
    let permit = gate.permit(caller, Operation::HeadObject { bucket, key: key.clone() }).await?;
    let head: upstream::ObjectHead = upstream.head_object(&permit).await?;
    Ok(ObjectDetails {
        key: key.as_str().to_owned(),
        size: head.size,
        modified: Some(head.modified.to_string()),
        etag: Some(head.etag),
        content_type: head.content_type,
        cache_control: head.cache_control,
        content_disposition: head.content_disposition,
        content_language: head.content_language,
        content_encoding: head.content_encoding,
        storage_class: head.storage_class,
        version: head.version,
        checksums: head.checksums,
        metadata: head.metadata,
        s3_uri,
    })
}

/// What is to be stored, held to what headers and S3 can hold.
fn headers(wanted: EditDetails) -> Result<ObjectHeaders, Error> {
    let check = |name: &'static str, value: Option<String>| {
        let value = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        match value {
            Some(value) if HeaderValue::from_str(&value).is_err() || !value.is_ascii() => {
                Err(Error::Malformed(format!("`{name}` holds what a header cannot")))
            }
            value => Ok(value),
        }
    };
    Ok(ObjectHeaders {
        content_type: check("content_type", wanted.content_type)?,
        cache_control: check("cache_control", wanted.cache_control)?,
        content_disposition: check("content_disposition", wanted.content_disposition)?,
        content_language: check("content_language", wanted.content_language)?,
        content_encoding: check("content_encoding", wanted.content_encoding)?,
        metadata: metadata(wanted.metadata)?,
        ..ObjectHeaders::default()
    })
}

/// Names in lower case, as headers come back; values of any text.
fn metadata(wanted: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Error> {
    let malformed = |text: String| Err(Error::Malformed(text));
    let mut metadata = BTreeMap::new();
    let mut bytes = 0;
    for (name, value) in wanted {
        let name = name.trim().to_ascii_lowercase();
        if name.is_empty() || HeaderName::try_from(format!("x-amz-meta-{name}")).is_err() {
            return malformed(format!("`{name}` is no name for metadata: letters, digits and `-`"));
        }
        if value.chars().any(char::is_control) {
            return malformed(format!("the value of `{name}` holds control characters"));
        }
        bytes += name.len() + words::encode(&value).len();
        if metadata.insert(name.clone(), value).is_some() {
            return malformed(format!("`{name}` is given twice"));
        }
    }
    if METADATA_BYTES_MAX < bytes {
        return malformed(format!("metadata has at most {METADATA_BYTES_MAX} bytes"));
    }
    Ok(metadata)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_hold_one_line_of_ascii_and_nothing_is_no_value() {
        let check = |cache_control: &str, expected: Option<Option<&str>>| {
            let wanted =
                EditDetails { cache_control: Some(cache_control.to_owned()), ..Default::default() };
            let found = headers(wanted).ok().map(|headers| headers.cache_control);
            assert_eq!(found, expected.map(|value| value.map(str::to_owned)), "{cache_control}");
        };
        check("max-age=60", Some(Some("max-age=60")));
        check("  ", Some(None));
        check("a\r\nset-cookie: b", None);
        check("é", None);
    }

    #[test]
    fn metadata_is_held_to_the_limits_of_s3() {
        let check = |pairs: &[(&str, &str)], expected: Option<&[(&str, &str)]>| {
            let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
                pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
            };
            assert_eq!(metadata(map(pairs)).ok(), expected.map(map), "{pairs:?}");
        };
        check(&[("Auteur", "Élodie")], Some(&[("auteur", "Élodie")]));
        check(&[("a b", "c")], None);
        check(&[("", "c")], None);
        check(&[("a", "b\nc")], None);
        check(&[("A", "1"), ("a", "2")], None);
        check(&[("a", &"x".repeat(2047))], Some(&[("a", &"x".repeat(2047))]));
        check(&[("a", &"x".repeat(2048))], None);
    }
}
