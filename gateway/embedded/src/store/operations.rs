//! The S3 operations, one file a subject; what is not here answers `NotImplemented`.

use std::sync::Arc;

use s3s::dto::*;
use s3s::{S3, S3Request, S3Response, S3Result};

use super::Inner;

mod attributes;
mod bucket;
mod copy;
mod delete;
mod get;
mod list;
mod part;
pub mod put;
mod tagging;
mod upload;
mod versions;

/// The store as s3s calls it.
pub struct Operations {
    store: Arc<Inner>,
}

impl Operations {
    pub fn new(store: Arc<Inner>) -> Self {
        Self { store }
    }
}

/// Hands each operation to its function.
macro_rules! operations {
    ($($name:ident: $input:ident => $output:ident in $module:ident;)*) => {
        #[async_trait::async_trait]
        impl S3 for Operations {
            $(async fn $name(&self, request: S3Request<$input>) -> S3Result<S3Response<$output>> {
                $module::$name(&self.store, request).await
            })*
        }
    };
}

operations! {
    list_buckets: ListBucketsInput => ListBucketsOutput in bucket;
    create_bucket: CreateBucketInput => CreateBucketOutput in bucket;
    head_bucket: HeadBucketInput => HeadBucketOutput in bucket;
    delete_bucket: DeleteBucketInput => DeleteBucketOutput in bucket;
    get_bucket_location: GetBucketLocationInput => GetBucketLocationOutput in bucket;
    get_bucket_versioning: GetBucketVersioningInput => GetBucketVersioningOutput in bucket;
    put_bucket_versioning: PutBucketVersioningInput => PutBucketVersioningOutput in bucket;
    list_objects: ListObjectsInput => ListObjectsOutput in list;
    list_objects_v2: ListObjectsV2Input => ListObjectsV2Output in list;
    get_object: GetObjectInput => GetObjectOutput in get;
    head_object: HeadObjectInput => HeadObjectOutput in get;
    put_object: PutObjectInput => PutObjectOutput in put;
    delete_object: DeleteObjectInput => DeleteObjectOutput in delete;
    delete_objects: DeleteObjectsInput => DeleteObjectsOutput in delete;
    copy_object: CopyObjectInput => CopyObjectOutput in copy;
    get_object_tagging: GetObjectTaggingInput => GetObjectTaggingOutput in tagging;
    put_object_tagging: PutObjectTaggingInput => PutObjectTaggingOutput in tagging;
    delete_object_tagging: DeleteObjectTaggingInput => DeleteObjectTaggingOutput in tagging;
    get_object_attributes: GetObjectAttributesInput => GetObjectAttributesOutput in attributes;
    list_object_versions: ListObjectVersionsInput => ListObjectVersionsOutput in versions;
    create_multipart_upload: CreateMultipartUploadInput => CreateMultipartUploadOutput in upload;
    complete_multipart_upload:
        CompleteMultipartUploadInput => CompleteMultipartUploadOutput in upload;
    abort_multipart_upload: AbortMultipartUploadInput => AbortMultipartUploadOutput in upload;
    list_multipart_uploads: ListMultipartUploadsInput => ListMultipartUploadsOutput in upload;
    upload_part: UploadPartInput => UploadPartOutput in part;
    upload_part_copy: UploadPartCopyInput => UploadPartCopyOutput in part;
    list_parts: ListPartsInput => ListPartsOutput in part;
}

/// An `ETag` as s3s writes it: quoted.
fn quoted(etag: impl Into<String>) -> Option<ETag> {
    Some(ETag::Strong(etag.into()))
}

/// The id of a version as answers tell it: none in a bucket that never had versions.
pub fn told_version(versioning: super::buckets::Versioning, id: Option<String>) -> Option<String> {
    match versioning {
        super::buckets::Versioning::Never => None,
        _ => Some(id.unwrap_or_else(|| "null".to_owned())),
    }
}

/// The one owner there is.
fn owner() -> Option<Owner> {
    Some(Owner { id: Some("cellier".to_owned()), display_name: Some("cellier".to_owned()) })
}
