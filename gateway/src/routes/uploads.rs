//! Multipart uploads: begin, parts, complete, give up; and which of them nobody ended.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gateway_api::{
    ArrivedPart, ArrivedParts, CompleteUpload, FoundBy, NextUploads, StartedUpload, StoredObject,
    UPLOADS_LIMIT_MAX, UnfinishedUpload, UnfinishedUploads, UploadedPart,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use tracing::Instrument as _;

use super::announced::announced;
use super::extract::{InBucket, Json, OfKey, Query};
use super::gate::Gate;
use super::objects;
use crate::clearing::Clearing;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::checksum::Algorithm;
use crate::s3::names::Prefix;
use crate::s3::operation::{Operation, Part, PartNumber, UploadId, UploadMarker, UploadsPage};
use crate::upstream::{self, ListedUpload, Upstream, Whole};

/// As many as somebody looks at.
const LIMIT_DEFAULT: u16 = 100;

/// `?upload=`
#[derive(Debug, Deserialize)]
pub struct UploadQuery {
    upload: String,
}

/// `?upload=&part=`
#[derive(Debug, Deserialize)]
pub struct PartQuery {
    upload: String,
    part: u16,
}

/// `?upload=&after=`
#[derive(Debug, Deserialize)]
pub struct ArrivedQuery {
    upload: String,
    after: Option<u16>,
}

/// `?prefix=&after_key=&after_upload=&limit=`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UnfinishedQuery {
    prefix: String,
    after_key: Option<String>,
    after_upload: Option<String>,
    limit: Option<u16>,
}

/// What was begun and not ended, for whoever may list what lies below the prefix.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/uploads", tag = "uploads",
    params(("instance" = String, Path), ("bucket" = String, Path), ("prefix" = Option<String>, Query),
        ("after_key" = Option<String>, Query), ("after_upload" = Option<String>, Query), ("limit" = Option<u16>, Query)),
    responses((status = 200, body = UnfinishedUploads), (status = 404, body = gateway_api::Problem)))]
pub async fn unfinished(
    caller: Caller,
    InBucket(bucket): InBucket,
    Query(query): Query<UnfinishedQuery>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
    State(clearing): State<Clearing>,
) -> Result<Json<UnfinishedUploads>, Error> {
    let UnfinishedQuery { prefix, after_key, after_upload, limit } = query;
    let page = UploadsPage {
        prefix: Prefix::parse(prefix).map_err(Error::KeyName)?,
        after: after_key.map(|key| UploadMarker { key, upload: after_upload }),
        limit: limit.unwrap_or(LIMIT_DEFAULT).clamp(1, UPLOADS_LIMIT_MAX),
    };
    let given_up_after_days = clearing.days(&bucket.instance);
    let operation = Operation::ListUploads { bucket, page };
    let (permit, rights) = gate.permit_with_rights(&caller, operation).await?;
    let page = upstream.list_uploads(&permit).await?;
    let next = page.next.map(|UploadMarker { key: after_key, upload: after_upload }| NextUploads {
        after_key,
        after_upload,
    });
    let uploads = page.uploads.into_iter().filter_map(shown).collect();
    Ok(Json(UnfinishedUploads { uploads, next, rights, given_up_after_days }))
}

fn shown(upload: ListedUpload) -> Option<UnfinishedUpload> {
    let mut keys = upload.keys().map(|key| key.as_str().to_owned());
    let (key, other_key) = (keys.next()?, keys.next());
    drop(keys);
    let begun = upload.begun.map(|begun| begun.to_string());
    Some(UnfinishedUpload { key, other_key, upload: upload.id.as_str().to_owned(), begun })
}

/// Begins an upload.
#[utoipa::path(post, path = "/api/instances/{instance}/buckets/{bucket}/uploads", tag = "uploads",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query)),
    responses((status = 201, body = StartedUpload)))]
pub async fn start(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    headers: HeaderMap,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Response, Error> {
    let operation =
        Operation::CreateUpload { bucket, key, headers: objects::object_headers(&headers) };
    let permit = gate.permit(&caller, operation).await?;
    let upload = upstream.create_upload(&permit).await?;
    Ok((StatusCode::CREATED, Json(StartedUpload { upload: upload.as_str().to_owned() }))
        .into_response())
}

/// What has arrived.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/uploads/parts", tag = "uploads",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query),
        ("upload" = String, Query), ("after" = Option<u16>, Query)),
    responses((status = 200, body = ArrivedParts), (status = 404, body = gateway_api::Problem)))]
pub async fn arrived(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    Query(query): Query<ArrivedQuery>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Json<ArrivedParts>, Error> {
    let upload = upload_id(&query.upload)?;
    let after = query.after.map(part_number).transpose()?;
    let permit = gate.permit(&caller, Operation::ListParts { bucket, key, upload, after }).await?;
    let page = upstream.list_parts(&permit).await?;
    let parts = page.parts.into_iter().map(|listed| ArrivedPart {
        part: listed.part.number.get(),
        etag: listed.part.etag,
        size: listed.size,
        arrived: listed.arrived.map(|arrived| arrived.to_string()),
        crc64nvme: listed.crc64nvme,
    });
    Ok(Json(ArrivedParts { parts: parts.collect(), next: page.next.map(PartNumber::get) }))
}

/// Stores one part. `Content-Length` is required; `x-amz-checksum-…` or `Content-MD5` is compared.
#[utoipa::path(put, path = "/api/instances/{instance}/buckets/{bucket}/uploads/parts", tag = "uploads",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query),
        ("upload" = String, Query), ("part" = u16, Query)),
    request_body(content_type = "application/octet-stream"), responses((status = 200, body = UploadedPart)))]
#[expect(clippy::too_many_arguments, reason = "each is an extractor: the request taken apart")]
pub async fn part(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    Query(query): Query<PartQuery>,
    headers: HeaderMap,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
    body: Body,
) -> Result<Json<UploadedPart>, Error> {
    let part = part_number(query.part)?;
    let operation = Operation::UploadPart { bucket, key, upload: upload_id(&query.upload)?, part };
    let permit = gate.permit(&caller, operation).await?;
    let length = objects::known_length(&body)?;
    let etag = upstream.upload_announced(&permit, length, body, &announced(&headers)?).await?;
    Ok(Json(UploadedPart { part: part.get(), etag }))
}

/// Puts the parts together. `If-None-Match: *` refuses to overwrite, `whole` other parts than those of the file.
#[utoipa::path(post, path = "/api/instances/{instance}/buckets/{bucket}/uploads/complete", tag = "uploads",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query), ("upload" = String, Query)),
    request_body = CompleteUpload, responses((status = 201, body = StoredObject),
        (status = 409, body = gateway_api::Problem), (status = 412, body = gateway_api::Problem)))]
#[expect(clippy::too_many_arguments, reason = "each is an extractor: the request taken apart")]
pub async fn complete(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    Query(query): Query<UploadQuery>,
    headers: HeaderMap,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
    Json(wanted): Json<CompleteUpload>,
) -> Result<Response, Error> {
    let part = |part: UploadedPart| Ok(Part { number: part_number(part.part)?, etag: part.etag });
    let operation = Operation::CompleteUpload {
        bucket,
        key: key.clone(),
        upload: upload_id(&query.upload)?,
        parts: wanted.parts.into_iter().map(part).collect::<Result<_, Error>>()?,
        condition: objects::write_condition(&headers)?,
    };
    let whole = wanted.whole.map(told).transpose()?;
    let permit = gate.permit(&caller, operation).await?;
    // In a task of its own: a reader who leaves must not interrupt a storage that may take minutes. Who asks again waits for it,
    // and finds what it made.
    let alone = upstream.alone_with_upload(&permit).await?;
    let asked = key.clone();
    let putting_together = async move {
        let _alone = alone;
        let stored = upstream.complete_upload(&permit, whole.as_ref()).await;
        stored.map_err(|error| objects::not_written(error, &permit, &asked))
    };
    let putting_together = tokio::spawn(putting_together.in_current_span());
    let (stored, found) = putting_together.await.map_err(|_| Error::Panicked)??;
    let found = found.map(|found| match found {
        upstream::FoundBy::Checksum => FoundBy::Checksum,
        upstream::FoundBy::Parts => FoundBy::Parts,
    });
    let stored = StoredObject { key: key.as_str().to_owned(), etag: Some(stored.etag), found };
    Ok((StatusCode::CREATED, Json(stored)).into_response())
}

/// Gives up; the store frees the parts.
#[utoipa::path(delete, path = "/api/instances/{instance}/buckets/{bucket}/uploads", tag = "uploads",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query), ("upload" = String, Query)),
    responses((status = 204), (status = 404, body = gateway_api::Problem)))]
pub async fn abort(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    Query(query): Query<UploadQuery>,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<StatusCode, Error> {
    let operation = Operation::AbortUpload { bucket, key, upload: upload_id(&query.upload)? };
    let permit = gate.permit(&caller, operation).await?;
    upstream.abort_upload(&permit).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn told(whole: gateway_api::Whole) -> Result<Whole, Error> {
    let gateway_api::Whole { size, checksum } = whole;
    if !Algorithm::Crc64Nvme.writes(&checksum) {
        return Err(Error::Malformed("`whole.checksum` is no CRC-64/NVME in base64".to_owned()));
    }
    Ok(Whole { size, checksum })
}

fn upload_id(text: &str) -> Result<UploadId, Error> {
    UploadId::parse(text).ok_or_else(|| Error::Malformed("`upload` is no upload id".to_owned()))
}

fn part_number(number: u16) -> Result<PartNumber, Error> {
    PartNumber::new(number).ok_or_else(|| Error::Malformed("`part` is 1 to 10000".to_owned()))
}
