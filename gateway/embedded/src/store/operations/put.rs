//! Writing objects in one piece.

use bytes::Bytes;
use futures_util::stream;
use s3s::dto::*;
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::{bucket, quoted, told_version};
use crate::store::Inner;
use crate::store::attributes::{Attributes, attributes_of};
use crate::store::buckets;
use crate::store::conditions::WriteConditions;
use crate::store::digest::{Algorithm, Announced, Digester, announced_checksums, set_checksums};
use crate::store::failure::Failure;
use crate::store::intake::{self, Home, INLINE_BYTES_MAX, Received};
use crate::store::tags;
use crate::store::versions::{self, Arrival};
use crate::store::writer::Change;

/// The longest key, in bytes, as on S3.
const KEY_BYTES_MAX: usize = 1024;

/// What the headers of PUT and of an upload's creation may ask that this store does not do: refused,
/// rather than not done in silence.
macro_rules! refuse_unsupported {
    ($input:expr) => {
        if $input.server_side_encryption.is_some()
            || $input.sse_customer_algorithm.is_some()
            || $input.ssekms_key_id.is_some()
            || $input.object_lock_mode.is_some()
            || $input.object_lock_legal_hold_status.is_some()
            || $input.website_redirect_location.is_some()
            || $input.grant_full_control.is_some()
            || $input.grant_read.is_some()
            || $input.acl.as_ref().is_some_and(|acl| {
                ![ObjectCannedACL::PRIVATE, ObjectCannedACL::BUCKET_OWNER_FULL_CONTROL]
                    .contains(&acl.as_str())
            })
        {
            return Err(Failure::Refused(
                S3ErrorCode::NotImplemented,
                "Encryption, locks, redirects and access control lists are not implemented.",
            )
            .into());
        }
        if $input.storage_class.as_ref().is_some_and(|c| c.as_str() != StorageClass::STANDARD) {
            return Err(Failure::Refused(
                S3ErrorCode::InvalidStorageClass,
                "The only storage class is STANDARD.",
            )
            .into());
        }
    };
}
pub(super) use refuse_unsupported;

/// What a request with a body says of it; the checksum announced for the trailer is computed too.
pub fn announced(
    headers: &http::HeaderMap,
    size: Option<i64>,
    md5: Option<&str>,
    checksums: crate::store::digest::Checksums,
    algorithm: Option<&ChecksumAlgorithm>,
) -> Result<Announced, Failure> {
    let mut wanted = Vec::new();
    if let Some(algorithm) = algorithm {
        wanted.push(Algorithm::from_name(algorithm.as_str())?);
    }
    let trailer = headers.get("x-amz-trailer").and_then(|value| value.to_str().ok());
    let trailer = Algorithm::ALL.into_iter().find(|algorithm| {
        trailer.is_some_and(|name| name.trim().eq_ignore_ascii_case(algorithm.header()))
    });
    wanted.extend(trailer);
    let size = size.map(|size| u64::try_from(size).unwrap_or(0));
    Announced { size, md5: None, checksums, wanted, trailer }.with_md5(md5)
}

pub async fn put_object(
    store: &Inner,
    request: S3Request<PutObjectInput>,
) -> S3Result<S3Response<PutObjectOutput>> {
    let mut input = request.input;
    refuse_unsupported!(input);
    if input.write_offset_bytes.is_some() {
        let message = "Appending to objects is not implemented.";
        return Err(Failure::Refused(S3ErrorCode::NotImplemented, message).into());
    }
    let conditions = WriteConditions {
        if_match: input.if_match.take(),
        if_none_match: input.if_none_match.take(),
    };
    let tags = tags::parse_header(input.tagging.as_deref())?;
    let attributes = attributes_of!(input);
    let announced = announced(
        &request.headers,
        input.content_length,
        input.content_md5.as_deref(),
        announced_checksums!(input)?,
        input.checksum_algorithm.as_ref(),
    )?;
    refuse_early(store, &input.bucket, &input.key, &conditions).await?;
    let body = input.body.ok_or(Failure::Closed)?;
    let received =
        intake::receive(store, body, announced, request.trailing_headers, Home::Anywhere).await?;
    let checksums = received.checksums.clone();
    let etag = received.etag();
    let arrival = Arrival {
        size: received.size,
        etag: etag.clone(),
        parts: None,
        attributes: Attributes { checksums: checksums.clone(), ..attributes },
        tags,
    };
    let (bucket, key) = (input.bucket, input.key);
    let put = store
        .writer
        .write(move |change| put_received(change, &bucket, &key, &conditions, &arrival, received));
    let version_id = put.await?;
    let mut output = PutObjectOutput { e_tag: quoted(etag), version_id, ..Default::default() };
    output.checksum_type = Some(ChecksumType::from_static(checksums.kind.name()));
    set_checksums!(output, checksums);
    Ok(S3Response::new(output))
}

/// Refuses, before the body is asked for, what the transaction would refuse after it.
async fn refuse_early(
    store: &Inner,
    bucket: &str,
    key: &str,
    conditions: &WriteConditions,
) -> Result<(), Failure> {
    let bucket = bucket::found(store, bucket).await?;
    if conditions.are_none() {
        return Ok(());
    }
    let key = key.to_owned();
    let newest =
        store.readers.read(move |records| versions::current(records, bucket.id, &key)).await?;
    conditions.check(newest.as_ref())
}

/// Makes a received body the newest version of a key; answers the version id to tell.
pub fn put_received(
    change: &mut Change<'_>,
    bucket: &str,
    key: &str,
    conditions: &WriteConditions,
    arrival: &Arrival,
    received: Received,
) -> Result<Option<String>, Failure> {
    let bucket = buckets::find(change.connection, bucket)?;
    if !conditions.are_none() {
        conditions.check(versions::current(change.connection, bucket.id, key)?.as_ref())?;
    }
    let seq = change.next_seq()?;
    let Received { body, size, checksums, .. } = received;
    versions::put_body(change, seq, size, &checksums, body)?;
    let id = versions::put(change, &bucket, key, seq, arrival)?;
    Ok(told_version(bucket.versioning, id))
}

/// Puts an object that is in memory, the way a request would.
pub async fn from_memory(
    store: &Inner,
    bucket: &str,
    key: &str,
    content_type: Option<&str>,
    body: Bytes,
) -> Result<(), Failure> {
    check_key(key)?;
    let announced = Announced { size: Some(body.len() as u64), ..Default::default() };
    let body = stream::iter([Ok::<_, std::io::Error>(body)]);
    let received = intake::receive(store, body, announced, None, Home::Anywhere).await?;
    let arrival = arrival(content_type, &received);
    let (bucket, key) = (bucket.to_owned(), key.to_owned());
    let put = store.writer.write(move |change| {
        put_received(change, &bucket, &key, &WriteConditions::default(), &arrival, received)
    });
    put.await.map(|_version| ())
}

fn arrival(content_type: Option<&str>, received: &Received) -> Arrival {
    Arrival {
        size: received.size,
        etag: received.etag(),
        parts: None,
        attributes: Attributes {
            content_type: content_type.map(str::to_owned),
            checksums: received.checksums.clone(),
            ..Default::default()
        },
        tags: Vec::new(),
    }
}

/// Puts small objects in one transaction.
pub async fn in_bulk(
    store: &Inner,
    bucket: &str,
    objects: Vec<(String, Bytes)>,
) -> Result<(), Failure> {
    let name = bucket.to_owned();
    let space = std::sync::Arc::clone(&store.space);
    let put = store.writer.write(move |change| {
        for (key, bytes) in objects {
            check_key(&key)?;
            if INLINE_BYTES_MAX < bytes.len() {
                let message = "A seeded object is larger than 16 KiB.";
                return Err(Failure::Refused(S3ErrorCode::EntityTooLarge, message));
            }
            let mut digester = Digester::new(&Announced::default());
            digester.update(&bytes);
            let (md5, checksums) = digester.finish();
            let mut reservation = space.reservation();
            reservation.grow(bytes.len() as u64)?;
            let size = bytes.len() as u64;
            let body = intake::Body::Inline(bytes, reservation);
            let received = Received { body, size, md5, checksums };
            let arrival = arrival(None, &received);
            put_received(change, &name, &key, &WriteConditions::default(), &arrival, received)?;
        }
        Ok(())
    });
    put.await
}

fn check_key(key: &str) -> Result<(), Failure> {
    if key.is_empty() || KEY_BYTES_MAX < key.len() {
        return Err(Failure::Refused(
            S3ErrorCode::KeyTooLongError,
            "A key has between 1 and 1,024 bytes.",
        ));
    }
    Ok(())
}
