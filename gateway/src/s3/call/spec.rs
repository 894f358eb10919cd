//! What a row of the table says of a call.

use http::Method;

use super::table::TABLE;
use crate::s3::operation::Action;

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Service,
    Bucket,
    Object,
}

/// The methods of S3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Get,
    Head,
    Put,
    Post,
    Delete,
}

impl Verb {
    pub fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Head => Method::HEAD,
            Self::Put => Method::PUT,
            Self::Post => Method::POST,
            Self::Delete => Method::DELETE,
        }
    }
}

/// What a call brings beside its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sends {
    Nothing,
    /// An XML document with this root.
    Document {
        root: &'static str,
        bytes_max: usize,
        needed: bool,
    },
    /// The bytes of an object or a part.
    Bytes,
}

/// One row.
#[derive(Debug)]
pub struct Spec {
    pub name: Name,
    /// As the S3 API Reference calls it.
    pub title: &'static str,
    pub verb: Verb,
    pub place: Place,
    /// The parameters that make it this call: all of them are there.
    pub marks: &'static [&'static str],
    /// It is a copy: `x-amz-copy-source` is there.
    pub copies: bool,
    /// Further parameters that pass.
    pub query: &'static [&'static str],
    /// Headers that pass; `x-amz-meta-` stands for all that begin so.
    pub headers: &'static [&'static [&'static str]],
    pub sends: Sends,
    pub action: Action,
}

macro_rules! names {
    ($($name:ident),* $(,)?) => {
        /// Every call there is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Name {
            $($name),*
        }
    };
}

names! {
    ListBuckets,
    GetBucketLocation, GetBucketVersioning, PutBucketVersioning,
    ListObjectVersions, ListMultipartUploads, ListObjectsV2, ListObjects,
    HeadBucket, CreateBucket, DeleteBucket, DeleteObjects,
    ListParts, GetObjectAttributes, GetObjectTagging, GetObject, HeadObject,
    UploadPartCopy, UploadPart, PutObjectTagging, CopyObject, PutObject,
    CreateMultipartUpload, CompleteMultipartUpload,
    AbortMultipartUpload, DeleteObjectTagging, DeleteObject,
}

impl Name {
    pub fn spec(self) -> &'static Spec {
        // The table is in the order of the names: a test says so.
        &TABLE[self as usize]
    }
}
