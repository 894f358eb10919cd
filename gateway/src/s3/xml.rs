//! The XML of S3: answers are read, requests written. No document type, no entities but the five of XML itself and
//! character references, no more than [`DEPTH_MAX`] levels; whoever calls limits the bytes.

mod answer;
mod buckets;
mod deletions;
mod element;
mod listing;
mod parts;
mod relayed;
mod request;
mod scan;
mod tags;
mod versions;

pub use self::answer::{
    DeletedObjects, Refusal, RefusedVersions, Written, parse_buckets, parse_completed_upload,
    parse_copied_object, parse_copied_part, parse_created_upload, parse_deleted_objects,
    parse_error, parse_refused_versions,
};
pub use self::buckets::{OwnedBucket, location, owned_buckets, parse_location};
pub use self::deletions::{
    WishedDeletion, WishedDeletions, deletions, one_answer, parse_deletions, root,
};
pub use self::listing::{
    ListedEntry, ListedObject, ObjectPage, ShownEntry, ShownObject, ShownPage, parse_objects,
    show_objects,
};
pub use self::parts::{ListedPart, PartPage, parse_completion, parse_parts};
pub use self::relayed::{before_root, error, error_fields, with_location, with_owner};
pub use self::request::{
    complete_upload, create_bucket, delete_objects, delete_versions, fits_xml,
};
pub use self::tags::{parse_tags, parse_wished_tags, tagging};
pub use self::versions::{ListedUpload, UploadPage, VersionPage, parse_uploads, parse_versions};

/// Levels of elements; S3's own documents have at most five.
pub const DEPTH_MAX: usize = 8;

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    #[error("the document is not UTF-8")]
    Encoding(#[source] std::str::Utf8Error),
    #[error("the document is not well-formed XML")]
    Syntax(#[source] quick_xml::Error),
    #[error("the document declares a document type")]
    DocumentType,
    #[error("the document holds an entity that is not one of XML's own")]
    Entity,
    #[error("the document is nested too deeply")]
    Depth,
    #[error("the document is cut off")]
    Incomplete,
    #[error("the document is `{found}` and not `{expected}`")]
    Root { expected: &'static str, found: String },
    #[error("`{0}` is missing or unreadable")]
    Field(&'static str),
}
