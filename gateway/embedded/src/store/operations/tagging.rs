//! Tags of objects.

use s3s::dto::*;
use s3s::{S3Request, S3Response, S3Result};

use super::{bucket, told_version};
use crate::store::failure::Failure;
use crate::store::tags::{self, Tags};
use crate::store::{Inner, buckets, versions};

/// Replaces the tags of a version; answers the version id to tell.
async fn replace(
    store: &Inner,
    bucket: String,
    key: String,
    version_id: Option<String>,
    tags: Tags,
) -> Result<Option<String>, Failure> {
    let replaced = store.writer.write(move |change| {
        let bucket = buckets::find(change.connection, &bucket)?;
        let version = versions::find(change.connection, bucket.id, &key, version_id.as_deref())?;
        tags::put(change.connection, version.seq, &tags)?;
        Ok(told_version(bucket.versioning, version.version))
    });
    replaced.await
}

pub async fn put_object_tagging(
    store: &Inner,
    request: S3Request<PutObjectTaggingInput>,
) -> S3Result<S3Response<PutObjectTaggingOutput>> {
    let PutObjectTaggingInput { bucket, key, tagging, version_id, .. } = request.input;
    let named = tagging.tag_set.into_iter();
    let tags = named.map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default()));
    let tags = tags::check(tags.collect())?;
    let version_id = replace(store, bucket, key, version_id, tags).await?;
    Ok(S3Response::new(PutObjectTaggingOutput { version_id }))
}

pub async fn delete_object_tagging(
    store: &Inner,
    request: S3Request<DeleteObjectTaggingInput>,
) -> S3Result<S3Response<DeleteObjectTaggingOutput>> {
    let DeleteObjectTaggingInput { bucket, key, version_id, .. } = request.input;
    let version_id = replace(store, bucket, key, version_id, Tags::new()).await?;
    Ok(S3Response::with_status(
        DeleteObjectTaggingOutput { version_id },
        http::StatusCode::NO_CONTENT,
    ))
}

pub async fn get_object_tagging(
    store: &Inner,
    request: S3Request<GetObjectTaggingInput>,
) -> S3Result<S3Response<GetObjectTaggingOutput>> {
    let GetObjectTaggingInput { bucket, key, version_id, .. } = request.input;
    let bucket = bucket::found(store, &bucket).await?;
    let read = store.readers.read(move |records| {
        let version = versions::find(records, bucket.id, &key, version_id.as_deref())?;
        Ok((tags::get(records, version.seq)?, version.version))
    });
    let (tags, id) = read.await?;
    let tag_set = tags.into_iter().map(|(name, value)| Tag { key: Some(name), value: Some(value) });
    Ok(S3Response::new(GetObjectTaggingOutput {
        tag_set: tag_set.collect(),
        version_id: told_version(bucket.versioning, id),
    }))
}
