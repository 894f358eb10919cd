//! The closed list of what can be asked of an instance. A request is parsed into one [`Operation`] before anything
//! else happens; what does not parse is refused, and what is sent upstream is built from the operation alone.

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
    },
    /// At most 1,000 keys.
    DeleteObjects {
        bucket: Bucket,
        keys: Vec<Key>,
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
}

/// What kind of right an operation needs: what policy decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    ListBuckets,
    /// Learn that a bucket exists.
    InspectBucket,
    CreateBucket,
    DeleteBucket,
    List,
    Read,
    Write,
    Delete,
}

impl Operation {
    pub fn action(&self) -> Action {
        match self {
            Self::ListBuckets { .. } => Action::ListBuckets,
            Self::HeadBucket { .. } => Action::InspectBucket,
            Self::CreateBucket { .. } => Action::CreateBucket,
            Self::DeleteBucket { .. } => Action::DeleteBucket,
            Self::ListObjects { .. } => Action::List,
            Self::HeadObject { .. } | Self::GetObject { .. } => Action::Read,
            Self::PutObject { .. }
            | Self::CreateUpload { .. }
            | Self::UploadPart { .. }
            | Self::CompleteUpload { .. }
            | Self::AbortUpload { .. } => Action::Write,
            Self::DeleteObject { .. } | Self::DeleteObjects { .. } => Action::Delete,
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
            | Self::CreateUpload { bucket, .. }
            | Self::UploadPart { bucket, .. }
            | Self::CompleteUpload { bucket, .. }
            | Self::AbortUpload { bucket, .. } => Some(bucket),
        }
    }

    /// The keys the operation touches; empty for buckets and listings.
    pub fn keys(&self) -> &[Key] {
        match self {
            Self::ListBuckets { .. }
            | Self::HeadBucket { .. }
            | Self::CreateBucket { .. }
            | Self::DeleteBucket { .. }
            | Self::ListObjects { .. } => &[],
            Self::HeadObject { key, .. }
            | Self::GetObject { key, .. }
            | Self::PutObject { key, .. }
            | Self::DeleteObject { key, .. }
            | Self::CreateUpload { key, .. }
            | Self::UploadPart { key, .. }
            | Self::CompleteUpload { key, .. }
            | Self::AbortUpload { key, .. } => std::slice::from_ref(key),
            Self::DeleteObjects { keys, .. } => keys,
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
    /// 1 to 1,000.
    pub limit: u16,
}

/// One byte range of RFC 9110 §14.1.2, forwarded verbatim; several ranges are not offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// `bytes=first-last`, both included.
    Bounded { first: u64, last: u64 },
    /// `bytes=first-`
    From { first: u64 },
    /// `bytes=-length`
    Suffix { length: u64 },
}

impl ByteRange {
    /// Reads a `Range` header; `None` means "answer with the whole object", as RFC 9110 asks for what is not understood.
    pub fn parse(header: &str) -> Option<Self> {
        let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
        match (first.trim(), last.trim()) {
            ("", length) => Some(Self::Suffix { length: parse_digits(length)? }),
            (first, "") => Some(Self::From { first: parse_digits(first)? }),
            (first, last) => {
                let (first, last) = (parse_digits(first)?, parse_digits(last)?);
                (first <= last).then_some(Self::Bounded { first, last })
            }
        }
    }

    /// The value of the `Range` header.
    pub fn header(self) -> String {
        match self {
            Self::Bounded { first, last } => format!("bytes={first}-{last}"),
            Self::From { first } => format!("bytes={first}-"),
            Self::Suffix { length } => format!("bytes=-{length}"),
        }
    }
}

fn parse_digits(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
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

/// Headers stored with an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectHeaders {
    pub content_type: Option<String>,
}

/// An upstream's name for an unfinished multipart upload: opaque, 1 to 1,024 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadId(String);

impl UploadId {
    pub fn parse(text: &str) -> Option<Self> {
        let known = !text.is_empty()
            && text.len() <= 1024
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        known.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 1 to 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartNumber(u16);

impl PartNumber {
    pub fn new(number: u16) -> Option<Self> {
        (1..=10_000).contains(&number).then_some(Self(number))
    }

    pub fn get(self) -> u16 {
        self.0
    }
}

/// A part as the store confirmed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub number: PartNumber,
    /// Entity tag without quotes.
    pub etag: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_forwarded_as_it_was_understood() {
        let check = |header: &str, expected: Option<&str>| {
            assert_eq!(
                ByteRange::parse(header).map(ByteRange::header).as_deref(),
                expected,
                "{header}"
            );
        };
        check("bytes=0-99", Some("bytes=0-99"));
        check("bytes=100-", Some("bytes=100-"));
        check("bytes=-5", Some("bytes=-5"));
        check("bytes=5-1", None);
        check("bytes=0-1,5-6", None);
        check("bytes=+1-2", None);
        check("items=0-1", None);
        check("bytes=-", None);
        check("bytes=0-99999999999999999999", None);
    }
}
