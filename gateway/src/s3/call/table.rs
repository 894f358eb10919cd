//! The table of calls: all that programs may ask, and what passes of each.

use http::Method;

use super::spec::{Name, Place, Sends, Spec, Verb};
use crate::s3::operation::Action;

const CONFIGURATION_BYTES_MAX: usize = 64 * 1024;

/// 10,000 parts, each with a checksum.
const COMPLETION_BYTES_MAX: usize = 4 * 1024 * 1024;

/// 1,000 keys of 1,024 bytes, with their versions.
const DELETION_BYTES_MAX: usize = 2 * 1024 * 1024;

const READS: &[&str] = &[
    "range",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "if-range",
    "x-amz-checksum-mode",
];

const ATTRIBUTES: &[&str] = &[
    "content-type",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "expires",
    "x-amz-storage-class",
    "x-amz-tagging",
    "x-amz-meta-",
];

const CONDITIONS: &[&str] = &["if-match", "if-none-match"];

const CHECKSUMS: &[&str] = &[
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
];

const MD5: &[&str] = &["content-md5"];

const CHECKSUM_KIND: &[&str] = &["x-amz-checksum-algorithm", "x-amz-checksum-type"];

const SOURCE_CONDITIONS: &[&str] = &[
    "x-amz-copy-source-if-match",
    "x-amz-copy-source-if-none-match",
    "x-amz-copy-source-if-modified-since",
    "x-amz-copy-source-if-unmodified-since",
];

/// How the answer to a read is described; only with a signature.
pub const OVERRIDES: [&str; 6] = [
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
];

const READ_QUERY: &[&str] = &[
    "versionId",
    "partNumber",
    OVERRIDES[0],
    OVERRIDES[1],
    OVERRIDES[2],
    OVERRIDES[3],
    OVERRIDES[4],
    OVERRIDES[5],
];

/// A row of which only what differs from the plainest is said.
const fn row(name: Name, title: &'static str, verb: Verb, place: Place, action: Action) -> Spec {
    Spec {
        name,
        title,
        verb,
        place,
        marks: &[],
        copies: false,
        query: &[],
        headers: &[],
        sends: Sends::Nothing,
        action,
    }
}

/// Of the rows of one method and place, those with more marks come first.
pub static TABLE: [Spec; 27] = {
    use Place::{Bucket, Object, Service};
    [
        Spec {
            query: &["bucket-region", "continuation-token", "max-buckets", "prefix"],
            ..row(Name::ListBuckets, "ListBuckets", Verb::Get, Service, Action::ListBuckets)
        },
        Spec {
            marks: &["location"],
            ..row(
                Name::GetBucketLocation,
                "GetBucketLocation",
                Verb::Get,
                Bucket,
                Action::InspectBucket,
            )
        },
        Spec {
            marks: &["versioning"],
            ..row(
                Name::GetBucketVersioning,
                "GetBucketVersioning",
                Verb::Get,
                Bucket,
                Action::InspectBucket,
            )
        },
        Spec {
            marks: &["versioning"],
            sends: Sends::Document {
                root: "VersioningConfiguration",
                bytes_max: CONFIGURATION_BYTES_MAX,
                needed: true,
            },
            ..row(
                Name::PutBucketVersioning,
                "PutBucketVersioning",
                Verb::Put,
                Bucket,
                Action::ConfigureBucket,
            )
        },
        Spec {
            marks: &["versions"],
            query: &[
                "delimiter",
                "encoding-type",
                "key-marker",
                "max-keys",
                "prefix",
                "version-id-marker",
            ],
            headers: &[&["x-amz-optional-object-attributes"]],
            ..row(Name::ListObjectVersions, "ListObjectVersions", Verb::Get, Bucket, Action::List)
        },
        Spec {
            marks: &["uploads"],
            query: &[
                "delimiter",
                "encoding-type",
                "key-marker",
                "max-uploads",
                "prefix",
                "upload-id-marker",
            ],
            ..row(
                Name::ListMultipartUploads,
                "ListMultipartUploads",
                Verb::Get,
                Bucket,
                Action::List,
            )
        },
        Spec {
            marks: &["list-type"],
            query: &[
                "continuation-token",
                "delimiter",
                "encoding-type",
                "fetch-owner",
                "max-keys",
                "prefix",
                "start-after",
            ],
            headers: &[&["x-amz-optional-object-attributes"]],
            ..row(Name::ListObjectsV2, "ListObjectsV2", Verb::Get, Bucket, Action::List)
        },
        Spec {
            query: &["delimiter", "encoding-type", "marker", "max-keys", "prefix"],
            headers: &[&["x-amz-optional-object-attributes"]],
            ..row(Name::ListObjects, "ListObjects", Verb::Get, Bucket, Action::List)
        },
        row(Name::HeadBucket, "HeadBucket", Verb::Head, Bucket, Action::InspectBucket),
        Spec {
            sends: Sends::Document {
                root: "CreateBucketConfiguration",
                bytes_max: CONFIGURATION_BYTES_MAX,
                needed: false,
            },
            ..row(Name::CreateBucket, "CreateBucket", Verb::Put, Bucket, Action::CreateBucket)
        },
        row(Name::DeleteBucket, "DeleteBucket", Verb::Delete, Bucket, Action::DeleteBucket),
        Spec {
            marks: &["delete"],
            sends: Sends::Document { root: "Delete", bytes_max: DELETION_BYTES_MAX, needed: true },
            ..row(Name::DeleteObjects, "DeleteObjects", Verb::Post, Bucket, Action::Delete)
        },
        Spec {
            marks: &["uploadId"],
            query: &["encoding-type", "max-parts", "part-number-marker"],
            ..row(Name::ListParts, "ListParts", Verb::Get, Object, Action::Read)
        },
        Spec {
            marks: &["attributes"],
            query: &["versionId"],
            headers: &[&["x-amz-object-attributes", "x-amz-max-parts", "x-amz-part-number-marker"]],
            ..row(Name::GetObjectAttributes, "GetObjectAttributes", Verb::Get, Object, Action::Read)
        },
        Spec {
            marks: &["tagging"],
            query: &["versionId"],
            ..row(Name::GetObjectTagging, "GetObjectTagging", Verb::Get, Object, Action::Read)
        },
        Spec {
            query: READ_QUERY,
            headers: &[READS],
            ..row(Name::GetObject, "GetObject", Verb::Get, Object, Action::Read)
        },
        Spec {
            query: READ_QUERY,
            headers: &[READS],
            ..row(Name::HeadObject, "HeadObject", Verb::Head, Object, Action::Read)
        },
        Spec {
            marks: &["partNumber", "uploadId"],
            copies: true,
            headers: &[SOURCE_CONDITIONS, &["x-amz-copy-source-range"]],
            ..row(Name::UploadPartCopy, "UploadPartCopy", Verb::Put, Object, Action::Write)
        },
        Spec {
            marks: &["partNumber", "uploadId"],
            headers: &[CHECKSUMS, MD5],
            sends: Sends::Bytes,
            ..row(Name::UploadPart, "UploadPart", Verb::Put, Object, Action::Write)
        },
        Spec {
            marks: &["tagging"],
            query: &["versionId"],
            sends: Sends::Document {
                root: "Tagging",
                bytes_max: CONFIGURATION_BYTES_MAX,
                needed: true,
            },
            ..row(Name::PutObjectTagging, "PutObjectTagging", Verb::Put, Object, Action::Write)
        },
        Spec {
            copies: true,
            headers: &[
                ATTRIBUTES,
                CONDITIONS,
                SOURCE_CONDITIONS,
                &[
                    "x-amz-metadata-directive",
                    "x-amz-tagging-directive",
                    "x-amz-checksum-algorithm",
                ],
            ],
            ..row(Name::CopyObject, "CopyObject", Verb::Put, Object, Action::Write)
        },
        Spec {
            headers: &[ATTRIBUTES, CONDITIONS, CHECKSUMS, MD5],
            sends: Sends::Bytes,
            ..row(Name::PutObject, "PutObject", Verb::Put, Object, Action::Write)
        },
        Spec {
            marks: &["uploads"],
            headers: &[ATTRIBUTES, CHECKSUM_KIND],
            ..row(
                Name::CreateMultipartUpload,
                "CreateMultipartUpload",
                Verb::Post,
                Object,
                Action::Write,
            )
        },
        Spec {
            marks: &["uploadId"],
            headers: &[CONDITIONS, CHECKSUMS, &["x-amz-checksum-type", "x-amz-mp-object-size"]],
            sends: Sends::Document {
                root: "CompleteMultipartUpload",
                bytes_max: COMPLETION_BYTES_MAX,
                needed: true,
            },
            ..row(
                Name::CompleteMultipartUpload,
                "CompleteMultipartUpload",
                Verb::Post,
                Object,
                Action::Write,
            )
        },
        Spec {
            marks: &["uploadId"],
            ..row(
                Name::AbortMultipartUpload,
                "AbortMultipartUpload",
                Verb::Delete,
                Object,
                Action::Write,
            )
        },
        Spec {
            marks: &["tagging"],
            query: &["versionId"],
            ..row(
                Name::DeleteObjectTagging,
                "DeleteObjectTagging",
                Verb::Delete,
                Object,
                Action::Write,
            )
        },
        Spec {
            query: &["versionId"],
            headers: &[&["if-match"]],
            ..row(Name::DeleteObject, "DeleteObject", Verb::Delete, Object, Action::Delete)
        },
    ]
};

/// The row of a request; `None` where there is none.
pub(super) fn find(
    method: &Method,
    place: Place,
    pairs: &[(String, String)],
    copies: bool,
) -> Option<&'static Spec> {
    let marked = |mark: &&str| pairs.iter().any(|(name, _)| name == mark);
    TABLE.iter().find(|spec| {
        spec.verb.method() == *method
            && spec.place == place
            && spec.copies == copies
            && spec.marks.iter().all(marked)
    })
}
