use serde::{Deserialize, Serialize};

/// An RFC 9457 problem document: the body of every error on the control plane.
///
/// `title` and `detail` are English, for programs and logs; the page words [`ProblemKind`] in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    pub title: String,
    pub status: u16,
    /// What happened, to what; only for 4xx and for what an upstream said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The bucket, key, instance or setting the problem is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The S3 error code of the upstream, when it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Finds the line in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Where several objects stand in the way: which, and why; the first 100 of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<ObjectProblem>,
}

impl Problem {
    /// With nothing more said.
    pub fn new(kind: ProblemKind, status: u16, title: impl Into<String>) -> Self {
        Self {
            kind,
            title: title.into(),
            status,
            detail: None,
            subject: None,
            code: None,
            request_id: None,
            objects: Vec::new(),
        }
    }
}

/// What is wrong with one object of many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ObjectProblem {
    pub key: String,
    #[serde(rename = "type")]
    pub kind: ProblemKind,
}

/// Each kind of failure; an older page reads a kind it does not know as [`ProblemKind::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ProblemKind {
    /// Nobody is signed in, or the session ended (401).
    #[serde(rename = "/problems/not-signed-in")]
    NotSignedIn,
    /// Known to exist, but not allowed (403).
    #[serde(rename = "/problems/denied")]
    Denied,
    /// The request did not come from our own page (403).
    #[serde(rename = "/problems/forged")]
    Forged,
    /// Does not exist, or the caller may not know that it does (404).
    #[serde(rename = "/problems/no-such-bucket")]
    NoSuchBucket,
    #[serde(rename = "/problems/no-such-object")]
    NoSuchObject,
    #[serde(rename = "/problems/no-such-instance")]
    NoSuchInstance,
    #[serde(rename = "/problems/no-such-page")]
    NoSuchPage,
    /// An unfinished upload that the store no longer knows (404).
    #[serde(rename = "/problems/no-such-upload")]
    NoSuchUpload,
    /// An address for one use, or for a time, that was used, has ended, or is somebody else's (404).
    #[serde(rename = "/problems/no-such-ticket")]
    NoSuchTicket,
    /// Nobody, and no team, goes by this name (404).
    #[serde(rename = "/problems/no-such-person")]
    NoSuchPerson,
    /// The bucket has as many grants as one may have (409).
    #[serde(rename = "/problems/too-many-grants")]
    TooManyGrants,
    /// This is public, or something around it or in it; `subject` says what (409).
    #[serde(rename = "/problems/public-already")]
    PublicAlready,
    /// A bucket of the same name on another instance is public, or something in it (409).
    #[serde(rename = "/problems/public-name-taken")]
    PublicNameTaken,
    /// As much is public as may be (409).
    #[serde(rename = "/problems/too-much-public")]
    TooMuchPublic,
    /// What was typed is not the name of what becomes public (422).
    #[serde(rename = "/problems/not-confirmed")]
    NotConfirmed,
    /// The operator has not switched publishing on (403).
    #[serde(rename = "/problems/publishing-off")]
    PublishingOff,
    /// Nothing the caller may change or take back has this number (404).
    #[serde(rename = "/problems/no-such-grant")]
    NoSuchGrant,
    /// The change would leave the team without a manager (409).
    #[serde(rename = "/problems/last-manager")]
    LastManager,
    /// No access key of the person has this id, or it was revoked (404).
    #[serde(rename = "/problems/no-such-access-key")]
    NoSuchAccessKey,
    /// The person has as many access keys as one may have (409).
    #[serde(rename = "/problems/too-many-access-keys")]
    TooManyAccessKeys,
    /// No link has this address or id, or none that is the caller's (404).
    #[serde(rename = "/problems/no-such-link")]
    NoSuchLink,
    /// The link has ended: expired, taken back, used up, or what it opened is gone (410). It is not said which.
    #[serde(rename = "/problems/link-over")]
    LinkOver,
    /// The link opens with a password, and none or a wrong one was given (401).
    #[serde(rename = "/problems/link-password")]
    LinkPassword,
    /// The link shows what it opens and does not hand it out (403).
    #[serde(rename = "/problems/link-view-only")]
    LinkViewOnly,
    /// An upload request took as much as it takes (409).
    #[serde(rename = "/problems/link-full")]
    LinkFull,
    /// An upload request takes no files of this kind (415).
    #[serde(rename = "/problems/link-kind")]
    LinkKind,
    /// The person gave out as many links as one may (409).
    #[serde(rename = "/problems/too-many-links")]
    TooManyLinks,
    /// The request could not be understood (400).
    #[serde(rename = "/problems/malformed")]
    Malformed,
    /// The bucket name breaks a rule of S3 or of the operator (422).
    #[serde(rename = "/problems/bucket-name")]
    BucketName,
    /// The key breaks a rule of S3, or this upstream could misread it (422).
    #[serde(rename = "/problems/key-name")]
    KeyName,
    /// The bucket exists on the upstream but is recorded for nobody (409): the operator can adopt it.
    #[serde(rename = "/problems/bucket-not-recorded")]
    BucketNotRecorded,
    /// The bucket exists and belongs to somebody else (409).
    #[serde(rename = "/problems/bucket-taken")]
    BucketTaken,
    /// Only empty buckets are deleted (409).
    #[serde(rename = "/problems/bucket-not-empty")]
    BucketNotEmpty,
    /// An object of this key exists and the request said not to overwrite (412).
    #[serde(rename = "/problems/object-exists")]
    ObjectExists,
    /// A copy or move from a place to the same place, which would change nothing (422).
    #[serde(rename = "/problems/same-object")]
    SameObject,
    /// The object changed since it was read (412).
    #[serde(rename = "/problems/precondition")]
    Precondition,
    /// What was sent is not what arrived (400); nothing was stored.
    #[serde(rename = "/problems/checksum")]
    Checksum,
    /// The parts that the store has, or what it made of them, are not the file that was announced (409).
    #[serde(rename = "/problems/parts-differ")]
    PartsDiffer,
    /// Larger than one request may be (413).
    #[serde(rename = "/problems/too-large")]
    TooLarge,
    /// Neither Markdown nor a notebook by its name (415).
    #[serde(rename = "/problems/not-renderable")]
    NotRenderable,
    /// The object is not what its name says, so that nothing of it can be shown (422).
    #[serde(rename = "/problems/damaged")]
    Damaged,
    /// Some of the selected objects cannot be read; `objects` says which (409).
    #[serde(rename = "/problems/archive-refused")]
    ArchiveRefused,
    /// The object is in cold storage and must be restored there first (409).
    #[serde(rename = "/problems/archived-object")]
    ArchivedObject,
    /// The asked range lies outside the object (416).
    #[serde(rename = "/problems/range")]
    Range,
    /// The upstream cannot do this (501).
    #[serde(rename = "/problems/unsupported")]
    Unsupported,
    /// The upstream has no space left (507).
    #[serde(rename = "/problems/out-of-space")]
    OutOfSpace,
    /// Too many requests; try again after `Retry-After` (503 or 429).
    #[serde(rename = "/problems/slow-down")]
    SlowDown,
    /// The upstream cannot be reached or takes too long (502, 504).
    #[serde(rename = "/problems/upstream-unreachable")]
    UpstreamUnreachable,
    /// The upstream refused or answered something we cannot use (502).
    #[serde(rename = "/problems/upstream-failed")]
    UpstreamFailed,
    /// The identity provider cannot be reached (503).
    #[serde(rename = "/problems/identity-provider")]
    IdentityProvider,
    /// The sign-in could not be completed (400): expired, replayed or mixed up.
    #[serde(rename = "/problems/sign-in")]
    SignIn,
    /// Our own fault (500).
    #[serde(rename = "/problems/internal")]
    Internal,
    #[serde(other, rename = "about:blank")]
    Unknown,
}
