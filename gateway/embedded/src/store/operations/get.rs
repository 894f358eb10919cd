//! Reading objects.

use std::ops::Range as Span;

use s3s::dto::*;
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::{bucket, quoted, told_version};
use crate::store::buckets::Versioning;
use crate::store::conditions::ReadConditions;
use crate::store::digest::{Checksums, set_checksums};
use crate::store::failure::Failure;
use crate::store::reading::{self, Opened};
use crate::store::versions::Version;
use crate::store::{Inner, clock, tags};

/// What GET and HEAD have in common.
struct Asked {
    bucket: String,
    key: String,
    version_id: Option<String>,
    conditions: ReadConditions,
    range: Option<Range>,
    part_number: Option<i32>,
    with_checksums: bool,
}

macro_rules! asked {
    ($input:expr) => {
        Asked {
            conditions: ReadConditions {
                if_match: $input.if_match,
                if_none_match: $input.if_none_match,
                if_modified_since: $input.if_modified_since,
                if_unmodified_since: $input.if_unmodified_since,
            },
            with_checksums: $input
                .checksum_mode
                .is_some_and(|m| m.as_str() == ChecksumMode::ENABLED),
            bucket: $input.bucket,
            key: $input.key,
            version_id: $input.version_id,
            range: $input.range,
            part_number: $input.part_number,
        }
    };
}

/// What was found, and which bytes of it are meant.
struct Found {
    opened: Opened,
    versioning: Versioning,
    span: Span<u64>,
    content_range: Option<String>,
    checksums: Option<Checksums>,
}

async fn find(store: &Inner, asked: Asked) -> Result<Found, Failure> {
    let bucket = bucket::found(store, &asked.bucket).await?;
    let opened = reading::open(store, bucket.id, &asked.key, asked.version_id.as_deref()).await?;
    asked.conditions.check(&opened.version)?;
    let size = opened.version.size;
    let span = match (asked.range, asked.part_number) {
        (Some(_), Some(_)) => {
            let message = "Cannot specify both Range header and partNumber query parameter.";
            return Err(Failure::Refused(S3ErrorCode::InvalidRequest, message));
        }
        (Some(range), None) => Some(range.check(size).map_err(|_unsatisfiable| {
            Failure::Refused(S3ErrorCode::InvalidRange, "The requested range is not satisfiable.")
        })?),
        (None, Some(number)) => Some(opened.part(number)?),
        (None, None) => None,
    };
    // The checksum of the whole says nothing about a piece of it.
    let whole = span.as_ref().is_none_or(|span| *span == (0..size));
    let checksums =
        (asked.with_checksums && whole).then(|| opened.version.attributes.checksums.clone());
    let content_range = span
        .as_ref()
        .filter(|span| !span.is_empty())
        .map(|span| format!("bytes {}-{}/{size}", span.start, span.end - 1));
    let span = span.unwrap_or(0..size);
    Ok(Found { opened, versioning: bucket.versioning, span, content_range, checksums })
}

/// The fields that both outputs share.
macro_rules! output {
    ($output:ident, $found:expr) => {{
        let found = $found;
        let Version { version, etag, modified_ms, parts, attributes, .. } = &found.opened.version;
        let mut output = $output {
            accept_ranges: Some("bytes".to_owned()),
            cache_control: attributes.cache_control.clone(),
            content_disposition: attributes.content_disposition.clone(),
            content_encoding: attributes.content_encoding.clone(),
            content_language: attributes.content_language.clone(),
            content_length: i64::try_from(found.span.end - found.span.start).ok(),
            content_range: found.content_range.clone(),
            content_type: Some(attributes.content_type()),
            e_tag: quoted(etag),
            expires: attributes.expires(),
            last_modified: Some(clock::timestamp(*modified_ms)),
            metadata: attributes.metadata(),
            parts_count: parts.and_then(|parts| i32::try_from(parts).ok()),
            version_id: told_version(found.versioning, version.clone()),
            ..Default::default()
        };
        if let Some(checksums) = found.checksums.clone() {
            output.checksum_type = Some(ChecksumType::from_static(checksums.kind.name()));
            set_checksums!(output, checksums);
        }
        output
    }};
}

pub async fn get_object(
    store: &Inner,
    request: S3Request<GetObjectInput>,
) -> S3Result<S3Response<GetObjectOutput>> {
    let input = request.input;
    let found = find(store, asked!(input)).await?;
    let mut output = output!(GetObjectOutput, &found);
    let seq = found.opened.version.seq;
    let tags = store.readers.read(move |records| tags::get(records, seq)).await?;
    output.tag_count = i32::try_from(tags.len()).ok().filter(|count| *count > 0);
    let span = found.span.clone();
    output.body = Some(StreamingBlob::wrap(found.opened.stream(store, span)));
    Ok(S3Response::new(output))
}

pub async fn head_object(
    store: &Inner,
    request: S3Request<HeadObjectInput>,
) -> S3Result<S3Response<HeadObjectOutput>> {
    let input = request.input;
    let found = find(store, asked!(input)).await?;
    Ok(S3Response::new(output!(HeadObjectOutput, &found)))
}
