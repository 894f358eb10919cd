use serde::{Deserialize, Serialize};

/// Keys and prefixes that one selection may name. A folder is one prefix, however much lies below it.
pub const SELECTION_ITEMS_MAX: usize = 10_000;

/// Objects in one archive. More than this is for a manifest.
pub const ARCHIVE_OBJECTS_MAX: u64 = 100_000;

/// Objects in an archive for somebody who did not sign in.
pub const ARCHIVE_OBJECTS_ANONYMOUS_MAX: u64 = 10_000;

/// Objects in one manifest.
pub const MANIFEST_OBJECTS_MAX: u64 = 1_000_000;

/// Objects in a manifest of checksums, each of which is asked of the storage by itself.
pub const SHA256SUMS_OBJECTS_MAX: u64 = 10_000;

/// What is to be taken out of one bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Selection {
    pub place: SelectionPlace,
    /// The folder the person is in: what names are relative to. Ends in `/`, or is empty for the root of the bucket;
    /// a key that does not begin with it keeps its whole name.
    #[serde(default)]
    pub base: String,
    /// Single objects.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Folders: everything below, all levels. `""` is the whole bucket.
    #[serde(default)]
    pub prefixes: Vec<String>,
}

/// A bucket, by instance, or a public dataset, by its bucket alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SelectionPlace {
    /// Absent: `bucket` is the name of a dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    pub bucket: String,
}

/// `POST /api/archives`: checks that everything selected is there and may be read, and answers [`Archive`] with 201.
///
/// Else nothing is prepared: `archive-refused` (409) with what stands in the way in [`crate::Problem::objects`],
/// `too-large` (413) beyond [`ARCHIVE_OBJECTS_MAX`], `slow-down` (429) when the caller has too many archives under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateArchive {
    pub selection: Selection,
    /// What the file is called, with or without `.zip`; without it, it is called like the folder or the bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An archive that is ready to be fetched, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Archive {
    /// `/api/archives/{id}`: to be opened once, in the same session, before `expires_at`. Answers the zip as an
    /// attachment; objects that could not be read any more are named in its `MISSING.txt`.
    pub url: String,
    /// File name, with `.zip`.
    pub name: String,
    /// How many objects there will be.
    pub objects: u64,
    /// Bytes of the objects.
    pub bytes: u64,
    /// Bytes of the zip if nothing fails on the way.
    pub size: u64,
    /// RFC 3339.
    pub expires_at: String,
}

/// `POST /api/manifests`: a text file that lists what is selected for programs that fetch by themselves. Answers the
/// text as an attachment, streamed while the bucket is being listed; an answer that breaks off is not whole.
///
/// In private buckets each object's address opens that object alone, without a cookie, until the session ends and for
/// twelve hours at most; the person's rights are asked each time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateManifest {
    pub selection: Selection,
    pub format: ManifestFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ManifestFormat {
    /// One address a line: `urls.txt`.
    Urls,
    /// For `sha256sum --check`: `SHA256SUMS`. What the storage knows no digest of is in a comment.
    Sha256sums,
    /// For `aria2c --input-file=`: addresses with the file each becomes.
    Aria2,
    /// A shell script of `rclone copyurl`.
    Rclone,
    /// A shell script of `aws s3 cp`; needs an access key.
    Aws,
}

impl ManifestFormat {
    /// What the file is called.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Urls => "urls.txt",
            Self::Sha256sums => "SHA256SUMS",
            Self::Aria2 => "aria2.txt",
            Self::Rclone => "rclone.sh",
            Self::Aws => "aws.sh",
        }
    }
}
