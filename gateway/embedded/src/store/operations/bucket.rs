//! Operations on buckets.

use s3s::dto::*;
use s3s::{S3ErrorCode, S3Request, S3Response, S3Result};

use super::owner;
use crate::store::buckets::{self, Bucket as Record, Versioning};
use crate::store::failure::Failure;
use crate::store::{Inner, clock};

/// Buckets of one answer.
const PAGE_BUCKETS_MAX: usize = 10_000;

/// The record of a bucket that must exist.
pub async fn found(store: &Inner, name: &str) -> Result<Record, Failure> {
    let name = name.to_owned();
    store.readers.read(move |records| buckets::find(records, &name)).await
}

pub async fn list_buckets(
    store: &Inner,
    request: S3Request<ListBucketsInput>,
) -> S3Result<S3Response<ListBucketsOutput>> {
    let ListBucketsInput { continuation_token, max_buckets, prefix, .. } = request.input;
    let asked = usize::try_from(max_buckets.unwrap_or(i32::MAX)).unwrap_or(0);
    let count_max = asked.clamp(1, PAGE_BUCKETS_MAX);
    let (wanted, after) = (prefix.clone().unwrap_or_default(), continuation_token);
    let mut records = store
        .readers
        .read(move |records| {
            buckets::list(records, &wanted, &after.unwrap_or_default(), count_max + 1)
        })
        .await?;
    let more = count_max < records.len();
    records.truncate(count_max);
    let continuation_token =
        records.last().filter(|_| more).map(|bucket: &Record| bucket.name.clone());
    let buckets = records.into_iter().map(|bucket| Bucket {
        name: Some(bucket.name),
        creation_date: Some(clock::timestamp(bucket.created_ms)),
        bucket_region: Some(store.region.clone()),
    });
    Ok(S3Response::new(ListBucketsOutput {
        buckets: Some(buckets.collect()),
        continuation_token,
        owner: owner(),
        prefix,
    }))
}

pub async fn create_bucket(
    store: &Inner,
    request: S3Request<CreateBucketInput>,
) -> S3Result<S3Response<CreateBucketOutput>> {
    let input = request.input;
    if input.object_lock_enabled_for_bucket == Some(true) {
        let message = "Object lock is not implemented.";
        return Err(Failure::Refused(S3ErrorCode::NotImplemented, message).into());
    }
    let location = Some(format!("/{}", input.bucket));
    if !store.writer.write(move |change| buckets::create(change, &input.bucket)).await? {
        let message = "The bucket exists already and is yours.";
        return Err(Failure::Refused(S3ErrorCode::BucketAlreadyOwnedByYou, message).into());
    }
    Ok(S3Response::new(CreateBucketOutput { location }))
}

pub async fn head_bucket(
    store: &Inner,
    request: S3Request<HeadBucketInput>,
) -> S3Result<S3Response<HeadBucketOutput>> {
    found(store, &request.input.bucket).await?;
    let bucket_region = Some(store.region.clone());
    Ok(S3Response::new(HeadBucketOutput { bucket_region, ..Default::default() }))
}

pub async fn delete_bucket(
    store: &Inner,
    request: S3Request<DeleteBucketInput>,
) -> S3Result<S3Response<DeleteBucketOutput>> {
    store.writer.write(move |change| buckets::delete(change, &request.input.bucket)).await?;
    Ok(S3Response::new(DeleteBucketOutput {}))
}

pub async fn get_bucket_location(
    store: &Inner,
    request: S3Request<GetBucketLocationInput>,
) -> S3Result<S3Response<GetBucketLocationOutput>> {
    found(store, &request.input.bucket).await?;
    let location_constraint = Some(BucketLocationConstraint::from(store.region.clone()));
    Ok(S3Response::new(GetBucketLocationOutput { location_constraint }))
}

pub async fn get_bucket_versioning(
    store: &Inner,
    request: S3Request<GetBucketVersioningInput>,
) -> S3Result<S3Response<GetBucketVersioningOutput>> {
    let status = match found(store, &request.input.bucket).await?.versioning {
        Versioning::Never => None,
        Versioning::Enabled => Some(BucketVersioningStatus::ENABLED),
        Versioning::Suspended => Some(BucketVersioningStatus::SUSPENDED),
    };
    let status = status.map(BucketVersioningStatus::from_static);
    Ok(S3Response::new(GetBucketVersioningOutput { status, ..Default::default() }))
}

pub async fn put_bucket_versioning(
    store: &Inner,
    request: S3Request<PutBucketVersioningInput>,
) -> S3Result<S3Response<PutBucketVersioningOutput>> {
    let PutBucketVersioningInput { bucket, versioning_configuration, .. } = request.input;
    let status = versioning_configuration.status;
    let state = match status.as_ref().map(BucketVersioningStatus::as_str) {
        Some(BucketVersioningStatus::ENABLED) => Versioning::Enabled,
        Some(BucketVersioningStatus::SUSPENDED) => Versioning::Suspended,
        _ => {
            let message = "The versioning status must be Enabled or Suspended.";
            return Err(Failure::Refused(
                S3ErrorCode::IllegalVersioningConfigurationException,
                message,
            )
            .into());
        }
    };
    store.writer.write(move |change| buckets::set_versioning(change, &bucket, state)).await?;
    Ok(S3Response::new(PutBucketVersioningOutput {}))
}
