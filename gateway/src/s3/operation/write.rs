//! What a write asks for beside its bytes.

use std::collections::BTreeMap;

use super::ids::VersionId;
use crate::s3::names::{Bucket, BucketName, InstanceId, Key};

/// Condition of a write (S3 User Guide, "Conditional writes").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WriteCondition {
    /// Write whatever is there.
    #[default]
    Always,
    /// Only where no object bears the key: `If-None-Match: *`.
    Absent,
    /// Only over this version: `If-Match: "etag"`; here without quotes.
    Unchanged { etag: String },
}

/// What is stored with an object beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectHeaders {
    pub content_type: Option<String>,
    pub cache_control: Option<String>,
    pub content_disposition: Option<String>,
    pub content_language: Option<String>,
    pub content_encoding: Option<String>,
    pub expires: Option<String>,
    /// `None`: the usual one.
    pub storage_class: Option<String>,
    /// By name without `x-amz-meta-`; any text, encoded where headers cannot hold it.
    pub metadata: BTreeMap<String, String>,
    pub tags: Tags,
}

/// By name.
pub type Tags = BTreeMap<String, String>;

/// What is copied, on the instance it is copied on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopySource {
    pub bucket: BucketName,
    pub key: Key,
    /// Only this version (`x-amz-copy-source-if-match`); entity tag without quotes.
    pub etag: Option<String>,
}

impl CopySource {
    pub fn bucket(&self, instance: &InstanceId) -> Bucket {
        Bucket { instance: instance.clone(), name: self.bucket.clone() }
    }
}

/// What a copy carries beside the bytes. Tags always come along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopiedAttributes {
    /// As the source has them. Servers put a copy into the usual storage class unless told otherwise.
    Kept { storage_class: Option<String> },
    /// These instead of the source's; their tags are not looked at.
    Replaced(Box<ObjectHeaders>),
}

/// What a deletion is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// Whatever the key holds now. A bucket that keeps versions keeps this one too.
    Newest,
    /// Only this: `If-Match: "etag"`; here without quotes.
    Unchanged { etag: String },
    /// This version, for good.
    Version(VersionId),
}
