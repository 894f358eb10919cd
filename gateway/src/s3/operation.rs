//! The closed list of what can be asked of an instance. A request is parsed into one [`Operation`] before anything
//! else happens; what does not parse is refused, and what is sent upstream is built from the operation alone.

mod ids;
mod range;
mod write;

pub use self::ids::{
    ObjectVersion, Part, PartNumber, UploadId, UploadMarker, UploadsPage, VersionId, VersionMarker,
};
pub use self::range::ByteRange;
pub use self::write::{
    CopiedAttributes, CopySource, Deletion, ObjectHeaders, Tags, WriteCondition,
};
use super::call::Call;
use super::names::{Bucket, InstanceId, Key, Prefix};

/// What is asked, with everything that will be sent except bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Is the instance there, and which buckets has it? `GET /`. Cellier's own, and the catalogue of public instances.
    ListBuckets {
        instance: InstanceId,
    },
    HeadBucket {
        bucket: Bucket,
    },
    CreateBucket {
        bucket: Bucket,
    },
    DeleteBucket {
        bucket: Bucket,
    },
    ListObjects {
        bucket: Bucket,
        page: ListPage,
    },
    HeadObject {
        bucket: Bucket,
        key: Key,
    },
    GetObject {
        bucket: Bucket,
        key: Key,
        range: Option<ByteRange>,
        conditions: ReadConditions,
    },
    PutObject {
        bucket: Bucket,
        key: Key,
        condition: WriteCondition,
        headers: ObjectHeaders,
    },
    DeleteObject {
        bucket: Bucket,
        key: Key,
        deletion: Deletion,
    },
    /// At most 1,000 keys.
    DeleteObjects {
        bucket: Bucket,
        keys: Vec<Key>,
    },
    /// Removes versions for good; at most 1,000.
    DeleteVersions {
        bucket: Bucket,
        versions: Vec<ObjectVersion>,
    },
    /// Every version and delete marker of a bucket, page by page.
    ListVersions {
        bucket: Bucket,
        after: Option<VersionMarker>,
    },
    /// Inside one instance, without the bytes passing through the gateway. Authorised as a read of the source and a
    /// write of the target.
    CopyObject {
        bucket: Bucket,
        key: Key,
        source: CopySource,
        condition: WriteCondition,
        attributes: CopiedAttributes,
    },
    /// `GetObjectTagging`
    GetTags {
        bucket: Bucket,
        key: Key,
    },
    /// `PutObjectTagging`: all of them are replaced.
    PutTags {
        bucket: Bucket,
        key: Key,
        tags: Tags,
    },
    CreateUpload {
        bucket: Bucket,
        key: Key,
        headers: ObjectHeaders,
    },
    UploadPart {
        bucket: Bucket,
        key: Key,
        upload: UploadId,
        part: PartNumber,
    },
    /// `UploadPartCopy`: as [`Operation::CopyObject`], for a part of an upload.
    CopyPart {
        bucket: Bucket,
        key: Key,
        upload: UploadId,
        part: PartNumber,
        source: CopySource,
        /// First and last byte, both included.
        range: (u64, u64),
    },
    CompleteUpload {
        bucket: Bucket,
        key: Key,
        upload: UploadId,
        parts: Vec<Part>,
        condition: WriteCondition,
    },
    AbortUpload {
        bucket: Bucket,
        key: Key,
        upload: UploadId,
    },
    /// What has arrived of an upload, page by page. Whoever may add to the upload may ask.
    ListParts {
        bucket: Bucket,
        key: Key,
        upload: UploadId,
        after: Option<PartNumber>,
    },
    /// The unfinished uploads of what lies below a prefix, page by page.
    ListUploads {
        bucket: Bucket,
        page: UploadsPage,
    },
    /// What a program asked over S3 of a bucket, one row of the table of calls: passed on as it is.
    Relayed {
        bucket: Bucket,
        call: Box<Call>,
    },
}

/// What kind of right an operation needs: what policy decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    ListBuckets,
    /// Learn that a bucket exists.
    InspectBucket,
    CreateBucket,
    DeleteBucket,
    /// Change how a bucket keeps its objects: whether it keeps versions.
    ConfigureBucket,
    List,
    Read,
    /// Store where nothing is yet: what never overwrites, because the write carries that condition, or because nothing
    /// stands under the key before another operation completes it.
    Add,
    Write,
    Delete,
    /// Remove versions for good, past what deletion leaves behind.
    Purge,
    /// Give others a part of what one may do oneself: grants and links. Asked of the policy alone, never of an upstream,
    /// as is the next.
    Share,
    /// Decide about the bucket: its settings, roles in its team, what is public, what others gave.
    Manage,
}

impl Action {
    /// Nothing is different afterwards.
    pub fn only_reads(self) -> bool {
        match self {
            Self::ListBuckets | Self::InspectBucket | Self::List | Self::Read => true,
            Self::CreateBucket
            | Self::DeleteBucket
            | Self::ConfigureBucket
            | Self::Add
            | Self::Write
            | Self::Delete
            | Self::Purge
            | Self::Share
            | Self::Manage => false,
        }
    }
}

impl Operation {
    pub fn action(&self) -> Action {
        match self {
            Self::ListBuckets { .. } => Action::ListBuckets,
            Self::HeadBucket { .. } => Action::InspectBucket,
            Self::CreateBucket { .. } => Action::CreateBucket,
            Self::DeleteBucket { .. } => Action::DeleteBucket,
            Self::ListObjects { .. } | Self::ListVersions { .. } | Self::ListUploads { .. } => {
                Action::List
            }
            Self::HeadObject { .. } | Self::GetObject { .. } | Self::GetTags { .. } => Action::Read,
            Self::PutObject { condition: WriteCondition::Absent, .. }
            | Self::CopyObject { condition: WriteCondition::Absent, .. }
            | Self::CompleteUpload { condition: WriteCondition::Absent, .. }
            | Self::CreateUpload { .. }
            | Self::UploadPart { .. }
            | Self::CopyPart { .. }
            | Self::ListParts { .. }
            | Self::AbortUpload { .. } => Action::Add,
            Self::PutObject { .. }
            | Self::CopyObject { .. }
            | Self::CompleteUpload { .. }
            | Self::PutTags { .. } => Action::Write,
            Self::DeleteObject { deletion: Deletion::Version(_), .. }
            | Self::DeleteVersions { .. } => Action::Purge,
            Self::DeleteObject { .. } | Self::DeleteObjects { .. } => Action::Delete,
            Self::Relayed { call, .. } => call.action(),
        }
    }

    /// Asks for no more than names and bytes of objects as they are now: no versions, no unfinished uploads, no tags.
    /// All that is public of a bucket whose owner made it so.
    pub fn is_plain_read(&self) -> bool {
        match self {
            Self::HeadBucket { .. }
            | Self::ListObjects { .. }
            | Self::HeadObject { .. }
            | Self::GetObject { .. } => true,
            Self::Relayed { call, .. } => call.is_plain_read(),
            _ => false,
        }
    }

    /// What Cellier does of its own accord in a bucket that it records: finds what was begun and never ended, and gives it
    /// up. No object is touched.
    pub fn clears_up(&self) -> bool {
        matches!(self, Self::ListUploads { .. } | Self::ListParts { .. } | Self::AbortUpload { .. })
    }

    /// What is listed lies below this; `None` for all that lists no keys, or those of the whole bucket.
    pub fn listed_prefix(&self) -> Option<&str> {
        match self {
            Self::ListObjects { page, .. } => Some(page.prefix.as_str()),
            Self::ListUploads { page, .. } => Some(page.prefix.as_str()),
            Self::Relayed { call, .. } => call.list_prefix(),
            _ => None,
        }
    }

    /// Every key in [`Operation::bucket`] that is read, written or deleted, versions included.
    pub fn touched_keys(&self) -> impl Iterator<Item = &Key> {
        let versions: &[ObjectVersion] = match self {
            Self::DeleteVersions { versions, .. } => versions,
            _ => &[],
        };
        self.keys().iter().chain(versions.iter().map(|version| &version.key))
    }

    /// The key that is read from [`Operation::source`].
    pub fn source_key(&self) -> Option<&Key> {
        match self {
            Self::CopyObject { source, .. } | Self::CopyPart { source, .. } => Some(&source.key),
            Self::Relayed { call, .. } => call.source.as_ref().map(|source| &source.key),
            _ => None,
        }
    }

    /// The bucket that is read from beside [`Operation::bucket`]: both are decided on.
    pub fn source(&self) -> Option<Bucket> {
        match self {
            Self::CopyObject { bucket, source, .. } | Self::CopyPart { bucket, source, .. } => {
                Some(source.bucket(&bucket.instance))
            }
            Self::Relayed { bucket, call } => call.source.as_ref().map(|source| Bucket {
                instance: bucket.instance.clone(),
                name: source.bucket.clone(),
            }),
            _ => None,
        }
    }

    pub fn instance(&self) -> &InstanceId {
        match self {
            Self::ListBuckets { instance } => instance,
            _ => self.bucket().map_or_else(
                || unreachable!("only ListBuckets has no bucket"),
                |bucket| &bucket.instance,
            ),
        }
    }

    /// The bucket the operation is about; `None` for the instance as a whole.
    pub fn bucket(&self) -> Option<&Bucket> {
        match self {
            Self::ListBuckets { .. } => None,
            Self::HeadBucket { bucket }
            | Self::CreateBucket { bucket }
            | Self::DeleteBucket { bucket }
            | Self::ListObjects { bucket, .. }
            | Self::HeadObject { bucket, .. }
            | Self::GetObject { bucket, .. }
            | Self::PutObject { bucket, .. }
            | Self::DeleteObject { bucket, .. }
            | Self::DeleteObjects { bucket, .. }
            | Self::DeleteVersions { bucket, .. }
            | Self::ListVersions { bucket, .. }
            | Self::CopyObject { bucket, .. }
            | Self::GetTags { bucket, .. }
            | Self::PutTags { bucket, .. }
            | Self::CopyPart { bucket, .. }
            | Self::ListUploads { bucket, .. }
            | Self::CreateUpload { bucket, .. }
            | Self::UploadPart { bucket, .. }
            | Self::CompleteUpload { bucket, .. }
            | Self::ListParts { bucket, .. }
            | Self::AbortUpload { bucket, .. }
            | Self::Relayed { bucket, .. } => Some(bucket),
        }
    }

    /// The keys the operation touches in [`Operation::bucket`]; empty for buckets, listings and versions.
    pub fn keys(&self) -> &[Key] {
        match self {
            Self::ListBuckets { .. }
            | Self::HeadBucket { .. }
            | Self::CreateBucket { .. }
            | Self::DeleteBucket { .. }
            | Self::ListObjects { .. }
            | Self::ListVersions { .. }
            | Self::ListUploads { .. }
            | Self::DeleteVersions { .. } => &[],
            Self::HeadObject { key, .. }
            | Self::GetObject { key, .. }
            | Self::PutObject { key, .. }
            | Self::DeleteObject { key, .. }
            | Self::CopyObject { key, .. }
            | Self::GetTags { key, .. }
            | Self::PutTags { key, .. }
            | Self::CreateUpload { key, .. }
            | Self::UploadPart { key, .. }
            | Self::CopyPart { key, .. }
            | Self::CompleteUpload { key, .. }
            | Self::ListParts { key, .. }
            | Self::AbortUpload { key, .. } => std::slice::from_ref(key),
            Self::DeleteObjects { keys, .. } => keys,
            Self::Relayed { call, .. } => &call.keys,
        }
    }
}

/// Which page of a listing (`ListObjectsV2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPage {
    pub prefix: Prefix,
    /// Group what lies below the next `/` into folders; otherwise every object below the prefix.
    pub folders: bool,
    /// The upstream's own continuation token, untouched.
    pub token: Option<String>,
    /// Without a token: only what comes after this, in the order of bytes; it need not be a key.
    pub after: Option<String>,
    /// 1 to 1,000.
    pub limit: u16,
}

/// Conditions of a read (RFC 9110 §13.1), forwarded verbatim once the read is permitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadConditions {
    pub if_match: Option<String>,
    pub if_none_match: Option<String>,
    pub if_modified_since: Option<String>,
    pub if_unmodified_since: Option<String>,
    pub if_range: Option<String>,
}
