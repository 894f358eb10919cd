//! Copying objects inside the store.

use s3s::dto::{
    ChecksumType, CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource,
    MetadataDirective, ObjectCannedACL, StorageClass, TaggingDirective,
};
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::put::refuse_unsupported;
use super::{bucket, quoted, told_version};
use crate::store::attributes::{Attributes, attributes_of};
use crate::store::blobs::Placed;
use crate::store::buckets;
use crate::store::conditions::{ReadConditions, WriteConditions};
use crate::store::digest::set_checksums;
use crate::store::failure::Failure;
use crate::store::intake::{BODY_BYTES_MAX, Body, blocking};
use crate::store::reading::{self, Content, Opened};
use crate::store::tags::{self, Tags};
use crate::store::versions::{self, Arrival, Segment};
use crate::store::writer::Change;
use crate::store::{Inner, clock};

/// The source of a copy, held open.
pub struct Source {
    pub opened: Opened,
    /// The version to tell, in a bucket that has versions.
    pub version_id: Option<String>,
}

/// Opens what `x-amz-copy-source` names.
pub async fn source(
    store: &Inner,
    source: &CopySource,
    conditions: ReadConditions,
) -> Result<(Source, bool), Failure> {
    let CopySource::Bucket { bucket: name, key, version_id } = source else {
        let message = "Copying through access points is not implemented.";
        return Err(Failure::Refused(S3ErrorCode::NotImplemented, message));
    };
    let bucket = bucket::found(store, name).await?;
    let opened = reading::open(store, bucket.id, key, version_id.as_deref()).await?;
    conditions.check_source(&opened.version)?;
    let told = told_version(bucket.versioning, opened.version.id.clone());
    Ok((Source { opened, version_id: told }, version_id.is_some()))
}

/// Collects the conditions that both kinds of copy put on their source.
macro_rules! source_conditions {
    ($input:expr) => {
        $crate::store::conditions::ReadConditions {
            matching: $input.copy_source_if_match.take(),
            none_matching: $input.copy_source_if_none_match.take(),
            modified_since: $input.copy_source_if_modified_since.take(),
            unmodified_since: $input.copy_source_if_unmodified_since.take(),
        }
    };
}
pub(super) use source_conditions;

pub async fn copy_object(
    store: &Inner,
    request: S3Request<CopyObjectInput>,
) -> S3Result<S3Response<CopyObjectOutput>> {
    let conditions = WriteConditions::of_headers(&request.headers)?;
    let mut input = request.input;
    refuse_unsupported!(input);
    let (source, of_version) = source(store, &input.copy_source, source_conditions!(input)).await?;
    let replace_metadata =
        input.metadata_directive.as_ref().is_some_and(|d| d.as_str() == MetadataDirective::REPLACE);
    let replace_tags =
        input.tagging_directive.as_ref().is_some_and(|d| d.as_str() == TaggingDirective::REPLACE);
    if !replace_metadata && !of_version && is_itself(&input) {
        let message = "An object can be copied to itself only with other metadata.";
        return Err(Failure::Refused(S3ErrorCode::InvalidRequest, message).into());
    }
    let Source { opened, version_id: copy_source_version_id } = source;
    if BODY_BYTES_MAX < opened.version.size {
        let message = "The source is larger than 5 GiB; copy it in parts.";
        return Err(Failure::Refused(S3ErrorCode::InvalidRequest, message).into());
    }
    let checksums = opened.version.attributes.checksums.clone();
    let attributes = if replace_metadata {
        Attributes { checksums: checksums.clone(), ..attributes_of!(input) }
    } else {
        opened.version.attributes.clone()
    };
    let tags = replace_tags.then(|| tags::parse_header(input.tagging.as_deref())).transpose()?;
    let etag = opened.version.etag.clone();
    let body = duplicate(store, opened).await?;
    let (bucket, key) = (input.bucket, input.key);
    let put = store.writer.write(move |change| {
        let copy = Copy { body, attributes, tags, conditions };
        put_copy(change, &bucket, &key, copy).map(|id| (id, change.now_ms))
    });
    let (version_id, now_ms) = put.await?;
    let mut result = CopyObjectResult {
        checksum_type: Some(ChecksumType::from_static(checksums.kind.name())),
        e_tag: Some(quoted(etag)),
        last_modified: Some(clock::timestamp(now_ms)),
        ..Default::default()
    };
    set_checksums!(result, checksums);
    Ok(S3Response::new(CopyObjectOutput {
        copy_object_result: Some(result),
        copy_source_version_id,
        version_id,
        ..Default::default()
    }))
}

fn is_itself(input: &CopyObjectInput) -> bool {
    matches!(&input.copy_source, CopySource::Bucket { bucket, key, .. }
        if **bucket == *input.bucket && **key == *input.key)
}

/// A body of its own for the copy, with where it came from.
struct Duplicate {
    seq: i64,
    size: u64,
    etag: String,
    parts: Option<u32>,
    body: DuplicateBody,
}

enum DuplicateBody {
    Inline(Body),
    Blobs(Vec<(Segment, Placed)>),
}

/// What is recorded of a copy, and when it is not.
struct Copy {
    body: Duplicate,
    attributes: Attributes,
    /// `None`: the source's.
    tags: Option<Tags>,
    conditions: WriteConditions,
}

/// Gives the copy blobs of its own without reading them.
async fn duplicate(store: &Inner, opened: Opened) -> Result<Duplicate, Failure> {
    let Opened { version, content } = opened;
    store.check_ballast().await?;
    let mut reservation = store.space.reservation();
    reservation.grow(version.size)?;
    let body = match content {
        Content::Inline(bytes) => DuplicateBody::Inline(Body::Inline(bytes, reservation)),
        Content::Blobs(segments, lease) => {
            let blobs = std::sync::Arc::clone(&store.blobs);
            let space = std::sync::Arc::clone(&store.space);
            DuplicateBody::Blobs(
                blocking(move || {
                    let _in_place = (lease, reservation);
                    let copies = segments.into_iter().map(|segment| {
                        let copy = blobs.duplicate(&segment.blob, space.reservation())?;
                        Ok::<_, std::io::Error>((segment, copy))
                    });
                    copies.collect::<Result<Vec<_>, _>>()
                })
                .await??,
            )
        }
    };
    let (seq, size, etag, parts) = (version.seq, version.size, version.etag, version.parts);
    Ok(Duplicate { seq, size, etag, parts, body })
}

fn put_copy(
    change: &mut Change<'_>,
    bucket: &str,
    key: &str,
    copy: Copy,
) -> Result<Option<String>, Failure> {
    let Copy { body: copy, attributes, tags, conditions } = copy;
    let bucket = buckets::find(change.connection, bucket)?;
    if !conditions.are_none() {
        conditions.check(versions::current(change.connection, bucket.id, key)?.as_ref())?;
    }
    let tags = match tags {
        Some(tags) => tags,
        None => tags::get(change.connection, copy.seq)?,
    };
    let seq = change.next_seq()?;
    match copy.body {
        DuplicateBody::Inline(body) => {
            versions::put_body(change, seq, copy.size, &attributes.checksums, body)?;
        }
        DuplicateBody::Blobs(blobs) => {
            for (segment, blob) in blobs {
                let Segment { number, size, checksums, .. } = segment;
                versions::put_segment(change, seq, number, size, &checksums, &blob.name)?;
                change.keep_blob(blob);
            }
        }
    }
    let Duplicate { size, etag, parts, .. } = copy;
    let id =
        versions::put(change, &bucket, key, seq, &Arrival { size, etag, parts, attributes, tags })?;
    Ok(told_version(bucket.versioning, id))
}
