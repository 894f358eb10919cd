//! What the gateway and the page say to each other: plain data, serde only.
//!
//! Conventions (docs/api.md): JSON in `snake_case`; times are RFC 3339 in UTC; sizes are bytes; object keys travel
//! whole, as `?key=` or as a string, never as path segments; every failure is a [`Problem`].

mod access_key;
mod activity;
mod archive;
mod arrival;
mod bucket;
mod copy;
mod dataset;
mod grant;
mod instance;
mod kind;
mod link;
mod listing;
mod object;
mod preferences;
mod presigned;
mod problem;
mod publication;
mod rendering;
mod search;
mod session;
mod summary;
mod tags;
mod team;
mod upload;

pub use access_key::{
    AccessKey, AccessKeyBucket, AccessKeyList, ChangeAccessKey, CreateAccessKey, CreatedAccessKey,
};
pub use activity::{
    ACTIVITY_LIMIT_MAX, Act, ActivityAmount, ActivityEntry, ActivityPage, ActivityTeam,
    ActivityViews, Way,
};
pub use archive::{
    ARCHIVE_OBJECTS_ANONYMOUS_MAX, ARCHIVE_OBJECTS_MAX, Archive, CreateArchive, CreateManifest,
    MANIFEST_OBJECTS_MAX, ManifestFormat, SELECTION_ITEMS_MAX, SHA256SUMS_OBJECTS_MAX, Selection,
    SelectionPlace,
};
pub use arrival::{ARRIVAL_NEWS_MAX, ARRIVAL_SENDERS_MAX, ArrivalNews, LinkArrivals, SeeArrivals};
pub use bucket::{Bucket, BucketList, CreateBucket};
pub use copy::{
    COPY_OBJECTS_MAX, Collision, CopyNews, CopyObject, CopyObjects, CopyOutcome, Place,
};
pub use dataset::{Dataset, DatasetList, Readme};
pub use grant::{
    ChangeGrant, CreateGrant, FOUND_MAX, Found, FoundTeam, GRANTS_LIMIT_MAX, GRANTS_SHOWN_MAX,
    Grant, GrantList, GrantTo, Grantee, Role, SEARCH_CHARACTERS_MIN, SharedLink, SharedPlaces,
    SharingOwner, Somebody, WhoSees,
};
pub use instance::{
    Creation, Instance, InstanceKind, InstanceList, InstanceStatus, LocalizedText, UploadChecksum,
};
pub use kind::Kind;
pub use link::{
    Arrival, ArrivalList, ChangeLink, CreateLink, LINK_DOWNLOADS_MAX, LINK_ITEMS_MAX,
    LINK_LABEL_CHARACTERS_MAX, LINK_MESSAGE_CHARACTERS_MAX, LINK_PASSWORD_CHARACTERS_MAX,
    LINK_PASSWORD_CHARACTERS_MIN, LINKS_LIMIT_MAX, Link, LinkExpiry, LinkList, LinkTerms, Receipt,
    UploadTerms,
};
pub use listing::{Entry, LISTING_LIMIT_MAX, Listing};
pub use object::{
    DeleteObjects, DeleteReport, DeletedObject, EditDetails, METADATA_BYTES_MAX, ObjectDetails,
};
pub use preferences::{ChangePreferences, PREFERENCES_BYTES_MAX, Preferences};
pub use presigned::{CreatePresigned, Presigned};
pub use problem::{ObjectProblem, Problem, ProblemKind};
pub use publication::{
    PublicationReview, Publish, Publishing, REVIEWED_KEYS_MAX, REVIEWED_OBJECTS_MAX, to_confirm,
};
pub use rendering::{MARKDOWN_BYTES_MAX, NOTEBOOK_BYTES_MAX, Rendering, RenderingKind, Truncated};
pub use search::{SEARCH_FOUND_MAX, SearchNews};
pub use session::{Person, S3Side, Session};
pub use summary::{Emptied, Summary};
pub use tags::{TAG_NAME_CHARACTERS_MAX, TAG_VALUE_CHARACTERS_MAX, TAGS_MAX, Tags};
pub use team::{
    BucketSettings, BucketTeam, ChangeMember, CreateTeamBucket, Member, MemberList, Team,
    TeamBucket, TeamList, TeamRole,
};
pub use upload::{
    ArrivedPart, ArrivedParts, CompleteUpload, FoundBy, NextUploads, StartedUpload, StoredObject,
    UPLOADS_LIMIT_MAX, UnfinishedUpload, UnfinishedUploads, UploadedPart, Whole,
};

/// What a person may do in a bucket; what is missing is shown disabled, with the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// List folders and read objects.
    Read,
    /// Put objects where none is yet.
    Add,
    /// Put and overwrite objects.
    Write,
    /// Delete objects.
    Delete,
    /// Delete the bucket itself.
    DeleteBucket,
    /// Give grants and make links, of what one may do oneself.
    Share,
    /// Decide about the bucket: settings, roles, what is public, what others shared.
    Manage,
}

/// The header that every request which changes something carries, so that no foreign form can forge it.
pub const CSRF_HEADER: &str = "x-cellier-request";
