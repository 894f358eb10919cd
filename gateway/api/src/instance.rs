use serde::{Deserialize, Serialize};

/// `GET /api/instances`: every instance the caller may know of, in the operator's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstanceList {
    pub instances: Vec<Instance>,
}

/// One S3 storage the portal offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Instance {
    pub id: String,
    pub name: LocalizedText,
    pub description: LocalizedText,
    pub kind: InstanceKind,
    /// Classification badge, such as « Non classifié ».
    pub classification: Option<LocalizedText>,
    pub status: InstanceStatus,
    /// Whether the caller may work here; `false` shows the card locked, with why.
    pub accessible: bool,
    /// What the caller may create here; `None` when signed out, locked or public.
    pub creation: Option<Creation>,
    /// Number of the caller's buckets (of datasets, where public); `None` when it may not be said.
    pub bucket_count: Option<u32>,
    /// What to announce of each object and part that goes up here.
    #[serde(default)]
    pub upload_checksum: UploadChecksum,
}

/// The checksum that is compared at the end of the way, by the storage, so that the gateway need not compute one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum UploadChecksum {
    /// `x-amz-checksum-crc64nvme`
    #[default]
    Crc64nvme,
    /// `Content-MD5`, where the storage keeps no checksums.
    Md5,
}

/// What a person may create on a self-serve instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Creation {
    /// Name of the caller's personal bucket here.
    pub personal_bucket: String,
    pub personal_bucket_exists: bool,
    /// What a further bucket's name may begin with, such as `anne.roy.`; empty when none may be created.
    pub prefixes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InstanceKind {
    /// People create and fill their own buckets.
    SelfServe,
    /// Datasets, readable by everyone.
    Public,
}

/// Whether the upstream answered lately; one instance being down degrades its card only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum InstanceStatus {
    Available,
    /// `since`: RFC 3339, when the first of the failures in a row was seen.
    Unavailable {
        since: String,
    },
}

/// A text of the operator's in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LocalizedText {
    pub en: String,
    pub fr: String,
}
