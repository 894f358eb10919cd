//! Objects of a bucket: folders, details, bytes in and out, deletion.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gateway_api::{
    DeleteObjects, DeleteReport, DeletedObject, Entry, LISTING_LIMIT_MAX, Listing, Problem,
    ProblemKind, StoredObject,
};
use http::{HeaderMap, HeaderName, StatusCode, header};
use serde::Deserialize;

use super::activity::Scribe;
use super::announced::announced;
use super::content::{self, Disposition};
use super::extract::{InBucket, Json, OfKey, Query};
use super::gate::{Gate, Sorted};
use super::listing::Folder;
use super::packing::Packing;
use super::pdf;
use crate::error::Error;
use crate::policy::{Caller, Permit};
use crate::s3::names::{Bucket, Key, Prefix};
use crate::s3::operation::{
    ByteRange, Deletion, ListPage, ObjectHeaders, Operation, ReadConditions, WriteCondition,
};
use crate::upstream::{self, ListedEntry, ObjectPage, Refusal, Upstream};

/// The most keys that one request deletes: S3's own limit (`DeleteObjects`).
const DELETE_KEYS_MAX: usize = 1000;

/// `?prefix=&token=&recursive=`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    prefix: String,
    token: Option<String>,
    /// Everything below the prefix, without folders.
    recursive: bool,
}

impl ListQuery {
    pub fn page(self) -> Result<ListPage, Error> {
        Ok(ListPage {
            prefix: Prefix::parse(self.prefix).map_err(Error::KeyName)?,
            folders: !self.recursive,
            token: self.token.filter(|token| !token.is_empty()),
            after: None,
            limit: LISTING_LIMIT_MAX,
        })
    }
}

/// One page of a folder, at most 1,000 entries.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/listing", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("prefix" = Option<String>, Query),
        ("token" = Option<String>, Query), ("recursive" = Option<bool>, Query)),
    responses((status = 200, body = Listing), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    InBucket(bucket): InBucket,
    Query(query): Query<ListQuery>,
    packing: Packing,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Folder, Error> {
    let folder = list_folder(&gate, &upstream, &caller, bucket, "", query.page()?).await?;
    Ok(folder.packed(packing))
}

/// Lists for whoever asks; shared with public datasets, of which nothing above `root` is shown.
pub async fn list_folder(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: Bucket,
    root: &str,
    page: ListPage,
) -> Result<Folder, Error> {
    let prefix = page.prefix.clone();
    let operation = Operation::ListObjects { bucket, page };
    let (permit, rights) = gate.permit_with_rights(caller, operation).await?;
    let shown =
        upstream.show_objects(&permit, |page| Folder::of(&prefix, page, &rights, root)).await?;
    shown.map_err(|_| Error::Panicked)
}

/// As [`list_folder`], for who goes on working with it.
pub async fn list_page(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: Bucket,
    page: ListPage,
) -> Result<Listing, Error> {
    let prefix = page.prefix.clone();
    let operation = Operation::ListObjects { bucket, page };
    let (permit, rights) = gate.permit_with_rights(caller, operation).await?;
    let ObjectPage { entries, next } = upstream.list_objects(&permit).await?;
    Ok(Listing {
        prefix: prefix.as_str().to_owned(),
        entries: entries.into_iter().map(entry).collect(),
        next,
        rights,
        root: String::new(),
    })
}

/// As the page reads it.
pub fn entry(listed: ListedEntry) -> Entry {
    match listed {
        ListedEntry::Folder(prefix) => Entry {
            key: prefix.as_str().to_owned(),
            size: None,
            modified: None,
            etag: None,
            class: None,
            folder: true,
        },
        ListedEntry::Object(object) => Entry {
            key: object.key.as_str().to_owned(),
            size: Some(object.size),
            modified: Some(object.modified.to_string()),
            etag: (!object.etag.is_empty()).then_some(object.etag),
            class: object.storage_class,
            folder: false,
        },
    }
}

/// The bytes, whole or one range, always as an attachment; with `show=pdf` to be shown, if they are of a PDF.
#[utoipa::path(get, path = "/api/instances/{instance}/buckets/{bucket}/objects", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query),
        ("show" = Option<String>, Query)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 206), (status = 304),
        (status = 404, body = Problem), (status = 415, body = Problem), (status = 416, body = Problem)))]
pub async fn download(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    Query(query): Query<pdf::ShowQuery>,
    headers: HeaderMap,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Response, Error> {
    let mut response = match query.show {
        Some(pdf::Show::Pdf) => pdf::read(&gate, &upstream, &caller, bucket, key, &headers).await?,
        None => {
            let saved = Disposition::Attachment;
            read(&gate, &upstream, &caller, bucket, key, &headers, saved).await?
        }
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, http::HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// Reads for whoever asks; shared with public files.
pub async fn read(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: Bucket,
    key: Key,
    headers: &HeaderMap,
    disposition: Disposition,
) -> Result<Response, Error> {
    let (range, conditions) = asked(headers);
    let operation = Operation::GetObject { bucket, key: key.clone(), range, conditions };
    let permit = gate.permit(caller, operation).await?;
    Ok(content::response(upstream.get_object(&permit).await?, &key, disposition))
}

/// Which part of an object a request is for, and on which conditions.
pub fn asked(headers: &HeaderMap) -> (Option<ByteRange>, ReadConditions) {
    let range = text(headers, &header::RANGE).and_then(|range| ByteRange::parse(&range));
    let conditions = ReadConditions {
        if_match: text(headers, &header::IF_MATCH),
        if_none_match: text(headers, &header::IF_NONE_MATCH),
        if_modified_since: text(headers, &header::IF_MODIFIED_SINCE),
        if_unmodified_since: text(headers, &header::IF_UNMODIFIED_SINCE),
        if_range: text(headers, &header::IF_RANGE),
    };
    (range, conditions)
}

/// Status and headers of a read, without the bytes.
#[utoipa::path(head, path = "/api/instances/{instance}/buckets/{bucket}/objects", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query)),
    responses((status = 200), (status = 404)))]
pub async fn head(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<Response, Error> {
    read_head(&gate, &upstream, &caller, bucket, key, Disposition::Attachment).await
}

/// Heads for whoever asks; shared with public files.
pub async fn read_head(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: Bucket,
    key: Key,
    disposition: Disposition,
) -> Result<Response, Error> {
    let permit = gate.permit(caller, Operation::HeadObject { bucket, key: key.clone() }).await?;
    Ok(content::head(&upstream.head_object(&permit).await?, &key, disposition))
}

/// Stores one object of up to 5 GiB. `Content-Length` is required; `If-None-Match: *` refuses to overwrite,
/// `x-amz-checksum-…` or `Content-MD5` is compared.
#[utoipa::path(put, path = "/api/instances/{instance}/buckets/{bucket}/objects", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query)),
    request_body(content_type = "application/octet-stream"),
    responses((status = 201, body = StoredObject), (status = 412, body = Problem)))]
pub async fn upload(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    headers: HeaderMap,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
    body: Body,
) -> Result<Response, Error> {
    let operation = Operation::PutObject {
        bucket,
        key: key.clone(),
        condition: write_condition(&headers)?,
        headers: object_headers(&headers),
    };
    let permit = gate.permit(&caller, operation).await?;
    let length = known_length(&body)?;
    let stored = upstream
        .put_announced(&permit, length, body, &announced(&headers)?)
        .await
        .map_err(|error| not_written(error, &permit, &key))?;
    let stored =
        StoredObject { key: key.as_str().to_owned(), etag: Some(stored.etag), found: None };
    Ok((StatusCode::CREATED, Json(stored)).into_response())
}

/// Deletes one object; deleting what is not there is no fault, as in S3.
#[utoipa::path(delete, path = "/api/instances/{instance}/buckets/{bucket}/objects", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path), ("key" = String, Query)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn delete(
    caller: Caller,
    InBucket(bucket): InBucket,
    OfKey(key): OfKey,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
) -> Result<StatusCode, Error> {
    let permit = gate
        .permit(&caller, Operation::DeleteObject { bucket, key, deletion: Deletion::Newest })
        .await?;
    upstream.delete_object(&permit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes up to 1,000 objects and says of each what became of it.
#[utoipa::path(post, path = "/api/instances/{instance}/buckets/{bucket}/objects/delete", tag = "objects",
    params(("instance" = String, Path), ("bucket" = String, Path)), request_body = DeleteObjects,
    responses((status = 200, body = DeleteReport), (status = 404, body = Problem)))]
pub async fn delete_many(
    caller: Caller,
    InBucket(bucket): InBucket,
    State(gate): State<Gate>,
    State(upstream): State<Upstream>,
    scribe: Scribe,
    Json(wanted): Json<DeleteObjects>,
) -> Result<Json<DeleteReport>, Error> {
    if wanted.keys.is_empty() || wanted.keys.len() > DELETE_KEYS_MAX {
        return Err(Error::Malformed(format!("`keys` holds 1 to {DELETE_KEYS_MAX} keys")));
    }
    let keys: Vec<Key> = wanted
        .keys
        .into_iter()
        .map(Key::parse)
        .collect::<Result<_, _>>()
        .map_err(Error::KeyName)?;
    let deleted = delete_each(&gate, &upstream, &caller, &bucket, keys).await;
    scribe.record_deletion(&caller, &bucket, &deleted);
    deleted.map(|objects| Json(DeleteReport { objects }))
}

/// What became of each key, or why nothing was done with any.
async fn delete_each(
    gate: &Gate,
    upstream: &Upstream,
    caller: &Caller,
    bucket: &Bucket,
    keys: Vec<Key>,
) -> Result<Vec<DeletedObject>, Error> {
    let delete = |key: &Key| Operation::DeleteObject {
        bucket: bucket.clone(),
        key: key.clone(),
        deletion: Deletion::Newest,
    };
    let Sorted { together, denied } = gate.sort(caller, keys.clone(), delete).await?;
    if let ([], [(_, denied), ..]) = (&together[..], &denied[..]) {
        return Err((*denied).into());
    }
    let mut problems: HashMap<Key, Problem> =
        denied.into_iter().map(|(key, denied)| (key, Error::from(denied).problem())).collect();
    let mut told = false;
    for (_, keys) in together {
        let delete = Operation::DeleteObjects { bucket: bucket.clone(), keys: keys.clone() };
        let permit = gate.permit(caller, delete).await?;
        match upstream.delete_objects(&permit).await {
            Ok(deleted) => problems.extend(deleted.into_iter().filter_map(|(key, outcome)| {
                let problem = refused(&key, outcome.err()?);
                Some((key, problem))
            })),
            // Of those before it is known what became of them.
            Err(error) if told => {
                let problem = Error::from(error).problem();
                problems.extend(keys.into_iter().map(|key| (key, problem.clone())));
            }
            Err(error) => return Err(error.into()),
        }
        told = true;
    }
    let report = |key: Key| DeletedObject {
        problem: problems.get(&key).cloned(),
        key: key.as_str().to_owned(),
    };
    Ok(keys.into_iter().map(report).collect())
}

/// What an upstream said of one key of many: its code, for whoever looks into it.
pub fn refused(key: &Key, refusal: Refusal) -> Problem {
    let title = "the upstream did not delete the object";
    Problem {
        subject: Some(key.as_str().to_owned()),
        code: Some(refusal.code),
        ..Problem::new(ProblemKind::UpstreamFailed, StatusCode::BAD_GATEWAY.as_u16(), title)
    }
}

/// The length that the sender announced; what has none is refused before a byte is read (RFC 9110 §15.5.12).
pub fn known_length(body: &Body) -> Result<u64, Error> {
    http_body::Body::size_hint(body)
        .exact()
        .ok_or_else(|| Error::Malformed("Content-Length is required".to_owned()))
}

/// `If-None-Match: *` or `If-Match: "etag"`; anything else is refused rather than ignored.
pub fn write_condition(headers: &HeaderMap) -> Result<WriteCondition, Error> {
    match (text(headers, &header::IF_NONE_MATCH), text(headers, &header::IF_MATCH)) {
        (None, None) => Ok(WriteCondition::Always),
        (Some(any), None) if any == "*" => Ok(WriteCondition::Absent),
        (None, Some(etag)) => {
            Ok(WriteCondition::Unchanged { etag: etag.trim_matches('"').to_owned() })
        }
        _ => {
            Err(Error::Malformed("a write takes If-None-Match: * or If-Match, not both".to_owned()))
        }
    }
}

/// A failed condition says which: an object in the way is a question to the person, a changed one is news.
pub fn not_written(error: upstream::Error, permit: &Permit, key: &Key) -> Error {
    let absent = matches!(
        permit.operation(),
        Operation::PutObject { condition: WriteCondition::Absent, .. }
            | Operation::CompleteUpload { condition: WriteCondition::Absent, .. }
    );
    match error {
        upstream::Error::PreconditionFailed { .. } if absent => Error::ObjectExists(key.clone()),
        other => other.into(),
    }
}

pub fn object_headers(headers: &HeaderMap) -> ObjectHeaders {
    ObjectHeaders { content_type: text(headers, &header::CONTENT_TYPE), ..ObjectHeaders::default() }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
